"""Density of whole series, as shapes of the length of training.

A shape can be drawn channel by channel, which a code cannot, as every latent dimension holds something of all channels.

Axes: n series, t time points, c channels, s features of levels.
"""

from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix

from .._preprocessing.normalisation import standardise
from .channel_groups import any_may_donate, connected_channels, correlation, residual_groups
from .density import MixtureDensity
from .kernel import KernelDensity
from .levels import log_of_sizes
from .one_process import have_one_level
from .overlap import are_windows, left_out_together, sharing_time
from .training_rows import TrainingRows

_CORRELATION = 0.2  # of the means, sizes or shapes of channels that are drawn together, at least
_CORRELATION_OF_WINDOWS = 0.1  # the same of windows: as they overlap, it varies more around its mean
_WHITE = 0.05  # lag-1 correlation of noise, at most
_MIN_ROWS = 8  # of a kernel
_FAR_ENOUGH = 0.8  # median distance of draws to training rows, over that of left-out rows, at least


class DrawnShapes(NamedTuple):
    """Draws of a `SeriesDensity`.

    Attributes
    ----------
    shape, residual : ndarrays of shape (n, t, c)
        A shape, and a residual to add to it. Their sum has no level yet.
    level_features : ndarray of shape (n, s)
    donors : ndarray of int of shape (n, c)
        Training series near the draw.
    """

    shape: np.ndarray
    residual: np.ndarray
    level_features: np.ndarray
    donors: np.ndarray


class SeriesDensity:
    """Density of shapes and levels, for every group of correlated channels.

    Windows of longer series, which share time steps, and series of similar level and size are drawn as they are: their
    level belongs to the shape. Of other series, level and size are drawn beside a shape of mean 0 and size 1.

    Parameters
    ----------
    rows : TrainingRows
    residual : ndarray of shape (n, t, c)
        What decoding leaves of them, in units of the network.
    level_features : ndarray of shape (n, 2 * c)
        Features of mean and size.
    rng : numpy.random.Generator

    Attributes
    ----------
    draws_values : bool
        Whether series are drawn as they are.
    """

    def __init__(
        self,
        rows: TrainingRows,
        residual: np.ndarray,
        level_features: np.ndarray,
        rng: np.random.Generator,
    ) -> None:
        shares = sharing_time(rows.values)
        overlap = are_windows(shares)
        self.draws_values = overlap or have_one_level(rows.values)
        if self.draws_values:
            self._unit = np.maximum(rows.values.std(axis=(0, 1)), np.finfo(np.float64).tiny)
            residual = rows.unit[:, None] * residual / self._unit
            series = rows.values / self._unit - residual
            level_features = level_features[:, :0]
            shares = left_out_together(shares)
        else:  # whole shapes, as the residual of another series would not cancel what decoding leaves of this one
            residual, series = np.zeros_like(residual), standardise(rows.values)[0]
        self._values, self._residual, self._n_level_features = rows.values, residual, level_features.shape[1]
        shapes = series - series.mean(axis=0)
        aspects = rows.location, log_of_sizes(rows.scale), shapes.reshape(-1, shapes.shape[2])
        is_white = _are_white(rows.values) & self.draws_values
        alike = is_white[:, None] == is_white  # noise comes near any correlation by chance, where windows are few
        threshold = _CORRELATION_OF_WINDOWS if overlap else _CORRELATION
        groups = connected_channels([correlation(aspect) * alike for aspect in aspects], threshold)
        is_noise = [is_white[channels].all() for channels in groups]
        self._noise = [channels for channels, noise in zip(groups, is_noise, strict=True) if noise]
        self._groups = [
            _ChannelGroup(channels, series, residual, level_features, shares, rng)
            for channels, noise in zip(groups, is_noise, strict=True)
            if not noise
        ]

    def draw(self, n_series: int, rng: np.random.Generator) -> DrawnShapes:
        """Shapes and levels of new series.

        Parameters
        ----------
        n_series : int
        rng : numpy.random.Generator

        Returns
        -------
        drawn : DrawnShapes
            Where values are drawn, shape and residual add up to them, and there are no features of levels.
        """
        shape = np.zeros((n_series, *self._residual.shape[1:]))
        residual, donors = np.zeros_like(shape), np.zeros((n_series, shape.shape[2]), dtype=np.intp)
        level_features = np.empty((n_series, self._n_level_features))
        for group in self._groups:
            features, of_group = group.density.draw_rows(n_series, rng)
            shape[:, :, group.channels], levels = group.split(features)
            if self._n_level_features:
                level_features[:, group.level_columns] = levels
            donors[:, group.channels] = of_group
            for residual_group in group.residual_groups:
                any_donor = rng.integers(len(self._residual), size=n_series)
                for channel in residual_group.channels:
                    donor = any_donor if residual_group.any_donor else donors[:, channel]
                    residual[:, :, channel] = self._residual[donor, :, channel]
        if self.draws_values:
            shape, residual = self._unit * shape, self._unit * residual
        for channels in self._noise:  # the values of a time point from any series: whole noise would show its donor
            n_timepoints = shape.shape[1]
            donor = rng.integers(len(self._values), size=(n_series, n_timepoints))
            shape[:, :, channels] = self._values[donor, np.arange(n_timepoints)][:, :, channels]
        return DrawnShapes(shape, residual, level_features, donors)


def _are_white(values: np.ndarray) -> np.ndarray:
    """Which channels are uncorrelated with themselves one time point later: (n, t, c) -> (c,)."""
    if values.shape[1] < 2:
        return np.zeros(values.shape[2], dtype=bool)
    centred = values - values.mean(axis=(0, 1))
    pairs = ((centred[:, :-1, channel].ravel(), centred[:, 1:, channel].ravel()) for channel in range(values.shape[2]))
    return np.array([abs(correlation(np.stack(pair, axis=1))[0, 1]) < _WHITE for pair in pairs])


class _ChannelGroup:
    """Density of the shapes and levels of channels that are drawn together."""

    def __init__(
        self,
        channels: np.ndarray,
        series: np.ndarray,
        residual: np.ndarray,
        level_features: np.ndarray,
        shares: csr_matrix,
        rng: np.random.Generator,
    ) -> None:
        n_rows, self._n_timepoints, n_channels = series.shape
        self.channels, self.level_columns = channels, np.concatenate([channels, n_channels + channels])
        # shapes count as much as levels, whatever their number of values
        self._shape_weight = 1 / np.sqrt(self._n_timepoints * len(channels))
        self._level_weight = np.sqrt(n_channels / len(channels))
        shapes, rest = (self._shape_weight * array[:, :, channels].reshape(n_rows, -1) for array in (series, residual))
        has_levels = level_features.shape[1] > 0
        levels = self._level_weight * level_features[:, self.level_columns if has_levels else []]
        features = np.concatenate([shapes, levels], axis=1)
        # of shapes and levels apart, distances say little about finished series
        kernel = None if has_levels else _fit_kernel(features, rest, len(channels), shares, rng)
        self.density = _DetailedMixture(features, rng) if kernel is None else kernel
        self.residual_groups = (  # rows of a kernel hold it, and shapes beside levels have none
            [
                group._replace(channels=channels[group.channels])
                for group in residual_groups(self.density, residual[:, :, channels], rng)
            ]
            if kernel is None and not has_levels
            else []
        )

    def split(self, features: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Shapes and level features of rows of the density: (n, f) -> (n, t, c), (n, 2 * c)."""
        shapes, levels = np.split(features, [self._n_timepoints * len(self.channels)], axis=1)
        return shapes.reshape(len(shapes), self._n_timepoints, -1) / self._shape_weight, levels / self._level_weight


def _fit_kernel(features, rest, n_channels, shares, rng) -> KernelDensity | None:
    """Kernel of values; None where there are few rows, or it cannot get far enough from training rows."""
    if len(features) < _MIN_ROWS:
        return None
    channel_of_feature = np.arange(features.shape[1]) % n_channels
    kernel = KernelDensity(features, rest, channel_of_feature, shares, int(rng.integers(2**31)))
    return kernel if kernel.distance_ratio >= _FAR_ENOUGH else None


class _DetailedMixture(MixtureDensity):
    """Mixture whose draws get the detail of a training row: of any one, unless those of neighbours are more alike."""

    def __init__(self, features: np.ndarray, rng: np.random.Generator) -> None:
        super().__init__(features, np.arange(len(features)), rng)
        self._any_may_donate = any_may_donate(self, self.detail, rng)

    def draw_rows(self, n_rows: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """New rows, and a training row near each: (n_rows, f), (n_rows, 1)."""
        scores = self.draw(n_rows, rng)
        near = self.draw_neighbor(scores, rng)
        donors = rng.integers(len(self.detail), size=n_rows) if self._any_may_donate else near
        return self.inverse_transform(scores) + self.detail[donors], near[:, None]

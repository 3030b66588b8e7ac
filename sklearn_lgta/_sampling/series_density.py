"""Density of whole series, as shapes of the length of training.

A shape is a decoded code. It can be drawn channel by channel, which a code cannot, as every latent dimension holds
something of all channels.

Axes: n series, t time points, c channels, s features of levels.
"""

from typing import NamedTuple

import numpy as np

from .channel_groups import connected_channels, correlation, residual_groups
from .density import MixtureDensity
from .levels import log_of_sizes
from .training_rows import TrainingRows

_CORRELATION = 0.2  # of the means, sizes or shapes of channels that are drawn together, at least


class DrawnShapes(NamedTuple):
    """Draws of a `SeriesDensity`.

    Attributes
    ----------
    shape, residual : ndarrays of shape (n, t, c)
        A decoded code, and the residual to add to it. Their sum has no level yet.
    level_features : ndarray of shape (n, s)
    donors : ndarray of int of shape (n, c)
        Training series near the draw.
    """

    shape: np.ndarray
    residual: np.ndarray
    level_features: np.ndarray
    donors: np.ndarray


class SeriesDensity:
    """Density of shapes and levels: a mixture for every group of correlated channels.

    Parameters
    ----------
    rows : TrainingRows
    decoded, residual : ndarrays of shape (n, t, c)
        Their decoded codes, and the rest of their remainders.
    level_features : ndarray of shape (n, 2 * c)
        Features of mean and size.
    rng : numpy.random.Generator
    """

    def __init__(
        self,
        rows: TrainingRows,
        decoded: np.ndarray,
        residual: np.ndarray,
        level_features: np.ndarray,
        rng: np.random.Generator,
    ) -> None:
        self._residual, self._n_level_features = residual, level_features.shape[1]
        shapes = decoded - decoded.mean(axis=0)
        aspects = rows.location, log_of_sizes(rows.scale), shapes.reshape(-1, shapes.shape[2])
        groups = connected_channels([correlation(aspect) for aspect in aspects], _CORRELATION)
        self._groups = [_ChannelGroup(channels, decoded, residual, level_features, rng) for channels in groups]

    def draw(self, n_series: int, rng: np.random.Generator) -> DrawnShapes:
        """Shapes and levels of new series.

        Parameters
        ----------
        n_series : int
        rng : numpy.random.Generator

        Returns
        -------
        drawn : DrawnShapes
        """
        shape = np.empty((n_series, *self._residual.shape[1:]))
        residual, donors = np.empty_like(shape), np.empty((n_series, shape.shape[2]), dtype=np.intp)
        level_features = np.empty((n_series, self._n_level_features))
        for group in self._groups:
            scores = group.density.draw(n_series, rng)
            neighbors = group.density.draw_neighbor(scores, rng)
            features = group.density.inverse_transform(scores) + group.density.detail[neighbors]
            shape[:, :, group.channels], level_features[:, group.level_columns] = group.split(features)
            donors[:, group.channels] = neighbors[:, None]
            for residual_group in group.residual_groups:
                of_donor = self._residual[residual_group.draw_donors(neighbors, len(self._residual), rng)]
                residual[:, :, residual_group.channels] = of_donor[:, :, residual_group.channels]
        return DrawnShapes(shape, residual, level_features, donors)


class _ChannelGroup:
    """Density of the shapes and levels of channels that are drawn together."""

    def __init__(
        self,
        channels: np.ndarray,
        decoded: np.ndarray,
        residual: np.ndarray,
        level_features: np.ndarray,
        rng: np.random.Generator,
    ) -> None:
        n_rows, self._n_timepoints, n_channels = decoded.shape
        self.channels, self.level_columns = channels, np.concatenate([channels, n_channels + channels])
        # shapes count as much as levels, whatever their number of values
        self._shape_weight = 1 / np.sqrt(self._n_timepoints * len(channels))
        self._level_weight = np.sqrt(n_channels / len(channels))
        shapes = self._shape_weight * decoded[:, :, channels].reshape(n_rows, -1)
        levels = self._level_weight * level_features[:, self.level_columns]
        self.density = MixtureDensity(np.concatenate([shapes, levels], axis=1), np.arange(n_rows), rng)
        self.residual_groups = [
            group._replace(channels=channels[group.channels])
            for group in residual_groups(self.density, residual[:, :, channels], rng)
        ]

    def split(self, features: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Shapes and level features of rows of the density: (n, f) -> (n, t, c), (n, 2 * c)."""
        shapes, levels = np.split(features, [self._n_timepoints * len(self.channels)], axis=1)
        return shapes.reshape(len(shapes), self._n_timepoints, -1) / self._shape_weight, levels / self._level_weight

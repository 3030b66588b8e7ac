"""Levels of series, which are all that shapes do not hold: mean, size, trend and season, as features to draw.

Axes: n series, t time points, c channels, s features of a series, g static conditions.
"""

from typing import NamedTuple

import numpy as np

from .._preprocessing.bounds import Bounds
from .._preprocessing.ridge import ridge
from .training_rows import TrainingRows

_STRUCTURE_SCORES = 16
_SKEWED = 2.0  # skewness of the means above which logarithms are drawn, where they are less skewed


class SeriesLevels(NamedTuple):
    """Mean, size, trend and season of series.

    Attributes
    ----------
    location, scale, unit : ndarrays of shape (n, c)
        As in `TrainingRows`.
    structure : ndarray of shape (n, t, c)
        Trend and season about the mean, in standard deviations; 0 where no structure is set aside.
    """

    location: np.ndarray
    scale: np.ndarray
    unit: np.ndarray
    structure: np.ndarray


class _Block(NamedTuple):
    """Scaling of some features: (n, b) -> (n, b), with mean 0, and a total variance of about 1 / weight ** 2."""

    mean: np.ndarray
    size: np.ndarray
    low: np.ndarray
    high: np.ndarray
    weight: float

    @classmethod
    def of(cls, values: np.ndarray, weight: float, *, one_size: bool = False) -> "_Block":
        size = np.maximum(values.std(axis=0), 1e-9)
        if one_size:
            size = np.full_like(size, np.sqrt((size**2).mean()))
        return cls(values.mean(axis=0), size, values.min(axis=0), values.max(axis=0), weight)

    def transform(self, values: np.ndarray) -> np.ndarray:
        return (values - self.mean) / self.size / self.weight

    def inverse_transform(self, features: np.ndarray) -> np.ndarray:
        return features * self.weight * self.size + self.mean

    def clip(self, values: np.ndarray) -> np.ndarray:
        """Values within the range of training: in a logarithm, an error beyond it would multiply."""
        return np.clip(values, self.low, self.high)


class Levels:
    """Mean, size, trend and season of series as features of mean 0 and similar size, and back.

    Parameters
    ----------
    rows : TrainingRows
    bounds : Bounds
        Means of channels that are never negative may be drawn as logarithms.
    seasonal_period : int
    groups : ndarray of shape (n, g)
        Static conditions, standardised.

    Attributes
    ----------
    features : ndarray of shape (n, s)
        Features of the training series, less the effect of their groups.
    """

    def __init__(self, rows: TrainingRows, bounds: Bounds, seasonal_period: int, groups: np.ndarray) -> None:
        self.rows, self.seasonal_period = rows, seasonal_period
        positive = (bounds.low >= 0) & (rows.values.min(axis=(0, 1)) > 0)  # throughout: size grows with the mean there
        self._by_logarithm = _takes_logarithm(rows.location, positive, bounds.low)
        # lowest value of every series as a fraction of its mean: (n, c)
        fraction = rows.values.min(axis=1) / np.where(positive, rows.location, 1.0)
        self._lowest_fraction, self._lower_bound = np.where(positive, fraction.min(axis=0), 0.0), bounds.low
        location = np.where(self._by_logarithm, log_of_sizes(rows.location), rows.location)
        values = [location, log_of_sizes(rows.scale)]
        weight = np.sqrt(rows.location.shape[1])
        blocks = [_Block.of(block, weight) for block in values]
        if rows.structure.shape[1]:
            unit, scores = log_of_sizes(rows.unit), self._fit_structure(rows.structure)
            values += [unit, scores]
            # scores of the structure keep their sizes relative to each other
            blocks += [_Block.of(unit, weight), _Block.of(scores, np.sqrt(scores.shape[1]), one_size=True)]
        self._blocks = blocks
        features = [block.transform(array) for block, array in zip(blocks, values, strict=True)]
        self.features = np.concatenate(features, axis=1)
        self._effect = ridge(groups, self.features, 1)
        self.features = self.features - self.group_effect(groups)

    def _fit_structure(self, structure: np.ndarray) -> np.ndarray:
        """Principal components of trend and season: scores of shape (n, n_scores)."""
        flat = structure.reshape(len(structure), -1)
        self._mean = flat.mean(axis=0)
        n_scores = max(1, min(_STRUCTURE_SCORES, len(flat) - 1, flat.shape[1]))
        self._directions = np.linalg.svd(flat - self._mean, full_matrices=False)[2][:n_scores]
        scores = (flat - self._mean) @ self._directions.T
        self._rest = (flat - self._mean - scores @ self._directions).reshape(structure.shape)
        return scores

    def group_effect(self, groups: np.ndarray) -> np.ndarray:
        """Expected features under groups: (n, g) -> (n, s)."""
        return groups @ self._effect

    def lowest_values(self, location: np.ndarray) -> np.ndarray:
        """Lowest values of series, by their means: (n, c) -> (n, c). Training series come no nearer to 0."""
        relative = np.where(self._lowest_fraction > 0, self._lowest_fraction * location, -np.inf)
        return np.maximum(relative, self._lower_bound)

    def from_features(self, features: np.ndarray, donors: np.ndarray, n_timepoints: int) -> SeriesLevels:
        """Mean, size, trend and season of features.

        Parameters
        ----------
        features : ndarray of shape (n, s)
        donors : ndarray of shape (n, c)
            Training series. A channel that is constant in its donor is constant in the drawn series, and the
            detail of trend and season that the features do not hold comes from the donor of the first channel.
        n_timepoints : int

        Returns
        -------
        levels : SeriesLevels
        """
        ends = np.cumsum([len(block.mean) for block in self._blocks])[:-1]
        parts = np.split(features, ends, axis=1)
        values = [block.inverse_transform(part) for block, part in zip(self._blocks, parts, strict=True)]
        channels = np.arange(len(self._blocks[0].mean))
        logarithm = np.where(self._by_logarithm, self._blocks[0].clip(values[0]), 0.0)
        location = np.where(self._by_logarithm, np.exp(logarithm), values[0])
        scale = _from_logarithm(self._blocks[1].clip(values[1]), self.rows.scale[donors, channels])
        if len(values) == 2:
            return SeriesLevels(location, scale, scale, np.zeros((len(features), n_timepoints, location.shape[1])))
        unit = _from_logarithm(self._blocks[2].clip(values[2]), self.rows.unit[donors, channels])
        flat = self._mean + values[3] @ self._directions
        structure = flat.reshape(len(flat), *self.rows.structure.shape[1:]) + self._rest[donors[:, 0]]
        return SeriesLevels(location, scale, unit, _of_length(structure, n_timepoints, self.seasonal_period))


def _from_logarithm(logarithm: np.ndarray, of_donor: np.ndarray) -> np.ndarray:
    return np.where(of_donor > 0, np.exp(logarithm), 0.0)


def log_of_sizes(sizes: np.ndarray) -> np.ndarray:
    """Logarithms of sizes: (n, c) -> (n, c). A size of 0 counts as the smallest other size of its channel."""
    smallest = np.where(sizes > 0, sizes, np.inf).min(axis=0)
    return np.log(np.maximum(sizes, np.where(np.isfinite(smallest), smallest, 1.0)))


def _takes_logarithm(location: np.ndarray, positive: np.ndarray, low: np.ndarray) -> np.ndarray:
    """Channels whose means are drawn as logarithms: bool of shape (c,).

    These are channels with positive values only, and channels with skewed means that are never negative. A
    channel whose logarithms are as skewed is left out.
    """

    def skewness(means):
        centred = means - means.mean(axis=0)
        return np.abs((centred**3).mean(axis=0)) / np.maximum((centred**2).mean(axis=0), 1e-12) ** 1.5

    skewed = skewness(location)
    never_negative = (low >= 0) & (location.min(axis=0) >= 0)
    wanted = never_negative & (positive | (skewed > _SKEWED))
    return wanted & (skewness(log_of_sizes(location)) < np.where(positive, _SKEWED, skewed))


def _of_length(structure, n_timepoints, seasonal_period):
    """Structure of another length, cut or continued.

    Parameters
    ----------
    structure : ndarray of shape (n, t, c)
        Of two seasons or more.
    n_timepoints : int
    seasonal_period : int

    Returns
    -------
    structure : ndarray of shape (n, n_timepoints, c)
        The season continues, and its changes from one season to the next come back in reverse order. A line with
        a seasonal profile so remains one.
    """
    longer = list(structure[:, :n_timepoints].swapaxes(0, 1))
    changes = structure[:, seasonal_period:] - structure[:, :-seasonal_period]  # (n, t - period, c)
    order = np.concatenate([np.arange(changes.shape[1])[::-1], np.arange(changes.shape[1])])
    for step in range(n_timepoints - len(longer)):
        longer.append(longer[-seasonal_period] + changes[:, order[step % len(order)]])
    return np.stack(longer, axis=1)

"""What describes a whole series besides its shape: level, size, trend and season, as numbers that can be drawn.

Axes: n series, t time points, c channels, s numbers that describe a series, g static conditions.
"""

import numpy as np

from .._latent.condition_effect import ridge

_STRUCTURE_SCORES = 16
_SKEWED = 2.0  # skewness of levels, from which on logarithms are better where that is less of them


class Levels:
    """What describes a whole series, as numbers of mean 0 and like size: level, size, trend and season.

    Parameters
    ----------
    rows : TrainingRows
    bounds : Bounds
        Levels of channels that are never negative may be drawn as logarithms.
    seasonal_period : int or None
    groups : ndarray of shape (n, g)
        Static conditions, standardised.

    Attributes
    ----------
    features : ndarray of shape (n, s)
        Without what the groups tell of them.
    """

    def __init__(self, rows, bounds, seasonal_period, groups):
        self.rows, self.seasonal_period = rows, seasonal_period
        positive = (bounds.low >= 0) & (rows.values.min(axis=(0, 1)) > 0)  # throughout: size goes with level there
        self._logged = _takes_logarithm(rows.location, positive, bounds.low)
        fractions = rows.values.min(axis=1) / np.where(
            positive, rows.location, 1.0
        )  # lowest value of the level: (n, c)
        self._least_fraction, self._limit = np.where(positive, fractions.min(axis=0), 0.0), bounds.low
        blocks = [np.where(self._logged, logarithm(rows.location), rows.location), logarithm(rows.scale)]
        n_channels = rows.location.shape[1]
        if rows.structure.shape[1]:
            blocks.append(logarithm(rows.unit))
            flat = rows.structure.reshape(len(rows.structure), -1)
            self._mean = flat.mean(axis=0)
            n_scores = max(1, min(_STRUCTURE_SCORES, len(flat) - 1, flat.shape[1]))
            self._directions = np.linalg.svd(flat - self._mean, full_matrices=False)[2][:n_scores]
            scores = (flat - self._mean) @ self._directions.T
            self._rest = (flat - self._mean - scores @ self._directions).reshape(rows.structure.shape)
            blocks.append(scores)
        self._blocks = [(block.mean(axis=0), _size(block), block.min(axis=0), block.max(axis=0)) for block in blocks]
        # scores of the structure keep their sizes relative to each other
        if rows.structure.shape[1]:
            mean, size, low, high = self._blocks[3]
            self._blocks[3] = mean, np.full_like(size, np.sqrt((size**2).mean())), low, high
        weights = [np.sqrt(n_channels)] * 3 + [np.sqrt(len(self._blocks[-1][0]))]
        self._weights = weights[: len(blocks)]
        self.features = np.concatenate(
            [
                (block - mean) / size / weight
                for block, (mean, size, _, _), weight in zip(blocks, self._blocks, self._weights, strict=True)
            ],
            axis=1,
        )
        self._effect = ridge(groups, self.features, 1)
        self.features = self.features - self.of_groups(groups)

    def of_groups(self, groups):
        """What groups tell of the features: (n, g) -> (n, s)."""
        return groups @ self._effect

    def low(self, location):
        """Lowest values of series of some levels, (n, c) -> (n, c): as near to 0 as training series come."""
        return np.maximum(np.where(self._least_fraction > 0, self._least_fraction * location, -np.inf), self._limit)

    def read(self, features, donors, n_timepoints):
        """Level, size, unit (n, c) and structure (n, n_timepoints, c) that features stand for.

        Parameters
        ----------
        features : ndarray of shape (n, s)
        donors : ndarray of shape (n, c)
            Training series that lend what features leave open. Channels that are constant there are so here.
        n_timepoints : int

        Returns
        -------
        location, scale, unit : ndarrays of shape (n, c)
        structure : ndarray of shape (n, n_timepoints, c)
        """
        places = np.cumsum([len(mean) for mean, *_ in self._blocks])[:-1]
        blocks = [
            block * weight * size + mean
            for block, (mean, size, _, _), weight in zip(
                np.split(features, places, axis=1), self._blocks, self._weights, strict=True
            )
        ]
        # no level or size is beyond those seen: an error in a logarithm would multiply
        low, high = self._blocks[0][2:]
        channels = np.arange(len(low))
        location = np.where(self._logged, np.exp(np.clip(blocks[0], low, high)), blocks[0])
        scale = self._size_of(blocks[1], self._blocks[1], self.rows.scale[donors, channels])
        if len(blocks) == 2:
            return location, scale, scale, np.zeros((len(features), n_timepoints, location.shape[1]))
        unit = self._size_of(blocks[2], self._blocks[2], self.rows.unit[donors, channels])
        flat = self._mean + blocks[3] @ self._directions
        structure = flat.reshape(len(flat), *self.rows.structure.shape[1:]) + self._rest[donors[:, 0]]
        return location, scale, unit, _of_length(structure, n_timepoints, self.seasonal_period)

    @staticmethod
    def _size_of(logarithm, block, of_donor):
        return np.where(of_donor > 0, np.exp(np.clip(logarithm, *block[2:])), 0.0)


def _size(block):
    return np.maximum(block.std(axis=0), 1e-9)


def logarithm(sizes):
    """Logarithms; what is 0 counts as the smallest that is not."""
    least = np.where(sizes > 0, sizes, np.inf).min(axis=0)
    return np.log(np.maximum(sizes, np.where(np.isfinite(least), least, 1.0)))


def _takes_logarithm(location, positive, low):
    """Channels whose levels are drawn as logarithms: bool of shape (c,).

    Those whose values are positive throughout, and of levels that are never negative skewed ones. Neither where
    logarithms are skewed as much.
    """

    def skewness(levels):
        centred = levels - levels.mean(axis=0)
        return np.abs((centred**3).mean(axis=0)) / np.maximum((centred**2).mean(axis=0), 1e-12) ** 1.5

    skewed = skewness(location)
    never_negative = (low >= 0) & (location.min(axis=0) >= 0)
    wanted = never_negative & (positive | (skewed > _SKEWED))
    return wanted & (skewness(logarithm(location)) < np.where(positive, _SKEWED, skewed))


def _of_length(structure, n_timepoints, seasonal_period):
    """Structure of another length: its beginning, or continued.

    Parameters
    ----------
    structure : ndarray of shape (n, t, c)
        Two seasons or more.
    n_timepoints : int
    seasonal_period : int

    Returns
    -------
    structure : ndarray of shape (n, n_timepoints, c)
        The season goes on, and its changes from one season to the next come back in reverse order: a line with
        a seasonal profile remains one.
    """
    longer = list(structure[:, :n_timepoints].swapaxes(0, 1))
    changes = structure[:, seasonal_period:] - structure[:, :-seasonal_period]  # (n, t - period, c)
    order = np.concatenate([np.arange(changes.shape[1])[::-1], np.arange(changes.shape[1])])
    for step in range(n_timepoints - len(longer)):
        longer.append(longer[-seasonal_period] + changes[:, order[step % len(order)]])
    return np.stack(longer, axis=1)

"""Channels that must be drawn together, as their values or their residuals are correlated.

Axes: n series or spans, t time points, c channels.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.sparse.csgraph import connected_components

from .density import PrincipalScores, one_of

_RESIDUAL_CORRELATION = 0.3  # of two channels whose residuals must come from one donor, at least
_N_PAIRS = 5  # of every series with a neighbour, to compare their residuals
_MIN_SERIES = 30  # for the comparison
_FREE_CORRELATION = 0.05  # of the residuals of neighbours where any series may be the donor, at most


class ResidualGroup(NamedTuple):
    """Channels that take their residual from one donor.

    Attributes
    ----------
    channels : ndarray of int
    any_donor : bool
        Whether any series may be the donor, or only a neighbour of the draw.
    """

    channels: np.ndarray
    any_donor: bool

    def draw_donors(self, neighbors: np.ndarray, n_rows: int, rng: np.random.Generator) -> np.ndarray:
        """Donors of drawn rows among n_rows training rows, given a neighbour of each: (n,) -> (n,)."""
        return rng.integers(n_rows, size=len(neighbors)) if self.any_donor else neighbors


def residual_groups(density: PrincipalScores, residual: np.ndarray, rng: np.random.Generator) -> list[ResidualGroup]:
    """Groups of channels with correlated residuals, and the donors that each group may have.

    A residual that is no more like the residual of a neighbour than like any other may come from any series. From a
    neighbour it would only make the draw more like that neighbour.

    Parameters
    ----------
    density : PrincipalScores
        Of the rows that have these residuals.
    residual : ndarray of shape (n, t, c)
    rng : numpy.random.Generator

    Returns
    -------
    groups : list of ResidualGroup
        Every channel is in one of them.
    """
    n_rows, n_channels = len(residual), residual.shape[2]
    connected = connected_channels([correlation(residual.reshape(-1, n_channels))], _RESIDUAL_CORRELATION)
    groups = []
    for channels in connected:
        values = residual[:, :, channels].reshape(n_rows, -1)
        groups.append(ResidualGroup(channels, any_may_donate(density, values, rng)))
    return groups


def any_may_donate(density: PrincipalScores, values: np.ndarray, rng: np.random.Generator) -> bool:
    """Whether values of rows are no more like those of a neighbour than like any others.

    Parameters
    ----------
    density : PrincipalScores
        Of the rows that have these values.
    values : ndarray of shape (n, f)
    rng : numpy.random.Generator

    Returns
    -------
    any_may : bool
        False for few rows, of which nobody can say.
    """
    near = density.neighbors(density.training_scores)
    neighbors = [one_of(near, rng) for _ in range(_N_PAIRS)]
    size = np.log(np.sqrt((values**2).mean(axis=1)) + 1e-6)
    likeness = max(_likeness(values, neighbors), _likeness(size, neighbors))
    return bool(len(values) >= _MIN_SERIES and likeness < max(_FREE_CORRELATION, 2 / np.sqrt(len(values))))


def _likeness(values: np.ndarray, neighbors: list[np.ndarray]) -> float:
    """Correlation of the values of rows and of their neighbours, mean over choices of neighbours."""
    pairs = (np.stack([values, values[neighbor]], axis=-1).reshape(-1, 2) for neighbor in neighbors)
    return np.mean([correlation(pair)[0, 1] for pair in pairs])


def connected_channels(correlations: Sequence[np.ndarray], threshold: float) -> list[np.ndarray]:
    """Groups of channels.

    Parameters
    ----------
    correlations : sequence of ndarrays of shape (c, c)
    threshold : float
        Two channels are in one group where one of the matrices holds a larger correlation of either sign.

    Returns
    -------
    groups : list of ndarrays of int
        Every channel is in one of them.
    """
    strongest = np.max(np.abs(correlations), axis=0)
    group_of = connected_components(strongest > threshold, directed=False)[1]
    return [np.flatnonzero(group_of == group) for group in range(group_of.max() + 1)]


def correlation(columns: np.ndarray) -> np.ndarray:
    """Correlation of columns, 0 for a constant one: (n, c) -> (c, c)."""
    centred = columns - columns.mean(axis=0)
    size = np.sqrt((centred**2).sum(axis=0))
    standard = np.divide(centred, size, out=np.zeros_like(centred), where=size > 0)
    return standard.T @ standard

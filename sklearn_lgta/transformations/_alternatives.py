"""Alternatives: the transformations of which every series gets one, at random."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Alternative(NamedTuple):
    """A transformation that a series may get.

    Attributes
    ----------
    transformation : Transformation
        Without alternatives of its own.
    weight : float, default=1.0
        How often series get it, relative to the other alternatives.
    relative_strength : float, default=1.0
        Its strength as a multiple of the strength of the augmenter.
    """

    transformation: Any
    weight: float = 1.0
    relative_strength: float = 1.0


def choose(alternatives: Sequence[Alternative], rng: Any) -> NDArray[np.intp]:
    """Return the position of an alternative, for one series or for each of many.

    Parameters
    ----------
    alternatives : list of Alternative
    rng : numpy.random.Generator or RowGenerators

    Returns
    -------
    chosen : ndarray of int of shape () or (n_series,)
    """
    weights = np.array([one.weight for one in alternatives])
    upper = np.cumsum(weights[:-1]) / weights.sum()
    return np.searchsorted(upper, rng.random(1)[..., 0], side="right")


def rows_by_alternative(
    alternatives: Sequence[Alternative], rng: Any
) -> list[tuple[int, slice | NDArray[np.intp], Any]]:
    """Return which series get which alternative.

    Parameters
    ----------
    alternatives : list of Alternative
    rng : RowGenerators
        Generators of n series. A single alternative takes no number from them.

    Returns
    -------
    chosen : list of (number, rows, rng)
        Position of an alternative, of the series that get it, and their generators.
    """
    if len(alternatives) == 1:
        return [(0, slice(None), rng)]
    chosen = choose(alternatives, rng)
    rows_of = [np.flatnonzero(chosen == number) for number in range(len(alternatives))]
    return [(number, rows, rng[rows]) for number, rows in enumerate(rows_of) if len(rows)]

"""Smooth random curves along time."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline


@lru_cache(maxsize=64)
def splines(n_knots: int, n_tokens: int) -> NDArray:
    """Return one cubic spline for every knot, which is 1 at that knot and 0 at the others.

    Parameters
    ----------
    n_knots : int
        Knots, evenly spaced from the first to the last token.
    n_tokens : int

    Returns
    -------
    splines : ndarray of shape (n_tokens, n_knots)
        The sum weighted with values at the knots is the curve through these values. Read only: the array is cached.
    """
    at = np.linspace(0.0, 1.0, n_knots)
    return CubicSpline(at, np.eye(n_knots))(np.linspace(0.0, 1.0, n_tokens))

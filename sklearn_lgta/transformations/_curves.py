"""Smooth random curves along time."""

from functools import lru_cache

import numpy as np
from scipy.interpolate import CubicSpline


@lru_cache(maxsize=64)
def splines(n_knots, n_tokens):
    """The cubic spline through 1 at one knot and 0 at the others, for every knot.

    Parameters
    ----------
    n_knots : int
        Knots, evenly spaced from the first to the last token.
    n_tokens : int

    Returns
    -------
    splines : ndarray of shape (n_tokens, n_knots)
        Their sum, weighted with values at the knots, is the curve through these. Do not write into it.
    """
    at = np.linspace(0.0, 1.0, n_knots)
    return CubicSpline(at, np.eye(n_knots))(np.linspace(0.0, 1.0, n_tokens))

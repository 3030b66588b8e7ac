"""How many origins or series a gain needs to be seen, from the differences at some origins of some series.

Axes: k origins, n series.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

_POWER = 0.8


class Components(NamedTuple):
    """Variances of differences in a two-way layout, ``d = mean + origin + series + rest``.

    Attributes
    ----------
    of_origins, of_series, of_rest : float
    n_origins, n_series : int
        That they are estimated from.
    """

    of_origins: float
    of_series: float
    of_rest: float
    n_origins: int
    n_series: int


def components(differences: NDArray) -> Components:
    """Variances by the analysis of variance.

    Parameters
    ----------
    differences : ndarray of shape (k, n)
        Series with NaN are left out.

    Returns
    -------
    components : Components
    """
    complete = differences[:, np.isfinite(differences).all(axis=0)]
    n_origins, n_series = complete.shape
    if n_series < 2:
        return Components(0.0, 0.0, 0.0, n_origins, n_series)
    by_origin, by_series = complete.mean(axis=1, keepdims=True), complete.mean(axis=0)
    rest = complete - by_origin - by_series + complete.mean()
    of_rest = (rest**2).sum() / ((n_origins - 1) * (n_series - 1))
    of_origins = max(by_origin.var(ddof=1) - of_rest / n_series, 0.0)
    of_series = max(by_series.var(ddof=1) - of_rest / n_origins, 0.0)
    return Components(float(of_origins), float(of_series), float(of_rest), n_origins, n_series)


def _largest_variance(gain: float, confidence: float) -> float:
    """Variance of a mean at which a gain is outside of zero's interval with the power of this file."""
    return (gain / (norm.ppf((1 + confidence) / 2) + norm.ppf(_POWER))) ** 2


def needed_origins(gains: NDArray, gain: float, confidence: float) -> int:
    """Return the number of origins, with the same series.

    Parameters
    ----------
    gains : ndarray of shape (k,)
        At every origin.
    gain : float
        To be seen.
    confidence : float

    Returns
    -------
    n_origins : int
    """
    return max(2, int(np.ceil(gains.var(ddof=1) / _largest_variance(gain, confidence))))


def needed_series(parts: Components, gain: float, confidence: float) -> int | None:
    """Return the number of series, at as many origins.

    Parameters
    ----------
    parts : Components
    gain : float
        To be seen.
    confidence : float

    Returns
    -------
    n_series : int or None
        None if no number is enough, or if there is one series.
    """
    left = _largest_variance(gain, confidence) - parts.of_origins / parts.n_origins
    if parts.n_series < 2 or left <= 0:
        return None
    return max(1, int(np.ceil((parts.of_series + parts.of_rest / parts.n_origins) / left)))

"""Trend and seasonal profile of every series: what is predictable, set aside and added back.

The trend is a local linear regression with tricube weights over two seasons, as many neighbours at
the ends as inside, so that the newest slope is not flattened; the profile is the mean of every
phase. Two rounds, as in STL (Cleveland et al., 1990), because each is estimated free of the other.

Where values are never negative and that leaves less of them, both are estimated from logarithms:
seasons may grow with the level, and the middle of skewed values is their median rather than their
mean. Intermittent series, whose median is near 0 whatever they sum to, are left out of this.
"""

import numpy as np
from scipy.ndimage import median_filter
from scipy.sparse import csr_array

from .gaps import interpolated

SPAN = 2  # seasons that a trend looks at and a series must have; blocks and windows of remainders are as long
_ROUNDS = 2
_FILLINGS = 20  # of gaps, by the structure that was found with the last filling
_SHIFT = 0.1  # of the mean, added before the logarithm, so that zeros have one
_INTERVAL = 1.32  # steps between values that are not 0; more is intermittent (Syntetos, Boylan & Croston, 2005)


def local_linear_smoother(n_timepoints, span):
    """Matrix that takes a series to its local linear trend.

    Parameters
    ----------
    n_timepoints : int
    span : int
        Steps that one estimate looks at. A straight line is reproduced exactly.

    Returns
    -------
    smoother : scipy.sparse.csr_array of shape (n_timepoints, n_timepoints)
    """
    width = min(int(span) + 1 - int(span) % 2, n_timepoints)
    time = np.arange(n_timepoints)
    first = np.clip(time - width // 2, 0, n_timepoints - width)
    columns = first[:, None] + np.arange(width)  # (t, width): the neighbours of every step
    distance = (columns - time[:, None]).astype(float)
    reach = np.abs(distance).max(axis=1, keepdims=True) + 0.5
    weight = (1 - (np.abs(distance) / reach) ** 3) ** 3
    # weighted least squares of a line, read at its own step (distance 0), in closed form
    moments = [(weight * distance**power).sum(axis=1, keepdims=True) for power in range(3)]
    determinant = moments[0] * moments[2] - moments[1] ** 2
    line = weight * (moments[2] - moments[1] * distance) / np.where(determinant > 0, determinant, 1)
    rows = np.where(determinant > 0, line, weight / moments[0])  # two neighbours or fewer: their mean
    indptr = np.arange(0, rows.size + 1, width)
    return csr_array((rows.ravel(), columns.ravel(), indptr), shape=(n_timepoints, n_timepoints))


def resolve_structure(structure, seasonal_period, n_timepoints):
    """Replace "auto" by what the series allow.

    Parameters
    ----------
    structure : {"auto", "none", "trend", "both"}
    seasonal_period : int or None
    n_timepoints : int

    Returns
    -------
    structure : {"none", "trend", "both"}
        "auto" is "both" where the period is known and the series hold two seasons, else "none".

    Raises
    ------
    ValueError
        If a structure was asked for that the series do not allow.
    """
    enough = seasonal_period is not None and n_timepoints >= SPAN * seasonal_period
    if structure == "auto":
        return "both" if enough else "none"
    if structure == "none" or enough:
        return structure
    if seasonal_period is None:
        raise ValueError(
            f"structure={structure!r} needs seasonal_period: trend and profile are estimated over seasons. Set "
            "seasonal_period, or structure='none'."
        )
    raise ValueError(
        f"structure={structure!r} needs two seasons, {SPAN * seasonal_period} time points with "
        f"seasonal_period={seasonal_period}; the series have {n_timepoints}. Use structure='none'."
    )


def split_structure(values, seasonal_period, seasonal=True):
    """Trend plus seasonal profile of every series.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_timepoints, n_channels)
    seasonal_period : int
        Steps of a season; the trend looks at two of them.
    seasonal : bool, default=True
        Whether the seasonal profile belongs to the structure.

    Returns
    -------
    structure : ndarray of shape (n_series, n_timepoints, n_channels)
        `values - structure` is the remainder. A straight line is all structure, and so, but for what two
        rounds leave of it, is a line plus a profile.
    """
    n_series, n_timepoints, n_channels = values.shape
    by_time = values.swapaxes(0, 1).reshape(n_timepoints, -1)
    # numpy and scipy sum a single column in another order, so there is always one more
    by_time = np.append(by_time, np.zeros((n_timepoints, 1)), axis=1)
    smoother = local_linear_smoother(n_timepoints, SPAN * seasonal_period)
    if not seasonal:
        structure = smoother @ by_time
    else:
        phase = np.arange(n_timepoints) % seasonal_period
        season = np.zeros_like(by_time)
        for _ in range(_ROUNDS):
            trend = smoother @ (by_time - season)
            profile = np.stack([(by_time - trend)[phase == i].mean(axis=0) for i in range(seasonal_period)])
            season = (profile - profile.mean(axis=0))[phase]
        structure = trend + season
    return structure[:, :-1].reshape(n_timepoints, n_series, n_channels).swapaxes(0, 1)


def structure_of_medians(values, seasonal_period, seasonal=True):
    """Rough trend plus seasonal profile that no outlier moves, and that follows a level shift.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_timepoints, n_channels)
    seasonal_period : int
    seasonal : bool, default=True
        Whether the seasonal profile belongs to the structure.

    Returns
    -------
    structure : ndarray of shape (n_series, n_timepoints, n_channels)
        Medians over two seasons around every step, plus the medians of every phase of what is left.
    """
    trend = median_filter(values, size=(1, SPAN * seasonal_period + 1, 1), mode="nearest")
    if not seasonal:
        return trend
    phases = (slice(first, None, seasonal_period) for first in range(seasonal_period))
    profile = np.stack([np.median((values - trend)[:, phase], axis=1) for phase in phases], axis=1)
    return trend + profile[:, np.arange(values.shape[1]) % seasonal_period]


def is_intermittent(values):
    """Whether 1.32 steps or more lie, on average, between the values of a series that are not 0.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_timepoints, n_channels)

    Returns
    -------
    is_intermittent : ndarray of bool of shape (n_series, 1, n_channels)
    """
    known = ~np.isnan(values)
    n_not_zero = np.count_nonzero(known & (values != 0), axis=1, keepdims=True)
    return known.sum(axis=1, keepdims=True) >= _INTERVAL * n_not_zero


def takes_logarithm(values):
    """Whether the structure of a series may be estimated from logarithms.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_timepoints, n_channels)
        NaN where missing.

    Returns
    -------
    takes_logarithm : ndarray of bool of shape (n_series, 1, n_channels)
        Where no value is negative, and the series is not intermittent.
    """
    return ~(values < 0).any(axis=1, keepdims=True) & ~is_intermittent(values)


def complete_structure(standard, find):
    """Structure of series with gaps, which say nothing about it.

    Parameters
    ----------
    standard : ndarray of shape (n_series, n_timepoints, n_channels)
        NaN where missing.
    find : callable
        Finds the structure of complete series: an array of that shape.

    Returns
    -------
    structure : ndarray of shape (n_series, n_timepoints, n_channels)

    Notes
    -----
    Gaps are filled with the structure found until it stays as it is, so that they leave no remainder: for
    least squares that is the fit to what is known alone.

    References
    ----------
    .. [1] M. Healy and M. Westmacott, "Missing values in experiments analysed on automatic computers",
       Applied Statistics 5, 1956.
    """
    missing = np.isnan(standard)
    if not missing.any():
        return find(standard)
    filled = interpolated(standard)
    ends = filled.min(axis=1, keepdims=True), filled.max(axis=1, keepdims=True)
    for _ in range(_FILLINGS):
        structure = find(filled)
        filled = np.where(missing, np.clip(structure, *ends), standard)  # further down may be no logarithm
    return structure


def find_structure(standard, level, by_logarithm, seasonal_period, seasonal=True):
    """Structure of normalised series, from their values or from logarithms: what leaves the smaller remainder.

    Parameters
    ----------
    standard : ndarray of shape (n_series, n_timepoints, n_channels)
        Series with mean 0 and standard deviation 1.
    level : ndarray of shape (n_series, 1, n_channels)
        Mean of the series before, in standard deviations.
    by_logarithm : ndarray of bool of shape (n_series, 1, n_channels)
        Of `takes_logarithm`; elsewhere it is `split_structure`.
    seasonal_period, seasonal
        As for `split_structure`.

    Returns
    -------
    structure : ndarray of shape (n_series, n_timepoints, n_channels)
        In the units of `standard`. The remainder counts by its mean absolute value.
    """
    of_values = split_structure(standard, seasonal_period, seasonal)
    by_logarithm = by_logarithm & (level > 0)  # a constant series has level 0
    reach = np.where(by_logarithm, (1 + _SHIFT) * level, np.inf)  # how far down the logarithm ends
    of_logarithms = split_structure(np.log1p(standard / reach), seasonal_period, seasonal)
    grown = np.multiply(reach, np.expm1(of_logarithms), out=np.copy(of_values), where=by_logarithm)
    remainders = (np.abs(standard - structure).mean(axis=1, keepdims=True) for structure in (of_values, grown))
    return np.where(np.greater(*remainders), grown, of_values)

"""Trend and seasonal profile of every series: they are subtracted before training and added back to copies.

The trend is a local linear regression with tricube weights over two seasons. It uses as many neighbours at the ends as
inside, so that the newest slope is not flattened. The profile is the mean of every phase. Both are estimated in two
rounds, as in STL (Cleveland et al., 1990), each from the series without the other.

Where values are never negative, both are estimated from logarithms if that leaves a smaller remainder: seasons may
grow with the level, and the middle of skewed values is their median rather than their mean. Intermittent series are
left out of this, as their median is near 0 whatever their sum is.
"""

from collections.abc import Callable

import numpy as np
from scipy.ndimage import median_filter
from scipy.sparse import csr_array

from .gaps import interpolated

SPAN = 2  # seasons that a trend spans and a series must have; blocks and windows of remainders are as long
_ROUNDS = 2
_FILLINGS = 20  # of gaps, each with the structure found with the filling before
_SHIFT = 0.1  # of the mean, added before the logarithm, so that 0 has one
_INTERVAL = 1.32  # steps between values that are not 0; more is intermittent (Syntetos, Boylan & Croston, 2005)


def local_linear_smoother(n_timepoints: int, span: int) -> csr_array:
    """Matrix whose product with a series is its local linear trend.

    Parameters
    ----------
    n_timepoints : int
    span : int
        Steps that one estimate uses. A straight line is reproduced exactly.

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
    # value at distance 0 of the line of weighted least squares, in closed form
    moments = [(weight * distance**power).sum(axis=1, keepdims=True) for power in range(3)]
    determinant = moments[0] * moments[2] - moments[1] ** 2
    line = weight * (moments[2] - moments[1] * distance) / np.where(determinant > 0, determinant, 1)
    rows = np.where(determinant > 0, line, weight / moments[0])  # with two neighbours or fewer, their mean
    indptr = np.arange(0, rows.size + 1, width)
    return csr_array((rows.ravel(), columns.ravel(), indptr), shape=(n_timepoints, n_timepoints))


def needed_timepoints(seasonal_period: int) -> int:
    """Time points that a series needs for trend and season, two seasons."""
    return SPAN * seasonal_period


def too_short_message(structure: str, seasonal_period: int, n_timepoints: int, advice: str) -> str:
    """Message about series that are too short for a structure.

    Parameters
    ----------
    structure : {"trend", "both"}
    seasonal_period : int
    n_timepoints : int
        Of the shortest series.
    advice : str
        Sentences that say what follows and what to do.

    Returns
    -------
    message : str
    """
    return (
        f"structure={structure!r} needs two seasons, {needed_timepoints(seasonal_period)} time points with "
        f"seasonal_period={seasonal_period}; the shortest series has {n_timepoints}. {advice}"
    )


def resolve_structure(structure: str, seasonal_period: int | None, n_timepoints: int) -> str:
    """Structure to set aside, with "auto" replaced by what the series allow.

    Parameters
    ----------
    structure : {"auto", "none", "trend", "both"}
    seasonal_period : int or None
    n_timepoints : int

    Returns
    -------
    structure : {"none", "trend", "both"}
        "auto" is "both" where the period is known and the shortest series has two seasons, else "none".

    Raises
    ------
    ValueError
        If the series do not allow the structure that was asked for.
    """
    if structure == "none":
        return "none"
    if seasonal_period is None:
        if structure == "auto":
            return "none"
        raise ValueError(
            f"structure={structure!r} needs seasonal_period, as trend and profile are estimated over seasons. Set "
            "seasonal_period, or structure='none'."
        )
    if n_timepoints < needed_timepoints(seasonal_period):
        if structure == "auto":
            return "none"
        advice = "Leave out shorter series, or set structure='none'."
        raise ValueError(too_short_message(structure, seasonal_period, n_timepoints, advice))
    return "both" if structure == "auto" else structure


def split_structure(values: np.ndarray, seasonal_period: int, seasonal: bool = True) -> np.ndarray:
    """Trend plus seasonal profile of every series.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_timepoints, n_channels)
    seasonal_period : int
        Steps of a season. The trend spans two of them.
    seasonal : bool, default=True
        Whether the seasonal profile belongs to the structure.

    Returns
    -------
    structure : ndarray of shape (n_series, n_timepoints, n_channels)
        `values - structure` is the remainder. It is 0 for a straight line, and small for a line plus a profile, of
        which two rounds leave little.
    """
    n_series, n_timepoints, n_channels = values.shape
    by_time = values.swapaxes(0, 1).reshape(n_timepoints, -1)
    # numpy and scipy sum a single column in another order, so there is always a second one
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


def structure_of_medians(values: np.ndarray, seasonal_period: int, seasonal: bool = True) -> np.ndarray:
    """Estimate trend and season by medians, which ignore outliers and follow level shifts.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_timepoints, n_channels)
    seasonal_period : int
    seasonal : bool, default=True
        Whether the seasonal profile belongs to the structure.

    Returns
    -------
    structure : ndarray of shape (n_series, n_timepoints, n_channels)
        Medians over two seasons around every step, plus the medians of every phase of the rest.
    """
    trend = median_filter(values, size=(1, SPAN * seasonal_period + 1, 1), mode="nearest")
    if not seasonal:
        return trend
    phases = (slice(first, None, seasonal_period) for first in range(seasonal_period))
    profile = np.stack([np.median((values - trend)[:, phase], axis=1) for phase in phases], axis=1)
    return trend + profile[:, np.arange(values.shape[1]) % seasonal_period]


def is_intermittent(values: np.ndarray) -> np.ndarray:
    """Whether the values of a series that are not 0 are 1.32 steps or more apart, on average.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_timepoints, n_channels)

    Returns
    -------
    is_intermittent : ndarray of bool of shape (n_series, 1, n_channels)
    """
    observed = ~np.isnan(values)
    n_nonzero = np.count_nonzero(observed & (values != 0), axis=1, keepdims=True)
    return observed.sum(axis=1, keepdims=True) >= _INTERVAL * n_nonzero


def takes_logarithm(values: np.ndarray) -> np.ndarray:
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


def complete_structure(standard: np.ndarray, find: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """Structure of series with gaps, estimated from the observed values.

    Parameters
    ----------
    standard : ndarray of shape (n_series, n_timepoints, n_channels)
        NaN where missing.
    find : callable
        Structure of complete series: (n_series, n_timepoints, n_channels) -> the same shape.

    Returns
    -------
    structure : ndarray of shape (n_series, n_timepoints, n_channels)

    Notes
    -----
    Gaps are filled with the structure found, again and again until it hardly changes, so that they leave no
    remainder. With least squares this is the fit to the observed values.

    References
    ----------
    .. [1] M. Healy and M. Westmacott, "Missing values in experiments analysed on automatic computers",
       Applied Statistics 5, 1956.
    """
    missing = np.isnan(standard)
    if not missing.any():
        return find(standard)
    filled = interpolated(standard)
    low, high = filled.min(axis=1, keepdims=True), filled.max(axis=1, keepdims=True)
    for _ in range(_FILLINGS):
        structure = find(filled)
        filled = np.where(missing, np.clip(structure, low, high), standard)  # lower values may have no logarithm
    return structure


def find_structure(
    standard: np.ndarray, level: np.ndarray, by_logarithm: np.ndarray, seasonal_period: int, seasonal: bool = True
) -> np.ndarray:
    """Structure of normalised series, from values or from logarithms, whichever leaves the smaller remainder.

    Parameters
    ----------
    standard : ndarray of shape (n_series, n_timepoints, n_channels)
        Series with mean 0 and standard deviation 1.
    level : ndarray of shape (n_series, 1, n_channels)
        Mean of the series before normalisation, in standard deviations.
    by_logarithm : ndarray of bool of shape (n_series, 1, n_channels)
        Of `takes_logarithm`. Elsewhere the structure is that of `split_structure`.
    seasonal_period, seasonal
        As for `split_structure`.

    Returns
    -------
    structure : ndarray of shape (n_series, n_timepoints, n_channels)
        In the units of `standard`. Remainders are compared by their mean absolute value.
    """
    of_values = split_structure(standard, seasonal_period, seasonal)
    by_logarithm = by_logarithm & (level > 0)  # a constant series has level 0
    reach = np.where(by_logarithm, (1 + _SHIFT) * level, np.inf)  # distance to the value without a logarithm
    of_logarithms = split_structure(np.log1p(standard / reach), seasonal_period, seasonal)
    multiplied = np.multiply(reach, np.expm1(of_logarithms), out=np.copy(of_values), where=by_logarithm)
    remainders = (np.abs(standard - structure).mean(axis=1, keepdims=True) for structure in (of_values, multiplied))
    return np.where(np.greater(*remainders), multiplied, of_values)

"""Trend and seasonal profile of every series: they are subtracted before training and added back to copies.

The trend is a local linear regression with tricube weights over two seasons. It uses as many neighbours at the ends as
inside, so that the newest slope is not flattened. The profile is the mean of every phase. Both are estimated in two
rounds, as in STL (Cleveland et al., 1990), each from the series without the other.

Where values are never negative, both are estimated from logarithms if that leaves a smaller remainder: seasons may
grow with the level, and the middle of skewed values is their median rather than their mean. Intermittent series are
left out of this, as their median is near 0 whatever their sum is.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.ndimage import median_filter

from .gaps import interpolated
from .smoothing import local_linear_trend

SPAN = 2  # seasons that a trend spans and a series must have; blocks and windows of remainders are as long
_FILLINGS = 20  # of gaps, each with the structure found with the filling before
SHIFT = 0.1  # of the mean, added before the logarithm, so that 0 has one
_INTERVAL = 1.32  # steps between values that are not 0; more is intermittent (Syntetos, Boylan & Croston, 2005)


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
    series = np.ascontiguousarray(values.swapaxes(1, 2)).reshape(-1, n_timepoints)
    span, season = SPAN * seasonal_period, np.zeros(1)
    trend = local_linear_trend(series, span)
    if seasonal:
        season = _profile(series - trend, seasonal_period)
        trend = local_linear_trend(series - season, span)
        season = _profile(series - trend, seasonal_period)
    return (trend + season).reshape(n_series, n_channels, n_timepoints).swapaxes(1, 2)


def _profile(series: np.ndarray, seasonal_period: int) -> np.ndarray:
    """Means of every phase of a season, about 0, at every time point: (m, t) -> (m, t)."""
    n_series, n_timepoints = series.shape
    n_seasons = -(-n_timepoints // seasonal_period)
    filled = np.zeros((n_seasons * seasonal_period, n_series + 1))  # of a single column numpy sums in another order
    filled[:n_timepoints, :-1] = series.T
    counts = np.bincount(np.arange(n_timepoints) % seasonal_period)
    profile = filled.reshape(n_seasons, seasonal_period, -1).sum(axis=0) / counts[:, None]
    profile -= profile.mean(axis=0)
    return np.tile(profile, (n_seasons, 1))[:n_timepoints, :-1].T


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
    n_series, n_timepoints, n_channels = values.shape
    series = values.swapaxes(1, 2).reshape(-1, n_timepoints)
    # one after the other: only for arrays of one dimension the time does not grow with the size
    trend = np.stack([median_filter(one, size=SPAN * seasonal_period + 1, mode="nearest") for one in series])
    trend = trend.reshape(n_series, n_channels, n_timepoints).swapaxes(1, 2)
    if not seasonal:
        return trend
    n_seasons = -(-n_timepoints // seasonal_period)
    filled = np.full((n_series, n_seasons * seasonal_period, n_channels), np.nan)
    filled[:, :n_timepoints] = values - trend
    profile = np.nanmedian(filled.reshape(n_series, n_seasons, seasonal_period, n_channels), axis=1)
    return trend + np.tile(profile, (1, n_seasons, 1))[:, :n_timepoints]


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


class Structure(NamedTuple):
    """Structure of normalised series.

    Attributes
    ----------
    values : ndarray of shape (n_series, n_timepoints, n_channels)
        In the units of the series.
    is_logarithm : ndarray of bool of shape (n_series, 1, n_channels)
        Whether it was estimated from logarithms.
    coefficients : ndarray of shape (n_series, n_covariates, n_channels)
        Effects of covariates that are part of it.
    """

    values: np.ndarray
    is_logarithm: np.ndarray
    coefficients: np.ndarray


def complete_structure(standard: np.ndarray, find: Callable[[np.ndarray], Structure]) -> Structure:
    """Structure of series with gaps, estimated from the observed values.

    Parameters
    ----------
    standard : ndarray of shape (n_series, n_timepoints, n_channels)
        NaN where missing.
    find : callable
        Returns the `Structure` of complete series.

    Returns
    -------
    structure : Structure

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
        filled = np.where(missing, np.clip(structure.values, low, high), standard)  # lower values may have no logarithm
    return structure


def has_logarithms(level: np.ndarray, by_logarithm: np.ndarray) -> np.ndarray:
    """Whether logarithms of normalised series can be taken; a constant series has level 0: (n, 1, c) -> (n, 1, c)."""
    return by_logarithm & (level > 0)


def logarithms(standard: np.ndarray, reach: np.ndarray) -> np.ndarray:
    """Logarithms of normalised series: of their value before normalisation, relative to the mean.

    Parameters
    ----------
    standard : ndarray of shape (n_series, n_timepoints, n_channels)
    reach : ndarray of shape (n_series, 1, n_channels)
        Of `reach_of_logarithm`.

    Returns
    -------
    logarithms : ndarray of shape (n_series, n_timepoints, n_channels)
        0 where no logarithm may be taken.
    """
    return np.log1p(standard / reach)


def reach_of_logarithm(level: np.ndarray, by_logarithm: np.ndarray) -> np.ndarray:
    """Distance from the mean to the value without a logarithm; infinite where no logarithm may be taken.

    Parameters
    ----------
    level : ndarray of shape (n_series, 1, n_channels)
        Mean of the series before normalisation, in standard deviations.
    by_logarithm : ndarray of bool of shape (n_series, 1, n_channels)

    Returns
    -------
    reach : ndarray of shape (n_series, 1, n_channels)
        In standard deviations.
    """
    return np.where(by_logarithm, (1 + SHIFT) * level, np.inf)


def to_additive(standard: np.ndarray, reach: np.ndarray) -> np.ndarray:
    """Normalised series in the scale in which their parts add up: logarithms where `reach` is finite.

    Parameters
    ----------
    standard : ndarray of shape (n_series, n_timepoints, n_channels)
    reach : ndarray of shape (n_series, 1, n_channels)
        Distance from the mean to the value without a logarithm, of `reach_of_logarithm`.

    Returns
    -------
    additive : ndarray of shape (n_series, n_timepoints, n_channels)
    """
    return np.where(np.isfinite(reach), logarithms(standard, reach), standard)


def from_additive(additive: np.ndarray, reach: np.ndarray) -> np.ndarray:
    """Normalised series of series in the scale of `to_additive`: the same shapes."""
    is_logarithm = np.isfinite(reach)
    with np.errstate(over="ignore"):
        multiplied = np.where(is_logarithm, reach, 1.0) * np.expm1(np.where(is_logarithm, additive, 0.0))
    return np.where(is_logarithm, multiplied, additive)


def find_structure(
    standard: np.ndarray,
    level: np.ndarray,
    by_logarithm: np.ndarray,
    split: Callable[..., list[tuple[np.ndarray, np.ndarray]]],
) -> Structure:
    """Structure of normalised series, from values or from logarithms, whichever leaves the smaller remainder.

    Parameters
    ----------
    standard : ndarray of shape (n_series, n_timepoints, n_channels)
        Series with mean 0 and standard deviation 1.
    level : ndarray of shape (n_series, 1, n_channels)
        Mean of the series before normalisation, in standard deviations.
    by_logarithm : ndarray of bool of shape (n_series, 1, n_channels)
        Of `takes_logarithm`. Elsewhere the structure is that of the values.
    split : callable
        Takes values, or values and their logarithms, and returns structure and effects of covariates of each.

    Returns
    -------
    structure : Structure
        Remainders are compared by their mean absolute value.
    """
    by_logarithm = has_logarithms(level, by_logarithm)
    if not by_logarithm.any():
        [(of_values, effects)] = split(standard)
        return Structure(of_values, by_logarithm, effects)
    reach = reach_of_logarithm(level, by_logarithm)
    both = split(standard, logarithms(standard, reach))  # together, as few series take as long as many
    (of_values, effects), (of_logarithms, effects_on_logarithms) = both
    multiplied = np.multiply(reach, np.expm1(of_logarithms), out=np.copy(of_values), where=by_logarithm)
    remainders = (np.abs(standard - structure).mean(axis=1, keepdims=True) for structure in (of_values, multiplied))
    is_logarithm = np.greater(*remainders)
    return Structure(
        np.where(is_logarithm, multiplied, of_values),
        is_logarithm,
        np.where(is_logarithm, effects_on_logarithms, effects),
    )

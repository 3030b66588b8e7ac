"""Location and scale of every series, safe for any finite numbers."""

import numpy as np

LIMIT = 5.0  # robust standard deviations: where what the network sees of outliers ends
_INSIDE = 3.0  # robust standard deviations that the network sees as they are
_QUARTILES_OF_NORMAL = 1.349  # standard deviations between them
_ROUNDING = 16 * np.finfo(np.float64).eps  # a spread below this share of the level is rounding


def standardise(values, robust=False):
    """Series with mean 0 and standard deviation 1 in every channel, or median 0 and robust deviation 1.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_timepoints, n_channels)
        Finite, or NaN where missing; values near the limits of float64 do not overflow. Rows with missing
        values do not stand beside rows without.
    robust : bool, default=False
        Whether location is the median and scale the distance between the quartiles, as a share of that of
        a normal distribution. Where the quartiles are equal the scale is the standard deviation.

    Returns
    -------
    standard : ndarray of shape (n_series, n_timepoints, n_channels)
        0 where a series is constant, NaN where it is missing.
    location, scale : ndarrays of shape (n_series, 1, n_channels)
        ``values = location + scale * standard``. The scale of a constant series is 0.
    """
    missing = np.isnan(values)
    known = ~missing if missing.any() else True
    magnitude = np.abs(values).max(axis=1, keepdims=True, initial=0.0, where=known)
    unit = np.divide(values, magnitude, out=np.zeros_like(values), where=magnitude > 0)  # no square can overflow
    location = unit.mean(axis=1, keepdims=True, where=known)
    deviation = unit.std(axis=1, keepdims=True, where=known)
    if robust:
        quantile = np.nanquantile if missing.any() else np.quantile
        lower, location, upper = quantile(unit, [0.25, 0.5, 0.75], axis=1, keepdims=True)
        between = (upper - lower) / _QUARTILES_OF_NORMAL
        deviation = np.where(between > _ROUNDING, between, deviation)
    deviation = np.where(deviation > _ROUNDING, deviation, 0.0)
    standard = np.divide(unit - location, deviation, out=np.zeros_like(values), where=deviation > 0)
    standard[missing] = np.nan
    return standard, magnitude * location, magnitude * deviation


def compress(standard):
    """What the network sees of robustly normalised series: outliers are drawn in.

    Parameters
    ----------
    standard : ndarray of any shape
        In robust standard deviations.

    Returns
    -------
    compressed : ndarray of that shape
        As it is up to 3, and smoothly up to 5 beyond.
    """
    reach = LIMIT - _INSIDE
    outside = np.maximum(np.abs(standard) - _INSIDE, 0.0)
    return np.clip(standard, -_INSIDE, _INSIDE) + np.sign(standard) * reach * np.tanh(outside / reach)

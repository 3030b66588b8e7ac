"""Location and scale of every series, safe for any finite numbers."""

import numpy as np

_ROUNDING = 16 * np.finfo(np.float64).eps  # a spread below this share of the level is rounding


def standardise(values):
    """Series with mean 0 and standard deviation 1 in every channel.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_timepoints, n_channels)
        Finite, or NaN where missing; values near the limits of float64 do not overflow. Rows with missing
        values do not stand beside rows without.

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
    mean = unit.mean(axis=1, keepdims=True, where=known)
    deviation = unit.std(axis=1, keepdims=True, where=known)
    deviation = np.where(deviation > _ROUNDING, deviation, 0.0)
    standard = np.divide(unit - mean, deviation, out=np.zeros_like(values), where=deviation > 0)
    standard[missing] = np.nan
    return standard, magnitude * mean, magnitude * deviation

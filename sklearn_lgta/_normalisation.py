"""Location and scale of every series, safe for any finite numbers."""

import numpy as np

_ROUNDING = 16 * np.finfo(np.float64).eps  # a spread below this share of the level is rounding


def standardise(values):
    """Series with mean 0 and standard deviation 1 in every channel.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_timepoints, n_channels)
        Finite; values near the limits of float64 do not overflow.

    Returns
    -------
    standard : ndarray of shape (n_series, n_timepoints, n_channels)
        0 where a series is constant.
    location, scale : ndarrays of shape (n_series, 1, n_channels)
        ``values = location + scale * standard``. The scale of a constant series is 0.
    """
    magnitude = np.abs(values).max(axis=1, keepdims=True)
    unit = np.divide(values, magnitude, out=np.zeros_like(values), where=magnitude > 0)  # no square can overflow
    mean, deviation = unit.mean(axis=1, keepdims=True), unit.std(axis=1, keepdims=True)
    deviation = np.where(deviation > _ROUNDING, deviation, 0.0)
    standard = np.divide(unit - mean, deviation, out=np.zeros_like(values), where=deviation > 0)
    return standard, magnitude * mean, magnitude * deviation

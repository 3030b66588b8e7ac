"""Location and scale of every series, without overflow for any finite numbers."""

from typing import NamedTuple

import numpy as np

# Values times this may be added up, a few of them, where they are near the largest float. It is a power of two, so it
# rounds nothing.
HEADROOM = 2.0**-3
LIMIT = 5.0  # robust standard deviations, which the network sees of an outlier at most
_UNCHANGED = 3.0  # robust standard deviations, up to which the network sees values unchanged
_QUARTILES_OF_NORMAL = 1.349  # standard deviations between the quartiles of a normal distribution
_FARTHEST = 100.0  # standard deviations of a panel, which the network sees of a series at most
_ROUNDING = 16 * np.finfo(np.float64).eps  # a deviation below this fraction of the largest value is rounding


class PanelScale(NamedTuple):
    """One location and scale of every channel, for all series of a panel.

    Attributes
    ----------
    location, scale : ndarrays of shape (n_channels,)
        Mean and standard deviation of all observed values.
    """

    location: np.ndarray
    scale: np.ndarray

    @classmethod
    def of(cls, values: np.ndarray) -> "PanelScale":
        """Location and scale of series: (n_series, n_timepoints, n_channels), NaN where missing."""
        _, location, scale = standardise(values.reshape(1, -1, values.shape[2]))
        return cls(location[0, 0], scale[0, 0])

    def standardise(self, values: np.ndarray) -> np.ndarray:
        """Series in units of the panel: (n, t, c) -> (n, t, c). What lies further out than 100 units counts as 100."""
        centred = HEADROOM * values - HEADROOM * self.location
        with np.errstate(over="ignore"):
            standard = np.divide(centred, self.scale, out=0.0 * values, where=self.scale > 0) / HEADROOM
        return np.clip(standard, -_FARTHEST, _FARTHEST)


def standardise(values: np.ndarray, robust: bool = False) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Series with mean 0 and standard deviation 1 in every channel, or median 0 and robust deviation 1.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_timepoints, n_channels)
        Finite, or NaN where missing. Values near the limits of float64 do not overflow. Either all rows have missing
        values or none has, so that a row does not depend on the others.
    robust : bool, default=False
        Whether location is the median, and scale the distance between the quartiles, divided by that of a standard
        normal distribution. Where the quartiles are equal, the scale is the standard deviation.

    Returns
    -------
    standard : ndarray of shape (n_series, n_timepoints, n_channels)
        0 where a series is constant, NaN where it is missing.
    location, scale : ndarrays of shape (n_series, 1, n_channels)
        ``values = location + scale * standard``. The scale of a constant series is 0.
    """
    missing = np.isnan(values)
    observed = ~missing if missing.any() else True
    magnitude = np.abs(values).max(axis=1, keepdims=True, initial=0.0, where=observed)
    unit = np.divide(values, magnitude, out=np.zeros_like(values), where=magnitude > 0)  # no square can overflow
    location = unit.mean(axis=1, keepdims=True, where=observed)
    deviation = unit.std(axis=1, keepdims=True, where=observed)
    if robust:
        quantile = np.nanquantile if missing.any() else np.quantile
        lower, location, upper = quantile(unit, [0.25, 0.5, 0.75], axis=1, keepdims=True)
        of_quartiles = (upper - lower) / _QUARTILES_OF_NORMAL
        deviation = np.where(of_quartiles > _ROUNDING, of_quartiles, deviation)
    deviation = np.where(deviation > _ROUNDING, deviation, 0.0)
    standard = np.divide(unit - location, deviation, out=np.zeros_like(values), where=deviation > 0)
    standard[missing] = np.nan
    with np.errstate(over="ignore"):  # a robust deviation may exceed the largest value
        scale = np.minimum(magnitude * deviation, np.finfo(np.float64).max)
    return standard, magnitude * location, scale


def compress(standard: np.ndarray) -> np.ndarray:
    """Robustly normalised series with compressed outliers, as the network sees them.

    Parameters
    ----------
    standard : ndarray of any shape
        In robust standard deviations.

    Returns
    -------
    compressed : ndarray of that shape
        Unchanged up to 3; larger values approach 5 smoothly.
    """
    reach = LIMIT - _UNCHANGED
    outside = np.maximum(np.abs(standard) - _UNCHANGED, 0.0)
    return np.clip(standard, -_UNCHANGED, _UNCHANGED) + np.sign(standard) * reach * np.tanh(outside / reach)


def as_dtype(values: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """Return numbers in another dtype, those that it cannot hold as the largest that it can.

    Parameters
    ----------
    values : ndarray
    dtype : numpy.dtype

    Returns
    -------
    values : ndarray of that dtype
        The same array where it has this dtype.
    """
    if values.dtype == dtype:
        return values
    limit = np.finfo(dtype)
    return np.clip(values, limit.min, limit.max).astype(dtype)

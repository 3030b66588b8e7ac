"""Windows in units of their lags.

Axes: n windows, c channels, t time points.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .._preprocessing.trend_season import is_intermittent

_TINY = 1e-9  # times the level: smaller variation counts as none
_FEW = 0.25  # of the lags that are not 0, at most, where the least size counts


def cut(values: NDArray, rows: NDArray[np.intp], start: NDArray[np.intp], length: int) -> NDArray:
    """Windows of series.

    Parameters
    ----------
    values : ndarray of shape (n_series, c, n_timepoints)
    rows, start : ndarrays of int of shape (n,)
        Series and first time point of each window.
    length : int

    Returns
    -------
    windows : ndarray of shape (n, c, length)
    """
    return np.lib.stride_tricks.sliding_window_view(values, length, axis=2)[rows, :, start]


def n_missing_at_end(values: NDArray, lengths: NDArray[np.intp]) -> NDArray[np.intp]:
    """Number of time points at the end of series at which a channel has no value.

    Parameters
    ----------
    values : ndarray of shape (n_series, c, n_timepoints)
        NaN where missing, and after the end of series that are shorter than others.
    lengths : ndarray of int of shape (n_series,)

    Returns
    -------
    n_missing : ndarray of int of shape (n_series,)
        0 for series without a time point at which all channels have values.
    """
    is_complete = ~np.isnan(values).any(axis=1)
    last = values.shape[2] - 1 - is_complete[:, ::-1].argmax(axis=1)
    return np.where(is_complete.any(axis=1), lengths - 1 - last, 0)


def least_sizes(values: NDArray) -> NDArray[np.float64]:
    """Smallest size of windows of some series whose lags hold few values that are not 0, so vary little by chance.

    Targets in units of such lags are far away, and rule the fit of a regressor.

    Parameters
    ----------
    values : ndarray of shape (n_series, c, n_timepoints)
        NaN where missing.

    Returns
    -------
    sizes : ndarray of shape (n_series, c, 1)
        Standard deviation of an intermittent series, and 0 of another.
    """
    is_sparse = is_intermittent(values.swapaxes(1, 2)).swapaxes(1, 2)
    observed = ~np.isnan(values)
    observed |= ~observed.any(axis=-1, keepdims=True)  # a channel without any observed value has NaN
    spread = values.std(axis=-1, keepdims=True, where=observed)
    return np.where(is_sparse, np.nan_to_num(spread), 0.0)


@dataclass(frozen=True)
class WindowUnits:
    """Level and size of windows, by which they are normalised.

    Attributes
    ----------
    level : ndarray of shape (n, c, 1)
    size : ndarray of shape (n, c, 1)
        0 for lags that are constant, unless a least size is above.
    """

    level: NDArray
    size: NDArray

    @classmethod
    def of(cls, lags: NDArray, normalize: bool, least: NDArray | float = 0.0) -> "WindowUnits":
        """Mean and standard deviation of lags.

        Parameters
        ----------
        lags : ndarray of shape (n, c, t)
            NaN where values are missing.
        normalize : bool
            If False, levels are 0 and sizes 1.
        least : ndarray of shape (n, c, 1) or float, default=0
            Smallest size where at most a quarter of the lags is not 0.

        Returns
        -------
        units : WindowUnits
        """
        observed = ~np.isnan(lags)
        # a channel without any observed value gets NaN without a warning
        observed = observed if observed.any(axis=-1).all() else observed | ~observed.any(axis=-1, keepdims=True)
        level = lags.mean(axis=-1, keepdims=True, where=observed)
        size = lags.std(axis=-1, keepdims=True, where=observed)
        if not normalize:
            return cls(np.zeros_like(level), np.ones_like(size))
        size = np.where(size > _TINY * np.abs(level), size, 0.0)
        n_nonzero = np.count_nonzero(observed & (lags != 0), axis=-1, keepdims=True)
        is_sparse = n_nonzero <= _FEW * observed.sum(axis=-1, keepdims=True)
        return cls(level, np.where(is_sparse, np.maximum(size, least), size))

    @property
    def varies(self) -> NDArray[np.bool_]:
        """Whether the lags of a window vary.

        Returns
        -------
        varies : ndarray of bool of shape (n,)
        """
        return np.any(self.size != 0, axis=(1, 2))

    def apply(self, windows: NDArray) -> NDArray:
        """Normalise windows.

        Parameters
        ----------
        windows : ndarray of shape (n, c, t)

        Returns
        -------
        windows : ndarray of shape (n, c, t)
            Less their level, divided by their size unless that is 0.
        """
        return (windows - self.level) / np.where(self.size > 0, self.size, 1.0)

    def undo(self, windows: NDArray) -> NDArray:
        """Return normalised windows to the units of the series.

        Parameters
        ----------
        windows : ndarray of shape (n, c, t)

        Returns
        -------
        windows : ndarray of shape (n, c, t)
            The level alone where lags are constant.
        """
        return self.level + self.size * windows

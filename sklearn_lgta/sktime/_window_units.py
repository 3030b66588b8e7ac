"""Windows in units of their lags.

Axes: n windows, c channels, t time points.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_TINY = 1e-9  # times the level: smaller variation counts as none


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


@dataclass(frozen=True)
class WindowUnits:
    """Level and size of windows, by which they are normalised.

    Attributes
    ----------
    level : ndarray of shape (n, c, 1)
    size : ndarray of shape (n, c, 1)
        0 for lags that are constant.
    """

    level: NDArray
    size: NDArray

    @classmethod
    def of(cls, lags: NDArray, normalize: bool) -> "WindowUnits":
        """Mean and standard deviation of lags.

        Parameters
        ----------
        lags : ndarray of shape (n, c, t)
            NaN where values are missing.
        normalize : bool
            If False, levels are 0 and sizes 1.

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
        return cls(level, np.where(size > _TINY * np.abs(level), size, 0.0))

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
        return (windows - self.level) / self._divisor

    def undo(self, windows: NDArray) -> NDArray:
        """Return normalised windows to the units of the series.

        Parameters
        ----------
        windows : ndarray of shape (n, c, t)

        Returns
        -------
        windows : ndarray of shape (n, c, t)
        """
        return self.level + self._divisor * windows

    @property
    def _divisor(self) -> NDArray:
        return np.where(self.size > 0, self.size, 1.0)

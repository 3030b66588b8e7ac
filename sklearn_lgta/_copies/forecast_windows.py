"""Training windows of a forecaster: lags, and the values that follow them.

Axes: n series, t time points, c channels, w windows of a series.
"""

import warnings

import numpy as np

from .._preprocessing.spans import ends


def check_windows(values, lags, horizon):
    """Refuse windows that are longer than every series.

    Parameters
    ----------
    values : ndarray of shape (n, t, c)
        NaN where missing.
    lags, horizon : int

    Raises
    ------
    ValueError
    """
    first, stop = ends(values)
    n_timepoints = (stop - first).max()
    if n_timepoints < lags + horizon:
        raise ValueError(
            f"X has series of {n_timepoints} time points at most. One window of lags={lags} and horizon={horizon} "
            f"needs {lags + horizon}. Use fewer lags, a shorter horizon or longer series."
        )


def has_clean_targets(target, structure):
    """Whether the targets of copies are trend and season alone.

    Parameters
    ----------
    target : {"clean", "same"}
    structure : {"none", "trend", "both"}

    Returns
    -------
    clean : bool

    Raises
    ------
    ValueError
        If `target` is another word.

    Warns
    -----
    UserWarning
        If targets shall be clean and nothing is set aside.
    """
    if target not in ("clean", "same"):
        raise ValueError(f"target={target!r} must be 'clean' or 'same'.")
    if target == "clean" and structure == "none":
        warnings.warn(
            "target='clean' needs trend and season that are set aside, and nothing is: the targets of copies are the "
            "values of the copies. Set seasonal_period, or target='same' to turn this warning off.",
            UserWarning,
            stacklevel=4,
        )
    return target == "clean" and structure != "none"


def window_positions(values, lags, horizon):
    """Positions of the windows that lie within a series and have an observed target.

    Parameters
    ----------
    values : ndarray of shape (n, t, c)
        NaN where missing.
    lags, horizon : int
        Time points before and after the moment of the forecast.

    Returns
    -------
    rows, start : ndarrays of int of shape (n_windows,)
        Series of every window, and its first time point: series by series, in the order of time.
    """
    first, stop = ends(values)
    length = lags + horizon
    start = np.arange(max(values.shape[1] - length + 1, 0))
    within = (start >= first[:, None]) & (start + length <= stop[:, None])  # (n, n_starts)
    if np.isnan(values).any():
        targets = np.lib.stride_tricks.sliding_window_view(np.isnan(values).any(axis=2), horizon, axis=1)[:, lags:]
        within &= ~targets.any(axis=2)
    return np.nonzero(within)


class TrainingWindows:
    """Windows of some series and of their copies, with observed targets.

    Parameters
    ----------
    source : CopySource
        The series, and their copies.
    lags, horizon : int
        Time points before and after the moment of the forecast.
    clean : bool
        Whether the target of a copy is trend and season alone.
    panel : Panel
        Of the series: windows have its dtype, and a dimension of channels where it has one.

    Attributes
    ----------
    rows : ndarray of shape (n_windows,)
        Series of every window; w windows of a complete series.
    """

    def __init__(self, source, lags, horizon, clean, panel):
        self.source, self.lags, self.horizon, self.clean = source, lags, horizon, clean
        self.dtype, self.one_channel = panel.dtype, panel.n_dims == 2
        self.rows, self._starts = window_positions(source.values, lags, horizon)

    def originals(self):
        """Windows of the series: (n_windows, c, lags), (n_windows, c, horizon); without c where X has no channels."""
        return self._cut(self.source.values, self.source.values)

    def copy(self, number):
        """Windows of one copy of every series, of the same shapes."""
        changed = self.source.copy(number)
        return self._cut(changed, self.source.structure if self.clean else changed)

    def _cut(self, past, future):
        return self._windows(past, 0, self.lags), self._windows(future, self.lags, self.horizon)

    def _windows(self, values, after, length):
        """Part of all windows that starts so many steps after their start, in the shape and dtype of X."""
        parts = np.lib.stride_tricks.sliding_window_view(values, length, axis=1)
        windows = parts[self.rows, self._starts + after]
        windows = windows[:, 0] if self.one_channel else windows
        return windows.astype(self.dtype, copy=False)

"""Training windows of a forecaster: what was, and what follows.

Axes: n series, t time points, c channels, w windows of a series.
"""

import numpy as np

from ._stretches import ends


class TrainingWindows:
    """Every window of some series and of their copies, but those whose target is not known.

    Parameters
    ----------
    source : CopySource
        The series, and what makes copies of them.
    lags, horizon : int
        Time points of what was and of what follows.
    clean : bool
        Whether what follows in a copy is trend and season alone.
    panel : Panel
        Of the series: windows have its dtype, and a dimension of channels where it has one.

    Attributes
    ----------
    rows : ndarray of shape (n_windows,)
        Series that a window is of; w of a complete series.
    """

    def __init__(self, source, lags, horizon, clean, panel):
        self.source, self.lags, self.horizon, self.clean = source, lags, horizon, clean
        self.dtype, self.one_channel = panel.dtype, panel.n_dims == 2
        n_series, n_timepoints, _ = source.values.shape
        rows = np.repeat(np.arange(n_series), n_timepoints - lags - horizon + 1)
        # lags from before the first value say nothing of a series, and unknown targets teach nothing
        first, _ = ends(source.values)
        begin = np.tile(np.arange(n_timepoints - lags - horizon + 1), n_series)
        unknown = np.isnan(self._windows(source.values, lags, horizon)).any(axis=(1, 2))
        kept = (begin >= first[rows]) & ~unknown
        self._kept = slice(None) if kept.all() else kept
        self.rows = rows[self._kept]

    def originals(self):
        """Windows of the series: (n_windows, c, lags), (n_windows, c, horizon); without c where X has no channels."""
        return self._cut(self.source.values, self.source.values)

    def copy(self, number):
        """Windows of one copy of every series, of the same shapes."""
        changed = self.source.copy(number)
        return self._cut(changed, self.source.structure if self.clean else changed)

    def _cut(self, past, future):
        windows = self._windows(past, 0, self.lags), self._windows(future, self.lags, self.horizon)
        return tuple(self._as_user(of_all[self._kept]) for of_all in windows)

    def _windows(self, values, begin, length):
        """Stretches of all windows, from so many steps after their beginning: (n * w, c, length)."""
        last = values.shape[1] - self.lags - self.horizon + begin + length
        windows = np.lib.stride_tricks.sliding_window_view(values[:, begin:last], length, axis=1)
        return windows.reshape(-1, *windows.shape[2:])

    def _as_user(self, windows):
        windows = windows[:, 0] if self.one_channel else windows
        return windows.astype(self.dtype, copy=False)

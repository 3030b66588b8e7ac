"""Training windows of a forecaster: what was, and what follows.

Axes: n series, t time points, c channels, w windows of a series.
"""

import numpy as np


class TrainingWindows:
    """Every window of some series and of their copies.

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
    rows : ndarray of shape (n * w,)
        Series that a window is of.
    """

    def __init__(self, source, lags, horizon, clean, panel):
        self.source, self.lags, self.horizon, self.clean = source, lags, horizon, clean
        self.dtype, self.one_channel = panel.dtype, panel.n_dims == 2
        n_series, n_timepoints, _ = source.values.shape
        self.rows = np.repeat(np.arange(n_series), n_timepoints - lags - horizon + 1)

    def originals(self):
        """Windows of the series: (n * w, c, lags), (n * w, c, horizon); without c where X has no channels."""
        return self._cut(self.source.values, self.source.values)

    def copy(self, number):
        """Windows of one copy of every series, of the same shapes."""
        changed = self.source.copy(number)
        return self._cut(changed, self.source.structure if self.clean else changed)

    def _cut(self, past, future):
        cut = [
            np.lib.stride_tricks.sliding_window_view(values, length, axis=1)
            for values, length in (
                (past[:, : past.shape[1] - self.horizon], self.lags),
                (future[:, self.lags :], self.horizon),
            )
        ]
        return tuple(self._as_user(windows.reshape(-1, *windows.shape[2:])) for windows in cut)

    def _as_user(self, windows):
        windows = windows[:, 0] if self.one_channel else windows
        return windows.astype(self.dtype, copy=False)

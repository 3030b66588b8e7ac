"""Training windows of a forecaster: what was, and what follows.

Axes: n series, t time points, c channels, w windows of a series.
"""

import numpy as np

from .._preprocessing.spans import ends


def places_of_windows(values, lags, horizon):
    """Where windows lie that are within a series, and whose target is known.

    Parameters
    ----------
    values : ndarray of shape (n, t, c)
        NaN where not known.
    lags, horizon : int
        Time points of what was and of what follows.

    Returns
    -------
    rows, begin : ndarrays of int of shape (n_windows,)
        Series of every window, and its first time point: series by series, in the order of time.
    """
    first, stop = ends(values)
    length = lags + horizon
    start = np.arange(max(values.shape[1] - length + 1, 0))
    within = (start >= first[:, None]) & (start + length <= stop[:, None])  # (n, n_begins)
    if np.isnan(values).any():
        targets = np.lib.stride_tricks.sliding_window_view(np.isnan(values).any(axis=2), horizon, axis=1)[:, lags:]
        within &= ~targets.any(axis=2)
    return np.nonzero(within)


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
        self.rows, self._starts = places_of_windows(source.values, lags, horizon)

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
        """Stretches of all windows, from so many steps after their beginning, as the user's arrays are."""
        time_spans = np.lib.stride_tricks.sliding_window_view(values, length, axis=1)
        windows = time_spans[self.rows, self._starts + after]
        windows = windows[:, 0] if self.one_channel else windows
        return windows.astype(self.dtype, copy=False)

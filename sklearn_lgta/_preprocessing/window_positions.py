"""Where the windows of a forecaster lie in series.

Axes: n series, t time points, c channels.
"""

import numpy as np

from .spans import ends


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

"""What the containers of series say for a drawing: the values of one channel, and the dates of the time points."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..metrics._checks import as_panel


def channel_of(X: Any, channel: int) -> tuple[NDArray[np.float64], Any, Any]:
    """Values of one channel, the dates of its time points, and the labels of the series.

    Parameters
    ----------
    X : array-like, DataFrame, list of arrays or any other container of series
    channel : int
        Ignored if X has one channel.

    Returns
    -------
    values : ndarray of shape (n_series, n_timepoints)
        NaN where missing, and after the end of series that are shorter than others.
    times : ndarray of datetime64 of shape (n_timepoints,), list of n_series such arrays, or None
        The first day of each period. None where the container has no dates.
    labels : pandas.Index of n_series labels, or None
    """
    panel = as_panel(X)
    times = panel.times
    if times is not None:
        times = [_first_days(each) for each in times] if isinstance(times, list) else _first_days(times)
    n_channels = panel.values.shape[2]
    return panel.values[:, :, channel if n_channels > 1 else 0], times, panel.labels


def _first_days(times: Any) -> NDArray[np.datetime64]:
    """Dates of an index of dates or periods."""
    return np.asarray(times.to_timestamp() if hasattr(times, "to_timestamp") else times, dtype="datetime64[ns]")

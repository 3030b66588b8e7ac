"""What the containers of series say for a drawing: the values of one channel, and the dates of the time points."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


def channel_of(X: ArrayLike, channel: int) -> NDArray[np.float64]:
    """Values of one channel.

    Parameters
    ----------
    X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
    channel : int
        Ignored if X has no channels.

    Returns
    -------
    values : ndarray of shape (n_series, n_timepoints)

    Raises
    ------
    ValueError
        If the series have different lengths.
    """
    try:
        values = np.asarray(X, dtype=float)
    except ValueError as error:
        raise ValueError("X holds series of unequal length. Pass series of one length, or a single one.") from error
    return values[:, channel] if values.ndim == 3 else values


def dates_of(X: Any) -> NDArray[np.datetime64] | None:
    """Dates of the columns of a DataFrame; None if there are none.

    Parameters
    ----------
    X : array-like or DataFrame

    Returns
    -------
    dates : ndarray of datetime64 of shape (n_timepoints,), or None
        The first day of each period.
    """
    columns: Any = getattr(X, "columns", None)
    dates = np.asarray(columns.to_timestamp() if hasattr(columns, "to_timestamp") else columns)
    return dates if dates.dtype.kind == "M" else None

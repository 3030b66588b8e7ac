"""Input of other estimators: arrays in place of long frames, and copies below their originals."""

from typing import Any

import numpy as np

from . import long_table, polars_frame
from .long_frame import LongFrame, is_long_frame
from .wide_frame import is_frame


def _long_container(X: Any) -> Any:
    """The container of a long frame or table; None for anything else."""
    if polars_frame.matches(X, None):
        X = polars_frame.in_pandas(X)
    if is_long_frame(X):
        return LongFrame(X)
    return long_table.container_of(X) if long_table.matches(X, None) else None


def is_long(X: Any) -> bool:
    """Whether X is a long frame or table, of pandas or polars."""
    X = polars_frame.in_pandas(X) if polars_frame.matches(X, None) else X
    return is_long_frame(X) or long_table.matches(X, None)


def array_of_long_frame(X: Any) -> Any:
    """Return the series of a long frame as an array, and anything else as it is.

    Parameters
    ----------
    X : object
        A long frame has the index levels (instance, time), or is a table with columns of names, time and values; a
        column of values is a channel.

    Returns
    -------
    X : ndarray of shape (n_series, n_channels, n_timepoints), or what was passed
        Float32 where all channels are, else float64. Series in the order in which they first appear,
        each in the order of time.

    Raises
    ------
    ValueError
        As `LongFrame`, if a column is not numeric, or if series have different lengths.
    """
    frame = _long_container(X)
    if frame is None:
        return X
    _refuse_unequal(frame)
    dtype = np.float32 if (frame.frame.dtypes == np.float32).all() else np.float64
    return np.ascontiguousarray(frame.to_array().swapaxes(1, 2), dtype=dtype)


def refuse_long_frame(X: Any) -> None:
    """Check that X is no long frame or table, whose time points would be taken for series.

    Parameters
    ----------
    X : object

    Raises
    ------
    ValueError
        If it is one.
    """
    if is_long_frame(X):
        raise ValueError(
            f"X has an index of {X.index.nlevels} levels and columns with names ({X.columns[0]!r}): a panel of sktime, "
            "whose rows are time points. LGTAAugmenter and AugmentedEstimator take it, and so do the adapters in "
            'sklearn_lgta.sktime; here, pass an array, sktime.datatypes.convert_to(X, "numpy3D"). If rows are series, '
            "number the time points: X.columns = range(X.shape[1])."
        )
    if is_long(X):
        raise ValueError(
            "X is a long table, whose rows are time points. LGTAAugmenter and AugmentedEstimator take it; here every "
            f"row must be a series: {_long_container(X).line_of_rows()}, with y in the order of its index."
        )


def _refuse_unequal(frame: LongFrame) -> None:
    """Check that the series have one length."""
    shortest, longest = (int(extreme([len(rows) for rows in frame.rows])) for extreme in (np.argmin, np.argmax))
    n_least, n_most = len(frame.rows[shortest]), len(frame.rows[longest])
    if n_least < n_most:
        raise ValueError(
            f"The panel holds series of {n_least} to {n_most} time points: {frame.labels[shortest]} has {n_least}, "
            f"{frame.labels[longest]} has {n_most}. Series of one length are needed here; cut them to the newest "
            f"{n_least} time points: {frame.line_of_newest(n_least)}"
        )


def stack_rows(X: Any, *others: Any) -> Any:
    """Put further rows below those of X, in the container of X.

    Parameters
    ----------
    X : array-like or DataFrame of shape (n_series, ...), or list of arrays
    *others : ndarrays or DataFrames of shape (n_rows, ...), or lists of arrays
        Numbers. An array below a frame gets its columns, and has its index repeated.

    Returns
    -------
    X : ndarray, DataFrame or list
        Whole numbers become the floats of the rows below them.
    """
    if any(isinstance(rows, list) for rows in others):
        return [np.asarray(series, dtype=others[0][0].dtype) for rows in (X, *others) for series in rows]
    if polars_frame.matches(X, None):
        return polars_frame.stack(X, *others)
    if not is_frame(X):
        return np.concatenate([np.asarray(X, dtype=np.result_type(*others)), *others])
    import pandas as pd

    frames = [X]
    for rows in others:
        if not is_frame(rows):
            index = np.resize(np.arange(len(X)), len(rows))
            rows = pd.DataFrame(rows, index=X.index[index], columns=X.columns)
        frames.append(rows)
    return pd.concat(frames)

"""Input of other estimators: arrays in place of other containers, and copies below their originals."""

from typing import Any

import numpy as np

from . import data_array, nested_frame
from .long_frame import LongFrame, is_long_frame
from .masked_array import is_masked, without_mask
from .wide_frame import is_frame


def array_of_long_frame(X: Any) -> Any:
    """Return the series of a container that other estimators do not take as an array, and anything else as it is.

    Parameters
    ----------
    X : object
        A long frame has the index levels (instance, time), and a nested frame series in its cells; a column is a
        channel. Of a masked array the masked values are NaN. A DataArray of xarray has named dimensions.

    Returns
    -------
    X : ndarray of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints), or what was passed
        Float32 where all channels are, else float64. Series in the order in which they first appear,
        each in the order of time.

    Raises
    ------
    ValueError
        As the containers, if a column is not numeric, if series have different lengths, or if they are dicts.
    """
    if isinstance(X, (list, tuple)) and len(X) and isinstance(X[0], dict):
        raise ValueError(
            "X is a list of dicts, which estimators do not take. Pass the values alone: "
            "[series['target'] for series in X]"
        )
    if is_masked(X):
        return without_mask(X)
    if nested_frame.is_nested(X):
        return _array_of_nested_frame(X)
    if not is_long_frame(X):
        return array_of_data_array(X)
    frame = LongFrame(X)
    _refuse_unequal(frame)
    dtype = np.float32 if (X.dtypes == np.float32).all() else np.float64
    return np.ascontiguousarray(frame.to_array().swapaxes(1, 2), dtype=dtype)


def array_of_data_array(X: Any) -> Any:
    """Return a DataArray as an array with the axes (series, channel, time), and anything else as it is.

    Parameters
    ----------
    X : object

    Returns
    -------
    X : ndarray of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints), or what was passed

    Raises
    ------
    ValueError
        If it is uncertain which dimension is which.
    """
    return data_array.to_array(X) if data_array.is_data_array(X) else X


def _array_of_nested_frame(X: Any) -> np.ndarray:
    """Return the series of a nested frame, of one length, as an array (n_series, n_channels, n_timepoints)."""
    lengths = [len(cell) for cell in X.to_numpy().ravel()]
    if min(lengths) < max(lengths):
        raise ValueError(
            f"The nested frame holds series of {min(lengths)} to {max(lengths)} time points. Series of one length are "
            f"needed here; cut them to the newest {min(lengths)}: X.map(lambda cell: cell[-{min(lengths)}:])"
        )
    values, dtype = nested_frame.to_array(X)
    return np.ascontiguousarray(values.swapaxes(1, 2), dtype=dtype)


def refuse_long_frame(X: Any) -> None:
    """Check that X is no long frame and no DataArray, whose time points would be taken for series.

    Parameters
    ----------
    X : object

    Raises
    ------
    ValueError
        If it is one.
    """
    if data_array.is_data_array(X):
        names = ", ".join(map(repr, data_array.find_dims(X).names()))
        raise ValueError(
            f"X is a DataArray of xarray; here an array is needed, with the axes in this order: X.transpose({names})"
            ".to_numpy()"
        )
    if is_long_frame(X) and not nested_frame.is_nested(X):
        raise ValueError(
            f"X has an index of {X.index.nlevels} levels and columns with names ({X.columns[0]!r}): a panel of sktime, "
            "whose rows are time points. LGTAAugmenter and AugmentedEstimator take it, and so do the adapters in "
            'sklearn_lgta.sktime; here, pass an array, sktime.datatypes.convert_to(X, "numpy3D"). If rows are series, '
            "number the time points: X.columns = range(X.shape[1])."
        )


def _refuse_unequal(frame: LongFrame) -> None:
    """Check that the series have one length."""
    shortest, longest = (int(extreme([len(rows) for rows in frame.rows])) for extreme in (np.argmin, np.argmax))
    n_least, n_most = len(frame.rows[shortest]), len(frame.rows[longest])
    if n_least < n_most:
        raise ValueError(
            f"The panel holds series of {n_least} to {n_most} time points: {frame.labels[shortest]} has {n_least}, "
            f"{frame.labels[longest]} has {n_most}. Series of one length are needed here; cut them to the newest "
            f"{n_least} time points: X.groupby(level=0).tail({n_least})"
        )


def stack_rows(X: Any, *others: Any) -> Any:
    """Put further rows below those of X, in the container of X.

    Parameters
    ----------
    X : array-like or DataFrame of shape (n_series, ...), or list of series
    *others : ndarrays or DataFrames of shape (n_rows, ...), or lists of series
        Numbers. An array below a frame gets its columns, and has its index repeated.

    Returns
    -------
    X : ndarray, DataFrame or list
        Whole numbers become the floats of the rows below them.
    """
    if any(isinstance(rows, (list, tuple)) for rows in others):
        return [_with_dtype_of(series, others[0][0]) for rows in (X, *others) for series in rows]
    if any(isinstance(rows, np.ndarray) and rows.dtype == object for rows in others):
        return np.concatenate([X, *others])
    if is_masked(X):
        return np.ma.concatenate([X, *others])
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


def _with_dtype_of(series: Any, copy: Any) -> Any:
    """Return a series of a list as an array of the dtype of a copy; Series, frames and dicts as they are."""
    return np.asanyarray(series, dtype=copy.dtype) if isinstance(copy, np.ndarray) else series

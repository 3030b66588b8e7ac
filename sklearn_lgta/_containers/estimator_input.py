"""Input of other estimators: arrays in place of long frames, and copies below their originals."""

from typing import Any

import numpy as np
from sklearn.utils.validation import _num_samples

from .long_frame import LongFrame, is_long_frame
from .panel import Panel
from .plain_reading import read_plainly
from .wide_frame import is_frame


def array_of_long_frame(X: Any) -> Any:
    """Return the series of a long frame as an array, and anything else as it is.

    Parameters
    ----------
    X : object
        A long frame has the index levels (instance, time); a column is a channel.

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
    if not is_long_frame(X):
        return X
    frame = LongFrame(X)
    _refuse_unequal(frame)
    dtype = np.float32 if (X.dtypes == np.float32).all() else np.float64
    return np.ascontiguousarray(frame.to_array().swapaxes(1, 2), dtype=dtype)


def read_rows(estimator: Any, X: Any) -> Panel:
    """Return the series of a container in which a row, or an entry, is a series.

    Parameters
    ----------
    estimator : estimator
        Gets `n_features_in_` and `feature_names_in_`.
    X : array-like or DataFrame of shape (n_series, ...), or list of arrays

    Returns
    -------
    panel : Panel

    Raises
    ------
    ValueError
        If X is another container, whose rows are time points, or cannot be read.
    """
    _refuse_long_frame(X)
    panel = read_plainly(densified(X), estimator=estimator)
    n_series, n_rows = len(panel.values), _num_samples(X)
    if n_series != n_rows:
        raise ValueError(
            f"X holds {n_series} series in {n_rows} rows, and here every row must be a series. LGTAAugmenter and "
            "AugmentedEstimator take X; here, pass an array of shape (n_series, n_channels, n_timepoints)."
        )
    return panel


def densified(X: Any) -> Any:
    """Return a frame of sparse columns with dense ones, and anything else as it is."""
    return X.sparse.to_dense() if is_frame(X) and hasattr(X, "sparse") else X


def restored(rows: Any, X: Any) -> Any:
    """Return rows of numbers as a list or a frame of sparse columns, if X is one."""
    if is_frame(X) and hasattr(X, "sparse") and not hasattr(rows, "sparse"):
        return rows.astype(X.dtypes)
    return list(rows) if isinstance(X, list) else rows


def _refuse_long_frame(X: Any) -> None:
    """Check that X is no long frame, whose time points would be taken for series."""
    if is_long_frame(X):
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

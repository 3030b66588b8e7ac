"""Input of other estimators: arrays in place of other containers, and copies below their originals."""

from typing import Any

import numpy as np
from scipy.sparse import issparse
from sklearn.utils.validation import _num_samples

from . import data_array, long_frame, long_table, polars_frame
from .kinds import kind_of
from .long_frame import LongFrame
from .masked_array import is_masked
from .panel import Panel
from .plain_reading import read_plainly
from .wide_frame import is_frame


def series_input(X: Any) -> Any:
    """Return the series of a container as other estimators take them.

    Parameters
    ----------
    X : array-like, DataFrame, list of arrays or any other container of series

    Returns
    -------
    X : array-like, or list of arrays
        Arrays, wide frames and lists as they are. Others as an array (n_series, n_timepoints) or (n_series, n_channels,
        n_timepoints), in float32 where all numbers are; as a list of arrays (n_channels, n_timepoints) where series
        have unequal lengths.

    Raises
    ------
    ValueError
        If X cannot be read.
    """
    if issparse(X):
        return X
    kind = kind_of(X)
    if polars_frame.is_polars(X) and not is_long(X):
        return X
    if kind.KIND in ("array", "frame") or (isinstance(X, (list, tuple)) and not isinstance(X[0], dict)):
        return X
    panel = read_plainly(X)
    values = Panel(panel.values, panel.dtype, panel.n_dims).write(panel.values)
    lengths = _lengths(panel) if kind.UNEQUAL_LENGTHS else None
    if lengths is None or len(set(lengths)) == 1:
        return values
    return [series[..., :length] for series, length in zip(values, lengths, strict=True)]


def is_long(X: Any) -> bool:
    """Whether X is a long frame or table, of pandas or polars."""
    kind = kind_of(X)
    if kind is polars_frame:
        return long_table.matches(polars_frame.in_pandas(X), None)
    return kind in (long_frame, long_table)


def _lengths(panel: Panel) -> list[int]:
    """Time points of every series: those of the container, else up to the last observed one."""
    if isinstance(panel.container, LongFrame):
        return [len(rows) for rows in panel.container.rows]
    is_observed = np.logical_not(np.isnan(panel.values).all(axis=2))
    return (is_observed.shape[1] - is_observed[:, ::-1].argmax(axis=1)).tolist()


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
    X = densified(X)
    _refuse_long_frame(X)
    panel = read_plainly(X, estimator=estimator)
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
    """Check that X is no long frame and no DataArray, whose time points would be taken for series."""
    kind = kind_of(X)
    if kind is data_array:
        names = ", ".join(map(repr, data_array.find_dims(X).names()))
        raise ValueError(
            f"X is a DataArray of xarray; here an array is needed, with the axes in this order: X.transpose({names})"
            ".to_numpy()"
        )
    if kind is long_frame:
        levels = long_frame.first_levels(X.index.nlevels - 1)
        raise ValueError(
            f"X has an index of {X.index.nlevels} levels and columns with names ({X.columns[0]!r}): a panel of sktime, "
            "whose rows are time points. LGTAAugmenter and AugmentedEstimator take it, and so do the adapters "
            "for sktime; here, pass a list of arrays, "
            f"[series.to_numpy().T for _, series in X.groupby(level={levels}, sort=False)]. If rows are series, number "
            "the time points: X.columns = range(X.shape[1])."
        )
    if is_long(X) and (container := read_plainly(X).container) is not None:
        raise ValueError(
            "X is a long table, whose rows are time points. LGTAAugmenter and AugmentedEstimator take it; here every "
            f"row must be a series: {container.line_of_rows()}, with y in the order of the names of the series."
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
    X : ndarray, DataFrame of pandas or polars, or list
        Whole numbers become the floats of the rows below them.
    """
    if any(isinstance(rows, (list, tuple)) for rows in others):
        return [_with_dtype_of(series, others[0][0]) for rows in (X, *others) for series in rows]
    if any(isinstance(rows, np.ndarray) and rows.dtype == object for rows in others):
        return np.concatenate([X, *others])
    if is_masked(X):
        return np.ma.concatenate([X, *others])
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


def _with_dtype_of(series: Any, copy: Any) -> Any:
    """Return a series of a list as an array of the dtype of a copy; Series, frames and dicts as they are."""
    return np.asanyarray(series, dtype=copy.dtype) if isinstance(copy, np.ndarray) else series

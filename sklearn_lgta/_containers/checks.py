"""Checks of X, whatever container it came in, and of the arguments beside it."""

import sys
import warnings
from collections.abc import Iterator, KeysView, ValuesView
from numbers import Integral
from os import PathLike
from typing import Any

import numpy as np
from scipy.sparse import issparse
from sklearn.utils._set_output import _get_output_config

from .column_names import columns_say_time, describes_rows
from .long_times import are_numbers, hold_times, is_number
from .output_format import OutputFormat
from .panel import Panel
from .time_index import is_time

_FEWEST_LABELS = 4  # in fewer rows labels do not repeat
_LARGEST_LABEL = 100
_MISSING = "nan", "None", "<NA>", "NaT"  # how missing values print
MOST_COPIES = 2**64  # numbers of copies are counters of 64 bits


def refuse_other_dimensions(shape: tuple[int, ...], fitted_format: OutputFormat) -> None:
    """Check that an array has as many dimensions as in `fit`.

    Parameters
    ----------
    shape : tuple of int
        That of the array.
    fitted_format : OutputFormat

    Raises
    ------
    ValueError
        If it has others.
    """
    n_dims, n_channels = len(shape), fitted_format.n_channels
    if n_dims == fitted_format.n_dims:
        return
    advice = "pass the same kind of array."
    if n_dims == 3 and shape[1] == 1:
        advice = "one channel alone is X[:, 0]"
    elif n_dims == 2:
        advice = f"pass series of {n_channels} channels, an array (n_series, {n_channels}, n_timepoints)."
        if shape[0] == n_channels:
            advice += " One series of these channels is X[None]"
    kind = "" if fitted_format.kind == "array" else f" (a {fitted_format.kind})"
    raise ValueError(f"X has {n_dims} dimensions, but fit saw {fitted_format.n_dims}{kind}; {advice}")


def refuse_other_channels(n_channels: int, fitted_format: OutputFormat) -> None:
    """Check that series have as many channels as in `fit`.

    Parameters
    ----------
    n_channels : int
    fitted_format : OutputFormat

    Raises
    ------
    ValueError
        If they have others.
    """
    if n_channels != fitted_format.n_channels:
        raise ValueError(
            f"X has {n_channels} channels, but fit saw {fitted_format.n_channels}; pass the channels of fit."
        )


def refuse_single_time_points(panel: Panel) -> None:
    """Check that there is more than one time point.

    Parameters
    ----------
    panel : Panel

    Raises
    ------
    ValueError
        If there is one.
    """
    n_series, n_timepoints, n_channels = panel.values.shape
    if n_timepoints < 2:
        shape = (n_series, n_timepoints) if panel.n_dims == 2 else (n_series, n_channels, n_timepoints)
        raise ValueError(
            f"X of shape {shape} has series of 1 time point (n_features={n_channels}); 2 or more are needed. Rows are "
            "series and columns are time points: pass one series as X.reshape(1, -1), and transpose a table whose "
            "columns are series."
        )


def refuse_no_channels(panel: Panel) -> None:
    """Check that series have a channel.

    Parameters
    ----------
    panel : Panel

    Raises
    ------
    ValueError
        If they have none.
    """
    n_series, n_timepoints, n_channels = panel.values.shape
    if not n_channels:
        raise ValueError(
            f"X has {n_series} series of {n_timepoints} time points and 0 channels; 1 channel or more is needed. The "
            "axes of an array are (n_series, n_channels, n_timepoints): X[:, [0]] selects a channel and keeps the axis."
        )


def refuse_too_large(panel: Panel, dtype: np.dtype) -> None:
    """Check that a floating type can hold the values.

    Parameters
    ----------
    panel : Panel
    dtype : numpy.dtype

    Raises
    ------
    ValueError
        If it cannot hold all.
    """
    largest, limit = np.nanmax(np.abs(panel.values)), np.finfo(dtype).max
    if largest > limit:
        raise ValueError(
            f"X has values as large as {largest:.3g}, and {dtype} holds {limit:.3g} at most. Scale them, and fit on "
            f"the scaled ones: X / {largest:.0e}"
        )


def refuse_infinite(panel: Panel) -> None:
    """Check that no value is infinite.

    Parameters
    ----------
    panel : Panel

    Raises
    ------
    ValueError
        If one is.
    """
    if any(np.isinf(series).any() for series in panel.values):  # one by one, as all of it takes much memory
        bad = np.isinf(panel.values)
        row, time, channel = (int(i) for i in np.argwhere(bad)[0])
        raise ValueError(
            f"X contains inf: {int(bad.sum())} of {bad.size} values are not finite, the first "
            f"{panel.position(row, time, channel)}. Put NaN where a value is missing, and clip what is too large."
        )


def refuse_unobserved(panel: Panel) -> None:
    """Check that every channel of every series has an observed value.

    Parameters
    ----------
    panel : Panel

    Raises
    ------
    ValueError
        If one has none.
    """
    unobserved = np.array([np.isnan(series).all(axis=0) for series in panel.values])  # (n_series, n_channels)
    if not unobserved.any():
        return
    row, channel = np.argwhere(unobserved)[0]
    one_of = f"channel {channel} of " if panel.values.shape[2] > 1 else ""
    raise ValueError(
        f"X contains NaN only in {one_of}{int(unobserved.any(axis=1).sum())} of {len(unobserved)} series, the first at "
        f"position {row}. Every series needs at least one observed value: leave such series out."
    )


def refuse_other_containers(X: Any) -> None:
    """Check that X is no container of series that are read in another one.

    Parameters
    ----------
    X : object

    Raises
    ------
    ValueError
        If it is text, an iterator, a dict, a Series of pandas, a sparse frame or one with time above the series, a list
        of records or of DataFrames of polars, a Dataset of xarray, a list of DataArrays, or an array of channels in
        cells.
    """
    _refuse_what_is_not_read_yet(X)
    if isinstance(X, dict) and not issparse(X):  # some sparse matrices are dicts
        _refuse_dict(X)
    if isinstance(X, (list, tuple)) and len(X) and all(isinstance(row, dict) for row in X):
        _refuse_records(X)
    if isinstance(X, np.ndarray) and X.dtype == object and X.ndim == 2 and X.size and np.ndim(X[0, 0]):
        raise ValueError(
            f"X is an array of objects of shape {X.shape}, whose cells are arrays. If a row is a series and a column a "
            "channel, pass pandas.DataFrame(X)"
        )
    if polars := sys.modules.get("polars"):
        _refuse_list_of_polars(X, polars)
    if xarray := sys.modules.get("xarray"):
        _refuse_of_xarray(X, xarray)
    if pandas := sys.modules.get("pandas"):
        _refuse_of_pandas(X, pandas)


def _refuse_what_is_not_read_yet(X: Any) -> None:
    """Check that X is no name of a file, and no iterator."""
    if isinstance(X, (str, PathLike)):
        raise ValueError(f"X is text, {str(X)!r}. If it is the name of a file, read it first: pandas.read_csv(X)")
    if isinstance(X, (Iterator, KeysView, ValuesView)):
        raise ValueError(f"X is a {type(X).__name__}; a list, an array or a DataFrame is needed. Pass list(X)")


def _refuse_dict(X: dict) -> None:
    """Say how a dict of series is passed, by what it holds."""
    if "target" in X and not isinstance(X["target"], dict):
        raise ValueError("X is one series as a dict; a list of them is needed: pass [X].")
    raise ValueError(
        f"X is a dict of {len(X)} series; a list, an array or a DataFrame is needed. To lose the names, pass "
        "list(X.values()), or numpy.stack(list(X.values())) where they have one length. pandas.DataFrame(X).T "
        "keeps the names, of arrays of one length, or of Series whose index is the time; pandas.concat(X) keeps those "
        "of DataFrames."
    )


def _refuse_records(X: Any) -> None:
    """Check that dicts in a list are series, not rows of a table."""
    if not any("target" in row for row in X):
        raise ValueError(
            f"X is a list of dicts with the fields {list(X[0])[:5]}, and none has a 'target'. If every dict is a row "
            "of a table, pass pandas.DataFrame(X). If every dict is a series, name its values 'target'."
        )


def _refuse_list_of_polars(X: Any, polars: Any) -> None:
    """Check that X is no list of DataFrames of polars, whose columns would be taken for time points."""
    if isinstance(X, (list, tuple)) and len(X) and all(isinstance(row, polars.DataFrame) for row in X):
        raise ValueError(
            "X is a list of DataFrames of polars; arrays (n_channels, n_timepoints) are needed. If a column is a "
            "channel, pass [frame.to_numpy().T for frame in X]"
        )


def _refuse_of_xarray(X: Any, xarray: Any) -> None:
    """Check that X is no Dataset, and no list of DataArrays."""
    if isinstance(X, xarray.Dataset):
        raise ValueError(
            f"X is a Dataset of xarray with the variables {list(X.data_vars)}; a DataArray is needed. With the "
            'variables as channels it is X.to_dataarray("channel")'
        )
    if isinstance(X, (list, tuple)) and len(X) and all(isinstance(row, xarray.DataArray) for row in X):
        raise ValueError(
            f"X is a list of {len(X)} DataArrays; one DataArray is needed. With a dimension of series it is "
            'xarray.concat(X, "series", join="outer")'
        )


def _refuse_of_pandas(X: Any, pandas: Any) -> None:
    """Check that X is no Series, no sparse frame, and no frame with time above the series."""
    if isinstance(X, pandas.Series):
        line = "X.to_frame()" if X.index.nlevels > 1 else "X.to_frame().T, if it is one series"
        raise ValueError(f"X is a Series of pandas; a DataFrame is needed. Pass {line}.")
    if not isinstance(X, pandas.DataFrame):
        return
    if any(isinstance(dtype, pandas.SparseDtype) for dtype in X.dtypes):
        raise ValueError("X is a sparse DataFrame, but dense data is required. Pass X.astype(float)")
    if X.index.nlevels > 1 and not hold_times(X.columns):
        _refuse_time_above_series(X)


def _refuse_time_above_series(frame: Any) -> None:
    """Check that the level of times comes last."""
    text_counts = not (are_numbers(frame.columns) or columns_say_time(frame))
    *above, last = (
        is_time(level) or (text_counts and not is_number(level) and hold_times(level)) for level in frame.index.levels
    )
    if any(above) and not last and not describes_rows(frame, above.index(True)):
        level = above.index(True)
        names = list(frame.index.names)
        others = [number for number in range(len(names)) if number != level]
        line = "X.swaplevel()" if len(names) == 2 else f"X.reorder_levels({[*others, level]})"
        which = "first" if level == 0 else f"level {names[level]!r}"
        raise ValueError(
            f"X has the index levels {names}, of which the {which} holds times. The levels must be (instance, time): "
            f"pass {line}."
        )


def warn_of_labels(values: np.ndarray, columns: Any = None) -> None:
    """Warn where the first or the last time point looks like a label of the rows.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_timepoints)
    columns : pandas.Index or None, default=None
        Names of the time points; None for an array.

    Warns
    -----
    UserWarning
        If it holds few small whole numbers, while the other time points do not hold whole numbers.
    """
    if len(values) < _FEWEST_LABELS or values.shape[1] < 3:
        return
    for at, others in ((0, values[:, 1:]), (-1, values[:, :-1])):
        labels = values[:, at]
        few = len(np.unique(labels))
        if not (_are_whole(labels).all() and 1 < few <= len(labels) / 2 and np.abs(labels).max() <= _LARGEST_LABEL):
            continue
        rest = others[np.isfinite(others)]
        if len(rest) and _are_whole(rest).mean() < 0.05:  # rounding makes some
            if columns is None:
                where, line = f"Column {at % values.shape[1]} of X", "X[:, 1:]" if at == 0 else "X[:, :-1]"
                line = f"pass {line}"
            else:
                where, line = f"Column {columns[at]!r} of X", f"move it to the index: X.set_index([{columns[at]!r}])"
            warnings.warn(
                f"{where} holds {few} whole numbers, and the other time points do not. If it is a label and no time "
                f"point, {line}",
                UserWarning,
                stacklevel=6,  # the line that called fit
            )


def _are_whole(values: np.ndarray) -> np.ndarray:
    """Which values are finite whole numbers."""
    return np.isfinite(values) & (values == np.floor(values))


def refuse_mixed_names(X: Any, error: TypeError) -> None:
    """Say which columns of a frame scikit-learn means by names of several types.

    Parameters
    ----------
    X : object
    error : TypeError
        Of scikit-learn.

    Raises
    ------
    ValueError
        If X is a frame with such names; else `error`.
    """
    names = list(getattr(X, "columns", ()))
    text = [name for name in names if isinstance(name, str)]
    others = [name for name in names if not isinstance(name, str)]
    if not text or not others:
        raise error
    raise ValueError(
        f"X has columns with names of text, {', '.join(map(repr, text[:5]))}, beside others such as {others[0]!r}, and "
        f"columns are time points. If the former are none, move them to the index: X.set_index({text[:5]}). If they "
        "are, make all names text: X.columns = X.columns.astype(str)."
    ) from error


def refuse_table_output(estimator: Any, panel: Panel, X: Any) -> None:
    """Check that `set_output` does not ask for a table of series that make none.

    Parameters
    ----------
    estimator : estimator
    panel : Panel
        What X holds.
    X : object

    Raises
    ------
    ValueError
        If it does: of a list, or of an array with channels.
    """
    library = _get_output_config("transform", estimator)["dense"]
    if library != "default" and panel.n_dims == 3 and not hasattr(X, "columns"):
        raise ValueError(
            f"set_output asks for tables of {library}, which are 2-D, and X, of type {type(X).__name__}, comes back as "
            "such. Type set_output(transform='default'), or call augment(X), which does not use set_output."
        )


def check_whole(name, value, least, most=None):
    """Refuse a value that is not a whole number of at least `least` and at most `most`.

    Parameters
    ----------
    name : str
    value : object
    least : int
    most : int or None, default=None

    Raises
    ------
    ValueError
    """
    if not isinstance(value, Integral) or isinstance(value, bool) or value < least:
        raise ValueError(f"{name}={value!r} must be a whole number of at least {least}.")
    if most is not None and value > most:
        raise ValueError(
            f"{name}={value!r} is too large: numbers have 64 bits, so type {name}={max(most, least)} or less."
        )


def check_groups(groups, n_series):
    """Group labels as an array.

    Parameters
    ----------
    groups : array-like of shape (n_series,) or None
    n_series : int

    Returns
    -------
    groups : ndarray of shape (n_series,) or None

    Raises
    ------
    ValueError
        If there is not one label for every series, or one is missing.
    """
    if groups is None:
        return None
    groups = np.asarray(groups)
    if groups.shape != (n_series,):
        raise ValueError(
            f"groups has shape {groups.shape}; one label for each of {n_series} series is needed. Series of no group "
            "have labels of their own."
        )
    missing = [position for position, label in enumerate(groups.tolist()) if str(label) in _MISSING]
    if missing:
        raise ValueError(
            f"groups has no label at position {missing[0]} ({len(missing)} in all), and series without one would be "
            "one group. Give each a label of its own: "
            f"groups = [f'series {{i}}' if str(group) in {_MISSING} else group for i, group in enumerate(groups)]"
        )
    return groups

"""The user's container on one side, (n_series, n_timepoints, n_channels) on the other."""

import re
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.utils.validation import validate_data

from .long_frame import LongFrame, is_frame, is_multiindex_panel, refuse_other_containers
from .time_index import first_hole, is_time, season_of_index

_LIKE_A_DATE = re.compile(r"(19|20)\d\d[-/.]?[Q\d]\d?")


@dataclass(frozen=True)
class Panel:
    """Series as numbers, and what is needed to hand numbers back as the user's container.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_timepoints, n_channels)
        Float64; NaN where a value is missing, and after the end of a series that is shorter than others.
    dtype : numpy.dtype
        float32 or float64, that of the user's numbers.
    n_dims : int
        2 or 3, the dimensions of the user's X; 3 where it is no array.
    container : WideFrame, LongFrame, ListOfSeries or None
        What came; None is an array.
    """

    values: np.ndarray
    dtype: np.dtype
    n_dims: int
    container: Any = None

    @property
    def times(self):
        """Dates or periods of the time points: an index, a list of one for every series, or None."""
        return None if self.container is None else self.container.times

    @property
    def labels(self):
        """Index of the series in a frame, or None."""
        return None if self.container is None else self.container.labels

    def write(self, values, level=None, first=0):
        """Hand numbers back in the container, dtype and labels that came.

        Parameters
        ----------
        values : ndarray of shape (n_copies * n_series, n_timepoints, n_channels)
            Copy-major; labels of series repeat once a copy.
        level : str or None, default=None
            What copies are called in a frame whose index says which series a row is of; None for one copy.
        first : int, default=0
            Number of the first of them.

        Returns
        -------
        X : ndarray, DataFrame or list of ndarray
        """
        limit = np.finfo(self.dtype)
        values = np.clip(values, limit.min, limit.max).astype(self.dtype)
        array = values[:, :, 0] if self.n_dims == 2 else np.ascontiguousarray(values.swapaxes(1, 2))
        return array if self.container is None else self.container.write(array, level, first)


@dataclass(frozen=True)
class WideFrame:
    """A frame with a series a row.

    Parameters
    ----------
    frame : DataFrame
    """

    frame: Any

    @property
    def times(self):
        """The columns, where they are dates or periods."""
        return self.frame.columns if is_time(self.frame.columns) else None

    @property
    def labels(self):
        """The index."""
        return self.frame.index

    def write(self, array, level, first):
        """Frame with the index of the rows, once for every copy: (n_copies * n_series, n_timepoints)."""
        import pandas as pd

        n_copies = len(array) // len(self.frame)
        index = self.frame.index.append([self.frame.index] * (n_copies - 1))
        return pd.DataFrame(array, index=index, columns=self.frame.columns)


@dataclass(frozen=True)
class ListOfSeries:
    """A list with an array a series, (n_timepoints,) or (n_channels, n_timepoints).

    Parameters
    ----------
    lengths : list of int
        Time points of every series.
    one_channel : bool
        Whether the arrays have no dimension of channels.
    """

    lengths: list
    one_channel: bool
    times = labels = None

    def write(self, array, level, first):
        """List of series: (n_copies * n_series, n_channels, n_timepoints)."""
        series = [own[:, : self.lengths[row % len(self.lengths)]] for row, own in enumerate(array)]
        return [own[0] for own in series] if self.one_channel else series


def read_panel(estimator, X, *, reset):
    """Validate X as scikit-learn does and turn it into numbers.

    Parameters
    ----------
    estimator : estimator
        Gets `n_features_in_` and `feature_names_in_` when `reset`; is asked for them otherwise.
    X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Rows are series. Or a list of arrays (n_timepoints,) or (n_channels, n_timepoints), or a frame with
        the index levels (instance, time).
    reset : bool
        True in `fit`.

    Returns
    -------
    panel : Panel

    Raises
    ------
    ValueError
        If X is empty, not numeric, infinite, has one time point or other dimensions than in `fit`, or if
        of a series nothing is known.
    """
    refuse_other_containers(X)
    if is_multiindex_panel(X):
        panel = _read_long_frame(estimator, X, reset)
    elif _is_list_of_series(X, None if reset else estimator):
        panel = _read_list(estimator, X, reset)
    else:
        panel = _read_array(estimator, X, reset)
    _refuse_infinite(panel)
    if reset and panel.values.shape[1] < 2:
        raise ValueError(
            f"X of shape {np.shape(X)} has series of 1 time point (n_features={panel.values.shape[2]}); 2 or more are "
            "needed. Rows are series and columns are time points: pass one series as X.reshape(1, -1), and transpose a "
            "table whose columns are series."
        )
    _refuse_unknown(panel)
    if reset:
        _warn_of_holes(panel)
    return panel


def _read_array(estimator, X, reset):
    try:
        array = validate_data(
            estimator, X, reset=reset, allow_nd=True, dtype=[np.float64, np.float32], ensure_all_finite=False
        )
    except (TypeError, ValueError) as error:
        named = _not_numbers(X)
        if named:
            raise ValueError(
                f"X has columns that hold no numbers: {', '.join(map(repr, named[:5]))}. {_where_they_belong(X, named)}"
            ) from error
        if isinstance(error, TypeError):
            raise
        raise ValueError(_explain(str(error), X, estimator, reset)) from error
    if array.ndim > 3:
        raise ValueError(
            f"X has {array.ndim} dimensions; pass (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)."
        )
    if not reset and array.ndim != estimator._output_format.n_dims:
        raise ValueError(_other_dimensions(array.ndim, estimator))
    container = WideFrame(X) if is_frame(X) else None
    if container is not None:
        _refuse_disorder(X.columns)
    if reset and container is not None:
        _warn_if_time_runs_down(X)
    values = array[:, :, None] if array.ndim == 2 else array.swapaxes(1, 2)
    values = np.array(values, dtype=np.float64, order="C")  # one memory layout, or sums differ in the last bit
    return Panel(values, array.dtype, array.ndim, container)


def _not_numbers(X):
    """Columns of a frame that cannot be read as numbers: list of names."""

    def is_numeric(column):
        try:
            np.asarray(column, dtype=np.float64)
        except (TypeError, ValueError):
            return False
        return column.dtype.kind != "M"  # dates can be made numbers

    return [name for name, column in X.items() if not is_numeric(column)] if is_frame(X) else []


def _where_they_belong(X, named):
    """What to do with columns that hold no numbers, by what they hold; where that is open, the likelier first."""
    times = [name for name, column in X[named].items() if _holds_dates(column.dropna())]
    labels = [name for name in named if name not in times]
    if times and not labels and not X.duplicated(times).any():
        return f"Where every other column is a series, pass X.set_index({times[0]!r}).T, whose rows are series."
    series = repr(labels[0]) if len(labels) == 1 else "series"
    time = repr(times[0]) if len(times) == 1 else "time"
    long = (
        "Where every row is a time point of some series, move what names the series and its time to the index, "
        f"X.set_index([{series}, {time}]), the time read by pd.to_datetime where it is text."
    )
    wide = f"Where every row is a series, move what names it to the index, X.set_index({named[:5]})."
    is_long = X[labels].astype(str).duplicated().any() if labels else times  # of series, all names together differ
    if is_long and times:
        return long
    return f"{long} {wide}" if is_long else f"{wide} {long}"


def _holds_dates(column):
    """Whether a column holds dates, periods or text that begins with a digit and is read as dates."""
    import pandas as pd

    if is_time(pd.Index(column)):
        return True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a format that is guessed
            pd.to_datetime(column)
    except (TypeError, ValueError, OverflowError):
        return False
    return column.astype(str).str[0].str.isdigit().all()


def _read_long_frame(estimator, X, reset):
    if reset or estimator._output_format.n_dims == 3:
        validate_data(estimator, X, reset=reset, skip_check_array=True)
    else:
        _refuse_other_channels(estimator, X.shape[1])
    frame = LongFrame(X)
    return Panel(*frame.read(), 3, frame)


def _is_list_of_series(X, fitted):
    """Whether X is a list of arrays that make no table; or one that does, after a fit on such a list."""
    if not isinstance(X, (list, tuple)) or not len(X):
        return False
    if not all(isinstance(row, (list, tuple, np.ndarray)) and len(row) for row in X):
        return False
    return len({_length(row) for row in X}) > 1 or (fitted is not None and fitted._output_format.kind == "list")


def _length(series):
    """Time points of a series, with or without channels."""
    inner = series[0]
    return len(inner) if isinstance(inner, (list, tuple, np.ndarray)) and np.ndim(inner) else len(series)


def _read_list(estimator, X, reset):
    try:
        series = [np.asarray(row) for row in X]
        dtype = np.dtype(np.float32 if all(row.dtype == np.float32 for row in series) else np.float64)
        series = [row.astype(np.float64) for row in series]
    except (TypeError, ValueError) as error:
        raise ValueError(_explain(str(error), X, estimator, reset)) from error
    shapes = {row.shape[:-1] for row in series}
    if len(shapes) > 1 or series[0].ndim > 2:
        raise ValueError(
            "X is a list of series, and these must all be of shape (n_timepoints,), or all (n_channels, n_timepoints) "
            f"with one number of channels; shapes are {', '.join(map(str, sorted({row.shape for row in series})[:4]))}."
        )
    lengths, one_channel = [row.shape[-1] for row in series], series[0].ndim == 1
    n_channels = 1 if one_channel else series[0].shape[0]
    if reset:
        estimator.n_features_in_ = n_channels
        vars(estimator).pop("feature_names_in_", None)
    else:
        _refuse_other_channels(estimator, n_channels)
    values = np.full((len(series), max(lengths), n_channels), np.nan)
    for row, own in enumerate(series):
        values[row, : lengths[row]] = np.atleast_2d(own).T
    return Panel(values, dtype, 3, ListOfSeries(lengths, one_channel))


def _refuse_other_channels(estimator, n_channels):
    expected = estimator.n_features_in_ if estimator._output_format.n_dims == 3 else 1
    if n_channels != expected:
        raise ValueError(f"X has {n_channels} channels, but fit saw {expected}; pass the channels of fit.")


def _refuse_infinite(panel):
    bad = np.isinf(panel.values)
    if bad.any():
        raise ValueError(
            f"X contains inf: {int(bad.sum())} of {bad.size} values are not finite, the first {_place(panel, bad)}. "
            "Put NaN where a value is missing, and clip what is too large."
        )


def _refuse_unknown(panel):
    """Of a series, and of every channel of it, something must be known."""
    unknown = np.isnan(panel.values).all(axis=1)  # (n_series, n_channels)
    if not unknown.any():
        return
    row, channel = np.argwhere(unknown)[0]
    one_of = f"channel {channel} of " if panel.values.shape[2] > 1 else ""
    raise ValueError(
        f"X contains NaN only in {one_of}{int(unknown.any(axis=1).sum())} of {len(unknown)} series, the first at "
        f"position {row}. One value at least must be known: leave such series out."
    )


def _place(panel, bad):
    row, time, channel = (int(i) for i in np.argwhere(bad)[0])
    if isinstance(panel.container, WideFrame):
        frame = panel.container.frame
        return f"in row {frame.index[row]!r}, column {frame.columns[time]!r}"
    return f"at position {(row, time) if panel.n_dims == 2 else (row, channel, time)}"


def _explain(message, X, estimator, reset):
    """Scikit-learn's sentence, with what to do about it where it does not say."""
    if "could not convert" in message:
        return f"{message}. X must hold numbers only, a series a row: move names and dates to the index and columns."
    if "setting an array element with a sequence" in message:
        return f"{message} X must be a full array: series of one length, each with as many channels."
    if "got 1D array" in message:
        return (
            f"X is 1-D, with {np.size(X)} values; a table with a series a row is needed. Reshape your data: one series "
            "alone is X.reshape(1, -1)."
        )
    if reset or not ("is expecting" in message or "feature names should match" in message):
        return message
    if np.ndim(X) != estimator._output_format.n_dims:
        return _other_dimensions(np.ndim(X), estimator)
    if np.ndim(X) == 3:
        return f"X has {np.shape(X)[1]} channels, but fit saw {estimator.n_features_in_}; pass the channels of fit."
    return (
        f"{message.rstrip()} In a 2-D X the columns are time points and must be those of fit; pass series of another "
        "length as a frame with the index levels (instance, time), or as a 3-D array (n_series, 1, n_timepoints) to an "
        "augmenter fitted on one."
    )


def _other_dimensions(n_dims, estimator):
    return f"X has {n_dims} dimensions, but fit saw {estimator._output_format.n_dims}; pass the same kind of array."


def _refuse_disorder(columns):
    """Dates must increase, and periods follow each other."""
    if not is_time(columns):
        return
    if not (columns.is_monotonic_increasing and columns.is_unique):
        raise ValueError(
            f"The columns of X are times that do not increase, from {columns[0]} to {columns[-1]}. Put them in order, "
            "each once, for example by X.sort_index(axis=1)."
        )
    hole = first_hole(columns) if hasattr(columns, "to_timestamp") else None  # of dates, fit warns
    if hole is not None:
        raise ValueError(
            f"Columns are missing between {columns[hole]} and {columns[hole + 1]}. Put them in, with NaN as their "
            "values: X.reindex(columns=pd.period_range(X.columns[0], X.columns[-1]))."
        )


def _warn_of_holes(panel):
    """Dates that are missing would go unnoticed: series are taken for evenly spaced.

    Parameters
    ----------
    panel : Panel
    """
    times = panel.times
    for number, index in enumerate(times if isinstance(times, list) else [] if times is None else [times]):
        hole = first_hole(index)
        if hole is not None:
            whose = f"of series {panel.labels[number]} " if isinstance(times, list) else ""
            warnings.warn(
                f"Dates {whose}are not evenly spaced: {index[hole]} is followed by {index[hole + 1]}. Time points are "
                "taken for evenly spaced all the same, and the season is not read from them. Put in what is missing, "
                "with NaN as values, for example by reindex; or number the time points to be without this warning.",
                UserWarning,
                stacklevel=6,
            )
            return


def _warn_if_time_runs_down(frame):
    """Tables of series in columns are common, and nothing else would tell."""
    if is_time(frame.index) and not is_time(frame.columns):
        warnings.warn(
            f"X has dates as its index: {len(frame)} series of {frame.shape[1]} time points were read. A series must "
            "be a row; if yours is a column, pass X.T.",
            UserWarning,
            stacklevel=6,
        )


def season_of_panel(panel):
    """Steps of a season read from the frequency of a frame's datetime or period columns, or of its index.

    Parameters
    ----------
    panel : Panel

    Returns
    -------
    seasonal_period : int or None
        None without dates, or where their frequency names no season.
    """
    if isinstance(panel.container, WideFrame):
        _warn_of_dates_as_text(panel.container.frame.columns)
    times = panel.times
    return season_of_index(times[0] if isinstance(times, list) else times)


def _warn_of_dates_as_text(columns):
    if not is_time(columns) and all(isinstance(name, str) and _LIKE_A_DATE.match(name) for name in columns):
        warnings.warn(
            f"The column names look like dates ({columns[0]!r}) but are text, so the season is unknown. Set "
            "X.columns = pd.to_datetime(X.columns) for days and weeks, pd.PeriodIndex(X.columns, freq='M') for months, "
            "or pass seasonal_period.",
            UserWarning,
            stacklevel=6,
        )


def stack_rows(X, *others):
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

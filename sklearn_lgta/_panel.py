"""The user's container on one side, (n_series, n_timepoints, n_channels) on the other.

This is the only file of the core that knows pandas.
"""

import re
import sys
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.utils.validation import validate_data

# Steps of the natural season of an index frequency; multiples ("15min", "2h") divide it.
_SEASON_OF_FREQUENCY = {"Q": 4, "M": 12, "W": 52, "B": 5, "D": 7}
_LIKE_A_DATE = re.compile(r"(19|20)\d\d[-/.]?[Q\d]\d?")
_STEPS_A_DAY = {"h": 24, "min": 24 * 60, "s": 24 * 60 * 60}


@dataclass(frozen=True)
class Panel:
    """Series as numbers, and what is needed to hand numbers back as the user's container.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_timepoints, n_channels)
        Float64.
    dtype : numpy.dtype
        float32 or float64, that of the user's numbers.
    n_dims : int
        2 or 3, the dimensions of the user's X.
    frame : pandas.DataFrame or None
        The user's frame, whose index and columns are written back.
    """

    values: np.ndarray
    dtype: np.dtype
    n_dims: int
    frame: Any = None

    def write(self, values):
        """Hand numbers back in the container, dtype and labels that came.

        Parameters
        ----------
        values : ndarray of shape (n_copies * n_series, n_timepoints, n_channels)
            Copy-major; index labels repeat once a copy.

        Returns
        -------
        X : ndarray or DataFrame
        """
        limit = np.finfo(self.dtype)
        values = np.clip(values, limit.min, limit.max).astype(self.dtype)
        if self.n_dims == 3:
            return np.ascontiguousarray(values.swapaxes(1, 2))
        values = values[:, :, 0]
        if self.frame is None:
            return values
        import pandas as pd

        n_copies = len(values) // len(self.frame)
        index = self.frame.index.append([self.frame.index] * (n_copies - 1))
        return pd.DataFrame(values, index=index, columns=self.frame.columns)


def write_new(values, dtype, n_dims, columns):
    """Hand over series that have no original.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_timepoints, n_channels)
    dtype : numpy.dtype
    n_dims : int
        2 or 3, dimensions of the X that `fit` saw.
    columns : pandas.Index or None
        Columns of the frame that `fit` saw; time points are numbered where there are more or fewer.

    Returns
    -------
    X : ndarray or DataFrame
    """
    array = Panel(values, dtype, n_dims).write(values)
    if columns is None:
        return array
    import pandas as pd

    return pd.DataFrame(array, columns=columns if len(columns) == array.shape[1] else None)


def read_panel(estimator, X, *, reset):
    """Validate X as scikit-learn does and turn it into numbers.

    Parameters
    ----------
    estimator : estimator
        Gets `n_features_in_` and `feature_names_in_` when `reset`; is asked for them otherwise.
    X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Rows are series.
    reset : bool
        True in `fit`.

    Returns
    -------
    panel : Panel

    Raises
    ------
    ValueError
        If X is empty, ragged, not numeric, not finite, has one time point or other dimensions than
        in `fit`, or is a multi-index panel.
    """
    refuse_multiindex_panel(X)
    _refuse_ragged(X)
    try:
        array = validate_data(
            estimator, X, reset=reset, allow_nd=True, dtype=[np.float64, np.float32], ensure_all_finite=False
        )
    except ValueError as error:
        raise ValueError(_explain(str(error), X, estimator, reset)) from error
    if array.ndim > 3:
        raise ValueError(
            f"X has {array.ndim} dimensions; pass (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)."
        )
    frame = X if _is_frame(X) else None
    _refuse_not_finite(array, frame)
    if array.shape[-1] < 2:
        raise ValueError(
            f"X of shape {array.shape} has series of 1 time point (n_features={array.shape[1]}); 2 or more are needed. "
            "Rows are series and columns are time points: pass one series as X.reshape(1, -1), and transpose a "
            "table whose columns are series."
        )
    if not reset and array.ndim != estimator._n_dims:
        raise ValueError(_other_dimensions(array.ndim, estimator))
    if reset and frame is not None:
        _warn_if_time_runs_down(frame)
    values = array[:, :, None] if array.ndim == 2 else array.swapaxes(1, 2)
    values = np.array(values, dtype=np.float64, order="C")  # one memory layout, or sums differ in the last bit
    return Panel(values, array.dtype, array.ndim, frame)


def _is_frame(X):
    pandas = sys.modules.get("pandas")  # a frame cannot come before its library
    return pandas is not None and isinstance(X, pandas.DataFrame)


def _refuse_ragged(X):
    if not isinstance(X, (list, tuple)):
        return
    lengths = {len(row) for row in X if isinstance(row, (list, tuple)) or (isinstance(row, np.ndarray) and row.ndim)}
    if len(lengths) > 1:
        raise ValueError(
            f"X holds series of {min(lengths)} to {max(lengths)} time points; series of one length are needed. Cut "
            "them to a common length or fit each length on its own."
        )


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
    if np.ndim(X) != estimator._n_dims:
        return _other_dimensions(np.ndim(X), estimator)
    if np.ndim(X) == 3:
        return f"X has {np.shape(X)[1]} channels, but fit saw {estimator.n_features_in_}; pass the channels of fit."
    return (
        f"{message.rstrip()} In a 2-D X the columns are time points and must be those of fit; pass series of another "
        "length as a 3-D array (n_series, 1, n_timepoints) to an augmenter fitted on one."
    )


def _other_dimensions(n_dims, estimator):
    return f"X has {n_dims} dimensions, but fit saw {estimator._n_dims}; pass the same kind of array."


def _refuse_not_finite(array, frame):
    bad = ~np.isfinite(array)
    if not bad.any():
        return
    kind = "NaN" if np.isnan(array[bad]).any() else "inf"
    where = tuple(int(i) for i in np.argwhere(bad)[0])
    place = (
        f"at position {where}"
        if frame is None
        else f"in row {frame.index[where[0]]!r}, column {frame.columns[where[1]]!r}"
    )
    how = "" if array.ndim == 3 else ' (a DataFrame with X.interpolate(axis=1, limit_direction="both"))'
    raise ValueError(
        f"X contains {kind}: {int(bad.sum())} of {array.size} values are not finite, the first {place}. Fill gaps{how} "
        "or drop those series."
    )


def _warn_if_time_runs_down(frame):
    """Tables of series in columns are common, and nothing else would tell."""
    import pandas as pd

    times = (pd.DatetimeIndex, pd.PeriodIndex)
    if isinstance(frame.index, times) and not isinstance(frame.columns, times):
        warnings.warn(
            f"X has dates as its index: {len(frame)} series of {frame.shape[1]} time points were read. A series must "
            "be a row; if yours is a column, pass X.T.",
            UserWarning,
            stacklevel=5,
        )


def season_of_columns(panel):
    """Steps of a season read from the frequency of a frame's datetime or period columns.

    Parameters
    ----------
    panel : Panel

    Returns
    -------
    seasonal_period : int or None
        None without a frame, without a time axis, or where the frequency names no season.
    """
    if panel.frame is None:
        return None
    columns = panel.frame.columns
    if not is_time(columns) and all(isinstance(name, str) and _LIKE_A_DATE.match(name) for name in columns):
        warnings.warn(
            f"The column names look like dates ({columns[0]!r}) but are text, so the season is unknown. Set "
            "X.columns = pd.PeriodIndex(X.columns, freq=...), with freq 'M' for months or 'D' for days, or pass "
            "seasonal_period.",
            UserWarning,
            stacklevel=5,
        )
    return season_of_index(columns)


def is_time(index):
    """Whether an index holds dates or periods."""
    import pandas as pd

    return isinstance(index, (pd.DatetimeIndex, pd.PeriodIndex))


def frequency_of(index):
    """Step between the entries of an index of dates or periods.

    Parameters
    ----------
    index : DatetimeIndex or PeriodIndex

    Returns
    -------
    frequency : pandas offset or None
        That of the index, else what three dates or more show; None where they are not regular.
    """
    import pandas as pd

    if index.freq is not None or len(index) < 3:
        return index.freq
    name = pd.infer_freq(index)
    return pd.tseries.frequencies.to_offset(name) if name else None


def season_of_index(index):
    """Steps of a season read from the frequency of an index of dates or periods.

    Parameters
    ----------
    index : pandas.Index

    Returns
    -------
    seasonal_period : int or None
        None for other indices, or where the frequency names no season.
    """
    offset = frequency_of(index) if is_time(index) else None
    if offset is None:
        return None
    unit = offset.name.split("-")[0]
    unit = unit[0] if unit[:1] in "QMWB" and unit not in ("min", "ms") else unit
    season = _STEPS_A_DAY.get(unit) or _SEASON_OF_FREQUENCY.get(unit)
    if season is None or season % offset.n:
        return None
    return season // offset.n if season // offset.n > 1 else None


# ------------------------------------------------------------------------------------ multi-index panels
def is_multiindex_panel(X):
    """Whether X is a frame of sktime, with time in the last level of its index and channels as columns.

    Columns that are numbers or dates are time points, and labels that are neither name series: then a row
    is a series.

    Parameters
    ----------
    X : object

    Returns
    -------
    is_multiindex_panel : bool
    """
    if not _is_frame(X) or X.index.nlevels == 1:
        return False
    import pandas as pd

    last, columns = (
        is_time(names) or pd.api.types.is_numeric_dtype(names) for names in (X.index.levels[-1], X.columns)
    )
    return last and not columns


def refuse_multiindex_panel(X):
    """Check that X is no multi-index panel, whose time points would be taken for series.

    Parameters
    ----------
    X : object

    Raises
    ------
    ValueError
        If it is one.
    """
    if is_multiindex_panel(X):
        raise ValueError(
            f"X has an index of {X.index.nlevels} levels and columns with names ({X.columns[0]!r}): a panel of sktime, "
            "whose rows are time points. AugmentedEstimator takes it, and so do the adapters in sklearn_lgta.sktime; "
            'here, pass an array, sktime.datatypes.convert_to(X, "numpy3D"). If rows are series, number the time '
            "points: X.columns = range(X.shape[1])."
        )


def array_of_panel(panel):
    """Series of a multi-index panel as an array.

    Parameters
    ----------
    panel : DataFrame
        With the index levels (instance, time); a column is a channel.

    Returns
    -------
    X : ndarray of shape (n_series, n_channels, n_timepoints)
        Float32 where all channels are, else float64. Series in the order in which they first appear,
        each in the order of time.

    Raises
    ------
    ValueError
        If there are more levels, a time comes twice, series have different lengths or X is not numeric.
    """
    if panel.index.nlevels > 2:
        raise ValueError(
            f"X has an index of {panel.index.nlevels} levels, {list(panel.index.names)}; the two levels (instance, "
            "time) are needed. Leave totals out, and drop levels, for example with X.droplevel(0), until one label "
            "names a series."
        )
    _, rows = rows_of_series(panel)
    dtype = np.float32 if (panel.dtypes == np.float32).all() else np.float64
    values = panel.to_numpy(dtype=dtype)[of_one_length(rows, panel.index)]  # (n_series, n_timepoints, n_channels)
    return np.ascontiguousarray(values.swapaxes(1, 2))


def rows_of_series(frame):
    """Which rows of a frame are which series.

    Parameters
    ----------
    frame : DataFrame
        The last level of its index is time, those above name a series. With one level it is one series.

    Returns
    -------
    of_row : ndarray of shape (n_rows,)
        Number of the series that a row belongs to; series are numbered as they first appear.
    rows : list of ndarray
        Places of the rows of every series, in the order of time.

    Raises
    ------
    ValueError
        If a time of a series comes twice.
    """
    index = frame.index
    repeated = index[index.duplicated()]
    if len(repeated):
        raise ValueError(
            f"The index holds {len(repeated)} {'time' if len(repeated) == 1 else 'times'} more than once, first "
            f"{repeated[0]}. Every time of a series must come once; bring them together, for example by a "
            "groupby over the levels of the index."
        )
    names = list(range(index.nlevels - 1))
    of_row = np.zeros(len(index), dtype=np.intp)
    if names:
        of_row = frame.groupby(level=names, sort=False, observed=True, dropna=False).ngroup().to_numpy()
    rank = index.get_level_values(-1).argsort().argsort()
    order = np.lexsort([rank, of_row])
    return of_row, np.split(order, np.cumsum(np.bincount(of_row))[:-1])


def of_one_length(rows, index):
    """Rows of series of one length as a table.

    Parameters
    ----------
    rows : list of ndarray
        Places of the rows of every series.
    index : pandas.Index
        Names the series in the message.

    Returns
    -------
    rows : ndarray of shape (n_series, n_timepoints)

    Raises
    ------
    ValueError
        If series have different lengths.
    """
    shortest, longest = (extreme(rows, key=len) for extreme in (min, max))
    if len(shortest) < len(longest):
        labels = index.droplevel(-1)
        raise ValueError(
            f"The panel holds series of {len(shortest)} to {len(longest)} time points: {labels[shortest[0]]} has "
            f"{len(shortest)}, {labels[longest[0]]} has {len(longest)}. Series of one length are needed to augment "
            f"them; cut them to a common length, for example to the newest {len(shortest)} time points."
        )
    return np.stack(rows)


def stack_rows(X, *others):
    """Put further rows below those of X, in the container of X.

    Parameters
    ----------
    X : array-like or DataFrame of shape (n_series, ...)
    *others : ndarrays or DataFrames of shape (n_rows, ...)
        Numbers. An array below a frame gets its columns, and has its index repeated.

    Returns
    -------
    X : ndarray or DataFrame
        Whole numbers become the floats of the rows below them.
    """
    if not _is_frame(X):
        return np.concatenate([np.asarray(X, dtype=np.result_type(*others)), *others])
    import pandas as pd

    frames = [X]
    for rows in others:
        if not _is_frame(rows):
            index = np.resize(np.arange(len(X)), len(rows))
            rows = pd.DataFrame(rows, index=X.index[index], columns=X.columns)
        frames.append(rows)
    return pd.concat(frames)

"""What one series of a list may be: an array, or a Series or DataFrame of a library."""

import sys
from abc import ABC, abstractmethod
from typing import Any, ClassVar

import numpy as np
from sklearn.utils.validation import validate_data

from .dates import read_axis
from .dtypes import refuse_other_dtypes
from .masked_array import is_masked, masked, without_mask
from .output_format import OutputFormat, plain_columns
from .time_index import is_period, is_time, refuse_missing_periods, refuse_repeated_times

# Types of pandas that are no real numbers, by their kind.
_OTHER_TYPES: dict[str, Any] = {"M": "M8[s]", "m": "m8[s]", "c": complex, "b": bool}


class SeriesItem(ABC):
    """A type of series in lists.

    Parameters
    ----------
    line : str, default="[{} for series in X]"
        How a message changes every series of X, with ``{}`` for what becomes of one.
    """

    KIND: ClassVar[str]  # of a list of such series

    def __init__(self, line: str = "[{} for series in X]") -> None:
        self.line = line

    @abstractmethod
    def matches(self, X: Any) -> bool:
        """Whether all series of a list are of this type."""

    @abstractmethod
    def values(self, series: Any) -> np.ndarray:
        """Return numbers, NaN where missing: (n_timepoints,), or (n_channels, n_timepoints).

        Raises
        ------
        ValueError
            If there are no numbers, or the time is out of order.
        """

    @abstractmethod
    def write(self, values: np.ndarray, like: Any, copy: str) -> Any:
        """Return a copy of a series.

        Parameters
        ----------
        values : ndarray of shape (n_channels, n_timepoints)
        like : object
            The series.
        copy : str
            What the name of the copy has after that of the series; "" for one copy.
        """

    @abstractmethod
    def new(self, values: np.ndarray, number: int, times: Any, fitted_format: OutputFormat) -> Any:
        """Return a series without an original: (n_channels, n_timepoints), with its times or None."""

    def times(self, series: Any, n_timepoints: int) -> Any:
        """Dates or periods of the time points: an index, or None."""
        return None

    def position(self, series: Any, time: int, channel: int) -> str:
        """Where a value is within a series, for messages."""
        return f"at position {time if self.has_one_channel(series) else (channel, time)}"

    def has_one_channel(self, series: Any) -> bool:
        """Whether a series has no axis of channels."""
        return np.ndim(series) == 1

    def check_names(self, estimator: Any, X: Any, reset: bool) -> None:
        """Let scikit-learn remember and compare names of channels; only some types have them."""
        return

    def describe(self, X: Any) -> dict[str, Any]:
        """Further fields of the `OutputFormat` of a list."""
        return {}


class ArrayItem(SeriesItem):
    """An array (n_timepoints,) or (n_channels, n_timepoints), or nested lists of numbers."""

    KIND = "list"

    def matches(self, X: Any) -> bool:
        """Whether all are arrays; lists of numbers of one length are an array, for scikit-learn and here."""
        if not all(isinstance(row, (list, tuple, np.ndarray)) for row in X):
            return False
        return any(isinstance(row, np.ndarray) for row in X) or len({_n_timepoints(row) for row in X}) > 1

    def values(self, series: Any) -> np.ndarray:
        """Return the array; what is masked is missing."""
        array = np.asarray(without_mask(series))
        refuse_other_dtypes(array, "series", self.line)
        return array

    def write(self, values: np.ndarray, like: Any, copy: str) -> Any:
        """Return an array with as many dimensions, masked if the original is."""
        array = values[0] if self.has_one_channel(like) else values
        if not is_masked(like):
            return array
        gaps = np.isnan(without_mask(like).astype(float)) & ~np.ma.getmaskarray(like)
        return masked(array, gaps, None if like.dtype.kind == "O" else float(like.fill_value))

    def new(self, values: np.ndarray, number: int, times: Any, fitted_format: OutputFormat) -> np.ndarray:
        """Return an array, without an axis of channels where there is one channel."""
        return values[0] if len(values) == 1 else values


class PandasSeriesItem(SeriesItem):
    """A Series of pandas, one channel, whose index is the time."""

    KIND = "list of Series"

    def matches(self, X: Any) -> bool:
        """Whether all are Series of pandas."""
        pandas = sys.modules.get("pandas")
        return pandas is not None and all(isinstance(series, pandas.Series) for series in X)

    def values(self, series: Any) -> np.ndarray:
        """Return the values: (n_timepoints,)."""
        refuse_disorder(series.index, self.line)
        if series.dtype.kind in _OTHER_TYPES:
            name = "series.to_numpy()" if series.dtype.kind == "c" else "series"
            refuse_other_dtypes(np.empty(0, _OTHER_TYPES[series.dtype.kind]), name, self.line)
        return numbers_of(series)

    def times(self, series: Any, n_timepoints: int) -> Any:
        """Return the index as dates or periods, if it holds such."""
        return times_of(series.index, self.line)

    def position(self, series: Any, time: int, channel: int) -> str:
        """Where a value is within a series, for messages."""
        return f"at {series.index[time]!r}"

    def write(self, values: np.ndarray, like: Any, copy: str) -> Any:
        """Return a Series of the same index and name."""
        return type(like)(values[0], index=like.index, name=like.name)

    def new(self, values: np.ndarray, number: int, times: Any, fitted_format: OutputFormat) -> Any:
        """Return a Series with its times."""
        import pandas as pd

        return pd.Series(values[0], index=times, name=fitted_format.details["name"])

    def describe(self, X: Any) -> dict[str, Any]:
        """Return the name, where all have the same."""
        names = {series.name for series in X}
        return {"details": {"name": X[0].name if len(names) == 1 and isinstance(X[0].name, (str, int)) else None}}


class PandasFrameItem(SeriesItem):
    """A DataFrame with a channel a column, whose index is the time."""

    KIND = "list of DataFrames"

    def matches(self, X: Any) -> bool:
        """Whether all are DataFrames of pandas."""
        pandas = sys.modules.get("pandas")
        return pandas is not None and all(isinstance(series, pandas.DataFrame) for series in X)

    def values(self, series: Any) -> np.ndarray:
        """Return the values: (n_channels, n_timepoints)."""
        if is_time(series.columns) and not is_time(series.index):
            raise ValueError(
                "rows of a DataFrame in a list are time points, and its columns channels; here the columns are times. "
                "Pass [frame.T for frame in X]"
            )
        if not series.shape[1]:
            raise ValueError(f"the DataFrame has {len(series)} rows and no columns, which are channels")
        if len(series) == 1 < series.shape[1]:
            raise ValueError(
                f"the DataFrame has one row, so {series.shape[1]} channels of one time point. If it is one channel, "
                "pass [frame.T for frame in X]"
            )
        if series.columns.has_duplicates:
            raise ValueError(
                "columns come twice, and a column is a channel. Keep one of each: "
                "[frame.loc[:, ~frame.columns.duplicated()] for frame in X]"
            )
        refuse_disorder(series.index, self.line)
        named = [name for name, column in series.items() if not _is_numeric(column)]
        if named:
            index = repr(named[0] if len(named) == 1 else named)
            raise ValueError(
                f"columns {named} hold no numbers. Move them to the index: [frame.set_index({index}) for frame in X]"
            )
        return np.array([numbers_of(series.iloc[:, channel]) for channel in range(series.shape[1])])

    def times(self, series: Any, n_timepoints: int) -> Any:
        """Return the index as dates or periods, if it holds such."""
        return times_of(series.index, self.line)

    def position(self, series: Any, time: int, channel: int) -> str:
        """Where a value is within a series, for messages."""
        return f"in row {series.index[time]!r}, column {series.columns[channel]!r}"

    def has_one_channel(self, series: Any) -> bool:
        """Whether a series has no axis of channels: a DataFrame always has."""
        return False

    def write(self, values: np.ndarray, like: Any, copy: str) -> Any:
        """Return a DataFrame of the same index and columns."""
        return type(like)(values.T, index=like.index, columns=like.columns)

    def new(self, values: np.ndarray, number: int, times: Any, fitted_format: OutputFormat) -> Any:
        """Return a DataFrame with the columns of `fit` and its times."""
        import pandas as pd

        return pd.DataFrame(values.T, index=times, columns=fitted_format.columns)

    def check_names(self, estimator: Any, X: Any, reset: bool) -> None:
        """Let scikit-learn remember and compare the columns, which must be the same in all."""
        for number, frame in enumerate(X):
            if not frame.columns.equals(X[0].columns):
                raise ValueError(
                    f"X[{number}] has the columns {list(frame.columns)}, and X[0] {list(X[0].columns)}. Every series "
                    "needs the same channels in the same order: [frame[X[0].columns] for frame in X]"
                )
        if reset or hasattr(estimator, "feature_names_in_"):
            validate_data(estimator, X[0], reset=reset, skip_check_array=True)

    def describe(self, X: Any) -> dict[str, Any]:
        """Return the columns."""
        return {"columns": plain_columns(X[0])}


class PolarsSeriesItem(SeriesItem):
    """A Series of polars, one channel."""

    KIND = "list of polars Series"

    def matches(self, X: Any) -> bool:
        """Whether all are Series of polars."""
        polars = sys.modules.get("polars")
        return polars is not None and all(isinstance(series, polars.Series) for series in X)

    def values(self, series: Any) -> np.ndarray:
        """Return the values, NaN for null: (n_timepoints,)."""
        if not series.dtype.is_numeric():
            raise ValueError(
                f"a Series of {series.dtype}, and real numbers are needed. If these are the values of the series, "
                "convert them: [series.cast(polars.Float64) for series in X]"
            )
        polars = sys.modules["polars"]
        return series.cast(polars.Float32 if series.dtype == polars.Float32 else polars.Float64).to_numpy()

    def write(self, values: np.ndarray, like: Any, copy: str) -> Any:
        """Return a Series of the same name, null where the original has null."""
        return type(like)(like.name, values[0], nan_to_null=like.null_count() > 0)

    def new(self, values: np.ndarray, number: int, times: Any, fitted_format: OutputFormat) -> Any:
        """Return a Series of polars."""
        import polars as pl

        return pl.Series(values[0])


# ------------------------------------------------------------------------------------ pandas
def numbers_of(series: Any) -> np.ndarray:
    """Return the values of a Series of pandas, float32 if it is, else float64; NA is NaN."""
    if series.dtype == object:
        series = series.where(series.notna(), np.nan)
    dtype = np.float32 if series.dtype == np.float32 else np.float64
    try:
        return series.to_numpy(dtype=dtype, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{error}".rstrip(".")) from error


def times_of(index: Any, line: str) -> Any:
    """Return an index as dates or periods: text, date objects and whole numbers such as 20200131 among them.

    Parameters
    ----------
    index : pandas.Index
    line : str
        As of `SeriesItem`.

    Returns
    -------
    times : DatetimeIndex, PeriodIndex or None
        None for others.

    Raises
    ------
    ValueError
        If text may mean day-month or month-day, and the steps do not tell.
    """
    if type(index).__name__ == "RangeIndex" or index.dtype.kind in "fbcm":
        return None
    settle = "series.set_axis(pandas.to_datetime(series.index, format={format!r}))"
    return read_axis(index, "the index", line.format(settle))


def refuse_disorder(index: Any, line: str) -> None:
    """Check that dates or periods of a series increase, and that no period is missing.

    Parameters
    ----------
    index : pandas.Index
    line : str
        As of `SeriesItem`.

    Raises
    ------
    ValueError
        If they do not.
    """
    times = times_of(index, line)
    if times is None:
        return
    is_text = isinstance(index[0], str)
    if is_text and not (times.is_monotonic_increasing and times.is_unique):  # no line of pandas sorts text by time
        raise ValueError(
            f"the index holds dates as text, such as {index[0]!r}, that do not increase. Convert it: "
            + line.format("series.set_axis(pandas.to_datetime(series.index))")
        )
    refuse_repeated_times(index, "the index holds", line.format("series[~series.index.duplicated()]"))
    if not times.is_monotonic_increasing:
        raise ValueError(f"the times do not increase, from {index[0]} on. Sort: {line.format('series.sort_index()')}")
    if is_period(index):
        regular = line.format("series.reindex(pandas.period_range(series.index[0], series.index[-1]))")
        refuse_missing_periods(index, index, regular)


def _is_numeric(column: Any) -> bool:
    """Whether a column of a DataFrame holds real numbers."""
    if column.dtype.kind in _OTHER_TYPES:
        return False
    try:
        numbers_of(column)
    except ValueError:
        return False
    return True


def _n_timepoints(series: Any) -> int:
    """Time points of an array or nested list, with or without channels."""
    if not len(series):
        return 0
    inner = series[0]
    return len(inner) if isinstance(inner, (list, tuple, np.ndarray)) and np.ndim(inner) else len(series)

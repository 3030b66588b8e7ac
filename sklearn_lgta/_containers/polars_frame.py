"""Frames of polars, wide or long: read as frames of pandas, and written as polars again."""

import re
import sys
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from . import long_table, wide_frame
from .column_names import find_time_points
from .container import Container
from .long_roles import holds_numbers
from .long_table import LongTable
from .long_times import hold_times
from .output_format import OutputFormat
from .panel import Panel

_CODE_OF_PANDAS = re.compile(r"\bX\.(?!cast\(|drop\(')|\bX\[|\bpd\.")  # in a message
_IN_PANDAS = "pandas.DataFrame(X.to_dict(as_series=False))"  # X.to_pandas() needs pyarrow

_KEPT = ("Date", "Categorical", "Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64")

KIND = "polars frame"
UNEQUAL_LENGTHS = False  # of wide ones


class PolarsFrame(Container):
    """A frame of polars.

    Parameters
    ----------
    frame : polars.DataFrame
    inner : Container
        The same frame in pandas.
    changed : collection of str, default=()
        Columns that `inner` writes with other values than those of `frame`.
    """

    def __init__(self, frame: Any, inner: Any, changed: Collection[str] = ()) -> None:
        self.frame, self.inner, self._changed = frame, inner, list(changed)

    @property
    def times(self) -> Any:
        """Dates or periods of the time points."""
        return self.inner.times

    @property
    def labels(self) -> Any:
        """Index of the series in the frame of pandas, or None: frames of polars have none."""
        return None

    @property
    def channel_names(self) -> list | None:
        """Names of the columns that are channels."""
        return self.inner.channel_names

    def season(self) -> int | None:
        """Time points of a season, by the frequency of the times."""
        return self.inner.season()

    def position(self, row: int, time: int, channel: int) -> str:
        """Where a value is, in the words of the container."""
        return self.inner.position(row, time, channel)

    def under(self, conditions: Mapping[str, np.ndarray]) -> "PolarsFrame":
        """Return the frame with other values in its columns of conditions."""
        return PolarsFrame(self.frame, self.inner.under(conditions), conditions)

    def line_of_rows(self) -> str:
        """Return the line that makes every series a row."""
        return f"{self.inner.line_of_rows()} with X = {_IN_PANDAS}"

    def line_of_longer(self, n_timepoints: int) -> str:
        """Return the line that leaves shorter series out."""
        line = self.inner.line_of_longer(n_timepoints)
        return line and f"{line} with X = {_IN_PANDAS}"

    def write(self, array: np.ndarray, level: str | None, first: int) -> Any:
        """Return copies as a frame, one below the other. Columns that pass through are those of the user."""
        import polars

        new = self.inner.write(array, level, first)
        n_copies = len(new) // len(self.frame)
        repeated = polars.concat([self.frame] * n_copies) if n_copies > 1 else self.frame
        if isinstance(self.inner, long_table.LongTableContainer):
            rewritten = [*self.inner.rewritten(level), *self._changed]
        else:
            rewritten = list(new.columns)
        columns = (to_polars(new[name], name, self.frame.schema[name]) for name in rewritten)
        return repeated.with_columns(_with_nulls_of(repeated[column.name], column) for column in columns)

    def describe(self) -> dict[str, Any]:
        """Return what new series of the same kind need."""
        fields = self.inner.describe() | {"kind": KIND}
        if fields.get("long") is not None:
            fields["long"] = replace(fields["long"], dtypes=[str(dtype) for dtype in self.frame.dtypes])
        return fields


def is_polars(X: Any) -> bool:
    """Whether X is a frame of polars, lazy or not."""
    polars = sys.modules.get("polars")  # a frame cannot come before its library
    return polars is not None and isinstance(X, (polars.DataFrame, polars.LazyFrame))


def matches(X: Any, fitted_format: OutputFormat | None) -> bool:
    """Whether X is a frame of polars, or a long table in one."""
    return is_polars(X.frame if isinstance(X, LongTable) else X)


def read(estimator: Any, X: Any, fitted_format: OutputFormat | None) -> Panel:
    """Read a frame of polars: a long table where its columns say so, else wide.

    Parameters
    ----------
    estimator : estimator
    X : polars.DataFrame or LongTable
    fitted_format : OutputFormat or None
        None in `fit`.

    Returns
    -------
    panel : Panel

    Raises
    ------
    ValueError
        If it is a LazyFrame, or as frames of pandas.
    """
    frame = X.frame if isinstance(X, LongTable) else X
    X = in_pandas(X)
    if fitted_format is not None and fitted_format.kind == KIND:
        fitted_format = replace(fitted_format, kind=_kind_in_pandas(fitted_format).KIND)
    is_long = long_table.matches(X, fitted_format)
    names = [] if is_long else _names_of_series(X)
    try:
        if is_long:
            panel = long_table.read(estimator, X, fitted_format)
        else:
            panel = wide_frame.read(estimator, X.set_index(names) if names else X, fitted_format)
    except ValueError as error:
        if _CODE_OF_PANDAS.search(str(error)) is None:
            raise
        begin = f"{_IN_PANDAS}.set_index({names})" if names else _IN_PANDAS
        raise ValueError(f"{error} X is a frame of polars: begin with X = {begin}.") from error
    return replace(panel, container=PolarsFrame(frame, panel.container))


def write_new(array: np.ndarray, fitted_format: OutputFormat, lengths: np.ndarray, like: np.ndarray) -> Any:
    """Return new series as a frame of polars.

    Parameters
    ----------
    array : ndarray of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
    fitted_format : OutputFormat
    lengths, like : ndarrays of int of shape (n_series,)
        As for frames of pandas.

    Returns
    -------
    X : polars.DataFrame
    """
    import polars

    new = _kind_in_pandas(fitted_format).write_new(array, fitted_format, lengths, like)
    dtypes = {}
    if fitted_format.long is not None:
        dtypes = dict(zip(fitted_format.long.columns, fitted_format.long.dtypes, strict=True))
    kept = {name: getattr(polars, name) for name in _KEPT}
    return polars.DataFrame([to_polars(new[name], str(name), kept.get(dtypes.get(name, ""))) for name in new.columns])


def _names_of_series(X: Any) -> list:
    """Columns of text, which name the series of a wide frame; times among the columns are refused."""
    names = [name for name, column in X.items() if not holds_numbers(column)]
    if len(names) >= X.shape[1] - 1:  # one time point is no series
        return []
    times = [name for name in names if hold_times(X[name])]
    if times:
        raise ValueError(
            f"X has a column {times[0]!r} of times among columns of numbers. If every other column is a series, make "
            f"each one a row: X.cast({{{times[0]!r}: str}}).transpose(include_header=True, header_name='series', "
            f"column_names={times[0]!r}). If every row is a series, leave it out: X.drop({times[0]!r})."
        )
    steps = X.columns.drop(names)
    if names and X.duplicated(names).any() and not find_time_points(steps)[0].any():
        return []  # nothing says that a row is a series: refused as a frame of pandas is
    return names


def _kind_in_pandas(fitted_format: OutputFormat) -> Any:
    return wide_frame if fitted_format.long is None else long_table


def stack(X: Any, *others: Any) -> Any:
    """Put further rows below those of a frame.

    Parameters
    ----------
    X : polars.DataFrame
    *others : polars.DataFrame or ndarray
        With as many columns.

    Returns
    -------
    X : polars.DataFrame
    """
    import polars

    frames = (rows if is_polars(rows) else polars.DataFrame(rows, schema=X.columns) for rows in others)
    return polars.concat([X, *frames], how="vertical_relaxed")


# ------------------------------------------------------------------------------------ columns
def in_pandas(X: Any) -> Any:
    """Return a frame of polars, or a long table in one, as one of pandas."""
    frame = X.frame if isinstance(X, LongTable) else X
    if not hasattr(frame, "to_numpy"):
        raise ValueError("X is a LazyFrame of polars, which has no values yet. Collect it: X.collect().")
    return replace(X, frame=to_pandas(frame)) if isinstance(X, LongTable) else to_pandas(frame)


def to_pandas(frame: Any) -> Any:
    """Return a frame of polars as one of pandas, without pyarrow.

    Parameters
    ----------
    frame : polars.DataFrame

    Returns
    -------
    frame : DataFrame
        Numbers with missing ones are floats, text is objects, dates are datetimes.
    """
    import pandas as pd

    return pd.DataFrame({name: _column_of(frame[name]) for name in frame.columns}, columns=list(frame.columns))


def _column_of(column: Any) -> Any:
    import polars

    dtype = column.dtype
    if dtype in (polars.Date, polars.Datetime):
        return _times_of(column.cast(polars.Datetime("us")) if dtype == polars.Date else column)
    if dtype.is_nested():
        raise ValueError(
            f"The column {column.name!r} of X holds lists. If every list is a series, pass "
            f"[series.to_numpy() for series in X[{column.name!r}]]. If all lists of a row are its channels and its "
            "times, make every time point a row: X.explode(columns)."
        )
    if dtype.is_numeric() or dtype == polars.Boolean:
        if column.null_count() or isinstance(dtype, polars.Decimal):
            column = column.cast(polars.Float64)
        return column.to_numpy()
    return np.array([*column.to_list(), None], dtype=object)[:-1]  # lists in a column stay objects


def _times_of(column: Any) -> Any:
    """Datetimes as an index of pandas."""
    import pandas as pd

    zone, unit = column.dtype.time_zone, column.dtype.time_unit
    numbers = column.to_physical().fill_null(np.iinfo(np.int64).min).to_numpy()  # NaT
    times = pd.DatetimeIndex(numbers.view(f"datetime64[{unit}]"))
    return times if zone is None else times.tz_localize("UTC").tz_convert(zone)


def to_polars(column: Any, name: str, dtype: Any = None) -> Any:
    """Return a column of pandas as one of polars.

    Parameters
    ----------
    column : pandas.Series
    name : str
    dtype : polars.DataType or None, default=None
        Dtype of the user's column. It is kept, except that whole numbers become real ones where they are values, and
        wider ones where they would overflow.

    Returns
    -------
    column : polars.Series
    """
    import polars

    kind = column.dtype.kind
    if kind == "f":
        new = polars.Series(name, column.to_numpy())
        return new.cast(dtype) if dtype in (polars.Float32, polars.Float64) else new
    if isinstance(dtype, polars.Enum):
        values = column.tolist()
        return polars.Series(name, values, dtype=polars.Enum(list(dict.fromkeys(values))))
    new = _plain(column, name, polars)
    if dtype is None or new.dtype == dtype or (dtype == polars.Date and not new.dtype.is_temporal()):
        return new  # numbers of time points are no dates
    cast = new.cast(dtype, strict=False)  # null where a whole number does not fit
    return cast if cast.null_count() == new.null_count() else new


def _with_nulls_of(original: Any, new: Any) -> Any:
    """Return a column with null in place of NaN where the user's column has null."""
    if not original.null_count() or not new.dtype.is_float():
        return new
    return new.set(original.is_null() & new.is_nan(), None)


def _plain(column: Any, name: str, polars: Any) -> Any:
    """Text, whole numbers or times as a column of polars in the dtype that they have."""
    if hasattr(column, "dt"):
        column = column.dt.to_timestamp() if column.dtype.kind == "O" else column  # periods
        zone = getattr(column.dt, "tz", None)
        column = column if zone is None else column.dt.tz_convert("UTC").dt.tz_localize(None)
        new = polars.Series(name, column.to_numpy())
        return new if zone is None else new.dt.replace_time_zone("UTC").dt.convert_time_zone(str(zone))
    if column.dtype.kind in "iu" and isinstance(column.dtype, np.dtype):
        return polars.Series(name, column.to_numpy())
    return polars.Series(name, column.tolist())

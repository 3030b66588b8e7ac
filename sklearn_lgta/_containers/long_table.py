"""Long tables: names of series, time and values are columns, and a row is a time point of a series."""

import warnings
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np

from .columns_beside import names_in_use, values_along_time
from .condition_columns import with_values
from .copy_ids import ids_of_copies, largest_id
from .long_frame import TOTAL, LongFrame, different_times, new_times, panel_of
from .long_roles import Roles, find_roles, holds_flags, holds_numbers, looks_long, plain_name, refuse_repeated_rows
from .long_times import index_of_numbers, index_of_times
from .output_format import LongFormat, OutputFormat, plain_values
from .panel import Panel
from .time_index import as_index, first_hole, is_period, is_time
from .wide_frame import is_frame

KIND = "long table"
UNEQUAL_LENGTHS = True
_INDEX_NAMES = ("unique_id", "item_id", "series_id", "ds", "timestamp")


@dataclass(frozen=True)
class LongTable:
    """A long table with the roles of its columns, as `from_long` returns it.

    Parameters
    ----------
    frame : DataFrame of pandas or polars
    roles : Roles
    """

    frame: Any
    roles: Roles

    def __len__(self) -> int:
        return len(self.frame)


def from_long(frame: Any, id: str | Sequence[str], time: str, values: str | Sequence[str] | None = None) -> LongTable:
    """State which columns of a long table name the series, hold the time and hold the values.

    The augmenter finds this itself in most tables. Where it is not certain, its error ends with this line.

    Parameters
    ----------
    frame : DataFrame of pandas or polars
        A row is a time point of a series. Rows may come in any order.
    id : str or list of str
        Columns that name the series; the last one gets new names in copies.
    time : str
        Column of dates, periods, dates as text, or whole numbers.
    values : str, list of str or None, default=None
        Columns of values, the channels. None takes all other columns of numbers, except conditions of the augmenter;
        True and False are none.
        Columns that are none of these pass through unchanged, row by row.

    Returns
    -------
    table : LongTable
        All methods of `LGTAAugmenter` take it, and return a frame with the columns of `frame`. After `fit`, the frame
        itself will do: the augmenter remembers the roles.

    Raises
    ------
    ValueError
        If there is no such column, or one is named twice.

    Examples
    --------
    >>> import pandas as pd
    >>> from sklearn_lgta import from_long
    >>> frame = pd.DataFrame({"a": [1, 1, 2, 2], "b": [1, 2, 1, 2], "c": [0.5, 0.1, 0.4, 0.3]})
    >>> len(from_long(frame, id="a", time="b"))
    4
    """
    if not hasattr(frame, "columns"):
        raise ValueError(f"from_long takes a DataFrame of pandas or polars, not {type(frame).__name__}.")
    columns = list(frame.columns)
    ids = [id] if isinstance(id, str) or not isinstance(id, Sequence) else list(id)
    channels = [values] if isinstance(values, str) else [] if values is None else list(values)
    named = [*ids, time, *channels]
    missing = [name for name in named if name not in columns]
    if missing or len(set(named)) < len(named) or not ids:
        what = f"has no column {missing[0]!r}" if missing else f"needs every column once, and got {named}"
        raise ValueError(
            f"from_long {what}; the columns are {columns}. Name one or several that name the series, and the time: "
            "from_long(frame, id=columns, time=column)."
        )
    return LongTable(frame, Roles(tuple(ids), time, tuple(channels)))


class LongTableContainer(LongFrame):
    """A long table.

    Parameters
    ----------
    table : DataFrame
    roles : Roles
    conditions : list of str
        Names of conditions in use.
    largest : int or None
        The largest whole-number name of a series in `fit`; None in `fit`, and of text.
    """

    def __init__(self, table: Any, roles: Roles, conditions: Sequence[str], largest: int | None) -> None:
        import pandas as pd

        self.table, self.roles = table, roles
        ids = list(roles.ids)
        _refuse_missing_names(table, [*ids, roles.time])
        refuse_repeated_rows(table, ids, roles.time)
        _refuse_totals_of(table, ids)
        self._time = _index_of(table, roles.time)
        index = pd.MultiIndex.from_arrays([*(table[name] for name in ids), self._time])
        super().__init__(table[list(roles.values)].set_axis(index))
        self.condition_names = [name for name in table.columns if name in conditions and name != roles.time]
        self._in_use = list(conditions)
        here = largest_id(table[ids[-1]])
        self._largest = here if here is None or largest is None else max(here, largest)

    def conditions(self) -> dict[str, np.ndarray]:
        """Return the columns that are conditions, by name."""
        return {name: values_along_time(self.table[name], self.rows) for name in self.condition_names}

    def under(self, conditions: Mapping[str, np.ndarray]) -> "LongTableContainer":
        """Return the table with other values in its columns of conditions."""
        other = copy(self)
        other.table = with_values(self.table, self.rows, conditions)
        return other

    def _refuse_holes(self) -> None:
        """Check that no series lacks a period."""
        if not is_period(self._time):
            return
        for rows in self.rows:
            hole = first_hole(self._time[rows])
            if hole is not None:
                first, then = (plain_name(self.table[self.roles.time].iloc[rows[hole + after]]) for after in (0, 1))
                raise ValueError(
                    f"Times are missing between {first!r} and {then!r} of series {self._index[rows[0]][:-1]}. Insert "
                    f"them with NaN as their values: {self._line_that_inserts(rows, hole)}"
                )

    def _line_that_inserts(self, rows: np.ndarray, hole: int) -> str:
        """Code that inserts missing periods; where another series has them, in its spelling.

        Columns beside the values that change along time repeat what they last were.
        """
        import pandas as pd

        ids, time, values = list(self.roles.ids), self.roles.time, list(self.roles.values)
        beside = [name for name in self.table.columns if self._passes(name)]
        varying = [name for name in beside if not self._is_constant(name)]
        names = [*ids, *(name for name in beside if name not in varying)]
        missing = pd.period_range(*self._time[rows[[hole, hole + 1]]])
        if missing.isin(self._time).all() and not varying:
            return f"X.set_index({[*names, time]})[{values}].unstack().stack(future_stack=True).reset_index()"
        table, filled = "X", f".pipe(lambda s: s.fillna(s[{varying}].ffill()))" if varying else ""
        if not is_time(as_index(self.table[time])):
            table = f"X.assign(**{{{time!r}: pd.PeriodIndex(X[{time!r}], freq={self._time.freqstr!r})}})"
        return (
            f"{table}.set_index({time!r}).groupby({names})[{values + varying}].apply(lambda s: s.reindex("
            f"pd.period_range(s.index.min(), s.index.max(), name={time!r})){filled}).reset_index()"
        )

    def warn_of_missing_numbers(self) -> None:
        """Warn where time is numbered and numbers are missing, as all series are treated as evenly spaced."""
        if is_time(self._time):
            return
        for rows in self.rows:
            steps = np.diff(self._time.to_numpy()[rows])
            if len(steps) and steps.max() > np.median(steps):
                hole = int(np.argmax(steps))
                first, then = (plain_name(self.table[self.roles.time].iloc[rows[hole + after]]) for after in (0, 1))
                warnings.warn(
                    f"Time points of series {plain_name(self._index[rows[0]][-2])!r} are not evenly spaced: {first!r} "
                    f"is followed by {then!r}. They are treated as evenly spaced. Insert the missing rows, with NaN as "
                    "their values.",
                    UserWarning,
                    stacklevel=6,  # the line that called fit
                )
                return

    def rewritten(self, level: str | None) -> list:
        """Return the names of the columns that copies do not repeat."""
        return [*self.roles.values, *([] if level is None else [self.roles.ids[-1]])]

    def write(self, array: np.ndarray, level: str | None, first: int) -> Any:
        """Return copies as a table, one below the other: (n_copies * n_series, n_channels, n_timepoints)."""
        import pandas as pd

        copies = array.reshape(-1, len(self.rows), *array.shape[1:])
        numbers = np.concatenate([self.numbers_by_row(copy) for copy in copies])
        new = pd.concat([self.table] * len(copies), ignore_index=True) if level is not None else self.table.copy()
        for name, column in zip(self.roles.values, numbers.T, strict=True):
            new[name] = _in_dtype(column, self.table[name].dtype)
        if level is not None:
            finest = self.roles.ids[-1]
            ids = ids_of_copies(self.table[finest], level, range(first, first + len(copies)), self._largest)
            new[finest] = ids.to_numpy() if ids.dtype == object else ids
        return new

    def line_of_rows(self) -> str:
        """Code that makes every series a row: of a frame, or of an array where there are several columns of values."""
        ids, values, time = list(self.roles.ids), list(self.roles.values), self.roles.time
        if len(values) == 1:
            return f"X.pivot(index={ids}, columns={time!r}, values={values[0]!r})"
        wide, then = f"X.pivot(index={ids}, columns={time!r}, values={values})", ""
        if not self._is_in_order(
            np.argsort(self.table[time].to_numpy(), kind="stable")
        ):  # 01.02.2025 before 31.01.2025
            wide += f".reindex(X[{time!r}].unique(), axis=1, level=1)"
            in_rows = np.sort(np.unique(self._time, return_index=True)[1])  # where times appear for the first time
            then = "" if self._is_in_order(in_rows) else ", once the rows of X are sorted by time"
        return f"{wide}.to_numpy(float).reshape({len(self.rows)}, {len(values)}, -1){then}"

    def _is_in_order(self, rows: np.ndarray) -> bool:
        """Whether rows of the table are in the order of their time."""
        return bool(self._time[rows].is_monotonic_increasing)

    def line_of_longer(self, n_timepoints: int) -> str:
        """Code that leaves out series with values at fewer time points."""
        ids, values = list(self.roles.ids), list(self.roles.values)
        return f"X.groupby({ids}).filter(lambda own: len(own[{values}].dropna(how='all')) >= {n_timepoints})"

    def line_of_newest(self, n_timepoints: int) -> str:
        """Code that keeps the newest time points of every series."""
        ids, time = list(self.roles.ids), self.roles.time
        return f"X.sort_values({time!r}).groupby({ids}).tail({n_timepoints})"

    def describe(self) -> dict[str, Any]:
        """Return what new series of the same kind need."""
        fields, firsts, time = super().describe(), self.table.iloc[self._firsts], self.roles.time
        passing = [name for name in self.table.columns if self._passes(name) or name in self.roles.ids[:-1]]
        labels = {name: plain_values(firsts[name]) for name in passing if self._is_constant(name)}
        written = as_index(self.table[time])
        times, starts = (None, None) if is_time(written) else different_times(written, self._time, self._firsts)
        long = LongFormat(
            columns=list(self.table.columns),
            conditions=self._in_use,
            labels={name: values for name, values in labels.items() if values is not None},
            times=times,
            starts=starts,
            roles=self.roles,
            dtypes=[str(dtype) for dtype in self.table.dtypes],
            largest_id=self._largest,
        )
        return fields | {"kind": KIND, "columns": list(self.roles.values), "names": [], "long": long}

    def _passes(self, name: Any) -> bool:
        """Whether a column has no role."""
        return name not in (*self.roles.ids, self.roles.time, *self.roles.values)

    def _is_constant(self, name: Any) -> bool:
        """Whether a column has one value a series."""
        return values_along_time(self.table[name], self.rows).ndim == 1


def matches(X: Any, fitted_format: OutputFormat | None) -> bool:
    """Whether X is a long table: by `from_long`, by the columns that `fit` saw, or by what its columns hold."""
    if isinstance(X, LongTable):
        return is_frame(X.frame)
    if not is_frame(X):
        return False
    if fitted_format is not None and fitted_format.kind == "frame" and list(X.columns) == fitted_format.columns:
        return False  # what was wide in fit is wide
    return _has_roles_of_fit(X, fitted_format) or looks_long(X)


def read(estimator: Any, X: Any, fitted_format: OutputFormat | None) -> Panel:
    """Read a long table.

    Parameters
    ----------
    estimator : estimator
    X : DataFrame or LongTable
    fitted_format : OutputFormat or None
        None in `fit`.

    Returns
    -------
    panel : Panel

    Raises
    ------
    ValueError
        If the roles of its columns are not certain, a name or a time is missing, a time comes twice in a series, a
        period is missing, or the channels are not those of `fit`.

    Warns
    -----
    UserWarning
        In `fit`, if numbers of time points are missing.
    """
    of_fit = None if fitted_format is None else fitted_format.long
    conditions = names_in_use(estimator, None if of_fit is None else of_fit.conditions)
    table = X.frame if isinstance(X, LongTable) else X
    roles = _roles(X, conditions, fitted_format)
    container = LongTableContainer(table, roles, conditions, None if of_fit is None else of_fit.largest_id)
    if fitted_format is None:
        container.warn_of_missing_numbers()
    return panel_of(estimator, container, fitted_format)


def container_of(X: Any) -> LongTableContainer:
    """Return the container of a long table outside of the augmenter: all its numbers are channels."""
    table = X.frame if isinstance(X, LongTable) else X
    return LongTableContainer(table, _roles(X, (), None), (), None)


def write_new(array: np.ndarray, fitted_format: OutputFormat, lengths: np.ndarray, like: np.ndarray) -> Any:
    """Return new series as a long table.

    Parameters
    ----------
    array : ndarray of shape (n_series, n_channels, n_timepoints)
    fitted_format : OutputFormat
    lengths : ndarray of int of shape (n_series,)
        Time points of every series.
    like : ndarray of int of shape (n_series,)
        Training series with whose first time the new series start, and whose labels they have.

    Returns
    -------
    X : DataFrame
        The columns of the table of `fit`, with new names of series; without columns that change along time and are no
        values.
    """
    import pandas as pd

    long = cast(LongFormat, fitted_format.long)
    roles, number = cast(Roles, long.roles), np.repeat(np.arange(len(array)), lengths)
    values = np.concatenate([series[:, :n].T for series, n in zip(array, lengths, strict=True)])
    columns = dict(zip(roles.values, values.T, strict=True))
    columns[roles.time] = new_times(fitted_format, lengths, like)
    for name, of_series in long.labels.items():
        columns[name] = np.array(of_series, dtype=object)[like][number]
    if long.largest_id is None:
        columns[roles.ids[-1]] = np.array([f"sample{row}" for row in range(len(array))], dtype=object)[number]
    else:
        columns[roles.ids[-1]] = long.largest_id + 1 + number
    dtypes = dict(zip(long.columns, long.dtypes, strict=True))
    return pd.DataFrame({name: _as_in_fit(columns[name], dtypes[name]) for name in long.columns if name in columns})


# ------------------------------------------------------------------------------------ roles
def _has_roles_of_fit(table: Any, fitted_format: OutputFormat | None) -> bool:
    """Whether a frame has all columns that had a role in the table of `fit`."""
    roles = None if fitted_format is None or fitted_format.long is None else fitted_format.long.roles
    return roles is not None and {*roles.ids, roles.time, *roles.values} <= set(table.columns)


def _roles(X: Any, conditions: Sequence[str], fitted_format: OutputFormat | None) -> Roles:
    """Roles that the user states, else those of `fit`, else those that are found."""
    if isinstance(X, LongTable):
        return _stated_roles(X, conditions)
    _refuse_names_in_index(X)
    of_fit = None if fitted_format is None or fitted_format.long is None else fitted_format.long.roles
    if of_fit is None:
        return find_roles(X, conditions)
    if not _has_roles_of_fit(X, fitted_format):
        missing = [name for name in (*of_fit.ids, of_fit.time, *of_fit.values) if name not in X.columns]
        raise ValueError(
            f"X is a long table without the columns {missing}, which fit saw. Call its columns as there: "
            f"X.rename(columns={{name: {missing[0]!r}}})."
        )
    return of_fit


def _stated_roles(table: LongTable, conditions: Sequence[str]) -> Roles:
    roles = table.roles
    if not roles.values:
        others = [name for name in table.frame.columns if name not in (*roles.ids, roles.time, *conditions)]
        numbers = [name for name in others if holds_numbers(table.frame[name]) and not holds_flags(table.frame[name])]
        roles = replace(roles, values=tuple(numbers))
    wrong = [name for name in roles.values if not holds_numbers(table.frame[name])]
    if wrong or not roles.values:
        name = wrong[0] if wrong else "name"
        raise ValueError(
            f"{f'Column {name!r} of values' if wrong else 'No column of X'} holds numbers"
            f"{', which it needs' if wrong else ''}. Convert it from text: X[{name!r}] = pd.to_numeric(X[{name!r}])."
        )
    return roles


# ------------------------------------------------------------------------------------ columns
def _index_of(table: Any, time: str) -> Any:
    """The time of all rows as an index: dates, periods or numbers."""
    import pandas as pd

    line = f"X[{time!r}] = pd.to_datetime(X[{time!r}], format={{format!r}})"
    times = index_of_times(table[time], f"The column {time!r}", line)
    if times is None:
        times = index_of_numbers(table[time])
    if times is None:
        kind = pd.api.types.infer_dtype(table[time])
        raise ValueError(
            f"The time {time!r} holds {kind} that is neither dates nor whole numbers, such as "
            f"{table[time].iloc[0]!r}. Number the time points, in their order: X[{time!r}] = "
            f"X.groupby({time!r}).ngroup()."
        )
    return times


def _in_dtype(column: np.ndarray, dtype: Any) -> Any:
    """Numbers in the dtype of the user's column where that holds real numbers."""
    import pandas as pd

    if not pd.api.types.is_float_dtype(dtype) or dtype == np.float16:
        return column
    return pd.array(column, dtype=dtype)


def _as_in_fit(values: Any, dtype: str) -> Any:
    """Values as a column of the dtype in `fit`, where they can be."""
    import pandas as pd

    column = pd.Series(values)
    if column.dtype.kind in "iu" and dtype.startswith(("datetime", "timestamp", "date32", "period")):
        return column  # time points that continue no regular dates
    if is_time(as_index(column)) or (column.dtype.kind == "f" and not dtype.lower().startswith("float")):
        return column
    try:
        return column.astype(dtype)
    except (TypeError, ValueError, OverflowError):
        return column


# ------------------------------------------------------------------------------------ what is wrong
def _refuse_missing_names(table: Any, names: list) -> None:
    """Check that every row has the names of its series and a time."""
    missing = table[names].isna().to_numpy()
    if missing.any():
        row, column = np.argwhere(missing)[0]
        raise ValueError(
            f"X is a long table, and {int(missing.any(axis=1).sum())} of its rows have no {names[column]!r}, first row "
            f"{table.index[row]!r}. Leave them out: X.dropna(subset={names})."
        )


def _refuse_names_in_index(table: Any) -> None:
    """Check that names of series are columns: an index of them would get lost."""
    names = [name for name in table.index.names if name in _INDEX_NAMES]
    if names:
        raise ValueError(
            f"X is a long table whose index holds {names[0]!r}. Names of series and the time must both be columns, or "
            "both be in the index: X.reset_index()."
        )


def _refuse_totals_of(table: Any, ids: list) -> None:
    """Check that there are no rows of totals, as hierarchical tables of sktime have them."""
    for name in reversed(ids):
        n_totals = int((table[name].astype(object) == TOTAL).sum())
        if n_totals:
            raise ValueError(
                f"X has {n_totals} rows of totals, {TOTAL!r} in the column {name!r}. Copies of parts do not add up to "
                f"copies of totals: leave totals out, X[X[{name!r}] != {TOTAL!r}], and add them up again from the "
                "copies."
            )

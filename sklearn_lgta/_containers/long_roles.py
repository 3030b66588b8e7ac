"""What the columns of a long table are: names of series, time, values.

Roles are found by known names, by dtype and by repetition. A column is the time if it holds dates, or numbers that
count on within every series; columns name the series if together with the time they are different in every row.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, NoReturn

import numpy as np

from .column_names import find_time_points
from .long_times import hold_times, index_of_numbers, index_of_times, is_number

# Names by which libraries and data sets call them: Nixtla, GluonTS and AutoGluon, sktime, darts, M5, Kaggle.
_IDS = {
    *("unique_id", "item_id", "series_id", "ts_id", "series", "id", "instance", "instances", "case_id", "panel"),
    *("item", "sku", "product", "product_id", "article", "article_id", "family", "dept", "dept_id", "department"),
    *(
        "store",
        "store_id",
        "store_nbr",
        "shop",
        "shop_id",
        "category",
        "cat_id",
        "customer_id",
        "machine_id",
        "unit_id",
    ),
    *("region", "region_id", "state_id", "country", "location", "location_id", "site", "station", "station_id"),
    *("sensor", "sensor_id", "meter", "meter_id", "group", "group_id"),
}
_TIMES = {
    *("ds", "timestamp", "date", "time", "datetime", "date_time", "order_date", "invoicedate", "period", "day", "week"),
    *("month", "quarter", "year", "hour", "year_month", "yearmonth", "year_week", "step", "time_idx", "time_index"),
    *("timepoint", "timepoints", "time_point", "d", "t"),
}
_FINENESS = {"year": 0, "quarter": 1, "month": 2, "day": 4, "hour": 5, "step": 6}  # of parts of a time; of dates 3
_ROW_NUMBERS = re.compile(r"Unnamed: \d+|index|level_0")  # what pandas calls an index that became a column
_HEAD = 1_000  # rows that tell whether a column may hold dates
_MOST_GUESSED = 12  # columns of a table whose time is found by counting
_FEW = 6  # columns of a table of numbers alone whose series may be named by two of them
_NAMED = 5  # columns that a message names, at most


@dataclass(frozen=True)
class Roles:
    """The columns of a long table.

    Parameters
    ----------
    ids : tuple of str
        Columns that name the series; the last one is the finest.
    time : str
    values : tuple of str
        Columns of numbers, the channels. All others pass through.
    """

    ids: tuple
    time: str
    values: tuple


def line_of(ids: Collection[str], time: str, values: Sequence[str] | None = None, frame: str = "X") -> str:
    """Return the line that states roles."""
    of_values = "" if values is None else f", values={list(values)}"
    return f"from_long({frame}, id={list(ids) if len(ids) > 1 else next(iter(ids))!r}, time={time!r}{of_values})"


# ------------------------------------------------------------------------------------ is it long?
def looks_long(frame: Any) -> bool:
    """Whether a frame holds a row for every time point of every series, by its columns.

    Parameters
    ----------
    frame : DataFrame

    Returns
    -------
    looks_long : bool
        False for wide frames, whose columns are time points, and where nothing tells.
    """
    names = frame.columns
    if frame.empty or names.nlevels > 1 or not names.is_unique or not all(isinstance(name, str) for name in names):
        return False
    times = [name for name in _known(names, _TIMES) if len(name) > 1]  # "d" and "t" may be any columns
    if _known(names, _IDS) and any(_holds_dates(frame[name]) or _counts(frame[name]) for name in times):
        return True
    if 2 * find_time_points(names)[0].sum() > len(names):
        return False
    dates = [name for name in names if not is_number(frame[name]) and _holds_dates(frame[name])]
    if dates:
        is_name = any(name not in dates and _may_name_series(frame[name]) for name in names)
        return is_name and not frame[dates[0]].is_unique
    return len(names) <= _MOST_GUESSED and _has_numbered_time(frame)


def _has_numbered_time(frame: Any) -> bool:
    """Whether a column of whole numbers is the time of series that one or some other columns name."""
    names = [name for name in frame.columns if _may_name_series(frame[name])]
    text = [name for name in names if not is_number(frame[name])]
    sets = [[name] for name in names] + ([text] if len(text) > 1 else [])
    sets += [[*text, name] for name in names if text and name not in text]
    if not text and len(frame.columns) <= _FEW:
        sets += map(list, combinations(names, 2))
    times = [name for name in frame.columns if frame[name].duplicated().any() and _counts(frame[name])]
    times = [time for time in times if _is_whole(frame[time]) or _known([time], _TIMES)]
    return any(
        _counts_on(frame, ids, time, fewest=3) or (_holds_dates(frame[time]) and _separates(frame, ids, time))
        for time in times
        for ids in sets
        if time not in ids
    )


def _known(names: Iterable[str], known: Collection[str]) -> list[str]:
    return [name for name in names if name.strip().lower().replace(" ", "_") in known]


def _is_whole(column: Any) -> bool:
    import pandas as pd

    return pd.api.types.is_integer_dtype(column.dtype)


def holds_numbers(column: Any) -> bool:
    """Whether a column holds numbers, those of a database among them, which come as objects of Python."""
    import pandas as pd

    if is_number(column):
        return True
    kinds = {"decimal", "floating", "integer", "mixed-integer-float", "boolean"}
    return column.dtype == object and pd.api.types.infer_dtype(column, skipna=True) in kinds


def holds_flags(column: Any) -> bool:
    """Whether a column holds True and False."""
    import pandas as pd

    return pd.api.types.infer_dtype(column, skipna=True) == "boolean"


def _may_name_series(column: Any) -> bool:
    """Whether a column holds text, categories or whole numbers that repeat."""
    is_name = _is_whole(column) or not (is_number(column) or column.dtype.kind in "mM" or holds_numbers(column))
    return is_name and _repeats(column)


def _repeats(column: Any) -> bool:
    """Whether values come twice or more, on average."""
    return 2 * column.nunique() <= len(column)


def _holds_dates(column: Any) -> bool:
    """Whether the first rows are dates."""
    return hold_times(column.iloc[:_HEAD])


def _counts(column: Any) -> bool:
    """Whether the first rows are whole numbers."""
    return index_of_numbers(column.iloc[:_HEAD]) is not None


def _separates(frame: Any, ids: Sequence[str], *time: str) -> bool:
    """Whether columns repeat, and together with the time are different in every row."""
    ids = list(ids)
    return 2 * len(frame[ids].drop_duplicates()) <= len(frame) and not frame.duplicated([*ids, *time]).any()


def _counts_on(frame: Any, ids: list[str], time: str, fewest: int = 2) -> bool:
    """Whether whole numbers increase by one within each of several series, of some time points or more on average."""
    numbers = index_of_numbers(frame[time])
    n_series = len(frame[ids].drop_duplicates())
    if numbers is None or n_series < 2 or fewest * n_series > len(frame):
        return False
    of_row = frame.groupby(ids, sort=False, observed=True, dropna=False).ngroup().to_numpy()
    order = np.lexsort([numbers, of_row])
    steps = np.diff(numbers.to_numpy()[order])[np.diff(of_row[order]) == 0]
    return bool((steps == 1).all())


# ------------------------------------------------------------------------------------ which is what?
def find_roles(frame: Any, conditions: Collection[str] = ()) -> Roles:
    """Find the roles of the columns of a long table.

    Parameters
    ----------
    frame : DataFrame
    conditions : collection of str, default=()
        Columns that the user names as conditions: they are no values, and no time.

    Returns
    -------
    roles : Roles

    Raises
    ------
    ValueError
        If they are not certain; the message ends with the line that states them.
    """
    columns = [name for name in frame.columns if name not in conditions or name in _known([name], _IDS)]
    found = {}
    for time in _times(frame, columns):
        ids = _ids(frame, [name for name in columns if name != time], time)
        if ids is not None:
            found[time] = ids
    known = _known(found, _TIMES)
    if len(found) > 1 and len(known) != 1:
        time = max(found, key=lambda name: frame[name].nunique())
        raise ValueError(
            f"X looks like a long table, and its time may be {_listing(found)}. Say which: "
            f"{_line_of_one(frame, columns, found[time], time, [name for name in found if name != time])}."
        )
    if not found:
        _refuse_without_ids(frame, columns)
    time = known[0] if len(found) > 1 else next(iter(found))
    sets = found[time]
    if len(sets) > 1:
        raise ValueError(
            f"X looks like a long table with the time in {time!r}, and its series may be named by "
            f"{' or by '.join(' and '.join(map(repr, ids)) for ids in sets)}. Say which: "
            f"{_line_of_one(frame, columns, sets, time)}."
        )
    finest_last = sorted(sets[0], key=lambda name: frame[name].nunique())  # copies rename the last
    return Roles(tuple(finest_last), time, _values(frame, columns, sets[0], time))


def _times(frame: Any, columns: list[str]) -> list[str]:
    """Columns that may be the time: dates, else compact dates and counting numbers; known names first."""

    def is_date(name: str) -> bool:
        line = f"X[{name!r}] = pd.to_datetime(X[{name!r}], format={{format!r}})"
        return index_of_times(frame[name], f"The column {name!r}", line) is not None

    dates = [name for name in columns if not is_number(frame[name]) and is_date(name)]
    if dates:
        return dates
    numbers = [name for name in columns if index_of_numbers(frame[name]) is not None]
    known = _known(numbers, _TIMES)
    return known or [name for name in numbers if _is_whole(frame[name])]


def _ids(frame: Any, columns: list[str], time: str) -> list[list[str]] | None:
    """The smallest sets of columns that name the series; None where there is none, several where that is open."""
    needs_count = not (_known([time], _TIMES) or _holds_dates(frame[time]))

    def fits(ids: Sequence[str]) -> bool:
        return _separates(frame, ids, time) and not (needs_count and not _counts_on(frame, list(ids), time))

    columns = [name for name in columns if not _known([name], _TIMES)]
    named = [name for name in columns if not holds_numbers(frame[name]) and _may_name_series(frame[name])]
    known = [name for name in _known(columns, _IDS) if name not in named and _is_whole(frame[name])]
    named += [name for name in known if _may_name_series(frame[name])]  # not those that number the rows
    whole = [name for name in columns if name not in named and _is_whole(frame[name])]
    if not named:
        sets: list = []
        for size in (1, 2):
            sets = sets or [list(ids) for ids in combinations(whole, size) if fits(ids)]
        return sets or None
    for further in [[], *([name] for name in whole)]:
        if _separates(frame, [*named, *further], time):
            smallest = _smallest(frame, [*named, *further], time)
            if fits(smallest):
                return [smallest, *_other_names(frame, smallest, [*named, *whole], time)]
    return None


def _other_names(frame: Any, ids: list[str], names: list[str], time: str) -> list[list[str]]:
    """Other columns that name the series as well as some of unknown names do."""
    if _known(ids, _IDS):
        return []
    varying = _vary(frame, ids, [name for name in names if name not in ids])
    others = [name for name in names if name not in ids and name not in varying]
    return [_smallest(frame, others, time)] if others and _separates(frame, others, time) else []


def _smallest(frame: Any, ids: list[str], time: str) -> list[str]:
    """Leave out columns while the others still name the series: unknown names first, then those of most values."""
    known = _known(ids, _IDS)
    order = sorted(ids, key=lambda name: (name in known, -frame[name].nunique(), -ids.index(name)))
    for name in order:
        fewer = [other for other in ids if other != name]
        if fewer and _separates(frame, fewer, time):
            ids = fewer
    return ids


def _line_of_one(frame: Any, columns: list[str], sets: list[list[str]], time: str, times: Sequence[str] = ()) -> str:
    """Return the line that states the first of several sets of names; the names of others are no values."""
    names = {*times, *(name for ids in sets[1:] for name in ids if name not in sets[0])}
    values = _numbers_along_time(frame, [name for name in columns if name not in names], sets[0], time)
    return line_of(sets[0], time, values or None)


def _numbers_along_time(frame: Any, columns: list[str], ids: Sequence[str], time: str) -> list[str]:
    """Columns of numbers that change along time, where there are such."""
    others = [name for name in columns if name not in ids and name != time]
    numbers = [name for name in others if holds_numbers(frame[name]) and not holds_flags(frame[name])]
    whole = [name for name in numbers if _is_whole(frame[name])]
    varying = _vary(frame, ids, whole)
    values = [name for name in numbers if name not in whole or (name in varying and not _known([name], _IDS))]
    return values or numbers


def _values(frame: Any, columns: list[str], ids: Sequence[str], time: str) -> tuple:
    """Columns of numbers; the others must be flags, or have one value a series."""
    others = [name for name in columns if name not in ids and name != time]
    values = _numbers_along_time(frame, columns, ids, time)
    numbering = [name for name in values if _ROW_NUMBERS.fullmatch(name) and _is_whole(frame[name])]
    if numbering:
        raise ValueError(
            f"X has a column {numbering[0]!r} that numbers its rows and is no measurement. Leave it out: "
            f"X.drop(columns={numbering})."
        )
    if not values:
        raise ValueError(
            f"X looks like a long table: {_listing(ids)} name the series, and {time!r} is the time; no other column "
            "holds numbers. Convert the values from text: X[name] = pd.to_numeric(X[name])."
        )
    varying = _vary(frame, ids, [name for name in others if not holds_numbers(frame[name])])
    if varying:
        name, series = next(iter(varying.items()))
        raise ValueError(
            f"X looks like a long table, and its column {name!r} holds no numbers and changes within series "
            f"{plain_name(series)!r}. Name the columns of values, and it passes through: {line_of(ids, time, values)}; "
            f"or leave it out: X.drop(columns={list(varying)}); or name it as a condition: "
            f"LGTAAugmenter(conditions={list(varying)})."
        )
    return tuple(values)


def _vary(frame: Any, ids: Sequence[str], names: list[str]) -> dict[str, Any]:
    """The columns that change within a series, each with the first such series."""
    if not names:
        return {}
    series = frame.groupby(list(ids), sort=False, observed=True, dropna=False)
    varying = series[names].nunique(dropna=False) > 1
    return {name: varying.index[varying[name].to_numpy()][0] for name in names if varying[name].any()}


def _refuse_without_ids(frame: Any, columns: list[str]) -> NoReturn:
    """Say why no columns name the series."""
    times = _times(frame, columns)
    time = next(iter(_known(times, _TIMES) or times), None)
    names = [name for name in columns if not _known([name], _TIMES)]
    ids = [name for name in _known(names, _IDS) if name != time and _may_name_series(frame[name])]
    ids = ids or [name for name in names if name != time and _may_name_series(frame[name])]
    if time is not None and not frame[time].duplicated().any():
        one = line_of(["series"], time, frame="X.assign(series='1')")
        raise ValueError(
            f"X looks like a long table with the time in {time!r}, but no column repeats that could name series. If "
            f"every row is a time point of one series, say so: {one}. If every other column is a series, make each "
            f"one a row: X.set_index({time!r}).T."
        )
    if time is not None:
        _refuse_time_in_parts(frame, ids, columns)
    if time is not None and ids:
        refuse_repeated_rows(frame, ids, time)
    others = [name for name in columns if name != time]
    example = line_of(ids or others[:1] or columns, time or columns[-1])
    raise ValueError(
        f"X looks like a long table, but which of its columns {_listing(columns)} name the series and which is the "
        f"time is not certain. Say it, for example {example}."
    )


def _refuse_time_in_parts(frame: Any, ids: list[str], columns: list[str]) -> None:
    """Check that the time is not spread over several columns, such as a date and an hour, or a year and a month."""
    parts = _known(columns, _TIMES)
    if len(parts) < 2 or not (_separates(frame, ids, *parts) if ids else not frame.duplicated(parts).any()):
        return
    by_name = {name.strip().lower(): name for name in parts}
    dates = [name for name in parts if not is_number(frame[name]) and _holds_dates(frame[name])]
    if len(parts) == 2 and dates and "hour" in by_name:
        date, hour = dates[0], by_name["hour"]
        new = f"pd.to_datetime(X[{date!r}]) + pd.to_timedelta(X[{hour!r}], unit='h')"
        line = f"X.assign(**{{{date!r}: {new}}}).drop(columns={[hour]})"
    elif {"date", "time"} == {*by_name} and not any(is_number(frame[name]) for name in parts):
        date, time = by_name["date"], by_name["time"]
        line = (
            f"X.assign(**{{{date!r}: X[{date!r}].astype(str) + ' ' + X[{time!r}].astype(str)}}).drop(columns={[time]})"
        )
    elif {"year", "month"} == {*by_name}:
        line = f"X.assign(ds=pd.to_datetime(X[{parts}].assign(day=1))).drop(columns={parts})"
    else:
        ordered = sorted(parts, key=lambda name: _FINENESS.get(name.strip().lower(), 3))
        line = f"X.assign(ds=X.groupby({ordered}).ngroup()).drop(columns={parts})"
    raise ValueError(
        f"X looks like a long table whose time is in several columns, {_listing(parts)}. Make it one: {line}."
    )


def refuse_repeated_rows(frame: Any, ids: Sequence[str], time: str) -> None:
    """Check that no series has a time twice.

    Parameters
    ----------
    frame : DataFrame
    ids : sequence of str
    time : str

    Raises
    ------
    ValueError
        If one has.
    """
    key = [*ids, time]
    repeated = frame.duplicated(key).to_numpy()
    if repeated.any():
        first = tuple(map(plain_name, frame[key].iloc[int(np.argmax(repeated))]))
        raise ValueError(
            f"X is a long table, and {int(repeated.sum())} of its rows have the {_listing(key)} of another, first "
            f"{first}. Every series needs one value a time: X.drop_duplicates({key}). If another column belongs to the "
            "names of the series, list it in `id` of from_long."
        )


def plain_name(value: Any) -> Any:
    """A value as messages show it: a number of Python where numpy has one."""
    return value.item() if isinstance(value, np.generic) and not isinstance(value, np.datetime64) else value


def _listing(names: Iterable[Any]) -> str:
    names = list(map(repr, names))
    shown = names[:_NAMED] + (["..."] if len(names) > _NAMED else [])
    return ", ".join(shown[:-1]) + f" and {shown[-1]}" if len(shown) > 1 else shown[0]

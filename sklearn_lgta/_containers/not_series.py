"""Frames that are no series in rows: columns that are no time points, and series in columns."""

import warnings
from itertools import permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .column_names import find_time_points
from .dates import read_times
from .long_times import index_of_numbers

_NAMED = 5  # columns that a message names, at most
_FEW_WRONG = 0.1  # of the texts of a column of dates
_FEWEST_ROWS = 4  # in fewer rows a time point may hold whole numbers by chance
_NUMBER_COLUMNS = "X.set_axis([f't{i}' for i in range(X.shape[1])], axis=1)"


def refuse_other_than_series(X: Any, are_dates: bool) -> None:
    """Check by names, dates and dtypes that every column of a frame is a time point and every row a series.

    Parameters
    ----------
    X : DataFrame
    are_dates : bool
        Whether all columns are dates or periods.

    Raises
    ------
    ValueError
        If X holds dates or flags; if columns have several levels, of which one holds times; if most columns are time
        points by their names and others are not, or come twice; if a column is not numeric, or holds whole numbers
        where the others hold fractions; or if series are in columns.
    """
    if not X.size:
        return  # scikit-learn says what is missing
    kinds = _kinds(X)
    if np.isin(kinds, ["m", "M"]).all():
        raise ValueError("X holds dates or time differences instead of numbers. Convert them: X.astype('int64')")
    if (kinds == "b").all():
        raise ValueError("X holds flags, True and False, instead of numbers. Convert them: X.astype(float)")
    if X.columns.nlevels > 1:
        _refuse_times_in_a_level(X)
    are_time_points, say_time = np.ones(X.shape[1], dtype=bool), True
    if not are_dates:
        are_time_points, say_time = find_time_points(X.columns)
    others = ~are_time_points if are_time_points.any() else np.zeros(X.shape[1], dtype=bool)
    not_numeric = _are_not_numeric(X)
    _refuse_repeated_names(X.columns[others | not_numeric])
    if not_numeric.any() and not are_time_points.any():
        _refuse_dates_that_are_none(X, not_numeric)
        names = X.columns[not_numeric].tolist()
        raise ValueError(f"X has columns that are not numeric: {_listed(names)}. {_advice(X, names)}")
    _refuse_text_in_time_points(X, are_time_points & not_numeric, say_time)
    beside = others | not_numeric | _are_whole_among_fractions(X)  # all of them, so that one line settles it
    if beside.any():
        raise ValueError(_no_time_points(X, beside, renamed=bool(others.any()), say_time=say_time))
    _refuse_series_in_columns(X, bool(are_time_points.any()), say_time)


def refuse_not_numeric(X: Any, error: Exception) -> None:
    """Name the columns that cannot be made numbers, if there are any, and say where they belong.

    Parameters
    ----------
    X : DataFrame
    error : Exception
        The cause.

    Raises
    ------
    ValueError
        If there are any.
    """
    wrong = np.array([not _can_be_numbers(column) for _, column in X.items()], dtype=bool)
    names = X.columns[wrong].tolist()
    if names:
        are_time_points, say_time = find_time_points(X.columns)
        _refuse_text_in_time_points(X, are_time_points & wrong, say_time)
        raise ValueError(f"X has columns that are not numeric: {_listed(names)}. {_advice(X, names)}") from error


# ------------------------------------------------------------------------------------ columns that are no time points
def _refuse_repeated_names(names: Any) -> None:
    """Check that no column comes twice, among those that messages name."""
    if names.has_duplicates:
        name = names[names.duplicated()][0]
        raise ValueError(f"X has more than one column {name!r}. Keep one of each: X.loc[:, ~X.columns.duplicated()]")


def _refuse_times_in_a_level(X: Any) -> None:
    """Check that the names of columns are no pairs of a time and of something else, as after a pivot."""
    levels = range(X.columns.nlevels)
    times = [level for level in levels if _are_times(X.columns.levels[level])]
    if not times:
        return
    others = [level for level in levels if level != times[-1]]
    names = X.columns.droplevel(times[-1]).unique()
    start = f"X has columns of {len(levels)} levels, of which level {times[-1]} holds times"
    level = others[0] if len(others) == 1 else others
    if len(names) == 1:
        raise ValueError(f"{start}. Keep this one: X.droplevel({level}, axis=1)")
    raise ValueError(
        f"{start}, and the others {_listed(names.tolist())}. If these are channels, make every time a row: "
        f"X.stack({times[-1]}, future_stack=True). If they are series, make each one a row: "
        f"X.stack({level}, future_stack=True)"
    )


def _refuse_dates_that_are_none(X: Any, not_numeric: NDArray[np.bool_]) -> None:
    """Check that a column of text does not hold dates but for a few entries."""
    import pandas as pd

    for position in np.flatnonzero(not_numeric):
        column = X.iloc[:, position]
        texts = column[[isinstance(value, str) for value in column]]
        with warnings.catch_warnings(action="ignore"):  # of texts in several formats
            wrong = texts[pd.to_datetime(texts, errors="coerce").isna().to_numpy()]
        if 0 < len(wrong) <= _FEW_WRONG * len(texts) and len(wrong) < len(texts):
            name = X.columns[position]
            raise ValueError(
                f"X has a column {name!r} of dates, but {wrong.iloc[0]!r} in row {wrong.index[0]!r} is none. Correct "
                f"it, or leave such rows out: X[pd.to_datetime(X[{name!r}], errors='coerce').notna()]"
            )


def _refuse_text_in_time_points(X: Any, wrong: NDArray[np.bool_], say_time: bool) -> None:
    """Check that time points hold no text among numbers, such as ":" where a value is missing."""
    if not say_time:  # the first and the last of numbered columns may hold labels
        wrong = wrong & ~np.isin(np.arange(len(wrong)), [0, len(wrong) - 1])
    some = {name: column for name, column in X.loc[:, wrong].items() if _hold_some_numbers(column)}
    if some:
        name, column = next(iter(some.items()))
        text = next(value for value in column if isinstance(value, str) and not _can_be_numbers(np.array([value])))
        raise ValueError(
            f"X has time points that hold text, such as {text!r} in {name!r}. Convert them, and what is no number is "
            f"missing: X.apply(pd.to_numeric, errors='coerce')"
        )


def _hold_some_numbers(column: Any) -> bool:
    """Whether a column of text holds numbers beside other text."""
    import pandas as pd

    is_text = [isinstance(value, str) for value in column]
    return any(is_text) and not _can_be_numbers(column) and bool(pd.to_numeric(column, errors="coerce").notna().any())


def _kinds(X: Any) -> NDArray[np.str_]:
    """Kinds of the dtypes of columns, a letter each as numpy has them; of objects, that of the numbers they are."""
    import pandas as pd

    kinds = np.array([dtype.kind for dtype in X.dtypes], dtype="U1")
    for position in np.flatnonzero(kinds == "O"):
        kind = pd.api.types.infer_dtype(X.iloc[:, position], skipna=True)
        kinds[position] = {"integer": "i", "floating": "f", "mixed-integer-float": "f", "empty": "f"}.get(kind, "O")
    return kinds


def _are_not_numeric(X: Any) -> NDArray[np.bool_]:
    """Which columns are of no numeric dtype, among others that are; dates are none anywhere."""
    kinds = _kinds(X)
    numeric = np.isin(kinds, list("iufc"))
    return (~numeric & numeric.any()) | np.isin(kinds, ["m", "M"])


def _are_whole_among_fractions(X: Any) -> NDArray[np.bool_]:
    """Which columns are of a dtype of whole numbers, among more that hold fractions: labels, ids and ranks."""
    kinds = _kinds(X)
    whole, floats = np.isin(kinds, ["i", "u"]), kinds == "f"
    if whole.any() and len(X) >= _FEWEST_ROWS and whole.sum() < floats.sum():
        values = X.loc[:, floats].to_numpy(dtype=np.float64, na_value=np.nan)
        values = values[np.isfinite(values)]
        if 2 * (values != np.floor(values)).sum() > len(values):
            return whole
    return np.zeros(X.shape[1], dtype=bool)


def _can_be_numbers(column: Any) -> bool:
    try:
        np.asarray(column, dtype=np.float64)
    except (TypeError, ValueError):
        return False
    return column.dtype.kind != "M"  # dates can be made numbers


def _no_time_points(X: Any, beside: NDArray[np.bool_], renamed: bool, say_time: bool) -> str:
    """Say which columns are no time points, and the lines that settle it."""
    names = X.columns[beside].tolist()
    to_index = _to_index(X, names)
    what = f"X has columns that are no time points like the others: {_listed(names)}. "
    if len(names) == 1 and not say_time and _are_times(X[names[0]]):
        return (
            f"{what}If every other column is a series, make each one a row: {to_index}.T. If every row is a series: "
            f"{to_index}.pipe(lambda X: {_NUMBER_COLUMNS})"
        )
    if not renamed:
        what += _line_of_numbered_series(X, names)
    line = f"{what}If they describe the rows, move them to the index, which comes back with the copies: {to_index}"
    if all(map(_can_be_numbers, (column for _, column in X.loc[:, beside].items()))):
        line += f". If they are time points: {_NUMBER_COLUMNS if renamed else 'X'}.astype(float)"
    return line


def _line_of_numbered_series(X: Any, names: list) -> str:
    """Say which columns of whole numbers name series and time, if two may; of several pairs that of fewest series."""
    whole = (name for name in names[:_NAMED] if X[name].dtype.kind in "iu" and X[name].notna().all())
    names = [name for name in whole if X[name].duplicated().any()]
    pairs = [pair for pair in permutations(names, 2) if _separates(X, [pair[0]], pair[1])]
    if not pairs:
        return ""
    id_, time = min(pairs, key=lambda pair: X[pair[0]].nunique())
    return f"If every row is a time point of a series, say so: from_long(X, id={id_!r}, time={time!r}). "


def _separates(X: Any, ids: list, time: Any) -> bool:
    """Whether every time comes once in a series; whole numbers mostly follow each other in the smallest step."""
    if X.duplicated([*ids, time]).any():
        return False
    if X[time].dtype.kind not in "iu":
        return True
    of_row = X.groupby(ids, sort=False, observed=True, dropna=False).ngroup().to_numpy()
    number = X[time].to_numpy(dtype=np.float64, na_value=np.nan)
    order = np.lexsort([number, of_row])
    steps = np.diff(number[order])[np.diff(of_row[order]) == 0]
    return bool(len(steps) and 2 * (steps == steps.min()).sum() > len(steps))


def _to_index(X: Any, names: list) -> str:
    """Write the line that moves columns to the index, so that no level is taken for the time of rows."""
    times = [name for name in names if _are_times(X[name])]
    others = [name for name in names if name not in times]
    may_be_last = [name for name in others if X[name].dtype.kind not in "iuf"]
    if len(names) == 1 or not X[names[:-1]].astype(str).duplicated().any():
        return f"X.set_index({names})"  # a row for each name: no rows of a long frame
    if may_be_last and not (times and len(names) == 2):
        last = names[-1] if names[-1] in may_be_last else may_be_last[-1]
        return f"X.set_index({[name for name in names if name != last] + [last]})"
    text = [name for name in names if name in times or name == names[-1]]
    listed = ", ".join(f"{name!r}: str" for name in text)
    return f"X.astype({{{listed}}}).set_index({names})"


def _advice(X: Any, names: list) -> str:
    """Say what to do with columns that are not numeric, by what they hold; if in doubt, the likelier first."""
    times = [name for name in names if _are_times(X[name])]
    labels = [name for name in names if name not in times]
    if X.index.has_duplicates and (times or _are_times(X.index)):
        return "If every row is a time point of a series, move the index to the columns: X.reset_index()"
    is_one = bool(times) and not X.duplicated(times[:1]).any()  # no two rows of one time: series would share times
    one = (
        "If every row is a time point of one series, say so: "
        f"from_long(X.assign(series='1'), id='series', time={times[0]!r}). "
        if is_one
        else ""
    )
    if is_one and not labels:
        return f"{one}If every other column is a series, make each one a row: X.set_index({times[0]!r}).T"
    wide = f"If every row is a series, move its names to the index: {_to_index(X, names)}."
    long = _line_of_long(X, times or _numbered(X, labels), labels)
    return f"{one or long + ' '}{wide}" if long else wide


def _numbered(X: Any, labels: list) -> list:
    """Columns that may number time points: whole numbers, and of several labels those of text such as "1990"."""
    whole = _whole(X)
    if whole or len(labels) < 2:
        return whole
    text = [name for name in labels if index_of_numbers(X[name]) is not None]
    return sorted(text, key=lambda name: -X[name].nunique())  # the longest series first


def _whole(X: Any) -> list:
    return [name for name, dtype in X.dtypes.items() if dtype.kind in "iu"]


def _line_of_long(X: Any, times: list, labels: list) -> str:
    """Say which columns name series and time, if rows may be time points; the empty text if they may not."""
    ids_of = {time: [name for name in labels if name != time] for time in times}
    # Names of series in a wide frame are unique when taken together.
    ids_of = {time: ids for time, ids in ids_of.items() if ids and X[ids].astype(str).duplicated().any()}
    if not ids_of:
        return ""
    further = [(ids, time) for time, ids in ids_of.items()]
    further += [([*ids, name], time) for name in _whole(X) for time, ids in ids_of.items() if name != time]
    separate = [(ids, time) for ids, time in further if _separates(X, ids, time)]
    ids, time = min(separate, key=lambda pair: len(X[pair[0]].drop_duplicates()), default=further[0])
    line = f"from_long(X, id={(ids[0] if len(ids) == 1 else ids)!r}, time={time!r})"
    return f"If every row is a time point of a series, say which column is what: {line}."


# ------------------------------------------------------------------------------------ series in columns
def _refuse_series_in_columns(X: Any, counted: bool, say_time: bool) -> None:
    """Check that columns are not series: the index holds times or only counts, and columns do not say time."""
    if say_time or len(X) == 1 or X.index.nlevels > 1 or not any(_can_be_numbers(column) for _, column in X.items()):
        return
    some = _listed(X.columns.tolist())
    if _are_times(X.index):
        raise ValueError(
            f"X has dates as its index, from {X.index[0]} to {X.index[-1]}, and columns that do not say that they are "
            f"times: {some}. If each column is a series, make it a row: X.T. If every row is a series, name the time "
            f"points: {_NUMBER_COLUMNS}"
        )
    are_names = X.shape[1] > 1 and not counted and all(isinstance(name, str) for name in X.columns)
    if are_names and _only_counts(X.index):
        raise ValueError(
            f"X has columns that are no time points by their names: {some}. "
            f"{_line_of_numbered_series(X, X.columns.tolist())}"
            f"If each column is a series, make it a row: X.T. If every row is a series, name the time points: "
            f"{_NUMBER_COLUMNS}"
        )


def _only_counts(index: Any) -> bool:
    """Whether an index holds 0, 1, 2, ..., or other numbers that increase in equal steps, as seconds do."""
    if index.dtype.kind not in "iuf":
        return False
    steps = np.diff(np.asarray(index, dtype=np.float64))
    return bool(steps[0] > 0 and np.allclose(steps, steps[0], atol=0, rtol=1e-6))


def _are_times(values: Any) -> bool:
    """Whether all values are times, written in any way; the order of day and month may be open."""
    try:
        return read_times(values, "The values") is not None
    except ValueError:
        return True


def _listed(names: list) -> str:
    """The first names, and how many more there are."""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(map(repr, names[:_NAMED])) + more

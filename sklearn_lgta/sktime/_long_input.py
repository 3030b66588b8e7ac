"""Long tables and text as times, which sktime would read as something else: refused with the line that reads them."""

import re
import warnings
from contextlib import suppress
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from .._containers.dates import read_times
from .._containers.long_roles import find_roles, holds_flags

_MOST_TEXTS = 3  # columns of text that change within series
_ORDERS, _CLOCKS = ("%d-%m-%Y", "%m-%d-%Y", "%d-%m-%y", "%m-%d-%y"), ("", " %H:%M", " %H:%M:%S")


def refuse_long_table(data: Any, name: str) -> None:
    """Check that a frame holds numbers only: columns of names and dates belong to its index.

    Parameters
    ----------
    data : object
        Of other types than DataFrame too, which pass.
    name : str
        Of the variable, for the message.

    Raises
    ------
    ValueError
    """
    if not isinstance(data, pd.DataFrame) or _is_nested(data):
        return
    others = [column for column in data.columns if not pd.api.types.is_numeric_dtype(data[column])]
    if 0 < len(others) < data.shape[1]:  # without numbers it is no table of values: sktime says so
        raise ValueError(
            f"{name} has columns that hold no numbers, {', '.join(map(repr, others))}: a long table, whose rows sktime "
            f"would take for time points. {_advice(data, name)}"
        )


def _advice(table: pd.DataFrame, name: str) -> str:
    """Advice that ends with the line that makes a long table a frame of sktime, or two: series, and flags beside."""
    ids, time, values, texts = _roles(table)
    answers = [column for column in texts if table[column].nunique() == 2] if name == "y" else []
    flags = [column for column in values if _holds_flags(table[column])] if name == "y" else []
    series = [column for column in values if column not in flags]
    if not series:
        flags, series = [], values
    indexed = _indexed(table, name, ids, time, answers)
    advice = "Index it by series and time"
    if name == "y" and len(series) > 1:
        advice = f"All of {series} will be forecast: what is known ahead belongs in X instead. {advice}"
    left_out = [column for column in texts if column not in answers]
    if left_out:
        names = ", ".join(map(repr, left_out))
        advice = f"Text that changes within a series is left out, {names}: pandas.get_dummies makes numbers. {advice}"
    flags += answers
    if not flags:
        return f"{advice}: {name} = {indexed}[{series}]"
    as_numbers = ".astype(float)" if any(holds_flags(table[column]) for column in flags) else ""
    what = f"Flags, which are known ahead, are exogenous data: {', '.join(map(repr, flags))}"
    return f"{what}. {advice}, and fit(y, X=X): table = {indexed}; y, X = table[{series}], table[{flags}]{as_numbers}"


def _holds_flags(column: pd.Series) -> bool:
    """Whether values are true and false, or 0 and 1."""
    return holds_flags(column) or bool(column.dropna().isin((0, 1)).all())


def _roles(table: pd.DataFrame) -> tuple[list[Any], Any, list[Any], list[Any]]:
    """Columns of a long table: names of series, time, numbers and flags, and texts that change within series."""
    beside = [column for column in table.columns if holds_flags(table[column])]
    others = [column for column in table.columns if not pd.api.types.is_numeric_dtype(table[column])]
    names = [column for column in others if column not in beside] or others
    dates = [column for column in names if _holds_dates(table, column)]
    candidates = [column for column in names if column not in dates]
    for n_texts in range(min(len(candidates), _MOST_TEXTS) + 1):
        for texts in combinations(candidates, n_texts):
            with suppress(ValueError):  # others name the series, or it holds a single one
                roles = find_roles(table, texts)
                has_names = not all(_holds_flags(table[column]) for column in roles.ids)
                # texts that are left out may name series, unless others do or they are mere answers
                is_safe = set(roles.ids) <= set(candidates) or all(table[column].nunique() == 2 for column in texts)
                if has_names and is_safe:
                    values = [column for column in table.columns if column in (*roles.values, *beside)]
                    return list(roles.ids), roles.time, values, list(texts)
    time = dates[0] if dates else names[-1]
    ids = [column for column in names if column != time]
    return ids, time, [column for column in table.columns if column not in (*ids, time)], []


def _holds_dates(table: pd.DataFrame, column: Any) -> bool:
    """Whether a column is read as times, or would be if the order of day and month were known."""
    try:
        return read_times(pd.Index(table[column]).unique(), "", "") is not None
    except ValueError:
        return True


def _indexed(table: pd.DataFrame, name: str, ids: list[Any], time: Any, answers: list[Any]) -> str:
    """Expression that indexes a long table by series and time, where one of two answers becomes true."""
    new = {}
    for column in answers:
        no, yes = table[column].value_counts().index  # what is rarer is true; a missing answer stays missing
        new[column] = f"{name}[{column!r}].map({{{no!r}: 0.0, {yes!r}: 1.0}})"
    if not pd.api.types.is_numeric_dtype(table[time]):
        option = _option(table[time], f"The column {time!r}", f"{name}[{time!r}] = pd.to_datetime({name}[{time!r}]%s)")
        new = {time: f"pd.to_datetime({name}[{time!r}]{option})"} | new
    read = (
        f"{name}.assign(**{{{', '.join(f'{column!r}: {values}' for column, values in new.items())}}})" if new else name
    )
    return f"{read}.set_index({[*ids, time]}).sort_index()"


def refuse_text_as_times(data: Any, name: str) -> None:
    """Check that the last index level is no text.

    Parameters
    ----------
    data : object
        Of other types than those of pandas too, which pass.
    name : str
        Of the variable, for the message.

    Raises
    ------
    ValueError
    """
    index = getattr(data, "index", None)
    if not isinstance(index, pd.Index) or not len(index) or not isinstance(index.get_level_values(-1)[0], str):
        return
    if isinstance(data, pd.DataFrame) and _is_nested(data):
        return
    line = f"{name}.set_axis(pd.to_datetime({name}.index%s)).sort_index()"
    if index.nlevels > 1:
        read = f"pd.to_datetime({name}.index.levels[-1]%s)"
        line = f"{name}.set_axis({name}.index.set_levels({read}, level=-1)).sort_index()"
    line %= _option(index.get_level_values(-1), f"The index of {name}", f"{name} = {line}")
    raise ValueError(
        f"The times of {name} are text, such as {index.get_level_values(-1)[0]!r}, and sktime takes dates, periods or "
        f"numbers: {name} = {line}"
    )


def _is_nested(data: pd.DataFrame) -> bool:
    """Whether a frame is a panel of sktime with series in its cells."""
    return len(data) > 0 and any(isinstance(cell, (pd.Series, np.ndarray)) for cell in data.iloc[0])


def _option(texts: pd.Index | pd.Series, what: str, line: str) -> str:
    """Argument with which `pandas.to_datetime` reads texts as the containers of the package do.

    Parameters
    ----------
    texts : Index or Series
    what : str
        Start of a message.
    line : str
        Line with %s in place of the argument, for texts of which the order of day and month is open.

    Returns
    -------
    option : str
        With a comma before it; empty where none is needed.

    Raises
    ------
    ValueError
        If the order of day and month is open.
    """
    unique = pd.Index(texts).unique()
    times = read_times(unique, what, line % ", format={format!r}")
    times = times.to_timestamp() if isinstance(times, pd.PeriodIndex) else times
    between = re.sub(r"\d", "", str(unique[0]))[:1]
    orders = (order.replace("-", between) + clock for clock in _CLOCKS for order in _ORDERS)
    for date_format in (None, *orders):
        with warnings.catch_warnings(record=True) as caught, suppress(ValueError, TypeError):
            warnings.simplefilter("always")  # pandas warns where it guesses
            if times is not None and (pd.to_datetime(unique, format=date_format) == times).all() and not caught:
                return "" if date_format is None else f", format={date_format!r}"
    return ""

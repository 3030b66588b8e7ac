"""Long tables and text as times, which sktime would read as something else: refused with the line that reads them."""

from typing import Any

import pandas as pd

from .._containers.long_roles import find_roles


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
    if not isinstance(data, pd.DataFrame):
        return
    others = [column for column in data.columns if not pd.api.types.is_numeric_dtype(data[column])]
    if others:
        raise ValueError(
            f"{name} has columns that hold no numbers, {', '.join(map(repr, others))}: a long table, whose rows sktime "
            f"would take for time points. Index it by series and time: {name} = {_line(data, name)}"
        )


def _line(table: pd.DataFrame, name: str) -> str:
    """Line that makes a long table a frame of sktime."""
    try:
        roles = find_roles(table)
        ids, time, values = list(roles.ids), roles.time, list(roles.values)
    except ValueError:  # it may hold a single series
        others = [column for column in table.columns if not pd.api.types.is_numeric_dtype(table[column])]
        *ids, time = others
        values = [column for column in table.columns if column not in others]
    read = name
    if not pd.api.types.is_numeric_dtype(table[time]):
        read = f"{name}.assign(**{{{time!r}: pd.to_datetime({name}[{time!r}])}})"
    return f"{read}.set_index({[*ids, time]}).sort_index()[{values}]"


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
    if not isinstance(index, pd.Index) or not isinstance(index.get_level_values(-1)[0], str):
        return
    line = f"{name}.set_axis(pd.to_datetime({name}.index))"
    if index.nlevels > 1:
        line = f"{name}.set_axis({name}.index.set_levels(pd.to_datetime({name}.index.levels[-1]), level=-1))"
    raise ValueError(
        f"The times of {name} are text, such as {index.get_level_values(-1)[0]!r}, and sktime takes dates, periods or "
        f"numbers: {name} = {line}"
    )

"""The time of rows, as a column or an index level of a long container holds it: dates, text or whole numbers."""

import re
from typing import Any

import numpy as np

from .dates import read_times
from .time_index import as_index, is_time

_NUMBERED = re.compile(r"(\D*?)(\d+)")  # d_1, week 3, t07


def is_number(values: Any) -> bool:
    """Whether a column or level holds numbers, by its dtype."""
    import pandas as pd

    return pd.api.types.is_numeric_dtype(values.dtype)


def are_numbers(names: Any) -> bool:
    """Whether all names are numbers, by dtype or as objects, as after a text column is taken from among them."""
    import pandas as pd

    return is_number(names) or (names.dtype == object and pd.api.types.infer_dtype(names) in ("integer", "floating"))


def hold_times(index: Any) -> bool:
    """Whether an index, a level or a column holds dates, dates as text or as whole numbers among them."""
    try:
        return index_of_times(index, "", "") is not None
    except ValueError:  # dates whose order of day and month is open
        return True


def index_of_times(values: Any, what: str, line: str) -> Any:
    """Return the dates or periods that a column or level holds.

    Parameters
    ----------
    values : pandas.Series or Index of shape (n_rows,)
    what, line : str
        As `read_times` takes them, for its message about days and months.

    Returns
    -------
    times : DatetimeIndex, PeriodIndex or None
        None where they are no times.

    Raises
    ------
    ValueError
        If text may mean day-month or month-day, and the steps do not tell.
    """
    import pandas as pd

    index = as_index(values)
    if is_time(index):
        return index
    if isinstance(index, pd.CategoricalIndex):
        return index_of_times(index.astype(index.categories.dtype), what, line)
    if index.dtype.kind in "fbcm":  # a measurement is no date, even where it looks like 2020.01
        return None
    return read_times(index, what, line)


def index_of_numbers(values: Any) -> Any:
    """Return the whole numbers of a column or level: of "d_1", "d_2" and so on what follows the prefix.

    Fractions are counted in their smallest step, if all steps are multiples of it, as in seconds of a measurement.

    Parameters
    ----------
    values : pandas.Series or Index of shape (n_rows,)

    Returns
    -------
    numbers : pandas.Index of int64, or None
        None where they are no whole numbers.
    """
    import pandas as pd

    index = as_index(values)
    if pd.api.types.is_integer_dtype(index.dtype) and not index.hasnans:
        return index.astype(np.int64)
    if index.dtype.kind == "f":
        return _in_steps(index)
    if index.dtype.kind in "bcmM":
        return None
    codes, unique = pd.factorize(index)
    if (codes < 0).any():
        return None
    matches = [match for text in unique if isinstance(text, str) and (match := _NUMBERED.fullmatch(text))]
    if len(matches) < len(unique) or len({match[1] for match in matches}) != 1:
        return None
    return pd.Index(np.array([int(match[2]) for match in matches], dtype=np.int64)[codes])


def _in_steps(index: Any) -> Any:
    """Fractions as multiples of their smallest step from the first; None where they are none."""
    import pandas as pd

    values = index.to_numpy(dtype=np.float64, na_value=np.nan)
    steps = np.diff(np.unique(values))
    if not len(steps) or not np.isfinite(values).all():
        return None
    counts = (values - values.min()) / steps.min()
    is_regular = np.allclose(counts, counts.round(), rtol=0, atol=1e-3)
    return pd.Index(counts.round().astype(np.int64)) if is_regular else None

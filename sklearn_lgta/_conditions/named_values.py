"""The argument `conditions`: names in the constructor of the augmenter, values by name in its methods."""

from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import numpy as np
from sklearn.utils import _safe_indexing

from .encoders import CALENDAR
from .messages import listing


def check_condition_names(conditions: Any) -> tuple[str, ...]:
    """Return the names of the conditions in use.

    Parameters
    ----------
    conditions : str, list of str or None

    Returns
    -------
    names : tuple of str

    Raises
    ------
    ValueError
        If a name is no text, or comes twice.
    """
    names = (conditions,) if isinstance(conditions, str) else tuple(conditions or ())
    if not all(isinstance(name, str) and name for name in names) or len(set(names)) < len(names):
        raise ValueError(
            f"conditions={conditions!r} must name the conditions in use, each once. Their values go to the methods: "
            "LGTAAugmenter(conditions=['store']).fit(X, conditions={'store': values})."
        )
    return names


def values_by_name(conditions: Any, names: Sequence[str], n_series: int, panel: Any = None) -> dict[str, Any]:
    """Return the values that are given, by name.

    Parameters
    ----------
    conditions : dict, DataFrame, array-like or None
        As `LGTAAugmenter.fit` takes them.
    names : sequence of str
        Names of the conditions in use.
    n_series : int
    panel : Panel or None, default=None
        The series. Its columns that are conditions, and the dates of its time points, stand for values that are not
        given.

    Returns
    -------
    given : dict of str to array-like
        A single value is repeated for every series.

    Raises
    ------
    ValueError
        If a name is not in use, an array has no name, or rows are in another order than the series.
    """
    given = {
        name: np.repeat(values, n_series) if np.isscalar(values) else values
        for name, values in _as_dict(conditions, names).items()
    }
    unused = [name for name in given if name not in names]
    if unused or (conditions is not None and not names):
        used = f"uses {listing(names)}" if names else "uses none"
        meant = [other for name in unused for other in get_close_matches(str(name), names, 1)]
        raise ValueError(
            f"conditions holds {listing(unused) or 'values'}, but this augmenter {used}. "
            + (f"Did you mean {listing(meant)}? Else leave" if meant else "Leave")
            + f" that out, or name all that is used: LGTAAugmenter(conditions={[*names, *unused] or ['name']})."
        )
    if panel is None:
        return given
    if panel.labels is not None:
        for name, values in given.items():
            _refuse_other_order(name, values, panel.labels)
    beside = dict(panel.conditions)
    if CALENDAR in names and panel.times is not None:
        beside.setdefault(CALENDAR, panel.times)
    return {name: given.get(name, beside.get(name)) for name in names if name in given or name in beside}


def values_of_rows(conditions: Any, names: Sequence[str], rows: slice, n_series: int) -> dict[str, Any] | None:
    """Return the values of some series.

    Parameters
    ----------
    conditions : dict, DataFrame, array-like or None
        As `LGTAAugmenter.fit` takes them, of all series.
    names : sequence of str
        Names of the conditions in use.
    rows : slice
        Which series.
    n_series : int
        Number of all series.

    Returns
    -------
    given : dict of str to array-like or None
        What all series have in common stays as it is. None where nothing is given.

    Raises
    ------
    ValueError
        If an array has no name, or another number of rows than there are series.
    """
    if conditions is None:
        return None
    return {name: _of_rows(name, values, rows, n_series) for name, values in _as_dict(conditions, names).items()}


def _of_rows(name: str, values: Any, rows: slice, n_series: int) -> Any:
    is_of_all = np.isscalar(values) or len(values) == 1 or (name == CALENDAR and not isinstance(values, list))
    if is_of_all and n_series > 1:
        return values
    if len(values) != n_series:
        raise ValueError(f"Condition {name!r} has {len(values)} rows for {n_series} series. Pass a row a series.")
    return _safe_indexing(values, rows)


def refuse_missing_names(names: Sequence[str], given: Collection[str], conditions: Any, needed_by: str) -> None:
    """Check that every condition in use has values.

    Parameters
    ----------
    names : sequence of str
        Names of the conditions in use.
    given : collection of str
        Names that have values, also by the dates of the series.
    conditions : dict, DataFrame, array-like or None
        What the user passed.
    needed_by : str
        Start of the message: who needs the values.

    Raises
    ------
    ValueError
        If one has none.
    """
    missing = [name for name in names if name not in given]
    if not missing:
        return
    passed = listing(_as_dict(conditions, names)) or "nothing"
    calendar = (
        " The calendar is read from datetime or period columns of a DataFrame (text is none: X.columns = "
        "pd.PeriodIndex(X.columns, freq='M')), or pass conditions={'calendar': dates}."
    )
    raise ValueError(
        f"{needed_by} needs values of {listing(missing)}, and holds {passed}. Pass a dict with a value a series, or "
        "one a time point, under every name; in a long frame or table they may be columns of X."
        f"{calendar if CALENDAR in missing else ''}"
    )


def _as_dict(conditions: Any, names: Sequence[str]) -> dict[str, Any]:
    """Values by name; an array without a name is the one condition that is named."""
    if conditions is None:
        return {}
    if isinstance(conditions, Mapping):
        return dict(conditions)
    if hasattr(conditions, "columns"):
        return {name: conditions[name] for name in conditions.columns}
    named = [name for name in names if name != CALENDAR] or names
    if len(named) != 1:
        raise ValueError(
            f"conditions is a {type(conditions).__name__} without names, and this augmenter uses "
            f"{listing(names) or 'none'}. Pass a dict of arrays, or a DataFrame with a row a series and a column a "
            "condition."
        )
    return {named[0]: conditions}


def _refuse_other_order(name: str, values: Any, index: Any) -> None:
    """Check that rows whose labels are those of the series come in the order of the series."""
    labels: Any = getattr(values, "index", None)
    if not hasattr(labels, "isin") or len(labels) != len(index):
        return
    if labels.isin(index).all() and not labels.equals(index):
        raise ValueError(
            f"The rows of condition {name!r} have the labels of X in another order. Pass them in the order of X, "
            "conditions.loc[X.index], or as an array if they are."
        )

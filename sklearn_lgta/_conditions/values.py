"""Values of conditions as users pass them, read as arrays that fit the series.

Axes: n series, t time points.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._preprocessing.spans import ends
from .calendar import read_dates
from .messages import are_missing


@dataclass(frozen=True)
class PanelShape:
    """Number and lengths of the series that values must fit.

    Parameters
    ----------
    n_series, n_timepoints : int
    stops : ndarray of int of shape (n,)
        Time point after the last one of every series; n_timepoints for all but shorter ones.
    """

    n_series: int
    n_timepoints: int
    stops: NDArray[np.intp]

    @classmethod
    def of(cls, values: NDArray) -> "PanelShape":
        """Return the shape of series (n, t, c), which hold NaN after their end."""
        n_series, n_timepoints, _ = values.shape
        return cls(n_series, n_timepoints, ends(values)[1])

    @classmethod
    def complete(cls, n_series: int, n_timepoints: int) -> "PanelShape":
        """Return the shape of series that all have `n_timepoints`."""
        return cls(n_series, n_timepoints, np.full(n_series, n_timepoints))


def read_values(name: str, values: Any, shape: PanelShape) -> tuple[NDArray, bool]:
    """Return the values of a condition as an array.

    Parameters
    ----------
    name : str
    values : array-like
        As `LGTAAugmenter.fit` takes them.
    shape : PanelShape

    Returns
    -------
    array : ndarray of shape (n,), (n, t) or (1, t)
        Rows of shorter series are continued by their last value.
    is_categorical : bool
        Whether they are categories; else they are float64.

    Raises
    ------
    ValueError
        If values are missing or do not fit the series.
    """
    is_categorical = getattr(getattr(values, "dtype", None), "name", "") == "category"
    array = np.asarray(_continued(name, values, shape))
    n_series, n_timepoints = full = shape.n_series, shape.n_timepoints
    if array.shape not in {(n_series,), full, (1, n_timepoints)}:
        raise ValueError(
            f"condition {name!r} has shape {array.shape}; for {n_series} series of {n_timepoints} time points it needs "
            f"shape {(n_series,)}, one value a series, or {full} or {(1, n_timepoints)}, one a time point, for every "
            "series or for all of them."
        )
    if array.shape == full and array.dtype.kind == "f" and np.isnan(array).any():
        array = np.array([to_length(row[:stop], n_timepoints) for row, stop in zip(array, shape.stops, strict=True)])
    is_categorical = is_categorical or array.dtype.kind not in "iuf"
    if is_categorical:
        missing = are_missing(array.ravel().tolist())
    else:
        array = array.astype(np.float64)
        missing = ~np.isfinite(array).ravel()
    if missing.any():
        at = int(np.argmax(missing))
        raise ValueError(
            f"condition {name!r} is missing or not finite at {int(missing.sum())} of {array.size} values, the first "
            f"at position {position(at, array)}. Fill them, or leave those series out."
        )
    return array, is_categorical


def read_calendar(values: Any, shape: PanelShape) -> tuple[list[NDArray], NDArray[np.intp]]:
    """Return the dates of series.

    Parameters
    ----------
    values : array-like or list of array-likes
        Dates of all series, or a row of dates for each.
    shape : PanelShape

    Returns
    -------
    distinct : list of ndarrays of datetime64[s]
        The rows of dates that differ.
    of_row : ndarray of int of shape (n,)
        Which of them each series has.

    Raises
    ------
    ValueError
        If these are no dates, or do not fit the series.
    """
    has_rows = isinstance(values, (list, tuple)) and not isinstance(values[0], (str, np.generic)) and np.ndim(values[0])
    has_rows = bool(has_rows) or (isinstance(values, np.ndarray) and values.ndim == 2)
    rows = [read_dates(index) for index in (values if has_rows else [values])]
    if len(rows) not in {1, shape.n_series}:
        raise ValueError(
            f"The calendar holds {len(rows)} rows of dates for {shape.n_series} series; pass one for all of them, or "
            "one for every series."
        )
    needed = shape.stops if has_rows and len(rows) == shape.n_series else [shape.n_timepoints]
    for row, (dates, stop) in enumerate(zip(rows, needed, strict=True)):
        if len(dates) not in {stop, shape.n_timepoints}:
            raise ValueError(
                f"The calendar holds {len(dates)} dates{f' in row {row}' if has_rows else ''}, and the series have "
                f"{stop} time points; pass a date for every time point."
            )
    number_of: dict[bytes, int] = {}
    of_row = np.array([number_of.setdefault(dates.tobytes(), len(number_of)) for dates in rows], dtype=np.intp)
    distinct = [np.frombuffer(dates, dtype="datetime64[s]") for dates in number_of]
    return distinct, np.broadcast_to(of_row, shape.n_series).copy()


def to_length(profile: NDArray, n_timepoints: int) -> NDArray:
    """Return a profile (t, ...) that is continued by its last value up to `n_timepoints`."""
    n_missing = n_timepoints - len(profile)
    return profile if n_missing <= 0 else np.concatenate([profile, np.repeat(profile[-1:], n_missing, axis=0)])


def position(at: int, array: NDArray) -> int | tuple[int, ...]:
    """Return the position of a flat index in an array, as messages show it."""
    where = tuple(int(index) for index in np.unravel_index(at, array.shape))
    return where[0] if len(where) == 1 else where


def _continued(name: str, values: Any, shape: PanelShape) -> Any:
    """Continue rows of unequal length by their last value; return anything else as it is."""
    if not isinstance(values, (list, tuple)) or len({np.shape(row) for row in values}) < 2:
        return values
    rows = [np.atleast_1d(row) for row in values]
    if len(rows) != shape.n_series:
        raise ValueError(f"condition {name!r} has {len(rows)} rows for {shape.n_series} series; pass one for each.")
    for number, (row, stop) in enumerate(zip(rows, shape.stops, strict=True)):
        if row.shape not in {(stop,), (shape.n_timepoints,)}:
            raise ValueError(
                f"condition {name!r} has shape {row.shape} in row {number}, and that series has {stop} time points; "
                "pass one value a time point."
            )
    return [to_length(row, shape.n_timepoints) for row in rows]

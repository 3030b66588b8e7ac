"""Dates as positions in their natural periods: hour of the day, day of the week, time of the year.

Axes: t dates, q numbers that describe a date.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

_DAY = 86_400  # seconds
_FIRST_MONDAY = 4 * _DAY  # 1970-01-05, seconds after the origin of datetime64
_HARMONICS = 3
_REPEATS = 2  # periods that dates must span; within one, the position in it is just the time since the start
_DAYS = {"day": 1, "week": 7, "year": 365.25, "month": 365.25}  # of a period; that of months is the year
# By the median step between dates, in days: what the dates are called, and the periods that describe them.
_KINDS = (
    (1.0, "sub-daily", ("day", "week")),
    (5.0, "daily", ("week", "year")),
    (20.0, "weekly", ("year",)),
    (300.0, "monthly", ("month",)),
)


def read_dates(index: Any) -> NDArray[np.datetime64]:
    """Return dates of any kind in seconds.

    Parameters
    ----------
    index : DatetimeIndex, PeriodIndex, or array-like of datetime64 or ISO dates, of shape (n_timepoints,)
        With a time zone, the local time counts; of periods, their start.

    Returns
    -------
    dates : ndarray of datetime64[s] of shape (n_timepoints,)

    Raises
    ------
    ValueError
        If these are no dates, a date is missing, or they do not increase.
    """
    index = getattr(index, "array", index)  # of a pandas Series or Index, the array knows periods and time zones
    if hasattr(index, "to_timestamp"):
        index = index.to_timestamp()
    if getattr(index, "tz", None) is not None:
        index = index.tz_localize(None)
    dates = np.asarray(index)
    if dates.dtype.kind not in "MOU" or dates.ndim != 1 or len(dates) < 2:
        raise ValueError(
            f"The calendar needs two dates or more in a row, but {dates.dtype} of shape {dates.shape} was passed. Pass "
            "a DatetimeIndex, a PeriodIndex or an array of datetime64."
        )
    try:
        dates = dates.astype("datetime64[s]")
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"The calendar cannot read {index[0]!r} as a date ({error}). Pass a DatetimeIndex, a PeriodIndex or an "
            "array of datetime64."
        ) from error
    if np.isnat(dates).any():
        raise ValueError(
            f"The calendar has no date at position {np.flatnonzero(np.isnat(dates))[0]}; every time point needs one."
        )
    back = np.flatnonzero(np.diff(dates) <= np.timedelta64(0, "s"))
    if len(back):
        raise ValueError(
            f"The dates of the calendar must increase; {dates[back[0] + 1]} follows {dates[back[0]]} at position "
            f"{back[0] + 1}."
        )
    return dates


def kind_of(dates: NDArray) -> str:
    """Return the kind of dates, by the median step between them.

    Parameters
    ----------
    dates : ndarray of datetime64[s] of shape (n_timepoints,)

    Returns
    -------
    kind : {"sub-daily", "daily", "weekly", "monthly"}
        Quarterly dates are "monthly", business days are "daily".

    Raises
    ------
    ValueError
        If they are a year or more apart.
    """
    days = np.median(np.diff(dates).astype(np.int64)) / _DAY
    for below, kind, _ in _KINDS:
        if days < below:
            return kind
    raise ValueError(
        f"Dates {days:.0f} days apart have no season that a calendar could describe: all have the same position in the "
        "year. Leave 'calendar' out of conditions."
    )


def periods_of(kind: str, dates: Sequence[NDArray]) -> tuple[str, ...]:
    """Return the periods of a kind that repeat within the dates.

    Parameters
    ----------
    kind : {"sub-daily", "daily", "weekly", "monthly"}
    dates : sequence of ndarrays of datetime64[s]
        Rows of dates.

    Returns
    -------
    periods : tuple of {"day", "week", "year", "month"}
        The shortest period of the kind ("month": month of the year), and the longer one if the dates span it twice.
    """
    periods = next(periods for _, name, periods in _KINDS if name == kind)
    span = (max(row[-1] for row in dates) - min(row[0] for row in dates)).astype(np.int64) / _DAY
    return periods[:1] + tuple(period for period in periods[1:] if span >= _REPEATS * _DAYS[period])


def encode_calendar(dates: NDArray, periods: Sequence[str]) -> NDArray[np.float32]:
    """Return sines and cosines of the position of every date in its periods.

    Parameters
    ----------
    dates : ndarray of datetime64[s] of shape (n_timepoints,)
    periods : tuple of {"day", "week", "year", "month"}

    Returns
    -------
    calendar : ndarray of float32 of shape (n_timepoints, n_columns)
        Three harmonics of every period, the k-th with amplitude 1 / k. Neighbouring positions, also the last
        and the first, have similar and different numbers. None depends on the year itself.
    """
    waves = []
    for position in (_position_in(period, dates) for period in periods):
        for harmonic in range(1, _HARMONICS + 1):
            angle = 2 * np.pi * harmonic * position
            waves += [np.sin(angle) / harmonic, np.cos(angle) / harmonic]
    return np.stack(waves, axis=1).astype(np.float32)


def _position_in(period: str, dates: NDArray) -> NDArray[np.float64]:
    """Return the elapsed fraction of the period, in whole days of a week, in whole months of a year: (t,)."""
    seconds = dates.astype(np.int64)
    if period == "day":
        return (seconds % _DAY) / _DAY
    if period == "week":
        return (seconds - _FIRST_MONDAY) // _DAY % 7 / 7  # whole days: three harmonics separate all seven
    years = dates.astype("datetime64[Y]")
    if period == "month":  # whole months: their unequal lengths should not matter
        return (dates.astype("datetime64[M]") - years.astype("datetime64[M]")).astype(np.int64) / 12
    start, end = (moment.astype("datetime64[s]").astype(np.int64) for moment in (years, years + 1))
    return (seconds - start) / (end - start)

"""An index of dates or periods: whether it is one, whether it is regular, and which season its frequency has."""

import sys
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

# Steps of the natural season, by the class of the offset; multiples ("2W", "2h") divide it. Years have no season.
_SEASON_OF_OFFSET = {
    **dict.fromkeys(("HalfYearEnd", "HalfYearBegin", "BHalfYearEnd", "BHalfYearBegin"), 2),
    **dict.fromkeys(("QuarterEnd", "QuarterBegin", "BQuarterEnd", "BQuarterBegin", "FY5253Quarter"), 4),
    **dict.fromkeys(("BusinessDay", "CustomBusinessDay"), 5),
    **dict.fromkeys(("MonthEnd", "MonthBegin", "BusinessMonthEnd", "BusinessMonthBegin"), 12),
    **dict.fromkeys(("CustomBusinessMonthEnd", "CustomBusinessMonthBegin", "WeekOfMonth", "LastWeekOfMonth"), 12),
    **dict.fromkeys(("SemiMonthEnd", "SemiMonthBegin"), 24),
    "Week": 52,
}
_SECONDS = {"Day": 86_400, "Hour": 3_600, "Minute": 60, "Second": 1}
_LONGER = 1.5  # times the usual step, from which on a time is missing
_UNITS_A_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


# ------------------------------------------------------------------------------------ reading
def is_time(index: Any) -> bool:
    """Whether this is an index of dates or periods."""
    pandas = sys.modules.get("pandas")  # an index cannot come before its library
    return pandas is not None and isinstance(index, (pandas.DatetimeIndex, pandas.PeriodIndex))


def is_period(index: Any) -> bool:
    """Whether this is an index of periods."""
    return is_time(index) and hasattr(index, "to_timestamp")


def as_index(values: Any) -> Any:
    """Return a column or a level as an index of the same dtype: for objects, pandas 2 would infer another one.

    Parameters
    ----------
    values : pandas.Series or Index

    Returns
    -------
    index : pandas.Index
    """
    import pandas as pd

    return values if isinstance(values, pd.Index) else pd.Index(values, dtype=values.dtype)


# ------------------------------------------------------------------------------------ regularity
def frequency_of(index: Any) -> Any:
    """Step between the entries of an index of dates or periods.

    Parameters
    ----------
    index : DatetimeIndex or PeriodIndex

    Returns
    -------
    frequency : pandas offset or None
        The frequency of the index, else the one inferred from three dates or more; None for irregular dates.
    """
    import pandas as pd

    # A plain DateOffset cannot be told by its class, nor written by its name.
    if index.freq is not None and type(index.freq) is not pd.DateOffset:
        return index.freq
    if len(index) < 3 or index.hasnans:
        return None
    try:
        name = pd.infer_freq(index)
    except ValueError:  # pandas does not take all indices
        return None
    return _half_months(index) if name is None else pd.tseries.frequencies.to_offset(name)


def _half_months(dates: Any) -> Any:
    """Step between dates twice a month, which pandas does not infer; None for other dates."""
    import pandas as pd

    dates = dates.tz_localize(None)
    regular = (pd.date_range(dates[0], dates[-1], freq=freq, unit=dates.unit) for freq in ("SMS", "SME"))
    return next((other.freq for other in regular if other.equals(dates)), None)


def first_hole(times: Any) -> int | None:
    """Position of the first date or period whose successor is missing.

    Parameters
    ----------
    times : DatetimeIndex or PeriodIndex
        Increasing.

    Returns
    -------
    position : int or None
        None where nothing is missing. A date is missing where a step is more than 1.5 times the median step;
        but trading days, weekdays at most five days apart, are regular.
    """
    steps = np.diff(times.asi8)
    if not len(steps):
        return None
    if is_period(times):
        holes = steps != times.freq.n  # the ordinals of periods of 15 minutes differ by 15
    else:
        holes = steps > _LONGER * np.median(steps)
        days = steps / (86_400 * _UNITS_A_SECOND[times.unit])
        if np.median(days) == 1 and days.max() <= 5 and (times.dayofweek < 5).all():
            return None
    return int(np.argmax(holes)) if holes.any() else None


def refuse_repeated_times(index: Any, where: str, line: str) -> None:
    """Check that no time comes twice.

    Parameters
    ----------
    index : pandas.Index
    where : str
        Start of the message, up to the verb: "The index holds".
    line : str
        Code that keeps one of each.

    Raises
    ------
    ValueError
        If one does.
    """
    repeated = index[index.duplicated()]
    if len(repeated):
        raise ValueError(
            f"{where} {len(repeated)} {'time' if len(repeated) == 1 else 'times'} more than once, first "
            f"{repeated[0]}. Every series needs one value a time: {line}"
        )


def refuse_missing_times(times: Any, names: Sequence[Any], line: Callable[[], str]) -> None:
    """Check that no time is missing.

    Parameters
    ----------
    times : pandas.Index
        Times of one series, increasing: dates, periods or whole numbers at equal steps. Others are not checked.
    names : sequence of len(times)
        What the message calls the times.
    line : callable
        Returns code that inserts the missing times.

    Raises
    ------
    ValueError
        If one is missing.
    """
    hole = first_hole(times) if is_time(times) else _first_hole_of_numbers(times)
    if hole is not None:
        raise ValueError(
            f"Times are missing between {names[hole]} and {names[hole + 1]}, and steps are taken to be equal. Insert "
            f"them with NaN, which missing='fill' in the augmenter fills: {line()}"
        )


def _first_hole_of_numbers(times: Any) -> int | None:
    """Position of the first whole number whose successor is missing, by the measure for dates."""
    if times.dtype.kind not in "iu" or len(times) < 3:
        return None
    steps = np.diff(times.to_numpy())
    holes = steps > _LONGER * np.median(steps)
    return int(np.argmax(holes)) if holes.any() else None


def refuse_missing_periods(times: Any, names: Sequence[Any], line: str) -> None:
    """Check that no period is missing, as `refuse_missing_times`; `warn_of_missing_dates` looks at dates.

    Parameters
    ----------
    times : pandas.Index
        Times of one series, increasing. Of other kinds than periods too, which pass.
    names : sequence of len(times)
        What the message calls the times.
    line : str
        Code that inserts the missing periods.

    Raises
    ------
    ValueError
        If one is missing.
    """
    if is_period(times):
        refuse_missing_times(times, names, lambda: line)


def warn_of_missing_dates(times: Any, labels: Any) -> None:
    """Warn where dates are missing, as all series are treated as evenly spaced.

    Parameters
    ----------
    times : DatetimeIndex, PeriodIndex, list of one for every series, or None
    labels : pandas.Index or None
        Names of the series; None numbers them.
    """
    rows = times if isinstance(times, list) else [] if times is None else [times]
    for row, index in enumerate(rows):
        hole = first_hole(index)
        if hole is not None:
            label = row if labels is None else labels[row]
            of_series = f"of series {label} " if isinstance(times, list) else ""
            season = season_of_times(times) if isinstance(times, list) else None
            read = "no season is read from them"
            if season is not None:
                read = f"only the dates of other series tell the season, {season} time points"
            warnings.warn(
                f"Dates {of_series}are not evenly spaced: {index[hole]} is followed by {index[hole + 1]}. They are "
                f"treated as evenly spaced, and {read}. Insert the missing dates with NaN as "
                "their values, for example by reindex; or number the time points to silence this warning.",
                UserWarning,
                stacklevel=5,  # the line that called fit
            )
            return


# ------------------------------------------------------------------------------------ season
def season_of_times(times: Any) -> int | None:
    """Time points of a season, by the times of all series.

    Parameters
    ----------
    times : DatetimeIndex, PeriodIndex, list of one for every series, or None

    Returns
    -------
    seasonal_period : int or None
        In a list that of most series whose frequency is known, of the longer season where two are as common.
        None where it names no season.
    """
    if not isinstance(times, list):
        return season_of_index(times)
    # Many series share their times or their step: pandas is asked once about each.
    keys = [_what_tells_the_frequency(index) for index in times]
    frequencies = {key: frequency_of(index) for key, index in dict(zip(keys, times, strict=True)).items()}
    found = [frequencies[key] for key in keys]
    votes = Counter(_season_of_offset(frequency) or 0 for frequency in found if frequency is not None)
    return max(votes, key=lambda season: (votes[season], season), default=0) or None


def _what_tells_the_frequency(index: Any) -> tuple:
    """A key that is the same only for indices of the same frequency."""
    times = index.asi8
    steps = np.diff(times)
    if len(steps) > 1 and getattr(index, "tz", None) is None and (steps == steps[0]).all():
        times = steps[:2]  # one step all along, wherever it starts
    return times.tobytes(), str(index.dtype), index.freq


def season_of_index(index: Any) -> int | None:
    """Time points of a season, by the frequency of an index of dates or periods.

    Parameters
    ----------
    index : pandas.Index or None

    Returns
    -------
    seasonal_period : int or None
        None for other indices, or where the frequency names no season.
    """
    return _season_of_offset(frequency_of(index)) if is_time(index) else None


def _season_of_offset(offset: Any) -> int | None:
    """Time points of a season, by what an offset is; None where it names none."""
    kind = type(offset).__name__
    if kind in _SECONDS:
        seconds = _SECONDS[kind] * offset.n
        day, week = _SECONDS["Day"], 7 * _SECONDS["Day"]
        # Days have the season of the week, whole weeks that of the year, and parts of a day that of the day.
        if seconds % week == 0:
            return _steps(52, seconds // week)
        return _steps(7, seconds // day) if seconds % day == 0 else _steps(day, seconds)
    return _steps(_SEASON_OF_OFFSET[kind], offset.n) if kind in _SEASON_OF_OFFSET else None


def _steps(season: int, step: int) -> int | None:
    """Steps of some length in a season; None where they do not fill it, or are not two."""
    return season // step if season % step == 0 and season > step else None

"""Times: what an index of dates or periods says of a season."""

import sys

import numpy as np

# Steps of the natural season of an index frequency; multiples ("15min", "2h") divide it.
_SEASON_OF_FREQUENCY = {"Q": 4, "M": 12, "W": 52, "B": 5, "D": 7}
_STEPS_A_DAY = {"h": 24, "min": 24 * 60, "s": 24 * 60 * 60}


def is_time(index):
    """Whether it is an index of dates or periods."""
    pandas = sys.modules.get("pandas")  # an index cannot come before its library
    return pandas is not None and isinstance(index, (pandas.DatetimeIndex, pandas.PeriodIndex))


def frequency_of(index):
    """Step between the entries of an index of dates or periods.

    Parameters
    ----------
    index : DatetimeIndex or PeriodIndex

    Returns
    -------
    frequency : pandas offset or None
        That of the index, else what three dates or more show; None where they are not regular.
    """
    import pandas as pd

    if index.freq is not None or len(index) < 3:
        return index.freq
    name = pd.infer_freq(index)
    return pd.tseries.frequencies.to_offset(name) if name else None


def first_hole(times):
    """Where dates or periods are missing.

    Parameters
    ----------
    times : DatetimeIndex or PeriodIndex
        Increasing.

    Returns
    -------
    place : int or None
        The first that is not followed by the next one. Of dates, that is a step half as long again as the median
        one; but days of trading, weekdays up to five days apart, follow each other.
    """
    steps = np.diff(times.asi8)
    if not len(steps):
        return None
    if hasattr(times, "to_timestamp"):
        holes = steps != times.freq.n  # numbers of periods of 15 minutes are 15 apart
    else:
        usual = np.median(steps)
        holes = steps > 1.5 * usual
        days = steps / (86_400 * {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[times.unit])
        if np.median(days) == 1 and days.max() <= 5 and (times.dayofweek < 5).all():
            return None
    return int(np.argmax(holes)) if holes.any() else None


def season_of_index(index):
    """Steps of a season read from the frequency of an index of dates or periods.

    Parameters
    ----------
    index : pandas.Index or None

    Returns
    -------
    seasonal_period : int or None
        None for other indices, or where the frequency names no season.
    """
    offset = frequency_of(index) if is_time(index) else None
    if offset is None:
        return None
    unit = offset.name.split("-")[0]
    unit = unit[0] if unit[:1] in "QMWB" and unit not in ("min", "ms") else unit
    season = _STEPS_A_DAY.get(unit) or _SEASON_OF_FREQUENCY.get(unit)
    if season is None or season % offset.n:
        return None
    return season // offset.n if season // offset.n > 1 else None

"""Names of the columns of a wide frame: which of them are time points."""

import datetime
import re
from collections import Counter
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .dates import read_times, which_are_times

_GROUPS = {
    "month": re.compile(
        r"jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?"
        r"|dec(ember)?",
        re.IGNORECASE,
    ),
    "weekday": re.compile(r"(mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(day)?", re.IGNORECASE),
    "clock": re.compile(r"\d\d?:\d\d(:\d\d)?( ?[ap]m)?", re.IGNORECASE),
}
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)")
_NUMBERED = re.compile(r"(?P<before>.*?)(?P<number>[-+]?\d+)(?P<after>\D*)", re.DOTALL)
_WORDS_OF_TIME = re.compile(
    r"t|time(point|step)?|step|lag|period|date|s(ec(ond)?)?|min(ute)?|h(r|our)?|d(ay)?|w(k|eek)?|m(on(th)?)?|q(uarter)?"
    r"|y(r|ear)?",
    re.IGNORECASE,
)
_FEWEST_COUNTED = 2
_MOST_CHANNELS = 8  # of which the columns of a frame of text in the index are numbered, "dim_0", "dim_1", ...
_FEWEST_DATES = 3  # so many dates among names are the time points, even where other columns are more


def find_time_points(names: Any) -> tuple[NDArray[np.bool_], bool]:
    """Tell which names of columns are time points.

    Parameters
    ----------
    names : pandas.Index

    Returns
    -------
    are_time_points : ndarray of bool of shape (n_columns,)
        Dates; or months, weekdays or hours of the day; or numbers and numbered names that count on, if they are
        most of the names. All False where there is no such group.
    say_time : bool
        Whether the names are times by what they say ("2020-01", "Mon", "hour 3"), not only by their order.
    """
    if _are_all_dates(names):
        return np.ones(len(names), dtype=bool), True
    counted, say_time = _find_counted(names)
    if counted.all():
        return counted, say_time
    dates = which_are_times(names)
    if dates.sum() >= _FEWEST_DATES or 2 * dates.sum() > len(names):
        return dates, True
    return counted, say_time


def describes_rows(X: Any, level: int) -> bool:
    """Whether an index level of times or numbers only describes the rows of a wide frame, as a latitude does.

    Parameters
    ----------
    X : DataFrame
    level : int
        Number of the index level.

    Returns
    -------
    describes_rows : bool
        True if the columns are dates; or if they are numbered, and the other levels name every row once.
    """
    if X.shape[1] > 1 and X.index.droplevel(level).is_unique:
        return bool(find_time_points(X.columns)[0].all())
    return _are_all_dates(X.columns)


def columns_say_time(X: Any) -> bool:
    """Whether all columns are time points by what they say, or are numbered and more than channels may be."""
    are_time_points, say_time = find_time_points(X.columns)
    return bool(are_time_points.all()) and (say_time or X.shape[1] > _MOST_CHANNELS)


def _are_all_dates(names: Any) -> bool:
    """Whether all names are dates; an open order of day and month is none of our business here."""
    try:
        return read_times(names, "The columns of X") is not None
    except ValueError:
        return True


def _find_counted(names: Any) -> tuple[NDArray[np.bool_], bool]:
    """Tell which names are the largest group that counts time points, and whether it says that it does."""
    groups, numbers = zip(*map(_group_of, names), strict=True)
    group, size = Counter(groups).most_common(1)[0]
    if group is None or size < _FEWEST_COUNTED:
        return np.zeros(len(names), dtype=bool), False
    members = np.array([other == group for other in groups])
    if isinstance(group, str):
        return members & (2 * size > len(names)), True
    before, _ = group
    stem = before.rstrip(" ._-+")
    members |= np.array([name == stem != "" for name in names])  # "t" among "t-1" and "t+1"; "V" before "V.1"
    steps = np.diff([number for number, is_one in zip(numbers, members, strict=True) if is_one])
    count_on = (steps * steps[0] > 0).all() and (steps == np.median(steps)).mean() > 0.5
    return members & bool(count_on and 2 * members.sum() > len(names)), _WORDS_OF_TIME.fullmatch(stem) is not None


def _group_of(name: Any) -> tuple[str | tuple[str, str] | None, float]:
    """The group that a name may count with, a word or (text before the number, text behind it), and the number."""
    if isinstance(name, (datetime.time, datetime.timedelta)):
        return "clock", 0.0
    if isinstance(name, Real) and not isinstance(name, (bool, np.bool_)):
        return ("", ""), float(name)
    if not isinstance(name, str):
        return None, 0.0
    for group, pattern in _GROUPS.items():
        if pattern.fullmatch(name.strip()):
            return group, 0.0
    if _NUMBER.fullmatch(name):
        return ("", ""), float(name)
    match = _NUMBERED.fullmatch(name)
    if match is None:
        return None, 0.0
    return (match["before"], match["after"]), float(match["number"])

"""Dates as people write them: text, date objects and whole numbers such as 202001 become an index of times."""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .time_index import as_index, first_hole, frequency_of, is_period, is_time

_SETTLE_COLUMNS = "X.columns = pd.to_datetime(X.columns, format={format!r})"
_FEWEST_NUMBERS = 3  # so many numbers, in regular steps, are read as dates; fewer are numbers

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = re.compile(
    r"(?<![a-z])(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?",
    re.IGNORECASE,
)
_WEEKDAY_NAME = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[,. ]+", re.IGNORECASE)
_WEEK_OF_PANDAS = re.compile(r"^(\d{4}-\d\d-\d\d)/\d{4}-\d\d-\d\d$")  # 2020-01-06/2020-01-12
_CLOCK = re.compile(
    r"^(?P<date>.*\d.*?)(?:T| +)(?P<clock>\d\d?:\d\d(?::\d\d(?:\.\d{1,9})?)?|(?<=\dT)\d\d(?:\d\d(?:\d\d)?)?)"
    r"(?: ?(?P<half>[ap]m))? ?(?P<zone>Z|UTC|[+-]\d\d:?\d\d)?$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+\.\d+")
_LETTER = re.compile(r"[a-z]", re.IGNORECASE)
_UNIT = re.compile(r"-?([MQW]|<\d\d>)-?", re.IGNORECASE)
_SEPARATORS = re.compile(r"[-/. _,']+")


# ------------------------------------------------------------------------------------ spellings
@dataclass(frozen=True)
class _Spelling:
    """A way to write a date, in canonical text (see `_parts`).

    Parameters
    ----------
    pattern : str
        Regular expression.
    formats : tuple of str
        Formats of `pandas.to_datetime`. With several the order of day and month is not known.
    unit : {"D", "M", "Q", "W"}, default="D"
        Frequency of the periods that are named; "D" for dates.
    doubt : {None, "number", "count", "day"}, default=None
        What such text may be instead: a number, one that counts seconds, or a day without a year. It is a date only
        where the steps say so.
    rewrite : tuple of (str, str or callable), default=()
        Regular expression and replacement that turn the text into what the format reads.
    """

    pattern: str
    formats: tuple[str, ...]
    unit: str = "D"
    doubt: str | None = None
    rewrite: tuple = ()


def _first_month(match: re.Match) -> str:
    """Write a quarter as its first month."""
    return f"{match['year']}-{3 * int(match['quarter']) - 2}"


def _instant(match: re.Match) -> str:
    """Write seconds or milliseconds since 1970 as a date with its clock."""
    return str(np.datetime64(int(match[0]), "s" if len(match[0]) == 10 else "ms").astype("M8[ms]"))


_YEAR = r"(?:1[7-9]|2[01])\d\d"  # what dates in nanoseconds hold
_QUARTER = r"Q?(?P<quarter>[1-4])Q?-?"
_SPELLINGS = (
    _Spelling(rf"{_YEAR}-\d\d?-\d\d?", ("%Y-%m-%d",)),
    _Spelling(rf"\d\d?-\d\d?-{_YEAR}", ("%d-%m-%Y", "%m-%d-%Y")),
    _Spelling(r"\d\d?-\d\d?-\d\d", ("%d-%m-%y", "%m-%d-%y", "%y-%m-%d")),
    _Spelling(rf"\d\d?<\d\d>{_YEAR}", ("%d<%m>%Y",)),
    _Spelling(r"\d\d?<\d\d>\d\d", ("%d<%m>%y",)),
    _Spelling(rf"{_YEAR}<\d\d>\d\d?", ("%Y<%m>%d",)),
    _Spelling(rf"<\d\d>\d\d?-{_YEAR}", ("<%m>%d-%Y",)),
    _Spelling(rf"{_YEAR}[01]\d[0-3]\d", ("%Y%m%d",), doubt="number"),
    _Spelling(rf"{_YEAR}-\d\d?", ("%Y-%m",), "M"),
    _Spelling(rf"\d\d?-{_YEAR}", ("%m-%Y",), "M"),
    _Spelling(rf"{_YEAR}:\d\d?", ("%Y:%m",), "M", doubt="number"),  # written with a dot, as numbers are
    _Spelling(rf"\d\d?:{_YEAR}", ("%m:%Y",), "M", doubt="number"),
    _Spelling(rf"{_YEAR}M\d\d?", ("%YM%m",), "M"),
    _Spelling(rf"<\d\d>{_YEAR}", ("<%m>%Y",), "M"),
    _Spelling(rf"{_YEAR}<\d\d>", ("%Y<%m>",), "M"),
    _Spelling(r"<\d\d>\d\d", ("<%m>%y",), "M", doubt="day"),
    _Spelling(r"\d\d<\d\d>", ("%y<%m>",), "M", doubt="day"),
    _Spelling(rf"{_YEAR}[01]\d", ("%Y%m",), "M", doubt="number"),
    _Spelling(rf"{_YEAR}Q[1-4]", ("%Y-%m",), "Q", rewrite=(r"(?P<year>.{4})Q(?P<quarter>.)", _first_month)),
    _Spelling(rf"(?:Q[1-4]-?|[1-4]Q){_YEAR}", ("%Y-%m",), "Q", rewrite=(rf"{_QUARTER}(?P<year>.{{4}})", _first_month)),
    _Spelling(r"(?:Q[1-4]-?|[1-4]Q)\d\d", ("%y-%m",), "Q", rewrite=(rf"{_QUARTER}(?P<year>..)", _first_month)),
    _Spelling(rf"{_YEAR}W\d\d?", ("%GW%V-%u",), "W", rewrite=(r"$", "-1")),
    _Spelling(r"1\d{9}(?:\d{3})?", ("%Y-%m-%dT%H:%M:%S.%f",), doubt="count", rewrite=(r".+", _instant)),
)
_ANY_SPELLING = re.compile(
    "|".join(f"(?P<s{i}>{re.sub('[?]P<[a-z]+>', '', s.pattern)})" for i, s in enumerate(_SPELLINGS))
)


# ------------------------------------------------------------------------------------ reading
def read_times(values: Iterable[Any], what: str, line: str = _SETTLE_COLUMNS) -> Any:
    """Read names of columns, or the values of a column or of an index level, as times.

    Parameters
    ----------
    values : iterable, Index or Series of shape (n,)
        Dates, periods, text or whole numbers. Repeated and missing ones are allowed.
    what : str
        Start of a message: "The columns of X", "The index level 'ds'".
    line : str, default="X.columns = pd.to_datetime(X.columns, format={format!r})"
        Code that settles the order of day and month; `{format!r}` stands for the format.

    Returns
    -------
    times : DatetimeIndex or PeriodIndex of shape (n,), or None
        None where the values are no times. Spellings of months, quarters and weeks give periods, others dates.

    Raises
    ------
    ValueError
        If text may mean day-month or month-day, and the steps do not tell.
    """
    import pandas as pd

    if isinstance(values, (pd.Series, pd.Index)):
        index = as_index(values)
    else:
        index = pd.Index(values if hasattr(values, "__len__") else list(values))
    if is_time(index):
        return index
    if isinstance(index, pd.MultiIndex):
        return None
    try:
        codes, unique = pd.factorize(index)  # -1 where missing
    except TypeError:  # series in cells, which have no hash
        return None
    times = _read_unique(pd.Index(np.asarray(unique)), what, line) if len(unique) else None
    if times is None:
        return None
    return times.take(codes, allow_fill=True, fill_value=pd.NaT).rename(index.name)


def read_axis(labels: Any, what: str, line: str = _SETTLE_COLUMNS) -> Any:
    """Read the labels of the time points of all series as times; see `read_times`.

    Periods that are written as text or as numbers may lack some: they become dates, which may.
    """
    times = read_times(labels, what, line)
    is_written = is_period(times) and not is_time(labels)
    if is_written and times.is_monotonic_increasing and first_hole(times) is not None:
        return times.to_timestamp()
    return times


def which_are_times(values: Iterable[Any]) -> NDArray[np.bool_]:
    """Tell the times among values: the largest group that is written in one way, and is read as times.

    Parameters
    ----------
    values : iterable of length n

    Returns
    -------
    are_times : ndarray of bool of shape (n,)
    """
    import pandas as pd

    values = list(values)
    ways = np.array([_way_of(value) for value in values])
    largest = max(sorted(set(ways) - {""}), key=lambda way: (ways == way).sum(), default="")
    are_times = (ways == largest) & (largest != "")
    chosen = pd.Index([value for value, is_one in zip(values, are_times, strict=True) if is_one])
    with suppress(ValueError):  # times, of which the order of day and month is open
        are_times &= len(chosen) > 0 and read_times(chosen, "") is not None
    return are_times


def _way_of(value: Any) -> str:
    """The way in which a value may be written as a time: "" where there is none."""
    import pandas as pd

    if isinstance(value, str):
        match = _ANY_SPELLING.fullmatch(_parts(value)[0])
        return "" if match is None else str(match.lastgroup)
    return {"date": "date", "datetime": "date", "datetime64": "date", "period": "period", "integer": "number"}.get(
        pd.api.types.infer_dtype([value], skipna=False), ""
    )


def _read_unique(unique: Any, what: str, line: str) -> Any:
    """Read an index of different values as times; None where they are none."""
    import pandas as pd

    kind = pd.api.types.infer_dtype(unique)
    if is_time(unique):
        return unique
    if kind == "string":
        return _read_text(unique.tolist(), what, line)
    if kind == "integer" or (kind == "floating" and (unique == np.floor(unique)).all()):
        return _read_text([str(int(number)) for number in unique], what, line)
    try:
        if kind in ("date", "datetime", "datetime64"):
            zones = {getattr(value, "tzinfo", None) for value in unique}
            return pd.DatetimeIndex(pd.to_datetime(unique, utc=len(zones) > 1))
        return pd.PeriodIndex(unique) if kind == "period" else None
    except (TypeError, ValueError):  # dates out of bounds, periods of several frequencies
        return None


# ------------------------------------------------------------------------------------ text
def _read_text(texts: Sequence[str], what: str, line: str) -> Any:
    """Read different texts as times; None where they are not all written in one way."""
    if _ANY_SPELLING.fullmatch(_parts(texts[0])[0]) is None:  # most names are no dates: do not look at all
        return None
    parts = [_parts(text) for text in texts]
    matches = [_ANY_SPELLING.fullmatch(date) for date, _, _ in parts]
    ways = {"" if match is None else str(match.lastgroup) for match in matches}
    if len(ways) > 1 or "" in ways:
        return None
    spelling = _SPELLINGS[int(ways.pop().removeprefix("s"))]
    formats = [form for form in spelling.formats if form != "%y-%m-%d" or "-" in texts[0]]  # 20-01-31, not 20/1/31
    read = {form: times for form in formats if (times := _parse(parts, spelling, form)) is not None}
    if not read:
        return None
    if len(read) > 1:
        form = _order_of_day_and_month(read)
        if form is None:
            raise ValueError(_open_order(texts, parts[0][2], read, what, line))
        return read[form]
    times = next(iter(read.values()))
    has_clock = any(form for _, _, form in parts)
    if has_clock and spelling.unit != "D":
        return None
    if spelling.doubt == "number" and not has_clock and not _count_time(times):
        return None
    if spelling.doubt == "count" and not (_count_time(times) and _count_minutes(times)):
        return None
    if spelling.doubt == "day" and len(times) > 1 and not 0 < np.median(np.abs(np.diff(_months(times)))) < 12:
        return None
    return times if spelling.unit == "D" else _periods(times, spelling.unit)


def _parts(text: str) -> tuple[str, str, str]:
    """Take text apart into a canonical date, the clock, and the format of the clock.

    In a canonical date every separator is "-", but ":" is a single dot; names of months are numbers as in "<01>".
    """
    text = _WEEK_OF_PANDAS.sub(r"\1", text.strip())
    match = _CLOCK.match(text) if ":" in text or "T" in text else None
    clock = form = ""
    if match is not None:
        text, clock, half, zone = match.group("date", "clock", "half", "zone")
        hour = "%I" if half else "%H"
        form = f"{hour}:%M:%S.%f" if "." in clock else ":".join([hour, "%M", "%S"][: clock.count(":") + 1])
        if ":" not in clock:
            form = "".join([hour, "%M", "%S"][: len(clock) // 2])
        if half:
            clock, form = f"{clock} {half}", f"{form} %p"
        if zone:
            clock, form = f"{clock} {zone.upper()}", f"{form} %z"
    if has_letters := _LETTER.search(text) is not None:
        text = _WEEKDAY_NAME.sub("", text)
        text = _MONTH_NAME.sub(lambda name: f"<{_MONTHS.index(name[1][:3].lower()) + 1:02d}>", text)
    text = text.replace(".", ":") if _NUMBER.fullmatch(text) else _SEPARATORS.sub("-", text)
    if has_letters:
        text = _UNIT.sub(lambda unit: unit[1].upper(), text)
    return text, clock, form


def _parse(parts: list[tuple[str, str, str]], spelling: _Spelling, form: str) -> Any:
    """Read parts of texts by the format of a date; None where one of them is no such date."""
    import pandas as pd

    clocks = sorted({clock for _, _, clock in parts})
    if len({clock.endswith("%z") for clock in clocks}) > 1:
        return None
    of_clock = np.array([clocks.index(clock) for _, _, clock in parts])
    dates = pd.Series([f"{date} {clock}".strip() for date, clock, _ in parts], dtype=object)
    if spelling.rewrite:
        dates = dates.str.replace(*spelling.rewrite, regex=True)
    has_zone = clocks[0].endswith("%z")
    times = pd.Series(pd.NaT, index=dates.index, dtype="datetime64[ns, UTC]" if has_zone else "datetime64[ns]")
    for number, clock in enumerate(clocks):
        rows = of_clock == number
        read = pd.to_datetime(dates[rows], format=f"{form} {clock}".strip(), errors="coerce", utc=has_zone)
        if read.isna().any():
            return None
        times = read if len(clocks) == 1 else times.where(~rows, read.astype(times.dtype))
    times = pd.DatetimeIndex(times)
    return _in_zone(times, [clock.split(" ")[-1] for _, clock, _ in parts]) if has_zone else times


def _in_zone(times: Any, zones: list[str]) -> Any:
    """Return times of UTC in the zone they were written in; where summer has another one, as the clock showed it."""
    import pandas as pd

    offsets = pd.to_timedelta([_offset(zone) for zone in zones])
    if (offsets == offsets[0]).all():
        return times if zones[0] in ("Z", "UTC") else times.tz_convert(f"UTC{_offset(zones[0])[:6]}")
    local = times.tz_localize(None) + offsets
    return local if _is_regular(local) and not _is_regular(times) else times


def _offset(zone: str) -> str:
    """Write a zone as pandas reads a time difference."""
    return "+00:00:00" if zone in ("Z", "UTC") else f"{zone[:3]}:{zone[-2:]}:00"


# ------------------------------------------------------------------------------------ what steps tell
def _order_of_day_and_month(read: dict[str, Any]) -> str | None:
    """The format under which times are regular, or else increase; None where that is not one."""
    first, *others = read.values()
    if all(first.equals(other) for other in others):
        return next(iter(read))
    for holds in (_is_regular, lambda times: times.is_monotonic_increasing):
        fitting = [form for form, times in read.items() if holds(times)]
        if fitting:
            return fitting[0] if len(fitting) == 1 else None
    return None


def _open_order(texts: Sequence[str], clock: str, read: dict[str, Any], what: str, line: str) -> str:
    """Say that the order of day and month is open."""
    first, second = list(read.values())[:2]
    at = int(np.argmax(first != second))
    text = texts[at]
    separator, between = re.sub(r"\d", "", text)[:1], "T" if "T" in text else " "
    formats = [form.replace("-", separator) + f"{between}{clock}" * bool(clock) for form in read]
    return (
        f"{what} may start with the day or with the month: {text!r} is {first[at].day} {first[at]:%B %Y} or "
        f"{second[at].day} {second[at]:%B %Y}, and the steps do not tell. Say which, by format="
        f"{' or '.join(map(repr, formats))}: {line.format(format=formats[0])}"
    )


def _is_regular(times: Any) -> bool:
    """Whether sorted dates have one step."""
    return frequency_of(times.sort_values()) is not None


def _count_time(times: Any) -> bool:
    """Whether dates written as numbers have one step, apart from holes: numbers of another meaning hardly have."""
    if len(times) < _FEWEST_NUMBERS:
        return False
    times = times.sort_values()
    if _is_regular(times):
        return True
    steps = np.diff(times.asi8)
    return bool((steps == np.median(steps)).mean() > 0.5)


def _count_minutes(times: Any) -> bool:
    """Whether different times are whole minutes apart: numbers of another meaning hardly have such steps."""
    return not (np.diff(np.sort(times.to_numpy())) % np.timedelta64(1, "m")).any()


def _months(times: Any) -> NDArray[np.int64]:
    """Numbers of months."""
    return times.to_period("M").asi8


def _periods(times: Any, unit: str) -> Any:
    """Return dates as periods; regular ones of several units become periods of that length."""
    import pandas as pd

    periods = times.to_period(unit)
    steps = np.diff(np.sort(periods.asi8))
    if len(steps) and steps[0] > 1 and (steps == steps[0]).all():
        return pd.PeriodIndex.from_ordinals(periods.asi8, freq=f"{steps[0]}{unit}")
    return periods

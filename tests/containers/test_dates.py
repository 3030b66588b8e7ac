"""Dates as people write them."""

import datetime
import re

import numpy as np
import pandas as pd
import pytest

from sklearn_lgta._containers.dates import read_times, which_are_times

WHAT = "The columns of X"
MONTHS = pd.period_range("2018-11", periods=30, freq="M")
QUARTERS = pd.period_range("2014Q4", periods=11, freq="Q")
WEEKS = pd.period_range("2019-12-30", periods=60, freq="W")
DAYS = pd.date_range("2020-01-22", periods=70)
HALF_MONTHS = pd.date_range("2020-01-01", periods=30, freq="SMS")
HOURS = pd.date_range("2021-02-27 20:00", periods=50, freq="h")


@pytest.mark.parametrize(
    "spelling",
    [
        "%Y-%m",
        "%Y/%m",
        "%Y.%m",
        "%m/%Y",
        "%m-%Y",
        "%m.%Y",
        "%b-%y",
        "%b %y",
        "%b%y",
        "%b '%y",
        "%b %Y",
        "%B %Y",
        "%b. %Y",
        "%Y-%b",
        "%y-%b",
        "%YM%m",
        "%Ym%m",
        "%Y-M%m",
        "%Y%m",
    ],
)
def test_months_become_periods(spelling):
    assert read_times(MONTHS.strftime(spelling), WHAT).equals(MONTHS)
    assert read_times(MONTHS.strftime(spelling).str.upper(), WHAT).equals(MONTHS)


def test_months_without_zeros_become_periods():
    assert read_times([f"{month.year}m{month.month}" for month in MONTHS], WHAT).equals(MONTHS)
    assert read_times([f"{month.month}/{month.year}" for month in MONTHS], WHAT).equals(MONTHS)


@pytest.mark.parametrize("unit", [1, 1_000], ids=["seconds", "milliseconds"])
@pytest.mark.parametrize("step", ["h", "15min", "D"])
def test_numbers_since_1970_become_dates_where_their_steps_are_long_and_equal(unit, step):
    times = pd.date_range("2021-02-27 20:00", periods=50, freq=step)
    numbers = times.astype("datetime64[s]").asi8 * unit
    assert (read_times(numbers, WHAT) == times).all() and (read_times(numbers.astype(str), WHAT) == times).all()
    assert all(read_times(numbers[0] + unit * step * np.arange(50), WHAT) is None for step in (1, 100))
    assert read_times(numbers + unit * np.random.default_rng(0).integers(3_000, size=50), WHAT) is None


@pytest.mark.parametrize(
    "spelling", ["%FQ%q", "%Fq%q", "%F-Q%q", "%F Q%q", "Q%q %F", "Q%q-%F", "%qQ%f", "Q%q'%f", "Q%q%F"]
)
def test_quarters_become_periods(spelling):
    assert read_times([quarter.strftime(spelling) for quarter in QUARTERS], WHAT).equals(QUARTERS)


@pytest.mark.parametrize("spelling", ["%GW%V", "%G-W%V", "%G-w%V"])
def test_weeks_become_periods(spelling):
    assert read_times(WEEKS.start_time.strftime(spelling), WHAT).equals(WEEKS)


def test_weeks_as_pandas_writes_them_become_their_first_days():
    assert read_times(WEEKS.astype(str), WHAT).equals(WEEKS.start_time)


@pytest.mark.parametrize(
    "spelling",
    [
        "%Y-%m-%d",
        "%Y/%m/%d",
        "%Y.%m.%d",
        "%d/%m/%Y",
        "%m/%d/%Y",
        "%d.%m.%Y",
        "%d-%m-%y",
        "%m/%d/%y",
        "%y-%m-%d",
        "%d-%b-%Y",
        "%d %B %Y",
        "%d %b %y",
        "%d%b%Y",
        "%b %d, %Y",
        "%Y-%b-%d",
        "%a %d %b %Y",
        "%A, %d %B %Y",
        "%Y%m%d",
    ],
)
def test_days_become_dates(spelling):
    assert (read_times(DAYS.strftime(spelling), WHAT) == DAYS).all()


def test_days_without_zeros_become_dates():
    assert (read_times([f"{day.month}/{day.day}/{day.year % 100}" for day in DAYS], WHAT) == DAYS).all()
    assert (read_times([f"{day.day}.{day.month}.{day.year}" for day in DAYS], WHAT) == DAYS).all()


@pytest.mark.parametrize(
    "spelling",
    [
        "%Y-%m-%d %H:%M",
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%dT%H:%M:%S.%f",
        "%Y-%m-%dT%H",
        "%Y%m%dT%H%M%S",
        "%d.%m.%Y %H:%M",
        "%m/%d/%Y %I:%M %p",
        "%m/%d/%y %I:%M:%S %p",
        "%d-%b-%Y %H:%M",
    ],
)
def test_hours_become_dates(spelling):
    assert (read_times(HOURS.strftime(spelling), WHAT) == HOURS).all()


def test_days_and_hours_may_be_mixed():
    text = [str(hour) if hour.hour else str(hour.date()) for hour in HOURS]
    assert (read_times(text, WHAT) == HOURS).all()


@pytest.mark.parametrize(("zone", "offset"), [("Z", 0), ("+01:00", 1), (" +0100", 1), ("-05:00", -5)])
def test_time_zones_are_kept(zone, offset):
    times = read_times(HOURS.strftime("%Y-%m-%d %H:%M:%S") + zone, WHAT)
    assert times.tz is not None
    assert (times.tz_localize(None) == HOURS).all()
    assert times[0].utcoffset() == datetime.timedelta(hours=offset)


def test_summer_time_does_not_move_days():
    days = pd.date_range("2021-03-20", periods=20, tz="Europe/Lisbon")
    assert (read_times([day.isoformat() for day in days], WHAT) == days.tz_localize(None)).all()


def test_summer_time_does_not_open_holes_of_an_hour():
    hours = pd.date_range("2021-03-27", periods=60, freq="h", tz="Europe/Lisbon")
    assert (read_times([hour.isoformat() for hour in hours], WHAT) == hours).all()


@pytest.mark.parametrize("index", [DAYS, MONTHS, DAYS.tz_localize("Asia/Tokyo")])
def test_an_index_of_times_is_returned_as_it_is(index):
    assert read_times(index, WHAT) is index


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([day.date() for day in DAYS], DAYS),
        ([day.to_pydatetime() for day in DAYS], DAYS),
        (pd.Index(list(DAYS), dtype=object), DAYS),
        (pd.Index(list(MONTHS), dtype=object), MONTHS),
        (np.array(list(DAYS.to_numpy()), dtype=object), DAYS),
        (pd.Series(DAYS), DAYS),
        (pd.Categorical(DAYS.strftime("%Y-%m-%d")), DAYS),
        ((str(day) for day in DAYS), DAYS),
        ([int(text) for text in MONTHS.strftime("%Y%m")], MONTHS),
        ([int(text) for text in HALF_MONTHS.strftime("%Y%m%d")], HALF_MONTHS),
        ([float(text) for text in DAYS.strftime("%Y%m%d")], DAYS),
    ],
)
def test_objects_and_numbers_become_times(values, expected):
    assert (read_times(values, WHAT) == expected).all()


@pytest.mark.parametrize(
    "values",
    [
        range(200),
        range(200001, 200040),
        [202001, 202001],
        [str(number) for number in range(100)],
        list(range(1990, 2020)),
        [str(year) for year in range(1990, 2020)],
        [f"t{number}" for number in range(30)],
        ["1.2019", "2.5", "3.25"],
        [f"{number}.0" for number in range(20)],
        list("abc"),
        ["Jan", "Feb", "Mar"],
        DAYS.strftime("%d-%b"),  # days without a year
        DAYS.strftime("%b-%d"),
        ["2020-13", "2020-14"],
        ["2020-01-01", "2020-02-31"],
        ["2020-01", "2020-01-02"],
        [True, False],
        [b"2020-01-01"],
        [1.5, 2.5],
        [],
        [None, np.nan],
        [[1, 2], [3, 4]],
        pd.Series([pd.Series([1.0]), pd.Series([2.0])]),
        ["Jan-20 10:00Z", "Feb-20 10:00Z"],
        pd.MultiIndex.from_product([["a"], DAYS]),
    ],
)
def test_other_names_and_numbers_are_no_times(values):
    assert read_times(values, WHAT) is None


@pytest.mark.parametrize("spelling", ["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%y"])
def test_steps_tell_the_order_of_day_and_month(spelling):
    firsts = pd.date_range("2019-01-01", periods=24, freq="MS")
    assert (read_times(firsts.strftime(spelling), WHAT) == firsts).all()


@pytest.mark.parametrize("clock", ["", " %H:%M"])
def test_an_open_order_of_day_and_month_is_refused(clock):
    firsts = pd.date_range("2019-01-01", periods=12, freq="MS")
    X = pd.DataFrame(np.zeros((2, 12)), columns=firsts.strftime("%d/%m/%Y" + clock))
    with pytest.raises(ValueError, match="'01/02/2019.* is 1 February 2019 or 2 January 2019") as refused:
        read_times(X.columns, WHAT)
    line = re.search(r"X\.columns = .*", str(refused.value)).group()
    exec(line, {"X": X, "pd": pd})
    assert read_times(X.columns, WHAT).equals(firsts)


def test_the_line_of_the_refusal_is_the_callers():
    with pytest.raises(ValueError, match=r"X\['ds'\] = to\('%d-%m-%y'\)"):
        read_times(["01-02-20", "02-02-20"], "The column 'ds'", "X['ds'] = to({format!r})")


def test_regular_months_several_apart_have_their_step():
    assert read_times(["Mar-19", "Jun-19", "Sep-19", "Dec-19"], WHAT).freqstr == "3M"


def test_repeated_and_missing_values_stay_in_their_places():
    times = read_times(["2020Q2", None, "2020Q1", "2020Q2"], WHAT)
    assert list(times.isna()) == [False, True, False, False]
    assert [str(times[i]) for i in (0, 2, 3)] == ["2020Q2", "2020Q1", "2020Q2"]


def test_the_name_of_an_index_is_kept():
    assert read_times(pd.Index(["2020-01", "2020-02"], name="month"), WHAT).name == "month"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["Lat", "Long", *DAYS.strftime("%m/%d/%y")], [False, False] + [True] * 70),
        (["2020-01", "2020-02", "total"], [True, True, False]),
        (["id", *range(202001, 202013)], [False] + [True] * 12),
        (["01/02/2020", "02/02/2020", "rank"], [True, True, False]),  # the order of day and month is open
        ([datetime.date(2020, 1, 1), "x", datetime.date(2020, 1, 2)], [True, False, True]),
        (list("abc"), [False] * 3),
        (range(5), [False] * 5),
        (DAYS, [True] * 70),
        ([], []),
    ],
)
def test_times_among_names_are_told(values, expected):
    assert which_are_times(values).tolist() == expected

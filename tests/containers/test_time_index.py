"""Frequencies of dates and periods, and their seasons."""

import numpy as np
import pandas as pd
import pytest
from pandas import offsets

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta._containers.time_index import frequency_of, season_of_index, season_of_times

SEASONS = {
    "YE": None,
    "YS": None,
    "BYE": None,
    "BYS": None,
    "YE-MAR": None,
    "2YE": None,
    "QE": 4,
    "QS": 4,
    "BQE": 4,
    "BQS": 4,
    "QS-FEB": 4,
    "2QE": 2,
    "4QE": None,
    "ME": 12,
    "MS": 12,
    "BME": 12,
    "BMS": 12,
    "CBME": 12,
    "CBMS": 12,
    "2ME": 6,
    "3MS": 4,
    "4ME": 3,
    "6MS": 2,
    "12MS": None,
    "5ME": None,
    "WOM-2TUE": 12,
    "SME": 24,
    "SMS": 24,
    "W": 52,
    "W-WED": 52,
    "2W": 26,
    "4W": 13,
    "D": 7,
    "2D": None,
    "7D": 52,
    "14D": 26,
    "B": 5,
    "C": 5,
    "h": 24,
    "4h": 6,
    "5h": None,
    "24h": 7,
    "36h": None,
    "30min": 48,
    "15min": 96,
    "90min": 16,
    "60min": 24,
    "s": 86_400,
    "30s": 2_880,
    "ms": None,
    "us": None,
    "ns": None,
    "bh": None,
    "cbh": None,
}
OFFSETS = {
    offsets.LastWeekOfMonth(weekday=4): 12,
    offsets.FY5253(weekday=5, startingMonth=1): None,
    offsets.FY5253Quarter(weekday=5, startingMonth=1): 4,
    offsets.Easter(): None,
    offsets.DateOffset(months=1): 12,
    offsets.DateOffset(days=1): 7,
    offsets.DateOffset(years=1): None,
}


@pytest.mark.parametrize("freq", [*SEASONS, *OFFSETS], ids=str)
def test_every_frequency_has_the_season_of_what_it_is(freq):
    index = pd.date_range("2001-03-01", periods=60, freq=freq)
    assert season_of_index(index) == (SEASONS | OFFSETS)[freq]


def test_no_offset_of_pandas_is_left_out():
    known = {type(pd.tseries.frequencies.to_offset(freq)) for freq in SEASONS} | set(map(type, OFFSETS))
    half_years = {"HalfYearEnd", "HalfYearBegin", "BHalfYearEnd", "BHalfYearBegin"}  # new in pandas 3
    named = {getattr(offsets, name) for name in offsets.__all__ if name not in half_years}
    assert named - known - {offsets.BaseOffset, offsets.Tick} == set()


@pytest.mark.parametrize("name", ["HalfYearEnd", "HalfYearBegin", "BHalfYearEnd", "BHalfYearBegin"])
def test_half_years_have_a_season_of_two(name):
    if not hasattr(offsets, name):
        pytest.skip("pandas 3 has half years")
    assert season_of_index(pd.date_range("2001-03-01", periods=20, freq=getattr(offsets, name)())) == 2


# Of these the dates alone tell no frequency.
UNTOLD = {"C", "CBMS", "bh", "cbh"}


@pytest.mark.parametrize("freq", [freq for freq in SEASONS if freq not in UNTOLD])
def test_dates_without_a_frequency_have_the_season_of_their_steps(freq):
    index = pd.date_range("2001-03-01", periods=120, freq=freq)
    assert season_of_index(pd.DatetimeIndex(list(index))) == SEASONS[freq]


@pytest.mark.parametrize(
    ("freq", "season"),
    [
        ("Y", None),
        ("Q", 4),
        ("M", 12),
        ("3M", 4),
        ("W", 52),
        ("D", 7),
        ("B", 5),
        ("h", 24),
        ("15min", 96),
        ("s", 86_400),
    ],
)
@pytest.mark.filterwarnings("ignore:Period:FutureWarning")
def test_periods_have_the_season_of_their_frequency(freq, season):
    assert season_of_index(pd.PeriodIndex(pd.period_range("2001", periods=30, freq=freq))) == season


def test_dates_of_a_time_zone_keep_their_season_when_the_clock_changes():
    for freq, season in {"h": 24, "D": 7, "W": 52, "MS": 12}.items():
        assert season_of_index(pd.date_range("2024-03-01", periods=60, freq=freq, tz="Europe/Lisbon")) == season


@pytest.mark.parametrize("values", [["2020-01-01", "2020-01-02", None], ["2020-01-01", "2020-01-05", "2020-01-06"], []])
def test_irregular_and_missing_dates_have_no_frequency(values):
    assert frequency_of(pd.DatetimeIndex(values)) is None


DAYS = pd.date_range("2021-01-01", periods=60)
HOLED = DAYS.delete(20)
YEARS = pd.date_range("1960", periods=50, freq="YS")


@pytest.mark.parametrize(
    ("times", "season"),
    [
        ([HOLED, DAYS, DAYS], 7),
        ([DAYS, HOLED, HOLED.delete(30)], 7),
        ([HOLED, HOLED], None),
        ([DAYS[:2], DAYS, HOLED], 7),
        ([DAYS + pd.Timedelta(days=shift) for shift in range(3)], 7),
        ([pd.bdate_range("2024-01-01", periods=9), pd.bdate_range("2024-01-01", periods=8)], 5),
        ([YEARS, YEARS, DAYS], None),
        ([YEARS, DAYS], 7),
        ([DAYS, pd.date_range("2001", periods=30, freq="MS")], 12),
        ([], None),
        (None, None),
        (DAYS, 7),
    ],
)
def test_the_season_is_that_of_most_series_with_a_frequency(times, season):
    assert season_of_times(times) == season
    if isinstance(times, list):
        assert season_of_times(times[::-1]) == season


@pytest.mark.parametrize("shop", list("abc"))
def test_a_hole_in_one_series_leaves_the_season_of_the_others(shop):
    index = pd.MultiIndex.from_product([list("abc"), DAYS], names=["shop", "day"])
    sold = pd.DataFrame({"sold": np.random.default_rng(0).normal(size=180)}, index=index)
    augmenter = LGTAAugmenter(model=PCACodec(), random_state=0)
    told = f"Dates of series {shop} are not evenly spaced.* only the dates of other series tell the season, 7 time"
    with pytest.warns(UserWarning, match=told):
        augmenter.fit(sold.drop(index=[(shop, DAYS[17])]))
    assert augmenter.seasonal_period_ == 7
    with pytest.warns(UserWarning, match="not evenly spaced.* and no season is read from them"):
        augmenter.fit(sold.drop(index=DAYS[17], level="day"))
    assert augmenter.seasonal_period_ is None

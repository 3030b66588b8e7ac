import numpy as np
import pytest

from sklearn_lgta._conditions.calendar import encode_calendar, kind_of, periods_of, read_dates


def days(first, n, step="D"):
    return np.datetime64(first) + np.arange(n) * np.timedelta64(1, step)


def encoded(dates, *periods):
    return encode_calendar(read_dates(dates), periods)


def distance(calendar, first, second):
    return np.linalg.norm(calendar[first] - calendar[second])


# ------------------------------------------------------------------------------------ places in periods
def test_the_first_wave_is_sine_and_cosine_of_the_place():
    months = days("2020-01", 12, "M")
    angle = 2 * np.pi * np.arange(12) / 12
    np.testing.assert_allclose(
        encoded(months, "month")[:, :2], np.stack([np.sin(angle), np.cos(angle)], axis=1), atol=1e-6
    )


def test_january_is_next_to_december_and_not_equal_to_it():
    calendar = encoded(days("2020-01", 12, "M"), "month")
    assert distance(calendar, 0, 11) == pytest.approx(distance(calendar, 0, 1), rel=1e-5)
    decomposition = [distance(calendar, 0, month) for month in range(1, 7)]
    assert decomposition[0] > 0.1
    assert decomposition == sorted(decomposition)


def test_any_profile_of_the_week_is_a_sum_of_its_waves():
    calendar = encoded(days("2024-01-01", 28), "week")
    profile = np.tile(np.random.default_rng(0).normal(size=7), 4)
    waves = np.column_stack([np.ones(28), calendar])
    np.testing.assert_allclose(waves @ np.linalg.lstsq(waves, profile, rcond=None)[0], profile, atol=1e-5)


def test_monday_is_the_beginning_of_the_week():
    first = encoded(days("2024-01-01", 2), "week")[0]  # a Monday
    np.testing.assert_allclose(first, [0, 1, 0, 1 / 2, 0, 1 / 3], atol=1e-6)


@pytest.mark.parametrize(("period", "later"), [("day", 1), ("week", 7), ("month", 12)])
def test_dates_a_period_later_are_the_same(period, later):
    step = "M" if period == "month" else "D"
    dates = days("2023-05" if step == "M" else "2023-05-17", 30, step)
    moved = dates + np.timedelta64(later, step)
    np.testing.assert_array_equal(encoded(dates, period), encoded(moved, period))


def test_the_year_is_not_told():
    dates = days("2021-03-01", 90)
    two_years_later = days("2023-03-01", 90)  # neither is a leap year
    np.testing.assert_array_equal(encoded(dates, "year"), encoded(two_years_later, "year"))
    leap = encoded(days("2024-03-01", 90), "year")
    np.testing.assert_allclose(leap, encoded(dates, "year"), atol=0.02)  # less than a day apart


def test_the_last_of_december_is_a_day_from_new_year():
    calendar = encoded(days("2022-12-30", 4), "year")
    steps = [distance(calendar, day, day + 1) for day in range(3)]
    np.testing.assert_allclose(steps, steps[0], rtol=1e-3)


def test_minutes_count_in_the_day_and_not_in_the_week():
    calendar = encoded(np.datetime64("2024-01-01T00:00") + 15 * np.arange(96) * np.timedelta64(1, "m"), "day", "week")
    angle = 2 * np.pi * np.arange(96) / 96
    np.testing.assert_allclose(calendar[:, 0], np.sin(angle), atol=1e-6)
    np.testing.assert_allclose(calendar[:, 6:], np.broadcast_to(calendar[0, 6:], (96, 6)))  # one day, one place


# ------------------------------------------------------------------------------------ which periods
@pytest.mark.parametrize(
    ("step", "kind"),
    [
        (np.timedelta64(10, "m"), "sub-daily"),
        (np.timedelta64(1, "h"), "sub-daily"),
        (np.timedelta64(1, "D"), "daily"),
        (np.timedelta64(7, "D"), "weekly"),
        (np.timedelta64(1, "M"), "monthly"),
        (np.timedelta64(3, "M"), "monthly"),
    ],
)
def test_the_kind_is_that_of_the_usual_step(step, kind):
    unit = "M" if np.datetime_data(step.dtype)[0] == "M" else "s"
    assert kind_of(read_dates(np.datetime64("2020-01", unit) + np.arange(40) * step)) == kind


def test_business_days_are_daily():
    dates = days("2024-01-01", 28)
    assert kind_of(read_dates(dates[np.is_busday(dates)])) == "daily"


def test_yearly_dates_have_no_season():
    with pytest.raises(ValueError, match="Dates 365 days apart have no season .* Leave 'calendar' out"):
        kind_of(read_dates(days("2000", 20, "Y")))


@pytest.mark.parametrize(("n_days", "periods"), [(400, ("week",)), (800, ("week", "year"))])
def test_a_longer_period_counts_where_it_repeats(n_days, periods):
    assert periods_of("daily", [read_dates(days("2020-01-01", n_days))]) == periods


def test_series_of_several_years_show_a_period_together():
    rows = [read_dates(days(f"{year}-01-01", 200)) for year in (2020, 2022)]
    assert periods_of("daily", rows) == ("week", "year")


# ------------------------------------------------------------------------------------ containers
def test_all_kinds_of_dates_are_the_same_dates():
    pd = pytest.importorskip("pandas")
    expected = days("2020-01", 24, "M").astype("datetime64[s]")
    stamps = pd.date_range("2020-01-01", periods=24, freq="MS")
    for index in (
        stamps,
        stamps.tz_localize("Europe/Lisbon"),
        stamps.to_period("M"),
        stamps.to_numpy(),
        list(stamps),
        pd.Series(stamps),
        [str(month) for month in stamps.to_period("M")],
    ):
        np.testing.assert_array_equal(read_dates(index), expected)


@pytest.mark.parametrize(
    ("index", "message"),
    [
        (np.arange(5), "needs two dates or more in a row, but int64 of shape"),
        (days("2020-01-01", 1), "needs two dates or more"),
        (["monday", "tuesday"], "cannot read 'monday' as a date"),
        (np.array(["2020-01-01", "NaT", "2020-01-03"], dtype="datetime64[D]"), "no date at position 1"),
        (days("2020-01-01", 5)[[0, 2, 1, 3, 4]], "must increase; 2020-01-02T00:00:00 follows .* at position 2"),
    ],
)
def test_what_is_no_row_of_dates_is_named(index, message):
    with pytest.raises(ValueError, match=message):
        read_dates(index)

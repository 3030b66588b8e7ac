"""Frames with a series a row: dates in their columns, and what is told to leave them."""

import datetime
import re
import time
import warnings

import numpy as np
import pandas as pd
import pytest

from sklearn_lgta import LGTAAugmenter, PCACodec, from_long

X = np.random.default_rng(0).normal(size=(12, 30))
MONTHS = pd.period_range("2018-01", periods=30, freq="M")
DAYS = pd.date_range("2024-01-01", periods=30)


def augmenter(**parameters):
    return LGTAAugmenter(model=PCACodec(), random_state=0, **parameters)


def refused(frame, match):
    with pytest.raises(ValueError, match=match) as raised:
        augmenter().fit(frame)
    return str(raised.value)


def lines_of(message):
    """The lines of code that a message ends its sentences with."""
    return re.findall(r"(?:row|rows|copies|points|series|them): (X.*?)(?=\. If |$)|make it a row: (X\.T)", message)


def run(message, frame):
    """The frames that the lines of a message give."""
    lines = [line for found in lines_of(message) for line in found if line]
    assert lines, message
    return [eval(line, {"X": frame, "pd": pd, "np": np}) for line in lines]


# ------------------------------------------------------------------------------------ dates
@pytest.mark.parametrize(
    ("names", "season"),
    [
        (MONTHS, 12),
        (MONTHS.astype(str), 12),
        (MONTHS.strftime("%b-%y"), 12),
        (MONTHS.strftime("%Y/%m/%d"), 12),
        (MONTHS.strftime("%m/%d/%Y"), 12),
        (MONTHS.strftime("%Y%m"), 12),
        (MONTHS.strftime("%Y%m").astype(int), 12),
        (pd.period_range("2010", periods=30, freq="Q").strftime("%FQ%q"), 4),
        (pd.date_range("2018", periods=30, freq="W").strftime("%Y-%m-%d"), 52),
        (pd.date_range("2018", periods=30, freq="B").strftime("%d.%m.%Y"), 5),
        (DAYS, 7),
        (pd.Index(list(DAYS), dtype=object), 7),
        (pd.Index(DAYS.date, dtype=object), 7),
        (pd.date_range("2024", periods=30, freq="4h").astype(str), 6),
    ],
)
def test_dates_in_any_spelling_have_their_season_and_come_back(names, season):
    frame = pd.DataFrame(np.tile(X, 4)[:, :30], columns=names)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fitted = augmenter(structure="none").fit(frame)
        copies = fitted.augment(frame, n_copies=2)
    assert fitted.seasonal_period_ == season
    pd.testing.assert_index_equal(copies.columns, frame.columns)


@pytest.mark.parametrize("names", [MONTHS.strftime("%b-%y"), pd.Index(list(DAYS), dtype=object), DAYS.astype(str)])
def test_samples_have_the_columns_of_fit(names):
    frame = pd.DataFrame(X, columns=names)
    new = augmenter().fit(frame).sample(2)
    assert new.columns.tolist() == names.tolist()


def test_months_as_text_may_have_holes_as_dates_do():
    with pytest.warns(UserWarning, match="Dates are not evenly spaced: 2018-05-01.* is followed by 2018-07-01"):
        augmenter().fit(pd.DataFrame(X[:, 1:], columns=MONTHS.delete(5).strftime("%b-%y")))


@pytest.mark.parametrize("names", [[f"t{i}" for i in range(30)], list(range(2000, 2030)), [str(i) for i in range(30)]])
def test_other_names_are_not_taken_for_dates(names):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert augmenter().fit(pd.DataFrame(X, columns=names)).seasonal_period_ is None


def test_an_open_order_of_day_and_month_is_settled_by_the_line_of_its_error():
    frame = pd.DataFrame(X[:, :12], columns=pd.date_range("2021-01-01", periods=12).strftime("%d/%m/%y"))
    message = refused(frame, "may start with the day or with the month: '02/01/21'")
    exec(message[message.index("X.columns = ") :], {"X": frame, "pd": pd})
    assert augmenter(structure="none").fit(frame).seasonal_period_ == 7


@pytest.mark.parametrize("order", [np.arange(30)[::-1], np.r_[3, 0:3, 4:30]])
@pytest.mark.parametrize("names", [DAYS, DAYS.strftime("%d.%m.%Y"), MONTHS, MONTHS.strftime("%b %Y")])
def test_times_in_another_order_are_sorted_by_the_line_of_the_error(names, order):
    frame = pd.DataFrame(X, columns=names)
    (again,) = run(refused(frame.iloc[:, order], "times that do not increase"), frame.iloc[:, order])
    assert again.columns.equals(frame.columns)


@pytest.mark.parametrize("names", [DAYS, MONTHS.astype(str).astype(object)])
def test_missing_times_are_left_out_by_the_line_of_the_error(names):
    frame = pd.DataFrame(X, columns=names.where(np.arange(30) < 29))
    message = refused(frame, "times, but 1 of them missing")
    again = eval(message.split("these out: ")[1], {"X": frame})
    assert augmenter().fit(again).n_features_in_ == 29


@pytest.mark.parametrize("values", [DAYS.to_numpy(), DAYS - DAYS[0]])
def test_dates_as_values_are_refused(values):
    frame = pd.DataFrame({f"t{i}": values for i in range(3)})
    message = refused(frame, "dates or time differences instead of numbers")
    assert augmenter().fit(eval(message.split("them: ")[1], {"X": frame})).n_features_in_ == 3


def test_an_empty_frame_is_told_so():
    refused(pd.DataFrame(index=range(5)), "0 feature")


@pytest.mark.parametrize("names", [DAYS, DAYS.strftime("%d.%m.%Y"), MONTHS.strftime("%b %Y")])
def test_a_repeated_time_is_left_out_by_the_line_of_the_error(names):
    frame = pd.DataFrame(X, columns=names)
    twice = frame.iloc[:, [0, *range(30)]]
    message = refused(twice, "columns of X hold 1 time more than once, first 20")
    again = eval(message.split("a time: ")[1], {"X": twice})
    pd.testing.assert_frame_equal(again, frame)


def test_a_repeated_time_among_many_is_refused_at_once():
    hours = pd.date_range("2002-01-01", periods=20_000, freq="h")
    frame = pd.DataFrame(np.ones((1, 20_000)), columns=hours[:-1].append(hours[:1]))
    began = time.process_time()
    refused(frame, "more than once")
    assert time.process_time() - began < 1


# ------------------------------------------------------------------------------------ columns that are no time points
DATED = pd.DataFrame(X, columns=[f"{day.month}/{day.day}/{day.year % 100}" for day in DAYS])
NUMBERED = pd.DataFrame(X).add_prefix("t")
FLOATS = np.random.default_rng(1).normal(size=12)
TWELVE = [f"shop {i}" for i in range(12)]


def assert_comes_back(frame):
    """Check that copies have the index and the columns of the frame, with their dtypes."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        copies = augmenter(strength=0.0).fit(frame).augment(frame, n_copies=2)
    for half in (copies.iloc[: len(frame)], copies.iloc[len(frame) :]):
        pd.testing.assert_frame_equal(half, frame.astype(float), check_freq=False, atol=1e-9)
        for level in range(frame.index.nlevels):
            assert half.index.get_level_values(level).dtype == frame.index.get_level_values(level).dtype


@pytest.mark.parametrize("times", [DATED, NUMBERED, pd.DataFrame(X), pd.DataFrame(X, columns=range(1990, 2020))])
@pytest.mark.parametrize(
    "beside",
    [
        {"Lat": FLOATS, "Long": FLOATS},
        {"rank": range(12)},
        {"total": X.sum(axis=1)},
        {"store": "north"},
        {"name": TWELVE},
        {"kind": pd.Categorical(list("ab") * 6)},
        {"code": [b"1", b"2"] * 6},
        {"open": [True, False] * 6},
        {"name": TWELVE, "area": "north", "opened": DAYS[:12]},
        {"name": TWELVE, "opened": DAYS[:12]},
        {"opened": DAYS[:12], "name": TWELVE},
        {"area": list("aab") * 4, "opened": pd.period_range("2020", periods=12, freq="M")},
        {"area": list("aab") * 4, "size": range(12)},
        {"opened": DAYS[:6].repeat(2), "size": [7, 7, 8] * 4},
        {"size": FLOATS, "area": list("aab") * 4},
        {"area": [1, 2] * 6, "size": [7, 8, 9] * 4},
    ],
    ids="+".join,
)
def test_columns_beside_time_points_are_moved_to_the_index_by_the_line_of_the_error(times, beside):
    frame = times.copy()
    for at, (name, values) in enumerate(beside.items()):
        frame.insert(at, name, values)
    message = refused(frame, f"no time points like the others: {', '.join(map(repr, beside))}\\. If they describe")
    moved = run(message, frame)[0]
    assert set(moved.index.names) == set(beside)
    assert_comes_back(moved)


@pytest.mark.parametrize("times", [DATED, NUMBERED])
def test_a_day_beside_time_points_is_moved_to_the_index(times):
    assert_comes_back(
        run(refused(times.assign(opened=DAYS[:12]), "no time points.*'opened'"), times.assign(opened=DAYS[:12]))[0]
    )


def test_a_day_beside_numbers_may_be_the_time_of_series_in_columns():
    frame = pd.DataFrame(X).assign(day=DAYS[:12])
    series, rows = run(refused(frame, "If every other column is a series, make each one a row"), frame)
    assert series.shape == (30, 12)
    assert_comes_back(series)
    assert_comes_back(rows)


def test_a_repeated_name_beside_time_points_is_left_out_by_the_line_of_the_error():
    frame = NUMBERED.assign(id=range(12), size=2.5).rename(columns={"size": "id"})
    message = refused(frame, "more than one column 'id'")
    assert eval(message.split("each: ")[1], {"X": frame}).shape == (12, 31)


@pytest.mark.parametrize("label", [pd.Categorical([1, 2] * 6), [True, False] * 6, ["1", "2"] * 6, [b"a", b"b"] * 6])
def test_a_column_of_another_dtype_is_refused_by_name(label):
    frame = pd.DataFrame(X, columns=[f"V{i}" for i in range(1, 31)])
    frame["V1"] = label
    message = refused(frame, r"no time points like the others: 'V1'\. If they describe the rows")
    moved, *converted = run(message, frame)
    assert_comes_back(moved)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # floats that look like labels
        for numbers in converted:
            assert augmenter().fit(numbers).n_features_in_ == 30


@pytest.mark.parametrize("values", [[1, 2] * 6, range(12), np.repeat([7], 12)])
def test_whole_numbers_among_fractions_are_refused_by_name(values):
    frame = pd.DataFrame(X)
    frame[0] = np.asarray(values)
    moved, converted = run(refused(frame, r"no time points like the others: 0\. "), frame)
    assert_comes_back(moved)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # floats that look like labels
        augmenter().fit(converted)


def test_whole_numbers_among_whole_numbers_are_time_points():
    counts = pd.DataFrame(np.random.default_rng(0).poisson(9, size=(12, 30)))
    counts = counts.astype({column: float for column in range(25)})  # what read_csv makes of gaps
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        augmenter().fit(counts)


@pytest.mark.parametrize("at", [0, -1])
@pytest.mark.parametrize("kind", ["array", "frame"])
def test_labels_among_floats_get_a_warning_that_names_them(at, kind):
    values = X.copy()
    values[:, at] = [1, 2, 3] * 4
    given = values if kind == "array" else pd.DataFrame(values)
    with pytest.warns(UserWarning, match=f"Column {at % 30} of X holds 3 whole numbers") as warned:
        augmenter().fit(given)
    assert warned[0].filename == __file__
    line = re.search(r"X[.\[].*", str(warned[0].message)).group()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert augmenter().fit(eval(line, {"X": given})).n_features_in_ == 29


@pytest.mark.parametrize("first", [np.zeros(12), np.arange(12), np.r_[np.nan, np.ones(11)], np.linspace(1, 3, 12)])
def test_starts_that_are_no_labels_get_no_warning(first):
    values = X.copy()
    values[:, 0] = first
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        augmenter().fit(values)


@pytest.mark.parametrize(
    "names",
    [
        [f"lag {i}" for i in range(30, 0, -1)],
        [f"t-{i}" for i in range(28, 0, -1)] + ["t", "t+1"],
        ["value", *(f"value.{i}" for i in range(1, 30))],
        [f"{i // 2:02d}:{i % 2 * 30:02d}" for i in range(30)],
        [datetime.time(i // 2, i % 2 * 30) for i in range(30)],
        pd.timedelta_range(0, periods=30, freq="h"),
        np.arange(30) / 2,
        pd.MultiIndex.from_product([["load"], range(30)]),
        [f"col_{i}" for i in range(30)],
    ],
    ids=lambda names: str(names[0]),
)
def test_names_that_count_on_are_time_points(names):
    assert_comes_back(pd.DataFrame(X, columns=names))


@pytest.mark.parametrize("names", [["Jan", "Feb", "Mar", "Apr", "May"], ["Monday", "Tuesday", "Wednesday", "Thursday"]])
def test_months_and_weekdays_are_time_points(names):
    frame = pd.DataFrame(X[:, : len(names)], columns=names)
    assert_comes_back(frame)
    assert_comes_back(run(refused(frame.assign(sum=1.5), "like the others: 'sum'"), frame.assign(sum=1.5))[0])


@pytest.mark.parametrize(
    "index",
    [
        pd.Index([1, 1, 2] * 4, name="label", dtype="int8"),
        pd.CategoricalIndex(list("aab") * 4, name="kind"),
        pd.MultiIndex.from_arrays([pd.Categorical(list("aab") * 4), FLOATS.astype("float32")], names=["kind", "Lat"]),
        pd.Index([b"a", b"b"] * 6),
        pd.Index([True, False] * 6),
    ],
    ids=lambda index: type(index).__name__ + str(index.dtype),
)
def test_the_index_comes_back_with_every_copy(index):
    assert_comes_back(pd.DataFrame(X, index=index, columns=MONTHS.strftime("%Y-%m")))


@pytest.mark.parametrize("text", [": ", "12.3 p", "1,204.5", "n/a!"])
@pytest.mark.parametrize("others", [float, str])
@pytest.mark.parametrize("names", [[str(year) for year in range(1990, 2020)], MONTHS.strftime("%b %Y"), MONTHS])
def test_text_among_the_numbers_of_a_time_point_is_converted_by_the_line_of_the_error(text, others, names):
    frame = pd.DataFrame(X.round(2), columns=names).astype(others)
    for column in frame.columns[[3, 7]]:
        frame[column] = [*frame[column].astype(str)[:-1], text]
    message = refused(frame, f"time points that hold text, such as {re.escape(repr(text))}")
    converted = eval(message.split("missing: ")[1], {"X": frame, "pd": pd})
    missing = augmenter().fit(converted).augment(converted).isna()
    assert missing.to_numpy().sum() == 2 and missing.iloc[-1, [3, 7]].all()


def test_a_frame_of_flags_is_refused_as_an_array_is():
    frame = pd.DataFrame(X > 0, columns=MONTHS)
    message = refused(frame, "X holds flags, True and False")
    augmenter().fit(eval(message.split("them: ")[1], {"X": frame}))
    refused(frame.astype("boolean"), "X holds flags, True and False")


@pytest.mark.parametrize("value", [["y"], ["y", "price"]], ids=len)
def test_columns_of_a_pivot_are_settled_by_the_lines_of_the_error(value):
    days = [(shop, day) for shop in "abc" for day in DAYS]
    table = pd.DataFrame(days, columns=["shop", "day"]).assign(y=X[:3].ravel(), price=X[3:6].ravel())
    frame = table.pivot(index="shop", columns="day", values=value)
    message = refused(frame, "X has columns of 2 levels, of which level 1 holds times")
    lines = re.findall(r"X\.(?:droplevel|stack)\([^)]*\)", message)
    shapes = [(len(turned := eval(line, {"X": frame})), augmenter().fit(turned).n_features_in_) for line in lines]
    assert shapes == ([(3, 30)] if len(value) == 1 else [(90, 2), (6, 30)])


def test_numbers_of_series_and_cycle_among_numbers_may_be_a_long_table():
    frame = pd.DataFrame(np.column_stack([X.ravel()] * 4), columns=[2, 3, 4, 5])
    frame.insert(0, 0, np.repeat(range(12), 30))
    frame.insert(1, 1, np.tile(range(1, 31), 12))
    message = refused(frame, r"If every row is a time point of a series, say so: from_long\(X, id=0, time=1\)")
    line = message.split("say so: ")[1].split(". If")[0]
    copies = augmenter().fit(eval(line, {"X": frame, "from_long": from_long})).augment(frame)
    assert copies[1].equals(frame[1]) and copies.columns.equals(frame.columns)


@pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.CopyWarning")
def test_new_series_shorter_than_padded_ones_keep_the_names_of_time_points():
    frame = pd.DataFrame(X.copy(), columns=[f"V{i}" for i in range(2, 32)])
    frame.iloc[:, 25:] = np.nan
    assert augmenter().fit(frame).sample(2, random_state=0).columns.tolist() == frame.columns[:25].tolist()


# ------------------------------------------------------------------------------------ series in columns
@pytest.mark.parametrize(
    "index", [MONTHS, DAYS, DAYS.strftime("%d.%m.%Y"), MONTHS.strftime("%b-%y"), pd.Index(DAYS.date, dtype=object)]
)
@pytest.mark.parametrize("columns", [range(12), TWELVE, list("ABCDEFGHIJKL"), [f"x{i}" for i in range(12)]])
def test_a_time_index_over_other_names_shows_series_in_columns(index, columns):
    frame = pd.DataFrame(X.T, index=index, columns=columns)
    turned, numbered = run(refused(frame, r"X has dates as its index.*make it a row: X\.T\."), frame)
    assert_comes_back(turned)
    assert_comes_back(numbered)


@pytest.mark.parametrize(
    "columns", [MONTHS, MONTHS.strftime("%b %Y"), [f"h{i}" for i in range(30)], [f"hour {i}" for i in range(30)]]
)
def test_a_time_index_over_times_is_no_mistake(columns):
    assert_comes_back(pd.DataFrame(X, columns=columns, index=pd.date_range("2020", periods=12, freq="YS")))


@pytest.mark.parametrize("index", [np.arange(30), np.arange(7, 157, 5), np.arange(30) / 10])
@pytest.mark.parametrize("columns", [["north", "south", "east"], ["store_7", "store_12", "store_31"]])
def test_names_over_an_index_that_counts_show_series_in_columns(columns, index):
    frame = pd.DataFrame(X.T[:, :3], columns=columns, index=index)
    turned, numbered = run(refused(frame, r"no time points by their names: .*make it a row: X\.T\."), frame)
    assert_comes_back(turned)
    assert_comes_back(numbered)


def test_a_table_of_text_alone_is_no_set_of_series():
    refused(pd.DataFrame({"shop": list("abcd"), "note": ["[1, 2]"] * 4}), "not numeric: 'shop', 'note'")


def test_names_of_rows_and_columns_are_taken_as_they_are():
    assert_comes_back(pd.DataFrame(X[:, :3], columns=["north", "south", "east"], index=TWELVE))


def test_a_time_point_without_values_in_a_frame_of_objects_is_one():
    values = np.random.default_rng(0).normal(size=(4, 12)).astype(object)
    values[:, 7] = np.nan
    X = pd.DataFrame(values, columns=pd.date_range("1990-01-01", periods=12).date)
    fitted = LGTAAugmenter(strength=0, model=PCACodec(), random_state=0).fit(X)
    assert fitted.seasonal_period_ == 7
    pd.testing.assert_frame_equal(fitted.transform(X), X.astype(float))


@pytest.mark.parametrize("day", [DAYS, DAYS.strftime("%Y-%m-%d")], ids=["dates", "text"])
@pytest.mark.parametrize("beside", [{}, {"price": FLOATS}, {"weather": ["sun", "rain", "sun"]}])
def test_a_csv_of_one_shop_without_its_name_is_read_by_the_line_of_the_error(day, beside):
    n_days = len(day)
    columns = {"date": day, "sold": np.random.default_rng(0).normal(9, 1, n_days)}
    frame = pd.DataFrame(columns | {name: np.resize(values, n_days) for name, values in beside.items()})
    message = refused(frame, r"If every row is a time point of one series, say so: from_long\(")
    line = message.split("say so: ")[1].split(". If")[0]
    one = eval(line, {"X": frame, "from_long": from_long})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a price that looks like a flag, of a single series
        copies = augmenter(seasonal_period=7).fit(one).augment(one)
    assert list(copies.columns) == [*frame.columns, "series"] and len(copies) == n_days
    if "weather" not in beside:
        assert run(message.split(". If")[-1], frame)[0].shape == (frame.shape[1] - 1, n_days)

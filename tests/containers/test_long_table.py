"""Long tables: which columns are what, what copies are called, and that refusals say a line that works."""

import ast
import warnings
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from sklearn_lgta import CVAE, AugmentedEstimator, LGTAAugmenter, LGTAResampler, PCACodec, from_long
from sklearn_lgta._containers.copy_ids import ids_of_copies, largest_id
from sklearn_lgta._containers.kinds import read_panel
from sklearn_lgta._containers.long_roles import Roles, find_roles, looks_long
from sklearn_lgta.exceptions import PosteriorCollapseWarning, RoughnessWarning

N_SERIES, N_DAYS = 5, 28
DAYS = pd.date_range("2023-03-01", periods=N_DAYS)
SHOPS = ["Aalen", "Bonn", "Celle", "Dresden", "Emden"]


def table(ids=SHOPS, times=DAYS, names=("unique_id", "ds", "y"), seed=0):
    """A table with a row for every series and time."""
    values = np.random.default_rng(seed).gamma(5, 3, size=len(ids) * len(times))
    columns = np.repeat(np.asarray(ids), len(times)), np.tile(np.asarray(times), len(ids)), values
    return pd.DataFrame(dict(zip(names, columns, strict=True)))


def augmenter(*args, **parameters):
    return LGTAAugmenter(*args, model=PCACodec(), random_state=0, **parameters)


def roles(*ids, time, values):
    return Roles(ids, time, tuple(values))


def remedy(message, start="X."):
    """The first code in a message that starts so: the longest that is an expression and ends with a bracket."""
    message = str(message)
    code = message[message.index(start) :]
    ends = [end for end, character in enumerate(code, start=1) if character in ")]" and is_expression(code[:end])]
    return code[: ends[-1]]


def is_expression(code):
    try:
        ast.parse(code, mode="eval")
    except SyntaxError:
        return False
    return True


def mended(X, error, start="X."):
    """X after the first line that a message names."""
    return eval(remedy(error, start), {"X": X, "pd": pd, "from_long": from_long})


# ------------------------------------------------------------------------------------ what comes back
def test_a_table_is_read_as_its_frame_with_index_levels():
    X = table()
    expected = X.set_index(["unique_id", "ds"])
    first, second = augmenter().fit(X), augmenter().fit(expected)
    assert (first.seasonal_period_, first.n_features_in_) == (7, 1)
    assert first.feature_names_in_.tolist() == ["y"]
    np.testing.assert_array_equal(first.augment(X, 2)["y"], second.augment(expected, 2)["y"])
    windows = first.training_windows(X, 7, 3, n_copies=1)
    for one, other in zip(windows, second.training_windows(expected, 7, 3, n_copies=1), strict=True):
        np.testing.assert_array_equal(one, other)


def test_copies_and_originals_are_one_valid_panel():
    X = table()
    copies = augmenter().fit(X).augment(X, n_copies=3)
    assert copies.columns.equals(X.columns) and copies.dtypes.equals(X.dtypes)
    assert copies.index.equals(pd.RangeIndex(3 * len(X)))
    assert copies["unique_id"].iloc[::N_DAYS].tolist() == [f"{shop}_copy{k}" for k in range(3) for shop in SHOPS]
    both = pd.concat([X, copies], ignore_index=True)
    assert not both.duplicated(["unique_id", "ds"]).any()
    assert (both.groupby("unique_id").size() == N_DAYS).all()
    assert both["ds"].equals(pd.concat([X["ds"]] * 4, ignore_index=True))
    assert len(augmenter().fit(both).augment(both, copy=7)) == len(both)


def test_the_argument_copy_numbers_the_names():
    X = table()
    fitted = augmenter().fit(X)
    late = fitted.augment(X, n_copies=2, copy=3)
    assert late["unique_id"].iloc[[0, -1]].tolist() == ["Aalen_copy3", "Emden_copy4"]
    third = next(fitted.iter_copies(X, start=3))
    pd.testing.assert_frame_equal(third, late.iloc[: len(X)])


def test_any_order_of_rows_and_any_index_come_back():
    X = table().sample(frac=1, random_state=1).rename(index=lambda row: f"row {row}")
    sorted_X = table()
    fitted = augmenter().fit(sorted_X)
    unchanged = augmenter(strength=0).fit(X).transform(X)
    pd.testing.assert_frame_equal(unchanged, X)
    # every series has the same copies in any order of the rows
    copies = fitted.augment(X).assign(unique_id=X["unique_id"].to_numpy()).sort_values(["unique_id", "ds"])
    np.testing.assert_array_equal(copies["y"], fitted.augment(sorted_X)["y"])


def test_series_of_unequal_length_keep_their_lengths():
    X = table().drop(index=[*range(20, 28), *range(28, 33)])
    copies = augmenter().fit(X).augment(X)
    assert copies.groupby("unique_id").size().tolist() == [20, 23, 28, 28, 28]


def test_several_columns_of_values_are_channels_in_their_dtypes():
    X = table().assign(stock=lambda X: (X["y"][::-1].to_numpy() * 2).astype(np.float32), returns=1.5)
    X["returns"] = pd.array(X["y"] / 7, dtype="Float64")
    fitted = augmenter().fit(X)
    assert fitted.n_features_in_ == 3 and fitted.encode(X).shape[0] == N_SERIES
    assert fitted.augment(X).dtypes.equals(X.dtypes)


def test_gaps_are_filled_where_they_are():
    X = table()
    X.loc[40:42, "y"] = np.nan
    fitted = augmenter().fit(X)
    filled = fitted.fill(X)
    assert filled["y"].notna().all() and filled.index.equals(X.index)
    pd.testing.assert_frame_equal(filled.drop(index=[40, 41, 42]), X.drop(index=[40, 41, 42]))
    assert fitted.augment(X)["y"].isna().to_numpy().nonzero()[0].tolist() == [40, 41, 42]


@pytest.mark.parametrize(
    ("times", "season"),
    [
        (DAYS.strftime("%Y-%m-%d"), 7),
        (DAYS.strftime("%d.%m.%Y"), 7),
        (DAYS.astype(object), 7),
        (DAYS.date, 7),
        (DAYS.tz_localize("Europe/Berlin"), 7),
        (pd.period_range("2020-01", periods=N_DAYS, freq="M"), 12),
        (pd.period_range("2020-01", periods=N_DAYS, freq="M").strftime("%b %Y"), 12),
        (pd.period_range("2020-01", periods=N_DAYS, freq="M").strftime("%Y%m").astype(int), 12),
        (pd.period_range("2013Q1", periods=N_DAYS, freq="Q").astype(str), 4),
        (np.arange(100, 100 + N_DAYS), None),
        ([f"d_{day}" for day in range(1, N_DAYS + 1)], None),
    ],
    ids=["iso", "german", "timestamps", "dates", "zone", "periods", "months", "202001", "quarters", "numbers", "d_1"],
)
def test_times_of_any_spelling_are_read_and_come_back(times, season):
    X = table()
    times = times if isinstance(times, pd.Index) else pd.Index(times)
    days = times.take(np.tile(np.arange(N_DAYS), N_SERIES))
    X["ds"] = pd.Series(days, dtype=times.dtype)  # without a dtype, pandas 2 makes datetimes of timestamps
    shuffled = X.sample(frac=1, random_state=2)
    fitted = augmenter().fit(shuffled)
    assert fitted.seasonal_period_ == season
    pd.testing.assert_series_equal(fitted.transform(shuffled)["ds"], shuffled["ds"])
    copies = fitted.augment(shuffled, n_copies=2)
    assert copies["ds"].dtype == X["ds"].dtype and copies["ds"].tolist() == 2 * shuffled["ds"].tolist()
    # series were read in the order of time, not of text
    np.testing.assert_array_equal(read_panel(augmenter(), X).values[:, :, 0], X["y"].to_numpy().reshape(5, -1))


# ------------------------------------------------------------------------------------ names of copies
@pytest.mark.parametrize(
    ("ids", "n_copies", "expected", "dtype"),
    [
        ([3, 7], 2, [13, 17, 23, 27], np.int64),
        ([3, 10], 1, [103, 110], np.int64),
        ([3, 99], 2, [103, 199, 203, 299], np.int16),
        ([3, 99], 1, [103, 199], np.int64),
        ([0, 0], 1, [10, 10], np.uint8),
        ([-5, 5], 2, [95, 105, 195, 205], np.int64),
    ],
)
def test_whole_numbers_move_above_the_largest(ids, n_copies, expected, dtype):
    column = pd.Series(ids, dtype={199: np.int8}.get(expected[-1], dtype))
    new = ids_of_copies(column, "copy", range(n_copies), largest_id(column))
    assert new.tolist() == expected and new.dtype == dtype


def test_nullable_whole_numbers_stay_nullable():
    column = pd.Series([1, 2], dtype="Int16")
    new = ids_of_copies(column, "copy", range(1), largest_id(column))
    assert new.dtype == "Int16" and new.tolist() == [11, 12]


def test_whole_numbers_beyond_64_bits_are_refused_with_a_line():
    X = table(ids=np.arange(5) + 10**18)
    with pytest.raises(
        ValueError, match=r"Make them text: X\['unique_id'\] = X\['unique_id'\]\.astype\(str\)\."
    ) as error:
        augmenter().fit(X).augment(X, n_copies=10)
    X["unique_id"] = mended(X, error.value, "X['unique_id'].astype")
    assert augmenter().fit(X).augment(X, n_copies=10)["unique_id"].nunique() == 50


def test_copies_of_some_series_get_no_name_of_another():
    X = table(ids=[1, 2, 11, 12, 13])
    some = X[X["unique_id"] < 3]
    assert augmenter().fit(X).augment(some)["unique_id"].unique().tolist() == [101, 102]


def test_categories_stay_categories():
    X = table().astype({"unique_id": pd.CategoricalDtype(SHOPS[::-1], ordered=True)})
    names = augmenter().fit(X).augment(X, n_copies=2)["unique_id"]
    assert names.cat.ordered and names.cat.categories[:2].tolist() == ["Emden_copy0", "Dresden_copy0"]
    assert names.iloc[::N_DAYS].tolist() == [f"{shop}_copy{k}" for k in range(2) for shop in SHOPS]


def test_a_name_that_is_taken_is_refused_with_the_next_number():
    X = table(ids=["a", "b", "a_copy0", "b_copy0", "c"])
    fitted = augmenter().fit(X)
    with pytest.raises(ValueError, match=r"already has a series 'a_copy0'.*augment\(X, copy=1\)\."):
        fitted.augment(X)
    both = pd.concat([X, fitted.augment(X, copy=1)])
    assert not both.duplicated(["unique_id", "ds"]).any()


def test_of_several_names_the_finest_is_new():
    X = table(ids=["a", "b", "c", "a", "b"], names=("store", "date", "sales"))
    X.insert(0, "region", pd.Categorical(np.repeat(["north", "south"], [3 * N_DAYS, 2 * N_DAYS])))
    copies = augmenter().fit(X).augment(X)
    pd.testing.assert_series_equal(copies["region"], X["region"])
    assert copies["store"].unique().tolist() == ["a_copy0", "b_copy0", "c_copy0"]
    assert not pd.concat([X, copies]).duplicated(["region", "store", "date"]).any()


def test_the_column_of_most_names_is_the_finest():
    X = pd.concat([table(seed=number).assign(region=region) for number, region in enumerate("ns")])
    copies = augmenter().fit(X).augment(X)
    assert set(copies["region"]) == {"n", "s"} and not set(copies["unique_id"]) & set(SHOPS)


def test_flags_pass_through_as_they_are():
    holiday = np.random.default_rng(3).random(5 * N_DAYS) < 0.1
    X = table().assign(holiday=holiday)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fitted, stated = augmenter().fit(X), augmenter().fit(from_long(X, id="unique_id", time="ds"))
    assert fitted.n_features_in_ == stated.n_features_in_ == 1
    assert fitted.augment(X)["holiday"].equals(X["holiday"])
    with pytest.raises(ValueError, match="no other column holds numbers"):
        augmenter().fit(X.drop(columns="y"))


def test_an_id_that_numbers_the_rows_names_no_series():
    X = table(ids=[4, 4, 7, 7, 9], names=("store_nbr", "date", "sales"))
    X = X.assign(family=np.repeat(list("ababa"), N_DAYS), id=range(5 * N_DAYS))
    assert set(find_roles(X).ids) == {"store_nbr", "family"}
    assert augmenter().fit(X).augment(X)["id"].equals(X["id"])


@pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.CopyWarning")
def test_irregular_dates_of_new_series_are_numbered_not_put_in_1970():
    X = table(times=DAYS.delete([4, 9]))
    with pytest.warns(UserWarning, match="not evenly spaced"):
        new = augmenter().fit(X).sample(2, random_state=0)
    assert new["ds"].tolist() == 2 * list(range(N_DAYS - 2))


# ------------------------------------------------------------------------------------ which column is what
@pytest.mark.parametrize(
    ("names", "ids"),
    [
        (("unique_id", "ds", "y"), SHOPS),
        (("item_id", "timestamp", "target"), SHOPS),
        (("series_id", "date", "sales"), SHOPS),
        (("instances", "timepoints", "dim_0"), range(5)),
        (("Filiale", "Tag", "Umsatz"), SHOPS),
    ],
)
def test_roles_are_found_whatever_the_names(names, ids):
    X = table(ids=list(ids), names=names)
    assert looks_long(X) and find_roles(X) == roles(names[0], time=names[1], values=names[2:])
    backwards = X[X.columns[::-1]]
    assert find_roles(backwards) == find_roles(X)


@pytest.mark.parametrize("names", [("series", "time", "x"), ("anything", "week", "x"), ("p", "q", "r")])
def test_numbers_that_count_on_within_every_series_are_the_time(names):
    X = table(ids=[4, 17, 40, 41, 90], times=np.arange(N_DAYS), names=names)
    assert looks_long(X) and find_roles(X) == roles(names[0], time=names[1], values=names[2:])


def test_columns_of_m5_are_found():
    X = table(ids=[f"FOODS_{item}_CA_1" for item in range(5)], times=[f"d_{day}" for day in range(1, 29)])
    X.columns = ["id", "d", "sales"]
    X.insert(1, "item_id", X["id"].str[:7])
    X.insert(2, "store_id", "CA_1")
    assert find_roles(X) == roles("id", time="d", values=["sales"])
    copies = augmenter().fit(X).augment(X)
    assert copies["store_id"].equals(X["store_id"]) and copies["d"].equals(X["d"])


def test_whole_numbers_of_store_and_item_name_series():
    X = table(ids=range(4), names=("item", "date", "sales"))
    X = pd.concat([X.assign(store=store) for store in (1, 2, 3)])[["date", "store", "item", "sales"]]
    X["sales"] = X["sales"].round().astype(int)
    assert set(find_roles(X).ids) == {"store", "item"} and find_roles(X).values == ("sales",)


def test_text_beside_with_one_value_a_series_is_carried_over():
    X = table().assign(
        city=np.repeat(list("vwxyz"), N_DAYS), cluster=pd.Categorical(np.repeat([1, 1, 2, 2, 2], N_DAYS))
    )
    copies = augmenter().fit(X).augment(X)
    pd.testing.assert_frame_equal(copies[["city", "cluster"]], X[["city", "cluster"]])


def test_numbers_of_a_database_are_values():
    X = table()
    X["y"] = [Decimal(f"{value:.2f}") for value in X["y"]]
    assert augmenter().fit(X).augment(X)["y"].dtype == np.float64


WIDE = np.random.default_rng(1).poisson(3, size=(24, 12))


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame(WIDE),
        pd.DataFrame(WIDE, columns=pd.period_range("2020-01", periods=12, freq="M")),
        pd.DataFrame(WIDE, columns=pd.period_range("2020-01", periods=12, freq="M").astype(str)),
        pd.DataFrame(WIDE).add_prefix("t").assign(label=np.arange(24) % 3),
        pd.DataFrame(WIDE, columns=list("abcdefghijkl")),
        pd.DataFrame(WIDE, columns=list("abcdefghijkl")).assign(store=np.arange(24) % 3),
        pd.DataFrame(WIDE[:, :7], columns=["mon", "tue", "wed", "thu", "fri", "sat", "sun"]).assign(store="a"),
        pd.DataFrame({"id": range(24), **{f"F{month}": WIDE[:, month] for month in range(12)}}),
        pd.DataFrame({"day": DAYS, "north": 1.5, "south": 2.5}),
    ],
    ids=["numbers", "periods", "text", "label", "letters", "store", "weekdays", "ids", "columns"],
)
def test_wide_frames_stay_wide(frame):
    assert not looks_long(frame)


# ------------------------------------------------------------------------------------ what is not certain
def test_two_times_are_refused_with_a_line_that_works():
    X = table(names=("shop", "ordered", "sold")).assign(shipped=lambda X: X["ordered"] + pd.Timedelta(days=2))
    with pytest.raises(ValueError, match="its time may be 'ordered' and 'shipped'") as error:
        augmenter().fit(X)
    copies = augmenter().fit(mended(X, error.value, "from_long")).augment(X)
    assert copies["shipped"].equals(X["shipped"]) and copies["shop"].nunique() == 5


def test_numbers_of_either_meaning_are_refused_with_a_line_that_works():
    X = table(ids=range(5), times=range(28), names=("p", "q", "r"))
    with pytest.raises(ValueError, match="its time may be 'p' and 'q'") as error:
        augmenter().fit(X)
    fitted = augmenter().fit(mended(X, error.value, "from_long"))
    assert fitted.augment(X)["q"].equals(X["q"])


def test_series_of_two_time_points_are_not_taken_for_two_series():
    X = table(ids=range(20), times=[1, 2], names=("p", "q", "r"))
    with pytest.raises(ValueError, match="its time may be 'p' and 'q'"):
        augmenter().fit(X)
    assert augmenter().fit(from_long(X, id="p", time="q")).augment(X)["q"].equals(X["q"])


def test_two_texts_that_may_name_series_are_refused_with_a_line_that_works():
    X = table(names=("Filiale", "Tag", "Umsatz")).assign(Stadt=np.repeat(list("vwxyz"), N_DAYS))
    with pytest.raises(ValueError, match="named by 'Filiale' or by 'Stadt'") as error:
        augmenter().fit(X)
    copies = augmenter().fit(mended(X, error.value, "from_long")).augment(X)
    assert copies["Stadt"].equals(X["Stadt"]) and copies["Filiale"][0] == "Aalen_copy0"


def test_whole_numbers_with_one_value_a_series_are_carried_over():
    X = table().assign(size=np.repeat([3, 3, 8, 8, 9], N_DAYS))
    fitted = augmenter().fit(X)
    assert fitted.n_features_in_ == 1 and fitted.augment(X)["size"].equals(X["size"])
    assert find_roles(X.drop(columns="y")).values == ("size",)


@pytest.mark.parametrize("names", [("lager", "artikel"), ("region", "artikel")])
def test_several_names_and_numbers_as_times_are_read(names):
    X = table(ids=["a", "b", "c", "a", "b"], times=np.arange(N_DAYS), names=(names[1], "woche", "menge"))
    X.insert(0, names[0], np.repeat(["nord", "sued"], [3 * N_DAYS, 2 * N_DAYS]))
    assert find_roles(X) == roles(*names, time="woche", values=["menge"]) and looks_long(X)


def test_two_sets_of_numbers_that_may_name_series_are_refused_with_a_line_that_works():
    X = table(ids=[1, 2, 3, 4, 5], names=("p", "when", "r")).assign(other=np.repeat([9, 8, 7, 6, 5], N_DAYS))
    with pytest.raises(ValueError, match="named by 'p' or by 'other'") as error:
        augmenter().fit(X)
    fitted = augmenter().fit(mended(X, error.value, "from_long"))
    copies = fitted.augment(X)
    assert copies["p"].min() > 9 and copies["other"].equals(X["other"])  # names of series are no values


def test_of_a_name_in_text_and_one_in_numbers_the_other_is_no_value():
    X = table(ids=[41, 12, 95, 7, 3], names=("r", "s", "u")).assign(note=np.repeat(["x", "y", "z", "v", "w"], N_DAYS))
    with pytest.raises(ValueError, match=r"named by 'note' or by 'r'.*values=\['u'\]") as error:
        augmenter().fit(X)
    assert augmenter().fit(mended(X, error.value, "from_long")).augment(X)["r"].equals(X["r"])


def test_two_names_that_say_what_a_third_one_says_are_refused_with_a_line_that_works():
    X = table(ids=["a", "b", "c", "d", "e"], names=("r", "s", "u"))
    X = X.assign(p=np.repeat(list("vwvwv"), N_DAYS), q=np.repeat(list("xxyyz"), N_DAYS))
    with pytest.raises(ValueError, match="series may be named by 'p' and 'q' or by 'r'") as error:
        augmenter().fit(X)
    assert augmenter().fit(mended(X, error.value, "from_long")).augment(X)["q"].str.endswith("_copy0").all()
    assert augmenter().fit(from_long(X, id="r", time="s")).augment(X)["r"].nunique() == N_SERIES


@pytest.mark.parametrize("order", [["branch", "at", "sales"], ["at", "sales", "branch"]], ids=" ".join)
@pytest.mark.parametrize("kind", ["years as text", "numbers with a hole"])
@pytest.mark.filterwarnings("ignore:Time points of series 4 are not evenly spaced")
def test_a_table_of_unknown_names_that_is_read_as_none_is_settled_by_the_line_of_the_error(kind, order):
    years = np.arange(1996, 2024)
    X = table(ids=[4, 9, 13], times=years, names=("branch", "at", "sales"))[order]
    X = X.astype({"branch": str, "at": str}) if kind == "years as text" else X.drop(index=3).reset_index(drop=True)
    with pytest.raises(ValueError, match="If every row is a time point of a series, say") as error:
        augmenter().fit(X)
    assert remedy(error.value, "from_long") == "from_long(X, id='branch', time='at')"
    panel = read_panel(augmenter(), mended(X, error.value, "from_long"))
    assert panel.values.shape == (3, 28, 1)
    assert sorted(panel.values[~np.isnan(panel.values)]) == sorted(X["sales"])


def test_whole_numbers_that_name_series_beside_a_label_are_named_by_the_line_of_the_error():
    X = table(ids=[95, 12, 11], times=range(28), names=("r", "s", "u"))
    X = X.assign(u=X["u"].round().astype(int), note=np.repeat(list("yxy"), 28)).drop(index=4)  # a hole in series 95
    with pytest.raises(ValueError, match="columns that are not numeric: 'note'") as error:
        augmenter().fit(X)
    assert remedy(error.value, "from_long") == "from_long(X, id=['note', 'r'], time='s')"
    with pytest.warns(UserWarning, match="not evenly spaced"):
        assert read_panel(augmenter(), mended(X, error.value, "from_long")).values.shape == (3, 28, 1)


@pytest.mark.parametrize("wrong", ["2023-02-30", "unknown"])
def test_a_date_that_is_none_is_named_and_the_line_leaves_its_row_out(wrong):
    X = table().astype({"ds": str})
    X.loc[30, "ds"] = wrong
    with pytest.raises(ValueError, match=f"'{wrong}' in row 30 is none") as error:
        augmenter().fit(X)
    rest = mended(X, error.value, "X[")
    assert len(rest) == len(X) - 1 and wrong not in set(rest["ds"])
    with pytest.warns(UserWarning, match="not evenly spaced|dates are missing|missing"):
        assert read_panel(augmenter(), rest).values.shape[::2] == (5, 1)


def test_the_line_that_inserts_times_keeps_conditions():
    X = table(times=pd.period_range("2020-01", periods=N_DAYS, freq="M")).assign(promo=np.tile([0, 1], 70))
    X = X.drop(index=[4, 5])
    with pytest.raises(ValueError, match="Insert them with NaN") as error:
        read_panel(LGTAAugmenter(conditions="promo"), X)
    panel = read_panel(LGTAAugmenter(conditions="promo"), mended(X, error.value))
    assert panel.values.shape == (5, 28, 1) and np.isnan(panel.values).sum() == 2
    assert panel.conditions["promo"][0, :8].tolist() == [0, 1, 0, 1, 1, 1, 0, 1]


def test_one_series_without_a_name_is_refused_with_a_line_that_works():
    X = table(ids=["a"]).assign(unique_id=np.arange(28))
    with pytest.raises(ValueError, match="no column repeats that could name series") as error:
        augmenter().fit(X)
    one = mended(X.drop(columns="unique_id"), error.value, "from_long")
    assert augmenter().fit(one).n_features_in_ == 1


def test_text_that_changes_is_refused_with_lines_that_work():
    X = table().assign(note=np.tile(["fine", "", "late", "fine"], 35))
    with pytest.raises(ValueError, match="column 'note' holds no numbers and changes within series 'Aalen'") as error:
        augmenter().fit(X)
    assert augmenter().fit(mended(X, error.value, "from_long")).augment(X)["note"].equals(X["note"])
    assert augmenter().fit(mended(X, error.value)).n_features_in_ == 1


@pytest.mark.parametrize("parts", [("date", "hour"), ("year", "month"), ("year", "quarter")])
def test_a_time_in_several_columns_is_refused_with_a_line_that_works(parts):
    n_second = {"hour": 24, "month": 12, "quarter": 4}[parts[1]]
    n_first = {"hour": 3, "month": 4, "quarter": 9}[parts[1]]
    first = DAYS[:n_first].strftime("%Y-%m-%d") if parts[0] == "date" else np.arange(2001, 2001 + n_first)
    second = np.arange(n_second) + (parts[0] == "year")
    X = table(times=np.arange(n_first * n_second)).drop(columns="ds")
    X.insert(0, parts[0], np.tile(np.repeat(first, n_second), N_SERIES))
    X.insert(0, parts[1], np.tile(second, n_first * N_SERIES))
    with pytest.raises(ValueError, match=f"several columns, '{parts[1]}' and '{parts[0]}'") as error:
        augmenter().fit(X)
    fitted = augmenter().fit(mended(X, error.value))
    assert fitted.seasonal_period_ == {"hour": 24, "month": 12, "quarter": None}[parts[1]]
    np.testing.assert_array_equal(read_panel(augmenter(), mended(X, error.value)).values.ravel(), X["y"])


def test_repeated_rows_are_refused_with_a_line_that_works():
    X = pd.concat([table(), table().iloc[[3, 40]]])
    with pytest.raises(
        ValueError, match=r"2 of its rows have the 'unique_id' and 'ds' of another, first \('Aalen'"
    ) as error:
        augmenter().fit(X)
    assert len(augmenter().fit(mended(X, error.value)).augment(table())) == len(table())


def test_missing_names_are_refused_with_a_line_that_works():
    X = table()
    X.loc[[3, 4], "unique_id"] = None
    with pytest.raises(ValueError, match="2 of its rows have no 'unique_id', first row 3") as error:
        augmenter().fit(X)
    with pytest.warns(UserWarning, match="not evenly spaced"):  # now two days are missing
        augmenter().fit(mended(X, error.value))


def test_numbers_of_rows_are_refused_with_a_line_that_works():
    X = table().reset_index(names="Unnamed: 0")
    with pytest.raises(ValueError, match="column 'Unnamed: 0' that numbers its rows") as error:
        augmenter().fit(X)
    assert augmenter().fit(mended(X, error.value)).n_features_in_ == 1


def test_names_in_the_index_are_refused_with_a_line_that_works():
    X = table().assign(name=lambda X: X["unique_id"]).set_index("unique_id")
    with pytest.raises(ValueError, match="index holds 'unique_id'") as error:
        augmenter().fit(X)
    assert augmenter().fit(mended(X, error.value)).n_features_in_ == 1


@pytest.mark.parametrize("index", ["unique_id", "ds"])
def test_a_role_in_the_index_is_refused_with_a_line_that_works(index):
    X = table().set_index(index)
    with pytest.raises(ValueError, match="move the index to the columns") as error:
        augmenter().fit(X)
    assert augmenter().fit(mended(X, error.value)).n_features_in_ == 1


def test_a_date_and_a_clock_of_one_series_are_refused_with_lines_that_work():
    hours = pd.date_range("2022-03-10", periods=72, freq="h")
    X = table(ids=["a"], times=hours, names=("unique_id", "ds", "y")).drop(columns=["unique_id", "ds"])
    X = X.assign(Date=hours.strftime("%d/%m/%Y"), Time=hours.strftime("%H:%M:%S"))
    with pytest.raises(ValueError, match="several columns, 'Date' and 'Time'") as error:
        augmenter().fit(X)
    one = mended(X, error.value)
    assert augmenter().fit(one.set_index("Date").T).seasonal_period_ == 24
    with pytest.raises(ValueError, match=r"X\.set_index\('Date'\)\.T$"):
        augmenter().fit(one)


@pytest.mark.parametrize("ids", [["a", "b", "c"], [1, 2, 3]], ids=["text", "numbers"])
def test_time_in_fractions_of_a_second_counts(ids):
    X = table(ids=ids, times=0.3 + np.arange(30) / 100, names=("series", "time", "force"))
    fitted = augmenter().fit(X)
    assert fitted.augment(X)["time"].equals(X["time"]) and fitted.n_features_in_ == 1
    panel = read_panel(augmenter(), X.sample(frac=1, random_state=0).sort_values("series", kind="stable"))
    np.testing.assert_array_equal(panel.values.ravel(), X["force"])
    noisy = X.assign(time=X["time"] + np.random.default_rng(0).normal(0, 0.001, 90))
    assert not looks_long(noisy.rename(columns={"series": "p"}))


def test_rows_of_totals_are_refused_with_a_line_that_works():
    X = table(ids=[*SHOPS, "__total"])
    with pytest.raises(ValueError, match="28 rows of totals") as error:
        augmenter().fit(X)
    assert augmenter().fit(mended(X, error.value, "X[X")).n_features_in_ == 1


MONTHS = pd.period_range("2020-01", periods=N_DAYS, freq="M")


@pytest.mark.parametrize("times", [MONTHS, MONTHS.strftime("%b %Y"), MONTHS.astype(str)], ids=["period", "text", "iso"])
def test_a_missing_month_of_one_series_is_refused_with_a_line_that_works(times):
    X = table().assign(ds=times.take(np.tile(np.arange(N_DAYS), N_SERIES)), city=np.repeat(list("vwxyz"), N_DAYS))
    with pytest.raises(ValueError, match=r"Times are missing between .*2020.* of series \('Bonn',\)") as error:
        augmenter().fit(X.drop(index=N_DAYS + 5))
    whole = mended(X.drop(index=N_DAYS + 5), error.value)
    assert len(whole) == len(X) and augmenter().fit(whole).seasonal_period_ == 12 and "city" in whole


@pytest.mark.parametrize("times", [MONTHS, MONTHS.astype(str)], ids=["period", "text"])
def test_a_month_that_is_missing_everywhere_is_refused_with_a_line_that_works(times):
    X = table().assign(ds=times.take(np.tile(np.arange(N_DAYS), N_SERIES)))
    X = X[X["ds"] != times[9]]
    with pytest.raises(ValueError, match="Times are missing between") as error:
        augmenter().fit(X)
    assert augmenter().fit(mended(X, error.value)).seasonal_period_ == 12


def test_missing_numbers_of_time_points_are_warned_of():
    with pytest.warns(UserWarning, match="series 'Aalen' are not evenly spaced: .*4.* is followed by .*6") as warned:
        augmenter().fit(table(times=np.arange(N_DAYS)).drop(index=5))
    assert warned[0].filename == __file__


def test_day_or_month_first_is_refused_with_a_line_that_works():
    days = [pd.Timestamp(2023, month, day) for day in (1, 2, 3) for month in (1, 2, 3)]
    X = table(times=pd.DatetimeIndex(days).strftime("%d/%m/%Y")[[3, 0, 7, 1, 5, 2, 8, 6, 4]])
    with pytest.raises(
        ValueError, match=r"The column 'ds' may start with the day or with the month.*X\['ds'\] ="
    ) as error:
        augmenter().fit(X)
    X["ds"] = mended(X, error.value, "pd.to_datetime(X['ds']")
    with pytest.warns(UserWarning, match="not evenly spaced"):
        augmenter().fit(X)


# ------------------------------------------------------------------------------------ from_long
def test_stated_roles_hold_for_every_method_and_come_back_as_a_table():
    X = table(ids=range(5), times=range(28), names=("p", "q", "r"))
    stated = from_long(X, id="p", time="q")
    fitted = augmenter().fit(stated)
    for later in (stated, X):
        assert type(fitted.augment(later, n_copies=2)) is pd.DataFrame
        assert fitted.transform(later).columns.equals(X.columns)
    lags, _, _ = fitted.training_windows(X, 7, 2, n_copies=0, target="same")
    assert len(stated) == len(X) and lags.shape[1:] == (7,)


def test_columns_without_a_role_pass_through():
    X = table().assign(note=np.arange(140) % 3, flag=np.arange(140) % 2 == 0)
    fitted = augmenter().fit(from_long(X, id="unique_id", time="ds", values="y"))
    assert fitted.n_features_in_ == 1
    pd.testing.assert_frame_equal(fitted.augment(X)[["note", "flag"]], X[["note", "flag"]])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"id": "shop", "time": "ds"}, r"no column 'shop'; the columns are \['unique_id', 'ds', 'y'\]"),
        ({"id": "ds", "time": "ds"}, "every column once"),
        ({"id": [], "time": "ds"}, "every column once"),
    ],
)
def test_from_long_names_the_columns_there_are(arguments, message):
    with pytest.raises(ValueError, match=message):
        from_long(table(), **arguments)


def test_from_long_takes_frames_only():
    with pytest.raises(ValueError, match="not ndarray"):
        from_long(np.zeros((3, 2)), id="a", time="b")


def test_values_of_text_are_refused():
    X = table().astype({"y": str})
    with pytest.raises(ValueError, match=r"'y' of values.*X\['y'\] = pd\.to_numeric\(X\['y'\]\)"):
        augmenter().fit(from_long(X, id="unique_id", time="ds", values="y"))


# ------------------------------------------------------------------------------------ fit and later
def test_names_of_series_are_found_again_in_another_table():
    X, other = table(), table(ids=["Fulda", "Gera"], seed=1)
    fitted = augmenter().fit(X)
    assert fitted.augment(other)["unique_id"].unique().tolist() == ["Fulda_copy0", "Gera_copy0"]
    pd.testing.assert_frame_equal(fitted.transform(other), other)  # unseen series pass through
    one = X[X["unique_id"] == "Bonn"].reset_index(drop=True)
    np.testing.assert_array_equal(fitted.augment(one)["y"], fitted.augment(X)["y"][N_DAYS : 2 * N_DAYS])


def test_a_table_without_columns_of_fit_is_refused():
    with pytest.raises(ValueError, match=r"without the columns \['ds'\], which fit saw"):
        augmenter().fit(table()).augment(table(names=("unique_id", "date", "y")))


@pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.CopyWarning")
def test_new_series_come_as_a_table_like_that_of_fit():
    X = table(times=DAYS.strftime("%d/%m/%Y")).assign(city=np.repeat(list("vwxyz"), N_DAYS))
    new = augmenter().fit(X).sample(3, random_state=0)
    assert new.columns.equals(X.columns) and new.dtypes.equals(X.dtypes)
    assert new["unique_id"].unique().tolist() == ["sample0", "sample1", "sample2"]
    assert new["ds"].tolist() == 3 * X["ds"][:N_DAYS].tolist() and set(new["city"]) <= set("vwxyz")


def test_new_series_continue_numbers_of_names_and_times():
    X = table(ids=[2, 4, 6, 8, 10], times=np.arange(5, 5 + 3 * N_DAYS, 3), names=("series", "time", "x"))
    new = augmenter().fit(X).sample(2, n_timepoints=N_DAYS + 2, random_state=0)
    assert new["series"].unique().tolist() == [11, 12] and new.dtypes.equals(X.dtypes)
    assert new["time"].tolist() == 2 * list(range(5, 5 + 3 * (N_DAYS + 2), 3))


@pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.CopyWarning")
def test_a_saved_augmenter_reads_and_writes_the_same_tables(tmp_path):
    X = table(times=DAYS.strftime("%Y-%m-%d")).assign(city=np.repeat(list("vwxyz"), N_DAYS))
    fitted = augmenter().fit(from_long(X, id="unique_id", time="ds"))
    fitted.save(tmp_path / "table.lgta")
    loaded = LGTAAugmenter.load(tmp_path / "table.lgta")
    pd.testing.assert_frame_equal(loaded.augment(X, 2), fitted.augment(X, 2))
    pd.testing.assert_frame_equal(loaded.sample(2, random_state=0), fitted.sample(2, random_state=0))


@pytest.mark.parametrize("output", ["default", "pandas"])
def test_columns_keep_their_names_under_set_output(output):
    X = table()
    fitted = augmenter().set_output(transform=output).fit(X)
    assert fitted.get_feature_names_out().tolist() == list(X.columns)
    assert fitted.transform(X).columns.equals(X.columns)


def test_interpolation_names_its_steps():
    X = table()
    steps = augmenter().fit(X).interpolate(X, table(seed=3), n_steps=3)
    assert steps["unique_id"].iloc[:: 5 * N_DAYS].tolist() == ["Aalen_step0", "Aalen_step1", "Aalen_step2"]


def test_an_estimator_takes_a_table_as_the_array_of_its_series():
    from sklearn.linear_model import RidgeClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer

    X, y = table(ids=range(12), times=np.arange(N_DAYS)), np.arange(12) % 2
    flat = FunctionTransformer(lambda series: series.reshape(len(series), -1))
    model = AugmentedEstimator(make_pipeline(flat, RidgeClassifier()), augmenter("mix", strength=0.3))
    assert model.fit(X, y).predict(X).shape == (12,)
    with pytest.raises(
        ValueError, match="series of 27 to 28 time points, and FunctionTransformer takes a table"
    ) as error:
        model.fit(X.iloc[1:], y)
    assert model.fit(mended(X.iloc[1:], error.value), y).predict(X[X["ds"] > 0]).shape == (12,)


def test_a_resampler_refuses_a_table_with_a_line_that_works():
    X, y = table(ids=list("abcdef")), np.array([0, 0, 0, 0, 1, 1])
    resampler = LGTAResampler(augmenter("mix", strength=0.3), sampling_strategy="auto")
    with pytest.raises(ValueError, match="long table, whose rows are time points") as error:
        resampler.fit_resample(X, y)
    assert len(resampler.fit_resample(mended(X, error.value), y)[0]) == 8


@pytest.mark.parametrize("written", ["%Y-%m-%d", "%d.%m.%Y", None])
def test_the_line_for_a_table_of_several_columns_of_values_keeps_them_in_the_order_of_time(written):
    days, y = pd.date_range("2023-03-20", periods=N_DAYS), np.array([0, 0, 0, 0, 1, 1])
    X = table(ids=list("bacdef"), times=days, names=("id", "ds", "a"))
    X["b"] = np.arange(len(X))  # the second channel counts along time
    X["ds"] = X["ds"] if written is None else X["ds"].dt.strftime(written)
    resampler = LGTAResampler(augmenter("mix", strength=0.3), sampling_strategy="auto")
    with pytest.raises(ValueError, match="in the order of the names of the series") as error:
        resampler.fit_resample(X, y)
    series = mended(X, error.value)
    by_name = X.sort_values("id", kind="stable")[["a", "b"]].to_numpy().reshape(6, N_DAYS, 2)
    np.testing.assert_array_equal(series, by_name.swapaxes(1, 2))
    assert len(resampler.fit_resample(series, y)[0]) == 8
    assert "once the rows of X are sorted by time" not in str(error.value)
    if written == "%d.%m.%Y":
        with pytest.raises(ValueError, match="once the rows of X are sorted by time, with y in the order"):
            resampler.fit_resample(X[::-1], y)


# ------------------------------------------------------------------------------------ beside the values
def conditional(*names, **parameters):
    return LGTAAugmenter(conditions=list(names), model=CVAE(hidden_size=8, max_steps=3), random_state=0, **parameters)


@pytest.fixture
def promoted():
    rng = np.random.default_rng(5)
    X = table(ids=[*SHOPS, "Fulda"]).sample(frac=1, random_state=0)
    X["promo"] = (rng.random(len(X)) < 0.2).astype(np.int8)
    X["price"] = np.where(X["promo"] == 1, 4.0, 5.0).astype(np.float32)
    X["weather"] = rng.choice(["sun", "rain"], len(X))
    X["open"] = X["ds"].dt.dayofweek < 6
    return X


@pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.PosteriorCollapseWarning")
def test_named_columns_are_conditions_and_pass_through(promoted, tmp_path):
    names = ["promo", "price", "weather", "open"]
    fitted = conditional(*names).fit(promoted)
    assert fitted.n_features_in_ == 1 and fitted.feature_names_in_.tolist() == ["y"]
    assert fitted.get_feature_names_out().tolist() == list(promoted.columns)
    copies = fitted.augment(promoted, n_copies=2)
    assert copies.dtypes.equals(promoted.dtypes)
    twice = pd.concat([promoted[names]] * 2, ignore_index=True)
    pd.testing.assert_frame_equal(copies[names], twice)
    for result in (fitted.transform(promoted), fitted.fill(promoted)):
        pd.testing.assert_frame_equal(result[names], promoted[names])
    assert fitted.training_windows(promoted, 7, 2, n_copies=0)[0].ndim == 2
    fitted.save(tmp_path / "conditions.lgta")
    loaded = LGTAAugmenter.load(tmp_path / "conditions.lgta")
    pd.testing.assert_frame_equal(loaded.augment(promoted), copies[: len(promoted)])


@pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.PosteriorCollapseWarning")
def test_columns_are_the_same_conditions_as_arrays(promoted):
    ordered = promoted.sort_values(["unique_id", "ds"])
    arrays = {name: ordered[name].to_numpy().reshape(6, N_DAYS) for name in ("promo", "weather")}
    series = ordered[["unique_id", "ds", "y"]]
    named = conditional("promo", "weather").fit(ordered[["unique_id", "ds", "y", "promo", "weather"]])
    passed = conditional("promo", "weather").fit(series, conditions=arrays)
    np.testing.assert_array_equal(named.encode(ordered), passed.encode(series, conditions=arrays))
    # series of fit bring their conditions back, and values that are passed come before columns
    np.testing.assert_array_equal(named.augment(series)["y"], named.augment(ordered)["y"])
    none = named.decode(named.encode(ordered), like=ordered, conditions={"promo": 0, "weather": "sun"})
    assert not np.array_equal(none["y"], named.reconstruct(ordered)["y"])
    assert (none["promo"] == 0).all() and (none["weather"] == "sun").all()


@pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.PosteriorCollapseWarning")
def test_columns_with_one_value_a_series_are_static_conditions():
    X = table().assign(size=np.repeat([10, 20, 20, 40, 10], N_DAYS))
    fitted = conditional("size").fit(X)
    assert fitted._training_conditions.covariates["size"].is_static
    assert len(fitted.sample(2, n_timepoints=N_DAYS + 5)) == 2 * (N_DAYS + 5)


def test_the_line_about_flags_keeps_the_conditions_that_are_named(promoted):
    X = promoted.drop(columns="weather")
    with pytest.warns(UserWarning, match=r"LGTAAugmenter\(conditions=\['price', 'promo'\]\)"):
        augmenter(conditions="price").fit(X.assign(cost=X["price"] * 2))


def test_unnamed_flags_are_warned_of_with_a_line_that_works(promoted):
    X = promoted.drop(columns="weather").assign(
        size=lambda X: X["unique_id"].str.len() / 2, holiday=lambda X: X["ds"].dt.day
    )
    with pytest.warns(UserWarning, match="look like flags") as warned:
        augmenter().fit(X)
    (flags,) = (warning for warning in warned if not issubclass(warning.category, RoughnessWarning))
    message = str(flags.message)
    assert flags.filename == __file__
    assert "'promo' (0 or 1 everywhere)" in message and "'size' (constant in every series)" in message
    assert "'holiday' (the same in all series)" in message and "'price'" not in message
    named = eval(remedy(message, "LGTAAugmenter("), {"LGTAAugmenter": LGTAAugmenter})
    named.set_params(model=CVAE(hidden_size=8, max_steps=3), random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", PosteriorCollapseWarning)
        warnings.simplefilter("ignore", RoughnessWarning)
        copies = named.fit(X).augment(X)
    np.testing.assert_array_equal(copies["promo"], X["promo"])


def test_a_table_of_conditions_alone_is_refused():
    with pytest.raises(ValueError, match="no other column holds numbers"):
        conditional("y").fit(table())


# ------------------------------------------------------------------------------------ other libraries
@pytest.mark.filterwarnings("ignore:The copy keyword is deprecated")  # of pandas, by utilsforecast
def test_mlforecast_learns_from_a_table_and_its_copies(tmp_path):
    mlforecast = pytest.importorskip("mlforecast")
    from sklearn.linear_model import LinearRegression

    table(times=DAYS.strftime("%Y-%m-%d")).to_csv(tmp_path / "sales.csv", index=False)
    sales = pd.read_csv(tmp_path / "sales.csv")
    copies = augmenter().fit(sales).augment(sales, n_copies=3)
    both = pd.concat([sales, copies]).assign(ds=lambda X: pd.to_datetime(X["ds"]))
    forecaster = mlforecast.MLForecast(models=[LinearRegression()], freq="D", lags=[1, 7])
    forecast = forecaster.fit(both, static_features=[]).predict(5)
    assert forecast["unique_id"].nunique() == 4 * N_SERIES and len(forecast) == 20 * N_SERIES
    assert np.isfinite(forecast["LinearRegression"]).all()
    asked = forecast[forecast["unique_id"].isin(sales["unique_id"])]
    asked.to_csv(tmp_path / "forecast.csv", index=False)
    assert len(pd.read_csv(tmp_path / "forecast.csv")) == 5 * N_SERIES

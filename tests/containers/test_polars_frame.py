"""Frames of polars, wide and long, are read as those of pandas and come back as polars."""

import datetime
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import RidgeClassifier

from sklearn_lgta import CVAE, AugmentedEstimator, LGTAAugmenter, LGTAResampler, PCACodec, from_long
from sklearn_lgta._containers.kinds import read_panel

pl = pytest.importorskip("polars")

N_SERIES, N_DAYS = 6, 28
RNG = np.random.default_rng(0)
WIDE = pl.DataFrame({f"step {step}": RNG.gamma(5, 3, size=N_SERIES) for step in range(N_DAYS)})
LONG = pl.DataFrame(
    {
        "shop": np.repeat(["a", "b", "c", "d", "e", "f"], N_DAYS),
        "day": pl.concat([pl.date_range(pl.date(2023, 3, 1), pl.date(2023, 3, 28), eager=True)] * N_SERIES),
        "sold": RNG.gamma(5, 3, size=N_SERIES * N_DAYS),
    }
)


def augmenter(*args, **parameters):
    return LGTAAugmenter(*args, model=PCACodec(), random_state=0, **parameters)


def assert_same(actual, expected):
    assert type(actual) is pl.DataFrame and actual.schema == expected.schema and actual.equals(expected)


def test_a_wide_frame_is_read_as_its_array():
    fitted = augmenter().fit(WIDE)
    assert fitted.feature_names_in_.tolist() == WIDE.columns
    copies = fitted.augment(WIDE, n_copies=2)
    assert copies.schema == WIDE.schema
    np.testing.assert_array_equal(copies, augmenter().fit(WIDE.to_numpy()).augment(WIDE.to_numpy(), n_copies=2))
    assert_same(fitted.set_params(strength=0).transform(WIDE), WIDE)


@pytest.mark.parametrize("missing", [None, float("nan")])
@pytest.mark.parametrize(("X", "name"), [(WIDE, "step 9"), (LONG, "sold")])
def test_missing_values_are_null_or_nan_as_in_the_original(X, name, missing):
    gappy = X.with_columns(pl.when(pl.int_range(pl.len()) == 3).then(missing).otherwise(name).alias(name))
    fitted = augmenter().fit(gappy)
    assert_same(fitted.set_params(strength=0).transform(gappy), gappy)
    copies = fitted.set_params(strength=0.3).augment(gappy, n_copies=2)[name]
    is_missing = copies.is_null() if missing is None else copies.is_nan()
    assert is_missing.arg_true().to_list() == [3, 3 + len(X)]


def test_text_of_a_wide_frame_names_its_series():
    X = WIDE.select(pl.Series("shop", list("abcdef")), pl.all(), pl.lit("north").alias("region"))
    fitted = augmenter().fit(X)
    copies = fitted.augment(X, n_copies=2)
    assert copies.schema == X.schema and copies["shop"].to_list() == 2 * list("abcdef")
    np.testing.assert_array_equal(copies.drop("shop", "region"), augmenter().fit(WIDE).augment(WIDE, n_copies=2))


def test_series_in_columns_are_refused_with_a_line_that_works():
    X = pl.DataFrame({"day": LONG["day"][:N_DAYS], **{name: RNG.normal(size=N_DAYS) for name in "abcdef"}})
    with pytest.raises(ValueError, match="column 'day' of times among columns of numbers") as error:
        augmenter().fit(X)
    line = str(error.value).split("make each one a row: ")[1].split(". If every row")[0]
    fitted = augmenter().fit(eval(line, {"X": X}))
    assert (fitted.n_features_in_, fitted.seasonal_period_) == (N_DAYS, 7)


def test_code_of_pandas_in_a_message_is_said_to_be_that():
    X = pl.concat([LONG, LONG[:1]])
    with pytest.raises(ValueError, match=r"X\.drop_duplicates.*X is a frame of polars: begin with X = ") as error:
        augmenter().fit(X)
    line = str(error.value).split("begin with X = ")[1].removesuffix(".")
    X = eval(line, {"X": X, "pandas": pd})
    augmenter().fit(X.drop_duplicates(["shop", "day"]))


def test_a_line_that_makes_every_series_a_row_begins_with_one_that_works():
    container = read_panel(augmenter(), LONG).container
    rows, frame = container.line_of_rows().split(" with X = ")
    X = eval(frame, {"X": LONG, "pandas": pd})
    np.testing.assert_array_equal(eval(rows, {"X": X}), LONG["sold"].to_numpy().reshape(N_SERIES, N_DAYS))


@pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.CopyWarning")
def test_a_long_table_is_read_as_that_of_pandas():
    X = pd.DataFrame({name: LONG[name].to_list() for name in LONG.columns})
    fitted, same = augmenter().fit(LONG), augmenter().fit(X)
    assert (fitted.seasonal_period_, fitted.n_features_in_) == (7, 1)
    copies, expected = fitted.augment(LONG, n_copies=2), same.augment(X, n_copies=2)
    assert copies.schema == LONG.schema
    for name in LONG.columns:
        assert copies[name].to_list() == expected[name].to_list()
    shuffled = LONG.sample(fraction=1.0, shuffle=True, seed=1)
    assert_same(fitted.set_params(strength=0).transform(shuffled), shuffled)
    new = fitted.sample(2, random_state=0)
    assert new.schema == LONG.schema and new["shop"].unique(maintain_order=True).to_list() == ["sample0", "sample1"]
    assert new["day"].to_list() == 2 * LONG["day"][:N_DAYS].to_list()


@pytest.mark.parametrize(
    "shops",
    [
        pl.Series(np.repeat([3, 5, 7, 9, 11, 13], N_DAYS), dtype=pl.UInt8),
        pl.Series(np.repeat(["a", "b", "c", "d", "e", "f"], N_DAYS), dtype=pl.Categorical),
    ],
    ids=["numbers", "categories"],
)
def test_names_of_copies_keep_their_dtype(shops):
    X = LONG.with_columns(shops.alias("shop"))
    copies = augmenter().fit(X).augment(X)
    assert copies.schema == X.schema and copies["shop"].n_unique() == N_SERIES
    assert pl.concat([X, copies]).is_duplicated().sum() == 0 and not set(copies["shop"]) & set(X["shop"])


def test_names_of_an_enum_get_an_enum_of_copies():
    X = LONG.with_columns(pl.col("shop").cast(pl.Enum(["a", "b", "c", "d", "e", "f"])))
    names = augmenter().fit(X).augment(X, n_copies=2)["shop"]
    assert names.dtype.categories.to_list()[5:7] == ["f_copy0", "a_copy1"]


@pytest.mark.parametrize(
    "day",
    [
        pl.col("day").dt.to_string("%d.%m.%Y"),
        pl.col("day").cast(pl.Datetime("ms")),
        pl.col("day").cast(pl.Datetime("us")).dt.replace_time_zone("Europe/Berlin"),
        pl.col("day").dt.to_string("%Y%m%d").cast(pl.Int32),
    ],
    ids=["text", "milliseconds", "zone", "20230301"],
)
@pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.CopyWarning")
def test_times_of_any_dtype_come_back(day):
    X = LONG.with_columns(day)
    fitted = augmenter().fit(X)
    assert fitted.seasonal_period_ == 7
    assert_same(fitted.augment(X).select("day"), X.select("day"))
    new = fitted.sample(1, random_state=0)
    assert new["day"].to_list() == X["day"][:N_DAYS].to_list()


def test_missing_values_are_gaps():
    X = LONG.with_columns(pl.when(pl.int_range(pl.len()) == 40).then(None).otherwise(pl.col("sold")).alias("sold"))
    fitted = augmenter().fit(X)
    assert fitted.fill(X)["sold"].is_finite().all()
    assert np.flatnonzero(fitted.augment(X)["sold"].is_null()).tolist() == [40]


@pytest.mark.parametrize("X", [WIDE, LONG], ids=["wide", "long"])
@pytest.mark.parametrize("dtype", [pl.Float64, pl.Float32, pl.Int64])
def test_null_stays_null_and_nan_stays_nan(X, dtype):
    name = X.columns[-1]
    values = X[name].cast(dtype).to_list()
    values[1] = None
    if dtype != pl.Int64:
        values[2] = float("nan")
    X = X.with_columns(pl.Series(name, values, dtype=dtype))
    fitted = augmenter(strength=0).fit(X)
    copies = fitted.augment(X, n_copies=2)[name]
    expected = X[name].cast(pl.Float64 if dtype == pl.Int64 else dtype)
    assert fitted.transform(X)[name].equals(expected) and copies.equals(pl.concat([expected, expected]))


@pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.PosteriorCollapseWarning")
def test_named_columns_are_conditions_and_pass_through(tmp_path):
    X = LONG.with_columns(
        promo=pl.Series(RNG.integers(0, 2, len(LONG)), dtype=pl.Int8), city=pl.Series(np.repeat(list("vwxyzz"), N_DAYS))
    )
    model = CVAE(hidden_size=8, max_steps=3)
    fitted = LGTAAugmenter(conditions="promo", model=model, random_state=0).fit(X)
    copies = fitted.augment(X)
    assert_same(copies.drop("shop", "sold"), X.drop("shop", "sold"))
    fitted.save(tmp_path / "polars.lgta")
    assert_same(LGTAAugmenter.load(tmp_path / "polars.lgta").augment(X), copies)


def test_stated_roles_hold():
    X = LONG.with_columns(note=pl.Series(np.arange(len(LONG)) % 5).cast(pl.String))
    with pytest.raises(ValueError, match=r"from_long\(X, id='shop', time='day', values=\['sold'\]\)"):
        augmenter().fit(X)
    fitted = augmenter().fit(from_long(X, id="shop", time="day", values=["sold"]))
    assert_same(fitted.augment(X).select("day", "note"), X.select("day", "note"))


def test_lists_in_a_column_are_refused_with_lines_that_work():
    X = pl.DataFrame({"shop": list("abcd"), "sold": [RNG.normal(size=20 + number).tolist() for number in range(4)]})
    with pytest.raises(
        ValueError, match=r"'sold' of X holds lists.*pass \[series\.to_numpy\(\) for series in X\['sold"
    ):
        augmenter().fit(X)
    assert augmenter().fit([series.to_numpy() for series in X["sold"]]).n_features_in_ == 1
    days = X.with_columns(day=pl.col("sold").list.eval(pl.int_range(pl.len())))
    assert augmenter().fit(days.explode(["sold", "day"])).n_features_in_ == 1


@pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.CopyWarning")
def test_irregular_dates_of_new_series_are_numbered():
    days = [datetime.date(2024, 1, 1 + day) for day in range(25) if day not in (4, 9)]
    X = pl.DataFrame({"shop": ["a"] * 23 + ["b"] * 23, "day": days * 2, "sold": RNG.gamma(5, 3, size=46)})
    with pytest.warns(UserWarning, match="not evenly spaced"):
        new = augmenter().fit(X).sample(2, random_state=0)
    assert new["day"].to_list() == 2 * list(range(23))


@pytest.mark.parametrize("X", [WIDE, LONG], ids=["wide", "long"])
def test_a_lazy_frame_is_refused_with_a_line_that_works(X):
    with pytest.raises(ValueError, match=r"LazyFrame of polars.*X\.collect\(\)"):
        augmenter().fit(X.lazy())
    augmenter().fit(X.lazy().collect())


@pytest.mark.parametrize("X", [WIDE, LONG, WIDE.to_numpy()], ids=["wide", "long", "array"])
def test_set_output_gives_polars(X):
    new = augmenter().set_output(transform="polars").fit(X).transform(X)
    assert type(new) is pl.DataFrame and new.shape == X.shape
    assert not hasattr(X, "columns") or new.columns == X.columns


def test_an_estimator_takes_frames():
    y = np.arange(N_SERIES) % 2
    model = AugmentedEstimator(RidgeClassifier(), augmenter("mix", strength=0.3)).fit(WIDE, y)
    assert model.predict(WIDE).shape == (N_SERIES,) and model.estimator_.feature_names_in_.tolist() == WIDE.columns
    whole = WIDE.select(pl.all().round().cast(pl.Int32))
    assert model.fit(whole, y).predict(whole).shape == (N_SERIES,)


def test_a_resampler_takes_wide_frames():
    y = np.array([0, 0, 0, 0, 1, 1])
    resampler = LGTAResampler(augmenter("mix", strength=0.3), sampling_strategy="auto")
    X_new, y_new = resampler.fit_resample(WIDE, y)
    assert type(X_new) is pl.DataFrame and X_new.columns == WIDE.columns and len(X_new) == len(y_new) == 8
    assert X_new[:N_SERIES].equals(WIDE)


def test_polars_is_not_imported_without_one():
    code = (
        "import sys; import numpy as np; from sklearn_lgta import LGTAAugmenter, PCACodec;"
        "X = np.random.default_rng(0).normal(size=(20, 12));"
        "LGTAAugmenter(model=PCACodec(), random_state=0).fit(X).augment(X);"
        "sys.exit('polars' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.filterwarnings("ignore:Time points of series 'a' are not evenly spaced")
def test_rows_that_repeat_their_names_are_no_series_unless_columns_say_so():
    X = pl.DataFrame(
        {"r": LONG["shop"], "s": np.tile(np.arange(N_DAYS), N_SERIES), "u": LONG["sold"], "v": LONG["sold"] * 2}
    )
    X = pl.concat([X[:4], X[5:]])  # a hole: numbers do not count on
    with pytest.raises(ValueError, match=r"from_long\(X, id='r', time='s'\)"):
        augmenter().fit(X)
    assert augmenter().fit(from_long(X, id="r", time="s")).n_features_in_ == 2
    labelled = WIDE.with_columns(label=pl.Series(list("aabbcc")))
    assert augmenter().fit(labelled).n_features_in_ == N_DAYS


def test_the_order_of_day_and_month_is_settled_by_the_lines_of_the_error_beside_names_of_series(remedies):
    days = ["02.01.1990", "04.01.1990", "06.01.1990", "08.01.1990", "10.01.1990"]  # every second day or month
    X = (
        WIDE[:, :5]
        .rename(dict(zip(WIDE.columns, days, strict=False)))
        .insert_column(0, pl.Series("shop", list("abcdef")))
    )
    with pytest.raises(ValueError, match="may start with the day or with the month") as error:
        augmenter().fit(X)
    by_day, by_month = remedies(str(error.value), X)
    assert list(by_day.index) == list("abcdef")
    fitted = augmenter().fit(by_month)
    assert fitted.seasonal_period_ == 6 and fitted.augment(by_month).columns.equals(by_month.columns)
    assert [by_day.columns[1], by_month.columns[1]] == [pd.Timestamp(1990, 1, 4), pd.Timestamp(1990, 4, 1)]


def test_missing_periods_are_inserted_by_the_lines_of_the_error(remedies):
    months = pd.period_range("1990-01", periods=N_DAYS, freq="M").astype(str)
    X = pl.DataFrame({"unique_id": LONG["shop"], "ds": list(months) * N_SERIES, "y": LONG["sold"]})
    X = pl.concat([X[:3], X[4:]])
    with pytest.raises(ValueError, match="Times are missing between '1990-03' and '1990-05'") as error:
        augmenter().fit(X)
    (whole,) = remedies(str(error.value), X)
    values = read_panel(augmenter(), whole).values
    assert values.shape == (N_SERIES, N_DAYS, 1) and np.argwhere(np.isnan(values[..., 0])).tolist() == [[0, 3]]


def test_a_long_table_of_unknown_names_and_one_column_of_numbers_is_settled_by_the_line_of_the_error(remedies):
    years = [str(year) for year in range(1990, 1990 + N_DAYS)] * N_SERIES
    X = pl.DataFrame({"Filiale": LONG["shop"], "Tag": years, "Umsatz": LONG["sold"]})
    with pytest.raises(ValueError, match=r"from_long\(X, id='Filiale', time='Tag'\)") as error:
        augmenter().fit(X)
    first = next(iter(remedies(str(error.value), X)))
    assert read_panel(augmenter(), first).values.shape == (N_SERIES, N_DAYS, 1)

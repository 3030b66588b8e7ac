"""Lists of series: arrays, Series and DataFrames of pandas, Series of polars, and dicts as GluonTS has them."""

import re
import subprocess
import sys
import warnings

import numpy as np
import pandas as pd
import polars
import pytest
from sklearn.base import BaseEstimator, RegressorMixin, clone
from sklearn.linear_model import RidgeClassifier

from sklearn_lgta import AugmentedEstimator, LGTAAugmenter, LGTAResampler, PCACodec
from sklearn_lgta._containers.kinds import read_panel

pytestmark = pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.CopyWarning")
RNG = np.random.default_rng(5)
X = RNG.gamma(3, 4, size=(14, 32))
RAGGED = [row[: 22 + number % 5] for number, row in enumerate(X)]
HOURS = pd.date_range("2023-05-01", periods=40, freq="h")
SERIES = [pd.Series(row, HOURS[number : number + len(row)], name=f"m{number}") for number, row in enumerate(RAGGED)]
FRAMES = [pd.DataFrame({"load": series, "wind": series[::-1].to_numpy() + 1}) for series in SERIES]
DICTS = [
    {
        "item_id": f"m{number}",
        "start": pd.Period("2023-05-01", "h") + number,
        "target": row,
        "feat_static_cat": [number],
    }
    for number, row in enumerate(RAGGED)
]
POLARS = [polars.Series(f"m{number}", row) for number, row in enumerate(RAGGED)]
LISTS = {"arrays": RAGGED, "Series": SERIES, "DataFrames": FRAMES, "dicts": DICTS, "polars": POLARS}


def augmenter(*arguments, **parameters):
    return LGTAAugmenter(*arguments, **({"model": PCACodec(), "random_state": 0} | parameters))


def values_of(series):
    return np.asarray(series["target"] if isinstance(series, dict) else series)


# ------------------------------------------------------------------------------------ every type
@pytest.mark.parametrize("kind", LISTS)
def test_copies_are_of_the_type_and_length_of_their_series(kind):
    series = LISTS[kind]
    copies = augmenter("jitter", strength=0.2).fit(series).augment(series, n_copies=2)
    assert type(copies) is list and len(copies) == 28
    for copy, original in zip(copies, series * 2, strict=True):
        assert type(copy) is type(original)
        assert values_of(copy).shape == values_of(original).shape
        assert (values_of(copy) != values_of(original)).mean() > 0.9


@pytest.mark.parametrize("kind", ["Series", "dicts", "polars"])
def test_all_types_of_one_channel_are_augmented_as_arrays_are(kind):
    parameters = {"transformation": "mix", "strength": 0.3, "seasonal_period": 4}
    expected = augmenter(**parameters).fit(RAGGED).augment(RAGGED)
    for copy, array in zip(augmenter(**parameters).fit(LISTS[kind]).augment(LISTS[kind]), expected, strict=True):
        np.testing.assert_array_equal(values_of(copy), array)


@pytest.mark.parametrize("kind", LISTS)
def test_other_methods_take_the_list_too(kind):
    series = LISTS[kind]
    fitted = augmenter("jitter", strength=0.2, structure="none").fit(series)
    for made in (fitted.transform(series), fitted.fill(series), fitted.reconstruct(series)):
        assert [values_of(one).shape for one in made] == [values_of(one).shape for one in series]
    assert len(fitted.interpolate(series[:1], series[5:6], n_steps=3)) == 3


@pytest.mark.parametrize("kind", LISTS)
def test_new_series_are_of_the_type_that_fit_saw_also_from_a_file(kind, tmp_path):
    fitted = augmenter(structure="none").fit(LISTS[kind])
    fitted.save(tmp_path / "fitted")
    new, again = (one.sample(3, random_state=0) for one in (fitted, LGTAAugmenter.load(tmp_path / "fitted")))
    assert type(new) is list and [type(one) for one in new] == [type(LISTS[kind][0])] * 3
    for one, other in zip(new, again, strict=True):
        np.testing.assert_array_equal(values_of(one), values_of(other))
    if kind in ("Series", "DataFrames"):
        assert all(one.index.freqstr == "h" and one.index[0] in HOURS[:14] for one in again)
    if kind == "DataFrames":
        assert again[0].columns.tolist() == ["load", "wind"]


@pytest.mark.parametrize("kind", LISTS)
def test_single_precision_stays(kind):
    short = {
        "arrays": lambda one: one.astype(np.float32),
        "Series": lambda one: one.astype(np.float32),
        "DataFrames": lambda one: one.astype(np.float32),
        "dicts": lambda one: one | {"target": one["target"].astype(np.float32)},
        "polars": lambda one: one.cast(polars.Float32),
    }[kind]
    series = [short(one) for one in LISTS[kind]]
    copies = augmenter().fit(series).augment(series)
    assert {values_of(copy).dtype for copy in copies} == {np.dtype(np.float32)}


@pytest.mark.parametrize("kind", ["Series", "DataFrames", "dicts"])
def test_season_and_times_come_from_the_series(kind):
    assert augmenter("jitter", strength=0.05).fit(LISTS[kind]).seasonal_period_ == 24
    for times, series in zip(read_panel(augmenter(), LISTS[kind]).times, SERIES, strict=True):
        dates = times.to_timestamp() if kind == "dicts" else times
        assert (dates == series.index).all()


# ------------------------------------------------------------------------------------ arrays
def test_a_list_of_arrays_of_one_length_comes_back_as_a_list():
    series = list(X)
    fitted = augmenter("mix", strength=0.3).fit(series)
    assert fitted.n_features_in_ == 1 and type(fitted.sample(2)) is list
    copies = fitted.augment(series)
    assert type(copies) is list and {copy.shape for copy in copies} == {(32,)}
    np.testing.assert_array_equal(np.stack(copies), augmenter("mix", strength=0.3).fit(X).augment(X))


def test_nested_lists_of_numbers_are_an_array_as_everywhere_in_scikit_learn():
    assert type(augmenter().fit(X.tolist()).augment(X.tolist())) is np.ndarray
    nested = X.reshape(7, 2, 32).tolist()
    assert augmenter().fit(nested).augment(nested).shape == (7, 2, 32)


def test_a_tuple_comes_back_as_a_tuple():
    copies = augmenter().fit(tuple(RAGGED)).augment(tuple(RAGGED))
    assert type(copies) is tuple and [len(copy) for copy in copies] == [len(row) for row in RAGGED]
    assert type(augmenter().fit(tuple(RAGGED)).sample(2)) is tuple


@pytest.mark.parametrize("rows", [RAGGED, list(X)], ids=["unequal", "equal"])
def test_an_array_of_objects_comes_back_as_one(rows):
    objects = np.empty(len(rows), dtype=object)
    objects[:] = rows
    fitted = augmenter().fit(objects)
    for copies in (fitted.augment(objects), fitted.transform(objects), fitted.sample(14)):
        assert copies.dtype == object and copies.shape == (14,)
    for copy, expected in zip(fitted.augment(objects), augmenter().fit(rows).augment(rows), strict=True):
        np.testing.assert_array_equal(copy, expected)


def test_masked_series_in_a_list_stay_masked():
    mask = RNG.random(32) < 0.2
    series = [np.ma.MaskedArray(np.where(mask, -1e6, row), mask=mask)[: len(row) - 3] for row in X]
    copies = augmenter().fit(series).augment(series)
    for copy in copies:
        np.testing.assert_array_equal(copy.mask, mask[:29])
        assert copy.compressed().min() > -1000


def test_channels_last_in_a_list_get_the_line_that_turns_them(remedied):
    series = [row.reshape(-1, 2) for row in (X[number, : 20 + 2 * (number % 3)] for number in range(14))]
    with pytest.raises(ValueError, match=r"Channels come before time: \[series\.T for") as raised:
        augmenter().fit(series)
    assert augmenter().fit(remedied(raised, X=series)).n_features_in_ == 2
    with pytest.warns(UserWarning, match=r"pass \[series\.T for series in X\]") as warned:
        augmenter(structure="none").fit([RNG.normal(size=(40, 2)) for _ in range(9)])
    assert warned[0].filename == __file__


@pytest.mark.parametrize(
    "convert",
    [
        lambda row: row > 9,
        lambda row: (row * 1e6).astype("M8[s]"),
        lambda row: (row * 1e6).astype("m8[s]"),
        lambda row: row + 1j,
        lambda row: row.astype("S4"),
    ],
    ids=["flags", "dates", "durations", "complex", "bytes"],
)
@pytest.mark.parametrize("kind", ["arrays", "Series"])
def test_types_that_are_no_numbers_are_refused_with_the_line_that_converts_them(convert, kind, remedied):
    series = [convert(row) for row in RAGGED]
    if kind == "Series" and series[0].dtype.kind != "S":
        series = [pd.Series(row) for row in series]
    message = r"X\[0\], a series of a list: .*real numbers are needed.* for series in X"
    with pytest.raises(ValueError, match=message) as raised:
        augmenter().fit(series)
    converted = remedied(raised, X=series)
    assert len(augmenter(structure="none").fit(converted).augment(converted)) == 14


def test_text_in_a_series_is_named():
    with pytest.raises(ValueError, match=r"X\[1\], a series of a list: could not convert"):
        augmenter().fit([np.arange(9.0), np.array(["a"] * 9, dtype=object), np.arange(8.0)])


@pytest.mark.parametrize(
    ("series", "message", "n_channels"),
    [
        ([polars.DataFrame({"a": row, "b": row**2}) for row in RAGGED], "list of DataFrames of polars", 2),
        ([pd.DataFrame(row[None]) for row in RAGGED], "one row, so 22 channels of one time point", 1),
        ([pd.DataFrame(np.c_[row, row**2, row], columns=list("aba")) for row in RAGGED], "columns come twice", 2),
    ],
    ids=["polars", "one row", "twice"],
)
def test_other_lists_of_tables_get_the_line_that_converts_them(series, message, n_channels, remedied):
    with pytest.raises(ValueError, match=message) as raised:
        augmenter().fit(series)
    converted = remedied(raised, X=series)
    fitted = augmenter(seasonal_period=4, unseen="augment").fit(converted)
    assert fitted.n_features_in_ == n_channels and len(fitted.augment(converted)) == 14


def test_a_list_of_tables_without_columns_is_refused():
    with pytest.raises(ValueError, match=r"X\[0\], a series of a list: the DataFrame has 9 rows and no columns"):
        augmenter().fit([pd.DataFrame(index=range(9))] * 3)


def test_a_list_of_several_types_is_told_to_be_of_one(remedied):
    mixed = [SERIES[0], *RAGGED[1:]]
    with pytest.raises(ValueError, match=r"list of arrays of any lengths: \[numpy\.asarray") as raised:
        augmenter().fit(mixed)
    converted = remedied(raised, X=mixed)
    assert len(augmenter().fit(converted).augment(converted)) == 14


def test_an_empty_series_is_told_to_be_left_out():
    with pytest.raises(ValueError, match="the first at position 1.*leave such series out"):
        augmenter().fit([np.arange(9.0), np.array([]), np.arange(8.0)])


# ------------------------------------------------------------------------------------ pandas and polars
def test_series_keep_index_and_name():
    for copy, series in zip(augmenter().fit(SERIES).augment(SERIES), SERIES, strict=True):
        pd.testing.assert_index_equal(copy.index, series.index)
        assert copy.name == series.name


def test_frames_keep_index_and_columns_and_their_columns_are_channels():
    fitted = augmenter().fit(FRAMES)
    assert fitted.n_features_in_ == 2 and fitted.feature_names_in_.tolist() == ["load", "wind"]
    for copy, frame in zip(fitted.augment(FRAMES), FRAMES, strict=True):
        pd.testing.assert_index_equal(copy.index, frame.index)
        pd.testing.assert_index_equal(copy.columns, frame.columns)
    arrays = [frame.to_numpy().T for frame in FRAMES]
    for copy, array in zip(fitted.augment(FRAMES), fitted.augment(arrays), strict=True):
        np.testing.assert_array_equal(copy.to_numpy().T, array)


def test_channels_of_frames_are_known_by_name(remedied):
    with pytest.raises(ValueError, match="feature names should match"):
        augmenter().fit(FRAMES).augment([frame[["wind", "load"]] for frame in FRAMES])
    other = [FRAMES[0], *(frame[["wind", "load"]] for frame in FRAMES[1:])]
    with pytest.raises(ValueError, match=r"X\[1\] has the columns \['wind', 'load'\]") as raised:
        augmenter().fit(other)
    assert augmenter().fit(remedied(raised, X=other)).n_features_in_ == 2


@pytest.mark.parametrize("dtype", ["Float64", "Float32", "object"])
def test_na_of_pandas_is_a_gap(dtype):
    series = [one.astype(dtype) for one in SERIES]
    series[2].iloc[4] = pd.NA
    copies = augmenter(seasonal_period=4).fit(series).augment(series)
    assert [int(copy.isna().sum()) for copy in copies] == [0, 0, 1, *[0] * 11] and np.isnan(copies[2].iloc[4])


def test_null_of_polars_is_a_gap_and_stays_null(remedied):
    series = [polars.Series(one.name, [*one[:5].to_list(), None, *one[6:].to_list()]) for one in POLARS]
    copies = augmenter().fit(series).augment(series)
    assert [(copy.name, copy.null_count(), copy[5]) for copy in copies] == [(one.name, 1, None) for one in POLARS]
    with pytest.raises(ValueError, match="Series of Boolean, and real numbers are needed") as raised:
        augmenter().fit([one > 9 for one in POLARS])
    flags = [one > 9 for one in POLARS]
    converted = remedied(raised, X=flags, polars=polars)
    assert len(augmenter(structure="none").fit(converted).augment(converted)) == 14


MONTHS = pd.period_range("2019-01", periods=22, freq="M")


@pytest.mark.parametrize(
    ("index", "message"),
    [
        (HOURS[[0, 2, 1, *range(3, 22)]], "times do not increase"),
        (HOURS[[0, 0, *range(1, 21)]], "index holds 1 time more than once"),
        (MONTHS.delete(4), "Times are missing between 2019-04 and 2019-06"),
        (
            MONTHS.strftime("%Y-%m-%d")[[0, 0, *range(1, 21)]],
            "dates as text, such as '2019-01-31', that do not increase",
        ),
    ],
)
@pytest.mark.parametrize("as_frames", [False, True])
def test_times_out_of_order_get_the_line_that_orders_them(index, message, as_frames, remedied):
    series = [pd.Series(row[: len(index)], index) for row in X]
    series = [one.to_frame("load") for one in series] if as_frames else series
    with pytest.raises(ValueError, match=rf"X\[0\], a series of a list: .*{message}") as raised:
        augmenter().fit(series)
    converted = remedied(raised, X=series)
    if "as text" in message:  # still one of them comes twice
        with pytest.raises(ValueError, match="more than once") as raised:
            augmenter().fit(converted)
        converted = remedied(raised, X=converted)
    assert augmenter().fit(converted).seasonal_period_ == (24 if len(index) and index[0] == HOURS[0] else 12)


def test_missing_dates_are_warned_of_with_the_number_of_the_series():
    holey = [one.drop(one.index[7]) if number == 3 else one for number, one in enumerate(SERIES)]
    with pytest.warns(UserWarning, match="Dates of series 3 are not evenly spaced"):
        augmenter(structure="none").fit(holey)


def test_frames_with_times_in_columns_or_names_beside_the_values_get_a_line(remedied):
    with pytest.raises(ValueError, match=r"Pass \[frame\.T for frame in X\]") as raised:
        augmenter().fit([frame.T for frame in FRAMES])
    turned = remedied(raised, X=[frame.T for frame in FRAMES])
    assert augmenter().fit(turned).n_features_in_ == 2
    tables = [frame.reset_index(names="hour") for frame in FRAMES]
    with pytest.raises(ValueError, match=r"columns \['hour'\] hold no numbers.*set_index\('hour'\)") as raised:
        augmenter().fit(tables)
    assert augmenter().fit(remedied(raised, X=tables)).seasonal_period_ == 24
    named = [table.assign(site="north") for table in tables]
    with pytest.raises(ValueError, match=r"\['hour', 'site'\] hold no numbers") as raised:
        augmenter(seasonal_period=4).fit(named)
    assert augmenter(seasonal_period=4).fit(remedied(raised, X=named)).n_features_in_ == 2


# ------------------------------------------------------------------------------------ dicts
def test_dicts_keep_their_fields_and_get_names_of_their_own():
    fitted = augmenter().fit(DICTS)
    copies = fitted.augment(DICTS, n_copies=2)
    assert [copy["item_id"] for copy in copies] == [f"m{n}_copy{copy}" for copy in (0, 1) for n in range(14)]
    for copy, original in zip(copies, DICTS * 2, strict=True):
        assert list(copy) == list(original)
        assert (copy["start"], copy["feat_static_cat"]) == (original["start"], original["feat_static_cat"])
    assert fitted.transform(DICTS)[3]["item_id"] == "m3"
    assert fitted.augment(DICTS, copy=4)[0]["item_id"] == "m0_copy4"
    assert DICTS[0]["item_id"] == "m0"


@pytest.mark.parametrize(
    ("start", "freq", "season"),
    [
        (pd.Period("2020-01", "M"), None, 12),
        ("2020-01-01", "M", 12),
        ("2020-01-01", "MS", 12),
        (pd.Timestamp("2020-01-01"), "D", 7),
        ("2020-01-01 00:00:00", "H", 24),
        ("2020-01-01", "12H", 2),
        ("2020-01-01", "W-SUN", 52),
        ("2020-01-01", None, None),
    ],
)
def test_start_and_frequency_give_the_season(start, freq, season):
    field = {} if freq is None else {"freq": freq}
    series = [{"start": start, "target": row.tolist(), **field} for row in RAGGED]
    fitted = augmenter(structure="none").fit(series)
    assert fitted.seasonal_period_ == season
    (new,) = fitted.sample(1)
    assert type(new["target"]) is list
    if season:
        assert type(new["start"]) is type(start) and new.get("freq") == freq


def test_a_frequency_that_gives_no_times_is_refused_with_the_line_that_leaves_it_out(remedied):
    series = [{"start": "2020-01-01", "freq": "fortnight", "target": row} for row in RAGGED]
    with pytest.raises(ValueError, match="freq='fortnight' give no times") as raised:
        augmenter().fit(series)
    converted = remedied(raised, X=series)
    assert augmenter(seasonal_period=4).fit(converted).seasonal_period_ == 4


def test_targets_of_several_channels_are_channels_first_and_none_is_a_gap():
    series = [{"target": [[*row[:3], None, *row[4:]], row[::-1]]} for row in X[:, :20].tolist()]
    fitted = augmenter(seasonal_period=4).fit(series)
    assert fitted.n_features_in_ == 2
    copies = fitted.augment(series)
    assert np.shape(copies[0]["target"]) == (2, 20) and np.isnan(copies[0]["target"][0][3])


def test_dicts_that_are_no_series_get_the_line_that_reads_them(remedied):
    rows = pd.DataFrame(X).add_prefix("t").to_dict("records")
    with pytest.raises(ValueError, match=r"none has a 'target'.*pass pandas\.DataFrame\(X\)"):
        augmenter().fit(rows)
    assert augmenter().fit(pd.DataFrame(rows)).n_features_in_ == 32
    with pytest.raises(ValueError, match=r"one series as a dict; .*pass \[X\]"):
        augmenter().fit(DICTS[0])
    assert augmenter(seasonal_period=4).fit([DICTS[0]]).n_features_in_ == 1
    without = [DICTS[0], {"item_id": "m1"}, *DICTS[2:]]
    with pytest.raises(ValueError, match=r"X\[1\].*no 'target'") as raised:
        augmenter().fit(without)
    assert len(augmenter(structure="none").fit_transform(remedied(raised, X=without))) == 13


@pytest.mark.parametrize(
    ("series", "line"),
    [
        (dict(enumerate(RAGGED)), "list(X.values())"),
        (dict(enumerate(X)), "numpy.stack(list(X.values()))"),
        (dict(enumerate(X)), "pandas.DataFrame(X).T"),
        (dict(enumerate(SERIES)), "list(X.values())"),
        (dict(enumerate(SERIES)), "pandas.DataFrame(X).T"),
        (dict(enumerate(FRAMES)), "list(X.values())"),
        (dict(enumerate(FRAMES)), "pandas.concat(X)"),
    ],
)
def test_what_the_message_about_a_dict_says_works(series, line):
    with pytest.raises(ValueError, match=re.escape(line)):
        augmenter().fit(series)
    converted = eval(line, {"X": series, "pandas": pd, "numpy": np})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fitted = augmenter(structure="none").fit(converted)
    assert len(fitted.augment(converted)) == len(converted)


# ------------------------------------------------------------------------------------ other containers after fit
def test_after_a_fit_on_a_list_of_one_channel_other_containers_are_read():
    fitted = augmenter("mix", strength=0.3, structure="none").fit(RAGGED)
    expected = fitted.augment([row[:26] for row in X])
    for other in (X[:, :26], X[:, None, :26], pd.DataFrame(X[:, :26]), X[:, :26].tolist()):
        copies = fitted.augment(other)
        np.testing.assert_array_equal(np.reshape(np.asarray(copies), (14, 26)), expected)
    assert type(fitted.augment(pd.DataFrame(X))) is pd.DataFrame


def test_after_a_fit_on_a_table_lists_are_read():
    fitted = augmenter("mix", strength=0.3, structure="none").fit(X)
    for series in (list(X), tuple(X), [pd.Series(row) for row in X], [{"target": row} for row in X]):
        copies = fitted.augment(series)
        assert type(copies) is type(series)
        np.testing.assert_array_equal([values_of(copy) for copy in copies], fitted.augment(X))


def test_after_a_fit_on_a_list_of_channels_the_message_says_which():
    fitted = augmenter().fit([frame.to_numpy().T for frame in FRAMES])
    with pytest.raises(
        ValueError, match=r"fit saw 3 \(a list\); pass series of 2 channels, an array \(n_series, 2, n_timepoints\)"
    ):
        fitted.augment(X)
    with pytest.raises(ValueError, match="X has 1 channels, but fit saw 2"):
        fitted.augment(RAGGED)


def test_frames_that_sktime_converts_are_read():
    datatypes = pytest.importorskip("sktime.datatypes")
    frames = datatypes.convert(X.reshape(7, 2, 32), "numpy3D", "df-list")
    copies = augmenter("mix", strength=0.3).fit(frames).augment(frames)
    assert datatypes.check_is_mtype(copies, "df-list")
    expected = augmenter("mix", strength=0.3).fit(X.reshape(7, 2, 32)).augment(X.reshape(7, 2, 32))
    np.testing.assert_array_equal(datatypes.convert(copies, "df-list", "numpy3D"), expected)


def test_arrays_and_lists_import_no_optional_package():
    code = (
        "import sys; import numpy as np; from sklearn_lgta import LGTAAugmenter, PCACodec;"
        "X = [np.arange(20.0 + n) ** (1 + n / 9) for n in range(9)];"
        "objects = np.array(X, dtype=object);"
        "dicts = [{'target': x} for x in X];"
        "masked = np.ma.masked_greater([x[:20] for x in X], 50);"
        "a = LGTAAugmenter(model=PCACodec(), random_state=0);"
        "fits = [a.fit(Z).augment(Z) for Z in (X, objects, dicts, masked)];"
        "print([type(fit).__name__ for fit in fits], {'polars', 'xarray', 'sktime'} & set(sys.modules))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.stdout.strip() == "['list', 'ndarray', 'list', 'MaskedArray'] set()", result.stderr


# ------------------------------------------------------------------------------------ around estimators
class MeanRegressor(RegressorMixin, BaseEstimator):
    """Keeps what it is fitted on."""

    def fit(self, X, y):
        self.X_, self.mean_ = X, np.mean(y)
        return self

    def predict(self, X):
        return np.full(len(X), self.mean_)


@pytest.mark.parametrize("kind", ["arrays", "Series", "DataFrames", "polars"])
def test_an_estimator_gets_the_list_and_its_copies(kind):
    series, y = LISTS[kind], RNG.normal(size=14)
    model = AugmentedEstimator(MeanRegressor(), augmenter("mix", strength=0.3, structure="none"), n_copies=2)
    got = model.fit(series, y).estimator_.X_
    assert type(got) is list and {type(one) for one in got} == {type(series[0])}
    assert [len(one) for one in got] == [len(one) for one in series] * 3


@pytest.mark.parametrize("kind", ["arrays", "Series", "polars"])
def test_tables_of_a_list_of_one_length_go_into_estimators_of_scikit_learn(kind):
    make = {"arrays": np.asarray, "Series": pd.Series, "polars": polars.Series}[kind]
    series, y = [make(row) for row in X], np.arange(14) % 2
    model = AugmentedEstimator(RidgeClassifier(), augmenter("mix", strength=0.3), n_copies=1).fit(series, y)
    expected = AugmentedEstimator(RidgeClassifier(), augmenter("mix", strength=0.3), n_copies=1).fit(X, y)
    np.testing.assert_allclose(model.decision_function(series), expected.decision_function(X))


def test_an_estimator_gets_the_values_of_dicts():
    model = AugmentedEstimator(MeanRegressor(), augmenter("mix", strength=0.3), n_copies=1)
    targets = [series["target"] for series in DICTS]
    expected = clone(model).fit(targets, np.arange(14.0)).predict(targets)
    np.testing.assert_allclose(model.fit(DICTS, np.arange(14.0)).predict(DICTS), expected)


@pytest.mark.parametrize("kind", LISTS)
def test_a_resampler_adds_copies_to_the_list(kind):
    resampler = LGTAResampler(augmenter("mix", strength=0.3, structure="none"), n_copies=1)
    resampled, _ = resampler.fit_resample(LISTS[kind], np.arange(14.0))
    assert type(resampled) is list and {type(one) for one in resampled} == {type(LISTS[kind][0])}
    assert len(resampled) == 28


def test_a_resampler_adds_copies_to_an_array_of_objects():
    resampler = LGTAResampler(augmenter("mix", strength=0.3, structure="none"), n_copies=1)
    resampled, _ = resampler.fit_resample(np.array(RAGGED, dtype=object), np.arange(14.0))
    assert resampled.dtype == object and [len(row) for row in resampled] == [len(row) for row in RAGGED * 2]


DAYS, QUARTERS = (pd.period_range("2021-01", periods=20, freq=freq) for freq in "DQ")


@pytest.mark.parametrize(
    ("index", "season"),
    [
        (DAYS.strftime("%Y%m%d").astype(int), 7),
        (MONTHS[:20].strftime("%Y%m").astype(int), 12),
        (DAYS.strftime("%d.%m.%Y"), 7),
        (MONTHS[:20].strftime("%b %y"), 12),
        (QUARTERS.strftime("Q%q-%y"), 4),
        (pd.Index(DAYS.to_timestamp().date, dtype=object), 7),
    ],
    ids=["20210101", "202101", "01.01.2021", "Jan 21", "Q1-21", "date objects"],
)
@pytest.mark.parametrize("make", [pd.Series, pd.DataFrame], ids=["Series", "DataFrames"])
def test_dates_in_any_spelling_have_their_season(make, index, season):
    X = [make(np.random.default_rng(row).normal(size=20 - row), index=index[: 20 - row]) for row in range(4)]
    fitted = LGTAAugmenter(strength=0, model=PCACodec(), random_state=0).fit(X)
    assert fitted.seasonal_period_ == season
    assert all(copy.equals(series) for copy, series in zip(fitted.transform(X), X, strict=True))
    X[1] = X[1][::-1]
    with pytest.raises(ValueError, match="do not increase"):
        fitted.fit(X)


def test_an_open_order_of_day_and_month_is_settled_by_the_line(remedied):
    firsts = pd.date_range("2021-01-01", periods=12, freq="MS").strftime("%d/%m/%Y")
    X = [pd.Series(row[:12], firsts) for row in np.random.default_rng(0).normal(size=(4, 12))]
    with pytest.raises(ValueError, match="may start with the day or with the month") as raised:
        augmenter().fit(X)
    assert augmenter().fit(remedied(raised, X=X)).seasonal_period_ == 12

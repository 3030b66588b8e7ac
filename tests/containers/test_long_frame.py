"""Long frames: text as times, several levels of names, totals, and columns that are conditions."""

import numpy as np
import pandas as pd
import pytest

from sklearn_lgta import CVAE, LGTAAugmenter, PCACodec

N_DAYS = 30
DAYS = pd.date_range("2023-03-01", periods=N_DAYS)
PLANTS = [("east", "a"), ("east", "b"), ("west", "a"), ("west", "c"), ("west", "d")]


def augmenter(*args, **parameters):
    return LGTAAugmenter(*args, model=PCACodec(), random_state=0, **parameters)


def frame(times=DAYS, names=PLANTS, levels=("region", "plant", "day"), columns=("load",)):
    index = pd.MultiIndex.from_tuples([(*name, time) for name in names for time in times], names=levels)
    values = np.random.default_rng(0).gamma(5, 3, size=(len(index), len(columns)))
    return pd.DataFrame(values, index=index, columns=list(columns))


def mended(X, error, start="X."):
    """X after the line that a message ends with."""
    message = str(error)
    return eval(message[message.index(start) :].rstrip("."), {"X": X, "pd": pd})


@pytest.mark.parametrize(
    ("times", "season"),
    [
        (DAYS.strftime("%Y-%m-%d"), 7),
        (DAYS.strftime("%d.%m.%Y"), 7),
        (pd.Index(DAYS.date, dtype=object), 7),
        (pd.period_range("2020-01", periods=N_DAYS, freq="M").strftime("%b %Y"), 12),
        (pd.period_range("2020-01", periods=N_DAYS, freq="M").strftime("%Y%m").astype(int), 12),
    ],
    ids=["iso", "german", "dates", "months", "202001"],
)
def test_times_of_any_spelling_are_read_and_come_back(times, season):
    X = frame(times).sample(frac=1, random_state=0)
    fitted = augmenter().fit(X)
    assert fitted.seasonal_period_ == season
    pd.testing.assert_frame_equal(fitted.set_params(strength=0).transform(X), X)
    copies = fitted.augment(X, n_copies=2, copy=4)
    assert copies.index.names == ["copy", *X.index.names] and copies.index.unique("copy").tolist() == [4, 5]
    pd.testing.assert_index_equal(copies.loc[5].index, X.index)
    # rows are read in the order of time, not of text
    dated = X.reset_index("day").assign(day=lambda X: X["day"].map(dict(zip(times, range(N_DAYS), strict=True))))
    counted = augmenter(seasonal_period=season).fit(dated.set_index("day", append=True))
    np.testing.assert_allclose(
        counted.augment(dated.set_index("day", append=True), 2, copy=4),
        fitted.set_params(strength=None).augment(X, 2, copy=4),
    )


@pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.CopyWarning")
def test_new_series_have_text_as_times_and_levels_of_training_series():
    X = frame(DAYS.strftime("%d.%m.%Y"))
    new = augmenter().fit(X).sample(3, random_state=0)
    assert new.index.names == X.index.names and set(new.index.unique("region")) <= {"east", "west"}
    assert new.index.unique("day").tolist() == DAYS.strftime("%d.%m.%Y").tolist()


@pytest.mark.parametrize("n_levels", [2, 3, 4])
def test_any_number_of_levels_names_a_series(n_levels):
    names = [("earth", *name)[-(n_levels - 1) :] for name in PLANTS]
    names = names if n_levels > 2 else [(number,) for number in range(5)]
    X = frame(names=names, levels=[f"level {number}" for number in range(n_levels)])
    copies = augmenter().fit(X).augment(X, n_copies=2)
    assert copies.index.nlevels == n_levels + 1 and len(copies) == 2 * len(X)
    np.testing.assert_array_equal(
        copies.loc[0], augmenter().fit(X.droplevel(0) if n_levels == 4 else X).augment(X).loc[0]
    )


@pytest.mark.parametrize(
    ("order", "line"),
    [([2, 0, 1], r"X\.reorder_levels\(\[1, 2, 0\]\)"), ([0, 2, 1], r"X\.reorder_levels\(\[0, 2, 1\]\)")],
)
@pytest.mark.parametrize("times", [DAYS, DAYS.strftime("%Y-%m-%d")], ids=["dates", "text"])
def test_times_above_names_are_refused_with_a_line_that_works(order, line, times):
    X = frame(times)
    with pytest.raises(ValueError, match=rf"holds times.*pass {line}") as error:
        augmenter().fit(X.reorder_levels(order))
    pd.testing.assert_frame_equal(mended(X.reorder_levels(order), error.value), X)


def test_text_times_above_names_are_refused_with_a_line_that_works():
    X = frame(DAYS.strftime("%Y-%m-%d")).loc["west"]
    with pytest.raises(ValueError, match=r"the first holds times.*X\.swaplevel\(\)") as error:
        augmenter().fit(X.swaplevel())
    assert augmenter().fit(mended(X.swaplevel(), error.value)).seasonal_period_ == 7


def test_totals_of_a_hierarchy_are_refused_with_a_line_that_works():
    X = frame()
    parts = [X]
    for region, rows in X.groupby(level="region"):
        total = rows.groupby(level="day").sum()
        parts.append(pd.concat({(region, "__total"): total}, names=X.index.names))
    everything = pd.concat({("__total", "__total"): X.groupby(level="day").sum()}, names=X.index.names)
    hierarchy = pd.concat([*parts, everything])
    with pytest.raises(ValueError, match="90 rows of totals, '__total' in the index level 'plant'") as error:
        augmenter().fit(hierarchy)
    line = str(error.value).split("leave totals out, ")[1].split(", and add")[0]
    pd.testing.assert_frame_equal(eval(line, {"X": hierarchy}), X)


def test_day_or_month_first_is_refused_with_a_line_that_works():
    days = [pd.Timestamp(2023, month, day) for day in (1, 2, 3) for month in (1, 2, 3)]
    times = pd.DatetimeIndex(days).strftime("%d/%m/%Y")[[3, 0, 7, 1, 5, 2, 8, 6, 4]]
    X = frame(times)
    with pytest.raises(ValueError, match="The index level 'day' may start with the day") as error:
        augmenter().fit(X)
    X.index = mended(X, error.value, "X.index.set_levels")
    with pytest.warns(UserWarning, match="not evenly spaced"):
        augmenter().fit(X)


def test_dates_as_text_describe_rows_where_columns_say_time():
    opened = ["2020-01-01", "2020-01-02", "2020-01-03", "2020-01-04"]
    index = pd.MultiIndex.from_arrays([["a", "a", "b", "b"], opened], names=["shop", "opened"])
    wide = pd.DataFrame(np.random.default_rng(0).normal(size=(4, 12)), index=index).add_prefix("t")
    copies = augmenter().fit(wide).augment(wide)
    pd.testing.assert_index_equal(copies.index, wide.index)


def test_text_in_columns_is_refused_with_lines_that_work():
    X = frame().assign(kind="wind")
    with pytest.raises(ValueError, match="hold no numbers: 'kind'") as error:
        augmenter().fit(X)
    line = str(error.value)[str(error.value).index("X.drop") :].split(";")[0]
    assert augmenter().fit(eval(line, {"X": X})).n_features_in_ == 1


def test_a_frame_of_conditions_alone_is_refused():
    with pytest.raises(ValueError, match="all of them are named as conditions"):
        augmenter(conditions="load").fit(frame())


@pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.PosteriorCollapseWarning")
@pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.CopyWarning")
def test_named_columns_are_conditions_and_pass_through(tmp_path):
    rng = np.random.default_rng(1)
    X = frame(columns=["load", "heat"]).iloc[:-4]
    X.insert(1, "outage", rng.random(len(X)) < 0.2)
    X["wind"] = rng.choice(["calm", "storm"], len(X))
    model = CVAE(hidden_size=8, max_steps=3)
    fitted = LGTAAugmenter(conditions=["outage", "wind"], model=model, random_state=0).fit(X)
    assert fitted.feature_names_in_.tolist() == ["load", "heat"] and fitted.n_features_in_ == 2
    copies = fitted.augment(X, n_copies=2)
    assert copies.columns.equals(X.columns) and copies.dtypes.equals(X.dtypes)
    for number in range(2):
        pd.testing.assert_frame_equal(copies.loc[number][["outage", "wind"]], X[["outage", "wind"]])
    for result in (fitted.transform(X), fitted.fill(X), fitted.reconstruct(X)):
        pd.testing.assert_frame_equal(result[["outage", "wind"]], X[["outage", "wind"]])
    fitted.save(tmp_path / "conditions.lgta")
    loaded = LGTAAugmenter.load(tmp_path / "conditions.lgta")
    pd.testing.assert_frame_equal(loaded.augment(X, n_copies=2), copies)
    pd.testing.assert_frame_equal(loaded.sample(2, random_state=0), fitted.sample(2, random_state=0))
    assert list(fitted.sample(2).columns) == ["load", "heat"]


def test_flags_among_channels_are_warned_of():
    X = frame(columns=["load", "outage"])
    X["outage"] = (X["outage"] > 20).astype(int)
    with pytest.warns(UserWarning, match=r"'outage' \(0 or 1 everywhere\).*conditions=\['outage'\]") as warned:
        augmenter().fit(X)
    assert warned[0].filename == __file__


def test_the_largest_floats_are_compared_without_overflow():
    X = frame(columns=["load", "heat"])
    X[:] = np.sign(X - 15) * np.finfo(float).max
    with np.errstate(over="raise"):
        augmenter().fit(X)


@pytest.mark.parametrize("columns", [["outage"], ["outage", "holiday"]])
def test_flags_alone_are_the_data(columns):
    X = (frame(columns=columns) > 15).astype(float)
    augmenter().fit(X)

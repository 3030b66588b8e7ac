"""Scores of forecasters of sktime on changed histories: series, panels and hierarchies."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LinearRegression
from sktime.forecasting.compose import make_reduction
from sktime.forecasting.naive import NaiveForecaster
from sktime.performance_metrics.forecasting import MeanAbsoluteError
from sktime.transformations.hierarchical.aggregate import Aggregator

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta.inspection import robustness_curve
from sklearn_lgta.sktime import AugmentedForecaster, LGTABootstrap
from sklearn_lgta.transformations import Jitter

# `pytest.warns` gives it again, as if it came from here
pytestmark = pytest.mark.filterwarnings("ignore:The default of config ``remember_data``:FutureWarning")
MONTHS = pd.period_range("2020-01", periods=40, freq="M", name="month")


def augmenter(transformation="scaling", **parameters):
    return LGTAAugmenter(transformation, **{"model": PCACodec(), "random_state": 0, "structure": "none"} | parameters)


def values(n_series):
    rng = np.random.default_rng(0)
    season = np.sin(np.arange(40) * np.pi / 6) * rng.uniform(5, 9, (n_series, 1))
    return 100 * rng.uniform(1, 2, (n_series, 1)) + season + rng.normal(size=(n_series, 40))


def a_series():
    return pd.Series(values(1)[0], index=MONTHS, name="sold")


def a_panel():
    index = pd.MultiIndex.from_product([["a", "b", "c", "d"], MONTHS], names=["shop", "month"])
    return pd.DataFrame({"sold": values(4).ravel()}, index=index)


def a_hierarchy():
    index = pd.MultiIndex.from_product([["north", "south"], ["a", "b"], MONTHS], names=["region", "shop", "month"])
    return Aggregator().fit_transform(pd.DataFrame({"sold": values(4).ravel()}, index=index))


def split(y):
    """The history and the last four months."""
    is_late = y.index.get_level_values(-1) >= MONTHS[-4]
    return y[~is_late], y[is_late]


def curve_of(forecaster, y, **parameters):
    parameters = {"augmenter": augmenter(), "strengths": [0.5, 2.0], "n_copies": 2} | parameters
    return robustness_curve(forecaster, *split(y), **parameters)


class Recorder(NaiveForecaster):
    """Forecasts the last value, and keeps what it is fitted to."""

    seen = []

    def fit(self, y, X=None, fh=None):
        if not self.seen or len(y) == len(self.seen[0]):  # sktime fits a clone to every series then
            self.seen.append(y)
        return super().fit(y, X=X, fh=fh)


@pytest.fixture
def seen():
    Recorder.seen.clear()
    return Recorder.seen


# ------------------------------------------------------------------------------------ what is scored
def table(y):
    """Values of a frame or series: (n_series, n_timepoints), with totals."""
    return y.to_numpy().reshape(-1, y.index.get_level_values(-1).nunique())


@pytest.mark.parametrize("make", [a_series, a_panel, a_hierarchy])
def test_the_score_is_the_error_of_the_last_value_in_standard_deviations(make, seen):
    curve = curve_of(Recorder(), make())
    history, future = map(table, split(make()))
    errors = [np.abs(table(copy)[:, -1:] - future) / history.std(axis=1, keepdims=True) for copy in seen]
    np.testing.assert_allclose(curve.scores[0, 1:].ravel(), [-error.mean() for error in errors[1:]])
    np.testing.assert_allclose(curve.scores[0, 0], -errors[0].mean())
    np.testing.assert_array_equal(table(seen[0]), history)


def test_histories_change_by_the_strength_and_the_future_stays(seen):
    y = a_panel()
    curve_of(Recorder(), y, strengths=[0.4], n_copies=12)
    plain, *copies = (one.to_numpy().reshape(4, -1) for one in seen)
    change = (np.array(copies) - plain) / plain.std(axis=1, keepdims=True)
    assert np.sqrt((change**2).mean()) == pytest.approx(0.4, rel=0.35)


def test_a_metric_of_sktime_changes_its_sign():
    history, future = split(a_series())
    curve = curve_of(NaiveForecaster(), a_series(), scoring=MeanAbsoluteError())
    assert curve.scores[0, 0, 0] == pytest.approx(-np.abs(future - history.iloc[-1]).mean())


def test_the_forecaster_that_is_passed_in_stays_as_it_is():
    forecaster = NaiveForecaster().fit(a_series()[:20])
    before = forecaster.predict([1])
    curve = curve_of(forecaster, a_series())
    pd.testing.assert_series_equal(forecaster.predict([1]), before)
    np.testing.assert_array_equal(curve.scores, curve_of(NaiveForecaster(), a_series()).scores)


def test_reductions_and_augmented_forecasters_are_taken():
    y = a_panel()
    reduction = make_reduction(LinearRegression(), window_length=6, pooling="global")
    for forecaster in (reduction, AugmentedForecaster(reduction, augmenter("mix", strength=0.2), n_copies=1)):
        curve = curve_of(forecaster, y, n_copies=1, strengths=[0.5])
        assert np.isfinite(curve.scores).all()


def test_a_frozen_augmenter_and_several_transformations(seen):
    history, _ = split(a_panel())
    frozen = FrozenEstimator(augmenter().fit(history.to_numpy().reshape(4, 1, -1)))
    same = curve_of(NaiveForecaster(), a_panel(), augmenter=frozen)
    both = curve_of(NaiveForecaster(), a_panel(), transformations=["drift", "scaling"])
    np.testing.assert_array_equal(both.scores[1], same.scores[0])


def test_gaps_of_the_future_do_not_count():
    history, future = split(a_panel())
    gappy = future.copy()
    gappy.iloc[1] = np.nan
    scores = robustness_curve(NaiveForecaster(), history, gappy, augmenter(), strengths=[0.5], n_copies=1).scores
    error = np.abs(table(history)[:, -1:] - table(gappy)) / table(history).std(axis=1, keepdims=True)
    assert scores[0, 0, 0] == pytest.approx(-np.nanmean(error))


class Short(NaiveForecaster):
    """Forecasts less than it is asked for."""

    def predict(self, fh=None, X=None):
        return super().predict(fh, X)[:-1]


def test_a_forecast_that_leaves_times_out_is_refused():
    with pytest.raises(ValueError, match=r"gave no forecast for .*2023-04.*Leave such times"):
        curve_of(Short(), a_series())


# ------------------------------------------------------------------------------------ hierarchies
def test_totals_of_a_copy_are_sums_of_its_parts(seen):
    curve_of(Recorder(), a_hierarchy(), n_copies=1)
    for one in seen:
        total = one.loc[("__total", "__total")]
        parts = sum(one.loc[(region, shop)] for region in ("north", "south") for shop in "ab")
        pd.testing.assert_frame_equal(total, parts)


@pytest.mark.parametrize("level, name", [("shop", ("north", "__total")), ("region", ("__total", "__total"))])
def test_a_total_that_is_no_sum_is_noticed(level, name):
    y = a_hierarchy()
    y.loc[(*name, MONTHS[3]), "sold"] *= 2
    message = rf"The total \('{name[0]}', '__total'\) of index level '{level}' is no sum .* at 2020-04"
    with pytest.warns(UserWarning, match=message) as warned:
        curve_of(NaiveForecaster(), y, n_copies=1)
    assert [one.filename for one in warned if one.category is UserWarning] == [__file__]
    with pytest.warns(UserWarning, match=message):
        LGTABootstrap(augmenter(), n_copies=1).fit(y)
    without = y[~y.index.to_frame().eq("__total").any(axis=1).to_numpy()]  # as the message advises
    curve_of(NaiveForecaster(), Aggregator().fit_transform(without), n_copies=1)


def test_totals_may_be_rounded_and_cancel():
    y = a_hierarchy().round(1)
    y.loc[("__total", "__total")] = y.loc[("__total", "__total")].to_numpy() + 0.1
    curve_of(NaiveForecaster(), y, n_copies=1)
    y.loc[("south", "b")] = -y.loc[("south", "a")].to_numpy()
    below = y[~y.index.to_frame().eq("__total").any(axis=1).to_numpy()]
    y = Aggregator().fit_transform(below)
    y.loc[("south", "__total")] = 1e-9  # 0, but for an error of rounding
    curve_of(NaiveForecaster(), y, n_copies=1)


# ------------------------------------------------------------------------------------ what is refused
def test_a_future_that_does_not_follow_is_refused():
    history, future = split(a_panel())
    with pytest.raises(ValueError, match="y starts at 2020-01, and X ends at 2023-04.*the same series after it"):
        robustness_curve(NaiveForecaster(), future, history, augmenter())
    with pytest.raises(ValueError, match="series that X does not have, such as 'c'"):
        robustness_curve(NaiveForecaster(), history.loc[["a", "b"]], future, augmenter())
    with pytest.raises(ValueError, match="1 index levels .* X has 2"):
        robustness_curve(NaiveForecaster(), history, split(a_series())[1].to_frame(), augmenter())


def test_what_is_no_series_metric_or_parameter_of_forecasters_is_refused():
    history, future = split(a_series())
    with pytest.raises(TypeError, match="y is of the type str, .* series before and after the time of the forecast"):
        robustness_curve(NaiveForecaster(), history, "2023", augmenter())
    with pytest.raises(TypeError, match=r"scoring='r2' is no metric of sktime"):
        robustness_curve(NaiveForecaster(), history, future, augmenter(), scoring="r2")
    with pytest.raises(ValueError, match="Leave target out"):
        robustness_curve(NaiveForecaster(), history, future, augmenter(), target="continuation")
    with pytest.raises(ValueError, match="Leave conditions out"):
        robustness_curve(NaiveForecaster(), history, future, augmenter(), conditions=np.arange(36))


def test_other_estimators_bring_in_no_sktime():
    code = (
        "import sys, numpy as np; from sklearn.dummy import DummyRegressor\n"
        "from sklearn_lgta import LGTAAugmenter, PCACodec; from sklearn_lgta.inspection import robustness_curve\n"
        "X = np.random.default_rng(0).normal(size=(20, 9))\n"
        "model = DummyRegressor().fit(X, X[:, 0])\n"
        "robustness_curve(model, X, X[:, 0], LGTAAugmenter('jitter', model=PCACodec()), strengths=[0.1])\n"
        "assert 'sktime' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def long_table(names, times):
    """Long tables up to some time and after it."""
    columns = {"shop": np.repeat(names, 40), "day": np.tile(times, len(names)), "sold": values(len(names)).ravel()}
    table = pd.DataFrame(columns).sort_values("day", kind="stable", ignore_index=True)  # so rows go on, as times would
    return table[: 30 * len(names)], table[30 * len(names) :]


LONG = {
    "text": pd.date_range("2024-01-01", periods=40).strftime("%Y-%m-%d"),
    "dates": pd.date_range("2024-01-01", periods=40),
}


@pytest.mark.parametrize("names", [["a", "b"], ["a"], None])
@pytest.mark.parametrize("kind", LONG)
def test_a_long_table_is_refused_with_the_line_that_indexes_it(kind, names):
    X, y = long_table(names or ["a"], LONG[kind])
    if names is None:
        X, y = X.drop(columns="shop"), y.drop(columns="shop")
    with pytest.raises(ValueError, match="X has columns that hold no numbers, .* a long table") as caught:
        robustness_curve(NaiveForecaster(), X, y, augmenter())
    line = str(caught.value).rpartition("X = ")[2]
    X, y = (eval(line, {"X": table, "pd": pd}) for table in (X, y))
    assert robustness_curve(NaiveForecaster(), X, y, augmenter(), strengths=[0.3], n_copies=1).scores.shape == (1, 2, 1)


@pytest.mark.parametrize("make", [a_series, a_panel])
def test_text_as_times_is_refused_with_the_line_that_reads_it(make):
    history, future = make_parts(make())
    with pytest.raises(ValueError, match=r"The times of X are text, such as '2020-01'") as caught:
        robustness_curve(NaiveForecaster(), as_text(history), as_text(future), augmenter())
    line = str(caught.value).rpartition("X = ")[2]
    X, y = (eval(line, {"X": as_text(part), "pd": pd}) for part in (history, future))
    assert robustness_curve(NaiveForecaster(), X, y, augmenter(), strengths=[0.3], n_copies=1).scores.shape == (1, 2, 1)


def make_parts(data):
    """Data before and after the 30th month."""
    early = data.index.get_level_values(-1) < MONTHS[30]
    return data[early], data[~early]


def as_text(data):
    """The same with its months as text."""
    if data.index.nlevels == 1:
        return data.set_axis(data.index.astype(str))
    return data.set_axis(data.index.set_levels(data.index.levels[-1].astype(str), level=-1))


@pytest.mark.parametrize("transformations", ["jitter", Jitter()])
def test_one_transformation_may_stand_without_a_list(transformations):
    history, future = make_parts(a_series())
    settings = {"strengths": [0.3], "n_copies": 2}
    one = robustness_curve(NaiveForecaster(), history, future, augmenter(), transformations=transformations, **settings)
    listed = robustness_curve(
        NaiveForecaster(), history, future, augmenter(), transformations=[transformations], **settings
    )
    np.testing.assert_array_equal(one.scores, listed.scores)

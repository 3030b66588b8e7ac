"""The adapters for sktime: the index comes back, copies stay out of forecasts, errors say what to do."""

import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.dummy import DummyRegressor
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import Ridge
from sktime.datasets import load_airline
from sktime.forecasting.compose import (
    BaggingForecaster,
    ForecastingPipeline,
    TransformedTargetForecaster,
    make_reduction,
)
from sktime.forecasting.model_selection import ForecastingGridSearchCV
from sktime.forecasting.naive import NaiveForecaster, NaiveVariance
from sktime.split import ExpandingWindowSplitter
from sktime.transformations.bootstrap import MovingBlockBootstrapTransformer
from sktime.transformations.hierarchical.aggregate import Aggregator

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta.sktime import AugmentedForecaster, AugmentedReductionForecaster, LGTABootstrap, LGTATransformer
from sklearn_lgta.sktime._simulation import n_simulated_by_default

FH = [1, 2, 3]


def augmenter(**parameters):
    return LGTAAugmenter(**{"model": PCACodec(), "random_state": 0} | parameters)


def reduction():
    return make_reduction(Ridge(), window_length=12, pooling="global")


@pytest.fixture(scope="module")
def y():
    return load_airline()


@pytest.fixture(scope="module")
def sales():
    """Six monthly series below two regions, with totals: bottom names repeat between the regions."""
    rng = np.random.default_rng(0)
    months = pd.period_range("2015-01", periods=60, freq="M")
    index = pd.MultiIndex.from_product([["east", "west"], ["a", "b", "c"], months], names=["region", "shop", "month"])
    season = 10 * np.sin(np.arange(60) * 2 * np.pi / 12)
    values = 100 * np.arange(1, 7)[:, None] + season + rng.normal(size=(6, 60))
    return Aggregator().fit_transform(pd.DataFrame({"sold": values.ravel()}, index=index))


@pytest.fixture(scope="module")
def panel(sales):
    """Three of them, without totals."""
    return sales.loc["east"].drop("__total", level=0)


def below(frame):
    """Rows that are no totals."""
    labels = frame.index.droplevel(-1)
    return frame[~np.any([labels.get_level_values(level) == "__total" for level in range(labels.nlevels)], axis=0)]


# ------------------------------------------------------------------------------------ bootstrap
def test_a_series_becomes_a_panel_with_names_as_in_the_bootstraps_of_sktime(y):
    ours = LGTABootstrap(augmenter(), n_copies=3).fit_transform(y)
    theirs = MovingBlockBootstrapTransformer(n_series=3, random_state=0).fit_transform(y)
    assert list(ours.index.get_level_values(0).unique()) == list(theirs.index.get_level_values(0).unique())
    assert ours.index.names[0] == theirs.index.names[0] == "series_id"
    np.testing.assert_array_equal(ours.loc["actual"].iloc[:, 0], y)
    copies = ours.drop("actual").to_numpy().reshape(3, -1)
    assert len(np.unique(copies, axis=0)) == 3 and np.abs(copies - y.to_numpy()).mean(axis=1).min() > 1
    without = LGTABootstrap(augmenter(), n_copies=3, return_actual=False).fit_transform(y)
    pd.testing.assert_frame_equal(without, ours.drop("actual"))


def test_one_augmenter_learns_from_all_series_together(panel, monkeypatch):
    fitted = []
    fit = LGTAAugmenter.fit
    monkeypatch.setattr(LGTAAugmenter, "fit", lambda self, X, y=None: fitted.append(np.shape(X)) or fit(self, X, y))
    for adapter in (
        LGTABootstrap(augmenter(), 1),
        LGTATransformer(augmenter()),
        AugmentedForecaster(reduction(), augmenter()),
        AugmentedReductionForecaster(Ridge(), 12, 3, augmenter(), 1),
    ):
        adapter.fit(panel)
    assert fitted == [(3, 1, 60)] * 4


def test_series_have_their_own_draws_and_the_same_in_any_company(sales):
    bottom = below(sales)
    names = bottom.index.droplevel(-1).unique()
    twins = pd.concat({name: bottom.loc[names[0]] for name in ("one", "two", "three")}, names=["name"])
    twins.iloc[60:120] += np.random.default_rng(1).normal(size=(60, 1))  # alike, and yet another series
    frozen = FrozenEstimator(augmenter().fit(bottom.to_numpy().reshape(6, 1, 60)))
    noise = LGTABootstrap(frozen, 1, return_actual=False).fit_transform(twins).to_numpy().reshape(3, -1)
    noise = noise - twins.to_numpy().reshape(3, -1)
    assert np.abs(noise[0] - noise[1]).mean() > 0.1
    np.testing.assert_array_equal(noise[0], noise[2])  # one series has one copy 0
    alone = LGTABootstrap(frozen, 1, return_actual=False).fit_transform(twins.loc["one"])
    np.testing.assert_allclose(alone.to_numpy().ravel() - twins.loc["one"].to_numpy().ravel(), noise[0], atol=1e-12)


def test_copies_of_a_hierarchy_add_up(sales):
    copies = LGTABootstrap(augmenter(), n_copies=12).fit_transform(sales)
    assert list(copies.index.names) == ["region", "shop", "series_id", "month"]
    for name in ("actual", "synthetic_0", "synthetic_11"):
        copy = copies.xs(name, level="series_id")
        assert copy.index.equals(sales.index)
        again = Aggregator().fit_transform(below(copy))
        np.testing.assert_allclose(copy, again.loc[copy.index], rtol=1e-12)
    change = below(copies.xs("synthetic_0", level="series_id")) - below(sales)
    assert (change.groupby(level=[0, 1]).std() > 0.1).all(axis=None)


def test_the_total_of_a_panel_is_a_sum_too(panel):
    with_total = Aggregator(flatten_single_levels=False).fit_transform(panel)
    copy = LGTABootstrap(augmenter(), 1, return_actual=False).fit_transform(with_total).droplevel("series_id")
    assert len(copy) == 4 * 60 and (copy != with_total).groupby(level=0).any().all(axis=None)
    np.testing.assert_allclose(copy.loc["__total"], copy.drop("__total", level=0).groupby(level=-1).sum())


def test_order_of_a_panel_is_kept_and_copies_follow_their_original(panel):
    turned = pd.concat([panel.loc[[name]] for name in ("c", "a", "b")])
    copies = LGTABootstrap(augmenter(), n_copies=11).fit_transform(turned)
    labels = copies.index.droplevel(-1).unique()
    expected = ["actual", *(f"synthetic_{number}" for number in range(11))]
    assert list(labels) == [(name, copy) for name in ("c", "a", "b") for copy in expected]
    usual = LGTABootstrap(augmenter(), n_copies=11).fit_transform(panel)
    pd.testing.assert_frame_equal(copies.sort_index(), usual.sort_index())  # the order of series plays no part


def test_series_of_several_columns_stay_together():
    rng = np.random.default_rng(0)
    common = rng.normal(size=(120, 1)).cumsum(axis=0)
    X = pd.DataFrame(common + 0.1 * rng.normal(size=(120, 2)), columns=["inside", "outside"])
    copy = LGTABootstrap(augmenter(strength=0.5), 1, return_actual=False).fit_transform(X)
    assert list(copy.columns) == ["inside", "outside"]
    assert np.corrcoef(copy.to_numpy().T)[0, 1] > 0.8


def test_series_with_zeros_can_be_bagged():
    counts = pd.Series(np.random.default_rng(0).poisson(0.7, 84), index=pd.date_range("2024-01-01", periods=84))
    bagging = BaggingForecaster(LGTABootstrap(augmenter(), n_copies=4), NaiveForecaster(sp=7))
    forecast = bagging.fit(counts).predict([1, 2, 3])
    assert (forecast >= 0).all() and np.isfinite(forecast).all()
    assert bagging.bootstrap_transformer_.augmenter_.seasonal_period_ == 7


def test_bagging_of_a_panel_with_a_global_forecaster(panel):
    unnamed = panel.copy()
    unnamed.index.names = [None, None]
    bagging = BaggingForecaster(LGTABootstrap(augmenter(), n_copies=2), reduction())
    forecast = bagging.fit(unnamed).predict(FH)
    assert forecast.shape == (9, 1) and list(forecast.index.names) == [None, None]


def test_the_tag_of_randomness_tells_whether_there_is_a_seed():
    for seed, tag in ((0, "deterministic"), (None, "stochastic")):
        for adapter in (
            LGTABootstrap(augmenter(random_state=seed)),
            LGTATransformer(augmenter(random_state=seed)),
            AugmentedForecaster(NaiveForecaster(), augmenter(random_state=seed)),
            AugmentedReductionForecaster(Ridge(), 2, 1, augmenter(random_state=seed)),
        ):
            assert adapter.get_tag("property:randomness") == tag
    assert LGTABootstrap().get_tag("property:randomness") == "deterministic"


# ------------------------------------------------------------------------------------ index and season
@pytest.mark.parametrize(
    ("index", "season"),
    [
        (pd.period_range("2015-01", periods=60, freq="M"), 12),
        (pd.date_range("2015-01-01", periods=60, freq="MS"), 12),
        (pd.DatetimeIndex(list(pd.date_range("2015-01-01", periods=60, freq="D"))), 7),  # no freq, but one can be seen
        (pd.period_range("2015Q1", periods=60, freq="Q"), 4),
        (pd.RangeIndex(60), None),
        (pd.Index(np.arange(5, 65)), None),
        (pd.date_range("2015-01-01", periods=60, freq="YS"), None),
        (pd.date_range("2015-01-01", periods=60, freq="W"), None),  # two seasons do not fit in
    ],
)
def test_the_index_comes_back_and_names_the_season(index, season):
    series = pd.Series(np.random.default_rng(0).normal(size=60).cumsum(), index=index, name="level")
    transformer = LGTATransformer(augmenter(strength=0.1))
    augmented = transformer.fit_transform(series)
    pd.testing.assert_index_equal(augmented.index, index)
    assert augmented.name == "level" and (augmented != series).any()
    assert transformer.augmenter_.seasonal_period_ == season
    own = LGTATransformer(augmenter(seasonal_period=5)).fit(series)
    assert own.augmenter_.seasonal_period_ == 5
    forecaster = AugmentedReductionForecaster(Ridge(), 6, 3, augmenter(), 1, target="same").fit(series)
    expected = NaiveForecaster().fit(series).predict(FH)
    pd.testing.assert_index_equal(forecaster.predict(FH).index, expected.index, exact="equiv")


# ------------------------------------------------------------------------------------ transformer
def test_what_fit_has_not_seen_passes_through(y, panel):
    transformer = LGTATransformer(augmenter()).fit(y)
    for new in (y[-12:], y[:-1], y + 1, y.iloc[[-1]]):
        np.testing.assert_array_equal(transformer.transform(new), new)
    always = LGTATransformer(augmenter(unseen="augment")).fit(y)
    assert (always.transform(y[:-1]) != y[:-1]).any()
    seen = LGTATransformer(augmenter()).fit(panel).transform(panel)
    assert (seen != panel).groupby(level=0).any().all(axis=None)


def test_strength_0_changes_nothing(y, sales):
    for series in (y, sales):
        np.testing.assert_array_equal(LGTATransformer(augmenter(strength=0)).fit_transform(series), series)


@pytest.mark.parametrize("keep_last", [0, 1, 12, 143, 144, 500])
def test_the_end_is_kept_where_asked(y, keep_last):
    augmented = LGTATransformer(augmenter(), keep_last).fit_transform(y)
    changed = np.flatnonzero(augmented != y)
    n_kept = min(keep_last, len(y))
    assert not len(changed[changed >= len(y) - n_kept])
    assert len(changed) >= 0.9 * (len(y) - n_kept)


def test_a_target_forecaster_keeps_the_level_with_the_end(y):
    def naive(keep_last):
        steps = [LGTATransformer(augmenter(), keep_last), NaiveForecaster()]
        return TransformedTargetForecaster(steps).fit(y).predict([1]).iloc[0]

    assert naive(1) == y.iloc[-1] != naive(0)


def test_exogenous_data_change_in_training_and_not_at_predict(y):
    X = pd.DataFrame(
        {"price": np.random.default_rng(0).normal(size=147).cumsum()},
        index=y.index.union(pd.period_range("1961-01", periods=3, freq="M")),
    )
    transformer = LGTATransformer(augmenter())
    pipeline = ForecastingPipeline([transformer, make_reduction(Ridge(), window_length=12)])
    assert np.isfinite(pipeline.fit(y, X=X.loc[y.index], fh=FH).predict(X=X.iloc[-3:])).all()
    pd.testing.assert_frame_equal(pipeline.steps_[0][1].transform(X.iloc[-3:]), X.iloc[-3:])


# ------------------------------------------------------------------------------------ forecasters
def test_without_copies_forecasts_are_those_of_the_forecaster_alone(y, sales):
    for series in (y, sales):
        plain = reduction().fit(series).predict(FH)
        for forecaster in (
            AugmentedForecaster(reduction(), augmenter(strength=0), 3),
            AugmentedForecaster(reduction(), augmenter(), 0),
        ):
            assert forecaster.fit(series).predict(FH).equals(plain)
        assert not AugmentedForecaster(reduction(), augmenter(), 2).fit(series).predict(FH).equals(plain)


def test_nothing_is_trained_where_nothing_is_copied(panel, monkeypatch):
    monkeypatch.setattr(LGTAAugmenter, "fit", None)  # cannot be called
    values = panel.to_numpy().reshape(3, 60)
    for how in ({"augmenter": augmenter(strength=0)}, {"n_copies": 0}):
        assert AugmentedForecaster(reduction(), **how).fit(panel).augmenter_ is None
        (recorder,) = AugmentedReductionForecaster(Recorder(), 12, 3, normalize=False, **how).fit(panel).estimators_
        windows = np.lib.stride_tricks.sliding_window_view(values, 15, axis=1).reshape(-1, 15)
        np.testing.assert_array_equal(np.hstack([recorder.X_, recorder.y_]), windows)


@pytest.mark.filterwarnings("ignore:NaiveForecaster is fitted to each series:UserWarning")
def test_forecasts_begin_where_the_series_end(y, panel, sales):
    for series in (y, panel, sales):
        plain = NaiveForecaster().fit(series).predict(FH)
        assert AugmentedForecaster(NaiveForecaster(), augmenter(), 2).fit(series).predict(FH).equals(plain)


def test_a_forecaster_of_single_series_is_told_of(panel):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        AugmentedForecaster(NaiveForecaster(), augmenter(), 1).fit(panel)
    told = [str(warning.message) for warning in caught if "on its own" in str(warning.message)]
    assert len(told) == 1 and "NaiveForecaster is fitted" in told[0] and "pooling='global'" in told[0]


class Recorder(RegressorMixin, BaseEstimator):
    """Remembers what it was fitted to, and forecasts the mean."""

    def fit(self, X, y):
        self.X_, self.y_ = np.asarray(X), np.asarray(y)
        return self

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags

    def predict(self, X):
        return np.repeat(self.y_.mean(axis=0, keepdims=True), len(X), axis=0)


def test_the_forecaster_learns_from_copies_and_their_exogenous_data(panel):
    X = pd.DataFrame({"price": np.arange(180.0)}, index=panel.index)
    recorder = make_reduction(Recorder(), window_length=12, pooling="global")
    forecaster = AugmentedForecaster(recorder, augmenter(), 2).fit(panel, X=X)
    seen = forecaster.forecaster_
    assert seen.estimator_.X_.shape[0] == 3 * 3 * (60 - 12)
    plain = recorder.clone().fit(panel, X=X).estimator_
    own = set(map(tuple, np.round(plain.X_, 8)))
    assert own <= set(map(tuple, np.round(seen.estimator_.X_, 8)))
    prices = np.sort(seen.estimator_.X_[:, -1])
    np.testing.assert_array_equal(prices, np.sort(np.tile(plain.X_[:, -1], 3)))


@pytest.mark.filterwarnings("ignore:NaiveVariance is fitted to each series:UserWarning")
def test_intervals_and_quantiles_are_those_of_the_series(y, panel):
    for series in (y, panel):
        plain = NaiveVariance(NaiveForecaster(), initial_window=40).fit(series, fh=[1])
        forecaster = AugmentedForecaster(plain.clone(), augmenter(), 1).fit(series, fh=[1])
        pd.testing.assert_frame_equal(
            forecaster.predict_interval(coverage=0.8), plain.predict_interval(coverage=0.8), check_names=False
        )
        pd.testing.assert_frame_equal(
            forecaster.predict_quantiles(alpha=0.1), plain.predict_quantiles(alpha=0.1), check_names=False
        )
        pd.testing.assert_frame_equal(forecaster.predict_var(), plain.predict_var(), check_names=False)
    assert not AugmentedForecaster(reduction()).get_tag("capability:pred_int")


@pytest.mark.parametrize("update_params", [True, False])
@pytest.mark.filterwarnings("ignore:NotImplementedWarning:UserWarning")
def test_an_update_moves_on(y, sales, update_params):
    for series, earlier in ((y, y[:-3]), (sales, sales[sales.index.get_level_values(-1) < "2019-10"])):
        new = series.drop(earlier.index)
        for forecaster in (
            AugmentedForecaster(reduction(), augmenter(), 2),
            AugmentedReductionForecaster(Ridge(), 12, 3, augmenter(), 2),
        ):
            forecaster.fit(earlier).update(new, update_params=update_params)
            forecast = forecaster.predict(FH)
            expected = forecaster.clone().fit(series).predict(FH)
            pd.testing.assert_index_equal(forecast.index, expected.index)
            np.testing.assert_allclose(forecast, expected, rtol=0.1)


# ------------------------------------------------------------------------------------ reduction
def test_the_regressor_learns_from_training_windows_in_units_of_their_lags(panel):
    forecaster = AugmentedReductionForecaster(Recorder(), 12, 3, augmenter(), n_copies=2).fit(panel)
    values = panel.to_numpy().reshape(3, 1, 60)
    fitted = augmenter(seasonal_period=12).fit(values)
    lags, targets, _ = fitted.training_windows(values, 12, 3, n_copies=2)
    level, size = lags.mean(axis=-1, keepdims=True), lags.std(axis=-1, keepdims=True)
    (recorder,) = forecaster.estimators_
    np.testing.assert_allclose(recorder.X_, ((lags - level) / size)[:, 0])
    np.testing.assert_allclose(recorder.y_, ((targets - level) / size)[:, 0])


@pytest.fixture
def shops(panel):
    """Six series."""
    return pd.concat({"south": panel, "north": panel + 10}, names=["region"])


@pytest.mark.parametrize(
    ("given", "n_simulated"),
    [
        ({}, 3000),
        ({"n_simulated": 7}, 7),
        ({"n_simulated": 0}, 0),
        ({"target": "same"}, 0),
        ({"target": "same", "n_simulated": 7}, 7),
        ({"augmenter": augmenter(structure="none"), "target": "same"}, 0),
    ],
)
def test_windows_are_simulated_beside_clean_copies(given, n_simulated, shops):
    given = {"augmenter": augmenter(), "n_copies": 1} | given
    (recorder,) = AugmentedReductionForecaster(Recorder(), 12, 3, **given).fit(shops).estimators_
    assert len(recorder.X_) == 2 * 6 * 46 + n_simulated


def test_moving_exogenous_data_and_few_or_intermittent_series_have_no_simulated_windows(panel, shops):
    settings = {"window_length": 12, "steps_ahead": 3, "augmenter": augmenter(), "n_copies": 1}
    X = pd.DataFrame({"price": np.arange(len(shops), dtype=float)}, index=shops.index)
    sparse = shops * (np.arange(len(shops)) % 3 == 0)[:, None]
    moving = {"exogenous": "move"}
    for n_series, given, how in ((3, {"y": panel}, {}), (6, {"y": shops, "X": X}, moving), (6, {"y": sparse}, {})):
        forecaster = AugmentedReductionForecaster(Recorder(), **settings, **how).fit(**given)
        assert len(forecaster.estimators_[0].X_) == 2 * n_series * 46
    staying = AugmentedReductionForecaster(Recorder(), **settings).fit(shops, X=X)
    assert len(staying.estimators_[0].X_) == 2 * 6 * 46 + 3_000
    simulated = AugmentedReductionForecaster(Recorder(), **settings, n_simulated=9).fit(shops, X=X)
    assert len(simulated.estimators_[0].X_) == 2 * 6 * 46 + 9


@pytest.mark.parametrize(("n_series", "expected"), [(4, 0), (5, 2_500), (40, 16_000), (200, 20_000), (9_999, 64_000)])
def test_few_windows_of_few_series_are_simulated_and_more_of_many(n_series, expected):
    assert n_simulated_by_default(n_series) == expected


@pytest.mark.parametrize("n_simulated", [-1, 2.5])
def test_a_number_of_simulated_windows_is_whole(n_simulated, panel):
    forecaster = AugmentedReductionForecaster(Ridge(), 12, 3, augmenter(), n_simulated=n_simulated)
    with pytest.raises(ValueError, match=f"n_simulated={n_simulated} must be a whole number of at least 0"):
        forecaster.fit(panel)


def test_forecasts_follow_a_known_rule():
    time = np.arange(80.0)
    lines = np.concatenate([3 * time, 500 - 2 * time])
    index = pd.MultiIndex.from_product([["up", "down"], range(80)], names=["line", "step"])
    y = pd.DataFrame({"level": lines}, index=index)
    forecaster = AugmentedReductionForecaster(Ridge(1e-9), 6, 4, augmenter(), 0).fit(y)
    np.testing.assert_allclose(forecaster.predict([1, 4]).to_numpy().ravel(), [240, 249, 340, 334])


def test_regressors_of_one_output_are_fitted_to_every_step(y):
    trees = HistGradientBoostingRegressor(max_iter=5)
    forecast = AugmentedReductionForecaster(trees, 12, 3, augmenter(), 1).fit(y).predict(FH)
    assert forecast.between(y.min(), 1.5 * y.max()).all() and forecast.nunique() > 1
    assert len(AugmentedReductionForecaster(trees, 12, 1, augmenter(), 1).fit(y).predict([1])) == 1


def test_exogenous_data_count_at_the_time_that_is_forecast(panel):
    rng = np.random.default_rng(0)
    times = pd.period_range("2015-01", periods=63, freq="M")
    index = pd.MultiIndex.from_product([["a", "b", "c"], times], names=panel.index.names)
    X = pd.DataFrame({"promotion": rng.integers(0, 2, len(index)).astype(float)}, index=index)
    y = panel + 50 * X.loc[panel.index].to_numpy()
    forecaster = AugmentedReductionForecaster(Ridge(0.1), 12, 3, augmenter(), 2, normalize=False).fit(
        y, X=X.loc[y.index]
    )
    future = X.drop(y.index)
    other = future.copy()
    other.iloc[1] = 1 - other.iloc[1]
    change = (forecaster.predict(FH, X=other) - forecaster.predict(FH, X=future)).to_numpy().ravel()
    assert abs(change[1]) > 20 and np.abs(np.delete(change, 1)).max() < 1e-9
    np.testing.assert_allclose(forecaster.predict([2], X=future), forecaster.predict(FH, X=future).iloc[1::3])


def test_forecasts_of_a_hierarchy_add_up(sales):
    forecast = AugmentedReductionForecaster(Ridge(), 12, 3, augmenter(), 2).fit(sales).predict(FH)
    pd.testing.assert_index_equal(forecast.index, NaiveForecaster().fit(sales).predict(FH).index)
    np.testing.assert_allclose(forecast, Aggregator().fit_transform(below(forecast)).loc[forecast.index])


def test_series_of_several_columns_are_forecast_together():
    rng = np.random.default_rng(0)
    first = rng.normal(size=200)
    y = pd.DataFrame({"leads": first, "follows": np.roll(first, 2)})
    forecaster = AugmentedReductionForecaster(Ridge(0.1), 4, 2, augmenter(), n_copies=0, normalize=False).fit(y)
    np.testing.assert_allclose(forecaster.predict([1, 2])["follows"], first[-2:], atol=0.05)


def test_lags_that_stand_still_and_constant_series_give_finite_forecasts():
    steps = pd.Series([5.0] * 30 + [6.0] + [5.0] * 30)
    forecast = AugmentedReductionForecaster(Ridge(), 4, 2, augmenter(), 2, target="same").fit(steps).predict([1, 2])
    np.testing.assert_allclose(forecast, 5, atol=1)
    constant = pd.Series([7.0] * 30)
    forecast = AugmentedReductionForecaster(Ridge(), 4, 2, augmenter(), 2, target="same").fit(constant).predict([1, 2])
    np.testing.assert_allclose(forecast, 7)


# ------------------------------------------------------------------------------------ searches and workers
def test_a_search_trains_once_a_fold(y, tmp_path, monkeypatch):
    trained = []
    fit = PCACodec.fit
    monkeypatch.setattr(PCACodec, "fit", lambda self, *args, **kwargs: trained.append(1) or fit(self, *args, **kwargs))
    forecaster = AugmentedForecaster(reduction(), augmenter(memory=str(tmp_path)))
    grid = {"augmenter__strength": [0, 0.05, 0.1], "n_copies": [1, 2]}
    cv = ExpandingWindowSplitter(fh=FH, initial_window=108, step_length=12)
    search = ForecastingGridSearchCV(forecaster, cv, grid, backend=None).fit(y)
    refitted = search.best_params_["augmenter__strength"] > 0  # at strength 0 there is nothing to train for
    assert len(trained) == cv.get_n_splits(y) + refitted
    assert set(search.best_params_) == set(grid)
    assert search.predict(FH).index[0] == y.index[-1] + 1


@pytest.mark.parametrize("backend", ["threading", "loky"])
def test_results_do_not_depend_on_workers(y, backend):
    cv = ExpandingWindowSplitter(fh=FH, initial_window=120, step_length=12)
    forecaster = AugmentedReductionForecaster(Ridge(), 12, 3, augmenter(), n_copies=2)
    scores = []
    for how, params in ((None, {}), (backend, {"n_jobs": 2})):
        search = ForecastingGridSearchCV(
            forecaster, cv, {"n_copies": [0, 2]}, backend=how, backend_params=params, refit=False
        ).fit(y)
        column = next(name for name in search.cv_results_ if name.startswith("mean_test"))
        scores.append(search.cv_results_[column].to_numpy())
    np.testing.assert_array_equal(*scores)


# ------------------------------------------------------------------------------------ bad input
def test_what_is_too_short_or_past_says_what_to_do(y):
    with pytest.raises(
        ValueError, match=r"y has 20 time points; one window of window_length=18 and steps_ahead=3 needs 21"
    ):
        AugmentedReductionForecaster(Ridge(), 18, 3, augmenter()).fit(y[:20])
    forecaster = AugmentedReductionForecaster(Ridge(), 12, 3, augmenter(), 0)
    with pytest.raises(NotImplementedError, match=r"in-sample|which lies in the past"):
        forecaster.fit(y).predict([-1, 1])


def test_series_shorter_than_a_window_say_what_to_do(panel):
    forecaster = AugmentedReductionForecaster(Ridge(), 50, 3, augmenter(), 1)
    with pytest.raises(ValueError, match=r"\('a',\) has 49 time points; a forecast needs window_length=50"):
        forecaster.fit(panel.iloc[11:])


def test_exogenous_data_without_the_future_say_what_to_do(y):
    X = pd.DataFrame({"price": np.arange(144.0)}, index=y.index)
    forecaster = AugmentedReductionForecaster(Ridge(), 12, 3, augmenter(), 0).fit(y, X=X)
    with pytest.raises(
        ValueError, match=r"predict needs X at every time of fh; it holds 0 of 3 rows, 1961-01 to 1961-03"
    ):
        forecaster.predict(FH, X=X)


def test_a_repeated_index_is_refused(y):
    twice = pd.concat([y, y[-1:]])
    for adapter in (LGTATransformer(augmenter()), AugmentedForecaster(reduction(), augmenter())):
        with pytest.raises(ValueError, match=r"holds 1 time more than once, first 1960-12"):
            adapter.fit(twice)


def test_a_missing_month_is_named(panel):
    hole = panel.drop(("b", pd.Period("2016-05", "M")))
    with pytest.raises(ValueError, match=r"missing between \('b', .*2016-04.*\) and \('b', .*2016-06.*reindex"):
        LGTABootstrap(augmenter()).fit(hole)


def test_exogenous_data_of_other_times_than_y_are_refused(y):
    X = pd.DataFrame({"price": np.arange(140.0)}, index=y.index[:140])
    with pytest.raises(ValueError, match=r"needs X at every time of y; it holds 140 of 144 rows|same index|index of"):
        AugmentedReductionForecaster(Ridge(), 12, 3, augmenter(), 0).fit(y, X=X)


def test_a_transformation_is_no_augmenter(y):
    for adapter in (
        LGTABootstrap("mix"),
        LGTATransformer("mix"),
        AugmentedForecaster(reduction(), "mix"),
        AugmentedReductionForecaster(Ridge(), 12, 3, "mix"),
    ):
        with pytest.raises(TypeError, match=r"augmenter='mix' must be an LGTAAugmenter.*LGTAAugmenter\('mix'\)"):
            adapter.fit(y)


def test_missing_exogenous_values_are_named_by_their_time(y):
    X = pd.DataFrame({"price": np.arange(144.0)}, index=y.index)
    X.iloc[3] = np.nan
    with pytest.raises(ValueError, match="1 exogenous values are missing, the first in column 'price' at 1949-04"):
        AugmentedReductionForecaster(HistGradientBoostingRegressor(), 12, 3, augmenter(), 0).fit(y, X=X)


@pytest.mark.parametrize(
    ("adapter", "message"),
    [
        (LGTABootstrap(n_copies=-1), "n_copies=-1"),
        (LGTABootstrap(n_copies=0, return_actual=False), "n_copies=0"),
        (LGTATransformer(keep_last=1.5), "keep_last=1.5"),
        (AugmentedForecaster(NaiveForecaster(), n_copies=True), "n_copies=True"),
        (AugmentedReductionForecaster(DummyRegressor(), 0, 1), "window_length=0"),
        (AugmentedReductionForecaster(DummyRegressor(), 1, 0), "steps_ahead=0"),
        (AugmentedReductionForecaster(DummyRegressor(), 1, 1, n_copies=-1), "n_copies=-1"),
        (AugmentedReductionForecaster(DummyRegressor(), 1, 1, target="lean"), "target='lean'"),
    ],
)
def test_wrong_parameters_are_named(y, adapter, message):
    with pytest.raises(ValueError, match=message):
        adapter.fit(y)


def test_the_season_of_an_index_beside_the_scale_of_the_panel_says_nothing(panel):
    forecaster = AugmentedReductionForecaster(
        Ridge(), steps_ahead=3, augmenter=augmenter(normalisation="panel"), n_copies=1, target="same"
    )
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        forecaster.fit(panel)
    assert not [one for one in found if "seasonal_period" in str(one.message)]
    assert (forecaster.augmenter_.seasonal_period_, forecaster.augmenter_.structure_) == (12, "none")

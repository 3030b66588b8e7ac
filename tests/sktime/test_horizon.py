"""Forecasts beyond the steps of the regressor are recursive, and wrappers of sktime may ask for them."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression, Ridge
from sktime.datasets import load_airline
from sktime.forecasting.base import ForecastingHorizon
from sktime.forecasting.compose import (
    BaggingForecaster,
    EnsembleForecaster,
    ForecastX,
    TransformedTargetForecaster,
)
from sktime.forecasting.conformal import ConformalIntervals
from sktime.forecasting.naive import NaiveForecaster, NaiveVariance
from sktime.split import ExpandingWindowSplitter
from sktime.transformations.bootstrap import MovingBlockBootstrapTransformer
from sktime.transformations.series.boxcox import LogTransformer
from sktime.transformations.series.detrend import Deseasonalizer

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta.sktime import AugmentedReductionForecaster

LAGS, FH = 12, [1, 2, 7]
MONTHS = pd.period_range("2015-01", periods=67, freq="M")


def forecaster(steps_ahead=3, n_copies=1, regressor=None, **parameters):
    augmenter = LGTAAugmenter(model=PCACodec(), random_state=0)
    regressor = Ridge() if regressor is None else regressor
    return AugmentedReductionForecaster(regressor, LAGS, steps_ahead, augmenter, n_copies, **parameters)


@pytest.fixture(scope="module")
def y():
    return load_airline()


@pytest.fixture(scope="module")
def panel():
    """Three shops of sixty months."""
    rng = np.random.default_rng(0)
    season = 10 * np.sin(np.arange(60) * 2 * np.pi / 12)
    values = 100 * np.arange(1, 4)[:, None] + season + rng.normal(size=(3, 60))
    index = pd.MultiIndex.from_product([["a", "b", "c"], MONTHS[:60]], names=["shop", "month"])
    return pd.DataFrame({"sold": values.ravel()}, index=index)


def own_windows(values, horizon):
    """Lags (n, LAGS) and targets (n, horizon) of series (n_series, n_timepoints)."""
    windows = np.lib.stride_tricks.sliding_window_view(values, LAGS + horizon, axis=1).reshape(-1, LAGS + horizon)
    return windows[:, :LAGS], windows[:, LAGS:]


def loop(values, horizon, n_steps):
    """Forecasts (n_series, n_steps) by a loop over blocks of `horizon` steps, in units of the lags."""
    lags, targets = own_windows(values, horizon)
    level, size = lags.mean(axis=1, keepdims=True), lags.std(axis=1, keepdims=True)
    model = LinearRegression().fit((lags - level) / size, (targets - level) / size)
    known = values
    while known.shape[1] < values.shape[1] + n_steps:
        lags = known[:, -LAGS:]
        level, size = lags.mean(axis=1, keepdims=True), lags.std(axis=1, keepdims=True)
        known = np.hstack([known, level + size * model.predict((lags - level) / size)])
    return known[:, values.shape[1] :][:, :n_steps]


@pytest.mark.parametrize("steps_ahead", [1, 3, 7])
def test_forecasts_are_those_of_a_loop_over_blocks_of_steps(panel, steps_ahead):
    fitted = forecaster(steps_ahead, n_copies=0, regressor=LinearRegression()).fit(panel)
    expected = loop(panel.to_numpy().reshape(3, 60), steps_ahead, 7)
    np.testing.assert_allclose(fitted.predict(range(1, 8)).to_numpy().reshape(3, 7), expected)
    np.testing.assert_allclose(fitted.predict([2, 7]).to_numpy().reshape(3, 2), expected[:, [1, 6]])


def test_farther_steps_leave_the_nearer_ones_as_they_are(y):
    fitted = forecaster().fit(y)
    np.testing.assert_array_equal(fitted.predict([1, 2, 3, 20])[:3], fitted.predict([1, 2, 3]))
    dates = ForecastingHorizon(pd.period_range("1961-01", periods=20, freq="M"), is_relative=False)
    np.testing.assert_array_equal(forecaster().fit(y, fh=dates).predict(), fitted.predict(range(1, 21)))


@pytest.mark.parametrize("exogenous", ["stay", "move"])
def test_recursive_forecasts_have_the_effects_of_their_own_times(panel, exogenous):
    index = pd.MultiIndex.from_product([["a", "b", "c"], MONTHS], names=panel.index.names)
    X = pd.DataFrame({"promotion": np.random.default_rng(0).integers(0, 2, len(index)).astype(float)}, index=index)
    y = panel + 50 * X.loc[panel.index].to_numpy()
    fitted = forecaster(2, regressor=Ridge(0.1), exogenous=exogenous, n_simulated=0).fit(y, X=X.loc[y.index])
    future = X.drop(y.index)
    other = future.copy()
    other.iloc[5] = 1 - other.iloc[5]  # the sixth step of shop a, the second of its third block
    change = fitted.predict(range(1, 8), X=other) - fitted.predict(range(1, 8), X=future)
    assert change.to_numpy()[:5].max() == 0 and abs(change.iloc[5, 0]) > 10
    if exogenous == "stay":
        assert abs(change.iloc[5, 0]) == pytest.approx(50, rel=0.1)
        assert change.iloc[6, 0] == pytest.approx(0, abs=5)
    with pytest.raises(ValueError, match=r"X at every step up to .* fh \(or set steps_ahead=7.*holds 3 of 21"):
        fitted.predict([7], X=future[future.index.get_level_values("month") == MONTHS[-1]])


# ------------------------------------------------------------------------------------ wrappers
WRAPPERS = {
    "bagging": lambda: BaggingForecaster(MovingBlockBootstrapTransformer(2, random_state=0), forecaster()),
    "logarithms": lambda: TransformedTargetForecaster([LogTransformer(), Deseasonalizer(sp=12), forecaster()]),
    "ensemble": lambda: EnsembleForecaster([("ours", forecaster()), ("naive", NaiveForecaster())]),
    "forecasts of X": lambda: ForecastX(forecaster(), forecaster(n_copies=0)),
}


@pytest.mark.parametrize("name", WRAPPERS)
def test_wrappers_forecast_farther_than_the_regressor(y, panel, name):
    for series in (y, panel):
        given, fh = {}, FH
        if name == "forecasts of X":
            fh = range(1, 8)  # it forecasts X at these steps only
            given = {"X": pd.DataFrame({"price": np.sin(np.arange(len(series)))}, index=series.index)}
        forecast = WRAPPERS[name]().fit(series, fh=fh, **given).predict()
        values = forecast.to_numpy().reshape(-1, len(fh))
        level = series.to_numpy().reshape(len(values), -1)[:, -12:]
        assert (np.abs(values - level.mean(axis=1, keepdims=True)) < 0.5 * level.mean(axis=1, keepdims=True)).all()


def test_forecasts_at_several_origins_end_where_they_should(y):
    cv = ExpandingWindowSplitter(fh=FH, initial_window=12, step_length=12)
    table = forecaster().fit(y[:100]).update_predict(y[100:], cv, update_params=False)
    first = table.iloc[:, 0].dropna()
    expected = forecaster().fit(y[:100]).update(y[100:112], update_params=False).predict(FH)
    np.testing.assert_allclose(first, expected)


def test_conformal_intervals_hold_what_they_promise():
    rng = np.random.default_rng(1)
    season = 10 * np.sin(np.arange(500) * 2 * np.pi / 12)
    long = pd.Series(season + rng.normal(size=500))
    augmenter = LGTAAugmenter(model=PCACodec(), seasonal_period=12, random_state=0)
    ours = AugmentedReductionForecaster(Ridge(), 12, 3, augmenter, n_copies=1, n_simulated=0)
    fitted = ConformalIntervals(ours, initial_window=165).fit(long[:200], fh=FH)
    interval = fitted.predict_interval(coverage=0.8)
    low, high = interval.to_numpy(dtype=float).T
    expected = 10 * np.sin((199 + np.array(FH)) * 2 * np.pi / 12)
    width = 2 * 1.2816 * np.sqrt(1 + 2 / 165)  # of the noise, and of what is known of level and season
    np.testing.assert_allclose(high - low, width, rtol=0.35)
    assert ((low < expected) & (expected < high)).all()


def test_variances_of_a_series_and_intervals_of_a_panel_work(y, panel):
    naive = NaiveVariance(forecaster(n_copies=0), initial_window=130).fit(y, fh=[1, 5]).predict_interval(coverage=0.8)
    conformal = ConformalIntervals(forecaster(n_copies=0), initial_window=55).fit(panel, fh=[1, 2])
    for interval in (naive, conformal.predict_interval(coverage=0.8)):
        low, high = interval.to_numpy(dtype=float).T
        assert (low <= high).all() and (low < high).any()


@pytest.mark.parametrize("level", [0.0, 1e-6, 7.0])
def test_a_series_that_never_changes_goes_on_as_it_is(panel, level):
    constant = pd.concat([panel, panel.loc[["a"]].rename({"a": "d"}) * 0 + level])
    np.testing.assert_allclose(forecaster().fit(constant).predict(FH).loc["d"], level)


def test_a_first_window_that_is_too_short_is_named_in_wrappers(y):
    with pytest.raises(ValueError, match=r"y has 14 time points; .* set its initial_window=15 or more"):
        ConformalIntervals(forecaster()).fit(y, fh=FH)
    assert len(ConformalIntervals(forecaster(n_copies=0), initial_window=15, sample_frac=0.05).fit(y, fh=FH).predict())

"""Intervals of forecasts rest on errors of earlier forecasts, and hold what they promise."""

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import LinearRegression, Ridge
from sktime.datasets import load_airline
from sktime.forecasting.base import BaseForecaster
from sktime.transformations.hierarchical.aggregate import Aggregator

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta.sktime import AugmentedReductionForecaster

FH = [1, 2, 3]
NORMAL = 1.2816  # quantile of .9


def forecaster(regressor=None, lags=12, n_copies=1, **parameters):
    augmenter = LGTAAugmenter(model=PCACodec(), random_state=0)
    return AugmentedReductionForecaster(regressor or Ridge(), lags, 3, augmenter, n_copies, **parameters)


def panel_of(values, name="shop"):
    """Values (n_series, n_timepoints) as a panel of months."""
    months = pd.period_range("2000-01", periods=values.shape[1], freq="M", name="month")
    labels = [f"{name} {number}" for number in range(len(values))]
    index = pd.MultiIndex.from_product([labels, months], names=["shop", "month"])
    return pd.DataFrame({"sold": values.ravel()}, index=index)


def shops(n_series, n_months=96, seed=0, noise=1.0):
    """Seasonal series with white noise, of several sizes: values and what is expected, (n_series, n_months)."""
    rng = np.random.default_rng(seed)
    size = rng.uniform(1, 100, size=(n_series, 1))
    expected = size * (20 + 3 * np.sin(np.arange(n_months) * np.pi / 6 + rng.uniform(0, 6, size=(n_series, 1))))
    return expected + noise * size * rng.normal(size=expected.shape), expected


def bounds(interval):
    """Lower and upper ends, one row a series."""
    return interval.to_numpy(dtype=float).reshape(-1, len(FH), 2).transpose(2, 0, 1)


@pytest.mark.parametrize("n_copies", [0, 2])
@pytest.mark.parametrize("coverage", [0.5, 0.8, 0.95])
def test_intervals_hold_the_fraction_of_later_values_that_they_promise(coverage, n_copies):
    values, _ = shops(100)
    fitted = forecaster(n_copies=n_copies).fit(panel_of(values[:, :-3]))
    low, high = bounds(fitted.predict_interval(FH, coverage=coverage))
    inside = (low <= values[:, -3:]) & (values[:, -3:] <= high)
    assert inside.mean() == pytest.approx(coverage, abs=0.06)  # two standard errors of 300 values


def test_intervals_are_as_wide_as_the_noise_of_each_series():
    values, expected = shops(60)
    size = expected.mean(axis=1, keepdims=True) / 20
    low, high = bounds(forecaster().fit(panel_of(values)).predict_interval(FH, coverage=0.8))
    np.testing.assert_allclose(np.median((high - low) / size), 2 * NORMAL, rtol=0.15)
    assert np.std((high - low) / size) < 0.15 * 2 * NORMAL  # small and large ones alike


def test_intervals_of_a_random_walk_widen_with_the_root_of_the_steps():
    values = 50 + np.cumsum(np.random.default_rng(0).normal(size=(80, 120)), axis=1)
    steps = np.arange(1, 10)
    walks = AugmentedReductionForecaster(LinearRegression(), 6, 9, n_copies=0).fit(panel_of(values))
    quantiles = walks.predict_quantiles(steps, alpha=[0.1, 0.9]).to_numpy(dtype=float).reshape(80, 9, 2)
    width = (quantiles[..., 1] - quantiles[..., 0]).mean(axis=0)
    np.testing.assert_allclose(width, 2 * NORMAL * np.sqrt(steps), rtol=0.15)


def test_one_series_has_intervals_in_the_form_of_sktime():
    y = load_airline()
    fitted = forecaster().fit(y[:-12])
    interval = fitted.predict_interval(FH, coverage=[0.5, 0.9])
    assert interval.index.equals(fitted.predict(FH).index)
    assert interval.columns.tolist() == [(y.name, level, side) for level in (0.5, 0.9) for side in ("lower", "upper")]
    values = interval[y.name].to_numpy()[:, [2, 0, 1, 3]]
    assert (np.diff(values, axis=1) > 0).all()  # of .5 within those of .9
    assert (np.abs(fitted.predict_quantiles(FH, alpha=0.5)[y.name, 0.5] / fitted.predict(FH) - 1) < 0.1).all()


def test_intervals_follow_the_unit_and_the_level_of_a_series():
    y = load_airline().astype(float)
    plain, scaled = (
        forecaster(n_copies=0).fit(series).predict_interval(FH, coverage=0.8).to_numpy() for series in (y, 1e6 * y)
    )
    np.testing.assert_allclose(scaled, 1e6 * plain, rtol=1e-6)


def test_series_that_were_never_negative_have_no_negative_quantiles():
    counts = np.random.default_rng(0).poisson(0.7, size=(20, 90)).astype(float)
    assert (forecaster().fit(panel_of(counts)).predict_quantiles(FH, alpha=[0.01, 0.1]) >= 0).all(axis=None)
    below = forecaster().fit(panel_of(counts - 1)).predict_quantiles(FH, alpha=0.01)
    assert (below < 0).any(axis=None)


def test_series_that_were_never_negative_have_no_negative_forecasts():
    sold = np.linspace(50, 0.1, 100)
    values, _ = shops(6, n_months=100)
    y = panel_of(np.concatenate([values, [sold]]))
    forecast = forecaster(n_copies=0).fit(y).predict(FH)
    assert (forecast >= 0).all(axis=None) and (forecast.to_numpy() == 0).any()
    assert (forecaster(n_copies=0).fit(y - 1000).predict(FH).loc["shop 6"] < -1000).any(axis=None)  # which goes on


def test_a_total_has_intervals_of_its_own_errors():
    values, _ = shops(16, noise=2.0)
    y = Aggregator(flatten_single_levels=False).fit_transform(panel_of(np.abs(values)))
    interval = forecaster().fit(y).predict_interval(FH, coverage=0.8)
    width = interval.iloc[:, 1] - interval.iloc[:, 0]
    total, parts = width.xs("__total", level=0), width.drop("__total", level=0)
    of_parts = np.sqrt((parts.to_numpy().reshape(16, -1) ** 2).sum(axis=0))  # errors of shops are independent
    np.testing.assert_allclose(total, of_parts, rtol=0.5)
    assert (total < 0.6 * parts.to_numpy().reshape(16, -1).sum(axis=0)).all()


def test_effects_of_promotions_do_not_count_as_errors():
    rng = np.random.default_rng(0)
    values, _ = shops(20)
    promotion = rng.random(values.shape) < 0.3
    y, X = panel_of(values * np.where(promotion, 2.0, 1.0)), panel_of(promotion.astype(float))
    past = y.index.get_level_values(1) < y.index.get_level_values(1).max() - 2
    fitted = forecaster().fit(y[past], X=X[past])
    low, high = bounds(fitted.predict_interval(FH, X=X[~past], coverage=0.8))
    without = forecaster().fit(y[past]).predict_interval(FH, coverage=0.8)
    assert np.mean(high - low) < 0.5 * np.mean(np.subtract(*bounds(without)[::-1]))
    assert (
        (low <= y[~past].to_numpy().reshape(low.shape)) & (y[~past].to_numpy().reshape(low.shape) <= high)
    ).mean() > 0.7


def test_newer_values_count_after_an_update():
    y = load_airline()
    updated = forecaster().fit(y[:130]).update(y[130:], update_params=False)
    assert updated.predict_interval(FH).index.equals(updated.predict(FH).index)
    louder = y[130:] * np.where(np.arange(len(y) - 130) % 2, 1.5, 0.7)
    noisy = forecaster().fit(y[:130]).update(louder, update_params=False)
    low, high = (updated.predict_interval(FH).to_numpy(), noisy.predict_interval(FH).to_numpy())
    assert (np.diff(high, axis=1) > 2 * np.diff(low, axis=1)).all()


@pytest.mark.skipif(not hasattr(BaseForecaster, "pretrain"), reason="sktime has no pretrain")
def test_series_that_were_not_trained_on_have_intervals_without_training(monkeypatch):
    values, _ = shops(40)
    trained = forecaster(LinearRegression(), n_copies=0).pretrain(panel_of(values[:30]))
    monkeypatch.setattr(LinearRegression, "fit", None)
    fitted = trained.fit(panel_of(values[30:, :-3], "new"))
    low, high = bounds(fitted.predict_interval(FH, coverage=0.8))
    assert ((low <= values[30:, -3:]) & (values[30:, -3:] <= high)).mean() > 0.6
    few = trained.fit(panel_of(values[30:, :16], "new")).predict_interval(FH)
    assert (few.iloc[:, 0] < few.iloc[:, 1]).all()
    with pytest.raises(ValueError, match=r"For 3 steps they need 15 time points or more, and .*new 0.* has 12"):
        trained.fit(panel_of(values[30:, :12], "new")).predict_interval(FH)


def test_predictions_of_intervals_change_nothing():
    fitted = forecaster().fit(load_airline())
    before, first = fitted.predict(FH), fitted.predict_interval(FH)
    pd.testing.assert_frame_equal(fitted.predict_interval(FH), first)
    pd.testing.assert_series_equal(fitted.predict(FH), before)


def test_a_series_that_never_changes_is_certain_and_widens_nothing():
    values, _ = shops(20)
    fitted = forecaster().fit(panel_of(np.concatenate([values, np.full((1, 96), 7.0)])))
    low, high = bounds(fitted.predict_interval(FH, coverage=0.8))
    np.testing.assert_allclose([low[-1], high[-1]], 7)
    alone = np.subtract(*bounds(forecaster().fit(panel_of(values)).predict_interval(FH, coverage=0.8))[::-1])
    np.testing.assert_allclose((high - low)[:-1], alone, rtol=0.1)


@pytest.mark.parametrize(("n_months", "farthest"), [(60, 12), (84, 6), (60, 24)])
def test_one_short_series_has_wider_intervals_rather_than_too_narrow_ones(n_months, farthest):
    held, steps = [], np.arange(1, farthest + 1)
    for values in shops(30, n_months + farthest, seed=1)[0]:
        y = pd.Series(values[:n_months], pd.period_range("2000-01", periods=n_months, freq="M"))
        fitted = AugmentedReductionForecaster(Ridge(), steps_ahead=12, n_copies=0).fit(y)
        quantiles = fitted.predict_quantiles(steps, alpha=[0.025, 0.1, 0.2, 0.8, 0.9, 0.975]).to_numpy()
        assert (np.diff(quantiles, axis=1) > 0).all()
        later = values[n_months:, None]
        held.append(((quantiles[:, :3] <= later) & (later <= quantiles[:, :2:-1])).mean(axis=0))
    of_95, of_80, of_60 = np.mean(held, axis=0)
    assert of_95 > 0.93 and 0.77 < of_80 < 0.95 and 0.5 < of_60 < 0.85  # standard error .03


def test_a_short_series_of_a_panel_gives_no_errors_and_gets_intervals():
    values, _ = shops(20)
    y = panel_of(values)
    short = y[(y.index.get_level_values(0) != "shop 3") | (y.index.get_level_values(1) >= pd.Period("2007-10", "M"))]
    low, high = bounds(forecaster(lags=2, n_copies=0).fit(short).predict_interval(FH, coverage=0.8))  # of 3 months
    _, of_all = bounds(forecaster(lags=2, n_copies=0).fit(y).predict_interval(FH, coverage=0.8))
    np.testing.assert_allclose(np.delete(high, 3, axis=0), np.delete(of_all, 3, axis=0), rtol=0.1)
    assert (low[3] < high[3]).all()


def test_series_too_short_for_earlier_forecasts_say_so():
    values, _ = shops(3, n_months=18)
    fitted = forecaster(n_copies=0).fit(panel_of(values))
    with pytest.raises(ValueError, match=r"For 6 steps they need 21 time points or more, and \('shop 0',\) has 18\."):
        fitted.predict_interval([1, 6])
    low, high = bounds(fitted.predict_interval(FH))  # which leaves 15, for 12 lags and 3 steps
    assert (low < high).all()


def test_origins_within_a_gap_are_forecast_from_filled_values():
    values, _ = shops(20)
    values[:, 72:92:4] = np.nan
    fitted = forecaster(n_copies=0).set_params(augmenter__missing="fill").fit(panel_of(values[:, :-3]))
    low, high = bounds(fitted.predict_interval(FH, coverage=0.8))
    assert 0.65 < ((low <= values[:, -3:]) & (values[:, -3:] <= high)).mean() < 0.95


def test_missing_newest_values_are_no_narrow_intervals():
    y = load_airline().copy()
    y[-40:] = np.nan
    gappy = forecaster(HistGradientBoostingRegressor(max_iter=5), n_copies=0).fit(y)
    with pytest.raises(ValueError, match="the newest ones are missing"):
        gappy.predict_interval(FH)


def test_gappy_series_have_units_too():
    values = 50 + np.random.default_rng(0).normal(size=(10, 119))
    values[:, 1::2] = np.nan  # no two values are a season of twelve months and one apart
    y = panel_of(values)
    y = y.set_axis(y.index.set_levels(pd.period_range("2000-01-01", periods=119, freq="D"), level=1))
    fitted = forecaster(n_copies=0).set_params(augmenter__missing="fill").fit(y)
    low, high = bounds(fitted.predict_interval(FH, coverage=0.95))
    assert 2 * 1.96 * 0.9 < (high - low).mean() < 2 * 1.96 * 1.4  # noise alone, and forecasts from half of the values


def test_errors_and_forecasts_are_in_one_unit_where_the_past_is_short():
    values, _ = shops(40)
    fitted = forecaster(n_copies=0).fit(panel_of(values[:, -28:-3]))  # two years and one month
    low, high = bounds(fitted.predict_interval(FH, coverage=0.8))
    assert 0.68 < ((low <= values[:, -3:]) & (values[:, -3:] <= high)).mean() < 0.92


def test_origins_do_not_know_what_follows_a_gap():
    rng, held = np.random.default_rng(0), []
    for _ in range(6):
        values = 100 + np.cumsum(rng.normal(size=(15, 75)), axis=1)
        gappy = values[:, :-3].copy()
        gappy[:, 54:64] = np.nan
        low, high = bounds(
            forecaster(n_copies=0)
            .set_params(augmenter__missing="fill")
            .fit(panel_of(gappy))
            .predict_interval(FH, coverage=0.8)
        )
        held.append(((low <= values[:, -3:]) & (values[:, -3:] <= high)).mean())
    assert np.mean(held) > 0.75


def test_intervals_are_wider_where_newest_values_are_missing():
    values = 100 + np.cumsum(np.random.default_rng(0).normal(size=(20, 90)), axis=1)
    values[:5, -8:] = np.nan
    low, high = bounds(
        forecaster(n_copies=0).set_params(augmenter__missing="fill").fit(panel_of(values)).predict_interval(FH)
    )
    assert (high - low)[:5, 0].mean() > 2 * (high - low)[5:, 0].mean()  # of steps 9 and 1, of a walk


def test_shocks_that_all_series_share_are_no_independent_errors():
    rng = np.random.default_rng(0)
    common, own = (np.cumsum(rng.normal(size=(n_series, 72)), axis=1) for n_series in (1, 20))
    noise = 0.5 * rng.normal(size=(20, 72))
    together, apart = (
        np.subtract(
            *bounds(forecaster(n_copies=0).fit(panel_of(100 + walk + noise)).predict_interval(FH, coverage=0.95))[::-1]
        )
        for walk in (common, own)
    )
    assert together.mean() > 1.1 * apart.mean()  # as sizes of so few errors are not known


def test_totals_of_parts_with_gaps_are_no_observed_totals():
    values, _ = shops(8)
    complete = Aggregator(flatten_single_levels=False).fit_transform(panel_of(values))
    values[:, 40::17] = np.nan
    gappy = Aggregator(flatten_single_levels=False).fit_transform(panel_of(values))
    of_complete, of_gappy = (
        forecaster(n_copies=0).set_params(augmenter__missing="fill").fit(y).predict_interval(FH).loc["__total"]
        for y in (complete, gappy)
    )
    width = of_gappy.to_numpy() @ [-1, 1]
    np.testing.assert_allclose(width, of_complete.to_numpy() @ [-1, 1], rtol=0.5)


def test_what_no_earlier_forecast_shows_is_refused():
    values, _ = shops(4)
    values[0, 30:] = np.nan
    waiting = forecaster(lags=8, n_copies=0).set_params(augmenter__missing="fill").fit(panel_of(values))
    with pytest.raises(ValueError, match=r"the newest 66 values of \('shop 0',\) are missing.*Leave such series out"):
        waiting.predict_interval(FH)
    cut = panel_of(shops(4)[0]).drop(index=[("shop 2", pd.Period("2007-12", "M"))])
    y = Aggregator(flatten_single_levels=False).fit_transform(cut)
    with pytest.raises(ValueError, match="Intervals of totals need series that end at the same time"):
        forecaster(n_copies=0).fit(y).predict_interval(FH)

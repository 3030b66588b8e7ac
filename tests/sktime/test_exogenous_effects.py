"""What exogenous data do to series is estimated with their structure, and comes back in forecasts."""

import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import Ridge
from sktime.forecasting.compose import make_reduction

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta.exceptions import ExtrapolationWarning
from sklearn_lgta.sktime import AugmentedForecaster, AugmentedReductionForecaster
from sklearn_lgta.sktime._augmentation import with_copies
from sklearn_lgta.sktime._exogenous_effects import PanelEffects, SeenEffects, columns_of
from sklearn_lgta.sktime._series_frame import SeriesFrame

N_SHOPS, N_DAYS, STEPS = 8, 120, 5
DAYS = pd.date_range("2024-01-01", periods=N_DAYS + STEPS)


def augmenter(**parameters):
    return LGTAAugmenter(model=PCACodec(), random_state=0, **parameters)


def frame_of(values, name):
    """Values (n, t) of shops as a panel of sktime."""
    shops = [f"shop {number}" for number in range(len(values))]
    index = pd.MultiIndex.from_product([shops, DAYS[: values.shape[1]]], names=["shop", "day"])
    return pd.DataFrame({name: values.ravel()}, index=index)


def panel(effect=60.0, factor=1.0, seed=0):
    """Sales of shops of several sizes, and promotions of these days and the next five."""
    rng = np.random.default_rng(seed)
    promoted = (rng.random((N_SHOPS, N_DAYS + STEPS)) < 0.1).astype(float)
    week = 1 + 0.2 * np.sin(2 * np.pi * np.arange(N_DAYS) / 7)
    usual = rng.uniform(80, 500, (N_SHOPS, 1)) * week * rng.gamma(200, 1 / 200, (N_SHOPS, N_DAYS))
    now = promoted[:, :N_DAYS]
    return frame_of(usual * factor**now + effect * now, "sales"), frame_of(promoted, "promotion")


def seen(X, y):
    return X.loc[y.index]


def future(X, y, value=None):
    rows = X.loc[~X.index.isin(y.index)]
    return rows if value is None else rows * 0 + value


def forecasts(forecaster, X, y, value):
    return forecaster.predict(range(1, STEPS + 1), X=future(X, y, value)).to_numpy()


@pytest.mark.parametrize("n_copies", [0, 3])
@pytest.mark.parametrize("normalize", [True, False])
def test_an_effect_of_60_is_forecast(n_copies, normalize):
    y, X = panel()
    forecaster = AugmentedReductionForecaster(Ridge(), 14, STEPS, augmenter(), n_copies, normalize=normalize)
    forecaster.fit(y, X=seen(X, y))
    effect = forecasts(forecaster, X, y, 1) - forecasts(forecaster, X, y, 0)
    assert effect.mean() == pytest.approx(60, rel=0.1)
    assert np.abs(effect.reshape(N_SHOPS, STEPS).mean(axis=1) - 60).max() < 20


def test_a_lift_of_35_percent_is_forecast():
    y, X = panel(effect=0.0, factor=1.35)
    forecaster = AugmentedReductionForecaster(Ridge(), 14, STEPS, augmenter(), 3).fit(y, X=seen(X, y))
    lift = forecasts(forecaster, X, y, 1) / forecasts(forecaster, X, y, 0)
    np.testing.assert_allclose(lift, 1.35, atol=0.1)
    assert lift.mean() == pytest.approx(1.35, abs=0.05)


def test_new_data_count_after_update():
    y, X = panel()
    known = y[y.index.get_level_values("day") < DAYS[N_DAYS - 20]]
    newer = y[~y.index.isin(known.index)]
    for update_params in (False, True):
        forecaster = AugmentedReductionForecaster(Ridge(), 14, STEPS, augmenter(), 2).fit(known, X=seen(X, known))
        forecaster.update(newer, X=seen(X, newer), update_params=update_params)
        effect = forecasts(forecaster, X, y, 1) - forecasts(forecaster, X, y, 0)
        assert effect.mean() == pytest.approx(60, rel=0.1)


def test_totals_are_sums_of_forecasts_with_effects():
    y, X = panel()
    total = y.groupby("day").sum()
    rows = [pd.concat({"__total": frame}, names=["shop"]) for frame in (total, X.groupby("day").mean())]
    y, X = pd.concat([y, rows[0]]).sort_index(), pd.concat([X, rows[1]]).sort_index()
    forecaster = AugmentedReductionForecaster(Ridge(), 14, STEPS, augmenter(), 2).fit(y, X=seen(X, y))
    forecast = forecaster.predict(range(1, STEPS + 1), X=future(X, y, 1))
    below = forecast.drop("__total").groupby("day").sum()
    np.testing.assert_allclose(forecast.loc["__total"].to_numpy(), below.to_numpy())


def test_the_forecaster_inside_learns_an_effect_from_copies():
    y, X = panel(effect=0.0, factor=1.35)
    inner = make_reduction(Ridge(), window_length=14, strategy="direct", pooling="global")
    forecaster = AugmentedForecaster(inner, augmenter(), 1).fit(y, X=seen(X, y), fh=[1])
    tomorrow = X[X.index.get_level_values("day") == DAYS[N_DAYS]]
    lifts = forecaster.predict(X=tomorrow * 0 + 1).to_numpy() / forecaster.predict(X=tomorrow * 0).to_numpy()
    assert np.median(lifts) > 1.15  # by one slope for shops of all sizes
    panel_of_copies = with_copies(*effects_of(y, X), 3, effects=seen_effects(y, X))
    actual = panel_of_copies.xs("actual", level="series_id")
    np.testing.assert_array_equal(actual.to_numpy(), y.to_numpy())
    for number in range(3):
        copy = panel_of_copies.xs(f"synthetic_{number}", level="series_id")["sales"].to_numpy()
        promoted = seen(X, y)["promotion"].to_numpy() > 0
        relative = copy / y["sales"].to_numpy() * np.where(promoted, 1.35, 1.0)
        assert relative[promoted].mean() / relative[~promoted].mean() == pytest.approx(1.35, abs=0.07)


def seen_effects(y, X):
    return SeenEffects(PanelEffects.fit(y, seen(X, y), 7).on(y, seen(X, y)), columns_of(y, seen(X, y)))


def effects_of(y, X):
    """The frame of series, and an augmenter that is fitted to them without effects."""
    frame = SeriesFrame(y)
    return frame, augmenter(seasonal_period=7).fit(seen_effects(y, X).without(frame.values))


def test_usual_days_and_zeros_stay_as_they_are():
    y, X = panel()
    y[::3] = 0.0
    effects = seen_effects(y, X)
    values = SeriesFrame(y).values
    without = effects.without(values)
    promoted = columns_of(y, X) > 0
    np.testing.assert_array_equal(without[~promoted], values[~promoted])
    assert without.min() == 0
    assert without[promoted].mean() < values[promoted].mean() - 20


def test_missing_exogenous_data_and_series_of_unequal_length_are_read():
    y, X = panel()
    y = y.drop(y.loc[["shop 3"]].index[-30:])
    X.iloc[[5, 77]] = np.nan
    effects = seen_effects(y, X)
    restored = effects.restored(effects.without(SeriesFrame(y).values), SeriesFrame(y).values)
    np.testing.assert_allclose(restored, SeriesFrame(y).values)
    assert effects.effects.effects.coefficients.shape == (N_SHOPS, 1, 1)


@pytest.mark.parametrize("exogenous", ["stay", "move"])
def test_exogenous_data_far_outside_of_training_warn(exogenous):
    y, X = panel()
    X["price"] = np.random.default_rng(0).uniform(2, 4, size=len(X))
    settings = {"exogenous": exogenous, "n_simulated": 0}
    fitted = AugmentedReductionForecaster(Ridge(), 14, STEPS, augmenter(), 1, **settings).fit(y, X=seen(X, y))
    plan = future(X, y)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fitted.predict([1, 2], X=plan.assign(price=4.9))
    message = (
        r"'price' lies far outside of what fit has seen, 2.00038 to 3.999, at 1 of 40 times: 50 at \('shop 0', .*05-02"
    )
    with pytest.warns(ExtrapolationWarning, match=message) as caught:
        fitted.predict(range(1, STEPS + 1), X=plan.assign(price=[3.0, 3.0, 50.0] + [3.0] * 37))
    assert caught[0].filename == __file__ and sum(w.category is ExtrapolationWarning for w in caught) == 1

"""Series that were not trained on are forecast by `pretrain` and `fit`, as in sktime."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression, Ridge
from sktime.forecasting.base import BaseForecaster
from sktime.forecasting.conformal import ConformalIntervals

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta.sktime import AugmentedForecaster, AugmentedReductionForecaster

pytestmark = pytest.mark.skipif(not hasattr(BaseForecaster, "pretrain"), reason="sktime has no pretrain")

FH = [1, 2, 3, 4]


def panel_of(values, name="shop", first="2015-01"):
    """Values (n_series, n_months) as a panel."""
    months = pd.period_range(first, periods=values.shape[1], freq="M", name="month")
    labels = [f"{name} {number}" for number in range(len(values))]
    index = pd.MultiIndex.from_product([labels, months], names=["shop", "month"])
    return pd.DataFrame({"sold": values.ravel()}, index=index)


def shops(n_series, n_months=60, seed=0):
    """Values of shops of several sizes."""
    rng = np.random.default_rng(seed)
    season = 1 + 0.2 * np.sin(np.arange(n_months) * 2 * np.pi / 12)
    return rng.uniform(50, 500, (n_series, 1)) * season * rng.gamma(400, 1 / 400, (n_series, n_months))


def forecaster(regressor=None, n_copies=1, **parameters):
    augmenter = LGTAAugmenter(model=PCACodec(), random_state=0)
    return AugmentedReductionForecaster(regressor or Ridge(), 12, 3, augmenter, n_copies, **parameters)


def test_a_new_series_is_forecast_as_if_the_regressor_had_known_it():
    time = np.arange(60.0)
    known = panel_of(np.stack([3 * time, 500 - 2 * time]))
    new = panel_of(np.stack([7 + 5 * time[:20], 90 - time[:20]]), name="new", first="2020-06")
    trained = forecaster(LinearRegression(), n_copies=0).pretrain(known)
    forecast = trained.fit(new).predict(FH)  # a rule holds for every line, and for as few as the lags
    expected = [7 + 5 * (19 + step) for step in FH] + [90 - (19 + step) for step in FH]
    np.testing.assert_allclose(forecast.to_numpy().ravel(), expected)
    assert forecast.index[0] == ("new 0", pd.Period("2022-02", "M"))


def test_new_series_get_the_forecasts_that_they_would_get_among_the_known_ones():
    values = shops(6)
    trained = forecaster().pretrain(panel_of(values))
    together = forecaster().fit(panel_of(values)).predict(FH).to_numpy().reshape(6, -1)
    np.testing.assert_allclose(
        trained.fit(panel_of(values[2:4], "new")).predict(FH).to_numpy().ravel(), together[2:4].ravel()
    )
    alone = panel_of(values[5:6], "new").loc["new 0"]
    np.testing.assert_allclose(trained.fit(alone).predict(FH).to_numpy().ravel(), together[5])


def test_nothing_is_trained_after_pretrain(monkeypatch):
    trained = forecaster().pretrain(panel_of(shops(4)))
    fitted = []
    monkeypatch.setattr(LGTAAugmenter, "fit", lambda self, *given, **named: fitted.append("augmenter"))
    monkeypatch.setattr(Ridge, "fit", lambda self, *given, **named: fitted.append("regressor"))
    new = panel_of(shops(2, 30, seed=1), "new")
    early = new.index.get_level_values("month") < pd.Period("2017-01", "M")
    clone = trained.clone().fit(new[early]).update(new[~early])
    assert not fitted
    np.testing.assert_allclose(clone.predict(FH), trained.fit(new).predict(FH))


def test_effects_on_new_series_are_near_to_those_of_the_panel():
    rng = np.random.default_rng(0)
    promoted = (rng.random((8, 60)) < 0.2).astype(float)
    y, X = panel_of(shops(8) * 1.5**promoted), panel_of(promoted)
    trained = forecaster(n_simulated=0).pretrain(y, X=X)

    def without_promotions(n_months):
        return panel_of(np.zeros((5, n_months)), "new")

    fitted = trained.fit(panel_of(shops(5, 48, seed=1), "new"), X=without_promotions(48))
    plan = without_promotions(50)
    plan = plan[plan.index.get_level_values("month") > pd.Period("2018-12", "M")]
    lift = fitted.predict([1, 2], X=plan + 1) / fitted.predict([1, 2], X=plan)
    assert lift.to_numpy().mean() == pytest.approx(1.5, abs=0.1)
    with pytest.raises(ValueError, match=r"14 time points.*two seasons|two seasons.*14"):
        trained.fit(panel_of(shops(5, 14, seed=1), "new"), X=without_promotions(14))


def test_other_columns_and_missing_exogenous_data_are_refused():
    y = panel_of(shops(3))
    X = panel_of(np.random.default_rng(0).normal(size=(3, 60)))
    trained = forecaster(n_copies=0).pretrain(y)
    with pytest.raises(ValueError, match=r"y has 2 columns, and pretrain had 1"):
        trained.fit(y.assign(returned=1.0))
    with pytest.raises(ValueError, match=r"pretrain had no exogenous data, and fit has X"):
        trained.fit(y, X=X)
    with pytest.raises(ValueError, match=r"pretrain had exogenous data, and fit has none. Pass X with \['sold'\]"):
        forecaster(n_copies=0).pretrain(y, X=X).fit(y)
    with pytest.raises(ValueError, match=r"y has 11 time points; a forecast needs window_length=12"):
        trained.fit(y.loc["shop 0"][:11])


def test_intervals_of_a_panel_by_a_forecaster_that_was_trained_before():
    values = shops(30, 81)
    trained = forecaster(n_simulated=0).pretrain(panel_of(values[:, :60]))
    intervals = ConformalIntervals(trained, initial_window=60).fit(panel_of(values[:5, :80]), fh=[1])
    low, high = intervals.predict_interval(coverage=0.8).to_numpy(dtype=float).T
    truth = values[:5, 80]
    width = 2 * 1.2816 / np.sqrt(400)  # of the gamma noise, relative to the level
    assert np.median((high - low) / truth) == pytest.approx(width, rel=0.35)


def with_gaps(values, *places):
    gappy = values.copy()
    for row, column in places:
        gappy[row, column] = np.nan
    return gappy


@pytest.mark.parametrize("n_copies", [0, 1])
def test_gaps_of_new_series_are_filled_where_the_panel_had_none(n_copies):
    known, new = shops(6), shops(2, 40, seed=1)
    augmenter = LGTAAugmenter(model=PCACodec(), missing="fill", random_state=0)
    trained = AugmentedReductionForecaster(Ridge(), 12, 3, augmenter, n_copies, n_simulated=0).pretrain(panel_of(known))
    complete = trained.clone().fit(panel_of(new, "new")).predict(FH)
    gappy = trained.clone().fit(panel_of(with_gaps(new, (0, -4), (1, -9)), "new")).predict(FH)
    assert np.isfinite(gappy.to_numpy()).all() and not np.array_equal(gappy, complete)
    np.testing.assert_allclose(gappy, complete, rtol=0.1)  # a good estimate in place of one of twelve lags
    np.testing.assert_allclose(  # without copies the augmenter changes nothing else
        complete,
        forecaster(n_copies=n_copies, n_simulated=0).pretrain(panel_of(known)).fit(panel_of(new, "new")).predict(FH),
    )


def test_the_first_gaps_may_come_with_an_update_that_trains_nothing():
    values = shops(4)
    panel, gappy = panel_of(values), panel_of(with_gaps(values, (0, -4), (1, -9)))
    early = panel.index.get_level_values("month") < pd.Period("2018-06", "M")
    augmenter = LGTAAugmenter(model=PCACodec(), missing="fill", random_state=0)
    fitted = AugmentedReductionForecaster(Ridge(), 12, 3, augmenter, 0).fit(panel[early])
    weights = fitted.estimators_[0].coef_.copy()
    forecast = fitted.update(gappy[~early], update_params=False).predict(FH)
    complete = fitted.clone().fit(panel[early]).update(panel[~early], update_params=False).predict(FH)
    np.testing.assert_allclose(forecast, complete, rtol=0.1)
    np.testing.assert_array_equal(fitted.estimators_[0].coef_, weights)


@pytest.mark.parametrize("n_copies", [0, 1])
@pytest.mark.parametrize("has_exogenous", [False, True])
def test_gaps_of_an_update_are_filled_for_a_pooled_forecaster_that_takes_none(has_exogenous, n_copies):
    values = shops(4)
    panel, gappy = panel_of(values), panel_of(with_gaps(values, (0, -4), (1, -9)))
    months = panel.index.get_level_values("month")
    early, now = months < pd.Period("2018-06", "M"), months < pd.Period("2019-09", "M")
    X = panel_of((np.random.default_rng(0).random((4, 60)) < 0.2).astype(float)) if has_exogenous else None
    augmenter = LGTAAugmenter(model=PCACodec(), missing="fill", random_state=0)
    inner = AugmentedReductionForecaster(Ridge(), 12, 3, n_copies=0)

    def forecast_after(newer):
        pooled = AugmentedForecaster(inner, augmenter, n_copies)
        pooled.fit(panel[early], X=None if X is None else X[early], fh=FH)
        pooled.update(newer[~early & now], X=None if X is None else X[~early & now], update_params=False)
        return pooled.predict(X=None if X is None else X[~now])

    np.testing.assert_allclose(forecast_after(gappy), forecast_after(panel), rtol=0.1)

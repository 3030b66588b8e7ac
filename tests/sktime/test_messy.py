"""The adapters for sktime with series of unequal length and with missing values."""

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import Ridge
from sktime.forecasting.conformal import ConformalIntervals
from sktime.forecasting.naive import NaiveForecaster

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta.sktime import AugmentedForecaster, AugmentedReductionForecaster, LGTABootstrap, LGTATransformer

FH = [1, 2, 3]


def augmenter(**parameters):
    return LGTAAugmenter(**{"model": PCACodec(), "random_state": 0} | parameters)


def forecaster(**parameters):
    settings = {"window_length": 12, "steps_ahead": 3, "augmenter": augmenter(), "n_copies": 2} | parameters
    return AugmentedReductionForecaster(Ridge(), **settings)


@pytest.fixture(scope="module")
def panel():
    """Three monthly series that end together, of 60, 51 and 38 time points."""
    rng = np.random.default_rng(0)
    frames = {}
    for name, length in (("a", 60), ("b", 51), ("c", 38)):
        months = pd.period_range(end="2019-12", periods=length, freq="M")
        values = 100 + 10 * np.sin(months.month * 2 * np.pi / 12) + rng.normal(size=length)
        frames[name] = pd.DataFrame({"sold": values}, index=months)
    return pd.concat(frames, names=["shop", "month"])


@pytest.fixture(scope="module")
def gappy(panel):
    gaps = panel.copy()
    gaps.iloc[[5, 6, 20, 70, 120], 0] = np.nan
    return gaps


@pytest.mark.parametrize("return_actual", [True, False])
def test_copies_of_a_bootstrap_are_as_long_as_their_series(panel, return_actual):
    copies = LGTABootstrap(augmenter(), 2, return_actual).fit_transform(panel)
    lengths = copies.groupby(level=[0, 1]).size()
    assert lengths.loc["c"].unique().tolist() == [38] and lengths.loc["b"].unique().tolist() == [51]
    assert not copies.isna().any().any()
    for label in ("synthetic_0", "synthetic_1"):
        of_copy = copies.xs(label, level="series_id")
        pd.testing.assert_index_equal(of_copy.index, panel.index)
        assert (of_copy != panel).to_numpy().mean() > 0.5


def test_a_transformer_keeps_the_ends_of_series_of_unequal_length(panel):
    changed = LGTATransformer(augmenter(), keep_last=4).fit_transform(panel)
    pd.testing.assert_index_equal(changed.index, panel.index)
    pd.testing.assert_frame_equal(changed.groupby(level=0).tail(4), panel.groupby(level=0).tail(4))
    assert (changed != panel).to_numpy().mean() > 0.5


def test_a_bootstrap_has_gaps_where_the_series_have_or_fills_them(gappy):
    kept = LGTABootstrap(augmenter(), 1).fit_transform(gappy)
    assert kept.xs("actual", level=1).isna().sum().item() == kept.xs("synthetic_0", level=1).isna().sum().item() == 5
    filled = LGTABootstrap(augmenter(missing="fill"), 1).fit_transform(gappy)
    assert not filled.isna().any().any()
    known = gappy["sold"].notna().to_numpy()
    np.testing.assert_array_equal(filled.xs("actual", level=1)[known], gappy[known])


def test_forecasts_begin_where_each_series_ends(panel):
    early = panel.drop(panel.loc[["a"]].index[-5:])
    forecast = forecaster().fit(early).predict(FH)
    assert forecast.loc["a"].index[0] == pd.Period("2019-08", "M")
    assert forecast.loc["c"].index[0] == pd.Period("2020-01", "M")
    month = forecast.index.get_level_values(1).month
    expected = 100 + 10 * np.sin(np.asarray(month) * 2 * np.pi / 12)
    assert np.abs(forecast["sold"].to_numpy() - expected).mean() < 3


def test_a_short_series_has_fewer_windows_and_changes_no_other(panel):
    lone = forecaster(n_copies=0).fit(panel.loc[["a", "b"]]).predict(FH)
    both = forecaster(n_copies=0).fit(panel).predict(FH)
    assert both.loc["c"].shape == (3, 1) and np.abs(both.loc[["a", "b"]] - lone).to_numpy().max() < 5


def test_strength_zero_gives_the_forecasts_without_copies_for_unequal_series(panel):
    plain = forecaster(n_copies=0).fit(panel).predict(FH)
    pd.testing.assert_frame_equal(forecaster(augmenter=augmenter(strength=0)).fit(panel).predict(FH), plain)


def test_exogenous_data_stay_with_their_windows_in_series_of_unequal_length(panel):
    rng = np.random.default_rng(1)
    X = pd.DataFrame({"price": rng.normal(size=len(panel))}, index=panel.index)
    priced = panel + 20 * X.to_numpy()
    ahead = forecaster(n_copies=0, normalize=False).fit(priced, X=X)
    months = pd.period_range("2020-01", periods=3, freq="M")
    index = pd.MultiIndex.from_product([["a", "b", "c"], months], names=panel.index.names)
    low, high = (ahead.predict(FH, X=pd.DataFrame({"price": price}, index=index)) for price in (0.0, 1.0))
    np.testing.assert_allclose((high - low).to_numpy(), 20, atol=1)


def test_gaps_are_filled_for_a_regressor_that_takes_none(gappy):
    with_fill = forecaster(augmenter=augmenter(missing="fill"))
    assert with_fill.get_tag("capability:missing_values")
    assert np.isfinite(with_fill.fit(gappy).predict(FH).to_numpy()).all()
    without = forecaster()
    assert not without.get_tag("capability:missing_values")
    with pytest.raises(ValueError, match="cannot handle missing data"):
        without.fit(gappy)


@pytest.mark.parametrize("how", [{"n_copies": 0}, {"augmenter": augmenter(missing="fill", strength=0)}])
def test_without_copies_gaps_are_filled_as_the_augmenter_fills_them(panel, gappy, how):
    values = [series.to_numpy().T for _, series in gappy.groupby(level=0)]
    fills = augmenter(missing="fill", seasonal_period=12)
    full = gappy.assign(sold=np.concatenate([series.ravel() for series in fills.fit(values).fill(values)]))
    settings = {"augmenter": augmenter(missing="fill")} | how
    for make in (forecaster, pooled):
        expected = make(n_copies=0).fit(full, fh=FH).predict(FH)
        model = make(**settings)
        assert model.get_tag("capability:missing_values")
        pd.testing.assert_frame_equal(model.fit(gappy, fh=FH).predict(FH), expected, rtol=1e-9)
        assert make(**settings).fit(panel, fh=FH).augmenter_ is None


def pooled(**parameters):
    inner = AugmentedReductionForecaster(Ridge(), 12, 3, n_copies=0)
    return AugmentedForecaster(inner, **{"n_copies": 2} | parameters)


def test_gaps_that_come_with_an_update_are_filled_without_copies(panel):
    new = panel.groupby(level=0).tail(6).copy()
    new.iloc[3, 0] = np.nan
    for make in (forecaster, pooled):
        model = make(augmenter=augmenter(missing="fill"), n_copies=0)
        model.fit(panel.drop(new.index), fh=FH).update(new)
        assert np.isfinite(model.predict(FH).to_numpy()).all()


def test_a_regressor_that_takes_gaps_gets_them(gappy):
    takes = AugmentedReductionForecaster(HistGradientBoostingRegressor(random_state=0), 12, 3, augmenter(), 1)
    assert takes.get_tag("capability:missing_values")
    recent = gappy.copy()
    recent.iloc[57, 0] = np.nan  # among the lags of the forecast of "a"
    assert np.isfinite(takes.fit(recent).predict(FH).to_numpy()).all()


@pytest.mark.parametrize("with_exogenous", [False, True])
@pytest.mark.parametrize("n_lost", [1, 5])
def test_missing_newest_values_are_forecast_too(panel, n_lost, with_exogenous):
    promotion = pd.DataFrame({"promotion": np.resize([0.0, 0, 1, 0, 0, 0, 1], len(panel))}, panel.index)
    ends = panel + 30 * promotion.to_numpy() if with_exogenous else panel.copy()
    ends.iloc[60 - n_lost : 60] = np.nan
    is_known = ends.notna().to_numpy()[:, 0]
    time = [pd.Period("2020-01", "M") + step for step in range(max(FH) + n_lost)]
    later = pd.MultiIndex.from_product([["a", "b", "c"], time], names=panel.index.names)
    future = pd.DataFrame({"promotion": np.resize([1.0, 0, 0], len(later))}, later)
    X, X_cut, plans = (promotion, promotion[is_known], future) if with_exogenous else (None, None, None)
    fitted = forecaster(augmenter=augmenter(missing="fill"), n_copies=0).fit(ends, X=X)
    cut = forecaster(augmenter=augmenter(missing="fill"), n_copies=0).fit(ends[is_known], X=X_cut)
    on_the_way = None if plans is None else pd.concat([promotion[~is_known], plans]).sort_index()
    expected = cut.predict([n_lost + step for step in FH], X=on_the_way).loc["a"]
    forecast = fitted.predict(FH, X=plans)
    np.testing.assert_allclose(forecast.loc["a"], expected)
    assert forecast.index.equals(forecaster(n_copies=0).fit(panel).predict(FH).index)
    assert np.isfinite(fitted.predict_interval(FH, X=plans).to_numpy(dtype=float)).all()


@pytest.mark.filterwarnings("ignore:structure='both' needs two seasons")
def test_series_with_few_values_before_missing_ones_say_what_to_do(gappy):
    ends = gappy.copy()
    ends.iloc[8:60, 0] = np.nan
    fitted = forecaster(augmenter=augmenter(missing="fill"), n_copies=0).fit(ends)
    with pytest.raises(ValueError, match=r"'a',\) has 8 time points before its newest values.*Leave out such series"):
        fitted.predict(FH)


@pytest.mark.parametrize("kind", ["panel", "frame", "series"])
def test_a_gap_where_a_wrapper_cuts_is_forecast(panel, kind):
    y = panel.loc[["a", "b"]] if kind == "panel" else panel.loc["a"]
    y = y["sold"].copy() if kind == "series" else y.copy()
    y.iloc[[49, 109] if kind == "panel" else [49]] = np.nan  # the 50th of "a" is the last of a training window
    intervals = ConformalIntervals(forecaster(augmenter=augmenter(missing="fill"), n_copies=0), initial_window=49)
    assert np.isfinite(intervals.fit(y, fh=[1]).predict_interval(coverage=0.8).to_numpy(dtype=float)).all()


def test_an_augmented_forecaster_takes_what_the_forecaster_inside_takes(panel, gappy):
    inner = forecaster(n_copies=0)
    assert not AugmentedForecaster(inner, augmenter()).get_tag("capability:missing_values")
    fills = AugmentedForecaster(inner, augmenter(missing="fill"), n_copies=2)
    assert fills.get_tag("capability:missing_values")
    for y in (panel, gappy):
        forecast = fills.clone().fit(y, fh=FH).predict(FH)
        assert forecast.shape == (9, 1) and np.isfinite(forecast.to_numpy()).all()
    assert AugmentedForecaster(NaiveForecaster(), augmenter()).get_tag("capability:missing_values")


# ------------------------------------------------------------------------------------ exogenous data
@pytest.fixture(scope="module")
def weather():
    """Three series whose remainder is that of the weather, 5 times as large."""
    rng = np.random.default_rng(2)
    months = pd.period_range(end="2019-12", periods=72, freq="M")
    index = pd.MultiIndex.from_product([["a", "b", "c"], months], names=["shop", "month"])
    X = pd.DataFrame({"heat": rng.normal(size=len(index))}, index=index)
    season = 10 * np.sin(np.asarray(index.get_level_values(1).month) * 2 * np.pi / 12)
    return pd.DataFrame({"sold": 100 + season + 5 * X["heat"]}, index=index), X


def effect_of_heat(model, y, X):
    """What one degree more adds to a forecast."""
    months = pd.period_range("2020-01", periods=3, freq="M")
    index = pd.MultiIndex.from_product([["a", "b", "c"], months], names=y.index.names)
    fitted = model.fit(y, X=X, fh=FH)
    low, high = (fitted.predict(FH, X=pd.DataFrame({"heat": heat}, index=index)) for heat in (0.0, 1.0))
    return float((high - low).to_numpy().mean())


def test_the_effect_of_exogenous_data_is_kept_whether_they_move_with_the_copies_or_not(weather):
    y, X = weather
    mix = augmenter(transformation="mix", strength=None, model=PCACodec(latent_dim=1))
    settings = {"augmenter": mix, "n_copies": 5, "target": "same"}
    stay, move = (effect_of_heat(forecaster(exogenous=how, **settings), y, X) for how in ("stay", "move"))
    assert abs(stay - 5) < 0.5  # taken out before copies are made
    assert abs(move - 5) < 1


def test_exogenous_columns_are_known_by_name_and_others_are_refused(weather):
    y, X = weather
    X = X.assign(rain=np.random.default_rng(3).normal(size=len(X)))
    early = y.index.get_level_values(1) < pd.Period("2019-07", "M")
    fitted = forecaster().fit(y[early], X=X[early], fh=FH)
    turned = X[["rain", "heat"]]
    pd.testing.assert_frame_equal(fitted.predict(FH, X=turned[~early]), fitted.predict(FH, X=X[~early]))
    updated = (fitted.clone().fit(y[early], X=X[early], fh=FH).update(y[~early], X=new[~early]) for new in (X, turned))
    (one, other) = (model._X_seen for model in updated)
    pd.testing.assert_frame_equal(one, other)
    with pytest.raises(ValueError, match=r"X lacks \['rain'\], which it had in fit"):
        fitted.predict(FH, X=X[["heat"]][~early])
    with pytest.raises(ValueError, match=r"Pass X\[\['heat', 'rain'\]\]"):
        fitted.predict(FH, X=X.assign(wind=0.0)[~early])


def test_forecasters_get_the_exogenous_data_of_every_copy(weather):
    y, X = weather
    seen = {}

    class Spy(AugmentedReductionForecaster):
        def fit(self, y, X=None, fh=None):
            seen[self.steps_ahead] = y, X
            return super().fit(y, X=X, fh=fh)

    for how, steps in (("stay", 3), ("move", 4)):
        inside = Spy(Ridge(), window_length=12, steps_ahead=steps, n_copies=0)
        AugmentedForecaster(inside, augmenter(), n_copies=2, exogenous=how).fit(y, X=X)
    (_, stayed), (y_all, moved) = seen[3], seen[4]
    pd.testing.assert_index_equal(y_all.index, moved.index)
    for copy in ("synthetic_0", "synthetic_1"):
        pd.testing.assert_frame_equal(stayed.xs(copy, level="series_id"), X)
        assert (moved.xs(copy, level="series_id") != X).to_numpy().mean() > 0.5
    pd.testing.assert_frame_equal(moved.xs("actual", level="series_id"), X)


def test_exogenous_data_that_move_may_have_the_names_of_the_series(weather):
    y, X = weather
    effect = effect_of_heat(forecaster(exogenous="move", n_copies=1), y, X)
    same = X.rename(columns={"heat": "sold"})
    months = pd.period_range("2020-01", periods=3, freq="M")
    index = pd.MultiIndex.from_product([["a", "b", "c"], months], names=y.index.names)
    fitted = forecaster(exogenous="move", n_copies=1).fit(y, X=same, fh=FH)
    low, high = (fitted.predict(FH, X=pd.DataFrame({"sold": heat}, index=index)) for heat in (0.0, 1.0))
    assert float((high - low).to_numpy().mean()) == pytest.approx(effect)


def test_another_use_of_exogenous_data_is_refused(weather):
    y, _ = weather
    with pytest.raises(ValueError, match="exogenous='go' must be 'stay' or 'move'"):
        forecaster(exogenous="go").fit(y)

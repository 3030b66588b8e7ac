"""What a regressor is fitted to: targets that suit its loss, windows weighted by age, simulated windows alone."""

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import GradientBoostingRegressor, HistGradientBoostingRegressor
from sklearn.linear_model import LinearRegression, QuantileRegressor, Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.multioutput import MultiOutputRegressor
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import QuantileTransformer, StandardScaler

from sklearn_lgta import AugmentedEstimator, LGTAAugmenter, PCACodec
from sklearn_lgta._resolve_augmenter import quantile_loss
from sklearn_lgta.sktime import AugmentedReductionForecaster
from sklearn_lgta.sktime._window_units import least_sizes


def augmenter(**parameters):
    return LGTAAugmenter(**{"model": PCACodec(), "random_state": 0, "seasonal_period": 4} | parameters)


def panel_of(values):
    """Values (n_series, n_timepoints) as a panel with integer times."""
    index = pd.MultiIndex.from_product([range(len(values)), range(values.shape[1])], names=["item", "step"])
    return pd.DataFrame({"sold": values.ravel()}, index=index)


def seasonal(n_series, n_timepoints, seed=0):
    """Season of 4 steps, of size 2, with normal noise of variance 1."""
    season = 2 * np.sin(np.arange(n_timepoints) * np.pi / 2)
    return season + np.random.default_rng(seed).normal(size=(n_series, n_timepoints))


# ------------------------------------------------------------------------------------ quantiles
def coverage(target):
    """Fraction of the next values of other series between the quantiles of .1 and .9."""
    n_trained, values = 40, seasonal(340, 44)
    windows = augmenter().fit(values[:n_trained, :40]).training_windows
    lags, targets, _ = windows(values[:n_trained, :40], 8, 1, 1, target=target)
    low, high = (QuantileRegressor(quantile=level, alpha=0).fit(lags, targets[:, 0]) for level in (0.1, 0.9))
    times, others = range(40, 44), values[n_trained:]
    lags, truth = (
        np.concatenate(parts) for parts in zip(*((others[:, t - 8 : t], others[:, t]) for t in times), strict=True)
    )
    return ((low.predict(lags) < truth) & (truth < high.predict(lags))).mean()


def test_quantiles_from_the_targets_of_copies_hold_and_from_clean_targets_do_not():
    assert coverage("same") == pytest.approx(0.8, abs=0.05)  # 1,200 values: standard error .012
    assert coverage("clean") < 0.72  # half of the windows are copies, without noise in their targets


QUANTILES = [
    GradientBoostingRegressor(loss="quantile", alpha=0.9),
    QuantileRegressor(quantile=0.9),
    MultiOutputRegressor(QuantileRegressor()),
    make_pipeline(StandardScaler(), HistGradientBoostingRegressor(loss="quantile", quantile=0.1)),
    GridSearchCV(GradientBoostingRegressor(loss="quantile"), {"alpha": [0.1]}),
]
OTHERS = [
    Ridge(),
    GradientBoostingRegressor(loss="absolute_error"),
    make_pipeline(QuantileTransformer(), Ridge()),
    HistGradientBoostingRegressor(quantile=0.1),
]


def named(**parameters):
    """A regressor of another library, by its parameters."""
    return type("Booster", (), {"get_params": lambda self, deep=True: parameters})()


@pytest.mark.parametrize("regressor", [*QUANTILES, named(objective="quantile"), named(objective="reg:quantileerror")])
def test_regressors_of_quantiles_are_recognised(regressor):
    assert quantile_loss(regressor)


@pytest.mark.parametrize("regressor", [*OTHERS, named(objective="regression_l1"), object()])
def test_other_regressors_are_not(regressor):
    assert quantile_loss(regressor) is None


@pytest.mark.parametrize("regressor", QUANTILES)
def test_a_regressor_of_quantiles_needs_the_targets_of_copies(regressor):
    y = panel_of(seasonal(6, 40))
    with pytest.raises(ValueError, match=r"predicts quantiles \(.*target='clean' .* Set target='same', n_simulated=0"):
        AugmentedReductionForecaster(regressor, 8, 1, augmenter()).fit(y)
    with pytest.raises(ValueError, match=r"predicts quantiles \(.*n_simulated=9 gives"):
        AugmentedReductionForecaster(regressor, 8, 1, augmenter(), target="same", n_simulated=9).fit(y)


def test_the_lines_of_the_message_work():
    y, low = panel_of(seasonal(6, 40)), QuantileRegressor(quantile=0.1, alpha=0)
    for settings in ({"n_copies": 1, "target": "same", "n_simulated": 0}, {"n_copies": 0}):
        assert len(AugmentedReductionForecaster(low, 8, 1, augmenter(), **settings).fit(y).predict([1])) == 6


def test_an_estimator_of_lag_windows_refuses_quantiles_where_targets_are_clean():
    values = seasonal(30, 20)
    windows, following = values[:, :18], values[:, 18]
    low = QuantileRegressor(quantile=0.1, alpha=0)
    with pytest.raises(ValueError, match=r"predicts quantiles \(QuantileRegressor\).*structure='none'"):
        AugmentedEstimator(low, augmenter(), target="continuation").fit(windows, following)
    AugmentedEstimator(low, augmenter(structure="none"), target="continuation").fit(windows, following)
    AugmentedEstimator(low, augmenter(), n_copies=0, target="continuation").fit(windows, following)


# ------------------------------------------------------------------------------------ weights
def test_windows_count_by_their_age_as_in_weighted_least_squares():
    rng = np.random.default_rng(0)
    values = rng.normal(size=(2, 60)).cumsum(axis=1)
    fitted = AugmentedReductionForecaster(LinearRegression(), 3, 1, n_copies=0, normalize=False, half_life=5)
    (line,) = fitted.fit(panel_of(values)).estimators_
    windows = np.lib.stride_tricks.sliding_window_view(values, 4, axis=1).reshape(-1, 4)
    root = np.sqrt(np.tile(0.5 ** (np.arange(56, -1, -1) / 5), 2))[:, None]
    design = np.column_stack([windows[:, :3], np.ones(len(windows))])
    expected = np.linalg.lstsq(root * design, root[:, 0] * windows[:, 3], rcond=None)[0]
    np.testing.assert_allclose([*line.coef_, line.intercept_], expected)


class Weighted(LinearRegression):
    """Remembers its weights."""

    def fit(self, X, y, sample_weight=None):
        self.weights_ = sample_weight
        return super().fit(X, y, sample_weight)


def test_copies_and_simulated_windows_have_the_weight_of_their_time():
    y = panel_of(seasonal(6, 40))
    settings = {"n_copies": 2, "n_simulated": 50, "half_life": 10}
    (line,) = AugmentedReductionForecaster(Weighted(), 8, 1, augmenter(), **settings).fit(y).estimators_
    age = np.tile(np.arange(31, -1, -1), 6)
    own = 0.5 ** (age / 10)
    copied, simulated = line.weights_[: 3 * 192], line.weights_[3 * 192 :]
    np.testing.assert_allclose(copied / copied[191], np.tile(own, 3))
    assert len(simulated) == 50 and np.isin(np.round(simulated / copied[191], 9), np.round(own, 9)).all()
    assert line.weights_.mean() == pytest.approx(1)  # so a penalty keeps its size


def test_series_that_end_earlier_count_as_new_at_their_own_end():
    short = panel_of(seasonal(2, 40)).drop([(1, step) for step in range(30, 40)])
    fitted = AugmentedReductionForecaster(Weighted(), 8, 1, n_copies=0, half_life=10).fit(short)
    weights = fitted.estimators_[0].weights_
    assert weights[31] == weights[-1] == weights.max()


@pytest.mark.parametrize(
    ("regressor", "half_life", "message"),
    [
        (Ridge(), 0, "half_life=0 must be a number of time points above 0"),
        (Ridge(), "long", "half_life='long' must be"),
        (Ridge(), True, "half_life=True must be"),
        (KNeighborsRegressor(), 5, r"fit of KNeighborsRegressor takes no sample_weight. Set half_life=None, or"),
    ],
)
def test_half_lives_that_cannot_be_used_are_refused(regressor, half_life, message):
    with pytest.raises(ValueError, match=message):
        AugmentedReductionForecaster(regressor, 8, 1, augmenter(), half_life=half_life).fit(panel_of(seasonal(2, 40)))


# ------------------------------------------------------------------------------------ simulated windows
def test_windows_are_simulated_without_copies_if_asked():
    y = panel_of(seasonal(6, 40))
    for settings in ({"n_copies": 0}, {"augmenter": augmenter(strength=0)}):
        given = {"augmenter": augmenter(), "n_simulated": 30} | settings
        (line,) = AugmentedReductionForecaster(Weighted(), 8, 1, half_life=1e9, **given).fit(y).estimators_
        assert len(line.weights_) == 6 * 32 + 30


def test_flags_that_move_are_named_where_they_keep_series_from_being_simulated():
    y = panel_of(seasonal(6, 40) + 10)
    X = pd.DataFrame({"promotion": (np.arange(len(y)) % 9 == 0).astype(float)}, index=y.index)
    ours = AugmentedReductionForecaster(Ridge(), 8, 1, augmenter(), 1, n_simulated=20, exogenous="move")
    with pytest.raises(ValueError, match=r"one of them is 0 at every fourth time .* Set exogenous='stay', or n_simula"):
        ours.fit(y, X=X)
    for remedy in ({"exogenous": "stay"}, {"n_simulated": 0}):
        assert ours.clone().set_params(**remedy).fit(y, X=X).is_fitted


# ------------------------------------------------------------------------------------ units
class Recorder(LinearRegression):
    """Remembers what it is fitted to, and what it forecasts from."""

    def fit(self, X, y, sample_weight=None):
        self.X_, self.y_ = X, np.asarray(y)
        return super().fit(X, y, sample_weight)

    def predict(self, X):
        self.newest_ = X
        return super().predict(X)


def test_windows_of_few_values_that_are_not_0_have_no_smaller_unit_than_their_series():
    rng = np.random.default_rng(0)
    sparse = rng.poisson(0.2, size=60).astype(float) * 10
    dense = rng.normal(20, 1, size=60)
    sparse[-8:] = 0.0  # lags that do not vary
    sparse[-5] = 1.0
    y = panel_of(np.stack([sparse, dense]))
    forecaster = AugmentedReductionForecaster(Recorder(), 8, 1, n_copies=0).fit(y)
    (line,) = forecaster.estimators_
    windows = np.lib.stride_tricks.sliding_window_view(np.stack([sparse, dense]), 9, axis=1)
    level, size = windows[..., :8].mean(axis=-1), windows[..., :8].std(axis=-1)
    few = (windows[0, :, :8] != 0).sum(axis=-1) <= 2
    size[0] = np.where(few, np.maximum(size[0], sparse.std()), size[0])
    assert 0 < few.mean() < 1
    expected = (windows - level[..., None]) / size[..., None]
    np.testing.assert_allclose(line.X_, expected[..., :8].reshape(-1, 8))
    np.testing.assert_allclose(line.y_, expected[..., 8].ravel())
    forecast = forecaster.predict([1]).to_numpy().ravel()
    np.testing.assert_allclose(line.newest_[0], (sparse[-8:] - sparse[-8:].mean()) / sparse.std())
    np.testing.assert_allclose(forecast[0], sparse[-8:].mean() + sparse.std() * line.predict(line.newest_)[0])


def test_units_of_other_series_are_those_of_their_lags_alone():
    values = seasonal(3, 40) + 20
    whole = least_sizes(np.stack([values, np.where(np.arange(40) % 5 == 0, 0.0, values)], axis=1))
    assert (whole == 0).all()  # a zero every fifth time is not intermittent
    assert least_sizes(np.where(np.arange(40) % 2, 0.0, values)[:, None]).min() > 5
    assert (least_sizes(np.full((2, 1, 9), np.nan)) == 0).all()

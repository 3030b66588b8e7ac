"""Simulated training windows: their targets are expectations, and their lags look like those of the series."""

import pickle

import numpy as np
import pytest
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.linear_model import LinearRegression

from sklearn_lgta import AugmentedEstimator, LGTAAugmenter, PCACodec, WindowDataset
from sklearn_lgta._augmenter import read_windows

LAGS, HORIZON = 14, 5
N = 400


def fitted(X, season=12, **parameters):
    return LGTAAugmenter(seasonal_period=season, model=PCACodec(), random_state=0, **parameters).fit(X)


def simulated(augmenter, X, n=N, lags=LAGS, horizon=HORIZON, **given):
    """Simulated windows alone: lags, targets, rows and starts."""
    result = augmenter.training_windows(X, lags, horizon, n_copies=0, n_simulated=n, return_starts=True, **given)
    return tuple(part[len(result[0]) - n :] for part in result)


# ------------------------------------------------------------------------------------ what they are
def test_targets_are_the_mean_of_simulated_futures_of_the_same_state(X):
    X = X - 200  # so that no series takes logarithms
    simulation = read_windows(fitted(X), X, LAGS, HORIZON, "clean", None, None, n_simulated=3)._simulation
    model = simulation._model
    variances = np.broadcast_to(np.array([0.3, 0.5, 0.2])[:, None], model.variances.shape)  # noise, process, walk
    simulation._model, simulation._slope = model._replace(variances=variances, phi=np.array([0.7])), (0.1, 0.2)
    numbers = np.arange(3, dtype=np.uint64)
    _, targets, rows, starts = simulation.windows(numbers)

    def parts(kept, slope):
        """Lags with some of the parts alone, drawn by the same numbers, less their level and season."""
        simulation._model = simulation._model._replace(variances=variances * np.array(kept)[:, None])
        simulation._slope = slope
        return (simulation.windows(numbers)[0][:, 0] - level_and_season[:, :LAGS]) / unit

    unit = (model.size * model.series.scale)[rows, 0]
    level_and_season = model.trend[rows, starts + LAGS - 1, 0][:, None] + model.season_at(rows, starts, 19)[..., 0]
    level_and_season = model.series.location[rows, 0] + model.series.scale[rows, 0] * level_and_season
    process = parts([0, 1, 0], (0.0, 0.0))[:, -1]
    slope = -parts([0, 0, 0], (0.1, 0.2))[:, -2]  # the level at the origin is 0

    rng, n_futures = np.random.default_rng(0), 20_000
    for window in range(3):
        level, a, b = np.zeros(n_futures), np.full(n_futures, process[window]), slope[window]
        for step in range(HORIZON):
            b *= 0.9
            level += b + np.sqrt(0.1 * 0.2) * rng.standard_normal(n_futures)
            a = 0.7 * a + np.sqrt(0.5 * (1 - 0.7**2)) * rng.standard_normal(n_futures)
            future = level + a + np.sqrt(0.3) * rng.standard_normal(n_futures)
            expected = level_and_season[window, LAGS + step] + unit[window, 0] * future.mean()
            tolerance = 5 * unit[window, 0] * future.std() / np.sqrt(n_futures)
            assert abs(targets[window, 0, step] - expected) < tolerance


def test_lags_have_the_moments_of_the_series():
    rng = np.random.default_rng(0)
    noise = rng.standard_normal((80, 72))
    for step in range(1, 72):
        noise[:, step] += 0.6 * noise[:, step - 1]
    X = 3 * np.sin(2 * np.pi * np.arange(72) / 6) + noise + 5 * rng.standard_normal((80, 1))
    lags, *_ = simulated(fitted(X, season=6), X, 4_000)
    real = np.lib.stride_tricks.sliding_window_view(X[:, :-HORIZON], LAGS, axis=1).reshape(-1, LAGS)
    for distance in (1, 2, 3, 6):
        sizes = [np.mean((windows[:, distance:] - windows[:, :-distance]) ** 2) for windows in (lags, real)]
        assert sizes[0] == pytest.approx(sizes[1], rel=0.1)
    assert lags.std() == pytest.approx(real.std(), rel=0.1)


def test_a_window_has_season_and_level_of_its_series_at_its_time():
    X = 50 * np.arange(1, 21)[:, None] + np.resize([4.0, -4, 0, 0], 40) + 0.01 * np.random.default_rng(0).random(40)
    lags, targets, rows, starts = simulated(fitted(X - 2_000, season=4), X - 2_000, lags=8, horizon=4)
    expected = np.stack([X[row, start : start + 12] for row, start in zip(rows, starts, strict=True)]) - 2_000
    np.testing.assert_allclose(np.hstack([lags, targets]), expected, atol=0.1)
    assert len(set(rows)) == 20
    assert set(starts) == set(range(29))


def test_windows_have_the_units_of_the_series(X):
    series = X - 200  # so that no series takes logarithms
    simulations = [simulated(fitted(one), one) for one in (series, 1_000 * series + 70)]
    for one, other in zip(simulations[0][:2], simulations[1][:2], strict=True):
        np.testing.assert_allclose(1_000 * one + 70, other, rtol=1e-6)


@pytest.mark.parametrize("size", [1e300, 1e-300])
def test_sizes_near_the_limits_of_floats_overflow_nothing(size, X):
    lags, targets, _, _ = simulated(fitted(size * X), size * X)
    assert np.isfinite(lags).all()
    assert 0.5 < (targets / size).std() / X.std() < 2


def test_what_is_never_negative_stays_so_and_grows_by_factors(X):
    positive = np.exp(X / 20)
    lags, targets, rows, _ = simulated(fitted(positive), positive, 2_000)
    assert min(lags.min(), targets.min()) >= 0
    by_series = np.array([[np.ptp(lags[rows == row]), positive[row].std()] for row in np.unique(rows)])
    assert np.corrcoef(np.log(by_series.T))[0, 1] > 0.9


def test_intermittent_series_are_left_out(X):
    counts = np.exp(X / 20)
    counts[:50] = np.random.default_rng(0).poisson(0.5, (50, 48))
    _, _, rows, _ = simulated(fitted(counts), counts)
    assert rows.min() == 50
    with pytest.raises(ValueError, match="not intermittent .* X has none. Set n_simulated=0"):
        simulated(fitted(counts[:50]), counts[:50])


def test_whole_numbers_are_lags_where_copies_are_rounded():
    counts = np.random.default_rng(0).poisson(20, (40, 48))
    lags, targets, _, _ = simulated(fitted(counts, round=True), counts)
    np.testing.assert_array_equal(lags, np.rint(lags))
    assert np.any(targets != np.rint(targets))


def test_channels_are_correlated_as_in_the_series():
    rng = np.random.default_rng(0)
    common = rng.standard_normal((50, 1, 48))
    X = np.concatenate([common + 0.1 * rng.standard_normal((50, 1, 48)), common, rng.standard_normal((50, 1, 48))], 1)
    lags, targets, _, _ = simulated(fitted(X, season=6), X, 500)
    assert (lags.shape, targets.shape) == ((500, 3, LAGS), (500, 3, HORIZON))
    correlation = np.corrcoef((lags - lags.mean(axis=2, keepdims=True)).swapaxes(0, 1).reshape(3, -1))
    assert correlation[0, 1] > 0.9
    assert abs(correlation[0, 2]) < 0.2


def test_without_a_season_lags_wander_like_the_series():
    X = np.random.default_rng(0).normal(size=(60, 60)).cumsum(axis=1)
    augmenter = LGTAAugmenter(model=PCACodec(), random_state=0).fit(X)
    lags, targets, _, _ = simulated(augmenter, X, target="same")
    assert np.isfinite(lags).all()
    last_step = np.abs(targets[:, 0] - lags[:, -1]).mean()
    assert last_step < np.abs(np.diff(X)).mean()


def test_series_with_gaps_and_of_unequal_length_give_complete_windows(X):
    gappy = X.copy()
    gappy[3, 20:23] = np.nan
    gappy[5, :20] = np.nan
    gappy[7, 30:] = np.nan
    gappy[9, :40] = np.nan  # shorter than a window
    gappy = gappy[:, None]
    lags, targets, rows, starts = simulated(fitted(gappy, structure="none"), gappy, 1_000, target="same")
    assert np.isfinite(lags).all()
    assert np.isfinite(targets).all()
    assert {3, 5, 7} < set(rows)
    assert 9 not in rows
    assert starts[rows == 5].min() == 20


# ------------------------------------------------------------------------------------ how many, and which
def test_they_come_after_originals_and_copies(fitted_structure, X):
    without = fitted_structure.training_windows(X, LAGS, HORIZON, 2, return_starts=True)
    beside = fitted_structure.training_windows(X, LAGS, HORIZON, 2, n_simulated=7, return_starts=True)
    for part, other in zip(without, beside, strict=True):
        np.testing.assert_array_equal(other[: len(part)], part)
        assert len(other) == len(part) + 7
    assert all(part.dtype == other.dtype for part, other in zip(without, beside, strict=True))


def test_more_windows_begin_with_the_same_ones(fitted_structure, X):
    for few, many in zip(simulated(fitted_structure, X, 50), simulated(fitted_structure, X, 400), strict=True):
        np.testing.assert_array_equal(few, many[:50])


def test_the_seed_decides(fitted_structure, X):
    again = simulated(pickle.loads(pickle.dumps(fitted_structure)), X)
    np.testing.assert_array_equal(again[0], simulated(fitted_structure, X)[0])
    other = LGTAAugmenter(seasonal_period=12, model=PCACodec(), random_state=1).fit(X)
    assert not np.isin(simulated(other, X)[0], again[0]).any()


def test_parts_of_many_windows_are_those_of_the_whole(fitted3, X3, monkeypatch):
    whole = simulated(fitted3, X3, 40, 10, 4, target="same")
    monkeypatch.setattr("sklearn_lgta._copies.simulated_windows.CHUNK_VALUES", 200)
    for part, other in zip(simulated(fitted3, X3, 40, 10, 4, target="same"), whole, strict=True):
        np.testing.assert_array_equal(part, other)


def test_many_series_are_sampled(fitted_structure, X, monkeypatch):
    monkeypatch.setattr("sklearn_lgta._copies.simulated_windows._MOST_SERIES", 20)
    _, _, rows, _ = simulated(fitted_structure, X)
    assert set(rows) == set(range(0, 60, 3))


def test_constant_series_are_left_out(fitted_structure, X):
    series = X.copy()
    series[:50] = 7.0
    _, _, rows, _ = simulated(fitted(series), series)
    assert rows.min() == 50


def test_strength_0_simulates_all_the_same(fitted_structure, X):
    still = pickle.loads(pickle.dumps(fitted_structure)).set_params(strength=0)
    np.testing.assert_array_equal(simulated(still, X)[1], simulated(fitted_structure, X)[1])


@pytest.mark.parametrize("n_simulated", [-1, 2.5])
def test_their_number_is_a_whole_number(n_simulated, fitted_structure, X):
    with pytest.raises(ValueError, match=f"n_simulated={n_simulated} must be a whole number of at least 0"):
        fitted_structure.training_windows(X, LAGS, HORIZON, n_simulated=n_simulated)


def test_series_of_less_than_two_seasons_are_refused():
    X = np.random.default_rng(0).normal(size=(20, 18))
    augmenter = fitted(X, structure="none")
    with pytest.raises(ValueError, match="24 time points or more, two seasons of seasonal_period=12"):
        augmenter.training_windows(X, 5, 2, n_simulated=10, target="same")


# ------------------------------------------------------------------------------------ in the dataset and in estimators
def test_epochs_of_the_dataset_are_the_training_windows(fitted_structure, X):
    dataset = WindowDataset(fitted_structure, X, LAGS, HORIZON, n_simulated=30)
    expected = fitted_structure.training_windows(X, LAGS, HORIZON, n_copies=2, n_simulated=90)
    n_windows = len(dataset.rows)
    assert len(dataset) == n_windows + 30
    for epoch in (1, 0, 2):
        pairs = dataset.set_epoch(epoch)[:]
        for found, whole in zip(pairs, expected, strict=False):
            simulations = whole[3 * n_windows :][30 * epoch : 30 * (epoch + 1)]
            of_epoch = np.concatenate([whole[n_windows * epoch : n_windows * (epoch + 1)], simulations])
            np.testing.assert_array_equal(found.numpy(), of_epoch.astype(np.float32))


def test_the_dataset_simulates_anew_in_every_pass_and_keeps_the_order(fitted_structure, X):
    dataset = WindowDataset(fitted_structure, X, LAGS, HORIZON, n_simulated=30)
    last = np.arange(len(dataset.rows) - 2, len(dataset))
    first, second = dataset[last][0], dataset[last][0]
    assert not np.isin(first[2:], second[2:]).any()
    whole = dataset.set_epoch(3)[:][0]
    mixed = [len(dataset) - 1, 0, len(dataset) - 3, 5]
    np.testing.assert_array_equal(dataset[mixed][0], whole[mixed])
    np.testing.assert_array_equal(dataset[len(dataset) - 1][0], whole[-1])
    np.testing.assert_array_equal(dataset[3][0], whole[3])


class Recorder(RegressorMixin, BaseEstimator):
    """Remembers what it is fitted to."""

    def fit(self, X, y, sample_weight=None):
        self.X_, self.y_, self.weight_ = X, y, sample_weight
        return self

    def predict(self, X):
        return np.zeros((len(X), *self.y_.shape[1:]))


def test_continuations_are_simulated_with_the_weights_of_their_windows(fitted_structure, X):
    weight = np.arange(60.0)
    model = AugmentedEstimator(Recorder(), fitted_structure, 1, "continuation", n_simulated=50)
    model.fit(X[:, :40], X[:, 40:], sample_weight=weight)
    recorded = model.estimator_
    assert (recorded.X_.shape, recorded.y_.shape) == ((170, 40), (170, 8))
    near = np.abs(recorded.X_[120:, None, -12:].mean(axis=2) - X[None, :, 28:40].mean(axis=2)).argmin(axis=1)
    assert np.mean(recorded.weight_[120:] == weight[near]) > 0.5  # the series is told by its level


def test_continuations_without_a_season_are_simulated_too(X):
    model = AugmentedEstimator(Recorder(), LGTAAugmenter(model=PCACodec(), random_state=0), 1, "continuation", 50)
    recorded = model.fit(X[:, :40], X[:, 40]).estimator_
    assert (recorded.X_.shape, recorded.y_.shape) == ((170, 40), (170,))


def test_labels_have_no_continuation_to_simulate(X):
    with pytest.raises(ValueError, match="n_simulated=5 .* needs target='continuation'.* Set n_simulated=0"):
        AugmentedEstimator(LinearRegression(), n_simulated=5).fit(X, X[:, 0])

"""Distances have their closed forms, and the classifier finds the differences that are there."""

import numpy as np
import pytest
from scipy import stats
from scipy.signal import periodogram
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from sklearn_lgta.metrics import (
    autocorrelation_distance,
    discriminative_score,
    spectral_distance,
    wasserstein_distance,
)

STEPS = np.arange(96)
DISTANCES = (wasserstein_distance, autocorrelation_distance, spectral_distance)


def wave(frequency):
    return np.sin(2 * np.pi * frequency * STEPS)[None]


@pytest.fixture
def sines():
    rng = np.random.default_rng(0)
    phases, periods = rng.uniform(0, 2 * np.pi, (40, 1)), rng.uniform(10, 30, (40, 1))
    return 5 + rng.uniform(1, 3, (40, 1)) * np.sin(2 * np.pi * STEPS / periods + phases)


@pytest.mark.parametrize("distance", DISTANCES)
@pytest.mark.parametrize("paired", [True, False])
def test_the_identity_has_distance_zero(X3, distance, paired):
    assert distance(X3, np.concatenate([X3, X3]), paired=paired) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("distance", DISTANCES)
def test_averages_are_those_over_copies(X, distance):
    new = np.concatenate([X + np.sin(STEPS[:48]), X[:, ::-1] ** 2])
    each = distance(X, new, average=None)
    assert each.shape == (120,)
    assert distance(X, new) == np.median(each)
    assert distance(X, new, average="mean") == np.mean(each)
    np.testing.assert_allclose(each[60:], distance(X, new[60:], average=None))


@pytest.mark.parametrize("distance", DISTANCES)
def test_channels_count_alike(X3, distance):
    new = X3[:, :, ::-1] ** 2
    by_channel = [distance(X3[:, channel], new[:, channel], average=None) for channel in range(3)]
    np.testing.assert_allclose(distance(X3, new, average=None), np.mean(by_channel, axis=0))


@pytest.mark.parametrize("distance", DISTANCES)
def test_an_unknown_average_is_refused(X, distance):
    with pytest.raises(ValueError, match="'average' parameter"):
        distance(X, X, average="max")


def test_values_that_are_shifted_lie_apart_by_the_shift(X):
    shifts = np.linspace(-1, 1, 60)
    new = X + shifts[:, None] * X.std(axis=1, keepdims=True)
    np.testing.assert_allclose(wasserstein_distance(X, new, average=None), np.abs(shifts), atol=1e-12)


def test_the_order_of_values_does_not_matter_to_their_distance(X):
    assert wasserstein_distance(X, X[:, ::-1]) == 0


def test_sizes_that_are_multiplied_move_values_by_their_mean_deviation(X):
    centred = X - X.mean(axis=1, keepdims=True)
    expected = np.abs(centred).mean(axis=1) / X.std(axis=1)
    np.testing.assert_allclose(wasserstein_distance(centred, 2 * centred, average=None), expected)


def test_sets_of_values_lie_apart_as_a_shift_in_standard_deviations_of_all(X):
    assert wasserstein_distance(X, X[::-1] + X.std(), paired=False) == pytest.approx(1)
    normal, wider = np.random.default_rng(0).normal(size=(2, 200, 500)) * np.array([1, 1.5])[:, None, None]
    # of N(0, 1) and N(0, s²) it is |s - 1| sqrt(2 / pi)
    assert wasserstein_distance(normal, wider, paired=False) == pytest.approx(0.5 * np.sqrt(2 / np.pi), rel=0.02)


def test_a_constant_series_has_unit_one():
    X = np.full((3, 20), 0.1)
    assert wasserstein_distance(X, X + 0.5) == pytest.approx(0.5)
    assert autocorrelation_distance(X, X + 0.5) == 0
    assert spectral_distance(X, X + 0.5) == 0


def test_autocorrelation_of_a_wave_against_nothing_is_its_cosine():
    # A wave that is cut by half periods has cos(2 pi f k) (n - k) / n.
    X, flat = np.repeat(wave(1 / 12), 3, axis=0), np.ones((3, 96))
    for lag in (6, 12, 18):
        expected = abs(np.cos(2 * np.pi * lag / 12)) * (96 - lag) / 96
        assert autocorrelation_distance(X, flat, lags=[lag]) == pytest.approx(expected)
    several = autocorrelation_distance(X, flat, lags=[6, 12, 18])
    alone = [autocorrelation_distance(X, flat, lags=[lag]) for lag in (6, 12, 18)]
    assert several == pytest.approx(np.mean(alone))


def test_autocorrelation_of_an_autoregression_is_a_power():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(300, 1000))
    for step in range(1, 1000):
        X[:, step] += 0.8 * X[:, step - 1]
    noise = rng.normal(size=X.shape)
    assert autocorrelation_distance(X, noise, lags=3, paired=False) == pytest.approx(
        np.mean(0.8 ** np.arange(1, 4)), abs=0.01
    )


def test_lags_are_those_of_a_correlogram_unless_they_are_given(X):
    new = X[:, ::-1] ** 2
    assert autocorrelation_distance(X, new) == autocorrelation_distance(X, new, lags=16)  # 10 log10(48)
    assert autocorrelation_distance(X, new, lags=2) == autocorrelation_distance(X, new, lags=[2, 1])
    assert autocorrelation_distance(X[:, :3], new[:, :3]) == autocorrelation_distance(X[:, :3], new[:, :3], lags=2)


@pytest.mark.parametrize("lags", [48, [0, 1], [1.5], []])
def test_lags_that_cannot_be_are_refused(X, lags):
    with pytest.raises(ValueError, match="whole numbers below the length of the series, 48"):
        autocorrelation_distance(X, X, lags=lags)


@pytest.mark.parametrize("paired", [True, False])
def test_spectra_of_two_waves_lie_apart_by_their_frequencies(paired):
    assert spectral_distance(wave(1 / 12), wave(1 / 4), paired=paired) == pytest.approx(1 / 4 - 1 / 12)
    assert spectral_distance(wave(1 / 12), 3 + 7 * np.roll(wave(1 / 12), 5), paired=paired) == pytest.approx(
        0, abs=1e-9
    )
    both = wave(1 / 12) + wave(1 / 4)  # half of the power moves
    assert spectral_distance(wave(1 / 12), both, paired=paired) == pytest.approx((1 / 4 - 1 / 12) / 2)


@pytest.mark.parametrize("n_timepoints", [95, 96])
def test_the_spectral_distance_is_the_wasserstein_distance_of_periodograms(sines, n_timepoints):
    X, new = sines[:, :n_timepoints], np.abs(sines[:, -n_timepoints:] - 5)
    frequencies, powers = zip(*(periodogram(series, detrend="constant") for series in (X, new)), strict=True)
    expected = [stats.wasserstein_distance(*frequencies, *pair) for pair in zip(*powers, strict=True)]
    np.testing.assert_allclose(spectral_distance(X, new, average=None), expected, atol=1e-9)


def test_identical_series_cannot_be_told_apart(sines):
    assert discriminative_score(sines, np.tile(sines, (3, 1)), random_state=0) < 0.03


def test_noise_is_told_from_sines(sines):
    mean, scale = sines.mean(axis=1, keepdims=True), sines.std(axis=1, keepdims=True)
    noise = mean + scale * np.random.default_rng(1).standard_normal(sines.shape)
    assert discriminative_score(sines, noise, random_state=0) > 0.47
    assert discriminative_score(sines, noise, paired=False, random_state=0) > 0.47


def test_a_changed_size_is_told_and_a_changed_level_is_not(sines):
    mean, scale = sines.mean(axis=1, keepdims=True), sines.std(axis=1, keepdims=True)
    assert discriminative_score(sines, mean + 2 * (sines - mean), random_state=0) > 0.4
    assert discriminative_score(sines, sines + 3 * scale, random_state=0) < 0.05


@pytest.mark.parametrize("n_new", [60, 100, 150])
def test_fresh_series_of_the_same_kind_are_hardly_told(make_panel, n_new):
    X, new = make_panel(100, seed=1), make_panel(n_new, seed=2)
    assert discriminative_score(X, new, paired=False, random_state=0) < 0.1


def test_channels_that_no_longer_move_together_are_told():
    rng = np.random.default_rng(0)
    one, other, decomposition = rng.normal(size=(3, 100, 40))
    X, new = np.stack([one, one], axis=1), np.stack([other, decomposition], axis=1)
    assert discriminative_score(X, new, paired=False, random_state=0) > 0.4
    assert discriminative_score(X[:, 0], new[:, 0], paired=False, random_state=0) < 0.1


def test_a_series_and_its_copy_are_never_apart():
    # What remembers series by heart calls every series real or new by its nearest neighbour: were an original in one
    # half and its copy in the other, it would be wrong more often than chance, and the score were not about 0.
    X = np.random.default_rng(0).normal(size=(60, 30))
    new = X + 1e-3 * np.random.default_rng(1).normal(size=X.shape)
    score = discriminative_score(X, new, classifier=KNeighborsClassifier(1), n_splits=20, random_state=0)
    assert score < 0.03
    assert discriminative_score(X, new, classifier=KNeighborsClassifier(1), paired=False, random_state=0) > 0.1


def test_any_classifier_may_judge(X3):
    judge = LogisticRegression()
    longer = X3 + 3 * X3.std(axis=2, keepdims=True)
    assert discriminative_score(X3, longer, classifier=judge, random_state=0) > 0.45
    assert discriminative_score(X3, X3, classifier=judge, random_state=0) < 0.05
    assert not hasattr(judge, "coef_")


def test_windows_are_no_longer_than_series(sines):
    assert discriminative_score(sines[:, :2], sines[:, :2], random_state=0) < 0.1
    shapes = []

    class Judge(LogisticRegression):
        def fit(self, X, y):
            shapes.append(X.shape)
            return super().fit(X, y)

    for options in ({}, {"window_length": 96}, {"window_length": 30, "n_windows": 3}):
        discriminative_score(sines, sines, classifier=Judge(), n_splits=1, **options)
    assert shapes == [(2 * 20 * 4, 48), (2 * 20, 96), (2 * 20 * 3, 30)]


def test_another_seed_or_none_gives_another_score(sines):
    new = sines + 0.1 * np.random.default_rng(0).normal(size=sines.shape)
    scores = [discriminative_score(sines, new, random_state=seed) for seed in (0, 0, 1, np.random.RandomState(0), None)]
    assert scores[0] == scores[1] and len(set(scores)) > 2

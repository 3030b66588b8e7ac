"""`sample` draws series of the training series' law: any number, any length, any class, and none of them a copy."""

import pickle
import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.utils import check_random_state

from sklearn_lgta import CVAE, LGTAAugmenter, PCACodec
from sklearn_lgta.exceptions import CopyWarning

STEPS = np.arange(24)


def fitted(X, y=None, **parameters):
    return LGTAAugmenter(**{"model": PCACodec(), "random_state": 0} | parameters).fit(X, y)


def autoregressive(n_series, n_timepoints, rng, phi=0.8):
    X = [rng.standard_normal(n_series) / np.sqrt(1 - phi**2)]
    for _ in range(n_timepoints - 1):
        X.append(phi * X[-1] + rng.standard_normal(n_series))
    return np.stack(X, axis=1)


@pytest.fixture(scope="module")
def ar():
    return autoregressive(1000, 24, np.random.default_rng(0))


@pytest.fixture(scope="module")
def on_ar(ar):
    return fitted(ar)


@pytest.fixture(scope="module")
def on_few(ar):
    return fitted(ar[:100])


@pytest.fixture(scope="module")
def two_classes():
    rng = np.random.default_rng(0)
    y = np.repeat(["slow", "fast"], 150)
    period = np.where(y == "slow", 24, 6)[:, None]
    return np.sin(2 * np.pi * STEPS / period) + 0.2 * rng.standard_normal((300, 24)), y


def test_samples_have_the_moments_of_the_autoregression_that_fit_saw(ar):
    drawn = [fitted(ar, random_state=seed).sample(1000, random_state=seed) for seed in range(3)]
    np.testing.assert_allclose(np.mean(drawn, axis=(0, 1)), 0, atol=0.25)
    np.testing.assert_allclose(np.mean([np.cov(of_fit.T) for of_fit in drawn], axis=0), np.cov(ar.T), atol=0.5)


@pytest.mark.parametrize("parameters", [{}, {"seasonal_period": 6}, {"space": "data"}])
def test_any_length_can_be_drawn(ar, parameters):
    augmenter = fitted(ar[:100], **parameters)
    for n_timepoints in (2, 7, 24, 25, 100):
        drawn = augmenter.sample(4, n_timepoints=n_timepoints, random_state=0)
        assert drawn.shape == (4, n_timepoints)
        assert np.isfinite(drawn).all()


def test_longer_samples_keep_the_autocorrelation(on_ar):
    drawn = on_ar.sample(300, n_timepoints=96, random_state=0)[:, 24:]
    lag = (drawn[:, 1:] * drawn[:, :-1]).mean() / (drawn**2).mean()
    assert lag == pytest.approx(0.8, abs=0.12)


def test_a_seed_repeats_and_none_does_not(on_few):
    np.testing.assert_array_equal(on_few.sample(5, random_state=1), on_few.sample(5, random_state=1))
    assert not np.array_equal(on_few.sample(5, random_state=1), on_few.sample(5, random_state=2))
    assert not np.array_equal(on_few.sample(5), on_few.sample(5))


def test_draws_do_not_depend_on_what_was_drawn_before(ar):
    first, second = fitted(ar[:100]), fitted(ar[:100])
    first.sample(3)
    for n_timepoints in (24, 60):
        np.testing.assert_array_equal(
            first.sample(5, n_timepoints=n_timepoints, random_state=0),
            second.sample(5, n_timepoints=n_timepoints, random_state=0),
        )


def test_a_pickled_augmenter_draws_the_same(on_few):
    pickled = pickle.loads(pickle.dumps(on_few))
    np.testing.assert_array_equal(pickled.sample(5, random_state=0), on_few.sample(5, random_state=0))


def test_a_seed_leaves_the_global_random_state_alone(on_few):
    before = check_random_state(None).get_state()[1].copy()
    on_few.sample(5, random_state=0)
    np.testing.assert_array_equal(check_random_state(None).get_state()[1], before)


def test_no_sample_is_a_training_series(ar):
    drawn = fitted(ar[:200]).sample(200, random_state=0)
    distance = np.abs(drawn[:, None] - ar[None, :200]).max(axis=2)
    assert distance.min() > 0.05


def test_sine_waves_stay_sine_waves():
    rng = np.random.default_rng(0)
    X = np.sin(2 * np.pi * STEPS / 24 + rng.uniform(0, 2 * np.pi, (300, 1))) * rng.uniform(1, 3, (300, 1))
    drawn = fitted(X, model=PCACodec(latent_dim=2)).sample(200, random_state=0)
    wave = np.stack([np.sin(2 * np.pi * STEPS / 24), np.cos(2 * np.pi * STEPS / 24), np.ones(24)], axis=1)
    left = drawn - drawn @ wave @ np.linalg.inv(wave.T @ wave) @ wave.T
    assert (left**2).sum() / (drawn**2).sum() < 0.02


@pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.CopyWarning")  # what is noise comes from a donor
def test_counts_stay_non_negative():
    X = np.random.default_rng(0).poisson(0.5, size=(100, 24)).astype(float)
    assert fitted(X).sample(100, random_state=0).min() >= 0


def test_levels_over_decades_are_drawn_over_decades():
    rng = np.random.default_rng(0)
    level = np.exp(rng.normal(0, 2, size=(400, 1)))
    X = level * (1 + 0.1 * rng.standard_normal((400, 24)))
    drawn = fitted(X).sample(400, random_state=0)
    np.testing.assert_allclose(np.log(drawn.mean(axis=1)).std(), 2, rtol=0.15)
    np.testing.assert_allclose(np.median(drawn.std(axis=1) / drawn.mean(axis=1)), 0.1, rtol=0.15)


def test_a_line_with_a_season_goes_on_as_one():
    rng = np.random.default_rng(0)
    season = np.sin(2 * np.pi * np.arange(96) / 12)
    X = rng.normal(0, 1, (80, 1)) * np.arange(48) + 20 * season[:48] + 0.1 * rng.standard_normal((80, 48))
    drawn = fitted(X, seasonal_period=12).sample(50, n_timepoints=96, random_state=0)
    slope = (drawn[:, 84:] - drawn[:, :12]).mean(axis=1) / 84
    line = slope[:, None] * np.arange(96)
    about = drawn - line - (drawn - line).mean(axis=1, keepdims=True)
    about_season = np.array([np.corrcoef(row, season)[0, 1] for row in about])
    assert np.median(about_season) > 0.98


@pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.CopyWarning")  # what is noise comes from a donor
@pytest.mark.parametrize("use_y", ["donors", "condition"])
def test_samples_of_a_class_are_classified_as_it(two_classes, use_y):
    X, y = two_classes
    model = CVAE(max_steps=150) if use_y == "condition" else PCACodec()
    augmenter = fitted(X, y, use_y=use_y, model=model)
    classifier = LogisticRegression(max_iter=1000).fit(np.abs(np.fft.rfft(X)), y)
    for label in ("slow", "fast"):
        drawn = augmenter.sample(40, y=label, random_state=0)
        assert (classifier.predict(np.abs(np.fft.rfft(drawn))) == label).mean() > 0.95
    labels = np.tile(["slow", "fast"], 10)
    drawn = augmenter.sample(20, y=labels, random_state=0)
    assert (classifier.predict(np.abs(np.fft.rfft(drawn))) == labels).mean() > 0.95


def test_classes_come_as_often_as_in_training(two_classes):
    X, y = two_classes
    augmenter = fitted(X[50:], y[50:], use_y="donors")  # 100 slow, 150 fast
    classifier = LogisticRegression(max_iter=1000).fit(np.abs(np.fft.rfft(X)), y)
    predicted = classifier.predict(np.abs(np.fft.rfft(augmenter.sample(500, random_state=0))))
    assert (predicted == "slow").mean() == pytest.approx(0.4, abs=0.08)


def test_a_frame_comes_back_with_its_columns(ar):
    frame = pd.DataFrame(ar[:100], columns=pd.period_range("2020-01", periods=24, freq="M"))
    augmenter = fitted(frame, structure="none")
    drawn = augmenter.sample(3, random_state=0)
    pd.testing.assert_index_equal(drawn.columns, frame.columns)
    pd.testing.assert_index_equal(drawn.index, pd.RangeIndex(3))
    longer = augmenter.sample(3, n_timepoints=30)
    pd.testing.assert_index_equal(longer.columns, pd.period_range("2020-01", periods=30, freq="M"))


def test_channels_and_dtype_are_those_of_fit(ar):
    X = ar[:200].reshape(100, 2, 24).astype(np.float32)
    drawn = fitted(X).sample(7, n_timepoints=30, random_state=0)
    assert drawn.shape == (7, 2, 30)
    assert drawn.dtype == np.float32


def test_channels_that_move_together_still_do():
    rng = np.random.default_rng(0)
    one = autoregressive(400, 24, rng)
    drawn = fitted(np.stack([one, -one], axis=1)).sample(200, random_state=0)
    assert np.corrcoef(drawn[:, 0].ravel(), drawn[:, 1].ravel())[0, 1] < -0.98


def test_few_series_bring_a_warning_that_samples_are_copies():
    # three series and small deviations from them: whatever is drawn repeats one of them
    X = np.random.default_rng(0).standard_normal((3, 24)).cumsum(axis=1) * 10
    with pytest.warns(CopyWarning, match="more series"):
        fitted(X).sample(5, random_state=0)


@pytest.mark.parametrize("n_timepoints", [None, 40])
def test_draws_that_lean_on_few_series_are_called_so_once(n_timepoints):
    X = np.random.default_rng(0).standard_normal((20, 24)).cumsum(axis=1)
    with pytest.warns(CopyWarning) as warned:
        fitted(X[:8]).sample(5, n_timepoints=n_timepoints, random_state=0)
    (warning,) = warned
    assert "lean on 8 training series: from fewer than 20" in str(warning.message)
    assert "use augment" in str(warning.message) and warning.filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fitted(X).sample(5, n_timepoints=n_timepoints, random_state=0)


def test_a_small_class_is_warned_of_where_it_is_drawn():
    X = np.random.default_rng(0).standard_normal((49, 24)).cumsum(axis=1)
    augmenter = fitted(X, np.repeat(["rare", "usual"], [9, 40]), use_y="donors")
    with pytest.warns(CopyWarning, match="lean on 9 training series of their class"):
        augmenter.sample(5, y="rare", random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        augmenter.sample(5, y="usual", random_state=0)


def test_fresh_samples_bring_no_warning(on_ar):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        on_ar.sample(5, random_state=0)


@pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.CopyWarning")
@pytest.mark.parametrize("n_series", [1, 2, 3])
def test_a_handful_of_series_is_enough(n_series):
    X = np.random.default_rng(0).standard_normal((n_series, 12))
    assert np.isfinite(fitted(X).sample(4, n_timepoints=20, random_state=0)).all()


def test_constant_series_are_drawn_constant():
    X = np.repeat(np.random.default_rng(0).normal(size=(50, 1)), 12, axis=1)
    assert np.ptp(fitted(X).sample(20, random_state=0), axis=1).max() < 1e-9


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_samples": 0}, "n_samples=0 must be a whole number of at least 1"),
        ({"n_samples": 2.5}, "n_samples=2.5"),
        ({"n_timepoints": 1}, "n_timepoints=1 must be a whole number of at least 2"),
        ({"y": "slow"}, "use_y"),
    ],
)
def test_wrong_arguments_are_named(on_few, arguments, message):
    with pytest.raises(ValueError, match=message):
        on_few.sample(**arguments)


def test_an_unknown_label_names_the_known_ones(two_classes):
    augmenter = fitted(*two_classes, use_y="donors")
    with pytest.raises(ValueError, match=r"'middling'.*'fast', 'slow'"):
        augmenter.sample(2, y=["slow", "middling"])
    with pytest.raises(ValueError, match="3 labels and n_samples=2"):
        augmenter.sample(2, y=["slow"] * 3)


@pytest.mark.parametrize("seasonal_period", [None, 12])
def test_positive_series_are_drawn_positive_and_none_flat(seasonal_period):
    rng = np.random.default_rng(0)
    waves = 1.5 + np.sin(np.arange(48) * np.pi / 6 + rng.normal(0, 0.5, (200, 1)))
    X = rng.uniform(5, 50, (200, 1)) * waves * rng.gamma(50, 1 / 50, (200, 48))
    drawn = fitted(X, seasonal_period=seasonal_period).sample(400, random_state=0)
    assert drawn.min() > 0
    size, real = (values.std(axis=1) / values.mean(axis=1) for values in (drawn, X))  # size goes with level
    assert real.min() / 2 < size.min() and size.max() < 1.5 * real.max()
    np.testing.assert_allclose(np.median(size), np.median(real), rtol=0.1)


@pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.CopyWarning")  # what is noise comes from a donor
def test_series_that_lie_at_the_limit_now_and_then_are_drawn_so():
    rng = np.random.default_rng(0)
    X = np.maximum(rng.normal(0.5, 1, size=(200, 24)), 0)
    drawn = fitted(X).sample(200, random_state=0)
    assert (drawn == 0).mean() > (X == 0).mean() / 2
    of_drawn, of_X = (np.quantile((series == 0).mean(axis=1), 0.95) for series in (drawn, X))
    assert of_drawn <= of_X + 1 / 24  # one time point: zeros are independent here, so the largest fraction is chance


@pytest.mark.parametrize("seed", range(3))
def test_noise_is_drawn_alone_however_it_correlates_by_chance_in_few_windows(seed):
    rng = np.random.default_rng(seed)
    series = np.stack([np.cumsum(rng.normal(size=1500)), rng.normal(size=1500)])
    X = np.lib.stride_tricks.sliding_window_view(series, 24, axis=1).swapaxes(0, 1)[::6]  # (247, 2, 24)
    drawn = fitted(X).sample(50, random_state=0)[:, 1]
    donor = np.abs(drawn[:, :, None] - X[:, 1].T).argmin(axis=2)  # (50, 24)
    np.testing.assert_allclose(X[donor, 1, np.arange(24)], drawn, atol=1e-9)  # values of training, at their time point
    assert np.mean(np.diff(donor, axis=1) == 0) < 0.1  # but not of one window

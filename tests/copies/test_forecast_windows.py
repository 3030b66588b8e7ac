"""Training windows, and copies without end."""

import pickle
from itertools import islice

import numpy as np
import pandas as pd
import pytest
from sklearn.exceptions import NotFittedError

from sklearn_lgta import LGTAAugmenter, PCACodec

LAGS, HORIZON = 14, 5
N_WINDOWS = 48 - LAGS - HORIZON + 1  # of a series of the panel X


def cut(values):
    """Windows of series, one by one: (n_windows, LAGS), (n_windows, HORIZON)."""
    pairs = [
        (series[start : start + LAGS], series[start + LAGS : start + LAGS + HORIZON])
        for series in values
        for start in range(values.shape[-1] - LAGS - HORIZON + 1)
    ]
    return tuple(np.array(side) for side in zip(*pairs, strict=True))


def structure_of(augmenter, X):
    """The mean of very many copies tells what they vary about; the package's own split tells it exactly."""
    return augmenter._copier.encoder.decomposer.decompose(np.asarray(X, dtype=float)[:, :, None]).structure[:, :, 0]


# ------------------------------------------------------------------------------------ training windows
def test_originals_come_first_series_by_series(fitted_structure, X):
    lags, targets, rows = fitted_structure.training_windows(X, LAGS, HORIZON, n_copies=2)
    n = len(X) * N_WINDOWS
    assert (lags.shape, targets.shape, rows.shape) == ((3 * n, LAGS), (3 * n, HORIZON), (3 * n,))
    expected_lags, expected_targets = cut(X)
    np.testing.assert_array_equal(lags[:n], expected_lags)
    np.testing.assert_array_equal(targets[:n], expected_targets)
    np.testing.assert_array_equal(rows, np.tile(np.repeat(np.arange(len(X)), N_WINDOWS), 3))


def test_copies_are_those_of_augment_and_their_targets_are_clean(fitted_structure, X):
    lags, targets, _ = fitted_structure.training_windows(X, LAGS, HORIZON, n_copies=2, copy=3)
    copies = fitted_structure.augment(X, 2, copy=3)
    n = len(X) * N_WINDOWS
    np.testing.assert_array_equal(lags[n:], cut(copies)[0])
    clean = cut(structure_of(fitted_structure, X))[1]
    np.testing.assert_allclose(targets[n : 2 * n], clean, rtol=0, atol=1e-12)
    np.testing.assert_array_equal(targets[n : 2 * n], targets[2 * n :])


def test_the_same_targets_are_those_of_the_copy(fitted_structure, X):
    lags, targets, _ = fitted_structure.training_windows(X, LAGS, HORIZON, n_copies=1, target="same")
    n = len(X) * N_WINDOWS
    for found, expected in zip((lags[n:], targets[n:]), cut(fitted_structure.augment(X)), strict=True):
        np.testing.assert_array_equal(found, expected)


def test_no_copies_leave_the_originals(fitted_structure, X):
    lags, targets, rows = fitted_structure.training_windows(X, LAGS, HORIZON, n_copies=0)
    assert len(lags) == len(targets) == len(rows) == len(X) * N_WINDOWS


def test_strength_0_repeats_the_originals_bitwise(fitted_structure, X):
    still = pickle.loads(pickle.dumps(fitted_structure)).set_params(strength=0)
    lags, targets, _ = still.training_windows(X, LAGS, HORIZON, n_copies=1)
    for windows in (lags, targets):
        np.testing.assert_array_equal(*np.split(windows, 2))


def test_a_window_as_long_as_the_series_is_one(fitted_structure, X):
    lags, targets, rows = fitted_structure.training_windows(X, 40, 8, n_copies=1)
    np.testing.assert_array_equal(np.hstack([lags, targets])[: len(X)], X)
    np.testing.assert_array_equal(rows, np.tile(np.arange(len(X)), 2))


def test_channels_stay_apart(X3):
    augmenter = LGTAAugmenter(seasonal_period=6, model=PCACodec(), random_state=0).fit(X3)
    lags, targets, rows = augmenter.training_windows(X3, 10, 4, n_copies=1)
    assert (lags.shape[1:], targets.shape[1:]) == ((3, 10), (3, 4))
    np.testing.assert_array_equal(lags[0], X3[0, :, :10])
    np.testing.assert_array_equal(targets[1], X3[0, :, 11:15])
    copy = augmenter.augment(X3)
    np.testing.assert_array_equal(lags[len(rows) // 2], copy[0, :, :10])


def test_windows_keep_the_dtype_and_take_frames(X):
    frame = pd.DataFrame(X.astype(np.float32), columns=pd.period_range("2000-01", periods=48, freq="M"))
    augmenter = LGTAAugmenter(model=PCACodec(), random_state=0).fit(frame)
    lags, targets, _ = augmenter.training_windows(frame, LAGS, HORIZON, n_copies=1)
    assert lags.dtype == targets.dtype == np.float32
    assert augmenter.structure_ == "both"


def test_what_is_never_negative_has_targets_that_are_not(X):
    counts = np.random.default_rng(0).poisson(np.exp(X - X.mean(axis=1, keepdims=True)))
    augmenter = LGTAAugmenter(seasonal_period=12, model=PCACodec(), random_state=0).fit(counts)
    lags, targets, _ = augmenter.training_windows(counts, LAGS, HORIZON, n_copies=3)
    assert min(lags.min(), targets.min()) == 0


def test_without_structure_targets_are_those_of_the_copy_with_a_warning(fitted, X):
    with pytest.warns(
        UserWarning, match="target='clean' needs trend and season.*Set seasonal_period, or target='same'"
    ):
        _, targets, _ = fitted.training_windows(X, LAGS, HORIZON, n_copies=1)
    np.testing.assert_array_equal(targets, fitted.training_windows(X, LAGS, HORIZON, n_copies=1, target="same")[1])


def test_clean_targets_of_a_noisy_line_with_a_season_are_nearer_to_the_truth():
    rng = np.random.default_rng(0)
    time = np.arange(60)
    truth = (5 + 0.1 * time + 2 * np.sin(2 * np.pi * time / 12))[None] * rng.uniform(1, 3, (40, 1))
    X = truth + rng.normal(size=truth.shape)
    augmenter = LGTAAugmenter(seasonal_period=12, model=PCACodec(), random_state=0).fit(X)
    _, targets, _ = augmenter.training_windows(X, 24, 12, n_copies=1)
    future = np.lib.stride_tricks.sliding_window_view(truth[:, 24:], 12, axis=1).reshape(-1, 12)
    error = np.sqrt(np.mean((targets.reshape(2, *future.shape) - future) ** 2, axis=(1, 2)))
    assert error[1] < 0.6 * error[0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"lags": 0}, "lags=0 must be a whole number of at least 1"),
        ({"lags": 2.0}, "lags=2.0 must be a whole number"),
        ({"horizon": 0}, "horizon=0 must be a whole number of at least 1"),
        ({"lags": 40, "horizon": 9}, "48 time points at most. One window of lags=40 and horizon=9 needs 49"),
        ({"n_copies": -1}, "n_copies=-1 must be a whole number of at least 0"),
        ({"copy": -1}, "copy=-1 must be a whole number of at least 0"),
        ({"target": "mean"}, "target='mean' must be 'clean' or 'same'"),
        ({"y": [1, 2]}, "60"),
    ],
)
def test_what_cannot_be_cut_is_refused(arguments, message, fitted_structure, X):
    with pytest.raises(ValueError, match=message):
        fitted_structure.training_windows(X, **{"lags": LAGS, "horizon": HORIZON, **arguments})


@pytest.mark.parametrize("call", [lambda a, X: a.training_windows(X, 4, 2), lambda a, X: a.iter_copies(X)])
def test_an_augmenter_must_be_fitted_first(call, X):
    with pytest.raises(NotFittedError):
        call(LGTAAugmenter(), X)


# ------------------------------------------------------------------------------------ copies without end
def test_the_iterator_yields_what_augment_gives(fitted_structure, X):
    found = np.concatenate(list(islice(fitted_structure.iter_copies(X, start=2), 3)))
    np.testing.assert_array_equal(found, fitted_structure.augment(X, 3, copy=2))


def test_the_iterator_of_a_network_yields_what_augment_gives(fitted_network, X):
    found = np.concatenate(list(islice(fitted_network.iter_copies(X), 2)))
    np.testing.assert_array_equal(found, fitted_network.augment(X, 2))


def test_the_iterator_hands_over_copies_that_may_be_written_into(fitted_structure, X):
    still = pickle.loads(pickle.dumps(fitted_structure)).set_params(strength=0)
    for augmenter in (fitted_structure, still):
        before = X.copy()
        copies = augmenter.iter_copies(X)
        next(copies)[:] = 0
        np.testing.assert_array_equal(X, before)
        np.testing.assert_array_equal(next(copies), augmenter.augment(X, copy=1))


def test_parameters_that_change_meanwhile_change_nothing(fitted_structure, X):
    augmenter = pickle.loads(pickle.dumps(fitted_structure))
    copies = augmenter.iter_copies(X)
    expected = augmenter.augment(X, 2)
    augmenter.set_params(strength=0.1, residual="keep")
    np.testing.assert_array_equal(np.concatenate([next(copies), next(copies)]), expected)


def test_mistakes_are_told_at_once(fitted_structure, X):
    with pytest.raises(ValueError, match="start=-1"):
        fitted_structure.iter_copies(X, start=-1)
    with pytest.raises(ValueError, match="NaN"):
        fitted_structure.iter_copies(np.full_like(X, np.nan))

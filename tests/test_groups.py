"""Groups: series that move together still do in their copies, whichever method makes them."""

import numpy as np
import pytest

from sklearn_lgta import LGTAAugmenter, PCACodec, WindowDataset

N_PAIRS, LAGS, HORIZON = 50, 14, 5
GROUPS = np.tile(np.arange(N_PAIRS), 2)


def pairs_of(correlation, season=0.0, n_timepoints=72):
    """Pairs of autocorrelated series, the second half of the rows those that belong to the first."""
    rng = np.random.default_rng(3)
    noise = rng.normal(size=(3, N_PAIRS, n_timepoints))
    for step in range(1, n_timepoints):
        noise[..., step] += 0.8 * noise[..., step - 1]
    common, *own = noise
    waves = season * np.sin(2 * np.pi * np.arange(n_timepoints) / 12 + rng.uniform(0, 6, (N_PAIRS, 1)))
    return np.concatenate([np.sqrt(correlation) * common + np.sqrt(1 - correlation) * one + waves for one in own])


def mean_correlation(series):
    return np.mean([np.corrcoef(series[row], series[N_PAIRS + row])[0, 1] for row in range(N_PAIRS)])


def augmenter(transformation="mix", strength=0.4, **parameters):
    return LGTAAugmenter(transformation, strength, **{"model": PCACodec(), "random_state": 0} | parameters)


@pytest.fixture(scope="module")
def pairs():
    return pairs_of(0.73)


@pytest.fixture(scope="module")
def fitted(pairs):
    return augmenter().fit(pairs)


# ------------------------------------------------------------------------------------ correlations
@pytest.mark.parametrize("space", ["latent", "data"])
@pytest.mark.parametrize(
    "transformation", ["jitter", "scaling", "magnitude_warp", "drift", "time_warp", "mix", "resample"]
)
def test_copies_of_a_group_correlate_as_the_series_do(transformation, space, pairs):
    fitted = augmenter(transformation, space=space).fit(pairs)
    for strength in (0.3, 0.6):
        copies = fitted.set_params(strength=strength).augment(pairs, 4, groups=GROUPS).reshape(4, len(pairs), -1)
        assert abs(np.mean([mean_correlation(copy) for copy in copies]) - mean_correlation(pairs)) < 0.05


@pytest.mark.parametrize("correlation", [0.6, 0.73, 0.9])
@pytest.mark.parametrize("transformation", ["mix", "resample"])
def test_a_remainder_that_is_redrawn_as_a_whole_keeps_its_correlation(transformation, correlation):
    pairs = pairs_of(correlation, season=0.7)
    fitted = augmenter(transformation, None, seasonal_period=12).fit(pairs)
    together, apart = (
        np.mean([mean_correlation(copy) for copy in fitted.augment(pairs, 8, groups=groups).reshape(8, 100, -1)])
        for groups in (GROUPS, None)
    )
    assert abs(together - mean_correlation(pairs)) < 0.05
    assert apart < mean_correlation(pairs) - 0.15


# ------------------------------------------------------------------------------------ methods
def test_every_method_makes_the_copies_of_augment(fitted, pairs):
    first, second = fitted.augment(pairs, 2, groups=GROUPS).reshape(2, len(pairs), -1)
    assert not np.array_equal(first, fitted.augment(pairs))
    copies = fitted.iter_copies(pairs, groups=GROUPS, start=1)
    np.testing.assert_array_equal(next(copies), second)
    lags, targets, rows, starts = fitted.training_windows(
        pairs, LAGS, HORIZON, 1, copy=1, target="same", groups=GROUPS, return_starts=True
    )
    of_copy = slice(len(rows) // 2, None)
    windows = np.lib.stride_tricks.sliding_window_view(second, LAGS + HORIZON, axis=1)[rows[of_copy], starts[of_copy]]
    np.testing.assert_array_equal(np.hstack([lags, targets])[of_copy], windows)
    dataset = WindowDataset(fitted, pairs, LAGS, HORIZON, target="same", groups=GROUPS).set_epoch(2)
    np.testing.assert_array_equal(dataset[:][0].numpy(), lags[of_copy].astype(np.float32))


@pytest.mark.parametrize("transformation", ["mix", "resample"])
def test_a_group_has_the_same_copies_in_any_batch(transformation, fitted, pairs):
    fitted = augmenter(transformation).fit(pairs)
    copies = fitted.augment(pairs, groups=GROUPS)
    np.testing.assert_array_equal(fitted.augment(pairs[48:53], groups=GROUPS[48:53]), copies[48:53])
    np.testing.assert_array_equal(fitted.augment(pairs[::-1], groups=GROUPS[::-1])[::-1], copies)
    np.testing.assert_array_equal(fitted.augment(pairs[[7]], groups=GROUPS[[7]]), copies[[7]])

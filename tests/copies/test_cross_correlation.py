"""Channels of copies have to do with each other what they had before."""

import numpy as np
import pytest

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta._copies.cross_correlation import with_correlations_of

RNG = np.random.default_rng(0)


def mixed(n_series, n_timepoints, n_channels, rng=RNG):
    """Smooth series, each with channels that correlate in its own way: (n_series, n_channels, n_timepoints)."""
    noise = rng.standard_normal((n_series, n_channels, n_timepoints)).cumsum(axis=2)
    return rng.standard_normal((n_series, n_channels, n_channels)) @ noise


def correlations(X):
    return np.array([np.corrcoef(series) for series in X])


def test_changed_series_correlate_as_before_and_keep_mean_and_deviation():
    before, after = (mixed(6, 80, 3).swapaxes(1, 2) for _ in range(2))
    restored = with_correlations_of(after, before)
    np.testing.assert_allclose(correlations(restored.swapaxes(1, 2)), correlations(before.swapaxes(1, 2)), atol=0.02)
    np.testing.assert_allclose(restored.mean(axis=1), after.mean(axis=1))
    np.testing.assert_allclose(restored.std(axis=1), after.std(axis=1), rtol=0.02)


def test_series_that_correlate_already_stay_as_they_are():
    before = mixed(4, 50, 3).swapaxes(1, 2)
    np.testing.assert_allclose(with_correlations_of(7 + 2 * before, before), 7 + 2 * before)


def test_constant_and_equal_channels_do_no_harm():
    before, after = (mixed(4, 50, 4).swapaxes(1, 2) for _ in range(2))
    for series in (before, after):
        series[..., 1], series[..., 2] = 3.0, series[..., 0]
    restored = with_correlations_of(after, before)
    np.testing.assert_allclose(restored[..., 1], 3.0)
    np.testing.assert_allclose(restored[..., 2], restored[..., 0], atol=1e-6 * np.abs(after).max())
    assert np.isfinite(restored).all()


@pytest.mark.parametrize("parameters", [{}, {"space": "data"}], ids=repr)
@pytest.mark.parametrize("kind", ["mix", "jitter"])
@pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.RepeatedCopiesWarning")  # few donors, many copies
def test_copies_correlate_as_their_originals(kind, parameters):
    X = mixed(40, 60, 3, np.random.default_rng(1))
    augmenter = LGTAAugmenter(kind, 0.6, model=PCACodec(), random_state=0, **parameters).fit(X)
    copies = augmenter.augment(X, n_copies=50)
    decomposition = np.abs(correlations(copies) - np.tile(correlations(X), (50, 1, 1)))
    assert np.quantile(decomposition, 0.99) < 0.05
    change = (copies.reshape(50, *X.shape) - X) / X.std(axis=2, keepdims=True)
    np.testing.assert_allclose(np.sqrt(np.mean(change**2)), 0.6, rtol=0.1)


def test_a_series_of_channels_is_copied_the_same_way_alone():
    X = mixed(12, 48, 3, np.random.default_rng(2))
    augmenter = LGTAAugmenter("mix", 0.5, model=PCACodec(), random_state=0).fit(X)
    together = augmenter.augment(X)
    for row in range(3):
        np.testing.assert_array_equal(augmenter.augment(X[row : row + 1])[0], together[row])

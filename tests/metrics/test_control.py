"""A change of known size is measured exactly."""

import numpy as np
import pytest

from sklearn_lgta.metrics import (
    achieved_strength,
    metrics_report,
    pairwise_diversity,
    shared_change,
    strength_error,
    strength_monotonicity,
)


def moved(X, *strengths):
    """Copies that are shifted by these many standard deviations."""
    return np.concatenate([X + strength * X.std(axis=-1, keepdims=True) for strength in strengths])


@pytest.mark.parametrize("panel", ["X", "X3"])
def test_a_known_change_is_measured_exactly(request, panel):
    series = request.getfixturevalue(panel)
    copies = moved(series, 0.5, -1.0)
    assert achieved_strength(series, copies) == pytest.approx(np.sqrt((0.5**2 + 1) / 2))
    each = achieved_strength(series, copies, average=None)
    np.testing.assert_allclose(each, np.repeat([0.5, 1.0], len(series)))
    assert strength_error(series, moved(series, 0.5), 0.4) == pytest.approx(0.25)
    assert strength_error(series, series, 0.4) == -1


@pytest.mark.parametrize("panel", ["X", "X3"])
def test_the_unit_may_be_the_standard_deviation_of_all_series(request, panel):
    series = request.getfixturevalue(panel) * np.array([[[1.0]], [[5.0]], [[0.1]]])[: 1 if panel == "X" else 3, 0]
    size = series.std(axis=(0, -1), keepdims=True)  # of every channel
    copies = np.concatenate([series + 0.5 * size, series - 1.0 * size])
    assert achieved_strength(series, copies, unit="panel") == pytest.approx(np.sqrt((0.5**2 + 1) / 2))
    each = achieved_strength(series, copies, average=None, unit="panel")
    np.testing.assert_allclose(each, np.repeat([0.5, 1.0], len(series)))
    assert strength_error(series, series + 0.5 * size, 0.4, unit="panel") == pytest.approx(0.25)
    assert pairwise_diversity(series, copies, unit="panel") == pytest.approx(1.5)
    assert achieved_strength(series, copies) > 2 * achieved_strength(series, copies, unit="panel")
    assert achieved_strength(series[:1], series[:1] + 1, unit="panel") == achieved_strength(series[:1], series[:1] + 1)


@pytest.mark.parametrize("measure", [achieved_strength, pairwise_diversity, metrics_report])
def test_another_unit_is_refused(X, measure):
    with pytest.raises(ValueError, match="The 'unit' parameter of .* must be a str among"):
        measure(X, moved(X, 0.5, 1.0), unit="channel")


def test_a_strength_of_zero_has_no_relative_error(X):
    with pytest.raises(ValueError, match="'strength' parameter"):
        strength_error(X, X, 0)


def test_steps_that_go_down_are_counted(X):
    grows, falls = moved(X[:45], 0.1), moved(X[45:], 0.3)
    at_first, then, last = np.concatenate([grows, falls]), moved(X, 0.2), moved(X, 0.2)
    assert strength_monotonicity(X, [at_first, then]) == 45 / 60
    assert strength_monotonicity(X, [at_first, then, last]) == (45 + 60) / 120  # equal is no fall
    assert strength_monotonicity(X, [moved(X, 0.3), moved(X, 0.2), moved(X, 0.1)]) == 0


def test_one_strength_or_other_numbers_of_copies_are_refused(X):
    with pytest.raises(ValueError, match="at least two strengths"):
        strength_monotonicity(X, [X])
    with pytest.raises(ValueError, match=r"holds \[60, 120\] copies"):
        strength_monotonicity(X, [X, moved(X, 0.1, 0.2)])


def test_one_common_path_is_shared_and_independent_noise_is_not():
    rng = np.random.default_rng(0)
    X, noise = rng.standard_normal((2, 30, 500))
    sizes = rng.uniform(-2, 2, (30, 1))
    assert shared_change(X, X + noise[0] * sizes) == pytest.approx(1)
    # The mean absolute correlation of independent noise of n steps is sqrt(2 / (pi n)).
    assert shared_change(X, X + noise) == pytest.approx(np.sqrt(2 / (np.pi * 500)), rel=0.1)
    both = np.concatenate([X + noise[0], X + noise])
    assert shared_change(X, both) == pytest.approx((1 + shared_change(X, X + noise)) / 2)


def test_correlation_is_about_the_mean_of_each_channel():
    t = np.linspace(0, 2 * np.pi, 100, endpoint=False)
    X = np.random.default_rng(0).normal(size=(2, 2, 100))
    X /= X.std(axis=2, keepdims=True)
    # the first channels move alike and the second ones at right angles: half of the change is shared
    change = np.stack([[np.sin(t), np.sin(t)], [np.sin(t), np.cos(t)]]) + np.array([[5.0], [-3.0]])
    assert shared_change(X, X + change) == pytest.approx(0.5)


def test_series_that_did_not_change_share_nothing(X):
    assert shared_change(X, X) == 0
    one = X.copy()
    one[0] += np.arange(48)
    assert shared_change(X, one) == 0

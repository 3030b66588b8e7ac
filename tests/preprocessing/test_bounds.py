import numpy as np
import pytest

from sklearn_lgta._preprocessing.bounds import Bounds


@pytest.fixture
def values():
    """Two channels, of which the first is never negative."""
    values = np.random.default_rng(0).normal(size=(5, 8, 2))
    values[:, :, 0] = np.abs(values[:, :, 0])
    return values


def test_auto_keeps_channels_that_are_never_negative_so(values):
    bounds = Bounds.resolve("auto", values)
    np.testing.assert_array_equal(bounds.low, [0.0, -np.inf])
    np.testing.assert_array_equal(bounds.high, [np.inf, np.inf])


def test_none_is_no_limit(values):
    bounds = Bounds.resolve(None, values)
    changed = np.random.default_rng(1).normal(size=values.shape) * 100
    np.testing.assert_array_equal(bounds.clip(changed, values), changed)


@pytest.mark.parametrize(("pair", "low", "high"), [((None, 9), -np.inf, 9), ((-9, None), -9, np.inf), ([-9, 9], -9, 9)])
def test_either_side_may_be_open(values, pair, low, high):
    bounds = Bounds.resolve(pair, values)
    np.testing.assert_array_equal(bounds.low, [low, low])
    np.testing.assert_array_equal(bounds.high, [high, high])


def test_changed_series_stay_within_the_limits(values):
    bounds = Bounds.resolve((-4, 4), values)
    clipped = bounds.clip(values * 100, values)
    assert clipped.min() == -4 and clipped.max() == 4


def test_a_series_outside_of_the_limits_is_not_pulled_in(values):
    bounds = Bounds.resolve((-4, 4), values)
    unseen = values * 100
    np.testing.assert_array_equal(bounds.clip(unseen, unseen), unseen)


@pytest.mark.parametrize("pair", [(1,), (1, 2, 3), ()])
def test_bounds_that_are_no_pair_are_refused(values, pair):
    with pytest.raises(ValueError, match=r"must be 'auto', None or a pair \(low, high\)"):
        Bounds.resolve(pair, values)


@pytest.mark.parametrize("pair", [(3, 3), (4, -4), (float("nan"), 4)])
def test_bounds_in_the_wrong_order_are_refused(values, pair):
    with pytest.raises(ValueError, match="with low < high; None leaves a side open"):
        Bounds.resolve(pair, values)


def test_bounds_that_x_does_not_keep_name_the_range_of_x(values):
    with pytest.raises(ValueError, match=f"lie between {values.min():g} and {values.max():g}. Widen the bounds"):
        Bounds.resolve((0, 1), values)

import numpy as np
import pytest

from sklearn_lgta._preprocessing.normalisation import standardise


def test_every_channel_has_mean_zero_and_deviation_one():
    values = np.random.default_rng(0).normal(3.0, 5.0, size=(4, 30, 2))
    standard, location, scale = standardise(values)
    np.testing.assert_allclose(standard.mean(axis=1), 0, atol=1e-12)
    np.testing.assert_allclose(standard.std(axis=1), 1)
    np.testing.assert_allclose(location[:, 0], values.mean(axis=1))
    np.testing.assert_allclose(scale[:, 0], values.std(axis=1))


def test_location_plus_scale_times_standard_is_the_series():
    values = np.random.default_rng(0).normal(3.0, 5.0, size=(4, 30, 2))
    standard, location, scale = standardise(values)
    np.testing.assert_allclose(location + scale * standard, values, rtol=1e-12)


@pytest.mark.parametrize("level", [0.0, 1.0, -3.3, 0.1, 1e300, 1e-300])
def test_a_constant_series_is_zero_with_scale_zero(level):
    standard, location, scale = standardise(np.full((1, 7, 1), level))
    assert (standard == 0).all() and scale.item() == 0
    np.testing.assert_allclose(location.item(), level)


@pytest.mark.parametrize("size", [1e-300, 1e-12, 1e12, 1e300])
def test_size_does_not_matter(size):
    values = np.random.default_rng(0).normal(size=(2, 9, 1))
    standard, _, scale = standardise(values * size)
    np.testing.assert_allclose(standard, standardise(values)[0], rtol=1e-9)
    np.testing.assert_allclose(scale[:, 0], values.std(axis=1) * size)


def test_a_spread_of_rounding_alone_is_no_spread():
    values = 0.1 + np.zeros((1, 50, 1))
    values[0, ::2] = np.nextafter(0.1, 1.0)
    standard, _, scale = standardise(values)
    assert (standard == 0).all() and scale.item() == 0

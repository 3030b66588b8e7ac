import numpy as np
import pytest
from scipy.interpolate import CubicSpline

from sklearn_lgta.transformations import MagnitudeWarp


def curve(n_knots, n_tokens=60, seed=0):
    """The factor minus 1 at gain 1."""
    latent = np.ones((n_tokens, 2))
    drawn = MagnitudeWarp(n_knots).draw(latent, np.random.default_rng(seed), None)
    return drawn.apply(latent, 1.0) - 1


def test_two_knots_are_a_straight_line():
    line = curve(2)[:, 0]
    np.testing.assert_allclose(np.diff(line, n=2), 0, atol=1e-12)
    assert not np.isclose(line[0], line[-1])


@pytest.mark.parametrize("n_knots", [3, 6, 12])
def test_the_curve_is_the_spline_through_its_knots(n_knots):
    at = np.linspace(0, 59, n_knots)
    at_knots = CubicSpline(np.arange(60), curve(n_knots, 60)[:, 0])  # dense enough to read off between tokens
    spline = CubicSpline(at, at_knots(at))
    np.testing.assert_allclose(curve(n_knots)[:, 0], spline(np.arange(60)), atol=0.05)


def test_as_many_knots_as_tokens_are_independent_standard_normals():
    knots = np.concatenate([curve(60, seed=seed)[:, 0] for seed in range(60)])
    assert abs(knots.mean()) < 4 / np.sqrt(3600)
    assert abs(knots.var() - 1) < 4 * np.sqrt(2 / 3600)
    assert abs(np.corrcoef(knots[:-1], knots[1:])[0, 1]) < 4 / np.sqrt(3600)


def test_all_dimensions_share_one_curve():
    warped = curve(6)
    np.testing.assert_array_equal(warped[:, 0], warped[:, 1])


def test_the_curve_is_smooth():
    warped = curve(4, n_tokens=1000)[:, 0]
    assert np.abs(np.diff(warped)).max() < 0.05 * np.ptp(warped)

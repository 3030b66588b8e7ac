import numpy as np
import pytest
from scipy.stats import norm

from sklearn_lgta._copies.calibration import StrengthCurve, gains, refine_start, rms_change, wasserstein_distances


@pytest.mark.parametrize("strength", [0.01, 0.2, 0.5, 1.9])
def test_a_linear_response_is_inverted_exactly(strength):
    gain = gains(np.inf)
    curve = StrengthCurve.measured(gain, 0.5 * gain, open_ended=True)
    np.testing.assert_allclose(curve.gain_for(strength), strength / 0.5, rtol=1e-12)


def test_an_open_linear_response_is_extrapolated():
    gain = gains(np.inf)
    curve = StrengthCurve.measured(gain, 0.5 * gain, open_ended=True)
    np.testing.assert_allclose(curve.gain_for(100.0), 200.0, rtol=1e-12)
    assert curve.ceiling == np.inf


@pytest.mark.parametrize("strength", np.linspace(0.0, 1.41, 15))
def test_the_response_of_a_full_turn_is_inverted_to_a_per_cent(strength):
    # a turn by the angle g * pi / 2 changes a code of unit size by the chord 2 sin(g * pi / 4)
    gain = gains(1.0)
    curve = StrengthCurve.measured(gain, 2 * np.sin(gain * np.pi / 4), open_ended=False)
    reached = 2 * np.sin(curve.gain_for(strength) * np.pi / 4)
    np.testing.assert_allclose(reached, strength, rtol=0.01, atol=1e-12)


def test_the_ceiling_is_the_end_of_the_curve():
    gain = gains(1.0)
    curve = StrengthCurve.measured(gain, 2 * np.sin(gain * np.pi / 4), open_ended=False)
    np.testing.assert_allclose(curve.ceiling, np.sqrt(2))
    assert curve.gain_for(10.0) == 1.0


def test_the_floor_is_the_change_at_gain_zero():
    curve = StrengthCurve.measured(np.linspace(0, 1, 5), [0.4, 0.5, 0.6, 0.7, 0.8], open_ended=False)
    assert curve.floor == 0.4
    assert curve.gain_for(0.1) == 0.0
    np.testing.assert_allclose(curve.gain_for(0.55), 0.375)


def test_a_response_that_no_longer_rises_is_a_ceiling():
    gain = gains(np.inf)
    curve = StrengthCurve.measured(gain, np.minimum(gain, 1.0), open_ended=True)
    assert curve.ceiling == 1.0


def test_a_dip_in_the_measured_response_is_levelled():
    curve = StrengthCurve.measured(np.linspace(0, 1, 4), [0.0, 0.5, 0.4, 1.0], open_ended=False)
    assert (np.diff(curve.strength) >= 0).all()
    gain = [curve.gain_for(s) for s in np.linspace(0, 1, 21)]
    assert (np.diff(gain) >= 0).all()


def test_a_response_of_zeros_has_the_ceiling_zero():
    curve = StrengthCurve.measured(gains(1.0), np.zeros(9), open_ended=False)
    assert curve.ceiling == curve.floor == 0.0
    assert np.isfinite(curve.gain_for(0.3))


def test_gains_begin_at_zero_and_end_at_the_largest():
    assert gains(1.0)[0] == gains(np.inf)[0] == 0.0
    assert gains(0.5)[-1] == 0.5
    assert (np.diff(gains(np.inf)) > 0).all()


def test_rms_change_of_a_constant_change_is_its_size():
    power = np.ones((3, 5))
    np.testing.assert_allclose(rms_change(np.full((3, 5), 0.7**2), np.ones(5), power, power), 0.7)


def test_rms_change_pools_copies_series_and_values():
    power = np.random.default_rng(0).uniform(1, 2, (2, 2))
    change = np.array([[4.0, 0.0], [0.0, 0.0]])
    np.testing.assert_allclose(rms_change(change, np.ones(2), power, power), 1.0)  # sqrt(4 / 4)
    np.testing.assert_allclose(rms_change(change, np.array([1, 7]), power, power), 0.5)  # the first counts 1 / 8


def test_draws_of_unusual_size_are_corrected_for():
    # series change by a factor of their own times a heavy-tailed draw, whose mean square is known to be 1
    rng = np.random.default_rng(0)
    own, drawn = rng.uniform(0.2, 0.5, 5), rng.standard_normal((40, 5))
    corrected = rms_change((own * drawn) ** 2, np.ones(5), drawn**2, np.ones_like(drawn))
    np.testing.assert_allclose(corrected, np.sqrt(np.mean(own**2)))


def test_series_whose_code_does_not_change_are_not_corrected():
    power = np.array([[0.0, 2.0]])
    np.testing.assert_allclose(rms_change(np.array([[0.0, 1.0]]), np.ones(2), power, power), np.sqrt(0.5))


def test_the_distance_of_a_shifted_series_is_the_shift():
    before = np.random.default_rng(0).normal(size=(7, 20, 2))
    np.testing.assert_allclose(wasserstein_distances(before, before - 0.35), 0.35)


def test_the_distance_does_not_depend_on_the_order_of_the_values():
    before = np.random.default_rng(0).normal(size=(3, 20, 1))
    np.testing.assert_allclose(wasserstein_distances(before, before[:, ::-1]), 0.0, atol=1e-12)


def test_the_distance_of_a_scaled_normal_sample_is_the_closed_form():
    # W1 of N(0, 1) and N(0, s^2) is (s - 1) * E|Z| = (s - 1) * sqrt(2 / pi)
    before = norm.ppf((np.arange(4000) + 0.5) / 4000)[None, :, None]
    np.testing.assert_allclose(wasserstein_distances(before, 1.5 * before), 0.5 * np.sqrt(2 / np.pi), rtol=1e-3)


def test_every_channel_of_every_series_has_its_distance_and_gaps_do_not_count():
    before = np.random.default_rng(0).normal(size=(2, 10, 2))
    shift = np.array([[0.1, 0.2], [3.0, 9.0]])
    after = before + shift[:, None, :]
    before[0, 3:5, 1] = after[0, 3:5, 1] = np.nan
    np.testing.assert_allclose(wasserstein_distances(before, after), shift.ravel())


def test_a_straight_start_is_not_measured_again():
    grid = gains(1.0)
    gain, strength = refine_start(grid, 1.4 * grid, lambda g: 1.4 * g)
    assert gain == grid.tolist() and len(strength) == 9


@pytest.mark.parametrize("power", [0.4, 1.5])
def test_a_bent_start_is_inverted_more_exactly(power):
    grid = gains(1.0)
    coarse = StrengthCurve.measured(grid, grid**power, open_ended=False)
    fine = StrengthCurve.measured(*refine_start(grid, grid**power, lambda g: g**power), open_ended=False)
    asked = 0.1 * grid[1] ** power
    errors = [abs(curve.gain_for(asked) ** power / asked - 1) for curve in (coarse, fine)]
    assert errors[1] < errors[0] / 2


def test_a_response_of_zeros_has_a_straight_start():
    assert len(refine_start(gains(1.0), np.zeros(9), lambda gain: 0.0)[0]) == 9

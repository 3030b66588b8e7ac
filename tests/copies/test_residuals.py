import numpy as np
import pytest

from sklearn_lgta._copies.draws import change_residual
from sklearn_lgta.transformations import Redraw

RNG = np.random.default_rng(0)
RESIDUAL = RNG.normal(size=(3, 8, 6)) * np.array([1.0, 2.0, 0.0])[:, None, None]
DONATED = 10 * RNG.normal(size=(3, 8, 6))


def weights(gain):
    return Redraw(target=np.ones((8, 2))).residual_weights(gain)


def rms(patches):
    return np.sqrt(np.mean(patches**2, axis=(1, 2)))


def test_a_kept_residual_is_itself():
    assert change_residual(RESIDUAL, None, weights(0.3), "keep") is RESIDUAL


def test_a_dropped_residual_is_zero():
    assert (change_residual(RESIDUAL, None, weights(0.3), "drop") == 0).all()


@pytest.mark.parametrize("gain", [0.0, 0.4])
def test_a_resampled_residual_is_the_donors_at_the_size_of_the_own(gain):
    new = change_residual(RESIDUAL, DONATED, weights(gain), "resample")
    np.testing.assert_allclose(rms(new), rms(RESIDUAL))
    for i in (0, 1):
        np.testing.assert_allclose(np.corrcoef(new[i].ravel(), DONATED[i].ravel())[0, 1], 1.0)


def test_a_residual_that_follows_stays_at_gain_zero_and_is_redrawn_at_gain_one():
    np.testing.assert_array_equal(change_residual(RESIDUAL, DONATED, weights(0.0), "follow"), RESIDUAL)
    full = change_residual(RESIDUAL, DONATED, weights(1.0), "follow")
    np.testing.assert_allclose(full, change_residual(RESIDUAL, DONATED, weights(1.0), "resample"), atol=1e-12)


def test_a_residual_that_follows_keeps_its_size_on_average():
    residual, donated = RNG.normal(size=(2, 400, 8, 6))
    for gain in (0.2, 0.5, 0.8):
        changed = change_residual(residual, donated, weights(gain), "follow")
        np.testing.assert_allclose(np.mean(changed**2), np.mean(residual**2), rtol=0.05)


def test_a_donor_without_residual_lends_none():
    assert np.isfinite(change_residual(RESIDUAL, np.zeros_like(RESIDUAL), weights(0.5), "resample")).all()

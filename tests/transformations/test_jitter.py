import numpy as np
import pytest

from sklearn_lgta.transformations import Jitter


def surrogate_of(latent, rng):
    return Jitter().draw(latent, rng, None).apply(latent, 1.0)


def test_white_noise_has_mean_zero_and_deviation_one_at_gain_one():
    latent = np.random.default_rng(0).normal(size=(4000, 5))
    drawn = Jitter(color="white").draw(latent, np.random.default_rng(1), None)
    noise = drawn.apply(latent, 1.0) - latent
    error = 1 / np.sqrt(noise.size)
    assert abs(noise.mean()) < 4 * error
    assert abs(noise.std() - 1) < 4 * error
    assert abs(np.corrcoef(noise[:, 0], latent[:, 0])[0, 1]) < 4 / np.sqrt(4000)


@pytest.mark.parametrize("n_tokens", [2, 3, 12, 13])
def test_a_surrogate_keeps_the_amplitudes_and_the_mean(n_tokens):
    latent = np.random.default_rng(0).normal(2.0, 1.0, size=(n_tokens, 3))
    surrogate = surrogate_of(latent, np.random.default_rng(1))
    amplitude, expected = (np.abs(np.fft.rfft(x, axis=0)) for x in (surrogate, latent))
    np.testing.assert_allclose(amplitude, expected, atol=1e-12)
    np.testing.assert_allclose(surrogate.mean(axis=0), latent.mean(axis=0))


def test_a_surrogate_keeps_what_dimensions_share():
    latent = np.random.default_rng(0).normal(size=(64, 3))
    latent -= latent.mean(axis=0)
    surrogate = surrogate_of(latent, np.random.default_rng(1))
    np.testing.assert_allclose(surrogate.T @ surrogate, latent.T @ latent, atol=1e-9)


def test_a_surrogate_has_other_phases():
    latent = np.random.default_rng(0).normal(size=(64, 1))
    surrogate = surrogate_of(latent, np.random.default_rng(1))
    assert not np.allclose(surrogate, latent, atol=0.1)


def test_surrogates_of_white_noise_are_not_correlated_with_it_on_average():
    latent = np.random.default_rng(0).normal(size=(101, 1))
    latent -= latent.mean()
    rng = np.random.default_rng(1)
    surrogates = np.array([surrogate_of(latent, rng)[:, 0] for _ in range(400)])
    correlation = surrogates @ latent[:, 0] / (latent**2).sum()
    assert abs(correlation.mean()) < 4 * correlation.std() / np.sqrt(400)


def test_one_token_gives_normal_noise():
    rng = np.random.default_rng(0)
    draws = np.array([Jitter().draw(np.ones((1, 1)), rng, None).target.item() for _ in range(1000)])
    assert abs(draws.mean()) < 4 / np.sqrt(1000)
    assert abs(draws.std() - 1) < 4 / np.sqrt(2000)


def test_one_draw_moves_every_series_towards_a_surrogate_of_its_own():
    pair = np.random.default_rng(0).normal(size=(2, 64, 3))
    drawn = Jitter().draw(pair[0], np.random.default_rng(1), None)
    moved = drawn.for_codes(pair).apply(pair, 1.0)
    spectra, expected = (np.fft.rfft(codes, axis=1) for codes in (moved, pair))
    np.testing.assert_allclose(np.abs(spectra), np.abs(expected), atol=1e-12)
    # phases move alike, so the two correlate at every frequency as before
    np.testing.assert_allclose(spectra[0] * spectra[1].conj(), expected[0] * expected[1].conj(), atol=1e-10)


@pytest.mark.parametrize(("color", "max_gain"), [("latent", 1.0), ("white", np.inf)])
def test_only_noise_that_replaces_the_code_has_a_largest_gain(color, max_gain):
    assert Jitter(color=color).max_gain == max_gain

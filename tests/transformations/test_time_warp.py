import numpy as np
import pytest

from sklearn_lgta.transformations import TimeWarp

TIME = np.arange(60.0)[:, None]  # a code that tells its time


def warp(n_knots=6, seed=0, latent=TIME):
    return TimeWarp(n_knots).draw(latent, np.random.default_rng(seed), None)


@pytest.mark.parametrize("gain", [0.1, 0.5, 0.9, 1.0])
def test_the_order_of_time_is_kept(gain):
    for seed in range(100):
        assert (np.diff(warp(seed=seed).apply(TIME, gain)[:, 0]) >= 0).all()


@pytest.mark.parametrize("gain", [0.1, 0.5, 1.0])
def test_both_ends_stay(gain):
    for seed in range(100):
        np.testing.assert_array_equal(warp(seed=seed).apply(TIME, gain)[[0, -1], 0], [0, 59])


@pytest.mark.parametrize("gain", [0.3, 0.7, 1.0])
def test_codes_are_moved_as_a_whole_but_for_one(gain):
    latent = np.random.default_rng(0).normal(size=(60, 3))
    changed = warp(latent=latent).apply(latent, gain)
    whole = {tuple(code) for code in latent}
    assert sum(tuple(code) not in whole for code in changed) <= 1


@pytest.mark.parametrize("gain", [0.0, 0.2, 0.5, 0.8, 1.0])
def test_the_square_of_the_gain_of_all_moves_is_made(gain):
    for seed in range(20):
        drawn = warp(seed=seed)
        moves = np.abs(drawn.apply(TIME, gain) - TIME).sum()
        due = gain**2 * np.abs(np.round(drawn.aside)).sum()
        assert np.floor(due) - 1e-9 <= moves <= np.floor(due) + 1 + 1e-9


def test_at_gain_one_every_token_looks_as_far_aside_as_the_map_says():
    drawn = warp()
    np.testing.assert_allclose(drawn.apply(TIME, 1.0), TIME + np.round(drawn.aside), atol=1e-9)


def test_time_stands_still_or_runs_twice_as_fast_where_the_map_is_steepest():
    for seed in range(20):
        np.testing.assert_allclose(np.abs(np.diff(warp(seed=seed).aside[:, 0])).max(), 1.0)


def test_more_knots_look_less_far():
    far = [np.mean([np.abs(warp(n, seed).aside).max() for seed in range(50)]) for n in (3, 6, 20)]
    assert far[0] > far[1] > far[2]


@pytest.mark.parametrize("n_tokens", [1, 2])
def test_two_tokens_are_both_ends_and_stay(n_tokens):
    np.testing.assert_array_equal(warp(latent=TIME[:n_tokens]).apply(TIME[:n_tokens], 1.0), TIME[:n_tokens])

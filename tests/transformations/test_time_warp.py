import numpy as np
import pytest

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta.transformations import Scaling, TimeWarp

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
        due = gain**2 * np.abs(np.round(drawn.offset)).sum()
        assert np.floor(due) - 1e-9 <= moves <= np.floor(due) + 1 + 1e-9


def test_at_gain_one_every_token_reads_at_its_offset():
    drawn = warp()
    np.testing.assert_allclose(drawn.apply(TIME, 1.0), TIME + np.round(drawn.offset), atol=1e-9)


def test_time_stands_still_or_runs_twice_as_fast_where_the_map_is_steepest():
    for seed in range(20):
        np.testing.assert_allclose(np.abs(np.diff(warp(seed=seed).offset[:, 0])).max(), 1.0)


def test_more_knots_give_smaller_offsets():
    far = [np.mean([np.abs(warp(n, seed).offset).max() for seed in range(50)]) for n in (3, 6, 20)]
    assert far[0] > far[1] > far[2]


@pytest.mark.parametrize("n_tokens", [1, 2])
def test_two_tokens_are_both_ends_and_stay(n_tokens):
    np.testing.assert_array_equal(warp(latent=TIME[:n_tokens]).apply(TIME[:n_tokens], 1.0), TIME[:n_tokens])


@pytest.mark.filterwarnings("ignore:latent_dim")
def test_in_a_series_every_patch_is_read_from_another_step():
    # a code that loses nothing, so that what is decoded is the part of the series that was encoded
    X = np.random.default_rng(0).normal(size=(20, 60))
    model = PCACodec(patch_length=5, latent_dim=5)
    augmenter = LGTAAugmenter("time_warp", 1.0, model=model, calibration=None, random_state=0).fit(X)
    n_between = 0
    for series, copy in zip(X, augmenter.augment(X), strict=True):
        time_spans = np.lib.stride_tricks.sliding_window_view(series, 5)
        distance = np.abs(copy.reshape(12, 1, 5) - time_spans).max(axis=2)
        assert distance.min(axis=1).max() < 1e-5  # components are float32
        first = distance.argmin(axis=1)
        assert (first[0], first[-1]) == (0, 55)
        assert (np.diff(first) >= 0).all()
        n_between += np.sum(first % 5 != 0)
    assert n_between > 100  # most are not the patches of the grid


def test_after_another_change_time_is_warped_in_what_came_of_it():
    X = np.random.default_rng(0).normal(size=(20, 60)).cumsum(axis=1)
    augmenter = LGTAAugmenter(Scaling() + TimeWarp(), 1.0, space="data", calibration=None, random_state=0).fit(X)
    middle, scale = X.mean(axis=1, keepdims=True), X.std(axis=1, keepdims=True)
    for copy, series in zip((augmenter.augment(X) - middle) / scale, (X - middle) / scale, strict=True):
        factor = copy[0] / series[0]  # both ends stay where they are
        np.testing.assert_allclose(copy[-1], factor * series[-1], rtol=1e-6)
        assert np.abs(copy[:, None] / factor - series).min(axis=1).max() < 1e-6

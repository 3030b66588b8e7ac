from itertools import product

import numpy as np
import pytest

from sklearn_lgta._preprocessing.patches import PatchGrid


@pytest.fixture(params=[2, 3, 7, 12, 13, 48, 49, 101])
def grids(request):
    """Grids of series of so many time points."""
    sizes = product((1, 2, 5, 6, 12), (1, 2, 3, 8))
    return [PatchGrid(request.param, patch_length, window_tokens) for patch_length, window_tokens in sizes]


def test_merge_undoes_cut(grids):
    for grid in grids:
        values = np.random.default_rng(0).normal(size=(3, grid.n_timepoints, 2))
        windows = grid.cut(values)
        assert windows.shape == (3 * len(grid.starts), grid.tokens_per_window, grid.patch_length * 2)
        np.testing.assert_allclose(grid.merge(windows), values, rtol=0, atol=1e-12, err_msg=str(grid))


def test_windows_cover_every_token_once_or_more(grids):
    for grid in grids:
        inside = grid.starts[:, None] + np.arange(grid.tokens_per_window)
        assert set(inside.ravel()) == set(range(grid.n_tokens)), grid
        assert len(set(grid.starts)) == len(grid.starts), grid


def test_the_weights_of_a_token_sum_to_one(grids):
    # the weighted mean of ones is one, and that of two numbers lies between them
    for grid in grids:
        ones = np.ones((2 * len(grid.starts), grid.tokens_per_window, 1))
        np.testing.assert_allclose(grid.merge_tokens(ones), 1.0, rtol=0, atol=1e-12, err_msg=str(grid))
        windows = np.random.default_rng(0).uniform(3.0, 4.0, ones.shape)
        merged = grid.merge_tokens(windows)
        assert merged.min() >= 3.0 and merged.max() <= 4.0, grid


def test_a_token_counts_more_in_the_window_whose_centre_is_nearer():
    grid = PatchGrid(n_timepoints=6, patch_length=1, window_tokens=4)  # windows 0-3 and 2-5
    windows = np.stack([np.zeros((4, 1)), np.ones((4, 1))])
    merged = grid.merge_tokens(windows)[0, :, 0]
    np.testing.assert_allclose(merged[[0, 1, 4, 5]], [0, 0, 1, 1])
    assert 0 < merged[2] < 0.5 < merged[3] < 1
    np.testing.assert_allclose(merged[2] + merged[3], 1.0)  # the two windows mirror each other


def test_a_short_series_has_one_window():
    grid = PatchGrid(n_timepoints=5, patch_length=2, window_tokens=8)
    assert grid.n_tokens == grid.tokens_per_window == 3
    assert len(grid.cut(np.zeros((4, 5, 1)))) == 4


def test_the_last_patch_is_filled_by_reflection():
    values = np.array([1.0, 2.0, 3.0, 4.0, 5.0])[None, :, None]
    padded = PatchGrid(5, patch_length=4, window_tokens=2).pad(values)
    np.testing.assert_array_equal(padded[0, :, 0], [1, 2, 3, 4, 5, 5, 4, 3])


def test_a_patch_longer_than_the_series_is_filled_all_the_same():
    grid = PatchGrid(2, patch_length=12, window_tokens=1)
    values = np.array([1.0, 2.0])[None, :, None]
    np.testing.assert_array_equal(grid.pad(values)[0, :, 0], [1, 2, 2, 1] * 3)
    np.testing.assert_array_equal(grid.from_tokens(grid.to_tokens(values)), values)


def test_tokens_hold_consecutive_steps_of_all_channels():
    values = np.arange(12.0).reshape(1, 6, 2)
    tokens = PatchGrid(6, patch_length=3, window_tokens=2).to_tokens(values)
    np.testing.assert_array_equal(tokens, np.arange(12.0).reshape(1, 2, 6))


def test_merging_keeps_float32():
    grid = PatchGrid(12, patch_length=2, window_tokens=2)
    assert grid.merge_tokens(np.ones((len(grid.starts), 2, 3), dtype=np.float32)).dtype == np.float32


def test_the_last_patch_is_filled_as_numpy_pads(grids):
    for grid in grids:
        values = np.random.default_rng(0).normal(size=(3, grid.n_timepoints, 2))
        n_missing = grid.n_tokens * grid.patch_length - grid.n_timepoints
        reflected = np.pad(values, ((0, 0), (0, n_missing), (0, 0)), mode="symmetric")
        np.testing.assert_array_equal(grid.pad(values), reflected, err_msg=str(grid))

"""The kernel gets as far from its rows as fresh rows are, keeps their variance, and repeats none of them."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix, identity
from scipy.spatial import cKDTree

from sklearn_lgta._sampling.kernel import KernelDensity


def fit(rows, shares=None):
    shares = identity(len(rows), format="csr", dtype=bool) if shares is None else shares
    return KernelDensity(rows, np.zeros_like(rows), np.arange(rows.shape[1]) % 2, shares, seed=0)


def curves(n_rows, rng):
    """Points on a noisy curve in six dimensions."""
    place = rng.uniform(-2, 2, (n_rows, 1))
    return np.sin(place * np.arange(1, 7) / 2) + 0.05 * rng.standard_normal((n_rows, 6))


def test_draws_are_as_far_from_the_rows_as_fresh_rows_are():
    rng = np.random.default_rng(0)
    rows, fresh = curves(300, rng), curves(1000, rng)
    drawn, _ = fit(rows).draw_rows(1000, rng)
    tree = cKDTree(rows)
    assert np.median(tree.query(drawn)[0]) == pytest.approx(np.median(tree.query(fresh)[0]), rel=0.25)


def test_draws_come_near_a_row_as_often_as_fresh_rows_do():
    fractions = []
    for seed in range(4):
        rng = np.random.default_rng(seed)
        rows, fresh = curves(300, rng), curves(1000, rng)
        drawn, _ = fit(rows).draw_rows(1000, rng)
        tree = cKDTree(rows)
        near = np.quantile(tree.query(fresh)[0], [0.01, 0.1])
        fractions.append(np.mean(tree.query(drawn)[0][:, None] < near, axis=0))
    very_near, near = np.mean(fractions, axis=0)
    assert 0.002 < very_near < 0.03 and 0.07 < near < 0.15


def test_draws_are_near_copies_as_often_as_fresh_rows_are():
    rng = np.random.default_rng(0)
    rows, fresh = rng.standard_normal((2, 200, 12))
    kernel = fit(rows)
    assert near_copies(kernel._draw_all(1000, rng)[0], rows) > 2 * near_copies(fresh, rows)
    assert near_copies(kernel.draw_rows(1000, rng)[0], rows) == pytest.approx(near_copies(fresh, rows), abs=0.04)


def near_copies(drawn, rows):
    """Fraction of draws much nearer to one row than to the second nearest, as few rows are to other rows."""
    first, second = cKDTree(rows).query(drawn, k=2)[0].T
    _, first_of_rows, second_of_rows = cKDTree(rows).query(rows, k=3)[0].T
    return np.mean(first / second < np.quantile(first_of_rows / second_of_rows, 0.05))


def test_no_draw_of_windows_is_nearer_than_nine_tenths_of_those_that_share_no_value():
    rng = np.random.default_rng(0)
    windows = np.lib.stride_tricks.sliding_window_view(rng.standard_normal(600).cumsum(), 12)
    distance = np.abs(np.arange(len(windows))[:, None] - np.arange(len(windows)))
    shares = csr_matrix(distance < 12)
    drawn, _ = fit(windows, shares).draw_rows(500, rng)
    squares = ((windows[:, None] - windows) ** 2).sum(axis=2)
    squares[distance < 12] = np.inf
    apart = np.sqrt(squares.min(axis=1))
    assert np.mean(cKDTree(windows).query(drawn)[0] < np.quantile(apart, 0.1)) < 0.02


def test_draws_vary_as_much_as_the_rows():
    rng = np.random.default_rng(0)
    rows = curves(300, rng)
    drawn, _ = fit(rows).draw_rows(3000, rng)
    np.testing.assert_allclose(drawn.std(axis=0), rows.std(axis=0), rtol=0.15)


def test_rows_that_share_values_are_left_out_together():
    rng = np.random.default_rng(0)
    alone = curves(150, rng)
    rows = np.repeat(alone, 2, axis=0) + 1e-3 * rng.standard_normal((300, 6))  # every row twice
    pairs = np.arange(300) // 2
    shares = identity(300, format="csr", dtype=bool)
    together = type(shares)(pairs[:, None] == pairs)
    to_rows = cKDTree(alone)
    near, far = (np.median(to_rows.query(fit(rows, each).draw_rows(500, rng)[0])[0]) for each in (shares, together))
    assert far > 1.3 * near


def test_the_detail_of_unrelated_channels_comes_from_donors_of_their_own():
    rng = np.random.default_rng(0)
    rows = curves(300, rng)
    _, donors = fit(rows).draw_rows(200, rng)
    assert donors.shape == (200, 2)


@pytest.mark.parametrize("n_rows", [8, 20])
def test_few_rows_and_equal_rows_are_drawn_from(n_rows):
    rng = np.random.default_rng(0)
    for rows in (curves(n_rows, rng), np.ones((n_rows, 6))):
        drawn, _ = fit(rows).draw_rows(10, rng)
        assert np.isfinite(drawn).all()


def curves_and_shocks(n_rows, rng):
    """Two channels by turns: a curve, and zeros with one shock at a random time, larger at one end of the curve."""
    place = rng.uniform(-2, 2, (n_rows, 1))
    time = np.arange(1, 13)
    shocks = np.where(np.arange(12) == rng.integers(12, size=(n_rows, 1)), 0.5 + np.exp(place), 0.0)
    return np.stack([3 * np.sin(place * time / 4), shocks], axis=2).reshape(n_rows, -1)


def test_a_channel_that_the_scores_leave_unexplained_comes_whole_from_its_donor():
    rng = np.random.default_rng(0)
    rows = curves_and_shocks(300, rng)
    drawn, donors = fit(rows).draw_rows(200, rng)
    np.testing.assert_array_equal(drawn[:, 1::2], rows[donors[:, 1], 1::2])
    assert (np.abs(drawn[:, ::2] - rows[donors[:, 0], ::2]).max(axis=1) > 1e-3).all()


def test_no_draw_is_a_row_where_all_channels_are_unexplained():
    rng = np.random.default_rng(0)
    shocks = curves_and_shocks(300, rng)[:, 1::2]
    drawn, _ = fit(shocks).draw_rows(200, rng)
    assert cKDTree(shocks).query(drawn)[0].min() > 1e-3


@pytest.mark.parametrize("seed", range(4))
def test_no_draw_forgets_its_source(seed):
    kernel = fit(curves(300, np.random.default_rng(seed)))
    assert kernel._kept >= np.cos(1)  # of what its neighbours' mean leaves of the source; draws lie nearer below that

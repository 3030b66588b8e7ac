"""The kernel gets as far from its rows as fresh rows are, keeps their variance, and repeats none of them."""

import numpy as np
import pytest
from scipy.sparse import eye_array
from scipy.spatial import cKDTree

from sklearn_lgta._sampling.kernel import KernelDensity


def fit(rows, shares=None):
    shares = eye_array(len(rows), format="csr", dtype=bool) if shares is None else shares
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


def test_few_draws_are_nearer_than_nine_tenths_of_fresh_rows():
    rng = np.random.default_rng(0)
    rows, fresh = curves(300, rng), curves(1000, rng)
    drawn, _ = fit(rows).draw_rows(1000, rng)
    tree = cKDTree(rows)
    assert np.mean(tree.query(drawn)[0] < np.quantile(tree.query(fresh)[0], 0.05)) < 0.02


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
    shares = eye_array(300, format="csr", dtype=bool)
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

"""Density and coverage have the values of the definition, copies lie apart by what moved them."""

import numpy as np
import pytest

from sklearn_lgta.metrics import coverage, density, pairwise_diversity

LINE = np.arange(8.0)[:, None]  # eight series of one time point


def test_balls_on_a_line_are_counted_by_hand():
    # Balls to the nearest other point have radius 1: 2.5 lies in those of 2 and 3, 100 in none, 0 in that of 0 alone.
    new = [[2.5], [100.0], [0.0]]
    assert density(LINE, new, n_neighbors=1, standardize=False) == pytest.approx(3 / 3)
    assert coverage(LINE, new, n_neighbors=1, standardize=False) == pytest.approx(3 / 8)
    # To the second nearest they have radius 1, at both ends 2: now 0 lies in that of 0, and 2.5 as before.
    assert density(LINE, new, n_neighbors=2, standardize=False) == pytest.approx(3 / 6)


@pytest.mark.parametrize("n_neighbors", [1, 3, 5])
def test_fresh_series_have_density_one_and_cover_what_chance_gives(n_neighbors):
    figures = []
    for seed in range(10):
        X, new = np.random.default_rng(seed).normal(size=(2, 300, 4))
        figures.append([measure(X, new, n_neighbors=n_neighbors) for measure in (density, coverage)])
    # Of 2 n exchangeable series, the k nearest to one are all real in a fraction 2**-k of the cases.
    np.testing.assert_allclose(np.mean(figures, axis=0), [1, 1 - 0.5**n_neighbors], rtol=0.05)


def test_all_of_one_kind_are_dense_and_cover_little():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 5)) + np.repeat([0.0, 50.0], 100)[:, None]
    one_kind = rng.normal(size=(200, 5))
    assert density(X, one_kind) == pytest.approx(1, abs=0.15)
    assert 0.4 < coverage(X, one_kind) <= 0.5
    centre = 0.1 * one_kind
    assert density(X, centre) > 1.5


def test_channels_weigh_alike_unless_values_are_taken_as_they_are():
    rng = np.random.default_rng(0)
    X, new = rng.normal(size=(2, 100, 2, 3)) * np.array([1, 1000.0])[:, None]
    new[:, 0] += 10  # seen only where the small channel counts
    assert density(X, new) == 0
    assert density(X, new, standardize=False) > 0.5


@pytest.mark.parametrize("n_copies", [2, 3, 4])
def test_copies_lie_apart_as_their_pairs(X, n_copies):
    rng = np.random.default_rng(0)
    copies = X + X.std(axis=1, keepdims=True) * rng.normal(size=(n_copies, *X.shape))
    change = copies / X.std(axis=1, keepdims=True)
    squares = [np.mean((change[i] - change[j]) ** 2) for i in range(n_copies) for j in range(i)]
    assert pairwise_diversity(X, np.concatenate(copies)) == pytest.approx(np.sqrt(np.mean(squares)))


def test_equal_copies_are_not_diverse(X):
    assert pairwise_diversity(X, np.tile(X + 1, (3, 1))) == pytest.approx(0, abs=1e-12)


def test_one_copy_cannot_be_compared(X):
    with pytest.raises(ValueError, match="1 copy of every series; at least 2"):
        pairwise_diversity(X, X)

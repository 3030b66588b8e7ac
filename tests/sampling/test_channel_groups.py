"""Channels that are drawn together, and donors of their residuals."""

import numpy as np

from sklearn_lgta._sampling.channel_groups import connected_channels, correlation, residual_groups
from sklearn_lgta._sampling.density import MixtureDensity


def test_channels_are_connected_through_others_and_in_any_of_the_matrices():
    first, second = np.eye(4), np.eye(4)
    first[0, 2] = first[2, 0] = -0.5
    second[2, 3] = second[3, 2] = 0.5
    groups = connected_channels([first, second], 0.3)
    assert [group.tolist() for group in groups] == [[0, 2, 3], [1]]


def test_correlation_is_that_of_numpy_and_0_for_a_constant():
    columns = np.random.default_rng(0).normal(size=(50, 3)) @ np.array([[1, 1, 0], [0, 1, 0], [0, 0, 1]])
    np.testing.assert_allclose(correlation(columns), np.corrcoef(columns.T))
    columns[:, 1] = 7.0
    np.testing.assert_array_equal(correlation(columns)[1], 0)


def test_a_residual_that_neighbours_share_comes_from_a_neighbour_only():
    rng = np.random.default_rng(0)
    place = rng.uniform(-3, 3, (300, 1))
    density = MixtureDensity(np.hstack([place, place**2]), np.arange(300), rng)
    shared = np.sin(3 * place + np.arange(12))  # neighbours have nearly the same
    noise = rng.normal(size=(300, 12))
    groups = residual_groups(density, np.stack([shared, noise], axis=2), rng)
    assert [(group.channels.tolist(), group.any_donor) for group in groups] == [([0], False), ([1], True)]
    neighbors = np.arange(5)
    np.testing.assert_array_equal(groups[0].draw_donors(neighbors, 300, rng), neighbors)
    assert groups[1].draw_donors(neighbors, 300, rng).max() > 5

"""Limits of drawn series: values that stay at one, and what is cut off."""

import numpy as np

from sklearn_lgta._preprocessing.bounds import Bounds
from sklearn_lgta._sampling.limits import Limits

NOT_NEGATIVE = Bounds(np.zeros(1), np.full(1, np.inf))


def column(*values):
    return np.array(values, dtype=float)[..., None]


def test_a_draw_is_0_where_its_donor_stays_at_0():
    closed = np.repeat([[1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1]], 20, axis=0)[..., None]
    kept = Limits(closed, NOT_NEGATIVE).keep(np.full((1, 12, 1), 5.0), np.array([[3]]))
    np.testing.assert_array_equal(kept[0, :, 0], [5, 5, 5, 5, 0, 0, 0, 0, 5, 5, 5, 5])


def test_a_draw_keeps_its_values_where_zeros_come_and_go():
    alternating = np.repeat([[0.0, 1.0, 0.0, 1.0, 0.0, 1.0]], 20, axis=0)[..., None]
    drawn = np.full((1, 6, 1), 5.0)
    np.testing.assert_array_equal(Limits(alternating, NOT_NEGATIVE).keep(drawn, np.array([[3]])), drawn)


def test_the_excess_is_the_fraction_beyond_that_of_training():
    limits = Limits(column([0, 2, 3, 4], [1, 2, 3, 4]), NOT_NEGATIVE)  # at most a quarter of a series at the limit
    clipped, excess = limits.clip(column([-4, -4, -4, 1], [-4, 2, 3, 1], [1, 2, 3, 4]), np.zeros((3, 1)))
    np.testing.assert_array_equal(clipped[:, :, 0], [[0, 0, 0, 1], [0, 2, 3, 1], [1, 2, 3, 4]])
    np.testing.assert_allclose(excess, [0.5, 0, 0])

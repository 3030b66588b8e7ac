"""The local linear trend of series."""

import numpy as np
import pytest

from sklearn_lgta._preprocessing.smoothing import local_linear_trend


@pytest.mark.parametrize(
    ("n_timepoints", "span"), [(2, 4), (3, 2), (5, 3), (5, 4), (9, 100), (40, 8), (40, 24), (41, 40)]
)
def test_a_line_is_its_own_trend(n_timepoints, span):
    line = 1.5 - 0.25 * np.arange(n_timepoints)
    lines = np.stack([line, np.ones(n_timepoints)])
    np.testing.assert_allclose(local_linear_trend(lines, span), lines, rtol=0, atol=1e-12)


@pytest.mark.parametrize("step", [0, 1, 7, 20, 38, 39])
def test_the_trend_is_weighted_least_squares_of_a_line(step):
    n_timepoints, width = 40, 13  # the odd span next to 12
    values = np.random.default_rng(0).normal(size=n_timepoints).cumsum()
    first = min(max(step - width // 2, 0), n_timepoints - width)  # as many neighbours at the ends as inside
    near = np.arange(first, first + width)
    distance = np.abs(near - step)
    weight = (1 - (distance / (distance.max() + 0.5)) ** 3) ** 3  # tricube
    design = np.column_stack([np.ones(width), near]) * np.sqrt(weight)[:, None]
    (level, slope), *_ = np.linalg.lstsq(design, values[near] * np.sqrt(weight), rcond=None)
    np.testing.assert_allclose(local_linear_trend(values[None], 12)[0, step], level + slope * step, rtol=1e-10)


def test_the_trend_follows_the_newest_slope():
    values = np.where(np.arange(60) < 30, 0.0, np.arange(60) - 30.0)  # a bend in the middle
    np.testing.assert_allclose(local_linear_trend(values[None], 12)[0, -1], values[-1], atol=1e-9)


@pytest.mark.parametrize(("n_timepoints", "span"), [(48, 24), (97, 24), (500, 365), (66_000, 24)])
def test_a_series_has_the_same_trend_alone_and_among_others(n_timepoints, span):
    values = np.random.default_rng(0).normal(size=(19, n_timepoints)).cumsum(axis=1)
    together = local_linear_trend(values, span)
    for rows in (slice(1), slice(3, 5), slice(10, 19)):
        np.testing.assert_array_equal(local_linear_trend(values[rows], span), together[rows])

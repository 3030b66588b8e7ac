"""The interval of a mean difference over folds, against closed forms and drawn differences."""

import numpy as np
import pytest
from scipy.stats import ttest_1samp

from sklearn_lgta.inspection._corrected_t import corrected_interval


def test_without_shared_series_it_is_the_t_interval():
    differences = np.random.default_rng(0).normal(size=12)
    expected = ttest_1samp(differences, 0).confidence_interval(0.9)
    np.testing.assert_allclose(corrected_interval(differences, 0.0, 0.9), [expected.low, expected.high])


def test_two_folds_by_hand():
    # mean 1, variance 2, times (1 / 2 + 1 / 2); t of one degree of freedom is that of Cauchy, 12.706
    low, high = corrected_interval(np.array([0.0, 2.0]), 0.5, 0.95)
    assert low == pytest.approx(1 - 12.7062 * np.sqrt(2), abs=1e-3)
    assert high == pytest.approx(1 + 12.7062 * np.sqrt(2), abs=1e-3)


def test_it_holds_as_often_as_it_says_where_the_ordinary_one_does_not():
    # of differences with the correlation n_test / (n_test + n_train) the corrected variance is exact
    rng, fraction, n_folds = np.random.default_rng(0), 0.25, 15
    correlation = fraction / (1 + fraction)
    common, own = rng.normal(size=(20_000, 1)), rng.normal(size=(20_000, n_folds))
    differences = np.sqrt(correlation) * common + np.sqrt(1 - correlation) * own
    holds = {}
    for corrected in (0.0, fraction):
        low, high = corrected_interval(differences, corrected, 0.95).T
        holds[corrected] = np.mean((low < 0) & (high > 0))
    assert holds[fraction] == pytest.approx(0.95, abs=0.006)
    assert holds[0.0] < 0.75


def test_several_models_get_an_interval_each():
    differences = np.random.default_rng(0).normal(size=(3, 10))
    together = corrected_interval(differences, 0.25, 0.95)
    assert together.shape == (3, 2)
    for row in range(3):
        np.testing.assert_array_equal(together[row], corrected_interval(differences[row], 0.25, 0.95))

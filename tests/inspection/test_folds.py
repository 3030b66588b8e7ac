"""Folds on which models are compared."""

import numpy as np
import pytest
from sklearn.model_selection import TimeSeriesSplit

from sklearn_lgta.inspection._folds import paired_folds

Y = np.repeat(["a", "b"], [20, 10])


def folds(cv=5, n_repeats=3, y=Y, groups=None, classifier=True, random_state=0):
    return paired_folds(cv, n_repeats, y, groups=groups, classifier=classifier, random_state=random_state)


def test_every_series_is_tested_once_a_repetition_and_never_learnt_from_there():
    found = folds()
    assert len(found) == 15
    for first in (0, 5, 10):
        tested = np.concatenate([test for _, test in found[first : first + 5]])
        assert sorted(tested) == list(range(30))
    assert all(sorted(np.concatenate(fold)) == list(range(30)) for fold in found)


def test_repetitions_differ_and_seeds_repeat_them():
    first, *others = (tuple(test) for _, test in folds())
    assert first not in others
    assert all(np.array_equal(a[1], b[1]) for a, b in zip(folds(), folds(), strict=True))
    assert not all(np.array_equal(a[1], b[1]) for a, b in zip(folds(), folds(random_state=1), strict=True))


def test_classes_are_spread_over_the_folds_of_a_classifier():
    assert all((Y[test] == "b").sum() == 2 for _, test in folds())
    assert any((Y[test] == "b").sum() != 2 for _, test in folds(classifier=False))


@pytest.mark.parametrize("classifier", [True, False])
def test_groups_stay_together(classifier):
    groups = np.arange(30) // 2
    for train, test in folds(groups=groups, classifier=classifier):
        assert not set(groups[train]) & set(groups[test])


def test_a_splitter_is_used_as_it_is():
    expected = list(TimeSeriesSplit(4).split(Y))
    for (train, test), (expected_train, expected_test) in zip(folds(TimeSeriesSplit(4)), expected, strict=True):
        np.testing.assert_array_equal(train, expected_train)
        np.testing.assert_array_equal(test, expected_test)


def test_one_fold_has_no_spread():
    with pytest.raises(ValueError, match="gives 1 fold; an interval needs 2 or more"):
        folds([(np.arange(20), np.arange(20, 30))])

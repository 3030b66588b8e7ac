"""The warnings of the package."""

import inspect
import warnings

import pytest

from sklearn_lgta import exceptions

CATEGORIES = [value for value in vars(exceptions).values() if inspect.isclass(value)]


def test_there_are_warnings():
    assert {category.__name__ for category in CATEGORIES} >= {"PosteriorCollapseWarning", "StrengthWarning"}


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_warning_of_the_package_is_a_user_warning_of_its_own_category(category):
    assert category.__module__ == exceptions.__name__
    others = [other for other in CATEGORIES if other is not category]
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        for other in others:
            warnings.simplefilter("ignore", other)
        with pytest.raises(category):
            warnings.warn("", category, stacklevel=1)

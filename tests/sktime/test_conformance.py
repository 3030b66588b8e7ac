"""sktime's own checks, all of them."""

import warnings

import pytest
from sktime.utils.estimator_checks import check_estimator

import sklearn_lgta.sktime as adapters


@pytest.mark.parametrize("name", adapters.__all__)
def test_all_checks_pass(name):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as where sktime runs them
        results = check_estimator(getattr(adapters, name), raise_exceptions=False, verbose=False)
    failed = {check: str(outcome) for check, outcome in results.items() if outcome != "PASSED"}
    assert not failed
    assert any("test_class_has_doctest_example" in check for check in results) or len(results) > 200

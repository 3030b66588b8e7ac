"""The series and targets that an estimator is fitted or scored on."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from numpy.typing import ArrayLike
from sklearn.utils import indexable
from sklearn.utils.validation import _num_samples

from .._conditions.targets import check_one_each
from .._containers.estimator_input import series_input


def read_series(X: Any, y: ArrayLike) -> tuple[Any, Any]:
    """Return series as estimators take them, and one target per series.

    Parameters
    ----------
    X : array-like or DataFrame of shape (n_series, ...), or any other container of series
    y : array-like of shape (n_series,) or (n_series, n_outputs)

    Returns
    -------
    X : array-like or DataFrame of shape (n_series, ...), or list of arrays
        A list where series have unequal lengths.
    y : array-like of shape (n_series,) or (n_series, n_outputs)

    Raises
    ------
    ValueError
        If X cannot be read, or if y does not have one entry per series.
    """
    X = series_input(X)
    (y,) = indexable(y)
    check_one_each(y, _num_samples(X))
    return X, y


IN_FRONT_OF_ESTIMATOR = (
    "Put an imputer in front of your estimator: make_pipeline(SimpleImputer(), estimator). Or set missing='fill' in "
    "the augmenter, which fills gaps within series, in fit and predict, but nothing before their first and after their "
    "last observed value."
)
IN_FRONT_OF_ALL = (
    "Lag windows need all values. Put an imputer in front of the AugmentedEstimator: "
    "make_pipeline(SimpleImputer(), AugmentedEstimator(estimator, target='continuation'))."
)


@contextmanager
def advice_on_gaps(advice: str = IN_FRONT_OF_ESTIMATOR) -> Iterator[None]:
    """Add advice to an error about missing values.

    Parameters
    ----------
    advice : str, default=IN_FRONT_OF_ESTIMATOR
    """
    try:
        yield
    except ValueError as error:
        if "contains NaN" in str(error):
            error.add_note(advice)
        raise

"""Is it useful? Scores on real series of models that are fitted to new ones."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import clone, is_classifier
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.metrics import check_scoring
from sklearn.utils import check_consistent_length

from .._containers.estimator_input import series_input


def train_synthetic_test_real(
    estimator: Any,
    X: ArrayLike,
    y: ArrayLike,
    X_new: ArrayLike,
    y_new: ArrayLike,
    X_test: ArrayLike,
    y_test: ArrayLike,
    *,
    scoring: str | Callable | None = None,
) -> dict[str, float]:
    """Return scores on real series of models fitted to real series, to new ones and to both (TRTR, TSTR).

    Parameters
    ----------
    estimator : estimator object
        Classifier or regressor of scikit-learn. It is cloned for every fit.
    X : array-like of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Real series for training, in the shape that the estimator takes; lag windows for a forecaster.
    y : array-like of shape (n_series,) or (n_series, n_outputs)
        Labels or targets of `X`.
    X_new : array-like of shape (n_new, n_timepoints) or (n_new, n_channels, n_timepoints)
        Copies of `X`, or series drawn by a model fitted to `X` alone.
    y_new : array-like of shape (n_new,) or (n_new, n_outputs)
        Labels or targets of `X_new`.
    X_test : array-like of shape (n_test, n_timepoints) or (n_test, n_channels, n_timepoints)
        Real series that played no part in making `X_new`.
    y_test : array-like of shape (n_test,) or (n_test, n_outputs)
        Labels or targets of `X_test`.
    scoring : str, callable or None, default=None
        Scorer of scikit-learn; None is the `score` method of the estimator.

    Returns
    -------
    scores : dict of str to float
        "real", "synthetic" and "both" name the training series. "dummy" is the baseline: a model that uses `y`
        alone. New series are as good as real ones where "synthetic" is as large as "real". They are worth adding
        where "both" is larger, by more than other seeds and other test series change it.

    Raises
    ------
    ValueError
        If series and labels are not equally many, or series do not have one shape. A list of series of unequal
        length goes to the estimator as it is.

    References
    ----------
    .. [1] C. Esteban, S. L. Hyland, G. Rätsch, "Real-valued (Medical) Time Series Generation with Recurrent
       Conditional GANs", arXiv:1706.02633, 2017.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn_lgta.metrics import train_synthetic_test_real
    >>> rng = np.random.default_rng(0)
    >>> y = np.tile([0, 1], 30)
    >>> X, X_new, X_test = rng.normal(size=(3, 60, 20)) + y[:, None]
    >>> scores = train_synthetic_test_real(LogisticRegression(), X, y, X_new, y, X_test, y)
    >>> scores["synthetic"] > 0.9, scores["dummy"]
    (True, 0.5)
    """
    given = {"X": (X, y), "X_new": (X_new, y_new), "X_test": (X_test, y_test)}
    parts = {name: (series_input(series), np.asarray(labels)) for name, (series, labels) in given.items()}
    shape = np.shape(parts["X"][0])[1:] if _have_one_length(parts["X"][0]) else None
    for name, (series, labels) in parts.items():
        check_consistent_length(series, labels)
        if shape is not None and _have_one_length(series) and np.shape(series)[1:] != shape:
            raise ValueError(
                f"{name} has series of shape {np.shape(series)[1:]}, X of shape {shape}; all must have "
                "the same. Cut the longer series."
            )
    real, synthetic, test = parts.values()
    both = _joined(real[0], synthetic[0]), np.concatenate([real[1], synthetic[1]])
    score = check_scoring(estimator, scoring)
    dummy = DummyClassifier() if is_classifier(estimator) else DummyRegressor()
    fits = {"real": (estimator, real), "synthetic": (estimator, synthetic), "both": (estimator, both)}
    return {
        name: float(score(clone(model).fit(*training), *test))
        for name, (model, training) in (fits | {"dummy": (dummy, real)}).items()
    }


def _have_one_length(series: Any) -> bool:
    """Whether series, an array or a list of arrays, have one shape."""
    return len({np.shape(own) for own in series}) == 1


def _joined(series: Any, others: Any) -> Any:
    """Series and others in one array, or in a list where lengths differ."""
    if _have_one_length([*series, *others]):
        return np.concatenate([np.asarray(series), np.asarray(others)])
    return [*series, *others]

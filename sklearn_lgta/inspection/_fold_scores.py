"""Scores of one fold without augmentation, with exact duplicates and with augmented copies."""

from collections.abc import Callable, Sequence
from typing import Any

from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.frozen import FrozenEstimator
from sklearn.utils import _safe_indexing
from sklearn.utils.validation import _check_method_params

from ._at_strength import at_strength
from ._duplicates import Duplicates


def scores_of_fold(
    model: Any,
    strengths: Sequence[float | None],
    X: Any,
    y: Any,
    train: NDArray,
    test: NDArray,
    scorer: Callable,
    params: dict[str, Any],
) -> list[float]:
    """Scores on the test series of one fold.

    Parameters
    ----------
    model : AugmentedEstimator
        Its augmenter has the first strength.
    strengths : sequence of float or None
        None only as the first one.
    X : array-like or DataFrame of shape (n_series, ...)
    y : array-like of shape (n_series, ...)
    train, test : ndarrays of int
        Rows of the fold.
    scorer : callable
        Called with a fitted model, X and y.
    params : dict
        Parameters of `fit`. Arrays with one entry per series are split with X.

    Returns
    -------
    scores : list of 2 + n_strengths floats
        Without augmentation, with duplicates, and at every strength.
    """
    X_train, y_train = _safe_indexing(X, train), _safe_indexing(y, train)
    X_test, y_test = _safe_indexing(X, test), _safe_indexing(y, test)
    params = _check_method_params(X, params, indices=train)

    def fitted(augmenter: Any, n_copies: int = model.n_copies) -> Any:
        fold = clone(model).set_params(augmenter=augmenter, n_copies=n_copies)
        return fold.fit(X_train, y_train, **params)

    augmented = fitted(model.augmenter)
    trained = augmented.augmenter_  # the network is trained once and used at every strength
    duplicates = FrozenEstimator(Duplicates(trained))
    models = [fitted(duplicates, n_copies=0), fitted(duplicates), augmented]
    models += [fitted(at_strength(trained, strength)) for strength in strengths[1:] if strength is not None]
    return [scorer(model, X_test, y_test) for model in models]

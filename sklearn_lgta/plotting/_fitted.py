"""The fitted augmenter of an estimator."""

from typing import Any

from sklearn.utils.validation import check_is_fitted


def augmenter_of(estimator: Any) -> Any:
    """Return the augmenter itself, or the one inside an estimator.

    Parameters
    ----------
    estimator : LGTAAugmenter, or estimator with the attribute `augmenter_`
        Fitted.

    Returns
    -------
    augmenter : LGTAAugmenter

    Raises
    ------
    NotFittedError
        If `estimator` is not fitted.
    """
    check_is_fitted(estimator)
    augmenter = getattr(estimator, "augmenter_", estimator)
    return getattr(augmenter, "estimator", augmenter)  # out of a FrozenEstimator

"""The fitted augmenter of an estimator."""

from sklearn.utils.validation import check_is_fitted


def augmenter_of(estimator):
    """The augmenter itself, or that of an estimator which holds one.

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
        If it is not fitted.
    """
    check_is_fitted(estimator)
    augmenter = getattr(estimator, "augmenter_", estimator)
    return getattr(augmenter, "estimator", augmenter)  # out of a FrozenEstimator

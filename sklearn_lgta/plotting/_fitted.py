"""The fitted augmenter of an estimator."""

from typing import Any, Literal

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


def unit_of(augmenter: Any) -> Literal["series", "panel"]:
    """Return whose standard deviation is the unit of strength, for the metrics.

    Parameters
    ----------
    augmenter : LGTAAugmenter
        Fitted.

    Returns
    -------
    unit : {"series", "panel"}
    """
    return "panel" if augmenter.normalisation_ == "panel" else "series"

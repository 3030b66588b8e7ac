"""Gaps of the series that an estimator is fitted on or predicts for, filled where those of copies are."""

from typing import Any

from .._containers.plain_reading import read_plainly
from .._resolve_augmenter import fills_gaps


def filled(augmenter: Any, X: Any) -> Any:
    """Return series without gaps, if the augmenter fills those of copies, so that `fit` and `predict` are alike.

    Parameters
    ----------
    augmenter : LGTAAugmenter or FrozenEstimator
        Fitted.
    X : array-like or DataFrame of shape (n_series, ...), or list of arrays

    Returns
    -------
    X : object of the type of X
        The same object where nothing is filled. Values before the first and after the last observed one stay missing.

    Raises
    ------
    ValueError
        As `refuse_filling`.
    """
    if not _has_gaps_to_fill(augmenter, X):
        return X
    _refuse_unknown(augmenter)
    return augmenter.fill(X)


def refuse_filling(augmenter: Any, X: Any, given: dict[str, Any] | None = None) -> None:
    """Check that gaps are filled by what `predict` gets too: the series alone, or with the dates of their columns.

    Parameters
    ----------
    augmenter : LGTAAugmenter or FrozenEstimator
        Need not be fitted.
    X : array-like or DataFrame of shape (n_series, ...), or list of arrays
    given : dict or None, default=None
        Conditions that `fit` got.

    Raises
    ------
    ValueError
        If gaps are filled by labels or conditions.
    """
    if _has_gaps_to_fill(augmenter, X):
        _refuse_unknown(augmenter, given)


def _refuse_unknown(augmenter: Any, given: dict[str, Any] | None = None) -> None:
    """Check that the augmenter fills gaps without labels and conditions."""
    names = getattr(augmenter, "conditions", None) or ()
    others = [name for name in ([names] if isinstance(names, str) else names) if given or name != "calendar"]
    by_class = getattr(augmenter, "use_y", None) == "condition"
    if by_class or others:
        what = "the class, use_y='condition'" if by_class else f"conditions={names!r}"
        line = "Set use_y='donors'" if by_class else "Set conditions=None"
        raise ValueError(
            f"X has gaps, and missing='fill' fills them by {what}, which predict does not know. {line} in the "
            "augmenter. Or set missing='keep' there, and put an imputer in front of your estimator: "
            "make_pipeline(SimpleImputer(), estimator)."
        )


def _has_gaps_to_fill(augmenter: Any, X: Any) -> bool:
    return fills_gaps(augmenter) and read_plainly(X).has_gaps

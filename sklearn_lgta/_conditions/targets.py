"""Checks of y: its kind, its length, and that nothing is missing."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import issparse
from sklearn.utils import assert_all_finite
from sklearn.utils.multiclass import type_of_target
from sklearn.utils.validation import _num_samples, column_or_1d

from .messages import are_missing

CLASSES = ("binary", "multiclass")  # kinds of targets that are one class label for every series


def target_kind(y: Any) -> str:
    """Kind of a target, as :func:`sklearn.utils.multiclass.type_of_target` names it.

    Parameters
    ----------
    y : array-like

    Returns
    -------
    kind : str

    Raises
    ------
    ValueError
        If y holds values that are missing or not finite.
    """
    refuse_missing(y)
    return type_of_target(y, input_name="y")


def class_labels(y: Any) -> NDArray | None:
    """Return the class of every series, if y holds classes.

    Parameters
    ----------
    y : array-like of shape (n_series,) or (n_series, 1), or of shape (n_series, n_classes)
        Class labels, or one-hot rows: a single 1 in the column of the class.

    Returns
    -------
    labels : ndarray of shape (n_series,), or None
        Of one-hot rows, the number of the column. None where y holds other targets.

    Raises
    ------
    ValueError
        If y holds values that are missing or not finite.
    """
    y = y.toarray() if issparse(y) else y
    kind = target_kind(y)
    if kind in CLASSES:
        return column_or_1d(y)
    if kind != "multilabel-indicator":
        return None
    rows = np.asarray(y)
    return rows.argmax(axis=1) if (rows.sum(axis=1) == 1).all() else None


def refuse_missing(y: Any) -> None:
    """Check that no target is missing.

    Parameters
    ----------
    y : array-like

    Raises
    ------
    ValueError
        If y holds NaN, None or infinity.
    """
    y = np.asarray(y)
    if y.dtype.kind != "O":
        assert_all_finite(y, input_name="y")
        return
    missing = np.flatnonzero(are_missing(y.ravel().tolist()))
    if len(missing):
        raise ValueError(
            f"Input y contains NaN or None: {len(missing)} of {y.size} entries, the first at position {missing[0]}. "
            "Leave those series out, or pass their targets."
        )


def check_one_each(y: Any, n_series: int, name: str = "y") -> None:
    """Check that there is a target for every series.

    Parameters
    ----------
    y : array-like of shape (n_series, ...)
    n_series : int
    name : str, default="y"
        Parameter that is checked.

    Raises
    ------
    ValueError
        If there are more or fewer.
    """
    n_targets = _num_samples(y) if issparse(y) or hasattr(y, "__len__") else np.size(y)
    if n_targets != n_series:
        raise ValueError(f"{name} has {n_targets} entries and X has {n_series} series; one for every series is needed.")

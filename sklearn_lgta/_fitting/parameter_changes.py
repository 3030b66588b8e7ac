"""What `set_params` after `fit` does: parameters that need no training take effect, the others are refused."""

from typing import Any

import numpy as np
from sklearn.base import clone

from .._preprocessing.trend_season import resolve_structure
from .steps import asked_structure, resolve_transformation

# Parameters that training, or the choice of donors and limits in `fit`, used.
_USED_IN_FIT = (
    "model",
    "space",
    "structure",
    "seasonal_period",
    "normalisation",
    "bounds",
    "round",
    "use_y",
    "conditions",
    "random_state",
)


def parameters_in_use(augmenter: Any) -> dict[str, Any]:
    """Parameters that a fitted augmenter cannot change without another `fit`.

    Parameters
    ----------
    augmenter : LGTAAugmenter

    Returns
    -------
    parameters : dict
        Clones, which keep their values when the objects of the user change. A RandomState is kept itself, as every
        draw changes it.
    """
    values = {name: getattr(augmenter, name) for name in _USED_IN_FIT}
    return {name: value if name == "random_state" else clone(value, safe=False) for name, value in values.items()}


def refuse_changes(augmenter: Any, of_fit: dict[str, Any]) -> None:
    """Refuse parameters that changed after `fit`, which used them.

    Parameters
    ----------
    augmenter : LGTAAugmenter
    of_fit : dict
        Result of `parameters_in_use` in `fit`.

    Raises
    ------
    ValueError
        If one of them has changed.
    """
    for name, before in of_fit.items():
        now = getattr(augmenter, name)
        if not _equal(before, now):
            raise ValueError(
                f"{name} was {before!r} in fit and is {now!r} now, and fit used it. Call fit(X) again, or take the "
                f"change back by set_params({name}={before!r})."
            )


def calibration_in_force(augmenter: Any) -> Any:
    """Calibration for the parameters of now.

    Parameters
    ----------
    augmenter : LGTAAugmenter
        Fitted.

    Returns
    -------
    calibration : StrengthCalibration
        That of the augmenter where transformation, residual and calibration are those that it was made with. Else
        a new one, whose curve is measured at its first use.

    Raises
    ------
    ValueError
        If the transformation needs another structure than the one that is set aside, or cannot be used.
    """
    calibration = augmenter._calibration
    transformation = resolve_transformation(augmenter.transformation, augmenter.calibration)
    is_same = _equal(transformation, calibration.copier.transformation)
    if is_same and (augmenter.residual, augmenter.calibration) == (calibration.residual, calibration.unit):
        return calibration
    _refuse_other_structure(augmenter, transformation)
    return calibration.with_changes(transformation, augmenter.residual, augmenter.calibration)


def _refuse_other_structure(augmenter: Any, transformation: Any) -> None:
    """Refuse a transformation for which structure="auto" would have set another structure aside in `fit`."""
    if augmenter.structure != "auto":
        return
    asked = asked_structure(augmenter, transformation)
    needed = resolve_structure(asked, augmenter.seasonal_period_, augmenter._lengths.min())
    if needed != augmenter.structure_:
        raise ValueError(
            f"transformation={transformation} needs structure={needed!r}, and fit set structure="
            f"{augmenter.structure_!r} aside, for {augmenter._calibration.copier.transformation}. Call fit(X) again."
        )


def _equal(one: Any, other: Any) -> bool:
    """Whether two parameters are equal: objects with parameters, lists, arrays and plain values."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if hasattr(one, "get_params"):
        one, other = one.get_params(deep=False), other.get_params(deep=False)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_equal(value, other[name]) for name, value in one.items())
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(_equal, one, other))
    return bool(np.array_equal(one, other))

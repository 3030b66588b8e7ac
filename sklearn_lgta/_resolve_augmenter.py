"""The augmenter that an estimator, a resampler or an adapter uses for its parameter `augmenter`."""

from typing import Any, TypeAlias

from sklearn.base import clone
from sklearn.frozen import FrozenEstimator

from ._augmenter import LGTAAugmenter

Augmenter: TypeAlias = LGTAAugmenter | FrozenEstimator


def resolve_augmenter(augmenter: Augmenter | None, has_classes: bool) -> Any:
    """Return an unfitted clone that copies series within their class.

    Parameters
    ----------
    augmenter : LGTAAugmenter, FrozenEstimator or None
        None is ``LGTAAugmenter(random_state=0)``. A fitted augmenter in a `FrozenEstimator` is returned unchanged.
    has_classes : bool
        Whether the targets are classes: then ``use_y=None`` becomes "donors".

    Returns
    -------
    augmenter : LGTAAugmenter or FrozenEstimator
    """
    if isinstance(augmenter, FrozenEstimator):
        return augmenter
    augmenter = LGTAAugmenter(random_state=0) if augmenter is None else clone(augmenter)
    # the caller says which series to copy, so training series need not be recognised by their values
    parameters = {"unseen": "augment"}
    if has_classes and augmenter.get_params(deep=False).get("use_y") is None:
        parameters["use_y"] = "donors"
    return augmenter.set_params(**parameters)


def makes_copies(augmenter: Augmenter | None, n_copies: int) -> bool:
    """Whether an augmenter is asked for copies that differ from their originals.

    Parameters
    ----------
    augmenter : LGTAAugmenter, FrozenEstimator or None
    n_copies : int
        Copies of every series, 0 or more.

    Returns
    -------
    makes_copies : bool
        False for 0 copies, and for strength 0.
    """
    return n_copies > 0 and getattr(augmenter, "strength", None) != 0

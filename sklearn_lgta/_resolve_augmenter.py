"""How a part that augments takes over the augmenter that it was given."""

from sklearn.base import clone
from sklearn.frozen import FrozenEstimator

from ._augmenter import LGTAAugmenter


def resolve_augmenter(augmenter, has_classes):
    """An augmenter of one's own, not fitted, that copies series within their class.

    Parameters
    ----------
    augmenter : LGTAAugmenter, FrozenEstimator or None
        None is ``LGTAAugmenter(random_state=0)``. A fitted augmenter in a `FrozenEstimator` is used as
        it is.
    has_classes : bool
        Whether the targets are classes: then ``use_y=None`` becomes "donors".

    Returns
    -------
    augmenter : LGTAAugmenter or FrozenEstimator
    """
    if isinstance(augmenter, FrozenEstimator):
        return augmenter
    augmenter = LGTAAugmenter(random_state=0) if augmenter is None else clone(augmenter)
    # nothing is recognised by its values here, so rows of fit and others are all the same
    parameters = {"unseen": "augment"}
    if has_classes and augmenter.get_params(deep=False).get("use_y") is None:
        parameters["use_y"] = "donors"
    return augmenter.set_params(**parameters)


def makes_copies(augmenter, n_copies):
    """Whether copies by an augmenter, of which 0 or more are asked, differ from their originals.

    Parameters
    ----------
    augmenter : LGTAAugmenter, FrozenEstimator or None
    n_copies : int

    Returns
    -------
    makes_copies : bool
    """
    return n_copies > 0 and getattr(augmenter, "strength", None) != 0

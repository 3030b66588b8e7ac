"""A fitted augmenter at another strength."""

from copy import copy
from typing import Any

from sklearn.frozen import FrozenEstimator


def at_strength(augmenter: Any, strength: float) -> FrozenEstimator:
    """Return a copy of the augmenter at another strength, without a new training.

    Parameters
    ----------
    augmenter : LGTAAugmenter or FrozenEstimator
        Fitted; it stays unchanged.
    strength : float

    Returns
    -------
    augmenter : FrozenEstimator
    """
    inner = augmenter.estimator if isinstance(augmenter, FrozenEstimator) else augmenter
    return FrozenEstimator(copy(inner).set_params(strength=strength))  # a shallow copy: they share what fit has set

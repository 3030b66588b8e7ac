"""A fitted augmenter at another strength."""

from copy import copy

from sklearn.frozen import FrozenEstimator


def at_strength(augmenter, strength):
    """The augmenter at another strength, without a new training; what was passed in stays as it is.

    Parameters
    ----------
    augmenter : LGTAAugmenter or FrozenEstimator
        Fitted.
    strength : float

    Returns
    -------
    augmenter : FrozenEstimator
    """
    inner = augmenter.estimator if isinstance(augmenter, FrozenEstimator) else augmenter
    return FrozenEstimator(copy(inner).set_params(strength=strength))  # what fit has left is shared

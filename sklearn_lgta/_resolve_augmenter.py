"""The augmenter that an estimator, a resampler or an adapter uses for its parameter `augmenter`, and what suits it."""

from typing import Any, TypeAlias

from sklearn.base import clone
from sklearn.frozen import FrozenEstimator

from ._augmenter import LGTAAugmenter

Augmenter: TypeAlias = LGTAAugmenter | FrozenEstimator

_LOSSES = "loss", "objective", "loss_function", "criterion"  # parameters of regressors that name their loss
_OF_QUANTILES = "quantile", "pinball"  # in the names of losses, and of regressors without another loss


def unfitted(augmenter: Augmenter | None) -> Any:
    """Return an unfitted clone of an augmenter.

    Parameters
    ----------
    augmenter : LGTAAugmenter, FrozenEstimator or None
        None is ``LGTAAugmenter(random_state=0)``.

    Returns
    -------
    augmenter : LGTAAugmenter or FrozenEstimator
        A `FrozenEstimator` stays fitted.
    """
    return LGTAAugmenter(random_state=0) if augmenter is None else clone(augmenter)


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
    augmenter = unfitted(augmenter)
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


def fills_gaps(augmenter: Augmenter | None) -> bool:
    """Whether the training data have no gaps, even if the series do; also where no copies are made.

    Parameters
    ----------
    augmenter : LGTAAugmenter, FrozenEstimator or None

    Returns
    -------
    fills_gaps : bool
    """
    return getattr(augmenter, "missing", "keep") == "fill"


def quantile_loss(estimator: Any) -> str | None:
    """Find out whether a regressor predicts quantiles, as far as its parameters say so.

    Parameters
    ----------
    estimator : regressor
        Also a pipeline, a search or another wrapper of one.

    Returns
    -------
    loss : str or None
        The parameter with its value, such as "loss='quantile'", or the class; None where nothing says so.
    """
    parameters = {"": estimator, **estimator.get_params()} if hasattr(estimator, "get_params") else {"": estimator}
    for name, value in parameters.items():
        kind = type(value).__name__
        if isinstance(value, str):
            of_loss = name.rpartition("__")[2] in _LOSSES
            if of_loss and any(word in value.lower() for word in _OF_QUANTILES):
                return f"{name}={value!r}"
        elif hasattr(value, "predict") and any(word in kind.lower() for word in _OF_QUANTILES):
            return kind
    return None

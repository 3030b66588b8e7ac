"""Series of any container as numbers, for functions that have no `fit` to remember the container."""

from typing import Any

from sklearn.base import BaseEstimator

from .kinds import kind_of
from .panel import Panel


def read_plainly(X: Any, name: str = "X", estimator: Any = None) -> Panel:
    """Return the series of any container that the augmenter takes.

    Parameters
    ----------
    X : array-like, DataFrame, list of arrays or any other container of series
    name : str, default="X"
        Name of the argument, for messages.
    estimator : estimator or None, default=None
        Gets `n_features_in_` and `feature_names_in_`, if given.

    Returns
    -------
    panel : Panel
        Values may be missing or infinite: callers check what they need.

    Raises
    ------
    ValueError
        If X is no such container, or holds anything else than numbers.
    """
    try:
        return kind_of(X).read(BaseEstimator() if estimator is None else estimator, X, None)
    except ValueError as error:
        if name == "X":
            raise
        raise ValueError(f"{name} cannot be read as series. In its words, X is {name}: {error}") from error

"""Series of any container as numbers, for functions that have no `fit` to remember the container."""

import warnings
from typing import Any

from sklearn.base import BaseEstimator

from .kinds import kind_of
from .long_frame import is_long_frame
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
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is doubtful about X, the `fit` of the augmenter says
            return kind_of(X).read(BaseEstimator() if estimator is None else estimator, X, None)
    except ValueError as error:
        if name == "X":
            raise
        raise ValueError(f"{name} cannot be read as series. In its words, X is {name}: {error}") from error


def with_two_levels(X: Any) -> Any:
    """Return a long frame of copies, which has the levels (copy, instance, time), with the levels (series, time).

    Parameters
    ----------
    X : object

    Returns
    -------
    X : object
        Anything else as it is.
    """
    if not is_long_frame(X) or X.index.nlevels == 2:
        return X
    import pandas as pd

    series, time = X.index.droplevel(-1).to_flat_index(), X.index.get_level_values(-1)
    return X.set_axis(pd.MultiIndex.from_arrays([series, time], names=["series", X.index.names[-1]]))

"""Whether series come from one process, so that their level belongs to their shape.

Axes: n series, t time points, c channels.
"""

import numpy as np

from .._preprocessing.normalisation import standardise
from .overlap import are_windows, sharing_time

_MAX_SERIES = 2_000  # that are looked at
_SIMILAR_SIZE = 0.5  # standard deviation of the logarithms of sizes of series, at most
_SIMILAR_LEVEL = 2.0  # standard deviation of the means of series, in units of their size, at most


def some_are_of_one_process(values: np.ndarray) -> bool:
    """Whether series of a panel come from one process, by at most 2,000 of them.

    Parameters
    ----------
    values : ndarray of shape (n, t, c)
        NaN where missing.
    """
    some = np.random.default_rng(0).permutation(len(values))[:_MAX_SERIES]  # evenly spaced windows would not overlap
    values = np.asarray(values[np.sort(some)], dtype=np.float64)
    return are_windows(sharing_time(values)) or have_one_level(values)


def have_one_level(values: np.ndarray) -> bool:
    """Whether all series have similar levels and sizes in every channel.

    Parameters
    ----------
    values : ndarray of shape (n, t, c)
        NaN where missing.
    """
    _, location, scale = standardise(values)
    if not (scale > 0).all():
        return False
    sizes, largest = np.log(scale).std(axis=0), scale.max(axis=0)
    with np.errstate(over="ignore"):
        levels = (location / largest).std(axis=0) / np.sqrt(((scale / largest) ** 2).mean(axis=0))
    return bool((sizes < _SIMILAR_SIZE).all() and (levels < _SIMILAR_LEVEL).all())

"""Arguments of methods beside X: whole numbers and groups."""

from numbers import Integral

import numpy as np


def check_whole(name, value, least):
    """Refuse a value that is not a whole number of at least `least`.

    Parameters
    ----------
    name : str
    value : object
    least : int

    Raises
    ------
    ValueError
    """
    if not isinstance(value, Integral) or isinstance(value, bool) or value < least:
        raise ValueError(f"{name}={value!r} must be a whole number of at least {least}.")


def check_groups(groups, n_series):
    """Group labels as an array.

    Parameters
    ----------
    groups : array-like of shape (n_series,) or None
    n_series : int

    Returns
    -------
    groups : ndarray of shape (n_series,) or None

    Raises
    ------
    ValueError
        If there is not one label for every series.
    """
    if groups is None:
        return None
    groups = np.asarray(groups)
    if groups.shape != (n_series,):
        raise ValueError(f"groups has shape {groups.shape}; one label for each of {n_series} series is needed.")
    return groups

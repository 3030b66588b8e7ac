"""The folds of a comparison, the same for all models."""

from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.model_selection import GroupKFold, KFold, StratifiedGroupKFold, StratifiedKFold, check_cv
from sklearn.utils import check_random_state

_IN_GROUPS = {KFold: GroupKFold, StratifiedKFold: StratifiedGroupKFold}


def paired_folds(
    cv: Any,
    n_repeats: int,
    y: Any,
    *,
    groups: ArrayLike | None,
    classifier: bool,
    random_state: int | np.random.RandomState | None,
) -> list[tuple[NDArray, NDArray]]:
    """Return the folds of a cross-validation, shuffled and repeated if `cv` is a number.

    Parameters
    ----------
    cv : int, splitter or iterable of (train, test)
        A number of folds, stratified by class for a classifier, and with whole `groups` if they are given. A splitter
        or an iterable is used once, unchanged.
    n_repeats : int
        Repetitions, each with new folds, if `cv` is a number.
    y : array-like of shape (n_series, ...)
    groups : array-like of shape (n_series,) or None
    classifier : bool
    random_state : int, RandomState instance or None

    Returns
    -------
    folds : list of (train, test)
        Pairs of ndarrays of rows.

    Raises
    ------
    ValueError
        If there is only one fold.
    """
    splitters = [check_cv(cv, y, classifier=classifier)]
    if isinstance(cv, Integral):
        kind = type(splitters[0])
        kind = kind if groups is None else _IN_GROUPS[kind]
        seeds = check_random_state(random_state).randint(np.iinfo(np.int32).max, size=n_repeats)
        splitters = [kind(cv, shuffle=True, random_state=int(seed)) for seed in seeds]
    folds = [fold for splitter in splitters for fold in splitter.split(np.zeros(len(y)), y, groups)]
    if len(folds) < 2:
        raise ValueError(f"cv={cv!r} gives 1 fold; an interval needs 2 or more. Ask for more splits.")
    return folds

"""Folds on which all models are compared, the same for each."""

from numbers import Integral

import numpy as np
from sklearn.model_selection import GroupKFold, KFold, StratifiedGroupKFold, StratifiedKFold, check_cv
from sklearn.utils import check_random_state

_IN_GROUPS = {KFold: GroupKFold, StratifiedKFold: StratifiedGroupKFold}


def paired_folds(cv, n_repeats, y, *, groups, classifier, random_state):
    """Folds of a cross-validation, shuffled and repeated where `cv` is a number.

    Parameters
    ----------
    cv : int, splitter or iterable of (train, test)
        A number of folds, stratified by class for a classifier and by `groups` where they are given. A splitter or
        an iterable is used once, as it is.
    n_repeats : int
        How often a number of folds is drawn.
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
        If there is one fold.
    """
    splitters = [check_cv(cv, y, classifier=classifier)]
    if isinstance(cv, Integral):
        kind = type(splitters[0])
        kind = kind if groups is None else _IN_GROUPS[kind]
        seeds = check_random_state(random_state).randint(np.iinfo(np.int32).max, size=n_repeats)
        splitters = [kind(cv, shuffle=True, random_state=int(seed)) for seed in seeds]
    folds = [fold for splitter in splitters for fold in splitter.split(np.zeros(len(y)), y, groups)]
    if len(folds) < 2:
        raise ValueError(f"cv={cv!r} gives 1 fold, whose spread is unknown; 2 or more are needed. Ask for more splits.")
    return folds

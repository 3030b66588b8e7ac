"""Train a model, and only once for the same data and training parameters."""

import os

from sklearn.utils.validation import check_memory

from .._random import keyed_generator
from ._holdout import hold_out


class _Interrupted(Exception):
    """Carries what an interrupted training learnt past the cache, which must not keep it."""


def train(memory, model, panel, conditions, *, seed, seed_key, verbose=0, monitor=None):
    """Train a model on a part of a panel.

    Parameters
    ----------
    memory : None, str, path or object with the interface of joblib.Memory
        Where trained models are kept. None keeps none.
    model : CVAE, PCACodec or another model
        With resolved sizes; it is not changed where a trained one is found.
    panel : ndarray of shape (n_series, n_timepoints, n_channels)
        Normalised series of whole patches.
    conditions : Conditions
        Of these series.
    seed : int
        Of the split and the training.
    seed_key : int or None
        By what a trained model is found again: the seed, or None where any will do.
    verbose : int, default=0
    monitor : object or None, default=None
        As for `CVAE.fit`. Neither of the two is looked at when a trained model is searched for.

    Returns
    -------
    model : the trained model
    split : Split
        What it was trained on.
    """
    memory = check_memory(os.fspath(memory) if isinstance(memory, os.PathLike) else memory)
    cached = memory.cache(_train, ignore=["seed", "verbose", "monitor"])
    try:
        return cached(model, panel, conditions, seed_key, seed, verbose, monitor)
    except _Interrupted as interrupted:
        return interrupted.args


def _train(model, panel, conditions, seed_key, seed, verbose, monitor):
    sizes = model.sizes_
    rng = keyed_generator(seed, b"fit")
    split = hold_out(*panel.shape[:2], sizes.window_length, sizes.patch_length, rng)
    along = conditions.lazily(panel.shape[1])
    train, held_out = ((panel[part], along[part]) for part in (split.train, split.held_out))
    model.fit(train, held_out, seed=seed, verbose=verbose, monitor=monitor)
    if getattr(model, "interrupted_", False):
        raise _Interrupted(model, split)
    return model, split

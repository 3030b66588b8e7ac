"""Training, done only once for the same data and training parameters."""

import os
from typing import Any

from numpy.typing import NDArray
from sklearn.utils.validation import check_memory

from .._random import keyed_generator
from ._holdout import Split, hold_out
from ._protocol import Model, Monitor


class _Interrupted(Exception):
    """Carries the model of an interrupted training past the cache, which must not keep it."""


def train(
    memory: Any,
    model: Model,
    panel: NDArray,
    conditions: Any,
    *,
    seed: int,
    seed_key: int | None,
    verbose: int = 0,
    monitor: Monitor | None = None,
) -> tuple[Model, Split]:
    """Train a model on a part of a panel.

    Parameters
    ----------
    memory : None, str, path or object with the interface of joblib.Memory
        Cache of trained models. None keeps none.
    model : CVAE, PCACodec or another model
        With resolved sizes. It stays as it is where the cache holds a trained one.
    panel : ndarray of shape (n_series, n_timepoints, n_channels)
        Normalised series of whole patches.
    conditions : Conditions
        Of these series.
    seed : int
        Of the split and the training.
    seed_key : int or None
        Key in the cache: the seed, or None where a model of any seed will do.
    verbose : int, default=0
    monitor : object or None, default=None
        As for `CVAE.fit`. Neither `verbose` nor `monitor` is part of the key.

    Returns
    -------
    model : the trained model
    split : Split
        The part that it was trained on, and the one held out.
    """
    memory = check_memory(os.fspath(memory) if isinstance(memory, os.PathLike) else memory)
    cached = memory.cache(_train, ignore=["seed", "verbose", "monitor"])
    try:
        return cached(model, panel, conditions, seed_key, seed, verbose, monitor)
    except _Interrupted as interrupted:
        return interrupted.args


def _train(
    model: Model,
    panel: NDArray,
    conditions: Any,
    seed_key: int | None,
    seed: int,
    verbose: int,
    monitor: Monitor | None,
) -> tuple[Model, Split]:
    sizes = model.sizes_
    rng = keyed_generator(seed, b"fit")
    split = hold_out(panel.shape[0], panel.shape[1], sizes.window_length, sizes.patch_length, rng)
    along = conditions.lazy_array(panel.shape[1])
    train, held_out = ((panel[part], along[part]) for part in (split.train, split.held_out))
    model.fit(train, held_out, seed=seed, verbose=verbose, monitor=monitor)
    if getattr(model, "interrupted_", False):
        raise _Interrupted(model, split)
    return model, split

"""Training, done only once for the same data and training parameters.

An entry of the cache holds the trained model as bytes, with a checksum and the versions that made it. An entry that is
damaged, that belongs to other data or that other versions made is never used: the model is trained anew.
"""

import os
import pickle
import tempfile
import warnings
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import joblib
import numpy as np
import sklearn
import torch
from numpy.typing import NDArray
from sklearn.utils.validation import check_memory

from .._reproducibility.random import keyed_generator
from ._holdout import Split, hold_out
from ._protocol import Model, Monitor

_FORMAT = "sklearn_lgta trained model 1"


class _Interrupted(Exception):
    """Ends an interrupted training past the cache, which must not keep its model."""


def check_memory_folder(memory: Any) -> None:
    """Refuse a folder that cannot hold trained models, before anything is trained.

    Parameters
    ----------
    memory : None, str, path or object with the interface of joblib.Memory
        A folder that is missing is made. Objects are not checked.

    Raises
    ------
    ValueError
        If the path is empty, is a file, or cannot be written to.
    """
    if not isinstance(memory, (str, os.PathLike)):
        return
    folder, remedy = os.fspath(memory), "Name a folder that you can write to, such as memory='lgta_memory'."
    if not folder:
        raise ValueError(f"memory={folder!r} names no folder to keep trained models in. {remedy}")
    try:
        os.makedirs(folder, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except FileExistsError:
        raise ValueError(f"memory={folder!r} is a file, and must be a folder. {remedy}") from None
    except (OSError, ValueError) as error:  # a path with a null character is a ValueError
        reason = getattr(error, "strerror", None) or error
        raise ValueError(f"memory={folder!r} is a folder that cannot be written to: {reason}. {remedy}") from error


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

    Raises
    ------
    ValueError
        If `memory` names a folder that cannot be written to.

    Warns
    -----
    UserWarning
        If the cache holds a model that cannot be used.
    """
    training = _Training(model, panel, conditions, seed, verbose, monitor)
    if memory is None:
        return training.run()
    check_memory_folder(memory)
    memory = check_memory(os.fspath(memory) if isinstance(memory, os.PathLike) else memory)
    key = joblib.hash((model, panel, conditions, seed_key))
    cached = memory.cache(_train, ignore=["training"])
    try:
        was_kept = hasattr(cached, "check_call_in_cache") and cached.check_call_in_cache(key, training)
        entry = cached(key, training)
        found = training.result or _read_entry(entry, key)
        if was_kept and (training.result or not found):
            warnings.warn(
                f"A trained model in the folder {_shown_folder(memory)} is damaged, or other data or other versions of "
                "the packages made it. It is not used: the model is trained anew and replaces it.",
                UserWarning,
                stacklevel=5,
            )
        if not found:
            getattr(cached, "call", _train)(key, training)  # keeps the new entry in place of the old one
    except _Interrupted:
        pass
    return training.result or found  # type: ignore[return-value]  # who found none has trained


@dataclass
class _Training:
    """A training that may be run, and then its result."""

    model: Model
    panel: NDArray
    conditions: Any
    seed: int
    verbose: int
    monitor: Monitor | None
    result: tuple[Model, Split] | None = None

    def run(self) -> tuple[Model, Split]:
        """Train the model on a part of the panel."""
        sizes = self.model.sizes_
        n_series, n_timepoints = self.panel.shape[:2]
        rng = keyed_generator(self.seed, b"fit")
        split = hold_out(n_series, n_timepoints, sizes.window_length, sizes.patch_length, rng)
        along = self.conditions.lazy_array(n_timepoints)
        train, held_out = ((self.panel[part], along[part]) for part in (split.train, split.held_out))
        self.model.fit(train, held_out, seed=self.seed, verbose=self.verbose, monitor=self.monitor)
        self.result = self.model, split
        return self.result


def _train(key: str, training: _Training) -> dict[str, Any]:
    """Run a training, and return its entry in the cache."""
    model, split = training.run()
    if getattr(model, "interrupted_", False):
        raise _Interrupted
    content = pickle.dumps((model, split), protocol=pickle.HIGHEST_PROTOCOL)
    versions = _versions()
    return {"versions": versions, "content": content, "sha256": _checksum(key, versions, content)}


def _read_entry(entry: Any, key: str) -> tuple[Model, Split] | None:
    """Trained model of an entry; None where it is not what `_train` returned for this key and these versions."""
    try:
        if entry["versions"] == _versions() and entry["sha256"] == _checksum(key, entry["versions"], entry["content"]):
            return pickle.loads(entry["content"])
    except Exception:  # whatever a damaged entry holds
        return None
    return None


def _checksum(key: str, versions: str, content: bytes) -> str:
    return sha256(b"\0".join([_FORMAT.encode(), key.encode(), versions.encode(), content])).hexdigest()


def _versions() -> str:
    """Versions on which a trained model depends."""
    from .. import __version__  # set once all modules are imported

    packages = {"sklearn_lgta": __version__, "numpy": np.__version__, "scikit-learn": sklearn.__version__}
    return " ".join(f"{name} {version}" for name, version in {**packages, "torch": torch.__version__}.items())


def _shown_folder(memory: Any) -> str:
    return repr(os.fspath(memory.location) if getattr(memory, "location", None) else memory)

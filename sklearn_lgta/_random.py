"""Random numbers that depend on the content of a row, and a torch seed that leaves torch's state unchanged.

The noise of a row depends on the seed, on the values of the row and on the number of the copy, never on the
other rows. So a copy is the same in any batch, order or process.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b

import numpy as np
from numpy.typing import ArrayLike, NDArray

_KEY_BYTES = 16  # a Philox key has 128 bits


def row_keys(values: NDArray) -> list[bytes]:
    """Content keys of rows.

    Parameters
    ----------
    values : ndarray of shape (n_series, ...)
        Rows with equal numbers have equal keys, whatever their dtype or memory order. A missing value (NaN) counts
        as a number, except before the first and after the last observed value, where it is left out.

    Returns
    -------
    keys : list of bytes
        One key of 16 bytes per row.
    """
    return [_digest(_canonical(row)) for row in values]


def _canonical(row: NDArray) -> bytes:
    # + 0.0 turns -0.0 into 0.0: they compare equal, so they must have the same key
    numbers = np.ascontiguousarray(row, dtype="<f8") + 0.0
    missing = np.isnan(numbers)
    if not missing.any():
        return numbers.tobytes()
    numbers[missing] = np.nan  # NaN has many bit patterns
    observed = np.flatnonzero(~missing.reshape(len(numbers), -1).all(axis=1))
    return numbers[observed[0] : observed[-1] + 1].tobytes()


def _digest(*parts: bytes) -> bytes:
    digest = blake2b(digest_size=_KEY_BYTES)
    for part in parts:
        digest.update(len(part).to_bytes(8, "little"))
        digest.update(part)
    return digest.digest()


def group_keys(groups: ArrayLike) -> list[bytes]:
    """Keys of group labels; rows with the same label get the same random numbers.

    Parameters
    ----------
    groups : array-like of shape (n_series,)

    Returns
    -------
    keys : list of bytes
    """
    return [_digest(b"group", str(group).encode()) for group in groups]  # type: ignore[union-attr]


def keyed_generator(seed: int, key: bytes, copy: int = 0) -> np.random.Generator:
    """Counter-based generator of one row in one copy.

    Parameters
    ----------
    seed : int
        Seed of the augmenter.
    key : bytes
        Key of the row or of its group.
    copy : int, default=0
        Number of the copy.

    Returns
    -------
    generator : numpy.random.Generator
    """
    digest = _digest(int(seed).to_bytes(8, "little"), key, int(copy).to_bytes(8, "little"))
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest, "little")))


@contextmanager
def torch_state(seed: int | None = None) -> Iterator[None]:
    """Run torch on one thread and, with a seed, on a forked random state; restore both at the end.

    Parameters
    ----------
    seed : int or None, default=None
        Seed of torch's CPU generator inside the block. None forks nothing.

    Notes
    -----
    One thread is faster than several for recurrent networks of this size. Bitwise equal results also need the same
    number of threads everywhere.
    """
    import torch

    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        if seed is None:
            yield
        else:
            with torch.random.fork_rng(devices=[]):
                torch.manual_seed(seed)
                yield
    finally:
        torch.set_num_threads(n_threads)

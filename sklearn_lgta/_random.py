"""Random numbers that belong to a row, and a torch seed that leaves torch's state as it was.

The noise of a row depends on the seed, on what the row holds and on the number of the copy, never
on the rows around it. That makes a copy the same in any batch, order or process.
"""

from contextlib import contextmanager
from hashlib import blake2b

import numpy as np

_KEY_BYTES = 16  # a Philox key has 128 bits


def row_keys(values):
    """Digest of what every row holds.

    Parameters
    ----------
    values : ndarray of shape (n_series, ...)
        Rows with equal numbers have equal keys, whatever their dtype or memory order. NaN is a number like
        any other, but where nothing is known before or after what is, it is left out.

    Returns
    -------
    keys : list of bytes
        One key of 16 bytes a row.
    """
    return [_digest(_canonical(row)) for row in values]


def _canonical(row):
    # + 0.0 turns -0.0 into 0.0, which compares equal and so must have the same key
    numbers = np.ascontiguousarray(row, dtype="<f8") + 0.0
    missing = np.isnan(numbers)
    if not missing.any():
        return numbers.tobytes()
    numbers[missing] = np.nan  # there are many of them
    known = np.flatnonzero(~missing.reshape(len(numbers), -1).all(axis=1))
    return numbers[known[0] : known[-1] + 1].tobytes()


def _digest(*parts):
    digest = blake2b(digest_size=_KEY_BYTES)
    for part in parts:
        digest.update(len(part).to_bytes(8, "little"))
        digest.update(part)
    return digest.digest()


def group_keys(groups):
    """Digest of every group label; rows with one label share their random numbers.

    Parameters
    ----------
    groups : array-like of shape (n_series,)

    Returns
    -------
    keys : list of bytes
    """
    return [_digest(b"group", str(group).encode()) for group in groups]


def keyed_generator(seed, key, copy=0):
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
def torch_state(seed=None):
    """Run torch on one thread and, with a seed, on a forked random state; both are restored.

    Parameters
    ----------
    seed : int or None, default=None
        Seed of torch's CPU generator inside the block. None forks nothing.

    Notes
    -----
    One thread is faster than several for recurrent networks of this size, and the same number of
    threads everywhere is needed for bitwise equal results.
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

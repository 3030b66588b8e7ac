"""Blocks of tokens."""

import numpy as np
from numpy.typing import NDArray


def block_spans(blocks: NDArray) -> tuple[NDArray, NDArray]:
    """Return the first token and the length of the block that every token belongs to.

    Parameters
    ----------
    blocks : ndarray of int of shape (..., n_tokens)
        Number of the block of every token: 0, 0, ..., 1, 1, ...

    Returns
    -------
    first, length : ndarrays of int of shape (..., n_tokens)
    """
    n_tokens = blocks.shape[-1]
    here = np.arange(n_tokens)
    changes = blocks[..., 1:] != blocks[..., :-1]
    border = np.ones_like(changes, shape=(*blocks.shape[:-1], 1))
    first = np.maximum.accumulate(np.where(np.concatenate([border, changes], axis=-1), here, 0), axis=-1)
    last = np.where(np.concatenate([changes, border], axis=-1), here, n_tokens)
    last = np.minimum.accumulate(last[..., ::-1], axis=-1)[..., ::-1]
    return first, last - first + 1

"""Codes of series as vectors, to measure distances between series."""

import numpy as np


def code_vectors(latent, n_tokens):
    """One vector for every series.

    Parameters
    ----------
    latent : list of n_series ndarrays of shape (n_tokens, latent_dim), or one array of them
    n_tokens : int or None
        Tokens of all series that are compared. Then a vector is the tokens one after the other, so that
        series are alike where they are alike at the same time. None, for series of different lengths:
        mean and standard deviation over the tokens, dimension by dimension, in which time plays no part.

    Returns
    -------
    vectors : ndarray of shape (n_series, n_tokens * latent_dim) or (n_series, 2 * latent_dim)
    """
    if n_tokens is None:
        return np.stack([np.concatenate([code.mean(axis=0), code.std(axis=0)]) for code in latent])
    return np.stack([np.reshape(code, -1) for code in latent])


def common_length(*latents):
    """Number of tokens of all series.

    Parameters
    ----------
    *latents : lists of ndarrays of shape (n_tokens, latent_dim), or arrays of them

    Returns
    -------
    n_tokens : int or None
        None where they differ.
    """
    lengths = {len(code) for latent in latents for code in latent}
    return lengths.pop() if len(lengths) == 1 else None

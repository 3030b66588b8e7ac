"""Codes of series as vectors, to measure distances between series."""

import numpy as np
from sklearn.neighbors import NearestNeighbors


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


def nearest_codes(latent, keys, kept, kept_keys, n_neighbors):
    """Nearest of the codes that are kept, but for those of series that equal the one that asks.

    Parameters
    ----------
    latent, kept : lists of ndarrays of shape (n_tokens, latent_dim)
        Codes that ask, and those that are kept.
    keys, kept_keys : lists of bytes
        Content keys of their series.
    n_neighbors : int

    Returns
    -------
    distances : ndarray of shape (n_series, n_neighbors)
        Nearest first.
    places : ndarray of int of shape (n_series, n_neighbors)
        Among those that are kept.

    Raises
    ------
    ValueError
        If there are fewer.
    """
    own = np.array(kept_keys) == np.array(keys)[:, None]
    most_own = int(own.sum(axis=1).max())
    if n_neighbors > len(kept) - most_own:
        raise ValueError(
            f"n_neighbors={n_neighbors} neighbours are asked for, but fit keeps {len(kept) - most_own} training "
            "series that are not the series itself. Ask for fewer."
        )
    n_tokens = common_length(latent, kept)
    tree = NearestNeighbors(algorithm="kd_tree").fit(code_vectors(kept, n_tokens))  # no sums over batches
    distances, places = tree.kneighbors(code_vectors(latent, n_tokens), n_neighbors + most_own)
    is_own = np.take_along_axis(own, places, axis=1)
    order = np.argsort(is_own, axis=1, kind="stable")[:, :n_neighbors]
    return np.take_along_axis(distances, order, axis=1), np.take_along_axis(places, order, axis=1)

"""Distances between the latent codes of series."""

import numpy as np
from sklearn.neighbors import NearestNeighbors


def code_vectors(latent, n_tokens):
    """Vectors of codes, one for every series.

    Parameters
    ----------
    latent : list of n_series ndarrays of shape (n_tokens, latent_dim), or one array of them
    n_tokens : int or None
        Number of tokens, if all series have the same. A vector is then the tokens one after the other, so series are
        compared time point by time point. None, for series of different lengths: a vector is the mean and standard
        deviation over the tokens, dimension by dimension, without regard to time.

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
    """Nearest of the kept codes, leaving out those of equal series.

    Parameters
    ----------
    latent, kept : lists of ndarrays of shape (n_tokens, latent_dim)
        Codes whose neighbours are wanted, and the kept codes.
    keys, kept_keys : lists of bytes
        Content keys of their series.
    n_neighbors : int

    Returns
    -------
    distances : ndarray of shape (n_series, n_neighbors)
        Nearest first.
    places : ndarray of int of shape (n_series, n_neighbors)
        Positions among the kept codes.

    Raises
    ------
    ValueError
        If there are fewer kept codes.
    """
    equal = np.array(kept_keys) == np.array(keys)[:, None]
    most_equal = int(equal.sum(axis=1).max())
    if n_neighbors > len(kept) - most_equal:
        raise ValueError(
            f"n_neighbors={n_neighbors} is too large: fit keeps {len(kept) - most_equal} training series besides the "
            f"series itself. Use n_neighbors={len(kept) - most_equal} or less."
        )
    n_tokens = common_length(latent, kept)
    tree = NearestNeighbors(algorithm="kd_tree").fit(code_vectors(kept, n_tokens))  # no sums over batches
    distances, places = tree.kneighbors(code_vectors(latent, n_tokens), n_neighbors + most_equal)
    is_equal = np.take_along_axis(equal, places, axis=1)
    order = np.argsort(is_equal, axis=1, kind="stable")[:, :n_neighbors]
    return np.take_along_axis(distances, order, axis=1), np.take_along_axis(places, order, axis=1)

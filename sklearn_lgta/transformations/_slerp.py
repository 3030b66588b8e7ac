"""From one code to another, on the shortest way."""

import numpy as np


def slerp(latent, target, fraction):
    """Codes on the shortest way towards others, at the size of the first (spherical interpolation).

    Parameters
    ----------
    latent, target : ndarrays of shape (..., n_tokens, latent_dim)
    share : float, or ndarray of shape (..., n_tokens, 1)
        Of the way, between 0 and 1.

    Returns
    -------
    codes : ndarray of shape (..., n_tokens, latent_dim)
        Bitwise `latent` where the share is 0.
    """
    own, power = _power(latent), _power(target)
    target = target * np.sqrt(np.divide(own, power, out=np.zeros_like(own), where=power > 0))
    product = (latent * target).sum(axis=(-2, -1), keepdims=True)
    cosine = np.divide(product, own, out=np.zeros_like(own), where=own > 0)
    angle = np.arccos(np.clip(cosine, -1.0, 1.0))
    flat = np.sin(angle) < 1e-6  # same or opposite direction: no plane to turn in
    sine = np.where(flat, 1.0, np.sin(angle))
    old = np.where(flat, 1 - fraction, np.sin((1 - fraction) * angle) / sine)
    new = np.where(flat, fraction, np.sin(fraction * angle) / sine)
    return np.where(new == 0, latent, old * latent + new * target)


def path(first, last, fraction):
    """Codes on the way from some to others: turned as by `turn`, and their size on the straight line.

    Parameters
    ----------
    first, last : ndarrays of shape (..., n_tokens, latent_dim)
    share : float
        Of the way, between 0 and 1.

    Returns
    -------
    codes : ndarray of shape (..., n_tokens, latent_dim)
        `first` at 0, and `last` at 1.
    """
    own, power = _power(first), _power(last)
    growth = np.sqrt(np.divide(power, own, out=np.ones_like(own), where=own > 0))
    return slerp(first, last, fraction) * (1 - fraction + fraction * growth)


def _power(latent):
    return (latent**2).sum(axis=(-2, -1), keepdims=True)

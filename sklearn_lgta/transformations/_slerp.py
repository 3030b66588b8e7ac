"""Spherical interpolation between codes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def slerp(latent: NDArray, target: NDArray, fraction: Any) -> NDArray:
    """Return codes on the arc from some codes towards others, at the size of the first.

    Parameters
    ----------
    latent, target : ndarrays of shape (..., n_tokens, latent_dim)
    fraction : float, or ndarray of shape (..., n_tokens, 1)
        Fraction of the arc, between 0 and 1.

    Returns
    -------
    codes : ndarray of shape (..., n_tokens, latent_dim)
        Bitwise `latent` where the fraction is 0.
    """
    of_latent, of_target = _power(latent), _power(target)
    target = target * np.sqrt(np.divide(of_latent, of_target, out=np.zeros_like(of_latent), where=of_target > 0))
    product = (latent * target).sum(axis=(-2, -1), keepdims=True)
    cosine = np.divide(product, of_latent, out=np.zeros_like(of_latent), where=of_latent > 0)
    angle = np.arccos(np.clip(cosine, -1.0, 1.0))
    flat = np.sin(angle) < 1e-6  # same or opposite direction: they span no plane, and the formula divides by 0
    sine = np.where(flat, 1.0, np.sin(angle))
    old = np.where(flat, 1 - fraction, np.sin((1 - fraction) * angle) / sine)
    new = np.where(flat, fraction, np.sin(fraction * angle) / sine)
    return np.where(new == 0, latent, old * latent + new * target)


def interpolate_codes(first: NDArray, last: NDArray, fraction: float) -> NDArray:
    """Return codes between two others: the direction follows `slerp`, the size changes linearly.

    Parameters
    ----------
    first, last : ndarrays of shape (..., n_tokens, latent_dim)
    fraction : float
        Between 0 and 1.

    Returns
    -------
    codes : ndarray of shape (..., n_tokens, latent_dim)
        `first` at 0, and `last` at 1.
    """
    of_first, of_last = _power(first), _power(last)
    growth = np.sqrt(np.divide(of_last, of_first, out=np.ones_like(of_first), where=of_first > 0))
    return slerp(first, last, fraction) * (1 - fraction + fraction * growth)


def _power(latent: NDArray) -> NDArray:
    """Sum of squares of every code: (..., n_tokens, latent_dim) -> (..., 1, 1)."""
    return (latent**2).sum(axis=(-2, -1), keepdims=True)

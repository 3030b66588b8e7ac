"""Codes moved towards others on an arc: spherical interpolation, and drawn values that use it."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from ._perturbation import StackableDraw


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


@dataclass(frozen=True, eq=False)
class Redraw(StackableDraw):
    """Move a code towards another one without changing its size (spherical interpolation).

    ``latent * sin((1 - s) * a) / sin(a) + target * sin(s * a) / sin(a)``, where a is the angle between the two and s
    the fraction of the arc between them, here the gain. A target without correlation is reached as in
    ``cos(s * pi / 2) * latent + sin(s * pi / 2) * target``, a correlated one along a shorter arc, so the change
    always grows with the gain.

    Attributes
    ----------
    target : ndarray of shape (n_tokens, latent_dim)
    """

    target: NDArray
    redraws_code: ClassVar[bool] = True

    def fraction(self, gain: float) -> Any:
        """Return the fraction of the arc to the target.

        Parameters
        ----------
        gain : float
            Between 0 and 1.

        Returns
        -------
        fraction : float, or ndarray of shape (..., n_tokens, 1)
            Between 0 and 1.
        """
        return gain

    def apply(self, latent: NDArray, gain: float) -> NDArray:
        """Change a code; a gain of 0 returns it, a gain of 1 the target at the code's size.

        Parameters
        ----------
        latent : ndarray of shape (..., n_tokens, latent_dim)
        gain : float
            Between 0 and 1.

        Returns
        -------
        latent : ndarray of shape (..., n_tokens, latent_dim)
        """
        return slerp(latent, self.target, self.fraction(gain))

    def residual_weights(self, gain: float) -> tuple[Any, Any]:
        """Return the weights of the old and the new residual, whose squares sum to 1: float -> old, new."""
        angle = self.fraction(gain) * np.pi / 2
        return np.cos(angle), np.sin(angle)


@dataclass(frozen=True, eq=False)
class Replacement(Redraw):
    """Redraw token after token: ``gain**2`` of the tokens of each block, and a part of the next one.

    Attributes
    ----------
    target : ndarray of shape (n_tokens, latent_dim)
    order : ndarray of shape (n_tokens, 1)
        Rank of every token in the order in which its block is redrawn, from 0.
    length : ndarray of shape (n_tokens, 1)
        Tokens of its block.
    """

    order: NDArray
    length: NDArray

    def fraction(self, gain: float) -> NDArray:
        """Return the fraction of the arc to the target: 1 for redrawn tokens, 0 for the others, one in between.

        Parameters
        ----------
        gain : float
            Between 0 and 1.

        Returns
        -------
        fraction : ndarray of shape (..., n_tokens, 1)
        """
        replaced = np.clip(self.length * gain**2 - self.order, 0.0, 1.0)
        return np.arccos(1.0 - replaced) * 2 / np.pi  # so that the mean square change is linear in what is replaced

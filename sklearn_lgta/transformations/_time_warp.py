"""Time that runs faster and slower."""

from dataclasses import dataclass
from numbers import Integral
from typing import ClassVar

import numpy as np
from sklearn.utils._param_validation import Interval

from ._base import Transformation
from ._curves import splines
from ._drawn import _Stackable

_HALVINGS = 26  # float32 accuracy of where a move is made


class TimeWarp(Transformation):
    """Let time run faster here and slower there.

    Every token takes the code of an earlier or later stretch of the series; first and last stay where
    they are, and the order of time is kept. Times are whole steps, as an average of two codes would be
    smoother than either.

    Parameters
    ----------
    n_knots : int, default=6
        Knots of the cubic spline that says how far aside a token looks, evenly spaced from the first
        to the last token, where it is 0; at each of the others N(0, 1). The curve is then scaled so
        that at gain 1 time stands still, or runs twice as fast, where it is steepest.

    References
    ----------
    .. [1] T. Um et al., "Data augmentation of wearable sensor data for Parkinson's disease
       monitoring using convolutional neural networks", ICMI 2017.

    Examples
    --------
    >>> from sklearn_lgta.transformations import TimeWarp
    >>> TimeWarp(n_knots=4)
    TimeWarp(n_knots=4)
    """

    _parameter_constraints: ClassVar[dict] = {"n_knots": [Interval(Integral, 3, None, closed="left")]}
    max_gain = 1.0

    def __init__(self, n_knots=6):
        self.n_knots = n_knots

    def draw(self, latent, rng, donors):
        """Draw the map of time of one series.

        Parameters
        ----------
        latent : ndarray of shape (n_tokens, latent_dim)
        rng : numpy.random.Generator
        donors : Donors
            Not used.

        Returns
        -------
        warp : Warp
        """
        at_knots = rng.standard_normal(self.n_knots)
        at_knots[[0, -1]] = 0.0
        aside = (splines(self.n_knots, len(latent)) * at_knots).sum(axis=1)
        steepest = np.abs(np.diff(aside)).max(initial=0.0)
        aside = np.divide(aside, steepest, out=np.zeros_like(aside), where=steepest > 0)  # 0 for two tokens or fewer
        return Warp(aside=aside[:, None])


@dataclass(frozen=True, eq=False)
class Warp(_Stackable):
    """Read codes at other times: at gain 1 token k takes the code from ``k + aside[k]`` tokens on.

    That takes a number of moves by one step. At a smaller gain ``gain**2`` of them are made, in the
    order in which a growing map reaches them, and the next one partly: so every series changes, and
    the change grows evenly with the gain.

    Attributes
    ----------
    aside : ndarray of shape (n_tokens, 1)
        In tokens; neighbours differ by 1 at most, so that the order of time is kept.
    """

    aside: np.ndarray
    reads_between: ClassVar[bool] = True

    def apply(self, latent, gain, between=None):
        """Change a code; a gain of 0 returns it as it is.

        Parameters
        ----------
        latent : ndarray of shape (..., n_tokens, latent_dim)
        gain : float
            Between 0 and 1.
        between : ndarray of shape (..., n_tokens * n_steps, latent_dim) or None, default=None
            Codes of stretches that begin at every step. Without them a step is a token.

        Returns
        -------
        latent : ndarray of shape (..., n_tokens, latent_dim)
        """
        n_tokens = latent.shape[-2]
        codes = latent if between is None else between
        n_steps = codes.shape[-2] // n_tokens  # of a token
        far = np.abs(self.aside) * n_steps  # (..., n_tokens, 1)
        due = gain**2 * _moves(far, 1.0).sum(axis=-2, keepdims=True)  # (..., 1, 1)
        made = _moves(far, _size_of_map(far, np.floor(due)))
        next_at = np.divide(made + 0.5, far, out=np.full_like(far, np.inf), where=far > 0)
        is_next = next_at == next_at.min(axis=-2, keepdims=True)
        here = np.arange(n_tokens)[:, None] * n_steps
        own, now, then = (
            np.take_along_axis(codes, _within(here + np.sign(self.aside) * moves, here[-1]), axis=-2)
            for moves in (0 * made, made, made + is_next)
        )
        moved = now + np.where(is_next, np.sqrt(due - np.floor(due)), 0.0) * (then - now)
        return np.where(moved == own, latent, moved + (latent - own))


def _within(place, last):
    return np.clip(place, 0, last).astype(int)


def _moves(far, size):
    """Moves that every token has made when the map has grown to a share of its size."""
    return np.floor(size * far + 0.5)


def _size_of_map(far, n_moves):
    """Largest share of the map's size at which no more than so many moves are made, by bisection.

    Parameters
    ----------
    far : ndarray of shape (..., n_tokens, 1)
    n_moves : ndarray of shape (..., 1, 1)

    Returns
    -------
    size : ndarray of shape (..., 1, 1)
    """
    low, high = np.zeros_like(n_moves), np.ones_like(n_moves)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        fits = _moves(far, middle).sum(axis=-2, keepdims=True) <= n_moves
        low, high = np.where(fits, middle, low), np.where(fits, high, middle)
    return low

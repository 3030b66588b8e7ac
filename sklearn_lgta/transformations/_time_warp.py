"""Time that runs faster and slower."""

from dataclasses import dataclass
from numbers import Integral
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.utils._param_validation import Interval

from ._base import Transformation
from ._curves import splines
from ._donors import Donors
from ._perturbation import StackableDraw
from ._randomness import Randomness
from ._registry import register

_HALVINGS = 26  # of the bisection: float32 accuracy


@register
class TimeWarp(Transformation):
    """Let time run faster here and slower there.

    Every token takes the code of an earlier or later part of the series. The first and the last token stay,
    and the order of time is kept. Tokens move by whole steps, as an average of two codes would be smoother
    than either.

    Parameters
    ----------
    n_knots : int, default=6
        Knots of the cubic spline that gives the offset of every token, evenly spaced from the first to
        the last token. The offset is 0 at these two and N(0, 1) at the other knots. The curve is then
        scaled so that at gain 1 time stands still, or runs twice as fast, where it is steepest.

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
    takes_batches = True

    def __init__(self, n_knots: int = 6):
        self.n_knots = n_knots

    def draw(self, latent: NDArray, rng: Randomness, donors: Donors) -> "Warp":
        """Draw the map of time of a series: (..., n_tokens, latent_dim) -> Warp."""
        at_knots = rng.standard_normal(self.n_knots)
        at_knots[..., [0, -1]] = 0.0
        offset = (splines(self.n_knots, latent.shape[-2]) * at_knots[..., None, :]).sum(axis=-1)
        steepest = np.abs(np.diff(offset, axis=-1)).max(axis=-1, keepdims=True, initial=0.0)
        offset = np.divide(offset, steepest, out=np.zeros_like(offset), where=steepest > 0)  # 0 for two tokens or fewer
        return Warp(offset=offset[..., None])


@dataclass(frozen=True, eq=False)
class Warp(StackableDraw):
    """Read codes at other times: at gain 1 token k takes the code at ``k + offset[k]``.

    A token gets there in moves of one step. At a smaller gain a fraction ``gain**2`` of all moves is made,
    in the order in which growing offsets reach them, and the next move partly. So every series changes,
    and the change grows evenly with the gain.

    Attributes
    ----------
    offset : ndarray of shape (n_tokens, 1)
        In tokens. Neighbours differ by 1 at most, so that the order of time is kept.
    """

    offset: NDArray
    reads_between: ClassVar[bool] = True

    def apply(self, latent: NDArray, gain: float, between: NDArray | None = None) -> NDArray:
        """Change a code; a gain of 0 returns it as it is.

        Parameters
        ----------
        latent : ndarray of shape (..., n_tokens, latent_dim)
        gain : float
            Between 0 and 1.
        between : ndarray of shape (..., n_tokens * n_steps, latent_dim) or None, default=None
            Codes of the patches that start at every time step. Without them a step is a token.

        Returns
        -------
        latent : ndarray of shape (..., n_tokens, latent_dim)
        """
        n_tokens = latent.shape[-2]
        codes = latent if between is None else between
        n_steps = codes.shape[-2] // n_tokens  # of a token
        distance = np.abs(self.offset) * n_steps  # (..., n_tokens, 1)
        due = gain**2 * _moves(distance, 1.0).sum(axis=-2, keepdims=True)  # (..., 1, 1)
        made = _moves(distance, _size_of_map(distance, np.floor(due)))
        next_at = np.divide(made + 0.5, distance, out=np.full_like(distance, np.inf), where=distance > 0)
        is_next = next_at == next_at.min(axis=-2, keepdims=True)
        here = np.arange(n_tokens)[:, None] * n_steps
        before, now, then = (
            np.take_along_axis(codes, _within(here + np.sign(self.offset) * moves, here[-1]), axis=-2)
            for moves in (0 * made, made, made + is_next)
        )
        moved = now + np.where(is_next, np.sqrt(due - np.floor(due)), 0.0) * (then - now)
        return np.where(moved == before, latent, moved + (latent - before))


def _within(position: NDArray, last: NDArray) -> NDArray:
    return np.clip(position, 0, last).astype(int)


def _moves(distance: NDArray, size: NDArray | float) -> NDArray:
    """Moves that every token has made when the offsets have grown to a fraction of their size."""
    return np.floor(size * distance + 0.5)


def _size_of_map(distance: NDArray, n_moves: NDArray) -> NDArray:
    """Return the largest fraction of the offsets at which at most `n_moves` moves are made, by bisection.

    Parameters
    ----------
    distance : ndarray of shape (..., n_tokens, 1)
    n_moves : ndarray of shape (..., 1, 1)

    Returns
    -------
    size : ndarray of shape (..., 1, 1)
    """
    low, high = np.zeros_like(n_moves), np.ones_like(n_moves)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        fits = _moves(distance, middle).sum(axis=-2, keepdims=True) <= n_moves
        low, high = np.where(fits, middle, low), np.where(fits, high, middle)
    return low

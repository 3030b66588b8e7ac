"""What a transformation draws.

Frozen values of unit size that can be kept and applied again, with any gain, to latent codes or to
data. Axes: k tokens of a series, d dimensions of a token.
"""

from dataclasses import dataclass, fields
from typing import ClassVar, NamedTuple

import numpy as np

from ._slerp import slerp


class LatentChange(NamedTuple):
    """One change after which a series may be looked at, and where it is seen.

    Attributes
    ----------
    drawn : Perturbation, Redraw, Replacement or Warp
        For one code, or stacked for many.
    dims : ndarray of bool of shape (latent_dim,) or None
        Dimensions of the code that it changes; None is all of them.
    where : tuple of Where
        Stretches of the series that show it, all at once; empty where all of it does.
    """

    drawn: object
    dims: np.ndarray | None = None
    where: tuple = ()

    @property
    def reads_between(self):
        """Whether it can use codes from between the tokens.

        Returns
        -------
        reads_between : bool
        """
        return self.drawn.reads_between

    @property
    def redraws_all(self):
        """Whether it blends all of a series with another one.

        Returns
        -------
        redraws_all : bool
        """
        return isinstance(self.drawn, Redraw) and not self.where

    @property
    def kind(self):
        """What latent_changes have in common that can be stacked.

        Returns
        -------
        kind : tuple
            Hashable.
        """
        shapes = tuple(np.shape(value) for value in vars(self.drawn).values())
        return type(self.drawn), shapes, None if self.dims is None else self.dims.tobytes(), self.where

    @classmethod
    def stack(cls, latent_changes):
        """Layers of one kind as one.

        Parameters
        ----------
        latent_changes : list of LatentChange

        Returns
        -------
        stacked : LatentChange
        """
        return latent_changes[0]._replace(
            drawn=type(latent_changes[0].drawn).stack([latent_change.drawn for latent_change in latent_changes])
        )

    def apply(self, latent, gain, between=None):
        """Change codes.

        Parameters
        ----------
        latent : ndarray of shape (..., n_tokens, latent_dim)
        gain : float
        between : ndarray or None, default=None
            Where it reads between the tokens, as for `Warp.apply`.

        Returns
        -------
        latent : ndarray of shape (..., n_tokens, latent_dim)
        """
        changed = self.drawn.apply(latent, gain) if between is None else self.drawn.apply(latent, gain, between)
        return changed if self.dims is None else np.where(self.dims, changed, latent)

    def residual_weights(self, gain):
        """Weights of the old and the new residual.

        Parameters
        ----------
        gain : float

        Returns
        -------
        old, new : floats, or ndarrays of shape (..., n_tokens, 1)
            Their squares sum to 1.
        """
        old, new = self.drawn.residual_weights(gain)
        if self.dims is None:
            return old, new
        new = np.sqrt(self.dims.mean()) * new  # a share of the code takes a share of the residual with it
        return np.sqrt(1.0 - np.square(new)), new


class _Drawn:
    """What a transformation drew: one latent_change, or several."""

    def latent_changes(self):
        """The changes, one after the other.

        Returns
        -------
        latent_changes : list of LatentChange
        """
        return [LatentChange(self)]

    def residual_weights(self, gain):
        """Weights of the old and the new residual: it is kept.

        Parameters
        ----------
        gain : float

        Returns
        -------
        old, new : floats
        """
        return 1.0, 0.0


class _Stackable(_Drawn):
    """Drawn values of one kind and shape can be stacked; their methods act on the last two axes."""

    reads_between: ClassVar[bool] = False

    @classmethod
    def stack(cls, drawn):
        """One value that holds many along a new first axis.

        Parameters
        ----------
        drawn : list of n values of this class

        Returns
        -------
        stacked : value of this class
            For codes of shape (n, n_tokens, latent_dim).
        """
        names = [field.name for field in fields(cls)]
        return cls(**{name: np.stack([np.atleast_2d(getattr(one, name)) for one in drawn]) for name in names})


@dataclass(frozen=True, eq=False)
class Perturbation(_Stackable):
    """Add and multiply: ``latent + gain * (scale * latent + shift)``.

    Attributes
    ----------
    scale : float or ndarray of shape (n_tokens or 1, latent_dim or 1), default=0.0
    shift : float or ndarray of shape (n_tokens or 1, latent_dim or 1), default=0.0
    """

    scale: np.ndarray | float = 0.0
    shift: np.ndarray | float = 0.0

    def apply(self, latent, gain):
        """Change a code; a gain of 0 returns it as it is.

        Parameters
        ----------
        latent : ndarray of shape (..., n_tokens, latent_dim)
        gain : float

        Returns
        -------
        latent : ndarray of shape (..., n_tokens, latent_dim)
        """
        return latent + gain * (self.scale * latent + self.shift)


@dataclass(frozen=True, eq=False)
class Redraw(_Stackable):
    """Turn a code towards another one without changing its size.

    ``latent * sin((1 - s) * a) / sin(a) + target * sin(s * a) / sin(a)`` with a the angle between
    the two and s the share of the way, here the gain. A target without correlation is reached as in
    ``cos(s * pi / 2) * latent + sin(s * pi / 2) * target``, a correlated one along the shortest way,
    so the change always grows with the gain.

    Attributes
    ----------
    target : ndarray of shape (n_tokens, latent_dim)
    """

    target: np.ndarray

    def fraction(self, gain):
        """Share of the way to the target, between 0 and 1.

        Parameters
        ----------
        gain : float
            Between 0 and 1.

        Returns
        -------
        share : float, or ndarray of shape (..., n_tokens, 1)
        """
        return gain

    def apply(self, latent, gain):
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

    def residual_weights(self, gain):
        """Weights of the old and the new residual, whose squares sum to 1.

        Parameters
        ----------
        gain : float

        Returns
        -------
        old, new : floats, or ndarrays of shape (..., n_tokens, 1)
        """
        angle = self.fraction(gain) * np.pi / 2
        return np.cos(angle), np.sin(angle)


@dataclass(frozen=True, eq=False)
class Replacement(Redraw):
    """Redraw token after token: ``gain**2`` of each block's tokens, and a part of the next one.

    Attributes
    ----------
    target : ndarray of shape (n_tokens, latent_dim)
    order : ndarray of shape (n_tokens, 1)
        Place of every token in the order in which its block is redrawn, from 0.
    length : ndarray of shape (n_tokens, 1)
        Tokens of its block.
    """

    order: np.ndarray
    length: np.ndarray

    def fraction(self, gain):
        """Share of the way to the target: 1 for the tokens redrawn, 0 for those left, one in between.

        Parameters
        ----------
        gain : float
            Between 0 and 1.

        Returns
        -------
        share : ndarray of shape (..., n_tokens, 1)
        """
        replaced = np.clip(self.length * gain**2 - self.order, 0.0, 1.0)
        return np.arccos(1.0 - replaced) * 2 / np.pi  # so that the mean square change is linear in what is replaced

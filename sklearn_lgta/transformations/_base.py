"""What a transformation is, and what it draws.

A transformation holds shape parameters (knots, colour, block), never a size. `draw` returns a
frozen value of unit size that can be kept and applied again, with any gain, to latent codes or to
data. Axes: k tokens of a series, d dimensions of a token.
"""

from dataclasses import dataclass, fields
from typing import ClassVar

import numpy as np
from sklearn.base import BaseEstimator


class Transformation(BaseEstimator):
    """Base class: parameters with value equality, and one method to write.

    A subclass lists its parameters in `__init__` (which only stores them), declares their ranges in
    `_parameter_constraints` and writes `draw`.

    Attributes
    ----------
    redraws_residual : bool, class attribute
        Whether ``residual="auto"`` redraws what the code does not explain together with the code.
    max_gain : float, class attribute
        Largest gain that has a meaning; 1 where the draw replaces the code, else infinity.
    """

    _parameter_constraints: ClassVar[dict] = {}
    redraws_residual = False
    max_gain = np.inf

    def draw(self, latent, rng, donors):
        """Draw the change of one series.

        Parameters
        ----------
        latent : ndarray of shape (n_tokens, latent_dim)
            Code of the series; over the training series every dimension has mean 0 and standard
            deviation 1.
        rng : numpy.random.Generator
            The series' own generator, the only source of randomness.
        donors : Donors
            Codes of the other training series: ``donors.latent[donors.draw(rng, blocks)]`` is a path
            of them, with ``blocks = donors.blocks(rng, n_tokens, block)``.

        Returns
        -------
        perturbation : Perturbation or Redraw
        """
        raise TypeError(f"{type(self).__name__} must define draw(latent, rng, donors).")

    def __eq__(self, other):
        return type(self) is type(other) and self.get_params() == other.get_params()

    def __hash__(self):
        return hash(repr(self))

    def __lt__(self, other):
        return repr(self) < repr(other)  # so that a table of search results can be sorted


class _Stackable:
    """Drawn values of one kind and shape can be stacked; their methods act on the last two axes."""

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

    def share(self, gain):
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
        share, own, power = self.share(gain), _power(latent), _power(self.target)
        target = self.target * np.sqrt(np.divide(own, power, out=np.zeros_like(own), where=power > 0))
        product = (latent * target).sum(axis=(-2, -1), keepdims=True)
        cosine = np.divide(product, own, out=np.zeros_like(own), where=own > 0)
        angle = np.arccos(np.clip(cosine, -1.0, 1.0))
        flat = np.sin(angle) < 1e-6  # same or opposite direction: no plane to turn in
        sine = np.where(flat, 1.0, np.sin(angle))
        old = np.where(flat, 1 - share, np.sin((1 - share) * angle) / sine)
        new = np.where(flat, share, np.sin(share * angle) / sine)
        return np.where(new == 0, latent, old * latent + new * target)  # bitwise where nothing is to change

    def residual_weights(self, gain):
        """Weights of the old and the new residual, whose squares sum to 1.

        Parameters
        ----------
        gain : float

        Returns
        -------
        old, new : floats, or ndarrays of shape (..., n_tokens, 1)
        """
        angle = self.share(gain) * np.pi / 2
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

    def share(self, gain):
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


def _power(latent):
    return (latent**2).sum(axis=(-2, -1), keepdims=True)

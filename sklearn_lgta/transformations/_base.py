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
        """Weights of the old and the new residual: it is multiplied as the code is, and never redrawn.

        Parameters
        ----------
        gain : float

        Returns
        -------
        old, new : floats, or ndarrays of shape (..., n_tokens or 1, latent_dim or 1)
        """
        return 1 + gain * self.scale, 0.0


@dataclass(frozen=True, eq=False)
class Redraw(_Stackable):
    """Turn a code towards another one without changing its size.

    ``latent * sin((1 - gain) * a) / sin(a) + target * sin(gain * a) / sin(a)`` with a the angle
    between the two: gain 0 is the code, gain 1 the target at the code's size. For a target without
    correlation this is ``sqrt(1 - s**2) * latent + s * target`` with ``s = sin(gain * pi / 2)``; a
    correlated one is reached along the shortest way, so the change always grows with the gain.

    Attributes
    ----------
    target : ndarray of shape (n_tokens, latent_dim)
    """

    target: np.ndarray

    def apply(self, latent, gain):
        """Change a code; a gain of 0 returns it, a gain of 1 the target.

        Parameters
        ----------
        latent : ndarray of shape (..., n_tokens, latent_dim)
        gain : float
            Between 0 and 1.

        Returns
        -------
        latent : ndarray of shape (..., n_tokens, latent_dim)
        """
        target = self._resized(latent)
        power = _power(latent)
        cosine = np.divide((latent * target).sum(axis=(-2, -1), keepdims=True), power, out=power * 0, where=power > 0)
        angle = np.arccos(np.clip(cosine, -1.0, 1.0))
        sine = np.sin(angle)
        flat = sine < 1e-6  # same or opposite direction: no plane to turn in
        sine = np.where(flat, 1.0, sine)
        old = np.where(flat, 1 - gain, np.sin((1 - gain) * angle) / sine)
        new = np.where(flat, gain, np.sin(gain * angle) / sine)
        return old * latent + new * target

    def _resized(self, latent):
        """The target at the size of the code."""
        power, own = _power(self.target), _power(latent)
        return self.target * np.sqrt(np.divide(own, power, out=own * 0, where=power > 0))

    def residual_weights(self, gain):
        """Weights of the old and the new residual, whose squares sum to 1.

        Parameters
        ----------
        gain : float

        Returns
        -------
        old, new : floats, or ndarrays of shape (..., n_tokens, 1)
        """
        return np.cos(gain * np.pi / 2), np.sin(gain * np.pi / 2)


@dataclass(frozen=True, eq=False)
class Replacement(Redraw):
    """Replace some tokens wholly and leave the others.

    A token is replaced when its threshold is below ``gain**2``, so the tokens replaced at a small
    gain are among those replaced at a larger one.

    Attributes
    ----------
    target : ndarray of shape (n_tokens, latent_dim)
    threshold : ndarray of shape (n_tokens, 1)
        Between 0 and 1.
    """

    threshold: np.ndarray

    def apply(self, latent, gain):
        """Change a code; a gain of 0 returns it, a gain of 1 the target.

        Parameters
        ----------
        latent : ndarray of shape (..., n_tokens, latent_dim)
        gain : float
            Between 0 and 1.

        Returns
        -------
        latent : ndarray of shape (..., n_tokens, latent_dim)
        """
        return np.where(self._replaced(gain), self._resized(latent), latent)

    def residual_weights(self, gain):
        """Weights of the old and the new residual: 1 and 0, or 0 and 1.

        Parameters
        ----------
        gain : float

        Returns
        -------
        old, new : ndarrays of shape (..., n_tokens, 1)
        """
        new = self._replaced(gain).astype(float)
        return 1 - new, new

    def _replaced(self, gain):
        return self.threshold < gain**2


def _power(latent):
    return (latent**2).sum(axis=(-2, -1), keepdims=True)

"""What a transformation is, and what it draws.

A transformation holds shape parameters (knots, colour, block), never a size. `draw` returns a
frozen value of unit size that can be kept and applied again, with any gain, to latent codes or to
data. Axes: k tokens of a series, d dimensions of a token.
"""

from dataclasses import dataclass, fields
from typing import ClassVar, NamedTuple

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
    full_gain : float or None, class attribute
        Gain of ``strength=None`` where trend and season are set aside: 1 where code and residual are
        redrawn as a whole. None has no such size.
    moves_level : bool, class attribute
        Whether it is the level that it moves. ``structure="auto"`` then sets no trend aside, as a code
        without level has none to move.
    """

    _parameter_constraints: ClassVar[dict] = {}
    redraws_residual = False
    max_gain = np.inf
    full_gain = None
    moves_level = False

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
            of them, with ``blocks = donors.blocks(rng, n_tokens, block)``. ``donors.level(rng)``, of
            shape (latent_dim,), is a change of code that moves the level.

        Returns
        -------
        drawn : Perturbation, Redraw or another value with their methods
        """
        raise TypeError(f"{type(self).__name__} must define draw(latent, rng, donors).")

    def __add__(self, other):
        """One after the other: `Compose`."""
        from ._compose import Compose  # built on this class

        return Compose.joining(self, other)

    def __radd__(self, other):
        from ._compose import Compose  # built on this class

        return Compose.joining(other, self)

    def __or__(self, other):
        """One or the other: `OneOf`."""
        from ._compose import OneOf  # built on this class

        return OneOf.joining(self, other)

    def __ror__(self, other):
        from ._compose import OneOf  # built on this class

        return OneOf.joining(other, self)

    def __eq__(self, other):
        if type(self) is not type(other):
            return False
        mine, others = self.get_params(deep=False), other.get_params(deep=False)
        return all(_equal(mine[name], others[name]) for name in mine)

    def __hash__(self):
        return hash(repr(self))

    def __lt__(self, other):
        return repr(self) < repr(other)  # so that a table of search results can be sorted

    def __gt__(self, other):
        return repr(self) > repr(other)


def _equal(one, other):
    if hasattr(one, "__array__") or hasattr(other, "__array__"):
        return type(one) is type(other) and np.array_equal(one, other)
    return one == other


def drawn_by(transformation, latent, rng, donors):
    """What a transformation draws, if it can be used.

    Parameters
    ----------
    transformation : Transformation
    latent : ndarray of shape (n_tokens, latent_dim)
    rng : numpy.random.Generator
    donors : Donors

    Returns
    -------
    drawn : drawn value

    Raises
    ------
    TypeError
        If it is none.
    ValueError
        If its numbers are not finite, or do not fit the code.
    """
    drawn = transformation.draw(latent, rng, donors)
    if not isinstance(drawn, _Drawn):
        kind = drawn.__name__ if isinstance(drawn, type) else type(drawn).__name__
        raise TypeError(
            f"{transformation}.draw returned {kind}; it must return a Perturbation, a Redraw or another drawn value of "
            "sklearn_lgta.transformations."
        )
    if isinstance(drawn, _Stackable):
        for name, value in vars(drawn).items():
            _check_numbers(np.asarray(value), latent.shape, transformation, name)
    return drawn


def _check_numbers(value, shape, transformation, name):
    if value.dtype.kind not in "fiub" or not np.isfinite(value).all():
        raise ValueError(
            f"{transformation}.draw returned {name} with values that are not finite numbers, so no copy could be made."
        )
    if value.ndim > len(shape) or any(n not in (1, m) for n, m in zip(value.shape[::-1], shape[::-1], strict=False)):
        raise ValueError(
            f"{transformation}.draw returned {name} of shape {value.shape}, which does not fit a code of shape {shape}."
        )


class Layer(NamedTuple):
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
    def kind(self):
        """What layers have in common that can be stacked.

        Returns
        -------
        kind : tuple
            Hashable.
        """
        shapes = tuple(np.shape(value) for value in vars(self.drawn).values())
        return type(self.drawn), shapes, None if self.dims is None else self.dims.tobytes(), self.where

    @classmethod
    def stack(cls, layers):
        """Layers of one kind as one.

        Parameters
        ----------
        layers : list of Layer

        Returns
        -------
        stacked : Layer
        """
        return layers[0]._replace(drawn=type(layers[0].drawn).stack([layer.drawn for layer in layers]))

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
    """What a transformation drew: one layer, or several."""

    def layers(self):
        """The changes, one after the other.

        Returns
        -------
        layers : list of Layer
        """
        return [Layer(self)]

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

    reads_between = False

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
        return turn(latent, self.target, self.share(gain))

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


def turn(latent, target, share):
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
    old = np.where(flat, 1 - share, np.sin((1 - share) * angle) / sine)
    new = np.where(flat, share, np.sin(share * angle) / sine)
    return np.where(new == 0, latent, old * latent + new * target)


def path(first, last, share):
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
    return turn(first, last, share) * (1 - share + share * growth)


def _power(latent):
    return (latent**2).sum(axis=(-2, -1), keepdims=True)

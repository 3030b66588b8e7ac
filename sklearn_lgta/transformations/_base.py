"""What a transformation is.

A transformation holds shape parameters (knots, colour, block), never a size; what it draws has unit
size.
"""

from typing import ClassVar

import numpy as np
from sklearn.base import BaseEstimator

from ._drawn import _Drawn, _Stackable


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
    full_gain: float | None = None
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

"""The base class of all transformations.

A transformation holds shape parameters (knots, colour, block), never a size; what it draws has unit size.
"""

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator

from ._alternatives import Alternative
from ._donors import Donors
from ._perturbation import Drawn, StackableDraw
from ._randomness import Randomness
from ._registry import CLASSES


class Transformation(BaseEstimator):
    """Base class: parameters with value equality, and one method to write.

    A subclass lists its parameters in `__init__` (which only stores them), declares their ranges in
    `_parameter_constraints` and writes `draw`.

    Attributes
    ----------
    redraws_residual : bool, class attribute
        Whether ``residual="auto"`` redraws the residual (what the code does not explain) together with the code.
    max_gain : float, class attribute
        Largest gain that has a meaning: 1 where the draw replaces the code, else infinity.
    full_gain : float or None, class attribute
        Gain of ``strength=None`` where trend and season are set aside: 1 where the transformation redraws code and
        residual as a whole. None: there is no such gain.
    moves_level : bool, class attribute
        Whether it moves the level of a series. ``structure="auto"`` then sets no trend aside, because a code without
        a level has none to move.
    takes_batches : bool, class attribute
        Whether `draw` takes the codes of many series at once, (n_series, n_tokens, latent_dim). Then all that `rng`
        and `donors` return has a first axis of series, too: ``rng.random(size)`` and ``rng.standard_normal(size)``
        return an array of that size for every series. Faster, and not needed.
    """

    _parameter_constraints: ClassVar[dict] = {}
    redraws_residual: bool = False
    max_gain: float = np.inf
    full_gain: float | None = None
    moves_level: bool = False
    takes_batches: bool = False

    def draw(self, latent: NDArray, rng: Randomness, donors: Donors) -> Drawn:
        """Draw the change of one series.

        Parameters
        ----------
        latent : ndarray of shape (n_tokens, latent_dim)
            Code of the series. Over the training series every dimension has mean 0 and standard deviation 1.
        rng : numpy.random.Generator
            Generator of this series, the only source of randomness.
        donors : Donors
            Codes of the other training series: ``donors.latent[donors.draw(rng, blocks)]`` is a code of
            shape (n_tokens, latent_dim) put together from them, with
            ``blocks = donors.blocks(rng, n_tokens, block)``. ``donors.level(rng)``, of shape (latent_dim,), is a
            change of code that moves the level.

        Returns
        -------
        drawn : Perturbation, Redraw or another value with their methods
        """
        raise TypeError(f"{type(self).__name__} must define draw(latent, rng, donors).")

    def alternatives(self) -> list[Alternative]:
        """Return the transformations of which every series gets one: here this one alone.

        Returns
        -------
        alternatives : list of Alternative
            Each is calibrated on its own, so that each reaches the strength that is asked for. A class that is made of
            others returns the combinations of theirs.
        """
        return [Alternative(self)]

    # Compose and OneOf derive from this class, so the operators find them in the registry.
    def __add__(self, other: "str | Transformation") -> "Transformation":
        """One after the other: `Compose`."""
        return CLASSES["compose"].joining(self, other)

    def __radd__(self, other: "str | Transformation") -> "Transformation":
        return CLASSES["compose"].joining(other, self)

    def __or__(self, other: "str | Transformation") -> "Transformation":
        """One or the other: `OneOf`."""
        return CLASSES["one_of"].joining(self, other)

    def __ror__(self, other: "str | Transformation") -> "Transformation":
        return CLASSES["one_of"].joining(other, self)

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return False
        mine, others = self.get_params(deep=False), other.get_params(deep=False)  # type: ignore[attr-defined]
        return all(_equal(mine[name], others[name]) for name in mine)

    def __hash__(self) -> int:
        return hash(repr(self))

    def __lt__(self, other: object) -> bool:
        return repr(self) < repr(other)  # so that a table of search results can be sorted

    def __gt__(self, other: object) -> bool:
        return repr(self) > repr(other)


def _equal(one: Any, other: Any) -> bool:
    if hasattr(one, "__array__") or hasattr(other, "__array__"):
        return type(one) is type(other) and np.array_equal(one, other)
    return one == other


def drawn_by(transformation: Transformation, latent: NDArray, rng: Randomness, donors: Donors) -> Drawn:
    """Return what a transformation draws, after a check that it can be applied.

    Parameters
    ----------
    transformation : Transformation
    latent : ndarray of shape (n_tokens, latent_dim), or of many series (n_series, n_tokens, latent_dim)
    rng : numpy.random.Generator or RowGenerators
    donors : Donors

    Returns
    -------
    drawn : drawn value

    Raises
    ------
    TypeError
        If `draw` returned no drawn value.
    ValueError
        If its numbers are not finite, or do not fit the code.
    """
    drawn = transformation.draw(latent, rng, donors)
    if not isinstance(drawn, Drawn):
        kind = f"the class {drawn.__name__}" if isinstance(drawn, type) else type(drawn).__name__
        raise TypeError(
            f"{transformation}.draw returned {kind}. Return a Perturbation, a Redraw or another drawn value of "
            "sklearn_lgta.transformations."
        )
    if isinstance(drawn, StackableDraw):
        for name, value in vars(drawn).items():
            _check_numbers(np.asarray(value), latent.shape, transformation, name)
    return drawn


def _check_numbers(value: NDArray, shape: tuple[int, ...], transformation: Transformation, name: str) -> None:
    if value.dtype.kind not in "fiub" or not np.isfinite(value).all():
        raise ValueError(
            f"{transformation}.draw returned {name} with values that are not finite numbers, so no copy could be made."
        )
    if value.ndim > len(shape) or any(n not in (1, m) for n, m in zip(value.shape[::-1], shape[::-1], strict=False)):
        raise ValueError(
            f"{transformation}.draw returned {name} of shape {value.shape}, which does not fit a code of shape {shape}."
        )

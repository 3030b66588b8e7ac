"""Several transformations: one after the other, or one of them."""

from collections.abc import Iterator
from numbers import Real
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._base import Transformation, drawn_by
from ._composition import Sequence
from ._donors import Donors
from ._parts import MadeOfParts
from ._perturbation import Drawn
from ._randomness import Randomness
from ._registry import register, snake_case
from ._resolve import resolve

_Transformations = tuple[str | Transformation, ...] | list[str | Transformation]


class _Several(MadeOfParts):
    """Base of what is made of several transformations.

    The parameters of the parts have names, as in ``scaling__...``. Parts of one class are numbered, as in
    ``jitter_1__...`` and ``jitter_2__...``.
    """

    _parameter_constraints: ClassVar[dict] = {"transformations": [tuple, list]}
    transformations: Any

    @property
    def parts(self) -> list[Transformation]:
        return [resolve(part) for part in self.transformations]

    @classmethod
    def joining(cls, first: str | Transformation, second: str | Transformation) -> Self:
        """Return two transformations as one composition, flat where they are such compositions themselves."""
        parts: list[str | Transformation] = []
        for one in (resolve(first), resolve(second)):
            is_flat = isinstance(one, cls) and one == cls(one.transformations)  # a OneOf with weights stays one part
            parts.extend(one.transformations if is_flat else [one])
        return cls(tuple(parts))

    def get_params(self, deep: bool = True) -> dict:
        """Return the parameters, with those of the parts under the names of the parts.

        Parameters
        ----------
        deep : bool, default=True

        Returns
        -------
        params : dict
        """
        params = super().get_params(deep=False)
        if deep and isinstance(self.transformations, (tuple, list)):
            for name, index in self._named_parts():
                part = self.transformations[index]
                params[name] = part
                params.update({f"{name}__{key}": value for key, value in part.get_params().items()})
        return params

    def set_params(self, **params: Any) -> Self:
        """Set parameters, and those of the parts; the name of a part replaces it.

        Parameters
        ----------
        **params : dict

        Returns
        -------
        self : object
        """
        if "transformations" in params:
            self.transformations = params.pop("transformations")
        parts = list(self.transformations)
        for name, index in self._named_parts():
            parts[index] = params.pop(name, parts[index])
        if any(new is not old for new, old in zip(parts, self.transformations, strict=True)):
            self.transformations = type(self.transformations)(parts)
        return super().set_params(**params)

    def _named_parts(self) -> Iterator[tuple[str, int]]:
        """Name and index of every part that is an object."""
        objects = [i for i, part in enumerate(self.transformations) if isinstance(part, Transformation)]
        names = [snake_case(type(self.transformations[i])) for i in objects]
        for i, (name, index) in enumerate(zip(names, objects, strict=True), start=1):
            yield (f"{name}_{names[:i].count(name)}" if names.count(name) > 1 else name), index

    def _validate_params(self) -> None:
        super()._validate_params()
        if not len(self.transformations):
            raise ValueError(f"{type(self).__name__} needs at least one transformation; the list is empty.")


@register
class Compose(_Several):
    """Apply transformations one after the other, all with the same gain: ``Jitter() + Scaling()``.

    Parameters
    ----------
    transformations : tuple or list of (str or Transformation)
        A list of one transformation is that transformation.

    See Also
    --------
    OneOf : One of several, at random.

    Examples
    --------
    >>> from sklearn_lgta.transformations import MagnitudeWarp, Mix
    >>> Mix() + MagnitudeWarp()
    Compose(transformations=(Mix(), MagnitudeWarp()))
    """

    def __init__(self, transformations: _Transformations):
        self.transformations = transformations

    def draw(self, latent: NDArray, rng: Randomness, donors: Donors) -> Sequence:
        """Draw all of them for a series: (..., n_tokens, latent_dim) -> Sequence."""
        return Sequence(tuple(drawn_by(part, latent, rng, donors) for part in self.parts))


@register
class OneOf(_Several):
    """Apply one of several transformations, chosen at random for every series: ``Drift() | Trend()``.

    Parameters
    ----------
    transformations : tuple or list of (str or Transformation)
        A list of one transformation is that transformation.
    weights : array-like of float of shape (n_transformations,) or None, default=None
        How often each is chosen, relative to the others. None is equally often.

    See Also
    --------
    Compose : All of them, one after the other.

    Examples
    --------
    >>> from sklearn_lgta.transformations import Drift, OneOf, Trend
    >>> Drift() | Trend()
    OneOf(transformations=(Drift(), Trend()))
    >>> OneOf(["drift", "trend"], weights=[3, 1])
    OneOf(transformations=['drift', 'trend'], weights=[3, 1])
    """

    _parameter_constraints: ClassVar[dict] = {**_Several._parameter_constraints, "weights": ["array-like", None]}

    def __init__(self, transformations: _Transformations, weights: ArrayLike | None = None):
        self.transformations = transformations
        self.weights = weights

    takes_batches = False  # parts draw unlike values

    def draw(self, latent: NDArray, rng: Randomness, donors: Donors) -> Drawn:
        """Choose one for a series, and draw it: (n_tokens, latent_dim) -> what the chosen one draws."""
        return drawn_by(self.parts[int(self._chosen(rng))], latent, rng, donors)

    def choose(self, rng: Any) -> list:
        """Choose one for every series: generators of n series -> list of (rows, transformation, rng)."""
        chosen = self._chosen(rng)
        rows_of = ((np.flatnonzero(chosen == number), part) for number, part in enumerate(self.parts))
        return [
            (rows[of_part], transformation, of_rows)
            for rows, part in rows_of
            if len(rows)
            for of_part, transformation, of_rows in part.choose(rng[rows])
        ]

    def _chosen(self, rng: Any) -> NDArray[np.intp]:
        """Position of a part, for one series or for each of many."""
        weights = np.ones(len(self.transformations)) if self.weights is None else np.asarray(self.weights, dtype=float)
        upper = np.cumsum(weights[:-1]) / weights.sum()
        return np.searchsorted(upper, rng.random(1)[..., 0], side="right")

    def _validate_params(self) -> None:
        super()._validate_params()
        n_parts = len(self.transformations)
        weights = np.ones(n_parts) if self.weights is None else np.asarray(self.weights)
        numbers = weights.shape == (n_parts,) and all(isinstance(weight, Real) for weight in weights.tolist())
        weights = weights.astype(float) if numbers else np.full(1, -1.0)
        if not np.isfinite(weights).all() or weights.min() < 0 or not weights.sum() > 0:
            raise ValueError(
                f"weights={self.weights!r} must be one number of at least 0 for each of "
                f"{len(self.transformations)} transformations, and not all 0."
            )

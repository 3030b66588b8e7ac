"""Several transformations: one after the other, or one of them."""

import itertools
import math
from collections.abc import Iterator, Sequence
from copy import copy
from numbers import Real
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._alternatives import Alternative, choose
from ._base import Transformation, drawn_by
from ._composition import Sequence as DrawnSequence
from ._donors import Donors
from ._parts import MadeOfParts
from ._perturbation import Drawn
from ._randomness import Randomness
from ._registry import register, snake_case
from ._resolve import resolve

_MOST_ALTERNATIVES = 64  # of a composition: each takes a calibration of its own

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
            # a OneOf with weights or relative strengths stays one part
            is_flat = isinstance(one, cls) and one == cls(one.transformations)
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

    Notes
    -----
    With alternatives among the parts, every combination has a gain of its own: ``(Mix() | Drift()) + Jitter()`` is
    ``Mix() + Jitter()`` for some series and ``Drift() + Jitter()`` for the others. Relative strengths multiply.

    Examples
    --------
    >>> from sklearn_lgta.transformations import MagnitudeWarp, Mix
    >>> Mix() + MagnitudeWarp()
    Compose(transformations=(Mix(), MagnitudeWarp()))
    """

    def __init__(self, transformations: _Transformations):
        self.transformations = transformations

    def draw(self, latent: NDArray, rng: Randomness, donors: Donors) -> DrawnSequence:
        """Draw all of them for a series: (..., n_tokens, latent_dim) -> Sequence."""
        return DrawnSequence(tuple(drawn_by(part, latent, rng, donors) for part in self.parts))

    def alternatives(self) -> list[Alternative]:
        """Return every combination of the alternatives of the parts -> list of Alternative."""
        parts = self.parts
        of_parts = [part.alternatives() for part in parts]
        if all(of_part[0].transformation is part for part, of_part in zip(parts, of_parts, strict=True)):
            return [Alternative(self)]
        return [self._of(combination) for combination in itertools.product(*of_parts)]

    def _of(self, combination: Sequence[Alternative]) -> Alternative:
        """One alternative of every part, as one."""
        whole = copy(self)
        whole.transformations = tuple(one.transformation for one in combination)
        weight, strength = (math.prod(of_one) for of_one in zip(*(one[1:] for one in combination), strict=True))
        return Alternative(whole, weight, strength)

    def _validate_params(self) -> None:
        super()._validate_params()
        n_alternatives = math.prod(len(part.alternatives()) for part in self.parts)
        if n_alternatives > _MOST_ALTERNATIVES:
            raise ValueError(
                f"The alternatives in this composition have {n_alternatives} combinations, and each is calibrated on "
                f"its own; at most {_MOST_ALTERNATIVES} can be. Name those you need: OneOf([first, second]), with "
                "transformations in place of first and second, such as Mix() + Drift()."
            )


@register
class OneOf(_Several):
    """Apply one of several transformations, chosen at random for every series: ``Drift() | Trend()``.

    Every part is calibrated on its own: at ``strength=0.3`` the series of every part change by 0.3.

    Parameters
    ----------
    transformations : tuple or list of (str or Transformation)
        A list of one transformation is that transformation.
    weights : array-like of float of shape (n_transformations,) or None, default=None
        How often each is chosen, relative to the others. None is equally often.
    relative_strengths : array-like of float of shape (n_transformations,) or None, default=None
        Strength of each, as a multiple of the strength of the augmenter: with ``strength=0.2``, ``[1, 1, 2]`` changes
        series by 0.2, 0.2 and 0.4 standard deviations. Above 0. None is 1 for all.

    See Also
    --------
    Compose : All of them, one after the other.

    References
    ----------
    .. [1] E. Cubuk et al., "AutoAugment: Learning Augmentation Strategies from Data", CVPR 2019 (policies:
       transformations with probabilities and magnitudes).

    Examples
    --------
    >>> from sklearn_lgta.transformations import Drift, OneOf, Trend
    >>> Drift() | Trend()
    OneOf(transformations=(Drift(), Trend()))
    >>> OneOf(["drift", "trend"], weights=[3, 1])
    OneOf(transformations=['drift', 'trend'], weights=[3, 1])
    """

    _parameter_constraints: ClassVar[dict] = {
        **_Several._parameter_constraints,
        "weights": ["array-like", None],
        "relative_strengths": ["array-like", None],
    }

    def __init__(
        self,
        transformations: _Transformations,
        weights: ArrayLike | None = None,
        relative_strengths: ArrayLike | None = None,
    ):
        self.transformations = transformations
        self.weights = weights
        self.relative_strengths = relative_strengths

    takes_batches = False  # parts draw unlike values

    @property
    def full_gain(self) -> float | None:  # type: ignore[override]
        """The smallest full gain of the parts, None if a part has none or a relative strength -> float or None."""
        return super().full_gain if self.relative_strengths is None else None

    def draw(self, latent: NDArray, rng: Randomness, donors: Donors) -> Drawn:
        """Choose one for a series, and draw it: (n_tokens, latent_dim) -> what the chosen one draws."""
        alternatives = self.alternatives()
        return drawn_by(alternatives[int(choose(alternatives, rng))].transformation, latent, rng, donors)

    def alternatives(self) -> list[Alternative]:
        """Return the alternatives of all parts that are ever chosen; their weights sum to 1 -> list of Alternative."""
        weights, strengths = self._numbers(self.weights), self._numbers(self.relative_strengths)
        fractions = weights / weights.max()  # whose sum cannot overflow
        fractions = fractions / fractions.sum()
        return [
            Alternative(one.transformation, fraction * one.weight, strength * one.relative_strength)
            for part, fraction, strength in zip(self.parts, fractions.tolist(), strengths.tolist(), strict=True)
            if fraction > 0
            for one in part.alternatives()
        ]

    def _numbers(self, values: ArrayLike | None) -> NDArray[np.float64]:
        """Numbers of the parts, of which None is 1 for each; NaN if they are not one finite number for each part."""
        n_parts = len(self.transformations)
        numbers = np.ones(n_parts) if values is None else np.asarray(values)
        if numbers.shape != (n_parts,) or not all(isinstance(number, Real) for number in numbers.tolist()):
            return np.full(1, np.nan)
        numbers = numbers.astype(float)
        return numbers if np.isfinite(numbers).all() else np.full(1, np.nan)

    def _validate_params(self) -> None:
        super()._validate_params()
        weights, strengths = self._numbers(self.weights), self._numbers(self.relative_strengths)
        one_each = f"for each of {len(self.transformations)} transformations"
        if not (weights.min() >= 0 and weights.max() > 0):
            raise ValueError(f"weights={self.weights!r} must be one number of at least 0 {one_each}, and not all 0.")
        if not strengths.min() > 0:
            raise ValueError(
                f"relative_strengths={self.relative_strengths!r} must be one number above 0 {one_each}: multiples of "
                "the strength of the augmenter. Leave a transformation out, or give it the weight 0, where it should "
                "not act."
            )

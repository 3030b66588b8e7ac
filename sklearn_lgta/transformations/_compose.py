"""Several transformations: one after the other, or one of them."""

from numbers import Real
from typing import ClassVar

import numpy as np

from ._base import Transformation, drawn_by
from ._composition import Sequence
from ._names import resolve, snake_case


class _Several(Transformation):
    """Base of what is made of several transformations.

    Their parameters can be reached by their names, as in ``scaling__...``; transformations of one
    class are numbered, as in ``jitter_1__...`` and ``jitter_2__...``.
    """

    _parameter_constraints: ClassVar[dict] = {"transformations": [tuple, list]}

    @property
    def parts(self):
        """The transformations, names resolved: a list."""
        return [resolve(part) for part in self.transformations]

    @classmethod
    def joining(cls, first, second):
        """First and second as one composition, flat where they are compositions of equals themselves."""
        parts = []
        for one in (resolve(first), resolve(second)):
            flat = type(one) is cls and one == cls(one.transformations)
            parts.extend(one.transformations if flat else [one])
        return cls(tuple(parts))

    @property
    def redraws_residual(self):
        """Whether any of them redraws the residual.

        Returns
        -------
        redraws_residual : bool
        """
        return any(part.redraws_residual for part in self.parts)

    @property
    def moves_level(self):
        """Whether any of them moves the level.

        Returns
        -------
        moves_level : bool
        """
        return any(part.moves_level for part in self.parts)

    @property
    def max_gain(self):
        """The smallest of theirs.

        Returns
        -------
        max_gain : float
        """
        return min(part.max_gain for part in self.parts)

    @property
    def full_gain(self):
        """Their full size, where all have one.

        Returns
        -------
        full_gain : float or None
        """
        gains = [part.full_gain for part in self.parts]
        return None if None in gains else min(gains)

    def get_params(self, deep=True):
        """Parameters, with those of the parts under the parts' names.

        Parameters
        ----------
        deep : bool, default=True

        Returns
        -------
        params : dict
        """
        params = super().get_params(deep=False)
        if deep and isinstance(self.transformations, (tuple, list)):
            for name, place in self._named_places():
                part = self.transformations[place]
                params[name] = part
                params.update({f"{name}__{key}": value for key, value in part.get_params().items()})
        return params

    def set_params(self, **params):
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
        for name, place in self._named_places():
            parts[place] = params.pop(name, parts[place])
        if any(new is not old for new, old in zip(parts, self.transformations, strict=True)):
            self.transformations = type(self.transformations)(parts)
        return super().set_params(**params)

    def _named_places(self):
        """Name and place of every part that is an object."""
        objects = [i for i, part in enumerate(self.transformations) if isinstance(part, Transformation)]
        names = [snake_case(type(self.transformations[i])) for i in objects]
        for i, (name, place) in enumerate(zip(names, objects, strict=True), start=1):
            yield (f"{name}_{names[:i].count(name)}" if names.count(name) > 1 else name), place

    def _validate_params(self):
        super()._validate_params()
        if not len(self.transformations):
            raise ValueError(f"{type(self).__name__} needs at least one transformation; the list is empty.")
        for part in self.parts:
            part._validate_params()


class Compose(_Several):
    """Apply transformations one after the other, all with the same gain: ``Jitter() + Scaling()``.

    Parameters
    ----------
    transformations : tuple or list of (str or Transformation)
        With one of them it is that one.

    See Also
    --------
    OneOf : One of several, at random.

    Examples
    --------
    >>> from sklearn_lgta.transformations import MagnitudeWarp, Mix
    >>> Mix() + MagnitudeWarp()
    Compose(transformations=(Mix(), MagnitudeWarp()))
    """

    def __init__(self, transformations):
        self.transformations = transformations

    def draw(self, latent, rng, donors):
        """Draw all of them for one series.

        Parameters
        ----------
        latent : ndarray of shape (n_tokens, latent_dim)
        rng : numpy.random.Generator
        donors : Donors

        Returns
        -------
        drawn : Sequence
        """
        return Sequence(tuple(drawn_by(part, latent, rng, donors) for part in self.parts))


class OneOf(_Several):
    """Apply one of several transformations, chosen at random for every series: ``Drift() | Trend()``.

    Parameters
    ----------
    transformations : tuple or list of (str or Transformation)
        With one of them it is that one.
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

    def __init__(self, transformations, weights=None):
        self.transformations = transformations
        self.weights = weights

    def draw(self, latent, rng, donors):
        """Choose one for a series, and draw it.

        Parameters
        ----------
        latent : ndarray of shape (n_tokens, latent_dim)
        rng : numpy.random.Generator
        donors : Donors

        Returns
        -------
        drawn : drawn value of the chosen transformation
        """
        weights = np.ones(len(self.transformations)) if self.weights is None else np.asarray(self.weights, dtype=float)
        chosen = rng.choice(len(weights), p=weights / weights.sum())
        return drawn_by(resolve(self.transformations[chosen]), latent, rng, donors)

    def _validate_params(self):
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

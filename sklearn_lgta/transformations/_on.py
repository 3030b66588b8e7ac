"""A transformation on a part of the series."""

from copy import copy
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._alternatives import Alternative
from ._base import Transformation, drawn_by
from ._composition import Localised
from ._donors import Donors
from ._parts import MadeOfParts
from ._randomness import Randomness
from ._registry import register
from ._resolve import resolve
from ._where import Where, selected


@register
class On(MadeOfParts):
    """Apply a transformation to some time points, channels or latent dimensions only.

    Outside of the time points and channels a series stays bitwise as it is. The change starts and ends
    gently, over a quarter of the time span, so that no step appears; a span of fewer than four time
    points is too short for that.

    Parameters
    ----------
    transformation : str or Transformation
    time : slice, array-like of bool or of int, or None, default=None
        Time points that change. ``slice(-24, None)`` are the last 24. A mask has one boolean for each time point.
    channels : slice, array-like of bool or of int, or None, default=None
        Channels that change.
    latent : slice, array-like of bool or of int, or None, default=None
        Dimensions of the code that change. In data space they are the channels.

    Notes
    -----
    Strength is measured over the whole series. So the change within the part is larger than the strength,
    and the largest strength of a part is lower than that of the whole. "resample" replaces random time
    spans: at a small strength they may miss the part, and such series stay as they are. "mix" changes all
    series.

    Examples
    --------
    >>> from sklearn_lgta.transformations import Jitter, On
    >>> On("mix", time=slice(-24, None))
    On(time=slice(-24, None, None), transformation='mix')
    >>> On(Jitter(), channels=[0, 2]).max_gain
    1.0
    """

    _parameter_constraints: ClassVar[dict] = {
        "transformation": "no_validation",  # `resolve` says more
        "time": [None, slice, "array-like"],
        "channels": [None, slice, "array-like"],
        "latent": [None, slice, "array-like"],
    }

    def __init__(
        self,
        transformation: str | Transformation,
        time: slice | ArrayLike | None = None,
        channels: slice | ArrayLike | None = None,
        latent: slice | ArrayLike | None = None,
    ):
        self.transformation = transformation
        self.time = time
        self.channels = channels
        self.latent = latent

    @property
    def parts(self) -> list[Transformation]:
        """The transformation, with its name resolved, alone -> list of Transformation."""
        return [resolve(self.transformation)]

    def draw(self, latent: NDArray, rng: Randomness, donors: Donors) -> Localised:
        """Draw the transformation for a series: (..., n_tokens, latent_dim) -> Localised."""
        dims = None if self.latent is None else selected(self.latent, latent.shape[-1], "latent")
        drawn = drawn_by(resolve(self.transformation), latent, rng, donors)
        return Localised(drawn, where=Where.of(self.time, self.channels), dims=dims)

    def alternatives(self) -> list[Alternative]:
        """Return the alternatives of the transformation, each on this part alone -> list of Alternative."""
        (whole,) = self.parts
        alternatives = whole.alternatives()
        if alternatives[0].transformation is whole:
            return [Alternative(self)]
        return [one._replace(transformation=self._around(one.transformation)) for one in alternatives]

    def _around(self, transformation: Transformation) -> Transformation:
        """Another transformation on the same part of the series."""
        here = copy(self)
        here.transformation = transformation
        return here

    def _validate_params(self) -> None:
        super()._validate_params()
        for name in ("time", "channels", "latent"):
            if np.ndim(getattr(self, name)) > 1:
                raise ValueError(f"{name} of On has {np.ndim(getattr(self, name))} dimensions; it must have one.")

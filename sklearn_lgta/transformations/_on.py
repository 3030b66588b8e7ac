"""A transformation on a part of the series."""

from typing import ClassVar

import numpy as np

from ._base import Transformation, drawn_by
from ._composition import Localised
from ._names import resolve
from ._where import Where, selected


class On(Transformation):
    """Apply a transformation to some time points, channels or latent dimensions only.

    Outside of the time points and channels a series stays bitwise as it is. A stretch of time begins
    and ends gently, over a quarter of its length, so that no step appears; one of fewer than four time
    points is too short for that.

    Parameters
    ----------
    transformation : str or Transformation
    time : slice, array-like of bool or of int, or None, default=None
        Time points that change. ``slice(-24, None)`` are the last 24. A mask has one value a time point.
    channels : slice, array-like of bool or of int, or None, default=None
        Channels that change.
    latent : slice, array-like of bool or of int, or None, default=None
        Dimensions of the code that change. In data space they are the channels.

    Notes
    -----
    Strength is measured over the whole series, so the change within the part is larger than that, and
    a part has a lower ceiling than the whole. What replaces stretches of time of its own ("resample")
    may miss the part at a small strength, and leaves such series as they are; "mix" changes all.

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

    def __init__(self, transformation, time=None, channels=None, latent=None):
        self.transformation = transformation
        self.time = time
        self.channels = channels
        self.latent = latent

    @property
    def redraws_residual(self):
        """As the transformation has it.

        Returns
        -------
        redraws_residual : bool
        """
        return resolve(self.transformation).redraws_residual

    @property
    def moves_level(self):
        """As the transformation has it.

        Returns
        -------
        moves_level : bool
        """
        return resolve(self.transformation).moves_level

    @property
    def max_gain(self):
        """As the transformation has it.

        Returns
        -------
        max_gain : float
        """
        return resolve(self.transformation).max_gain

    @property
    def full_gain(self):
        """As the transformation has it.

        Returns
        -------
        full_gain : float or None
        """
        return resolve(self.transformation).full_gain

    def draw(self, latent, rng, donors):
        """Draw the transformation for one series.

        Parameters
        ----------
        latent : ndarray of shape (n_tokens, latent_dim)
        rng : numpy.random.Generator
        donors : Donors

        Returns
        -------
        drawn : Localised
        """
        dims = None if self.latent is None else selected(self.latent, latent.shape[1], "latent")
        drawn = drawn_by(resolve(self.transformation), latent, rng, donors)
        return Localised(drawn, where=Where.of(self.time, self.channels), dims=dims)

    def _validate_params(self):
        super()._validate_params()
        for name in ("time", "channels", "latent"):
            if np.ndim(getattr(self, name)) > 1:
                raise ValueError(f"{name} of On has {np.ndim(getattr(self, name))} dimensions; it must have one.")
        resolve(self.transformation)._validate_params()

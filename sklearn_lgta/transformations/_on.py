"""A transformation on a part of the series."""

from typing import ClassVar

from ._base import Transformation
from ._composition import Localised
from ._names import resolve
from ._where import Where, selected


class On(Transformation):
    """Apply a transformation to some time points, channels or latent dimensions only.

    Outside of them a series stays bitwise as it is. A stretch of time begins and ends gently, over a
    quarter of its length, so that no step appears.

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
    a part has a lower ceiling than the whole.

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
        drawn = resolve(self.transformation).draw(latent, rng, donors)
        return Localised(drawn, where=Where.of(self.time, self.channels), dims=dims)

    def _validate_params(self):
        super()._validate_params()
        resolve(self.transformation)._validate_params()

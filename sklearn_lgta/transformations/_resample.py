"""Put blocks of other series in the place of a series' own."""

from numbers import Integral
from typing import ClassVar

import numpy as np
from sklearn.utils._param_validation import Interval

from ._base import Transformation
from ._drawn import Replacement


class Resample(Transformation):
    """Replace stretches of a series by stretches of other training series.

    In every block the same share of time is replaced, ``gain**2``, from a random place on: all of it
    at gain 1, which is the block bootstrap of the code. What is not replaced stays exactly as it is.

    Parameters
    ----------
    block : int or None, default=None
        Time points of a block; each block has its own donor. None is two seasons where trend and
        season are set aside, else the whole series.

    References
    ----------
    .. [1] H. Künsch, "The jackknife and the bootstrap for general stationary observations", Annals
       of Statistics 17, 1989.
    .. [2] C. Bergmeir et al., "Bagging exponential smoothing methods using STL decomposition and
       Box-Cox transformation", International Journal of Forecasting 32, 2016.

    Examples
    --------
    >>> from sklearn_lgta.transformations import Resample
    >>> Resample()
    Resample()
    """

    _parameter_constraints: ClassVar[dict] = {"block": [None, Interval(Integral, 1, None, closed="left")]}
    redraws_residual = True
    max_gain = full_gain = 1.0

    def __init__(self, block=None):
        self.block = block

    def draw(self, latent, rng, donors):
        """Draw the donors of one series, and where in every block to begin.

        Parameters
        ----------
        latent : ndarray of shape (n_tokens, latent_dim)
        rng : numpy.random.Generator
        donors : Donors

        Returns
        -------
        perturbation : Replacement
        """
        blocks = donors.blocks(rng, len(latent), self.block)
        target = donors.latent[donors.draw(rng, blocks)]
        length = np.bincount(blocks)
        first = np.cumsum(length) - length
        place = np.arange(len(latent)) - first[blocks]
        start = rng.integers(length)
        order = (place + start[blocks]) % length[blocks]
        return Replacement(target=target, order=order[:, None], length=length[blocks][:, None])

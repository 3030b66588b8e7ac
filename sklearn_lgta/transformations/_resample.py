"""Put blocks of other series in the place of a series' own."""

from numbers import Integral
from typing import ClassVar

import numpy as np
from sklearn.utils._param_validation import Interval

from ._base import Replacement, Transformation


class Resample(Transformation):
    """Replace blocks of a series by blocks of other training series.

    The share of time that is replaced is ``gain**2``: all of it at gain 1, the block bootstrap of
    the code. Below, the untouched blocks stay exactly as they are.

    Parameters
    ----------
    block : int or None, default=None
        Time points of a block. None is two seasons where trend and season are set aside, else one
        window of the model.

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
    max_gain = 1.0

    def __init__(self, block=None):
        self.block = block

    def draw(self, latent, rng, donors):
        """Draw the donors of one series and the order in which its blocks go.

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
        at = donors.draw(rng, blocks)
        threshold = np.empty(len(latent))
        for number in range(blocks[-1] + 1):
            inside = np.flatnonzero(blocks == number)
            order = (np.arange(len(inside)) + rng.integers(len(inside))) % len(inside)
            threshold[inside] = (order + rng.uniform()) / len(inside)
        return Replacement(target=donors.latent[at], threshold=threshold[:, None])

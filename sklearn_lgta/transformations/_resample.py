"""Blocks of other series in place of a series' own."""

from numbers import Integral
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.utils._param_validation import Interval

from ._base import Transformation
from ._blocks import block_spans
from ._donors import Donors
from ._randomness import Randomness
from ._redraw import Replacement
from ._registry import register


@register
class Resample(Transformation):
    """Replace spans of a series by spans of other training series.

    The same fraction of every block is replaced, ``gain**2``, from a random token on. At gain 1 that is the whole
    block: the block bootstrap of the code. What is not replaced stays exactly as it is.

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
    takes_batches = True

    def __init__(self, block: int | None = None):
        self.block = block

    def draw(self, latent: NDArray, rng: Randomness, donors: Donors) -> Replacement:
        """Draw the donors and the first token of every block: (..., n_tokens, latent_dim) -> Replacement."""
        n_tokens = latent.shape[-2]
        blocks = donors.blocks(rng, n_tokens, self.block)
        target = donors.latent[donors.draw(rng, blocks)]
        first, length = block_spans(blocks)
        start = (np.take_along_axis(rng.random(n_tokens), first, axis=-1) * length).astype(int)
        order = (np.arange(n_tokens) - first + start) % length
        return Replacement(target=target, order=order[..., None], length=length[..., None])

"""Blend with another series."""

from numbers import Integral
from typing import ClassVar

from numpy.typing import NDArray
from sklearn.utils._param_validation import Interval

from ._base import Transformation
from ._donors import Donors
from ._randomness import Randomness
from ._redraw import Redraw
from ._registry import register


@register
class Mix(Transformation):
    """Move a series towards other training series.

    The blend keeps the size of the code: a plain average of two series would be too smooth.

    Parameters
    ----------
    block : int or None, default=None
        Time points of a block; each block comes from another donor. None is two seasons where trend
        and season are set aside, else the whole series from one donor.

    References
    ----------
    .. [1] H. Zhang et al., "mixup: Beyond Empirical Risk Minimization", ICLR 2018.
    .. [2] K. Shoemake, "Animating rotation with quaternion curves", SIGGRAPH 1985 (the interpolation).

    Examples
    --------
    >>> from sklearn_lgta.transformations import Mix
    >>> Mix(block=24)
    Mix(block=24)
    """

    _parameter_constraints: ClassVar[dict] = {"block": [None, Interval(Integral, 1, None, closed="left")]}
    redraws_residual = True
    max_gain = full_gain = 1.0
    takes_batches = True

    def __init__(self, block: int | None = None):
        self.block = block

    def draw(self, latent: NDArray, rng: Randomness, donors: Donors) -> Redraw:
        """Draw the donors of one series: (..., n_tokens, latent_dim) -> Redraw."""
        blocks = donors.blocks(rng, latent.shape[-2], self.block)
        return Redraw(target=donors.latent[donors.draw(rng, blocks)])

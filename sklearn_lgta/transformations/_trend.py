"""A straight line."""

import numpy as np
from numpy.typing import NDArray

from ._base import Transformation
from ._donors import Donors
from ._perturbation import Perturbation
from ._randomness import Randomness
from ._registry import register


@register
class Trend(Transformation):
    """Tilt a series: add a straight line of random slope through its middle.

    All dimensions of the code follow one line, in a direction that moves the level.

    References
    ----------
    .. [1] L. Roque et al., "L-GTA: Latent Generative Modeling for Time Series Augmentation",
       arXiv:2507.23615, 2025. The authors' code of 2026 has trend as a transformation.

    Examples
    --------
    >>> from sklearn_lgta.transformations import Trend
    >>> Trend()
    Trend()
    """

    moves_level = True
    takes_batches = True

    def draw(self, latent: NDArray, rng: Randomness, donors: Donors) -> Perturbation:
        """Draw the slope of a series: (..., n_tokens, latent_dim) -> Perturbation."""
        # A line of mean square 1 times a normal level. A series of one token has no slope: its level moves.
        n_tokens = latent.shape[-2]
        line = np.linspace(-1.0, 1.0, n_tokens) if n_tokens > 1 else np.ones(1)
        line /= np.sqrt(np.mean(line**2))
        return Perturbation(shift=line[:, None] * donors.level(rng)[..., None, :])

"""A random walk of the level."""

import numpy as np
from numpy.typing import NDArray

from ._base import Transformation
from ._donors import Donors
from ._perturbation import Perturbation
from ._randomness import Randomness
from ._registry import register


@register
class Drift(Transformation):
    """Let the level of a series wander: a random walk from its first token on.

    All dimensions of the code follow one walk, in a direction that moves the level. Separate walks would
    change the shape of the patches, which no drift does.

    References
    ----------
    .. [1] L. Roque et al., "L-GTA: Latent Generative Modeling for Time Series Augmentation",
       arXiv:2507.23615, 2025. The authors' code of 2026 has drift as a transformation.

    Examples
    --------
    >>> from sklearn_lgta.transformations import Drift
    >>> Drift()
    Drift()
    """

    moves_level = True
    takes_batches = True

    def draw(self, latent: NDArray, rng: Randomness, donors: Donors) -> Perturbation:
        """Draw the walk of a series: (..., n_tokens, latent_dim) -> Perturbation."""
        n_tokens = latent.shape[-2]
        # steps N(0, 2 / (n_tokens + 1)), so that the mean square of the walk is 1 on average
        walk = rng.standard_normal(n_tokens).cumsum(axis=-1) * np.sqrt(2 / (n_tokens + 1))
        level = donors.level(rng)
        direction = level / np.sqrt(np.mean(level**2, axis=-1, keepdims=True))  # of mean square 1
        return Perturbation(shift=walk[..., None] * direction[..., None, :])

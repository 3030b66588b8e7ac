"""A random walk of the level."""

import numpy as np

from ._base import Transformation
from ._drawn import Perturbation


class Drift(Transformation):
    """Let the level of a series wander: a random walk from its first token on.

    All dimensions of the code follow one walk, in a direction that moves the level. A walk for every
    dimension of its own would change the shape of the patches, which no drift does.

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

    def draw(self, latent, rng, donors):
        """Draw the walk of one series.

        Parameters
        ----------
        latent : ndarray of shape (n_tokens, latent_dim)
        rng : numpy.random.Generator
        donors : Donors
            Know what moves the level.

        Returns
        -------
        perturbation : Perturbation
            Steps N(0, 2 / (n_tokens + 1)), so that the mean square of the walk is 1 on average, times a
            direction of mean square 1.
        """
        n_tokens = len(latent)
        walk = rng.standard_normal(n_tokens).cumsum() * np.sqrt(2 / (n_tokens + 1))
        level = donors.level(rng)
        return Perturbation(shift=walk[:, None] * level / np.sqrt(np.mean(level**2)))  # the walk alone has the size

"""One factor a series."""

from ._base import Transformation
from ._drawn import Perturbation


class Scaling(Transformation):
    """Multiply a series by one random factor.

    The factor is ``1 + gain * N(0, 1)``, about the mean of the series.

    References
    ----------
    .. [1] L. Roque et al., "L-GTA: Latent Generative Modeling for Time Series Augmentation",
       arXiv:2507.23615, 2025. The paper's code draws one factor a value, which is noise; one a
       series is the usual meaning.

    Examples
    --------
    >>> from sklearn_lgta.transformations import Scaling
    >>> Scaling()
    Scaling()
    """

    def draw(self, latent, rng, donors):
        """Draw the factor of one series.

        Parameters
        ----------
        latent : ndarray of shape (n_tokens, latent_dim)
        rng : numpy.random.Generator
        donors : Donors
            Not used.

        Returns
        -------
        perturbation : Perturbation
        """
        return Perturbation(scale=rng.standard_normal())

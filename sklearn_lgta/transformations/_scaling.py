"""One random factor for each series."""

from numpy.typing import NDArray

from ._base import Transformation
from ._donors import Donors
from ._perturbation import Perturbation
from ._randomness import Randomness
from ._registry import register


@register
class Scaling(Transformation):
    """Multiply a series by one random factor.

    The factor is ``1 + gain * N(0, 1)``, about the mean of the series.

    References
    ----------
    .. [1] L. Roque et al., "L-GTA: Latent Generative Modeling for Time Series Augmentation",
       arXiv:2507.23615, 2025. The paper's code draws one factor for each value, which is
       noise; one for each series is the usual meaning.

    Examples
    --------
    >>> from sklearn_lgta.transformations import Scaling
    >>> Scaling()
    Scaling()
    """

    takes_batches = True

    def draw(self, latent: NDArray, rng: Randomness, donors: Donors) -> Perturbation:
        """Draw the factor of a series: (..., n_tokens, latent_dim) -> Perturbation."""
        return Perturbation(scale=rng.standard_normal((1, 1)))

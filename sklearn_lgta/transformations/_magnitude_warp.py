"""A smooth factor along time."""

from numbers import Integral
from typing import ClassVar

from numpy.typing import NDArray
from sklearn.utils._param_validation import Interval

from ._base import Transformation
from ._curves import splines
from ._donors import Donors
from ._perturbation import Perturbation
from ._randomness import Randomness
from ._registry import register


@register
class MagnitudeWarp(Transformation):
    """Multiply a series by a smooth random curve along time.

    Parameters
    ----------
    n_knots : int, default=6
        Knots of the cubic spline, evenly spaced from the first to the last token, each N(0, 1).
        With 2 the curve is a straight line.

    References
    ----------
    .. [1] L. Roque et al., "L-GTA: Latent Generative Modeling for Time Series Augmentation",
       arXiv:2507.23615, 2025.
    .. [2] T. Um et al., "Data augmentation of wearable sensor data for Parkinson's disease
       monitoring using convolutional neural networks", ICMI 2017.

    Examples
    --------
    >>> from sklearn_lgta.transformations import MagnitudeWarp
    >>> MagnitudeWarp(n_knots=4)
    MagnitudeWarp(n_knots=4)
    """

    _parameter_constraints: ClassVar[dict] = {"n_knots": [Interval(Integral, 2, None, closed="left")]}

    takes_batches = True

    def __init__(self, n_knots: int = 6):
        self.n_knots = n_knots

    def draw(self, latent: NDArray, rng: Randomness, donors: Donors) -> Perturbation:
        """Draw the curve of a series: (..., n_tokens, latent_dim) -> Perturbation."""
        # one curve for all dimensions: separate curves would tear apart what moves together
        at_knots = rng.standard_normal(self.n_knots)[..., None, :]
        curve = (splines(self.n_knots, latent.shape[-2]) * at_knots).sum(axis=-1, keepdims=True)
        return Perturbation(scale=curve)  # (..., n_tokens, 1)

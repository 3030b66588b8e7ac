"""Noise."""

from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.utils._param_validation import StrOptions

from ._base import Transformation
from ._donors import Donors
from ._perturbation import Perturbation
from ._randomness import Randomness
from ._redraw import Redraw
from ._registry import register


@register
class Jitter(Transformation):
    """Add noise.

    Parameters
    ----------
    color : {"latent", "white"}, default="latent"
        "latent" moves the code towards noise with the autocovariance of the code (its Fourier surrogate:
        same amplitudes, random phases), which keeps variance and rhythm. "white" adds independent normal
        noise to every token, as the paper does.

    References
    ----------
    .. [1] L. Roque et al., "L-GTA: Latent Generative Modeling for Time Series Augmentation",
       arXiv:2507.23615, 2025.
    .. [2] J. Theiler et al., "Testing for nonlinearity in time series: the method of surrogate
       data", Physica D 58, 1992.

    Examples
    --------
    >>> from sklearn_lgta.transformations import Jitter
    >>> Jitter(color="white")
    Jitter(color='white')
    """

    _parameter_constraints: ClassVar[dict] = {"color": [StrOptions({"latent", "white"})]}

    takes_batches = True

    def __init__(self, color: Literal["latent", "white"] = "latent"):
        self.color = color

    @property
    def max_gain(self) -> float:  # type: ignore[override]
        """1 for coloured noise, which replaces the code at gain 1; infinity for white noise -> float."""
        return 1.0 if self.color == "latent" else np.inf

    def draw(self, latent: NDArray, rng: Randomness, donors: Donors) -> Perturbation | Redraw:
        """Draw noise for a series: (..., n_tokens, latent_dim) -> Perturbation or Redraw."""
        if self.color == "white":
            return Perturbation(shift=rng.standard_normal(latent.shape[-2:]))
        return Redraw(target=fourier_surrogate(latent, rng))


def fourier_surrogate(latent: NDArray, rng: Randomness) -> NDArray:
    """Return a code with the amplitudes of another one and random phases.

    All dimensions have the same phases, so that what moves together still does.

    Parameters
    ----------
    latent : ndarray of shape (..., n_tokens, latent_dim)
        One token has no phases: normal noise comes back.
    rng : numpy.random.Generator

    Returns
    -------
    surrogate : ndarray of shape (..., n_tokens, latent_dim)
        With the mean of `latent` and, but for rounding, its autocovariance (circular).
    """
    n_tokens = latent.shape[-2]
    if n_tokens == 1:
        return rng.standard_normal(latent.shape[-2:])
    spectrum = np.fft.rfft(latent, axis=-2)
    phase = 2 * np.pi * rng.random(spectrum.shape[-2])
    rotation = np.exp(1j * phase)
    rotation[..., 0] = 1.0  # the mean stays
    if n_tokens % 2 == 0:
        rotation[..., -1] = np.sign(np.cos(phase[..., -1]))  # the Nyquist term of a real series is real
    return np.fft.irfft(spectrum * rotation[..., None], n=n_tokens, axis=-2)

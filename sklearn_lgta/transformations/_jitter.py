"""Noise."""

from dataclasses import dataclass, replace
from typing import ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.utils._param_validation import StrOptions

from ._base import Transformation
from ._donors import Donors
from ._perturbation import Drawn, Perturbation
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

    def draw(self, latent: NDArray, rng: Randomness, donors: Donors) -> Drawn:
        """Draw noise for a series: (..., n_tokens, latent_dim) -> Perturbation, Surrogate or Redraw."""
        n_tokens = latent.shape[-2]
        if self.color == "white":
            return Perturbation(shift=rng.standard_normal(latent.shape[-2:]))
        if n_tokens == 1:  # has no phases
            return Redraw(target=rng.standard_normal(latent.shape[-2:]))
        phase = 2 * np.pi * rng.random(n_tokens // 2 + 1)
        padding = np.zeros((*phase.shape[:-1], n_tokens - phase.shape[-1]))
        phase = np.concatenate([phase, padding], axis=-1)[..., None]
        return Surrogate(target=fourier_surrogate(latent, phase), phase=phase)


@dataclass(frozen=True, eq=False)
class Surrogate(Redraw):
    """Move a code towards its Fourier surrogate: its amplitudes with other phases.

    Attributes
    ----------
    target : ndarray of shape (n_tokens, latent_dim)
        The surrogate.
    phase : ndarray of shape (n_tokens, 1)
        Radians, of the ``n_tokens // 2 + 1`` frequencies of a code; the rest is not read.
    """

    phase: NDArray

    def for_codes(self, latent: NDArray) -> Self:
        """Return the surrogates of other codes by the same phases: (..., n_tokens, latent_dim) -> Surrogate."""
        return replace(self, target=fourier_surrogate(latent, self.phase))


def fourier_surrogate(latent: NDArray, phase: NDArray) -> NDArray:
    """Return a code with the amplitudes of another one and given phases.

    All dimensions have the same phases, so that what moves together still does.

    Parameters
    ----------
    latent : ndarray of shape (..., n_tokens, latent_dim)
    phase : ndarray of shape (..., n_tokens, 1)
        As for `Surrogate`.

    Returns
    -------
    surrogate : ndarray of shape (..., n_tokens, latent_dim)
        With the mean of `latent` and, but for rounding, its autocovariance (circular).
    """
    n_tokens = latent.shape[-2]
    spectrum = np.fft.rfft(latent, axis=-2)
    phase = phase[..., : spectrum.shape[-2], :]
    rotation = np.exp(1j * phase)
    rotation[..., 0, :] = 1.0  # the mean stays
    if n_tokens % 2 == 0:
        rotation[..., -1, :] = np.sign(np.cos(phase[..., -1, :]))  # the Nyquist term of a real series is real
    return np.fft.irfft(spectrum * rotation, n=n_tokens, axis=-2)

"""Noise."""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.utils._param_validation import StrOptions

from ._base import Transformation
from ._donors import Donors
from ._perturbation import Drawn, Perturbation, StackableDraw
from ._randomness import Randomness
from ._redraw import Redraw, slerp
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
        return Surrogate(phase=np.concatenate([phase, padding], axis=-1)[..., None])


@dataclass(frozen=True, eq=False)
class Surrogate(StackableDraw):
    """Move a code towards its Fourier surrogate: its amplitudes with other phases.

    The phases are kept, not the noise, so that these draws move another series towards noise of its own.

    Attributes
    ----------
    phase : ndarray of shape (n_tokens, 1)
        Radians, of the ``n_tokens // 2 + 1`` frequencies of a code; the rest is not read.
    """

    phase: NDArray
    redraws_code: ClassVar[bool] = True

    def apply(self, latent: NDArray, gain: float) -> NDArray:
        """Change a code; a gain of 0 returns it, a gain of 1 its surrogate.

        Parameters
        ----------
        latent : ndarray of shape (..., n_tokens, latent_dim)
        gain : float
            Between 0 and 1.

        Returns
        -------
        latent : ndarray of shape (..., n_tokens, latent_dim)
        """
        return slerp(latent, fourier_surrogate(latent, self.phase), gain)

    def residual_weights(self, gain: float) -> tuple[Any, Any]:
        """Return the weights of the old and the new residual, whose squares sum to 1: float -> old, new."""
        return np.cos(gain * np.pi / 2), np.sin(gain * np.pi / 2)


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

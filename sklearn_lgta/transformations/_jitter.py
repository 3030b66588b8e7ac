"""Noise."""

from typing import ClassVar

import numpy as np
from sklearn.utils._param_validation import StrOptions

from ._base import Transformation
from ._drawn import Perturbation, Redraw


class Jitter(Transformation):
    """Add noise.

    Parameters
    ----------
    color : {"latent", "white"}, default="latent"
        "latent" turns the code towards noise that has the code's own autocovariance (its Fourier
        surrogate: same amplitudes, random phases), which keeps its variance and rhythm. "white" adds
        independent normal noise to every token, as the paper does.

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

    def __init__(self, color="latent"):
        self.color = color

    @property
    def max_gain(self):
        """1 for coloured noise, which replaces the code in the end; no limit for white noise.

        Returns
        -------
        max_gain : float
        """
        return 1.0 if self.color == "latent" else np.inf

    def draw(self, latent, rng, donors):
        """Draw noise for one series.

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
        if self.color == "white":
            return Perturbation(shift=rng.standard_normal(latent.shape))
        return Redraw(target=fourier_surrogate(latent, rng))


def fourier_surrogate(latent, rng):
    """Series with the amplitudes of another one and random phases.

    One set of phases for all dimensions, so that what moves together still does.

    Parameters
    ----------
    latent : ndarray of shape (n_tokens, latent_dim)
        With one token there are no phases, and normal noise comes back.
    rng : numpy.random.Generator

    Returns
    -------
    surrogate : ndarray of shape (n_tokens, latent_dim)
        With the mean of `latent` and, but for rounding, its autocovariance (circular).
    """
    n_tokens = len(latent)
    if n_tokens == 1:
        return rng.standard_normal(latent.shape)
    spectrum = np.fft.rfft(latent, axis=0)
    phase = rng.uniform(0, 2 * np.pi, len(spectrum))
    turn = np.exp(1j * phase)
    turn[0] = 1.0  # the mean stays
    if n_tokens % 2 == 0:
        turn[-1] = np.sign(np.cos(phase[-1]))  # the Nyquist term of a real series is real
    return np.fft.irfft(spectrum * turn[:, None], n=n_tokens, axis=0)

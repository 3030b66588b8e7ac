"""Classic transformations of the series themselves, each scaled to a given change: the line a latent one must beat."""

import numpy as np


def jitter(Z, rng):
    """White noise, independent in every step."""
    return rng.standard_normal(Z.shape)


def scaling(Z, rng):
    """One random factor a series."""
    return rng.standard_normal((len(Z), 1)) * Z


def magnitude_warp(Z, rng, n_knots=6):
    """A random factor that moves along straight lines between evenly spaced knots."""
    steps, at = np.linspace(0, 1, Z.shape[1]), np.linspace(0, 1, n_knots)
    factors = [np.interp(steps, at, rng.standard_normal(n_knots)) for _ in range(len(Z))]
    return np.stack(factors) * Z


def drift(Z, rng):
    """A Gaussian random walk."""
    return rng.standard_normal(Z.shape).cumsum(axis=1)


def trend(Z, rng):
    """A straight line of random slope through zero at mid-series."""
    return rng.standard_normal((len(Z), 1)) * np.linspace(-1, 1, Z.shape[1])


def mix(Z, rng):
    """A step towards another series of the panel at the same time."""
    return Z[rng.permutation(len(Z))] - Z


DIRECT = {change.__name__: change for change in (jitter, scaling, magnitude_warp, drift, trend, mix)}


def augment_directly(X, transformation, strength, seed=0):
    """Change a panel by exactly the strength that is asked.

    Parameters
    ----------
    X : ndarray of shape (n_series, n_timepoints)
        Series, none constant.
    transformation : str
        A key of ``DIRECT``.
    strength : float
        Root-mean-square change over all series and steps, in standard deviations of each series.
    seed : int, default=0
        Seed of the draws.

    Returns
    -------
    ndarray of shape (n_series, n_timepoints)
        One changed version of every series.
    """
    scale = X.std(axis=1, keepdims=True)
    change = DIRECT[transformation]((X - X.mean(axis=1, keepdims=True)) / scale, np.random.default_rng(seed))
    return X + strength * scale * change / np.sqrt(np.mean(change**2))


def phase_randomised(X, seed=0):
    """Noise with the spectrum of each row and phases of its own.

    Parameters
    ----------
    X : ndarray of shape (n_series, n_timepoints)
        Series.
    seed : int, default=0
        Seed of the phases.

    Returns
    -------
    ndarray of shape (n_series, n_timepoints)
        Noise with mean zero; mean square and autocovariance (circular) are those of the row.
    """
    n_timepoints = X.shape[1]
    spectrum = np.fft.rfft(X - X.mean(axis=1, keepdims=True), axis=1)
    phase = np.random.default_rng(seed).uniform(0, 2 * np.pi, spectrum.shape)
    if n_timepoints % 2 == 0:
        phase[:, -1] = np.pi * (phase[:, -1] > np.pi)  # a real series has no other phases at the Nyquist frequency
    return np.fft.irfft(np.abs(spectrum) * np.exp(1j * phase), n=n_timepoints, axis=1)

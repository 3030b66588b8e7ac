"""Classic transformations of the series, each scaled to a given change: the baselines of the latent ones."""

import numpy as np
from fidelity import rms
from scipy.interpolate import PchipInterpolator
from scipy.optimize import brentq


def jitter(Z, rng):
    """White noise, independent in every step."""
    return rng.standard_normal(Z.shape)


def scaling(Z, rng):
    """One random factor per series."""
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


def time_warp(Z, rng, n_knots=6):
    """Series along a smooth monotone map of time with fixed ends, at a fraction of the strongest possible map.

    The map goes through evenly spaced knots. The inner knots are shifted at random; at the strongest map of a draw, two
    neighbouring knots meet. The result is a function that returns the change for a fraction between 0 and 1.
    """
    steps, at = np.linspace(0, 1, Z.shape[1]), np.linspace(0, 1, n_knots)
    shift = np.zeros((n_knots, len(Z)))
    shift[1:-1] = rng.standard_normal((n_knots - 2, len(Z)))
    shift *= -at[1] / np.diff(shift, axis=0).min(axis=0)
    strongest = PchipInterpolator(at, at[:, None] + shift)(steps).T  # (n_series, n_timepoints)

    def change(fraction):
        maps = steps + fraction * (strongest - steps)
        return np.stack([np.interp(time, steps, row) for time, row in zip(maps, Z, strict=True)]) - Z

    return change


def mix(Z, rng):
    """A step towards another series of the panel at the same time."""
    return Z[rng.permutation(len(Z))] - Z


DIRECT = {change.__name__: change for change in (jitter, scaling, magnitude_warp, drift, trend, time_warp, mix)}


def sized(change, strength):
    """Return the change scaled to a root mean square of `strength`; a function is evaluated at the right fraction."""
    if not callable(change):
        return strength * change / rms(change)
    if rms(change(1.0)) <= strength:
        return change(1.0)
    return change(brentq(lambda fraction: rms(change(fraction)) - strength, 0.0, 1.0))


def augment_directly(X, transformation, strength, seed=0):
    """Return a panel changed by exactly the requested strength.

    Only "time_warp" has a ceiling: it returns the strongest monotone maps where these change less than requested.

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
    return X + scale * sized(change, strength)


def phase_randomised(X, seed=0):
    """Return noise with the spectrum of each row and independent random phases.

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

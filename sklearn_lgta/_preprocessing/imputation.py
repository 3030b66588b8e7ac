"""What lies in gaps, by what is known around them."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls

_LAGS = 48  # time points over which residuals are taken to be related
_NEIGHBOURS = 6  # known values on each side that say something about a gap
_BORDERS = (2, 4)  # time points from the nearest known value, at which other weights begin
_ENOUGH = 50  # hidden values, for weights of their own
_NUGGET = 1e-3  # variance that is never explained, so that weights stay small


@dataclass(frozen=True)
class KrigingImputer:
    """Best linear guess of missing values from their neighbours in time (simple kriging).

    Parameters
    ----------
    correlation : ndarray of shape (n_lags, n_channels)
        Autocorrelation of every channel, from lag 0 on; beyond the last lag it is 0.

    References
    ----------
    .. [1] N. Cressie, "Statistics for Spatial Data", Wiley 1993, section 3.1.
    """

    correlation: np.ndarray

    @classmethod
    def learn(cls, series):
        """Estimate how values are related along time.

        Parameters
        ----------
        series : ndarray of shape (n_series, n_timepoints, n_channels)
            With mean 0; NaN where missing.

        Returns
        -------
        bridge : KrigingImputer
        """
        known = ~np.isnan(series)
        series = np.where(known, series, 0.0)
        n_lags = min(_LAGS, series.shape[1])
        covariance = np.empty((n_lags, series.shape[2]))
        for lag in range(n_lags):
            earlier, later = slice(series.shape[1] - lag), slice(lag, None)
            n_pairs = (known[:, earlier] & known[:, later]).sum(axis=(0, 1))
            products = (series[:, earlier] * series[:, later]).sum(axis=(0, 1))
            taper = 1 - lag / series.shape[1]  # fewer pairs count less, as is needed for a valid correlation
            covariance[lag] = taper * products / np.maximum(n_pairs, 1)
        variance = covariance[0]
        return cls(np.divide(covariance, variance, out=np.zeros_like(covariance), where=variance > 0))

    def fill(self, series):
        """Fill gaps.

        Parameters
        ----------
        series : ndarray of shape (n_series, n_timepoints, n_channels)
            With mean 0; NaN where missing.

        Returns
        -------
        filled : ndarray of shape (n_series, n_timepoints, n_channels)
            Far from all that is known it is 0.
        """
        filled, weights_of = series.copy(), {}
        missing = np.isnan(series)
        for row, channel in np.argwhere(missing.any(axis=1)):
            known = np.flatnonzero(~missing[row, :, channel])
            for gap in _runs(np.flatnonzero(missing[row, :, channel])):
                place = np.searchsorted(known, gap[0])
                near = known[max(0, place - _NEIGHBOURS) : place + _NEIGHBOURS]
                kind = channel, len(gap), (near - gap[0]).tobytes()
                if kind not in weights_of:
                    weights_of[kind] = self._weights(near, gap, channel)
                filled[row, gap, channel] = weights_of[kind] @ series[row, near, channel]
        return filled

    def _weights(self, near, gap, channel):
        """Weights of the values near a gap for every value in it: (n_gap, n_near)."""
        weights = np.zeros((len(gap), len(near)))
        correlation = self.correlation[:, channel]
        reached = np.abs(gap[:, None] - near).min(axis=1, initial=len(correlation)) < len(correlation)
        places = np.concatenate([near, gap[reached]])
        lag = np.abs(places[:, None] - places)
        joint = np.where(lag < len(correlation), correlation[np.minimum(lag, len(correlation) - 1)], 0.0)
        # estimates by lag need not belong to any process: the nearest matrix that does has no negative eigenvalues
        eigenvalues, vectors = np.linalg.eigh(joint)
        joint = (vectors * np.maximum(eigenvalues, 0.0)) @ vectors.T
        among, to_gap = joint[: len(near), : len(near)], joint[len(near) :, : len(near)]
        weights[reached] = np.linalg.solve(among + _NUGGET * np.eye(len(near)), to_gap.T).T
        return weights


@dataclass(frozen=True)
class StackingWeights:
    """Weights of several guesses at a missing value, by how far the nearest known one is.

    Parameters
    ----------
    weights : ndarray of shape (n_distances, n_guesses)

    References
    ----------
    .. [1] L. Breiman, "Stacked regressions", Machine Learning 24, 1996 (weights that are not negative).
    """

    weights: np.ndarray

    @classmethod
    def first_only(cls, n_guesses):
        """Weights of 1 for the first guess, and of 0 for the others."""
        return cls(np.eye(1, n_guesses).repeat(len(_BORDERS) + 1, axis=0))

    @classmethod
    def learn(cls, guesses, truth, distance):
        """Weights of least squares.

        Parameters
        ----------
        guesses : ndarray of shape (n_guesses, n_values)
            At values that were hidden.
        truth : ndarray of shape (n_values,)
            These values; guesses and they are centred.
        distance : ndarray of int of shape (n_values,)
            Of `distance_to_known`.

        Returns
        -------
        blend : Blend
            Distances of which too little was hidden have the weights of all together.
        """
        if len(truth) < _ENOUGH:
            return cls.first_only(len(guesses))
        kinds = [_kind(distance) == kind for kind in range(len(_BORDERS) + 1)]
        parts = [own if own.sum() >= _ENOUGH else np.ones_like(own) for own in kinds]
        return cls(np.stack([nnls(guesses[:, own].T, truth[own])[0] for own in parts]))

    def __call__(self, guesses, distance):
        """Blended guesses: (n_guesses, ...), (...) -> (...)."""
        return np.einsum("...g,g...->...", self.weights[_kind(distance)], guesses)


def _kind(distance):
    return np.digitize(distance, _BORDERS)


def distance_to_known(missing):
    """Time points to the nearest known value of a channel.

    Parameters
    ----------
    missing : ndarray of bool of shape (n_series, n_timepoints, n_channels)

    Returns
    -------
    distance : ndarray of int of shape (n_series, n_timepoints, n_channels)
        0 where the value is known.
    """
    time = np.arange(missing.shape[1])[:, None]
    far = 2 * len(time)
    before = np.maximum.accumulate(np.where(missing, -far, time), axis=1)
    after = np.minimum.accumulate(np.where(missing, far + len(time), time)[:, ::-1], axis=1)[:, ::-1]
    return np.minimum(time - before, after - time)


def hide_more(values):
    """Series with further gaps, such as others have.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_timepoints, n_channels)
        NaN where missing.

    Returns
    -------
    hidden : ndarray of bool of shape (n_series, n_timepoints, n_channels)
        Known values to hide: where the next series has gaps, a third of the time later. The first and the
        last known value of a channel stay.
    """
    missing = np.isnan(values)
    gaps = missing & (
        np.maximum.accumulate(~missing, axis=1) & np.maximum.accumulate(~missing[:, ::-1], axis=1)[:, ::-1]
    )
    hidden = np.roll(gaps, (1, values.shape[1] // 3), axis=(0, 1)) & ~missing
    known = np.cumsum(~missing, axis=1)
    return hidden & (known > 1) & (known < known[:, -1:])


def _runs(places):
    """Places that follow each other: list of ndarrays."""
    return np.split(places, np.flatnonzero(np.diff(places) > 1) + 1)

"""What lies in gaps, by what is known around them."""

from dataclasses import dataclass

import numpy as np

_LAGS = 48  # time points over which residuals are taken to be related
_NEIGHBOURS = 6  # known values on each side that say something about a gap
_NUGGET = 1e-3  # variance that is never explained, so that weights stay small


@dataclass(frozen=True)
class Bridge:
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
        bridge : Bridge
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


def _runs(places):
    """Places that follow each other: list of ndarrays."""
    return np.split(places, np.flatnonzero(np.diff(places) > 1) + 1)

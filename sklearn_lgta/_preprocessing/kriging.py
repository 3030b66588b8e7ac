"""Missing values from their neighbours in time."""

from dataclasses import dataclass

import numpy as np

_MAX_LAGS = 48  # time points over which values count as correlated
_N_NEIGHBORS = 6  # observed values on each side that predict a gap
_NUGGET = 1e-3  # variance that is never explained, so that weights stay small


@dataclass(frozen=True)
class KrigingImputer:
    """Best linear prediction of missing values from their neighbours in time (simple kriging).

    Parameters
    ----------
    correlation : ndarray of shape (n_lags, n_channels)
        Autocorrelation of every channel, from lag 0 on. Beyond the last lag it is 0.

    References
    ----------
    .. [1] N. Cressie, "Statistics for Spatial Data", Wiley 1993, section 3.1.
    """

    correlation: np.ndarray

    @classmethod
    def fit(cls, series: np.ndarray) -> "KrigingImputer":
        """Estimate the autocorrelation of every channel.

        Parameters
        ----------
        series : ndarray of shape (n_series, n_timepoints, n_channels)
            With mean 0; NaN where missing.

        Returns
        -------
        imputer : KrigingImputer
        """
        observed = ~np.isnan(series)
        series = np.where(observed, series, 0.0)
        n_lags = min(_MAX_LAGS, series.shape[1])
        covariance = np.empty((n_lags, series.shape[2]))
        for lag in range(n_lags):
            earlier, later = slice(series.shape[1] - lag), slice(lag, None)
            n_pairs = (observed[:, earlier] & observed[:, later]).sum(axis=(0, 1))
            products = (series[:, earlier] * series[:, later]).sum(axis=(0, 1))
            taper = 1 - lag / series.shape[1]  # fewer pairs count less, which a valid correlation needs
            covariance[lag] = taper * products / np.maximum(n_pairs, 1)
        variance = covariance[0]
        return cls(np.divide(covariance, variance, out=np.zeros_like(covariance), where=variance > 0))

    def fill(self, series: np.ndarray) -> np.ndarray:
        """Fill gaps.

        Parameters
        ----------
        series : ndarray of shape (n_series, n_timepoints, n_channels)
            With mean 0; NaN where missing.

        Returns
        -------
        filled : ndarray of shape (n_series, n_timepoints, n_channels)
            0 far from all observed values.
        """
        filled = series.copy()
        weights_of: dict[tuple, np.ndarray] = {}  # gaps of one form have the same weights
        missing = np.isnan(series)
        for row, channel in np.argwhere(missing.any(axis=1)):
            observed = np.flatnonzero(~missing[row, :, channel])
            for gap in _runs(np.flatnonzero(missing[row, :, channel])):
                position = np.searchsorted(observed, gap[0])
                near = observed[max(0, position - _N_NEIGHBORS) : position + _N_NEIGHBORS]
                form = channel, len(gap), (near - gap[0]).tobytes()
                if form not in weights_of:
                    weights_of[form] = self._weights(near, gap, channel)
                filled[row, gap, channel] = weights_of[form] @ series[row, near, channel]
        return filled

    def _weights(self, near: np.ndarray, gap: np.ndarray, channel: int) -> np.ndarray:
        """Weights of the values near a gap for every value in it: (n_gap, n_near)."""
        weights = np.zeros((len(gap), len(near)))
        correlation = self.correlation[:, channel]
        within_reach = np.abs(gap[:, None] - near).min(axis=1, initial=len(correlation)) < len(correlation)
        times = np.concatenate([near, gap[within_reach]])
        lag = np.abs(times[:, None] - times)
        joint = np.where(lag < len(correlation), correlation[np.minimum(lag, len(correlation) - 1)], 0.0)
        # estimates by lag may belong to no process; the nearest valid matrix has no negative eigenvalues
        eigenvalues, vectors = np.linalg.eigh(joint)
        joint = (vectors * np.maximum(eigenvalues, 0.0)) @ vectors.T
        among, to_gap = joint[: len(near), : len(near)], joint[len(near) :, : len(near)]
        weights[within_reach] = np.linalg.solve(among + _NUGGET * np.eye(len(near)), to_gap.T).T
        return weights


def _runs(times: np.ndarray) -> list[np.ndarray]:
    """Runs of consecutive time points."""
    return np.split(times, np.flatnonzero(np.diff(times) > 1) + 1)

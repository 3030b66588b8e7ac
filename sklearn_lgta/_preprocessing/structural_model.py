"""A structural model of the series of a panel, fitted by moments.

In the scale in which their parts add up (:class:`AdditiveSeries`), every series is [1]_

    y_t = l_t + s_t + a_t + e_t,        l_t = l_{t-1} + b_t + w_t,        a_t = phi a_{t-1} + u_t

with season s, level l, slope b, autoregression a, and independent noise e, w and u. The season of a series is its own.
The variances are those that explain its variogram best, half of which are shrunken to those of the panel. With lag k
the variogram of the series without its season is

    v_k = var(e) + var(a) (1 - phi^k) + var(w) k / 2.

Slopes are drawn about the panel's.

References
----------
.. [1] A. Harvey, "Forecasting, Structural Time Series Models and the Kalman Filter", Cambridge University Press, 1989.

Axes: n series, t time points, c channels, m steps of a season, k lags of the variogram.
"""

from typing import NamedTuple

import numpy as np
from scipy.optimize import nnls

from .decomposition import AdditiveSeries, Decomposer
from .spans import ends, time_spans, varies
from .trend_season import SPAN, is_intermittent, needed_timepoints

_PHI = 0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95  # of the autoregression
_SHRINKAGE = 0.5  # of the variances of a series to those of the panel
_NO_SEASON = 12  # steps in place of a season where there is none
_LEAST = 6  # time points of a series without a season: of two lags of the variogram


class StructuralModel(NamedTuple):
    """Parameters of the model of every series.

    Attributes
    ----------
    series : AdditiveSeries
        The scale of every series; its values are NaN outside of the series.
    first : ndarray of int of shape (n,)
        First time point of every series.
    trend : ndarray of shape (n, t, c)
        Level at every time point.
    season : ndarray of shape (n, m, c)
        Profile, from the first time point of the series on.
    size : ndarray of shape (n, 1, c)
        Standard deviation of the values in the additive scale: the unit of what follows.
    variances : ndarray of shape (n, 3, c)
        Of the noise, of the autoregression, and of the steps of the level.
    phi : ndarray of shape (c,)
    slopes : ndarray of shape (n, c)
        Mean slope of every series.
    persistence : ndarray of shape (c,)
        Mean product of the slopes of the two halves of a series over the mean square of its slope, within 0 and 1: 1
        for straight lines, 0 where a slope says nothing about the next one.
    correlation : ndarray of shape (c, c)
        Of the remainders of the channels.
    """

    series: AdditiveSeries
    first: np.ndarray
    trend: np.ndarray
    season: np.ndarray
    size: np.ndarray
    variances: np.ndarray
    phi: np.ndarray
    slopes: np.ndarray
    persistence: np.ndarray
    correlation: np.ndarray

    @classmethod
    def fit(cls, values: np.ndarray, decomposer: Decomposer) -> "StructuralModel":
        """Fit the model to series.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)
            NaN where missing. Every series is as long as `least_timepoints` says.
        decomposer : Decomposer

        Returns
        -------
        model : StructuralModel
        """
        first, stop = ends(values)
        series = _additive(values, decomposer)
        period = decomposer.seasonal_period or 1
        season = np.zeros((len(values), period, values.shape[2]))
        variogram = np.full((len(values), SPAN * (decomposer.seasonal_period or _NO_SEASON), values.shape[2]), np.nan)
        trend, size = np.full_like(values, np.nan), np.empty_like(series.scale)
        for span in time_spans(values):
            of_span, structure = span.take(series.values), span.take(series.structure)
            if period > 1:
                season[span.rows] = seasonal_profile(structure, period)
            along = np.take(season[span.rows], np.arange(of_span.shape[1]) % period, axis=1)
            trend[span.rows, span.time] = structure - along
            deviation = np.nanstd(of_span, axis=1, keepdims=True)
            size[span.rows] = np.where(deviation > 0, deviation, 1.0)
            n_lags = min(variogram.shape[1], of_span.shape[1] // 3)
            variogram[span.rows, :n_lags] = _variogram((of_span - along) / size[span.rows], n_lags)
        variances, phi = (np.stack(part, axis=-1) for part in zip(*map(_components, variogram.T), strict=True))
        middle, last = (first + stop) // 2, stop - 1
        halves = ((first, last), (first, middle), (middle, last))
        slopes, *of_halves = (_slopes(trend, *between) / size[:, 0] for between in halves)
        correlation = _correlation((series.values - series.structure) / size)
        return cls(
            *(series, first, trend, season, size, variances, phi, slopes),
            *(_persistence(slopes, *of_halves), correlation),
        )

    def season_at(self, rows: np.ndarray, starts: np.ndarray, length: int) -> np.ndarray:
        """Seasonal profile of windows: series (m,), first time points (m,) -> (m, length, c)."""
        phases = (starts - self.first[rows])[:, None] + np.arange(length)
        return self.season[rows[:, None], phases % self.season.shape[1]]


def least_timepoints(seasonal_period: int | None) -> int:
    """Time points that a series needs for the model."""
    return _LEAST if seasonal_period is None else needed_timepoints(seasonal_period)


def series_to_simulate(values, seasonal_period):
    """Series that the model fits: long enough and not intermittent; those that vary, if any does.

    Parameters
    ----------
    values : ndarray of shape (n, t, c)
        NaN where missing.
    seasonal_period : int or None

    Returns
    -------
    is_fit : ndarray of bool of shape (n,)
    """
    first, stop = ends(values)
    is_fit = (stop - first >= least_timepoints(seasonal_period)) & ~is_intermittent(values).any(axis=(1, 2))
    varied = varies(values)
    return is_fit & varied if np.any(is_fit & varied) else is_fit  # constant series teach nothing


def _additive(values: np.ndarray, decomposer: Decomposer) -> AdditiveSeries:
    """Additive scale of series of any time spans."""
    shape = len(values), 1, values.shape[2]
    whole = AdditiveSeries(*(np.full(values.shape, np.nan) for _ in range(2)), *(np.empty(shape) for _ in range(3)))
    for span in time_spans(values):
        part = decomposer.additive(span.take(values))
        for array, of_span in zip(whole[:2], part[:2], strict=True):
            array[span.rows, span.time] = of_span
        for array, of_span in zip(whole[2:], part[2:], strict=True):
            array[span.rows] = of_span
    return whole


def seasonal_profile(structure: np.ndarray, period: int) -> np.ndarray:
    """Seasonal profile of a trend plus a season, by a centred moving average over a season.

    Parameters
    ----------
    structure : ndarray of shape (n, t, c)
        Two seasons or more.
    period : int
        m.

    Returns
    -------
    profile : ndarray of shape (n, m, c)
        From the first time point on, with mean 0. Exact where the trend is straight.
    """
    half, weights = period // 2, np.ones(2 * (period // 2) + 1)
    if period % 2 == 0:
        weights[[0, -1]] = 0.5
    windows = np.lib.stride_tricks.sliding_window_view(structure, len(weights), axis=1)
    seasonal = structure[:, half : structure.shape[1] - half] - windows @ (weights / period)
    profile = np.stack([seasonal[:, (phase - half) % period :: period].mean(axis=1) for phase in range(period)], axis=1)
    return profile - profile.mean(axis=1, keepdims=True)


def _variogram(values: np.ndarray, n_lags: int) -> np.ndarray:
    """Half the mean squared difference of values some lags apart, NaN without any: (n, t, c) -> (n, k, c)."""
    result = np.full((len(values), n_lags, values.shape[2]), np.nan)
    for lag in range(1, n_lags + 1):
        squares = (values[:, lag:] - values[:, :-lag]) ** 2
        observed = ~np.isnan(squares)
        total = np.sum(squares, axis=1, where=observed)
        np.divide(total, 2 * observed.sum(axis=1), out=result[:, lag - 1], where=observed.any(axis=1))
    return result


def _components(variogram: np.ndarray) -> tuple[np.ndarray, float]:
    """Variances of a channel and its autoregression that explain variograms: (k, n) -> (n, 3), phi."""
    observed = ~np.isnan(variogram)
    some = observed.any(axis=1)
    pooled = np.sum(variogram, axis=1, where=observed)[some] / observed.sum(axis=1)[some]
    lags = np.arange(1, len(variogram) + 1)
    fits = {phi: nnls(_design(phi, lags[some]), pooled) for phi in _PHI}
    phi = min(fits, key=lambda one: fits[one][1])
    design = _design(phi, lags)
    own = [nnls(design[known], of_series[known])[0] for of_series, known in zip(variogram.T, observed.T, strict=True)]
    return _SHRINKAGE * fits[phi][0] + (1 - _SHRINKAGE) * np.stack(own), phi


def _design(phi: float, lags: np.ndarray) -> np.ndarray:
    """What noise, autoregression and level of variance 1 add to the variogram: (k,) -> (k, 3)."""
    return np.stack([np.ones(len(lags)), 1 - phi**lags if phi else np.zeros(len(lags)), lags / 2], axis=1)


def _slopes(trend: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Mean slope of every series between two time points: (n, t, c), (n,), (n,) -> (n, c)."""
    rows = np.arange(len(trend))
    return (trend[rows, end] - trend[rows, start]) / (end - start)[:, None]


def _persistence(slopes: np.ndarray, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Part of the mean square of slopes that both halves of the series share: (n, c) each -> (c,)."""
    size = np.mean(slopes**2, axis=0)
    shared = np.mean(before * after, axis=0)
    return np.clip(np.divide(shared, size, out=np.zeros_like(size), where=size > 0), 0.0, 1.0)


def _correlation(remainder: np.ndarray) -> np.ndarray:
    """Correlation of channels over all series: (n, t, c) -> (c, c)."""
    known = np.nan_to_num(remainder).reshape(-1, remainder.shape[2])
    moments = known.T @ known
    size = np.sqrt(np.diag(moments))
    size = np.where(size > 0, size, 1.0)
    correlation = moments / size / size[:, None]
    np.fill_diagonal(correlation, 1.0)
    return correlation

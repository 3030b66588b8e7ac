"""Training windows that are simulated from a structural model of the series, with expected targets.

Nobody knows the level of a real series at the origin of a forecast: a target that is smoothed or redrawn is a guess
of what could be expected there. A simulated series has a known state (level, slope, season, autoregression), so that
the target is the expectation given this state, and only the lags have noise:

    lags      y_{-j} = l_{-j} + s_{-j} + a_{-j} + e_{-j}                 up to the origin, j = 0, 1, ...
    targets   E y_h  = l_0 + b (d + d^2 + ... + d^h) + s_h + phi^h a_0   after it, h = 1, 2, ...

:mod:`structural_model` has the terms. Slopes b are damped by d [1]_. Their mean and spread over the series are
shrunken, the more the less slopes persist, and levels walk less than moments say. Intermittent series are left out: no
such sum makes their zeros. Forecasters that are trained on simulated series: [2]_.

References
----------
.. [1] E. Gardner and E. McKenzie, "Forecasting trends in time series", Management Science 31, 1985.
.. [2] S. Dooley et al., "ForecastPFN: Synthetically-trained zero-shot forecasting", NeurIPS 2023.

Axes: w windows, n series, t time points, c channels.
"""

import numpy as np

from .._preprocessing.postprocessing import Postprocessor
from .._preprocessing.spans import CHUNK_VALUES
from .._preprocessing.structural_model import StructuralModel, least_timepoints, series_to_simulate
from .._reproducibility.random import RowGenerators

_MOST_SERIES = 2_000  # that the model is fitted to, evenly spaced
_DAMPING = 0.9  # d
_DRIFT = 0.5  # fraction of the mean of slopes over the series, at most
_SPREAD = 0.35, 0.7  # fraction of their standard deviation, at least and at most
_WALK = 0.1  # of the variance of the level's steps
_KEY = b"simulated window"


class SimulatedWindows:
    """Windows that are simulated from a structural model of some series.

    A window is that of a series at some time: it has the season of this time and, at the origin, the level that
    the series had. Slope, autoregression and noise are drawn. It depends on the series and on its own number.

    Parameters
    ----------
    values : ndarray of shape (n, t, c)
        The series, NaN where missing.
    rows, starts : ndarrays of int of shape (n_windows,)
        Windows of these series, whose times are used: series and first time points.
    lags, horizon : int
    decomposer : Decomposer
    postprocessor : Postprocessor
        Limits of the simulated values.
    seed : int

    Raises
    ------
    ValueError
        If no series with a window is long enough for the model and not intermittent.
    """

    def __init__(self, values, rows, starts, lags, horizon, decomposer, postprocessor: Postprocessor, seed):
        self.lags, self.horizon, self.seed = lags, horizon, seed
        self._postprocessor = postprocessor
        some = _series_to_model(values, rows, decomposer.seasonal_period)
        position = np.full(len(values), -1)
        position[some] = np.arange(len(some))
        usable = position[rows] >= 0
        self._rows, self._starts, self._position = rows[usable], starts[usable], position
        values = values[some]
        self._model = StructuralModel.fit(values, decomposer)
        self._extremes = np.stack([np.nanmin(values, axis=1), np.nanmax(values, axis=1)], axis=1)
        slopes, persistence = self._model.slopes, self._model.persistence
        drift, spread = np.minimum(persistence, _DRIFT), np.clip(np.sqrt(persistence), *_SPREAD)
        self._slope = drift * slopes.mean(axis=0), spread * slopes.std(axis=0)  # (c,) each
        self._mixing = _root(self._model.correlation)

    def windows(self, numbers):
        """Windows of some numbers.

        Parameters
        ----------
        numbers : ndarray of uint64 of shape (w,)
            The same number gives the same window.

        Returns
        -------
        lags : ndarray of shape (w, c, lags)
        targets : ndarray of shape (w, c, horizon)
        rows, starts : ndarrays of int of shape (w,)
            Series and time of every window.
        """
        n_channels = self._extremes.shape[2]
        values = np.empty((len(numbers), n_channels, self.lags + self.horizon))
        which = np.empty(len(numbers), dtype=np.intp)
        size = max(1, CHUNK_VALUES // (n_channels * (self.lags + self.horizon)))
        for at in range(0, len(numbers), size):
            part = slice(at, at + size)
            drawn, which[part] = self._drawn(numbers[part])
            values[part] = drawn.swapaxes(1, 2)
        return values[..., : self.lags], values[..., self.lags :], self._rows[which], self._starts[which]

    def _drawn(self, numbers):
        """Values (w, lags + horizon, c), and the positions of their times among the windows (w,)."""
        rng = RowGenerators(self.seed, [_KEY] * len(numbers), numbers)
        which = np.minimum((rng.random(1)[:, 0] * len(self._rows)).astype(np.intp), len(self._rows) - 1)
        series, starts = self._position[self._rows[which]], self._starts[which]
        values = self._expected(series, starts, rng)
        noise = np.sqrt(self._model.variances[series, 0])[:, None] * self._model.size[series]
        values[:, : self.lags] += noise * self._normal(rng, self.lags)
        values = self._model.series.to_units(values, series)
        values = self._postprocessor.bounds.clip(values, self._extremes[series])
        if self._postprocessor.rounds:
            values[:, : self.lags] = np.rint(values[:, : self.lags])
        return values, which

    def _expected(self, series, starts, rng):
        """Level, season and autoregression in the additive scale, after the origin their expectation."""
        model, origin = self._model, self.lags - 1
        _, autoregression, walk = np.sqrt(np.moveaxis(model.variances[series], 1, 0))[:, :, None]  # (w, 1, c) each
        steps = np.sqrt(_WALK) * walk * self._normal(rng, self.lags)
        level = np.cumsum(steps, axis=1)
        level -= level[:, origin:].copy()  # 0 at the origin
        process = autoregression * self._autoregression(rng)
        mean, spread = self._slope
        slope = mean + spread * self._normal(rng, 1)
        ahead = np.arange(1, self.horizon + 1)
        time = np.concatenate([np.arange(-origin, 1), np.cumsum(_DAMPING**ahead)])[:, None]
        path = slope * time
        path[:, : self.lags] += level + process
        path[:, self.lags :] += model.phi ** ahead[:, None] * process[:, origin:]
        at_origin = model.trend[series, starts + origin][:, None]
        return at_origin + model.season_at(series, starts, self.lags + self.horizon) + model.size[series] * path

    def _autoregression(self, rng):
        """Stationary autoregression of variance 1, up to the origin: (w, lags, c)."""
        phi, process = self._model.phi, self._normal(rng, self.lags)
        for step in range(1, self.lags):
            process[:, step] = phi * process[:, step - 1] + np.sqrt(1 - phi**2) * process[:, step]
        return process

    def _normal(self, rng, n_timepoints):
        """Normal numbers, correlated over channels as the remainders: (w, n_timepoints, c)."""
        independent = rng.standard_normal((n_timepoints, len(self._mixing)))
        # one sum after the other, as a product of matrices may be rounded differently in other batches
        return sum(independent[..., [j]] * weights for j, weights in enumerate(self._mixing.T))


def _series_to_model(values, rows, seasonal_period):
    """Series with windows that the model fits, evenly spaced where they are many: (n, t, c) -> (m,)."""
    some = np.unique(rows)
    some = some[series_to_simulate(values[some], seasonal_period)]
    if not len(some):
        of_season = f", two seasons of seasonal_period={seasonal_period}" if seasonal_period else ""
        raise ValueError(
            f"n_simulated needs series of {least_timepoints(seasonal_period)} time points or more{of_season}, that are "
            "not intermittent (every fourth value 0), with a window whose targets are observed; X has none. Set "
            "n_simulated=0."
        )
    return some[:: -(-len(some) // _MOST_SERIES)]


def _root(correlation):
    """A matrix whose product with its transpose is the correlation: (c, c) -> (c, c)."""
    values, vectors = np.linalg.eigh(correlation)
    return vectors * np.sqrt(np.maximum(values, 0.0))

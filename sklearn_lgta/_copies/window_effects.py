"""Effects of conditions on simulated windows: the series are modelled without them, and their windows get them.

Axes: n series, t time points, c channels, r covariates, w windows.
"""

from dataclasses import dataclass

import numpy as np

from .._preprocessing.covariate_effects import SeriesEffects
from .._preprocessing.spans import time_spans


@dataclass(frozen=True)
class WindowEffects:
    """Effects of conditions on some series and on windows at their times.

    Parameters
    ----------
    effects : SeriesEffects
        On the n series.
    observed, given : ndarrays of shape (n, t, r)
        Covariates of the series, and of the windows.
    """

    effects: SeriesEffects
    observed: np.ndarray
    given: np.ndarray

    @classmethod
    def of(cls, values, conditions, decomposer):
        """Effects on series.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)
            NaN where missing.
        conditions : Conditions
            Of these series.
        decomposer : Decomposer
            With effects.

        Returns
        -------
        effects : WindowEffects
        """
        (n_series, n_timepoints, n_channels), own = values.shape, conditions.as_observed()
        observed, given = own.effect_inputs(n_timepoints), conditions.effect_inputs(n_timepoints)
        coefficients = np.zeros((n_series, observed.shape[2], n_channels))
        is_factor, shift = np.zeros((n_series, 1, n_channels), dtype=bool), np.zeros((n_series, 1, n_channels))
        for span in time_spans(values):
            found = decomposer.decompose(span.take(values), span.take(observed)).effects
            coefficients[span.rows], is_factor[span.rows] = found.coefficients, found.is_factor
            shift[span.rows] = found.shift
        return cls(SeriesEffects(coefficients, is_factor, shift), observed, given)

    def without(self, values):
        """Series as they would be under covariates of 0: (n, t, c) -> (n, t, c)."""
        return self.effects.moved(values, -self.observed)

    def on_windows(self, windows, rows, starts, postprocessor):
        """Windows with the effects of their times.

        Parameters
        ----------
        windows : ndarray of shape (w, c, length)
            Of series without effects.
        rows, starts : ndarrays of int of shape (w,)
            Series and first time point of every window.
        postprocessor : Postprocessor
            Whose bounds windows keep.

        Returns
        -------
        windows : ndarray of shape (w, c, length)
        """
        times = starts[:, None] + np.arange(windows.shape[2])
        inputs = self.given[rows[:, None], times]  # (w, length, r)
        moved = self.effects[rows].moved(windows.swapaxes(1, 2), inputs)
        return np.clip(moved, postprocessor.bounds.low, postprocessor.bounds.high).swapaxes(1, 2)

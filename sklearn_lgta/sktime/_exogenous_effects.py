"""Effects of exogenous data on series, which are taken out before a forecast and added to it.

A window divided by the spread of its lags also divides what a promotion adds, by another number in every window, and
copies whose remainder is redrawn lose it. So effects are estimated first, with the trend and season of the series, and
both copies and forecasts are those of the series without them: a regression with other errors than white noise [1]_.

Axes: n series, c channels, t time points, r exogenous columns.

References
----------
.. [1] R. Hyndman and G. Athanasopoulos, "Forecasting: principles and practice", 3rd edition, 2021, chapter 10.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .._preprocessing.covariate_effects import SeriesEffects
from .._preprocessing.decomposition import Decomposer, rows_for_effects
from .._preprocessing.spans import time_spans
from .._preprocessing.trend_season import resolve_structure
from ._exogenous import rows_at
from ._series_frame import SeriesFrame


@dataclass(frozen=True)
class PanelEffects:
    """Effects of exogenous data on the series of a panel, from which those of each series follow, seen or not.

    Attributes
    ----------
    decomposer : Decomposer
        With the effects on the panel.
    unit : ndarray of shape (r,)
        Standard deviation of every column.
    """

    decomposer: Decomposer
    unit: NDArray

    @classmethod
    def fit(cls, y: pd.DataFrame, X: pd.DataFrame, seasonal_period: int | None) -> "PanelEffects":
        """Estimate effects with trend and season.

        Parameters
        ----------
        y, X : DataFrame
            Series, and exogenous data at all of their times.
        seasonal_period : int or None

        Returns
        -------
        effects : PanelEffects
        """
        frame, exogenous = SeriesFrame(y), columns_of(y, X)
        observed = exogenous.swapaxes(1, 2).reshape(-1, exogenous.shape[1])
        spread = np.nanstd(observed, axis=0)
        unit = np.where(spread > 0, spread, 1.0)
        values, inputs = frame.values.swapaxes(1, 2), _inputs(exogenous, _usual(exogenous), unit)
        some = rows_for_effects(len(values), values.shape[2], inputs.shape[2])
        structure = resolve_structure("auto", seasonal_period, frame.lengths.min())
        return cls(Decomposer(structure, seasonal_period).with_effects(values[some], inputs[some]), unit)

    def on(self, y: pd.DataFrame, X: pd.DataFrame) -> "ExogenousEffects":
        """Effects on each of some series, shrunken towards those of the panel.

        Parameters
        ----------
        y, X : DataFrame
            Series, and exogenous data at all of their times.

        Returns
        -------
        effects : ExogenousEffects

        Raises
        ------
        ValueError
            If a series is too short for the trend and season of the panel.
        """
        frame, exogenous = SeriesFrame(y), columns_of(y, X)
        usual = _usual(exogenous)
        values, inputs = frame.values.swapaxes(1, 2), _inputs(exogenous, usual, self.unit)
        coefficients = np.zeros((len(values), inputs.shape[2], values.shape[2]))
        is_factor, shift = np.zeros((len(values), 1, values.shape[2]), dtype=bool), np.zeros_like(coefficients[:, :1])
        for span in time_spans(values):
            found = self.decomposer.decompose(span.take(values), span.take(inputs)).effects
            coefficients[span.rows], is_factor[span.rows] = found.coefficients, found.is_factor
            shift[span.rows] = found.shift
        return ExogenousEffects(SeriesEffects(coefficients, is_factor, shift), usual, self.unit)


@dataclass(frozen=True)
class ExogenousEffects:
    """Effects of exogenous data on the series of a frame.

    Attributes
    ----------
    effects : SeriesEffects
        On the n series.
    usual : ndarray of shape (n, r)
        Medians of the exogenous data of every series, which leave it as it is.
    unit : ndarray of shape (r,)
        As of `PanelEffects`.
    """

    effects: SeriesEffects
    usual: NDArray
    unit: NDArray

    def without(self, values: NDArray, exogenous: NDArray) -> NDArray:
        """Series as they would be if exogenous data were as usual.

        Parameters
        ----------
        values : ndarray of shape (n, c, t)
        exogenous : ndarray of shape (n, r, t)

        Returns
        -------
        values : ndarray of shape (n, c, t)
            Series that are never negative stay so.
        """
        return self._moved(values, -_inputs(exogenous, self.usual, self.unit), values)

    def with_effects(self, values: NDArray, exogenous: NDArray, like: NDArray | None = None) -> NDArray:
        """Series, or forecasts, with the effects of exogenous data.

        Parameters
        ----------
        values : ndarray of shape (n, c, t)
            As they would be if exogenous data were as usual.
        exogenous : ndarray of shape (n, r, t)
        like : ndarray of shape (n, c, t) or None, default=None
            Series that are never negative here do not become negative.

        Returns
        -------
        values : ndarray of shape (n, c, t)
        """
        return self._moved(values, _inputs(exogenous, self.usual, self.unit), like)

    def _moved(self, values: NDArray, change: NDArray, like: NDArray | None) -> NDArray:
        moved = self.effects.moved(values.swapaxes(1, 2), change).swapaxes(1, 2)
        if like is None:
            return moved
        lowest = np.fmin.reduce(like, axis=2, keepdims=True)
        return np.where(lowest >= 0, np.maximum(moved, 0.0), moved)


def _usual(exogenous: NDArray) -> NDArray:
    """Medians of the exogenous data of every series: (n, r, t) -> (n, r)."""
    return np.nanmedian(np.where(np.isnan(exogenous).all(axis=2, keepdims=True), 0.0, exogenous), axis=2)


def _inputs(exogenous: NDArray, usual: NDArray, unit: NDArray) -> NDArray:
    """Exogenous data about their medians, as covariates: (n, r, t) -> (n, t, r); 0 where they are missing."""
    return np.nan_to_num((exogenous - usual[:, :, None]) / unit[:, None]).swapaxes(1, 2)


def columns_of(y: pd.DataFrame, X: pd.DataFrame) -> NDArray:
    """Exogenous data at the times of series.

    Parameters
    ----------
    y, X : DataFrame

    Returns
    -------
    exogenous : ndarray of shape (n, r, t)
        NaN where missing, and after the end of series that are shorter than others.
    """
    return SeriesFrame(rows_at(y.index, X, "fit", "time of y")).values


class SeenEffects(NamedTuple):
    """Effects of exogenous data on some series, at the times of these series.

    Attributes
    ----------
    effects : ExogenousEffects
    exogenous : ndarray of shape (n, r, t)
    """

    effects: ExogenousEffects
    exogenous: NDArray

    def without(self, values: NDArray) -> NDArray:
        """Series as they would be if exogenous data were as usual.

        Parameters
        ----------
        values : ndarray of shape (n, c, t)

        Returns
        -------
        values : ndarray of shape (n, c, t)
        """
        return self.effects.without(values, self.exogenous)

    def restored(self, values: NDArray, like: NDArray) -> NDArray:
        """Copies of series without effects, with them.

        Parameters
        ----------
        values : ndarray of shape (n, c, t)
        like : ndarray of shape (n, c, t)
            The series. Copies of those that are never negative are not either.

        Returns
        -------
        values : ndarray of shape (n, c, t)
        """
        return self.effects.with_effects(values, self.exogenous, like)

"""Histories up to several origins, the true values after them, and errors of forecasts.

Axes: k origins, n series.
"""

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sktime.forecasting.base import ForecastingHorizon
from sktime.forecasting.naive import NaiveForecaster
from sktime.forecasting.theta import ThetaForecaster

from .._preprocessing.trend_season import needed_timepoints
from ._forecast_test_set import as_frame, at_times_of
from ._origin_ends import origin_ends
from ._series_frame import SeriesFrame


class RollingOrigins:
    """Origins at the end of a series, panel or hierarchy, `step` time points apart, the newest last.

    A series counts at an origin if it has a value there. Totals of a hierarchy are forecast and do not count.

    Parameters
    ----------
    forecaster : forecaster of sktime
        The histories have to be long enough for it.
    y : Series or DataFrame
        Container of sktime.
    X : DataFrame or None
        Exogenous data at all times of y.
    fh : int, sequence of int or ForecastingHorizon
        Steps ahead.
    n_origins : int
    step : int or None
        None is the farthest step, so that no value is forecast twice.
    seasonal_period : int or None
        None is that of the index, else that of the augmenter in the forecaster.

    Attributes
    ----------
    series : list
        Labels of the n series.
    period : int
        Steps of the seasonal naive forecast; 1 without a season.

    Raises
    ------
    TypeError
        If y is no container of sktime.
    ValueError
        If y is too short, or fh holds steps into the past or dates.
    """

    def __init__(
        self,
        forecaster: Any,
        y: Any,
        X: Any,
        fh: Any,
        n_origins: int,
        step: int | None,
        seasonal_period: int | None = None,
    ) -> None:
        self.y, self.X = as_frame(y, "y"), None if X is None else as_frame(X, "X")
        self.steps = _steps(fh)
        time = self.y.index.get_level_values(-1)
        self._times = time.unique().sort_values()
        horizon = int(self.steps.max())
        frame = SeriesFrame(self.y)
        self._ends = origin_ends(frame, self._times, horizon, n_origins, step or horizon, forecaster)
        self.period = seasonal_period or frame.seasonal_period or _season_of_augmenter(forecaster, frame) or 1
        self.series = [frame.name_of(number) for number in range(len(frame.rows))]
        self._scale = self._scale_of(frame)

    def __len__(self) -> int:
        return len(self._ends)

    def errors(self, forecaster: Any, number: int) -> NDArray[np.float64]:
        """Mean absolute errors of a clone of a forecaster that is fitted up to an origin.

        Parameters
        ----------
        forecaster : forecaster of sktime
        number : int
            Of the origin.

        Returns
        -------
        errors : ndarray of shape (n,)
            In units of the mean absolute change over a season, up to the first origin; NaN for a series that has no
            value at the origin or after it, or never changes.
        """
        history, truth, given, ahead = self._parts(int(self._ends[number]))
        horizon = ForecastingHorizon(self.steps, is_relative=True)  # all series of the history end at the origin
        forecast = as_frame(forecaster.clone().fit(history, fh=horizon, **given).predict(**ahead), "the forecast")
        difference = np.abs(at_times_of(truth, forecast).to_numpy(dtype=float) - truth.to_numpy(dtype=float))
        return self._by_series(truth, difference)

    def _parts(self, end: int) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, Any], dict[str, Any]]:
        """History and truth about an origin after `end` time points, and X for `fit` and for `predict`."""
        future, is_panel = self._times[end - 1 + self.steps], self.y.index.nlevels > 1
        history = self._until(self.y, end)
        if is_panel:
            history = _of_series_in(history, history[history.index.get_level_values(-1) == self._times[end - 1]])
        truth = self.y[self.y.index.get_level_values(-1).isin(future)]
        truth = _of_series_in(truth, history) if is_panel else truth
        if self.X is None:
            return history, truth, {}, {}
        on_the_way = self._times[end : end + int(self.steps.max())]
        parts = self._until(self.X, end), self.X[self.X.index.get_level_values(-1).isin(on_the_way)]
        before, after = (_of_series_in(part, history) if is_panel else part for part in parts)
        return history, truth, {"X": before}, {"X": after}

    def _until(self, frame: pd.DataFrame, end: int) -> pd.DataFrame:
        """Rows up to an origin; those of a single series keep the frequency of their index."""
        earlier = frame.index.get_level_values(-1) < self._times[end]
        return frame.iloc[: earlier.sum()] if frame.index.nlevels == 1 else frame[earlier]

    def _by_series(self, truth: pd.DataFrame, difference: NDArray) -> NDArray:
        """Scaled mean of differences (n_rows, n_columns) over the times and columns of every series."""
        frame, errors = SeriesFrame(truth), np.full(len(self.series), np.nan)
        position = {label: number for number, label in enumerate(self.series)}
        for number, rows in enumerate(frame.rows):
            at = position[frame.name_of(number)]
            scaled = difference[rows] / self._scale[at]
            errors[at] = np.nanmean(scaled) if np.isfinite(scaled).any() else np.nan
        return errors

    def _scale_of(self, frame: SeriesFrame) -> NDArray:
        """Mean absolute change over a season up to the first origin: (n, n_channels); NaN where nothing changes."""
        first = self._times[self._ends[0]]
        scale = np.full((len(frame.rows), self.y.shape[1]), np.nan)
        for number, (rows, dates) in enumerate(zip(frame.rows, frame.dates, strict=True)):
            values = self.y.to_numpy(dtype=float)[rows][dates < first]
            if len(values) > self.period:
                change = np.abs(values[self.period :] - values[: -self.period])
                observed = np.isfinite(change).any(axis=0)
                scale[number, observed] = np.nanmean(change[:, observed], axis=0)
        return np.where(scale > 0, scale, np.nan)

    def usual_forecasters(self) -> dict[str, Any]:
        """Forecasters that one would use without training on a panel.

        Returns
        -------
        forecasters : dict of str to forecaster of sktime
            "seasonal naive" and, with statsmodels and without gaps, "theta".
        """
        forecasters = {"seasonal naive": NaiveForecaster(sp=self.period)}
        has_gaps = self.y.isna().to_numpy().any()
        if find_spec("statsmodels") is not None and not has_gaps:
            is_positive = bool((self.y.to_numpy(dtype=float) > 0).all())
            model = {"deseasonalize_model": "multiplicative" if is_positive else "additive"}
            forecasters["theta"] = ThetaForecaster(sp=self.period, deseasonalize=self.period > 1, **model)
        return forecasters


def without_augmentation(forecaster: Any) -> Any:
    """Clone of a forecaster whose parameters `n_copies` and `n_simulated` are 0, also inside of wrappers.

    Parameters
    ----------
    forecaster : forecaster of sktime

    Returns
    -------
    forecaster : forecaster of sktime

    Raises
    ------
    ValueError
        If it has no parameter `n_copies`.
    """
    names = [name for name in forecaster.get_params() if name.rpartition("__")[2] in ("n_copies", "n_simulated")]
    if not any(name.endswith("n_copies") for name in names):
        raise ValueError(
            f"{type(forecaster).__name__} has no parameter n_copies, so there is no augmentation to leave out. Pass an "
            "AugmentedReductionForecaster, an AugmentedForecaster, or a wrapper of one."
        )
    return forecaster.clone().set_params(**dict.fromkeys(names, 0))


def _season_of_augmenter(forecaster: Any, frame: SeriesFrame) -> int | None:
    """Season that the augmenter in a forecaster is given, if all series have two of it."""
    for part in forecaster.get_params().values():
        season = getattr(part, "seasonal_period", None) if hasattr(part, "augment") else None
        if season and frame.lengths.min() >= needed_timepoints(season):
            return int(season)
    return None


def _steps(fh: Any) -> NDArray[np.intp]:
    """Steps ahead of a horizon."""
    horizon = fh if isinstance(fh, ForecastingHorizon) else ForecastingHorizon(fh)
    if not horizon.is_relative:
        raise ValueError("fh holds dates, and origins move. Pass steps ahead, for example fh=range(1, 13).")
    steps: Sequence[Any] = horizon.to_numpy()
    if min(steps) < 1:
        raise ValueError(f"fh holds step {min(steps)}; pass steps ahead, from 1 on.")
    return np.asarray(steps, dtype=np.intp)


def _of_series_in(frame: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Rows of the series that another frame has."""
    return frame[frame.index.droplevel(-1).isin(other.index.droplevel(-1))]

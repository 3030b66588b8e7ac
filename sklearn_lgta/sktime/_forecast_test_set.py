"""Histories with their true future, copies of the histories, and the error of forecasts from them."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import clone
from sktime.datatypes import check_is_scitype, convert_to
from sktime.forecasting.base import ForecastingHorizon
from sktime.performance_metrics.forecasting._base import BaseForecastingErrorMetric

from ._augmentation import calendar_for, fit_to_frame
from ._long_input import refuse_long_table, refuse_text_as_times
from ._series_frame import SeriesFrame
from ._totals import warn_of_other_totals

_MTYPES = ["pd.DataFrame", "pd-multiindex", "pd_multiindex_hier"]
_CONTAINERS = ["Series", "Panel", "Hierarchical"]


class ForecastTestSet:
    """A series, panel or hierarchy up to the time of the forecast, and the true values after it.

    Parameters
    ----------
    history, future : Series or DataFrame
        Containers of sktime; `future` has the series and columns of `history`, at later times.

    Raises
    ------
    TypeError
        If one of them is no series, panel or hierarchy of sktime.
    ValueError
        If one of them is a long table or has text as times, or if `future` does not continue `history`.

    Warns
    -----
    UserWarning
        If a total of a hierarchy is not the sum of the series below it.
    """

    def __init__(self, history: Any, future: Any) -> None:
        self.history, self.future = (as_frame(data, name) for data, name in ((history, "X"), (future, "y")))
        _check_continues(self.history, self.future)
        self.frame = SeriesFrame(self.history)
        warn_of_other_totals(self.frame, stacklevel=4)

    def fit(self, augmenter: Any, transformation: Any) -> Any:
        """Fit a clone of an augmenter to the histories.

        Parameters
        ----------
        augmenter : LGTAAugmenter
        transformation : str, Transformation or None
            None keeps the transformation of the augmenter.

        Returns
        -------
        augmenter : LGTAAugmenter
            The fitted clone.
        """
        changes = {} if transformation is None else {"transformation": transformation}
        return fit_to_frame(clone(augmenter).set_params(**changes), self.frame)

    def copies(self, augmenter: Any, n_copies: int) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
        """Copies of the histories, each with the true future.

        Parameters
        ----------
        augmenter : LGTAAugmenter or FrozenEstimator
            Fitted.
        n_copies : int

        Yields
        ------
        history, future : DataFrames
            Totals of a hierarchy change by as much as the series below them.
        """
        copies = augmenter.iter_copies(self.frame.values, **calendar_for(augmenter, self.frame))
        for _, values in zip(range(n_copies), copies, strict=False):
            yield self.frame.changed(values), self.future

    def scorer(self, scoring: Any) -> Callable[[Any, pd.DataFrame, pd.DataFrame], float]:
        """Function that fits a clone of a forecaster to a history, and scores its forecast of the future.

        Parameters
        ----------
        scoring : metric of sktime or None
            None is minus the mean absolute error of every series, in standard deviations of its history.

        Returns
        -------
        score : callable of (forecaster, history, future)
            Larger is better: metrics that are errors change their sign.

        Raises
        ------
        TypeError
            If `scoring` is no metric of sktime.
        """
        if scoring is not None and not isinstance(scoring, BaseForecastingErrorMetric):
            raise TypeError(
                f"scoring={scoring!r} is no metric of sktime for forecasts. Pass one, such as "
                "sktime.performance_metrics.forecasting.MeanAbsoluteError(), or leave scoring out."
            )

        def score(forecaster: Any, history: pd.DataFrame, future: pd.DataFrame) -> float:
            times = future.index.get_level_values(-1).unique().sort_values()
            horizon = ForecastingHorizon(times, is_relative=False)
            fitted = forecaster.clone().fit(history, fh=horizon)
            forecast = at_times_of(future, as_frame(fitted.predict(), "the forecast"))
            if scoring is None:
                return -self._scaled_error(forecast)
            error = scoring(future, forecast.set_axis(future.columns, axis=1), y_train=self.history)
            return -float(error) if scoring.get_tag("lower_is_better") else float(error)

        return score

    def _scaled_error(self, forecast: pd.DataFrame) -> float:
        """Mean absolute error, in standard deviations of every series and channel of the unchanged histories."""
        future = self.future.to_numpy(dtype=float)
        error = np.abs(forecast.to_numpy(dtype=float) - future) / self._spread
        return float(error[~np.isnan(future)].mean())

    @property
    def _spread(self) -> NDArray[np.float64]:
        """Standard deviation of its history for every row of the future, 1 where it is 0."""
        levels = list(range(self.history.index.nlevels - 1))
        if not levels:
            spread = self.history.std(ddof=0).to_numpy(dtype=float)[None]
        else:
            of_series = self.history.groupby(level=levels, sort=False).std(ddof=0)
            spread = of_series.loc[_names(self.future.index)].to_numpy(dtype=float)
        return np.where(spread > 0, spread, 1.0)


def as_frame(data: Any, name: str) -> pd.DataFrame:
    """Return data of sktime as a frame.

    Parameters
    ----------
    data : Series or DataFrame
        Container of sktime.
    name : str
        Of the variable, for messages.

    Returns
    -------
    frame : DataFrame

    Raises
    ------
    TypeError
        If it is no series, panel or hierarchy of sktime.
    ValueError
        If it is a long table, or has text as times.
    """
    refuse_text_as_times(data, name)
    refuse_long_table(data, name)
    if not check_is_scitype(data, _CONTAINERS):
        raise TypeError(
            f"{name} is of the type {type(data).__name__}, and a forecaster of sktime takes a series (a Series or "
            "DataFrame with times as its index), a panel or a hierarchy (further index levels above the times). "
            "robustness_curve(forecaster, y_train, y_test) takes the series before and after the time of the forecast, "
            "and forecast_gain(forecaster, y, fh) both in one."
        )
    return convert_to(data, _MTYPES)


def at_times_of(future: pd.DataFrame, forecast: pd.DataFrame) -> pd.DataFrame:
    """Rows of a forecast in the order of the future.

    Parameters
    ----------
    future, forecast : DataFrame

    Returns
    -------
    forecast : DataFrame

    Raises
    ------
    ValueError
        If one is missing.
    """
    left_out = future.index.difference(forecast.index)
    if len(left_out):
        raise ValueError(
            f"The forecaster gave no forecast for {left_out[0]!r}, which is in y. Leave such times and series out of y."
        )
    return forecast.reindex(future.index)


def _names(index: pd.Index) -> pd.Index:
    """Names of the series that rows belong to."""
    return index.droplevel(-1)


def _check_continues(history: pd.DataFrame, future: pd.DataFrame) -> None:
    """Refuse a future of other series, or of times that are not after the history."""
    advice = "X holds the series up to the time of the forecast, and y the same series after it."
    if history.index.nlevels != future.index.nlevels or list(history.columns) != list(future.columns):
        raise ValueError(
            f"y has {future.index.nlevels} index levels and the columns {list(future.columns)}, X has "
            f"{history.index.nlevels} and {list(history.columns)}. {advice}"
        )
    if history.index.nlevels > 1:
        others = _names(future.index).difference(_names(history.index))
        if len(others):
            raise ValueError(f"y has series that X does not have, such as {others[0]!r}. {advice}")
    last, first = history.index.get_level_values(-1).max(), future.index.get_level_values(-1).min()
    if not first > last:
        raise ValueError(f"y starts at {first}, and X ends at {last}. {advice}")

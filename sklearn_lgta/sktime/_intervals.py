"""Quantiles of forecasts, by the errors of forecasts that are made from earlier origins.

A clone of the forecaster is fitted without the newest time points, and forecasts them. Quantiles of its errors, in
units of each series, are added to the forecasts: split conformal prediction [1]_, pooled over the series of a panel
[2]_.

Axes: k origins, n series and totals, h steps, c columns, a levels.

References
----------
.. [1] J. Lei et al., "Distribution-Free Predictive Inference for Regression", Journal of the American Statistical
   Association 113, 2018.
.. [2] K. Stankeviciute et al., "Conformal Time-Series Forecasting", NeurIPS 2021.
"""

import warnings
from collections.abc import Sequence
from copy import copy
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ._series_frame import SeriesFrame

_LEFT_OUT_FRACTION = 0.25  # of the shortest series, at most, unless a forecast needs more
_MOST_HORIZONS = 10  # that are left out
_N_ORIGINS, _N_ERRORS = 10, 200  # origins, and errors of all series at a step, that are enough
_FEWEST_ORIGINS, _MOST_ROWS = 3, 20_000_000  # of large panels, whose rows are read at every origin


def forecast_quantiles(
    forecaster: Any, forecast: pd.DataFrame, steps: NDArray[np.intp], alpha: Sequence[float]
) -> NDArray[np.float64]:
    """Quantiles about the forecasts of an `AugmentedReductionForecaster`.

    Parameters
    ----------
    forecaster : AugmentedReductionForecaster
        Fitted.
    forecast : DataFrame of n * h rows and c columns
        What it forecasts.
    steps : ndarray of int of shape (h,)
        Steps ahead of the forecasts.
    alpha : sequence of a floats
        Levels.

    Returns
    -------
    quantiles : ndarray of shape (n * h, c, a)
        Of series that were never negative they are not either. Of series that never change, they are the forecasts.

    Raises
    ------
    ValueError
        If series are too short for forecasts without their newest time points, or these are missing.

    Warns
    -----
    UserWarning
        If there are too few errors for a level.
    """
    y, season = forecaster._y_seen, forecaster._season
    frame = SeriesFrame(y)
    with warnings.catch_warnings(action="ignore"):  # fit and predict have said it already, of the same series
        errors = _earlier_errors(forecaster, frame, steps, season)
    is_total = np.array([frame.is_total[rows[0]] for rows in frame.with_totals])
    scaled = np.empty((len(is_total), len(steps), y.shape[1], len(alpha)))
    for kind in np.unique(is_total):  # a total, in units of its own, has other errors than its parts
        of_kind = errors[:, is_total == kind]
        _warn_of_few(np.isfinite(of_kind).sum(axis=(0, 1)).min(), alpha)
        scaled[is_total == kind] = _quantiles(of_kind, alpha)
    change = _usual_change(y, season)[:, None, :, None]
    spread = np.where(change > 0, change * scaled, 0.0)
    if np.isnan(spread).any():
        raise ValueError(
            "Intervals rest on errors of earlier forecasts, and y holds no values that show them: the newest ones are "
            "missing. Fill gaps with missing='fill' in the augmenter, or leave out what follows the last value."
        )
    values = y.to_numpy(dtype=np.float64, na_value=np.nan)
    lowest = np.stack([np.fmin.reduce(values[rows]) for rows in frame.with_totals])[:, None, :, None]
    quantiles = forecast.to_numpy(dtype=np.float64).reshape(*spread.shape[:3], 1) + spread
    return np.where(lowest >= 0, np.maximum(quantiles, 0.0), quantiles).reshape(-1, y.shape[1], len(alpha))


def _earlier_errors(forecaster: Any, frame: SeriesFrame, steps: NDArray[np.intp], season: int) -> NDArray[np.float64]:
    """Errors of a clone that does not know the newest time points, in units of the series: (k, n, h, c).

    NaN where a value is missing, or a series never changes.
    """
    y, X = frame.frame, forecaster._X_seen
    known = SeriesFrame(forecaster._without_gaps())  # an origin within a gap has no lags
    left_out = _left_out(frame, int(steps.max()))
    errors = []
    try:
        first = known.without_newest(left_out[0])
        other = copy(forecaster) if forecaster._is_pretrained else _fitted_clone(forecaster, first, X)
        for n_left_out in left_out:
            past = known.without_newest(n_left_out)
            other._set_context(SeriesFrame(past), None if X is None else X.loc[past.index])
            forecast = other._ahead(steps, X)
            error = y.loc[forecast.index].to_numpy(dtype=np.float64, na_value=np.nan) - forecast.to_numpy()
            change = _usual_change(past, season)[:, None]
            error = error.reshape(len(change), len(steps), -1)
            errors.append(np.divide(error, change, out=np.full_like(error, np.nan), where=change > 0))
    except ValueError as error:
        raise ValueError(
            f"Intervals rest on errors of earlier forecasts, for which the newest {left_out[0]} time points of every "
            f"series are left out, and the rest does not suffice: {error} A shorter fh leaves out fewer."
        ) from error
    return np.stack(errors)


def _warn_of_few(n_errors: int, alpha: Sequence[float]) -> None:
    """Warn of levels beyond the smallest and the largest error."""
    if n_errors and min(*alpha, *(1 - level for level in alpha)) * (n_errors + 1) < 0.999:  # not by rounding
        warnings.warn(
            f"Intervals rest on {n_errors} errors of earlier forecasts, of which the smallest and the largest hold "
            f"{(n_errors - 1) / (n_errors + 1):.0%} of later values. Ask for no more coverage, or pass longer series.",
            UserWarning,
            stacklevel=6,  # the line that called predict_interval
        )


def _fitted_clone(forecaster: Any, y: pd.DataFrame, X: pd.DataFrame | None) -> Any:
    return forecaster.clone().fit(y, X=None if X is None else X.loc[y.index])


def _left_out(frame: SeriesFrame, farthest: int) -> list[int]:
    """How many of the newest time points are not known at each origin, the most first.

    Origins are evenly spaced over a quarter of the shortest series, or ten times the farthest step if that is less.
    """
    shortest = int(frame.lengths.argmin())
    length = int(frame.lengths[shortest])
    if length <= farthest:
        raise ValueError(
            f"Intervals rest on errors of earlier forecasts, and {frame.name_of(shortest)} has {length} time points, "
            f"no more than the {farthest} steps of fh. Pass a shorter fh or longer series."
        )
    most = max(farthest, min(int(_LEFT_OUT_FRACTION * length), _MOST_HORIZONS * farthest))
    n_origins = max(_N_ORIGINS, -(-_N_ERRORS // len(frame.rows)))
    n_origins = min(most - farthest + 1, n_origins, max(_FEWEST_ORIGINS, _MOST_ROWS // len(frame.frame)))
    return np.unique(np.linspace(most, farthest, n_origins).round().astype(int))[::-1].tolist()


def _usual_change(y: pd.DataFrame, season: int) -> NDArray[np.float64]:
    """Mean absolute change of series and totals over a season, the unit of scaled errors: (n, c); 0 without any."""
    values = y.to_numpy(dtype=np.float64, na_value=np.nan)
    changes = []
    for rows in SeriesFrame(y).with_totals:
        step = season if len(rows) > season else 1
        change = np.abs(values[rows][step:] - values[rows][:-step])
        n_observed = np.isfinite(change).sum(axis=0)
        changes.append(np.nansum(change, axis=0) / np.maximum(n_observed, 1))
    return np.stack(changes)


def _quantiles(errors: NDArray, alpha: Sequence[float]) -> NDArray[np.float64]:
    """Quantiles of scaled errors over origins and series, as of m + 1 exchangeable ones: (k, n, h, c) -> (h, c, a)."""
    pooled = errors.reshape(-1, *errors.shape[2:])
    quantiles = np.full((*pooled.shape[1:], len(alpha)), np.nan)
    for step, column in np.ndindex(*pooled.shape[1:]):
        observed = pooled[:, step, column]
        observed = observed[np.isfinite(observed)]
        if len(observed):
            quantiles[step, column] = np.quantile(observed, alpha, method="weibull")
    return quantiles

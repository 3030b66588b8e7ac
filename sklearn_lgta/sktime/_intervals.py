"""Quantiles of forecasts, by the errors of forecasts that are made from earlier origins.

A clone of the forecaster is fitted without the newest time points, and forecasts them. Quantiles of its errors, in
units of each series, are added to the forecasts: split conformal prediction [1]_, pooled over the series of a panel
[2]_. Forecasts from origins near each other share most of their errors. Where too few do not, quantiles far out are
those of Student's t.

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
from scipy.stats import t as student
from sklearn.isotonic import isotonic_regression

from .._preprocessing.trend_season import needed_timepoints
from ._series_frame import SeriesFrame

_LEFT_OUT_FRACTION = 1 / 3  # of the shortest series, at most, unless a forecast needs more
_MOST_HORIZONS = 10  # that are left out
_N_ORIGINS, _N_ERRORS = 10, 200  # origins, and errors of all series at a step, that are enough
_FEWEST_CHANGES = 5  # of a series, that its unit is the mean of
_FEWEST_BEYOND = 2  # errors of forecasts that do not overlap, beyond a level that they show
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
    """
    frame = SeriesFrame(SeriesFrame(forecaster._y_seen).with_whole_totals())
    n_missing = forecaster._n_missing_with_totals()
    _refuse_long_waits(frame, n_missing)
    with warnings.catch_warnings(action="ignore"):  # fit and predict have said it already, of the same series
        errors, is_total_of_errors, n_left_out, step = _earlier_errors(
            forecaster, frame, int(steps.max() + n_missing.max())
        )
    is_total, farthest = frame.are_totals, errors.shape[2]
    scaled = np.empty((len(is_total), len(steps), errors.shape[3], len(alpha)))
    for kind in np.unique(is_total):  # a total, in units of its own, has other errors than its parts
        of_kind = errors[:, is_total_of_errors == kind]
        n_horizons = _n_independent(of_kind) * n_left_out / farthest  # that do not overlap
        quantiles = _quantiles(of_kind, np.asarray(alpha), n_horizons)
        for row in np.flatnonzero(is_total == kind):
            scaled[row] = quantiles[steps - 1 + n_missing[row]]
    change = _usual_change(frame.frame, step)[:, None, :, None]
    spread = np.where(change > 0, change * scaled, 0.0)
    if np.isnan(spread).any():
        raise ValueError(
            "Intervals rest on errors of earlier forecasts, and y holds no values that show them: the newest ones are "
            "missing. Fill gaps with missing='fill' in the augmenter, or leave out what follows the last value."
        )
    quantiles = forecast.to_numpy(dtype=np.float64).reshape(*spread.shape[:3], 1) + spread
    lowest = frame.lowest[:, None, :, None]
    return np.where(lowest >= 0, np.maximum(quantiles, 0.0), quantiles).reshape(len(forecast), -1, len(alpha))


def _refuse_long_waits(frame: SeriesFrame, n_missing: NDArray[np.intp]) -> None:
    """Check that no series misses so many newest values that no earlier forecast goes as far."""
    of_series = n_missing[~frame.are_totals]
    number = int(of_series.argmax())
    if of_series[number] > _LEFT_OUT_FRACTION * frame.lengths.min():
        raise ValueError(
            f"Intervals rest on errors of earlier forecasts, and the newest {of_series[number]} values of "
            f"{frame.name_of(number)} are missing, which is more than such forecasts reach. Leave such series out."
        )


def _earlier_errors(
    forecaster: Any, whole: SeriesFrame, farthest: int
) -> tuple[NDArray[np.float64], NDArray[np.bool_], int, int]:
    """Errors of a clone that does not know the newest time points, in units of the series.

    Returns
    -------
    errors : ndarray of shape (k, n, h, c)
        At steps 1 to `farthest`. NaN where a value is missing, or a series never changes. Forecasts from an origin
        within a gap go farther than their steps, so that their errors are rather too large.
    is_total : ndarray of bool of shape (n,)
    n_left_out : int
        Time points that the clone does not know.
    step : int
        Time points over which a series changes by its unit.
    """
    X = forecaster._X_seen
    known = _long_enough(SeriesFrame(forecaster._y_seen), forecaster, farthest)
    left_out, steps = _left_out(known, forecaster, farthest), np.arange(1, farthest + 1)
    shortest = known.lengths.min() - left_out[0]
    step = (
        forecaster._season if shortest >= needed_timepoints(forecaster._season) else 1
    )  # the same for all origins and the forecast
    errors = []
    try:
        first = known.without_newest(left_out[0])
        other = copy(forecaster) if forecaster._is_pretrained else _fitted_clone(forecaster, first, X)
        for n_left_out in left_out:
            past = known.without_newest(n_left_out)
            other._set_context(SeriesFrame(past), None if X is None else X.loc[past.index])
            if other.augmenter_ is None:
                other._fit_augmenter(is_needed=False)  # these may have the first gaps
            forecast = other._ahead(steps, X)
            truth = whole.frame.loc[forecast.index].to_numpy(dtype=np.float64, na_value=np.nan)
            change = _usual_change(whole.frame.loc[past.index], step)[:, None]
            error = (truth - forecast.to_numpy()).reshape(len(change), farthest, -1)
            errors.append(np.divide(error, change, out=np.full_like(error, np.nan), where=change > 0))
    except ValueError as error:
        raise ValueError(
            f"Intervals rest on errors of earlier forecasts, for which the newest {left_out[0]} time points of every "
            f"series are left out, and the rest does not suffice: {error}"
        ) from error
    return np.stack(errors), known.are_totals, left_out[0], step


def _fitted_clone(forecaster: Any, y: pd.DataFrame, X: pd.DataFrame | None) -> Any:
    return forecaster.clone().fit(y, X=None if X is None else X.loc[y.index])


def _long_enough(frame: SeriesFrame, forecaster: Any, farthest: int) -> SeriesFrame:
    """Series that hold a window before the newest time points; all of a hierarchy, which would not add up else."""
    needed = forecaster.window_length_ + farthest + (0 if forecaster._is_pretrained else forecaster.steps_ahead)
    is_long = frame.lengths >= needed
    if is_long.all() or not is_long.any() or frame.is_total.any():
        return frame
    rows = [of_series for of_series, kept in zip(frame.rows, is_long, strict=True) if kept]
    return SeriesFrame(frame.frame.iloc[np.sort(np.concatenate(rows))])


def _left_out(frame: SeriesFrame, forecaster: Any, farthest: int) -> list[int]:
    """How many of the newest time points are not known at each origin, the most first.

    Origins are evenly spaced over a third of the shortest series, or ten times the farthest step if that is less.
    """
    shortest = int(frame.lengths.argmin())
    length = int(frame.lengths[shortest])
    kept = _shortest_past(forecaster)
    room = length - kept
    if frame.is_total.any() and len({frame.frame.index[rows[-1]][-1] for rows in frame.with_totals}) > 1:
        raise ValueError(
            "Intervals of totals need series that end at the same time. Leave out the others, or the totals."
        )
    if room < farthest:
        raise ValueError(
            f"Intervals rest on errors of earlier forecasts. For {farthest} steps they need {kept + farthest} time "
            f"points or more, and {frame.name_of(shortest)} has {length}. Pass a shorter fh or longer series."
        )
    most = max(farthest, min(int(_LEFT_OUT_FRACTION * length), _MOST_HORIZONS * farthest, room))
    n_origins = max(_N_ORIGINS, -(-_N_ERRORS // len(frame.rows)))
    n_origins = min(most - farthest + 1, n_origins, max(_FEWEST_ORIGINS, _MOST_ROWS // len(frame.frame)))
    return np.unique(np.linspace(most, farthest, n_origins).round().astype(int))[::-1].tolist()


def _shortest_past(forecaster: Any) -> int:
    """Time points before the newest ones: a window for a clone, which may choose fewer lags; else lags alone."""
    if forecaster._is_pretrained:
        return forecaster.window_length_
    return (forecaster.window_length or 1) + forecaster.steps_ahead


def _usual_change(y: pd.DataFrame, step: int) -> NDArray[np.float64]:
    """Mean absolute change of series and totals over some time points, the unit of errors: (n, c); 0 without any.

    Series without two values so far apart have their standard deviation.
    """
    values = y.to_numpy(dtype=np.float64, na_value=np.nan)
    changes = []
    for rows in SeriesFrame(y).with_totals:
        change = np.abs(values[rows][step:] - values[rows][:-step])
        n_observed = np.isfinite(change).sum(axis=0)
        observed = np.isfinite(values[rows])
        observed |= ~observed.any(axis=0)  # a channel without any observed value has NaN
        deviation = np.nan_to_num(values[rows].std(axis=0, where=observed))
        mean = np.nansum(change, axis=0) / np.maximum(n_observed, 1)
        changes.append(np.where(n_observed >= min(_FEWEST_CHANGES, len(rows) - step), mean, deviation))
    return np.stack(changes)


def _n_independent(errors: NDArray) -> float:
    """How many series have errors of their own, by how much the mean over series still errs: (k, n, h, c) -> float."""
    observed = np.isfinite(errors)
    means = np.nansum(errors, axis=1) / np.maximum(observed.sum(axis=1), 1)
    common, all_of_it = np.mean(means**2), np.nansum(errors**2) / max(observed.sum(), 1)
    return float(np.clip(all_of_it / common, 1, errors.shape[1])) if common > 0 else float(errors.shape[1])


def _quantiles(errors: NDArray, alpha: NDArray, n_horizons: float) -> NDArray[np.float64]:
    """Quantiles of scaled errors over origins and series: (k, n, h, c) -> (h, c, a).

    Parameters
    ----------
    errors : ndarray of shape (k, n, h, c)
    alpha : ndarray of shape (a,)
    n_horizons : float
        How many of the forecasts, over all series, do not overlap.
    """
    pooled = errors.reshape(-1, *errors.shape[2:])
    least = _FEWEST_BEYOND / (n_horizons + 1)
    shown = np.clip(alpha, least, 1 - least) if least < 0.5 else np.zeros_like(alpha)  # levels that the errors show
    # errors of one forecast are neither independent of each other nor one and the same: between the two
    freedom = max(1.0, n_horizons * np.sqrt(len(pooled[0])))
    of_student = student.ppf(alpha, freedom) * np.sqrt(1 + 1 / freedom)
    quantiles = np.full((*pooled.shape[1:], len(alpha)), np.nan)
    for column in range(pooled.shape[2]):
        size = _sizes(pooled[:, :, column])
        for step, values in enumerate(pooled[:, :, column].T):
            observed = values[np.isfinite(values)]
            has_seen = len(observed) > 0 and least < 0.5
            seen = np.quantile(observed, shown, method="weibull") if has_seen else np.zeros_like(alpha)
            beyond = of_student * size[step]
            farther = np.where(alpha < 0.5, np.minimum(seen, beyond), np.maximum(seen, beyond))
            quantiles[step, column] = np.where((alpha == shown) & has_seen, seen, farther)
    return quantiles


def _sizes(errors: NDArray) -> NDArray[np.float64]:
    """Root mean squares of errors at every step, which do not decrease with the steps: (m, h) -> (h,); NaN without."""
    n_observed = np.isfinite(errors).sum(axis=0)
    shown = np.flatnonzero(n_observed)
    if not len(shown):
        return np.full(errors.shape[1], np.nan)
    means = np.nansum(errors[:, shown] ** 2, axis=0) / n_observed[shown]
    growing = isotonic_regression(means, sample_weight=n_observed[shown])
    return np.sqrt(np.interp(np.arange(errors.shape[1]), shown, growing))

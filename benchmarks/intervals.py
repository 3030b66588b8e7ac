"""Intervals of forecasts, of the package and of what people use today.

Every method gets a `Period` and returns quantiles of all series at its origins, (n_origins, n_series, horizon, 4), at
the levels of ``LEVELS``; NaN where it has none. At each origin it knows all values before it, as many as the regime
knows. Nothing is tuned for a set.
"""

from functools import partial
from importlib.util import find_spec

import numpy as np
import pandas as pd
from rivals import NEEDED, pretrained, versions
from sklearn.linear_model import Ridge

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta.sktime import AugmentedReductionForecaster

LEVELS = (0.025, 0.1, 0.9, 0.975)
COVERAGES = {0.8: (1, 2), 0.95: (0, 3)}  # positions of lower and upper ends among the levels


def frame(table, first=0):
    """Panel of sktime: (n_timepoints, n_series) -> DataFrame."""
    times = range(first, first + len(table))
    index = pd.MultiIndex.from_product([range(table.shape[1]), times], names=["series", "time"])
    return pd.DataFrame({"value": table.T.ravel()}, index=index)


def reduction(period, n_copies):
    """Ridge regression from lags, with intervals by its earlier errors; trained on the rows of the regime.

    Where these are of few series, the others are forecast by what was trained.
    """
    task, histories = period.task, period.histories()
    augmenter = LGTAAugmenter(model=PCACodec(), seasonal_period=task.season, random_state=task.seed)
    forecaster = AugmentedReductionForecaster(Ridge(), None, task.horizon, augmenter, n_copies)
    knows_all = task.train.shape[1] == period.table.shape[1]
    if not knows_all:
        forecaster.pretrain(frame(task.train))
    quantiles = []
    for number, history in enumerate(histories):
        if number and knows_all:
            n_known = len(histories[number - 1])
            forecaster.update(frame(history[n_known:], n_known), update_params=False)
        else:
            forecaster.fit(frame(history))
        ahead = forecaster.predict_quantiles(range(1, task.horizon + 1), alpha=list(LEVELS))
        quantiles.append(ahead.to_numpy().reshape(-1, task.horizon, len(LEVELS)))
    return quantiles


def one_by_one(period, name):
    """Intervals of a model of statsforecast that is fitted to every series at every origin."""
    from statsforecast import models

    levels = [round(100 * coverage) for coverage in COVERAGES]
    model = getattr(models, name)(season_length=period.task.season)

    def of_series(series):
        found = model.forecast(series, period.task.horizon, level=levels)
        return np.stack([found[key] for key in ("lo-95", "lo-80", "hi-80", "hi-95")], axis=1)

    return [
        np.stack([of_series(series) for series in np.ascontiguousarray(history.T)]) for history in period.histories()
    ]


def fracast(period):
    """Quantiles of a pretrained network, which has those of .1 and .9."""
    model = pretrained()
    known = np.asarray(model.quantiles)
    quantiles = []
    for history in period.histories():
        ahead = np.asarray(model.forecast(history.T, horizon=period.task.horizon))
        of_levels = [
            ahead[:, :, np.abs(known - level).argmin()]
            if np.abs(known - level).min() < 1e-6
            else np.full(ahead.shape[:2], np.nan)
            for level in LEVELS
        ]
        quantiles.append(np.stack(of_levels, axis=2))
    return quantiles


METHODS = {
    "naive": partial(one_by_one, name="SeasonalNaive"),
    "theta": partial(one_by_one, name="DynamicOptimizedTheta"),
    "ets": partial(one_by_one, name="AutoETS"),
    "fracast": fracast,
    "none": partial(reduction, n_copies=0),
    "lgta": partial(reduction, n_copies=10),
}
_PACKAGES = {"naive": "theta", "theta": "theta", "ets": "theta", "fracast": "fracast"}  # those of a rival


def installed():
    """Names of the methods whose packages are there."""
    return [name for name in METHODS if name not in _PACKAGES or all(map(find_spec, NEEDED[_PACKAGES[name]]))]


def packages(name):
    """Packages of a method with their versions, in words; none for the package itself."""
    return versions(_PACKAGES[name]) if name in _PACKAGES else ""


def figures(period, quantiles):
    """Coverage and mean scaled interval score [1]_ by coverage.

    Parameters
    ----------
    period : Period
    quantiles : list of ndarray of shape (n_series, horizon, 4)
        At every origin.

    Returns
    -------
    dict of str to float

    References
    ----------
    .. [1] S. Makridakis et al., "The M4 Competition: 100,000 time series and 61 forecasting methods", International
       Journal of Forecasting 36, 2020.
    """
    truth = period.with_lags(1).test[:, 1:]
    quantiles = np.maximum(np.concatenate(quantiles), period.task.lowest)
    found = {}
    for coverage, (lower, upper) in COVERAGES.items():
        low, high = quantiles[:, :, lower], quantiles[:, :, upper]
        if np.isnan(low).any():
            continue
        beyond = np.maximum(low - truth, 0) + np.maximum(truth - high, 0)
        score = (high - low + 2 / (1 - coverage) * beyond) / period.task.unit
        found[f"coverage_{coverage:.0%}"] = float(((low <= truth) & (truth <= high)).mean())
        found[f"score_{coverage:.0%}"] = float(score.mean())
    return found

"""Rows of the table of rivals: pooled models, and the windows that each method adds to their training data.

The windows of the package are those that `AugmentedReductionForecaster` trains its regressor with by default: it gets a
regressor that only writes down what it is given.
"""

import time
from functools import lru_cache
from importlib.util import find_spec

import numpy as np
import pandas as pd
from forecasting import MODELS, nhits, score, trained_network
from forecasting_methods import BASELINES
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.frozen import FrozenEstimator
from table_latent import timed_fit

from sklearn_lgta import LGTAAugmenter
from sklearn_lgta.sktime import AugmentedReductionForecaster

USUAL = "none_usual_lags"
PARAMETERS = {  # of the forecaster, for rows of the package
    "none": {"n_copies": 0},
    "lgta_pairs": {"n_simulated": 0},
    "lgta_simulated": {},
}
ROWS = ("none", USUAL, "direct", "mixup", "patch_shuffle", "within", "clean_bootstrap", "lgta_pairs", "lgta_simulated")


def patchtst(past, future, new, seed):
    """PatchTST as neuralforecast builds it, with narrower layers.

    References
    ----------
    .. [1] Y. Nie et al., "A Time Series is Worth 64 Words: Long-term Forecasting with Transformers", ICLR 2023.
    """
    from neuralforecast.models import PatchTST

    about = {"h": future.shape[1], "input_size": past.shape[1], "random_seed": seed, "accelerator": "cpu"}
    narrow = {"hidden_size": 32, "n_heads": 4, "linear_hidden_size": 64, "encoder_layers": 2}
    return trained_network(PatchTST(**narrow, **about), past, future, new, seed)


def dlinear(past, future, new, seed):
    """DLinear as neuralforecast builds it.

    References
    ----------
    .. [1] A. Zeng et al., "Are Transformers Effective for Time Series Forecasting?", AAAI 2023.
    """
    from neuralforecast.models import DLinear

    about = {"h": future.shape[1], "input_size": past.shape[1], "random_seed": seed, "accelerator": "cpu"}
    return trained_network(DLinear(**about), past, future, new, seed)


DEEP = {"nhits": nhits, "patchtst": patchtst, "dlinear": dlinear}


def deep_installed():
    """Whether the networks of neuralforecast can be measured."""
    return find_spec("neuralforecast") is not None


class Recorder(RegressorMixin, BaseEstimator):
    """A regressor that keeps its training data."""

    def fit(self, X, y):
        """Keep lags and targets."""
        self.windows_ = np.hstack([X, np.reshape(y, (len(X), -1))])
        return self

    def __sklearn_tags__(self):
        """Say that several targets are fitted together."""
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags


def forecaster(period, augmenter, **parameters):
    """The package's forecaster with default parameters, fitted to the training rows; its regressor is a `Recorder`."""
    task = period.task
    index = pd.MultiIndex.from_product([range(task.train.shape[1]), range(len(task.train))], names=["series", "time"])
    frame = pd.DataFrame({"value": task.train.T.ravel()}, index=index)
    default = AugmentedReductionForecaster(
        Recorder(), steps_ahead=task.horizon, augmenter=augmenter, normalize=False, **parameters
    )
    return default.fit(frame)


@lru_cache(maxsize=1)
def fitted(period):
    """The default augmenter with the season of the set, fitted to the training rows, and CPU seconds of that."""
    task = period.task
    return timed_fit(task.train.T[:, None], seasonal_period=task.season, random_state=task.seed)


def n_copies_by_default():
    """Copies of every window that the package's forecaster makes; the other methods make as many."""
    return AugmentedReductionForecaster(Recorder()).n_copies


def of_package(period, row):
    """Number of lags, the windows that are added to those of the series, and CPU seconds."""
    augmenter, seconds = LGTAAugmenter(seasonal_period=period.task.season), 0.0
    if row != "none":
        augmenter, seconds = fitted(period)
        augmenter = FrozenEstimator(augmenter)
    start = time.process_time()
    fit = forecaster(period, augmenter, **PARAMETERS[row])
    lags = fit.window_length_
    n_timepoints, n_series = period.task.train.shape
    n_own = n_series * (n_timepoints - lags - period.task.horizon + 1)  # windows of the series come first
    added = fit.estimators_[0].windows_[n_own:]
    return lags, [added.T] if len(added) else [], seconds + time.process_time() - start


def prepared(period, row):
    """Task and tables of a row, see `score`, and CPU seconds of making them."""
    if row == USUAL:
        return period.with_lags(period.task.lags), [], 0.0
    if row in PARAMETERS:
        lags, tables, seconds = of_package(period, row)
        task = period.with_lags(lags)
    else:
        lags, *_ = of_package(period, "none")
        task, start = period.with_lags(lags), time.process_time()
        tables = BASELINES[row](task, n_copies_by_default())
        seconds = time.process_time() - start
    return task, [np.maximum(table, task.lowest) for table in tables], seconds


def measured(period, row, models=MODELS):
    """Errors of every model with the windows of a row, and CPU seconds: of the windows, and of each model."""
    task, tables, seconds = prepared(period, row)
    cell = {"lags": task.lags, "windows_cpu_seconds": seconds}
    for name, model in models.items():
        start = time.process_time()
        cell[name] = score(task, tables, {name: model})[name]
        cell[f"{name}_cpu_seconds"] = time.process_time() - start
    return cell

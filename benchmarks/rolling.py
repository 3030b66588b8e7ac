"""Forecasters of sktime, with and without the adapters, in the rolling evaluation of sktime.

Lags are two seasons and the horizon is one. The first of three origins is two seasons before the end, the others half
a season after each other. At each origin, everything is fitted again to the rows before it. The score is sktime's
MASE: absolute error over that of the seasonal naive forecast on the training rows of the origin, mean over steps,
series and origins.
"""

import time
from functools import lru_cache

import numpy as np
import pandas as pd
from forecasting import TINY
from networks import SharedCVAE
from panels import RECENT
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import Ridge
from sktime.forecasting.compose import BaggingForecaster, make_reduction
from sktime.forecasting.exp_smoothing import ExponentialSmoothing
from sktime.forecasting.model_evaluation import evaluate
from sktime.performance_metrics.forecasting import MeanAbsoluteScaledError
from sktime.split import ExpandingWindowSplitter
from sktime.transformations.bootstrap import MovingBlockBootstrapTransformer, STLBootstrapTransformer

from sklearn_lgta import LGTAAugmenter
from sklearn_lgta.sktime import AugmentedForecaster, AugmentedReductionForecaster, LGTABootstrap

REGRESSORS = {
    "ridge": lambda seed: Ridge(alpha=10.0),
    "trees": lambda seed: HistGradientBoostingRegressor(max_iter=50, random_state=seed),
}


# ------------------------------------------------------------------------------------ protocol
def drawn(panel, n_series, seed):
    """Few series of a panel and their newest time points as a frame of sktime.

    Parameters
    ----------
    panel : Panel
        Complete series; those that repeat their last season over and over before all origins are left out.
    n_series : int
        Series to draw.
    seed : int
        Seed of the draw.

    Returns
    -------
    DataFrame
        Of mtype "pd-multiindex": one row per series and time point.
    """
    values = panel.values[:, -RECENT:]
    before = values[:, : -2 * panel.season]
    naive = np.abs(before[:, panel.season :] - before[:, : -panel.season]).mean(axis=1)
    varied = values[naive > TINY]
    few = varied[np.random.default_rng(seed).choice(len(varied), min(n_series, len(varied)), replace=False)]
    index = pd.MultiIndex.from_product([range(few.shape[0]), range(few.shape[1])], names=["series", "time"])
    return pd.DataFrame({"value": few.ravel()}, index=index)


def origins(frame, season):
    """Splitter of sktime: expanding windows, each before one season that is forecast."""
    n_timepoints = len(frame.index.levels[1])
    return ExpandingWindowSplitter(
        fh=np.arange(1, season + 1), initial_window=n_timepoints - 2 * season, step_length=season // 2
    )


def rolling_mase(forecaster, frame, season):
    """MASE of a forecaster that is fitted again at every origin; mean over steps, series and origins."""
    metric = MeanAbsoluteScaledError(sp=season)
    scores = evaluate(forecaster, origins(frame, season), frame, strategy="refit", scoring=metric, error_score="raise")
    return scores["test_MeanAbsoluteScaledError"].mean()


# ------------------------------------------------------------------------------------ forecasters
def augmenter(season, seed, **parameters):
    """The augmenter of all adapters: default parameters and the season of the set."""
    return LGTAAugmenter(model=SharedCVAE(), seasonal_period=season, random_state=seed, **parameters)


@lru_cache(maxsize=1)
def training_seconds(panel, n_series, seed):
    """CPU seconds of training the networks of all origins; later fits to the same series reuse these networks."""
    frame, start = drawn(panel, n_series, seed), time.process_time()
    for train, _ in origins(frame, panel.season).split_series(frame):
        series = train.unstack().to_numpy()[:, None]  # (n_series, 1, n_timepoints)
        augmenter(panel.season, seed, calibration=None).fit(series)
    return time.process_time() - start


def reductions(model, season, seed, n_copies):
    """Forecasters around a regressor, by the name of their row.

    Parameters
    ----------
    model : str
        Key of ``REGRESSORS``.
    season : int
        Time points.
    seed : int
        Seed of regressor and augmenter.
    n_copies : int
        Copies of every series, or of every window.

    Returns
    -------
    dict of str to forecaster
        Not fitted.
    """
    regressor, copies = REGRESSORS[model](seed), augmenter(season, seed)
    reduction = make_reduction(regressor, window_length=2 * season, pooling="global")
    direct = AugmentedReductionForecaster(regressor, 2 * season, season, n_copies=0)
    direct_with_copies = direct.clone().set_params(augmenter=copies, n_copies=n_copies)
    return {
        "reduction": reduction,
        "reduction_copies": AugmentedForecaster(reduction, copies, n_copies),
        "own": direct,
        "own_copies": AugmentedForecaster(direct, copies, n_copies),
        "own_same": direct_with_copies.clone().set_params(target="same"),
        "own_clean": direct_with_copies.clone().set_params(n_simulated=0),
        "own_simulated": direct_with_copies,
    }


def smoothers(season, seed, n_copies):
    """Return exponential smoothing of each series, and its average over copies, by name as `reductions`."""
    smoothing = ExponentialSmoothing(trend="add", damped_trend=True, seasonal="add", sp=season)
    return {
        "smoothing": smoothing,
        "bagging_lgta": BaggingForecaster(LGTABootstrap(augmenter(season, seed), n_copies), smoothing),
        "bagging_stl": BaggingForecaster(STLBootstrapTransformer(n_copies, sp=season, random_state=seed), smoothing),
        "bagging_blocks": BaggingForecaster(
            MovingBlockBootstrapTransformer(n_copies, 2 * season, random_state=seed), smoothing
        ),
    }

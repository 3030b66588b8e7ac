"""What a forecaster would take instead of a pooled model with copies.

Every rival gets a `Period` and returns forecasts of all series at its origins, (n_origins, n_series, horizon). At each
origin it knows all values before it, as many as the regime knows. Nothing is tuned for a set.
"""

from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec

import numpy as np
import pandas as pd


def naive(period):
    """The last season again."""
    season, horizon = period.task.season, period.task.horizon
    steps = np.arange(horizon) % season - season
    return [history[steps].T for history in period.histories()]


def one_by_one(period, model):
    """Forecasts of a model of statsforecast that is fitted to every series at every origin."""
    horizon = period.task.horizon
    return [
        np.stack([model.forecast(series, horizon)["mean"] for series in np.ascontiguousarray(history.T)])
        for history in period.histories()
    ]


def theta(period):
    """Dynamic optimised Theta [1]_.

    References
    ----------
    .. [1] J. Fiorucci et al., "Models for optimising the theta method and their relationship to state space models",
       International Journal of Forecasting 32, 2016.
    """
    from statsforecast.models import DynamicOptimizedTheta

    return one_by_one(period, DynamicOptimizedTheta(season_length=period.task.season))


def ets(period):
    """Exponential smoothing, its form chosen by the corrected Akaike criterion [1]_.

    References
    ----------
    .. [1] R. Hyndman and Y. Khandakar, "Automatic Time Series Forecasting: The forecast Package for R", Journal of
       Statistical Software 27, 2008.
    """
    from statsforecast.models import AutoETS

    return one_by_one(period, AutoETS(season_length=period.task.season))


def long_table(table):
    """A row a value, as mlforecast reads it: (n_timepoints, n_series) -> columns unique_id, ds, y."""
    n_timepoints, n_series = table.shape
    about = {
        "unique_id": np.repeat(np.arange(n_series), n_timepoints),
        "ds": np.tile(np.arange(n_timepoints), n_series),
    }
    return pd.DataFrame(about | {"y": table.T.ravel()})


def lightgbm(period):
    """One LightGBM of all series as mlforecast sets it up: lags of two seasons, seasonal differences, recursive."""
    from lightgbm import LGBMRegressor
    from mlforecast import MLForecast
    from mlforecast.target_transforms import Differences, LocalStandardScaler

    season, horizon = period.task.season, period.task.horizon
    model = MLForecast(
        LGBMRegressor(random_state=period.task.seed, n_jobs=1, verbosity=-1),
        freq=1,
        lags=range(1, 2 * season + 1),
        target_transforms=[Differences([season]), LocalStandardScaler()],
    )
    model.fit(long_table(period.task.train))
    ahead = (model.predict(horizon, new_df=long_table(history)) for history in period.histories())
    return [forecast["LGBMRegressor"].to_numpy().reshape(-1, horizon) for forecast in ahead]


@lru_cache(maxsize=1)
def pretrained():
    """The network of fracast, whose weights are in its wheel."""
    from fracast import FracastModel

    return FracastModel.from_pretrained(weights="fp32")


def fracast(period):
    """Median forecasts of a network that was trained on other series [1]_, with no training on these.

    References
    ----------
    .. [1] https://github.com/ztxtech/fracast-0
    """
    model = pretrained()
    median = int(np.argmin(np.abs(np.asarray(model.quantiles) - 0.5)))
    return [model.forecast(history.T, horizon=period.task.horizon)[:, :, median] for history in period.histories()]


RIVALS = {"naive": naive, "theta": theta, "ets": ets, "lightgbm": lightgbm, "fracast": fracast}
NEEDED = {  # packages
    "naive": (),
    "theta": ("statsforecast",),
    "ets": ("statsforecast",),
    "lightgbm": ("lightgbm", "mlforecast"),
    "fracast": ("fracast",),
}


def versions(name):
    """Packages of a rival with their versions, in words."""
    return ", ".join(f"{package} {version(package)}" for package in NEEDED[name])


def installed():
    """Names of the rivals whose packages are there."""
    return [name for name in RIVALS if all(map(find_spec, NEEDED[name]))]

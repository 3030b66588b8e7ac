"""A global forecaster that is trained on series and on their copies, and scored on the real future.

Series are the columns here, time runs down the rows. The last two horizons of every series are the test. One model of
all series together maps the last `lags` values to the next `horizon`; every window is normalised by the mean and the
standard deviation of its lags. The score is the MASE: absolute error over that of the seasonal naive forecast on
the training rows, mean over series, horizons and origins that roll through the test. The root mean squared error
(RMSSE, scaled alike) and the bias are reported too. A regime leaves out training data only: the test has all series.
"""

import warnings
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np
import torch
from numpy.lib.stride_tricks import sliding_window_view
from panels import SEASONS, Panel, read_table, without_gaps
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import Ridge
from sklearn.neural_network import MLPRegressor

SIZES = {  # lags and horizon
    "tourism_monthly": (24, 12),
    "m3_monthly": (24, 12),
    "m5_daily": (28, 14),
    "tourism_small_quarterly": (8, 4),
}
REGIMES = ("full", "low_time", "low_series")
FEW_SEASONS = 5  # of low_time, or two horizons more than the lags if that is longer
FEW_SERIES = 30  # of low_series
FARTHEST = 10  # normalised targets are clipped here
TINY = 1e-9
SUFFIXES = ("", "_rmsse", "_bias")  # of the names of scores


@dataclass(frozen=True, eq=False)  # compared by identity: fits are cached by task
class Task:
    """Training data and test windows.

    Attributes
    ----------
    train : ndarray of shape (n_timepoints, n_series)
        Training rows of the regime.
    test : ndarray of shape (n_windows, lags + horizon)
        Test windows, those of all series at one origin after those at the origin before.
    unit : ndarray of shape (n_windows, 1)
        Mean absolute error of the seasonal naive forecast on the training rows, for the series of each test window.
    root_unit : ndarray of shape (n_windows, 1)
        The same for the root of the mean squared error.
    lowest : float
        Lower bound of forecasts and copies: 0 for sets that are never negative, else -inf.
    season, lags, horizon : int
        Time points.
    seed : int
        Seed of models and methods.
    """

    train: np.ndarray
    test: np.ndarray
    unit: np.ndarray
    root_unit: np.ndarray
    lowest: float
    season: int
    lags: int
    horizon: int
    seed: int

    def errors(self, forecast, steps=slice(None)):
        """MASE, RMSSE and bias of forecasts of the test windows in normalised units.

        Parameters
        ----------
        forecast : ndarray of shape (n_windows, n_steps)
            Forecasts in units of the lags, see `normalised`.
        steps : slice or list of int, default=all
            Steps of the horizon that are forecast.

        Returns
        -------
        mase, rmsse, bias : float
            Mean over windows of: absolute errors over `unit`; the root of the mean squared error over `root_unit`;
            forecast less true value over `unit`.
        """
        level, size = moments(self.test, self.lags)
        error = np.maximum(forecast * size + level, self.lowest) - self.test[:, self.lags :][:, steps]
        root = np.sqrt((error**2).mean(axis=1, keepdims=True)) / self.root_unit
        return float((np.abs(error) / self.unit).mean()), float(root.mean()), float((error / self.unit).mean())


def read_panel_to_forecast(name, paths):
    """Return a `Panel` of all series of a set that have no gaps, neither cut into segments nor thinned."""
    table, season = read_table(paths[name])
    return Panel(name, np.ascontiguousarray(without_gaps(table).T), SEASONS.get(name) or season)


def make_task(panel, regime, seed, sizes=None):
    """Divide a panel into training rows and test.

    Parameters
    ----------
    panel : Panel
        Complete series; those that repeat their last season over and over are left out.
    regime : {"full", "low_time", "low_series"}
        All training rows, the newest of them, or those of few series.
    seed : int
        Seed of the draw of series, and of everything computed for the task.
    sizes : pair of int, default=None
        Lags and horizon; those in ``SIZES`` by default.

    Returns
    -------
    Task
        Training rows and test.
    """
    (lags, horizon), season = sizes or SIZES[panel.name], panel.season
    table = np.ascontiguousarray(panel.values.T)
    end = len(table) - 2 * horizon
    naive = np.abs(table[season:end] - table[: end - season])
    varied = naive.mean(axis=0) > TINY
    table, naive = table[:, varied], naive[:, varied]
    train = table[:end]
    if regime == "low_time":
        train = train[-max(FEW_SEASONS * season, lags + 2 * horizon) :]
    if regime == "low_series":
        n_series = table.shape[1]
        few = np.random.default_rng(seed).choice(n_series, min(FEW_SERIES, n_series), replace=False)
        train = train[:, np.sort(few)]
    test = windows(table[end - lags :], lags + horizon)
    lowest = 0.0 if table.min() >= 0 else -np.inf
    units = naive.mean(axis=0), np.sqrt((naive**2).mean(axis=0))
    unit, root_unit = (np.tile(of_series, horizon + 1)[:, None] for of_series in units)
    return Task(train, test, unit, root_unit, lowest, season, lags, horizon, seed)


def windows(table, length):
    """Windows of all columns, the earliest of each first: (n_timepoints, n_series) -> (n_windows, length)."""
    return sliding_window_view(table, length, axis=0).reshape(-1, length)


def moments(rows, lags):
    """Mean and standard deviation of the lags of windows, each (n_windows, 1); 1 where they do not vary."""
    size = rows[:, :lags].std(axis=1, keepdims=True)
    return rows[:, :lags].mean(axis=1, keepdims=True), np.where(size > TINY, size, 1)


def ridge(past, future, new, seed):
    """Linear model of the whole horizon."""
    return Ridge(alpha=10.0).fit(past, future).predict(new), slice(None)


def trees(past, future, new, seed):
    """Gradient-boosted trees, for the first, the middle and the last step of the horizon."""
    horizon = future.shape[1]
    steps = [0, horizon // 2 - 1, horizon - 1]
    model = HistGradientBoostingRegressor(max_iter=100, learning_rate=0.08, random_state=seed)
    return np.stack([model.fit(past, future[:, step]).predict(new) for step in steps], axis=1), steps


def net(past, future, new, seed):
    """One hidden layer. 2,000 steps whatever the number of windows: eight passes over a sample with replacement."""
    sample = np.random.default_rng(seed).integers(0, len(past), 2000 * 256 // 8)
    model = MLPRegressor(
        hidden_layer_sizes=(64,),
        alpha=1e-3,
        batch_size=256,
        learning_rate_init=2e-3,
        max_iter=8,
        tol=0,
        random_state=seed,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # eight passes are intended
        return model.fit(past[sample], future[sample]).predict(new), slice(None)


def nhits(past, future, new, seed):
    """NHITS as neuralforecast builds it, with narrower layers.

    References
    ----------
    .. [1] C. Challu et al., "NHITS: Neural Hierarchical Interpolation for Time Series Forecasting", AAAI 2023.
    """
    from neuralforecast.models import NHITS

    about = {"h": future.shape[1], "input_size": past.shape[1], "random_seed": seed, "accelerator": "cpu"}
    return trained_network(NHITS(mlp_units=3 * [[128, 128]], **about), past, future, new, seed)


def trained_network(network, past, future, new, seed, n_steps=500, batch_size=256):
    """Forecasts of a network of neuralforecast after 500 steps of Adam on the absolute error, its own loss."""

    def forecast(rows):
        rows = torch.as_tensor(rows, dtype=torch.float32)[..., None]
        batch = {"insample_y": rows, "insample_mask": torch.ones_like(rows)}
        return network(batch | dict.fromkeys(("futr_exog", "hist_exog", "stat_exog")))[..., 0]

    rng = np.random.default_rng(seed)
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)
    for _ in range(n_steps):
        sample = rng.integers(0, len(past), batch_size)
        target = torch.as_tensor(future[sample], dtype=torch.float32)
        loss = (forecast(past[sample]) - target).abs().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    network.eval()  # without dropout
    with torch.no_grad():
        return forecast(new).double().numpy(), slice(None)


MODELS = {"ridge": ridge, "trees": trees, "net": net}
WITH_NHITS = MODELS | ({"nhits": nhits} if find_spec("neuralforecast") else {})  # if it is installed


def score(task, tables=(), models=MODELS):
    """Return the errors of every model, trained on the windows of the training rows and of additional tables.

    Parameters
    ----------
    task : Task
        Training rows and test.
    tables : iterable of ndarray of shape (n_timepoints, n_series)
        Copies. A table of lags + horizon time points is a set of single windows.
    models : dict of str to callable, default=MODELS
        Models by name.

    Returns
    -------
    dict of str to float
        MASE by name of the model; RMSSE and bias by that name with "_rmsse" and "_bias" appended.
    """
    rows = np.concatenate([windows(table, task.lags + task.horizon) for table in (task.train, *tables)])
    rows = rows[rows[:, : task.lags].std(axis=1) > TINY]
    (past, future), (new, _) = normalised(rows, task.lags), normalised(task.test, task.lags)
    future = np.clip(future, -FARTHEST, FARTHEST)
    scores = {}
    for name, model in models.items():
        errors = task.errors(*model(past, future, new, task.seed))
        scores |= {f"{name}{suffix}": error for suffix, error in zip(SUFFIXES, errors, strict=True)}
    return scores


def normalised(rows, lags):
    """Lags and targets of windows in units of the lags: (n, lags) and (n, horizon)."""
    level, size = moments(rows, lags)
    return np.ascontiguousarray((rows[:, :lags] - level) / size), (rows[:, lags:] - level) / size

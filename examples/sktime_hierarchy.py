"""
A hierarchy that adds up
========================

Copies of a hierarchy add up as the series do, and so do forecasts that learn from them.

A search chooses strength and number of copies. The data are simulated: monthly sales of six shops in two regions with
trend, season and noise. Part of the noise is common to the shops of a region; totals are sums. The last of six years is
held out. A reduction to ridge regression for all shops together is fitted with and without copies. The search over
strength and number of copies evaluates the two years before the last. It keeps trained models in a folder, so it trains
once per fold. The linear codec replaces the network, to save time. Run ``python examples/sktime_hierarchy.py
[picture.png]``.
"""

import logging
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib
import numpy as np
import pandas as pd
from joblib import Memory
from sklearn.linear_model import Ridge
from sktime.forecasting.compose import make_reduction
from sktime.forecasting.model_selection import ForecastingGridSearchCV
from sktime.forecasting.naive import NaiveForecaster
from sktime.split import ExpandingWindowSplitter
from sktime.transformations.hierarchical.aggregate import Aggregator

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta.sktime import AugmentedForecaster, AugmentedReductionForecaster, LGTABootstrap

matplotlib.use("Agg")
import matplotlib.pyplot as plt

SEASON = 12
N_MONTHS = 72
N_LAGS = 18
FH = np.arange(1, 13)
# "No copies" comes first because the search breaks ties in favour of the first candidate.
GRID = [{"n_copies": [0]}, {"augmenter__strength": [0.1, 0.3], "n_copies": [3, 10]}]


def make_sales(seed=0):
    """Return sales by region, shop and month, with totals ("__total")."""
    rng = np.random.default_rng(seed)
    time = np.arange(N_MONTHS)
    level = rng.uniform(50, 500, size=(2, 3, 1))
    trend = 1 + rng.uniform(0, 0.01, size=(2, 3, 1)) * time
    season = 1 + 0.3 * np.sin(2 * np.pi * time / SEASON + rng.normal(size=(2, 1, 1)))
    shocks = np.exp(0.1 * rng.normal(size=(2, 1, N_MONTHS)) + 0.1 * rng.normal(size=(2, 3, N_MONTHS)))
    months = pd.period_range("2019-01", periods=N_MONTHS, freq="M")
    index = pd.MultiIndex.from_product(
        [["north", "south"], ["first", "second", "third"], months], names=["region", "shop", "month"]
    )
    return Aggregator().fit_transform(pd.DataFrame({"sold": (level * trend * season * shocks).ravel()}, index=index))


def gap(frame):
    """Return the largest difference between a total and the sum of its shops, relative to the total."""
    is_total = (frame.index.get_level_values("shop") == "__total") | (
        frame.index.get_level_values("region") == "__total"
    )
    again = Aggregator().fit_transform(frame[~is_total]).loc[frame.index]
    return ((frame - again).abs() / again).to_numpy().max()


def error(forecast, y):
    """Return the mean absolute error in percent of the sales of all shops in those months, without totals."""
    shops = y.index.get_level_values("shop") != "__total"
    difference = (forecast.loc[y.index] - y).to_numpy()[shops]
    return 100 * np.abs(difference).sum() / y.to_numpy()[shops].sum()


def main():
    y = make_sales()
    last = y.index.get_level_values("month") >= y.index.get_level_values("month").max() - 11
    past, future = y[~last], y[last]

    copies = LGTABootstrap(LGTAAugmenter(model=PCACodec(), random_state=0), n_copies=3).fit_transform(past)
    names = copies.index.get_level_values("series_id").unique()
    print(f"{len(names) - 1} copies of {len(past.index.droplevel('month').unique())} series, totals among them")
    gaps = [gap(copies.xs(name, level="series_id")) for name in names]
    print(f"largest gap of a total to its shops, relative: {max(gaps):.0e} in copies")

    pooled = make_reduction(Ridge(), window_length=N_LAGS, pooling="global")
    with TemporaryDirectory() as folder:  # pickles are loaded from it: a folder that no other process uses
        augmenter = LGTAAugmenter(model=PCACodec(), memory=folder, random_state=0)
        direct = AugmentedReductionForecaster(Ridge(), N_LAGS, len(FH), augmenter, n_copies=10)
        cv = ExpandingWindowSplitter(fh=FH, initial_window=len(past.loc["north", "first"]) - 24, step_length=12)
        search = ForecastingGridSearchCV(direct, cv, GRID, backend=None).fit(past)
        n_trainings = len(Memory(folder, verbose=0).store_backend.get_items())
        forecasters = {
            "the same month a year ago": NaiveForecaster(sp=SEASON),
            "make_reduction": pooled,
            "make_reduction, 3 copies": AugmentedForecaster(pooled, augmenter, n_copies=3),
            "direct": direct.clone().set_params(n_copies=0),
            "direct, 10 copies": direct,
        }
        forecasts = {name: forecaster.fit(past).predict(FH) for name, forecaster in forecasters.items()}
        forecasts["direct, chosen by the search"] = search.predict(FH)
    print(f"{'':39s}{gap(forecasts['direct, 10 copies']):.0e} in direct forecasts")

    n_candidates, n_folds = len(search.cv_results_), cv.get_n_splits(past)
    print(f"{n_candidates} candidates in {n_folds} folds and a refit: {n_candidates * n_folds + 1} fits,", end=" ")
    print(f"{n_trainings} models trained")
    print(f"chosen: {', '.join(f'{name}={value}' for name, value in search.best_params_.items())}")
    print("mean absolute error of the shops in the last year, percent of what was sold")
    for name, forecast in forecasts.items():
        print(f"{name:32s}{error(forecast, future):8.2f}")
    print("Made data and one held-out year: small differences say little.")
    return copies


def draw(copies, path):
    """Draw the total of all shops and of its copies, and the sums of the shops of every copy."""
    figure, axes = plt.subplots(figsize=(6, 3), layout="constrained")
    months = copies.index.get_level_values("month").unique()
    is_total = copies.index.get_level_values("region") == "__total"
    is_shop = copies.index.get_level_values("shop") != "__total"
    total, sums = (copies[rows].groupby(["series_id", "month"])["sold"].sum() for rows in (is_total, is_shop))
    for name in total.index.unique("series_id"):
        color = "black" if name == "actual" else "tab:orange"
        label = {"actual": "the total", "synthetic_0": "the total of a copy"}.get(name)
        axes.plot(total[name].to_numpy(), color=color, linewidth=1.5, label=label)
        axes.plot(sums[name].to_numpy(), ".", color=color, label="sums of shops" if name == "actual" else None)
    axes.set(xlabel=f"month from {months[0]} on", ylabel="sold")
    axes.spines[["top", "right"]].set_visible(False)
    figure.legend(loc="outside upper center", ncols=3, frameon=False)
    figure.savefig(path, dpi=100)
    plt.close(figure)


if __name__ == "__main__":
    logging.captureWarnings(True)  # sktime 1.2 warns whenever a forecaster is made, whatever filter is set
    draw(main(), sys.argv[1] if len(sys.argv) > 1 else Path(__file__).with_suffix(".png"))

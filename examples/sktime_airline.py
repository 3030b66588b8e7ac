"""
Forecasters of sktime
=====================

Copies help forecasters that learn from them directly, and do harm where the forecasts of copies are averaged.

The script evaluates forecasters of sktime with and without copies, on the monthly numbers of airline passengers. The
series (144 months, 1949 to 1960) comes with sktime. Every forecaster predicts the next twelve months from six origins,
one year apart. Forecaster and augmenter are fitted again at each origin, to the months before it. Each method with
copies is printed below the same forecaster without copies. Bagging is also tried with bootstraps of sktime: blocks of
the values, blocks of their yearly changes and, if statsmodels is installed, the remainder of a decomposition. Blocks of
the values lose trend and season. The linear codec replaces the network, to save time. Run ``python
examples/sktime_airline.py [picture.png]``.
"""

import logging
import sys
from importlib.util import find_spec
from pathlib import Path

import matplotlib
import numpy as np
from sklearn.linear_model import Ridge
from sklearn.neighbors import KNeighborsRegressor
from sktime.datasets import load_airline
from sktime.forecasting.compose import BaggingForecaster, make_reduction
from sktime.forecasting.model_evaluation import evaluate
from sktime.forecasting.naive import NaiveForecaster
from sktime.performance_metrics.forecasting import MeanAbsoluteError
from sktime.split import ExpandingWindowSplitter
from sktime.transformations.bootstrap import MovingBlockBootstrapTransformer, STLBootstrapTransformer

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta.sktime import AugmentedForecaster, AugmentedReductionForecaster, LGTABootstrap

matplotlib.use("Agg")
import matplotlib.pyplot as plt

try:
    from sktime.transformations.difference import Differencer
except ImportError:  # sktime before 1.0
    from sktime.transformations.series.difference import Differencer

SEASON = 12
N_LAGS = 24
HORIZON = 12
FIRST_ORIGIN = 72  # months before the first origin
PLAIN = "  without copies"


def augmenter():
    return LGTAAugmenter(model=PCACodec(), random_state=0)


def reduction(pooling="local"):
    return make_reduction(Ridge(), window_length=N_LAGS, pooling=pooling)


def direct(regressor, n_copies):
    return AugmentedReductionForecaster(regressor, N_LAGS, HORIZON, augmenter(), n_copies)


def bagged(bootstrap):
    return BaggingForecaster(bootstrap, reduction())


def groups():
    """Return forecasters by group and name. The first of each group has no copies."""
    blocks = MovingBlockBootstrapTransformer(n_series=10, random_state=0)
    bagging = {
        PLAIN: reduction(),
        "  LGTABootstrap": bagged(LGTABootstrap(augmenter(), n_copies=10)),
        "  sktime, blocks of values": bagged(blocks),
    }
    if find_spec("statsmodels"):
        bagging["  sktime, blocks of remainders"] = bagged(
            STLBootstrapTransformer(n_series=10, sp=SEASON, random_state=0)
        )
    return {
        "make_reduction of ridge": {
            PLAIN: reduction(),  # for one series the same as pooled, and faster
            "  AugmentedForecaster, 2 copies": AugmentedForecaster(reduction("global"), augmenter(), n_copies=2),
        },
        "AugmentedReductionForecaster of ridge": {
            PLAIN: direct(Ridge(), n_copies=0),
            "  10 copies": direct(Ridge(), n_copies=10),
        },
        "AugmentedReductionForecaster of nearest neighbours": {
            PLAIN: direct(KNeighborsRegressor(), n_copies=0),
            "  10 copies": direct(KNeighborsRegressor(), n_copies=10),
        },
        "BaggingForecaster of make_reduction of ridge": bagging,
        "the same, for the change over a year": {
            PLAIN: Differencer(lags=SEASON) * reduction(),
            "  sktime, blocks of changes": Differencer(lags=SEASON) * bagged(blocks),
        },
    }


def errors(forecaster, y):
    """Return the mean absolute error of the forecasts from each origin."""
    cv = ExpandingWindowSplitter(fh=np.arange(1, HORIZON + 1), initial_window=FIRST_ORIGIN, step_length=HORIZON)
    table = evaluate(forecaster, cv, y, strategy="refit", scoring=MeanAbsoluteError(), error_score="raise")
    return table["test_MeanAbsoluteError"].to_numpy()


def main():
    y = load_airline()
    naive = errors(NaiveForecaster(sp=SEASON), y)
    print(f"mean absolute error in thousands of passengers (mean ± sd over {len(naive)} origins), relative to the same")
    print("forecaster without copies, and at how many origins it is better than that")
    print(f"{'the same month a year ago':36s}{f'{naive.mean():.2f} ± {naive.std():.2f}':>16s}")
    gains, ratios = {}, {}
    for group, forecasters in groups().items():
        print(group)
        for name, forecaster in forecasters.items():
            measured = errors(forecaster, y)
            row = f"{name:36s}{f'{measured.mean():.2f} ± {measured.std():.2f}':>16s}"
            if name == PLAIN:
                plain = measured
                print(row)
                continue
            gains[group, name] = plain - measured
            ratios[group, name.strip()] = measured / plain
            n_better = np.sum(measured < plain)
            print(f"{row}{measured.mean() / plain.mean():>8.3f}{f'{n_better} of {len(plain)}':>9s}")

    learning = {key: gain for key, gain in gains.items() if key[0].startswith(("make", "Augmented"))}
    bagging = {key: gain for key, gain in gains.items() if key not in learning}
    for what, some in (("learn from copies", learning), ("average the forecasts of copies", bagging)):
        n_better = sum(gain.mean() > 0 for gain in some.values())
        print(f"of {len(some)} that {what}, {n_better} {'is' if n_better == 1 else 'are'} better on average")
    unclear = sum(abs(gain.mean()) < gain.std(ddof=1) / np.sqrt(len(gain)) for gain in gains.values())
    print(f"{unclear} of all {len(gains)} differences are smaller than their standard error over the origins.")
    print("One series and few origins: the ranking may differ on your data.")
    return ratios


def draw(ratios, path):
    """Draw every error relative to the same forecaster without copies, a dot an origin."""
    figure, axes = plt.subplots(figsize=(7, 3.4), layout="constrained")
    for row, ((_, name), values) in enumerate(ratios.items()):
        color = "0.45" if name.startswith("sktime") else "tab:orange"
        axes.plot(values, np.full(len(values), row), "o", color=color, alpha=0.5)
        axes.plot(np.median(values), row, "|", color=color, markersize=16, markeredgewidth=3)
    axes.axvline(1, color="black", linewidth=1)
    axes.set_yticks(range(len(ratios)), [f"{name}\n{group}" for group, name in ratios], fontsize=7)
    axes.invert_yaxis()
    axes.set(xscale="log", xlabel="error / error without copies (dots: origins, bars: medians)")
    axes.set_xticks([0.5, 1, 2, 5, 10, 20], ["0.5", "1", "2", "5", "10", "20"])
    axes.minorticks_off()
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=100)
    plt.close(figure)


if __name__ == "__main__":
    logging.captureWarnings(True)  # sktime 1.2 warns whenever a forecaster is made, whatever filter is set
    draw(main(), sys.argv[1] if len(sys.argv) > 1 else Path(__file__).with_suffix(".png"))

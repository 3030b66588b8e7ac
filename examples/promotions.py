"""
Promotions beside lag windows
=============================

Covariates beside lag windows lower the error; copies keep that gain only if they know the covariates.

The script joins prices and promotions to the training windows of series and copies. The data are made here: 30 shops
and 140 days of sales with a week, and promotions on one day of eight, which cut the price and raise the sales by half.
Plans of the next seven days are known when a forecast is made. `rows` and `starts` of ``training_windows`` say where
each window lies, so the covariates of its lags and of its horizon are found by two indices. The usual copies redraw the
remainder, and their clean targets are trend and season alone: the promotions beside them had no effect there, so the
regression learns a smaller one. Name price and promotion as conditions, and copies and clean targets keep their
effects. Copies of ``"jitter"`` with ``target="same"`` keep them too. Run ``python examples/promotions.py
[picture.png]``.
"""

import sys
from pathlib import Path

import matplotlib
import numpy as np
from sklearn.base import clone
from sklearn.linear_model import Ridge

from sklearn_lgta import LGTAAugmenter, PCACodec

matplotlib.use("Agg")
import matplotlib.pyplot as plt

N_SHOPS, N_DAYS = 30, 140
N_LAGS, HORIZON = 14, 7
N_HELD_OUT = 7  # days
N_COPIES = 5


def make_shops(seed):
    """Return sales (n_shops, n_days), and prices and promotions (n_shops, 2, n_days)."""
    rng = np.random.default_rng(seed)
    week = 1 + 0.3 * np.sin(2 * np.pi * np.arange(N_DAYS) / 7 + rng.normal(size=(N_SHOPS, 1)))
    promotion = (rng.random((N_SHOPS, N_DAYS)) < 1 / 8).astype(float)
    price = rng.uniform(2, 4, size=(N_SHOPS, 1)) * (1 - 0.2 * promotion)
    level = rng.uniform(50, 500, size=(N_SHOPS, 1))
    sales = level * week * (1 + 0.5 * promotion) * rng.gamma(40, 1 / 40, size=(N_SHOPS, N_DAYS))
    return sales, np.stack([price / price.mean(axis=1, keepdims=True), promotion], axis=1)


def covariates_of(covariates, rows, starts):
    """Return the covariates of the lags and of the horizon of each window, (n_windows, 2 * (N_LAGS + HORIZON))."""
    windows = np.lib.stride_tricks.sliding_window_view(covariates, N_LAGS + HORIZON, axis=2)
    return windows[rows, :, starts].reshape(len(rows), -1)


def in_units_of_lags(lags, *others):
    """Return windows divided by the mean of their lags, and that mean."""
    mean = lags.mean(axis=1, keepdims=True)
    return [windows / mean for windows in (lags, *others)], mean


def error(shops, augmenter, n_copies=N_COPIES, target="same", joined=True):
    """Return the mean absolute error of the last days, in units of the mean sales of each shop."""
    sales, covariates = shops
    past, future = sales[:, :-N_HELD_OUT], sales[:, -N_HELD_OUT:]
    conditions = None
    if augmenter.conditions is not None:
        conditions = {"price": covariates[:, 0, :-N_HELD_OUT], "promotion": covariates[:, 1, :-N_HELD_OUT]}
    augmenter.fit(past, conditions=conditions)
    lags, targets, rows, starts = augmenter.training_windows(
        past, N_LAGS, HORIZON, n_copies, target=target, return_starts=True
    )
    newest = augmenter.newest_windows(past, N_LAGS)
    (inputs, targets), _ = in_units_of_lags(lags, targets)
    (newest,), mean = in_units_of_lags(newest)
    if joined:
        inputs = np.hstack([inputs, covariates_of(covariates, rows, starts)])
        newest_starts = np.full(len(past), past.shape[1] - N_LAGS)
        newest = np.hstack([newest, covariates_of(covariates, np.arange(len(past)), newest_starts)])
    forecasts = mean * Ridge().fit(inputs, targets).predict(newest)
    return np.mean(np.abs(forecasts - future) / past.mean(axis=1, keepdims=True))


def main(n_seeds=5):
    errors = []
    for seed in range(n_seeds):
        shops = make_shops(seed)
        keeps = LGTAAugmenter("jitter", 0.2, model=PCACodec(), seasonal_period=7, random_state=seed)
        redraws = LGTAAugmenter(model=PCACodec(), seasonal_period=7, random_state=seed)
        knows = clone(redraws).set_params(conditions=["price", "promotion"])
        errors.append(
            {
                "lags alone": error(shops, keeps, n_copies=0, joined=False),
                "lags and covariates": error(shops, keeps, n_copies=0),
                "and copies by jitter": error(shops, keeps),
                "and copies that redraw them": error(shops, redraws, target="clean"),
                "and copies under conditions": error(shops, knows, target="clean"),
            }
        )

    print(f"{N_SHOPS} shops, {N_DAYS - N_HELD_OUT} days for training, {N_HELD_OUT} held out")
    print(f"mean absolute error in units of the mean sales (mean ± sd over {n_seeds} seeds)")
    measured = {name: np.array([of_seed[name] for of_seed in errors]) for name in errors[0]}
    for name, values in measured.items():
        print(f"{name:34s}{values.mean():.4f} ± {values.std():.4f}")
    alone, joined, *copies = measured.values()
    print(f"The covariates change the error by {joined.mean() / alone.mean() - 1:+.1%};")
    jitter, redrawn, known = (f"{errors.mean() / joined.mean() - 1:+.1%}" for errors in copies)
    print(f"with them, jittered copies by {jitter}, copies that redraw promotions by {redrawn},")
    print(f"and copies that know them as conditions by {known}.")
    return measured


def draw(measured, path):
    """Draw the error of every method, a dot a seed."""
    figure, axes = plt.subplots(figsize=(6, 2.6), layout="constrained")
    for row, (name, values) in enumerate(measured.items()):
        color = "tab:orange" if "copies" in name else "0.45"
        axes.barh(row, values.mean(), color=color, alpha=0.5)
        axes.plot(values, np.full(len(values), row), "o", color=color, markersize=4)
    axes.set_yticks(range(len(measured)), measured)
    axes.invert_yaxis()
    axes.set(xlabel="mean absolute error, in mean sales of a shop")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=100)
    plt.close(figure)


if __name__ == "__main__":
    draw(main(), sys.argv[1] if len(sys.argv) > 1 else Path(__file__).with_suffix(".png"))

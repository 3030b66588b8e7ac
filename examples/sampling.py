"""
Days that never were
====================

A classifier that learns from drawn days alone is nearly as good as one that learns from as many real days.

Days are drawn by class. A classifier is trained on drawn days alone and tested on unseen real days. The data are 1096
daily load curves of Italy (24 hours; winter and summer), which come with sktime; 400 of them are for training. Run
``python examples/sampling.py [picture.png]``.
"""

import sys
from pathlib import Path

import matplotlib
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import NearestNeighbors
from sktime.datasets import load_italy_power_demand

from sklearn_lgta import LGTAAugmenter

matplotlib.use("Agg")
import matplotlib.pyplot as plt

N_TRAIN = 400
NAMES = {"1": "winter", "2": "summer"}


def load():
    """Return shuffled days (1096, 24) and their half of the year."""
    X, y = load_italy_power_demand(return_type="numpy3D")
    order = np.random.default_rng(0).permutation(len(X))
    return X[order, 0], y[order]


def accuracy(X, y, X_test, y_test):
    """Return the accuracy of a linear classifier on unseen days."""
    return LogisticRegression(max_iter=2000).fit(X, y).score(X_test, y_test)


def distance(X, X_train):
    """Return the median distance to the nearest training day."""
    return np.median(NearestNeighbors(n_neighbors=1).fit(X_train).kneighbors(X)[0])


def draw(real, drawn, path):
    """Draw days of both halves of the year: real days above, sampled days below."""
    fig, axes = plt.subplots(2, len(real), figsize=(10, 5), sharex=True, sharey=True, layout="constrained")
    for column, label in zip(axes.T, real, strict=True):
        for ax, kind, days in zip(column, ("real", "drawn"), (real[label], drawn[label]), strict=True):
            ax.plot(days[:30].T, color="black" if kind == "real" else "tab:orange", linewidth=0.6, alpha=0.6)
            ax.set_title(f"{NAMES[label]}, {kind}", fontsize="medium")
    for ax in axes[-1]:
        ax.set_xlabel("hour")
    fig.savefig(path, dpi=65)
    plt.close(fig)


def main(path, model=None):
    X, y = load()
    X_train, y_train, X_test, y_test = X[:N_TRAIN], y[:N_TRAIN], X[N_TRAIN:], y[N_TRAIN:]
    augmenter = LGTAAugmenter(model=model, use_y="donors", random_state=0).fit(X_train, y_train)
    X_new = augmenter.sample(len(y_train), y=y_train, random_state=0)

    print(f"a linear classifier on {len(X_test)} real days, trained on")
    print(f"{N_TRAIN} real days   {accuracy(X_train, y_train, X_test, y_test):.3f}")
    print(f"{N_TRAIN} drawn days  {accuracy(X_new, y_train, X_test, y_test):.3f}")
    print("median distance to the nearest training day")
    print(f"other real days  {distance(X_test, X_train):.2f}")
    print(f"drawn days       {distance(X_new, X_train):.2f}")

    path.parent.mkdir(parents=True, exist_ok=True)
    draw(
        {label: X_train[y_train == label] for label in NAMES}, {label: X_new[y_train == label] for label in NAMES}, path
    )
    print(f"picture: {path}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_suffix(".png"))

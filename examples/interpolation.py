"""
Interpolate between two series
==============================

Half-way between two series, the path of their latent codes keeps the size of both; their average is too flat.

In an average, patterns that do not coincide cancel. The latent path is a spherical
interpolation, which changes one code into the other and keeps its size. The data are 80 movements of
people who walk, run, rest and play badminton (10 seconds of one signal of a smart watch, 100 time points),
which come with sktime. Run ``python examples/interpolation.py [picture.png]``.
"""

import sys
from itertools import combinations
from pathlib import Path

import matplotlib
import numpy as np
from sktime.datasets import load_basic_motions

from sklearn_lgta import LGTAAugmenter

matplotlib.use("Agg")
import matplotlib.pyplot as plt

FROM, TO = "running", "badminton"
N_STEPS = 5
COLORS = {"latent path": "tab:orange", "straight mixing": "tab:blue"}


def load():
    """Return series (80, 100) and their activities. The second of six signals has rhythm and noise."""
    X, y = load_basic_motions(return_type="numpy3D")
    return X[:, 1], y


def latent_path(augmenter, X_a, X_b, n_steps):
    """Series on the latent path: (n_steps, n_series, n_timepoints)."""
    return augmenter.interpolate(X_a, X_b, n_steps).reshape(n_steps, *X_a.shape)


def straight_mixing(X_a, X_b, n_steps):
    """Series on the straight line: (n_steps, n_series, n_timepoints)."""
    weight = np.linspace(0, 1, n_steps)[:, None, None]
    return (1 - weight) * X_a + weight * X_b


def spread(X):
    """Standard deviation of each series."""
    return X.std(axis=-1)


def roughness(X):
    """Standard deviation of each series' steps from one time point to the next."""
    return np.diff(X, axis=-1).std(axis=-1)


def middle_to_ends(path, size):
    """Size of the middle of every path, relative to the mean of its ends: (n_series,)."""
    first, middle, last = size(path)
    return middle / ((first + last) / 2)


def draw(paths, path):
    """Draw one row per path, from one original (black) to the other."""
    fig, axes = plt.subplots(len(paths), N_STEPS, figsize=(13, 5), sharex=True, sharey=True, layout="constrained")
    for row, (name, steps) in zip(axes, paths.items(), strict=True):
        row[0].set_ylabel(name)
        for step, (ax, series) in enumerate(zip(row, steps, strict=True)):
            is_end = step in (0, N_STEPS - 1)
            ax.plot(series, color="black" if is_end else COLORS[name], linewidth=1.4)
            ax.set_title(f"standard deviation {spread(series):.1f}", fontsize="medium")
    for ax in axes[-1]:
        ax.set_xlabel("time point")
    fig.suptitle(f"From {FROM} to {TO}: originals (black) and the series between them")
    fig.savefig(path, dpi=65)
    plt.close(fig)


def main(path, model=None):
    X, y = load()
    augmenter = LGTAAugmenter(model=model, random_state=0).fit(X)

    first, second = np.transpose(list(combinations(range(len(X)), 2)))
    middles = {
        "latent path": latent_path(augmenter, X[first], X[second], 3),
        "straight mixing": straight_mixing(X[first], X[second], 3),
    }
    print(f"middles of {len(first)} pairs, relative to the mean of both ends (median; 5 to 95 %)")
    for name, steps in middles.items():
        for size in (spread, roughness):
            low, median, high = np.quantile(middle_to_ends(steps, size), [0.05, 0.5, 0.95])
            print(f"{name:16s} {size.__name__:10s} {median:.2f}   ({low:.2f} to {high:.2f})")

    X_a, X_b = (X[y == activity][:1] for activity in (FROM, TO))
    paths = {
        "latent path": latent_path(augmenter, X_a, X_b, N_STEPS)[:, 0],
        "straight mixing": straight_mixing(X_a, X_b, N_STEPS)[:, 0],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    draw(paths, path)
    print(f"\npicture: {path}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_suffix(".png"))

"""
Quick start
===========

Augment real series, and check that the model uses the latent code.

The data are 67 daily load curves of the Italian power grid (24 hours each, two classes: October to
March and April to September), which come with sktime. Run ``make demo``, or ``python
examples/quickstart.py [picture.png]``.
"""

import sys
import time
from pathlib import Path

import matplotlib
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sktime.datasets import load_italy_power_demand

from sklearn_lgta import LGTAAugmenter

matplotlib.use("Agg")
import matplotlib.pyplot as plt

TRANSFORMATIONS = ("jitter", "scaling", "magnitude_warp", "mix", "resample")
N_COPIES = 5
STRENGTH = 0.3


def load(split):
    """Series (n_series, 24) and their classes."""
    X, y = load_italy_power_demand(split=split, return_type="numpy3D")
    return X[:, 0], y


def accuracy(X, y, X_test, y_test):
    """Return the fraction of test curves that get the right season."""
    classifier = make_pipeline(StandardScaler(), LogisticRegression())
    return classifier.fit(X, y).score(X_test, y_test)


def draw(X, copies_of, rows, path):
    """Draw originals (black) and copies (colour), one column per transformation."""
    fig, axes = plt.subplots(
        len(rows), len(copies_of), figsize=(13, 5), sharex=True, sharey="row", layout="constrained"
    )
    hours = np.arange(X.shape[1])
    for column, (name, copies) in zip(axes.T, copies_of.items(), strict=True):
        column[0].set_title(name)
        for ax, row in zip(column, rows, strict=True):
            ax.plot(hours, copies[:, row].T, color="tab:orange", linewidth=0.9, alpha=0.8)
            ax.plot(hours, X[row], color="black", linewidth=1.6)
    for ax in axes[-1]:
        ax.set_xlabel("hour")
    fig.suptitle(f"Original (black) and {N_COPIES} augmented versions at strength {STRENGTH}")
    fig.savefig(path, dpi=110)


def main(path):
    X, y = load("train")
    X_test, y_test = load("test")
    print(f"{len(X)} load curves of {X.shape[1]} hours")
    print(f"test accuracy without augmentation {accuracy(X, y, X_test, y_test):.3f}\n")

    copies_of = {}
    for name in TRANSFORMATIONS:
        start = time.process_time()
        augmenter = LGTAAugmenter(name, strength=STRENGTH, random_state=0).fit(X)
        X_new = augmenter.augment(X, n_copies=N_COPIES)
        seconds = time.process_time() - start
        change = (X_new - np.tile(X, (N_COPIES, 1))) / np.tile(X.std(axis=1, keepdims=True), (N_COPIES, 1))
        with_copies = accuracy(np.concatenate([X, X_new]), np.concatenate([y, np.tile(y, N_COPIES)]), X_test, y_test)
        report = augmenter.latent_report_
        print(
            f"{name:15s} R2 {report['r2']:.2f} (with a code of zeros {report['r2_zero_latent']:.2f})   "
            f"strength asked {STRENGTH}, reached {np.sqrt(np.mean(change**2)):.3f}   "
            f"{seconds:.1f} CPU s   test accuracy with copies {with_copies:.3f}"
        )
        copies_of[name] = X_new.reshape(N_COPIES, *X.shape)

    rows = [np.flatnonzero(y == label)[0] for label in np.unique(y)]
    draw(X, copies_of, rows, path)
    print(f"\npicture: {path}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_suffix(".png"))

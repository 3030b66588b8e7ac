"""
The latent space as a map
=========================

In the latent space similar series lie near each other, and copies lie among them.

The data are 67 daily load curves of Italy (24 hours) from two halves of the year, which come with
sktime. The augmenter does not use the half of the year. Run
``python examples/latent_map.py [picture.png]``.
"""

import sys
from pathlib import Path

import matplotlib
import numpy as np
from sktime.datasets import load_italy_power_demand

from sklearn_lgta import LGTAAugmenter
from sklearn_lgta.plotting import LatentMapDisplay

matplotlib.use("Agg")
import matplotlib.pyplot as plt

HALVES = {"1": "October to March", "2": "April to September"}


def load():
    """Return series (67, 24) and their half of the year."""
    X, y = load_italy_power_demand(split="train", return_type="numpy3D")
    return X[:, 0], np.vectorize(HALVES.get)(y)


def agreement(y, indices):
    """Return the fraction of neighbours that are from the same half of the year."""
    return np.mean(y[indices] == y[:, None])


def main(path, model=None):
    X, y = load()
    augmenter = LGTAAugmenter("mix", strength=0.3, model=model, random_state=0).fit(X)
    copies = augmenter.augment(X)

    chance = np.mean([np.mean(np.delete(y, row) == label) for row, label in enumerate(y)])
    for name, series in {"series": X, "copies": copies}.items():
        _, indices = augmenter.kneighbors(series, n_neighbors=3)
        print(f"3 nearest of {name}, from the same half of the year: {agreement(y, indices):.2f} (chance {chance:.2f})")

    fig, (left, right) = plt.subplots(1, 2, figsize=(11, 4.5), layout="constrained")
    LatentMapDisplay.from_estimator(augmenter, X, groups=y, ax=left)
    left.set_title("67 days, by half of the year")
    origin = np.repeat(["original", "copy"], len(X))
    LatentMapDisplay.from_estimator(augmenter, np.concatenate([X, copies]), groups=origin, ax=right)
    right.set_title("originals and copies")
    path.parent.mkdir(parents=True, exist_ok=True)
    fig.savefig(path, dpi=65)
    plt.close(fig)
    print(f"\npicture: {path}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_suffix(".png"))

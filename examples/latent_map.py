"""The latent space as a map: series that move alike lie near each other, and so do copies.

The data are 80 movements of people who walk, run, rest and play badminton (10 seconds of six signals
of a smart watch, 100 time points), which come with sktime. What somebody did is not told to the
augmenter. Run ``python examples/latent_map.py [picture.png]``.
"""

import sys
from pathlib import Path

import matplotlib
import numpy as np
from sktime.datasets import load_basic_motions

from sklearn_lgta import LGTAAugmenter
from sklearn_lgta.plotting import LatentMapDisplay

matplotlib.use("Agg")
import matplotlib.pyplot as plt


def load():
    """Series (80, 6, 100) and what was done."""
    return load_basic_motions(return_type="numpy3D")


def agreement(y, indices):
    """Share of neighbours that did the same."""
    return np.mean(y[indices] == y[:, None])


def main(path, model=None):
    X, y = load()
    augmenter = LGTAAugmenter("mix", strength=0.3, model=model, random_state=0).fit(X)
    copies = augmenter.augment(X)

    _, indices = augmenter.nearest(X, n_neighbors=3)
    chance = np.mean([np.mean(np.delete(y, row) == label) for row, label in enumerate(y)])
    print(f"of the 3 nearest series did the same: {agreement(y, indices):.2f} (chance {chance:.2f})")
    _, indices = augmenter.nearest(copies, n_neighbors=1)
    print(f"copies that are nearest to their own original: {np.mean(indices[:, 0] == np.arange(len(X))):.2f}")

    fig, (left, right) = plt.subplots(1, 2, figsize=(11, 4.5), layout="constrained")
    LatentMapDisplay.from_augmenter(augmenter, X, groups=y, ax=left)
    left.set_title("80 series, by what was done")
    origin = np.repeat(["original", "copy"], len(X))
    LatentMapDisplay.from_augmenter(augmenter, np.concatenate([X, copies]), groups=origin, ax=right)
    right.set_title("originals and copies")
    path.parent.mkdir(parents=True, exist_ok=True)
    fig.savefig(path, dpi=65)
    plt.close(fig)
    print(f"\npicture: {path}")


if __name__ == "__main__":
    root = Path(__file__).parents[1]
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else root / "docs" / "images" / "latent_map.png")

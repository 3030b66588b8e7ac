"""
Are the copies any good?
========================

Are the copies any good? Four ways to change a day by the same amount, each judged by all figures that need no labels.

The data are daily load curves of Italy (24 hours), which come with sktime: 67 that copies are made of, and 1,029 that
were held out and say what nothing to be found looks like. The change is .3 standard deviations of a day for all: three
transformations of the latent code, and white noise on the values themselves. Run
``python examples/judge_copies.py [picture.png]``.
"""

import sys
from pathlib import Path

import matplotlib
from sktime.datasets import load_italy_power_demand

from sklearn_lgta import LGTAAugmenter
from sklearn_lgta.metrics import metrics_report
from sklearn_lgta.plotting import MetricsDisplay
from sklearn_lgta.transformations import Jitter

matplotlib.use("Agg")
import matplotlib.pyplot as plt

STRENGTH = 0.3
WAYS = {
    "mix of codes": ("mix", "latent"),
    "jitter of codes": ("jitter", "latent"),
    "drift of codes": ("drift", "latent"),
    "white noise on values": (Jitter(color="white"), "data"),
}


def load(split):
    """Days (n_days, 24)."""
    X, _ = load_italy_power_demand(split=split, return_type="numpy3D")
    return X[:, 0]


def main(path, model=None, seed=0, n_copies=5):
    X, X_held_out = load("train"), load("test")
    reports = {}
    for name, (transformation, space) in WAYS.items():
        augmenter = LGTAAugmenter(transformation, STRENGTH, space=space, model=model, random_state=seed).fit(X)
        copies = augmenter.augment(X, n_copies)
        reports[name] = metrics_report(X, copies, X_held_out=X_held_out, strength=STRENGTH, random_state=seed)
        print(f"{name}\n{reports[name]}\n")

    path.parent.mkdir(parents=True, exist_ok=True)
    display = MetricsDisplay(reports).plot()
    display.figure_.savefig(path, dpi=80)
    plt.close(display.figure_)
    print(f"picture: {path}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_suffix(".png"))

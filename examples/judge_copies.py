"""
Are the copies any good?
========================

At equal change a classifier nearly always tells white noise from real days, and seldom a change of the latent code.

Four transformations of equal strength are compared by all metrics that need no labels. The data are daily load curves
of Italy (24 hours), which come with sktime. Copies are made of 67 days. The other 1,029 days are held out: their
metrics are the baseline, as they are real. Every transformation changes a day by 0.3 of its standard deviation. Three
of them change the latent code; the fourth adds white noise to the values. Run ``python examples/judge_copies.py
[picture.png]``.
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
CASES = {
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
    for name, (transformation, space) in CASES.items():
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

"""
Which augmentation?
===================

Start from the task: the picture names the first thing to try, and every line of it is run below on real series.

No augmentation (strength 0, no copies) belongs into every comparison. :doc:`/guide` has the figures behind each line.
The data are two panels that come with sktime: daily load curves of two halves of the year, and six signals of four
activities. Run ``python examples/which_augmentation.py [picture.png]``.
"""

import sys
from pathlib import Path

import matplotlib
from sklearn.linear_model import LogisticRegression
from sktime.datasets import load_basic_motions, load_italy_power_demand

from sklearn_lgta import LGTAAugmenter, LGTAResampler, PCACodec
from sklearn_lgta.inspection import robustness_curve

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.patches import FancyBboxPatch

CODEC = {"model": PCACodec(), "random_state": 0}  # omit model for the network


def forecasts(days, half, movements, activity):
    augmenter = LGTAAugmenter(**CODEC).fit(days)
    lags, _, _ = augmenter.training_windows(days, lags=12, horizon=6, n_copies=10, target="same")
    return f"{len(lags)} training windows from {len(days)} days"


def classifier(days, half, movements, activity):
    policy = LGTAAugmenter("classification", use_y="donors", space="data", random_state=0).fit(days, half)
    return f"{len(policy.augment(days, n_copies=10))} copies of {len(days)} days"


def channels(days, half, movements, activity):
    jitter = LGTAAugmenter("jitter", strength=0.6, **CODEC).fit(movements)
    return f"copies {jitter.augment(movements, n_copies=3).shape} of recordings {movements.shape}"


def rare_class(days, half, movements, activity):
    resampler = LGTAResampler(LGTAAugmenter(**CODEC), sampling_strategy={"2": 100})
    _, classes = resampler.fit_resample(days, half)
    return f"the class has {sum(half == '2')} days before and {sum(classes == '2')} after"


def stress_test(days, half, movements, activity):
    model = LogisticRegression(max_iter=1000).fit(days, half)
    curve = robustness_curve(model, days, half, LGTAAugmenter("drift", **CODEC), strengths=(0.5,))
    before, after = curve.scores[0].mean(axis=-1)
    return f"accuracy {before:.2f} on the days, {after:.2f} on days that drift by 0.5"


def new_series(days, half, movements, activity):
    return f"{len(LGTAAugmenter(**CODEC).fit(days).sample(100))} new days"


CHOICES = {  # what you want: what to use, and the function that does it
    "forecasts from\nfew series": ("training_windows\nor the sktime forecaster", forecasts),
    "a classifier,\nfew examples": ('"classification",\nand a search with 0', classifier),
    "several channels,\nfew recordings": ('"jitter" 0.3 to 0.6,\nand a search with 0', channels),
    "a rare class": ("LGTAResampler,\nbeside class weights", rare_class),
    "a stress test": ("robustness_curve", stress_test),
    "series that\nnever existed": ("sample, from some\nhundred series", new_series),
}


def main():
    days, half = load_italy_power_demand(split="train", return_type="numpy3D")
    movements, activity = load_basic_motions(split="train", return_type="numpy3D")
    for want, (use, make) in CHOICES.items():
        print(f"{' '.join(want.split())}: {' '.join(use.split())}")
        print(f"    {make(days[:, 0], half, movements, activity)}")


def draw(path):
    """Draw the choices, in letters that a phone shows too."""
    figure, axes = plt.subplots(figsize=(5.2, 5.2), layout="constrained")
    for row, (want, (use, _)) in enumerate(CHOICES.items()):
        for left, width, text, color in ((0, 1.9, want, "0.92"), (2.5, 2.7, use, "#ffe3c8")):
            style = "round,pad=0,rounding_size=0.08"
            axes.add_patch(FancyBboxPatch((left, -row), width, 0.8, boxstyle=style, facecolor=color, edgecolor="0.4"))
            axes.text(left + width / 2, 0.4 - row, text, ha="center", va="center", fontsize=11.5, linespacing=1.3)
        axes.annotate("", (2.48, 0.4 - row), (1.92, 0.4 - row), arrowprops={"arrowstyle": "-|>", "color": "0.3"})
    axes.text(0.95, 1.0, "you want", ha="center", fontsize=12, weight="bold")
    axes.text(3.85, 1.0, "try first", ha="center", fontsize=12, weight="bold")
    axes.set(xlim=(-0.05, 5.25), ylim=(-5.1, 1.25))
    axes.set_axis_off()
    figure.savefig(path, dpi=100)
    plt.close(figure)


if __name__ == "__main__":
    main()
    draw(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).with_suffix(".png"))

"""
Every transformation, in a picture
==================================

Draw every transformation of one series at three strengths, in the latent space (above) and on the data (below).

The data are 80 movements of people who walk, run, rest and play badminton (10 seconds of one signal
of a smart watch, 100 time points), which come with sktime. Run ``python examples/transformations.py
[folder]``.
"""

import sys
from pathlib import Path

import matplotlib
import numpy as np
from sktime.datasets import load_basic_motions

from sklearn_lgta import LGTAAugmenter
from sklearn_lgta.transformations import Drift, MagnitudeWarp, Mix, On, Trend

matplotlib.use("Agg")
import matplotlib.pyplot as plt

SERIES = 26  # a person walks: the rhythm is slow enough to distinguish three copies
SPAN = slice(30, 80)
PICTURES = {  # name of the file: transformation
    "jitter": "jitter",
    "scaling": "scaling",
    "magnitude_warp": "magnitude_warp",
    "drift": "drift",
    "trend": "trend",
    "time_warp": "time_warp",
    "mix": "mix",
    "resample": "resample",
    "compose": Mix() + MagnitudeWarp(),
    "one_of": Drift() | Trend(),
    "on": On("mix", time=SPAN),
}
TITLES = {
    "compose": "Mix() + MagnitudeWarp()",
    "one_of": "Drift() | Trend()",
    "on": f'On("mix", time=slice({SPAN.start}, {SPAN.stop}))',
}
STRENGTHS = (0.2, 0.4, 0.6)
N_COPIES = 3
# One shade per copy.
COLORS = {"latent": ("#fdae6b", "tab:orange", "#a63603"), "data": ("#9ecae1", "tab:blue", "#08306b")}
ROW_NAMES = {"latent": "latent code", "data": "data directly"}


def load():
    """Return series (80, 100). The second of six signals has rhythm and noise."""
    X, _ = load_basic_motions(return_type="numpy3D")
    return X[:, 1]


def augment(X, transformation, space, model):
    """Return copies at every strength: (n_strengths, N_COPIES, n_series, n_timepoints)."""
    augmenter = LGTAAugmenter(transformation, space=space, model=model, random_state=0).fit(X)
    copies = [augmenter.set_params(strength=strength).augment(X, N_COPIES) for strength in STRENGTHS]
    return np.reshape(copies, (len(STRENGTHS), N_COPIES, *X.shape))


def reached(X, copies):
    """Return the root-mean-square change at every strength, in standard deviations of each series."""
    change = (copies - X) / X.std(axis=1, keepdims=True)
    return np.sqrt(np.mean(change**2, axis=(1, 2, 3)))


def draw(series, copies_of, name, path):
    """Draw an original (black) and its copies (colour): one column per strength, one row per space."""
    fig, axes = plt.subplots(
        len(copies_of), len(STRENGTHS), figsize=(11, 5), sharex=True, sharey=True, layout="constrained"
    )
    for row, (space, copies) in zip(axes, copies_of.items(), strict=True):
        row[0].set_ylabel(ROW_NAMES[space])
        for ax, some in zip(row, copies, strict=True):
            if name == "on":
                ax.axvspan(SPAN.start, SPAN.stop - 1, color="0.92")
            for copy, color in zip(some, COLORS[space], strict=True):
                ax.plot(copy, color=color, linewidth=1)
            ax.plot(series, color="black", linewidth=1.6)
    for ax, strength in zip(axes[0], STRENGTHS, strict=True):
        ax.set_title(f"strength {strength}")
    for ax in axes[-1]:
        ax.set_xlabel("time point")
    fig.suptitle(f"{TITLES.get(name, name)}: original (black) and {N_COPIES} copies")
    fig.savefig(path, dpi=65)
    plt.close(fig)


def main(folder, model=None):
    X = load()
    folder.mkdir(parents=True, exist_ok=True)
    print(f"{len(X)} movements of {X.shape[1]} time points")
    print("reached change, in standard deviations; requested: " + "  ".join(map(str, STRENGTHS)))
    for name, transformation in PICTURES.items():
        copies_of = {space: augment(X, transformation, space, model) for space in ("latent", "data")}
        shown = {space: copies[:, :, SERIES] for space, copies in copies_of.items()}
        draw(X[SERIES], shown, name, folder / f"{name}.png")
        changes = ("  ".join(f"{change:.2f}" for change in reached(X, copies)) for copies in copies_of.values())
        print("{:15s} latent {}   direct {}".format(name, *changes))
    print(f"\npictures: {folder}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_suffix(""))

"""
A stress test of forecasters
============================

The forecaster that is best on the days as they are is not the best on changed days: a forest withstands drift better.

The script measures how the error of forecasters grows when days are changed by a given amount. The data are daily load
curves of Italy (24 hours), which come with sktime: 67 for training and 1,029 for testing. Three forecasters predict the
last six hours of a day from the first eighteen: the average evening, which ignores its input, a random forest and a
small network. Four transformations of the latent code change the test days at four strengths. They change whole days,
so that input and target still belong together. Strength means the same for all of them: the root-mean-square change, in
standard deviations of a day. Run ``python examples/stress_test.py [picture.png]``.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib
import numpy as np
from sklearn.dummy import DummyRegressor
from sklearn.ensemble import RandomForestRegressor
from sklearn.neural_network import MLPRegressor
from sktime.datasets import load_italy_power_demand

from sklearn_lgta import LGTAAugmenter
from sklearn_lgta.inspection import robustness_curve
from sklearn_lgta.plotting import RobustnessCurveDisplay

matplotlib.use("Agg")
import matplotlib.pyplot as plt

TRANSFORMATIONS = ("jitter", "drift", "time_warp", "mix")
STRENGTHS = (0.1, 0.2, 0.3, 0.5)
N_HOURS = 18  # observed when the forecast is made


def load(split):
    """Return the first hours (n_days, 18) and the evening that follows (n_days, 6)."""
    X, _ = load_italy_power_demand(split=split, return_type="numpy3D")
    return X[:, 0, :N_HOURS], X[:, 0, N_HOURS:]


def forecasters(seed):
    return {
        "average evening": DummyRegressor(),
        "random forest": RandomForestRegressor(random_state=seed),
        "network": MLPRegressor(
            hidden_layer_sizes=(64,), alpha=0.1, learning_rate_init=0.01, max_iter=2000, random_state=seed
        ),
    }


def measure(forecaster, hours, evening, augmenter, n_copies):
    """Return the negative mean absolute error of a fitted forecaster, as scikit-learn defines it."""
    return robustness_curve(
        forecaster,
        hours,
        evening,
        augmenter,
        transformations=TRANSFORMATIONS,
        strengths=STRENGTHS,
        target="continuation",
        scoring="neg_mean_absolute_error",
        n_copies=n_copies,
    )


def draw(curves, path):
    """Draw one panel per transformation and one line per forecaster."""
    fig, axes = plt.subplots(1, len(TRANSFORMATIONS), figsize=(13, 3.6), sharey=True, layout="constrained")
    for ax, transformation in zip(axes, TRANSFORMATIONS, strict=True):
        for name, curve in curves.items():
            RobustnessCurveDisplay(curve).plot(ax, transformations=[transformation], name=name)
        ax.set_title(transformation)
        ax.label_outer()
        ax.get_legend().set_visible(transformation == TRANSFORMATIONS[0])
    axes[0].set_ylabel("negative mean absolute error")
    fig.savefig(path, dpi=70)
    plt.close(fig)


def main(path, model=None, seed=0, n_copies=5):
    hours, evening = load("test")
    curves = {}
    with TemporaryDirectory() as memory:  # the days are the same for all, so one network is trained
        augmenter = LGTAAugmenter(model=model, memory=memory, random_state=seed)
        for name, forecaster in forecasters(seed).items():
            forecaster.fit(*load("train"))
            curves[name] = measure(forecaster, hours, evening, augmenter, n_copies)
            print(f"{name}: negative mean absolute error (mean ± sd over {n_copies} copies)\n{curves[name]}\n")
    names = list(curves)
    for row, transformation in enumerate(TRANSFORMATIONS):
        errors = np.array([-curve.scores[row].mean(axis=1) for curve in curves.values()])  # (n_forecasters, n)
        best = [names[index] for index in errors.argmin(axis=0)]
        print(f"least error by {transformation}: {best[0]} at strength 0, {best[-1]} at {STRENGTHS[-1]}")
    path.parent.mkdir(parents=True, exist_ok=True)
    draw(curves, path)
    print(f"\npicture: {path}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_suffix(".png"))

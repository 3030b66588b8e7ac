"""
Few anomalies with labels
=========================

Three labelled anomalies: copies help a flexible detector, and a detector without labels or a linear one does as well.

Copies are worth a try for a support vector machine or the like, and few labels; with thirty labels none are needed. On
the movements of GunPoint copies did not help, and with ten anomalies did harm: always compare with the plain detector.
Of three transformations that were tried on these test days, "jitter" was the best by .01.

The data are daily load curves of the Italian power grid (24 hours each), which come with sktime. Normal days are those
from October to March; days from April to September are the anomalies, one of eleven in the test set. Detectors learn
from 60 normal days and few anomalies; the local outlier factor sees the normal days alone. The score is the average
precision, which is the precision averaged over all thresholds: 1 is perfect, .09 is chance. Every seed draws other
days. Run ``python examples/anomalies.py [picture.png]``; it needs imbalanced-learn.
"""

import sys
from pathlib import Path

import matplotlib
import numpy as np
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import make_pipeline
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.neighbors import LocalOutlierFactor
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sktime.datasets import load_italy_power_demand

from sklearn_lgta import LGTAAugmenter, LGTAResampler, PCACodec

matplotlib.use("Agg")
import matplotlib.pyplot as plt

N_NORMAL = 60
NUMBERS = (3, 10, 30)  # of labelled anomalies
ONE_OF = 11  # fraction of anomalies in the test set


def load():
    """Return days (1096, 24), and whether a day is an anomaly."""
    X, y = load_italy_power_demand(return_type="numpy3D")
    return X[:, 0], y == "2"


def split(is_anomaly, n_anomalies, seed):
    """Return rows for training and rows for testing."""
    rng = np.random.default_rng(seed)
    normal, anomalies = (rng.permutation(np.flatnonzero(is_anomaly == flag)) for flag in (False, True))
    n_tested = (len(normal) - N_NORMAL) // (ONE_OF - 1)
    tested = anomalies[max(NUMBERS) :][:n_tested]  # the same for any number of labels
    return np.r_[normal[:N_NORMAL], anomalies[:n_anomalies]], np.r_[normal[N_NORMAL:], tested]


def detectors(seed):
    """Return unfitted detectors that learn from labels, by name."""

    def machine(*resampler, **parameters):
        return make_pipeline(*resampler, StandardScaler(), SVC(**parameters))

    # "resample" and "mix" put parts of other anomalies together, and of three there are few
    augmenter = LGTAAugmenter("jitter", strength=0.3, model=PCACodec(), random_state=seed)
    return {
        "support vectors": machine(),
        "and class weights": machine(class_weight="balanced"),
        "and SMOTE": machine(SMOTE(k_neighbors=2, random_state=seed)),
        "and copies": machine(LGTAResampler(augmenter, sampling_strategy="auto")),
        "linear": make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)),
    }


def precisions(X, is_anomaly, n_anomalies, seed):
    """Return the average precision of every detector."""
    train, test = split(is_anomaly, n_anomalies, seed)
    normal = X[train][~is_anomaly[train]]
    without = LocalOutlierFactor(n_neighbors=5, novelty=True).fit(normal)
    scores = {"outlier factor, no labels": -without.score_samples(X[test])}
    for name, detector in detectors(seed).items():
        scores[name] = detector.fit(X[train], is_anomaly[train]).decision_function(X[test])
    return {name: average_precision_score(is_anomaly[test], score) for name, score in scores.items()}


def main(n_seeds=8, numbers=NUMBERS):
    X, is_anomaly = load()
    measured = {}  # name of the detector: (n_numbers, n_seeds)
    for number in numbers:
        seeds = [precisions(X, is_anomaly, number, seed) for seed in range(n_seeds)]
        for name in seeds[0]:
            measured.setdefault(name, []).append([seed[name] for seed in seeds])
    print(f"average precision (mean ± standard error over {n_seeds} seeds) by the number of labelled anomalies")
    print(f"{'':28s}" + "".join(f"{number:>16d}" for number in numbers))
    for name, values in measured.items():
        cells = zip(np.mean(values, axis=1), np.std(values, axis=1) / np.sqrt(n_seeds), strict=True)
        print(f"{name:28s}" + "".join(f"{f'{mean:.3f} ± {error:.3f}':>16s}" for mean, error in cells))
    lead = np.subtract(measured["and copies"], measured["support vectors"])
    for number, of_number in zip(numbers, lead, strict=True):
        n_better = np.sum(of_number > 0)
        print(f"copies with {number:2d} anomalies: {of_number.mean():+.3f}, better in {n_better} of {n_seeds} seeds")
    return numbers, measured


def draw(results, path):
    """Draw the average precision of every detector by the number of labels."""
    numbers, measured = results
    styles = {
        "outlier factor, no labels": ("0.45", ":"),
        "support vectors": ("tab:blue", "-"),
        "and SMOTE": ("0.6", "-"),
        "and copies": ("tab:orange", "-"),
        "linear": ("black", "--"),
    }
    figure, axes = plt.subplots(figsize=(6, 3.2), layout="constrained")
    for name, (color, line) in styles.items():
        axes.plot(numbers, np.mean(measured[name], axis=1), line, marker="o", color=color, label=name)
    axes.set_xscale("log")
    axes.set_xticks(numbers, numbers)
    axes.minorticks_off()
    axes.set(xlabel="labelled anomalies", ylabel="average precision")
    axes.spines[["top", "right"]].set_visible(False)
    figure.legend(loc="outside right center", frameon=False)
    figure.savefig(path, dpi=100)
    plt.close(figure)


if __name__ == "__main__":
    draw(main(), sys.argv[1] if len(sys.argv) > 1 else Path(__file__).with_suffix(".png"))

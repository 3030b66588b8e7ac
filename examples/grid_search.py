"""
A grid search over strength and transformation
==============================================

The search chooses an augmentation, and it helps on the test set; its lead is within the spread over folds.

The search tries strengths and transformations by cross-validation. One candidate is no augmentation. The data are 50
movements of a hand that draws a gun or points a finger (GunPoint, every third of 150 time points), which come with
sktime. Trained networks are kept in a folder, so that the search trains once per fold, whatever the number of
candidates. This data set and classifier were chosen because augmentation can improve them: on daily load curves of the
Italian power grid all candidates score the same. Run ``python examples/grid_search.py [picture.png]``.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib
import numpy as np
from joblib import Memory
from sklearn.model_selection import GridSearchCV
from sklearn.svm import SVC
from sktime.datasets import load_gunpoint

from sklearn_lgta import AugmentedEstimator, LGTAAugmenter

matplotlib.use("Agg")
import matplotlib.pyplot as plt

TRANSFORMATIONS = ("resample", "mix", "scaling")
STRENGTHS = (0.1, 0.3)
# Strength 0 is the same for every transformation, so it is tried once. It comes first because the search breaks ties
# in favour of the first candidate, and no augmentation is the simplest one.
GRID = [
    {"augmenter__strength": [0]},
    {"augmenter__strength": list(STRENGTHS), "augmenter__transformation": list(TRANSFORMATIONS)},
]


def load(split):
    """Return series (n_series, 50) and their classes. Only every third time point is kept, which is faster."""
    X, y = load_gunpoint(split=split, return_type="numpy3D")
    return X[:, 0, ::3], y


def search(X, y, model, memory, cv):
    """Return a fitted search over strength and transformation."""
    augmenter = LGTAAugmenter(model=model, memory=memory, random_state=0)
    return GridSearchCV(AugmentedEstimator(SVC(), augmenter), GRID, cv=cv).fit(X, y)


def scores(results):
    """Mean and standard deviation over folds: two arrays (1 + n_strengths, n_transformations), strength 0 first."""
    cells = {}
    for candidate, mean, sd in zip(
        results["params"], results["mean_test_score"], results["std_test_score"], strict=True
    ):
        strength, name = candidate["augmenter__strength"], candidate.get("augmenter__transformation")
        for column in TRANSFORMATIONS if name is None else (name,):
            cells[strength, column] = mean, sd
    table = np.array([[cells[strength, column] for column in TRANSFORMATIONS] for strength in (0, *STRENGTHS)])
    return table[..., 0], table[..., 1]


def draw(means, sds, path):
    """Scores by strength and transformation; the colour is the difference to no augmentation."""
    gain = means - means[0]
    limit = max(np.abs(gain).max(), 0.01)
    fig, ax = plt.subplots(figsize=(6.5, 4.2), layout="constrained")
    image = ax.imshow(gain, cmap="PuOr_r", vmin=-limit, vmax=limit, aspect="auto")
    for (row, column), mean in np.ndenumerate(means):
        dark = abs(gain[row, column]) > 0.7 * limit
        text = f"{mean:.3f} ± {sds[row, column]:.3f}"
        ax.text(column, row, text, ha="center", va="center", color="white" if dark else "black")
    ax.set_xticks(range(len(TRANSFORMATIONS)), TRANSFORMATIONS)
    ax.set_yticks(range(1 + len(STRENGTHS)), ["0 (none)", *map(str, STRENGTHS)])
    ax.set_xlabel("transformation")
    ax.set_ylabel("strength")
    ax.set_title("Accuracy in cross-validation (mean ± sd over folds)")
    fig.colorbar(image, label="difference to no augmentation")
    fig.savefig(path, dpi=80)
    plt.close(fig)


def main(path, model=None, cv=3):
    X, y = load("train")
    X_test, y_test = load("test")
    with TemporaryDirectory() as folder:  # pickles are loaded from it: a folder that no other process uses
        found = search(X, y, model, folder, cv)
        n_trainings = len(Memory(folder, verbose=0).store_backend.get_items())
    means, sds = scores(found.cv_results_)

    print(f"accuracy in {cv} folds of {len(X)} movements (mean and sd over folds)")
    print(f"{'strength':10s}" + "".join(f"{name:>18s}" for name in TRANSFORMATIONS))
    for strength, mean, sd in zip((0, *STRENGTHS), means, sds, strict=True):
        print(f"{strength:<10}" + "".join(f"{m:>10.3f} ± {s:.3f}" for m, s in zip(mean, sd, strict=True)))
    n_candidates = len(found.cv_results_["params"])
    print(f"\n{n_candidates * cv + 1} fits of {n_candidates} candidates, {n_trainings} networks trained")

    chosen = found.best_params_
    if chosen["augmenter__strength"] == 0:
        print("chosen: no augmentation")
    else:
        print(f"chosen: {chosen['augmenter__transformation']} at strength {chosen['augmenter__strength']}")
    plain, best = SVC().fit(X, y).score(X_test, y_test), found.score(X_test, y_test)
    print(f"accuracy on {len(X_test)} test movements: chosen {best:.3f}, no augmentation {plain:.3f}")
    lead, spread = found.best_score_ - means[0, 0], sds[0, 0]
    if chosen["augmenter__strength"] == 0:
        print("No augmentation did best in cross-validation.")
    elif lead < spread:
        print(f"The lead in cross-validation, {lead:.3f}, is smaller than the spread over folds, {spread:.3f}.")
    if best <= plain:
        print("Augmentation did not help on the test movements.")
    path.parent.mkdir(parents=True, exist_ok=True)
    draw(means, sds, path)
    print(f"\npicture: {path}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_suffix(".png"))

"""Table of classification: does a classifier with few examples get better?"""

import time
from tempfile import TemporaryDirectory

import labelled
import numpy as np
from classifiers import CLASSIFIERS, OF_CHANNELS
from direct import augment_directly
from page_format import NONE, grid, in_page_order, number, signed, yes
from page_picture import Bars
from results import Job
from scipy.spatial.distance import cdist
from sklearn.model_selection import GridSearchCV, StratifiedKFold

from sklearn_lgta import AugmentedEstimator, LGTAAugmenter

TITLE = "Classifiers with few examples"
ALL = CLASSIFIERS | OF_CHANNELS
SIZES = (5, 10)  # training instances per class
N_COPIES = 4
DEFAULT = dict(transformation="trend", strength=0.1, use_y="donors", structure="none")
STRONG = dict(transformation="jitter", strength=0.6)

# Candidates of the cross-validation. No augmentation comes first, so that it wins ties.
N_FOLDS = 3
GRID = [
    {"augmenter__strength": [0]},
    {"augmenter__transformation": ["trend"], "augmenter__strength": [0.1, 0.3]},
    {"augmenter__transformation": ["jitter"], "augmenter__strength": [0.3, 0.6]},
]

DIRECT = ("jitter", "scaling", "magnitude_warp", "drift")  # one copy each
DIRECT_STRENGTH = 0.3
N_NEIGHBOURS = 5  # of smote
BASELINE = "duplicates"
WORST, MEAN = -0.015, 0.0  # required gain of every cell, and of their mean
SEVERAL_CHANNELS = ("basic_motions", 5, 0.03)  # required gain of a cell in which gains are possible


def sets(names, paths):
    """Sets with classes among the names; of those that come with sktime, the one of several channels."""
    return labelled.with_classes(names, paths, ("basic_motions",))


read = labelled.read_labelled


def jobs(sets, seeds):
    """Every method, for all sizes and classifiers."""
    return [
        Job("classification", name, METHODS[case], case, seed) for name in sets for case in METHODS for seed in seeds
    ]


def few_instances(panel, size, seed):
    """Few training instances of every class, and the whole test part.

    Parameters
    ----------
    panel : LabelledPanel
        All instances.
    size : int
        Instances of each class, drawn from the training part; all if there are fewer.
    seed : int
        Seed of the draw.

    Returns
    -------
    X, y, X_test, y_test : ndarrays
        Several channels have different units. They are standardised by the drawn instances.
    """
    rng = np.random.default_rng(seed)
    training = [np.flatnonzero(panel.is_training & (panel.labels == label)) for label in np.unique(panel.labels)]
    rows = np.concatenate([rng.permutation(of_class)[:size] for of_class in training])
    values = labelled.in_equal_units(panel.values, rows)
    return values[rows], panel.labels[rows], values[~panel.is_training], panel.labels[~panel.is_training]


def nothing(X, y, seed):
    """No copies: (n, ...) -> (0, ...)."""
    return X[:0]


def duplicates(X, y, seed):
    """The rows again, `N_COPIES` times."""
    return np.concatenate([X] * N_COPIES)


def directly(X, y, seed):
    """A copy by each of four classic transformations; each channel is changed independently."""
    rows = X.reshape(-1, X.shape[-1])
    return np.concatenate([augment_directly(rows, kind, DIRECT_STRENGTH, seed).reshape(X.shape) for kind in DIRECT])


def smote(X, y, seed):
    """Return random points on the straight lines to near rows of the same class.

    References
    ----------
    .. [1] N. Chawla et al., "SMOTE: Synthetic Minority Over-sampling Technique", JAIR 16, 2002.
    """
    rng = np.random.default_rng(seed)
    flat = X.reshape(len(X), -1)
    distance = np.where(y[:, None] == y, cdist(flat, flat), np.inf)
    np.fill_diagonal(distance, np.inf)
    nearest = distance.argsort(axis=1)
    n_near = np.minimum(N_NEIGHBOURS, np.isfinite(distance).sum(axis=1))
    copies = []
    for _ in range(N_COPIES):
        other = nearest[np.arange(len(X)), rng.integers(0, n_near)]
        weight = rng.random(len(X)).reshape(-1, *[1] * (X.ndim - 1))
        copies.append(X + weight * (X[other] - X))
    return np.concatenate(copies)


def by_default(X, y, seed, **changes):
    """Copies of the default for classification."""
    augmenter = LGTAAugmenter(**DEFAULT | changes, random_state=seed).fit(X, y)
    return augmenter.augment(X, N_COPIES, y=y)


def strongly_jittered(X, y, seed):
    """Copies for sets whose classes do not differ in fine texture, such as movements in several channels."""
    return by_default(X, y, seed, **STRONG)


def by_default_in_data(X, y, seed):
    """The same without a latent space."""
    return by_default(X, y, seed, space="data")


COPIES = {
    "none": nothing,
    "duplicates": duplicates,
    "direct": directly,
    "smote": smote,
    "data": by_default_in_data,
    "default": by_default,
    "jitter": strongly_jittered,
}
# Methods, and the modes of their jobs.
METHODS = dict.fromkeys(COPIES, "direct") | dict.fromkeys(("default", "jitter", "chosen"), "latent")


def chosen(X, y, classifier, seed, *, memory=None, refit=True):
    """Return a search for the best augmentation of a classifier by cross-validation; no augmentation is one candidate.

    Parameters
    ----------
    X, y : ndarrays of shapes (n, ...) and (n,)
        Training instances and their classes.
    classifier : estimator
        Classifier that takes `instance` in `fit`, to distinguish real rows from copies.
    seed : int
        Seed of folds, networks and copies.
    memory : str, default=None
        Folder of trained networks, one per fold. None: a temporary folder for this call.
    refit : bool or callable, default=True
        Rule of the choice, as for `GridSearchCV`. True takes the best mean accuracy.

    Returns
    -------
    GridSearchCV
        Fitted search.
    """
    with TemporaryDirectory() as folder:
        augmenter = LGTAAugmenter(**DEFAULT, memory=memory or folder, random_state=seed)
        model = AugmentedEstimator(classifier, augmenter, n_copies=N_COPIES)
        folds = StratifiedKFold(N_FOLDS, shuffle=True, random_state=seed)
        return GridSearchCV(model, GRID, cv=folds, refit=refit).fit(X, y, instance=np.arange(len(X)))


def choice(search):
    """What a search has chosen, in words."""
    augmenter = search.best_estimator_.augmenter
    return f"{augmenter.transformation} {augmenter.strength}" if augmenter.strength else "none"


def measure(job, panel):
    """Accuracy on the test part for every size and classifier, and the CPU seconds up to there."""
    cells = []
    with TemporaryDirectory() as memory:
        for size in SIZES:
            X, y, X_test, y_test = few_instances(panel, size, job.seed)
            start = time.process_time()
            copies = nothing(X, y, job.seed) if job.case == "chosen" else COPIES[job.case](X, y, job.seed)
            seconds = time.process_time() - start
            instance = np.arange(len(X) + len(copies)) % len(X)
            classifiers = ALL if X.ndim == 3 else CLASSIFIERS
            for name, classifier in classifiers.items():
                start = time.process_time()
                model = classifier(random_state=job.seed)
                if job.case == "chosen":
                    model = chosen(X, y, model, job.seed, memory=memory)
                    setting = choice(model)
                else:
                    model.fit(np.concatenate([X, copies]), y[instance], instance=instance)
                    setting = ", ".join(f"{key}={value!r}" for key, value in DEFAULT.items())
                cell = {"size": size, "classifier": name, "accuracy": model.score(X_test, y_test), "setting": setting}
                cells.append(cell | {"cpu_seconds": seconds + time.process_time() - start})
    return cells


def with_error(values):
    """Mean ± standard error over seeds."""
    error = values.sem()
    return signed(values.mean()) + ("" if np.isnan(error) else f"±{error:.3f}")


def paired_gains(cells):
    """Accuracy above that of duplicates in the same run and seed: a column a method, indexed by cell and seed."""
    runs = cells.pivot(index=["set", "size", "classifier", "seed"], columns="case", values="accuracy")
    runs = runs.reindex(columns=[case for case in METHODS if case in runs or case == BASELINE])
    return runs.sub(runs[BASELINE], axis=0)


def render(cells):
    """Markdown of the table: accuracies and gains, then conclusions."""
    gains = paired_gains(cells)
    methods = list(gains)
    rows = []
    for key, group in in_page_order(cells, ["set", "size", "classifier"], size=SIZES, classifier=ALL):
        accuracy, gain = group.groupby("case")["accuracy"].mean(), gains.loc[key]
        texts = [
            number(accuracy.get(case, np.nan), 3) + ("" if case == BASELINE else f" ({with_error(gain[case])})")
            for case in methods
        ]
        rows.append([*key, *texts])
    explained = (
        "Accuracy on the test part of the archive. Training uses few instances a class, drawn from the training "
        f"part, and {N_COPIES} copies of each. In brackets: gain over *duplicates*, the baseline of exact copies, "
        "as a difference in the same seed; mean ± standard error over seeds. `net` is a network of 128 hidden "
        "units on the values, with the same number of steps for all methods. `ridge` classifies by 600 random "
        "convolutions and chooses its penalty on the real rows alone. *direct*: jitter, scaling, magnitude warp "
        f"and drift of the series at change {DIRECT_STRENGTH}. *smote*: a point on the line to one of the five "
        "nearest neighbours of the class. *default*: `LGTAAugmenter` as given below; *data*: the same with "
        '`space="data"`; *jitter*: the same with jitter at 0.6. *chosen*: cross-validation on the training '
        "instances chooses transformation and strength, no augmentation among them."
    )
    table = grid(["set", "a class", "classifier", *methods], rows)
    parts = [explained, table, numbers_of_seeds(cells), summary(cells, gains), settings(cells)]
    return "\n\n".join(part for part in parts if part)


def numbers_of_seeds(cells):
    """How many seeds every method was measured with, on every set."""
    counts = cells.groupby(["set", "case"])["seed"].nunique().unstack().reindex(columns=list(METHODS)).dropna(axis=1)
    texts = (f"{name} " + ", ".join(f"{case} {n:.0f}" for case, n in row.items()) for name, row in counts.iterrows())
    return f"Seeds: {'; '.join(texts)}."


def summary(cells, gains):
    """Mean and worst cell of every method compared with the requirement, and the cell with several channels."""
    by_cell = gains.groupby(["set", "size", "classifier"]).mean()
    seconds = cells.groupby("case")["cpu_seconds"].mean()
    rows = []
    for case in by_cell:
        gain = by_cell[case].dropna()
        if case == BASELINE or gain.empty:
            continue
        met = yes(gain.min() >= WORST and gain.mean() >= MEAN) if METHODS[case] == "latent" else NONE
        worst = f"{signed(gain.min())} ({' '.join(map(str, gain.idxmin()))})"
        rows.append([case, signed(gain.mean()), worst, len(gain), met, number(seconds[case], 1)])
    asked = (
        f"Asked for: a mean gain of at least {MEAN:g}, and no cell below {WORST:g}. CPU seconds are of a cell; the "
        "searches of the two classifiers share their networks."
    )
    parts = [asked, grid(["method", "mean gain", "worst cell", "cells", "as asked", "CPU s"], rows)]
    name, size, least = SEVERAL_CHANNELS
    if (name, size) in by_cell.index.droplevel("classifier"):
        for case in (case for case in by_cell if METHODS[case] == "latent"):
            gain = by_cell[case].xs((name, size), level=("set", "size"))
            texts = ", ".join(f"{classifier} {signed(value)}" for classifier, value in gain.items())
            parts.append(
                f"Asked for on {name} with {size} a class: a gain of at least {signed(least)} with a classifier. "
                f"*{case}*: {texts}; {yes(gain.max() >= least)}."
            )
    return "\n\n".join(parts)


def settings(cells):
    """The default, and how often each candidate was chosen."""
    default = cells[cells["case"] == "default"]["setting"].unique()
    parts = [f"*default*: {'; '.join(f'`LGTAAugmenter({text})`' for text in default)}."] if len(default) else []
    searches = cells[cells["case"] == "chosen"]
    if len(searches):
        groups = in_page_order(searches, ["set", "size", "classifier"], size=SIZES, classifier=ALL)
        rows = [
            [*key, ", ".join(f"{setting} ({n})" for setting, n in group["setting"].value_counts().items())]
            for key, group in groups
        ]
        parts += [grid(["set", "a class", "classifier", "chosen, in how many seeds"], rows)]
    return "\n\n".join(parts)


def answer(cells):
    """Answer in a sentence."""
    return of_gains(paired_gains(cells).groupby(["set", "size", "classifier"]).mean())


def of_gains(by_cell):
    """Mean and worst gain of the default and of SMOTE over duplicates, from the gains of every cell."""
    words = {"default": "the default", "data": "the same without a network", "smote": "SMOTE"}
    texts = [
        f"{name} {signed(by_cell[case].mean())} (worst {signed(by_cell[case].min())})"
        for case, name in words.items()
        if case in by_cell and by_cell[case].notna().any()
    ]
    return f"Gain of accuracy over exact duplicates, mean of cells: {', '.join(texts)}." if texts else ""


def bars(cells):
    """Gains over duplicates by method."""
    return bars_of_gains(paired_gains(cells).groupby(["set", "size", "classifier"]).mean())


def bars_of_gains(by_cell):
    """Gains over duplicates by method, from the gains of every cell."""
    label = "gain of accuracy over duplicates (line: standard deviation over cells)"
    values = {case: by_cell[case] for case in by_cell if case != BASELINE}
    return Bars(label, values, tuple(case for case in values if METHODS[case] != "latent"))

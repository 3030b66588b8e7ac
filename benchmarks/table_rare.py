"""Table of rare classes: do copies of a rare class help more than what imbalanced-learn does?"""

import time
from importlib.util import find_spec

import labelled
import numpy as np
from classifiers import ON_ROWS, ConvolutionRidge
from page_format import NONE, grid, in_page_order, number, signed, yes
from page_picture import Bars
from results import Job
from sklearn.metrics import average_precision_score, balanced_accuracy_score

from sklearn_lgta import LGTAAugmenter, LGTAResampler, PCACodec

TITLE = "Rare classes"
N_RARE = (5, 10)  # series of the rare class; a class that has fewer than twice as many is not made rare
CLASSIFIERS = {"ridge": ConvolutionRidge, **{name: ON_ROWS[name] for name in ("forest", "neighbour")}}
MEASURES = {"balanced_accuracy": "balanced accuracy", "average_precision": "average precision of the rare class"}
N_NEIGHBOURS = 5  # of imbalanced-learn's samplers, as by default, or all others of a smaller class
N_SEEDS = {"network": 2}  # a network is trained in the first seeds alone
POLICY = dict(transformation="classification", use_y="donors")
BASELINE, OURS = "none", "data"


def sets(names, paths):
    """Sets with classes among the names, if imbalanced-learn is installed."""
    return labelled.with_classes(names, paths, tuple(labelled.LOADERS)) if find_spec("imblearn") else []


read = labelled.read_labelled


def jobs(sets, seeds):
    """Every method, for all sizes and classifiers; networks with few seeds."""
    return [
        Job("rare", name, METHODS[case], case, seed)
        for name in sets
        for case in METHODS
        for seed in seeds
        if seed < N_SEEDS.get(case, np.inf)
    ]


def with_a_rare_class(panel, n_rare, seed):
    """The training part with few series of one class, and the whole test part.

    Parameters
    ----------
    panel : LabelledPanel
        All series.
    n_rare : int
        Series that the rare class keeps.
    seed : int
        Seed of the draw. The classes take turns: it also says which one is rare.

    Returns
    -------
    X, y, X_test, y_test : ndarrays
        Several channels are standardised by the training series.
    rare : str or None
        The rare class; None if it has fewer than twice `n_rare` series.
    """
    names = np.unique(panel.labels)
    rare = names[seed % len(names)]
    rows = np.flatnonzero(panel.is_training & (panel.labels == rare))
    is_rare = len(rows) >= 2 * n_rare
    kept = np.random.default_rng(seed).permutation(rows)[:n_rare]
    rows = np.sort(np.concatenate([kept, np.flatnonzero(panel.is_training & (panel.labels != rare))]))
    values, test = labelled.in_equal_units(panel.values, rows), ~panel.is_training
    return values[rows], panel.labels[rows], values[test], panel.labels[test], rare if is_rare else None


def duplicates(n_rare, seed):
    """Exact copies."""
    from imblearn.over_sampling import RandomOverSampler

    return RandomOverSampler(random_state=seed)


def smote(n_rare, seed):
    """Points on the lines between neighbours of a class."""
    from imblearn.over_sampling import SMOTE

    return SMOTE(k_neighbors=min(N_NEIGHBOURS, n_rare - 1), random_state=seed)


def borderline(n_rare, seed):
    """SMOTE of the series whose neighbours are mostly of other classes."""
    from imblearn.over_sampling import BorderlineSMOTE

    return BorderlineSMOTE(k_neighbors=min(N_NEIGHBOURS, n_rare - 1), random_state=seed)


def adasyn(n_rare, seed):
    """SMOTE with more points where more neighbours are of other classes."""
    from imblearn.over_sampling import ADASYN

    return ADASYN(n_neighbors=min(N_NEIGHBOURS, n_rare - 1), random_state=seed)


def by_policy(n_rare, seed, **parameters):
    """Copies of the policy for classification."""
    return LGTAResampler(LGTAAugmenter(**POLICY | parameters, random_state=seed), sampling_strategy="auto")


def in_data(n_rare, seed):
    """The policy on the values themselves, as the guide recommends."""
    return by_policy(n_rare, seed, space="data")


def linear(n_rare, seed):
    """The policy on codes of principal components."""
    return by_policy(n_rare, seed, model=PCACodec())


OF_OTHERS = {"duplicates": duplicates, "smote": smote, "borderline": borderline, "adasyn": adasyn}
OF_POLICY = {"data": in_data, "linear": linear, "network": by_policy}
SAMPLERS = OF_OTHERS | OF_POLICY
# Methods, and the modes of their jobs.
METHODS = dict.fromkeys(("none", "weights", *OF_OTHERS), "direct") | {"data": "data"}
METHODS |= dict.fromkeys(("linear", "network"), "latent")
RIVALS = ("weights", *OF_OTHERS)
REFUSALS = ("No samples will be generated", "ADASYN is not suited")  # errors of ADASYN


def resampled(case, X, y, n_rare, seed):
    """Return original series, then new ones, with their classes, and whether the method could make new ones.

    Samplers of imbalanced-learn take tables: channels are side by side. ADASYN refuses classes whose neighbours are all
    of the same class; then there are no new series.
    """
    if case not in SAMPLERS:
        return X, y, True
    rows = X if case in OF_POLICY else X.reshape(len(X), -1)
    try:
        X_new, y_new = SAMPLERS[case](n_rare, seed).fit_resample(rows, y)
    except (RuntimeError, ValueError) as error:
        if case == "adasyn" and any(words in str(error) for words in REFUSALS):
            return X, y, False
        raise
    return X_new.reshape(-1, *X.shape[1:]), y_new, True


def measure(job, panel):
    """Balanced accuracy and average precision for every size and classifier, and the CPU seconds up to there."""
    cells = []
    for n_rare in N_RARE:
        X, y, X_test, y_test, rare = with_a_rare_class(panel, n_rare, job.seed)
        if rare is None:
            continue
        start = time.process_time()
        X_new, y_new, is_resampled = resampled(job.case, X, y, n_rare, job.seed)
        seconds = time.process_time() - start
        instance = np.arange(len(X_new))
        instance[len(X) :] = 0  # new series have no say in penalties
        for name, classifier in CLASSIFIERS.items():
            start = time.process_time()
            weight = {"class_weight": "balanced"} if job.case == "weights" else {}
            model = classifier(random_state=job.seed, **weight).fit(X_new, y_new, instance=instance)
            cell = {
                "size": n_rare,
                "classifier": name,
                "balanced_accuracy": balanced_accuracy_score(y_test, model.predict(X_test)),
                "average_precision": average_precision_score(y_test == rare, model.score_of(X_test, rare)),
                "is_resampled": is_resampled,
            }
            cells.append(cell | {"cpu_seconds": seconds + time.process_time() - start})
    return cells


def by_method(cells, measure):
    """A measure as a column a method, indexed by cell and seed."""
    runs = cells.pivot(index=["set", "size", "classifier", "seed"], columns="case", values=measure)
    return runs.reindex(columns=[case for case in METHODS if case in runs])


def paired(runs, case, other):
    """Mean difference of two methods in the same runs, with its standard error over sets, and the numbers of both.

    Parameters
    ----------
    runs : DataFrame
        From `by_method`.
    case, other : str
        Columns.

    Returns
    -------
    mean, error : float
        Mean over sets of their mean difference, and its standard error.
    n_cells, n_sets : int
    """
    difference = (runs[case] - runs[other]).dropna().groupby(["set", "size", "classifier"]).mean()
    of_sets = difference.groupby("set").mean()
    return of_sets.mean(), of_sets.sem(), len(difference), len(of_sets)


def best_rival(runs):
    """The best in the mean of class weights and imbalanced-learn's samplers, over the runs that all have."""
    others = [case for case in RIVALS if case in runs]
    return runs[others].dropna().groupby("set").mean().mean().idxmax() if others else None


def compared(cells, case=OURS):
    """A method and its best rival by measure: (rival, mean difference, standard error, cells, sets)."""
    found = {}
    for measure in MEASURES:
        runs = by_method(cells, measure)
        rival = best_rival(runs)
        if rival and case in runs:
            found[measure] = (rival, *paired(runs, case, rival))
    return found


def render(cells):
    """Markdown of the table: conclusions, then all cells by measure."""
    explained = (
        "The training part of the archive, in which one class keeps 5 or 10 series and the others all; the classes "
        "take turns by seed, and a class that has fewer than twice as many is not made rare. The test part is "
        "unchanged. Every sampler makes all classes as large as the largest. *duplicates*: `RandomOverSampler`; "
        "*smote*, *borderline* and *adasyn*: `SMOTE`, `BorderlineSMOTE` and `ADASYN` of imbalanced-learn; *weights*: "
        '`class_weight="balanced"` and no new series, which a nearest neighbour cannot use. *data*, *linear* and '
        '*network*: `LGTAResampler(LGTAAugmenter("classification"), sampling_strategy="auto")` with `space="data"`, '
        "with `PCACodec()`, and with the network. `ridge` classifies by 600 random convolutions and chooses its "
        "penalty on the real series alone; `forest`: 200 trees on the values; `neighbour`: the nearest series. "
        "*data* is what the guide advises, as it trains nothing and no code gains clearly more. The default `space` "
        'stays "latent" for other tasks, where changed codes are harder to tell from real series '
        "([realism](realism.md))."
    )
    parts = [explained, means(cells), comparison(cells), refused(cells)]
    for measure, words in MEASURES.items():
        runs = by_method(cells, measure)
        rows = []
        for key, group in in_page_order(runs, ["set", "size", "classifier"], size=N_RARE, classifier=CLASSIFIERS):
            rows.append([*key, *(number(group[case].mean(), 3) for case in runs)])
        parts += [f"## {words[0].upper()}{words[1:]}", grid(["set", "rare", "classifier", *runs], rows)]
    return "\n\n".join(part for part in parts if part)


def means(cells):
    """Mean of both measures by method, differences from no resampling, and CPU seconds of a cell."""
    rows = []
    seconds = cells.groupby("case")["cpu_seconds"].mean()
    all_runs = {measure: by_method(cells, measure) for measure in MEASURES}
    common = {name: in_common(runs) for name, runs in all_runs.items()}
    of_classifiers = common["balanced_accuracy"].groupby(["classifier", "set"]).mean().groupby("classifier").mean()
    for case in all_runs["balanced_accuracy"]:
        row = [case]
        for name, runs in all_runs.items():
            of_sets = common[name][case].groupby("set").mean().mean() if case in common[name] else np.nan
            gain = paired(runs, case, BASELINE) if BASELINE in runs and case != BASELINE else None
            row += [number(of_sets, 3), f"{signed(gain[0])}±{number(gain[1], 3)}" if gain else NONE]
        row += [
            number(of_classifiers[case].get(name, np.nan) if case in of_classifiers else np.nan, 3)
            for name in CLASSIFIERS
        ]
        n_runs = all_runs["balanced_accuracy"][case].notna().sum()
        rows.append([*row, n_runs, number(seconds[case], 1)])
    words = (
        "Means over sets, in the runs that all methods but *network* have; gain: over *none* in all runs of both, "
        "± standard error over sets. The classifiers' columns are balanced accuracy."
    )
    header = ["method", *(text for words in MEASURES.values() for text in (words, "gain")), *CLASSIFIERS]
    return f"{words}\n\n{grid([*header, 'runs', 'CPU s'], rows)}"


def in_common(runs):
    """The runs that all methods have, of those that are measured with every seed."""
    return runs[[case for case in runs if case not in N_SEEDS]].dropna()


def comparison(cells):
    """How the policy compares with its best rival, in every space."""
    rows = []
    for case in OF_POLICY:
        for measure, (rival, mean, error, n_cells, n_sets) in compared(cells, case).items():
            level = "within two errors" if mean < 0 <= mean + 2 * error else yes(mean >= 0)
            rows.append([case, MEASURES[measure], rival, f"{signed(mean)}±{number(error, 3)}", n_cells, n_sets, level])
    if not rows:
        return ""
    asked = (
        "Asked for: at least level with the best of *weights* and the samplers of imbalanced-learn. Differences in the "
        "same runs, mean over sets ± standard error over sets."
    )
    return f"{asked}\n\n{grid(['method', 'measure', 'best other', 'difference', 'cells', 'sets', 'as asked'], rows)}"


def refused(cells):
    """How often ADASYN made nothing."""
    of_case = cells[cells["case"] == "adasyn"]
    n_refused = int((~of_case["is_resampled"].astype(bool)).sum())
    return f"ADASYN refused in {n_refused} of {len(of_case)} runs; these have no new series." if n_refused else ""


def answer(cells):
    """Answer in a sentence."""
    texts = [
        f"{MEASURES[measure]} {signed(mean)} (standard error {number(error, 3)}) against the best, {rival}"
        for measure, (rival, mean, error, *_) in compared(cells).items()
    ]
    return (
        f"The policy in the data, beside class weights and imbalanced-learn's samplers: {', '.join(texts)}."
        if texts
        else ""
    )


def bars(cells):
    """Gain of balanced accuracy over no resampling, by method."""
    runs = by_method(cells, "balanced_accuracy")
    if BASELINE not in runs:
        return Bars("", {})
    gains = runs.sub(runs[BASELINE], axis=0).groupby(["set", "size", "classifier"]).mean()
    values = {case: gains[case] for case in gains if case != BASELINE}
    label = "gain of balanced accuracy over no resampling (line: standard deviation over cells)"
    return Bars(label, values, tuple(case for case in values if case in RIVALS))

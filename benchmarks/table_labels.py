"""Table of labels: does a copy still belong to the class of its original?"""

from functools import lru_cache

import labelled
import numpy as np
from classifiers import CLASSIFIERS
from direct import DIRECT, augment_directly
from networks import TRANSFORMATIONS, SharedCVAE
from page_format import NONE, grid, in_page_order, number, signed
from page_picture import Bars
from results import Job
from sklearn.model_selection import StratifiedShuffleSplit

from sklearn_lgta import LGTAAugmenter
from sklearn_lgta.metrics import achieved_strength

TITLE = "Labels of copies"
STRENGTHS = (0.1, 0.3, 0.6)
N_COPIES = 2
USE_Y = {"any": None, "donors": "donors"}  # by mode of the jobs
OF_SKTIME = ("italy_power_demand", "basic_motions")
COLUMN_MODES = ("direct", *USE_Y)


def sets(names, paths):
    """Sets with classes among the names, of files or from sktime."""
    return labelled.with_classes(names, paths, OF_SKTIME)


read = labelled.read_labelled


def jobs(sets, seeds):
    """Every transformation, direct, with any donors and with those of the class; and the real series."""
    pairs = [("direct", case) for case in ("real", *DIRECT)] + [
        (mode, case) for mode in USE_Y for case in TRANSFORMATIONS
    ]
    return [Job("labels", name, mode, case, seed) for name in sets for mode, case in pairs for seed in seeds]


@lru_cache(maxsize=1)
def judged(panel, seed):
    """Return classifiers fitted to one half of the real series, and the other half.

    Parameters
    ----------
    panel : LabelledPanel
        All series.
    seed : int
        Seed of the halves, which are stratified by class, and of the classifiers.

    Returns
    -------
    judges : dict of str to classifier
        Fitted classifiers by name.
    X, y : ndarrays
        The other half and its classes. Several channels are standardised by the half that is fitted to.
    """
    halves = StratifiedShuffleSplit(1, test_size=0.5, random_state=seed)
    seen, unseen = next(halves.split(panel.values, panel.labels))
    X = labelled.in_equal_units(panel.values, seen)
    judges = {name: judge(random_state=seed).fit(X[seen], panel.labels[seen]) for name, judge in CLASSIFIERS.items()}
    return judges, X[unseen], panel.labels[unseen]


@lru_cache(maxsize=1)
def fitted(panel, mode, seed, transformation):
    """Augmenter of the half that no judge is fitted to; one network for all transformations."""
    _, X, y = judged(panel, seed)
    parameters = {"use_y": USE_Y[mode], "structure": "none", "random_state": seed}
    return LGTAAugmenter(transformation, model=SharedCVAE(), **parameters).fit(X, y)


def directly(X, transformation, strength, seed):
    """Copies by a classic transformation, copy after copy; each channel is changed independently."""
    rows = X.reshape(-1, X.shape[-1])
    seeds = (1000 * copy + seed for copy in range(N_COPIES))
    return np.concatenate([augment_directly(rows, transformation, strength, s).reshape(X.shape) for s in seeds])


def agreement(judges, X, y):
    """Fraction of the series that each judge assigns to the given class."""
    return [{"judge": name, "agreement": judge.score(X, y)} for name, judge in judges.items()]


def measure(job, panel):
    """Agreement with the labels of copies at every strength, or with those of their originals."""
    judges, X, y = judged(panel, job.seed)
    if job.case == "real":
        shuffled = agreement(judges, X, np.random.default_rng(job.seed).permutation(y))
        return [
            cell | {"shuffled": other["agreement"], "n_series": len(X)}
            for cell, other in zip(agreement(judges, X, y), shuffled, strict=True)
        ]
    cells = []
    for strength in STRENGTHS:
        if job.mode == "direct":
            copies = directly(X, job.case, strength, job.seed)
        else:
            augmenter = fitted(panel, job.mode, job.seed, job.case).set_params(strength=strength)
            copies = augmenter.augment(X, N_COPIES, y=y)
        about = {"strength": strength, "change": achieved_strength(X, copies)}
        cells += [about | cell for cell in agreement(judges, copies, np.tile(y, N_COPIES))]
    return cells


def differences(cells):
    """Agreement with copies less that with their originals, in the same half: one column per seed.

    Parameters
    ----------
    cells : DataFrame
        Cells of this table.

    Returns
    -------
    DataFrame
        Indexed by set, judge, case, mode and strength.
    """
    real = cells[cells["case"] == "real"].set_index(["set", "judge", "seed"])["agreement"]
    copies = cells[cells["case"] != "real"]
    of_originals = real.reindex(copies.set_index(["set", "judge", "seed"]).index).to_numpy()
    index = ["set", "judge", "case", "mode", "strength"]
    return copies.assign(difference=copies["agreement"] - of_originals).pivot(
        index=index, columns="seed", values="difference"
    )


def with_spread(values):
    """Mean ± standard deviation over seeds."""
    values = np.asarray(values, dtype=float)
    values = values[~np.isnan(values)]
    if not len(values):
        return NONE
    mean = signed(values.mean())
    return mean if len(values) == 1 else f"{mean}±{values.std(ddof=1):.3f}"


def render(cells):
    """Markdown of the table: agreement with real series, differences of all sets, and their means."""
    by_seed = differences(cells)
    explained = (
        "Classifiers are fitted to one half of the real series. An augmenter that was fitted to the other half "
        "alone makes copies of that half. *Agreement* is how often a classifier assigns a series to the class of "
        "its label, a copy to that of its original. Baselines: series with *shuffled* labels, the value for copies "
        "that have lost their class; and the classic transformation of the series (*direct*, which mixes any two "
        'series). *donors*: with `use_y="donors"`; *any*: without. A classifier may also reject a copy whose '
        "texture it has never seen: the two react to different things."
    )
    header = ["set", "classifier", "series", "agreement, real", "shuffled"]
    real = cells[cells["case"] == "real"]
    rows = [
        [
            *key,
            number(group["n_series"].mean(), 0),
            number(group["agreement"].mean(), 3),
            number(group["shuffled"].mean(), 3),
        ]
        for key, group in in_page_order(real, ["set", "judge"], judge=CLASSIFIERS)
    ]
    parts = [explained, grid(header, rows)]
    columns = [(mode, strength) for strength in STRENGTHS for mode in COLUMN_MODES]
    header = ["classifier", "transformation", *(f"{strength}, {mode}" for mode, strength in columns)]
    for name, group in in_page_order(by_seed, ["set"]):
        parts += [f"## {name}", grid(header, lines(group.droplevel("set"), columns, with_spread))]
    means = by_seed.mean(axis=1).groupby(["judge", "case", "mode", "strength"]).mean().to_frame()
    parts += [
        "## Means over sets",
        "Agreement with copies minus agreement with the originals. By set, above: mean ± standard deviation over "
        "seeds.",
        grid(header, lines(means, columns, with_spread)),
        reached(cells),
    ]
    return "\n\n".join(part for part in parts if part)


def lines(table, columns, text):
    """Rows of a grid: one a judge and transformation, with a cell for each (mode, strength)."""
    rows = []
    for (judge, case), group in in_page_order(table, ["judge", "case"], judge=CLASSIFIERS, case=TRANSFORMATIONS):
        values = group.droplevel(["judge", "case"])
        rows.append([judge, case, *(text(values.loc[key]) if key in values.index else NONE for key in columns)])
    return rows


def reached(cells):
    """Return a sentence on the cells whose copies reach less than nine tenths of the requested strength."""
    copies = cells[cells["case"] != "real"]
    change = copies.groupby(["set", "mode", "case", "strength"])["change"].mean().reset_index()
    short = change[change["change"] < 0.9 * change["strength"]]
    shortfalls = [f"{row.set}, {row.mode} {row.case} {row.strength} ({row.change:.2f})" for row in short.itertuples()]
    return f"Copies that changed by less than was asked: {'; '.join(shortfalls)}." if shortfalls else ""


def at_top(cells):
    """Agreement with copies less that with originals, at the largest strength: mean over sets by mode and case."""
    means = differences(cells).mean(axis=1).groupby(["mode", "case", "strength", "judge"]).mean()
    return means[means.index.get_level_values("strength") == STRENGTHS[-1]].droplevel("strength").unstack("judge")


def answer(cells):
    """Answer in a sentence."""
    return of_agreement(at_top(cells))


def of_agreement(table):
    """Loss of agreement with and without donors of the class, from a table by mode and case with a column a judge."""
    if ("donors", "mix") not in table.index or ("any", "mix") not in table.index:
        return ""
    own, other = (table.loc[mode].reindex(["mix", "resample"]).min().min() for mode in ("donors", "any"))
    return (
        f"Mixed and redrawn copies at {STRENGTHS[-1]} keep their class if donors are of the same class: against the "
        f"originals, classifiers agree with it by {signed(own)} at worst, and by {signed(other)} with any donors."
    )


def bars(cells):
    """Agreement by transformation at the largest strength."""
    return bars_of_agreement(at_top(cells))


def bars_of_agreement(table):
    """Agreement by transformation, from a table by mode and case with a column a judge."""
    rows = [(mode, case) for case in TRANSFORMATIONS for mode in ("donors", "direct") if (mode, case) in table.index]
    values = {f"{case}, {mode}": table.loc[(mode, case)] for mode, case in rows}
    label = f"agreement minus that of originals, at {STRENGTHS[-1]} (line: over classifiers)"
    return Bars(label, values, tuple(f"{case}, direct" for mode, case in rows if mode == "direct"))

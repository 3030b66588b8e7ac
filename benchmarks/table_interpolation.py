"""Table 5: is the midpoint of two series realistic?"""

from dataclasses import replace

import numpy as np
from fidelity import disc
from networks import MODES, fitted
from page_format import grid, in_page_order, number, spread
from page_picture import Bars
from results import Job

TITLE = "Paths between series"
COLUMNS = {
    "identity": ("direct", "identity"),
    "straight": ("direct", "midpoint"),
    **{f"latent, {mode}": (mode, "midpoint") for mode in MODES},
}


def jobs(sets, seeds):
    """Midpoints of latent paths, those of straight lines, and the identity."""
    pairs = COLUMNS.values()
    return [Job("interpolation", name, mode, case, seed) for name in sets for mode, case in pairs for seed in seeds]


def partners(n_series, seed):
    """Another series for each, every one taken once: indices of shape (n_series,)."""
    ring = np.random.default_rng(seed).permutation(n_series)
    other = np.empty_like(ring)
    other[ring] = np.roll(ring, 1)
    return other


def midpoints(job, panel):
    """Series half-way from every row of a panel to its partner, or the rows themselves: (n_series, n_timepoints)."""
    X = panel.values
    if job.case == "identity":
        return X
    other = X[partners(len(X), job.seed)]
    if job.mode == "direct":
        return (X + other) / 2
    return fitted(panel, job.mode, job.seed, "resample").interpolate(X, other, 3)[len(X) : -len(X)]


def measure(job, panel):
    """`disc` of the midpoints against the rows they start from, and their standard deviation; all on standard rows."""
    X = panel.values
    Z = (X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True)
    middle = midpoints(job, replace(panel, values=Z))
    return [{"disc": disc(Z, middle, job.seed), "sd": np.median(middle.std(axis=1))}]


def render(cells):
    """Markdown of the table from its cells."""
    asked = [(figure, *column) for figure in ("disc", "sd") for column in COLUMNS.values()]
    runs = cells.set_index(["set", "seed", "mode", "case"])[["disc", "sd"]].unstack(["mode", "case"])
    runs = runs.reindex(columns=asked)
    rows = [[name, *(spread(group[key]) for key in asked)] for name, group in in_page_order(runs, ["set"])]
    rows.append(["median over sets", *map(number, runs.groupby("set").mean().median())])
    intro = (
        "Every series is paired with another one of its set, both with mean 0 and standard deviation 1. *latent*: "
        "the middle of `interpolate` from one to the other, by structure. *straight*: the mean of the two, the "
        "baseline of a latent path. `disc` ([realism](realism.md)) compares the midpoints with the series they "
        "start from. *sd* is the median over series of their standard deviation: averaging two series that do not "
        "move together leaves 0.71, and real ones (*identity*) have 1."
    )
    return "\n\n".join(
        [intro, grid(["set", *(f"{figure}, {name}" for figure in ("disc", "sd") for name in COLUMNS)], rows)]
    )


def by_set(cells):
    """Figures by set: a column a figure and a kind of midpoint."""
    names = {key: name for name, key in COLUMNS.items()}
    kinds = [names[key] for key in zip(cells["mode"], cells["case"], strict=True)]
    return cells.assign(kind=kinds).pivot_table(index="set", columns="kind", values=["disc", "sd"])


def answer(cells):
    """Answer in a sentence."""
    table = by_set(cells)
    medians = table.median()
    latent, straight = ([medians[figure, kind] for figure in ("disc", "sd")] for kind in ("latent, none", "straight"))
    return (
        f"Half-way between two series, the latent path has a `disc` of {number(latent[0])} and {latent[1]:.0%} of the "
        f"spread of real series, their average {number(straight[0])} and {straight[1]:.0%} (medians of {len(table)} "
        "sets)."
    )


def bars(cells):
    """`disc` of midpoints."""
    table = by_set(cells)["disc"]
    label = "disc of midpoints (line: standard deviation over sets)"
    return Bars(label, {kind: table[kind] for kind in COLUMNS if kind in table}, ("identity", "straight"))

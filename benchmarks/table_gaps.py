"""Table of gaps: how near are filled values to the hidden ones?"""

import numpy as np
from networks import MODES, structure_parameters
from page_format import grid, in_page_order, number, spread
from page_picture import Bars
from panels import read_panel
from results import Job

from sklearn_lgta import LGTAAugmenter, PCACodec

TITLE = "Filling gaps"
SETS = ("tourism_monthly", "m5_daily", "etth1_hourly", "stock_daily", "energy_10min")
HIDDEN = 0.1  # of all values
KINDS = ("points", "short runs", "long runs")
FRACTIONS = {"short runs": 1 / 40, "long runs": 1 / 15}  # length of a run, of the series
LEAST = {"short runs": 4, "long runs": 8}  # time points of a run
MOST = 150  # series of a set
MODELS = {"CVAE": {}, "PCACodec": {"model": PCACodec()}, "no code": {"space": "data"}}


def sets(names, paths):
    """Sets of this table among the names."""
    return [name for name in SETS if name in names and name in paths]


def read(name, paths):
    """The first series of a set."""
    panel = read_panel(paths[name])
    return type(panel)(panel.name, panel.values[:MOST], panel.season)


def jobs(sets, seeds):
    """Every model in every mode; the seed is for hiding and training."""
    return [Job("gaps", name, mode, case, seed) for name in sets for mode in MODES for case in MODELS for seed in seeds]


def hide(X, kind, rng):
    """Return series with a tenth of their values replaced by NaN, never the first and the last one."""
    n_series, n_timepoints = X.shape
    if kind == "points":
        hidden = rng.random(X.shape) < HIDDEN
    else:
        hidden = np.zeros(X.shape, dtype=bool)
        length = max(LEAST[kind], round(FRACTIONS[kind] * n_timepoints))
        starts = rng.integers(1, n_timepoints - length, (n_series, max(1, round(HIDDEN * n_timepoints / length))))
        for row, of_row in enumerate(starts):
            for start in of_row:
                hidden[row, start : start + length] = True
    hidden[:, [0, -1]] = False
    return np.where(hidden, np.nan, X)


def straight_lines(X):
    """Return series with gaps filled by linear interpolation."""
    filled, time = X.copy(), np.arange(X.shape[1])
    for row, series in enumerate(X):
        observed = ~np.isnan(series)
        filled[row] = np.interp(time, time[observed], series[observed])
    return filled


def measure(job, panel):
    """Root-mean-square error at hidden values, in standard deviations of the series, also of linear interpolation."""
    X, cells = panel.values, []
    for number_of_kind, kind in enumerate(KINDS):
        with_gaps = hide(X, kind, np.random.default_rng([job.seed, number_of_kind]))
        augmenter = LGTAAugmenter(random_state=job.seed, **MODELS[job.case], **structure_parameters(job.mode, panel))
        guesses = {
            "error": augmenter.fit(with_gaps).fill(with_gaps),
            "lines": straight_lines(with_gaps),
            "mean": np.broadcast_to(np.nanmean(with_gaps, axis=1, keepdims=True), X.shape),
        }
        scale, hidden = X.std(axis=1, keepdims=True), np.isnan(with_gaps)
        errors = {name: np.sqrt(np.mean(((guess - X) / scale)[hidden] ** 2)) for name, guess in guesses.items()}
        cells.append({"kind": kind, **errors, "ratio": errors["error"] / errors["lines"]})
    return cells


def render(cells):
    """Markdown of the table from its cells."""
    models = [case for case in MODELS if case in set(cells.case)]
    rows = []
    for (name, kind), group in in_page_order(cells, ["set", "kind"], set=SETS, kind=KINDS):
        row = [name, kind, number(group.lines.mean()), number(group["mean"].mean())]
        for mode in MODES:
            for case in models:
                row.append(spread(group[(group["mode"] == mode) & (group.case == case)].ratio))
        rows.append(row)
    header = ["set", "hidden", "lines", "mean", *(f"{case}, {mode}" for mode in MODES for case in models)]
    means = cells.groupby(["set", "kind", "mode", "case"]).ratio.mean()
    worse = [", ".join(key) for key in means[means >= 1].index]
    longest = [case.ratio.mean() for _, case in cells[cells.case == "CVAE"].groupby("mode")]
    return "\n\n".join(
        [
            "A tenth of all values is hidden: single points, runs of a fortieth of the series, or runs of a "
            f"fifteenth (the first {MOST} series of a set). *lines*: root-mean-square error of straight lines "
            "across the gaps, in standard deviations of the series; *mean*: error of the mean of the series. The "
            "other columns: error of `LGTAAugmenter(...).fit(X).fill(X)` as a ratio to that of the lines, by model "
            "and by whether `seasonal_period` is given; below 1 is better than lines. *no code*: structure and "
            'neighbours alone, `space="data"`. Means over seeds, with smallest and largest in brackets.',
            grid(header, rows),
            f"Better than straight lines in {int((means < 1).sum())} of {len(means)} cells; mean ratio of the default "
            f"network {' and '.join(number(ratio, 3) for ratio in longest)} ({' and '.join(MODES)}).",
            *([f"Not better in: {'; '.join(worse)}."] if worse else []),
        ]
    )


def of_cells(cells):
    """Ratio of errors by structure, model, set and kind of gap."""
    return cells.groupby(["mode", "case", "set", "kind"])["ratio"].mean()


def answer(cells):
    """Answer in a sentence."""
    means = of_cells(cells)
    by_model = means.groupby(["case", "mode"]).mean()
    texts = [f"{case}, {mode}: {number(ratio)}" for (case, mode), ratio in by_model.items()]
    return (
        f"`fill` beats straight lines in {(means < 1).sum()} of {len(means)} cells. Its error as a ratio to theirs: "
        f"{'; '.join(texts)}."
    )


def bars(cells):
    """Errors over those of straight lines."""
    means = of_cells(cells)
    values = {f"{case}, {mode}": group for (mode, case), group in means.groupby(["mode", "case"])}
    label = "error / error of straight lines (line: standard deviation over sets and gaps)"
    return Bars(label, values, reference=1.0)

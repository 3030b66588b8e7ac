"""Table of codecs: what does the network bring beside principal components, and beside no code at all?"""

from dataclasses import replace
from functools import lru_cache

import numpy as np
from fidelity import disc
from forecasting import MODELS, SIZES, make_task, score
from page_format import NONE, grid, in_page_order, number, spread
from page_picture import Bars
from panels import read_panel
from results import Job
from table_interpolation import partners
from table_latent import timed_fit

from sklearn_lgta import PCACodec
from sklearn_lgta.metrics import sample_report

TITLE = "Does the network earn its keep?"
SETS = ("tourism_monthly", "m5_daily", "tourism_small_quarterly", "etth1_hourly", "stock_daily", "ucr_ecg200")
CODECS = {"CVAE": {}, "PCACodec": {"model": PCACodec()}, "no code": {"space": "data"}}
STRENGTH = 0.6
N_COPIES = 10
MOST = 300  # series of a set
FORECASTERS = {name: MODELS[name] for name in ("ridge", "net")}
FIGURES = {  # names in the page; of all, smaller is better
    "jitter": "copies by jitter told from real",
    "mix": "copies by mix told from real",
    "midpoint": "midpoints told from real",
    "drawn": "drawn series told from fresh ones",
    "missed": "fresh series that draws do not cover",
    "forecast": "error of forecasts / without copies",
    "fit_cpu_seconds": "fit, CPU s",
}
SHORT = {"jitter": "jitter", "mix": "mix", "midpoint": "midpoints", "drawn": "draws", "missed": "not covered"}
DIFFERENT = 0.01  # of means over sets, at least, to be named


def sets(names, paths):
    """Sets of this table among the names."""
    return [name for name in SETS if name in names and name in paths]


def read(name, paths):
    """The first series of a set."""
    panel = read_panel(paths[name])
    return replace(panel, values=panel.values[:MOST])


def jobs(sets, seeds):
    """Every codec on every set."""
    return [Job("codecs", name, "none", case, seed) for name in sets for case in CODECS for seed in seeds]


def measure(job, panel):
    """Figures of one codec on one set."""
    X, seed, parameters = panel.values, job.seed, {"random_state": job.seed, **CODECS[job.case]}
    cell = {}
    augmenter, cell["fit_cpu_seconds"] = timed_fit(X, strength=STRENGTH, **parameters)
    for transformation in ("jitter", "mix"):
        copies = augmenter.set_params(transformation=transformation).augment(X)
        cell[transformation] = disc(X, copies, seed)
    cell |= {"midpoint": midpoints_told(X, seed, parameters)}
    cell |= of_draws(X, seed, parameters)
    if job.set in SIZES:
        cell["forecast"] = forecast_ratio(panel, seed, CODECS[job.case])
    return [cell]


def midpoints_told(X, seed, parameters):
    """`disc` of series half-way between two, all of mean 0 and standard deviation 1."""
    standard = (X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True)
    other = standard[partners(len(X), seed)]
    augmenter, _ = timed_fit(standard, **parameters)
    return disc(standard, augmenter.interpolate(standard, other, 3)[len(X) : -len(X)], seed)


def of_draws(X, seed, parameters):
    """How well a judge tells series of `sample` from held-out ones, and the fraction of these that draws miss."""
    order = np.random.default_rng(seed).permutation(len(X))
    train, fresh = X[order[::2]], X[order[1::2]]
    augmenter, _ = timed_fit(train, **parameters)
    report = sample_report(augmenter, train, fresh, try_remedies=False, random_state=seed)
    return {"drawn": report.figures["discriminative_score"].value, "missed": 1 - report.figures["coverage"].value}


@lru_cache(maxsize=2)
def without_copies(panel, seed):
    """Task with few time points, and the errors of forecasters without copies."""
    task = make_task(panel, "low_time", seed)
    return task, score(task, models=FORECASTERS)


def forecast_ratio(panel, seed, parameters):
    """MASE with copies of clean targets as a ratio to none, mean over forecasters."""
    task, none = without_copies(panel, seed)
    series = task.train.T
    augmenter, _ = timed_fit(series, seasonal_period=task.season, random_state=seed, **parameters)
    *pairs, _ = augmenter.training_windows(series, task.lags, task.horizon, N_COPIES, target="clean", n_simulated=0)
    rows = np.hstack(pairs)
    copies = np.maximum(rows[len(rows) // (N_COPIES + 1) :], task.lowest)  # the windows of the series come first
    ours = score(task, [copies.T], FORECASTERS)
    return float(np.mean([ours[model] / none[model] for model in FORECASTERS]))


# ------------------------------------------------------------------------------------ page
def means_of(cells):
    """Mean over seeds of every figure: indexed by set and case."""
    return cells.reindex(columns=["set", "case", *FIGURES]).groupby(["set", "case"])[[*FIGURES]].mean()


def render(cells):
    """Markdown of the table from its cells."""
    cells = cells.reindex(columns=[*dict.fromkeys([*cells.columns, *FIGURES])])
    rows = []
    for (name, case), group in in_page_order(cells, ["set", "case"], set=SETS, case=CODECS):
        rows.append(
            [name, case, *(spread(group[figure]) if group[figure].notna().any() else NONE for figure in FIGURES)]
        )
    means = means_of(cells)
    for case in CODECS:
        figures = means[means.index.get_level_values("case") == case].mean()
        rows.append(["mean over sets", case, *(number(figures[figure], 3) for figure in FIGURES)])
    intro = (
        "The same augmenter with the network, with principal components in its place (`model=PCACodec()`), and without "
        f'a code (`space="data"`, which trains nothing), on at most {MOST} series of a set. Of all figures smaller is '
        "better. *told*: distance from one half of the accuracy of a classifier on random convolutions "
        f"([realism](realism.md)), for copies at change {STRENGTH} without trend and season set aside, for the middles "
        "of `interpolate` between two series, and for as many series of `sample` as were held out of `fit`, against "
        "these. *do not cover*: held-out series without a drawn one near. *forecasts*: mean absolute scaled error of "
        "ridge and a small network on few time points (low_time of [forecasting](forecasting.md)) with "
        f"{N_COPIES} copies of clean targets, as a ratio to none. Means over seeds, with smallest and largest in "
        "brackets."
    )
    return "\n\n".join([intro, grid(["set", "codec", *FIGURES.values()], rows)])


def differences(cells):
    """Figures of the network less those of another codec: mean over sets, by the other codec."""
    means = means_of(cells).unstack("case")
    return {
        other: {figure: (means[figure]["CVAE"] - means[figure][other]).mean() for figure in FIGURES}
        for other in CODECS
        if other != "CVAE" and other in set(cells.case)
    }


def answer(cells):
    """Answer in sentences."""
    texts = []
    for other, by_figure in differences(cells).items():
        kinds = {"better": [], "worse": []}
        for figure, difference in by_figure.items():
            if figure != "fit_cpu_seconds" and abs(difference) >= DIFFERENT:
                size = f"{FIGURES[figure]} {number(difference, 3) if difference < 0 else '+' + number(difference, 3)}"
                kinds["better" if difference < 0 else "worse"].append(size)
        texts.append(
            f"Against {'principal components' if other == 'PCACodec' else other} the network is better in "
            f"{', '.join(kinds['better']) or 'nothing'}; worse in {', '.join(kinds['worse']) or 'nothing'}."
        )
    return f"{' '.join(texts)} (Means of {cells.set.nunique()} sets; differences below {DIFFERENT} are left out.)"


def bars(cells):
    """Means of figures by codec."""
    means = means_of(cells)
    values = {
        f"{name}: {case}": means[figure].xs(case, level="case")
        for figure, name in SHORT.items()
        for case in CODECS
        if case in means.index.get_level_values("case")
    }
    label = "smaller is better (line: standard deviation over sets)"
    return Bars(label, values, tuple(name for name in values if name.endswith("no code")))

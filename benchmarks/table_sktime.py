"""Table of the adapters for sktime: what do they gain in the rolling evaluation of sktime?"""

import time
from importlib.metadata import version
from importlib.util import find_spec
from typing import NamedTuple

import pandas as pd
from forecasting import read_panel_to_forecast
from page_format import NONE, grid, number
from page_picture import Bars
from panels import RECENT, SEASONS
from results import Job
from table_forecasting import over_seeds, ratio

TITLE = "Adapters for sktime"
SETS = ("tourism_small_quarterly", "m5_daily", "m3_monthly")
N_SERIES = 10


class Method(NamedTuple):
    """One row of the table.

    Attributes
    ----------
    against : str or None
        Row that it is a ratio to; None for a plain forecaster.
    n_copies : int
        Copies of every series, or of every window.
    has_network : bool
        Whether an augmenter takes part.
    """

    against: str | None
    n_copies: int
    has_network: bool


REDUCTIONS = {
    "reduction": Method(None, 0, False),
    "reduction_copies": Method("reduction", 3, True),
    "own": Method("reduction", 0, False),
    "own_copies": Method("own", 3, True),
    "own_same": Method("own", 10, True),
    "own_clean": Method("own", 10, True),
    "own_simulated": Method("own", 10, True),
}
SMOOTHERS = {
    "smoothing": Method(None, 0, False),
    "bagging_lgta": Method("smoothing", 3, True),
    "bagging_stl": Method("smoothing", 3, False),
    "bagging_blocks": Method("smoothing", 3, False),
}
METHODS = {"ridge": REDUCTIONS, "trees": REDUCTIONS, "smoothing": SMOOTHERS}
HEADINGS = {
    "ridge": "Ridge regression",
    "trees": "Gradient-boosted trees",
    "smoothing": "Exponential smoothing",
}

read = read_panel_to_forecast


def sets(names, paths):
    """The sets of the page, if sktime is installed."""
    return [name for name in names if name in paths and name in SETS and find_spec("sktime")]


def jobs(sets, seeds):
    """All methods; smoothing only if statsmodels is installed, which sktime needs for it."""
    models = [model for model in METHODS if model != "smoothing" or find_spec("statsmodels")]
    cases = [(model, method) for model in models for method in METHODS[model]]
    return [Job("sktime", name, *case, seed) for name in sets for case in cases for seed in seeds]


def measure(job, panel):
    """MASE and CPU seconds of one rolling evaluation, or why it fails.

    A network is trained once for all methods, and its seconds are counted for each.
    """
    from rolling import drawn, reductions, rolling_mase, smoothers, training_seconds

    method, season, seed = METHODS[job.mode][job.case], panel.season, job.seed
    forecasters = smoothers if job.mode == "smoothing" else lambda *about: reductions(job.mode, *about)
    seconds = training_seconds(panel, N_SERIES, seed) if method.has_network else 0.0
    start = time.process_time()
    try:
        forecaster = forecasters(season, seed, method.n_copies)[job.case]
        cell = {"mase": rolling_mase(forecaster, drawn(panel, N_SERIES, seed), season)}
    except ValueError as error:
        cell = {"fails": str(error)}
    seconds += time.process_time() - start
    versions = [f"{name} {version(name)}" for name in ("sktime", "statsmodels") if find_spec(name)]
    return [cell | {"cpu_seconds": seconds, "versions": ", ".join(versions)}]


# ------------------------------------------------------------------------------------ the page
EXPLAINED = (
    f"{N_SERIES} series of each set, drawn by the seed, and their newest {RECENT} time points: data are few. "
    "sktime's `evaluate` fits everything again at three origins of an `ExpandingWindowSplitter` and forecasts one "
    "season from each. The first origin lies two seasons before the end, the others half a season (rounded down) "
    "after each other. Augmenters, too, see only rows before the origin. `MeanAbsoluteScaledError(sp=season)` "
    "scores against the seasonal naive forecast on those rows; mean over steps, series and origins. Rows without a "
    "counterpart give this MASE; the others give its ratio to the counterpart in the same seed, mean ± standard "
    "deviation over seeds: below 1, the method helps. **Bold**: it does harm. The last but one column is the mean "
    "over sets, with its standard deviation over seeds. CPU seconds are those of one such evaluation (three fits), "
    "mean over sets and seeds; the training of the network, which is shared here, counts in full for every method "
    "that has one.",
    "*reduction*: `make_reduction(regressor, window_length=2 * season, pooling='global')` of sktime, which "
    "forecasts recursively and does not normalise its windows; *reduction_copies*: the same in "
    "`AugmentedForecaster`. *own*: `AugmentedReductionForecaster` without copies, the counterpart of the rows "
    "below it: it forecasts all steps at once from windows in the units of their own lags. *own_copies*: *own* in "
    "`AugmentedForecaster`, which equals *own_same* for as many copies. *own_same* and *own_clean*: with copies of "
    "windows, whose targets are their values, or trend and season alone. *own_simulated*: the default, with simulated "
    "windows beside clean copies. Regressors are `Ridge(alpha=10)` and "
    "`HistGradientBoostingRegressor(max_iter=50)`. *smoothing*: `ExponentialSmoothing` of every series, with "
    "damped trend and season, both additive. *bagging*: the same in `BaggingForecaster`, which averages the "
    "forecasts of series and copies, with `LGTABootstrap`, `STLBootstrapTransformer` (Box-Cox and STL) or "
    "`MovingBlockBootstrapTransformer` (blocks of two seasons of the series itself). Augmenters are "
    "`LGTAAugmenter(seasonal_period=season, random_state=seed)`.",
)


def render(cells):
    """Markdown of the table: a grid a model."""
    parts = [*EXPLAINED, f"Measured with {' / '.join(sorted(set(cells['versions'])))}."]
    for model, methods in METHODS.items():
        if not (selected := cells[cells["mode"] == model]).empty:
            parts += [f"## {HEADINGS[model]}", of_model(selected, methods)]
        elif model == "smoothing":
            parts += ["Exponential smoothing was not measured: statsmodels was not installed."]
    return "\n\n".join(parts)


def of_model(cells, methods):
    """Grid of the methods around one model."""
    names = [name for name in SEASONS if name in set(cells["set"])]
    mase = cells.pivot(index=["set", "seed"], columns="case", values="mase").reindex(columns=list(methods))
    rows = []
    for case, method in methods.items():
        if (selected := cells[cells["case"] == case]).empty:
            continue
        values = mase[case] / (mase[method.against] if method.against else 1.0)
        texts = [of_set(values[name], selected[selected["set"] == name], method) for name in names if name in values]
        about = [case, method.against or NONE, method.n_copies]
        rows.append([*about, *texts, over_seeds(values), number(selected["cpu_seconds"].mean(), 1)])
    return grid(["method", "against", "copies", *names, "mean over sets", "CPU s"], rows)


def of_set(values, cells, method):
    """MASE or ratio in one set, with the reason if seeds fail."""
    failed = cells["fails"].dropna() if "fails" in cells else pd.Series(dtype=object)
    measured = values.dropna()
    texts = []
    if len(measured):
        mean = ratio(measured.mean()) if method.against else number(measured.mean(), 3)
        texts.append(mean + (f" ± {measured.std():.3f}" if len(measured) > 1 else ""))
    if len(failed):
        seeds = f" in {len(failed)} of {len(cells)} seeds" if len(failed) < len(cells) else ""
        texts.append(f"fails{seeds}: {' / '.join(sorted(set(failed)))}")
    return "; ".join(texts) or NONE


def by_seed(cells):
    """Ratios to the counterpart, a list over seeds by model and method; of methods that have one."""
    found = {}
    for model, methods in METHODS.items():
        mase = cells[cells["mode"] == model].pivot(index=["set", "seed"], columns="case", values="mase")
        for case, method in methods.items():
            if method.against and {case, method.against} <= {*mase}:
                found[model, case] = (mase[case] / mase[method.against]).dropna().groupby("seed").mean()
    return found


def answer(cells):
    """Answer in a sentence."""
    return of_ratios({key: ratios.mean() for key, ratios in by_seed(cells).items() if len(ratios)})


def of_ratios(means):
    """The best and the worst method around every model, from the mean ratio of each."""
    texts = []
    for model in METHODS:
        own = {case: mean for (name, case), mean in means.items() if name == model and METHODS[model][case].n_copies}
        if own:
            best, least = min(own, key=own.get), max(own, key=own.get)
            texts.append(f"{model}: {number(own[best], 3)} by {best} to {number(own[least], 3)} by {least}")
    return (
        f"MASE over that of the same forecaster without copies, {'; '.join(texts)}. Below 1, copies help."
        if texts
        else ""
    )


def bars(cells):
    """Ratios to the counterpart by model and method."""
    return bars_of_ratios(by_seed(cells))


def bars_of_ratios(found):
    """Ratios to the counterpart by model and method, from lists over seeds."""
    values = {f"{model}: {case}": ratios for (model, case), ratios in found.items()}
    names = {f"{model}: {case}": METHODS[model][case] for model, case in found}
    baselines = tuple(name for name, method in names.items() if not (method.n_copies and method.has_network))
    return Bars("MASE / MASE without copies (line: standard deviation over seeds)", values, baselines, 1.0)

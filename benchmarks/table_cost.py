"""Table 7: the cost of fitting and augmenting, in CPU seconds of one thread."""

import time

import numpy as np
from direct import augment_directly
from networks import MODES, structure_parameters
from page_format import grid, in_page_order, number, spread
from page_picture import Bars
from results import Job
from table_latent import NAMED_SET, model, timed_fit

from sklearn_lgta import LGTAAugmenter

TITLE = "Cost"
N_REPEATS = 100
REPEATS = (1, 10, N_REPEATS)


def jobs(sets, seeds):
    """All on one set: tourism_monthly, or the first set if that is missing."""
    name = NAMED_SET if NAMED_SET in sets else sets[0]
    cases = [("none", "fit"), ("none", "growth"), *((mode, "augment") for mode in MODES), ("direct", "augment")]
    return [Job("cost", name, mode, case, seed) for mode, case in cases for seed in seeds]


def jittered(X, n_repeats, seed=0):
    """Rows repeated, each with white noise of a tenth of its standard deviation, so that no two are equal."""
    rows = np.tile(X, (n_repeats, 1))
    return rows + 0.1 * rows.std(axis=1, keepdims=True) * np.random.default_rng(seed).standard_normal(rows.shape)


def values_per_second(augment, X):
    """Values that `augment` returns for `X` in one CPU second."""
    start = time.process_time()
    n_values = augment(X).size
    return n_values / (time.process_time() - start)


def measure(job, panel):
    """CPU seconds of one fit, of fits to more series, or speed of augmenting."""
    X, seed = panel.values, job.seed
    if job.case == "fit":
        augmenter, seconds = timed_fit(X, structure="none", model=model("named"), random_state=seed)
        return [{"fit_cpu_seconds": seconds, "r2": augmenter.latent_report_["r2"], "n_series": len(X)}]
    if job.case == "growth":
        fits = {n: timed_fit(jittered(X, n, seed), random_state=seed)[1] for n in (1, N_REPEATS)}
        return [{"n_series": n * len(X), "fit_cpu_seconds": s, "against_one": s / fits[1]} for n, s in fits.items()]
    augment = augmentation(job, panel)
    augment(X)  # the first call includes work that later calls reuse
    panels = [jittered(X, n, seed) for n in REPEATS]
    return [{"n_series": len(rows), "values_per_second": values_per_second(augment, rows)} for rows in panels]


def augmentation(job, panel):
    """Function of the rows to time: of the fitted default augmenter, or the baseline."""
    if job.mode == "direct":
        return lambda rows: augment_directly(rows, "jitter", 0.3, job.seed)
    return LGTAAugmenter(random_state=job.seed, **structure_parameters(job.mode, panel)).fit(panel.values).augment


def render(cells):
    """Markdown of the table from its cells."""
    texts = {"fit": "`fit`, CVAE(patch_length=6, latent_dim=4), structure none", "growth": "`fit`, defaults"}
    fits, speeds = [], []
    for (name, case, mode, n_series), group in in_page_order(cells, ["set", "case", "mode", "n_series"]):
        if case == "augment":
            what = "direct jitter, numpy" if mode == "direct" else f"`augment`, defaults, structure {mode}"
            speeds.append((what, n_series, [name, what, n_series, spread(group.values_per_second / 1000, 0)]))
        else:
            r2 = spread(group.r2) if "r2" in group else "–"
            growth = spread(group.against_one) if "against_one" in group else "–"
            fits.append((case, n_series, [name, texts[case], n_series, spread(group.fit_cpu_seconds, 1), r2, growth]))
    parts = [
        "CPU seconds of the process on one thread; mean, with the smallest and largest over seeds in brackets. Asked "
        "for: R² of 0.9 within 10 CPU s; 100 times the series in at most 1.5 times the time; 500,000 values a CPU "
        "second."
    ]
    if fits:
        header = ["set", "what", "series", "CPU s", "R²", "against the smallest"]
        rows = [row for *_, row in sorted(fits, key=lambda fit: fit[:2])]
        parts += [grid(header, rows), "Larger panels repeat the series, with white noise (0.1 sd) on each."]
    if speeds:
        rows = [row for *_, row in sorted(speeds, key=lambda speed: speed[:2])]
        parts += [grid(["set", "what", "series", "1,000 values a CPU second"], rows)]
        parts += ["A constant speed means a cost linear in the number of series. Baseline: jitter without a network."]
    return "\n\n".join(parts)


def answer(cells):
    """Answer in a sentence."""
    texts = []
    if "growth" in set(cells["case"]):
        fits = cells[cells["case"] == "growth"].groupby("n_series")["fit_cpu_seconds"].mean()
        times = [f"{n:,} series in {number(seconds, 1)}" for n, seconds in fits.items()]
        texts.append(f"`fit` learns {' and '.join(times)} CPU seconds.")
    speed = cells[(cells["case"] == "augment") & (cells["mode"] != "direct")]
    if len(speed):
        low, high = speed["values_per_second"].min() / 1000, speed["values_per_second"].max() / 1000
        texts.append(f"`augment` makes {number(low, 0)} to {number(high, 0)} thousand values a CPU second.")
    return " ".join(texts)


def bars(cells):
    """Speed of copies by structure."""
    speed = cells[cells["case"] == "augment"]
    names = {mode: "direct jitter" if mode == "direct" else f"augment, structure {mode}" for mode in speed["mode"]}
    values = {name: np.log10(speed[speed["mode"] == mode]["values_per_second"]) for mode, name in names.items()}
    label = "values a CPU second, power of ten (line: standard deviation over numbers of series)"
    return Bars(label, values, ("direct jitter",))

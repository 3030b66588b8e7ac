"""Table 1: does the decoder use the latent?"""

import time
import warnings
from functools import cache

import numpy as np
from networks import MODES, structure_parameters
from page_format import grid, in_page_order, number, spread
from page_picture import Bars
from results import Job

from sklearn_lgta import CVAE, LGTAAugmenter, PCACodec

TITLE = "The latent is in use"
NAMED_SET = "tourism_monthly"
MODELS = {
    "default": "default",
    "named": "CVAE(patch_length=6, latent_dim=4)",
    "pca": "PCACodec(patch_length=6, latent_dim=4)",
}


def jobs(sets, seeds):
    """Defaults on every set in both modes; the two named models on one set."""
    listed = [Job("latent", name, mode, "default", seed) for name in sets for mode in MODES for seed in seeds]
    named = [Job("latent", NAMED_SET, "none", case, seed) for case in ("named", "pca") for seed in seeds]
    return listed + named * (NAMED_SET in sets)


def model(case):
    """Fresh model of a case in ``MODELS``; None is the augmenter's default."""
    if case == "default":
        return None
    return (CVAE if case == "named" else PCACodec)(patch_length=6, latent_dim=4)


@cache
def warm_up():
    """Fit something small once, so that lazy imports are not counted as time of the first fit."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        LGTAAugmenter(random_state=0).fit(np.sin(np.arange(48) + np.arange(20)[:, None]))


def timed_fit(X, condition_values=None, **parameters):
    """Return a fitted augmenter and the CPU seconds of its fit; `condition_values` go to `fit`."""
    warm_up()
    start = time.process_time()
    augmenter = LGTAAugmenter(**parameters).fit(X, conditions=condition_values)
    return augmenter, time.process_time() - start


def measure(job, panel):
    """Reconstruction with and without the latent, active units, CPU seconds."""
    structure = {"structure": "none"} if job.case != "default" else structure_parameters(job.mode, panel)
    augmenter, seconds = timed_fit(panel.values, model=model(job.case), random_state=job.seed, **structure)
    report = augmenter.latent_report_
    figures = {name: report[name] for name in ("r2", "r2_zero_latent", "active_units", "n_units")}
    return [figures | {"n_series": len(panel.values), "fit_cpu_seconds": seconds}]


def good(cell):
    """Whether a cell shows a latent that matters."""
    gain = 0.4 if cell["n_series"] >= 50 else 0.3
    return cell["r2"] - cell["r2_zero_latent"] >= gain and 2 * cell["active_units"] >= cell["n_units"]


def render(cells):
    """Markdown of the table from its cells."""
    rows = []
    for (case, name, mode), group in in_page_order(cells, ["case", "set", "mode"], case=MODELS):
        active = f"{number(group.active_units.mean(), 1)} of {number(group.n_units.mean(), 0)}"
        figures = [spread(group[column]) for column in ("r2", "r2_zero_latent")]
        rows.append([name, mode, MODELS[case], *figures, active, spread(group.fit_cpu_seconds, 1)])
    header = ["set", "structure", "model", "R² with z", "R² with z = 0", "active units", "fit, CPU s"]
    n_good = int(cells.apply(good, axis=1).sum())
    return "\n\n".join(
        [
            "Fraction of the variance of held-out windows that the decoded posterior mean explains "
            "(`latent_report_`), and the same with the latent set to 0. Baselines: the column z = 0, the decoder "
            "without a latent; R² = 0, the mean; and principal components of the patches, no network.",
            grid(header, rows),
            "Asked for: R² at least 0.3 (0.4 from 50 series on) above that with z = 0, and half of the units active. "
            f"Fits that have both: {n_good} of {len(cells)}.",
        ]
    )


def by_set(cells):
    """R² of the default on every set, with the code and with zeros."""
    return cells[cells["case"] == "default"].groupby("set")[["r2", "r2_zero_latent"]].mean()


def answer(cells):
    """Answer in a sentence."""
    with_code, without = by_set(cells).median()
    used = "the code is used" if with_code - without >= 0.3 else "the code is hardly used"
    return (
        f"With its code the decoder explains {number(with_code)} of the variance of held-out windows, with a code of "
        f"zeros {number(without)} (medians of {len(by_set(cells))} sets): {used}."
    )


def bars(cells):
    """R² with and without the code."""
    values = {"the code": by_set(cells)["r2"], "a code of zeros": by_set(cells)["r2_zero_latent"]}
    return Bars("R² of held-out windows (line: standard deviation over sets)", values, ("a code of zeros",))

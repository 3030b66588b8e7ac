"""Table of the variants: what attention, decoder and patches of the network bring."""

from fidelity import disc
from page_format import grid, in_page_order, number, spread
from results import Job
from sklearn.frozen import FrozenEstimator
from table_latent import timed_fit

from sklearn_lgta import CVAE, LGTAAugmenter, PCACodec
from sklearn_lgta.metrics import achieved_strength

TITLE = "Variants of the network"
SETS = ("tourism_monthly", "m5_daily", "etth1_hourly")
STRENGTH = 0.6
MODELS = {
    "default": CVAE(),
    "standard_attention": CVAE(attention="standard"),
    "no_attention": CVAE(attention="none"),
    "two_stage_attention": CVAE(attention="two_stage"),
    "repeat_dense": CVAE(decoder="repeat_dense"),
    "code_a_step": CVAE(patch_length=1),
    "code_a_window": CVAE(window_length=48, patch_length=48, latent_dim=24),
    "pca": PCACodec(),
}


def jobs(sets, seeds):
    """All variants on three sets of different kinds."""
    return [
        Job("variants", name, "none", case, seed) for name in SETS if name in sets for case in MODELS for seed in seeds
    ]


def measure(job, panel):
    """Reconstruction, cost, and realism of jittered and of mixed copies, all of one training."""
    X = panel.values
    parameters = {"strength": STRENGTH, "structure": "none", "random_state": job.seed}
    jitter, seconds = timed_fit(X, transformation="jitter", model=MODELS[job.case], **parameters)
    mix = LGTAAugmenter("mix", model=FrozenEstimator(jitter.model_), **parameters).fit(X)
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


def render(cells):
    """Markdown of the table from its cells."""
    cells = cells.assign(active=cells.active_units / cells.n_units)
    rows = []
    for (name, case), group in in_page_order(cells, ["set", "case"], case=MODELS):
        active = f"{number(group.active_units.mean(), 1)} of {number(group.n_units.mean(), 0)}"
        rows.append([name, case, active, *(spread(group[column], digits) for column, digits in COLUMNS.values())])
    by_set = cells.groupby(["set", "case"]).mean(numeric_only=True).reset_index()
    means = []
    for case, group in in_page_order(by_set, ["case"], case=MODELS):
        share = f"{100 * group.active.mean():.0f} %"
        means.append([case, share, *(number(group[column].mean(), digits) for column, digits in COLUMNS.values())])
    return "\n\n".join(
        [
            "One part of the network replaced at a time, nothing set aside; mean, with the smallest and largest over "
            f"seeds in brackets. `disc` (as in the table of realism) is of copies at change {STRENGTH}, or at the "
            "largest that can be reached; the change that was reached stands beside it.",
            grid(["set", "variant", "active units", *COLUMNS], rows),
            "Means over sets:",
            grid(["variant", "active units", *COLUMNS], means),
            "Variants: " + "; ".join(f"{case} is `{model}`" for case, model in MODELS.items()) + ".",
        ]
    )

"""Table 4: how much do two copies of one series differ, and what does it cost in realism?"""

import numpy as np
import pandas as pd
from direct import DIRECT, augment_directly
from fidelity import disc
from networks import TRANSFORMATIONS, fitted
from page_format import NONE, grid, number
from results import Job

from sklearn_lgta.metrics import achieved_strength, pairwise_diversity

TITLE = "Variety against realism"
STRENGTHS = (0.1, 0.2, 0.3, 0.45, 0.6, 0.9)
LEVELS = (0.05, 0.1, 0.2)  # of disc
MODE_NAMES = {"direct": "direct", "none": "latent"}  # modes of the jobs, and their names on the page
COLOURS = {"direct": "0.45", "none": "tab:orange"}
FIGURES = ["change", "diversity", "disc"]
NO_CURVE = pd.DataFrame(columns=FIGURES, dtype=float)  # of a case without a direct version


def jobs(sets, seeds):
    """Every transformation without structure, and its direct version if there is one."""
    cases = [("none", case) for case in TRANSFORMATIONS] + [("direct", case) for case in DIRECT]
    return [Job("variety", name, mode, case, seed) for name in sets for mode, case in cases for seed in seeds]


def two_copies(job, panel, strength):
    """Two copies of every series, and whether they are at a ceiling: (2 * n_series, n_timepoints), bool."""
    X = panel.values
    if job.mode == "direct":
        seeds = job.seed, 1000 + job.seed  # the first as in the other tables
        copies = np.concatenate([augment_directly(X, job.case, strength, seed) for seed in seeds])
        return copies, achieved_strength(X, copies) < (1 - 1e-6) * strength
    augmenter = fitted(panel, job.mode, job.seed, job.case)
    return augmenter.set_params(strength=strength).augment(X, n_copies=2), strength > augmenter.max_strength_


def measure(job, panel):
    """Change, diversity and `disc` at every strength up to the first one at a ceiling."""
    X, cells = panel.values, []
    for strength in STRENGTHS:
        copies, at_ceiling = two_copies(job, panel, strength)
        figures = achieved_strength(X, copies), pairwise_diversity(X, copies), disc(X, copies[: len(X)], job.seed)
        cells.append({"strength": strength, "at_ceiling": at_ceiling, **dict(zip(FIGURES, figures, strict=True))})
        if at_ceiling:
            break
    return cells


def curves_by_set(cells):
    """Figures of every set by strength, means over seeds; beyond a ceiling they are constant.

    Parameters
    ----------
    cells : DataFrame
        Cells of this table.

    Returns
    -------
    DataFrame
        Indexed by mode, case, set and strength; columns change, diversity and disc.
    """
    runs = cells.set_index(["mode", "case", "strength", "set", "seed"])[FIGURES].unstack(["set", "seed"])
    runs = runs.groupby(["mode", "case"]).ffill().stack(["set", "seed"], future_stack=True).dropna()
    return runs.groupby(["mode", "case", "set", "strength"]).mean()


def median_curves(by_set):
    """Medians over sets from `curves_by_set`: a frame indexed by strength for every (mode, case)."""
    medians = by_set.groupby(["mode", "case", "strength"]).median()
    return {key: curve.droplevel(["mode", "case"]) for key, curve in medians.groupby(["mode", "case"])}


def cases_of(curves):
    """Transformations that have a curve."""
    return [case for case in TRANSFORMATIONS if any((mode, case) in curves for mode in MODE_NAMES)]


def from_identity(curve):
    """Diversity and `disc` along a curve that starts at (0, 0)."""
    return [np.concatenate([[0], curve[figure]]) for figure in ("diversity", "disc")]


def diversity_at(curve, level):
    """Text of the diversity at which a curve first reaches a level of `disc`."""
    diversity, height = from_identity(curve)
    reached = np.flatnonzero(height >= level)
    if not len(reached):
        return f"> {number(diversity.max())}"
    ends = slice(reached[0] - 1, reached[0] + 1)
    return number(np.interp(level, height[ends], diversity[ends]))


def render(cells):
    """Markdown of the table: the median curve of every transformation, then the diversity at some levels of `disc`."""
    curves = median_curves(curves_by_set(cells))
    parts = [
        "*Diversity* is the root-mean-square distance between two copies of one series, in standard deviations of "
        "the real series. `disc` ([realism](realism.md)) is of one of them; *change* is what was reached. Medians "
        "over sets of means over seeds, without structure: the classic transformation of the series (*direct*) "
        "beside the *latent* one. Beyond a ceiling, the figures at the ceiling are repeated. Baseline: the "
        "identity has diversity 0."
    ]
    header = ["strength", *(f"{figure}, {mode}" for figure in FIGURES for mode in MODE_NAMES.values())]
    summary = []
    for case in cases_of(curves):
        both = [curves.get((mode, case), NO_CURVE) for mode in MODE_NAMES]
        table = pd.concat(both, axis=1, keys=MODE_NAMES).reindex(
            columns=[(mode, f) for f in FIGURES for mode in MODE_NAMES]
        )
        parts += [f"## {case}", grid(header, [[strength, *map(number, row)] for strength, *row in table.itertuples()])]
        texts = [NONE if curve.empty else diversity_at(curve, level) for level in LEVELS for curve in both]
        summary.append([case, *texts])
    header = ["transformation", *(f"disc {level:.2f}, {mode}" for level in LEVELS for mode in MODE_NAMES.values())]
    explained = (
        "Diversity at which `disc` reaches a level, on straight lines from the identity through the medians above. "
        '"> x": `disc` stays below the level up to the largest measured diversity, x.'
    )
    return "\n\n".join([*parts, "## Diversity at equal realism", explained, grid(header, summary)])


def draw(cells, path):
    """Draw the curves, one panel per transformation: thin lines are sets, thick ones their medians.

    Parameters
    ----------
    cells : DataFrame
        Cells of this table.
    path : path-like
        PNG file to write.
    """
    from matplotlib.figure import Figure  # not pyplot, which keeps figures in memory and needs a display backend

    by_set = curves_by_set(cells)
    medians = median_curves(by_set)
    cases = cases_of(medians)
    n_columns = min(4, len(cases))
    n_rows = -(-len(cases) // n_columns)
    picture = Figure(figsize=(2.6 * n_columns, 2.3 * n_rows), layout="constrained")
    panels = picture.subplots(n_rows, n_columns, sharex=True, sharey=True, squeeze=False).ravel()
    for axes, case in zip(panels, cases, strict=False):
        axes.set_title(case)
        for mode, colour in COLOURS.items():
            if (mode, case) in medians:
                for _, curve in by_set.loc[mode, case].groupby("set"):
                    axes.plot(*from_identity(curve), color=colour, linewidth=0.6, alpha=0.4)
                axes.plot(*from_identity(medians[mode, case]), color=colour, linewidth=2, label=MODE_NAMES[mode])
    panels[0].legend(frameon=False)
    for axes in panels[len(cases) :]:
        axes.set_axis_off()
    picture.supxlabel("diversity (standard deviations between two copies)")
    picture.supylabel("disc")
    picture.savefig(path, dpi=100)


def answer(cells):
    """Answer in a sentence."""
    curves, level, case = median_curves(curves_by_set(cells)), LEVELS[1], "jitter"
    if not {("none", case), ("direct", case)} <= curves.keys():
        return ""
    latent, direct = (diversity_at(curves[mode, case], level) for mode in ("none", "direct"))
    return (
        f"Where a classifier begins to tell copies from real series (`disc` {level:.2f}), two copies differ by "
        f"{latent} standard deviations if codes are jittered, and by {direct} if the series are."
    )

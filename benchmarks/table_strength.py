"""Table 2: does each series change by the requested strength?"""

import math

import numpy as np
from direct import augment_directly, phase_randomised
from fidelity import rms
from networks import MODES, TRANSFORMATIONS, fitted
from page_format import grid, in_page_order, number, spread, yes
from page_picture import Bars
from results import Job

from sklearn_lgta.metrics import achieved_strength, shared_change

TITLE = "Strength is what was asked"
STRENGTHS = (0.1, 0.3, 0.6)
ROW_DRAWS = 2000
WITHIN = 0.10  # relative to the requested strength
MORE_SHARED = 0.1  # than the baseline
ROUNDING = 1e-9


def jobs(sets, seeds):
    """Every transformation in both modes, and its baseline."""
    modes = ("direct", *MODES)
    return [
        Job("strength", name, mode, c, seed)
        for name in sets
        for mode in modes
        for c in TRANSFORMATIONS
        for seed in seeds
    ]


def baseline_copies(X, case, seed):
    """Series after the classic transformation that does the same to the series themselves."""
    if case == "jitter":  # the latent one is coloured: compare with noise of each row's colour
        return X + phase_randomised(X, seed)
    return augment_directly(X, "mix" if case == "resample" else case, 0.3, seed)


def measure(job, panel):
    """Reached change, shared change and monotony at every strength; strength 0 in passing."""
    X = panel.values
    if job.mode == "direct":
        return [{"shared": shared_change(X, baseline_copies(X, job.case, job.seed))}]
    augmenter = fitted(panel, job.mode, job.seed, job.case)
    still = augmenter.set_params(strength=0).augment(X)
    untouched = still.dtype == X.dtype and still.tobytes() == X.tobytes()
    n_copies = math.ceil(ROW_DRAWS / len(X))
    row_change, cells = np.zeros((n_copies, len(X))), []
    for strength in STRENGTHS:
        changed = augmenter.set_params(strength=strength).augment(X, n_copies=n_copies)
        change = achieved_strength(X, changed)
        less, row_change = row_change, achieved_strength(X, changed, average=None).reshape(n_copies, -1)
        asked = min(strength, augmenter.max_strength_)
        cells.append(
            {
                "strength": strength,
                "max_strength": augmenter.max_strength_,
                "change": change,
                "ratio": change / asked,
                "shared": shared_change(X, changed),
                "copies_monotone": np.all(rms(row_change, axis=1) >= (1 - ROUNDING) * rms(less, axis=1)),
                "rows_monotone": np.mean(row_change >= (1 - ROUNDING) * less),
                "zero_is_identity": untouched,
                "n_copies": n_copies,
            }
        )
    return cells


def render(cells):
    """Markdown of the table, one part per transformation."""
    parts = [
        "Root-mean-square change over all rows, with enough copies for 2,000 row draws, divided by the requested "
        "strength or, if that is less, by `max_strength_`: 1 is exact. *Shared* is the mean absolute correlation "
        "between the changes of two series, at the strength where it is largest. Its baseline, *shared, direct*, "
        "is the same for the classic transformation of the series (jitter: noise with each row's spectrum; mix and "
        "resample: a step towards another series), whose change is exact by construction. *Monotone*: no copy "
        "changes less at a larger strength; in brackets the smallest fraction of rows that do not. *Zero*: "
        "strength 0 returns the input bit by bit."
    ]
    direct = cells[cells["mode"] == "direct"].groupby(["case", "set"])["shared"].mean()
    latent = cells[cells["mode"] != "direct"]
    for case, part in in_page_order(latent, ["case"], case=TRANSFORMATIONS):
        rows = []
        for (name, mode), group in in_page_order(part, ["set", "mode"]):
            by_strength = [spread(group.ratio[group.strength == strength]) for strength in STRENGTHS]
            most_shared = group.groupby("strength")["shared"].mean().max()
            monotone = f"{yes(group.copies_monotone.all())} ({number(group.rows_monotone.min(), 3)})"
            most = "none" if group.max_strength.isna().all() else spread(group.max_strength)
            baseline = number(direct.get((case, name), math.nan))
            zero = yes(group.zero_is_identity.all())
            rows.append([name, mode, most, *by_strength, number(most_shared), baseline, monotone, zero])
        asked = [f"change / asked, {strength}" for strength in STRENGTHS]
        header = ["set", "structure", "ceiling", *asked, "shared", "shared, direct", "monotone", "zero"]
        parts += [f"## {case}", grid(header, rows)]
    return "\n\n".join([*parts, verdict(latent, direct)])


def verdict(latent, direct):
    """How many cells are as they should be, and which are not."""
    means = latent.groupby(["case", "set", "mode", "strength"])[["ratio", "shared"]].mean()
    baseline = np.array([direct.get((case, name), math.nan) for case, name, _, _ in means.index])
    exact, alone = abs(means.ratio - 1) <= WITHIN, ~(means["shared"] > baseline + MORE_SHARED)
    lines = [
        f"Mean change within {WITHIN:.0%} of what was asked: {exact.sum()} of {len(means)} cells.",
        f"Shared at most {MORE_SHARED} above the baseline: {alone.sum()} of {len(means)}.",
        f"Monotone: {latent.copies_monotone.sum()} of {len(latent)} runs.",
        f"Strength 0 is the identity: {latent.zero_is_identity.sum()} of {len(latent)}.",
    ]
    missed = [f"{s}, {case}, {mode}, {strength}" for case, s, mode, strength in means.index[~(exact & alone)]]
    return " ".join([*lines, *([f"Missed in: {'; '.join(missed)}."] if missed else [])])


def ratios(cells):
    """Change over what was asked, by transformation, set, structure and strength."""
    latent = cells[cells["mode"] != "direct"]
    return latent.groupby(["case", "set", "mode", "strength"])["ratio"].mean()


def answer(cells):
    """Answer in a sentence."""
    apart = abs(ratios(cells) - 1)
    return (
        f"Series change as much as asked: within {WITHIN:.0%} in {(apart <= WITHIN).sum()} of {len(apart)} cells, "
        f"half of them within {apart.median():.1%}. The furthest is {apart.max():.0%} off "
        f"({', '.join(map(str, apart.idxmax()))})."
    )


def bars(cells):
    """Change over what was asked, by transformation."""
    groups = in_page_order(ratios(cells).reset_index(), ["case"], case=TRANSFORMATIONS)
    values = {case: group["ratio"] for case, group in groups}
    label = "change / asked (line: standard deviation over sets, structures, strengths)"
    return Bars(label, values, reference=1.0)

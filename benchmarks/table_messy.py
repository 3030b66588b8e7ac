"""Table of messy series: do copies keep the zeros of counts and the correlations of channels?"""

import math

import numpy as np
from direct import DIRECT, sized
from networks import MODES, TRANSFORMATIONS, fitted
from page_format import NONE, grid, in_page_order, number, spread
from page_picture import Bars
from panels import SEASONS, SEGMENT, Panel, read_panel, read_table, without_gaps
from results import Job

from sklearn_lgta.metrics import achieved_strength

TITLE = "Zeros of counts, and channels"
COUNTS = ("police_daily", "m5_daily")
CHANNELS = ("etth1_hourly", "stock_daily")
STRENGTHS = (0.3, 0.6)
FULL = "full"  # the whole remainder redrawn, which is the default where a season is set aside
ROW_DRAWS = 200
INTERVAL = 1.32  # steps between values that are not 0; more is intermittent
CLOSE_ZEROS, CLOSE_CHANNELS = 0.05, 0.05


def sets(names, paths):
    """The sets of counts and those of channels among the names."""
    return [name for name in (*COUNTS, *CHANNELS) if name in names and name in paths]


def read(name, paths):
    """Panel of a set: (n_series, n_timepoints) of counts, or (n_series, n_channels, n_timepoints) of channels."""
    if name not in CHANNELS:
        return read_panel(paths[name])
    table, _ = read_table(paths[name])
    return Panel(name, segments_of_channels(without_gaps(table)), SEASONS[name])


def segments_of_channels(table):
    """Segments of all channels together: (n_timepoints, n_channels) -> (n_segments, n_channels, SEGMENT)."""
    n_segments = len(table) // SEGMENT
    segments = table[: n_segments * SEGMENT].reshape(n_segments, SEGMENT, -1).swapaxes(1, 2)
    return np.ascontiguousarray(segments[(segments.std(axis=2) > 1e-9).all(axis=1)])


def jobs(sets, seeds):
    """Every transformation, direct and of the code in both modes."""
    pairs = [("direct", case) for case in DIRECT] + [(mode, case) for mode in MODES for case in TRANSFORMATIONS]
    return [Job("messy", name, mode, case, seed) for name in sets for mode, case in pairs for seed in seeds]


def directly(X, case, strength, n_copies, seed):
    """Copies by the classic transformation, cut off at 0 where X is never negative: (n_copies, *X.shape).

    Channels get one path, one factor, one donor, so that they move together; only jitter is drawn for each.
    """
    channels = X[:, None] if X.ndim == 2 else X
    scale = channels.std(axis=2, keepdims=True)
    standard = (channels - channels.mean(axis=2, keepdims=True)) / scale
    copies = np.empty((n_copies, *channels.shape))
    for copy in range(n_copies):
        for channel in range(channels.shape[1]):
            rng = np.random.default_rng([seed, copy, channel if case == "jitter" else 0])
            copies[copy, :, channel] = sized(DIRECT[case](standard[:, channel], rng), strength)
    copies = channels + scale * copies
    return (np.maximum(copies, 0) if X.min() >= 0 else copies).reshape(n_copies, *X.shape)


def zeros(X, copies):
    """Fraction of zeros before and after, and their distance in an intermittent series (median)."""
    before, after = (X == 0).mean(axis=1), (copies == 0).mean(axis=2)
    sparse = X.shape[1] >= INTERVAL * np.count_nonzero(X, axis=1)
    apart = np.median(np.abs(after - before)[:, sparse]) if sparse.any() else np.nan
    return {"zeros": before.mean(), "zeros_copies": after.mean(), "zeros_apart": apart, "least": copies.min()}


def correlations(X):
    """Correlations of the pairs of channels: (..., n_channels, n_timepoints) -> (..., n_pairs)."""
    standard = X - X.mean(axis=-1, keepdims=True)
    standard /= np.maximum(np.linalg.norm(standard, axis=-1, keepdims=True), 1e-12)
    first, second = np.triu_indices(X.shape[-2], 1)
    return np.einsum("...ct,...dt->...cd", standard, standard)[..., first, second]


def channels_apart(X, copies):
    """How far correlations of channels are from those before: median over pairs, then over series and copies."""
    return {"correlation_apart": np.median(np.median(np.abs(correlations(copies) - correlations(X)), axis=-1))}


def measure(job, panel):
    """Figures at every strength, and at full size if there is one."""
    X = panel.values
    n_copies = math.ceil(ROW_DRAWS / len(X))
    figures = channels_apart if X.ndim == 3 else zeros
    cells = []
    strengths = [*STRENGTHS, *[None] * (job.mode == "seasonal" and job.case in ("mix", "resample"))]
    for strength in strengths:
        if job.mode == "direct":
            copies = directly(X, job.case, strength, n_copies, job.seed)
        else:
            augmenter = fitted(panel, job.mode, job.seed, job.case).set_params(strength=strength)
            copies = augmenter.augment(X, n_copies=n_copies).reshape(n_copies, *X.shape)
        change = achieved_strength(X, copies.reshape(-1, *X.shape[1:]))
        size = FULL if strength is None else strength
        cells.append({"strength": str(size), "change": change, **figures(X, copies)})
    return cells


def line(group, figure):
    """Figures of one set and mode by transformation, with a dash if there is none."""
    by_case = dict(list(group.groupby("case")))
    return [spread(by_case[case][figure]) if case in by_case else NONE for case in TRANSFORMATIONS]


def part(cells, names, figure):
    """Rows of a table: set, structure, strength and a column per transformation."""
    selected = cells[cells.set.isin(names)]
    orders = {"mode": ("direct", *MODES), "strength": [*map(str, STRENGTHS), FULL], "set": names}
    groups = in_page_order(selected, ["set", "strength", "mode"], **orders)
    return [[name, strength, mode, *line(group, figure)] for (name, strength, mode), group in groups]


def render(cells):
    """Markdown of the tables from their cells."""
    parts = [
        "Every transformation at change .3 and .6 and at its full size (all of the remainder redrawn, the default "
        "where a season is set aside). *direct*: the classic transformation of the series, cut off at 0 where they "
        "are never negative. Means over seeds, with smallest and largest in brackets."
    ]
    header = ["set", "change", "structure", *TRANSFORMATIONS]
    counts, channels = ([name for name in names if name in set(cells.set)] for names in (COUNTS, CHANNELS))
    if counts:
        shares = [f"{name} {number(group.zeros.mean())}" for name, group in cells.groupby("set") if name in counts]
        latent = cells[cells.set.isin(counts) & (cells["mode"] != "direct")]
        sparse = latent.zeros_apart.dropna()
        parts += [
            "## Fraction of zeros",
            f"Fraction of values that are 0. Baseline, the series themselves: {', '.join(shares)}.",
            grid(header, part(cells, counts, "zeros_copies")),
            f"In an intermittent series (median) the fraction of a copy is within {CLOSE_ZEROS:.2f} of the original's "
            f"in {int((sparse <= CLOSE_ZEROS).sum())} of {len(sparse)} cells with a code. Smallest value of all "
            f"copies: {number(latent.least.min())}.",
        ]
    if channels:
        latent = cells[cells.set.isin(channels) & (cells["mode"] != "direct")]
        means = latent.groupby(["set", "mode", "case", "strength"]).correlation_apart.mean()
        missed = [", ".join(key) for key in means[means > CLOSE_CHANNELS].index]
        parts += [
            "## Correlation of channels",
            "Distance of the correlation of two channels in a copy from that in its original: median over the "
            "pairs of channels, then over series and copies. All channels of a set are augmented together, in "
            "segments. Direct transformations give all channels one path, factor or donor; only jitter is drawn "
            "for each channel.",
            grid(header, part(cells, channels, "correlation_apart")),
            f"Within {CLOSE_CHANNELS:.2f}, mean over seeds: {len(means) - len(missed)} of {len(means)} cells with a "
            "code.",
            *([f"Missed in: {'; '.join(missed)}."] if missed else []),
        ]
    return "\n\n".join(parts)


def answer(cells):
    """Answer in a sentence."""
    latent, texts = cells[cells["mode"] != "direct"], []
    if "zeros_apart" in latent and (sparse := latent[latent.set.isin(COUNTS)].zeros_apart.dropna()).size:
        close = (sparse <= CLOSE_ZEROS).sum()
        texts.append(f"Copies of sparse counts keep the fraction of zeros in {close} of {len(sparse)} cells.")
    if "correlation_apart" in latent and (channels := latent[latent.set.isin(CHANNELS)]).size:
        means = channels.groupby(["set", "mode", "case", "strength"]).correlation_apart.mean()
        close = (means <= CLOSE_CHANNELS).sum()
        texts.append(f"Copies of several channels keep their correlation in {close} of {len(means)} cells.")
    return " ".join(texts)


def bars(cells):
    """Distance of the correlation of channels from that of the originals, at the largest strength of a number."""
    values = {}
    if "correlation_apart" in cells:
        top = cells[cells.set.isin(CHANNELS) & (cells.strength == str(STRENGTHS[-1]))]
        for case, group in in_page_order(top, ["case"], case=TRANSFORMATIONS):
            for mode, name in (("none", "latent"), ("direct", "direct")):
                values[f"{case}, {name}"] = group[group["mode"] == mode].correlation_apart
    values = {name: figures for name, figures in values.items() if len(figures)}
    label = f"distance of correlations of channels at change {STRENGTHS[-1]} (line: standard deviation over sets)"
    return Bars(label, values, tuple(name for name in values if name.endswith("direct")))

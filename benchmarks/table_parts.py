"""Table 18: which part of a drawn series gives it away?"""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd
from labelled import from_sktime
from page_format import grid, in_page_order, number, spread
from page_picture import Bars
from panels import SEASONS, Panel, read_panel, read_table
from parts import drawn_inside, exchanged, keep_near_copies, parts_of, spans_near, told
from results import Job
from table_generation import PURE_NOISE

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta.metrics import coverage, dcr_share, density

TITLE = "Parts of drawn series"
WINDOW_LENGTH, SPAN = 24, 48  # steps of a window of the long tables, and of the time spans that windows stay in
LENGTHS = {"tourism_small_quarterly": 12, "m5_daily": 56}  # steps of the pieces that series are cut into
LONG = ("stock_daily", "energy_10min")  # tables of few long series, the channels of their windows
SETS = (*LONG, "italy_power_demand", "ucr_ecg200", *LENGTHS)
MOST_TRAINING = {"italy_power_demand": 300}  # otherwise:
MOST, MOST_JUDGED = 2000, 600  # series for training, and to judge by
N_ROUNDS, N_ROUNDS_LONG = 4, 2  # draws and judges of a fitted augmenter; of many windows of many channels
NEAR = 0.05  # quantile of the distances of fresh series to training, below which a draw counts as a near copy
PARTS = {"code": "code", "level": "level and size", "structure": "trend and season", "detail": "residual and detail"}
COSTLY = PARTS | {"kept": "drawing near copies again", "data": "decoder"}  # draws in data space do without
CASES = {
    "sample": "`sample`",
    **{part: f"{words} of held-out series" for part, words in PARTS.items()},
    "kept": "`sample`, near copies not drawn again",
    "pca": "`sample`, `model=PCACodec()`",
    "data": '`sample`, `space="data"`',
    "whole": "held-out series, taken apart and put together",
    "real": "baseline: the held-out series themselves",
}
FIGURES = ("conv", "alone", "cost", "density", "coverage", "copies")


@dataclass(frozen=True, eq=False)
class SpannedPanel(Panel):
    """Series, and what they are parts of.

    Attributes
    ----------
    values : ndarray of shape (n_series, n_channels, n_timepoints)
    spans : ndarray of int of shape (n_series,)
        Number of the time span, or of the longer series, that each is from. No step is in two of them.
    """

    spans: np.ndarray


def read(name, paths):
    """Series of a set: windows of time spans, pieces of series, or whole series."""
    if name in LONG:
        windows, spans = windows_of_spans(read_table(paths[name])[0])
        return SpannedPanel(name, windows, 1, spans)
    rows = read_panel(paths[name]).values if name in paths else from_sktime(name)[0]
    length = LENGTHS.get(name, rows.shape[1])
    n_pieces = rows.shape[1] // length
    pieces = rows[:, rows.shape[1] - n_pieces * length :].reshape(-1, 1, length)
    return SpannedPanel(
        name, pieces, SEASONS[name] if name in LENGTHS else 1, np.repeat(np.arange(len(rows)), n_pieces)
    )


def windows_of_spans(table):
    """All windows of the time spans of a table (n_timepoints, n_channels), every channel within 0 and 1."""
    table = table[np.isfinite(table).all(axis=1)]
    table = (table - table.min(axis=0)) / np.maximum(np.ptp(table, axis=0), 1e-9)
    whole = table[: len(table) // SPAN * SPAN].reshape(-1, SPAN, table.shape[1])
    windows = np.lib.stride_tricks.sliding_window_view(whole, WINDOW_LENGTH, axis=1)  # (spans, starts, c, t)
    spans = np.repeat(np.arange(len(whole)), windows.shape[1])
    return np.ascontiguousarray(windows.reshape(-1, *windows.shape[2:])), spans


def sets(names, paths):
    """Sets of the table among the names, one of which comes with sktime."""
    return [name for name in SETS if name in names and (name in paths or name == "italy_power_demand")]


def jobs(sets, seeds):
    """Every set without a season, and with it where its pieces hold seasons; and draws with near copies kept."""
    modes = {name: ("none", "seasonal") if name in LENGTHS else ("none",) for name in sets}
    parts = [Job("parts", name, mode, "parts", seed) for name in sets for mode in modes[name] for seed in seeds]
    return parts + [Job("parts", name, "none", "kept", seed) for name in sets if name not in LENGTHS for seed in seeds]


def thirds(panel, seed):
    """Return rows of the training series, and equally many of either part of the others; no span is in two parts."""
    rng = np.random.default_rng(seed)
    parts = np.array_split(rng.permutation(np.unique(panel.spans)), 3)
    rows = [rng.permutation(np.flatnonzero(np.isin(panel.spans, part))) for part in parts]
    n_judged = min(len(rows[1]), len(rows[2]), MOST_JUDGED)
    return rows[0][: MOST_TRAINING.get(panel.name, MOST)], rows[1][:n_judged], rows[2][:n_judged]


def fit(train, season, seed, **parameters):
    """Augmenter of some series: (n, c, t)."""
    X = train[:, 0] if train.shape[1] == 1 else train
    return LGTAAugmenter(random_state=seed, seasonal_period=season, **parameters).fit(X)


def sampled(augmenter, n_series, seed):
    """Series of `sample`: (n_series, c, t)."""
    drawn = augmenter.sample(n_series, random_state=seed)
    return drawn.reshape(n_series, -1, drawn.shape[-1])


def exchanges(held_out, kind, seed):
    """Draws with one part of held-out series, and held-out series with one part of draws.

    Parameters
    ----------
    held_out : ndarray of shape (n, c, t)
    kind : Values, Shapes or Codes
    seed : int

    Returns
    -------
    true_part, drawn_part : dicts of str to ndarray of shape (n, c, t)
        By the part that is exchanged; "whole" are the held-out series with all of their parts, put together again.
    """
    drawn = drawn_inside(kind, len(held_out), np.random.default_rng(seed))
    true = kind.true(held_out.swapaxes(1, 2))
    true_part = {part: exchanged(drawn, true, part) for part in true} | {"whole": true}
    drawn_part = {part: exchanged(true, drawn, part) for part in true}
    return tuple(
        {part: kind.series(parts)[0].swapaxes(1, 2) for part, parts in side.items()} for side in (true_part, drawn_part)
    )


def judged(panel, series):
    """Series as judges see them: sizes that differ much between series as logarithms."""
    return np.log1p(np.maximum(series, 0)) if panel.name in LENGTHS else series


def for_distances(panel, series):
    """Series without channels of pure noise, which would dominate all distances."""
    return series[:, : series.shape[1] - PURE_NOISE.get(panel.name, 0)]


def rounds(job, panel):
    """Seed and judge of every round, and the rows that are held out in it."""
    train, *others = thirds(panel, job.seed)
    for number_of_round in range(N_ROUNDS_LONG if job.set in LONG else N_ROUNDS):
        held_out, fresh = others[:: 1 if number_of_round % 2 else -1]  # they change their roles
        seed = 1000 * job.seed + number_of_round
        yield seed, Judge(panel, train, held_out, fresh, seed), held_out


def measure(job, panel):
    """Figures of draws, of draws with parts of real series, and of real series: one cell each."""
    if job.case == "kept":
        return measure_kept(job, panel)
    train = thirds(panel, job.seed)[0]
    season = panel.season if job.mode == "seasonal" else None
    augmenters = {
        case: fit(panel.values[train], season, job.seed, **parameters)
        for case, parameters in {"sample": {}, "pca": {"model": PCACodec()}, "data": {"space": "data"}}.items()
    }
    kind = parts_of(augmenters["sample"])
    figures = {}
    for seed, judge, held_out in rounds(job, panel):
        series = {case: sampled(augmenter, len(held_out), seed) for case, augmenter in augmenters.items()}
        true_part, drawn_part = exchanges(panel.values[held_out], kind, seed)
        series |= true_part | {"real": panel.values[held_out]}
        for case, of_case in series.items():
            figures.setdefault(case, []).append(judge.figures(of_case))
        if len(drawn_part) > 2:  # of two, the other one is exchanged
            for part, of_part in drawn_part.items():
                figures[part][-1]["alone"] = judge.conv(of_part)
    return cells_of(figures)


def measure_kept(job, panel):
    """Figures of the draws of `measure`, of which those near training series are not drawn again."""
    augmenter = fit(panel.values[thirds(panel, job.seed)[0]], None, job.seed)
    keep_near_copies(augmenter)
    figures = {"kept": [], "real": []}
    for seed, judge, held_out in rounds(job, panel):
        figures["kept"].append(judge.figures(sampled(augmenter, len(held_out), seed)))
        figures["real"].append(judge.figures(panel.values[held_out]))
    return [cell for cell in cells_of(figures) if cell["part"] == "kept"]


def cells_of(figures):
    """Cells by case: means over rounds, density and coverage as ratios to those of real series."""
    means = {
        case: {name: np.mean([one[name] for one in of_case]) for name in of_case[0]}
        for case, of_case in figures.items()
    }
    return [
        {"part": case}
        | {name: mean[name] / means["real"][name] for name in ("density", "coverage")}
        | {name: mean[name] for name in ("conv", "alone", "copies") if name in mean}
        for case, mean in means.items()
    ]


class Judge:
    """Compares series with fresh real ones.

    Parameters
    ----------
    panel : SpannedPanel
    train, held_out, fresh : ndarrays of int
        Rows of the panel.
    seed : int
    """

    def __init__(self, panel, train, held_out, fresh, seed):
        self.panel, self.seed = panel, seed
        self.fresh, self.train = (judged(panel, panel.values[rows]) for rows in (fresh, train))
        known = np.concatenate([train, held_out])
        self.known, self.spans = judged(panel, panel.values[known]), panel.spans[known]
        self.spans_of_fresh = panel.spans[fresh]

    def conv(self, series):
        """Accuracy, less that of chance, of a classifier on random convolutions: (n, c, t) -> float."""
        series = judged(self.panel, series)
        return told(self.fresh, series, self.spans_of_fresh, spans_near(series, self.known, self.spans), self.seed)

    def figures(self, series):
        """All figures of series: (n, c, t) -> dict of str to float."""
        fresh, train, new = (
            for_distances(self.panel, side) for side in (self.fresh, self.train, judged(self.panel, series))
        )
        return {
            "conv": self.conv(series),
            "density": density(fresh, new),
            "coverage": coverage(fresh, new),
            "copies": dcr_share(train, new, fresh, quantile=NEAR),
        }


# ---------------------------------------------------------------------------------------------------------------- page
def titled(name, mode):
    """Title of a set in a mode."""
    return name if mode == "none" else f"{name}, season {SEASONS[name]}"


def by_seed(group, figure):
    """Figure of one set, a row a seed and a column a case; "alone" of two parts is conv of the other one exchanged."""
    if figure == "cost":
        return costs(group)
    table = group.pivot_table(index="seed", columns="part", values=figure) if figure in group else pd.DataFrame()
    parts = [part for part in PARTS if part in {*group["part"]}]
    if figure == "alone" and table.empty and len(parts) == 2:
        return by_seed(group, "conv")[parts[::-1]].set_axis(parts, axis=1)
    return table


def costs(group):
    """What every part of a draw costs, in conv: a row a seed, a column a part.

    The mean of two figures: how much conv falls where this part alone is real, and how much it rises where this part
    alone is drawn. (Of two parts this is their Shapley value.) Of the decoder, and of drawing near copies again, there
    is the first one only.
    """
    conv, alone = by_seed(group, "conv"), by_seed(group, "alone")
    parts = {part: (conv["sample"] - conv[part] + alone[part] - conv["real"]) / 2 for part in PARTS if part in alone}
    parts |= {case: conv["sample"] - conv[case] for case in ("kept", "data") if case in conv}
    return pd.DataFrame(parts)


def verdict(name, mode, group):
    """Line about one set: what its parts cost, the dearest first, bold where it clearly costs more than the next."""
    table = costs(group)
    order = table.mean().sort_values(ascending=False).index
    words = [f"{COSTLY[part]} {number(table[part].mean())}" for part in order]
    if is_dearest(table, order):
        words[0] = f"**{words[0]}**"
    conv = by_seed(group, "conv").mean()
    return f"- {titled(name, mode)}, {number(conv['sample'])} ({number(conv['real'])}): {', '.join(words)}"


def is_dearest(table, order):
    """Whether the first part costs more than the second by twice the standard error of their difference."""
    if len(order) < 2:
        return True
    difference = table[order[0]] - table[order[1]]
    error = difference.std(ddof=1) / np.sqrt(len(difference)) if len(difference) > 1 else np.inf
    return bool(difference.mean() > 2 * error)


def complete(cells):
    """Groups of cells by set and mode that have draws and real series."""
    groups = in_page_order(cells, ["set", "mode"], set=SETS, mode=("none", "seasonal"))
    return [(key, group) for key, group in groups if {"sample", "real"} <= {*group["part"]}]


def answer(cells):
    """Which part costs most, set by set."""
    groups = complete(cells)
    if not groups:
        return ""
    dearest = Counter(costs(group).mean().idxmax() for _, group in groups).most_common()
    counts = ", ".join(f"{COSTLY[part]} on {count}" for part, count in dearest)
    opening = (
        f"**What gives drawn series away most, on {len(groups)} sets: {counts}.** A classifier tells draws from fresh "
        "real series with an accuracy of .5 and `conv`. How much of it every part of a draw costs: `conv` of draws (of "
        "other real series), then the parts, the dearest first; bold where it costs more than the next by twice the "
        "standard error over seeds."
    )
    return "\n".join([opening, "", *(verdict(*key, group) for key, group in groups)])


def render(cells):
    """Markdown of the table from its cells."""
    intro = (
        "Every set is divided at random, by seed, into three parts of equally many series or time spans: training, "
        f"held out, fresh. Windows of {WINDOW_LENGTH} steps come from time spans of {SPAN} steps; tourism and M5 "
        f"series are cut into pieces of {LENGTHS['tourism_small_quarterly']} quarters and {LENGTHS['m5_daily']} days. "
        f"At most {MOST} series (loads: {MOST_TRAINING['italy_power_demand']}) are for training, and {MOST_JUDGED} are "
        "judged. `LGTAAugmenter(random_state=seed).fit(train)`, with `seasonal_period` where a season is named, draws "
        "as many series as are held out."
    )
    exchange = (
        "Then one part of every draw is exchanged for that of a held-out series, encoded by the same network: of the "
        "series whose part is most like the part drawn, for details of the one with the most similar code. Every "
        "held-out series gives its part once. Where series are drawn as they are, the *code* is what the principal "
        "components of their density explain, the *detail* is the rest, and level and size belong to both. Elsewhere "
        "the size of the remainder goes with trend and season. `sample` draws series as they are again where they lie "
        "near a training series; one line keeps them."
    )
    judges = (
        f"Figures are means of {N_ROUNDS} draws ({N_ROUNDS_LONG} for windows), between which held-out and fresh series "
        "change their roles; in brackets after the mean over seeds: smallest and largest. A dash: no such part. "
        "Tourism and M5 series, whose sizes differ a hundredfold, are judged as logarithms; distances leave out the "
        "two channels of noise of the energy data. The last line says what chance gives."
    )
    figures = [
        "*conv*: accuracy, less 0.5, of a linear classifier on 500 random convolutions, fitted to and scored on series "
        "of different time spans (or longer series; a draw counts to that of the nearest real one).",
        "*alone*: `conv` of held-out series of which only this part is drawn; where there are two parts, that of draws "
        "with the other one exchanged.",
        "*cost*: mean of what `conv` falls where the part is exchanged, and what it rises where only this part is "
        "drawn; of two parts, their Shapley value. The decoder, and drawing near copies again, cost what `conv` falls "
        "without them.",
        "*density*, *coverage*: as ratios to those of the held-out series.",
        f"*copies*: fraction nearer to a training series than {1 - NEAR:.0%} of the fresh ones are, {NEAR} by chance.",
    ]
    parts = [intro, exchange, "\n".join(f"- {figure}" for figure in figures), judges]
    for key, group in complete(cells):
        tables = {figure: by_seed(group, figure) for figure in FIGURES}
        rows = [
            [words, *(spread(table.get(case, np.nan), 3) for table in tables.values())] for case, words in CASES.items()
        ]
        parts += [f"## {titled(*key)}", grid(["series", *FIGURES], rows)]
    return "\n\n".join(parts)


def bars(cells):
    """What every part costs, and `conv` of other real series, by set."""
    values = {}
    for key, group in complete(cells):
        for part, of_part in costs(group).filter(items=PARTS).items():
            values[f"{titled(*key)}: {part}"] = of_part
        values[f"{titled(*key)}: real"] = by_seed(group, "conv")["real"]
    baselines = tuple(label for label in values if label.endswith(": real"))
    return Bars("cost (line: standard deviation over seeds)", values, baselines)

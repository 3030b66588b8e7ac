"""The picture that a page opens with: bars with their spread, baselines in grey."""

from typing import NamedTuple

import numpy as np


class Bars(NamedTuple):
    """What a picture shows.

    Attributes
    ----------
    label : str
        What is measured, and what the spread is over.
    values : dict of str to array-like
        Figures of every bar, which shows their mean and standard deviation.
    baselines : tuple of str
        Bars of what can be had without the method.
    reference : float
        Where bars start.
    """

    label: str
    values: dict
    baselines: tuple = ()
    reference: float = 0.0


def draw_bars(bars, path):
    """Draw bars from the reference to the mean, with a line of one standard deviation to either side.

    Parameters
    ----------
    bars : Bars
        What is shown, from top to bottom; bars without a figure are left out.
    path : path-like
        PNG file to write.
    """
    draw_panels({"": bars}, path)


def draw_panels(panels, path):
    """Draw several sets of bars below each other: a dict of title and `Bars`, a PNG file to write."""
    from matplotlib.figure import Figure  # not pyplot, which keeps figures in memory and needs a display backend

    rows = [len(with_figures(bars)) for bars in panels.values()]
    picture = Figure(figsize=(6, sum(1.2 + 0.3 * n for n in rows)), layout="constrained")
    column = picture.subplots(len(panels), height_ratios=rows, squeeze=False)[:, 0]
    for axes, (title, bars) in zip(column, panels.items(), strict=True):
        draw_panel(axes, bars)
        axes.set_title(title, loc="left", fontsize="large")
    picture.savefig(path, dpi=100)


def with_figures(bars):
    """Figures by bar, without missing ones; bars that have some."""
    rows = {name: np.asarray(values, dtype=float) for name, values in bars.values.items()}
    return {name: values[~np.isnan(values)] for name, values in rows.items() if not np.isnan(values).all()}


def draw_panel(axes, bars):
    """Draw bars into axes."""
    rows = with_figures(bars)
    for row, (name, values) in enumerate(rows.items()):
        color = "0.6" if name in bars.baselines else "tab:orange"
        deviation = values.std(ddof=1) if len(values) > 1 else 0
        length = values.mean() - bars.reference
        axes.barh(row, length, left=bars.reference, color=color, xerr=deviation, ecolor="0.2", height=0.7)
    axes.axvline(bars.reference, color="black", linewidth=1)
    axes.set_yticks(range(len(rows)), rows)
    axes.invert_yaxis()
    axes.set_xlabel(bars.label.replace(" (line", "\n(line"))
    axes.spines[["top", "right"]].set_visible(False)

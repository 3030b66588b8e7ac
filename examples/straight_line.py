"""The picture of docs/how-it-works.md: the path of one series through the augmenter.

All curves and codes are computed. The script simulates sales of 40 shops in 72 months, fits an augmenter to them and
draws every step for one shop. Run ``python examples/straight_line.py [picture.png]``.
"""

import sys
from itertools import pairwise
from pathlib import Path

import matplotlib
import numpy as np

from sklearn_lgta import LGTAAugmenter
from sklearn_lgta.transformations import Redraw

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.patches import FancyArrowPatch

SEASON, N_SHOPS, N_MONTHS = 12, 40, 72
SHOP, DONOR = 3, 7
GAIN = 0.6  # angle towards the donor's code, in quarter turns
TITLES = (
    (
        "1  a series",
        "2  trend and season\nare set aside",
        "3  the remainder is cut\ninto patches",
        "4  a code for each patch",
    ),
    (
        "8  a copy",
        "7  trend and season\ncome back",
        "6  decoded, and what the\ncode did not carry",
        "5  the code is changed",
    ),
)
ORIGINAL, COPY, LIGHT = "black", "tab:orange", "0.75"


def make_sales(seed=0):
    """Return sales (40, 72) with trends, a season, and shocks that last for some months."""
    rng = np.random.default_rng(seed)
    time = np.arange(N_MONTHS)
    shocks = rng.normal(size=(N_SHOPS, N_MONTHS))
    for month in range(1, N_MONTHS):
        shocks[:, month] += 0.6 * shocks[:, month - 1]
    season = np.sin(2 * np.pi * time / SEASON + rng.normal(0, 0.5, size=(N_SHOPS, 1)))
    trend = rng.uniform(-1, 3, size=(N_SHOPS, 1)) * time / N_MONTHS
    return 20 + 2 * trend + 3 * season + shocks


def trace_series(X, model=None):
    """Return the arrays of every step for one series, by name."""
    augmenter = LGTAAugmenter("mix", seasonal_period=SEASON, model=model, random_state=0).fit(X)
    codes = augmenter.encode(X)  # (n_series, n_tokens, latent_dim)
    mean, spread = codes.mean(axis=(0, 1)), codes.std(axis=(0, 1))
    code, donor = ((codes[row] - mean) / spread for row in (SHOP, DONOR))
    changed = Redraw(target=donor).apply(code, GAIN)

    series = X[SHOP]
    structure, decoded, new = augmenter.decode(
        np.stack([np.zeros_like(code), codes[SHOP], mean + spread * changed]), like=X[[SHOP] * 3]
    )  # a code of zeros decodes to a zero remainder, so only the structure is left
    return {
        "series": series,
        "structure": structure,
        "remainder": series - structure,
        "code": code,
        "changed": changed,
        "new": new - structure,
        "residual": series - decoded,
        "copy": new + series - decoded,
        "patch_length": augmenter.model_.sizes_.patch_length,
    }


def middle(box):
    """Return the height of the middle of a panel."""
    return (box.y0 + box.y1) / 2


def arrow(fig, start, end, style="arc3"):
    """Draw an arrow between two positions of the figure."""
    fig.add_artist(
        FancyArrowPatch(
            start,
            end,
            transform=fig.transFigure,
            connectionstyle=style,
            arrowstyle="-|>",
            mutation_scale=13,
            color="0.35",
        )
    )


def draw(steps, path):
    """Draw the steps in two rows: from the series to its code above, and back to the copy below."""
    fig, axes = plt.subplots(2, 4, figsize=(12, 5.4), layout="constrained")
    fig.get_layout_engine().set(w_pad=0.16, h_pad=0.1, rect=(0, 0, 0.97, 1))  # space for the arrow on the right
    for row, titles in zip(axes, TITLES, strict=True):
        for ax, title in zip(row, titles, strict=True):
            ax.set_title(title, fontsize=11, loc="left")
            ax.set(xticks=[], yticks=[])
    (series, structure, remainder, code), (copy, back, new, changed) = axes

    series.plot(steps["series"], color=ORIGINAL)
    structure.plot(steps["series"], color=LIGHT, linewidth=1)
    structure.plot(steps["structure"], color="tab:green")
    remainder.plot(steps["remainder"], color=ORIGINAL, linewidth=1.2)
    for start in range(0, N_MONTHS + 1, steps["patch_length"]):
        remainder.axvline(start - 0.5, color=LIGHT, linewidth=0.8)
    limit = np.abs([steps["code"], steps["changed"]]).max()
    for ax, values in ((code, steps["code"]), (changed, steps["changed"])):
        ax.imshow(values.T, aspect="auto", cmap="PuOr_r", vmin=-limit, vmax=limit)
        ax.set_xlabel("a column a patch, a row a number")
    new.plot(steps["remainder"], color=LIGHT, linewidth=1)
    new.plot(steps["new"] + steps["residual"], color=COPY, linewidth=1.2)
    back.plot(steps["structure"], color="tab:green")
    copy.plot(steps["series"], color=LIGHT, linewidth=1)
    copy.plot(steps["copy"], color=COPY)
    for one, other in ((series, copy), (remainder, new), (structure, back)):
        low, high = zip(one.get_ylim(), other.get_ylim(), strict=True)
        one.set_ylim(min(low), max(high))
        other.set_ylim(min(low), max(high))

    fig.canvas.draw()  # fixes the positions of the panels: the arrows depend on them
    fig.set_layout_engine("none")
    above, below = ([ax.get_position() for ax in row] for row in axes)
    for left, right in pairwise(above):
        arrow(fig, (left.x1, middle(left)), (right.x0, middle(right)))
    for left, right in pairwise(below):
        arrow(fig, (right.x0, middle(right)), (left.x1, middle(left)))
    arrow(fig, (above[-1].x1, middle(above[-1])), (below[-1].x1, middle(below[-1])), "arc3,rad=-0.3")
    fig.savefig(path, dpi=80)
    plt.close(fig)


def main(path, model=None):
    steps = trace_series(make_sales(), model)
    path.parent.mkdir(parents=True, exist_ok=True)
    draw(steps, path)
    change = np.std(steps["copy"] - steps["series"]) / np.std(steps["series"])
    print(f"change of the copy: {change:.2f} standard deviations of the series")
    print(f"picture: {path}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_suffix(".png"))

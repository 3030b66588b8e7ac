"""The picture of docs/workflows.md: what three ways to augment do in fit and in predict.

Run ``python examples/three_routes.py [picture.png]``.
"""

import sys
from pathlib import Path

import matplotlib
import numpy as np

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

ORIGINAL, COPY = "black", "tab:orange"
TITLES = ("AugmentedEstimator", "LGTAResampler", "LGTAAugmenter")
WHERE = ("around any estimator", "in imbalanced-learn's Pipeline", "in scikit-learn's Pipeline")
# Rows that the estimator is fitted to.
ROWS = ((ORIGINAL, COPY, COPY, COPY), (ORIGINAL, COPY), (COPY,))
FITTED_TO = ("originals and copies", "originals and copies,\nby class if wanted", "one copy instead of\neach original")
STEPS = ("augmenter", "resampler", "augmenter")
PASSED = ("not called", "not called", "passes new rows on;\na row that fit has seen\nis augmented")


def box(ax, x, y, width, height, text, edge="0.35", face="white", **style):
    ax.add_patch(
        FancyBboxPatch(
            (x, y), width, height, boxstyle="round,pad=0,rounding_size=0.06", edgecolor=edge, facecolor=face, lw=1.2
        )
    )
    ax.text(x + width / 2, y + height / 2, text, ha="center", va="center", fontsize=9.5, **style)


def arrow(ax, start, end, color="0.35"):
    ax.add_patch(
        FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=11, color=color, lw=1.4, shrinkA=0, shrinkB=0)
    )


def rows(ax, x, y, colors):
    """Draw series below each other around (x, y). All originals have one shape; every copy has a different one."""
    time = np.linspace(0, 1, 60)
    for row, color in enumerate(colors):
        curve = np.sin(4 * np.pi * time)
        if color == COPY:
            curve = (1 + 0.35 * np.sin(2 * np.pi * time + 2 * row)) * np.sin(4 * np.pi * time + 0.5 * row - 0.8)
        middle = y + 0.15 * ((len(colors) - 1) / 2 - row)
        ax.plot(x - 0.45 + 0.9 * time, middle + 0.055 * curve, color=color, linewidth=1.6, solid_capstyle="round")


def draw_fit(ax, route):
    ax.text(0.05, 4.47, "fit", fontsize=10, color="0.45", style="italic")
    rows(ax, 0.75, 4.1, (ORIGINAL,))
    ax.text(0.75, 4.32, "X", ha="center", fontsize=10)
    arrow(ax, (0.75, 3.97), (0.75, 3.6))
    box(ax, 0.15, 3.1, 1.2, 0.48, STEPS[route], edge=COPY)
    arrow(ax, (1.38, 3.34), (1.83, 3.34))
    rows(ax, 2.4, 3.34, ROWS[route])
    ax.text(
        2.4,
        3.34 + 0.075 * len(ROWS[route]) + 0.13,
        FITTED_TO[route],
        ha="center",
        va="bottom",
        fontsize=9,
        color="0.3",
        linespacing=1.15,
    )
    arrow(ax, (2.4, 3.34 - 0.075 * len(ROWS[route]) - 0.06), (2.4, 2.7))
    box(ax, 1.75, 2.2, 1.3, 0.48, "estimator")


def draw_predict(ax, route):
    ax.text(0.05, 1.78, "predict", fontsize=10, color="0.45", style="italic")
    rows(ax, 0.75, 1.34, (ORIGINAL,))
    ax.text(0.75, 1.52, "new X", ha="center", fontsize=10)
    is_called = STEPS[route] == "augmenter" and route == len(STEPS) - 1
    if is_called:
        arrow(ax, (0.75, 1.21), (0.75, 0.86))
        box(ax, 0.15, 0.36, 1.2, 0.48, STEPS[route], edge=COPY)
        arrow(ax, (1.38, 0.6), (1.73, 0.6))
        ax.text(2.4, 1.0, PASSED[route], ha="center", va="bottom", fontsize=9, color="0.3", linespacing=1.15)
    else:
        arrow(ax, (0.75, 1.21), (1.72, 0.72))
        box(ax, 0.15, 0.36, 1.2, 0.48, STEPS[route], edge="0.8", color="0.7")
        ax.text(0.75, 0.18, PASSED[route], ha="center", va="center", fontsize=9, color="0.55")
    box(ax, 1.75, 0.36, 1.3, 0.48, "estimator")
    arrow(ax, (3.08, 0.6), (3.38, 0.6))
    ax.text(3.44, 0.6, "ŷ", va="center", fontsize=12)


def main(path):
    fig, axes = plt.subplots(1, len(TITLES), figsize=(12, 5.2), layout="constrained")
    for route, ax in enumerate(axes):
        ax.set(xlim=(-0.1, 3.75), ylim=(0, 5.35))
        ax.axis("off")
        ax.add_patch(
            FancyBboxPatch(
                (-0.08, 0.02), 3.8, 5.3, boxstyle="round,pad=0,rounding_size=0.1", facecolor="0.975", edgecolor="none"
            )
        )
        ax.text(1.83, 5.02, TITLES[route], ha="center", fontsize=13, weight="bold")
        ax.text(1.83, 4.75, WHERE[route], ha="center", fontsize=10, color="0.35")
        draw_fit(ax, route)
        ax.axhline(2.0, 0.04, 0.96, color="0.85", lw=1)
        draw_predict(ax, route)
    handles = [plt.Line2D([], [], color=color, linewidth=1.8) for color in (ORIGINAL, COPY)]
    fig.legend(handles, ["series as they are", "augmented copies"], loc="outside lower center", ncols=2, frameon=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    fig.savefig(path, dpi=80)
    plt.close(fig)
    print(f"picture: {path}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_suffix(".png"))

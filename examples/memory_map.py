"""
Large panels in memory maps
===========================

Copies of a panel in a file are written to another file. Neither of the two is ever read as a whole.

``fit`` reads a memory map in parts and trains on a sample of at most 17 million values. ``augment_iter`` reads, copies
and forgets 1,000 series at a time; the copies are bitwise those of ``augment``. Run
``python examples/memory_map.py [picture.png]``.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib
import numpy as np

from sklearn_lgta import LGTAAugmenter, PCACodec

matplotlib.use("Agg")
import matplotlib.pyplot as plt

N_SERIES, N_DAYS, N_COPIES, CHUNK = 5_000, 112, 2, 1_000


def write_sales(path):
    """Write daily sales with a weekly season, 1,000 series at a time."""
    rng = np.random.default_rng(0)
    X = np.lib.format.open_memmap(path, "w+", dtype=np.float32, shape=(N_SERIES, N_DAYS))
    week = 1 + 0.5 * np.sin(np.arange(N_DAYS) * 2 * np.pi / 7)
    for first in range(0, N_SERIES, CHUNK):
        level = rng.gamma(2, 20, size=(CHUNK, 1))
        X[first : first + CHUNK] = level * week * rng.gamma(9, 1 / 9, size=(CHUNK, N_DAYS))


def write_copies(augmenter, source, target):
    """Write copies of all series to a new file of shape (n_copies, n_series, n_timepoints)."""
    X = np.load(source, mmap_mode="r")
    copies = np.lib.format.open_memmap(target, "w+", dtype=X.dtype, shape=(N_COPIES, *X.shape))
    first = 0
    for part in augmenter.augment_iter(X, N_COPIES, chunk_size=CHUNK):
        of_part = part.reshape(N_COPIES, -1, N_DAYS)
        copies[:, first : first + of_part.shape[1]] = of_part
        first += of_part.shape[1]


def main(model=None):
    """Fit to one file and write another one."""
    with TemporaryDirectory() as folder:
        source, target = Path(folder) / "sales.npy", Path(folder) / "copies.npy"
        write_sales(source)
        X = np.load(source, mmap_mode="r")
        augmenter = LGTAAugmenter(seasonal_period=7, model=model, random_state=0).fit(X)
        write_copies(augmenter, source, target)
        copies = np.load(target, mmap_mode="r")
        print(f"{copies.shape[0]} copies of {copies.shape[1]:,} series of {copies.shape[2]} days")
        change = np.sqrt(np.mean((copies[:, :100] - X[:100]) ** 2, axis=(0, 2)) / X[:100].var(axis=1))
        print(f"change of the first 100 series: {np.median(change):.2f} standard deviations")
        return np.array(X[:2]), np.array(copies[:, :2])


def draw(results, path):
    """Draw two series and their copies, as read from the files."""
    X, copies = results
    figure, panels = plt.subplots(len(X), 1, figsize=(6, 3), layout="constrained", sharex=True)
    for row, axes in enumerate(panels):
        axes.plot(copies[:, row].T, color="tab:orange", alpha=0.8)
        axes.plot(X[row], color="black", linewidth=1.2)
        axes.set(ylabel="sold")
        axes.spines[["top", "right"]].set_visible(False)
    panels[0].set(title="two of 5,000 series (black) and their copies, from files")
    panels[-1].set(xlabel="day")
    figure.savefig(path, dpi=100)
    plt.close(figure)


if __name__ == "__main__":
    results = main(PCACodec())  # the network takes a few seconds more: main()
    draw(results, sys.argv[1] if len(sys.argv) > 1 else Path(__file__).with_suffix(".png"))

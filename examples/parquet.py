"""
Copies of a Parquet file
========================

A long table in a Parquet file is copied to another one row group by row group, so any number of series fits.

The file needs whole series in every row group, here 500 shops. The augmenter is fitted to the first groups, and copies
the others as it copies series that it has not seen. pyarrow reads and writes the files: ``pip install pyarrow``.
Run ``python examples/parquet.py [picture.png]``.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib
import numpy as np
import pandas as pd

from sklearn_lgta import LGTAAugmenter, PCACodec

matplotlib.use("Agg")
import matplotlib.pyplot as plt

N_GROUPS, N_SHOPS, N_DAYS, N_COPIES = 4, 500, 56, 2


def sales(group):
    """Return a long table of daily sales, with columns shop, day and sold."""
    rng = np.random.default_rng(group)
    week = 1 + 0.5 * np.sin(np.arange(N_DAYS) * 2 * np.pi / 7)
    sold = rng.gamma(2, 20, size=(N_SHOPS, 1)) * week * rng.gamma(9, 1 / 9, size=(N_SHOPS, N_DAYS))
    shops = [f"shop {number}" for number in range(group * N_SHOPS, (group + 1) * N_SHOPS)]
    days = pd.date_range("2026-01-05", periods=N_DAYS)
    return pd.DataFrame(
        {"shop": np.repeat(shops, N_DAYS), "day": np.tile(days, N_SHOPS), "sold": sold.astype(np.float32).ravel()}
    )


def write_groups(path, tables):
    """Write tables as the row groups of one file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    writer = None
    for table in tables:
        arrow = pa.Table.from_pandas(table, preserve_index=False)
        writer = writer or pq.ParquetWriter(path, arrow.schema)
        writer.write_table(arrow, row_group_size=len(arrow))
    writer.close()


def read_groups(path, which=None):
    """Yield the row groups of a file as tables: all of them, or some."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        for number in range(file.num_row_groups) if which is None else which:
            yield file.read_row_group(number).to_pandas()


def write_copies(augmenter, source, target):
    """Write copies of every row group of a file to another one."""
    write_groups(target, (augmenter.augment(table, N_COPIES) for table in read_groups(source)))


def main(model=None):
    """Fit to the first two row groups, and write copies of all."""
    with TemporaryDirectory() as folder:
        source, target = Path(folder) / "sales.parquet", Path(folder) / "copies.parquet"
        write_groups(source, (sales(group) for group in range(N_GROUPS)))

        training = pd.concat(read_groups(source, [0, 1]), ignore_index=True)
        augmenter = LGTAAugmenter(seasonal_period=7, model=model, random_state=0).fit(training)
        write_copies(augmenter, source, target)

        for table in read_groups(target, [N_GROUPS - 1]):
            print(f"last of {N_GROUPS} row groups: {table['shop'].nunique():,} copies of {N_SHOPS} shops")
            print(table.head(3).to_string(index=False))
        return next(read_groups(source, [N_GROUPS - 1])), table


def draw(tables, path):
    """Draw the first shop of the last row group, and its copies, as read from the files."""
    originals, copies = tables
    figure, axes = plt.subplots(figsize=(6, 2.6), layout="constrained")
    names = copies["shop"].unique()[::N_SHOPS]  # all shops once, then all shops again
    for name in names:
        of_copy = copies[copies["shop"] == name]
        axes.plot(of_copy["day"], of_copy["sold"], color="tab:orange", label=f"copy: {name}")
    original = originals[originals["shop"] == originals["shop"].iloc[0]]
    axes.plot(original["day"], original["sold"], color="black", label=original["shop"].iloc[0])
    axes.set(ylabel="sold a day")
    axes.tick_params(axis="x", labelrotation=30)
    axes.spines[["top", "right"]].set_visible(False)
    figure.legend(loc="outside upper center", ncols=3, frameon=False)
    figure.savefig(path, dpi=100)
    plt.close(figure)


if __name__ == "__main__":
    results = main(PCACodec())  # the network takes a few seconds more: main()
    draw(results, sys.argv[1] if len(sys.argv) > 1 else Path(__file__).with_suffix(".png"))

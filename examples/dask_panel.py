"""
A large panel by Dask
=====================

Copies of a panel that no memory holds are made partition by partition, bitwise as in one call.

The panel is a long table: a row is a time point of a series. A partition holds whole series, as a folder of parquet
files with some series in each does (``dask.dataframe.read_parquet``; ``ddf.shuffle("shop")`` brings other tables into
this form). The augmenter is fitted to the first partition, and every worker gets it once, through ``dask.delayed``. A
copy depends on its series alone, so the copies are bitwise those of one call of ``augment``. Name series by text: names
of copies are then the same in any partition. Run ``python examples/dask_panel.py [picture.png] --n-series 1000000``.

Arrays that one memory holds need no Dask DataFrame: ``n_jobs`` works in any backend of joblib.

- Dask: ``with joblib.parallel_config(backend="dask"):`` after ``distributed.Client(...)``.
- Ray: ``ray.util.joblib.register_ray()``, then ``with joblib.parallel_config(backend="ray"):``.
- Spark: ``joblibspark.register_spark()``, then ``with joblib.parallel_config(backend="spark"):``.
"""

import argparse
import resource
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import dask
import dask.dataframe as dd
import matplotlib
import numpy as np
import pandas as pd
from distributed import Client, LocalCluster

from sklearn_lgta import LGTAAugmenter, PCACodec

matplotlib.use("Agg")
import matplotlib.pyplot as plt

N_MONTHS = 24


def table_of_shops(number, n_shops):
    """Return one partition: the monthly sales of some shops, (n_shops * N_MONTHS, 3)."""
    rng = np.random.default_rng(number)
    phase = rng.uniform(0, 2 * np.pi, (n_shops, 1))
    sales = 100 + 10 * np.sin(np.arange(N_MONTHS) * np.pi / 6 + phase) + rng.normal(size=(n_shops, N_MONTHS))
    return pd.DataFrame(
        {
            "shop": np.repeat([f"shop {number}-{i}" for i in range(n_shops)], N_MONTHS),
            "month": np.tile(pd.date_range("2024-01-01", periods=N_MONTHS, freq="MS"), n_shops),
            "sales": sales.ravel(),
        }
    )


def copies_of(part, augmenter):
    return augmenter.augment(part)


def peak_megabytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10  # Linux counts in kB


def main(client, n_series=4_000, n_partitions=4, folder=None):
    shops = partial(table_of_shops, n_shops=n_series // n_partitions)
    first = shops(0)
    panel = dd.from_map(shops, range(n_partitions), meta=first.iloc[:0])
    augmenter = LGTAAugmenter(model=PCACodec(), random_state=0).fit(first)
    local = augmenter.augment(first)
    copies = panel.map_partitions(copies_of, dask.delayed(augmenter), meta=local.iloc[:0])

    with TemporaryDirectory() as temporary:
        start = perf_counter()
        copies.to_parquet(folder or temporary)  # a file a partition: no process holds more than a few of them
        seconds = perf_counter() - start
        files = sorted(Path(folder or temporary).glob("*.parquet"))
        written = pd.read_parquet(files[0])
        size = sum(file.stat().st_size for file in files) / 2**20
    peak = max(*client.run(peak_megabytes).values(), peak_megabytes())
    is_same = np.array_equal(written["sales"], local["sales"]) and list(written["shop"]) == list(local["shop"])
    print(f"{n_series} series of {N_MONTHS} months, {n_partitions} partitions: {seconds:.1f} s, {size:.0f} MB of files")
    print(f"peak memory of a process: {peak:.0f} MB")
    print(f"the first partition is bitwise that of one call of augment: {is_same}")
    return first, local, written


def draw(tables, path):
    """Draw two shops, their copies as the workers wrote them, and the copies of one call."""
    first, local, written = (table["sales"].to_numpy().reshape(-1, N_MONTHS) for table in tables)
    figure, panels = plt.subplots(1, 2, figsize=(6, 2.8), layout="constrained", sharey=True)
    for row, axes in enumerate(panels):
        axes.plot(first[row], color="black", label="sales")
        axes.plot(written[row], color="tab:orange", linewidth=3, alpha=0.6, label="copy, written by a worker")
        axes.plot(local[row], ".", color="tab:red", label="the same copy, by one call of augment")
        axes.set(title=tables[0]["shop"].unique()[row], xlabel="month")
        axes.spines[["top", "right"]].set_visible(False)
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2, frameon=False)
    figure.savefig(path, dpi=100)
    plt.close(figure)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("picture", nargs="?", type=Path, default=Path(__file__).with_suffix(".png"))
    parser.add_argument("--n-series", type=int, default=4_000)
    arguments = parser.parse_args()
    n_series = arguments.n_series
    cluster = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0")
    with cluster, Client(cluster) as client:
        tables = main(client, n_series, n_partitions=max(4, n_series // 10_000))
    draw(tables, arguments.picture)

"""Work in a cluster of Dask: bitwise the local result, with one fitted augmenter a worker."""

import os
import runpy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from joblib import parallel_config

from sklearn_lgta import LGTAAugmenter, PCACodec

dask = pytest.importorskip("dask")
dd = pytest.importorskip("dask.dataframe")
distributed = pytest.importorskip("distributed")
# joblib before 1.6 says so of its own backend for Dask.
pytestmark = pytest.mark.filterwarnings("ignore:`apply_async` is deprecated:DeprecationWarning")

EXAMPLE = Path(__file__).parents[1] / "examples" / "dask_panel.py"


@pytest.fixture(scope="module")
def client():
    """Two processes that work."""
    cluster = distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0")
    with cluster, distributed.Client(cluster) as client:
        yield client


@pytest.fixture(scope="module")
def table(X):
    """The series of X in a long table, named by text."""
    days = pd.date_range("2024-01-01", periods=48)
    names = np.repeat([f"shop {row}" for row in range(60)], 48)
    return pd.DataFrame({"shop": names, "day": np.tile(days, 60), "sold": X.ravel()})


def augmenter(kind=LGTAAugmenter, **parameters):
    return kind(model=PCACodec(), random_state=0, seasonal_period=12, **parameters)


@pytest.mark.parametrize(
    "work",
    [
        lambda fitted, X: fitted.augment(X, n_copies=2),
        lambda fitted, X: np.hstack(fitted.training_windows(X, 12, 6, n_copies=1)[:2]),
        lambda fitted, X: fitted.sample(600, random_state=0),
    ],
    ids=["augment", "training_windows", "sample"],
)
def test_jobs_in_a_cluster_change_no_bit(work, client, X):
    fitted = augmenter().fit(X)
    alone = work(fitted, X)
    with parallel_config(backend="dask"):
        np.testing.assert_array_equal(work(fitted, X), alone)


def test_partitions_are_augmented_as_the_whole_table_by_one_augmenter_a_worker(client, table, tmp_path):
    class Counted(LGTAAugmenter):
        def __setstate__(self, state, log=str(tmp_path / "arrivals")):
            with open(log, "a") as file:
                file.write(f"{os.getpid()}\n")
            LGTAAugmenter.__setstate__(self, state)

    fitted = augmenter(Counted).fit(table)
    whole = fitted.augment(table, n_copies=2)
    shuffled = table.sample(frac=1, random_state=0)
    with dask.config.set({"dataframe.convert-string": False}):
        parts = dd.from_pandas(shuffled, npartitions=3).shuffle("shop", npartitions=6)
        copies = parts.map_partitions(
            lambda part, one: one.augment(part, n_copies=2), dask.delayed(fitted), meta=whole.iloc[:0]
        )
        result = copies.compute()
    by_time = [frame.sort_values(["shop", "day"], ignore_index=True) for frame in (result, whole)]
    pd.testing.assert_frame_equal(*by_time, check_exact=True)
    arrivals = [line for line in (tmp_path / "arrivals").read_text().splitlines() if line != str(os.getpid())]
    assert 1 <= len(arrivals) == len({*arrivals}) <= 2  # this process reads its own message, as the scheduler


def test_the_example_writes_the_copies_of_one_call(client, tmp_path, capsys):
    example = runpy.run_path(str(EXAMPLE))
    example["draw"](example["main"](client, 60, n_partitions=3, folder=tmp_path), tmp_path / "picture.png")
    assert (tmp_path / "picture.png").stat().st_size > 10_000
    assert "bitwise that of one call of augment: True" in capsys.readouterr().out
    read = pd.concat([pd.read_parquet(file) for file in sorted(tmp_path.glob("*.parquet"))])
    shops = pd.concat([example["table_of_shops"](number, 20) for number in range(3)])
    assert list(read["shop"]) == [f"{name}_copy0" for name in shops["shop"]]
    assert len(read) == 60 * 24 and np.isfinite(read["sales"]).all()

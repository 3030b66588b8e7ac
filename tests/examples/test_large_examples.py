"""The examples of data in files write the copies that `augment` returns."""

import runpy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.image import imread

from sklearn_lgta import LGTAAugmenter, PCACodec

EXAMPLES = Path(__file__).parents[2] / "examples"


def example(name):
    return runpy.run_path(str(EXAMPLES / f"{name}.py"))


def colors(path):
    return set(map(tuple, imread(path).reshape(-1, 4)))


def test_copies_in_a_memory_map_are_those_of_augment(tmp_path, capsys, monkeypatch):
    memory_map = example("memory_map")
    for name, value in {"N_SERIES": 60, "N_DAYS": 28, "CHUNK": 20}.items():
        monkeypatch.setitem(memory_map["main"].__globals__, name, value)
    memory_map["draw"](memory_map["main"](PCACodec()), tmp_path / "picture.png")
    assert len(colors(tmp_path / "picture.png")) > 20
    assert "2 copies of 60 series of 28 days" in capsys.readouterr().out

    source, target = tmp_path / "sales.npy", tmp_path / "copies.npy"
    memory_map["write_sales"](source)
    X = np.load(source)
    augmenter = LGTAAugmenter(seasonal_period=7, model=PCACodec(), random_state=0).fit(X)
    memory_map["write_copies"](augmenter, source, target)
    np.testing.assert_array_equal(np.load(target).reshape(120, 28), augmenter.augment(X, 2))


def test_copies_in_a_parquet_file_are_those_of_augment(tmp_path, capsys, monkeypatch):
    pytest.importorskip("pyarrow")
    parquet = example("parquet")
    for name, value in {"N_GROUPS": 3, "N_SHOPS": 20}.items():
        monkeypatch.setitem(parquet["main"].__globals__, name, value)
    parquet["draw"](parquet["main"](PCACodec()), tmp_path / "picture.png")
    assert len(colors(tmp_path / "picture.png")) > 20
    assert "last of 3 row groups: 40 copies of 20 shops" in capsys.readouterr().out

    source, target = tmp_path / "sales.parquet", tmp_path / "copies.parquet"
    tables = [parquet["sales"](group) for group in range(3)]
    parquet["write_groups"](source, tables)
    augmenter = LGTAAugmenter(seasonal_period=7, model=PCACodec(), random_state=0).fit(pd.concat(tables[:2]))
    parquet["write_copies"](augmenter, source, target)
    for table, copies in zip(tables, parquet["read_groups"](target), strict=True):
        pd.testing.assert_frame_equal(copies, augmenter.augment(table, 2).reset_index(drop=True), check_dtype=False)

"""Every kind of container is read as a panel, written as it came, and continued by new series."""

import re
from types import SimpleNamespace

import numpy as np
import pandas as pd
import polars as pl
import pytest
import xarray

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta._containers import kinds
from sklearn_lgta._containers.kinds import read_panel, write_new
from sklearn_lgta._containers.output_format import OutputFormat

VALUES = np.random.default_rng(0).normal(size=(4, 12))
DAYS = pd.date_range("2024-01-01", periods=12)
LONG_INDEX = pd.MultiIndex.from_product([list("abcd"), DAYS], names=["shop", "day"])
RAGGED = [row[: 8 + number] for number, row in enumerate(VALUES)]
SERIES = [pd.Series(row, index=DAYS[: len(row)], name="sold") for row in RAGGED]
CONTAINERS = {
    "array": VALUES,
    "masked array": np.ma.MaskedArray(VALUES, mask=np.zeros(VALUES.shape, dtype=bool)),
    "frame": pd.DataFrame(VALUES, columns=pd.period_range("2020-01", periods=12, freq="M")),
    "list": RAGGED,
    "list of Series": SERIES,
    "list of DataFrames": [series.to_frame() for series in SERIES],
    "list of polars Series": [pl.Series(row) for row in RAGGED],
    "list of dicts": [{"start": DAYS[0].to_period("D"), "target": row} for row in RAGGED],
    "nested frame": pd.DataFrame({"dim_0": SERIES}),
    "long frame": pd.DataFrame({"sold": VALUES.ravel()}, index=LONG_INDEX),
    "DataArray": xarray.DataArray(VALUES, {"day": DAYS}, ("shop", "day"), name="sold", attrs={"unit": "kg"}),
    "long table": pd.DataFrame({"sold": VALUES.ravel()}, index=LONG_INDEX).reset_index(),
    "polars frame": pl.DataFrame({f"step {step}": VALUES[:, step] for step in range(12)}),
}
RAGGED_KINDS = {kind for kind in CONTAINERS if kind.startswith("list")} | {"nested frame"}


def assert_same(actual, expected):
    assert type(actual) is type(expected)
    if isinstance(expected, list | dict):
        assert len(actual) == len(expected)
        keys = expected if isinstance(expected, dict) else range(len(expected))
        for key in keys:
            assert_same(actual[key], expected[key])
    elif isinstance(expected, pd.DataFrame) and isinstance(expected.iat[0, 0], pd.Series):
        pd.testing.assert_index_equal(actual.columns, expected.columns)
        pd.testing.assert_index_equal(actual.index, expected.index)
        assert_same(actual.to_numpy().ravel().tolist(), expected.to_numpy().ravel().tolist())
    elif isinstance(expected, pd.DataFrame):
        pd.testing.assert_frame_equal(actual, expected)
    elif isinstance(expected, pd.Series):
        pd.testing.assert_series_equal(actual, expected)
    elif isinstance(expected, xarray.DataArray):
        xarray.testing.assert_identical(actual, expected)
    elif isinstance(expected, pl.DataFrame):
        assert actual.equals(expected) and actual.schema == expected.schema
    else:
        assert np.array_equal(actual, expected)


def test_every_kind_is_tested_here():
    assert {kind.KIND for kind in kinds._KINDS} == set(CONTAINERS)


@pytest.mark.parametrize("kind", CONTAINERS)
def test_a_container_is_written_as_it_came(kind):
    X = CONTAINERS[kind]
    panel = read_panel(LGTAAugmenter(), X)
    assert panel.values.shape == (4, 11 if kind in RAGGED_KINDS else 12, 1)
    assert_same(panel.write(panel.values), X)


def first_two(kind):
    if kind == "long frame":
        return CONTAINERS[kind].loc[["a", "b"]]
    return CONTAINERS[kind][: 24 if kind == "long table" else 2]


@pytest.mark.parametrize("kind", CONTAINERS)
def test_copies_follow_each_other(kind):
    X = CONTAINERS[kind]
    panel = read_panel(LGTAAugmenter(), X)
    copies = panel.write(np.concatenate([panel.values, panel.values + 1]), "copy", 5)
    assert type(copies) is type(X) and len(copies) == 2 * len(X)
    if kind == "long frame":
        copies = copies.droplevel("copy")
    elif kind == "DataArray":
        assert copies["copy"].values.tolist() == [5] * 4 + [6] * 4
        copies = copies.drop_vars("copy")
    elif kind == "long table":
        assert set(copies["shop"]) == {f"{shop}_copy{number}" for shop in "abcd" for number in (5, 6)}
        copies["shop"] = copies["shop"].str[0]
    assert_same(copies[: len(X)], X)


@pytest.mark.parametrize("kind", CONTAINERS)
def test_the_format_of_fit_is_all_that_later_calls_need(kind):
    augmenter, X = LGTAAugmenter(), CONTAINERS[kind]
    panel = read_panel(augmenter, X)
    fitted_format = OutputFormat.of(panel)
    assert (fitted_format.kind, fitted_format.n_channels) == (kind, 1)
    again = read_panel(augmenter, first_two(kind), fitted_format)
    assert len(again.values) == 2 and OutputFormat.of(again).kind == kind


@pytest.mark.parametrize("kind", CONTAINERS)
def test_new_series_come_in_the_container_of_fit(kind):
    panel = read_panel(LGTAAugmenter(), CONTAINERS[kind])
    lengths = (~np.isnan(panel.values[:2, :, 0])).sum(axis=1)
    new = write_new(panel.values[:2], OutputFormat.of(panel), lengths, np.arange(2))
    expected = first_two(kind)
    assert type(new) is type(expected)
    if kind == "long table":
        assert_same(new.assign(shop=expected["shop"]), expected)
    elif kind in ("frame", "long frame"):
        np.testing.assert_array_equal(new, expected)
        pd.testing.assert_index_equal(new.columns, expected.columns)
    else:
        assert_same(new, expected)


@pytest.mark.parametrize(
    ("kind", "position"),
    [
        ("array", r"the first at position \(1, 3\)\."),
        ("masked array", r"the first at position \(1, 3\)\."),
        ("frame", r"the first in row 1, column Period\('2020-04', 'M'\)\."),
        ("list", r"the first at position 3 of series 1\."),
        ("list of Series", r"the first at Timestamp\('2024-01-04 00:00:00'\) of series 1\."),
        ("list of DataFrames", r"in row Timestamp\('2024-01-04 00:00:00'\), column 'sold' of series 1\."),
        ("list of polars Series", r"the first at position 3 of series 1\."),
        ("list of dicts", r"the first at position 3 of series 1\."),
        ("nested frame", r"the first at Timestamp\('2024-01-04 00:00:00'\) of row 1, column 'dim_0'\."),
        ("long frame", r"the first in row \('b', Timestamp\('2024-01-04 00:00:00'\)\), column 'sold'\."),
        ("DataArray", r"the first at X\.isel\({'shop': 1, 'day': 3}\)\."),
        ("long table", r"the first in row \('b', Timestamp\('2024-01-04 00:00:00'\)\), column 'sold'\."),
        ("polars frame", r"the first in row 1, column 'step 3'\."),
    ],
)
def test_the_first_infinite_value_is_located_in_the_words_of_the_container(kind, position):
    panel = read_panel(LGTAAugmenter(), CONTAINERS[kind])
    values = panel.values.copy()
    values[1, 3] = np.inf
    array = values[:, :, 0] if panel.n_dims == 2 else values.swapaxes(1, 2)  # `Panel.write` would clip it
    X = array if panel.container is None else panel.container.write(array, None, 0)
    with pytest.raises(ValueError, match=position):
        read_panel(LGTAAugmenter(), X)


@pytest.mark.parametrize(
    ("X", "line"),
    [
        ("sales.csv", "pandas.read_csv(X)"),
        ((row for row in VALUES), "list(X)"),
        (dict(zip("abcd", VALUES, strict=True)).values(), "list(X)"),
        (SimpleNamespace(to_pandas=lambda: pd.DataFrame(VALUES, columns=DAYS)), "X.to_pandas()"),
    ],
    ids=["text", "generator", "values of a dict", "table of another library"],
)
def test_what_is_not_read_yet_gets_the_line_that_reads_it(X, line, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pd.DataFrame(VALUES, columns=DAYS).to_csv("sales.csv", index=False)
    augmenter = LGTAAugmenter(model=PCACodec(), random_state=0)
    with pytest.raises(ValueError, match=re.escape(line)):
        augmenter.fit(X)
    series = eval(line, {"X": X, "pandas": pd})
    assert len(augmenter.fit(series).augment(series)) == 4

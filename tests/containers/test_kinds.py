"""Every kind of container is read as a panel, written as it came, and continued by new series."""

import numpy as np
import pandas as pd
import polars as pl
import pytest

from sklearn_lgta import LGTAAugmenter
from sklearn_lgta._containers import kinds
from sklearn_lgta._containers.kinds import read_panel, write_new
from sklearn_lgta._containers.output_format import OutputFormat

VALUES = np.random.default_rng(0).normal(size=(4, 12))
LONG_INDEX = pd.MultiIndex.from_product([list("abcd"), pd.date_range("2024-01-01", periods=12)], names=["shop", "day"])
CONTAINERS = {
    "array": VALUES,
    "frame": pd.DataFrame(VALUES, columns=pd.period_range("2020-01", periods=12, freq="M")),
    "list": [row[: 8 + number] for number, row in enumerate(VALUES)],
    "long frame": pd.DataFrame({"sold": VALUES.ravel()}, index=LONG_INDEX),
    "long table": pd.DataFrame({"sold": VALUES.ravel()}, index=LONG_INDEX).reset_index(),
    "polars frame": pl.DataFrame({f"step {step}": VALUES[:, step] for step in range(12)}),
}


def assert_same(actual, expected):
    assert type(actual) is type(expected)
    if isinstance(expected, pd.DataFrame):
        pd.testing.assert_frame_equal(actual, expected)
    elif isinstance(expected, pl.DataFrame):
        assert actual.equals(expected) and actual.schema == expected.schema
    else:
        assert all(map(np.array_equal, actual, expected)) and len(actual) == len(expected)


def test_every_kind_is_tested_here():
    assert {kind.KIND for kind in kinds._KINDS} == set(CONTAINERS)


@pytest.mark.parametrize("kind", CONTAINERS)
def test_a_container_is_written_as_it_came(kind):
    X = CONTAINERS[kind]
    panel = read_panel(LGTAAugmenter(), X)
    assert panel.values.shape == (4, 12 if kind != "list" else 11, 1)
    assert_same(panel.write(panel.values), X)


def first_two(kind):
    if kind == "long frame":
        return CONTAINERS[kind].loc[["a", "b"]]
    return CONTAINERS[kind][: 24 if kind == "long table" else 2]


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
    if kind in ("array", "list", "polars frame"):
        assert_same(new, expected)
    elif kind == "long table":
        assert_same(new.assign(shop=expected["shop"]), expected)
    else:
        np.testing.assert_array_equal(new, expected)
        pd.testing.assert_index_equal(new.columns, expected.columns)


@pytest.mark.parametrize(
    ("kind", "position"),
    [
        ("array", r"the first at position \(1, 3\)\."),
        ("frame", r"the first in row 1, column Period\('2020-04', 'M'\)\."),
        ("list", r"the first at position 3 of series 1\."),
        ("long frame", r"the first in row \('b', Timestamp\('2024-01-04 00:00:00'\)\), column 'sold'\."),
        ("long table", r"the first in row \('b', Timestamp\('2024-01-04 00:00:00'\)\), column 'sold'\."),
        ("polars frame", r"the first in row 1, column 'step 3'\."),
    ],
)
def test_the_first_infinite_value_is_located_in_the_words_of_the_container(kind, position):
    X = CONTAINERS[kind]
    if kind == "list":
        X = [row.copy() for row in X]
        X[1][3] = np.inf
    elif kind == "array":
        X = np.where(np.arange(48).reshape(4, 12) == 15, np.inf, X)
    elif kind == "long table":
        X = X.assign(sold=X["sold"].mask(np.arange(48) == 15, np.inf))
    elif kind == "polars frame":
        X = X.with_columns(pl.when(pl.int_range(4) == 1).then(np.inf).otherwise(pl.col("step 3")).alias("step 3"))
    else:
        X = X.mask(np.arange(48).reshape(X.shape) == 15, np.inf)
    with pytest.raises(ValueError, match=position):
        read_panel(LGTAAugmenter(), X)

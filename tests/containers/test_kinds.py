"""Every kind of container is read as a panel, written as it came, and continued by new series."""

import numpy as np
import pandas as pd
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
}


def assert_same(actual, expected):
    assert type(actual) is type(expected)
    if isinstance(expected, pd.DataFrame):
        pd.testing.assert_frame_equal(actual, expected)
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


@pytest.mark.parametrize("kind", CONTAINERS)
def test_the_format_of_fit_is_all_that_later_calls_need(kind):
    augmenter, X = LGTAAugmenter(), CONTAINERS[kind]
    panel = read_panel(augmenter, X)
    fitted_format = OutputFormat.of(panel)
    assert (fitted_format.kind, fitted_format.n_channels) == (kind, 1)
    again = read_panel(augmenter, X[:2] if kind != "long frame" else X.loc[["a", "b"]], fitted_format)
    assert len(again.values) == 2 and OutputFormat.of(again).kind == kind


@pytest.mark.parametrize("kind", CONTAINERS)
def test_new_series_come_in_the_container_of_fit(kind):
    panel = read_panel(LGTAAugmenter(), CONTAINERS[kind])
    lengths = (~np.isnan(panel.values[:2, :, 0])).sum(axis=1)
    new = write_new(panel.values[:2], OutputFormat.of(panel), lengths, np.arange(2))
    expected = CONTAINERS[kind][:2] if kind != "long frame" else CONTAINERS[kind].loc[["a", "b"]]
    assert type(new) is type(expected)
    if kind in ("array", "list"):
        assert_same(new, expected)
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
    ],
)
def test_the_first_infinite_value_is_located_in_the_words_of_the_container(kind, position):
    X = CONTAINERS[kind]
    if kind == "list":
        X = [row.copy() for row in X]
        X[1][3] = np.inf
    elif kind == "array":
        X = np.where(np.arange(48).reshape(4, 12) == 15, np.inf, X)
    else:
        X = X.mask(np.arange(48).reshape(X.shape) == 15, np.inf)
    with pytest.raises(ValueError, match=position):
        read_panel(LGTAAugmenter(), X)

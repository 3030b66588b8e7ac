"""What tests of containers share: what an error says to type, and when containers are the same."""

import ast
import datetime
import re
from contextlib import suppress

import numpy as np
import pandas as pd
import polars as pl
import pytest
import xarray

from sklearn_lgta import from_long


@pytest.fixture
def remedied():
    """The function that evaluates the line at the end of an error or a warning."""

    def evaluate(raised, **names):
        message = str(raised.value if hasattr(raised, "value") else raised)
        for start in re.finditer(r"(?<=: )|(?<=[Pp]ass )", message):
            line = message[start.start() :].removesuffix(".")
            with suppress(SyntaxError):  # the longest end that is an expression
                return eval(compile(line, "line", "eval"), {"numpy": np, "pandas": pd, **names})
        raise AssertionError(f"no line in: {message}")

    return evaluate


@pytest.fixture(scope="session")
def remedies():
    """The function that does what a message says: it yields X after each line that the message holds."""

    def mended(message, X):
        message, _, begin = message.partition(" X is a frame of polars: begin with X = ")
        X = eval(begin.removesuffix("."), {"X": X, "pandas": pd}) if begin else X
        for line in lines_of(message):
            names = {"X": X.copy() if hasattr(X, "copy") else X, "pd": pd, "pandas": pd, "numpy": np}
            names |= {"polars": pl, "xarray": xarray, "from_long": from_long, "datetime": datetime}
            try:
                yield eval(line, names)
            except SyntaxError:  # an assignment
                exec(line, names)
                yield names["X"]

    return mended


def lines_of(message):
    """Code in a message, from X, a list or a call on, each as long as Python reads it."""
    for start in re.finditer(r"(?<![\w.'\"(\[=])(?:X\b|from_long\(|xarray\.|pandas\.|numpy\.|\(X|\[)", message):
        ends = (end for end in range(len(message), start.start(), -1) if message[end - 1] in ")]T")
        line = next((line for end in ends if is_code(line := message[start.start() : end])), "X")
        if len(line) > 2 and "X" in line:
            yield line
            for first, second in re.findall(r"by format='(.*?)' or '(.*?)'", message):
                yield line.replace(first, second)


def is_code(line):
    try:
        ast.parse(line)
    except SyntaxError:
        return False
    return "\n" not in line


@pytest.fixture(scope="session")
def assert_same():
    """The function that compares two containers: types, values, dtypes, names and their order."""
    return _assert_same


def _assert_same(actual, expected):  # noqa: PLR0912, a branch a type
    assert type(actual) is type(expected)
    if isinstance(expected, dict):
        assert list(actual) == list(expected)
        for key, value in expected.items():
            _assert_same(actual[key], value)
    elif isinstance(expected, list | tuple) or (isinstance(expected, np.ndarray) and is_of_series(expected)):
        assert len(actual) == len(expected)
        for one, other in zip(actual, expected, strict=True):
            _assert_same(one, other)
    elif isinstance(expected, pd.DataFrame) and is_series(expected.iat[0, 0]):
        pd.testing.assert_index_equal(actual.columns, expected.columns)
        pd.testing.assert_index_equal(actual.index, expected.index)
        _assert_same(actual.to_numpy().ravel().tolist(), expected.to_numpy().ravel().tolist())
    elif isinstance(expected, pd.DataFrame):
        pd.testing.assert_frame_equal(actual, expected, check_exact=True)
    elif isinstance(expected, pd.Series):
        pd.testing.assert_series_equal(actual, expected, check_exact=True)
    elif isinstance(expected, xarray.DataArray):
        xarray.testing.assert_identical(actual, expected)
        assert actual.dtype == expected.dtype
    elif isinstance(expected, pl.DataFrame):
        assert actual.schema == expected.schema and actual.equals(expected)
    elif isinstance(expected, pl.Series):
        assert (actual.name, actual.dtype) == (expected.name, expected.dtype) and actual.equals(expected)
    elif isinstance(expected, np.ma.MaskedArray):
        assert (actual.dtype, actual.fill_value) == (expected.dtype, expected.fill_value)
        np.testing.assert_array_equal(np.ma.getmaskarray(actual), np.ma.getmaskarray(expected))
        np.testing.assert_array_equal(actual.filled(0), expected.filled(0))
    elif isinstance(expected, np.ndarray):
        assert actual.dtype == expected.dtype
        np.testing.assert_array_equal(*(array.astype(float) for array in (actual, expected)))
    else:
        assert actual == expected


def is_series(cell):
    return isinstance(cell, pd.Series | np.ndarray)


def is_of_series(array):
    return array.dtype == object and array.ndim == 1 and is_series(array[0])

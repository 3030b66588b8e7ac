import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator

from sklearn_lgta._panel import read_panel, season_of_columns


class Reader(BaseEstimator):
    """The least that `read_panel` needs."""

    _n_dims = 2


def read(X, **parameters):
    return read_panel(Reader(), X, **{"reset": True, **parameters})


def test_series_become_series_by_time_by_channel():
    X = np.arange(24.0).reshape(2, 3, 4)  # (n_series, n_channels, n_timepoints)
    panel = read(X)
    assert panel.values.shape == (2, 4, 3)
    np.testing.assert_array_equal(panel.values[1, :, 2], X[1, 2])
    np.testing.assert_array_equal(read(X[:, 0]).values[:, :, 0], X[:, 0])


@pytest.mark.parametrize("shape", [(3, 5), (3, 2, 5)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_what_is_read_is_written_back(shape, dtype):
    X = np.random.default_rng(0).normal(size=shape).astype(dtype)
    panel = read(X)
    written = panel.write(panel.values)
    np.testing.assert_array_equal(written, X)
    assert written.dtype == dtype
    assert panel.values.dtype == np.float64


def test_values_are_a_copy_in_one_memory_order():
    X = np.asfortranarray(np.random.default_rng(0).normal(size=(3, 2, 5)))
    panel = read(X)
    assert panel.values.flags.c_contiguous
    assert not np.shares_memory(panel.values, X)


@pytest.mark.parametrize("X", [[[1, 2, 3], [4, 5, 6]], ((1, 2, 3), (4, 5, 6)), np.array([[1, 2, 3], [4, 5, 6]])])
def test_whole_numbers_are_written_as_floats(X):
    panel = read(X)
    written = panel.write(panel.values + 0.5)
    np.testing.assert_array_equal(written, [[1.5, 2.5, 3.5], [4.5, 5.5, 6.5]])


def test_channels_may_come_as_nested_lists():
    assert read([[[1, 2, 3], [4, 5, 6]]]).values.shape == (1, 3, 2)


def test_a_frame_gets_its_labels_back_once_a_copy():
    frame = pd.DataFrame([[1.0, 2.0], [3.0, 4.0]], index=pd.Index(["a", "b"], name="id"), columns=["t0", "t1"])
    panel = read(frame)
    written = panel.write(np.concatenate([panel.values, panel.values + 10]))
    expected = pd.concat([frame, frame + 10])
    pd.testing.assert_frame_equal(written, expected)


def test_numbers_too_large_for_float32_do_not_become_infinite():
    panel = read(np.array([[1.0, 2.0]], dtype=np.float32))
    written = panel.write(np.array([[1e300, -1e300]])[:, :, None])
    np.testing.assert_array_equal(written, [[np.finfo(np.float32).max, np.finfo(np.float32).min]])


@pytest.mark.parametrize("freq", ["MS", "D", "15min"])
def test_the_season_of_an_array_is_not_known(freq):
    columns = pd.date_range("2020-01-01", periods=4, freq=freq)
    assert season_of_columns(read(np.zeros((2, 4)))) is None
    assert season_of_columns(read(pd.DataFrame(np.zeros((2, 4)), columns=columns))) is not None


@pytest.mark.parametrize(
    ("freq", "season"),
    [("6h", 4), ("12h", 2), ("D", 7), ("24h", None), ("7D", None), ("s", 86400), ("90s", 960), ("3MS", 4), ("6MS", 2)],
)
def test_a_multiple_of_a_step_divides_the_season(freq, season):
    columns = pd.date_range("2020-01-01", periods=4, freq=freq)
    assert season_of_columns(read(pd.DataFrame(np.zeros((2, 4)), columns=columns))) == season


def test_names_of_columns_are_remembered():
    reader = Reader()
    read_panel(reader, pd.DataFrame(np.zeros((2, 3)), columns=["a", "b", "c"]), reset=True)
    np.testing.assert_array_equal(reader.feature_names_in_, ["a", "b", "c"])
    assert reader.n_features_in_ == 3

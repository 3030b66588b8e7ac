import numpy as np
import pytest

from sklearn_lgta.model._holdout import hold_out


def split(n_series, n_timepoints, window_length=12, patch_length=3):
    panel = np.arange(n_series * n_timepoints, dtype=float).reshape(n_series, n_timepoints, 1)
    split = hold_out(n_series, n_timepoints, window_length, patch_length, np.random.default_rng(0))
    return panel, panel[split.train], panel[split.held_out], split.kind


@pytest.mark.parametrize(("n_series", "n_held_out"), [(10, 1), (59, 5), (100, 10), (5_000, 200)])
def test_a_tenth_of_the_series_is_held_out(n_series, n_held_out):
    panel, train, held_out, kind = split(n_series, 12)
    assert kind == "series"
    assert len(held_out) == n_held_out
    rows = {tuple(row.ravel()) for row in panel}
    assert {tuple(row.ravel()) for row in train} | {tuple(row.ravel()) for row in held_out} == rows
    assert len(train) + len(held_out) == n_series


@pytest.mark.parametrize("n_series", [1, 9])
def test_few_long_series_hold_out_their_last_part(n_series):
    panel, train, held_out, kind = split(n_series, 60)
    assert kind == "time"
    np.testing.assert_array_equal(np.concatenate([train, held_out], axis=1), panel)
    assert held_out.shape[1] >= 12
    assert train.shape[1] % 3 == 0


def test_few_short_series_hold_out_nothing():
    panel, train, held_out, kind = split(3, 24)
    assert kind == "none"
    np.testing.assert_array_equal(train, panel)
    np.testing.assert_array_equal(held_out, panel)

"""Series that share time steps are found whatever their order, and zeros shared by chance are none."""

import numpy as np

from sklearn_lgta._sampling.overlap import are_windows, left_out_together, sharing_time


def windows_of(process, length):
    return np.lib.stride_tricks.sliding_window_view(process, length)[..., None]


def test_windows_share_time_with_those_that_start_less_than_a_length_away():
    rng = np.random.default_rng(0)
    starts = rng.permutation(60)
    shares = sharing_time(windows_of(rng.normal(size=83), 24)[starts]).toarray()
    distance = np.abs(starts[:, None] - starts)
    np.testing.assert_array_equal(shares, distance <= 24 - 8)  # eight equal values in a row are enough


def test_windows_are_told_from_series_of_their_own():
    rng = np.random.default_rng(0)
    assert are_windows(sharing_time(windows_of(rng.normal(size=100), 24)))
    assert not are_windows(sharing_time(rng.normal(size=(60, 24, 2))))


def test_counts_and_constant_series_share_no_time():
    rng = np.random.default_rng(0)
    sparse = rng.poisson(0.05, size=(50, 24, 1)).astype(float)
    sparse[:5] = 7.0
    assert not are_windows(sharing_time(sparse))


def test_every_series_shares_time_with_itself():
    assert sharing_time(np.zeros((4, 2, 1))).toarray().diagonal().all()


def test_series_that_share_time_with_a_third_are_left_out_together():
    process = np.random.default_rng(0).normal(size=83)
    shares = left_out_together(sharing_time(windows_of(process, 24))).toarray()
    starts = np.arange(60)
    np.testing.assert_array_equal(shares, np.abs(starts[:, None] - starts) <= 2 * (24 - 8))

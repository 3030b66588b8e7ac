"""Training windows, and copies without end."""

import pickle
from itertools import islice

import numpy as np
import pandas as pd
import polars as pl
import pytest
import xarray as xr
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LinearRegression

from sklearn_lgta import LGTAAugmenter, PCACodec, WindowDataset
from sklearn_lgta._augmenter import read_windows

LAGS, HORIZON = 14, 5
N_WINDOWS = 48 - LAGS - HORIZON + 1  # of a series of the panel X


def cut(values):
    """Windows of series, one by one: (n_windows, LAGS), (n_windows, HORIZON)."""
    pairs = [
        (series[start : start + LAGS], series[start + LAGS : start + LAGS + HORIZON])
        for series in values
        for start in range(values.shape[-1] - LAGS - HORIZON + 1)
    ]
    return tuple(np.array(side) for side in zip(*pairs, strict=True))


def structure_of(augmenter, X):
    """The mean of very many copies tells what they vary about; the package's own split tells it exactly."""
    return augmenter._copier.encoder.decomposer.decompose(np.asarray(X, dtype=float)[:, :, None]).structure[:, :, 0]


# ------------------------------------------------------------------------------------ training windows
def test_originals_come_first_series_by_series(fitted_structure, X):
    lags, targets, rows = fitted_structure.training_windows(X, LAGS, HORIZON, n_copies=2)
    n = len(X) * N_WINDOWS
    assert (lags.shape, targets.shape, rows.shape) == ((3 * n, LAGS), (3 * n, HORIZON), (3 * n,))
    expected_lags, expected_targets = cut(X)
    np.testing.assert_array_equal(lags[:n], expected_lags)
    np.testing.assert_array_equal(targets[:n], expected_targets)
    np.testing.assert_array_equal(rows, np.tile(np.repeat(np.arange(len(X)), N_WINDOWS), 3))


def test_copies_are_those_of_augment_and_their_targets_are_clean(fitted_structure, X):
    lags, targets, _ = fitted_structure.training_windows(X, LAGS, HORIZON, n_copies=2, copy=3)
    copies = fitted_structure.augment(X, 2, copy=3)
    n = len(X) * N_WINDOWS
    np.testing.assert_array_equal(lags[n:], cut(copies)[0])
    clean = cut(structure_of(fitted_structure, X))[1]
    np.testing.assert_allclose(targets[n : 2 * n], clean, rtol=0, atol=1e-12)
    np.testing.assert_array_equal(targets[n : 2 * n], targets[2 * n :])


def test_the_same_targets_are_those_of_the_copy(fitted_structure, X):
    lags, targets, _ = fitted_structure.training_windows(X, LAGS, HORIZON, n_copies=1, target="same")
    n = len(X) * N_WINDOWS
    for found, expected in zip((lags[n:], targets[n:]), cut(fitted_structure.augment(X)), strict=True):
        np.testing.assert_array_equal(found, expected)


def test_no_copies_leave_the_originals(fitted_structure, X):
    lags, targets, rows = fitted_structure.training_windows(X, LAGS, HORIZON, n_copies=0)
    assert len(lags) == len(targets) == len(rows) == len(X) * N_WINDOWS


def test_strength_0_repeats_the_originals_bitwise(fitted_structure, X):
    still = pickle.loads(pickle.dumps(fitted_structure)).set_params(strength=0)
    lags, targets, _ = still.training_windows(X, LAGS, HORIZON, n_copies=1)
    for windows in (lags, targets):
        np.testing.assert_array_equal(*np.split(windows, 2))


def test_a_window_as_long_as_the_series_is_one(fitted_structure, X):
    lags, targets, rows = fitted_structure.training_windows(X, 40, 8, n_copies=1)
    np.testing.assert_array_equal(np.hstack([lags, targets])[: len(X)], X)
    np.testing.assert_array_equal(rows, np.tile(np.arange(len(X)), 2))


def test_channels_stay_apart(X3):
    augmenter = LGTAAugmenter(seasonal_period=6, model=PCACodec(), random_state=0).fit(X3)
    lags, targets, rows = augmenter.training_windows(X3, 10, 4, n_copies=1)
    assert (lags.shape[1:], targets.shape[1:]) == ((3, 10), (3, 4))
    np.testing.assert_array_equal(lags[0], X3[0, :, :10])
    np.testing.assert_array_equal(targets[1], X3[0, :, 11:15])
    copy = augmenter.augment(X3)
    np.testing.assert_array_equal(lags[len(rows) // 2], copy[0, :, :10])


def test_windows_keep_the_dtype_and_take_frames(X):
    frame = pd.DataFrame(X.astype(np.float32), columns=pd.period_range("2000-01", periods=48, freq="M"))
    augmenter = LGTAAugmenter(model=PCACodec(), random_state=0).fit(frame)
    lags, targets, _ = augmenter.training_windows(frame, LAGS, HORIZON, n_copies=1)
    assert lags.dtype == targets.dtype == np.float32
    assert augmenter.structure_ == "both"


def test_what_is_never_negative_has_targets_that_are_not(X):
    counts = np.random.default_rng(0).poisson(np.exp(X - X.mean(axis=1, keepdims=True)))
    augmenter = LGTAAugmenter(seasonal_period=12, model=PCACodec(), random_state=0).fit(counts)
    lags, targets, _ = augmenter.training_windows(counts, LAGS, HORIZON, n_copies=3)
    assert min(lags.min(), targets.min()) == 0


def test_without_structure_targets_are_those_of_the_copy_with_a_warning(fitted, X):
    with pytest.warns(
        UserWarning, match="target='clean' needs trend and season.*Set seasonal_period, or target='same'"
    ):
        _, targets, _ = fitted.training_windows(X, LAGS, HORIZON, n_copies=1)
    np.testing.assert_array_equal(targets, fitted.training_windows(X, LAGS, HORIZON, n_copies=1, target="same")[1])


def test_clean_targets_of_a_noisy_line_with_a_season_are_nearer_to_the_truth():
    rng = np.random.default_rng(0)
    time = np.arange(60)
    truth = (5 + 0.1 * time + 2 * np.sin(2 * np.pi * time / 12))[None] * rng.uniform(1, 3, (40, 1))
    X = truth + rng.normal(size=truth.shape)
    augmenter = LGTAAugmenter(seasonal_period=12, model=PCACodec(), random_state=0).fit(X)
    _, targets, _ = augmenter.training_windows(X, 24, 12, n_copies=1)
    future = np.lib.stride_tricks.sliding_window_view(truth[:, 24:], 12, axis=1).reshape(-1, 12)
    error = np.sqrt(np.mean((targets.reshape(2, *future.shape) - future) ** 2, axis=(1, 2)))
    assert error[1] < 0.6 * error[0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"lags": 0}, "lags=0 must be a whole number of at least 1"),
        ({"lags": 2.0}, "lags=2.0 must be a whole number"),
        ({"horizon": 0}, "horizon=0 must be a whole number of at least 1"),
        ({"lags": 40, "horizon": 9}, "48 time points at most. One window of lags=40 and horizon=9 needs 49"),
        ({"n_copies": -1}, "n_copies=-1 must be a whole number of at least 0"),
        ({"copy": -1}, "copy=-1 must be a whole number of at least 0"),
        ({"target": "mean"}, "target='mean' must be 'clean' or 'same'"),
        ({"y": [1, 2]}, "60"),
    ],
)
def test_what_cannot_be_cut_is_refused(arguments, message, fitted_structure, X):
    with pytest.raises(ValueError, match=message):
        fitted_structure.training_windows(X, **{"lags": LAGS, "horizon": HORIZON, **arguments})


@pytest.mark.parametrize(
    "call",
    [
        lambda a, X: a.training_windows(X, 4, 2),
        lambda a, X: a.newest_windows(X, 4),
        lambda a, X: a.iter_copies(X),
    ],
)
def test_an_augmenter_must_be_fitted_first(call, X):
    with pytest.raises(NotFittedError):
        call(LGTAAugmenter(), X)


def test_the_warning_of_missing_structure_points_at_the_line_that_asked(fitted, X):
    with pytest.warns(UserWarning, match="target='clean'") as warned:
        fitted.training_windows(X, LAGS, HORIZON, n_copies=0)
    assert warned[0].filename == __file__


# ------------------------------------------------------------------------------------ where windows start
def test_starts_and_rows_find_every_window_and_its_covariates(fitted_structure, X):
    lags, targets, rows, starts = fitted_structure.training_windows(X, LAGS, HORIZON, n_copies=2, return_starts=True)
    assert rows.shape == starts.shape == (len(lags),)
    of_original = slice(len(lags) // 3)
    for row, start, before, after in zip(rows[of_original], starts[of_original], lags, targets, strict=False):
        np.testing.assert_array_equal(before, X[row, start : start + LAGS])
        np.testing.assert_array_equal(after, X[row, start + LAGS : start + LAGS + HORIZON])
    copies = np.concatenate([X, fitted_structure.augment(X, 2)]).reshape(3, *X.shape)
    number = np.repeat(np.arange(3), len(lags) // 3)
    found = np.array([copies[n, row, start : start + LAGS] for n, row, start in zip(number, rows, starts, strict=True)])
    np.testing.assert_array_equal(lags, found)


def test_without_starts_three_arrays_are_returned(fitted_structure, X):
    three = fitted_structure.training_windows(X, LAGS, HORIZON, n_copies=1)
    four = fitted_structure.training_windows(X, LAGS, HORIZON, n_copies=1, return_starts=True)
    assert (len(three), len(four)) == (3, 4)
    for one, other in zip(three, four, strict=False):
        np.testing.assert_array_equal(one, other)


def ragged(n_channels=1):
    """Six series of 24 to 48 time points: (n_timepoints,), or (n_channels, n_timepoints)."""
    rng = np.random.default_rng(7)
    series = [rng.normal(size=(n_channels, length)).cumsum(axis=1) for length in (48, 30, 24, 41, 36, 27)]
    return [one[0] for one in series] if n_channels == 1 else series


def test_starts_count_as_the_series_of_a_list_and_of_a_padded_array_do():
    series = ragged()
    padded = np.full((6, 50), np.nan)
    for row, own in zip(padded, series, strict=True):
        row[50 - len(own) :] = own  # the newest values stand below each other
    for X in (series, padded):
        augmenter = LGTAAugmenter(model=PCACodec(), random_state=0).fit(X)
        lags, _, rows, starts = augmenter.training_windows(X, 6, 2, 0, target="same", return_starts=True)
        found = np.array([X[row][start : start + 6] for row, start in zip(rows, starts, strict=True)])
        np.testing.assert_array_equal(lags, found)
        assert np.isfinite(found).all()


def test_starts_count_as_a_long_frame_in_the_order_of_time():
    series = ragged()
    index = [(name, time) for name, own in zip("abcdef", series, strict=True) for time in range(len(own))]
    index = pd.MultiIndex.from_tuples(index, names=["name", "time"])
    frame = pd.DataFrame({"sales": np.concatenate(series)}, index=index)
    by_hand = frame.groupby(level=0)["sales"].apply(np.array)
    mixed = frame.sample(frac=1, random_state=0)
    augmenter = LGTAAugmenter(model=PCACodec(), random_state=0).fit(mixed)
    lags, _, rows, starts = augmenter.training_windows(mixed, 6, 2, 0, target="same", return_starts=True)
    names = mixed.index.get_level_values(0).unique()
    for window, row, start in zip(lags, rows, starts, strict=True):
        np.testing.assert_array_equal(window, by_hand[names[row]][start : start + 6])


# ------------------------------------------------------------------------------------ newest windows
def test_newest_windows_are_the_last_columns(fitted_structure, X):
    newest = fitted_structure.newest_windows(X, LAGS)
    np.testing.assert_array_equal(newest, X[:, -LAGS:])
    np.testing.assert_array_equal(fitted_structure.newest_windows(X, 48), X)  # a series may be one window
    assert not np.shares_memory(newest, X)


def test_newest_windows_end_with_the_last_observed_value():
    series = ragged()
    right, left, both = np.full((3, 6, 50), np.nan)
    for row, own in enumerate(series):
        right[row, : len(own)] = own
        left[row, 50 - len(own) :] = own
        both[row, 1 : 1 + len(own)] = own
    expected = np.array([own[-20:] for own in series])
    for X in (right, left, both):
        augmenter = LGTAAugmenter(model=PCACodec(), random_state=0).fit(X)
        np.testing.assert_array_equal(augmenter.newest_windows(X, 20), expected)


@pytest.mark.parametrize("n_channels", [1, 3])
def test_newest_windows_have_the_layout_of_the_lags(n_channels):
    series = ragged(n_channels)
    augmenter = LGTAAugmenter(model=PCACodec(), random_state=0).fit(series)
    newest = augmenter.newest_windows(series, 20)
    lags, *_ = augmenter.training_windows(series, 20, 1, 0, target="same")
    assert newest.shape == (6, *lags.shape[1:]) == ((6, 20) if n_channels == 1 else (6, n_channels, 20))
    np.testing.assert_array_equal(newest, [own[..., -20:] for own in series])


def days_of(values):
    """A long table of one column of values: (n_series, n_timepoints)."""
    days = pd.date_range("2025-01-06", periods=values.shape[1], name="day")
    shops = pd.Index([f"shop {row:02d}" for row in range(len(values))], name="shop")
    return pd.DataFrame(values, index=shops, columns=days).stack().rename("sold").reset_index()


@pytest.mark.parametrize(
    ("without_channels", "in_container"),
    [
        (True, list),
        (True, lambda values: [pd.Series(own) for own in values]),
        (True, lambda values: [pd.DataFrame({"sold": own}) for own in values]),
        (True, lambda values: [{"start": "2025-01-06", "target": own} for own in values]),
        (True, lambda values: pd.DataFrame({"sold": [pd.Series(own) for own in values]})),
        (True, days_of),
        (True, lambda values: days_of(values).set_index(["shop", "day"])),
        (True, lambda values: pl.from_pandas(days_of(values))),
        (True, lambda values: xr.DataArray(values, dims=("shop", "time"))),
        (False, lambda values: xr.DataArray(values[:, None], dims=("shop", "channel", "time"))),
        (False, lambda values: list(values[:, None])),
        (False, lambda values: [{"start": "2025-01-06", "target": own} for own in values[:, None]]),
        (False, lambda values: np.ma.masked_array(values[:, None])),
        (False, lambda values: values[:, None]),
    ],
)
def test_windows_of_one_channel_fit_a_regressor_unless_it_is_an_axis_of_an_array(without_channels, in_container, X):
    values = X[:12] if without_channels else X[:12, None]
    series = in_container(X[:12])
    augmenter = LGTAAugmenter("mix", 0.3, model=PCACodec(), random_state=0).fit(series)
    lags, targets, rows, starts = augmenter.training_windows(series, 20, 4, 0, target="same", return_starts=True)
    newest = augmenter.newest_windows(series, 20)
    np.testing.assert_array_equal(newest, values[..., -20:])
    np.testing.assert_array_equal(lags[5], values[rows[5], ..., starts[5] : starts[5] + 20])
    np.testing.assert_array_equal(targets[5], values[rows[5], ..., starts[5] + 20 : starts[5] + 24])
    of_dataset = WindowDataset(augmenter, series, 20, 4, target="same").set_epoch(0)[5]
    np.testing.assert_allclose(of_dataset[0].numpy(), lags[5], rtol=1e-6)
    if without_channels:
        assert LinearRegression().fit(lags, targets).predict(newest).shape == (12, 4)


def test_newest_windows_keep_the_dtype_and_take_frames(X):
    columns = pd.period_range("2000-01", periods=48, freq="M")
    frame = pd.DataFrame(X.astype(np.float32), columns=columns, index=[f"s{row}" for row in range(60)])
    augmenter = LGTAAugmenter(model=PCACodec(), random_state=0).fit(frame)
    newest = augmenter.newest_windows(frame, 5)
    assert type(newest) is np.ndarray and newest.dtype == np.float32
    np.testing.assert_array_equal(newest, frame.to_numpy()[:, -5:])


def test_a_window_ends_where_any_channel_does(X3):
    G = X3.copy()
    G[0, 1, 20:] = np.nan  # one channel ends early
    augmenter = LGTAAugmenter("mix", 0.3, model=PCACodec(), random_state=0).fit(G)
    np.testing.assert_array_equal(augmenter.newest_windows(G, 8), G[:, :, -8:])
    lags, *_ = augmenter.training_windows(G, 8, 1, 0, target="same")
    np.testing.assert_array_equal(lags[11], G[0, :, 11:19])


def test_gaps_of_newest_windows_are_treated_as_those_of_training_windows(X):
    G = X.copy()
    G[0, 44], G[1, 40:42], G[2, 46:] = np.nan, np.nan, np.nan
    expected = G[:, -8:].copy()
    expected[2] = G[2, 38:46]
    augmenter = LGTAAugmenter("mix", 0.3, model=PCACodec(), random_state=0).fit(G)
    np.testing.assert_array_equal(augmenter.newest_windows(G, 8), expected)
    lags, *_ = augmenter.training_windows(G, 8, 1, 0, target="same")
    assert np.isnan(lags).any()

    augmenter.set_params(missing="fill")
    newest = augmenter.newest_windows(G, 8)
    assert np.isfinite(newest).all()
    np.testing.assert_array_equal(newest[2:], expected[2:])
    filled = augmenter.fill(G)
    np.testing.assert_array_equal(newest[:2], filled[:2, -8:])
    lags, _, rows = augmenter.training_windows(G, 7, 1, 0, target="same")
    np.testing.assert_array_equal(lags[rows == 0][-1], filled[0, 40:47])


def test_a_series_shorter_than_the_window_is_named_and_the_remedies_work():
    series = ragged()
    augmenter = LGTAAugmenter(model=PCACodec(), random_state=0).fit(series)
    with pytest.raises(
        ValueError, match="2 of 6 series have fewer than lags=30.*series at position 2, has 24.*lags=24"
    ):
        augmenter.newest_windows(series, 30)
    assert augmenter.newest_windows(series, lags=24).shape == (6, 24)
    left = [own for own in series if len(own) >= 30]
    assert augmenter.newest_windows(left, 30).shape == (4, 30)


def test_a_short_series_of_a_frame_is_called_by_its_name(X):
    G = X.copy()
    G[4, :40] = np.nan
    frame = pd.DataFrame(G, index=[f"shop {row}" for row in range(60)])
    augmenter = LGTAAugmenter(model=PCACodec(), random_state=0).fit(frame)
    with pytest.raises(ValueError, match="1 of 60 series have fewer than lags=9 time points.*series shop 4, has 8"):
        augmenter.newest_windows(frame, 9)
    assert augmenter.newest_windows(frame.drop(index="shop 4"), 9).shape == (59, 9)


@pytest.mark.parametrize("lags", [0, -2, 3.0, True, None])
def test_newest_lags_are_a_whole_number(lags, fitted_structure, X):
    with pytest.raises(ValueError, match="lags=.* must be a whole number of at least 1"):
        fitted_structure.newest_windows(X, lags)


def test_newest_windows_are_inputs_of_a_regressor_of_training_windows(fitted_structure, X):
    lags, targets, _ = fitted_structure.training_windows(X, LAGS, HORIZON, n_copies=1)
    regressor = LinearRegression().fit(lags, targets)
    assert regressor.predict(fitted_structure.newest_windows(X, LAGS)).shape == (60, HORIZON)


# ------------------------------------------------------------------------------------ some series of a copy
@pytest.mark.parametrize("transformation", ["resample", "time_warp", "drift"])
def test_some_series_have_the_copies_that_they_have_among_all(transformation, X):
    G = X.copy()
    G[3, 20], G[4, 45:], G[5, 30] = np.nan, np.nan, np.nan
    augmenter = LGTAAugmenter(transformation, 0.2, model=PCACodec(), seasonal_period=12, random_state=0).fit(G)
    windows = read_windows(augmenter, G, LAGS, HORIZON, "same", None, None)
    rows = np.array([1, 3, 4, 50])
    np.testing.assert_array_equal(windows.source.copy(2, rows)[:, :, 0], augmenter.augment(G, copy=2)[rows])


# ------------------------------------------------------------------------------------ copies without end
def test_the_iterator_yields_what_augment_gives(fitted_structure, X):
    found = np.concatenate(list(islice(fitted_structure.iter_copies(X, start=2), 3)))
    np.testing.assert_array_equal(found, fitted_structure.augment(X, 3, copy=2))


def test_the_iterator_of_a_network_yields_what_augment_gives(fitted_network, X):
    found = np.concatenate(list(islice(fitted_network.iter_copies(X), 2)))
    np.testing.assert_array_equal(found, fitted_network.augment(X, 2))


def test_the_iterator_hands_over_copies_that_may_be_written_into(fitted_structure, X):
    still = pickle.loads(pickle.dumps(fitted_structure)).set_params(strength=0)
    for augmenter in (fitted_structure, still):
        before = X.copy()
        copies = augmenter.iter_copies(X)
        next(copies)[:] = 0
        np.testing.assert_array_equal(X, before)
        np.testing.assert_array_equal(next(copies), augmenter.augment(X, copy=1))


def test_parameters_that_change_meanwhile_change_nothing(fitted_structure, X):
    augmenter = pickle.loads(pickle.dumps(fitted_structure))
    copies = augmenter.iter_copies(X)
    expected = augmenter.augment(X, 2)
    augmenter.set_params(strength=0.1, residual="keep")
    np.testing.assert_array_equal(np.concatenate([next(copies), next(copies)]), expected)


def test_mistakes_are_told_at_once(fitted_structure, X):
    with pytest.raises(ValueError, match="start=-1"):
        fitted_structure.iter_copies(X, start=-1)
    with pytest.raises(ValueError, match="NaN"):
        fitted_structure.iter_copies(np.full_like(X, np.nan))

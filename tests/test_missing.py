"""Missing values: gaps in series, and series that begin late or end early."""

import numpy as np
import pytest

from sklearn_lgta import CVAE, LGTAAugmenter, PCACodec
from sklearn_lgta._preprocessing.gaps import interpolated
from sklearn_lgta._preprocessing.kriging import KrigingImputer
from sklearn_lgta._preprocessing.trend_season import Structure, complete_structure, split_structure

RNG = np.random.default_rng(0)


def with_gaps(X, seed=0, fraction=0.1):
    """A copy with single points and a run of values hidden, but neither first nor last time point."""
    rng = np.random.default_rng(seed)
    gaps = rng.random(X.shape) < fraction / 2
    for row, start in enumerate(rng.integers(1, X.shape[-1] - 5, len(X))):
        gaps[row, ..., start : start + 4] = True
    gaps[..., [0, -1]] = False
    return np.where(gaps, np.nan, X)


def augmenter(*arguments, **parameters):
    return LGTAAugmenter(*arguments, **({"model": PCACodec(), "random_state": 0} | parameters))


@pytest.fixture(scope="module")
def G(X):
    return with_gaps(X)


@pytest.fixture(scope="module")
def fitted(G):
    return augmenter("jitter", strength=0.3).fit(G)


# ------------------------------------------------------------------------------------ what copies hold
@pytest.mark.parametrize("kind", ["resample", "jitter", "time_warp", "mix"])
@pytest.mark.parametrize("season", [None, 12])
def test_copies_have_gaps_where_the_series_have(kind, season, G):
    copies = augmenter(kind, seasonal_period=season).fit(G).augment(G, 2)
    np.testing.assert_array_equal(np.isnan(copies), np.tile(np.isnan(G), (2, 1)))


def test_filled_copies_have_no_gaps_and_are_the_same_elsewhere(fitted, G):
    kept = fitted.augment(G)
    filled = fitted.set_params(missing="fill").augment(G)
    fitted.set_params(missing="keep")
    assert np.isfinite(filled).all()
    known = ~np.isnan(G)
    np.testing.assert_array_equal(filled[known], kept[known])


def test_nothing_is_added_before_a_series_begins_or_after_it_ends(X):
    G = X.copy()
    G[3, :10], G[4, 40:], G[5, 20:22] = np.nan, np.nan, np.nan
    filled = augmenter(missing="fill").fit(G).augment(G)
    assert np.isnan(filled[3, :10]).all() and np.isnan(filled[4, 40:]).all()
    assert np.isnan(filled).sum() == 18


def test_zero_strength_returns_the_input_with_its_gaps(G):
    fitted = augmenter(strength=0).fit(G)
    np.testing.assert_array_equal(fitted.augment(G), G)
    np.testing.assert_array_equal(fitted.transform(G), G)


def test_zero_strength_with_filled_gaps_keeps_what_is_known(G):
    filled = augmenter(strength=0, missing="fill").fit(G).augment(G)
    np.testing.assert_array_equal(filled[~np.isnan(G)], G[~np.isnan(G)])
    assert np.isfinite(filled).all()


def test_a_series_with_gaps_is_the_same_alone_and_among_others(fitted, G, X):
    together = fitted.augment(np.concatenate([X[:5], G[:7]]))
    np.testing.assert_array_equal(fitted.augment(G[3:4]), together[8:9])
    np.testing.assert_array_equal(fitted.augment(X[3:4]), together[3:4])


def test_a_series_is_the_same_wherever_it_stands_in_a_longer_row(G):
    fitted = augmenter().fit(G[:, None])
    alone = fitted.augment(G[:4, None])[:, 0]
    for before, after in ((0, 9), (5, 0), (3, 4)):
        longer = np.pad(G[:4], ((0, 0), (before, after)), constant_values=np.nan)
        copies = fitted.augment(longer[:, None])[:, 0]
        np.testing.assert_array_equal(copies[:, before : before + 48], alone)
        assert np.isnan(copies[:, :before]).all() and np.isnan(copies[:, before + 48 :]).all()


def test_the_series_of_fit_are_recognised_by_what_is_known_of_them(G):
    fitted = augmenter("jitter", strength=0.3).fit(G)
    changed = fitted.transform(G)
    known = ~np.isnan(G)
    assert (np.abs(changed - G)[known] > 0).mean() > 0.9
    other = G[~np.isnan(G[:, 20])][:3].copy()
    other[:, 20] = np.nan  # more is missing: other series
    np.testing.assert_array_equal(fitted.transform(other), other)


def test_gaps_are_no_error_after_a_fit_on_complete_series(X, G):
    for model in (PCACodec(), CVAE(max_steps=20)):
        fitted = augmenter("jitter", strength=0.3, model=model).fit(X)
        copies = fitted.augment(G)
        np.testing.assert_array_equal(np.isnan(copies), np.isnan(G))
        assert np.nanmax(np.abs(copies - G)) < 10 * np.nanstd(X)


def test_series_of_one_known_value_stay_as_they_are(X):
    G = X.copy()
    G[2, 1:] = np.nan
    np.testing.assert_array_equal(augmenter(seasonal_period=None).fit(G).augment(G)[2], G[2])


def test_the_input_is_left_alone(G):
    before = G.copy()
    augmenter(missing="fill").fit(G).augment(G)
    np.testing.assert_array_equal(G, before)


# ------------------------------------------------------------------------------------ what is learnt
@pytest.mark.parametrize("model", [PCACodec(), CVAE(max_steps=150)], ids=["pca", "cvae"])
def test_what_is_learnt_with_gaps_is_nearly_what_is_learnt_without(model, X):
    G = with_gaps(X)
    complete, gappy = (augmenter("mix", model=model).fit(values).latent_report_ for values in (X, G))
    assert gappy["r2"] > complete["r2"] - 0.1
    assert abs(gappy["r2_zero_latent"]) < 0.1


@pytest.mark.usefixtures("exact_strengths")
def test_strength_is_the_change_of_what_is_known(G):
    copies = augmenter("jitter", strength=0.3).fit(G).augment(G, 40).reshape(40, *G.shape)
    change = (copies - G) / np.nanstd(G, axis=1, keepdims=True)
    np.testing.assert_allclose(np.sqrt(np.nanmean(change**2)), 0.3, rtol=0.1)


def test_gaps_do_not_move_location_scale_and_structure():
    time = np.arange(60)
    line = (0.5 * time + 3 * np.sin(2 * np.pi * time / 12))[None, :, None]
    gaps = line.copy()
    gaps[0, [5, 6, 7, 20, 33, 34]] = np.nan
    complete = split_structure(line, 12)
    found = complete_structure(gaps, lambda filled: Structure(split_structure(filled, 12), np.zeros(0), np.zeros(0)))
    np.testing.assert_allclose(found.values, complete, atol=0.05 * line.std())


def test_structure_of_counts_with_gaps_is_found_without_a_warning():
    # in a gap at the low of a season the trend may lie below what has a logarithm
    time = np.arange(60)
    counts = np.exp(2 * np.cos(2 * np.pi * time / 12) + RNG.normal(0, 0.3, (40, 60)))
    gaps = np.where((time % 12 > 3) & (time % 12 < 9) & (RNG.random((40, 60)) < 0.6), np.nan, counts)
    gaps[:, [0, -1]] = counts[:, [0, -1]]
    assert (augmenter(seasonal_period=12, missing="fill").fit(gaps).fill(gaps) >= 0).all()


def test_an_outlier_in_place_of_a_gap_changes_nothing(X, G):
    # the same gaps, whatever was there before
    other = np.where(np.isnan(G), np.nan, X)
    np.testing.assert_array_equal(augmenter().fit(G).augment(G), augmenter().fit(other).augment(other))


# ------------------------------------------------------------------------------------ what fills gaps
def autoregressive(n_series, n_timepoints, coefficient, seed=0):
    noise = np.random.default_rng(seed).normal(size=(n_series, n_timepoints, 1))
    series = noise / np.sqrt(1 - coefficient**2)
    for step in range(1, n_timepoints):
        series[:, step] = coefficient * series[:, step - 1] + noise[:, step]
    return series


def test_a_gap_in_an_autoregression_is_filled_by_its_closed_form():
    # the best guess between two neighbours of an AR(1) is their sum times a / (1 + a^2)
    residual_imputer = KrigingImputer.fit(autoregressive(400, 300, 0.8))
    series = autoregressive(1, 50, 0.8, seed=1)
    expected = 0.8 / (1 + 0.8**2) * (series[0, 19, 0] + series[0, 21, 0])
    series[0, 20] = np.nan
    np.testing.assert_allclose(residual_imputer.fill(series)[0, 20, 0], expected, atol=0.05)


def test_far_from_what_is_known_the_guess_is_the_mean():
    residual_imputer = KrigingImputer.fit(autoregressive(400, 300, 0.8))
    series = autoregressive(1, 200, 0.8, seed=1)
    series[0, 50:150] = np.nan
    filled = residual_imputer.fill(series)[0, :, 0]
    assert np.abs(filled[95:105]).max() < 0.02
    np.testing.assert_array_equal(filled[:50], series[0, :50, 0])


def test_noise_is_filled_with_its_mean():
    residual_imputer = KrigingImputer.fit(RNG.normal(size=(300, 100, 1)))
    series = RNG.normal(size=(1, 100, 1))
    series[0, 40:44] = np.nan
    assert np.abs(residual_imputer.fill(series)[0, 40:44]).max() < 0.2


def test_straight_lines_are_drawn_across_gaps_and_held_at_the_ends():
    series = np.array([np.nan, 1.0, np.nan, np.nan, 4.0, np.nan])[None, :, None]
    np.testing.assert_allclose(interpolated(series)[0, :, 0], [1, 1, 2, 3, 4, 4])


@pytest.mark.parametrize("parameters", [{"space": "data"}, {}, {"seasonal_period": 12}], ids=repr)
def test_smooth_series_are_filled_better_than_by_straight_lines(parameters):
    time = np.arange(96)
    phase, size = RNG.uniform(0, 6, (40, 1)), RNG.uniform(1, 3, (40, 1))
    X = size * np.sin(2 * np.pi * time / 12 + phase) + 0.05 * RNG.normal(size=(40, 96))
    G = with_gaps(X)
    fitted = augmenter(strength=0, missing="fill", **parameters).fit(G)
    hidden = np.isnan(G)
    lines = interpolated(G[:, :, None])[:, :, 0]
    error, of_lines = (np.sqrt(np.mean((guess - X)[hidden] ** 2)) for guess in (fitted.augment(G), lines))
    assert error < 0.5 * of_lines


def test_a_gap_in_one_channel_is_filled_by_what_others_tell():
    # the second channel is the first one, so a long gap in it is no loss
    common = autoregressive(80, 60, 0.5, seed=3)
    X = np.concatenate([common, common], axis=2).swapaxes(1, 2) + 0.05 * RNG.normal(size=(80, 2, 60))
    G = X.copy()
    G[:, 1, 20:32] = np.nan
    filled = augmenter(strength=0, missing="fill", model=PCACodec(patch_length=1, latent_dim=1)).fit(G).augment(G)
    assert np.corrcoef(filled[:, 1, 20:32].ravel(), X[:, 1, 20:32].ravel())[0, 1] > 0.9


# ------------------------------------------------------------------------------------ other verbs
def test_codes_of_series_with_gaps_are_finite_and_decode_with_the_gaps(fitted, G):
    codes = fitted.encode(G)
    assert np.isfinite(codes).all()
    np.testing.assert_array_equal(np.isnan(fitted.decode(codes, like=G)), np.isnan(G))


def test_series_with_gaps_of_both_ends_lie_on_the_way(fitted, G):
    way = fitted.interpolate(G[:4], G[4:8], n_steps=3).reshape(3, 4, -1)
    np.testing.assert_array_equal(way[0], G[:4])
    np.testing.assert_array_equal(way[2], G[4:8])
    np.testing.assert_array_equal(np.isnan(way[1]), np.isnan(G[:4]) | np.isnan(G[4:8]))


def test_training_windows_without_a_known_target_are_left_out(X):
    G = X[:3].copy()
    G[0, 20], G[1, 30:] = np.nan, np.nan
    fitted = augmenter().fit(G)
    lags, targets, rows = fitted.training_windows(G, lags=6, horizon=2, n_copies=2, target="same")
    assert np.isfinite(targets).all()
    # the first lacks two that would have to know a gap, the second ends early, the third is complete
    assert np.bincount(rows).tolist() == [3 * 39, 3 * 23, 3 * 41]
    assert np.isnan(lags).any()  # a regressor may know what to do with it
    filled, _, rows = fitted.set_params(missing="fill").training_windows(G, 6, 2, 2, target="same")
    assert np.isfinite(filled).all() and np.bincount(rows).tolist() == [3 * 41, 3 * 23, 3 * 41]


def test_a_model_that_takes_no_gaps_says_so(G):
    class Deaf(PCACodec):
        takes_gaps = False

    with pytest.raises(ValueError, match="X has missing values, and Deaf.*takes_gaps = True.*Use CVAE"):
        augmenter(model=Deaf()).fit(G)

import numpy as np
import pytest

from sklearn_lgta._preprocessing.normalisation import standardise
from sklearn_lgta._preprocessing.trend_season import (
    find_structure,
    resolve_structure,
    split_structure,
    takes_logarithm,
)


def line_and_profile(n_timepoints, season, seed=0):
    rng = np.random.default_rng(seed)
    profile = rng.normal(size=season)
    time = np.arange(n_timepoints)
    return (3 + 0.2 * time + profile[time % season])[None, :, None]


SHAPES = [(24, 12), (48, 12), (50, 12), (8, 4), (9, 4), (30, 7), (20, 5), (4, 2), (5, 2)]


@pytest.mark.parametrize(("n_timepoints", "season"), SHAPES)
def test_a_line_plus_a_seasonal_profile_leaves_little(n_timepoints, season):
    values = line_and_profile(n_timepoints, season)
    remainder = values - split_structure(values, season)
    detrended = values - split_structure(values, season, seasonal=False)
    # two rounds of backfitting leave what the trend takes of the profile
    assert np.std(remainder) < 0.1 * np.std(detrended)


@pytest.mark.parametrize(("n_timepoints", "season"), SHAPES)
def test_a_line_is_all_structure_and_has_no_season(n_timepoints, season):
    values = (3 + 0.2 * np.arange(n_timepoints))[None, :, None]
    np.testing.assert_allclose(split_structure(values, season), values, rtol=0, atol=1e-9)


@pytest.mark.parametrize("n_timepoints", [8, 9, 30])
def test_a_line_is_all_trend(n_timepoints):
    values = (3 - 0.2 * np.arange(n_timepoints))[None, :, None]
    np.testing.assert_allclose(split_structure(values, 4, seasonal=False), values, rtol=0, atol=1e-9)


def test_a_trend_alone_leaves_the_season_in_the_remainder():
    time = np.arange(96)
    values = np.sin(2 * np.pi * time / 12)[None, :, None]
    trend = split_structure(values, 12, seasonal=False)
    inside = slice(24, -24)
    assert np.abs(trend[:, inside]).max() < 0.1  # two whole seasons nearly average out
    np.testing.assert_allclose(split_structure(values, 12)[:, inside], values[:, inside], atol=0.1)


def test_structure_is_estimated_series_by_series_and_channel_by_channel():
    values = np.random.default_rng(0).normal(size=(4, 24, 3))
    together = split_structure(values, 6)
    for i in range(4):
        for c in range(3):
            alone = split_structure(values[i : i + 1, :, c : c + 1], 6)
            np.testing.assert_allclose(together[i, :, c], alone[0, :, 0], rtol=0, atol=1e-12)


def test_structure_is_linear_in_the_series():
    a, b = np.random.default_rng(0).normal(size=(2, 1, 30, 1))
    both = split_structure(2 * a - 3 * b, 7)
    np.testing.assert_allclose(both, 2 * split_structure(a, 7) - 3 * split_structure(b, 7), rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("structure", "season", "n_timepoints", "resolved"),
    [
        ("auto", None, 48, "none"),
        ("auto", 12, 24, "both"),
        ("auto", 12, 23, "none"),
        ("none", 12, 48, "none"),
        ("trend", 12, 48, "trend"),
        ("both", 12, 24, "both"),
    ],
)
def test_auto_structure_needs_two_seasons(structure, season, n_timepoints, resolved):
    assert resolve_structure(structure, season, n_timepoints) == resolved


def test_structure_without_a_season_asks_for_one():
    with pytest.raises(ValueError, match="structure='both' needs seasonal_period.*Set seasonal_period"):
        resolve_structure("both", None, 48)


def test_structure_of_less_than_two_seasons_names_the_time_points_needed():
    with pytest.raises(ValueError, match="24 time points with seasonal_period=12; the shortest series has 23"):
        resolve_structure("trend", 12, 23)


# ------------------------------------------------------------------------------------ from logarithms
def splitter(season, seasonal=True):
    """Trend and season of series, without effects of covariates."""
    return lambda *arrays: [
        (split_structure(series, season, seasonal), np.zeros((len(series), 0, series.shape[2]))) for series in arrays
    ]


def structure_of(values, season, seasonal=True):
    """Structure in units of the values, and whether logarithms were allowed."""
    standard, location, scale = standardise(values)
    allowed = takes_logarithm(values)
    found = find_structure(standard, location / scale, allowed, splitter(season, seasonal))
    return location + scale * found.values, allowed


def growing(n_timepoints=60, season=12, noise=0.0, seed=0):
    """A season that grows with the level, times skewed noise."""
    rng = np.random.default_rng(seed)
    time = np.arange(n_timepoints)
    season = np.exp(0.5 * np.sin(2 * np.pi * time / season))
    return (np.exp(1 + 0.04 * time) * season * np.exp(noise * rng.normal(size=(20, n_timepoints))))[:, :, None]


@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_a_season_that_grows_with_the_level_leaves_less_by_logarithms(noise):
    values = growing(noise=noise)
    structure, allowed = structure_of(values, 12)
    assert allowed.all()
    remainder = np.abs(values - structure).mean(axis=1)
    of_values = np.abs(values - split_structure(values, 12)).mean(axis=1)
    assert (remainder <= of_values * (1 + 1e-9)).all()
    assert np.median(remainder / of_values) < (0.5 if noise == 0 else 0.95)


def test_by_logarithms_skewed_values_lie_about_a_middle_below_their_mean():
    rng = np.random.default_rng(0)
    values = np.exp(rng.normal(size=(200, 96, 1)))  # median 1, mean 1.65
    structure, _ = structure_of(values, 12)
    assert 1.0 < np.mean(structure) < 1.4
    np.testing.assert_allclose(split_structure(values, 12).mean(), values.mean(), rtol=0.02)


def test_what_is_straight_and_never_negative_keeps_its_structure():
    values = 10 + line_and_profile(48, 12)
    structure, allowed = structure_of(values, 12)
    assert allowed.all()
    np.testing.assert_allclose(structure, split_structure(values, 12), rtol=0, atol=1e-9)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [(lambda v: v - v.mean() - 3, "negative values"), (lambda v: v * (np.arange(60) % 4 > 0)[:, None], "intermittent")],
)
def test_negative_or_intermittent_series_take_no_logarithm(spoil, why):
    values = spoil(growing(noise=0.3))
    structure, allowed = structure_of(values, 12)
    assert not allowed.any(), why
    np.testing.assert_allclose(structure, split_structure(values, 12), rtol=0, atol=1e-9 * np.abs(values).max())


def test_zeros_now_and_then_are_no_obstacle():
    values = growing(noise=0.3)
    values[:, ::10] = 0  # 1.11 steps between values that are not 0
    structure, allowed = structure_of(values, 12)
    assert allowed.all()
    assert np.isfinite(structure).all()
    assert np.any(np.abs(structure - split_structure(values, 12)) > 0.01 * values.mean())


def test_a_constant_series_is_its_own_structure():
    standard, location, _ = standardise(np.full((2, 24, 1), 7.0))
    level = np.zeros_like(location)
    found = find_structure(standard, level, takes_logarithm(standard + 7), splitter(6))
    np.testing.assert_array_equal(found.values, 0.0)


def test_units_do_not_matter_to_the_structure():
    values = growing(noise=0.3)
    small, large = structure_of(values * 1e-6, 12)[0], structure_of(values * 1e6, 12)[0]
    np.testing.assert_allclose(large * 1e-12, small, rtol=1e-9)

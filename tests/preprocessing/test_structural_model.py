"""The structural model of a panel finds the parameters of series that were made with known ones."""

import numpy as np
import pytest
from scipy.signal import lfilter

from sklearn_lgta._preprocessing.decomposition import Decomposer
from sklearn_lgta._preprocessing.structural_model import StructuralModel, seasonal_profile

SEASON = 6
PROFILE = np.array([2.0, 0.0, -1.0, -2.0, 0.0, 1.0])


def made(noise=0.0, autoregression=0.0, walk=0.0, slope=0.0, n_series=200, n_timepoints=120, phi=0.7):
    """Series of standard deviations of their parts: (n, t)."""
    rng = np.random.default_rng(0)
    e, u, w = rng.standard_normal((3, n_series, n_timepoints))
    u[:, 1:] *= np.sqrt(1 - phi**2)  # stationary from the start
    process = lfilter([1], [1, -phi], u, axis=1)
    season, line = np.resize(PROFILE, n_timepoints), slope * np.arange(n_timepoints)
    return season + line + noise * e + autoregression * process + walk * w.cumsum(axis=1)


def fitted(series, season=SEASON, robust=False):
    """The model, and its variances in the units of the series: (n, 3)."""
    model = StructuralModel.fit(series[:, :, None], Decomposer("both" if season else "none", season, robust))
    return model, model.variances[:, :, 0] * (model.size * model.series.scale)[:, :, 0] ** 2


def test_variances_of_noise_and_autoregression_are_told_apart():
    model, variances = fitted(made(noise=1.0, autoregression=1.5))
    assert model.phi[0] == 0.7
    np.testing.assert_allclose(variances.mean(axis=0)[:2], [1.0, 2.25], rtol=0.2)


def test_a_walk_of_the_level_is_no_autoregression():
    _, variances = fitted(made(noise=1.0, walk=0.3))
    np.testing.assert_allclose(np.median(variances, axis=0)[[0, 2]], [1.0, 0.09], rtol=0.25)


def test_profile_and_slopes_are_those_of_the_series():
    model, _ = fitted(made(noise=0.01, slope=0.2))
    unit = (model.size * model.series.scale)[:, 0]
    np.testing.assert_allclose(model.slopes * unit, 0.2, atol=0.002)
    np.testing.assert_allclose(model.season * model.series.scale, np.tile(PROFILE[:, None], (200, 1, 1)), atol=0.1)


def test_slopes_persist_where_series_are_lines_and_not_where_they_turn():
    time, rng = np.arange(48), np.random.default_rng(0)
    slopes = rng.standard_normal((100, 1))
    lines, turns = slopes * time - 500, slopes * np.abs(time - 24) - 500  # below 0: no logarithms
    noise = 0.01 * rng.standard_normal((100, 48))
    assert fitted(lines + noise)[0].persistence[0] > 0.95
    assert fitted(turns + noise)[0].persistence[0] == 0
    assert fitted(np.zeros((3, 48)))[0].persistence[0] == 0


@pytest.mark.parametrize("period", [2, 5, 6])
def test_the_profile_of_a_line_and_a_season_is_exact(period):
    profile = np.random.default_rng(0).normal(size=period)
    profile -= profile.mean()
    structure = np.resize(profile, 2 * period + 1) + 0.3 * np.arange(2 * period + 1)
    np.testing.assert_allclose(seasonal_profile(structure[None, :, None], period)[0, :, 0], profile, atol=1e-12)


def test_a_season_starts_with_its_series():
    series = made(noise=0.01)[:, :, None]
    model = StructuralModel.fit(series, Decomposer("both", SEASON))
    late = series.copy()
    late[:, :3] = np.nan
    moved = StructuralModel.fit(late, Decomposer("both", SEASON))
    rows, starts = np.arange(5), np.full(5, 10)
    seasons = (one.season_at(rows, starts, 8) * one.series.scale[:5] for one in (model, moved))
    np.testing.assert_allclose(*seasons, atol=0.05)


def test_gaps_and_short_series_change_the_moments_little():
    series = made(noise=1.0, autoregression=1.5)
    _, complete = fitted(series)
    series[:, 20:25] = np.nan
    series[:100, :50] = np.nan
    _, variances = fitted(series)
    np.testing.assert_allclose(variances.mean(axis=0)[:2], complete.mean(axis=0)[:2], rtol=0.1)


def test_an_outlier_does_not_rule_the_moments_of_a_robust_model():
    series = made(noise=1.0)
    series[:, 60] += 100
    variances = [fitted(series, robust=robust)[1].sum(axis=1).mean() for robust in (False, True)]
    assert variances[0] > 20
    assert variances[1] < 2


def test_without_a_period_there_is_no_season():
    model, _ = fitted(made(noise=1.0), season=None)
    assert model.season.shape == (200, 1, 1)
    assert not model.season.any()

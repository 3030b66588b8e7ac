"""Effects of covariates are estimated with trend and season, and shrunken towards the panel."""

import numpy as np
import pytest

from sklearn_lgta._preprocessing.covariate_effects import CovariateEffects, SeriesEffects, SeriesWithoutStructure
from sklearn_lgta._preprocessing.decomposition import Decomposer

N_SERIES, N_STEPS, SEASON = 30, 120, 6


def panel(effects, inputs, *, rho=0.0, noise=1.0, seed=0):
    """Trend, season and autoregressive noise, to which effects (n, r) of covariates (n, t, r) are added: (n, t, 1)."""
    rng = np.random.default_rng(seed)
    n_series, n_steps, _ = inputs.shape
    remainder = rng.normal(size=(n_series, n_steps))
    for step in range(1, n_steps):
        remainder[:, step] = rho * remainder[:, step - 1] + np.sqrt(1 - rho**2) * remainder[:, step]
    time = np.arange(n_steps)
    season = 3 * np.sin(2 * np.pi * time / SEASON + rng.uniform(0, 6, (n_series, 1)))
    structure = rng.normal(0, 0.05, (n_series, 1)) * time + season
    return (structure + noise * remainder + (effects[:, None] * inputs).sum(axis=2))[..., None]


def promotions(n_series=N_SERIES, n_columns=1, seed=1, rate=0.15):
    return (np.random.default_rng(seed).random((n_series, N_STEPS, n_columns)) < rate).astype(float)


def effects_found(values, inputs, structure="both", robust=False):
    """Effects on every series, in units of the values: (n, r, c)."""
    decomposer = Decomposer(structure, SEASON, robust).with_effects(values, inputs)
    return decomposer.decompose(values, inputs).effects.coefficients


@pytest.mark.parametrize("structure", ["none", "trend", "both"])
@pytest.mark.parametrize("rho", [0.0, 0.9])
def test_effects_that_were_put_in_are_found(structure, rho):
    inputs = np.concatenate([promotions(), np.random.default_rng(2).normal(size=(N_SERIES, N_STEPS, 1))], axis=2)
    effects = np.tile([4.0, -1.5], (N_SERIES, 1))
    found = effects_found(panel(effects, inputs, rho=rho), inputs, structure)[..., 0]
    np.testing.assert_allclose(found.mean(axis=0), [4, -1.5], atol=0.15)
    np.testing.assert_allclose(found, effects, atol=0.9 if structure == "both" else 1.5)  # the season is noise


def test_effects_of_a_series_shrink_as_random_coefficients_do():
    inputs = promotions(200, rate=0.1)
    true = np.random.default_rng(3).normal(5, 1, (200, 1))
    found = effects_found(panel(true, inputs, noise=3.0), inputs)[:, 0, 0]
    # the best linear prediction: the spread is 1, and the variance of the least-squares estimate is s / A
    least_squares_variance = 9 / (0.8 * N_STEPS * 0.1 * 0.9)  # trend and season absorb a fifth
    weight = 1 / (1 + least_squares_variance)
    assert np.cov(found, true[:, 0])[0, 1] == pytest.approx(weight, abs=0.15)
    assert found.mean() == pytest.approx(5, abs=0.25)
    error = np.mean((found - true[:, 0]) ** 2)
    assert error < 1.25 * weight * least_squares_variance  # and of the panel's effect alone it is 1
    assert error < 0.8


def test_a_series_without_promotions_has_the_effect_of_the_panel():
    inputs = promotions()
    inputs[0] = 0
    found = effects_found(panel(np.full((N_SERIES, 1), 4.0), inputs), inputs)[:, 0, 0]
    assert found[0] == pytest.approx(found[1:].mean(), abs=0.6)  # its noise is its unit


def test_one_series_says_all_about_its_effect():
    inputs = promotions(1)
    assert effects_found(panel(np.array([[8.0]]), inputs), inputs).item() == pytest.approx(8, abs=0.8)


def test_effects_differ_between_channels():
    inputs = promotions()
    values = np.concatenate(
        [panel(np.full((N_SERIES, 1), effect), inputs, seed=seed) for seed, effect in enumerate([5, 0])], axis=2
    )
    np.testing.assert_allclose(effects_found(values, inputs).mean(axis=0)[0], [5, 0], atol=0.15)


def test_collinear_covariates_share_their_effect():
    inputs = np.repeat(promotions(), 2, axis=2)
    found = effects_found(panel(np.tile([2.0, 2.0], (N_SERIES, 1)), inputs), inputs).mean(axis=0)[:, 0]
    np.testing.assert_allclose(found, [2, 2], atol=0.1)


@pytest.mark.parametrize(
    "column",
    [
        np.ones_like,
        lambda time: time,
        lambda time: np.sin(2 * np.pi * time / SEASON),
        lambda time: time % SEASON == 2,
    ],
    ids=["constant", "straight line", "wave of the season", "day of the season"],
)
def test_what_structure_holds_already_has_no_effect_of_its_own(column):
    shared = np.broadcast_to(np.asarray(column(np.arange(N_STEPS)), dtype=float)[:, None], (N_SERIES, N_STEPS, 1))
    inputs = np.concatenate([shared, promotions()], axis=2)
    found = effects_found(panel(np.tile([1.0, 4.0], (N_SERIES, 1)), inputs), inputs)
    np.testing.assert_array_equal(found[:, 0], 0)
    assert found[:, 1].mean() == pytest.approx(4, abs=0.15)


def test_a_lift_of_positive_series_is_a_factor():
    rng, inputs = np.random.default_rng(0), promotions()
    level = rng.uniform(20, 2000, (N_SERIES, 1)) * np.exp(0.4 * np.sin(2 * np.pi * np.arange(N_STEPS) / SEASON))
    values = (level * 1.35 ** inputs[..., 0] * rng.gamma(50, 1 / 50, level.shape))[..., None]
    decomposer = Decomposer("both", SEASON).with_effects(values, inputs)
    parts = decomposer.decompose(values, inputs)
    without = parts.effects.moved(parts.structure, -inputs)
    promoted = inputs[..., 0] > 0
    assert parts.effects.is_factor.mean() > 0.9
    assert np.median(parts.structure[promoted] / without[promoted]) == pytest.approx(1.35, abs=0.03)
    np.testing.assert_array_equal(parts.structure[~promoted], without[~promoted])


@pytest.mark.parametrize("hidden", ["anywhere", "promotions"])
def test_gaps_do_not_shrink_effects(hidden):
    inputs = promotions()
    values = panel(np.full((N_SERIES, 1), 4.0), inputs)
    rate = 0.2 if hidden == "anywhere" else 0.5 * inputs
    values[np.random.default_rng(5).random(values.shape) < rate] = np.nan
    assert effects_found(values, inputs).mean() == pytest.approx(4, abs=0.2)


def test_robust_effects_are_no_outliers_and_outliers_no_effects():
    inputs = promotions(rate=0.08)
    values = panel(np.full((N_SERIES, 1), 12.0), inputs, noise=0.5)
    outliers = np.random.default_rng(6).random(values.shape) < 0.01
    values[outliers] = 500
    assert effects_found(values, inputs, robust=True).mean() == pytest.approx(12, abs=0.6)


def test_the_result_of_a_series_does_not_depend_on_the_others():
    inputs = promotions(9, n_columns=3)
    values = panel(np.ones((9, 3)), inputs) + 20
    decomposer = Decomposer("both", SEASON).with_effects(values, inputs)
    together = decomposer.decompose(values, inputs)
    for row in range(9):
        alone = decomposer.decompose(values[row : row + 1], inputs[row : row + 1])
        np.testing.assert_array_equal(alone.structure[0], together.structure[row])
        np.testing.assert_array_equal(alone.effects.coefficients[0], together.effects.coefficients[row])


def test_series_of_several_lengths_give_one_panel():
    inputs = promotions()
    values = panel(np.full((N_SERIES, 1), 4.0), inputs)
    for row in range(N_SERIES):
        values[row, N_STEPS - 3 * row :] = np.nan
    decomposer = Decomposer("both", SEASON).with_effects(values, inputs)
    # in standard deviations of the remainder, which are 1 here
    assert decomposer.effects.pooled_mean[0].item() == pytest.approx(4, rel=0.05)


def test_constant_series_have_no_effect_and_harm_nobody():
    inputs = promotions()
    values = panel(np.full((N_SERIES, 1), 4.0), inputs)
    values[3] = 7.0
    found = effects_found(values, inputs)[:, 0, 0]
    assert found[3] == 0
    assert np.delete(found, 3).mean() == pytest.approx(4, abs=0.15)


def test_covariates_that_never_vary_have_no_effect():
    zeros = np.zeros((4, 30, 2))
    values = np.random.default_rng(0).normal(size=(4, 30, 1))
    effects = CovariateEffects.fit([SeriesWithoutStructure(values, np.full_like(values, np.nan), zeros, zeros, 29.0)])
    np.testing.assert_array_equal(effects.of_series(values, zeros, 29.0, logarithms=False), np.zeros((4, 2, 1)))


def test_effects_move_series_by_terms_or_factors():
    effects = SeriesEffects(
        np.array([[[2.0]], [[np.log(2)]]]), np.array([[[False]], [[True]]]), np.array([[[0.0]], [[1.0]]])
    )
    values, change = np.full((2, 3, 1), 5.0), np.array([0.0, 1.0, -1.0])[None, :, None]
    moved = effects.moved(values, np.repeat(change, 2, axis=0))[..., 0]
    np.testing.assert_allclose(moved, [[5, 7, 3], [5, 11, 2]])  # (5 + 1) * 2 - 1, (5 + 1) / 2 - 1
    np.testing.assert_allclose(effects.resized(np.full((2, 1, 1), 10.0), np.full((2, 1, 1), 3.0)).shift, 1)

"""The density of rows: a mixture whose draws, conditional draws and number of components are those of known laws."""

import numpy as np
import pytest

from sklearn_lgta._sampling.density import MixtureDensity


def fit(features, seed=0):
    return MixtureDensity(features, np.arange(len(features)), np.random.default_rng(seed))


@pytest.fixture
def gaussian():
    """Two factors seen through five features with little noise."""
    rng = np.random.default_rng(0)
    loading = np.array([[1.0, 0.5, 0.0, -1.0, 2.0], [0.0, 1.0, 1.0, 0.5, 0.0]])
    return rng.standard_normal((2000, 2)) @ loading + 0.05 * rng.standard_normal((2000, 5))


def test_draws_have_the_moments_of_the_training_rows(gaussian):
    density = fit(gaussian)
    drawn = density.inverse_transform(density.draw(20_000, np.random.default_rng(1)))
    np.testing.assert_allclose(drawn.mean(axis=0), gaussian.mean(axis=0), atol=0.05)
    np.testing.assert_allclose(np.cov(drawn.T), np.cov(gaussian.T), atol=0.15)


def test_scores_and_detail_make_up_the_rows(gaussian):
    density = fit(gaussian[:10])  # few rows, so few scores
    explained = density.inverse_transform(density.transform(gaussian[:10]))
    np.testing.assert_allclose(explained + density.detail, gaussian[:10])


def test_two_clusters_ask_for_more_components_than_one():
    rng = np.random.default_rng(0)
    one = rng.standard_normal((400, 2))
    two = one + np.where(rng.random((400, 1)) < 0.5, -6, 6)
    for rows, gain in ((one, 0.0), (two, 0.5 * np.log(1 + 2 * 36) - np.log(2))):  # in nats, by the entropies
        likelihoods = fit(rows).held_out
        assert max(likelihoods.values()) - likelihoods[1] == pytest.approx(gain, abs=0.4)
    assert len(fit(two).mixture.weights_) > 1


def test_rows_of_one_series_are_held_out_together():
    rng = np.random.default_rng(0)
    series = np.repeat(np.arange(400), 3)
    rows = rng.standard_normal((400, 8))[series] + 1e-4 * rng.standard_normal((1200, 8))
    density = MixtureDensity(rows, series, rng)
    # held-out rows of series used in the fit would be likelier than the entropy of the law allows
    assert max(density.held_out.values()) < -0.5 * 8 * np.log(2 * np.pi * np.e) + 0.5


def test_conditional_draws_follow_the_regression_on_what_is_given(gaussian):
    density = fit(gaussian)
    is_given = np.array([False, True, False, True, True])
    given = gaussian[:500, is_given]
    coefficients = np.linalg.lstsq(gaussian[:, is_given] - gaussian[:, is_given].mean(axis=0), gaussian, rcond=None)[0]
    expected = (given - gaussian[:, is_given].mean(axis=0)) @ coefficients + gaussian.mean(axis=0)
    scores = [density.draw_given(given, is_given, np.random.default_rng(seed)) for seed in range(50)]
    draws = [density.inverse_transform(one) for one in scores]
    np.testing.assert_allclose(np.mean(draws, axis=0), expected, atol=0.2)


def test_conditional_draws_stay_in_the_cluster_of_the_given_features():
    rng = np.random.default_rng(0)
    cluster = np.where(rng.random((600, 1)) < 0.5, -5.0, 5.0)
    features = cluster * [1.0, -1.0] + rng.standard_normal((600, 2))
    density = fit(features)
    given = density.draw_given(features[:, :1], np.array([True, False]), rng)
    assert (np.sign(density.inverse_transform(given)[:, 1]) == np.sign(-cluster[:, 0])).mean() > 0.97


def test_near_rows_are_near_and_not_the_row_itself_where_there_are_many(gaussian):
    density = fit(gaussian)
    scores = density.training_scores
    near = density.neighbors(scores[:100])
    distance = np.linalg.norm(scores[near] - scores[:100, None], axis=2)
    assert distance.max(axis=1).mean() < 0.3 * np.linalg.norm(scores - scores[0], axis=1).mean()
    assert not (near == np.arange(100)[:, None]).any()


@pytest.mark.parametrize("n_rows", [1, 2, 5])
def test_few_rows_and_equal_rows_are_enough(n_rows):
    features = np.ones((n_rows, 3))
    density = fit(features)
    drawn = density.inverse_transform(density.draw(4, np.random.default_rng(0))) + density.detail[0]
    np.testing.assert_allclose(drawn, 1.0, atol=1e-3)

import numpy as np
import pytest
from scipy.stats import kstest, norm

from sklearn_lgta.transformations import Drift


def walks(donors, n_tokens, n_series=4_000):
    """Walks: (n_series, n_tokens)."""
    latent = np.zeros((n_tokens, 3))
    draws = (Drift().draw(latent, np.random.default_rng(seed), donors) for seed in range(n_series))
    return np.stack([drawn.apply(latent, 1.0)[:, 0] for drawn in draws])


@pytest.mark.parametrize("n_tokens", [1, 2, 24])
def test_the_end_point_of_a_walk_is_normal_with_the_variance_of_its_steps(donors, n_tokens):
    end = walks(donors, n_tokens)[:, -1]
    assert kstest(end, norm(scale=np.sqrt(2 * n_tokens / (n_tokens + 1))).cdf).pvalue > 0.01


def test_the_variance_grows_in_a_straight_line_along_time(donors):
    variance = walks(donors, 24).var(axis=0)
    np.testing.assert_allclose(variance, np.arange(1, 25) * 2 / 25, rtol=4 * np.sqrt(2 / 4_000))
    assert abs(variance.mean() - 1) < 4 * np.sqrt(2 / 4_000)


def test_steps_are_independent_of_each_other(donors):
    steps = np.sign(np.diff(walks(donors, 24), axis=1))
    assert abs((steps[:, 1:] * steps[:, :-1]).mean()) < 4 / np.sqrt(steps[:, 1:].size)


def test_all_dimensions_follow_one_walk(donors):
    change = Drift().draw(np.zeros((24, 3)), np.random.default_rng(0), donors).apply(np.zeros((24, 3)), 1.0)
    assert np.linalg.matrix_rank(change) == 1

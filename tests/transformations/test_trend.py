import numpy as np
import pytest

from sklearn_lgta.transformations import Trend


def lines(donors, n_tokens, n_series=2_000):
    latent = np.zeros((n_tokens, 3))
    return np.stack(
        [Trend().draw(latent, np.random.default_rng(seed), donors).apply(latent, 1.0)[:, 0] for seed in range(n_series)]
    )


def test_it_is_a_straight_line_through_the_middle(donors):
    drawn = lines(donors, 25, n_series=20)
    np.testing.assert_allclose(np.diff(drawn, n=2, axis=1), 0, atol=1e-12)
    np.testing.assert_allclose(drawn[:, 12], 0, atol=1e-12)


@pytest.mark.parametrize("n_tokens", [2, 5, 24])
def test_slopes_are_normal_with_the_size_of_a_line_of_mean_square_one(donors, n_tokens):
    slope = np.diff(lines(donors, n_tokens), axis=1)[:, 0]
    # the mean square of 0, ..., n - 1 about its middle is (n**2 - 1) / 12
    expected = np.sqrt(12 / (n_tokens**2 - 1))
    assert abs(slope.std() / expected - 1) < 4 / np.sqrt(2 * len(slope))
    assert abs(slope.mean()) < 4 * expected / np.sqrt(len(slope))


def test_a_single_token_has_no_slope_but_a_level(donors):
    level = lines(donors, 1)[:, 0]
    assert abs(level.std() - 1) < 4 / np.sqrt(2 * len(level))


def test_all_dimensions_follow_one_line(donors):
    change = Trend().draw(np.zeros((24, 3)), np.random.default_rng(0), donors).apply(np.zeros((24, 3)), 1.0)
    assert np.linalg.matrix_rank(change) == 1

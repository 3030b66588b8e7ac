import numpy as np

from sklearn_lgta.transformations import Drift


def walks(donors, n_tokens, n_series=4_000):
    """Walks over the level that they were drawn with: (n_series, n_tokens)."""
    latent, drawn = np.zeros((n_tokens, 3)), []
    for seed in range(n_series):
        change = Drift().draw(latent, np.random.default_rng(seed), donors).apply(latent, 1.0)
        drawn.append(change[:, 0])
    return np.stack(drawn)


def test_the_end_point_of_a_walk_has_the_variance_of_its_steps(donors):
    # a standard normal level times the sum of n steps of variance 2 / (n + 1)
    end = walks(donors, 24)[:, -1]
    expected = 24 * 2 / 25
    # the fourth moment of a product of two normals is 9: standard error of the variance sqrt(8 / n)
    assert abs(end.var() / expected - 1) < 4 * np.sqrt(8 / len(end))
    assert abs(end.mean()) < 4 * np.sqrt(expected / len(end))


def test_the_variance_grows_in_a_straight_line_along_time(donors):
    variance = walks(donors, 24).var(axis=0)
    np.testing.assert_allclose(variance, np.arange(1, 25) * 2 / 25, rtol=0.2)
    assert abs(variance.mean() - 1) < 0.12


def test_steps_are_independent_of_each_other(donors):
    steps = np.sign(np.diff(walks(donors, 24), axis=1))
    assert abs((steps[:, 1:] * steps[:, :-1]).mean()) < 4 / np.sqrt(steps[:, 1:].size)


def test_all_dimensions_follow_one_walk(donors):
    change = Drift().draw(np.zeros((24, 3)), np.random.default_rng(0), donors).apply(np.zeros((24, 3)), 1.0)
    assert np.linalg.matrix_rank(change) == 1

import numpy as np

from sklearn_lgta.transformations import Scaling


def test_the_factor_is_one_plus_gain_times_a_standard_normal():
    rng, latent = np.random.default_rng(0), np.ones((1, 1))
    factor = np.array([Scaling().draw(latent, rng, None).apply(latent, 0.5).item() for _ in range(4000)])
    standard = (factor - 1) / 0.5
    assert abs(standard.mean()) < 4 / np.sqrt(4000)
    assert abs(np.mean(standard**2) - 1) < 4 * np.sqrt(2 / 4000)  # the variance of a chi-square is 2


def test_one_factor_holds_for_all_of_a_series():
    latent = np.random.default_rng(1).normal(size=(30, 4))
    ratio = Scaling().draw(latent, np.random.default_rng(0), None).apply(latent, 0.8) / latent
    np.testing.assert_allclose(ratio, ratio[0, 0])

import numpy as np

from sklearn_lgta._draws import Draws
from sklearn_lgta.transformations import Perturbation, Redraw

RNG = np.random.default_rng(0)
LATENT = RNG.normal(size=(4, 6, 2))


def test_every_series_gets_its_own_perturbation():
    drawn = [
        Perturbation(scale=0.5),
        Redraw(target=RNG.normal(size=(6, 2))),
        Perturbation(shift=np.ones((6, 2))),
        Perturbation(scale=np.arange(6.0)[:, None]),
    ]
    changed = Draws(drawn, None).apply(LATENT, 0.6)
    for one, before, after in zip(drawn, LATENT, changed, strict=True):
        np.testing.assert_array_equal(one.apply(before, 0.6), after)


def test_weights_of_the_residual_are_those_of_every_series():
    drawn = [Redraw(target=RNG.normal(size=(6, 2))) for _ in range(4)]
    old, new = Draws(drawn, donated=np.zeros((4, 6, 3))).residual_weights(1 / 3)
    assert old.shape == new.shape == (4, 6, 1)
    np.testing.assert_allclose(old, np.cos(np.pi / 6))
    np.testing.assert_allclose(new, 0.5)


def test_the_power_of_draws_is_their_mean_square_change_at_gain_one():
    draws = Draws([Perturbation(shift=np.full((6, 2), size)) for size in (0.0, 1.0, 2.0, 3.0)], None)
    np.testing.assert_allclose(np.mean(draws.power(LATENT)), (0 + 1 + 4 + 9) / 4)

import numpy as np

from sklearn_lgta._copies.draws import Draws, group_by_kind
from sklearn_lgta.transformations import On, Perturbation, Redraw, Scaling

RNG = np.random.default_rng(0)
LATENT = RNG.normal(size=(4, 6, 2))


def draws_of(drawn, donated=None):
    donated = donated or [[None] * len(one.changes()) for one in drawn]
    return Draws(group_by_kind(np.arange(len(drawn)), drawn, donated))


def test_every_series_gets_its_own_perturbation():
    drawn = [
        Perturbation(scale=0.5),
        Redraw(target=RNG.normal(size=(6, 2))),
        Perturbation(shift=np.ones((6, 2))),
        Perturbation(scale=np.arange(6.0)[:, None]),
    ]
    changed = draws_of(drawn).apply(LATENT, 0.6)
    for one, before, after in zip(drawn, LATENT, changed, strict=True):
        np.testing.assert_array_equal(one.apply(before, 0.6), after)


def test_series_with_the_same_layers_are_one_group():
    scaling, end = Scaling(), On(Scaling(), time=slice(-2, None))
    drawn = [one.draw(LATENT[0], RNG, None) for one in (scaling, end, scaling, end + scaling)]
    groups = {tuple(group.rows): [change.where for change in group.changes] for group in draws_of(drawn).groups}
    (part,) = groups[(1,)][0]
    assert groups == {(0, 2): [()], (1,): [(part,)], (3,): [(part,), ()]}


def test_every_layer_has_the_residual_of_its_own_donor():
    drawn = [Redraw(target=RNG.normal(size=(6, 2))) for _ in range(4)]
    donated = RNG.normal(size=(4, 1, 6, 3))
    (group,) = draws_of(drawn, [list(own) for own in donated]).groups
    np.testing.assert_array_equal(group.donated[0], donated[:, 0])


def test_the_power_of_draws_is_their_mean_square_change_at_gain_one():
    draws = draws_of([Perturbation(shift=np.full((6, 2), size)) for size in (0.0, 1.0, 2.0, 3.0)])
    np.testing.assert_allclose(draws.power(LATENT), [0, 1, 4, 9])

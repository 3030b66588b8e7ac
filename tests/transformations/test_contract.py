"""What holds for every transformation. A new one is tested with its defaults as soon as it is registered."""

import pickle
from itertools import product

import numpy as np
import pytest
from sklearn.base import clone

from sklearn_lgta import transformations
from sklearn_lgta._copies.draws import Draws, group_by_kind
from sklearn_lgta.transformations import (
    Compose,
    Drift,
    Jitter,
    MagnitudeWarp,
    Mix,
    On,
    OneOf,
    Perturbation,
    Resample,
    Scaling,
    TimeWarp,
    Transformation,
    Trend,
)
from sklearn_lgta.transformations._registry import CLASSES, NAMED


class Tilt(Transformation):
    """A transformation of a user."""

    def __init__(self, steepness=1.0):
        self.steepness = steepness

    def draw(self, latent, rng, donors):
        return Perturbation(shift=rng.standard_normal() * np.linspace(-1, 1, len(latent))[:, None])


KEEPS_SIZE = [Jitter(), Mix(), Mix(block=6), Resample(), Resample(block=6)]
DEFAULTS = [cls() for cls in NAMED.values()]
SINGLE = [
    *DEFAULTS,
    Mix(block=6),
    Resample(block=6),
    Jitter(color="white"),
    MagnitudeWarp(n_knots=2),
    MagnitudeWarp(n_knots=30),
    TimeWarp(n_knots=3),
    Tilt(),
]
MADE_OF_OTHERS = [
    Mix() + MagnitudeWarp(n_knots=4),
    Compose(["jitter", Tilt(), Resample(block=6)]),
    Drift() | Trend(),
    OneOf(["scaling", "mix", Tilt()], weights=[2, 1, 0.5]),
    On("mix", time=slice(6, 18)),
    On(Scaling(), channels=[0]),
    On(Jitter(), latent=[0]),
    On(Tilt(), time=[True] * 12 + [False] * 12),
    On(Drift() + Resample(), time=slice(-9, None), latent=slice(0, 1)),
    On(On("time_warp", time=slice(0, 20)) | Jitter(color="white"), time=slice(4, None)) + Trend(),
]
ALL = [*SINGLE, *MADE_OF_OTHERS]
N_TOKENS, LATENT_DIM = 24, 3

every = pytest.mark.parametrize("transformation", ALL, ids=list(map(repr, ALL)))  # made once
every_size_keeper = pytest.mark.parametrize("transformation", KEEPS_SIZE, ids=repr)


@pytest.fixture
def latent():
    """A read-only code: nothing may write into it."""
    latent = np.random.default_rng(1).normal(size=(N_TOKENS, LATENT_DIM))
    latent.flags.writeable = False
    return latent


def draw(transformation, latent, donors, seed=0):
    return transformation.draw(latent, np.random.default_rng(seed), donors)


def gains(transformation):
    return np.linspace(0, min(2.0, transformation.max_gain), 6)


def test_every_transformation_is_under_contract():
    assert {*CLASSES.values()} == {type(transformation) for transformation in ALL} - {Tilt}


@every
def test_gain_zero_is_the_identity(transformation, latent, donors):
    np.testing.assert_array_equal(draw(transformation, latent, donors).apply(latent, 0.0), latent)


@every
def test_the_shape_stays(transformation, latent, donors):
    changed = draw(transformation, latent, donors).apply(latent, 0.5)
    assert changed.shape == latent.shape
    assert np.isfinite(changed).all()


@every
def test_short_codes_can_be_transformed(transformation, donors):
    for shape in product([1, 2, 3], [1, 3]):
        latent = np.random.default_rng(0).normal(size=shape)
        narrow = type(donors)()
        narrow.latent = donors.latent[:, :, : shape[1]]
        changed = draw(transformation, latent, narrow).apply(latent, 0.5)
        assert changed.shape == shape
        assert np.isfinite(changed).all(), shape


@every
def test_a_positive_gain_changes_the_code(transformation, latent, donors):
    assert not np.allclose(draw(transformation, latent, donors).apply(latent, 0.9), latent)


@every
def test_the_code_that_came_is_left_alone(transformation, latent, donors):
    before = latent.copy()
    draw(transformation, latent, donors).apply(latent, 1.0)  # the fixture is read-only: writing would raise
    np.testing.assert_array_equal(latent, before)


@every
def test_the_change_grows_with_the_gain(transformation, donors):
    # codes that wander: what is farther away in time is farther away
    latent = np.random.default_rng(1).normal(size=(300, N_TOKENS, LATENT_DIM)).cumsum(axis=1)
    drawn = [draw(transformation, code, donors, seed) for seed, code in enumerate(latent)]
    size = [
        np.sqrt(np.mean([(one.apply(code, gain) - code) ** 2 for one, code in zip(drawn, latent, strict=True)]))
        for gain in gains(transformation)
    ]
    assert (np.diff(size) > 0).all()


@every
def test_a_drawn_value_can_be_replayed(transformation, latent, donors):
    drawn = draw(transformation, latent, donors)
    np.testing.assert_array_equal(drawn.apply(latent, 0.7), drawn.apply(latent, 0.7))


@every
def test_a_drawn_value_survives_pickling(transformation, latent, donors):
    drawn = draw(transformation, latent, donors)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(drawn)).apply(latent, 0.7), drawn.apply(latent, 0.7))


@every
def test_a_drawn_value_is_frozen(transformation, latent, donors):
    drawn = draw(transformation, latent, donors)
    name = next(iter(vars(drawn)))
    with pytest.raises(AttributeError):
        setattr(drawn, name, 0.0)


@every
def test_the_same_generator_draws_the_same(transformation, latent, donors):
    first, second = draw(transformation, latent, donors), draw(transformation, latent, donors)
    np.testing.assert_array_equal(first.apply(latent, 0.7), second.apply(latent, 0.7))


@every
def test_another_generator_draws_something_else(transformation, latent, donors):
    first, second = draw(transformation, latent, donors), draw(transformation, latent, donors, seed=1)
    assert not np.allclose(first.apply(latent, 0.9), second.apply(latent, 0.9))


@every
def test_drawing_leaves_the_global_random_state_alone(transformation, latent, donors, global_states):
    before = global_states()
    draw(transformation, latent, donors).apply(latent, 0.7)
    assert global_states() == before


@every
def test_many_at_once_is_one_by_one(transformation, donors):
    latent = np.random.default_rng(1).normal(size=(7, N_TOKENS, LATENT_DIM))
    drawn = [draw(transformation, code, donors, seed) for seed, code in enumerate(latent)]
    nothing = [[None] * len(one.changes()) for one in drawn]
    for gain in gains(transformation):
        together = Draws(group_by_kind(np.arange(7), drawn, nothing)).apply(latent, gain)
        alone = [one.apply(code, gain) for one, code in zip(drawn, latent, strict=True)]
        np.testing.assert_array_equal(together, alone)


@every
def test_a_clone_is_equal_but_another_object(transformation):
    copy = clone(transformation)
    assert copy is not transformation
    assert copy == transformation
    assert hash(copy) == hash(transformation)


@pytest.mark.parametrize("i", range(len(ALL)))
def test_other_parameters_are_not_equal(i):
    assert [j for j, other in enumerate(ALL) if other == ALL[i]] == [i]
    assert len({*ALL, *map(clone, ALL)}) == len(ALL)
    assert ALL[i] != repr(ALL[i])


@every
def test_the_repr_evaluates_to_an_equal_object(transformation):
    assert eval(repr(transformation), {**vars(transformations), "Tilt": Tilt}) == transformation


@pytest.mark.parametrize("transformation", SINGLE, ids=repr)
def test_the_repr_is_short(transformation):
    assert len(repr(transformation)) < 40


@every
def test_parameters_can_be_read_and_set(transformation):
    other = clone(transformation)
    assert other.set_params(**transformation.get_params()) is other
    assert other == transformation


@every
def test_it_survives_pickling(transformation):
    assert pickle.loads(pickle.dumps(transformation)) == transformation


@every
def test_it_passes_its_own_validation(transformation):
    transformation._validate_params()


@every_size_keeper
def test_replacing_everything_keeps_the_size_of_the_code(transformation, latent, donors):
    changed = draw(transformation, latent, donors).apply(latent, 1.0)
    np.testing.assert_allclose(np.linalg.norm(changed), np.linalg.norm(latent))


@pytest.mark.parametrize("transformation", [t for t in KEEPS_SIZE if not isinstance(t, Resample)], ids=repr)
def test_slerp_keeps_the_size_of_the_code_at_every_gain(transformation, latent, donors):
    drawn = draw(transformation, latent, donors)
    for gain in np.linspace(0, 1, 9):
        np.testing.assert_allclose(np.linalg.norm(drawn.apply(latent, gain)), np.linalg.norm(latent))


@every_size_keeper
def test_nothing_of_the_code_is_left_at_gain_one(transformation, latent, donors):
    other = np.random.default_rng(7).normal(size=latent.shape)
    other *= np.linalg.norm(latent) / np.linalg.norm(other)
    drawn = draw(transformation, latent, donors)
    np.testing.assert_allclose(drawn.apply(latent, 1.0), drawn.apply(other, 1.0))


@every_size_keeper
def test_the_residual_is_blended_without_loss_of_variance(transformation, latent, donors):
    drawn = draw(transformation, latent, donors)
    for gain in np.linspace(0, 1, 9):
        old, new = drawn.residual_weights(gain)
        np.testing.assert_allclose(np.square(old) + np.square(new), 1.0)
    np.testing.assert_allclose(drawn.residual_weights(0.0)[1], 0.0)
    np.testing.assert_allclose(drawn.residual_weights(1.0)[0], 0.0, atol=1e-12)


@pytest.mark.parametrize(
    ("transformation", "message"),
    [
        (Jitter(color="pink"), "'color' parameter of Jitter must be a str among"),
        (MagnitudeWarp(n_knots=1), "'n_knots' parameter of MagnitudeWarp must be an int in the range"),
        (Mix(block=0), "'block' parameter of Mix must be None or an int in the range"),
        (Resample(block=2.5), "'block' parameter of Resample must be None or an int in the range"),
        (TimeWarp(n_knots=2), "'n_knots' parameter of TimeWarp must be an int in the range"),
        (Mix() + MagnitudeWarp(n_knots=1), "'n_knots' parameter of MagnitudeWarp must be an int in the range"),
        (On(Mix(block=0), time=slice(3)), "'block' parameter of Mix must be None or an int in the range"),
        (On("mix", time="late"), "'time' parameter of On must be None, an instance of 'slice' or an array-like"),
        (Compose("mix"), "'transformations' parameter of Compose must be"),
        (Compose(()), "Compose needs at least one transformation; the list is empty"),
        (OneOf(["mix", "jitter"], weights=[1]), "one number of at least 0 for each of 2 transformations"),
        (OneOf(["mix", "jitter"], weights=[1, -1]), "one number of at least 0 for each of 2 transformations"),
        (OneOf(["mix", "jitter"], weights=[0, 0]), "and not all 0"),
        (OneOf(["mix", "jitter"], relative_strengths=[1, 0]), "one number above 0 for each of 2 transformations"),
        (OneOf(["mix", "jitter"], relative_strengths=[1, np.inf]), "one number above 0 for each of 2 transformations"),
        (OneOf(["mix", "jitter"], relative_strengths=[1]), "multiples of the strength of the augmenter"),
        (OneOf(["mix", "jitter"], relative_strengths=["a", "b"]), "relative_strengths=.* must be one number above 0"),
        (On("mix", time=[[1, 2], [3, 4]]), "time of On has 2 dimensions; it must have one"),
        (OneOf(["mix", "jitter"], weights=["a", "b"]), "one number of at least 0 for each of 2 transformations"),
    ],
    ids=repr,
)
def test_parameters_out_of_range_name_the_range(transformation, message):
    with pytest.raises(ValueError, match=message):
        transformation._validate_params()

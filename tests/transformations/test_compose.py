import numpy as np
import pytest
from sklearn.base import clone

from sklearn_lgta.transformations import Compose, Drift, Jitter, MagnitudeWarp, Mix, OneOf, Resample, Scaling, Trend

LATENT = np.random.default_rng(1).normal(size=(24, 3))


def test_plus_and_or_make_flat_compositions():
    assert Mix() + Scaling() + Drift() == Compose((Mix(), Scaling(), Drift()))
    assert Mix() | Scaling() | Drift() == OneOf((Mix(), Scaling(), Drift()))
    assert (Mix() | Scaling()) + Drift() == Compose((OneOf((Mix(), Scaling())), Drift()))
    assert Mix() + "scaling" == Compose((Mix(), Scaling()))
    assert "mix" + Scaling() == Compose((Mix(), Scaling()))
    assert "mix" | Scaling() == OneOf((Mix(), Scaling()))


def test_alternatives_with_weights_stay_one_alternative():
    weighted = OneOf(["mix", "scaling"], weights=[3, 1])
    assert weighted | Drift() == OneOf((weighted, Drift()))


def test_what_is_no_transformation_cannot_be_added():
    with pytest.raises(TypeError, match="transformation=3 must be one of"):
        Mix() + 3


def test_a_composition_applies_one_after_the_other(donors):
    both = (Scaling() + Trend()).draw(LATENT, np.random.default_rng(0), donors)
    rng = np.random.default_rng(0)
    scaling, trend = (one.draw(LATENT, rng, donors) for one in (Scaling(), Trend()))
    np.testing.assert_array_equal(both.apply(LATENT, 0.4), trend.apply(scaling.apply(LATENT, 0.4), 0.4))


@pytest.mark.parametrize("made_of", [Compose, OneOf])
def test_one_transformation_alone_is_itself(made_of, donors):
    alone = Jitter(color="white")
    drawn = made_of([alone]).draw(LATENT, np.random.default_rng(0), donors).apply(LATENT, 0.4)
    np.testing.assert_allclose(np.sqrt(np.mean((drawn - LATENT) ** 2)), 0.4, rtol=0.5)
    assert made_of([alone]).max_gain == alone.max_gain


def test_alternatives_come_as_often_as_their_weights_say(donors):
    choice = OneOf(["scaling", "jitter", "trend"], weights=[5, 0, 3])
    kinds = [np.shape(choice.draw(LATENT, np.random.default_rng(seed), donors).shift) for seed in range(2_000)]
    fraction = kinds.count(()) / len(kinds)
    assert set(kinds) == {(), (24, 3)}
    assert abs(fraction - 5 / 8) < 4 * np.sqrt(15 / 64 / len(kinds))


@pytest.mark.parametrize(
    ("transformation", "max_gain", "full_gain", "redraws_residual"),
    [
        (Scaling() + Drift(), np.inf, None, False),
        (Mix() + Drift(), 1.0, None, True),
        (Mix() + Resample(), 1.0, 1.0, True),
        (Mix() | Resample(), 1.0, 1.0, True),
        (Jitter() | Resample(), 1.0, None, True),
    ],
)
def test_what_follows_from_the_parts(transformation, max_gain, full_gain, redraws_residual):
    assert transformation.max_gain == max_gain
    assert transformation.full_gain == full_gain
    assert transformation.redraws_residual == redraws_residual


def test_the_residual_is_redrawn_by_all_that_redraw_it(donors):
    drawn = (Mix() + Scaling() + Mix()).draw(LATENT, np.random.default_rng(0), donors)
    old, new = drawn.residual_weights(0.5)
    np.testing.assert_allclose([old, new], [0.5, np.sqrt(0.75)])  # cos(45 degrees) twice


def test_parameters_of_the_parts_are_reached_by_their_names():
    made = Jitter() + MagnitudeWarp() + (MagnitudeWarp(n_knots=3) | Trend())
    assert made.get_params()["magnitude_warp__n_knots"] == 6
    assert made.get_params()["one_of__magnitude_warp__n_knots"] == 3
    changed = clone(made).set_params(magnitude_warp__n_knots=9, jitter=Scaling(), one_of__trend=Drift())
    assert changed == Scaling() + MagnitudeWarp(9) + (MagnitudeWarp(3) | Drift())
    assert made == Jitter() + MagnitudeWarp() + (MagnitudeWarp(n_knots=3) | Trend())


def test_parts_of_one_class_are_numbered():
    made = Jitter() + Jitter(color="white") + Scaling()
    made.set_params(jitter_1__color="white", jitter_2__color="latent")
    assert made == Jitter("white") + Jitter() + Scaling()


def test_one_object_in_two_places_has_two_names():
    jitter = Jitter()
    assert (jitter + jitter).set_params(jitter_2=Mix()) == Jitter() + Mix()


def test_an_unknown_part_is_named():
    with pytest.raises(ValueError, match="Invalid parameter 'drift'"):
        (Jitter() + Scaling()).set_params(drift__n_knots=3)

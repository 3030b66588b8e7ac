import numpy as np
import pytest

from sklearn_lgta.transformations import Perturbation, Redraw, Replacement, Transformation

RNG = np.random.default_rng(0)
LATENT = RNG.normal(size=(40, 3))
# the part of a random target that is at right angles to the code, at the size of the code
_TARGET = RNG.normal(size=LATENT.shape)
_TARGET -= LATENT * (_TARGET * LATENT).sum() / (LATENT**2).sum()
ACROSS = _TARGET * np.linalg.norm(LATENT) / np.linalg.norm(_TARGET)


def test_a_perturbation_adds_and_multiplies():
    drawn = Perturbation(scale=0.5, shift=2.0)
    np.testing.assert_allclose(drawn.apply(LATENT, 0.1), LATENT * 1.05 + 0.2)


def test_the_change_of_a_perturbation_is_proportional_to_the_gain():
    drawn = Perturbation(scale=RNG.normal(size=(40, 1)), shift=RNG.normal(size=(40, 3)))
    one, three = (drawn.apply(LATENT, gain) - LATENT for gain in (1.0, 3.0))
    np.testing.assert_allclose(three, 3 * one)


@pytest.mark.parametrize("gain", [0.1, 1 / 3, 0.5, 0.9, 1.0])
def test_a_target_at_right_angles_is_blended_with_weights_whose_squares_sum_to_one(gain):
    s = np.sin(gain * np.pi / 2)
    expected = np.sqrt(1 - s**2) * LATENT + s * ACROSS
    np.testing.assert_allclose(Redraw(target=ACROSS).apply(LATENT, gain), expected, atol=1e-12)


def test_at_gain_one_the_target_comes_at_the_size_of_the_code():
    target = 7.0 * (ACROSS + 0.3 * LATENT)
    changed = Redraw(target=target).apply(LATENT, 1.0)
    np.testing.assert_allclose(changed, target * np.linalg.norm(LATENT) / np.linalg.norm(target), atol=1e-12)


@pytest.mark.parametrize("correlation", [-0.99, -0.5, 0.0, 0.5, 0.99])
def test_codes_move_to_a_correlated_target_along_an_arc_at_one_speed(correlation):
    target = correlation * LATENT + np.sqrt(1 - correlation**2) * ACROSS
    drawn, size = Redraw(target=target), np.linalg.norm(LATENT)
    # a chord of the angle gain * a is 2 sin(gain * a / 2)
    gain = np.linspace(0, 1, 9)
    change = [np.linalg.norm(drawn.apply(LATENT, g) - LATENT) / size for g in gain]
    np.testing.assert_allclose(change, 2 * np.sin(gain * np.arccos(correlation) / 2), atol=1e-9)


def test_a_target_in_the_same_direction_changes_nothing():
    np.testing.assert_allclose(Redraw(target=5 * LATENT).apply(LATENT, 0.4), LATENT)


@pytest.mark.parametrize("target", [-3 * LATENT, np.zeros_like(LATENT)], ids=["opposite", "zero"])
def test_a_target_that_spans_no_plane_gives_numbers(target):
    assert np.isfinite(Redraw(target=target).apply(LATENT, 0.4)).all()


def test_a_code_of_zeros_stays_zero():
    np.testing.assert_array_equal(Redraw(target=ACROSS).apply(np.zeros_like(LATENT), 0.7), 0.0)


def replacement(target=ACROSS):
    """Two blocks of 25 and 15 tokens, redrawn in a random order."""
    length = np.repeat([25, 15], [25, 15])[:, None]
    order = np.concatenate([RNG.permutation(25), RNG.permutation(15)])[:, None]
    return Replacement(target=target, order=order, length=length)


@pytest.mark.parametrize("gain", [0.0, 0.2, 0.6, 0.9, 1.0])
def test_a_replacement_takes_the_square_of_the_gain_of_every_block(gain):
    # half the mean square change of a token turned by fraction * 90 degrees
    replaced = 1 - np.cos(replacement().fraction(gain)[:, 0] * np.pi / 2)
    np.testing.assert_allclose([replaced[:25].mean(), replaced[25:].mean()], [gain**2, gain**2], atol=1e-12)


def test_a_replacement_replaces_tokens_wholly_or_not_at_all_but_for_one_a_block():
    fraction = replacement().fraction(0.6)[:, 0]
    partly = (fraction > 1e-9) & (fraction < 1 - 1e-9)  # rounding is not a part
    assert partly[:25].sum() <= 1 and partly[25:].sum() <= 1


def test_tokens_that_are_not_replaced_stay_bitwise():
    drawn = replacement()
    changed, fraction = drawn.apply(LATENT, 0.6), drawn.fraction(0.6)[:, 0]
    np.testing.assert_array_equal(changed[fraction == 0], LATENT[fraction == 0])
    np.testing.assert_allclose(changed[fraction == 1], ACROSS[fraction == 1], atol=1e-12)


def test_tokens_replaced_at_a_small_gain_are_among_those_at_a_larger_one():
    drawn = replacement()
    fractions = np.array([drawn.fraction(gain) for gain in np.linspace(0, 1, 12)])
    assert (np.diff(fractions, axis=0) >= 0).all()


def test_a_transformation_without_draw_says_what_to_define():
    class Lazy(Transformation):
        pass

    with pytest.raises(TypeError, match=r"Lazy must define draw\(latent, rng, donors\)"):
        Lazy().draw(LATENT, RNG, None)


def test_transformations_can_be_sorted():
    class A(Transformation):
        pass

    class B(Transformation):
        pass

    b, a = B(), A()
    assert sorted([b, a]) == [a, b]

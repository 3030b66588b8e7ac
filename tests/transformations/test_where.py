import numpy as np
import pytest

from sklearn_lgta.transformations._where import Where, selected, soft_edges


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (slice(-2, None), [0, 0, 0, 1, 1]),
        (slice(None, None, 2), [1, 0, 1, 0, 1]),
        ([True, False, True, False, False], [1, 0, 1, 0, 0]),
        (np.array([1, -1]), [0, 1, 0, 0, 1]),
        (range(2), [1, 1, 0, 0, 0]),
        ((1, 2), [0, 1, 1, 0, 0]),
    ],
    ids=str,
)
def test_positions_are_chosen_as_in_numpy(chosen, expected):
    np.testing.assert_array_equal(selected(chosen, 5, "time"), np.array(expected, dtype=bool))
    np.testing.assert_array_equal(Where.of(chosen, None).weights(5, 1)[:, 0] > 0, np.array(expected, dtype=bool))


@pytest.mark.parametrize("wrong", [[True, False], [5], [0.5], ["a"], [[0, 1], [1, 2]]], ids=str)
def test_what_does_not_fit_says_what_does(wrong):
    with pytest.raises(ValueError, match="time=.* does not fit 5 time points. Use a slice, a mask of 5 booleans"):
        selected(wrong, 5, "time")


@pytest.mark.parametrize("nothing", [slice(9, None), [], [False] * 5], ids=str)
def test_nothing_is_no_part(nothing):
    with pytest.raises(ValueError, match="channels=.* chooses none of 5 channels"):
        selected(nothing, 5, "channels")


def mask(first, end, n=40):
    return (np.arange(n) >= first) & (np.arange(n) < end)


def test_a_span_rises_and_falls_over_a_quarter_of_its_length():
    weights = soft_edges(mask(10, 30))
    rise = 0.5 - 0.5 * np.cos(np.pi * np.arange(1, 6) / 6)
    np.testing.assert_allclose(weights[10:30], [*rise, *np.ones(10), *rise[::-1]])
    assert (weights[:10] == 0).all() and (weights[30:] == 0).all()


def test_the_ends_of_a_series_are_no_edges():
    np.testing.assert_array_equal(soft_edges(mask(0, 40)), np.ones(40))
    weights = soft_edges(mask(20, 40))
    assert weights[20] < 0.1 and weights[-1] == 1


@pytest.mark.parametrize("length", [1, 2, 3])
def test_a_short_span_has_no_edges(length):
    np.testing.assert_array_equal(soft_edges(mask(7, 7 + length)), mask(7, 7 + length))


def test_a_mask_of_numbers_is_no_list_of_indices():
    with pytest.raises(ValueError, match="looks like a mask but holds numbers. Use booleans"):
        selected(np.arange(40) % 2, 40, "time")


@pytest.mark.parametrize("length", [4, 7, 8, 100])
def test_no_step_is_larger_than_half_the_change(length):
    weights = soft_edges(mask(10, 10 + length, n=200))
    assert np.abs(np.diff(weights)).max() <= 0.5 + 1e-12
    assert np.abs(np.diff(weights)).max() <= 7 / length
    assert weights.max() <= 1


def test_time_and_channels_are_chosen_together():
    weights = Where.of(slice(2, None), [1]).weights(4, 3)
    np.testing.assert_array_equal(weights > 0, [[0, 0, 0], [0, 0, 0], [0, 1, 0], [0, 1, 0]])


def test_equal_choices_are_equal():
    assert Where.of(slice(2), [1]) == Where.of(slice(None, 2), np.array([1]))
    assert Where.of(slice(2), None) != Where.of(slice(3), None)
    assert Where.of(None, None) is None

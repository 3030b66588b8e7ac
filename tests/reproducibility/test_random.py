import numpy as np
import pytest
from scipy.stats import kstest

from sklearn_lgta._reproducibility.random import RowGenerators, group_keys, keyed_generator, row_keys

KEY = row_keys(np.arange(6.0).reshape(1, 6))[0]


def numbers(*args):
    return keyed_generator(*args).standard_normal(8).tolist()


def test_equal_rows_have_equal_keys_in_any_dtype_and_memory_order():
    rows = np.array([[1.5, -2.0, 0.0], [0.25, 1024.0, 7.0]])
    keys = row_keys(rows)
    for same in (rows.astype(np.float32), np.asfortranarray(rows), rows.astype(">f8"), rows[:, ::-1][:, ::-1]):
        assert row_keys(same) == keys
    assert row_keys(np.array([[1.0, 2.0]], dtype=np.int64)) == row_keys(np.array([[1.0, 2.0]]))


def test_minus_zero_is_zero():
    assert row_keys(np.array([[0.0, 1.0]])) == row_keys(np.array([[-0.0, 1.0]]))


def test_a_key_does_not_depend_on_the_other_rows():
    rows = np.random.default_rng(0).normal(size=(5, 4))
    assert row_keys(rows)[3:4] == row_keys(rows[3:4])


def test_rows_that_differ_have_different_keys():
    rows = np.random.default_rng(0).normal(size=(500, 3))
    rows = np.concatenate([rows, np.nextafter(rows, np.inf), rows[:, ::-1]])
    keys = row_keys(rows)
    assert len(set(keys)) == len(rows)
    assert {len(key) for key in keys} == {16}


def test_a_row_of_another_length_has_another_key():
    assert row_keys(np.zeros((1, 3))) != row_keys(np.zeros((1, 4)))


def test_the_same_seed_key_and_copy_give_the_same_numbers():
    assert numbers(3, KEY, 1) == numbers(3, KEY, 1)


@pytest.mark.parametrize("other", [(4, KEY, 1), (3, KEY, 2), (3, KEY[::-1], 1), (3, KEY, 2**40)])
def test_another_seed_key_or_copy_gives_other_numbers(other):
    assert numbers(3, KEY, 1) != numbers(*other)


def test_numbers_of_neighbouring_copies_are_not_correlated():
    draws = np.array([keyed_generator(0, KEY, copy).standard_normal(50) for copy in range(400)])
    correlation = np.corrcoef(draws[:-1].ravel(), draws[1:].ravel())[0, 1]
    assert abs(correlation) < 4 / np.sqrt(draws[1:].size)  # four standard errors
    assert abs(draws.mean()) < 4 / np.sqrt(draws.size)


def test_equal_labels_are_one_group():
    a, b, again = group_keys(np.array(["a", "b", "a"]))
    assert a == again != b
    assert group_keys([1, 1, 2])[0] == group_keys(np.array([1, 3]))[0]


def test_a_group_is_no_row():
    assert group_keys(["a"])[0] not in row_keys(np.arange(10.0).reshape(5, 2))


@pytest.mark.parametrize("labels", [np.array([0.1, 1e22]), np.arange(2), np.array(["a", "b"]), [(1, "a"), (2, "b")]])
def test_print_options_of_numpy_change_no_key(labels):
    keys = group_keys(labels)
    with np.printoptions(legacy="1.13", precision=1):
        assert group_keys(labels) == keys


def test_keyed_generators_leave_the_global_random_states_alone(global_states):
    before = global_states()
    numbers(0, KEY, 0)
    assert global_states() == before


# ------------------------------------------------------------------------------------ many rows at once
KEYS = row_keys(np.random.default_rng(1).normal(size=(5, 3)))


def test_rows_that_draw_together_draw_what_numpy_draws_for_each():
    together = RowGenerators(3, KEYS, [0, 1, 2, 2**40, 7])
    first, second = together.random(6), together.random((2, 4))
    for row, (key, copy) in enumerate(zip(KEYS, [0, 1, 2, 2**40, 7], strict=True)):
        alone = keyed_generator(3, key, copy)
        np.testing.assert_array_equal(first[row], alone.random(8)[:6])  # in blocks of four
        np.testing.assert_array_equal(second[row], alone.random((2, 4)))


def test_some_rows_go_on_where_all_were():
    together, again = (RowGenerators(0, KEYS, range(5)) for _ in range(2))
    together.random(3), again.random(3)
    expected = together.random(4)
    np.testing.assert_array_equal(again[np.array([3, 1])].random(4), expected[[3, 1]])
    np.testing.assert_array_equal(again.generator(2).random(4), expected[2])


def test_normal_numbers_of_rows_are_normal_and_independent():
    numbers = RowGenerators(0, KEYS[:1] * 2_000, range(2_000)).standard_normal(20)
    assert kstest(numbers.ravel(), "norm").pvalue > 0.01
    correlation = np.corrcoef(numbers, rowvar=False)[np.triu_indices(20, k=1)]
    assert np.abs(correlation).max() < 4.5 / np.sqrt(2_000)

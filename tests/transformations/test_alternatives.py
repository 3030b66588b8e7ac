"""Alternatives: what OneOf, On and compositions leave to chance, as a flat list."""

import numpy as np
import pytest

from sklearn_lgta._reproducibility.random import RowGenerators
from sklearn_lgta.transformations import Compose, Drift, Jitter, Mix, On, OneOf, Resample, Scaling, Trend
from sklearn_lgta.transformations._alternatives import Alternative, rows_by_alternative


def test_a_transformation_is_its_own_alternative():
    for one in (Mix(), Mix() + Scaling(), On(Mix(), time=slice(3)), Compose([On("mix"), "drift"])):
        (alternative,) = one.alternatives()
        assert alternative == Alternative(one, 1.0, 1.0)
        assert alternative.transformation is one


def test_weights_and_relative_strengths_of_alternatives_within_alternatives_multiply():
    inner = OneOf(["jitter", "scaling"], weights=[1, 3], relative_strengths=[1, 2])
    outer = OneOf([inner, "drift"], weights=[4, 1], relative_strengths=[0.5, 3])
    assert outer.alternatives() == [
        Alternative(Jitter(), 0.2, 0.5),
        Alternative(Scaling(), pytest.approx(0.6), 1.0),
        Alternative(Drift(), 0.2, 3.0),
    ]


def test_what_is_never_chosen_is_no_alternative():
    assert OneOf(["mix", "drift"], weights=[0, 2]).alternatives() == [Alternative(Drift(), 1.0, 1.0)]


@pytest.mark.parametrize("weights", [[3, 3], [1e308, 1e308], [5e-324, 5e-324]])
def test_weights_of_any_size_are_fractions(weights):
    assert [one.weight for one in OneOf(["mix", "drift"], weights=weights).alternatives()] == [0.5, 0.5]


def test_a_part_of_the_series_has_the_alternatives_there():
    end = slice(-5, None)
    assert On(OneOf(["mix", "drift"], weights=[3, 1], relative_strengths=[1, 2]), time=end).alternatives() == [
        Alternative(On(Mix(), time=end), 0.75, 1.0),
        Alternative(On(Drift(), time=end), 0.25, 2.0),
    ]


def test_a_composition_has_every_combination():
    either = OneOf(["mix", "drift"], weights=[3, 1], relative_strengths=[1, 2])
    assert (either + Jitter() + (Scaling() | Trend())).alternatives() == [
        Alternative(Mix() + Jitter() + Scaling(), 0.375, 1.0),
        Alternative(Mix() + Jitter() + Trend(), 0.375, 1.0),
        Alternative(Drift() + Jitter() + Scaling(), 0.125, 2.0),
        Alternative(Drift() + Jitter() + Trend(), 0.125, 2.0),
    ]


def test_too_many_combinations_are_refused_and_those_named_are_taken():
    pair = Jitter() | Drift()
    Compose([pair] * 6)._validate_params()
    with pytest.raises(ValueError, match="128 combinations, and each is calibrated on its own; at most 64 can be"):
        Compose([pair] * 7)._validate_params()
    with pytest.raises(ValueError, match=r"Name those you need: OneOf\(\[first, second\]\)"):
        On(Mix() | Compose([pair] * 40), time=slice(3))._validate_params()
    OneOf([Compose([Jitter()] * 7), Compose([Drift()] * 7)])._validate_params()


def test_every_series_gets_one_alternative_as_often_as_its_weight_says():
    alternatives = OneOf(["mix", "drift", "trend"], weights=[5, 1, 2]).alternatives()
    n_series = 4_000
    rng = RowGenerators(0, [number.to_bytes(16, "little") for number in range(n_series)], [0] * n_series)
    chosen = rows_by_alternative(alternatives, rng)
    assert sorted(np.concatenate([rows for _, rows, _ in chosen])) == [*range(n_series)]
    for number, rows, _ in chosen:
        fraction = [5 / 8, 1 / 8, 2 / 8][number]
        assert abs(len(rows) / n_series - fraction) < 4 * np.sqrt(fraction * (1 - fraction) / n_series)


def test_relative_strengths_ask_for_a_strength_so_there_is_no_full_size():
    assert OneOf([Mix(), Resample()]).full_gain == 1.0
    assert OneOf([Mix(), Resample()], relative_strengths=[1, 2]).full_gain is None


def test_alternatives_with_relative_strengths_stay_one_alternative():
    policy = OneOf(["mix", "scaling"], relative_strengths=[1, 2])
    assert policy | Drift() == OneOf((policy, Drift()))

"""Fresh series read as fresh, copies as copies, and distances as on paper."""

import numpy as np
import pytest

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta.exceptions import CopyWarning
from sklearn_lgta.metrics import (
    authenticity,
    dcr_share,
    distance_to_closest_record,
    membership_inference_auc,
    near_copy_fraction,
)

LINE = np.array([[0.0], [1.0], [3.0], [10.0]])  # series of one time point


def thirds(seed, n=400, n_timepoints=6):
    """Training, fresh and held-out series of one kind."""
    return np.random.default_rng(seed).normal(size=(3, n, n_timepoints))


def test_the_distance_is_the_root_mean_square_to_the_nearest(X3):
    expected = [np.sqrt(((X3 - new) ** 2).mean(axis=(1, 2))).min() for new in X3 + 3]
    np.testing.assert_allclose(distance_to_closest_record(X3, X3 + 3, standardize=False), expected)
    scale = X3.std(axis=(0, 2), keepdims=True)
    expected = [np.sqrt((((X3 - new) / scale) ** 2).mean(axis=(1, 2))).min() for new in X3 + 3]
    np.testing.assert_allclose(distance_to_closest_record(X3, X3 + 3), expected)


def test_a_training_series_has_distance_zero(X):
    np.testing.assert_allclose(distance_to_closest_record(X, X[::-1]), 0, atol=1e-6)


@pytest.mark.parametrize("quantile", [0.01, 0.5, 0.9])
def test_fresh_series_are_as_near_as_held_out_ones(quantile):
    fractions = []
    for seed in range(10):
        X, fresh, held_out = thirds(seed)
        fractions.append(dcr_share(X, fresh, held_out, quantile=quantile))
        assert dcr_share(X, X + 0.01, held_out, quantile=quantile) == 1
        assert dcr_share(X, fresh + 9, held_out, quantile=quantile) == 0
    assert np.mean(fractions) == pytest.approx(quantile, abs=0.02)


def test_the_share_that_is_nearer_is_counted_by_hand():
    held_out = [[0.5], [2.0], [14.0]]  # distances 0.5, 1 and 4
    assert dcr_share(LINE, [[0.1], [1.9], [3.0], [20.0]], held_out, standardize=False) == 3 / 4
    assert dcr_share(LINE, [[0.1], [1.9], [3.0], [20.0]], held_out, quantile=0.01, standardize=False) == 2 / 4


def test_ratios_of_distances_are_counted_by_hand():
    # Of the line: 1/3, 1/2, 2/3, 7/9. The median of these is 7/12.
    new = [[0.4], [0.3], [2.0], [6.0]]  # 0.4/0.6, 0.3/0.7, 1 and 3/4
    assert near_copy_fraction(LINE, new, quantile=0.5, standardize=False) == 1 / 4


def test_by_chance_as_many_are_near_copies_as_the_quantile_says():
    fractions = [near_copy_fraction(X, fresh) for X, fresh, _ in map(thirds, range(40))]
    assert np.mean(fractions) == pytest.approx(0.05, abs=0.01)


def test_near_copies_are_those_that_sampling_warns_of():
    X = np.random.default_rng(0).normal(size=(3, 24)).cumsum(axis=1)  # whatever is drawn repeats one of three
    augmenter = LGTAAugmenter(model=PCACodec(), random_state=0).fit(X)
    with pytest.warns(CopyWarning) as warned:
        drawn = augmenter.sample(300, random_state=0)
    warned_of = int(str(warned[0].message).split("%")[0]) / 100
    assert near_copy_fraction(X, drawn) == pytest.approx(warned_of, abs=0.1)


def test_fresh_points_on_a_line_are_authentic_by_one_third():
    # Gaps are exponential. The nearest training point has its other neighbour as near as the new point with
    # probability 1/3: the gap beyond is shorter than the shorter of the two gaps that the new point lies between.
    fractions = [authenticity(X[:, :1], fresh[:, :1]) for X, fresh, _ in map(thirds, range(20))]
    assert np.mean(fractions) == pytest.approx(1 / 3, abs=0.02)


def test_authenticity_is_counted_by_hand():
    # At 0.5, 2, 0.9 and 2 from the nearest training series, whose nearest others are at 2, 7, 1 and 1.
    assert authenticity(LINE, [[3.5], [8.0], [1.9], [-2.0]], standardize=False) == 1 / 4


def test_copies_are_not_authentic_and_distant_series_are():
    X, fresh, _ = thirds(0)
    assert authenticity(X, X + 0.01) == 0
    assert authenticity(X, fresh + 100) == 1


def test_an_attack_on_fresh_series_guesses_and_on_copies_is_right():
    aucs = []
    for seed in range(10):
        X, fresh, held_out = thirds(seed, n=150)
        aucs.append(membership_inference_auc(X, fresh, held_out))
        assert membership_inference_auc(X, X + 1e-3, held_out) == 1
        assert membership_inference_auc(X, held_out + 1e-3, held_out) == 0
    assert np.mean(aucs) == pytest.approx(0.5, abs=0.03)


def test_the_attack_is_the_share_of_pairs_in_the_right_order():
    members, others, new = [[0.0], [5.0], [9.0]], [[1.5], [20.0]], [[0.0], [8.0]]
    # distances 0, 3, 1 against 1.5, 12: of six pairs only 3 against 1.5 is in the wrong order
    assert membership_inference_auc(members, new, others, standardize=False) == pytest.approx(5 / 6)


@pytest.mark.parametrize("measure", [dcr_share, membership_inference_auc])
def test_held_out_series_of_another_length_are_named(X, measure):
    with pytest.raises(ValueError, match="X_held_out has 1 and 40"):
        measure(X, X, X[:, :40])


@pytest.mark.parametrize("quantile", [0, 1, 1.5])
def test_a_quantile_at_the_ends_is_refused(X, quantile):
    with pytest.raises(ValueError, match="'quantile' parameter"):
        near_copy_fraction(X, X, quantile=quantile)

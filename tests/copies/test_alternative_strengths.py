"""Alternatives reach the strength each: measured on the copies of each, which are told apart from outside."""

import warnings

import numpy as np
import pytest
from scipy.stats import wasserstein_distance

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta._reproducibility.random import keyed_generator, row_keys
from sklearn_lgta.exceptions import StrengthWarning
from sklearn_lgta.transformations import Drift, Jitter, Mix, On, OneOf, Scaling, TimeWarp, Trend

THIRDS = slice(0, 16), slice(16, 32), slice(32, 48)


def fit(transformation, X, strength=0.2, **parameters):
    return LGTAAugmenter(transformation, strength, model=PCACodec(), random_state=0, **parameters).fit(X)


def changes(augmenter, X, n_copies=40):
    """Copy minus series in standard deviations, (n_copies * n_series, n_timepoints)."""
    again = np.tile(X, (n_copies, 1))
    return (augmenter.augment(X, n_copies) - again) / again.std(axis=1, keepdims=True)


def size(change):
    return np.sqrt(np.mean(change**2))


def chosen(augmenter, X, upper, n_copies=40):
    """Which alternative a copy is of, by the first number of numpy's generator of the row: (n_copies * n_series,)."""
    keys = row_keys(X[:, :, None])
    first = [keyed_generator(augmenter.seed_, key, copy).random() for copy in range(n_copies) for key in keys]
    return np.searchsorted(upper, first, side="right")


@pytest.mark.usefixtures("exact_strengths")
@pytest.mark.parametrize("parameters", [dict(), dict(space="data")], ids=repr)
def test_every_part_changes_its_series_by_its_strength(X, parameters):
    parts = [On(kind, time=third) for kind, third in zip(["scaling", "jitter", "mix"], THIRDS, strict=True)]
    augmenter = fit(OneOf(parts, weights=[4, 3, 3], relative_strengths=[1, 0.5, 2]), X, 0.1, **parameters)
    change = changes(augmenter, X)
    is_of = [(change[:, third] != 0).any(axis=1) for third in THIRDS]  # what a part leaves alone is bitwise the same
    assert np.array_equal(np.sum(is_of, axis=0), np.ones(len(change)))
    np.testing.assert_allclose(np.mean(is_of, axis=1), [0.4, 0.3, 0.3], atol=0.04)
    np.testing.assert_allclose([size(change[rows]) for rows in is_of], [0.1, 0.05, 0.2], rtol=0.1)


@pytest.mark.usefixtures("exact_strengths")
def test_a_composition_changes_every_series_by_the_strength_whatever_the_alternative(X):
    augmenter = fit((TimeWarp() | Drift()) + Jitter(), X, 0.3)
    change, of_row = changes(augmenter, X), chosen(augmenter, X, [0.5])
    np.testing.assert_allclose([size(change[of_row == number]) for number in (0, 1)], 0.3, rtol=0.1)
    np.testing.assert_allclose(of_row.mean(), 0.5, atol=0.04)


@pytest.mark.usefixtures("exact_strengths")
def test_the_wasserstein_distance_of_every_part_is_as_large_as_asked(X):
    augmenter = fit(OneOf([Scaling(), Trend()], relative_strengths=[1, 2]), X, 0.2, calibration="wasserstein")
    copies, of_row = augmenter.augment(X, 15), chosen(augmenter, X, [0.5], 15)
    rows = np.tile(np.arange(len(X)), 15)
    distance = np.array(
        [wasserstein_distance(X[row], copy) / X[row].std() for row, copy in zip(rows, copies, strict=True)]
    )
    medians = [np.median(distance[of_row == number]) for number in (0, 1)]
    np.testing.assert_allclose(medians, [0.2, 0.4], rtol=0.12)


def test_every_part_has_the_curve_that_it_has_alone(X):
    augmenter = fit(OneOf(["mix", "drift"], weights=[1, 3], relative_strengths=[1, 2]), X)
    curves = augmenter.strength_curve_
    assert curves.names == ("Mix()", "Drift()")
    assert curves.relative_strengths == (1.0, 2.0)
    for kind, curve in zip(["mix", "drift"], curves.curves, strict=True):
        alone = fit(kind, X).strength_curve_
        np.testing.assert_array_equal([curve.gain, curve.strength], [alone.gain, alone.strength])
        assert curve.ceiling == alone.ceiling


def test_without_calibration_every_part_has_its_own_gain_and_its_own_limit(X):
    augmenter = fit(OneOf(["mix", "scaling"], relative_strengths=[1, 4]), X, 0.5, calibration=None)
    assert augmenter.max_strength_ == 1.0
    assert augmenter._gain() == (0.5, 2.0)
    with pytest.warns(StrengthWarning, match=r"1 of 2 parts of OneOf\(.*\): Mix\(\) has 1 in place of 3\."):
        assert augmenter.set_params(strength=3)._gain() == (1.0, 12.0)


def test_one_alternative_is_the_transformation_alone_to_the_bit(X):
    alone = fit("jitter", X)
    for transformation in (OneOf(["jitter"]), OneOf(["mix", "jitter"], weights=[0, 1])):
        one = fit(transformation, X)
        np.testing.assert_array_equal(one.augment(X), alone.augment(X))
        assert one.max_strength_ == alone.max_strength_
    double = fit(OneOf(["jitter"], relative_strengths=[2]), X, 0.1)
    np.testing.assert_array_equal(double.augment(X), alone.augment(X))
    assert double.max_strength_ == alone.max_strength_ / 2


def test_residuals_follow_the_code_where_the_alternative_alone_redraws_them(X):
    augmenter = fit(OneOf(["mix", "jitter"]), X, 1, calibration=None)  # the code is all redrawn
    copies, of_row = augmenter.augment(X), chosen(augmenter, X, [0.5], 1)
    before, after = X - augmenter.reconstruct(X), copies - augmenter.reconstruct(copies)
    alike = np.array([np.corrcoef(*pair)[0, 1] for pair in zip(before, after, strict=True)])
    assert np.median(alike[of_row == 1]) > 0.9
    assert np.abs(np.median(alike[of_row == 0])) < 0.5


@pytest.mark.usefixtures("exact_strengths")
def test_a_part_that_cannot_reach_its_strength_is_named_and_the_others_reach_theirs(X):
    augmenter = fit(OneOf([Scaling(), On("mix", time=THIRDS[0])], relative_strengths=[1, 2]), X, 1.0)
    most = augmenter.max_strength_
    message = r"strength=1 cannot be reached with 1 of 2 parts of OneOf\(.*\): On\(.*'mix'\) has 0\.\d+ in place of 2\."
    with pytest.warns(StrengthWarning, match=message) as caught:
        change = changes(augmenter, X)
    assert len(caught) == 1
    assert f"all parts reach is max_strength_, {most:.3g}." in str(caught[0].message)
    is_mixed = (change[:, 16:] == 0).all(axis=1)
    np.testing.assert_allclose(size(change[is_mixed]), 2 * most, rtol=0.1)
    np.testing.assert_allclose(size(change[~is_mixed]), 1.0, rtol=0.1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        augmenter.set_params(strength=most).augment(X)


def test_a_strength_below_the_floor_of_the_parts_names_them_and_the_residual(X):
    augmenter = fit(Scaling() | Drift(), X, 0.001, residual="drop")
    with pytest.warns(StrengthWarning, match=r"2 of 2 parts .*Scaling\(\) has .*Drift\(\) has .*use residual='keep'"):
        augmenter.augment(X)
    assert augmenter.strength_curve_.floor > 0.001


@pytest.mark.parametrize("strength", [1e300, 10**400], ids=["float", "int"])
def test_a_strength_beyond_all_numbers_saturates(X, strength):
    augmenter = fit(OneOf(["scaling", "mix"], relative_strengths=[1e300, 0.5]), X, strength)
    with pytest.warns(StrengthWarning, match="2 of 2 parts .*larger numbers overflow.*all the rest has changed"):
        assert np.isfinite(augmenter.augment(X[:3])).all()


def test_strength_zero_returns_the_input_bitwise(X):
    np.testing.assert_array_equal(fit(OneOf(["mix", "drift"], relative_strengths=[1, 2]), X, 0).augment(X), X)


def test_a_copy_is_the_same_alone_and_in_any_batch(X):
    inner = OneOf([On("jitter", time=slice(5, 30)), "time_warp"], relative_strengths=[2, 1])
    augmenter = fit(OneOf([inner, Mix() + (Drift() | Trend())], weights=[1, 2]), X)
    together = augmenter.augment(X, n_copies=3).reshape(3, *X.shape)
    for row in (0, 7, 31):
        alone = augmenter.augment(X[[row]], n_copies=3)
        np.testing.assert_array_equal(alone, together[:, row])
    np.testing.assert_array_equal(augmenter.augment(X[::-1])[::-1], together[0])
    np.testing.assert_array_equal(augmenter.augment(X, copy=2), together[2])


def test_what_was_drawn_changes_the_same_series_in_other_units_in_the_same_way(X):
    augmenter = fit(OneOf(["mix", Drift() + Jitter()], weights=[1, 2], relative_strengths=[1, 2]), X)
    copies, draws = augmenter.augment(X, 2, return_draws=True)
    np.testing.assert_array_equal(copies, augmenter.augment(X, 2))
    np.testing.assert_allclose(augmenter.augment(32 + 1.8 * X, draws=draws), 32 + 1.8 * copies)


@pytest.mark.parametrize(
    "change",
    [
        dict(transformation="classification"),
        dict(transformation=Mix() | Drift()),
        dict(transformation=OneOf(["scaling", "mix"], relative_strengths=[1, 2]), strength=0.1),
        dict(transformation=Mix() | Drift(), calibration=None),
    ],
    ids=repr,
)
def test_set_params_after_fit_is_as_if_fitted_so(X, change):
    changed, fresh = fit("drift", X).set_params(**change), fit(**{"X": X, **change})
    np.testing.assert_array_equal(changed.augment(X), fresh.augment(X))
    assert changed.max_strength_ == fresh.max_strength_


def test_nested_relative_strengths_are_set_by_name(X):
    policy = OneOf([Mix(), Drift()], relative_strengths=[1, 2])
    changed = fit(policy, X).set_params(transformation__relative_strengths=[1, 1])
    np.testing.assert_array_equal(changed.augment(X), fit(OneOf([Mix(), Drift()]), X).augment(X))

"""Robust location and scale: outliers and level shifts are kept, and spoil nothing else."""

import numpy as np
import pytest

from sklearn_lgta import CVAE, LGTAAugmenter, PCACodec
from sklearn_lgta._preprocessing.decomposition import Decomposer
from sklearn_lgta._preprocessing.normalisation import LIMIT, compress, standardise
from sklearn_lgta._preprocessing.trend_season import split_structure
from sklearn_lgta.exceptions import StrengthWarning


def robust(transformation="mix", strength=0.3, **parameters):
    parameters = {"model": PCACodec(), "normalisation": "robust", "random_state": 0} | parameters
    return LGTAAugmenter(transformation, strength, **parameters)


def quartile_scale(X):
    lower, upper = np.quantile(X, [0.25, 0.75], axis=1, keepdims=True)
    return (upper - lower) / 1.349


@pytest.fixture(scope="module")
def heavy(X):
    """The series with Cauchy noise: one value in a hundred is tens of standard deviations away."""
    return X + 0.3 * np.random.default_rng(0).standard_cauchy(X.shape)


@pytest.fixture(scope="module")
def shifted(X):
    """The series with a level shift of 50 standard deviations late in each."""
    at = np.random.default_rng(0).integers(38, 46, (len(X), 1))
    return X + 50 * X.std(axis=1, keepdims=True) * (np.arange(X.shape[1]) >= at)


# ------------------------------------------------------------------------------------ numbers
def test_the_robust_scale_of_normal_values_is_their_standard_deviation():
    values = np.random.default_rng(0).normal(3.0, 5.0, (2, 20_000, 1))
    standard, location, scale = standardise(values, robust=True)
    np.testing.assert_allclose(location, 3, atol=0.15)
    np.testing.assert_allclose(scale, 5, rtol=0.03)
    np.testing.assert_allclose(location + scale * standard, values)


def test_outliers_move_the_robust_location_and_scale_hardly():
    values = np.random.default_rng(0).normal(size=(1, 1000, 1))
    spoilt = values.copy()
    spoilt[:, :20] = 1e9
    for figure, clean in zip(standardise(spoilt, robust=True)[1:], standardise(values, robust=True)[1:], strict=True):
        np.testing.assert_allclose(figure, clean, atol=0.06)


def test_where_quartiles_are_equal_the_scale_is_the_standard_deviation():
    values = np.zeros((1, 40, 1))
    values[0, :4, 0] = [1, 2, 3, 4]
    assert standardise(values, robust=True)[2].item() == pytest.approx(values.std())
    assert standardise(np.full((1, 9, 1), 2.5), robust=True)[2].item() == 0


def test_what_the_network_sees_is_the_identity_inside_and_bounded_outside():
    inside = np.linspace(-3, 3, 13)
    np.testing.assert_array_equal(compress(inside), inside)
    outside = compress(np.array([3.1, 4.0, 8.0, 1e300]))
    assert (np.diff(outside) >= 0).all() and outside[0] > 3 and outside[-1] == LIMIT
    np.testing.assert_array_equal(compress(-inside * 9), -compress(inside * 9))
    np.testing.assert_allclose(compress(np.array([3 + 1e-6])), 3 + 1e-6, atol=1e-9)  # no corner


def test_parts_add_up_to_the_series(heavy):
    values = heavy[:, :, None]
    decomposition = Decomposer("both", 12, robust=True).decompose(values)
    exact = (values - decomposition.structure) / decomposition.unit
    exact -= np.median(exact, axis=1, keepdims=True)
    np.testing.assert_allclose(decomposition.remainder, compress(exact), atol=1e-6)
    np.testing.assert_allclose(decomposition.scale[:, 0], values.std(axis=1))


def test_structure_is_that_of_the_series_without_its_outlier(X):
    spoilt = np.array(X)
    spoilt[:, 20] += 1000
    clean = split_structure(X[:, :, None], 12)[..., 0]
    errors = {}
    for is_robust in (False, True):
        found = Decomposer("both", 12, is_robust).decompose(spoilt[:, :, None]).structure[..., 0]
        errors[is_robust] = np.abs(found - clean).max(axis=1)
    assert np.median(errors[False]) > 50
    assert np.median(errors[True]) < 1.5


def test_the_structure_of_series_without_outliers_is_what_it_would_be(X):
    parts = [Decomposer("both", 12, is_robust).decompose(X[:, :, None]) for is_robust in (False, True)]
    same = np.isclose(*(part.structure for part in parts), atol=1e-9).all(axis=(1, 2))
    assert same.mean() > 0.5  # of those in which nothing is further out than three robust deviations


# ------------------------------------------------------------------------------------ the augmenter
@pytest.mark.parametrize("kind", ["heavy", "shifted"])
def test_the_code_knows_more_of_the_quiet_part(kind, request):
    panel = request.getfixturevalue(kind)
    distance = (panel - np.median(panel, axis=1, keepdims=True)) / quartile_scale(panel)
    quiet = np.abs(distance) < 3
    r2 = {}
    for normalisation in ("standard", "robust"):
        augmenter = robust(model=CVAE(max_steps=100), normalisation=normalisation).fit(panel)
        error = (augmenter.reconstruct(panel) - panel) / quartile_scale(panel)
        r2[normalisation] = 1 - (error[quiet] ** 2).sum() / (distance[quiet] ** 2).sum()
        assert all(np.isfinite(losses).all() for losses in augmenter.history_.values())
    assert r2["robust"] > max(0.5, r2["standard"])


@pytest.mark.parametrize("kind", ["heavy", "shifted"])
@pytest.mark.parametrize("transformation", ["mix", "resample", "scaling", "drift"])
def test_copies_keep_outliers_and_the_quiet_part_in_its_range(transformation, kind, request):
    panel = request.getfixturevalue(kind)
    scale, middle = quartile_scale(panel), np.median(panel, axis=1, keepdims=True)
    quiet = np.abs(panel - middle) < 3 * scale
    copies = robust(transformation, None).fit(panel).augment(panel, 3).reshape(3, *panel.shape)
    distance = np.abs(copies - middle) / scale
    assert distance[:, quiet].max() <= LIMIT + 1e-9
    change = np.abs(copies - panel) / scale
    assert change.max() <= 2 * LIMIT + 1e-9  # at outliers as elsewhere
    assert np.mean(change[:, quiet]) > 0.05


@pytest.mark.usefixtures("exact_strengths")
def test_strength_is_what_was_asked_or_a_warning_says_what_was_reached(X, heavy):
    copies = robust("scaling", 0.3).fit(X).augment(X, n_copies=34)
    change = (copies.reshape(34, *X.shape) - X) / X.std(axis=1, keepdims=True)
    np.testing.assert_allclose(np.sqrt(np.mean(change**2)), 0.3, rtol=0.1)

    augmenter = robust("scaling", 3.0).fit(heavy)
    reached = augmenter.max_strength_
    assert reached < 2
    with pytest.warns(StrengthWarning, match="structure that is set aside, outliers, bounds"):
        copies = augmenter.augment(heavy, n_copies=34)
    change = (copies.reshape(34, *heavy.shape) - heavy) / heavy.std(axis=1, keepdims=True)
    np.testing.assert_allclose(np.sqrt(np.mean(change**2)), reached, rtol=0.1)


@pytest.mark.parametrize("parameters", [{}, {"seasonal_period": 12}, {"space": "data"}], ids=repr)
def test_zero_strength_and_paths_are_exact(parameters, heavy):
    augmenter = robust(strength=0, **parameters).fit(heavy)
    np.testing.assert_array_equal(augmenter.augment(heavy), heavy)
    steps = augmenter.interpolate(heavy[:5], heavy[5:10], n_steps=4).reshape(4, 5, -1)
    np.testing.assert_array_equal(steps[[0, -1]], [heavy[:5], heavy[5:10]])
    assert np.isfinite(steps).all()


def test_numbers_near_the_limits_of_floats_stay_finite(X):
    for size in (1e-300, 1e300):
        assert np.isfinite(robust().fit(X * size).augment(X * size)).all()

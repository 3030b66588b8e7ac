"""Paths between series."""

import numpy as np
import pandas as pd
import pytest
from sklearn.exceptions import NotFittedError

from sklearn_lgta import LGTAAugmenter, PCACodec


@pytest.fixture(scope="module")
def ends(X):
    return X[:20], X[20:40]


def steps_of(augmenter, first, last, n_steps=5):
    return augmenter.interpolate(first, last, n_steps).reshape(n_steps, *first.shape)


def standard(X):
    return (X - X.mean(axis=-1, keepdims=True)) / X.std(axis=-1, keepdims=True)


@pytest.fixture(scope="module")
def direct(X):
    return LGTAAugmenter(space="data", bounds=None, random_state=0).fit(X)


@pytest.mark.parametrize("name", ["fitted", "fitted_structure", "fitted_network"])
def test_a_path_begins_and_ends_bitwise(name, ends, request):
    steps = steps_of(request.getfixturevalue(name), *ends)
    assert steps[0].tobytes() == ends[0].tobytes()
    assert steps[-1].tobytes() == ends[1].tobytes()
    assert np.isfinite(steps).all()


def test_two_steps_are_the_ends(fitted, ends):
    np.testing.assert_array_equal(fitted.interpolate(*ends, n_steps=2), np.concatenate(ends))


@pytest.mark.parametrize("name", ["fitted", "fitted_structure", "fitted_network"])
def test_every_step_leads_away_from_the_beginning_and_towards_the_end(name, ends, request):
    first, last = ends
    steps = steps_of(request.getfixturevalue(name), first, last, n_steps=7)
    away, towards = (np.sqrt(np.mean((steps - end) ** 2, axis=(1, 2))) for end in (first, last))
    assert (np.diff(away) > 0).all()
    assert (np.diff(towards) < 0).all()


def test_the_way_back_is_the_same_way(fitted_network, ends):
    there, back = steps_of(fitted_network, *ends), steps_of(fitted_network, *ends[::-1])
    np.testing.assert_allclose(there, back[::-1], atol=1e-5 * np.abs(there).max())


def test_a_series_is_on_the_way_to_itself(fitted, ends):
    steps = steps_of(fitted, ends[0], ends[0], n_steps=3)
    codes = fitted.encode(steps[1])
    np.testing.assert_allclose(codes, fitted.encode(ends[0]), atol=0.5)


@pytest.mark.parametrize("fraction", [0.25, 0.5, 0.75])
def test_in_data_space_the_path_is_the_arc_between_standardised_series(direct, ends, fraction):
    first, last = map(standard, ends)
    angle = np.arccos(np.mean(first * last, axis=1, keepdims=True))
    arc = (np.sin((1 - fraction) * angle) * first + np.sin(fraction * angle) * last) / np.sin(angle)
    at = steps_of(direct, *ends)[int(4 * fraction)]
    np.testing.assert_allclose(standard(at), standard(arc), atol=1e-6)
    for statistic in (np.mean, np.std):  # location and scale lie on the straight line
        values = (1 - fraction) * statistic(ends[0], axis=1) + fraction * statistic(ends[1], axis=1)
        np.testing.assert_allclose(statistic(at, axis=1), values, rtol=1e-6, atol=1e-6)


def test_a_midpoint_does_not_get_smoother_as_an_average_does(fitted_network, ends):
    first, last = map(standard, ends)
    augmenter = LGTAAugmenter(model=PCACodec(), random_state=0).fit(np.concatenate([first, last]))
    midpoint = steps_of(augmenter, first, last, n_steps=3)[1]
    assert np.median(midpoint.std(axis=1)) > 0.9
    assert np.median(((first + last) / 2).std(axis=1)) < 0.8


def test_a_series_goes_its_way_alone_as_in_company(fitted_network, ends):
    first, last = ends
    together = steps_of(fitted_network, first, last)
    np.testing.assert_array_equal(steps_of(fitted_network, first[3:4], last[3:4])[:, 0], together[:, 3])


def test_several_channels_go_together(fitted3, X3):
    steps = steps_of(fitted3, X3[:5], X3[5:10])
    assert steps.shape == (5, 5, *X3.shape[1:])
    np.testing.assert_array_equal(steps[-1], X3[5:10])


def test_what_is_never_negative_stays_so():
    counts = np.random.default_rng(0).poisson(1.0, size=(40, 24)).astype(float)
    steps = LGTAAugmenter(model=PCACodec(), random_state=0).fit(counts).interpolate(counts[:20], counts[20:], 9)
    assert steps.min() == 0


def test_constant_series_have_a_way_too(fitted):
    steps = steps_of(fitted, np.full((2, 48), 3.0), np.full((2, 48), 5.0), n_steps=3)
    np.testing.assert_allclose(steps[1], 4.0)


def test_a_frame_gives_a_frame_that_repeats_the_first_index(fitted, ends):
    first, last = (
        pd.DataFrame(end, index=[f"{name}{i}" for i in range(20)]) for end, name in zip(ends, "ab", strict=True)
    )
    steps = fitted.interpolate(first, last, 3)
    assert list(steps.index) == 3 * list(first.index)
    np.testing.assert_array_equal(steps.to_numpy(), fitted.interpolate(*ends, 3))


def test_float32_stays_float32(fitted, ends):
    assert fitted.interpolate(*(end.astype(np.float32) for end in ends), 3).dtype == np.float32


@pytest.mark.parametrize("n_steps", [1, 0, 2.0, True, "3", None])
def test_fewer_steps_than_the_ends_are_refused(fitted, ends, n_steps):
    with pytest.raises(ValueError, match=r"n_steps=.* must be a whole number of at least 2"):
        fitted.interpolate(*ends, n_steps)


def test_ends_of_different_number_are_refused(fitted, X):
    with pytest.raises(ValueError, match="one shape, row by row; they hold 3 series of 48 .* 2 series of 48"):
        fitted.interpolate(X[:3], X[:2], 3)


def test_ends_of_different_length_are_refused(fitted3, X3):
    with pytest.raises(ValueError, match="one shape, row by row"):
        fitted3.interpolate(X3[:2], X3[:2, :, :-1], 3)


def test_it_needs_a_fit(X):
    with pytest.raises(NotFittedError):
        LGTAAugmenter().interpolate(X[:2], X[2:4], 3)

"""Codes go out and come back: encode, decode, reconstruct and their errors."""

import numpy as np
import pytest
from sklearn.exceptions import NotFittedError

from sklearn_lgta import LGTAAugmenter, PCACodec


@pytest.fixture(scope="module")
def series():
    return np.random.default_rng(0).normal(size=(30, 24)).cumsum(axis=1)


@pytest.fixture(scope="module")
def fitted(series):
    return LGTAAugmenter("mix", 0.3, model=PCACodec(patch_length=6, latent_dim=2), random_state=0).fit(series)


def test_a_code_has_a_token_a_patch(fitted, series):
    assert fitted.encode(series).shape == (30, 4, 2)


def test_codes_of_one_model_decode_to_the_reconstruction(fitted, series):
    np.testing.assert_array_equal(fitted.decode(fitted.encode(series), like=series), fitted.reconstruct(series))


def test_shorter_series_have_no_code_after_their_last_token(series):
    lists = [row[: 24 - 6 * (place % 2)] for place, row in enumerate(series)]
    codes = LGTAAugmenter("mix", 0.3, model=PCACodec(patch_length=6), random_state=0).fit(lists).encode(lists)
    assert np.isnan(codes[1::2, 3]).all()
    assert np.isfinite(codes[::2]).all() and np.isfinite(codes[1::2, :3]).all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda codes: codes[:, :3], r"latent has shape \(30, 3, 2\); these series need \(30, 4, 2\), as encode"),
        (lambda codes: np.full_like(codes, np.nan), "latent contains NaN or inf; codes must be finite"),
    ],
)
def test_codes_of_another_shape_or_without_end_are_refused(fitted, series, change, message):
    with pytest.raises(ValueError, match=message):
        fitted.decode(change(fitted.encode(series)), like=series)


def test_series_of_two_shapes_have_no_path(fitted, series):
    with pytest.raises(ValueError, match="X_a and X_b must have one shape.*30 series.*29 series"):
        fitted.interpolate(series, series[1:], n_steps=3)


@pytest.mark.parametrize("method", ["encode", "reconstruct", "kneighbors"])
def test_an_augmenter_that_is_not_fitted_has_no_codes(series, method):
    with pytest.raises(NotFittedError):
        getattr(LGTAAugmenter(), method)(series)

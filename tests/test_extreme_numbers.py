"""Finite numbers in, finite numbers out, or an error in a sentence; and no warning of numpy's on the way."""

import numpy as np
import pytest
import torch

from sklearn_lgta import CVAE, LGTAAugmenter, PCACodec, WindowDataset
from sklearn_lgta.exceptions import StrengthWarning

LARGEST = np.finfo(np.float64).max
WALKS = np.random.default_rng(4).normal(size=(14, 20)).cumsum(axis=1)


def fitted(X, *args, **parameters):
    return LGTAAugmenter(*args, **{"model": PCACodec(), "random_state": 0} | parameters).fit(X)


def one_huge_value():
    X = WALKS.copy()
    X[0, 3] = 1e308
    return X


EXTREMES = {
    "the largest floats": np.sign(WALKS) * LARGEST,
    "positive numbers near the largest float": np.exp(WALKS / 9) * 1e307,
    "squares overflow": WALKS * 1e200,
    "squares vanish": WALKS * 1e-300,
    "scales from 1e-300 to 1": WALKS * np.logspace(-300, 0, 14)[:, None],
    "one huge value": one_huge_value(),
    "an outlier": np.where(np.arange(20) == 2, 1e8, WALKS),
    "two points": WALKS[:, :2],
    "three points": WALKS[:, :3],
    "constant": np.full_like(WALKS, 3.0),
    "constant half": np.where(np.arange(20) < 10, 3.0, WALKS),
    "a constant channel": np.stack([WALKS, np.ones_like(WALKS)], axis=1),
    "channels of two sizes": np.stack([WALKS, WALKS * 1e300], axis=1),
    "one series": WALKS[:1],
}


@pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.CopyWarning", "ignore::UserWarning")
@pytest.mark.parametrize("X", EXTREMES.values(), ids=EXTREMES.keys())
@pytest.mark.parametrize(
    "parameters",
    [{}, {"transformation": "drift", "strength": 3.0}, {"normalisation": "robust"}, {"normalisation": "panel"}],
)
def test_finite_series_have_finite_results(X, parameters):
    augmenter = fitted(X, **parameters)
    results = [
        augmenter.augment(X, n_copies=2),
        augmenter.reconstruct(X),
        augmenter.interpolate(X[:1], X[-1:], n_steps=4),
        augmenter.sample(6, random_state=0),
        augmenter.sample(3, n_timepoints=30, random_state=0),
    ]
    assert all(np.isfinite(result).all() for result in results)


@pytest.mark.parametrize("factor", [2.0**-900, 2.0**900])
def test_samples_have_the_scale_of_the_training_series(factor):
    small = fitted(WALKS).sample(200, random_state=0)
    scaled = fitted(WALKS * factor).sample(200, random_state=0)
    assert (scaled / factor).std() == pytest.approx(small.std(), rel=0.1)


def test_a_series_of_one_observed_value_is_copied_as_it_is():
    X = np.where(np.arange(20) == 5, WALKS, np.nan)
    augmenter = fitted(X, residual="drop")
    assert np.array_equal(augmenter.augment(X), X, equal_nan=True)


def test_gaps_between_the_largest_floats_are_filled():
    X = np.sign(WALKS) * LARGEST
    X[:, 7] = np.nan
    filled = fitted(X).fill(X)
    assert np.isfinite(filled).all()
    assert np.array_equal(filled[:, :7], X[:, :7])


@pytest.mark.parametrize("model", [PCACodec(), CVAE(max_steps=2)], ids=["linear", "network"])
@pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.PosteriorCollapseWarning")
def test_the_change_is_as_large_as_a_large_strength(model):
    augmenter = fitted(WALKS, "drift", model=model, structure="none")
    for strength in (1e9, 1e30):
        change = augmenter.set_params(strength=strength).augment(WALKS, n_copies=20) - np.tile(WALKS, (20, 1))
        in_units = change / np.tile(WALKS.std(axis=1, keepdims=True), (20, 1))
        assert np.sqrt((in_units**2).mean()) == pytest.approx(strength, rel=0.3)


@pytest.mark.parametrize("strength", [1e308, 10**400])
def test_a_strength_that_overflows_is_reached_as_far_as_numbers_go(strength):
    augmenter = fitted(WALKS, "scaling", strength=0.3).set_params(strength=strength)
    with pytest.warns(StrengthWarning, match=r"the copies have 1e\+100\. Reason: larger numbers overflow"):
        assert np.isfinite(augmenter.augment(WALKS)).all()


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.int8])
def test_a_strength_may_be_a_number_of_any_type_of_numpy(dtype):
    augmenter, strength = fitted(WALKS, "scaling", strength=dtype(1)), 1
    assert np.array_equal(augmenter.augment(WALKS), augmenter.set_params(strength=strength).augment(WALKS))


def test_codes_that_overflow_are_refused():
    augmenter = fitted(WALKS)
    codes = augmenter.encode(WALKS)
    with pytest.raises(ValueError, match="smaller codes in decode"):
        augmenter.decode(np.full_like(codes, LARGEST), WALKS)
    assert np.isfinite(augmenter.decode(codes * 1e100, WALKS)).all()


def test_complex_codes_are_refused():
    augmenter = fitted(WALKS)
    codes = augmenter.encode(WALKS) + 1j
    with pytest.raises(ValueError, match=r"Pass latent\.real"):
        augmenter.decode(codes, WALKS)
    assert np.array_equal(augmenter.decode(codes.real, WALKS), augmenter.reconstruct(WALKS))


@pytest.mark.parametrize(
    "call",
    [
        lambda augmenter, number: augmenter.augment(WALKS, copy=number),
        lambda augmenter, number: augmenter.training_windows(WALKS, 4, 2, n_copies=1, target="same", copy=number),
        lambda augmenter, number: next(augmenter.iter_copies(WALKS, start=number)),
    ],
)
def test_numbers_of_copies_have_64_bits(call):
    augmenter = fitted(WALKS, "mix", strength=0.3)
    call(augmenter, 2**64 - 1)
    with pytest.raises(ValueError, match=f"numbers have 64 bits, so type .*={2**64 - 1} or less"):
        call(augmenter, 2**64)


def test_series_without_channels_are_refused():
    with pytest.raises(ValueError, match="0 channels; 1 channel or more is needed"):
        fitted(np.empty((6, 0, 8)))


@pytest.mark.parametrize("bounds", [(-1e9, 10**400), (-(10**400), None)])
def test_bounds_that_no_float_can_hold_are_refused(bounds):
    with pytest.raises(ValueError, match="Use None in its place"):
        fitted(WALKS, bounds=bounds)
    fitted(WALKS, bounds=tuple(bound if bound == -1e9 else None for bound in bounds))


class TestWindowDataset:
    def test_values_beyond_float32_are_refused(self):
        X = WALKS * 1e39
        augmenter = fitted(X, "mix", strength=0.3)
        with pytest.raises(ValueError, match=r"float32 holds 3\.4e\+38 at most.*X / 1e\+40"):
            WindowDataset(augmenter, X, 4, 2, target="same")
        X = X / 1e40
        dataset = WindowDataset(fitted(X, "mix", strength=0.3), X, 4, 2, target="same")
        assert all(torch.isfinite(part).all() for part in dataset[:])

    def test_copies_stay_within_float32(self):
        X = WALKS / np.abs(WALKS).max() * 3.4e38
        dataset = WindowDataset(fitted(X, "scaling", strength=9.0), X, 4, 2, target="same")
        assert all(torch.isfinite(part).all() for part in dataset[:])


def test_negative_zeros_of_a_constant_series_stay_alone_and_beside_others():
    augmenter = LGTAAugmenter("jitter", model=PCACodec(), random_state=0).fit(np.full((1, 2), 3.0))
    zeros = np.full((3, 2), -0.0, dtype=np.float32)
    for rows in ([0, 1, 2], [1]):
        assert np.signbit(augmenter.augment(zeros[rows])).all()


def test_no_method_meets_the_error_state_of_the_caller():
    X = np.random.default_rng(0).normal(size=(12, 24)) * 1e-160  # whose squares underflow
    X[0] = 5e-324
    augmenter = LGTAAugmenter("mix", model=PCACodec(), random_state=0).fit(X)
    with_gaps = X.copy()
    with_gaps[3, 5] = np.nan
    with np.errstate(all="raise"):
        code = augmenter.encode(X)
        results = augmenter.decode(code, like=X), augmenter.reconstruct(X), augmenter.interpolate(X[:4], X[4:8], 3)
        results += augmenter.kneighbors(X)[0], augmenter.fill(with_gaps), next(augmenter.iter_copies(X))
    np.testing.assert_array_equal(code, augmenter.encode(X))
    assert all(np.isfinite(result).all() for result in results)

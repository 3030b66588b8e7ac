"""What holds for every transformation on series, in latent and in data space."""

import pickle

import numpy as np
import pytest
from sklearn.base import clone

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta.transformations import (
    Compose,
    Drift,
    Jitter,
    MagnitudeWarp,
    Mix,
    On,
    OneOf,
    Perturbation,
    Transformation,
    Trend,
)
from sklearn_lgta.transformations._registry import NAMED

N_SERIES, N_CHANNELS, N_TIMEPOINTS = 50, 2, 48


class Tilt(Transformation):
    """A user's own."""

    def draw(self, latent, rng, donors):
        return Perturbation(shift=np.linspace(-1, 1, len(latent))[:, None] * donors.level(rng))


ALL = [
    *(cls() for cls in NAMED.values()),
    Jitter(color="white"),
    Mix(block=12),
    Compose(["jitter", MagnitudeWarp(n_knots=4)]),
    Mix() + Tilt(),
    Drift() | Trend(),
    OneOf(["scaling", "mix", Tilt()], weights=[2, 1, 1]),
    On("mix", time=slice(12, 30)),
    On("resample", time=np.arange(N_TIMEPOINTS) % 24 < 12),
    On("drift", channels=[1]),
    On(Jitter(), latent=[0]),
    On(On("trend", time=slice(0, 40)) + On(Tilt(), channels=[0]), time=slice(10, None)),
]


@pytest.fixture(scope="module")
def X():
    rng = np.random.default_rng(0)
    season = np.sin(np.arange(N_TIMEPOINTS) / 6 * np.pi + rng.uniform(0, 6, (N_SERIES, 1, 1)))
    X = season + 0.2 * rng.normal(size=(N_SERIES, N_CHANNELS, N_TIMEPOINTS)).cumsum(axis=2) + rng.normal(size=(2, 1))
    X.flags.writeable = False  # nothing may write into it
    return X


@pytest.fixture(scope="module", params=["latent", "data"])
def space(request):
    return request.param


@pytest.fixture(scope="module", params=ALL, ids=lambda t: " ".join(repr(t).split()))
def fitted(request, space, X):
    return LGTAAugmenter(request.param, 0.3, space=space, model=PCACodec(), random_state=0).fit(X)


def relative_change(augmenter, X, strength, n_copies=1):
    copies = augmenter.set_params(strength=strength).augment(X, n_copies=n_copies)
    return (copies.reshape(n_copies, *X.shape) - X) / X.std(axis=2, keepdims=True)


def test_shape_and_dtype_stay(fitted, X):
    copies = fitted.set_params(strength=0.3).augment(X, n_copies=2)
    assert copies.shape == (2 * N_SERIES, N_CHANNELS, N_TIMEPOINTS)
    assert copies.dtype == np.float64
    assert fitted.augment(X.astype(np.float32)).dtype == np.float32
    assert np.isfinite(copies).all()


def test_strength_zero_is_the_identity(fitted, X):
    assert fitted.set_params(strength=0).augment(X).tobytes() == X.tobytes()


@pytest.mark.usefixtures("exact_strengths")
def test_the_change_is_what_was_asked_and_grows(fitted, X):
    # 40 copies of 50 series, 2,000 draws; a smaller request than the ceiling
    exact = clone(fitted).fit(X)
    most = min(0.6, 0.9 * exact.max_strength_)
    reached = []
    for strength in (most / 5, most):
        change = relative_change(exact, X, strength, n_copies=40)
        reached.append(np.sqrt((change**2).mean(axis=(1, 2, 3))))
        assert abs(np.sqrt(np.mean(change**2)) / strength - 1) < 0.1
    assert (np.diff(reached, axis=0) > 0).all()  # of every copy


def test_copies_can_be_made_again_alone_and_in_any_order(fitted, X):
    copies = fitted.set_params(strength=0.2).augment(X)
    np.testing.assert_array_equal(fitted.augment(X), copies)
    np.testing.assert_array_equal(fitted.augment(X[::-1])[::-1], copies)
    np.testing.assert_array_equal(fitted.augment(X[7:8]), copies[7:8])


def test_another_copy_is_another_one(fitted, X):
    copies = fitted.set_params(strength=min(1.0, 0.9 * fitted.max_strength_)).augment(X, n_copies=2)
    different = (copies[:N_SERIES] != copies[N_SERIES:]).any(axis=(1, 2))
    assert different.mean() > 0.9


def test_fitting_again_gives_the_same(fitted, X):
    again = clone(fitted).set_params(strength=0.3).fit(X)
    assert again.transformation_ == fitted.transformation_
    np.testing.assert_array_equal(again.augment(X[:5]), fitted.set_params(strength=0.3).augment(X[:5]))


def test_a_pickled_augmenter_augments_the_same(fitted, X):
    loaded = pickle.loads(pickle.dumps(fitted.set_params(strength=0.3)))
    np.testing.assert_array_equal(loaded.augment(X[:5]), fitted.augment(X[:5]))

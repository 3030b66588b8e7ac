"""The contract of models: it runs on every model in `sklearn_lgta.model.__all__`, so a new one needs no test here."""

import pickle

import numpy as np
import pytest
from sklearn.base import BaseEstimator, clone

import sklearn_lgta.model
from sklearn_lgta import LGTAAugmenter

QUICK = {"CVAE": {"max_steps": 5, "hidden_size": 8}}  # parameters that save time
pytestmark = pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.PosteriorCollapseWarning")

PANEL = np.random.default_rng(0).normal(size=(20, 24, 2)).cumsum(axis=1).astype(np.float32)
NO_CONDITIONS = np.zeros((20, 24, 0), dtype=np.float32)


MODELS = [name for name in sklearn_lgta.model.__all__ if issubclass(getattr(sklearn_lgta.model, name), BaseEstimator)]


@pytest.fixture(scope="module", params=MODELS)
def fitted(request):
    model = getattr(sklearn_lgta.model, request.param)(**QUICK.get(request.param, {}))
    model.resolve(24, 2)
    pair = PANEL, NO_CONDITIONS
    return model.fit(pair, pair, seed=0)


def windows_of(model, n_windows=6):
    sizes = model.sizes_
    length = sizes.window_tokens * sizes.patch_length
    return PANEL[:n_windows, :length].reshape(n_windows, sizes.window_tokens, sizes.patch_length * 2)


def without_conditions(windows):
    return np.zeros((*windows.shape[:2], 0), dtype=np.float32)


def test_sizes_fit_together(fitted):
    sizes = fitted.sizes_
    assert sizes.window_length == sizes.window_tokens * sizes.patch_length <= 24


def test_codes_and_series_have_their_shapes(fitted):
    windows = windows_of(fitted)
    mean, log_var = fitted.encode(windows, without_conditions(windows))
    assert mean.shape == log_var.shape == (6, fitted.sizes_.window_tokens, fitted.sizes_.latent_dim)
    decoded = fitted.decode(mean, without_conditions(windows))
    assert decoded.shape == windows.shape
    assert np.isfinite(mean).all() and np.isfinite(log_var).all() and np.isfinite(decoded).all()


def test_a_window_does_not_depend_on_the_others(fitted):
    windows = windows_of(fitted)
    codes, _ = fitted.encode(windows, without_conditions(windows))
    alone, _ = fitted.encode(windows[2:3], without_conditions(windows[2:3]))
    np.testing.assert_array_equal(alone[0], codes[2])
    decoded = fitted.decode(codes, without_conditions(windows))
    np.testing.assert_array_equal(fitted.decode(codes[2:3], without_conditions(windows[2:3]))[0], decoded[2])


def test_a_fitted_model_says_what_training_did(fitted):
    assert isinstance(fitted.history_, dict)
    assert fitted.n_parameters_ >= 0


def test_clone_and_pickle_work(fitted):
    assert clone(fitted).get_params() == fitted.get_params()
    again, windows = pickle.loads(pickle.dumps(fitted)), windows_of(fitted)
    codes = [model.encode(windows, without_conditions(windows))[0] for model in (fitted, again)]
    np.testing.assert_array_equal(*codes)


def test_an_augmenter_makes_copies_with_it(fitted):
    X = PANEL[:, :, 0].astype(float)
    augmenter = LGTAAugmenter("mix", strength=0.3, model=clone(fitted), random_state=0).fit(X)
    copies = augmenter.augment(X)
    assert copies.shape == X.shape
    assert np.isfinite(copies).all() and (copies != X).any()


def test_an_augmenter_with_it_is_saved_and_loaded(fitted, tmp_path):
    X = PANEL[:, :, 0].astype(float)
    augmenter = LGTAAugmenter("mix", strength=0.3, model=clone(fitted), random_state=0).fit(X)
    augmenter.save(tmp_path / "augmenter")
    loaded = LGTAAugmenter.load(tmp_path / "augmenter")
    np.testing.assert_array_equal(loaded.augment(X), augmenter.augment(X))

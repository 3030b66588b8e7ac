"""`set_params` after `fit`: what needs no training takes effect at the next use, the rest is refused in a sentence."""

import pickle
from copy import deepcopy

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.frozen import FrozenEstimator
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC

from sklearn_lgta import CVAE, AugmentedEstimator, LGTAAugmenter, PCACodec, WindowDataset
from sklearn_lgta.transformations import Drift, Jitter, MagnitudeWarp, Mix

X = np.random.default_rng(2).normal(size=(24, 30)).cumsum(axis=1)


def linear(**parameters):
    defaults = {"transformation": "mix", "strength": 0.3, "model": PCACodec(), "random_state": 0}
    return LGTAAugmenter(**defaults | parameters)


FREE = [
    {"transformation": "jitter"},
    {"transformation": "time_warp"},
    {"transformation": Mix() + Jitter()},
    {"transformation": "scaling", "calibration": "wasserstein"},
    {"calibration": None},
    {"residual": "drop", "strength": 0.8},
    {"missing": "fill"},
    {"strength": 0.1},
]


@pytest.mark.parametrize("changes", FREE)
@pytest.mark.filterwarnings("ignore:Copies are too smooth")  # without their residual
def test_what_needs_no_training_takes_effect_as_if_fitted_so(changes):
    changed, fresh = linear().fit(X).set_params(**changes), linear(**changes).fit(X)
    assert np.array_equal(changed.augment(X), fresh.augment(X))
    assert changed.max_strength_ == fresh.max_strength_
    assert np.array_equal(changed.strength_curve_.strength, fresh.strength_curve_.strength)


def test_an_attribute_shows_the_transformation_in_force():
    augmenter = linear().fit(X).set_params(transformation="jitter")
    augmenter.augment(X)
    assert augmenter.transformation_ == Jitter()


def test_a_change_that_is_taken_back_changes_nothing():
    augmenter = linear().fit(X)
    before = augmenter.augment(X)
    augmenter.set_params(transformation="jitter", residual="keep").augment(X)
    assert np.array_equal(augmenter.set_params(transformation=Mix(), residual="auto").augment(X), before)


def test_nested_parameters_of_a_transformation_take_effect():
    augmenter = linear(transformation=MagnitudeWarp()).fit(X).set_params(transformation__n_knots=3)
    assert np.array_equal(augmenter.augment(X), linear(transformation=MagnitudeWarp(3)).fit(X).augment(X))


USED = [
    {"model": CVAE()},
    {"model__latent_dim": 2},
    {"space": "data"},
    {"structure": "trend"},
    {"seasonal_period": 5},
    {"normalisation": "robust"},
    {"normalisation": "panel"},
    {"bounds": (-1e9, None)},
    {"round": True},
    {"use_y": "donors"},
    {"conditions": ["store"]},
    {"random_state": 1},
]
VERBS = {
    "transform": lambda augmenter: augmenter.transform(X),
    "augment": lambda augmenter: augmenter.augment(X),
    "fill": lambda augmenter: augmenter.fill(X),
    "iter_copies": lambda augmenter: next(augmenter.iter_copies(X)),
    "training_windows": lambda augmenter: augmenter.training_windows(X, 4, 2, target="same")[0],
    "newest_windows": lambda augmenter: augmenter.newest_windows(X, 4),
    "sample": lambda augmenter: augmenter.sample(2, random_state=0),
    "encode": lambda augmenter: augmenter.encode(X),
    "reconstruct": lambda augmenter: augmenter.reconstruct(X),
    "kneighbors": lambda augmenter: augmenter.kneighbors(X)[0],
    "interpolate": lambda augmenter: augmenter.interpolate(X, X[::-1], 3),
    "max_strength_": lambda augmenter: augmenter.max_strength_,
    "WindowDataset": lambda augmenter: WindowDataset(augmenter, X, 4, 2, target="same").set_epoch(1)[0][0],
}


@pytest.mark.parametrize("changes", USED)
def test_what_fit_used_is_noticed_at_the_next_use(changes):
    augmenter = linear().fit(X)
    name = next(iter(changes)).split("__")[0]
    augmenter.set_params(**changes)
    with pytest.raises(ValueError, match=rf"^{name} was .* in fit and is .* now.*Call fit\(X\) again"):
        augmenter.augment(X)


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS.keys())
def test_every_verb_notices(verb):
    augmenter = linear().fit(X)
    before = verb(augmenter)
    with pytest.raises(ValueError, match="seasonal_period was None in fit and is 7 now"):
        verb(augmenter.set_params(seasonal_period=7))
    assert np.array_equal(verb(augmenter.set_params(seasonal_period=None)), before)  # as the message advises
    verb(augmenter.set_params(seasonal_period=7).fit(X))


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS.keys())
def test_every_verb_refuses_a_parameter_out_of_its_range(verb):
    augmenter = linear().fit(X)
    before = verb(augmenter)
    for wrong in ({"residual": "no"}, {"strength": -1}, {"missing": None}):
        right = {name: getattr(augmenter, name) for name in wrong}
        with pytest.raises(ValueError, match=f"The '{next(iter(wrong))}' parameter of LGTAAugmenter must be"):
            verb(augmenter.set_params(**wrong))
        assert np.array_equal(verb(augmenter.set_params(**right)), before)


def test_a_transformation_that_needs_another_structure_asks_for_fit():
    augmenter = linear(seasonal_period=6).fit(X).set_params(transformation="drift")
    with pytest.raises(ValueError, match=r"needs structure='none', and fit set structure='both' aside"):
        augmenter.augment(X)
    copies = augmenter.fit(X).augment(X)
    assert np.array_equal(copies, linear(seasonal_period=6, transformation="drift").fit(X).augment(X))


def test_a_transformation_that_needs_the_structure_of_fit_does_not():
    augmenter = linear(seasonal_period=6, structure="both").fit(X).set_params(transformation="drift")
    fresh = linear(seasonal_period=6, structure="both", transformation=Drift()).fit(X)
    assert np.array_equal(augmenter.augment(X), fresh.augment(X))


def test_a_file_holds_the_transformation_in_force(tmp_path):
    augmenter = linear().fit(X).set_params(transformation="jitter")
    augmenter.save(tmp_path / "a.lgta")
    loaded = LGTAAugmenter.load(tmp_path / "a.lgta")
    assert np.array_equal(loaded.augment(X), augmenter.augment(X))
    with pytest.raises(ValueError, match="structure was 'auto' in fit"):
        loaded.set_params(structure="none").augment(X)


def test_a_file_is_not_written_with_a_parameter_that_fit_did_not_use(tmp_path):
    with pytest.raises(ValueError, match="structure was 'auto' in fit"):
        linear().fit(X).set_params(structure="none").save(tmp_path / "a.lgta")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("random_state", [0, np.random.RandomState(3), None], ids=str)
@pytest.mark.parametrize("again", [deepcopy, lambda a: pickle.loads(pickle.dumps(a)), FrozenEstimator])
def test_copies_of_a_fitted_augmenter_work_as_before(again, random_state):
    augmenter = linear(random_state=random_state).fit(X)
    assert np.array_equal(again(augmenter).transform(X), augmenter.transform(X))


def test_searches_and_clones_are_not_concerned():
    y = np.arange(len(X)) % 2
    model = AugmentedEstimator(make_pipeline(SVC()), linear())
    grid = {"augmenter__transformation": ["mix", "jitter"], "augmenter__model__latent_dim": [1, "auto"]}
    search = GridSearchCV(model, grid, cv=2, error_score="raise").fit(X, y)
    assert search.predict(X).shape == y.shape
    assert not clone(search.best_estimator_.augmenter_).set_params(structure="none").__sklearn_is_fitted__()


def test_a_fit_that_is_interrupted_is_unfitted(monkeypatch):
    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    augmenter = linear().fit(X)
    monkeypatch.setattr(PCACodec, "fit", interrupted)
    with pytest.raises(KeyboardInterrupt):
        augmenter.fit(X)
    with pytest.raises(NotFittedError):
        augmenter.augment(X)

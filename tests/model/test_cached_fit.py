"""A model is trained once for the same data and training parameters, and found again by other processes."""

import errno
import pickle
import subprocess
import sys
import warnings
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import joblib
import numpy as np
import pytest
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline

from sklearn_lgta import CVAE, AugmentedEstimator, LGTAAugmenter, PCACodec
from sklearn_lgta.model import _training as loop
from sklearn_lgta.transformations import MagnitudeWarp, Mix

STRENGTHS = [0, 0.1, 0.3, 0.5]
pytestmark = [
    # a network of a few steps explains nothing
    pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.PosteriorCollapseWarning"),
]


@pytest.fixture
def trainings(monkeypatch):
    """List that grows by one whenever a model is trained in this process."""
    done = []
    for model in (PCACodec, CVAE):
        fit = model.fit

        def counted(self, *arguments, _fit=fit, **parameters):
            done.append(self)
            return _fit(self, *arguments, **parameters)

        monkeypatch.setattr(model, "fit", counted)
    return done


def kept(folder):
    """Number of trained models in a folder."""
    return len(list(Path(folder).rglob("output.pkl")))


def linear(transformation="mix", strength=0.3, **parameters):
    return LGTAAugmenter(transformation, strength, **{"model": PCACodec(), "random_state": 0, **parameters})


# ------------------------------------------------------------------------------------ what is the same training
@pytest.mark.parametrize("random_state", [0, None])
@pytest.mark.parametrize(
    "other",
    [
        {"strength": 0.1},
        {"strength": None},
        {"transformation": "jitter"},
        {"transformation": Mix(block=6)},
        {"residual": "drop"},
        {"calibration": None},
        {"bounds": None},
        {"use_y": "donors"},
        {"unseen": "augment"},
        {"verbose": 1},
    ],
    ids=str,
)
def test_what_does_not_train_does_not_train_again(other, random_state, X, tmp_path, trainings):
    first = linear(memory=tmp_path, random_state=random_state).fit(X)
    linear(**{"memory": tmp_path, "random_state": random_state, **other}).fit(X, np.arange(60) % 2)
    assert len(trainings) == 1
    assert len(first.augment(X)) == 60


@pytest.mark.parametrize(
    "other",
    [
        {"random_state": 1},
        {"random_state": None},
        {"model": PCACodec(latent_dim=2)},
        {"structure": "both", "seasonal_period": 12},
        {"seasonal_period": 8, "structure": "none"},  # another patch
        {"model": CVAE(max_steps=1)},
    ],
    ids=str,
)
def test_other_training_parameters_train_anew(other, X, tmp_path, trainings):
    linear(memory=tmp_path).fit(X)
    linear(**{"memory": tmp_path, **other}).fit(X)
    assert len(trainings) == 2


def test_other_series_train_anew(X, tmp_path, trainings):
    linear(memory=tmp_path).fit(X)
    linear(memory=tmp_path).fit(X[:-1])
    linear(memory=tmp_path).fit(X + 0.1 * np.eye(60, 48))
    assert len(trainings) == 3


def test_labels_train_anew_only_where_the_network_is_told(X, tmp_path, trainings):
    model = CVAE(max_steps=12)
    for y in (np.arange(60) % 2, np.arange(60) % 3):
        linear(model=model, memory=tmp_path, use_y="donors").fit(X, y)
    assert len(trainings) == 1
    for y in (np.arange(60) % 2, np.arange(60) % 3):
        linear(model=model, memory=tmp_path, use_y="condition").fit(X, y)
    assert len(trainings) == 3


def test_data_space_keeps_nothing(X, tmp_path):
    linear(space="data", memory=tmp_path).fit(X)
    assert kept(tmp_path) == 0


# ------------------------------------------------------------------------------------ what is found is the same
@pytest.mark.parametrize("model", [PCACodec(), CVAE(max_steps=12)], ids=repr)
def test_a_model_that_was_found_gives_the_copies_of_one_that_was_trained(model, X, tmp_path, trainings):
    trained = linear(model=model).fit(X)
    fits = [linear(model=model, memory=tmp_path).fit(X) for _ in range(2)]
    assert len(trainings) == 2  # one without memory, one with it
    for augmenter in fits:
        np.testing.assert_array_equal(augmenter.augment(X), trained.augment(X))
        assert augmenter.history_ == trained.history_
        np.testing.assert_equal(augmenter.latent_report_, trained.latent_report_)


def test_no_seed_finds_a_model_and_draws_other_copies(X, tmp_path, trainings):
    first, second = (linear(memory=tmp_path, random_state=None).fit(X) for _ in range(2))
    assert len(trainings) == 1
    assert not np.array_equal(first.augment(X), second.augment(X))


def test_a_fitted_augmenter_does_not_change_what_is_kept(X, tmp_path):
    first = linear(memory=tmp_path).fit(X)
    before = first.augment(X)
    first.model_.pca_.components_[:] = 0.0
    np.testing.assert_array_equal(linear(memory=tmp_path).fit(X).augment(X), before)


@pytest.mark.parametrize("made", [str, Path, partial(joblib.Memory, verbose=0)], ids=["str", "path", "Memory"])
def test_a_folder_can_be_named_in_three_ways(made, X, tmp_path, trainings):
    for _ in range(2):
        linear(memory=made(tmp_path)).fit(X)
    assert len(trainings) == 1
    assert kept(tmp_path) == 1


def test_nothing_is_written_without_memory(X, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    linear().fit(X)
    assert not list(tmp_path.iterdir())


def test_another_process_finds_the_model(X, tmp_path):
    np.save(tmp_path / "X.npy", X)
    code = (
        "import sys, numpy as np; from sklearn_lgta import LGTAAugmenter, PCACodec\n"
        "fit = PCACodec.fit\n"
        "PCACodec.fit = lambda *args, **kwargs: [print('trained'), fit(*args, **kwargs)][1]\n"
        "made = LGTAAugmenter('mix', 0.3, model=PCACodec(), random_state=0, memory=sys.argv[2])\n"
        "X = np.load(sys.argv[1])\n"
        "print(made.fit(X).augment(X).sum())"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "X.npy"), str(tmp_path / "memory")]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True).stdout.split() for _ in range(2)]
    assert runs[0] == ["trained", runs[1][0]]
    assert len(runs[1]) == 1


# ------------------------------------------------------------------------------------ damaged entries
def flip(content):
    content = bytearray(content)
    content[len(content) // 2] ^= 64
    return bytes(content)


DAMAGES = {
    "a flipped bit": flip,
    "a flipped bit at the start": lambda content: bytes([content[0] ^ 1]) + content[1:],
    "cut off": lambda content: content[: len(content) // 2],
    "empty": lambda content: b"",
    "other bytes": lambda content: b"text" * 100,
    "another object": lambda content: pickle.dumps({"a": 1}),
    "the wrong types": lambda content: pickle.dumps({"versions": 1, "content": 2, "sha256": 3}),
}


def entries(folder):
    return sorted(Path(folder).rglob("output.pkl"))


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("made", [str, partial(joblib.Memory, verbose=0)], ids=["str", "Memory"])
def test_a_damaged_entry_is_trained_anew_and_replaced(damage, made, X, tmp_path, trainings):
    right = linear(memory=made(tmp_path)).fit(X).augment(X)
    (path,) = entries(tmp_path)
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    with pytest.warns(UserWarning, match="damaged, or other data or other versions") as warned:
        copies = linear(memory=made(tmp_path)).fit(X).augment(X)
    about = [one for one in warned if str(tmp_path) in str(one.message) and "trained anew" in str(one.message)]
    assert len(about) == 1 and about[0].filename == __file__
    np.testing.assert_array_equal(copies, right)
    assert len(trainings) == 2
    np.testing.assert_array_equal(linear(memory=made(tmp_path)).fit(X).augment(X), right)
    assert len(trainings) == 2


def test_no_bit_of_an_entry_can_change_what_is_found(X, tmp_path):
    right = linear(memory=tmp_path).fit(X[:12]).augment(X[:12])
    (path,) = entries(tmp_path)
    content, rng = path.read_bytes(), np.random.default_rng(0)
    for place in rng.integers(len(content), size=60):
        damaged = bytearray(content)
        damaged[place] ^= 1 << rng.integers(8)
        path.write_bytes(damaged)
        with warnings.catch_warnings(action="ignore"):
            np.testing.assert_array_equal(linear(memory=tmp_path).fit(X[:12]).augment(X[:12]), right)


def test_the_entry_of_other_data_is_not_used(X, tmp_path, trainings):
    right = linear(memory=tmp_path).fit(X).augment(X)
    (first,) = entries(tmp_path)
    linear(memory=tmp_path).fit(X[:-1])
    (second,) = {*entries(tmp_path)} - {first}
    first.write_bytes(second.read_bytes())
    with pytest.warns(UserWarning, match=r"other data .* trained anew"):
        np.testing.assert_array_equal(linear(memory=tmp_path).fit(X).augment(X), right)
    assert len(trainings) == 3


def test_the_entry_of_another_version_is_not_used(X, tmp_path, trainings, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("sklearn_lgta.__version__", "0.0.1")
        linear(memory=tmp_path).fit(X)
    for _ in range(2):
        with nullcontext() if len(trainings) == 2 else pytest.warns(UserWarning, match="other versions"):
            linear(memory=tmp_path).fit(X)
    assert len(trainings) == 2


class OwnCache:
    """A cache of a user, which can store nothing anew."""

    def __init__(self):
        self.values = {}

    def cache(self, function, ignore=()):
        def cached(key, training):
            if key not in self.values:
                self.values[key] = function(key, training)
            return self.values[key]

        return cached


def test_an_object_with_a_method_cache_is_used_and_not_believed(X, trainings):
    own = OwnCache()
    right = linear(memory=own).fit(X).augment(X)
    np.testing.assert_array_equal(linear(memory=own).fit(X).augment(X), right)
    assert len(trainings) == 1
    (key,) = own.values
    own.values[key] = {**own.values[key], "content": flip(own.values[key]["content"])}
    np.testing.assert_array_equal(linear(memory=own).fit(X).augment(X), right)
    assert len(trainings) == 2


def test_a_training_that_is_killed_leaves_no_entry_that_is_used(X, tmp_path):
    np.save(tmp_path / "X.npy", X)
    code = (
        "import os, sys, joblib, numpy as np; from sklearn_lgta import LGTAAugmenter, PCACodec\n"
        "from joblib._store_backends import FileSystemStoreBackend as Backend\n"
        "move = Backend._move_item\n"
        "def killed(source, target): os._exit(9) if target.endswith('output.pkl') else move(source, target)\n"
        "Backend._move_item = staticmethod(killed)\n"  # in the last step, after all was written
        "made = LGTAAugmenter('mix', 0.3, model=PCACodec(), random_state=0, memory=sys.argv[2])\n"
        "made.fit(np.load(sys.argv[1]))\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "X.npy"), str(tmp_path / "memory")]
    assert subprocess.run(command, check=False).returncode == 9
    copies = linear(memory=tmp_path / "memory").fit(X).augment(X)
    np.testing.assert_array_equal(copies, linear().fit(X).augment(X))


# ------------------------------------------------------------------------------------ folders
def test_an_empty_name_is_refused_before_training(X, tmp_path, monkeypatch, trainings):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=r"memory='' names no folder.*memory='lgta_memory'"):
        linear(memory="").fit(X)
    assert not trainings and not [*tmp_path.iterdir()]
    linear(memory="lgta_memory").fit(X)  # the remedy
    assert kept(tmp_path / "lgta_memory") == 1


def test_a_file_in_place_of_the_folder_is_refused_before_training(X, tmp_path, trainings):
    (tmp_path / "file").write_text("text")
    for path, message in ((tmp_path / "file", "is a file"), (tmp_path / "file" / "folder", "cannot be written to")):
        with pytest.raises(ValueError, match=message):
            linear(memory=path).fit(X)
    assert not trainings
    assert (tmp_path / "file").read_text() == "text"


@pytest.mark.parametrize("folder", ["/proc/none/here", "a\0b"])
def test_a_folder_that_cannot_be_made_is_refused_before_training(folder, X, trainings):
    with pytest.raises(ValueError, match=r"is a folder that cannot be written to: .*memory='lgta_memory'"):
        linear(memory=folder).fit(X)
    assert not trainings


def test_a_folder_without_permission_to_write_is_refused_before_training(X, tmp_path, trainings, monkeypatch):
    def denied(*arguments, **parameters):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("tempfile.TemporaryFile", denied)  # the superuser may write anywhere
    with pytest.raises(ValueError, match="cannot be written to: Permission denied"):
        linear(memory=tmp_path).fit(X)
    assert not trainings


def test_what_cannot_remember_is_refused(X):
    with pytest.raises(ValueError, match="'memory' parameter of LGTAAugmenter must be"):
        linear(memory=3).fit(X)


# ------------------------------------------------------------------------------------ interrupted
def test_the_model_of_an_interrupted_training_is_used_but_not_kept(X, tmp_path, trainings, monkeypatch):
    def interrupted(*arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(loop, "train_step", interrupted)
        with pytest.warns(UserWarning, match="interrupted at step 1 of 12"):
            augmenter = linear(model=CVAE(max_steps=12, kl_weight=0), memory=tmp_path).fit(X)
    assert augmenter.augment(X).shape == X.shape
    assert kept(tmp_path) == 0
    linear(model=CVAE(max_steps=12, kl_weight=0), memory=tmp_path).fit(X)
    assert len(trainings) == 2
    assert kept(tmp_path) == 1


# ------------------------------------------------------------------------------------ searches
def search(estimator, grid, X, **parameters):
    return GridSearchCV(estimator, grid, cv=5, **parameters).fit(X, X[:, -1])


@pytest.mark.parametrize("random_state", [0, None])
def test_a_search_over_strengths_trains_once_a_fold(random_state, X, tmp_path, trainings):
    augmenter = linear(memory=tmp_path, random_state=random_state)
    search(AugmentedEstimator(Ridge(), augmenter), {"augmenter__strength": STRENGTHS}, X)
    assert len(trainings) == 5 + 1  # folds, and the refit


def test_without_memory_every_candidate_trains(X, trainings):
    search(AugmentedEstimator(Ridge(), linear()), {"augmenter__strength": STRENGTHS}, X)
    assert len(trainings) == 4 * 5 + 1


def test_a_search_over_transformations_and_their_parameters_trains_once_a_fold(X, tmp_path, trainings):
    grid = [
        {"augmenter__transformation": ["jitter", Mix(), "scaling"], "n_copies": [1, 2]},
        {"augmenter__transformation": [MagnitudeWarp()], "augmenter__transformation__n_knots": [3, 6]},
    ]
    search(AugmentedEstimator(Ridge(), linear(memory=tmp_path)), grid, X)
    assert len(trainings) == 5 + 1


def test_a_search_around_a_pipeline_trains_once_a_fold(X, tmp_path, trainings):
    pipeline = make_pipeline(linear(memory=tmp_path), Ridge())
    search(pipeline, {"lgtaaugmenter__strength": STRENGTHS, "ridge__alpha": [0.1, 1.0]}, X)
    assert len(trainings) == 5 + 1


def test_a_search_in_several_processes_keeps_one_model_a_fold(X, tmp_path):
    augmenter = linear(memory=tmp_path)
    several = search(AugmentedEstimator(Ridge(), augmenter), {"augmenter__strength": [0, 0.3]}, X, n_jobs=2)
    assert kept(tmp_path) == 5 + 1
    alone = linear(memory=tmp_path).fit(X)
    np.testing.assert_array_equal(several.best_estimator_.augmenter_.encode(X), alone.encode(X))

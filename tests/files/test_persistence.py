"""Files of fitted augmenters: what comes back, and what a damaged or forged file can do, which is nothing."""

import copy
import json
import os
import pickle
import tracemalloc
import warnings
import zipfile
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from typing import Any, Optional

import joblib
import numpy as np
import pandas as pd
import pytest
import safetensors.numpy
import torch
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import Ridge, RidgeClassifier
from sklearn.pipeline import make_pipeline

from sklearn_lgta import CVAE, AugmentedEstimator, LGTAAugmenter, PCACodec
from sklearn_lgta._files import archive as _archive
from sklearn_lgta._files.schema import CLASSES, check_types
from sklearn_lgta.transformations import (
    Compose,
    Drift,
    Jitter,
    MagnitudeWarp,
    Mix,
    On,
    OneOf,
    Resample,
    Scaling,
    TimeWarp,
    Transformation,
    Trend,
)
from sklearn_lgta.transformations._registry import CLASSES as TRANSFORMATIONS
from sklearn_lgta.transformations._registry import NAMED as NAMED_TRANSFORMATIONS

DATA = Path(__file__).parents[1] / "data"
MEMBERS = {"manifest.json", "state.json", "arrays.safetensors", "weights.safetensors"}


def small_network(**parameters):
    return CVAE(hidden_size=8, max_steps=3, **parameters)


def everywhere(transformation):
    """A transformation in a composition with all that its parameters may be."""
    places = [slice(-8, None), [1, 2, 5], range(3, 9), np.arange(24) > 12]
    return Compose([OneOf((On(transformation, time=time), "drift"), weights=np.array([2.0, 1.0])) for time in places])


NETWORKS = [dict(attention=a) for a in ("variational", "standard", "none", "two_stage")] + [
    dict(decoder="repeat_dense"),
    dict(patch_length=1),
]
NAMED = sorted(NAMED_TRANSFORMATIONS)
OWN = [Drift(), Jitter("white"), MagnitudeWarp(3), Mix(6), Resample(5), Scaling(), TimeWarp(4), Trend()]
# Name -> parameters; "y" and "X" are what fit gets, and what is not PCACodec says so.
KINDS = {
    "defaults": dict(),
    "structure": dict(seasonal_period=6),
    "trend": dict(seasonal_period=6, structure="trend"),
    "data space": dict(transformation="mix", space="data"),
    "numpy parameters": dict(transformation=np.str_("mix"), strength=np.float64(0.2), seasonal_period=np.int64(6)),
    "open bounds": dict(transformation="scaling", bounds=(-np.inf, 1e6)),
    "one bound": dict(transformation="scaling", bounds=[None, 1e6]),
    "raw gain": dict(transformation="trend", strength=0.5, calibration=None),
    "wasserstein": dict(transformation="scaling", calibration="wasserstein"),
    "no strength": dict(transformation="mix", strength=0),
    "residual": dict(transformation="mix", residual="resample", strength=0.9),
    "composition": dict(transformation=everywhere(Mix(4)), strength=0.1),
    "policy": dict(transformation="classification", y=np.arange(20) % 2, use_y="donors"),
    "alternatives": dict(transformation=OneOf(["mix", Drift()], np.array([1, 2]), [0.5, 1]), strength=0.1),
    "channels": dict(X="channels", transformation=On("jitter", channels=[0, 2]) + Scaling()),
    "frame": dict(X="frame", transformation="mix"),
    "dates": dict(X="dates", transformation="mix"),
    "float32": dict(X="float32", transformation="mix"),
    "big endian": dict(X="big endian", transformation="mix"),
    "one series": dict(X="one series", transformation="mix"),
    "constant": dict(X="constant"),
    "gaps": dict(X="gaps", transformation="mix", missing="fill"),
    "counts": dict(X="counts", transformation="mix", round=True, normalisation="robust"),
    "one level": dict(transformation="mix", normalisation="auto"),
    "list": dict(X="list", seasonal_period=6),
    "network with gaps": dict(X="gaps", transformation="mix", model=small_network()),
    "text labels": dict(y=np.array(["up", "däwn"] * 10), use_y="donors"),
    "number labels": dict(y=np.arange(20) % 3, use_y="donors"),
    "object labels": dict(y=np.array(["a", "b"] * 10, dtype=object), use_y="donors"),
    "truth labels": dict(y=np.arange(20) > 9, use_y="donors"),
    "condition": dict(y=np.arange(20) % 2, use_y="condition", model=small_network()),
    "conditions": dict(
        X="dates",
        conditions=["calendar", "shop", "price"],
        told={"shop": np.array(["a", "b"] * 10), "price": np.arange(480.0).reshape(20, 24) % 7},
        model=small_network(),
    ),
    "default network": dict(transformation="mix", model=None),
    **{
        f"network {parameters}": dict(transformation="mix", model=small_network(**parameters))
        for parameters in NETWORKS
    },
    **{name: dict(transformation=name, strength=0.2) for name in NAMED},
    **{repr(own): dict(transformation=own, strength=0.2) for own in OWN},
}


def series(kind="plain"):
    rng = np.random.default_rng(3)
    X = 5 + rng.normal(size=(20, 24)).cumsum(axis=1)
    columns = {"frame": [f"t{i}" for i in range(24)], "dates": pd.period_range("2020-01", periods=24, freq="M")}
    if kind in columns:
        return pd.DataFrame(X, columns=columns[kind])
    other = {"plain": X, "float32": X.astype(np.float32), "big endian": X.astype(">f8"), "one series": X[:1]}
    other |= {
        "gaps": np.where(rng.random(X.shape) < 0.1, np.nan, X),
        "list": [x[: 12 + i // 2] for i, x in enumerate(X)],
    }
    other |= {"counts": rng.poisson(0.5, X.shape).astype(float)}
    other |= {"constant": np.ones((4, 8)), "channels": rng.normal(size=(20, 3, 24))}
    return other[kind]


def fit(X="plain", y=None, model="pca", told=None, **parameters):
    model = PCACodec() if isinstance(model, str) else model
    return LGTAAugmenter(**{"random_state": 0, "model": model, **parameters}).fit(series(X), y, conditions=told)


@pytest.fixture(scope="module")
def of_kind():
    """The fitted augmenter of a kind and its X."""
    fitted = {}

    def get(kind):
        if kind not in fitted:
            fitted[kind] = fit(**KINDS[kind])
        return copy.deepcopy(fitted[kind]), series(KINDS[kind].get("X", "plain"))

    return get


@pytest.fixture
def path(tmp_path):
    return tmp_path / "augmenter"


@pytest.fixture(scope="module")
def valid(tmp_path_factory):
    """A small file, with a season, labels and a composition."""
    path = tmp_path_factory.mktemp("valid") / "augmenter"
    X, y = series()[:6, :12], np.array(["a", "b", "c"] * 2)
    transformation = On(Mix(), time=slice(2, None)) + OneOf(("scaling", "jitter"), weights=[1, 2])
    augmenter = LGTAAugmenter(
        transformation, 0.1, model=PCACodec(), seasonal_period=4, use_y="donors", bounds=(-np.inf, 99), random_state=0
    )
    augmenter.fit(X, y).save(path)
    return path


def members_of(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def forge(path, members):
    """Write members with checksums that are right."""
    members = {name: content for name, content in members.items() if name != "manifest.json"}
    _archive.write_archive(path, members, {"sklearn_lgta": "0.1.0"})
    return path


def write_zip(path, members, **settings):
    with zipfile.ZipFile(path, "w", **settings) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def refused(path):
    """The sentence with which a file is refused."""
    with pytest.raises(ValueError) as caught:
        LGTAAugmenter.load(path)
    message = str(caught.value)
    assert repr(os.fspath(path)) in message
    assert message.endswith(".")
    return message


def differences(one, other, path="", seen=None):
    """Where two values differ in what they hold: their class, and arrays to the bit and in their order in memory."""
    seen = set() if seen is None else seen
    if isinstance(one, str) and one == other:
        return  # numpy's text comes back as Python's
    if type(one) is not type(other):
        yield f"{path}: {type(one)} and {type(other)}"
    elif isinstance(one, (np.ndarray, np.generic)):
        if one.dtype != other.dtype or one.flags.f_contiguous != other.flags.f_contiguous:
            yield f"{path}: {one.dtype} {one.flags} and {other.dtype} {other.flags}"
        elif not np.array_equal(one, other, equal_nan=one.dtype.kind == "f"):
            yield f"{path}: {one} and {other}"
    elif isinstance(one, torch.nn.Module):
        states = [{name: weight.numpy() for name, weight in network.state_dict().items()} for network in (one, other)]
        yield from differences(*states, path)
        yield from differences(one.training, other.training, f"{path}.training")
    elif isinstance(one, (dict, list, tuple)):
        items, others = (value.items() if isinstance(value, dict) else enumerate(value) for value in (one, other))
        for (key, value), (other_key, other_value) in zip_longest(items, others, fillvalue=("missing", None)):
            yield from [f"{path}: {key} and {other_key}"] if key != other_key else ()
            yield from differences(value, other_value, f"{path}.{key}", seen)
    elif hasattr(one, "__dict__"):
        if id(one) not in seen:
            seen.add(id(one))
            # a file holds no figures of copies: they are measured again, and warned of where it is read
            held = ({k: v for k, v in vars(value).items() if k != "_reports"} for value in (one, other))
            yield from differences(*held, path, seen)
    elif one != other:
        yield f"{path}: {one!r} and {other!r}"


# ------------------------------------------------------------------------------------ what comes back
@pytest.mark.parametrize("kind", KINDS)
def test_all_that_fit_left_comes_back(of_kind, path, kind):
    augmenter, _ = of_kind(kind)
    augmenter.save(path)
    loaded = LGTAAugmenter.load(path)
    assert not [*differences(augmenter, loaded)]
    assert not [*differences(augmenter.get_params(), loaded.get_params())]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.RepeatedCopiesWarning")  # of small numbers, rounded
def test_results_are_the_same_to_the_bit(of_kind, path, kind):
    augmenter, X = of_kind(kind)
    augmenter.save(path)
    loaded = LGTAAugmenter.load(path)

    def results(one):
        yield one.augment(X, n_copies=2)
        yield one.transform(X)
        yield one.encode(X)
        yield one.reconstruct(X)
        for curve in getattr(one.strength_curve_, "curves", [one.strength_curve_]):
            yield curve.strength
            yield curve.gain
        yield one.max_strength_
        yield from one.training_windows(X, lags=4, horizon=2, n_copies=1, target="same")

    for before, after in zip(results(augmenter), results(loaded), strict=True):
        assert type(before) is type(after)
        pairs = zip(before, after, strict=True) if isinstance(before, list) else [(before, after)]
        for one, other in pairs:
            np.testing.assert_array_equal(other, one)


def test_a_strength_curve_that_nobody_asked_for_stays_to_be_measured(of_kind, path):
    augmenter, _ = of_kind("structure")
    assert "curve" not in vars(augmenter._calibration)
    augmenter.save(path)
    loaded = LGTAAugmenter.load(path)
    assert "curve" not in vars(loaded._calibration)
    np.testing.assert_array_equal(loaded.strength_curve_.strength, augmenter.strength_curve_.strength)


def test_what_was_shared_is_shared(of_kind, path):
    augmenter, _ = of_kind("structure")
    augmenter.save(path)
    loaded = LGTAAugmenter.load(path)
    assert loaded._copier.encoder.codec.model is loaded.model_
    assert loaded._sampler.encoder is loaded._copier.encoder
    assert loaded._calibration.copier is loaded._copier


def test_a_file_that_is_loaded_and_saved_is_the_same_file(valid, path):
    LGTAAugmenter.load(valid).save(path)
    assert path.read_bytes() == valid.read_bytes()


def test_strength_changes_after_loading_without_training(of_kind, path):
    augmenter, X = of_kind("mix")
    augmenter.save(path)
    loaded = LGTAAugmenter.load(path).set_params(strength=0.4)
    np.testing.assert_array_equal(loaded.augment(X), augmenter.set_params(strength=0.4).augment(X))


def test_a_loaded_augmenter_can_be_cloned_and_fitted_again(of_kind, path):
    augmenter, X = of_kind("default network")
    augmenter.set_params(model=small_network()).fit(X).save(path)
    again = clone(LGTAAugmenter.load(path)).fit(X)
    np.testing.assert_array_equal(again.augment(X), augmenter.augment(X))


def test_a_loaded_augmenter_works_in_a_pipeline_and_frozen(of_kind, path):
    augmenter, X = of_kind("mix")
    y = np.arange(20) % 2
    augmenter.save(path)
    loaded = LGTAAugmenter.load(path)
    for around in (lambda one: make_pipeline(one, Ridge()), lambda one: AugmentedEstimator(RidgeClassifier(), one)):
        before, after = (around(FrozenEstimator(one)).fit(X, y).predict(X) for one in (augmenter, loaded))
        np.testing.assert_array_equal(after, before)


def test_set_output_comes_back(of_kind, path):
    augmenter, X = of_kind("frame")
    augmenter.set_output(transform="pandas").save(path)
    assert isinstance(LGTAAugmenter.load(path).transform(X), pd.DataFrame)


class OwnAugmenter(LGTAAugmenter):
    def __init__(self, transformation="mix", strength=None, *, model=None, random_state=0, colour="red"):
        super().__init__(transformation, strength, model=model, random_state=random_state)
        self.colour = colour


@pytest.mark.parametrize("space", ["latent", "data"])
@pytest.mark.parametrize("shape", [(1, 2), (2, 3), (3, 2, 2), (1, 1, 5)])
def test_the_smallest_series_and_the_largest_numbers_come_back(path, shape, space):
    X = np.random.default_rng(0).normal(size=shape) * 1e307
    augmenter = LGTAAugmenter("mix", 0.2, model=PCACodec(), space=space, random_state=0).fit(X)
    augmenter.save(path)
    np.testing.assert_array_equal(LGTAAugmenter.load(path).augment(X), augmenter.augment(X))


@pytest.mark.parametrize("parameters", [dict(strength=-1), dict(transformation="mixx"), dict(model__latent_dim=0)])
def test_a_parameter_that_was_set_out_of_its_range_is_refused_before_it_is_written(of_kind, path, parameters):
    augmenter, _ = of_kind("mix")
    with pytest.raises(ValueError, match="mixx|'strength'|'latent_dim'"):
        augmenter.set_params(**parameters).save(path)
    assert not path.exists()


def test_a_subclass_reads_its_own_files(path):
    augmenter = OwnAugmenter(model=PCACodec(), strength=0.2, colour="blue").fit(series())
    augmenter.save(path)
    loaded = OwnAugmenter.load(path)
    assert not [*differences(augmenter, loaded)]
    assert "'OwnAugmenter'" in refused(path)


def test_a_parameter_that_is_newer_than_the_file_has_its_default(valid, path):
    change(path, valid, "LGTAAugmenter", without="verbose")
    assert "verbose" not in members_of(path)["state.json"].decode()
    assert not [*differences(LGTAAugmenter.load(path), LGTAAugmenter.load(valid))]


@pytest.mark.parametrize("kind", ["composition", "frame", "text labels", "default network", "data space"])
def test_pickle_and_joblib_keep_an_augmenter_too(of_kind, path, kind):
    augmenter, X = of_kind(kind)
    joblib.dump(augmenter, path)
    for other in (pickle.loads(pickle.dumps(augmenter)), joblib.load(path)):
        np.testing.assert_array_equal(other.augment(X), augmenter.augment(X))


def test_loading_leaves_the_global_random_states_alone(of_kind, path, global_states):
    of_kind("network {'attention': 'variational'}")[0].save(path)
    before = global_states()
    LGTAAugmenter.load(path)
    assert global_states() == before


def test_a_file_of_format_2_gives_what_it_gave_then():
    """See data/README.md for how it was made."""
    expected = np.load(DATA / "augmenter_2.npz", allow_pickle=False)
    augmenter = LGTAAugmenter.load(DATA / "augmenter_2.lgta")
    np.testing.assert_allclose(augmenter.augment(expected["X"], n_copies=2), expected["augmented"], rtol=1e-6)
    np.testing.assert_allclose(augmenter.encode(expected["X"]), expected["encoded"], rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(augmenter.strength_curve_.strength, expected["strength"], rtol=1e-6)
    other = augmenter.augment(expected["X_new"], y=expected["y_new"])
    np.testing.assert_allclose(other, expected["augmented_new"], rtol=1e-6)


def test_a_file_of_before_the_first_release_is_refused():
    with pytest.raises(
        ValueError, match="format 1, which was in use before the first release.*fit the augmenter again"
    ):
        LGTAAugmenter.load(DATA / "augmenter_1.lgta")


# ------------------------------------------------------------------------------------ what a file holds
def test_a_file_holds_four_members_that_other_programs_read(of_kind, path):
    augmenter, _ = of_kind("network {'attention': 'variational'}")
    augmenter.save(path)
    members = members_of(path)
    assert set(members) == MEMBERS
    manifest = json.loads(members["manifest.json"])
    assert manifest["format_version"] == 2
    assert manifest["sha256"] == {
        name: sha256(content).hexdigest() for name, content in members.items() if name != "manifest.json"
    }
    weights = safetensors.numpy.load(members["weights.safetensors"])
    for name, tensor in augmenter.model_.network_.state_dict().items():
        np.testing.assert_array_equal(weights[f"model_.network_.{name}"], tensor.numpy())
    assert b"pickle" not in path.read_bytes()


def test_equal_augmenters_make_equal_files(of_kind, tmp_path):
    for name in "ab":
        of_kind("text labels")[0].save(tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize("kind", [str, Path, lambda folder: joblib.Memory(folder, verbose=0)])
def test_no_folder_of_pickles_comes_from_a_file(path, tmp_path, kind):
    memory = kind(tmp_path / "folder")
    augmenter = fit(transformation="mix", memory=memory)
    augmenter.save(path)
    assert LGTAAugmenter.load(path).memory is None
    assert augmenter.memory is memory
    assert b"folder" not in path.read_bytes()


def test_a_random_state_is_none_and_its_seed_is_kept(path):
    augmenter = fit(transformation="mix", random_state=np.random.RandomState(3))
    augmenter.save(path)
    loaded = LGTAAugmenter.load(path)
    assert loaded.random_state is None
    assert loaded.seed_ == augmenter.seed_
    np.testing.assert_array_equal(loaded.augment(series()), augmenter.augment(series()))


class OwnShift(Transformation):
    def draw(self, latent, rng, donors):
        return Scaling().draw(latent, rng, donors)


class OwnCodec(PCACodec):
    pass


@pytest.mark.parametrize(
    "parameters, where",
    [
        (dict(transformation=OwnShift()), "transformation"),
        (dict(transformation=Mix() + On(OwnShift(), time=[1])), r"transformation.transformations\[1\].transformation"),
        (dict(model=OwnCodec()), "model"),
    ],
)
def test_a_class_of_the_users_own_is_refused_by_name_and_pickled(path, parameters, where):
    augmenter = fit(**{"strength": 0.2, **parameters})
    with pytest.raises(TypeError, match=rf"^{where} is of the class .*\.Own.*joblib.dump or pickle"):
        augmenter.save(path)
    assert not path.exists()
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(augmenter)).augment(series()), augmenter.augment(series()))


@pytest.mark.parametrize("value", [np.longdouble([1]), np.array([1 + 2j]), np.array(["2020"], dtype="M8[D]"), 10**40])
def test_what_has_no_place_in_a_file_is_refused_when_it_is_saved(of_kind, path, value):
    augmenter, _ = of_kind("mix")
    augmenter.history_ = {"loss": value}
    with pytest.raises(TypeError, match="history_"):
        augmenter.save(path)


# ------------------------------------------------------------------------------------ writing
@pytest.mark.parametrize("as_path", [str, Path, os.fsencode])
def test_the_path_is_used_as_it_is(of_kind, path, as_path):
    augmenter, _ = of_kind("mix")
    augmenter.save(as_path(path))
    assert [entry.name for entry in path.parent.iterdir()] == ["augmenter"]
    assert LGTAAugmenter.load(as_path(path)).seed_ == augmenter.seed_


def test_an_augmenter_that_is_not_fitted_cannot_be_saved(path):
    with pytest.raises(NotFittedError):
        LGTAAugmenter().save(path)
    assert not path.exists()


def test_a_failure_leaves_the_old_file_and_nothing_beside_it(of_kind, path, monkeypatch):
    path.write_text("old")

    def fail(*names):
        raise OSError("no space")

    monkeypatch.setattr(_archive.os, "replace", fail)
    with pytest.raises(OSError, match="no space"):
        of_kind("mix")[0].save(path)
    assert [entry.read_text() for entry in path.parent.iterdir()] == ["old"]


def test_a_link_and_the_mode_of_an_old_file_are_kept(of_kind, path):
    target = path.with_name("target")
    target.write_text("old")
    target.chmod(0o640)
    path.symlink_to(target)
    of_kind("mix")[0].save(path)
    assert path.is_symlink()
    assert target.stat().st_mode & 0o777 == 0o640
    assert LGTAAugmenter.load(target).transformation == "mix"


def test_a_folder_is_not_written_to_and_a_missing_one_not_made(of_kind, tmp_path):
    augmenter, _ = of_kind("mix")
    with pytest.raises(IsADirectoryError, match="name a file in it"):
        augmenter.save(tmp_path)
    with pytest.raises(FileNotFoundError, match="There is no folder"):
        augmenter.save(tmp_path / "missing" / "file")


# ------------------------------------------------------------------------------------ other files
def test_a_missing_file_is_file_not_found(path):
    with pytest.raises(FileNotFoundError):
        LGTAAugmenter.load(path)


def test_a_directory_an_empty_file_and_text_are_told_apart(tmp_path, path):
    assert "is a directory" in refused(tmp_path)
    path.write_bytes(b"")
    assert "is empty" in refused(path)
    path.write_text("a,b\n1,2\n")
    assert "is no zip archive" in refused(path)


def test_zip_archives_of_something_else_are_named(tmp_path, path):
    np.savez(tmp_path / "other.npz", x=np.ones(3))
    assert "'x.npy'" in refused(tmp_path / "other.npz")
    torch.save({"x": torch.ones(2)}, path)
    assert "something else" in refused(path)
    assert "holds nothing" in refused(write_zip(path, []))


@pytest.mark.parametrize("fraction", [0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.9999])
def test_a_file_that_was_cut_off_says_so(valid, path, fraction):
    content = valid.read_bytes()
    path.write_bytes(content[: int(fraction * len(content))])
    assert "cut off" in refused(path)


def test_a_file_without_its_beginning_is_refused(valid, path):
    path.write_bytes(valid.read_bytes()[500:])
    refused(path)


def test_a_newer_format_asks_for_an_update(valid, path, monkeypatch):
    monkeypatch.setattr(_archive, "FORMAT_VERSION", 7)
    forge(path, {**members_of(valid), "new.bin": b""})
    monkeypatch.undo()
    message = refused(path)
    assert "format 7" in message
    assert "update sklearn_lgta" in message


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"format": "other"}',
        b'{"format": "sklearn_lgta.LGTAAugmenter"}',
        b'{"format": "sklearn_lgta.LGTAAugmenter", "format_version": true, "sha256": {}}',
        b'{"format": "sklearn_lgta.LGTAAugmenter", "format_version": "1", "sha256": {}}',
        b'{"format": "sklearn_lgta.LGTAAugmenter", "format_version": 0, "sha256": {}}',
        b'{"format": "sklearn_lgta.LGTAAugmenter", "format_version": 2}',
        b'{"format": "sklearn_lgta.LGTAAugmenter", "format_version": 2, "sha256": {}}',
        b'{"format": "sklearn_lgta.LGTAAugmenter", "format_version": 2, "sha256": []}',
        b'{"format": "sklearn_lgta.LGTAAugmenter", "format_version": NaN, "sha256": {}}',
        b'{"format": "sklearn_lgta.LGTAAugmenter", "format_version": ' + b"9" * 5000 + b', "sha256": {}}',
        b"[" * 100_000,
    ],
)
def test_a_manifest_that_is_none_is_refused(valid, path, manifest):
    members = {**members_of(valid), "manifest.json": manifest}
    assert "cannot be read" in refused(write_zip(path, members.items()))


@pytest.mark.parametrize("name", sorted(MEMBERS - {"manifest.json"}))
def test_a_member_that_was_changed_has_another_checksum(valid, path, name):
    members = members_of(valid)
    members[name] += b" "
    message = refused(write_zip(path, members.items()))
    assert f"{name} is not what was written, as its SHA-256 checksum differs" in message


def test_a_flipped_or_cut_file_is_refused_or_right(valid, path):
    content, X = valid.read_bytes(), series()[:6, :12]
    expected = LGTAAugmenter.load(valid).augment(X)
    rng = np.random.default_rng(0)
    outcomes = {"refused": 0, "right": 0}
    for _ in range(160):
        damaged = bytearray(content)
        for place in rng.integers(len(content), size=rng.integers(1, 4)):
            damaged[place] ^= int(rng.integers(1, 256))
        if rng.random() < 0.3:
            first, last = np.sort(rng.integers(len(content), size=2))
            del damaged[first:last]
        path.write_bytes(damaged)
        try:
            loaded = LGTAAugmenter.load(path)
        except ValueError:
            outcomes["refused"] += 1
        else:
            np.testing.assert_array_equal(loaded.augment(X), expected)
            outcomes["right"] += 1
    assert outcomes["refused"] > 120


# ------------------------------------------------------------------------------------ forged files
class Bomb:
    def __init__(self, target):
        self.target = target

    def __reduce__(self):
        return Path.touch, (self.target,)


def test_no_pickle_is_read_whatever_it_is_called(valid, path, tmp_path):
    target = tmp_path / "gone off"
    bomb = pickle.dumps(Bomb(target))
    path.write_bytes(bomb)
    assert "starts like a pickle" in refused(path)
    for name in MEMBERS - {"manifest.json"}:
        refused(forge(path, {**members_of(valid), name: bomb}))
    objects = np.array([Bomb(target)], dtype=object)
    np.savez(path.with_suffix(".npz"), **{"arrays.safetensors": objects})
    refused(path.with_suffix(".npz"))
    torch.save({"x": Bomb(target)}, path)
    refused(path)
    assert not target.exists()
    pickle.loads(bomb)
    assert target.exists()  # it was a live one


@pytest.mark.parametrize("name", ["../x", "/x", "C:\\x", "..\\x", "a/../../x", "arrays.npz", "STATE.JSON", "x\0y"])
def test_a_member_of_another_name_is_refused_and_never_written(valid, path, name):
    before = {*path.parent.iterdir(), path}
    members = {**members_of(valid), name: b"x"}
    assert "must hold" in refused(write_zip(path, members.items()))
    assert {*path.parent.iterdir()} == before


@pytest.mark.parametrize("name", sorted(MEMBERS))
def test_a_member_that_is_there_twice_or_missing_is_refused(valid, path, name):
    members = members_of(valid)
    with pytest.warns(UserWarning, match="Duplicate name"):
        write_zip(path, [*members.items(), (name, members[name])])
    refused(path)
    write_zip(path, [(other, content) for other, content in members.items() if other != name])
    refused(path)


def test_a_compressed_member_is_refused_before_it_fills_the_memory(valid, path):
    members = {**members_of(valid), "state.json": b" " * 2**27}
    message = refused(write_zip(path, members.items(), compression=zipfile.ZIP_DEFLATED))
    assert path.stat().st_size < 2**20
    assert "compressed" in message


def test_a_size_that_is_claimed_is_checked_against_the_file(valid, path):
    content = bytearray(valid.read_bytes())
    entry = content.rindex(b"PK\x01\x02", 0, content.rindex(b"arrays.safetensors"))
    for field in (20, 24):  # compressed and uncompressed size
        content[entry + field : entry + field + 4] = (2**31 - 1).to_bytes(4, "little")
    path.write_bytes(content)
    assert "claims 2147483647 bytes" in refused(path)


def test_a_json_member_that_is_too_large_is_neither_written_nor_read(valid, path, monkeypatch):
    augmenter = LGTAAugmenter.load(valid)
    monkeypatch.setattr(_archive, "_JSON_BYTES", 2_000)
    with pytest.raises(ValueError, match="at most 2000"):
        augmenter.save(path)
    assert "at most 2000" in refused(valid)


@pytest.mark.parametrize(
    "state",
    [
        b"",
        b"[]",
        b"{}",
        b"0",
        b"[0]",
        b"[" * 10**6,
        b"[" * 900 + b"]" * 900,
        b'[{"class": "PCACodec", "attributes": {"a": ' + b'{"tuple": [' * 400 + b"]}" * 400 + b"}}]",
        b'[{"class": "Scaling", "attributes": {"a": NaN}}]',
        b'[{"class": "Scaling", "attributes": {"a": 1e999}}]',
        b'[{"class": "Scaling", "attributes": {"a": ' + b"9" * 10_000 + b"}}]",
        b'[{"class": "os.system", "attributes": {}}]',
        b'[{"class": "__import__", "attributes": {}}]',
        b'[{"class": ["Scaling"], "attributes": {}}]',
        b'[{"class": "Scaling", "attributes": []}]',
        b'[{"class": "Scaling", "attributes": {"draw": 1}}]',
        b'[{"class": "Scaling", "attributes": {"__class__": 1}}]',
        b'[{"class": "Scaling", "attributes": {"_parameter_constraints": 1}}]',
        b'[{"class": "Scaling", "attributes": {"a": {"object": 0}}}]',
        b'[{"class": "Scaling", "attributes": {"a": {"object": -1}}}]',
        b'[{"class": "Scaling", "attributes": {"a": {"object": true}}}]',
        b'[{"class": "Scaling", "attributes": {"a": {"eval": "1"}}}]',
        b'[{"class": "Scaling", "attributes": {"a": {"array": "../x"}}}]',
        b'[{"class": "Scaling", "attributes": {"a": {"array": "_seen", "scalar": "_seen"}}}]',
        b'[{"class": "Scaling", "attributes": {"a": {"bytes": "xyz"}}}]',
        b'[{"class": "Scaling", "attributes": {"a": {"object_array": [[1000000000000], []]}}}]',
        b'[{"class": "Scaling", "attributes": {}}]',
    ],
)
def test_a_state_that_is_none_is_refused(valid, path, state):
    refused(forge(path, {**members_of(valid), "state.json": state}))


def test_text_as_wide_as_its_longest_entry_cannot_fill_the_memory(valid, path):
    text = ["x" * 2**20, *[""] * 2**20]
    entry = {"class": "Scaling", "attributes": {"a": {"text_array": [[len(text)], text]}}}
    message = refused(forge(path, {**members_of(valid), "state.json": json.dumps([entry]).encode()}))
    assert "text would take more than" in message


def test_objects_that_hold_each_other_again_and_again_are_refused(valid, path):
    objects = [{"class": "Scaling", "attributes": {}}]
    for number in range(60):  # written out, this has 2**60 parts
        parts = {"tuple": [{"object": number}, {"object": number}]}
        objects.append({"class": "Compose", "attributes": {"transformations": parts}})
    message = refused(forge(path, {**members_of(valid), "state.json": json.dumps(objects).encode()}))
    assert "refer to more than" in message


def change(path, valid, of_class, without=None, **attributes):
    """Forge a file with other attributes, or without one, of the last object of a class."""
    members = members_of(valid)
    objects = json.loads(members["state.json"])
    entry = [entry for entry in objects if entry["class"] == of_class][-1]
    entry["attributes"].update(attributes)
    entry["attributes"].pop(without, None)
    return forge(path, {**members, "state.json": json.dumps(objects).encode()})


@pytest.mark.parametrize(
    "of_class, attributes",
    [
        ("LGTAAugmenter", dict(strength=-1)),
        ("LGTAAugmenter", dict(strength="much")),
        ("LGTAAugmenter", dict(transformation="os.system")),
        ("LGTAAugmenter", dict(memory="somebody's folder of pickles")),
        ("LGTAAugmenter", dict(seasonal_period=10**30)),
        ("LGTAAugmenter", dict(_skl_callbacks=[1])),
        ("LGTAAugmenter", dict(augment="text")),
        ("LGTAAugmenter", dict(_seen=[])),
        ("LGTAAugmenter", dict(without="_training_conditions")),
        ("DonorPool", dict(without="latent")),
        ("DonorPool", dict(another=1)),
        ("Compose", dict(without="transformations")),
        ("OneOf", dict(weights=[-1, 1])),
        ("OneOf", dict(relative_strengths=[0, 1])),
        ("StrengthCurves", dict(curves=[])),
        ("StrengthCurves", dict(relative_strengths={"tuple": [1, 2]})),
        ("StrengthCurves", dict(relative_strengths={"tuple": ["much", 1]})),
        ("On", dict(time=5)),
        ("PCACodec", dict(latent_dim=0)),
        ("Sizes", dict(patch_length=10**12)),
        ("Sizes", dict(window_tokens=10**12)),
        ("Sizes", dict(latent_dim=10**12)),
        ("Sizes", dict(patch_length=0)),
        ("Decomposer", dict(seasonal_period=10**12)),
        ("Decomposer", dict(structure="none of them")),
        ("Copier", dict(seed=-1)),
        ("DonorPool", dict(default_block="all")),
    ],
)
def test_what_is_out_of_its_range_is_refused(valid, path, of_class, attributes):
    LGTAAugmenter.load(change(path, valid, of_class))
    assert "does not hold an augmenter that works" in refused(change(path, valid, of_class, **attributes))


def test_a_network_of_absurd_size_takes_no_memory(of_kind, tmp_path, path):
    of_kind("network {'attention': 'standard'}")[0].save(path)
    forged = tmp_path / "forged"
    arguments = [entry for entry in json.loads(members_of(path)["state.json"]) if entry["class"] == "Network"]
    keys, values = arguments[0]["attributes"]["arguments"]["dict"]
    for name in ("hidden_size", "n_heads", "n_channels", "n_conditions"):
        absurd = [2**40 if key == name else value for key, value in zip(keys, values, strict=True)]
        refused(change(forged, path, "Network", arguments={"dict": [keys, absurd]}))


def assert_no_harm(augmenter, X, what):
    """Numbers may be nonsense, but all that comes of them are numbers or the usual errors."""
    try:
        with warnings.catch_warnings(action="ignore"):
            augmenter.augment(X)
            augmenter.transform(X)
            augmenter.encode(X)
    except ValueError:
        pass
    except Exception as error:
        raise AssertionError(f"{what}: {error!r}") from error


def test_an_attribute_of_any_other_type_is_refused_or_does_no_harm(valid, path):
    members, X = members_of(valid), series()[:6, :12]
    original = json.loads(members["state.json"])
    outcomes = {"refused": 0, "usable": 0}
    for number, entry in enumerate(original):
        for place, (name, was) in enumerate(entry["attributes"].items()):
            others = [None, -1, 2**62, "text", [[]], {"dict": [[], []]}, {"object": 0}, {"scalar": "_codec.spread"}]
            for other in others[place % 4 :: 4]:  # every kind, at one attribute in four
                if other == was:
                    continue
                objects = copy.deepcopy(original)
                objects[number]["attributes"][name] = other
                forge(path, {**members, "state.json": json.dumps(objects).encode()})
                try:
                    loaded = LGTAAugmenter.load(path)
                except ValueError:
                    outcomes["refused"] += 1
                    continue
                outcomes["usable"] += 1
                assert_no_harm(loaded, X[:2], f"{entry['class']}.{name} = {other}")
    assert outcomes["refused"] > outcomes["usable"]


@pytest.mark.parametrize("kind", ["text labels", "network {'attention': 'standard'}"])
def test_bytes_changed_by_somebody_who_computes_checksums_anew_are_refused_or_do_no_harm(of_kind, path, kind):
    augmenter, X = of_kind(kind)
    augmenter.save(path)
    members, rng = members_of(path), np.random.default_rng(1)
    n_refused = 0
    for _ in range(100):
        name = ["state.json", "arrays.safetensors", "weights.safetensors"][rng.integers(3)]
        content = bytearray(members[name])
        for place in rng.integers(min(len(content), 4_000), size=rng.integers(1, 4)):  # where the names and shapes are
            content[place] = rng.choice([*b'0123456789"[]{},:-.eEtn', rng.integers(256)])
        forge(path, {**members, name: bytes(content)})
        try:
            loaded = LGTAAugmenter.load(path)
        except ValueError:
            n_refused += 1
        else:
            assert_no_harm(loaded, X[:2], f"{name} of {kind}")
    assert n_refused > 25


def mutated(content, other, rng):
    """A file with one accident: bits flipped, an end cut off, a part lost, doubled, zeroed, or from another file."""
    content, size = bytearray(content), len(content)
    start, stop = np.sort(rng.integers(size, size=2))
    accident = rng.integers(7)
    if accident == 0:
        for place in rng.integers(size, size=rng.integers(1, 9)):
            content[place] ^= 1 << rng.integers(8)
    elif accident == 1:
        del content[start:]
    elif accident == 2:
        del content[start : start + rng.integers(1, 64)]
    elif accident == 3:
        content[start:start] = content[start : start + rng.integers(1, 64)]
    elif accident == 4:
        content[start:stop] = bytes(stop - start)
    elif accident == 5:
        content[start:stop] = other[start:stop]
    else:
        content[start:] = rng.bytes(size - start)
    return bytes(content)


def test_any_accident_is_refused_or_changes_nothing(valid, of_kind, path):
    of_kind("mix")[0].save(path)
    content, other, rng = valid.read_bytes(), path.read_bytes(), np.random.default_rng(0)
    right, n_refused, limit = LGTAAugmenter.load(valid), 0, 30 * len(content)
    for number in range(400):
        damaged = mutated(content, other, rng)
        path.write_bytes(damaged)
        watched = number % 20 == 0  # as watching takes time
        if watched:
            tracemalloc.start()
        try:
            loaded = LGTAAugmenter.load(path)
        except ValueError as error:
            assert repr(os.fspath(path)) in str(error)
            n_refused += 1
        else:
            assert not [*differences(loaded, right)], number
        if watched:
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            assert peak < limit, number
    assert n_refused > 350


def test_members_of_another_file_are_refused(valid, of_kind, path):
    of_kind("mix")[0].save(path)
    members, others = members_of(valid), members_of(path)
    for name in MEMBERS - {"weights.safetensors"}:  # neither has weights
        write_zip(path, {**members, name: others[name]}.items())
        assert "checksum differs" in refused(path)
    names = [*members]
    swapped = dict(zip(names, [*members.values()][1:] + [*members.values()][:1], strict=True))
    refused(write_zip(path, swapped.items()))
    write_zip(path, [*members.items()][::-1])  # in another order it is the same file
    assert not [*differences(LGTAAugmenter.load(path), LGTAAugmenter.load(valid))]


def test_numbers_of_a_kind_that_no_array_is_of_are_refused(valid, path):
    arrays = safetensors.numpy.load(members_of(valid)["arrays.safetensors"])
    arrays["_copier.donors.latent"] = arrays["_copier.donors.latent"].astype(np.complex64)
    try:
        forged = safetensors.numpy.save(arrays)
    except Exception:
        pytest.skip("this safetensors knows no complex numbers")
    refused(forge(path, {**members_of(valid), "arrays.safetensors": forged}))


def test_arrays_of_other_shapes_are_refused_or_do_no_harm(valid, path):
    members, X = members_of(valid), series()[:6, :12]
    arrays = safetensors.numpy.load(members["arrays.safetensors"])
    n_refused = 0
    for name, array in arrays.items():
        with np.errstate(invalid="ignore"):
            others = [
                np.atleast_1d(array)[:0],
                array[..., None],
                array[None],
                array.ravel(),
                np.repeat(array, 2),
                array.astype("i1"),
            ]
        others += [np.zeros((0, 2**40)), np.full(array.shape, np.nan)]
        for other in others:
            changed = {**arrays, name: np.ascontiguousarray(other)}
            forge(path, {**members, "arrays.safetensors": safetensors.numpy.save(changed)})
            try:
                loaded = LGTAAugmenter.load(path)
            except ValueError:
                n_refused += 1
                continue
            assert_no_harm(loaded, X[:2], f"{name} of shape {other.shape}")
    assert n_refused > 50


@pytest.mark.parametrize(
    "header",
    [
        {"x": {"dtype": "F64", "shape": [2**60], "data_offsets": [0, 8]}},
        {"x": {"dtype": "F64", "shape": [2**62, 4], "data_offsets": [0, 8]}},
        {"x": {"dtype": "F64", "shape": [-1], "data_offsets": [0, 8]}},
        {"x": {"dtype": "O", "shape": [1], "data_offsets": [0, 8]}},
        {"x": {"dtype": "F64", "shape": [1], "data_offsets": [0, 2**40]}},
    ],
)
def test_a_shape_is_checked_against_the_bytes_that_are_there(valid, path, header):
    text = json.dumps(header).encode()
    arrays = len(text).to_bytes(8, "little") + text + bytes(8)
    refused(forge(path, {**members_of(valid), "arrays.safetensors": arrays}))


@pytest.mark.parametrize(
    "hint, right, wrong",
    [
        (int, np.int64(1), True),
        (float, 1, "1"),
        (int | None, None, 0.5),
        (Optional[list[str]], ["a"], ("a",)),  # noqa: UP045, as classes of others write it
        (np.ndarray | float, np.ones(2), [1.0]),
        ((str, type(None)), "a", 1),
    ],
)
def test_values_are_checked_against_the_types_that_classes_declare(hint, right, wrong):
    check_types("the owner", {"name": right}, {"name": hint, "any": Any})
    with pytest.raises(ValueError, match="name of the owner"):
        check_types("the owner", {"name": wrong}, {"name": hint})


def test_the_list_of_classes_is_all_there_is():
    assert all(cls.__module__.split(".")[0] in ("sklearn_lgta", "sklearn") for cls in CLASSES)
    assert len({cls.__name__ for cls in CLASSES}) == len(CLASSES)


def test_the_transformations_of_a_file_are_those_of_the_package_alone():
    classes = {cls for cls in CLASSES if issubclass(cls, Transformation)}
    assert classes == {*TRANSFORMATIONS.values()}
    assert {cls.__module__.rpartition(".")[0] for cls in classes} == {"sklearn_lgta.transformations"}

"""Injected faults: damaged files, interruptions and full disks give right results or errors, never wrong numbers."""

import inspect
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from sklearn_lgta import CVAE, LGTAAugmenter, PCACodec

resource = pytest.importorskip("resource", reason="limits of file sizes stand for full disks, and Windows has none")

LONG = "FUZZ_EXAMPLES" in os.environ
FEW, FEW_FILES = 5, 15  # files are damaged a hundred times as fast as fits are interrupted
X = np.random.default_rng(8).normal(size=(9, 16)).cumsum(axis=1)
MODELS = {"linear": PCACodec(), "network": CVAE(hidden_size=4, max_steps=3)}
pytestmark = [
    pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.PosteriorCollapseWarning"),
    pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.CopyWarning"),
]


def made(model="linear", **parameters):
    return LGTAAugmenter("mix", 0.3, model=MODELS[model], random_state=0, **parameters)


@pytest.fixture(scope="module", params=MODELS if LONG else ["linear"])
def trained(request, rough_strengths):
    """A model by name, and the copies that it makes."""
    return request.param, made(request.param).fit(X).augment(X)


# ------------------------------------------------------------------------------------ damaged files
@st.composite
def damages(draw):
    """Draw changes of the bytes of a file: what disks, networks and people do to it."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    kinds = ["a bit", "bytes", "a cut", "an end", "a hole", "zeros", "twice", "swapped", "more", "nothing left"]
    kind = draw(st.sampled_from(kinds))

    def damage(content):
        first, last = np.sort(rng.integers(len(content) + 1, size=2))
        part, changed = content[first:last], bytearray(content)
        if kind in ("a bit", "bytes"):
            for place in rng.integers(len(content), size=1 if kind == "a bit" else 20):
                changed[place] ^= 1 << int(rng.integers(8))
        elif kind == "zeros":
            changed[first:last] = bytes(len(part))
        elif kind == "swapped":
            changed[first:last] = part[::-1]
        else:
            new = {"a cut": content[:first], "an end": content[first:], "a hole": content[:first] + content[last:]}
            new |= {"twice": content[:last] + part + content[last:], "more": content + rng.bytes(30)}
            return new.get(kind, b"")
        return bytes(changed)

    return kind, damage


def test_a_damaged_file_is_refused_or_right(profile, trained, tmp_path, attempt, counts):
    model, right = trained
    made(model).fit(X).save(tmp_path / "whole")
    content, damaged = (tmp_path / "whole").read_bytes(), tmp_path / "damaged"

    @profile(FEW_FILES)
    @given(damages())
    def holds(how):
        counts["faults"] += 1
        damaged.write_bytes(how[1](content))
        kind, loaded = attempt(lambda: LGTAAugmenter.load(damaged))
        event(f"{how[0]}: {kind}")
        if kind == "result":
            np.testing.assert_array_equal(loaded.augment(X), right)

    holds()


def test_a_damaged_folder_of_memory_changes_no_number(profile, trained, tmp_path, attempt, counts):
    model, right = trained
    made(model, memory=tmp_path / "whole").fit(X)
    files = sorted(path.relative_to(tmp_path / "whole") for path in (tmp_path / "whole").rglob("*") if path.is_file())

    @profile(FEW)
    @given(damages(), st.sampled_from(files))
    def holds(how, file):
        counts["faults"] += 1
        folder = tmp_path / "damaged"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(tmp_path / "whole", folder)
        (folder / file).write_bytes(how[1]((folder / file).read_bytes()))
        for _ in range(2):
            kind, fitted = attempt(lambda: made(model, memory=folder).fit(X))
            assert kind == "result", fitted
            np.testing.assert_array_equal(fitted.augment(X), right)

    holds()


# ------------------------------------------------------------------------------------ interruptions
class Fault(Exception):
    """What is raised where the package does not expect it."""


@contextmanager
def interrupted_at(number, error):
    """Raise an error at so many calls of functions of the package; say how many there were.

    Not in the module that sets settings: an interruption that takes effect there cannot be undone by anyone. Nor in
    generators, where it may fall on their end, which Python reports and goes on.
    """
    n_calls = [0]

    def trace(frame, what, argument):
        path, is_generator = frame.f_code.co_filename, frame.f_code.co_flags & inspect.CO_GENERATOR
        is_ours = f"{os.sep}sklearn_lgta{os.sep}" in path and not path.endswith("settings.py")
        if what == "call" and is_ours and not is_generator:
            n_calls[0] += 1
            if n_calls[0] == number:
                raise error

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield n_calls
    finally:
        sys.settrace(before)


class Verb(NamedTuple):
    """A call that is interrupted."""

    name: str
    run: Callable


VERBS = [
    Verb("fit", lambda augmenter, folder: augmenter.fit(X)),
    Verb("augment", lambda augmenter, folder: augmenter.augment(X)),
    Verb("change", lambda augmenter, folder: augmenter.set_params(transformation="scaling").augment(X)),
    Verb("sample", lambda augmenter, folder: augmenter.sample(3, random_state=0)),
    Verb("save", lambda augmenter, folder: augmenter.save(folder / "file")),
    Verb("load", lambda augmenter, folder: LGTAAugmenter.load(folder / "file")),
    Verb("memory", lambda augmenter, folder: augmenter.set_params(memory=folder / "memory").fit(X)),
]


@pytest.fixture
def whole(trained, tmp_path):
    """A function that checks that nothing wrong is left: the augmenter, its file and its folder of models."""
    model, right = trained

    def check(augmenter):
        augmenter.set_params(transformation="mix")
        if augmenter.__sklearn_is_fitted__():
            np.testing.assert_array_equal(augmenter.augment(X), right)
        np.testing.assert_array_equal(LGTAAugmenter.load(tmp_path / "file").augment(X), right)
        np.testing.assert_array_equal(made(model, memory=tmp_path / "memory").fit(X).augment(X), right)
        assert {path.name for path in tmp_path.iterdir()} <= {"file", "memory"}
        np.testing.assert_array_equal(augmenter.fit(X).augment(X), right)

    return check


@pytest.mark.filterwarnings("ignore:.*interrupted at step")
def test_an_interruption_leaves_nothing_wrong(profile, trained, tmp_path, surroundings, whole, counts):
    model, _ = trained
    made(model).fit(X).save(tmp_path / "file")
    n_calls_of = {}
    for verb in VERBS:
        with interrupted_at(0, Fault) as n_calls:  # never
            verb.run(made(model).fit(X), tmp_path)
        n_calls_of[verb] = n_calls[0]

    @profile(FEW)
    @given(st.sampled_from(VERBS), st.floats(0, 1), st.sampled_from([KeyboardInterrupt, MemoryError, Fault]))
    def holds(verb, part, error):
        counts["faults"] += 1
        shutil.rmtree(tmp_path / "memory", ignore_errors=True)
        augmenter, before = made(model).fit(X), surroundings()
        try:
            with interrupted_at(1 + int(part * n_calls_of[verb]), error):
                verb.run(augmenter, tmp_path)
        except (error, ValueError) as raised:
            assert type(raised) is error or error.__name__ in str(raised)  # `load` tells what a file raised
            event(f"{verb.name}: {type(raised).__name__}")
        if getattr(getattr(augmenter, "model_", None), "interrupted_", False):
            augmenter.fit(X)  # what was learned until then is used, and no other
        assert surroundings() == before
        whole(augmenter)

    holds()


# ------------------------------------------------------------------------------------ full disks
@contextmanager
def full_disk(n_bytes):
    """No file can grow beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.filterwarnings("ignore:Unable to (cache to disk|write)")  # of joblib
def test_a_full_disk_loses_nothing(profile, trained, tmp_path, whole, counts):
    model, _ = trained
    made(model).fit(X).save(tmp_path / "file")

    @profile(FEW)
    @given(st.sampled_from([verb for verb in VERBS if verb.name in ("save", "memory")]), st.integers(0, 40_000))
    def holds(verb, n_bytes):
        counts["faults"] += 1
        shutil.rmtree(tmp_path / "memory", ignore_errors=True)
        augmenter = made(model).fit(X)
        with full_disk(n_bytes):
            try:
                verb.run(augmenter, tmp_path)
            except OSError as error:
                event(f"{verb.name}: {error}")
        whole(augmenter.set_params(memory=None))

    holds()


# ------------------------------------------------------------------------------------ several at once
def test_several_fits_in_one_folder_are_right(trained, tmp_path):
    model, right = trained
    results, barrier = [None] * 3, threading.Barrier(3)

    def run(number):
        barrier.wait()
        results[number] = made(model, memory=tmp_path).fit(X).augment(X)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for result in results:
        np.testing.assert_array_equal(result, right)


def fit_save_and_load(folder, n_rounds):
    """Use new folders of models and one file again and again."""
    for number in range(n_rounds):
        augmenter = made(memory=f"{folder}/memory{number}", calibration=None).fit(X)
        augmenter.save(f"{folder}/file")
        copies = augmenter.augment(X)
        np.testing.assert_array_equal(LGTAAugmenter.load(f"{folder}/file").augment(X), copies)
    return copies


def test_two_processes_write_the_same_files_side_by_side(tmp_path, counts):
    code = (
        "import sys, importlib.util as util, warnings; warnings.simplefilter('ignore')\n"
        "spec = util.spec_from_file_location('faults', sys.argv[1])\n"
        "faults = util.module_from_spec(spec); spec.loader.exec_module(faults)\n"
        "print('ready', flush=True)\n"
        "sys.stdout.write(faults.fit_save_and_load(sys.argv[2], int(sys.argv[3])).tobytes().hex())\n"
    )
    n_rounds = 100 if LONG else 5
    counts["faults"] += n_rounds
    command = [sys.executable, "-c", code, __file__, str(tmp_path), str(n_rounds)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    copies = fit_save_and_load(tmp_path, n_rounds)
    assert process.communicate()[0] == copies.tobytes().hex()

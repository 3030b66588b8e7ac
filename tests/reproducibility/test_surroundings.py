"""Settings of torch, scikit-learn, numpy and the process change no number, and are left as they were found."""

import copy
import locale
import os
import pickle
import subprocess
import sys
import threading
import time
import warnings
from contextlib import ExitStack, contextmanager, nullcontext

import numpy as np
import pytest
import sklearn
import torch
from threadpoolctl import threadpool_info, threadpool_limits

from sklearn_lgta import CVAE, LGTAAugmenter, PCACodec
from sklearn_lgta._reproducibility.settings import numeric_settings, torch_settings

pytestmark = [
    # a network of a few steps explains nothing
    pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.PosteriorCollapseWarning"),
    pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.CopyWarning"),
]


def waves():
    rng = np.random.default_rng(5)
    return np.sin(np.arange(24) / 2 + rng.uniform(0, 6, (24, 1))) + rng.normal(scale=0.3, size=(24, 24))


def with_gaps(X):
    return np.where(np.random.default_rng(6).random(X.shape) < 0.1, np.nan, X)


def numbers(seed=0):
    """Results of a network and of a linear codec that together use every module."""
    X = waves()
    network = CVAE(hidden_size=8, max_steps=6, attention="two_stage")
    for model, data in ((network, with_gaps(X)), (PCACodec(), X)):
        augmenter = LGTAAugmenter("mix", 0.3, model=model, random_state=seed).fit(data)
        yield augmenter.augment(data, groups=np.arange(24) // 2 / 10)
        yield augmenter.encode(data)
        yield augmenter.sample(6, random_state=0)
        yield augmenter.strength_curve_.strength


@pytest.fixture(scope="module")
def expected():
    return [*numbers()]


def assert_equal(results, expected):
    for one, other in zip(results, expected, strict=True):
        np.testing.assert_array_equal(one, other)


# ------------------------------------------------------------------------------------ each setting
@contextmanager
def changed(get, put, value):
    before = get()
    put(value)
    try:
        yield
    finally:
        put(before)


def numpy_error_state():
    return np.errstate(all="raise")


def default_dtype():
    return changed(torch.get_default_dtype, torch.set_default_dtype, torch.float64)


def torch_threads():
    return changed(torch.get_num_threads, torch.set_num_threads, 3)


def deterministic():
    return changed(torch.are_deterministic_algorithms_enabled, torch.use_deterministic_algorithms, True)


def time_zone():
    def put(zone):
        os.environ.pop("TZ", None) if zone is None else os.environ.update(TZ=zone)
        if hasattr(time, "tzset"):
            time.tzset()

    return changed(lambda: os.environ.get("TZ"), put, "Asia/Kathmandu")


def other_locale():
    def put(name):
        locale.setlocale(locale.LC_ALL, name)

    return changed(lambda: locale.setlocale(locale.LC_ALL), put, "C")


@contextmanager
def all_at_once():
    with ExitStack() as stack:
        for name, setting in SETTINGS.items():
            if name not in ("default device", "all at once"):
                stack.enter_context(setting())
        yield


SETTINGS = {
    "no gradients": torch.no_grad,
    "inference mode": torch.inference_mode,
    "autocast": lambda: torch.autocast("cpu", torch.bfloat16),
    "default dtype": default_dtype,
    "default device": lambda: torch.device("meta"),
    "deterministic": deterministic,
    "torch threads": torch_threads,
    "BLAS threads": lambda: threadpool_limits(2, user_api="blas"),
    "pandas output": lambda: sklearn.config_context(transform_output="pandas"),
    "chunks of distances": lambda: sklearn.config_context(working_memory=1, pairwise_dist_chunk_size=50),
    "numpy errors": numpy_error_state,
    "print options": lambda: np.printoptions(legacy="1.13", precision=1),
    "warnings are errors": lambda: warnings.catch_warnings(action="error", category=RuntimeWarning),
    "no warnings": lambda: warnings.catch_warnings(action="ignore"),
    "time zone": time_zone,
    "locale": other_locale,
    "all at once": all_at_once,
}


def state():
    """All settings that the package could change."""
    return {
        "threads": torch.get_num_threads(),
        "threads of new threads": in_a_thread(torch.get_num_threads),
        "BLAS": [(pool["filepath"], pool["num_threads"]) for pool in threadpool_info() if pool["user_api"] == "blas"],
        "gradients": (torch.is_grad_enabled(), torch.is_inference_mode_enabled()),
        "autocast": torch.is_autocast_enabled("cpu"),
        "defaults": (torch.get_default_dtype(), torch.empty(0).device),
        "deterministic": torch.are_deterministic_algorithms_enabled(),
        "scikit-learn": sklearn.get_config(),
        "numpy": (np.geterr(), np.get_printoptions()),
        "filters": list(warnings.filters),
        "time zone": time.tzname,
        "locale": locale.setlocale(locale.LC_ALL),
    }


def in_a_thread(function):
    results = []
    thread = threading.Thread(target=lambda: results.append(function()))
    thread.start()
    thread.join()
    return results[0]


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_changes_no_number_and_stays(name, expected, global_states):
    with SETTINGS[name]():
        settings, random_states = state(), global_states() if name != "default device" else None
        results = [np.asarray(result) for result in numbers()]
        assert state() == settings
        assert random_states is None or global_states() == random_states
    assert_equal(results, expected)


def test_array_api_dispatch_changes_no_number_and_stays():
    code = (
        "import numpy as np, sklearn, warnings; warnings.simplefilter('ignore')\n"
        "from sklearn_lgta import LGTAAugmenter, PCACodec\n"
        "X = np.random.default_rng(0).normal(size=(30, 20)).cumsum(axis=1)\n"
        "def numbers():\n"
        "    augmenter = LGTAAugmenter('mix', 0.3, model=PCACodec(), random_state=0).fit(X)\n"
        "    return np.concatenate([augmenter.augment(X), augmenter.sample(5, random_state=0)])\n"
        "plain = numbers()\n"
        "sklearn.set_config(array_api_dispatch=True)\n"
        "print(np.array_equal(numbers(), plain), sklearn.get_config()['array_api_dispatch'])\n"
    )
    environment = {**os.environ, "SCIPY_ARRAY_API": "1"}  # scikit-learn asks for it, and scipy reads it at its import
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["True", "True"]


def test_a_file_and_a_pickle_are_read_under_any_setting(tmp_path, expected):
    X = with_gaps(waves())
    network = CVAE(hidden_size=8, max_steps=6, attention="two_stage")
    LGTAAugmenter("mix", 0.3, model=network, random_state=0, memory=tmp_path / "memory").fit(X).save(tmp_path / "file")
    with torch.inference_mode(), default_dtype(), torch.device("meta"):
        loaded = LGTAAugmenter.load(tmp_path / "file")
        found = LGTAAugmenter("mix", 0.3, model=network, random_state=0, memory=tmp_path / "memory").fit(X)
        copied = pickle.loads(pickle.dumps(copy.deepcopy(found)))
        copies = [one.augment(X, groups=np.arange(24) // 2 / 10) for one in (loaded, found, copied)]
    for one in copies:
        np.testing.assert_array_equal(one, expected[0])
    parameters = [*loaded.model_.network_.parameters(), *copied.model_.network_.parameters()]
    assert {(p.dtype, p.device.type, p.is_inference()) for p in parameters} == {(torch.float32, "cpu", False)}


def test_a_network_that_was_fitted_without_gradients_can_be_trained_further():
    with torch.inference_mode():
        augmenter = LGTAAugmenter("mix", 0.3, model=CVAE(hidden_size=8, max_steps=2), random_state=0).fit(waves())
    network = augmenter.model_.network_
    windows, conditions = torch.zeros(2, 2, network.embed.in_features), torch.zeros(2, 2, 0)
    network.train()(windows, conditions, torch.Generator().manual_seed(0))[0].sum().backward()
    assert all(weight.requires_grad for weight in network.parameters())


def test_processes_with_other_threads_hash_seeds_locales_and_time_zones_give_the_same_numbers():
    code = (
        "import hashlib, locale, warnings; warnings.simplefilter('ignore'); locale.setlocale(locale.LC_ALL, '')\n"
        "import numpy as np, pandas as pd\n"
        "from sklearn_lgta import CVAE, LGTAAugmenter, PCACodec\n"
        "X = np.random.default_rng(0).normal(size=(150, 3, 60)).cumsum(axis=2)\n"
        "dates = pd.date_range('2024-03-01', periods=60).strftime('%d %b %Y')\n"
        "table = pd.DataFrame(X[:30, 0], list(map(str, range(30))), dates)\n"
        "model, y = CVAE(hidden_size=8, max_steps=2), np.array(['ä', 'b', 'c'] * 10)\n"
        "made = LGTAAugmenter('mix', 0.3, model=model, conditions='calendar', use_y='donors', random_state=0)\n"
        "copies = made.fit(table, y).augment(table, groups=y)\n"
        "print(made.seasonal_period_, hashlib.sha256(copies.to_csv().encode()).hexdigest())\n"
        "for model in (PCACodec(), CVAE(max_steps=4)):\n"
        "    made = LGTAAugmenter('mix', 0.3, model=model, seasonal_period=12, random_state=0).fit(X)\n"
        "    for numbers in (made.augment(X[:20]), made.encode(X[:20]), made.sample(20, random_state=0)):\n"
        "        print(hashlib.sha256(np.ascontiguousarray(numbers)).hexdigest())\n"
    )
    outputs = []
    for threads, language, zone in (("1", "C", "UTC"), ("2", "C.UTF-8", "America/New_York")):
        names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
        environment = {**os.environ, **dict.fromkeys(names, threads), "PYTHONHASHSEED": threads, "LC_ALL": language}
        environment |= {"TZ": zone, "PYTHONUTF8": "1"}
        command = [sys.executable, "-c", code]
        outputs.append(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
    assert outputs[0] == outputs[1] and outputs[0].startswith("7 ")


# ------------------------------------------------------------------------------------ threads
def at_once(functions):
    """Results of functions that run in threads, which all begin together."""
    results, barrier = [None] * len(functions), threading.Barrier(len(functions))

    def run(number, function):
        barrier.wait()
        results[number] = function()

    threads = [threading.Thread(target=run, args=task) for task in enumerate(functions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def own_training():
    """The weights of a training of a user, with torch's global generator."""
    torch.manual_seed(3)
    layer = torch.nn.Linear(8, 8)
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
    for _ in range(300):
        optimizer.zero_grad()
        (layer(torch.randn(16, 8)) ** 2).mean().backward()
        optimizer.step()
    return layer.weight.detach().numpy()


def test_fits_in_threads_equal_those_in_turn_and_disturb_no_training_of_a_user():
    fits = [lambda seed=seed: [*numbers(seed)] for seed in range(3)]
    in_turn, alone, settings = [fit() for fit in fits], own_training(), state()
    *together, beside = at_once([*fits, own_training])
    for one, other in zip(together, in_turn, strict=True):
        assert_equal(one, other)
    np.testing.assert_array_equal(beside, alone)
    # Filters of warnings are those of the process: `catch_warnings` of other libraries in several threads changes them.
    assert state() | {"filters": None} == settings | {"filters": None}


@pytest.mark.parametrize("kind", ["torch", "BLAS"])
def test_blocks_that_overlap_in_threads_leave_the_numbers_of_threads_as_they_were(kind):
    block = torch_settings if kind == "torch" else numeric_settings

    def inside():
        with block():
            time.sleep(0.01)
            return torch.get_num_threads()

    def staggered(delay):
        time.sleep(delay)
        return inside()

    with changed(torch.get_num_threads, torch.set_num_threads, 2), threadpool_limits(2, user_api="blas"):
        settings = state()
        found = at_once([lambda delay=delay: staggered(delay) for delay in (0, 0.004, 0.008, 0.012)])
        assert state() == settings
    assert kind == "BLAS" or found == [1] * 4


def test_torch_has_one_thread_inside_and_a_thread_of_the_user_keeps_its_own():
    with changed(torch.get_num_threads, torch.set_num_threads, 2):
        with torch_settings():
            assert torch.get_num_threads() == 1
            assert in_a_thread(torch.get_num_threads) == 2
        assert torch.get_num_threads() == 2


@pytest.mark.parametrize("block", [torch_settings, numeric_settings])
def test_settings_are_restored_after_an_error(block):
    with changed(torch.get_num_threads, torch.set_num_threads, 2), threadpool_limits(2, user_api="blas"):
        settings = state()
        with pytest.raises(KeyError), block():
            raise KeyError
        assert state() == settings


@pytest.mark.parametrize("surrounding", [nullcontext, torch.no_grad, torch.inference_mode])
def test_gradients_are_as_asked_inside(surrounding):
    with surrounding():
        with torch_settings(gradients=True):
            weight = torch.ones(2, requires_grad=True)
            weight.sum().backward()
            assert weight.grad is not None and weight.dtype == torch.float32
        with torch_settings():
            assert torch.is_inference_mode_enabled()

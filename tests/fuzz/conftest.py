"""What the fuzz shares: its profiles, how a call is tried, and its counts.

``FUZZ_EXAMPLES=800`` in the environment tries so many sessions, and an eighth as many faults of every kind;
``FUZZ_SEED=3`` chooses which. By default it is a few, always the same.
"""

import linecache
import os
import random
import traceback
import warnings
from collections import Counter

import hypothesis
import numpy as np
import pandas as pd
import pytest
import sklearn
import torch
from hypothesis import strategies as st
from sklearn.exceptions import NotFittedError

from sklearn_lgta import exceptions

N_EXAMPLES, SEED = int(os.environ.get("FUZZ_EXAMPLES", "0")), int(os.environ.get("FUZZ_SEED", "0"))
COUNTS = Counter()
OF_THE_PACKAGE = (UserWarning, *(kind for kind in vars(exceptions).values() if isinstance(kind, type)))
# Files whose `raise` is a sentence for users
SPEAKERS = ("/sklearn_lgta/", "/sklearn/utils/validation.py", "/sklearn/utils/_param_validation.py")


def pytest_terminal_summary(terminalreporter):
    if N_EXAMPLES and COUNTS:
        counts = ", ".join(f"{number:,} {name}" for name, number in sorted(COUNTS.items()))
        terminalreporter.write_line(f"fuzz with seed {SEED}: {counts}")


@pytest.fixture
def profile():
    """The function that decorates a test with its examples: `few` of them, or as many as the long profile asks for."""

    def decorate(few):
        settings = hypothesis.settings(
            max_examples=N_EXAMPLES * few // 40 or few,
            derandomize=not N_EXAMPLES,
            deadline=None,
            database=None,
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        return lambda test: settings(hypothesis.seed(SEED)(test) if N_EXAMPLES else test)

    return decorate


@pytest.fixture
def counts():
    """Numbers of calls and faults, which the long profile prints at its end."""
    return COUNTS


# ------------------------------------------------------------------------------------ trying a call
def state_of_the_process():
    """Settings and random states of the process, which a call must leave as it finds them."""
    _, keys, *position = np.random.get_state()  # noqa: NPY002, the state that nobody may touch
    return {
        "random numbers": (keys.tobytes(), position, random.getstate(), torch.get_rng_state().numpy().tobytes()),
        "numpy": (np.geterr(), np.get_printoptions()),
        "scikit-learn": sklearn.get_config(),
        "warnings": warnings.filters[:],
        "torch": (torch.get_default_dtype(), torch.get_num_threads(), torch.is_grad_enabled()),
        "torch modes": (torch.is_autocast_enabled("cpu"), torch.is_inference_mode_enabled()),
        "folder": os.getcwd(),
    }


@pytest.fixture
def surroundings():
    """The function that gives the settings and random states of the process."""
    return state_of_the_process


@pytest.fixture
def attempt():
    """The function that tries a call: ("result", value), or ("refused", sentence) after an error in a sentence.

    Everything else fails: other errors, warnings of other packages, and changed settings.
    """

    def try_call(function):
        COUNTS["calls"] += 1
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            before = state_of_the_process()
            try:
                outcome = "result", function()
            except (TypeError, ValueError, NotFittedError) as error:
                COUNTS["refusals"] += 1
                assert is_sentence(error), "".join(traceback.format_exception(error))
                outcome = "refused", str(error)
            after = state_of_the_process()
            assert after == before, [name for name in before if after[name] != before[name]]
        foreign = [f"{one.filename}:{one.lineno}: {one.message!r}" for one in caught if not is_ours(one)]
        assert not foreign, foreign
        return outcome

    return try_call


def is_sentence(error):
    """Whether an error was raised for users: by a `raise` of a module that speaks to them, in several words."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    line = linecache.getline(last.filename, last.lineno).strip()
    speaks = line.startswith("raise ") and any(name in last.filename.replace(os.sep, "/") for name in SPEAKERS)
    return speaks and len(str(error).split()) > 4


def is_ours(warning):
    return warning.category in OF_THE_PACKAGE


# ------------------------------------------------------------------------------------ comparing results
def parts(result):
    """Arrays of a result, whatever container it is in."""
    if isinstance(result, (list, tuple)):
        return [array for one in result for array in parts(one)]
    if isinstance(result, (pd.DataFrame, pd.Series)):
        return [result.to_numpy()]
    if isinstance(result, np.ma.MaskedArray):
        return [result.astype(float).filled(np.nan)]
    return [np.asarray(result)]


@pytest.fixture
def arrays():
    """The function that gives the arrays of a result."""
    return parts


@pytest.fixture
def bits():
    """The function that gives dtype, shape and bytes of every array of a result; all NaN are one."""

    def of_result(result):
        return [(array.dtype, array.shape, _with_one_nan(array).tobytes()) for array in parts(result)]

    return of_result


def _with_one_nan(array):
    return np.where(np.isnan(array), np.nan, array) if array.dtype.kind == "f" else array


# ------------------------------------------------------------------------------------ series
def walk(rng, shape):
    return rng.normal(size=shape).cumsum(axis=-1)


def season(rng, shape):
    return np.sin(np.arange(shape[-1]) * 2 * np.pi / 6 + rng.uniform(0, 6, (*shape[:-1], 1))) + walk(rng, shape) / 9


def spike(rng, shape):
    X = rng.normal(size=shape)
    X[..., rng.integers(shape[-1])] = 1e9
    return X


KINDS = {
    "walk": walk,
    "noise": lambda rng, shape: rng.normal(size=shape),
    "season": season,
    "counts": lambda rng, shape: rng.poisson(0.7, shape).astype(float),
    "positive": lambda rng, shape: np.exp(walk(rng, shape) / 3),
    "constant": lambda rng, shape: np.full(shape, 3.0),
    "constant rows": lambda rng, shape: walk(rng, shape) * (rng.random((shape[0],) + (1,) * (len(shape) - 1)) < 0.5),
    "equal rows": lambda rng, shape: np.repeat(walk(rng, shape)[:1], shape[0], axis=0),
    "two values": lambda rng, shape: rng.integers(0, 2, shape).astype(float),
    "spike": spike,
    "largest": lambda rng, shape: np.sign(rng.normal(size=shape)) * np.finfo(float).max,
}
SCALES = [1.0, 1.0, 1.0, 1e-300, 5e-324, 1e-5, 1e6, 1e36, 1e150, 1e300]
OFFSETS = [0.0, 0.0, 0.0, 1.0, 1e6, -1e13]
GAPS = ["none", "none", "some", "most", "ends", "a channel", "one value"]
CONTAINERS = ["array", "array", "array", "fortran", "read only", "masked", "list", "unequal list", "frame", "long"]
BAD = [
    lambda X: np.where(X.flat[0] == X, np.inf, X),
    lambda X: X[:0],
    lambda X: X[..., :1],
    lambda X: X[..., :0],
    lambda X: X.astype(complex),
    lambda X: X.astype(str),
    lambda X: np.full(X.shape, None, dtype=object),
    lambda X: np.full(X.shape, np.nan),
    lambda X: X.ravel(),
    lambda X: X[None, None],
    lambda X: [*X[:1], *X[..., :1]],
    lambda X: None,
    lambda X: 3.0,
    lambda X: "X",
    lambda X: {"X": X},
]


def with_gaps(X, gaps, rng):
    """Series with NaN where nothing was observed; every series keeps two values, or one."""
    missing = np.zeros(X.shape, dtype=bool)
    if gaps in ("some", "most"):
        missing = rng.random(X.shape) < {"some": 0.15, "most": 0.8}[gaps]
    elif gaps == "ends":
        at = np.arange(X.shape[-1])
        first, last = (rng.integers(0, X.shape[-1] // 3 + 1, (*X.shape[:1],) + (1,) * (X.ndim - 1)) for _ in "ab")
        missing = np.broadcast_to((at < first) | (at >= X.shape[-1] - last), X.shape).copy()
    elif gaps == "a channel" and X.ndim == 3 and X.shape[1] > 1:
        missing[0, 0] = True
    elif gaps == "one value":
        missing[0] = True
    missing[..., -1, 0 if gaps == "one value" else slice(2)] = False
    return np.where(missing, np.nan, X)


def contain(X, container, lengths):
    """The series in a container of the user."""
    if container == "fortran":
        return np.asfortranarray(X)
    if container == "read only":
        X = X.copy()
        X.flags.writeable = False
        return X
    if container == "masked":
        return np.ma.MaskedArray(X, mask=np.isnan(X))
    if container in ("list", "unequal list"):
        return [one[..., :n] for one, n in zip(X, lengths if "un" in container else [None] * len(X), strict=True)]
    if not X.dtype.isnative:  # pandas holds no others
        return X
    if container == "frame" and X.ndim == 2:
        return pd.DataFrame(X, columns=pd.period_range("2020-01", periods=X.shape[1], freq="M"))
    if container == "long":
        index = pd.MultiIndex.from_product([range(len(X)), range(X.shape[-1])], names=["series", "time"])
        rows = X.reshape(len(X), -1, X.shape[-1]).swapaxes(1, 2).reshape(len(index), -1)
        return pd.DataFrame(rows, index).add_prefix("c")
    return X


@st.composite
def any_series(draw):
    """Draw series and their number, or what looks like series."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n_series, n_timepoints = draw(st.integers(1, 7)), draw(st.sampled_from([2, 3, 4, 5, 8, 13, 24, 24, 40]))
    channels = draw(st.sampled_from([(), (), (1,), (2,), (3,)]))
    X = KINDS[draw(st.sampled_from(sorted(KINDS)))](rng, (n_series, *channels, n_timepoints))
    scale, offset = draw(st.sampled_from(SCALES)), draw(st.sampled_from(OFFSETS))
    X = X * scale + offset if abs(X).max() < 1e300 / max(scale, 1) else X
    dtype = draw(st.sampled_from(["float64", "float64", "float32", "int64", "float16", "uint8", "bool", ">f8"]))
    gaps = draw(st.sampled_from(GAPS)) if np.dtype(dtype).kind == "f" else "none"
    X = with_gaps(X, gaps, rng)
    fits = np.nanmax(abs(X)) <= {"float64": np.inf, ">f8": np.inf, "float32": 3e38}.get(dtype, 100)
    with np.errstate(invalid="ignore"):  # negative numbers wrap around where the dtype holds none
        X = X.astype(dtype if fits else "float64")
    lengths = rng.integers(max(2, n_timepoints - 4), n_timepoints + 1, n_series)
    if draw(st.integers(0, 39)) == 7:
        return n_series, draw(st.sampled_from(BAD))(X)
    return n_series, contain(X, draw(st.sampled_from(CONTAINERS)), lengths)


@pytest.fixture
def series():
    """The strategy that draws a number of series, and the series in a container of the user."""
    return any_series()

"""Generated calls: right to the bit, or refused in a sentence.

A session fits an augmenter to generated series, and calls its methods with generated arguments. Whatever comes:

- finite series have finite results, or an error of the package's own;
- an equal augmenter (fitted again, copied, loaded, under other settings) gives the same result to the bit;
- so does a series alone, in another batch and in another order;
- strength 0 gives the series back;
- settings and random states of the process stay, and so does X;
- a `fit` that fails leaves the augmenter unfitted.
"""

import copy
import pickle
import random
from collections.abc import Callable
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import event, given
from hypothesis import strategies as st
from joblib import parallel_config
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from threadpoolctl import threadpool_limits

from sklearn_lgta import CVAE, LGTAAugmenter, PCACodec, WindowDataset
from sklearn_lgta.transformations import Drift, Jitter, MagnitudeWarp, Mix, On, Resample, Scaling, TimeWarp

FEW = 40


# ------------------------------------------------------------------------------------ parameters
class WithConditions(PCACodec):
    """A model that takes conditions, and does nothing with them."""

    uses_conditions = True


TRANSFORMATIONS = [
    *["drift", "jitter", "magnitude_warp", "mix", "resample", "resample", "scaling", "time_warp", "trend"],
    *[Jitter("white") + Mix(3), Scaling() | Drift(), On("jitter", time=slice(1, None)), MagnitudeWarp(2), TimeWarp(1)],
    *[On(Resample(), channels=[0]), On("scaling", time=[0, 1]), Mix(1), "mixx", None],
]
MODELS = [
    *[PCACodec] * 5,
    lambda: PCACodec(latent_dim=1),
    lambda: PCACodec(patch_length=1),
    lambda: PCACodec(patch_length=2, latent_dim=2),
    lambda: PCACodec(window_length=8, patch_length=4),
    lambda: CVAE(hidden_size=4, max_steps=2),
    lambda: CVAE(hidden_size=4, max_steps=2, patch_length=2),
    lambda: PCACodec(latent_dim=0),
]
CHOICES = {
    "strength": [None, 0, 0.1, 0.3, 0.3, 0.9, 4.0, 1e9, 1e308, 1e-9, np.float32(0.2), -1, np.nan, "0.3"],
    "space": ["latent", "latent", "latent", "data", "date"],
    "structure": ["auto", "auto", "none", "trend", "both"],
    "seasonal_period": [None, None, 2, 4, 6, 12, 40, 1],
    "normalisation": ["standard", "standard", "robust", "panel", "auto"],
    "residual": ["auto", "keep", "resample", "drop"],
    "calibration": ["rms", "rms", "wasserstein", None],
    "bounds": [
        "auto",
        "auto",
        None,
        None,
        (0, None),
        (-1e9, 1e9),
        (None, 1e200),
        (None, 2.0),
        (5, 1),
        (np.nan, 1),
        (0, 0),
    ],
    "round": [False, False, False, True],
    "use_y": [None, None, None, "donors", "condition"],
    "missing": ["keep", "fill"],
    "conditions": [None, None, None, "store", ["price", "store"]],
    "unseen": ["passthrough", "augment"],
    "n_jobs": [None, None, 1],
    "random_state": [0, 7, 2**32 - 1, -1],
    "verbose": [0],
}


@st.composite
def parameters(draw):
    chosen = {"transformation": draw(st.sampled_from(TRANSFORMATIONS)), "model": draw(st.sampled_from(MODELS))()}
    names = draw(st.lists(st.sampled_from(sorted(CHOICES)), max_size=5, unique=True))
    chosen |= {name: draw(st.sampled_from(CHOICES[name])) for name in names}
    if chosen.get("conditions") or chosen.get("use_y") == "condition":
        chosen["model"] = draw(st.sampled_from([WithConditions(), CVAE(hidden_size=4, max_steps=2), PCACodec()]))
    return {"random_state": 0} | chosen


# ------------------------------------------------------------------------------------ calls
@dataclass(frozen=True)
class Call:
    """A method and its arguments.

    Attributes
    ----------
    run : function
        Of an augmenter, series and what `fit` or this call takes beside them.
    by_row : bool
        Whether the results of a series come one after the other, as the series do.
    """

    name: str
    run: Callable[[Any, Any, dict], Any]
    by_row: bool = False


def first_copies(augmenter, X, start, beside):
    copies = augmenter.iter_copies(X, start=start, **beside)
    return [next(copies), next(copies)]


def labels_of(X):
    return np.arange(len(X)) // 2 if hasattr(X, "__len__") else ["a"]


def windows(augmenter, X, lags, horizon, beside):
    dataset = WindowDataset(augmenter, X, lags, horizon, target="same", **beside).set_epoch(1)
    return [part.numpy() for part in dataset[:]]


def _strengths(curve):
    """Strengths of a curve, or of those of alternatives."""
    return np.concatenate([one.strength for one in getattr(curve, "curves", [curve])])


@st.composite
def calls(draw):
    """Draw a method and its arguments, which need not be right."""
    n, copy_number = draw(st.sampled_from([1, 1, 2, 2, 3, 0, -1])), draw(st.sampled_from([0, 1, 5, 2**63, 2**64, -1]))
    lags, horizon = draw(st.sampled_from([1, 2, 5, 50])), draw(st.sampled_from([1, 2, 7]))
    length, factor = draw(st.sampled_from([None, None, 2, 7, 60, 1])), draw(st.sampled_from([0.0, 1.0, 9.0, 1e200]))
    target = draw(st.sampled_from(["same", "clean", "other"]))
    of_y = lambda beside: {"y": beside["y"]} if "y" in beside else {}  # noqa: E731
    all_calls = [
        Call("augment", lambda a, X, beside: a.augment(X, **beside), by_row=True),
        Call("copies", lambda a, X, beside: a.augment(X, n, copy=copy_number, **beside)),
        Call("groups", lambda a, X, beside: a.augment(X, groups=labels_of(X), **beside)),
        Call("transform", lambda a, X, beside: a.transform(X), by_row=True),
        Call("fill", lambda a, X, beside: a.fill(X, **beside), by_row=True),
        Call("encode", lambda a, X, beside: a.encode(X, **beside)),
        Call("decode", lambda a, X, beside: a.decode(a.encode(X, **beside) * factor, X, **beside)),
        Call("reconstruct", lambda a, X, beside: a.reconstruct(X, **beside), by_row=True),
        Call("kneighbors", lambda a, X, beside: a.kneighbors(X, n, **beside)),
        Call("interpolate", lambda a, X, beside: a.interpolate(X, X[::-1], n + 1)),
        Call("sample", lambda a, X, beside: a.sample(n + 2, n_timepoints=length, random_state=3)),
        Call("iter_copies", lambda a, X, beside: first_copies(a, X, copy_number, beside)),
        Call("augment_iter", lambda a, X, beside: [*a.augment_iter(X, n, 2, copy=copy_number, **of_y(beside))]),
        Call("newest_windows", lambda a, X, beside: a.newest_windows(X, lags, **beside)),
        Call("windows", lambda a, X, beside: a.training_windows(X, lags, horizon, n, target=target, **beside)),
        Call("WindowDataset", lambda a, X, beside: windows(a, X, lags, horizon, beside)),
        Call("max_strength_", lambda a, X, beside: np.array(a.max_strength_)),
        Call("strength_curve_", lambda a, X, beside: _strengths(a.strength_curve_)),
    ]
    return draw(st.sampled_from(all_calls))


# ------------------------------------------------------------------------------------ surroundings and twins
@contextmanager
def other_random_states():
    before = np.random.get_state(), random.getstate(), torch.get_rng_state()  # noqa: NPY002
    np.random.seed(5)  # noqa: NPY002
    random.seed(5)
    torch.manual_seed(5)
    try:
        yield
    finally:
        np.random.set_state(before[0])  # noqa: NPY002
        random.setstate(before[1])
        torch.set_rng_state(before[2])


@contextmanager
def torch_of_the_user():
    dtype, n_threads = torch.get_default_dtype(), torch.get_num_threads()
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(2)
    try:
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            yield
    finally:
        torch.set_default_dtype(dtype)
        torch.set_num_threads(n_threads)


SURROUNDINGS = {
    "plain": nullcontext,
    "random states": other_random_states,
    "torch": torch_of_the_user,
    "numpy": lambda: np.errstate(all="raise"),
    "print options": lambda: np.printoptions(legacy="1.13", precision=1),
    "BLAS threads": lambda: threadpool_limits(2, user_api="blas"),
    "workers": lambda: parallel_config("threading", n_jobs=2),
}


def loaded(augmenter, folder):
    augmenter.save(folder / "augmenter.lgta")
    return LGTAAugmenter.load(folder / "augmenter.lgta")


TWINS = {
    "fitted again": lambda augmenter, fit, folder: fit(clone(augmenter)),
    "fitted from memory": lambda augmenter, fit, folder: fit(fit(clone(augmenter).set_params(memory=str(folder)))),
    "copied": lambda augmenter, fit, folder: copy.deepcopy(augmenter),
    "pickled": lambda augmenter, fit, folder: pickle.loads(pickle.dumps(augmenter)),
    "loaded": lambda augmenter, fit, folder: loaded(augmenter, folder),
    "the same": lambda augmenter, fit, folder: augmenter,
}
CHANGES = [*[{}] * 9, {"strength": 0.2}, {"strength": 0}, {"residual": "drop"}, {"residual": "resample"}]
CHANGES += [{"missing": "fill"}, {"calibration": None}, {"unseen": "augment"}, {"transformation": "scaling"}]
CHANGES += [{"structure": "trend"}, {"strength": -3}, {"model__latent_dim": 3}, {"residual": "no"}]


def beside_of(n_series, parameters, told):
    """Labels and conditions that belong to series, of the first `n_series` of many rows."""
    many, beside = np.arange(n_series), {}
    if parameters.get("use_y") and told:
        beside["y"] = np.where(many % 2, "b", "a")
    if parameters.get("conditions") and told:
        names = np.atleast_1d(parameters["conditions"])
        beside["conditions"] = {name: many % 3 if name == "price" else np.where(many % 2, "x", "y") for name in names}
    return beside


def rows_of(X, rows):
    """Some series of a container, or of what is beside them."""
    if isinstance(X, dict):
        return {name: rows_of(one, rows) for name, one in X.items()}
    if isinstance(X, list):
        return [X[row] for row in rows]
    if isinstance(X, pd.DataFrame):
        if not isinstance(X.index, pd.MultiIndex):
            return X.iloc[rows]
        X = X.droplevel("copy") if "copy" in X.index.names else X
        return X.loc[X.index.get_level_values("series").unique()[rows]]
    return X[rows]


@dataclass(frozen=True)
class Session:
    """What a user does: series, parameters, changes of parameters, and calls."""

    n_series: int
    X: Any
    parameters: dict
    told: bool
    calls: list
    twin: str
    surroundings: str

    def fit(self, augmenter):
        return augmenter.fit(self.X, **beside_of(self.n_series, self.parameters, self.told))


@st.composite
def sessions(draw, series):
    n_series, X = draw(series)
    which = st.one_of(*[st.just("same")] * 3, st.sampled_from(["some", "reversed"]), series)
    asked = draw(st.lists(st.tuples(calls(), which, st.sampled_from(CHANGES)), min_size=1, max_size=4))
    told = draw(st.sampled_from([True, True, True, False]))
    how = draw(st.sampled_from(sorted(TWINS))), draw(st.sampled_from(sorted(SURROUNDINGS)))
    return Session(n_series, X, draw(parameters()), told, asked, *how)


# ------------------------------------------------------------------------------------ what must hold
def of_fit(session, which):
    """Number of series and the series of a call."""
    if isinstance(which, tuple):
        return which[0], which[1], None
    rows = {"same": range(session.n_series), "some": [session.n_series - 1], "reversed": range(session.n_series)[::-1]}
    try:
        return len(rows[which]), rows_of(session.X, list(rows[which])), list(rows[which])
    except (TypeError, IndexError, KeyError, AttributeError):  # of what looks like series
        return session.n_series, session.X, None


class Checks:
    """The invariants of one session.

    Parameters
    ----------
    session : Session
    folder : Path
    attempt, arrays, bits : functions of the fixtures
    """

    def __init__(self, session, folder, attempt, arrays, bits):
        self.session, self.folder = session, folder
        self.attempt, self.arrays, self.bits = attempt, arrays, bits

    def run(self):
        augmenter = LGTAAugmenter(**copy.deepcopy(self.session.parameters))
        before = self.bits(self.session.X)
        kind, fitted = self.attempt(lambda: self.session.fit(augmenter))
        assert self.bits(self.session.X) == before
        if kind == "refused":
            event("fit refused")
            assert not augmenter.__sklearn_is_fitted__()
            with pytest.raises(NotFittedError):
                augmenter.augment(self.session.X)
            return
        twin = self.twin_of(fitted)
        for call, which, changes in self.session.calls:
            self.check_call(fitted, twin, call, which, changes)

    def twin_of(self, fitted):
        with SURROUNDINGS[self.session.surroundings]():
            kind, twin = self.attempt(lambda: TWINS[self.session.twin](fitted, self.session.fit, self.folder))
        if kind == "refused":  # classes of the user's own are not saved, nor parameters that space="data" did not check
            assert self.session.twin == "loaded", twin
            return fitted
        return twin

    def check_call(self, fitted, twin, call, which, changes):
        n_series, X, rows = of_fit(self.session, which)
        for one in (fitted, twin):
            one.set_params(**changes)
        beside = beside_of(n_series, self.session.parameters, self.session.told)
        if rows is not None:
            beside = rows_of(beside_of(self.session.n_series, self.session.parameters, self.session.told), rows)
        before = self.bits(X)
        outcome = self.attempt(lambda: call.run(fitted, X, beside))
        event(f"{call.name} {outcome[0]}")
        with SURROUNDINGS[self.session.surroundings]():
            again = self.attempt(lambda: call.run(twin, X, beside))
        assert self.same(outcome, again), (call.name, outcome, again)
        assert self.bits(X) == before
        if outcome[0] == "refused":
            return
        self.check_finite(call, X, outcome[1])
        if call.by_row:
            self.check_rows(fitted, call, X, beside, outcome[1])
        if fitted.strength == 0 and fitted.missing == "keep" and call.name in ("augment", "transform"):
            pairs = zip(self.arrays(outcome[1]), self.arrays(X), strict=True)
            assert all(np.array_equal(one, other.astype(one.dtype), equal_nan=True) for one, other in pairs)

    def same(self, one, other):
        """Whether two outcomes are the same to the bit, or the same refusal."""
        (kind, value), (other_kind, other_value) = one, other
        if kind == other_kind == "result":
            return self.bits(value) == self.bits(other_value)
        return one == other

    def check_finite(self, call, X, result):
        results = [one for one in self.arrays(result) if one.dtype.kind == "f"]
        assert call.name == "max_strength_" or not any(np.isinf(one).any() for one in results), call.name
        if call.by_row:
            gaps = [np.isnan(one.astype(float)) for one in self.arrays(X)]
            assert all((np.isnan(one) <= gap).all() for one, gap in zip(results, gaps, strict=True)), call.name

    def check_rows(self, fitted, call, X, beside, result):
        index = getattr(X, "index", None)
        n_series = index.get_level_values("series").nunique() if isinstance(index, pd.MultiIndex) else len(X)
        for rows in ([n_series // 2], list(range(n_series))[::-1]):
            alone = self.attempt(lambda rows=rows: call.run(fitted, rows_of(X, rows), rows_of(beside, rows)))
            assert self.same(alone, ("result", rows_of(result, rows))), (call.name, rows, alone)


def test_generated_calls_are_right_or_refused_in_a_sentence(profile, series, tmp_path, attempt, arrays, bits):
    @profile(FEW)
    @given(session=sessions(series))
    def holds(session):
        Checks(session, tmp_path, attempt, arrays, bits).run()

    holds()

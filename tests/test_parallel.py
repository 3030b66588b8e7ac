"""Work in parts and in several processes: bitwise what one process does at once."""

import warnings

import numpy as np
import pandas as pd
import pytest
from joblib import parallel_config
from sklearn.base import clone

from sklearn_lgta import CVAE, LGTAAugmenter, PCACodec


def augmenter(**parameters):
    return LGTAAugmenter("resample", **{"model": PCACodec(), "random_state": 0, "seasonal_period": 12} | parameters)


@pytest.fixture(scope="module")
def gappy(X):
    G = X.copy()
    G[3, 20:24], G[7, 40:] = np.nan, np.nan
    return G


@pytest.mark.parametrize("backend", ["loky", "threading", "multiprocessing"])
def test_jobs_change_no_bit(backend, gappy):
    fitted = augmenter().fit(gappy)
    alone = fitted.augment(gappy, n_copies=2)
    with parallel_config(backend=backend):
        np.testing.assert_array_equal(fitted.set_params(n_jobs=2).augment(gappy, n_copies=2), alone)


def test_jobs_in_threads_leave_the_filters_of_warnings(X):
    fitted = augmenter(structure="none").fit(X[:8])
    filters = warnings.filters[:]
    with parallel_config(backend="threading", n_jobs=4):
        for _ in range(50):
            fitted.augment(X[:8])
    assert warnings.filters == filters


@pytest.mark.parametrize("backend", ["loky", "threading"])
def test_workers_compute_under_the_settings_of_the_package(backend, gappy, monkeypatch):
    fitted = augmenter().fit(gappy)
    alone, prepare, found = fitted.augment(gappy), type(fitted._copier).prepare, []
    if backend == "threading":  # what a worker sees can be watched in this process only
        monkeypatch.setattr(
            type(fitted._copier), "prepare", lambda *args: found.append(np.geterr()["over"]) or prepare(*args)
        )
    with np.errstate(all="raise"), parallel_config(backend=backend):
        np.testing.assert_array_equal(fitted.set_params(n_jobs=2).augment(gappy), alone)
    assert set(found) <= {"warn"}


def test_jobs_change_no_bit_of_a_network_in_groups(X):
    fitted = augmenter(model=CVAE(max_steps=10)).fit(X)
    groups = np.arange(60) // 2
    alone = fitted.augment(X, groups=groups)
    np.testing.assert_array_equal(fitted.set_params(n_jobs=2).augment(X, groups=groups), alone)


def test_transform_works_in_jobs_as_well(X):
    fitted = augmenter().fit(X)
    alone = fitted.transform(X)
    with parallel_config(n_jobs=2):  # n_jobs=None is what joblib is told
        np.testing.assert_array_equal(fitted.transform(X), alone)
    np.testing.assert_array_equal(clone(fitted).set_params(n_jobs=2).fit_transform(X), alone)


@pytest.mark.parametrize("backend", ["loky", "threading"])
@pytest.mark.parametrize("missing", ["keep", "fill"])
def test_jobs_change_no_bit_of_training_windows(backend, missing, gappy):
    fitted = augmenter(missing=missing).fit(gappy)
    windows = {"lags": 12, "horizon": 6, "n_copies": 2, "copy": 3, "return_starts": True}
    alone = fitted.training_windows(gappy, **windows)
    with parallel_config(backend=backend):
        in_jobs = fitted.set_params(n_jobs=2).training_windows(gappy, **windows)
    for result, expected in zip(in_jobs, alone, strict=True):
        np.testing.assert_array_equal(result, expected)


def test_training_windows_are_cut_from_the_copies_of_augment(gappy):
    fitted = augmenter(n_jobs=2).fit(gappy)
    lags, targets, rows, starts = fitted.training_windows(
        gappy, 12, 6, n_copies=2, target="same", copy=1, return_starts=True
    )
    both = np.concatenate([gappy, fitted.augment(gappy, n_copies=2, copy=1)])
    number = np.repeat(np.arange(3), len(rows) // 3)
    cut = np.stack([both[60 * k + row, start : start + 18] for k, row, start in zip(number, rows, starts, strict=True)])
    np.testing.assert_array_equal(np.concatenate([lags, targets], axis=1), cut)


@pytest.mark.parametrize("backend", ["loky", "threading"])
def test_jobs_change_no_bit_of_samples(backend, X):
    y = np.repeat(["a", "b"], 30)
    of_classes, of_shapes = augmenter(use_y="donors").fit(X, y), augmenter(structure="none").fit(X)
    alone = of_classes.sample(600, random_state=0), of_shapes.sample(600, random_state=0)
    with parallel_config(backend=backend, n_jobs=2):  # a new augmenter: jobs do not depend on what was drawn before
        in_jobs = augmenter(use_y="donors").fit(X, y).sample(600, random_state=0)
        np.testing.assert_array_equal(in_jobs, alone[0])
        np.testing.assert_array_equal(of_shapes.sample(600, random_state=0), alone[1])


def test_jobs_change_no_bit_of_large_arrays(X):
    """Joblib hands arrays of more than a megabyte to processes as memory maps."""
    large = np.tile(X, (120, 1)) + np.arange(7200)[:, None]  # 1.4 MB a job
    fitted = augmenter().fit(large[:60])
    alone = fitted.augment(large)
    np.testing.assert_array_equal(fitted.set_params(n_jobs=2).augment(large), alone)


@pytest.mark.parametrize("n_jobs", [1, 2])
@pytest.mark.parametrize(
    ("name", "work"),
    [
        ("augment", lambda fitted, X: fitted.augment(X)),
        ("training_windows", lambda fitted, X: fitted.training_windows(X, 12, 6, n_copies=1)),
        ("sample", lambda fitted, X: fitted.sample(300, random_state=0)),
    ],
)
def test_one_bar_shows_how_far_a_method_is(name, work, n_jobs, X, capsys):
    fitted = augmenter().fit(X).set_params(verbose=1, n_jobs=n_jobs)
    with parallel_config(backend="threading"):
        work(fitted, X)
    shown = capsys.readouterr().err
    assert shown.split("\r")[-1].startswith(f"{name}: 100%") and shown.count("\n") == 1
    work(fitted.set_params(verbose=0), X)
    assert capsys.readouterr().err == ""


# ------------------------------------------------------------------------------------ part by part
def test_parts_of_groups_are_the_parts_of_the_whole(X):
    fitted, groups = augmenter().fit(X), np.arange(60) % 7  # every group lies in several parts
    parts = fitted.augment_iter(X, chunk_size=25, groups=groups)
    np.testing.assert_array_equal(np.concatenate(list(parts)), fitted.augment(X, groups=groups))


def test_parts_are_the_parts_of_the_whole(gappy):
    fitted = augmenter().fit(gappy)
    whole = fitted.augment(gappy, n_copies=3, copy=2).reshape(3, 60, 48)
    first, last = 0, None
    for part in fitted.augment_iter(gappy, n_copies=3, chunk_size=25, copy=2):
        last = part.reshape(3, -1, 48)
        np.testing.assert_array_equal(last, whole[:, first : first + last.shape[1]])
        first += last.shape[1]
    assert first == 60 and last.shape[1] == 10


def test_parts_of_a_memory_map_of_a_list_and_of_a_frame(X, tmp_path):
    fitted = augmenter().fit(X)
    np.save(tmp_path / "X.npy", X)
    whole = fitted.augment(X)
    mapped = np.load(tmp_path / "X.npy", mmap_mode="r")
    np.testing.assert_array_equal(np.concatenate(list(fitted.augment_iter(mapped, chunk_size=7))), whole)
    frame = pd.DataFrame(X, index=[f"store {i}" for i in range(60)])
    of_frame = augmenter().fit(frame)
    parts = pd.concat(list(of_frame.augment_iter(frame, chunk_size=50)))
    pd.testing.assert_frame_equal(parts, of_frame.augment(frame))
    series = [row[: 30 + i % 3] for i, row in enumerate(X)]
    of_list = augmenter().fit(series)
    parts = [copy for part in of_list.augment_iter(series, chunk_size=16) for copy in part]
    assert all(map(np.array_equal, parts, of_list.augment(series)))


def test_parts_have_their_labels(X):
    y = np.repeat(["a", "b"], 30)
    fitted = augmenter(use_y="donors").fit(X, y)
    parts = fitted.augment_iter(X + 0.01, chunk_size=45, y=y)
    np.testing.assert_array_equal(np.concatenate(list(parts)), fitted.augment(X + 0.01, y=y))


def test_parts_have_their_conditions(X):
    unit, store, price = 1, np.repeat([0.0, 1.0], 30), np.random.default_rng(0).normal(size=X.shape)
    dates = pd.date_range("2020-01-01", periods=48, freq="MS")
    model = CVAE(max_steps=5)
    fitted = augmenter(model=model, conditions=["store", "price", "scale", "calendar"]).fit(
        X, conditions={"store": store, "price": price, "scale": unit, "calendar": dates}
    )
    other = {"store": store, "price": price + 1, "scale": unit, "calendar": dates}
    whole = fitted.augment(X, conditions=other)
    assert not np.array_equal(whole, fitted.augment(X))
    parts = fitted.augment_iter(X, chunk_size=25, conditions=other)
    np.testing.assert_array_equal(np.concatenate(list(parts)), whole)
    with pytest.raises(ValueError, match="Condition 'store' has 59 rows for 60 series"):
        list(fitted.augment_iter(X, conditions=other | {"store": store[1:]}))


def test_parts_have_one_bar_and_leave_those_of_the_user(X, capsys):
    fitted = augmenter().fit(X).set_params(verbose=1)
    for _ in fitted.augment_iter(X, chunk_size=20):
        fitted.sample(2)
    shown = capsys.readouterr().err
    assert "augment_iter: 100%" in shown and "augment: " not in shown
    assert "sample: 100%" in shown


def test_rows_that_are_no_series_are_refused_with_a_line_that_works(X):
    table = pd.DataFrame(
        {
            "store": np.repeat(list("abcd"), 48),
            "day": np.tile(pd.date_range("2024-01-01", periods=48), 4),
            "sold": X[:4].ravel(),
        }
    )
    for container in (table, table.set_index(["store", "day"])):
        fitted = augmenter(seasonal_period=7).fit(container)
        with pytest.raises(ValueError, match="rows are time points") as raised:
            fitted.augment_iter(container)
        line = str(raised.value).split("one by one: ")[1]
        parts = list(eval(line, {"augmenter": fitted, "X": container}))
        whole = fitted.augment(container)
        np.testing.assert_array_equal(pd.concat(parts)["sold"], whole["sold"])

"""Memory of large panels: nothing but the result grows with their number of series."""

import tracemalloc

import numpy as np
import pytest

from sklearn_lgta import LGTAAugmenter, PCACodec

N_SERIES, N_TIMEPOINTS = 3_000, 240


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    """Parts of thousands of values, so that a panel of some megabytes is a large one."""
    monkeypatch.setattr("sklearn_lgta._preprocessing.spans.CHUNK_VALUES", 2**13)
    monkeypatch.setattr("sklearn_lgta._fitting.steps._SAMPLE_VALUES", 2**13)
    monkeypatch.setattr("sklearn_lgta._copies.copier._VALUES_AT_ONCE", 2**13)
    monkeypatch.setattr("sklearn_lgta._fitting.steps._TRAINING_VALUES", 2**16)
    monkeypatch.setattr("sklearn_lgta._fitting.steps._DONORS", 50)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """File of series of float32 with a season of 12."""
    path = tmp_path_factory.mktemp("panel") / "X.npy"
    noise = np.random.default_rng(0).normal(size=(N_SERIES, N_TIMEPOINTS)).astype(np.float32)
    np.save(path, noise + np.sin(np.arange(N_TIMEPOINTS, dtype=np.float32) * np.pi / 6))
    return path


def augmenter():
    return LGTAAugmenter(seasonal_period=12, model=PCACodec(), random_state=0)


def peak_of(function, *arguments, **parameters):
    """Largest memory that a call takes, beside what there was before."""
    tracemalloc.start()
    try:
        return function(*arguments, **parameters), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_fit_copies_no_large_panel_of_float32(path):
    X = np.load(path)
    _, peak = peak_of(augmenter().fit, X)
    assert peak < X.nbytes  # float64 takes 2


def test_augment_takes_memory_for_the_copies_alone(path):
    X = np.load(path)
    fitted = augmenter().fit(X)
    copies, peak = peak_of(fitted.augment, X)
    assert copies.dtype == np.float32
    assert peak < 1.8 * copies.nbytes  # float64 of X and its copies alone takes 4


def test_copies_in_parts_take_memory_for_a_part(path):
    X = np.load(path, mmap_mode="r")
    fitted, peak = peak_of(augmenter().fit, X)
    assert peak < X.nbytes
    _, peak = peak_of(lambda: sum(len(part) for part in fitted.augment_iter(X, chunk_size=50)))
    assert peak < 0.7 * X.nbytes


def test_a_memory_map_gives_what_its_numbers_give(path):
    mapped = np.load(path, mmap_mode="r")[:100]
    fitted, from_numbers = augmenter().fit(mapped), augmenter().fit(np.array(mapped))
    np.testing.assert_array_equal(fitted.augment(mapped), from_numbers.augment(np.array(mapped)))
    pairs = (one.training_windows(X, 12, 3, 1) for one, X in ((fitted, mapped), (from_numbers, np.array(mapped))))
    for mapped_windows, windows in zip(*pairs, strict=True):
        np.testing.assert_array_equal(mapped_windows, windows)


def test_float32_and_float64_of_the_same_numbers_give_the_same_copies(path):
    X = np.load(path)[:200]
    single, double = (augmenter().fit(numbers).augment(numbers) for numbers in (X, X.astype(np.float64)))
    np.testing.assert_array_equal(single, double.astype(np.float32))


def test_a_large_panel_is_trained_on_series_of_every_class(path, monkeypatch):
    X = np.load(path)
    y = np.repeat(["often", "rare"], [N_SERIES - 2, 2])
    seen = []
    fit = PCACodec.fit
    monkeypatch.setattr(
        PCACodec, "fit", lambda self, *data, **settings: seen.append(data) or fit(self, *data, **settings)
    )
    fitted = augmenter().set_params(use_y="donors").fit(X, y)
    (panel, _), (held_out, _) = seen[0]
    assert len(panel) + len(held_out) < 2**16 / N_TIMEPOINTS + 3
    assert fitted.augment(X[-2:], y=y[-2:]).shape == (2, N_TIMEPOINTS)

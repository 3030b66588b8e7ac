"""The table of rare classes keeps the test part, gives every method the same series, and writes down who is best."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

import labelled
import page
import results
import table_rare
from classifiers import ON_ROWS

from sklearn_lgta import PCACodec

N_TIMEPOINTS = 24


@pytest.fixture(scope="module", params=[1, 2])
def panel(request):
    """Noisy waves of three periods, two thirds of them in the training part: 24 of the fast class, 12 of each other."""
    rng, labels = np.random.default_rng(0), np.repeat(["fast", "slow", "slower"], [36, 18, 18])
    period = np.repeat([4, 8, 12], [36, 18, 18])[:, None, None]
    waves = np.sin(2 * np.pi * (np.arange(N_TIMEPOINTS) / period + rng.random((72, request.param, 1))))
    values = waves + 0.3 * rng.standard_normal(waves.shape)
    values = values[:, 0] if request.param == 1 else values
    return labelled.LabelledPanel("waves", values, 1, labels, np.arange(72) % 3 > 0)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setitem(table_rare.POLICY, "model", PCACodec())
    monkeypatch.setattr(table_rare, "CLASSIFIERS", {"neighbour": ON_ROWS["neighbour"]})


def counts(labels):
    return dict(zip(*np.unique(labels, return_counts=True), strict=True))


def test_classes_take_turns_to_be_rare_and_the_test_part_stays(panel):
    for seed, rare in enumerate(["fast", "slow", "slower", "fast"]):
        X, y, X_test, y_test, name = table_rare.with_a_rare_class(panel, 5, seed)
        assert name == rare
        assert counts(y) == {"fast": 24, "slow": 12, "slower": 12} | {rare: 5}
        assert len(X) == len(y) and len(X_test) == 24 and counts(y_test) == {"fast": 12, "slow": 6, "slower": 6}
        np.testing.assert_array_equal(y_test, panel.labels[~panel.is_training])


def test_a_class_with_fewer_than_twice_as_many_series_is_not_made_rare(panel):
    sizes = [{cell["size"] for cell in measured(panel, "none", seed)} for seed in (0, 1)]
    assert sizes == [{5, 10}, {5}]  # 24 and 12 series


def measured(panel, case, seed=0):
    return table_rare.measure(results.Job("rare", "waves", table_rare.METHODS[case], case, seed), panel)


@pytest.mark.parametrize("case", table_rare.SAMPLERS)
def test_every_sampler_puts_new_series_after_the_original_ones_and_fills_the_small_classes(panel, case):
    X, y, *_ = table_rare.with_a_rare_class(panel, 5, 1)
    X_new, y_new, is_resampled = table_rare.resampled(case, X, y, 5, 0)
    assert is_resampled and X_new.shape[1:] == X.shape[1:]
    np.testing.assert_array_equal(X_new[: len(X)], X)
    np.testing.assert_array_equal(y_new[: len(y)], y)
    new = counts(y_new[len(y) :])
    if case == "borderline":  # no series near the border of a class that is far from others
        assert set(new) <= {"slow", "slower"}
    else:
        assert (
            "fast" not in new and new["slow"] == pytest.approx(19, abs=4) and new["slower"] == pytest.approx(12, abs=4)
        )


def test_adasyn_that_makes_nothing_leaves_the_series_as_they_are(panel):
    X = np.concatenate([np.zeros((20, 8)), np.full((8, 8), 9.0)]) + np.random.default_rng(0).normal(size=(28, 8)) / 9
    y = np.repeat([0, 1], [20, 8])
    X_new, _, is_resampled = table_rare.resampled("adasyn", X, y, 8, 0)
    assert not is_resampled and X_new is X


@pytest.mark.parametrize("case", table_rare.METHODS)
def test_every_method_is_measured(panel, case):
    for cell in measured(panel, case):
        assert cell["classifier"] == "neighbour"
        assert 0.3 < cell["balanced_accuracy"] <= 1 and 0.3 < cell["average_precision"] <= 1


def test_a_neighbour_gains_nothing_from_weights_or_duplicates(panel):
    without = [cell["balanced_accuracy"] for cell in measured(panel, "none")]
    for case in ("weights", "duplicates"):
        assert [cell["balanced_accuracy"] for cell in measured(panel, case)] == without


def test_without_imbalanced_learn_there_are_no_sets(monkeypatch):
    assert table_rare.sets(["basic_motions"], {}) == ["basic_motions"]
    monkeypatch.setattr(table_rare, "find_spec", lambda name: None)
    assert table_rare.sets(["basic_motions"], {}) == []


# ------------------------------------------------------------------------------------ the page
def cells_of(name, case, accuracies, precision=0.5, **about):
    cell = {"set": name, "case": case, "size": 5, "classifier": "neighbour", "is_resampled": True, "cpu_seconds": 1.0}
    return [
        cell | {"seed": seed, "balanced_accuracy": accuracy, "average_precision": precision} | about
        for seed, accuracy in enumerate(accuracies)
    ]


@pytest.fixture
def cells():
    rows = []
    for name, shift in (("one", 0.0), ("two", 0.1)):
        rows += cells_of(name, "none", [0.5, 0.6])
        rows += cells_of(name, "weights", [0.5, 0.6])
        rows += cells_of(name, "smote", [0.6, 0.7], 0.6)
        rows += cells_of(name, "adasyn", [0.5, 0.6], is_resampled=name == "one")
        rows += cells_of(name, "data", [0.63 + shift, 0.71 + shift], 0.58)
    return pd.DataFrame(rows)


def test_the_table_of_rare_classes_states(cells):
    text = table_rare.render(cells)
    lines = [
        # differences from the best, smote: .02 on one set, .12 on the other
        "| data | balanced accuracy | smote | +0.070±0.050 | 2 | 2 | yes |",
        "| data | average precision of the rare class | smote | -0.020±0.000 | 2 | 2 | **no** |",
        "| smote | 0.650 | +0.100±0.000 | 0.600 | +0.100±0.000 | 0.650 | 4 | 1.0 |",
        "| none | 0.550 | – | 0.500 | – | 0.550 | 4 | 1.0 |",
        "| two | 5 | neighbour | 0.550 | 0.550 | 0.650 | 0.550 | 0.770 |",
        "ADASYN refused in 2 of 4 runs; these have no new series.",
    ]
    missing = [line for line in lines if line not in text]
    assert not missing


def test_the_answer_compares_with_the_best_other_method(cells):
    assert table_rare.answer(cells) == (
        "The policy in the data, beside class weights and imbalanced-learn's samplers: balanced accuracy +0.070 "
        "(standard error 0.050) against the best, smote, average precision of the rare class -0.020 (standard error "
        "0.000) against the best, smote."
    )
    assert table_rare.answer(cells[cells["case"] == "none"]) == ""


def test_methods_are_compared_in_runs_that_both_have(cells):
    some = cells[(cells["case"] != "data") | (cells["seed"] == 1)]
    runs = table_rare.by_method(some, "balanced_accuracy")
    np.testing.assert_allclose(table_rare.paired(runs, "data", "smote")[:2], (0.06, 0.05))


def test_means_are_of_runs_that_all_methods_have_but_the_network(cells):
    network = pd.DataFrame(cells_of("one", "network", [0.9]))
    some = pd.concat([cells[(cells["case"] != "smote") | (cells["set"] == "one")], network])
    text = table_rare.means(some)
    assert "| none | 0.550 | – |" in text and "| data | 0.670 | +0.170±0.050 |" in text  # .67 on one set, .77 on two
    assert "| network | – | +0.400±– | – | +0.000±– | – | 1 | 1.0 |" in text


def test_the_table_of_rare_classes_is_on_its_page(cells, tmp_path):
    panel = labelled.LabelledPanel("one", np.eye(4), 1, np.arange(4) % 2, np.arange(4) < 2)
    for case in ("none", "smote", "data"):
        own = cells[(cells["case"] == case) & (cells["set"] == "one") & (cells["seed"] == 0)]
        figures = own.drop(columns=["set", "case", "seed"]).to_dict("records")
        job = results.Job("rare", "one", table_rare.METHODS[case], case, 0)
        results.write(tmp_path, job, panel, figures, warnings=[], cpu_seconds=1.0)
    page.write_pages(results.read(tmp_path), tmp_path)
    text = (tmp_path / "rare.md").read_text()
    assert text.startswith("# Rare classes") and "| one | 5 | neighbour | 0.500 | 0.600 | 0.630 |" in text

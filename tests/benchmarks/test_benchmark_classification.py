"""The tables of classification and labels keep real rows and copies apart, and write down what they measured."""

import sys
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.ensemble import RandomForestClassifier

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

import classifiers
import fidelity
import labelled
import page
import panels
import results
import run
import table_classification
import table_labels
from classifiers import ON_ROWS, InceptionNet

from sklearn_lgta import AugmentedEstimator, LGTAAugmenter, PCACodec
from sklearn_lgta.metrics import achieved_strength

N_TIMEPOINTS = 24


def wave_panel(n_a_class=24, n_channels=1, seed=0):
    """Noisy waves of two periods, every other one in the training part: (2 * n_a_class, ..., N_TIMEPOINTS)."""
    rng = np.random.default_rng(seed)
    labels = np.repeat(["fast", "slow"], n_a_class)
    period = np.where(labels == "fast", 6, 12)[:, None, None]
    shape = (len(labels), n_channels, 1)
    values = np.sin(2 * np.pi * (np.arange(N_TIMEPOINTS) / period + rng.random(shape)))
    values = values + 0.5 * rng.standard_normal((len(labels), n_channels, N_TIMEPOINTS))
    values = values[:, 0] if n_channels == 1 else values * np.array([1, 10, 100])[:n_channels, None]
    return labelled.LabelledPanel("waves", values, 1, labels, np.arange(len(labels)) % 2 == 0)


@pytest.fixture(scope="module")
def panel():
    return wave_panel()


@pytest.fixture
def small(monkeypatch):
    """The policy with a codec that trains at once, a small grid, and a list with an entry for every training."""
    trained = []
    fit = PCACodec.fit
    monkeypatch.setattr(
        PCACodec, "fit", lambda codec, *args, **kwargs: trained.append(1) or fit(codec, *args, **kwargs)
    )
    monkeypatch.setitem(table_classification.POLICY, "model", PCACodec())
    grid = [{"augmenter__strength": [0]}, {"augmenter__transformation": ["mix"], "augmenter__strength": [0.1, 0.3]}]
    monkeypatch.setattr(table_classification, "GRID", grid)
    return trained


# ------------------------------------------------------------------------------------ sets with classes
@pytest.fixture
def folder(tmp_path):
    values = np.random.default_rng(0).standard_normal((10, 4))
    groups = {"codes_class": [1, 0, 1, 0], "levels_class": ["calm", "wild"]}
    parts = {"codes_split": [1, 1, 0, 0], "levels_split": ["test", "train"]}
    np.savez(tmp_path / "moods.npz", values=values, **groups, **parts, meta=np.array([["season", "5"]]))
    np.savez(tmp_path / "plain.npz", values=values, meta=np.array([["season", "5"]]))
    (tmp_path / "shop.csv").write_text("1,2,3,4\n5,1,1.5,0\n")
    return tmp_path


def test_classes_and_parts_are_read_from_a_file(folder):
    moods = labelled.read_labelled("moods", panels.files(folder))
    np.testing.assert_array_equal(moods.values, np.load(folder / "moods.npz")["values"].T)
    assert moods.labels.tolist() == ["wild", "calm", "wild", "calm"]
    assert moods.is_training.tolist() == [True, True, False, False]


def test_sets_have_classes_in_their_file_or_come_with_sktime(folder):
    paths = panels.files(folder)
    names = [*paths, *labelled.bundled()]
    assert table_classification.sets(names, paths) == ["moods", *labelled.LOADERS]
    assert table_labels.sets(names, paths) == ["moods", "italy_power_demand", "basic_motions"]


def test_without_sktime_nothing_is_bundled(monkeypatch):
    monkeypatch.setattr(labelled, "find_spec", lambda name: None)
    assert labelled.bundled() == []


@pytest.mark.parametrize(
    ("name", "shape", "n_training", "n_classes"),
    [
        ("italy_power_demand", (1096, 24), 67, 2),
        ("basic_motions", (80, 6, 100), 40, 4),
        ("japanese_vowels", (640, 12, 29), 270, 9),
    ],
)
def test_bundled_sets_have_the_size_that_the_archive_states(name, shape, n_training, n_classes):
    panel = labelled.read_labelled(name, {})
    assert (panel.values.shape, panel.is_training.sum()) == (shape, n_training)
    assert len(panel.labels) == len(panel.values) and len(np.unique(panel.labels)) == n_classes


def test_a_short_series_is_stretched_along_straight_lines():
    stretched = labelled.stretched(np.array([[0.0, 1.0, 0.0], [1.0, 2.0, 3.0]]), 5)
    np.testing.assert_allclose(stretched, [[0, 0.5, 1, 0.5, 0], [1, 1.5, 2, 2.5, 3]])


def test_several_channels_are_standardised_by_the_series_that_are_known():
    values = wave_panel(n_channels=3).values
    scaled = labelled.in_equal_units(values, np.arange(10))
    np.testing.assert_allclose(scaled[:10].mean(axis=(0, 2)), 0, atol=1e-12)
    np.testing.assert_allclose(scaled[:10].std(axis=(0, 2)), 1)
    assert labelled.in_equal_units(values[:, 0], np.arange(10)) is not None
    np.testing.assert_array_equal(labelled.in_equal_units(values[:, 0], np.arange(10)), values[:, 0])


def test_a_run_reads_each_set_as_its_table_asks(folder, tmp_path, monkeypatch):
    read = []

    def measure(job, panel):
        read.append((job.table, type(panel).__name__, panel.name))
        return [{}]

    monkeypatch.setattr(labelled, "LOADERS", {"basic_motions": "load_basic_motions"})
    for table in (page.TABLES["interpolation"], table_classification):
        monkeypatch.setattr(table, "measure", measure)
    options = ["--tables", "interpolation", "classification", "--seeds", "1", "--results", str(tmp_path / "figures")]
    assert run.run(run.parse([str(folder), *options, "--season", "5"])) == 0
    assert {name for table, _, name in read if table == "classification"} == {"moods", *labelled.LOADERS}
    assert {name for table, _, name in read if table == "interpolation"} == {"moods", "plain", "shop"}
    assert {kind for table, kind, _ in read if table == "classification"} == {"LabelledPanel"}
    assert {kind for table, kind, _ in read if table == "interpolation"} == {"Panel"}
    stored = {(c["panel"]["n_series"], c["panel"]["n_timepoints"]) for c in results.read(tmp_path / "figures")}
    assert (80, 100) in stored


def test_a_run_can_be_of_a_bundled_set_alone(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(table_classification, "measure", lambda job, panel: [{}])
    options = ["--sets", "basic_motions", "--seeds", "1", "--results", str(tmp_path / "figures")]
    run.run(run.parse([str(folder), *options, "--tables", "cost", "classification"]))
    stored = {(content["job"]["table"], content["job"]["set"]) for content in results.read(tmp_path / "figures")}
    assert stored == {("classification", "basic_motions")}


# ------------------------------------------------------------------------------------ classifiers
@pytest.mark.parametrize("n_channels", [1, 3])
@pytest.mark.parametrize(
    "classifier", [*classifiers.CLASSIFIERS.values(), *ON_ROWS.values(), partial(InceptionNet, 40)]
)
def test_a_classifier_tells_waves_apart(classifier, n_channels):
    X, y, X_test, y_test = table_classification.few_instances(wave_panel(200, n_channels), 100, 0)
    assert classifier(random_state=0).fit(X, y).score(X_test, y_test) > 0.75


def test_exact_duplicates_do_not_change_the_ridge(panel):
    X, y = panel.values, panel.labels
    one = classifiers.ConvolutionRidge(100).fit(X, y)
    five = classifiers.ConvolutionRidge(100).fit(np.tile(X, (5, 1)), np.tile(y, 5), np.tile(np.arange(len(X)), 5))
    np.testing.assert_allclose(five.ridge_.coef_, one.ridge_.coef_, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(five.ridge_.intercept_, one.ridge_.intercept_, atol=1e-9)


def test_copies_have_no_say_in_penalty_and_scale(panel):
    X, y = panel.values, panel.labels
    noise = 100 * np.random.default_rng(0).standard_normal(X.shape)
    instance = np.tile(np.arange(len(X)), 2)
    alone = classifiers.ConvolutionRidge(100).fit(X, y)
    augmented = classifiers.ConvolutionRidge(100).fit(np.concatenate([X, noise]), np.tile(y, 2), instance)
    assert augmented.penalty_ == alone.penalty_
    np.testing.assert_array_equal(augmented.spread_, alone.spread_)
    assert np.abs(augmented.ridge_.coef_ - alone.ridge_.coef_).max() > 0.01


def test_a_feature_that_real_rows_share_weighs_no_more_than_others_where_a_copy_differs():
    # A kernel that answers a wave of this size with its bias alone: of all rows, only the copy crosses zero.
    rows = np.stack([np.full(N_TIMEPOINTS, 1.0), np.full(N_TIMEPOINTS, 2.0)])
    copies = rows + np.where(np.arange(N_TIMEPOINTS) == 5, 9.0, 0.0)
    ridge = classifiers.ConvolutionRidge(50).fit(np.concatenate([rows, copies]), np.array([0, 1, 0, 1]), [0, 1, 0, 1])
    seen = ridge._convolve(rows)
    assert np.ptp(seen, axis=0).max() < 1e-5  # convolutions that sum to zero do not see a level
    assert np.abs((ridge._convolve(copies) - ridge.centre_) / ridge.spread_).max() < 100


def test_every_channel_has_the_same_convolutions():
    X = wave_panel(n_channels=3).values
    ridge = classifiers.ConvolutionRidge(50).fit(X, wave_panel().labels)
    features = ridge._convolve(X)  # (n_rows, n_channels * n_features)
    for channel, own in enumerate(np.split(features, 3, axis=1)):
        expected = fidelity.convolution_features(X[:, [channel]], ridge.kernels_)
        np.testing.assert_allclose(own, expected, rtol=1e-5, atol=1e-5)


def test_summaries_are_those_of_the_series_its_halves_and_quarters():
    line = np.arange(16.0)
    figures = classifiers.summaries(np.stack([line, -line])).reshape(2, 7, 6)
    np.testing.assert_allclose(figures[0, :, 0], [7.5, 3.5, 11.5, 1.5, 5.5, 9.5, 13.5])
    np.testing.assert_allclose(figures[0, 2], [11.5, np.std(line[:8]), 8, 15, 3.5, 1])  # a slope per half interval
    np.testing.assert_allclose(figures[1, :, 4], -figures[0, :, 4])


def test_a_neighbour_scores_by_distance_and_a_forest_by_probability():
    X, y = np.array([[0.0] * 8, [1.0] * 8]), np.array(["a", "b"])
    row = np.full((1, 8), 0.25)
    neighbour, forest = (ON_ROWS[kind]().fit(X, y) for kind in ("neighbour", "forest"))
    np.testing.assert_allclose([neighbour.score_of(row, label) for label in "ab"], [[0.75], [0.25]])
    np.testing.assert_allclose(forest.score_of(row, "a"), forest.classifier_.predict_proba(row)[:, 0])


@pytest.mark.parametrize("labels", [["1", "2"], [1, 2], ["a", "b"]])
def test_a_forest_takes_weights_for_labels_of_any_kind(panel, labels):
    y = np.array(labels)[(np.arange(48) >= 24).astype(int)]
    forest = ON_ROWS["forest"](class_weight="balanced").fit(panel.values, y)
    assert forest.score(panel.values, y) == 1


@pytest.mark.parametrize("n_classes", [2, 3])
def test_the_ridge_scores_a_class_highest_that_it_predicts(n_classes):
    rng = np.random.default_rng(0)
    X, y = rng.standard_normal((30, N_TIMEPOINTS)), np.arange(30) % n_classes
    ridge = classifiers.ConvolutionRidge(50).fit(X, y)
    scores = np.stack([ridge.score_of(X, label) for label in range(n_classes)])
    np.testing.assert_array_equal(scores.argmax(axis=0), ridge.predict(X))


def test_balanced_weights_are_duplicates_of_the_smaller_class(panel):
    rows = np.r_[np.arange(4), np.arange(24, 36)]  # 4 and 12
    X, y = panel.values[rows], panel.labels[rows]
    instance = np.r_[np.arange(16), np.zeros(8, dtype=int)]
    weighted = classifiers.ConvolutionRidge(50, class_weight="balanced").fit(X, y)
    tripled = classifiers.ConvolutionRidge(50).fit(np.r_[X, X[:4], X[:4]], np.r_[y, y[:4], y[:4]], instance)
    assert np.corrcoef(weighted.ridge_.coef_, tripled.ridge_.coef_)[0, 1] > 0.95


@pytest.mark.parametrize("n_rows", [4, 48])
def test_the_net_takes_as_many_steps_for_few_rows_as_for_many(panel, n_rows):
    rows = np.arange(len(panel.labels))[:: len(panel.labels) // n_rows]
    net = classifiers.SteadyNet().fit(panel.values[rows], panel.labels[rows])
    assert net.net_.t_ == 3 * 400 * 64  # rows seen: passes, batches and rows in a batch


# ------------------------------------------------------------------------------------ methods
def test_instances_are_drawn_from_every_class_of_the_training_part(panel):
    X, y, X_test, y_test = table_classification.few_instances(panel, 5, 0)
    assert sorted(y) == ["fast"] * 5 + ["slow"] * 5
    training = {row.tobytes(): label for row, label in zip(panel.values[::2], panel.labels[::2], strict=True)}
    assert [training[row.tobytes()] for row in X] == y.tolist()
    np.testing.assert_array_equal(X_test, panel.values[1::2])
    np.testing.assert_array_equal(y_test, panel.labels[1::2])
    assert not np.array_equal(X, table_classification.few_instances(panel, 5, 1)[0])


def test_a_class_of_fewer_instances_gives_all(panel):
    assert len(table_classification.few_instances(panel, 100, 0)[0]) == panel.is_training.sum()


def test_duplicates_are_the_rows_themselves(panel):
    copies = table_classification.duplicates(panel.values, panel.labels, 0)
    np.testing.assert_array_equal(copies, np.tile(panel.values, (table_classification.N_COPIES, 1)))


@pytest.mark.parametrize("n_channels", [1, 3])
def test_direct_copies_change_as_much_as_the_table_says(n_channels):
    X = wave_panel(n_channels=n_channels).values
    copies = np.split(table_classification.directly(X, None, 0), 10)
    np.testing.assert_allclose([achieved_strength(X, copy) for copy in copies], 0.3)
    assert len(np.unique(np.array(copies)[:, 0], axis=0)) == 10  # no two of them equal


def test_noise_is_small_and_white():
    X = wave_panel(200).values
    change = (table_classification.noisy(X, None, 0)[: len(X)] - X) / X.std(axis=1, keepdims=True)
    assert change.std() == pytest.approx(0.1, rel=0.01)
    assert abs(np.corrcoef(change[:, 1:].ravel(), change[:, :-1].ravel())[0, 1]) < 0.05


def test_smote_stays_on_the_line_to_the_other_row_of_the_class():
    X = np.array([[0.0, 0.0], [1.0, 2.0], [5.0, 5.0], [5.0, 9.0]])
    copies = table_classification.smote(X, np.array(["a", "a", "b", "b"]), 0).reshape(-1, 4, 2)  # of ten copies
    of_a, of_b = copies[:, :2].reshape(-1, 2), copies[:, 2:].reshape(-1, 2)
    np.testing.assert_allclose(of_a[:, 1], 2 * of_a[:, 0])
    assert of_a[:, 0].min() >= 0 and of_a[:, 0].max() <= 1
    np.testing.assert_allclose(of_b[:, 0], 5)
    assert of_b[:, 1].min() >= 5 and of_b[:, 1].max() <= 9
    assert len(np.unique(copies)) > 8


def test_smote_goes_to_near_rows_only():
    X = np.array([0.0, 1, 2, 3, 4, 5, 100])[:, None]
    copies = np.concatenate([table_classification.smote(X, np.zeros(7), seed).reshape(-1, 7) for seed in range(20)])
    assert copies[:, 0].max() <= 5
    assert copies[:, 6].min() < 50


def test_the_policy_is_what_an_augmented_estimator_does_with_it(panel):
    X, y, _, _ = table_classification.few_instances(panel, 10, 0)
    copies = table_classification.in_data(X, y, 3)
    instance = np.tile(np.arange(len(X)), 11)
    mine = classifiers.ConvolutionRidge(50).fit(np.concatenate([X, copies]), np.tile(y, 11), instance)
    augmenter = LGTAAugmenter("classification", space="data", random_state=3)
    theirs = AugmentedEstimator(classifiers.ConvolutionRidge(50), augmenter, n_copies=10)
    theirs.fit(X, y, instance=np.arange(len(X)))
    np.testing.assert_allclose(mine.ridge_.coef_, theirs.estimator_.ridge_.coef_)


def test_the_policy_in_the_data_trains_nothing(panel, small):
    copies = table_classification.in_data(panel.values, panel.labels, 0)
    assert len(copies) == 10 * len(panel.values) and not small
    table_classification.linear(panel.values, panel.labels, 0)
    assert len(small) == 1


class Watcher(ClassifierMixin, BaseEstimator):
    """Classifier that keeps what it sees and always answers the same."""

    seen = []

    def fit(self, X, y, instance=None):
        self.seen.append((X, y, instance))
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        return np.repeat(self.classes_[:1], len(X))


def test_a_search_tells_real_rows_from_copies(panel, small, monkeypatch):
    monkeypatch.setattr(Watcher, "seen", [])
    X, y, _, _ = table_classification.few_instances(panel, 10, 0)
    search = table_classification.chosen(X, y, Watcher(), 0)
    n_folds, n_candidates = table_classification.N_FOLDS, len(search.cv_results_["params"])
    assert not small  # in the data, where nothing is trained
    assert len(Watcher.seen) == n_folds * n_candidates + 1
    label_of = {row.tobytes(): label for row, label in zip(X, y, strict=True)}
    for rows, labels, instance in Watcher.seen:
        for place, number in enumerate(instance):
            real = X[number]
            assert labels[place] == label_of[real.tobytes()]
            if number not in instance[:place]:
                np.testing.assert_array_equal(rows[place], real)


def test_a_search_that_sees_no_difference_chooses_no_augmentation(panel, small):
    X, y, _, _ = table_classification.few_instances(panel, 5, 0)
    assert table_classification.choice(table_classification.chosen(X, y, Watcher(), 0)) == "none"


def test_a_search_can_be_given_another_rule(panel, small):
    X, y, _, _ = table_classification.few_instances(panel, 5, 0)
    search = table_classification.chosen(X, y, Watcher(), 0, refit=lambda found: len(found["params"]) - 1)
    assert table_classification.choice(search) == "mix 0.3"


@pytest.mark.parametrize("case", table_classification.METHODS)
def test_every_method_is_measured_for_every_size_and_classifier(panel, small, case, monkeypatch):
    quick = {"watcher": Watcher, "ridge": partial(classifiers.ConvolutionRidge, 30)}
    monkeypatch.setattr(table_classification, "FAST", quick)
    monkeypatch.setattr(table_classification, "ALL", quick | {"inception": Watcher})
    (job,) = (job for job in table_classification.jobs(["waves"], [0]) if job.case == case)
    monkeypatch.setattr(Watcher, "__init__", lambda self, random_state=0: setattr(self, "random_state", random_state))
    cells = table_classification.measure(job, panel)
    pairs = [(cell["size"], cell["classifier"]) for cell in cells]
    network = [] if case == "chosen" else [(5, "inception")]
    assert pairs == [(5, "watcher"), (5, "ridge"), *network, (10, "watcher"), (10, "ridge")]
    assert all(cell["accuracy"] == 0.5 for cell in cells if cell["classifier"] == "watcher")
    assert all(cell["accuracy"] > 0.7 for cell in cells if cell["classifier"] == "ridge")


def test_what_takes_long_is_measured_with_few_seeds_and_on_short_series():
    jobs = table_classification.jobs(["waves"], range(5))
    n_seeds = {case: sum(job.case == case for job in jobs) for case in table_classification.METHODS}
    assert (n_seeds["chosen"], n_seeds["network"], n_seeds["data"], n_seeds["duplicates"]) == (1, 2, 5, 5)
    job = results.Job("classification", "waves", "direct", "none", 0)
    assert "inception" in table_classification.classifiers(job, wave_panel(), 5)
    long = labelled.LabelledPanel("long", np.zeros((4, 101)), 1, np.arange(4) % 2, np.arange(4) < 2)
    for arguments in ((job, wave_panel(), 10), (job._replace(seed=2), wave_panel(), 5), (job, long, 5)):
        assert "inception" not in table_classification.classifiers(*arguments)


def test_the_line_none_is_scikit_learns_forest_on_the_drawn_rows(panel, monkeypatch):
    monkeypatch.setattr(table_classification, "FAST", {"forest": ON_ROWS["forest"]})
    monkeypatch.setattr(table_classification, "ALL", {"forest": ON_ROWS["forest"]})
    cells = table_classification.measure(results.Job("classification", "waves", "direct", "none", 7), panel)
    rng = np.random.default_rng(7)
    rows = [rng.permutation(np.flatnonzero(panel.is_training & (panel.labels == c)))[:5] for c in ("fast", "slow")]
    rows = np.concatenate(rows)
    forest = RandomForestClassifier(200, random_state=7).fit(panel.values[rows], panel.labels[rows])
    assert cells[0]["accuracy"] == forest.score(panel.values[~panel.is_training], panel.labels[~panel.is_training])


# ------------------------------------------------------------------------------------ labels
@pytest.fixture
def judged(panel):
    table_labels.judged.cache_clear()
    table_labels.fitted.cache_clear()
    yield table_labels.judged(panel, 0)
    table_labels.judged.cache_clear()
    table_labels.fitted.cache_clear()


def test_a_judge_has_seen_none_of_the_series_that_are_copied(panel, judged, monkeypatch):
    monkeypatch.setattr(Watcher, "seen", [])
    monkeypatch.setattr(Watcher, "__init__", lambda self, random_state=0: setattr(self, "random_state", random_state))
    monkeypatch.setattr(table_labels, "CLASSIFIERS", {"watcher": Watcher})
    _, X, y = table_labels.judged(panel, 5)
    ((seen, labels, _),) = Watcher.seen
    assert {row.tobytes() for row in seen}.isdisjoint(row.tobytes() for row in X)
    assert len(X) == len(seen) and sorted(y) == sorted(labels) == ["fast"] * 12 + ["slow"] * 12


class Stub:
    """Augmenter whose copies are what a function makes of the series."""

    def __init__(self, copy):
        self.copy = copy

    def set_params(self, strength):
        return self

    def augment(self, X, n_copies, y):
        return np.concatenate([self.copy(X, y)] * n_copies)


def measured(panel, mode, case):
    return pd.DataFrame(table_labels.measure(results.Job("labels", "waves", mode, case, 0), panel))


def test_copies_like_their_originals_agree_as_these_do(panel, judged, monkeypatch):
    monkeypatch.setattr(table_labels, "fitted", lambda *_: Stub(lambda X, y: X))
    real, copies = measured(panel, "direct", "real"), measured(panel, "donors", "mix")
    assert list(copies["strength"].unique()) == [0.1, 0.3, 0.6]
    for name, agreement in zip(real["judge"], real["agreement"], strict=True):
        assert agreement > 0.9
        assert (copies.loc[copies["judge"] == name, "agreement"] == agreement).all()


def test_copies_of_the_other_class_disagree(panel, judged, monkeypatch):
    def swapped(X, y):
        order = np.argsort(y, kind="stable")
        other = np.empty_like(X)
        other[order] = X[np.roll(order, len(X) // 2)]
        return other

    monkeypatch.setattr(table_labels, "fitted", lambda *_: Stub(swapped))
    real, copies = measured(panel, "direct", "real"), measured(panel, "any", "mix")
    for name, agreement in zip(real["judge"], real["agreement"], strict=True):
        np.testing.assert_allclose(copies.loc[copies["judge"] == name, "agreement"], 1 - agreement)


def test_shuffled_labels_agree_by_chance(panel, judged):
    real = measured(panel, "direct", "real")
    assert real["shuffled"].between(0.2, 0.8).all()


def test_the_augmenter_has_seen_the_series_that_it_copies_alone(panel, judged, monkeypatch):
    given = []
    monkeypatch.setattr(LGTAAugmenter, "fit", lambda augmenter, X, y: given.append((augmenter, X, y)) or augmenter)
    for mode, use_y in (("any", None), ("donors", "donors")):
        table_labels.fitted(panel, mode, 0, "mix")
        augmenter, X, y = given[-1]
        assert augmenter.use_y == use_y and augmenter.structure == "none"
        np.testing.assert_array_equal(X, judged[1])
        np.testing.assert_array_equal(y, judged[2])


def test_direct_copies_are_two_and_change_as_much_as_asked(panel, judged):
    one, two = np.split(table_labels.directly(judged[1], "drift", 0.3, 0), 2)
    assert fidelity.rms(one - two) > 0.1
    np.testing.assert_allclose(measured(panel, "direct", "drift")["change"], np.repeat([0.1, 0.3, 0.6], 2))


def test_every_transformation_is_judged_with_any_donors_and_with_those_of_the_class():
    jobs = table_labels.jobs(["waves"], range(2))
    for mode in ("any", "donors"):
        assert {job.case for job in jobs if job.mode == mode} == set(table_labels.TRANSFORMATIONS)
    assert len(set(jobs)) == len(jobs)


# ------------------------------------------------------------------------------------ the page
def classification_cells(name, size, classifier, case, accuracies, **about):
    """Rows of the table of classification, one a seed."""
    about = {"set": name, "size": size, "classifier": classifier, "case": case, "cpu_seconds": 2.0} | about
    return [about | {"seed": seed, "accuracy": accuracy} for seed, accuracy in enumerate(accuracies)]


@pytest.fixture
def classification():
    cells = classification_cells("ucr_ecg200", 5, "forest", "duplicates", [0.8, 0.7])
    cells += classification_cells("ucr_ecg200", 5, "forest", "data", [0.82, 0.74])
    cells += classification_cells("ucr_ecg200", 5, "forest", "chosen", [0.8, 0.6], setting="mix 0.1")
    cells += classification_cells("basic_motions", 5, "ridge", "duplicates", [0.5, 0.5])
    cells += classification_cells("basic_motions", 5, "ridge", "data", [0.496, 0.496])
    cells += classification_cells("basic_motions", 5, "ridge", "smote", [0.46, 0.48])
    cells += classification_cells("basic_motions", 5, "ridge", "linear", [0.48, 0.48])
    cells += classification_cells("basic_motions", 5, "ridge", "chosen", [0.6, 0.5], setting="none")
    return pd.DataFrame(cells)


def test_the_table_of_classification_states(classification):
    text = table_classification.render(classification)
    lines = [
        # standard error of the differences .02 and .04, and of 0 and -.1
        "| ucr_ecg200 | 5 | forest | 0.750 | – (–) | 0.780 (+0.030±0.010) | – (–) | 0.700 (-0.050±0.050) |",
        "| basic_motions | 5 | ridge | 0.500 | 0.470 (-0.030±0.010) | 0.496 (-0.004±0.000) | 0.480 (-0.020±0.000)",
        # of the gains .03 and -.004 of two sets
        "| data | +0.013±0.017 | -0.004±0.000 (basic_motions 5 ridge) | 2 | 0 | 0 | yes | 2.0 |",
        "| smote | -0.030±– | -0.030±0.010 (basic_motions 5 ridge) | 1 | 1 | 0 | – | 2.0 |",
        "| linear | -0.020±– | -0.020±0.000 (basic_motions 5 ridge) | 1 | 1 | 1 | **no** | 2.0 |",
        "| chosen | +0.000±0.050 | -0.050±0.050 (ucr_ecg200 5 forest) | 2 | 1 | 0 | **no** | 2.0 |",
        "| ridge | -0.030 | -0.004 | -0.020 | +0.050 |",
        "| ucr_ecg200 | – | +0.030 | – | -0.050 |",
        "Seeds: basic_motions duplicates 2, smote 2, data 2, linear 2, chosen 2; ucr_ecg200 duplicates 2, data 2, ",
        "| ucr_ecg200 | 5 | forest | mix 0.1 (2) |",
    ]
    missing = [line for line in lines if line not in text]
    assert not missing


def test_the_answer_on_classification_names_the_policy_its_rivals_and_the_classifiers(classification):
    assert table_classification.answer(classification) == (
        "Gain of accuracy over exact duplicates, mean of 2 cells: the policy in the data +0.013 (standard error over "
        "sets 0.017; worst -0.004; ridge -0.004, forest +0.030); its codes by principal components -0.020 in 1 "
        "cells (in the data -0.004), SMOTE -0.030 in 1 cells (in the data -0.004)."
    )
    alone = classification[classification["case"] != "data"]
    assert table_classification.answer(alone) == ""
    assert "linear" in table_classification.bars(classification).values


def test_gains_are_differences_in_the_same_seed_only(classification):
    alone = classification[(classification["case"] != "duplicates") | (classification["seed"] == 0)]
    gains = table_classification.paired_gains(alone).loc["ucr_ecg200", "data"]
    np.testing.assert_allclose(gains.dropna(), [0.02])


def test_without_duplicates_there_are_no_gains(classification):
    text = table_classification.render(classification[classification["case"] != "duplicates"])
    assert "| ucr_ecg200 | 5 | forest | – | – (–) | 0.780 (–) | – (–) | 0.700 (–) |" in text


def labels_cells():
    """Rows of the table of labels: two sets, two seeds."""
    cells = []
    for name, real in (("ucr_ecg200", [0.9, 0.8]), ("waves", [0.7, 0.7])):
        for seed, agreement in enumerate(real):
            about = {"set": name, "seed": seed, "judge": "net"}
            baseline = {"mode": "direct", "case": "real", "agreement": agreement, "shuffled": 0.5, "n_series": 100}
            copies = {"case": "mix", "strength": 0.6, "change": 0.5 if name == "waves" else 0.6}
            cells += [
                about | baseline,
                about | copies | {"mode": "donors", "agreement": agreement - 0.02},
                about | copies | {"mode": "direct", "agreement": 0.6},
            ]
    return pd.DataFrame(cells)


def test_the_table_of_labels_states():
    text = table_labels.render(labels_cells())
    lines = [
        "| ucr_ecg200 | net | 100 | 0.850 | 0.500 |",
        "## waves",
        "| net | mix | – | – | – | – | – | – | -0.250±0.071 | – | -0.020±0.000 |",
        "| net | mix | – | – | – | – | – | – | -0.175 | – | -0.020 |",  # of both sets
        "Copies that changed by less than was asked: waves, direct mix 0.6 (0.50); waves, donors mix 0.6 (0.50).",
    ]
    missing = [line for line in lines if line not in text]
    assert not missing


def test_both_tables_are_on_the_page(panel, classification, tmp_path):
    for case in ("duplicates", "data"):
        cells = classification[(classification["case"] == case) & (classification["seed"] == 0)]
        cells = cells[["size", "classifier", "accuracy", "cpu_seconds"]].head(1).to_dict("records")
        mode = table_classification.METHODS[case]
        job = results.Job("classification", "waves", mode, case, 0)
        results.write(tmp_path, job, panel, cells, warnings=[], cpu_seconds=1.0)
    figures = {"judge": "net", "agreement": 0.9}
    for mode, case, more in (
        ("direct", "real", {"shuffled": 0.5, "n_series": 24}),
        ("donors", "mix", {"strength": 0.1, "change": 0.1}),
    ):
        job = results.Job("labels", "waves", mode, case, 0)
        results.write(tmp_path, job, panel, [figures | more], warnings=[], cpu_seconds=1.0)
    stored = results.read(tmp_path)
    page.write_pages(stored, tmp_path)
    text = (tmp_path / "classification.md").read_text()
    assert "# Classifiers with few examples" in text
    assert "| waves | 5 | forest | 0.800 | 0.820 (+0.020) |" in text
    text = (tmp_path / "labels.md").read_text()
    assert "# Labels of copies" in text
    assert "| net | mix | – | – | +0.000 |" in text

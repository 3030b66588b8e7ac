"""The examples of estimators, resamplers and searches: what they print is in line with a computation apart."""

import re
import runpy
from pathlib import Path

import numpy as np
import pytest
import torch
from matplotlib.image import imread
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from sklearn_lgta import LGTAAugmenter, PCACodec

EXAMPLES = Path(__file__).parents[2] / "examples"
IMAGES = EXAMPLES.parent / "docs" / "images"
SMALL = 160_000  # bytes of a picture that a clone hardly notices
NUMBER = r"-?\d+\.\d+"


def example(name):
    return runpy.run_path(str(EXAMPLES / f"{name}.py"))


def printed_by(capsys):
    """What was printed; nothing was complained of."""
    printed = capsys.readouterr()
    assert printed.err == ""
    return printed.out


def numbers(text, row):
    """Numbers of the line that begins so."""
    line = next(line for line in text.splitlines() if line.startswith(row))
    return [float(number) for number in re.findall(NUMBER, line.removeprefix(row))]


def check_picture(path):
    assert path.stat().st_size < SMALL
    assert len(set(map(tuple, imread(path).reshape(-1, 4)))) > 20


def test_the_search_prints_its_scores_and_draws_them(tmp_path, capsys):
    search = example("grid_search")
    search["main"](tmp_path / "grid.png", model=PCACodec())

    check_picture(tmp_path / "grid.png")
    text = printed_by(capsys)
    X, y = search["load"]("train")
    X_test, y_test = search["load"]("test")
    plain = cross_val_score(search["SVC"](), X, y, cv=3)
    none = numbers(text, "0 ")
    assert none == pytest.approx([plain.mean(), plain.std()] * len(search["TRANSFORMATIONS"]), abs=6e-4)
    assert numbers(text, "accuracy on 150 test movements:")[1] == pytest.approx(
        search["SVC"]().fit(X, y).score(X_test, y_test), abs=6e-4
    )
    assert "22 fits of 7 candidates, 4 networks trained" in text  # three folds and the refit


def test_the_search_says_so_where_no_augmentation_wins(tmp_path, capsys, monkeypatch):
    search = example("grid_search")
    monkeypatch.setitem(search["main"].__globals__, "GRID", [{"augmenter__strength": [0]}])
    monkeypatch.setitem(search["main"].__globals__, "STRENGTHS", ())
    search["main"](tmp_path / "grid.png", model=PCACodec())

    text = printed_by(capsys)
    assert "chosen: no augmentation" in text
    assert "No augmentation did best in cross-validation." in text
    assert "Augmentation did not help on the test movements." in text


def test_the_rare_class_is_compared_with_duplicates_and_smote(tmp_path, capsys):
    rare = example("imbalanced")
    rare["draw"](rare["main"](n_seeds=1), tmp_path / "picture.png")
    check_picture(tmp_path / "picture.png")

    text = printed_by(capsys)
    X, y = rare["make_rare"](*rare["load"]("train"), seed=0)
    X_test, y_test = rare["load"]("test")
    assert np.sum(y == rare["RARE"]) == rare["N_RARE"]
    y_pred = rare["make_pipeline"](rare["StandardScaler"](), rare["LogisticRegression"]()).fit(X, y).predict(X_test)
    recalls = [np.mean(y_pred[y_test == label] == label) for label in np.unique(y_test)]
    assert numbers(text, "no resampling") == pytest.approx(
        [np.mean(recalls), 0, 2 / (1 / recalls[1] + 1 / np.mean(y_test[y_pred == rare["RARE"]] == rare["RARE"])), 0],
        abs=6e-4,
    )
    names = ("no resampling", "class weights", "RandomOverSampler ", "SMOTE ", "LGTAResampler ")
    none, *resampled = (numbers(text, name)[0] for name in names)
    assert min(resampled) > none  # on these data any balance helps, by far more than the methods differ


def test_anomalies_are_scored_by_detectors_with_and_without_labels(tmp_path, capsys):
    anomalies = example("anomalies")
    anomalies["draw"](anomalies["main"](n_seeds=1, numbers=(3, 10)), tmp_path / "picture.png")
    check_picture(tmp_path / "picture.png")

    text = printed_by(capsys)
    X, is_anomaly = anomalies["load"]()
    train, test = anomalies["split"](is_anomaly, 3, seed=0)
    assert not set(train) & set(test)
    assert is_anomaly[train].sum() == 3 and is_anomaly[test].mean() == pytest.approx(1 / 11, abs=0.01)
    # average precision of a linear detector: mean over the anomalies of the precision at their ranks
    pipeline = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    score = pipeline.fit(X[train], is_anomaly[train]).decision_function(X[test])
    hits = is_anomaly[test][np.argsort(-score)]
    expected = np.mean(np.cumsum(hits)[hits] / (1 + np.flatnonzero(hits)))
    assert numbers(text, "linear")[0] == pytest.approx(expected, abs=6e-4)
    assert len(numbers(text, "and copies")) == 4


def test_every_choice_of_the_picture_is_made(tmp_path, capsys):
    which = example("which_augmentation")
    which["main"]()
    which["draw"](tmp_path / "picture.png")

    check_picture(tmp_path / "picture.png")
    text = printed_by(capsys)
    assert len(text.splitlines()) == 2 * len(which["CHOICES"])
    assert "before and 100 after" in text and "670 copies of 67 days" in text


def test_few_series_of_several_channels_are_compared_with_duplicates(tmp_path, capsys):
    motions = example("basic_motions")
    motions["draw"](motions["main"](model=PCACodec(), n_seeds=1), tmp_path / "picture.png")
    check_picture(tmp_path / "picture.png")

    text = printed_by(capsys)
    load = motions["load_basic_motions"]
    X, y = motions["few"](*load(split="train", return_type="numpy3D"), seed=0)
    X_test, y_test = load(split="test", return_type="numpy3D")
    assert np.unique(y, return_counts=True)[1].tolist() == [5, 5, 5, 5]
    squares = np.square(X_test[:, None] - X[None]).sum(axis=(2, 3))
    nearest = np.mean(y[squares.argmin(axis=1)] == y_test)
    none, _, duplicates, *_ = numbers(text, "nearest neighbour")
    assert none == duplicates == pytest.approx(nearest, abs=6e-4)  # a duplicate is never nearer
    for name in motions["TRANSFORMATIONS"]:
        assert text.count(f"  {name} minus duplicates: ") == len(motions["classifiers"](0))


def test_lag_windows_are_compared_with_the_plain_regression(tmp_path, capsys):
    lags = example("lag_windows")
    lags["draw"](lags["main"](model=PCACodec(), n_seeds=1), tmp_path / "picture.png")
    check_picture(tmp_path / "picture.png")

    text = printed_by(capsys)
    passengers = lags["load_airline"]().to_numpy()
    # the forecasts that begin with the months 108 to 132, each the year before
    year_ago = [np.abs(passengers[at : at + 12] - passengers[at - 12 : at]).mean() for at in range(108, 133)]
    naive, _ = numbers(text, "the same month a year ago")
    assert naive == pytest.approx(np.mean(year_ago), abs=6e-3)
    plain, unit = numbers(text, "plain regression")[0], 0
    continuation, unit, relative = numbers(text, 'copies, target="continuation"')
    label = numbers(text, 'copies, target="label"')[0]
    assert unit == 0  # one seed has no spread
    assert relative == pytest.approx(continuation / plain, abs=2e-3)
    assert max(plain, continuation) < label < naive  # copies with another's continuation do harm


def test_no_held_out_month_is_learnt_from():
    lags = example("lag_windows")
    X, y, X_test, y_test = lags["split"](np.arange(144.0))
    assert max(X.max(), y.max()) < y_test.min() == 108
    np.testing.assert_array_equal(y_test[:, 0], X_test[:, -1] + 1)
    assert y_test.max() == 143


def test_covariates_are_joined_to_the_windows_that_they_belong_to():
    promotions = example("promotions")
    sales, covariates = promotions["make_shops"](seed=0)
    rows, starts = np.array([3, 0]), np.array([5, 100])
    joined = promotions["covariates_of"](covariates, rows, starts)
    for row, start, found in zip(rows, starts, joined, strict=True):
        np.testing.assert_array_equal(found.reshape(2, 21), covariates[row, :, start : start + 21])
    # a promotion raises the sales of its own day by half
    on, off = (sales[covariates[:, 1] == flag].mean() for flag in (1, 0))
    assert on / off == pytest.approx(1.5, rel=0.05)


def test_promotions_beside_windows_lower_the_error(tmp_path, capsys):
    promotions = example("promotions")
    promotions["draw"](promotions["main"](n_seeds=1), tmp_path / "picture.png")
    check_picture(tmp_path / "picture.png")

    text = printed_by(capsys)
    rows = ("lags alone", "lags and covariates", "and copies by jitter", "and copies that redraw them")
    alone, joined, jittered, redrawn = (numbers(text, row)[0] for row in rows)
    (known,) = numbers(text, "and copies under conditions")[:1]
    assert joined < 0.9 * alone
    assert max(jittered, known) < 1.02 * joined < redrawn
    verdict = numbers(text, "The covariates change the error by")
    assert verdict == [pytest.approx(100 * (joined / alone - 1), abs=0.2)]


def test_a_network_trained_on_new_copies_is_compared_with_the_original_windows(tmp_path, capsys):
    torch_forecaster = example("torch_forecaster")
    torch_forecaster["draw"](
        torch_forecaster["main"](model=PCACodec(), n_seeds=1, epochs=(20, 40)), tmp_path / "picture.png"
    )
    check_picture(tmp_path / "picture.png")

    text = printed_by(capsys)
    X = torch_forecaster["load"]()
    assert X.shape == (2, 144)
    # the forecasts that begin with the months 108 to 132
    year_ago = [np.abs(X[:, at : at + 12] - X[:, at - 12 : at]).mean(axis=1) for at in range(108, 133)]
    scale = np.abs(X[:, 12:108] - X[:, :96]).mean(axis=1)
    naive = np.mean(np.mean(year_ago, axis=0) / scale)
    assert numbers(text, "the same month a year ago:") == [pytest.approx(naive, abs=6e-4)]
    original, copies, ratio = (
        np.array(numbers(text, name)) for name in ("original windows", "a new copy in every epoch", "copies over")
    )
    assert np.isfinite([*original, *copies]).all()
    assert original[1::2].tolist() == copies[1::2].tolist() == [0, 0]  # one seed has no spread
    np.testing.assert_allclose(ratio, copies[::2] / original[::2], atol=2e-3)
    assert max(original[::2]) < naive  # the network has learnt something
    assert max(ratio) < 1.03
    assert max(abs(ratio - 1)) > 0.01  # copies are not the windows of the series


def test_a_network_trained_again_is_the_same_and_new_copies_are_what_differs():
    torch_forecaster = example("torch_forecaster")
    X = torch_forecaster["load"]()
    past = X[:, :-36]
    augmenters = [LGTAAugmenter(seasonal_period=12, model=PCACodec(), random_state=seed).fit(past) for seed in range(2)]
    datasets = [torch_forecaster["WindowDataset"](augmenter, past, 24, 12) for augmenter in augmenters]
    state = torch.random.get_rng_state()

    def errors(dataset, new_copies):
        return torch_forecaster["errors"](X, dataset, (2, 4), seed=0, new_copies=new_copies)

    first, again = (errors(datasets[0], new_copies=True) for _ in range(2))
    assert first == again
    assert errors(datasets[1], new_copies=True) != first
    assert errors(datasets[0], new_copies=False) == errors(datasets[1], new_copies=False)
    assert torch.equal(torch.random.get_rng_state(), state)


def test_the_routes_are_drawn(tmp_path, capsys):
    example("three_routes")["main"](tmp_path / "three_routes.png")
    check_picture(tmp_path / "three_routes.png")
    assert "three_routes.png" in printed_by(capsys)


def test_the_pictures_of_the_page_and_of_the_search_are_there():
    for name in ("three_routes.png", "grid_search.png"):
        check_picture(IMAGES / name)


def test_the_memory_of_a_pipeline_does_not_save_training(X, tmp_path, monkeypatch):
    trainings = []
    fit = PCACodec.fit
    monkeypatch.setattr(PCACodec, "fit", lambda self, *args, **rest: trainings.append(1) or fit(self, *args, **rest))
    augmenter = LGTAAugmenter("scaling", model=PCACodec(), random_state=0)
    grid = {"augmenter__strength": [0, 0.1, 0.2, 0.3]}
    counts = []
    for of_pipeline, of_augmenter in ((None, None), (tmp_path / "steps", None), (None, tmp_path / "models")):
        steps = [("augmenter", clone(augmenter).set_params(memory=of_augmenter)), ("regressor", Ridge())]
        memory = None if of_pipeline is None else str(of_pipeline)
        GridSearchCV(Pipeline(steps, memory=memory), grid, cv=5).fit(X, X.mean(axis=1))
        counts.append(len(trainings))
        trainings.clear()
    assert counts == [21, 21, 6]  # 4 strengths, 5 folds, and the refit

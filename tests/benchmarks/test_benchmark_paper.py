"""The paper's evaluation measures what it says, and the page says what is held and what is missed."""

import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

import networks
import page
import panels
import paper
import results
import run
import table_paper

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta.metrics import achieved_strength, wasserstein_distance


@pytest.fixture(scope="module")
def panel(make_panel):
    X = make_panel(n_timepoints=96)
    return panels.Panel(table_paper.SET, X - X.min(axis=1, keepdims=True), 12)


def test_a_shift_is_its_own_distance_and_the_order_of_values_does_not_matter(panel):
    X = panel.values
    shift = np.linspace(0, 2, len(X))[:, None]
    np.testing.assert_allclose(
        wasserstein_distance(X, (X + shift * X.std(axis=1, keepdims=True))[:, ::-1], average=None), shift[:, 0]
    )
    assert paper.quartile_range(shift) == pytest.approx(1)


def test_what_two_components_leave_is_that_of_scikit_learn(panel):
    samples = panel.values.T
    pca = PCA(2).fit(samples)
    left = samples - pca.inverse_transform(pca.transform(samples))
    assert paper.unexplained(panel.values) == pytest.approx(np.mean(left**2))


def test_windows_follow_each_other_on_the_unit_interval():
    X = np.stack([np.arange(64.0), 7 - 3 * np.arange(64.0)])
    lags, targets = paper.unit_windows(X)
    assert (lags.shape, targets.shape) == ((3, 20, 2), (3, 2))
    np.testing.assert_allclose(lags[1, :, 0], np.arange(21, 41) / 63, rtol=1e-6)
    np.testing.assert_allclose(targets[:, 0], [20 / 63, 41 / 63, 62 / 63], rtol=1e-6)
    np.testing.assert_allclose(targets.sum(axis=1), 1, rtol=1e-6)


def test_the_mean_of_the_training_windows_is_the_forecast():
    X = np.stack([np.repeat([0.0, 1.0], [84, 21]), np.repeat([1.0, 0.0], [84, 21])])  # five windows, three to train
    assert paper.error_of_the_mean(X) == pytest.approx(0.5)  # of the two tested targets one is as the mean


def test_the_forecaster_learns_and_units_of_copies_do_not_matter(monkeypatch):
    X = 3 + np.random.default_rng(0).random((4, 228))
    monkeypatch.setattr(paper, "EPOCHS", 30)
    state = torch.random.get_rng_state()
    learnt = paper.forecast_error(X, X, seed=0)
    assert learnt == pytest.approx(paper.forecast_error(X, 10 * X - 4, seed=0), rel=1e-3)
    assert torch.equal(state, torch.random.get_rng_state())
    monkeypatch.setattr(paper, "EPOCHS", 1)
    assert learnt < 0.9 * paper.forecast_error(X, X, seed=0)


def test_direct_transformations_are_of_the_published_size():
    X = 5 + np.random.default_rng(0).standard_normal((300, 200))
    rng = np.random.default_rng(1)
    assert (paper.jitter(X, rng) - X).std() == pytest.approx(0.75, rel=0.02)
    assert (paper.scaling(X, rng) / X).std() == pytest.approx(0.5, rel=0.02)
    factors = paper.magnitude_warp(X, rng) / X
    at_knots = factors[:, [0, -1]]
    assert (at_knots.mean(), at_knots.std()) == (pytest.approx(1, abs=0.1), pytest.approx(0.5, rel=0.1))
    assert np.abs(np.diff(factors, n=2, axis=1)).max() < 0.02  # smooth


def test_whole_seasons_keep_every_value_in_its_place():
    X = np.tile(np.arange(96.0), (20, 1))
    copies = paper.season_bootstrap(X, 12, np.random.default_rng(0))
    np.testing.assert_array_equal(copies % 12, X % 12)
    assert len(np.unique(copies[:, 0])) > 3


def test_the_remainder_moves_in_blocks_of_two_seasons():
    X = np.tile(np.arange(96.0), (20, 1))
    copies = paper.in_blocks(X, 24, np.arange(73), np.random.default_rng(0))
    np.testing.assert_array_equal(np.diff(copies.reshape(20, 4, 24), axis=2), 1)
    profile = np.tile(np.sin(np.arange(96) * np.pi / 6), (3, 1))
    kept = paper.remainder_bootstrap(profile, 12, np.random.default_rng(0))
    assert np.corrcoef(kept[:, 12:-12].ravel(), profile[:, 12:-12].ravel())[0, 1] > 0.99


def test_all_is_measured_where_the_set_is_there():
    paths = {"tourism_monthly": "", table_paper.SET: ""}
    jobs = run.jobs_of(table_paper, ["tourism_monthly"], paths, range(2))
    assert {job.set for job in jobs} == {table_paper.SET} and len(set(jobs)) == len(jobs)
    assert {job.mode for job in jobs} == {*networks.MODES, "data", "direct"}
    assert run.jobs_of(table_paper, ["tourism_monthly"], {"tourism_monthly": ""}, range(2)) == []


@pytest.mark.parametrize("mode", ["none", "seasonal", "data"])
def test_figures_are_of_a_copy_of_the_augmenter(panel, mode, monkeypatch):
    monkeypatch.setattr(table_paper, "SharedCVAE", PCACodec)
    monkeypatch.setattr(paper, "forecast_error", lambda *_: 0.02)
    season = {"seasonal_period": 12} if mode == "seasonal" else {}
    model = {"space": "data"} if mode == "data" else {"model": PCACodec()}
    augmenter = LGTAAugmenter("scaling", 0.111, calibration="wasserstein", random_state=1, **season, **model)
    copies = augmenter.fit(panel.values).augment(panel.values)
    (cell,) = table_paper.measure(results.Job("paper", panel.name, mode, "scaling_aimed", 1), panel)
    assert cell["change"] == achieved_strength(panel.values, copies)
    assert cell["median"] == np.median(wasserstein_distance(panel.values, copies, average=None))
    assert cell["mse"] == 0.02


@pytest.mark.parametrize("case", [*table_paper.AS_PUBLISHED, *table_paper.BASELINES])
def test_baselines_and_published_transformations_stay_above_0(panel, case, monkeypatch):
    monkeypatch.setattr(paper, "forecast_error", lambda *_: 0.02)
    job = results.Job("paper", panel.name, "direct", case, 0)
    (cell,) = table_paper.measure(job, panel)
    if case == "training_mean":
        assert cell == {"mse": paper.error_of_the_mean(panel.values)}
    else:
        assert table_paper.copies_of(job, panel).min() >= 0
        assert (cell["change"] == 0) == (cell["median"] == 0) == (cell["pca"] == 100) == (case == "identity")


def test_the_page_states_what_is_held_and_missed(panel, tmp_path):
    good = {"median": 0.08, "quartiles": 0.03, "pca": 96.0, "mse": 0.022, "change": 0.64}
    stored = {
        ("none", "jitter"): good,
        ("none", "mix"): good | {"change": 0.55},
        ("none", "resample"): good | {"pca": 112.9, "mse": 0.0228},
        ("none", "scaling_aimed"): good | {"median": 0.115, "pca": 107.0, "mse": 0.0218},
        ("none", "reconstruction"): good | {"r2": 0.8},
        ("direct", "identity"): {"median": 0.0, "quartiles": 0.0, "pca": 100.0, "mse": 0.0221, "change": 0.0},
        ("direct", "season_bootstrap"): good | {"mse": 0.0216},
        ("direct", "training_mean"): {"mse": 0.0185},
    }
    for (mode, case), cell in stored.items():
        job = results.Job("paper", panel.name, mode, case, 0)
        results.write(tmp_path, job, panel, [cell], warnings=[], cpu_seconds=1.0)
    *_, path = page.write_pages(results.read(tmp_path), tmp_path / "pages")
    text = path.read_text()
    for line in (
        "| jitter | – | 0.123 | 0.110 | 100.1 | 0.022 |",
        "| whole seasons in another order | 0.64 | 0.080 | 0.030 | 96.0 | 0.0216 |",
        "- jitter holds all three.",
        "- mix misses the change: 0.55 (0.6 or more asked for); it holds table 1, table 2, table 3.",
        "- resample misses table 2: 112.9 % (90 to 110 % asked for); table 3: 0.0228 (at most 0.0225 asked for);"
        " it holds table 1.",
        "- scaling, aimed misses table 3: 0.0218 (at most 0.0215 asked for); it holds table 1, table 2.",
        "0.0185; 0 of the 7 forecasters",
        "A bootstrap that learns nothing (whole seasons in another order) holds table 1, table 2, table 3 of what",
        "| latent, nothing set aside | 0.800 | 0.64 | 0.080 |",
    ):
        assert line in text

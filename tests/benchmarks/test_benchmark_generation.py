"""The table of drawn windows: its judges judge, no test step is a training step, the page says what was measured."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

import generation
import page
import results
import table_generation


@pytest.fixture
def waves():
    rng = np.random.default_rng(0)
    return np.sin(np.arange(24) / 4 + rng.uniform(0, 6, (600, 2, 1)))


def test_equal_windows_are_not_told_apart_and_noise_is(waves, monkeypatch):
    monkeypatch.setattr(generation, "JUDGE_STEPS", 100)
    monkeypatch.setattr(generation, "N_KERNELS", 60)
    noise = 0.7 * np.random.default_rng(1).standard_normal(waves.shape)
    for score in (generation.network_score, generation.convolution_score):
        assert score(waves[::2], waves[1::2], seed=0) < 0.12
        assert score(waves, noise, seed=0) > 0.35


def test_a_forecaster_of_waves_errs_more_where_it_learnt_noise(waves):
    noise = np.random.default_rng(1).standard_normal(waves.shape)
    train, test = waves[::2], waves[1::2]
    assert generation.forecast_error(train, test, train) == 1
    assert generation.forecast_error(train, test, noise) > 10


def test_copies_are_near_and_fresh_windows_are_not(waves):
    fresh = np.random.default_rng(1).standard_normal((3000, 2, 24))
    train, test, drawn = fresh[:1000], fresh[1000:2000], fresh[2000:]
    nearer, copies = generation.nearness(train, test, drawn, seed=0)
    assert abs(nearer) < 0.06 and copies < 0.04
    assert generation.nearness(train, test, train + 0.01, seed=0) == (0.5, 1.0)


def test_no_step_is_in_training_and_test():
    steps = np.arange(2000.0)[:, None]
    train, test = generation.cut(steps)
    assert train.shape[1:] == test.shape[1:] == (1, 24)
    assert not set(train.ravel()) & set(test.ravel())
    # the fifth, tenth and fifteenth of sixteen blocks and a rest
    assert set(np.unique(test) // 120) == {4, 9, 14}


def test_files_and_sines_are_read(tmp_path):
    np.savetxt(tmp_path / "stock_daily.csv", np.random.default_rng(0).normal(size=(3, 700)), delimiter=",")
    paths = {"stock_daily": tmp_path / "stock_daily.csv"}
    assert table_generation.sets(["stock_daily", "shop"], paths) == ["stock_daily", "sines"]
    panel = generation.read_windows("stock_daily", paths)
    assert panel.values.shape[1:] == (3, 24)
    assert panel.values.min() >= 0 and panel.values.max() <= 1
    sines = generation.read_windows("sines", paths)
    assert sines.values.shape == (8000, 5, 24) and sines.test.shape == (2000, 5, 24)


def test_the_page_shows_draws_baselines_and_published_scores(waves, tmp_path):
    panel = generation.WindowPanel("stock_daily", waves, 1, waves)
    figures = {"conv": 0.14, "predict": 1.01, "nearer": 0.1, "copies": 0.02}
    for seed, disc in enumerate((0.02, 0.04)):
        job = results.Job("generation", "stock_daily", "none", "sample", seed)
        results.write(tmp_path, job, panel, [{"disc": disc} | figures], warnings=[], cpu_seconds=30.0)
    job = results.Job("generation", "stock_daily", "direct", "gaussian", 0)
    results.write(tmp_path, job, panel, [{"disc": 0.21} | figures], warnings=[], cpu_seconds=30.0)
    page.write_pages(results.read(tmp_path), tmp_path / "pages")
    text = (tmp_path / "pages" / "generation.md").read_text()
    assert "| `sample` | 0.030 (0.020 to 0.040) | 0.140 | 1.010 | 0.100 | 0.020 |" in text
    assert "| baseline: Gaussian with the mean and covariance of training | 0.210 |" in text
    assert "| TimeVAE (Desai et al., 2021), published | 0.145 | – | – | – | – |" in text


def test_baselines_are_what_they_say(waves):
    real, other = table_generation.windows_of("other_half", waves, 0)
    assert len(real) == len(other) == 300
    assert not {row.tobytes() for row in real} & {row.tobytes() for row in other}
    real, noisy = table_generation.windows_of("noisy_train", waves, 0)
    assert np.std(noisy - real) == pytest.approx(0.01, rel=0.05)
    real, drawn = table_generation.windows_of("gaussian", waves, 0)
    np.testing.assert_allclose(np.cov(drawn.reshape(300, -1).T), np.cov(real.reshape(300, -1).T), atol=0.25)

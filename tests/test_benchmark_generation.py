"""The table of drawn series tells good draws from bad ones."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).parents[1] / "examples" / "benchmarks"))

import generation
import page
import results
import run
import table_generation
from panels import Panel

RNG = np.random.default_rng(0)


def waves(n_windows):
    phase = RNG.uniform(0, 6, (n_windows, 2, 1))
    return 0.5 + 0.4 * np.sin(np.arange(24) / 3 + phase) + 0.02 * RNG.normal(size=(n_windows, 2, 24))


def test_fresh_windows_are_neither_near_nor_copies_and_noisy_ones_are_copies():
    train, test = waves(400), waves(400)
    nearer, copies = generation.nearness(train, test, waves(400), 0)
    assert abs(nearer) < 0.15 and copies < 0.06
    nearer, copies = generation.nearness(train, test, train + 1e-3 * RNG.normal(size=train.shape), 0)
    assert nearer == pytest.approx(0.5, abs=0.05) and copies > 0.9


def test_a_forecaster_learns_as_well_from_fresh_windows_and_not_from_noise():
    train, test = waves(400), waves(400)
    of_train = generation.forecast_error(train, test)
    assert generation.forecast_error(waves(400), test) / of_train == pytest.approx(1, abs=0.1)
    assert generation.forecast_error(RNG.random(train.shape), test) > 3 * of_train


def test_convolutions_tell_shuffled_windows_and_not_fresh_ones():
    train = waves(400)
    assert generation.told_by_convolutions(train, waves(400), 0) < 0.12
    assert generation.told_by_convolutions(train, RNG.permuted(train, axis=2), 0) > 0.4


def test_all_sets_that_are_there_are_drawn_beside_the_null_lines():
    jobs = run.jobs_of(table_generation, ["stock_daily", "m5_daily"], {"stock_daily": "", "m5_daily": ""}, range(2))
    assert {job.set for job in jobs} == {"stock_daily", "sines"}
    assert {job.case for job in jobs} == set(table_generation.CASES)


def test_the_page_shows_published_scores_as_theirs(tmp_path):
    cell = dict.fromkeys(table_generation.FIGURES, 0.03)
    panel = Panel("stock_daily", waves(4), 5)
    results.write(
        tmp_path,
        results.Job("generation", "stock_daily", "none", "sample", 0),
        panel,
        [cell],
        warnings=[],
        cpu_seconds=1.0,
    )
    (path,) = page.write_pages(results.read(tmp_path), tmp_path / "pages")
    text = path.read_text()
    assert "| `sample` | 0.030 | 0.030 |" in text
    assert "| TimeVAE (Desai et al., 2021), published | 0.145 | – |" in text

"""The table of codecs compares one augmenter with three codecs, and says where the network is better."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

import page
import pandas as pd
import results
import run
import table_codecs
from panels import Panel

RNG = np.random.default_rng(0)


@pytest.fixture
def panel():
    season = np.sin(np.arange(48) / 3 + RNG.uniform(0, 6, (40, 1)))
    return Panel("tourism_small_quarterly", 10 + season + 0.03 * RNG.normal(size=(40, 48)), 4)


def test_every_figure_of_a_codec_is_measured(panel):
    (cell,) = table_codecs.measure(results.Job("codecs", panel.name, "none", "no code", 0), panel)
    assert cell.keys() == table_codecs.FIGURES.keys()
    assert all(0 <= cell[name] <= 0.5 for name in ("jitter", "mix", "midpoint", "drawn"))
    assert cell["jitter"] > cell["mix"]  # a smooth wave with white noise is easy to tell, another wave is not
    assert 0 <= cell["missed"] < 0.5 and cell["forecast"] > 0.5


def test_sets_without_a_horizon_have_no_forecasts(panel):
    panel = Panel("ucr_ecg200", panel.values, 4)
    (cell,) = table_codecs.measure(results.Job("codecs", "ucr_ecg200", "none", "PCACodec", 0), panel)
    assert "forecast" not in cell


def test_every_codec_is_measured_on_the_sets_that_are_there():
    paths = {"m5_daily": "", "police_daily": "", "stock_daily": ""}
    jobs = run.jobs_of(table_codecs, list(paths), paths, range(2))
    assert {job.set for job in jobs} == {"m5_daily", "stock_daily"}
    assert {job.case for job in jobs} == set(table_codecs.CODECS) and len(jobs) == 12


def cells_of(figures):
    """Cells with one figure of each codec."""
    same = dict.fromkeys(table_codecs.FIGURES, 0.2)
    cells = [{"set": "m5_daily", "case": case, "seed": 0, **same, **changes} for case, changes in figures.items()]
    return pd.DataFrame(cells)


def test_the_answer_names_what_is_better_and_what_is_worse():
    cells = cells_of({"CVAE": {"mix": 0.1}, "PCACodec": {"missed": 0.15}, "no code": {"mix": 0.105}})
    answer = table_codecs.answer(cells)
    assert "principal components the network is better in copies by mix told from real -0.100; worse in fresh" in answer
    assert "no code the network is better in nothing; worse in nothing." in answer


def test_the_page_has_means_over_sets_and_a_dash_for_what_is_not_measured(panel, tmp_path):
    figures = dict.fromkeys(table_codecs.FIGURES, 0.25)
    del figures["forecast"]
    for case in table_codecs.CODECS:
        job = results.Job("codecs", panel.name, "none", case, 0)
        results.write(tmp_path, job, panel, [figures], warnings=[], cpu_seconds=1.0)
    *_, path = page.write_pages(results.read(tmp_path), tmp_path / "pages")
    text = path.read_text()
    assert "| tourism_small_quarterly | CVAE | 0.25 | 0.25 | 0.25 | 0.25 | 0.25 | – | 0.25 |" in text
    assert "| mean over sets | no code | 0.250 | 0.250 | 0.250 | 0.250 | 0.250 | – | 0.250 |" in text

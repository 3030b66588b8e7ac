"""The table of gaps hides what it says, and counts what it finds."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

import page
import results
import run
import table_gaps
from panels import Panel

RNG = np.random.default_rng(0)


@pytest.fixture
def panel():
    return Panel("m5_daily", np.sin(np.arange(120) / 3 + np.arange(30)[:, None]) + 0.1 * RNG.normal(size=(30, 120)), 7)


@pytest.mark.parametrize("kind", table_gaps.KINDS)
def test_a_tenth_is_hidden_and_no_end(kind, panel):
    with_gaps = table_gaps.hide(panel.values, kind, RNG)
    hidden = np.isnan(with_gaps)
    assert 0.06 < hidden.mean() < 0.14 and not hidden[:, [0, -1]].any()
    np.testing.assert_array_equal(with_gaps[~hidden], panel.values[~hidden])
    lengths = [len(run) for row in hidden for run in "".join("x" if gap else " " for gap in row).split()]
    assert max(lengths) >= table_gaps.LEAST.get(kind, 1)


def test_straight_lines_are_those_of_numpy():
    with_gaps = np.array([[0.0, np.nan, np.nan, 3.0, np.nan, 1.0]])
    np.testing.assert_allclose(table_gaps.straight_lines(with_gaps), [[0, 1, 2, 3, 2, 1]])


def test_smooth_series_are_filled_better_than_by_lines(panel):
    cells = table_gaps.measure(results.Job("gaps", "m5_daily", "none", "PCACodec", 0), panel)
    assert [cell["kind"] for cell in cells] == list(table_gaps.KINDS)
    for cell in cells:
        assert cell["ratio"] == pytest.approx(cell["error"] / cell["lines"])
        assert 0 < cell["error"] < cell["lines"] < 1.6 and cell["mean"] == pytest.approx(1, abs=0.1)


def test_every_model_is_measured_on_the_sets_that_are_there():
    paths = {"m5_daily": "", "police_daily": "", "stock_daily": ""}
    jobs = run.jobs_of(table_gaps, list(paths), paths, range(2))
    assert {job.set for job in jobs} == {"m5_daily", "stock_daily"}
    assert {(job.mode, job.case) for job in jobs} == {(m, c) for m in ("none", "seasonal") for c in table_gaps.MODELS}


def test_the_page_counts_what_is_better_than_lines(panel, tmp_path):
    for case, ratio in (("CVAE", 0.8), ("PCACodec", 1.1)):
        cell = {"kind": "points", "error": ratio / 2, "lines": 0.5, "mean": 1.0, "ratio": ratio}
        job = results.Job("gaps", "m5_daily", "none", case, 0)
        results.write(tmp_path, job, panel, [cell], warnings=[], cpu_seconds=1.0)
    *_, path = page.write_pages(results.read(tmp_path), tmp_path / "pages")
    text = path.read_text()
    assert "| m5_daily | points | 0.50 | 1.00 | 0.80 | 1.10 | – | – |" in text
    assert "in 1 of 2 cells" in text and "Not better in: m5_daily, points, none, PCACodec." in text

"""The table of messy series measures zeros and correlations, and says what it has seen."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

import networks
import page
import results
import run
import table_messy
from panels import Panel

RNG = np.random.default_rng(0)


class Redrawn:
    """Augmenter whose copies are the series in the order of a shuffle, the same in all channels."""

    def set_params(self, strength):
        return self

    def augment(self, X, n_copies):
        return np.concatenate([X[..., RNG.permutation(X.shape[-1])] for _ in range(n_copies)])


class Negated(Redrawn):
    """Augmenter whose copies have their first channel upside down."""

    def augment(self, X, n_copies):
        signs = np.where(np.arange(X.shape[1]) == 0, -1, 1)[:, None]
        return np.tile(X * signs, (n_copies, 1, 1))


@pytest.fixture
def counts():
    return Panel("police_daily", RNG.poisson(0.5, (20, 80)).astype(float), 7)


@pytest.fixture
def channels():
    common = RNG.standard_normal((12, 1, 60))
    return Panel("stock_daily", common + RNG.standard_normal((12, 3, 60)), 5)


def test_correlations_are_those_of_numpy(channels):
    found = table_messy.correlations(channels.values)
    for row, X in zip(found, channels.values, strict=True):
        np.testing.assert_allclose(row, np.corrcoef(X)[np.triu_indices(3, 1)])


def test_segments_hold_all_channels_of_one_time():
    table = np.arange(2 * table_messy.SEGMENT + 9)[:, None] + np.array([0, 10_000])
    segments = table_messy.segments_of_channels(table)
    assert segments.shape == (2, 2, table_messy.SEGMENT)
    np.testing.assert_array_equal(segments[1, 1], 10_000 + table_messy.SEGMENT + np.arange(table_messy.SEGMENT))


def test_copies_with_the_same_values_read_as_the_same_zeros_and_channels(counts, channels, monkeypatch):
    monkeypatch.setattr(table_messy, "fitted", lambda *_: Redrawn())
    for panel in (counts, channels):
        cells = table_messy.measure(results.Job("messy", panel.name, "seasonal", "mix", 0), panel)
        assert [cell["strength"] for cell in cells] == ["0.3", "0.6", "full"]
        for cell in cells:
            if panel is channels:
                assert cell["correlation_apart"] == pytest.approx(0, abs=1e-12)
            else:
                assert cell["zeros_copies"] == pytest.approx(cell["zeros"]) == np.mean(counts.values == 0)
                assert cell["zeros_apart"] == cell["least"] == 0


def test_a_channel_that_is_turned_is_seen(channels, monkeypatch):
    monkeypatch.setattr(table_messy, "fitted", lambda *_: Negated())
    first, _ = table_messy.measure(results.Job("messy", "stock_daily", "none", "mix", 0), channels)
    before = np.array([np.corrcoef(X)[np.triu_indices(3, 1)] for X in channels.values])
    decomposition = np.median([np.median([2 * abs(one), 2 * abs(two), 0]) for one, two, _ in before])
    assert first["correlation_apart"] == pytest.approx(decomposition)


@pytest.mark.parametrize("case", table_messy.DIRECT)
def test_a_direct_change_is_what_was_asked_and_cut_off_at_0(case, counts, channels):
    copies = table_messy.directly(channels.values, case, 0.3, 4, seed=0)
    change = (copies - channels.values) / channels.values.std(axis=2, keepdims=True)
    np.testing.assert_allclose(np.sqrt(np.mean(change**2, axis=(1, 3))), 0.3)
    assert table_messy.directly(counts.values, case, 0.6, 2, seed=0).min() == 0


def test_all_transformations_are_measured_on_the_sets_that_are_there():
    paths = {"police_daily": "", "tourism_monthly": "", "stock_daily": ""}
    jobs = run.jobs_of(table_messy, list(paths), paths, range(2))
    assert {job.set for job in jobs} == {"police_daily", "stock_daily"}
    assert len(set(jobs)) == len(jobs)
    for mode in networks.MODES:
        assert {job.case for job in jobs if job.mode == mode} == set(networks.TRANSFORMATIONS)


def test_the_page_states_zeros_correlations_and_misses(counts, channels, tmp_path):
    stored = {
        ("none", "mix"): (
            {"strength": "0.3", "zeros": 0.6, "zeros_copies": 0.59, "zeros_apart": 0.01, "least": 0.0, "change": 0.3},
            {"strength": "0.3", "correlation_apart": 0.08, "change": 0.3},
        ),
        ("direct", "jitter"): (
            {"strength": "0.3", "zeros": 0.6, "zeros_copies": 0.31, "zeros_apart": 0.3, "least": 0.0, "change": 0.3},
            {"strength": "0.3", "correlation_apart": 0.25, "change": 0.3},
        ),
    }
    for (mode, case), cells in stored.items():
        for panel, cell in zip((counts, channels), cells, strict=True):
            job = results.Job("messy", panel.name, mode, case, 0)
            results.write(tmp_path, job, panel, [cell], warnings=[], cpu_seconds=1.0)
    *_, path = page.write_pages(results.read(tmp_path), tmp_path / "pages")
    text = path.read_text()
    for line in (
        "Baseline, the series themselves: police_daily 0.60",
        "| police_daily | 0.3 | direct | 0.31 |",
        "| police_daily | 0.3 | none | – | – | – | – | – | – | 0.59 | – |",
        "within 0.05 of the original's in 1 of 1 cells",
        "| stock_daily | 0.3 | none | – | – | – | – | – | – | 0.08 | – |",
        "mean over seeds: 0 of 1 cells",
        "Missed in: stock_daily, none, mix, 0.3.",
        "| stock_daily | 12 | 60 | 5 |",
    ):
        assert line in text

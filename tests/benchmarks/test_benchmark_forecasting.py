"""The table of forecasting trains on the past alone, scores as it says, and writes down what it measured."""

import sys
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

import forecasting
import forecasting_methods
import page
import panels
import results
import table_forecasting
from forecasting_methods import BASELINES, LADDER

from sklearn_lgta import LGTAAugmenter, PCACodec

SEASON, LAGS, HORIZON = 4, 8, 4
N_SERIES, N_TIMEPOINTS = 40, 60
STEPS = np.arange(N_TIMEPOINTS)
ALL = forecasting.MODELS | {"nhits": forecasting.nhits}


def task_of(values, regime="full", seed=0):
    """Task of series by row."""
    return forecasting.make_task(panels.Panel("shop", values, SEASON), regime, seed, (LAGS, HORIZON))


@pytest.fixture
def panel():
    """Lines with a season and noise, some of them negative."""
    rng = np.random.default_rng(0)
    profile = np.tile(rng.standard_normal((N_SERIES, SEASON)), N_TIMEPOINTS // SEASON)
    line = rng.standard_normal((N_SERIES, 1)) * STEPS / 20
    return panels.Panel("shop", line + profile + 0.5 * rng.standard_normal((N_SERIES, N_TIMEPOINTS)), SEASON)


@pytest.fixture
def task(panel):
    return task_of(panel.values)


# ------------------------------------------------------------------------------------ protocol
def test_windows_are_of_all_series_at_one_time_then_at_the_next():
    table = np.array([[1, 10], [2, 20], [3, 30], [4, 40]])
    np.testing.assert_array_equal(forecasting.windows(table, 3), [[1, 2, 3], [10, 20, 30], [2, 3, 4], [20, 30, 40]])


def test_regimes_leave_out_training_rows_and_no_test(panel):
    full, low_time, low_series, other = (
        task_of(panel.values, *about) for about in (("full",), ("low_time",), ("low_series",), ("low_series", 1))
    )
    np.testing.assert_array_equal(full.train, panel.values[:, : -2 * HORIZON].T)
    np.testing.assert_array_equal(low_time.train, full.train[-5 * SEASON :])
    assert low_series.train.shape == other.train.shape == (len(full.train), 30)
    columns, others = (set(map(tuple, task.train.T)) for task in (low_series, other))
    assert columns < set(map(tuple, full.train.T)) and columns != others
    for task in (low_time, low_series, other):
        np.testing.assert_array_equal(task.test, full.test)
        np.testing.assert_array_equal(task.unit, full.unit)


def test_origins_roll_through_the_last_two_horizons(panel, task):
    first, last = task.test[:N_SERIES], task.test[-N_SERIES:]
    np.testing.assert_array_equal(first, panel.values[:, N_TIMEPOINTS - 2 * HORIZON - LAGS : -HORIZON])
    np.testing.assert_array_equal(last, panel.values[:, -LAGS - HORIZON :])
    assert len(task.test) == (HORIZON + 1) * N_SERIES


def test_the_future_does_not_enter_training_nor_the_unit(panel):
    changed = panel.values.copy()
    changed[:, -2 * HORIZON :] += 5
    for regime in forecasting.REGIMES:
        task, other = task_of(panel.values, regime), task_of(changed, regime)
        np.testing.assert_array_equal(task.train, other.train)
        np.testing.assert_array_equal(task.unit, other.unit)


def test_series_that_repeat_their_season_are_left_out(panel):
    values = panel.values.copy()
    values[3] = np.tile([1, 2, 3, 4], N_TIMEPOINTS // 4)
    assert task_of(values).train.shape[1] == N_SERIES - 1


@pytest.fixture
def lines():
    """Lines of different slopes, never negative."""
    return task_of(np.outer([1.0, 2.0, 30.0], STEPS))


def persistence(task):
    """The last value again, in normalised units."""
    level, size = forecasting.moments(task.test, LAGS)
    return (task.test[:, LAGS - 1, None] - level) / size


def test_the_errors_of_persistence_on_lines_are_known(lines):
    # Of slope a, the seasonal naive forecast is wrong by 4 a, persistence by a, 2 a, 3 a and 4 a, always too low.
    root = np.sqrt((1 + 4 + 9 + 16) / 4)
    assert lines.errors(persistence(lines)) == pytest.approx((2.5 / SEASON, root / SEASON, -2.5 / SEASON))
    ends = (1 + 4) / 2 / SEASON, np.sqrt((1 + 16) / 2) / SEASON, -(1 + 4) / 2 / SEASON
    assert lines.errors(persistence(lines)[:, :1], [0, 3]) == pytest.approx(ends)


def test_the_units_are_the_errors_of_the_seasonal_naive_forecast(task):
    error = task.train[SEASON:] - task.train[:-SEASON]
    np.testing.assert_allclose(task.unit[:, 0], np.tile(np.abs(error).mean(axis=0), HORIZON + 1))
    np.testing.assert_allclose(task.root_unit[:, 0], np.tile(np.sqrt((error**2).mean(axis=0)), HORIZON + 1))


def test_forecasts_are_not_negative_where_series_never_are(lines, task):
    down = np.full((len(lines.test), 1), -1e6)
    assert lines.errors(down)[0] == pytest.approx((lines.test[:, LAGS:] / lines.unit).mean())
    assert task.lowest == -np.inf and task.errors(np.full((len(task.test), 1), -1e6))[0] > 1e5


def test_models_learn_from_normalised_windows_of_series_and_copies(task):
    copy = np.zeros((20, 1))
    copy[8:] = 1.0  # the lags of the first window do not vary
    copy[8] = 1e-3  # in the second, the target is far from lags that hardly do

    def spy(past, future, new, seed):
        assert past.shape[1:] == new.shape[1:] == (LAGS,) and seed == task.seed
        for rows in (past, new):
            np.testing.assert_allclose(rows.mean(axis=1), 0, atol=1e-9)
            np.testing.assert_allclose(rows.std(axis=1), 1)
        n_own = (len(task.train) - LAGS - HORIZON + 1) * task.train.shape[1]
        own = np.hstack([past, future])[:n_own]
        level, size = task.train[:LAGS, 0].mean(), task.train[:LAGS, 0].std()
        np.testing.assert_allclose(own[0] * size + level, task.train[: LAGS + HORIZON, 0])
        assert len(past) == n_own + (20 - LAGS - HORIZON + 1) - 1
        assert np.abs(future).max() == future[n_own].max() == 10
        return persistence(task), slice(None)

    scores = forecasting.score(task, [copy], {"spy": spy})
    assert list(scores) == ["spy", "spy_rmsse", "spy_bias"]
    assert tuple(scores.values()) == task.errors(persistence(task))


@pytest.mark.parametrize("name", ALL)
def test_a_model_beats_the_seasonal_naive_forecast(task, name):
    if name == "nhits":
        pytest.importorskip("neuralforecast")
    assert forecasting.score(task, models={name: ALL[name]})[name] < 1


def test_trees_are_scored_at_three_steps(task):
    forecast, steps = forecasting.trees(task.train[:30, :8], task.train[:30, 8:20], task.train[:5, :8], 0)
    assert forecast.shape == (5, 3) and steps == [0, 5, 11]


def test_all_series_of_a_file_are_read_without_gaps(tmp_path):
    table = np.random.default_rng(0).standard_normal((130, 700))
    table[:4, 0] = table[:100, 1] = np.nan
    np.savez(tmp_path / "shop.npz", values=table, meta=np.array([["season", "4"]]))
    panel = forecasting.read_panel_to_forecast("shop", panels.files(tmp_path))
    np.testing.assert_array_equal(panel.values, np.delete(table[-126:], 1, axis=1).T)
    assert (panel.name, panel.season) == ("shop", 4)


# ------------------------------------------------------------------------------------ methods
@pytest.mark.parametrize("name", [name for name in BASELINES if name != "none"])
def test_a_baseline_gives_as_many_copies_as_asked_and_the_same_for_a_seed(task, panel, name):
    tables, again = BASELINES[name](task, 3), BASELINES[name](task, 3)
    n_windows = (len(task.train) - LAGS - HORIZON + 1) * N_SERIES
    shape = (LAGS + HORIZON, n_windows) if name == "clean_bootstrap" else task.train.shape
    assert [table.shape for table in tables] == [shape] * 3
    np.testing.assert_array_equal(tables, again)
    other = BASELINES[name](task_of(panel.values, seed=1), 1)[0]
    for different in (tables[1], other):
        assert np.abs(tables[0] - different).mean() > 0.01


def test_direct_copies_change_by_as_much_as_asked(task):
    for copy in BASELINES["direct"](task, 3):
        change = np.sqrt(((copy - task.train) ** 2).mean(axis=0)) / task.train.std(axis=0)
        np.testing.assert_allclose(change, 0.3)


def test_scaled_copies_are_duplicates_to_a_forecaster_that_normalises(task):
    (copy,) = BASELINES["scaling"](task, 1)
    rows, own = (forecasting.windows(table, LAGS + HORIZON) for table in (copy, task.train))
    (past, future), (own_past, own_future) = (forecasting.normalised(windows, LAGS) for windows in (rows, own))
    signs = np.sign((past * own_past).sum(axis=1, keepdims=True))  # a factor of three deviations turns a series over
    np.testing.assert_allclose(past, signs * own_past, atol=1e-6)
    np.testing.assert_allclose(future, signs * own_future, rtol=1e-6, atol=1e-6)


def test_mixtures_are_convex(panel):
    task = task_of(panel.values[:2])
    standard = (task.train - task.train.mean(axis=0)) / task.train.std(axis=0)
    mixed = 0
    for copy in BASELINES["mixup"](task, 10):
        for series in (copy - task.train.mean(axis=0)).T / task.train.std(axis=0)[:, None]:
            weights, *_ = np.linalg.lstsq(standard, series)
            np.testing.assert_allclose(standard @ weights, series, atol=1e-9)
            assert weights.min() > -1e-9 and weights.sum() == pytest.approx(1)
            mixed += weights.max() < 0.999
    assert mixed


def test_shuffled_patches_are_seasons_of_the_same_series(panel):
    pulse = np.tile([[0.0, 1.0]], (1, N_TIMEPOINTS // 2)) + np.zeros((N_SERIES, 1))
    task = task_of(pulse + panel.values)
    repeated = forecasting_methods.patch_shuffle(
        forecasting.Task(pulse.T, task.test, task.unit, task.root_unit, 0.0, SEASON, LAGS, HORIZON, 0), 1
    )
    np.testing.assert_allclose(repeated[0], pulse.T)  # all patches of it are equal
    wild = np.zeros((40, 1))
    wild[20:24, 0] = [5.0, -5.0, 5.0, -5.0]  # in three patches of nineteen: none of the calm ones
    (copy,) = forecasting_methods.patch_shuffle(
        forecasting.Task(wild, task.test, task.unit, task.root_unit, 0.0, SEASON, LAGS, HORIZON, 0), 1
    )
    np.testing.assert_allclose(copy, wild)


def line_and_season():
    """Lines with a season and no noise: (n_timepoints, 2)."""
    profile = np.tile([[3.0, -1.0, 0.0, -2.0], [0.5, 0.0, 0.0, -0.5]], N_TIMEPOINTS // SEASON)
    return (np.outer([1.0, -0.2], STEPS) + profile).T


@pytest.mark.parametrize("structure", [forecasting_methods.local_structure, forecasting_methods.classical_structure])
def test_the_structure_of_a_line_with_a_season_is_all_of_it(structure):
    table = line_and_season()
    inside = slice(SEASON, -SEASON)  # the classical trend bends at the ends
    error = np.abs(structure(table, SEASON) - table)
    assert error[inside].max() < 0.25 and error[inside].mean() < 0.06
    if structure is forecasting_methods.local_structure:
        assert error.mean() < 0.06


def test_the_local_trend_of_a_line_is_the_line_up_to_its_ends():
    smoother = forecasting_methods.local_linear(20, 8)
    np.testing.assert_allclose(smoother @ np.arange(20.0), np.arange(20.0), atol=1e-9)
    np.testing.assert_allclose(np.count_nonzero(smoother, axis=1), 9)


@pytest.mark.parametrize("across", [False, True])
def test_blocks_come_from_the_series_itself_or_from_one_of_all(task, across):
    nothing = np.zeros_like(task.train)
    copy = forecasting_methods.bootstrapped(task, nothing, np.random.default_rng(0), across)
    standard = [np.round(series / series.std(), 6) for series in task.train.T]
    donors = []
    for place, series in enumerate(np.round(copy / task.train.std(axis=0), 6).T):
        blocks = series[: len(series) // 8 * 8].reshape(-1, 8)
        runs = [set(map(tuple, np.lib.stride_tricks.sliding_window_view(donor, 8))) for donor in standard]
        (donor,) = (n for n, of_donor in enumerate(runs) if set(map(tuple, blocks)) <= of_donor)
        donors.append(donor == place)
    assert np.mean(donors) < 0.2 if across else all(donors)


def test_a_bootstrap_of_the_remainder_keeps_the_structure(task):
    structure = forecasting_methods.classical_structure(task.train, SEASON)
    for name in ("within", "across"):
        mean = np.mean(BASELINES[name](task, 100), axis=0)
        assert np.abs(mean - structure).mean() < 0.2 * np.abs(task.train - structure).mean()


def test_clean_targets_are_the_structure_and_the_lags_are_not(task):
    (table,) = BASELINES["clean_bootstrap"](task, 1)
    structure = forecasting.windows(forecasting_methods.local_structure(task.train, SEASON), LAGS + HORIZON)
    np.testing.assert_array_equal(table.T[:, LAGS:], structure[:, LAGS:])
    redrawn, own = table.T - structure, forecasting.windows(task.train, LAGS + HORIZON) - structure
    assert redrawn[:, :LAGS].std() == pytest.approx(own[:, :LAGS].std(), rel=0.2)


# ------------------------------------------------------------------------------------ the augmenter
@pytest.fixture
def linear(monkeypatch):
    """A codec that trains at once in place of the network, and a list with an entry for every training."""
    trained = []
    fit = PCACodec.fit
    monkeypatch.setattr(
        PCACodec, "fit", lambda codec, *args, **kwargs: trained.append(1) or fit(codec, *args, **kwargs)
    )
    monkeypatch.setattr(
        forecasting_methods,
        "timed_fit",
        lambda X, **changes: (LGTAAugmenter(**{"model": PCACodec()} | changes).fit(X), 1.5),
    )  # without its warming up
    monkeypatch.setattr(table_forecasting, "task_of", partial(forecasting.make_task, sizes=(LAGS, HORIZON)))
    for name in ("MODELS", "WITH_NHITS"):
        monkeypatch.setattr(table_forecasting, name, {"ridge": forecasting.ridge})
    return trained


def test_pairs_are_those_of_the_copies_alone(task, linear):
    augmenter, _ = forecasting_methods.fitted(task, "lgta_pairs")
    assert (augmenter.seasonal_period, augmenter.random_state) == (SEASON, task.seed)
    own = set(map(tuple, forecasting.windows(task.train, LAGS + HORIZON)))
    (table,) = forecasting_methods.copied(task, augmenter, "lgta_pairs", 2)
    assert table.shape == (LAGS + HORIZON, 2 * len(own)) and not own & set(map(tuple, table.T))
    lags, targets, _ = augmenter.training_windows(task.train.T, LAGS, HORIZON, 2)
    np.testing.assert_array_equal(table.T, np.hstack([lags, targets])[len(own) :])
    (same,) = forecasting_methods.copied(task, augmenter, "same_target", 2)
    np.testing.assert_array_equal(same[:LAGS], table[:LAGS])
    assert np.abs(same - table)[LAGS:].mean() > 0.01


def test_simulated_windows_come_beside_the_pairs(task, linear):
    augmenter, _ = forecasting_methods.fitted(task, "lgta_simulated")
    (pairs,), (table,) = (
        forecasting_methods.copied(task, augmenter, method, 2) for method in ("lgta_pairs", "lgta_simulated")
    )
    np.testing.assert_array_equal(table[:, : pairs.shape[1]], pairs)
    assert table.shape[1] == pairs.shape[1] + 16_000


def test_copies_of_whole_series_are_tables(task, linear):
    augmenter, _ = forecasting_methods.fitted(task, "lgta_copies")
    tables = forecasting_methods.copied(task, augmenter, "lgta_copies", 2)
    copies = augmenter.augment(task.train.T, 2)
    np.testing.assert_array_equal(np.concatenate(tables, axis=1).T, copies)


def test_methods_of_one_task_share_the_training_where_they_can(task, linear):
    for method in ("lgta_copies", "lgta_pairs", "same_target", "residual_keep", "residual_drop", "mix"):
        augmenter, _ = forecasting_methods.fitted(task, method)
        for name, value in LADDER.get(method, ({},))[0].items():
            assert getattr(augmenter, name) == value
    assert len(linear) == 1
    assert forecasting_methods.fitted(task, "no_structure")[0].structure_ == "none"
    assert len(linear) == 2


def measured(panel, case, regime="low_time"):
    (cell,) = table_forecasting.measure(results.Job("forecasting", "shop", regime, case, 0), panel)
    return cell


def test_a_job_stores_scores_and_figures_of_the_augmenter(panel, task, linear):
    none, cell = measured(panel, "none", "full"), measured(panel, "lgta_pairs_x2", "full")
    assert (none["method"], none["n_copies"], cell["method"], cell["n_copies"]) == ("none", 0, "lgta_pairs", 2)
    ridge = {"ridge": forecasting.ridge}
    assert none["ridge"] == forecasting.score(task, [], ridge)["ridge"]
    augmenter, _ = forecasting_methods.fitted(task, "lgta_pairs")
    tables = forecasting_methods.copied(task, augmenter, "lgta_pairs", 2)
    assert cell["ridge"] == forecasting.score(task, tables, ridge)["ridge"] != none["ridge"]
    assert cell["r2"] == augmenter.latent_report_["r2"] and cell["fit_cpu_seconds"] == 1.5
    assert "r2" not in none


@pytest.mark.parametrize("case", ["across_x1", "lgta_copies_x1", "data_space_x1"])
def test_copies_are_not_negative_where_series_never_are(panel, linear, monkeypatch, case):
    tables = []
    monkeypatch.setattr(table_forecasting, "score", lambda task, given, models: tables.extend(given) or {})
    shop = panels.Panel("shop", np.maximum(panel.values, 0) + 1e-9, SEASON)
    measured(shop, case)
    assert min(table.min() for table in tables) == 0  # the series have no zeros: copies are cut off there


def test_every_method_is_measured_where_it_is_planned():
    jobs = table_forecasting.jobs(table_forecasting.sets(["m5_daily", "shop"], ["m5_daily", "shop"]), range(2))
    assert {(job.table, job.set) for job in jobs} == {("forecasting", "m5_daily")}
    assert len(set(jobs)) == len(jobs) == 2 * (3 * 12 + 2 * 5 + 2 * len(LADDER))
    full = {job.case for job in jobs if job.mode == "full"}
    assert full == {"none", *(f"{name}_x3" for name in table_forecasting.METHODS if name != "none")}
    assert {job.case for job in jobs if job.mode == "low_time"} - full >= {"across_x10", "pca_x3"}


# ------------------------------------------------------------------------------------ the page
def row(method, n_copies, scores, regime="low_time", seed=0, name="m5_daily", **about):
    models = dict(zip(("ridge", "trees", "net"), scores, strict=True))
    job = {"set": name, "mode": regime, "seed": seed, "method": method, "n_copies": n_copies}
    models |= {f"{model}_rmsse": score**2 for model, score in models.items()}
    models |= {f"{model}_bias": -0.1 * n_copies for model in ("ridge", "trees", "net")}
    return job | models | {"copies_cpu_seconds": 0.5} | about


@pytest.fixture
def cells():
    report = {"r2": 0.6, "r2_zero_latent": 0.01, "fit_cpu_seconds": 3.0}
    rows = [
        row("none", 0, [2.0, 1.0, 1.0], nhits=0.5),
        row("none", 0, [1.0, 1.0, 1.0], seed=1, nhits=0.5),
        row("none", 0, [1.0, 1.0, 1.0], regime="full", nhits=0.5),
        row("across", 3, [1.8, 0.9, 0.9], nhits=0.45),
        row("across", 3, [1.0, 0.9, 0.8], seed=1, nhits=0.4),
        row("across", 3, [1.01, 0.99, 1.0], regime="full", nhits=0.45),
        row("lgta_copies", 3, [1.8, 0.92, 0.9], **report),
        row("lgta_copies", 3, [1.0, 0.92, 0.8], seed=1, **report),
        row("lgta_copies", 3, [1.04, 0.99, 1.0], regime="full", **report),
        row("lgta_pairs", 3, [1.6, 0.8, 0.8], **report),
        row("lgta_pairs", 3, [0.8, 0.8, 0.8], seed=1, **report),
        row("lgta_pairs", 3, [0.8, 0.8, 0.8], regime="full", **report),
        row("same_target", 3, [1.8, 0.8, 0.8]),
        row("same_target", 3, [0.8, 0.8, 0.86], seed=1),
        row("clean_bootstrap", 10, [1.7, 0.85, 0.85]),
        row("lgta_pairs", 10, [1.6, 0.9, 0.8], **report),
    ]
    return pd.DataFrame(rows)


def test_the_table_states(cells):
    text = table_forecasting.render(cells)
    lines = [
        "| method | m5_daily full | m5_daily low_time | mean ± sd over seeds |",
        # seed 0: mean of .9, .9, .9, 1.01, .99 and 1; seed 1: of 1, .9 and .8
        "| across | **1.010**/0.990/1.000 | 0.950/0.900/0.850 | 0.925 ± 0.035 |",
        "| method | m5_daily low_time | mean ± sd over seeds |",
        "| lgta_pairs | 0.800/0.900/0.800 | 0.833 |",
        # nhits: seed 0: .9 and .9; seed 1: .8
        "| across | 3 | 0.978 ± 0.032 | 0.923 ± 0.032 | 0.875 ± 0.106 | 0.850 ± 0.071 "
        "| 1.010 (m5_daily full ridge) | 1 of 8 |",
        "| lgta_copies | across | 3 | +0.008 ± 0.001 | +0.030 (m5_daily full ridge) | 1.040 | **no** |",
        "| lgta_pairs | clean_bootstrap | 10 | -0.017 | +0.050 (m5_daily low_time trees) | 0.900 | **no** |",
        "| lgta_pairs | 0.800 ± 0.000 | – | – |",
        "| same_target | 0.827 ± 0.009 | +0.027 ± 0.009 | +0.050 (m5_daily low_time ridge) |",
        "| none | – | 1.000 ± 0.000 | 1.000 ± 0.000 | +0.000 ± 0.000 |",
        "| across | structure and remainder | 0.900 ± 0.000 | 0.813 ± 0.005 | -0.300 ± 0.000 |",
        "| m5_daily | low_time | 0.600 | 0.010 | 3.0 | – | 0.50 | 0.50 |",
    ]
    missing = [line for line in lines if line not in text]
    assert not missing


def test_the_page_says_whether_nhits_was_measured(cells):
    assert "`nhits` is NHITS" in table_forecasting.render(cells)
    text = table_forecasting.render(cells.drop(columns="nhits"))
    assert "neuralforecast was not installed" in text and "| method | copies | ridge | trees | net | worst" in text


def test_methods_that_share_no_cell_are_not_compared(cells):
    decomposition = cells[(cells["method"] == "none") | ((cells["method"] == "across") == (cells["mode"] == "full"))]
    text = table_forecasting.render(decomposition)
    assert "| lgta_copies | across | 3 | – | – |" in text and "Mean ranks" not in text


def rank_cells(scores):
    """Cells of a few methods and none, from scores of (method, set)."""
    methods = ("none", "direct", "mixup", "across")
    return pd.DataFrame(
        [
            row(method, 3 * (method != "none"), [score] * 3, name=f"set_{place}")
            for place, of_set in enumerate(scores)
            for method, score in zip(methods, of_set, strict=True)
        ]
    )


def test_ranks_and_their_critical_difference_are_those_of_the_literature():
    scores = [[3.0, 1.0, 2.0, 4.0]] * 12 + [[3.0, 2.0, 1.0, 3.0]] * 2
    for_one = rank_cells(scores).assign(trees=np.nan, net=np.nan)
    ranks, distance, p_value, n_cells = table_forecasting.mean_ranks(for_one)
    expected = {"direct": 16 / 14, "mixup": 26 / 14, "none": (36 + 7) / 14, "across": (48 + 7) / 14}
    assert dict(ranks) == pytest.approx(expected) and list(ranks.index) == list(expected)
    assert distance == pytest.approx(1.25, abs=0.005)  # Demšar's example of four methods on 14 sets
    assert n_cells == 14 and p_value < 1e-5
    text = table_forecasting.of_ranks(for_one)
    assert "over 14 cells of set, regime and model: direct 1.14, mixup 1.86, none 3.07, across 3.93" in text


def test_the_page_opens_with_the_best_method_and_the_best_baseline(cells):
    found = table_forecasting.by_seed(cells)
    text = table_forecasting.answer(cells)
    ours = {method: values.mean() for method, values in found.items() if method.startswith("lgta")}
    best = min(ours, key=ours.get)
    assert f"({best}) has {ours[best]:.3f} times" in text
    shown = table_forecasting.bars(cells)
    assert best not in shown.baselines and "across" in shown.baselines and shown.reference == 1


def test_the_table_is_on_the_page_also_of_an_unfinished_run(panel, cells, tmp_path):
    for case in ("lgta_pairs", "none", "across", "lgta_copies"):
        for cell in cells[(cells["seed"] == 0) & (cells["method"] == case)].to_dict("records"):
            name, mode, seed = (cell.pop(field) for field in ("set", "mode", "seed"))
            job = results.Job("forecasting", name, mode, f"{case}_x{cell['n_copies']}", seed)
            results.write(tmp_path, job, panel, [cell], warnings=[], cpu_seconds=1.0)
        page.write_pages(results.read(tmp_path), tmp_path)
        text = (tmp_path / "forecasting.md").read_text()
        assert ("![Global forecasters](images/forecasting.png)" in text) == (case != "lgta_pairs")  # a ratio to none
        assert ("Mean ranks" in text) == (case in ("across", "lgta_copies"))
    assert "| lgta_pairs | 0.800/0.800/0.800 | 0.800/0.800/0.800 | 0.800 |" in text

"""The ablation trains each network once, measures what it says, and says what follows."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

import panels
import results
import table_ablation
import table_latent

from sklearn_lgta import CVAE, LGTAAugmenter, PCACodec
from sklearn_lgta.metrics import achieved_strength


@pytest.fixture(scope="module")
def panel(make_panel):
    return panels.Panel("m5_daily", make_panel(n_timepoints=96), 7)


def test_every_variant_is_measured_on_the_sets_that_are_there():
    jobs = table_ablation.jobs(["m5_daily", "shop"], range(2))
    assert {(job.table, job.set, job.mode) for job in jobs} == {("ablation", "m5_daily", "none")}
    assert sorted((job.case, job.seed) for job in jobs) == sorted(
        (c, s) for c in table_ablation.VARIANTS for s in (0, 1)
    )
    assert table_ablation.jobs(["shop"], range(2)) == []


@pytest.mark.parametrize("case", table_ablation.VARIANTS)
def test_a_code_is_as_large_as_that_of_the_default_where_its_size_is_not_the_question(case):
    sizes = table_ablation.VARIANTS[case].model.resolve(96, 1)
    other = {"code_a_step": 1, "one_number": 1 / 6, "five_numbers": 5 / 6}
    assert sizes.latent_dim / sizes.patch_length == other.get(case, 0.5)


def test_segments_of_one_time_share_its_dates():
    rows = panels.Panel("etth1_hourly", np.zeros((14, 48)), 24)
    dates = table_ablation.dates_of(rows)
    assert (dates[:7] == dates[0]).all() and (dates[7:] == dates[7]).all()
    assert (dates[0, 0], dates[0, -1]) == (np.datetime64("2016-07-01T00"), np.datetime64("2016-07-02T23"))
    assert dates[7, 0] == np.datetime64("2016-07-03T00")


def test_the_year_is_a_numeric_condition(make_panel):
    panel = panels.Panel("tourism_monthly", make_panel(n_timepoints=36), 12)
    assert table_ablation.conditions_of(panel, ()) is None
    values = table_ablation.conditions_of(panel, ("calendar", "year"))
    np.testing.assert_array_equal(values["year"][0], np.repeat([1998, 1999, 2000], 12))
    assert values["calendar"][-1][11] == np.datetime64("1998-12")


def test_the_figures_are_those_of_two_augmenters(panel, monkeypatch):
    copies = []
    monkeypatch.setattr(
        table_ablation, "disc", lambda real, augmented, seed: float(len(copies.append(augmented) or copies))
    )
    monkeypatch.setattr(table_latent, "warm_up", lambda: None)
    (cell,) = table_ablation.measure(results.Job("ablation", "m5_daily", "none", "pca", 3), panel)
    for place, name in enumerate(("jitter", "mix")):
        augmenter = LGTAAugmenter(name, 0.6, structure="none", model=PCACodec(), random_state=3).fit(panel.values)
        expected = augmenter.augment(panel.values)
        np.testing.assert_array_equal(copies[place], expected)
        assert cell[f"{name}_disc"] == place + 1
        assert cell[f"{name}_change"] == achieved_strength(panel.values, expected)
    assert cell["r2"] == augmenter.latent_report_["r2"]
    assert (cell["n_units"], cell["compression"], cell["n_parameters"]) == (3, 0.5, 3 * 6 + 6)
    assert cell["fit_cpu_seconds"] > 0


def test_a_network_is_trained_once_for_both_transformations(panel, monkeypatch):
    trainings, fitted = [], []
    fit = CVAE.fit
    monkeypatch.setattr(CVAE, "fit", lambda model, *args, **kwargs: trainings.append(1) or fit(model, *args, **kwargs))
    short = table_ablation.VARIANTS["calendar"]._replace(model=CVAE(max_steps=60))
    monkeypatch.setitem(table_ablation.VARIANTS, "calendar", short)
    monkeypatch.setattr(table_ablation, "disc", lambda *_: 0.0)
    monkeypatch.setattr(
        table_ablation,
        "timed_fit",
        lambda X, condition_values, **parameters: (
            fitted.append(LGTAAugmenter(**parameters).fit(X, conditions=condition_values)) or fitted[0],
            1.0,
        ),
    )  # without its warming up
    table_ablation.measure(results.Job("ablation", "m5_daily", "none", "calendar", 0), panel)
    assert len(trainings) == 1
    assert fitted[0].conditions == ["calendar"]


CELLS = {
    "r2_zero_latent": 0.0,
    "active_units": 3,
    "n_units": 3,
    "compression": 0.5,
    "n_parameters": 24,
    "fit_cpu_seconds": 1.5,
    "jitter_disc": 0.1,
    "jitter_change": 0.6,
    "mix_disc": 0.05,
    "mix_change": 0.55,
}


def test_the_table_states(panel, tmp_path):
    for name, seed, r2 in (("m5_daily", 0, 0.7), ("m5_daily", 1, 0.8), ("etth1_hourly", 0, 0.95)):
        for case, gain in (("default", 0.01), ("pca", 0)):
            job = results.Job("ablation", name, "none", case, seed)
            results.write(tmp_path, job, panel, [CELLS | {"r2": r2 + gain}])
    text = table_ablation.render(results.cells(results.read(tmp_path)))
    lines = [
        "| m5_daily | pca | 3.0 of 3 | 0.50 | 0.750 (0.700 to 0.800) | 0.00 | 24 | 1.5 | 0.100 | 0.60 | 0.050 | 0.55 |",
        "| etth1_hourly | pca | 3.0 of 3 | 0.50 | 0.950 | 0.00 | 24 | 1.5 | 0.100 | 0.60 | 0.050 | 0.55 |",
        "| pca | 100 % | 0.50 | 0.850 | 0.00 | 24 | 1.5 | 0.100 | 0.60 | 0.050 | 0.55 |",  # sets count the same
        "- repeat_dense: `CVAE(decoder='repeat_dense')`",
        "- calendar_year: `CVAE()`, `conditions=['calendar', 'year']`, the year as a number",
    ]
    missing = [line for line in lines if line not in text]
    assert not missing


def frame(**r2_by_case):
    """Cells of two sets and three seeds; lists hold R² by seed."""
    rows = [
        {
            "case": case,
            "set": name,
            "seed": seed,
            "r2": value,
            "r2_zero_latent": 0.0,
            "jitter_disc": 0.1,
            "mix_disc": 0.1,
        }
        for case, values in r2_by_case.items()
        for name in ("m5_daily", "etth1_hourly")
        for seed, value in enumerate(values)
    ]
    return pd.DataFrame(rows)


def test_a_part_that_brings_nothing_is_said_to():
    cells = frame(
        default=[0.80, 0.90, 0.85],
        no_attention=[0.803, 0.903, 0.853],  # too small to count
        two_stage_attention=[0.70, 0.82, 0.75],
        repeat_dense=[0.90, 0.85, 0.83],  # 0.01 on average, and 0.08 from seed to seed
        pca=[0.70, 0.80, 0.75],
    )
    decomposition = table_ablation.differences(cells)
    assert decomposition.loc["pca", ("mean", "r2")] == pytest.approx(-0.1)
    assert decomposition.loc["two_stage_attention", ("reach", "r2")] == pytest.approx(
        np.std([-0.1, -0.08, -0.1], ddof=1) / 3**0.5 * 4.302653
    )
    attention, decoder, network = table_ablation.meaning(decomposition).split("\n")
    assert "with no attention, no difference; with the two-stage reading, R² lower by 0.093" in attention
    assert attention.endswith("So variational attention brings nothing here that these figures show.")
    assert decoder.endswith("So a recurrent decoder brings nothing here that these figures show.")
    assert network.endswith("with principal components (`PCACodec`), R² lower by 0.100.")


def test_one_seed_tells_large_differences_alone():
    cells = frame(default=[0.8], pca=[0.7], no_attention=[0.82])
    attention, network = table_ablation.meaning(table_ablation.differences(cells)).split("\n")
    assert "with no attention, no difference" in attention
    assert "R² lower by 0.100" in network

"""The table of variants trains each network once, measures what it says, and writes it down."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).parents[1] / "examples" / "benchmarks"))

import panels
import results
import table_variants

from sklearn_lgta import CVAE, LGTAAugmenter, PCACodec
from sklearn_lgta.metrics import achieved_strength


@pytest.fixture(scope="module")
def panel(make_panel):
    return panels.Panel("m5_daily", make_panel(n_timepoints=96), 7)


def test_every_variant_is_measured_on_the_sets_that_are_there():
    jobs = table_variants.jobs(["m5_daily", "shop"], range(2))
    assert {(job.table, job.set, job.mode) for job in jobs} == {("variants", "m5_daily", "none")}
    assert sorted((job.case, job.seed) for job in jobs) == sorted((c, s) for c in table_variants.MODELS for s in (0, 1))
    assert table_variants.jobs(["shop"], range(2)) == []


@pytest.mark.parametrize("case", table_variants.MODELS)
def test_a_code_is_as_large_as_that_of_the_default_where_it_can_be(case):
    sizes = table_variants.MODELS[case].resolve(96, 1)
    assert sizes.latent_dim / sizes.patch_length == (1.0 if case == "code_a_step" else 0.5)


def test_the_figures_are_those_of_two_augmenters(panel, monkeypatch):
    copies = []
    monkeypatch.setattr(
        table_variants, "disc", lambda real, augmented, seed: float(len(copies.append(augmented) or copies))
    )
    (cell,) = table_variants.measure(results.Job("variants", "m5_daily", "none", "pca", 3), panel)
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
    trainings = []
    fit = CVAE.fit
    monkeypatch.setattr(CVAE, "fit", lambda model, *args, **kwargs: trainings.append(1) or fit(model, *args, **kwargs))
    monkeypatch.setitem(table_variants.MODELS, "no_attention", CVAE(attention="none", max_steps=60))
    monkeypatch.setattr(table_variants, "disc", lambda *_: 0.0)
    monkeypatch.setattr(
        table_variants, "timed_fit", lambda X, **parameters: (LGTAAugmenter(**parameters).fit(X), 1.0)
    )  # without its warming up
    table_variants.measure(results.Job("variants", "m5_daily", "none", "no_attention", 0), panel)
    assert len(trainings) == 1


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


@pytest.mark.parametrize(
    "line",
    [
        "| m5_daily | pca | 3.0 of 3 | 0.50 | 0.750 (0.700 to 0.800) | 0.00 | 24 | 1.5 | 0.100 | 0.60 | 0.050 | 0.55 |",
        "| etth1_hourly | pca | 3.0 of 3 | 0.50 | 0.950 | 0.00 | 24 | 1.5 | 0.100 | 0.60 | 0.050 | 0.55 |",
        "| pca | 100 % | 0.50 | 0.850 | 0.00 | 24 | 1.5 | 0.100 | 0.60 | 0.050 | 0.55 |",  # sets count the same
        "repeat_dense is `CVAE(decoder='repeat_dense')`",
    ],
)
def test_the_table_states(panel, tmp_path, line):
    for name, seed, r2 in (("m5_daily", 0, 0.7), ("m5_daily", 1, 0.8), ("etth1_hourly", 0, 0.95)):
        results.write(tmp_path, results.Job("variants", name, "none", "pca", seed), panel, [CELLS | {"r2": r2}])
    assert line in table_variants.render(results.cells(results.read(tmp_path)))

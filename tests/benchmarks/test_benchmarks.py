"""The benchmarks measure what they say, read what their README describes, and write a page from stored figures."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

import direct
import fidelity
import networks
import page
import page_format
import page_picture
import panels
import results
import run
import table_interpolation
import table_realism
import table_strength
import table_variety

from sklearn_lgta import CVAE, LGTAAugmenter
from sklearn_lgta.metrics import achieved_strength, pairwise_diversity, shared_change

STEPS = np.arange(96)


@pytest.fixture
def sines():
    rng = np.random.default_rng(0)
    phases, periods = rng.uniform(0, 2 * np.pi, (40, 1)), rng.uniform(10, 30, (40, 1))
    return 5 + rng.uniform(1, 3, (40, 1)) * np.sin(2 * np.pi * STEPS / periods + phases)


def test_identical_series_cannot_be_told_apart(sines):
    assert fidelity.disc(sines, sines) < 0.03


def test_noise_is_told_from_short_sines(sines):
    short = sines[:, :24]
    noise = np.random.default_rng(1).standard_normal(short.shape)
    assert fidelity.disc(short, short) < 0.03
    assert fidelity.disc(short, short + 2 * noise) > 0.4


@pytest.mark.parametrize("transformation", direct.DIRECT)
def test_a_direct_transformation_changes_as_much_as_asked(sines, transformation):
    changed = direct.augment_directly(sines, transformation, 0.3, seed=1)
    assert achieved_strength(sines, changed) == pytest.approx(0.3)


def test_warped_time_is_monotone_and_its_ends_are_fixed():
    lines = np.outer(np.arange(1, 21), STEPS)  # a warped line shows the map of time
    for strength in (0.1, 10):
        warped = direct.augment_directly(lines, "time_warp", strength)
        np.testing.assert_allclose(warped[:, [0, -1]], lines[:, [0, -1]], atol=1e-9)
        assert np.diff(warped, axis=1).min() > -1e-9
        assert np.abs(warped - lines).max(axis=1).min() > 0


def test_a_warp_of_time_gives_what_it_can():
    lines = np.outer(np.arange(1, 21), STEPS)
    strongest = direct.augment_directly(lines, "time_warp", 5)
    assert 0.1 < achieved_strength(lines, strongest) < 1
    np.testing.assert_array_equal(strongest, direct.augment_directly(lines, "time_warp", 6))


@pytest.mark.parametrize("n_timepoints", [95, 96])
def test_phase_randomised_noise_keeps_the_spectrum(sines, n_timepoints):
    rows = sines[:, :n_timepoints]
    noise = direct.phase_randomised(rows)
    spectra = [np.abs(np.fft.rfft(values - values.mean(axis=1, keepdims=True))) for values in (rows, noise)]
    np.testing.assert_allclose(*spectra, atol=1e-9)
    assert np.abs(noise - rows).max() > 0.1


def test_csv_rows_are_series_and_empty_fields_are_missing(tmp_path):
    (tmp_path / "shop.csv").write_text("1,2,3,4\n,6,8,7\n5,1,1.5,0\n2,2,2,2\n")
    panel = panels.read_panel(panels.files(tmp_path)["shop"], season=2)
    # The second series has a gap and the last one is constant.
    np.testing.assert_array_equal(panel.values, [[1, 2, 3, 4], [5, 1, 1.5, 0]])
    assert (panel.name, panel.season) == ("shop", 2)


def test_text_in_a_csv_is_refused_with_a_remedy(tmp_path):
    (tmp_path / "shop.csv").write_text("jan,feb\n1,2\n")
    with pytest.raises(ValueError, match="remove header and names"):
        panels.read_panel(tmp_path / "shop.csv", season=2)


def test_npz_columns_are_series_and_meta_names_the_season(tmp_path):
    table = np.random.default_rng(0).integers(0, 9, (50, 3)).astype(np.int16)
    np.savez(tmp_path / "shop.npz", values=table, meta=np.array([["title", "a shop"], ["season", "7"]]))
    panel = panels.read_panel(tmp_path / "shop.npz")
    np.testing.assert_array_equal(panel.values, table.T)
    assert panel.season == 7


def test_a_set_without_a_season_asks_for_one(tmp_path):
    np.savez(tmp_path / "shop.npz", values=np.eye(5))
    with pytest.raises(ValueError, match="--season"):
        panels.read_panel(tmp_path / "shop.npz")


def test_an_empty_folder_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=tmp_path.name):
        panels.files(tmp_path)


def test_series_that_start_late_are_kept_from_where_they_are_complete():
    table = np.random.default_rng(0).standard_normal((140, 3))
    table[:10, 0] = table[:100, 1] = np.nan
    np.testing.assert_array_equal(panels.complete_panel(table), table[-126:, [0, 2]].T)


def test_long_series_become_segments_and_many_are_thinned():
    table = np.random.default_rng(0).standard_normal((1000, 2))
    np.testing.assert_array_equal(
        panels.complete_panel(table), table[:960].reshape(2, 480, 2).transpose(0, 2, 1).reshape(4, 480)
    )
    assert panels.complete_panel(np.random.default_rng(0).standard_normal((20, 700))).shape == (600, 20)


def test_a_set_that_is_not_there_names_those_that_are():
    with pytest.raises(ValueError, match="no file for shop; there are m5_daily, zoo"):
        run.chosen(["m5_daily", "zoo"], ["shop"])


def test_without_a_choice_the_sets_of_the_page_are_measured():
    assert run.chosen(["m5_daily", "zoo"], None) == ["m5_daily"]
    assert run.chosen(["shop", "zoo"], None) == ["shop", "zoo"]


class Shifter:
    """Augmenter that moves every series by exactly its strength, up to a ceiling."""

    max_strength_ = 0.5

    def set_params(self, strength):
        self.strength = min(strength, self.max_strength_)
        return self

    def augment(self, X, n_copies=1):
        return np.tile(X + self.strength * X.std(axis=1, keepdims=True), (n_copies, 1))


@pytest.fixture
def panel(sines):
    return panels.Panel("shop", sines, 12)


@pytest.fixture
def trainings(monkeypatch):
    """Seeds of the networks that are really trained, in order."""
    seeds = []
    train = CVAE.fit

    def counted(self, *args, seed, **monitoring):
        seeds.append(seed)
        return train(self, *args, seed=seed, **monitoring)

    monkeypatch.setattr(CVAE, "fit", counted)
    monkeypatch.setattr(networks, "TRAINED", {})
    return seeds


@pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.PosteriorCollapseWarning")
def test_transformations_share_a_network_and_give_what_they_give_alone(sines, trainings):
    def augmenter(transformation, model):
        return LGTAAugmenter(transformation, 0.3, model=model(max_steps=5), random_state=0).fit(X)

    X, cases = sines[:, :24], ("jitter", "scaling", "resample")
    shared = [augmenter(case, networks.SharedCVAE) for case in cases]
    assert len(trainings) == 1
    for case, one in zip(cases, shared, strict=True):
        alone = augmenter(case, CVAE)
        np.testing.assert_array_equal(one.augment(X), alone.augment(X))
        np.testing.assert_array_equal(one.strength_curve_.strength, alone.strength_curve_.strength)
        assert one.history_ == alone.history_


@pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.PosteriorCollapseWarning")
def test_another_seed_panel_or_parameter_is_trained_anew(sines, trainings):
    A, B = sines[:, :24], sines[:, 24:48]
    for X, seed, max_steps in [(A, 0, 2), (A, 1, 2), (B, 0, 2), (A, 0, 3), (A, 0, 2)]:
        LGTAAugmenter(model=networks.SharedCVAE(max_steps=max_steps), random_state=seed).fit(X)
    assert len(trainings) == 4


def test_what_is_fitted_is_the_default_augmenter(panel, monkeypatch):
    monkeypatch.setattr(LGTAAugmenter, "fit", lambda self, X: self)
    augmenter = networks.fitted(panel, "seasonal", 3, "mix")
    assert augmenter.model.get_params() == CVAE().get_params()
    default = LGTAAugmenter("mix", seasonal_period=12, random_state=3)
    assert augmenter.set_params(model=None).get_params() == default.get_params()


@pytest.mark.parametrize("table", [table_strength, table_realism, table_variety])
def test_every_transformation_is_measured(table):
    jobs = table.jobs(["shop"], range(2))
    assert {job.case for job in jobs if job.mode == "none"} == set(networks.TRANSFORMATIONS)
    assert len(set(jobs)) == len(jobs) and {job.seed for job in jobs} == {0, 1}


@pytest.mark.parametrize("case", networks.TRANSFORMATIONS)
def test_every_transformation_has_a_baseline(sines, case):
    shared = shared_change(sines, table_strength.baseline_copies(sines, case, seed=0))
    # Two straight lines through zero in the middle always correlate.
    assert shared == pytest.approx(1) if case == "trend" else 0 < shared < 0.8


def test_the_strength_table_reads_an_exact_augmenter_as_exact(panel, monkeypatch):
    monkeypatch.setattr(table_strength, "fitted", lambda *_: Shifter())
    cells = table_strength.measure(results.Job("strength", "shop", "none", "mix", 0), panel)
    assert [cell["strength"] for cell in cells] == [0.1, 0.3, 0.6]
    np.testing.assert_allclose([cell["ratio"] for cell in cells], 1)
    assert all(cell["zero_is_identity"] and cell["copies_monotone"] and cell["rows_monotone"] == 1 for cell in cells)
    assert cells[0]["n_copies"] * len(panel.values) >= 2000


def test_the_strength_table_notices_an_augmenter_that_goes_its_own_way(panel, monkeypatch):
    class Stubborn(Shifter):
        def set_params(self, strength):
            return super().set_params(0.2 if strength < 0.6 else 0.1)

    monkeypatch.setattr(table_strength, "fitted", lambda *_: Stubborn())
    cells = table_strength.measure(results.Job("strength", "shop", "none", "mix", 0), panel)
    assert not any(cell["zero_is_identity"] for cell in cells)
    assert [bool(cell["copies_monotone"]) for cell in cells] == [True, True, False]
    np.testing.assert_allclose([cell["ratio"] for cell in cells], [2, 2 / 3, 0.2])


def test_the_realism_table_compares_at_the_change_that_was_reached(panel, monkeypatch):
    monkeypatch.setattr(table_realism, "fitted", lambda *_: Shifter())
    monkeypatch.setattr(table_realism, "disc", lambda real, augmented, seed: fidelity.rms(augmented - real))
    below, above = table_realism.measure(results.Job("realism", "shop", "none", "jitter", 0), panel)
    assert not below["at_ceiling"] and "direct_disc" not in below
    assert above["at_ceiling"] and above["change"] == pytest.approx(0.5)
    at_half = fidelity.rms(direct.augment_directly(panel.values, "jitter", 0.5) - panel.values)
    assert above["direct_disc"] == pytest.approx(at_half)


class Opposites(Shifter):
    """Augmenter whose copies move in opposite directions."""

    def augment(self, X, n_copies=1):
        up, down = super().augment(X), 2 * X - super().augment(X)
        return np.concatenate([up, down][:n_copies])


def test_the_variety_table_measures_two_copies_up_to_the_ceiling(panel, monkeypatch):
    monkeypatch.setattr(table_variety, "fitted", lambda *_: Opposites())
    monkeypatch.setattr(table_variety, "disc", lambda real, augmented, seed: np.mean(augmented > real))
    cells = table_variety.measure(results.Job("variety", "shop", "none", "drift", 0), panel)
    assert [cell["strength"] for cell in cells] == [0.1, 0.2, 0.3, 0.45, 0.6]
    assert [bool(cell["at_ceiling"]) for cell in cells] == [False] * 4 + [True]
    np.testing.assert_allclose([cell["change"] for cell in cells], [0.1, 0.2, 0.3, 0.45, 0.5])
    np.testing.assert_allclose([cell["diversity"] for cell in cells], [0.2, 0.4, 0.6, 0.9, 1.0])
    assert [cell["disc"] for cell in cells] == [1] * 5  # of copy 0, which goes up


def test_two_direct_copies_are_independent(panel):
    copies, at_ceiling = table_variety.two_copies(results.Job("variety", "shop", "direct", "jitter", 0), panel, 0.3)
    assert not at_ceiling
    assert pairwise_diversity(panel.values, copies) == pytest.approx(0.3 * np.sqrt(2), rel=0.05)


def test_a_direct_warp_of_time_stops_at_its_ceiling(monkeypatch):
    monkeypatch.setattr(table_variety, "disc", lambda *_: 0.0)
    lines = panels.Panel("lines", np.outer(np.arange(1, 21), STEPS), 12)
    cells = table_variety.measure(results.Job("variety", "lines", "direct", "time_warp", 0), lines)
    assert [bool(cell["at_ceiling"]) for cell in cells] == [False] * (len(cells) - 1) + [True]
    assert cells[-1]["change"] < cells[-1]["strength"] <= 0.9


def variety_cells(points, name="shop", seed=0, mode="none"):
    """Rows of the variety table from (strength, diversity, disc)."""
    job = {"set": name, "mode": mode, "case": "mix", "seed": seed}
    return [job | {"strength": s, "change": s, "diversity": d, "disc": height} for s, d, height in points]


def test_a_set_at_its_ceiling_stays_there():
    full, short = [(0.1, 0.2, 0.01), (0.2, 0.4, 0.02), (0.3, 0.6, 0.03)], [(0.1, 0.2, 0.03), (0.2, 0.3, 0.04)]
    curves = table_variety.curves_by_set(pd.DataFrame(variety_cells(full) + variety_cells(short, "zoo")))
    np.testing.assert_allclose(curves.loc["none", "mix", "zoo"].diversity, [0.2, 0.3, 0.3])
    curve = table_variety.median_curves(curves)["none", "mix"]
    np.testing.assert_allclose(curve.diversity, [0.2, 0.35, 0.45])
    np.testing.assert_allclose(curve.disc, [0.02, 0.03, 0.035])


def test_seeds_are_averaged_before_sets_are_compared():
    cells = [row for seed, disc in enumerate([0.0, 0.1, 0.5]) for row in variety_cells([(0.1, 0.2, disc)], seed=seed)]
    (height,) = table_variety.curves_by_set(pd.DataFrame(cells)).disc
    assert height == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("level", "text"), [(0.01, "0.05"), (0.02, "0.10"), (0.05, "0.25"), (0.06, "0.30"), (0.07, "> 0.30")]
)
def test_the_diversity_at_a_level_is_read_off_straight_lines(level, text):
    curve = pd.DataFrame({"diversity": [0.1, 0.3], "disc": [0.02, 0.06]}, index=[0.1, 0.2])
    assert table_variety.diversity_at(curve, level) == text


@pytest.mark.parametrize("n_series", [2, 3, 50])
def test_every_series_is_paired_with_another_one(n_series):
    for seed in range(5):
        other = table_interpolation.partners(n_series, seed)
        np.testing.assert_array_equal(np.sort(other), np.arange(n_series))
        assert (other != np.arange(n_series)).all()


class StraightPaths:
    """Augmenter whose paths between series are straight lines."""

    def interpolate(self, X_a, X_b, n_steps):
        return np.concatenate([(1 - fraction) * X_a + fraction * X_b for fraction in np.linspace(0, 1, n_steps)])


def test_paths_are_measured_in_both_modes_beside_their_baselines():
    jobs = table_interpolation.jobs(["shop"], range(2))
    assert len(set(jobs)) == len(jobs) == 2 * 4
    assert {job.mode for job in jobs} == {"direct", *networks.MODES}


def test_a_straight_latent_path_reads_as_the_baseline(panel, monkeypatch):
    fitted_to = []
    monkeypatch.setattr(table_interpolation, "fitted", lambda panel, *_: fitted_to.append(panel) or StraightPaths())
    latent, straight = (
        table_interpolation.measure(results.Job("interpolation", "shop", mode, "midpoint", 0), panel)
        for mode in ("seasonal", "direct")
    )
    assert latent == straight
    np.testing.assert_allclose(fitted_to[0].values.mean(axis=1), 0, atol=1e-12)
    np.testing.assert_allclose(fitted_to[0].values.std(axis=1), 1)


def test_series_half_way_between_independent_ones_are_smaller():
    noise = panels.Panel("noise", 5 + 3 * np.random.default_rng(0).standard_normal((60, 200)), 12)
    (middle,), (same,) = (
        table_interpolation.measure(results.Job("interpolation", "noise", "direct", case, 0), noise)
        for case in ("midpoint", "identity")
    )
    assert middle["sd"] == pytest.approx(np.sqrt(0.5), rel=0.02)
    assert same["sd"] == pytest.approx(1)
    assert middle["disc"] > 0.2
    assert same["disc"] < 0.03


STORED = {
    ("latent", "none", "default"): [
        {"r2": 0.91, "r2_zero_latent": 0.02, "active_units": 3, "n_units": 4, "n_series": 60, "fit_cpu_seconds": 6.5}
    ],
    ("strength", "direct", "mix"): [{"shared": 0.25}],
    ("strength", "none", "mix"): [
        {"strength": strength, "max_strength": 0.54, "ratio": ratio, "shared": 0.125}
        | {"copies_monotone": True, "rows_monotone": 0.998, "zero_is_identity": True}
        for strength, ratio in [(0.1, 0.97), (0.3, 1.04), (0.6, 1.23)]
    ],
    ("realism", "direct", "identity"): [{"disc": 0.007}],
    ("realism", "direct", "mix"): [{"strength": 0.3, "disc": 0.16}, {"strength": 0.6, "disc": 0.24}],
    ("realism", "none", "mix"): [
        {"strength": 0.3, "disc": 0.04, "change": 0.3, "at_ceiling": False},
        {"strength": 0.6, "disc": 0.05, "change": 0.54, "at_ceiling": True, "direct_disc": 0.2},
    ],
    ("variety", "direct", "mix"): [{"strength": 0.1, "change": 0.1, "diversity": 0.14, "disc": 0.07}],
    ("variety", "none", "mix"): [
        {"strength": 0.1, "change": 0.11, "diversity": 0.12, "disc": 0.02},
        {"strength": 0.2, "change": 0.21, "diversity": 0.24, "disc": 0.06},
    ],
    ("variety", "none", "resample"): [{"strength": 0.1, "change": 0.1, "diversity": 0.2, "disc": 0.01}],
    ("interpolation", "direct", "identity"): [{"disc": 0.01, "sd": 1.0}],
    ("interpolation", "direct", "midpoint"): [{"disc": 0.32, "sd": 0.71}],
    ("interpolation", "none", "midpoint"): [{"disc": 0.12, "sd": 0.84}],
    ("cost", "none", "fit"): [{"fit_cpu_seconds": 8.4, "r2": 0.92, "n_series": 60}],
    ("cost", "direct", "augment"): [{"n_series": 60, "values_per_second": 2e6}],
}


@pytest.fixture
def stored(panel, tmp_path):
    for (table, mode, case), cells in STORED.items():
        job = results.Job(table, "shop", mode, case, 0)
        results.write(tmp_path, job, panel, cells, warnings=["StrengthWarning"], cpu_seconds=36.0)
    return results.read(tmp_path)


def test_a_spread_is_shown_where_seeds_differ_as_printed():
    assert page_format.spread([0.904, 0.9, np.nan]) == "0.90"
    assert page_format.spread([0.8, 0.9]) == "0.85 (0.80 to 0.90)"
    assert page_format.spread([-0.001]) == "0.00"
    assert page_format.spread([np.nan]) == page_format.NONE


def test_figures_survive_storage(panel, tmp_path):
    job = results.Job("strength", "shop", "none", "mix", 1)
    results.write(
        tmp_path, job, panel, [{"ratio": np.float64(0.5), "max_strength": np.inf, "ok": np.True_, "n": np.int64(3)}]
    )
    (content,) = results.read(tmp_path)
    assert content["cells"] == [{"ratio": 0.5, "max_strength": None, "ok": True, "n": 3}]
    assert results.Job(**content["job"]) == job
    assert content["panel"]["n_series"] == len(panel.values)


def test_the_pages_state(stored, tmp_path):
    texts = pages(stored, tmp_path).values()
    lines = [
        "| shop | none | default | 0.91 | 0.02 | 3.0 of 4 | 6.5 |",
        "Fits that have both: 1 of 1.",
        "| shop | none | 0.54 | 0.97 | 1.04 | 1.23 | 0.12 | 0.25 | yes (0.998) | yes |",
        "Mean change within 10% of what was asked: 2 of 3 cells.",
        "Missed in: shop, mix, none, 0.6.",
        "| shop | 0.01 | 0.16 → **0.04** |",
        "| shop | 0.01 | 0.24 → **0.05** at 0.54, direct there 0.20 |",
        "| none | 0.6 | mix | 0.25 | – | -0.150 (shop) | 1 |",
        "At most 0.05 at change 0.6: 1 of 1 sets, 1 of them at a ceiling below it.",
        "| 0.1 | 0.10 | 0.11 | 0.14 | 0.12 | 0.07 | 0.02 |",
        "| 0.2 | – | 0.21 | – | 0.24 | – | 0.06 |",
        "| mix | 0.10 | 0.21 | > 0.14 | > 0.24 | > 0.14 | > 0.24 |",
        "| resample | – | > 0.20 | – | > 0.20 | – | > 0.20 |",
        "| shop | 0.01 | 0.32 | 0.12 | – | 1.00 | 0.71 | 0.84 | – |",
        "| median over sets | 0.01 | 0.32 | 0.12 | – | 1.00 | 0.71 | 0.84 | – |",
        "| shop | direct jitter, numpy | 60 | 2000 |",
        "Command: `python benchmarks/run.py DATA_FOLDER --tables realism --seeds 1`; 1 set; seeds 0.",
        "Results with warnings: StrengthWarning 3.",
    ]
    missing = [line for line in lines if not any(line in text for text in texts)]
    assert not missing


def pages(stored, folder):
    """Text of every page that is written, by name of the table."""
    return {path.stem: path.read_text() for path in page.write_pages(stored, folder) if path.suffix == ".md"}


def test_a_page_names_its_own_data_and_versions(stored, tmp_path):
    stored[0]["circumstances"]["sklearn_lgta"] = "0.0.9"
    texts = pages(stored, tmp_path)
    assert list(texts) == ["latent", "strength", "realism", "variety", "interpolation", "cost"]
    for name, text in texts.items():
        assert text.startswith(f"# {page.TABLES[name].TITLE}\n")
        assert "| shop | 40 | 96 | 12 |" in text and f"- numpy: {np.__version__}" in text
        n_results = sum(table == name for table, *_ in STORED)
        assert f"- CPU time: {n_results * 36 / 3600:.1f} hours" in text
        assert ("0.0.9 (1 results)" in text) == (name == stored[0]["job"]["table"])


def test_pages_of_tables_without_results_are_left_alone(stored, tmp_path):
    (tmp_path / "realism.md").write_text("measured before")
    latent = [content for content in stored if content["job"]["table"] == "latent"]
    assert page.write_pages(latent, tmp_path) == [tmp_path / "images" / "latent.png", tmp_path / "latent.md"]
    assert (tmp_path / "realism.md").read_text() == "measured before"


def test_pictures_are_drawn_and_shown_beside_the_page(stored, tmp_path):
    text = pages(stored, tmp_path)["variety"]
    assert "![Variety against realism](images/variety.png)" in text
    assert (tmp_path / "images" / "variety.png").read_bytes().startswith(b"\x89PNG")
    measured = {content["job"]["table"] for content in stored}
    assert {path.stem for path in (tmp_path / "images").iterdir()} == measured


def test_pages_open_with_the_answer_and_a_picture(stored, tmp_path):
    for name, text in pages(stored, tmp_path).items():
        answer = page.TABLES[name].answer(results.cells(page.of_table(name, stored)))
        opening = text.split("Terms, data")[0]
        assert answer in opening and opening.rstrip().endswith(f"](images/{name}.png)")


def test_bars_have_the_mean_and_the_deviation_of_their_figures(tmp_path, monkeypatch):
    drawn = []
    barh = Axes.barh
    monkeypatch.setattr(
        Axes, "barh", lambda self, *args, **rest: drawn.append((args, rest)) or barh(self, *args, **rest)
    )
    values = {"ours": [0.8, 1.0], "a baseline": [1.2], "not measured": [np.nan]}
    page_picture.draw_bars(page_picture.Bars("ratio", values, ("a baseline",), 1.0), tmp_path / "bars.png")

    assert (tmp_path / "bars.png").read_bytes().startswith(b"\x89PNG")
    ((row, length), ours), ((_, of_baseline), baseline) = drawn
    assert row == 0 and ours["left"] == 1 and length == pytest.approx(-0.1) and of_baseline == pytest.approx(0.2)
    assert ours["xerr"] == pytest.approx(np.std([0.8, 1.0], ddof=1)) and baseline["xerr"] == 0
    assert ours["color"] != baseline["color"] == "0.6"


def test_the_overview_shows_some_bars_of_some_tables_in_words():
    bars = page_picture.Bars("gain", {"smote": [0.1], "jitter": [0.2], "data": [0.3]}, ("smote", "jitter"))
    shown = page.overview({"classification": bars, "latent": bars})["Classifiers with few examples"]
    assert shown.values == {"SMOTE": [0.1], "policy on values": [0.3]} and "SMOTE" in shown.baselines
    assert "policy on values" not in shown.baselines


def test_without_matplotlib_the_pages_have_no_pictures(stored, tmp_path, monkeypatch):
    monkeypatch.setattr(page, "find_spec", lambda name: None)
    assert "![" not in pages(stored, tmp_path)["variety"]
    assert not (tmp_path / "images").exists()


def test_no_results_make_no_page(tmp_path):
    with pytest.raises(ValueError, match="run the benchmarks first"):
        page.write_pages([], tmp_path / "pages")
    assert not (tmp_path / "pages").exists()

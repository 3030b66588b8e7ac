"""The table of the parts of draws: parts add up to series, a spoilt part is found, no span is on both sides."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

import page
import parts
import results
import table_parts

from sklearn_lgta import LGTAAugmenter, PCACodec

STEPS = np.arange(24)


def waves_of(kind, n_series, seed):
    """Series that are drawn as values, as shapes and levels, or with a season: (n, t)."""
    rng = np.random.default_rng(seed)
    waves = np.sin(STEPS / 3 + rng.uniform(0, 6, (n_series, 1))) + 0.2 * rng.standard_normal((n_series, 24))
    if kind is parts.Values:
        return waves
    return np.exp(rng.normal(4, 1.5, (n_series, 1))) * (3 + waves)


@pytest.fixture(params=[parts.Values, parts.Shapes, parts.Codes], ids=lambda kind: kind.__name__)
def kind(request):
    season = {"seasonal_period": 4} if request.param is parts.Codes else {}
    augmenter = LGTAAugmenter(model=PCACodec(), random_state=0, **season).fit(waves_of(request.param, 60, 0))
    found = parts.parts_of(augmenter)
    assert type(found) is request.param
    return found


def test_parts_of_draws_add_up_to_what_the_sampler_draws(kind):
    values, excess = kind.series(kind.drawn(20, np.random.default_rng(1)))
    expected = kind.sampler._draw_once(kind._conditions(20), 24, np.random.default_rng(1))
    np.testing.assert_allclose(values, expected[0])
    np.testing.assert_allclose(excess, expected[1])


def test_parts_of_unseen_series_add_up_to_them(kind):
    unseen = waves_of(type(kind), 30, 7)[:, :, None]
    again = kind.series(kind.true(unseen))[0]
    # limits of training and the mean of a remainder are all that may differ
    assert np.median(np.abs(again - unseen).max(axis=(1, 2)) / unseen.std(axis=(1, 2))) < 0.05


def test_an_exchanged_part_comes_from_the_others_and_the_rest_stays(kind):
    drawn, true = kind.drawn(30, np.random.default_rng(1)), kind.true(waves_of(type(kind), 30, 7)[:, :, None])
    for part in true:
        mixed = parts.exchanged(drawn, true, part)
        assert all(mixed[other] is drawn[other] for other in drawn if other != part)
        for array, given in zip(mixed[part], true[part], strict=True):
            rows, others = ({row.tobytes() for row in side} for side in (array, given))
            assert rows == others  # every series gives its part once
    assert np.isin(mixed["detail"][0], true["detail"][0]).all()


def test_draws_that_leave_their_bounds_are_replaced(kind):
    assert kind.series(parts.drawn_inside(kind, 20, np.random.default_rng(0)))[1].max() == 0


def test_partners_are_the_nearest_where_everyone_has_one():
    points = np.random.default_rng(0).normal(size=(20, 3))
    order = np.random.default_rng(1).permutation(20)
    np.testing.assert_array_equal(parts.partners(points[order], points + 1e-3), order)


def test_sizes_are_paired_by_their_logarithms():
    sizes = {"level": (np.array([[1.0], [100.0]]), np.ones((2, 1)))}
    others = {"level": (np.array([[60.0], [2.0]]), np.ones((2, 1)))}
    np.testing.assert_array_equal(parts.exchanged(sizes, others, "level")["level"][0], [[2.0], [60.0]])


def test_the_judge_tells_noise_and_not_other_windows_of_unknown_spans():
    rng = np.random.default_rng(0)
    spans = np.repeat(np.arange(20), 20)
    # every span has a period of its own, so that windows of one span are easy to recognise
    windows = np.sin(STEPS / (2 + spans[:, None] / 5) + rng.uniform(0, 6, (400, 1)))[:, None]
    first = np.isin(spans, rng.permutation(20)[:10])
    second = ~first
    every = np.arange(200)
    assert parts.told(windows[first], windows[second], every, every, seed=0) > 0.3
    assert parts.told(windows[first], windows[second], spans[first], spans[second], seed=0) < 0.15
    noisy = windows[second] + 0.5 * rng.standard_normal(windows[second].shape)
    assert parts.told(windows[first], noisy, spans[first], spans[second], seed=0) > 0.4


def test_a_draw_counts_to_the_span_of_the_nearest_series():
    real = np.random.default_rng(0).normal(size=(30, 2, 24))
    rows = np.array([4, 17, 29])
    np.testing.assert_array_equal(parts.spans_near(real[rows] + 0.01, real, np.arange(30) // 3), rows // 3)


def test_no_step_is_in_two_spans_and_no_span_in_two_thirds():
    windows, spans = table_parts.windows_of_spans(np.arange(2000.0)[:, None])
    steps = [{*np.unique(windows[spans == span])} for span in np.unique(spans)]
    assert sum(map(len, steps)) == len(set.union(*steps)) == 2000 // 48 * 48
    panel = table_parts.SpannedPanel("shop", windows, 1, spans)
    train, held_out, fresh = ({*spans[rows]} for rows in table_parts.thirds(panel, 0))
    assert not (train & held_out or train & fresh or held_out & fresh)
    assert {*spans} == train | held_out | fresh
    assert {*spans[table_parts.thirds(panel, 1)[0]]} != train


def test_long_series_are_cut_into_their_newest_pieces(tmp_path):
    table = np.random.default_rng(0).gamma(2, 3, (3, 130))
    np.savetxt(tmp_path / "m5_daily.csv", table, delimiter=",")
    paths = {"m5_daily": tmp_path / "m5_daily.csv"}
    assert table_parts.sets(["m5_daily", "shop"], paths) == ["m5_daily"]
    panel = table_parts.read("m5_daily", paths)
    np.testing.assert_allclose(panel.values[:2, 0].ravel(), table[0, 18:])
    np.testing.assert_array_equal(panel.spans, [0, 0, 1, 1, 2, 2])


def test_near_copies_are_kept_where_asked():
    augmenter = LGTAAugmenter(model=PCACodec(), random_state=0).fit(waves_of(parts.Values, 60, 0))
    (group,) = parts.parts_of(augmenter).sampler._series_density._groups
    density = group.density

    def fraction_near():
        rows = density.draw_rows(400, np.random.default_rng(0))[0]
        return np.mean(np.linalg.norm(rows[:, None] - density._rows, axis=2).min(axis=1) < density._edges[-1])

    usual = fraction_near()
    parts.keep_near_copies(augmenter)
    assert 0.03 < usual < 0.15 < fraction_near()


def test_near_copies_are_kept_of_series_that_are_drawn_as_they_are():
    jobs = table_parts.jobs(["ucr_ecg200", "m5_daily"], range(2))
    assert len(set(jobs)) == len(jobs) == 8
    assert {job.set for job in jobs if job.case == "kept"} == {"ucr_ecg200"}
    assert {job.set for job in jobs if job.mode == "seasonal"} == {"m5_daily"}


@pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.CopyWarning")
def test_kept_near_copies_are_measured_beside_fresh_series(monkeypatch):
    panel = table_parts.SpannedPanel("ucr_ecg200", waves_of(parts.Values, 120, 0)[:, None], 1, np.arange(120))
    monkeypatch.setattr(table_parts, "LGTAAugmenter", lambda **kwargs: LGTAAugmenter(model=PCACodec(), **kwargs))
    monkeypatch.setattr(parts, "N_KERNELS", 20)
    (cell,) = table_parts.measure(results.Job("parts", "ucr_ecg200", "none", "kept", 0), panel)
    assert cell["part"] == "kept" and cell["copies"] > 0.1  # fresh series have .05
    assert 0.5 < cell["density"] < 2 and 0.5 < cell["coverage"] < 1.5


@pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.CopyWarning")
def test_wrong_levels_are_found_to_give_draws_away(monkeypatch):
    """Draws of the right levels and of sizes twenty times too small."""
    series = waves_of(parts.Shapes, 180, 0)[:, None]
    panel = table_parts.SpannedPanel("m5_daily", series, 4, np.arange(180))
    monkeypatch.setattr(table_parts, "LGTAAugmenter", lambda **kwargs: LGTAAugmenter(**{"model": PCACodec()} | kwargs))
    monkeypatch.setattr(parts, "N_KERNELS", 100)
    monkeypatch.setattr(table_parts, "N_ROUNDS", 2)
    drawn = parts.Shapes.drawn

    def too_small(self, n_series, rng):
        found = drawn(self, n_series, rng)
        return found | {"level": (found["level"][0], 0.05 * found["level"][1])}

    monkeypatch.setattr(parts.Shapes, "drawn", too_small)
    cells = table_parts.measure(results.Job("parts", "m5_daily", "none", "parts", 0), panel)
    conv, alone = ({cell["part"]: cell.get(figure) for cell in cells} for figure in ("conv", "alone"))
    assert conv["code"] > 0.4 and conv["detail"] > 0.4 and alone["level"] > 0.4
    assert conv["level"] < 0.2 and alone["code"] < 0.2 and alone["detail"] < 0.2
    assert abs(conv["whole"] - conv["real"]) < 0.05
    assert [cell["density"] for cell in cells if cell["part"] == "real"] == [1]


CONV = {
    "m5_daily": {"sample": 0.32, "code": 0.3, "level": 0.22, "detail": 0.31, "data": 0.29, "real": 0.04},
    "stock_daily": {"sample": 0.12, "code": 0.13, "detail": 0.1, "kept": 0.1, "data": 0.14, "real": 0.01},
}
ALONE = {"code": 0.08, "level": 0.2, "detail": 0.05}  # of M5 series


@pytest.fixture
def stored(tmp_path):
    for name, conv in CONV.items():
        panel = table_parts.SpannedPanel(name, np.ones((6, 1, 24)), 1, np.arange(6))
        for seed, more in enumerate((-0.01, 0.01)):
            cells = [
                {"part": part, "conv": value + more, "density": 0.9, "coverage": 1.1, "copies": 0.06}
                | ({"alone": ALONE[part]} if name == "m5_daily" and part in ALONE else {})
                for part, value in conv.items()
            ]
            job = results.Job("parts", name, "none", "parts", seed)
            results.write(tmp_path, job, panel, cells, warnings=[], cpu_seconds=30.0)
    return results.read(tmp_path)


def test_the_page_says_what_every_part_costs(stored, tmp_path):
    page.write_pages(stored, tmp_path / "pages")
    text = (tmp_path / "pages" / "parts.md").read_text()
    lines = [
        "**What gives drawn series away most, on 2 sets: residual and detail on 1, level and size on 1.**",
        # (.32 - .22 + .20 - .04) / 2, and so on; of stock windows ((.12 - .10) + (.13 - .01)) / 2
        "- m5_daily, 0.32 (0.04): **level and size 0.13**, decoder 0.03, code 0.03, residual and detail 0.01",
        "- stock_daily, 0.12 (0.01): **residual and detail 0.07**, code 0.04, drawing near copies again 0.02, decoder",
        "| level and size of held-out series | 0.220 (0.210 to 0.230) | 0.200 | 0.130 (0.125 to 0.135) | 0.900 |",
        "| level and size of held-out series | – | – | – | – | – | – |",
        "| residual and detail of held-out series | 0.100 (0.090 to 0.110) | 0.130 (0.120 to 0.140) | 0.070 | 0.900 |",
    ]
    assert not [line for line in lines if line not in text]
    assert (tmp_path / "pages" / "images" / "parts.png").is_file()


def test_the_picture_shows_costs_and_other_real_series(stored):
    bars = table_parts.bars(results.cells(stored))
    stock = [f"stock_daily: {word}" for word in ("code", "detail", "real")]
    m5 = [f"m5_daily: {word}" for word in ("code", "level", "detail", "real")]
    assert list(bars.values) == stock + m5
    assert np.mean(bars.values["m5_daily: level"]) == pytest.approx(0.13)
    assert bars.baselines == ("stock_daily: real", "m5_daily: real")


@pytest.mark.parametrize(("second", "clear"), [((0.10, 0.12), True), ((0.02, 0.28), False)])
def test_a_part_is_dearest_only_where_the_seeds_agree(second, clear):
    table = pd.DataFrame({"level": (0.2, 0.24), "code": second})
    assert table_parts.is_dearest(table, ["level", "code"]) == clear


def test_one_seed_makes_no_part_the_dearest():
    assert not table_parts.is_dearest(pd.DataFrame({"level": [0.2], "code": [0.1]}), ["level", "code"])

"""The examples draw their pictures, print what they say, and warn of nothing (warnings are errors)."""

import re
import runpy
from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import mean_absolute_error

from sklearn_lgta import CVAE, PCACodec
from sklearn_lgta.transformations import Transformation

EXAMPLES = Path(__file__).parents[2] / "examples"
IMAGES = EXAMPLES.parent / "docs" / "images"
SMALL = 160_000  # bytes of a picture that a clone hardly notices


@pytest.fixture(scope="module")
def transformations():
    return runpy.run_path(str(EXAMPLES / "transformations.py"))


@pytest.fixture(scope="module")
def interpolation():
    return runpy.run_path(str(EXAMPLES / "interpolation.py"))


@pytest.fixture(scope="module")
def conditions():
    return runpy.run_path(str(EXAMPLES / "conditions.py"))


@pytest.fixture(scope="module")
def gaps():
    return runpy.run_path(str(EXAMPLES / "gaps.py"))


@pytest.fixture(scope="module")
def latent_map():
    return runpy.run_path(str(EXAMPLES / "latent_map.py"))


@pytest.fixture(scope="module")
def stress_test():
    return runpy.run_path(str(EXAMPLES / "stress_test.py"))


@pytest.fixture(scope="module")
def judge_copies():
    return runpy.run_path(str(EXAMPLES / "judge_copies.py"))


@pytest.fixture(scope="module")
def sampling():
    return runpy.run_path(str(EXAMPLES / "sampling.py"))


def colors(path):
    """Colours of a picture: a set of (red, green, blue, opacity)."""
    return set(map(tuple, imread(path).reshape(-1, 4)))


@pytest.mark.usefixtures("exact_strengths")
def test_transformations_have_pictures_and_their_strength(transformations, tmp_path, capsys, monkeypatch):
    # tests/test_contract.py measures the strength of all of them
    names = ["mix", "time_warp", list(transformations["PICTURES"])[-1]]
    some = {name: transformations["PICTURES"][name] for name in names}
    monkeypatch.setitem(transformations["main"].__globals__, "PICTURES", some)
    transformations["main"](tmp_path / "pictures", model=PCACodec())

    assert {path.name for path in (tmp_path / "pictures").iterdir()} == {f"{name}.png" for name in names}
    for path in (tmp_path / "pictures").iterdir():
        assert path.stat().st_size < SMALL
        assert len(colors(path)) > 20
    printed = capsys.readouterr()
    assert printed.err == ""
    rows = re.findall(r"^(\w+) +latent (.*)   direct (.*)$", printed.out, flags=re.MULTILINE)
    assert [name for name, *_ in rows] == names
    for _, *changes in rows:
        for change in changes:  # of three copies of 80 series; that of a drift has a standard error of 7 %
            np.testing.assert_allclose([float(number) for number in change.split()], transformations["STRENGTHS"], 0.2)


def test_no_named_transformation_is_left_out(transformations):
    leaves = {name for name, transformation in transformations["PICTURES"].items() if isinstance(transformation, str)}
    with pytest.raises(ValueError, match="there are") as error:
        transformations["LGTAAugmenter"]("none of them").fit(np.eye(4))
    names = set(re.findall(r"'(\w+)'", str(error.value).split("there are")[1]))
    assert leaves == names - {"classification"}  # one of three that are drawn
    assert all(isinstance(made, Transformation) for made in transformations["PICTURES"].values() if made not in leaves)


def test_the_interpolation_is_drawn_and_keeps_its_size(interpolation, tmp_path, capsys):
    interpolation["main"](tmp_path / "interpolation.png", model=PCACodec())

    assert (tmp_path / "interpolation.png").stat().st_size < SMALL
    assert len(colors(tmp_path / "interpolation.png")) > 20
    printed = capsys.readouterr()
    assert printed.err == ""
    medians = re.findall(r"^(latent path|straight mixing) +(\w+) +([\d.]+)", printed.out, flags=re.MULTILINE)
    medians = {(way, size): float(median) for way, size, median in medians}
    assert medians["latent path", "spread"] == pytest.approx(1, abs=0.05)
    X, _ = interpolation["load"]()
    first, second = np.triu_indices(len(X), 1)
    a, b = X[first].std(axis=1), X[second].std(axis=1)
    middle = np.sqrt(a**2 + b**2 + 2 * np.corrcoef(X)[first, second] * a * b) / 2  # of a sum of two
    assert medians["straight mixing", "spread"] == pytest.approx(np.median(2 * middle / (a + b)), abs=0.006)


def test_conditions_are_changed_and_drawn(conditions, tmp_path, capsys):
    conditions["main"](tmp_path / "conditions.png", model=CVAE(max_steps=150))

    assert (tmp_path / "conditions.png").stat().st_size < SMALL
    assert len(colors(tmp_path / "conditions.png")) > 20
    printed = capsys.readouterr()
    assert printed.err == ""
    real, own, other = (
        float(fraction) for fraction in re.findall(r"(?:days|season) +(0\.\d\d)$", printed.out, re.MULTILINE)
    )
    assert real > 0.95
    assert own == pytest.approx(real, abs=0.03) and other == pytest.approx(real, abs=0.1)
    lifts = dict(re.findall(r"^  ([a-z ]+?)  +((?:-?\d+\.\d\d +)+)$", printed.out, re.MULTILINE))
    lifts = {name: [float(lift) for lift in row.split()] for name, row in lifts.items()}
    sales, promotions = conditions["make_sales"]()
    weekend = np.arange(sales.shape[1]) % 7 >= 5  # from a Monday on
    expected = sales[:, weekend].mean() - sales[:, ~weekend].mean()
    assert lifts["real sales"][0] == pytest.approx(expected, abs=0.006)
    assert lifts["real sales"][2] == pytest.approx(sales[promotions].mean() - sales[~promotions].mean(), abs=0.006)
    before, moved, without = (lifts[name] for name in ("as it was", "three days later", "without promotions"))
    np.testing.assert_allclose(before, lifts["real sales"], atol=0.6)
    assert moved[1] == pytest.approx(before[0], rel=0.2) and moved[0] == pytest.approx(before[1], abs=0.6)
    assert abs(without[2]) < 0.3 * before[2] and without[0] == pytest.approx(before[0], rel=0.2)


def test_drawn_days_teach_nearly_what_real_days_do(sampling, tmp_path, capsys):
    sampling["main"](tmp_path / "sampling.png", model=PCACodec())

    assert (tmp_path / "sampling.png").stat().st_size < SMALL
    assert len(colors(tmp_path / "sampling.png")) > 20
    printed = capsys.readouterr()
    assert printed.err == ""
    accuracy = {
        kind: float(fraction) for kind, fraction in re.findall(r"^400 (\w+) days +(0\.\d+)", printed.out, re.MULTILINE)
    }
    X, y = sampling["load"]()
    n_train = sampling["N_TRAIN"]
    model = LogisticRegression(max_iter=2000).fit(X[:n_train], y[:n_train])
    assert accuracy["real"] == pytest.approx(model.score(X[n_train:], y[n_train:]), abs=6e-4)
    assert accuracy["drawn"] > accuracy["real"] - 0.03
    distances = {
        kind: float(size)
        for kind, size in re.findall(r"^(other real|drawn) days +(\d\.\d+)$", printed.out, re.MULTILINE)
    }
    assert distances["drawn"] > 0.8 * distances["other real"]


@pytest.mark.usefixtures("exact_strengths")
def test_forecasters_are_stressed_and_drawn(stress_test, tmp_path, capsys, monkeypatch):
    every_day = stress_test["load"]

    def load(split):
        return tuple(days[:200] for days in every_day(split))

    monkeypatch.setitem(stress_test["main"].__globals__, "load", load)
    stress_test["main"](tmp_path / "stress_test.png", model=PCACodec(), n_copies=2)

    assert (tmp_path / "stress_test.png").stat().st_size < SMALL
    assert len(colors(tmp_path / "stress_test.png")) > 20
    printed = capsys.readouterr()
    assert printed.err == ""
    hours, evening = load("test")
    parts = printed.out.split("\n\n")
    for part, (name, forecaster) in zip(parts, stress_test["forecasters"](0).items(), strict=False):
        assert part.startswith(f"{name}: ")
        error = mean_absolute_error(evening, forecaster.fit(*load("train")).predict(hours))
        rows = re.findall(r"^(\w+) +(-.*)$", part, flags=re.MULTILINE)
        assert [row for row, _ in rows] == list(stress_test["TRANSFORMATIONS"])
        for _, row in rows:
            cells = [float(mean) for mean in re.findall(r"(-\d\.\d+) ±", row)]
            assert cells[0] == pytest.approx(-error, abs=6e-4) and len(cells) == 1 + len(stress_test["STRENGTHS"])
    assert "least error by jitter: network at strength 0, network at 0.5" in printed.out


@pytest.mark.usefixtures("exact_strengths")
def test_copies_of_four_ways_are_judged_and_drawn(judge_copies, tmp_path, capsys):
    judge_copies["main"](tmp_path / "judge_copies.png", model=PCACodec(), n_copies=2)

    assert (tmp_path / "judge_copies.png").stat().st_size < SMALL
    assert len(colors(tmp_path / "judge_copies.png")) > 20
    printed = capsys.readouterr()
    assert printed.err == ""
    parts = printed.out.split("\n\n")
    figures = [dict(re.findall(r"^  (\w+) +(-?\d\.\d\d) ", part, re.MULTILINE)) for part in parts[:-1]]
    assert [part.split("\n")[0] for part in parts[:-1]] == list(judge_copies["CASES"])
    for figure in figures:
        assert float(figure["achieved_strength"]) == pytest.approx(judge_copies["STRENGTH"], abs=0.04)
    *latent, noise = (float(figure["discriminative_score"]) for figure in figures)
    assert max(latent) < noise - 0.1


def test_the_pictures_of_the_documents_are_there_and_small(transformations):
    names = [f"transformations/{name}.png" for name in transformations["PICTURES"]]
    for name in (
        *names,
        "interpolation.png",
        "conditions.png",
        "gaps.png",
        "judge_copies.png",
        "latent_map.png",
        "sampling.png",
        "stress_test.png",
    ):
        assert (IMAGES / name).stat().st_size < SMALL


def test_the_latent_map_is_drawn_and_neighbours_are_of_one_season(latent_map, tmp_path, capsys):
    latent_map["main"](tmp_path / "latent_map.png", model=PCACodec())

    assert (tmp_path / "latent_map.png").stat().st_size < SMALL
    assert len(colors(tmp_path / "latent_map.png")) > 20
    printed = capsys.readouterr()
    assert printed.err == ""
    series, chance, copies, _ = (float(number) for number in re.findall(r"\d\.\d\d", printed.out))
    _, y = latent_map["load"]()
    _, counts = np.unique(y, return_counts=True)
    assert chance == pytest.approx(counts @ (counts - 1) / (len(y) * (len(y) - 1)), abs=0.006)
    assert min(series, copies) > 0.8


def test_gaps_are_filled_better_than_by_lines_and_drawn(gaps, tmp_path, capsys):
    gaps["main"](tmp_path / "gaps.png", model=PCACodec())

    assert (tmp_path / "gaps.png").stat().st_size < SMALL
    assert len(colors(tmp_path / "gaps.png")) > 20
    printed = capsys.readouterr()
    assert printed.err == ""
    errors = {
        name: float(error) for name, error in re.findall(r"^  ([a-z ]+?)  +(\d\.\d\d)$", printed.out, re.MULTILINE)
    }
    assert errors["fill"] < errors["straight lines"] < 0.5
    assert "270 utterances of 7 to 26 time points, 10% hidden" in printed.out
    assert "8548 rows of two copies, 10% missing" in printed.out

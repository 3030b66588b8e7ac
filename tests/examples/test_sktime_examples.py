"""The examples of the adapters for sktime: what they print is in line with a computation apart."""

import re
import runpy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.image import imread
from sklearn.linear_model import Ridge

EXAMPLES = Path(__file__).parents[2] / "examples"


def example(name):
    return runpy.run_path(str(EXAMPLES / f"{name}.py"))


def printed_by(capsys):
    """What was printed; nothing was complained of."""
    printed = capsys.readouterr()
    assert printed.err == ""
    return printed.out


def numbers(line):
    return [float(number) for number in re.findall(r"-?\d+\.\d+", line)]


def check_picture(path):
    assert path.stat().st_size < 160_000
    assert len(set(map(tuple, imread(path).reshape(-1, 4)))) > 20


def recursive_ridge(series, origin, n_lags=24, n_steps=12):
    """Forecasts of a ridge regression of one step, one after the other."""
    windows = np.lib.stride_tricks.sliding_window_view(series[:origin], n_lags + 1)
    ridge = Ridge().fit(windows[:, :-1], windows[:, -1])
    known = list(series[:origin])
    for _ in range(n_steps):
        known.append(ridge.predict([known[-n_lags:]])[0])
    return np.array(known[origin:])


def test_forecasts_of_the_airline_are_compared_with_the_same_forecaster_without_copies(tmp_path, capsys, monkeypatch):
    airline = example("sktime_airline")
    groups = airline["groups"]()
    groups.popitem()  # the bootstraps of sktime take most of the time
    groups = {
        group: {name: forecaster for name, forecaster in rows.items() if not name.startswith("  sktime")}
        for group, rows in groups.items()
    }
    monkeypatch.setitem(airline["main"].__globals__, "groups", lambda: groups)
    airline["draw"](airline["main"](), tmp_path / "airline.png")
    check_picture(tmp_path / "airline.png")

    lines = printed_by(capsys).splitlines()
    passengers = airline["load_airline"]().to_numpy().astype(float)
    origins = range(72, 133, 12)
    year_ago = [np.abs(passengers[at : at + 12] - passengers[at - 12 : at]).mean() for at in origins]
    assert numbers(lines[2]) == pytest.approx([np.mean(year_ago), np.std(year_ago)], abs=6e-3)

    found, group = {}, None
    for line in lines[3:]:
        if not line.startswith("  "):
            group = line
            found[group] = {}
        else:
            name = re.split(r"  +", line.strip())[0]
            found[group][name] = numbers(line.removeprefix(f"  {name}")), re.findall(r"(\d) of 6", line)
    found = {group: rows for group, rows in found.items() if rows}
    assert list(found) == list(groups) and len(found) == 4
    ridge = [np.abs(recursive_ridge(passengers, at) - passengers[at : at + 12]).mean() for at in origins]
    for group in ("make_reduction of ridge", "BaggingForecaster of make_reduction of ridge"):
        (mean, sd), _ = found[group]["without copies"]
        assert [mean, sd] == pytest.approx([np.mean(ridge), np.std(ridge)], abs=0.02)
    for rows in found.values():
        plain = rows.pop("without copies")[0][0]
        assert rows
        for (mean, _, relative), n_better in rows.values():
            assert relative == pytest.approx(mean / plain, rel=1e-3, abs=2e-3)
            assert relative != 1 and len(n_better) == 1

    # what the documents say
    means = {group: [row[0][2] for row in rows.values()] for group, rows in found.items()}
    assert means["AugmentedReductionForecaster of ridge"][0] < 0.95
    assert found["AugmentedReductionForecaster of ridge"]["10 copies"][1] == ["6"]
    assert means["AugmentedReductionForecaster of nearest neighbours"][0] < 0.9
    assert means["BaggingForecaster of make_reduction of ridge"][0] > 1.05
    learning = [means[group][0] for group in found if group.startswith(("make", "Augmented"))]
    assert f"of 3 that learn from copies, {sum(np.array(learning) < 1)} " in "\n".join(lines)


def test_the_hierarchy_adds_up_and_the_search_trains_once_a_fold(tmp_path, capsys):
    hierarchy = example("sktime_hierarchy")
    hierarchy["draw"](hierarchy["main"](), tmp_path / "picture.png")
    check_picture(tmp_path / "picture.png")

    text = printed_by(capsys)
    assert "3 copies of 9 series, totals among them" in text  # six shops, two regions and all
    gaps = [float(gap) for gap in re.findall(r"(\d+e[+-]\d+) in", text)]
    assert len(gaps) == 2 and max(gaps) < 1e-9
    assert "5 candidates in 1 folds" not in text
    n_fits, n_trainings = map(int, re.search(r"refit: (\d+) fits, (\d+) models trained", text).groups())
    assert (n_fits, n_trainings) == (11, 3)  # five candidates in two folds; a training a fold, and one for the refit

    y = hierarchy["make_sales"]()["sold"].unstack("month")
    shops = y[y.index.get_level_values("shop") != "__total"].to_numpy()
    assert shops.shape == (6, 72)
    year_ago = 100 * np.abs(shops[:, 60:] - shops[:, 48:60]).sum() / shops[:, 60:].sum()
    errors = {line[:32].strip(): float(line[32:]) for line in text.splitlines() if re.search(r" \d+\.\d\d$", line)}
    assert len(errors) == 6
    assert errors["the same month a year ago"] == pytest.approx(year_ago, abs=6e-3)
    assert errors["direct, 10 copies"] != errors["direct"] and errors["make_reduction, 3 copies"] < year_ago
    chosen = re.search(r"chosen: (.*)", text)[1]
    if chosen == "n_copies=0":
        assert errors["direct, chosen by the search"] == errors["direct"]


def test_a_total_that_does_not_fit_is_seen():
    hierarchy = example("sktime_hierarchy")
    y = hierarchy["make_sales"]()
    assert hierarchy["gap"](y) < 1e-12
    wrong = y.copy()
    wrong.loc[("north", "__total", pd.Period("2020-01"))] *= 1.01
    assert hierarchy["gap"](wrong) == pytest.approx(0.01, rel=1e-6)


def test_a_csv_of_sales_is_forecast_by_its_plans_with_intervals(tmp_path, capsys):
    sales_forecast = example("sales_forecast")
    sales_forecast["draw"](sales_forecast["main"](), tmp_path / "picture.png")
    check_picture(tmp_path / "picture.png")

    error, _, *week, naive, forecast, between, lift = printed_by(capsys).splitlines()
    table = sales_forecast["read"](sales_forecast["make_csv"]())
    y, _, y_test, plans = sales_forecast["split"](sales_forecast["with_lost_days"](table))
    assert len(table) < len(y) + len(y_test) == 8 * 119
    y_as_told = eval(error.split("y = ")[1], {"y": table[["sales"]]})  # the line of the message
    pd.testing.assert_frame_equal(y_as_told, pd.concat([y, y_test]).sort_index(), check_freq=False)
    before, after = (frame["sales"].to_numpy().reshape(8, -1) for frame in (y, y_test))
    expected = np.mean(np.abs(before[:, -7:] - after) / np.nanmean(before, axis=1, keepdims=True))
    assert numbers(naive) == [pytest.approx(expected, abs=6e-4)]
    assert numbers(forecast)[0] < 0.7 * expected
    assert 0.7 < numbers(between)[0] < 0.9
    assert numbers(lift)[0] == pytest.approx(sales_forecast["LIFT"], abs=0.1)
    assert plans["promotion"].sum() > 0
    for line in week[2:]:
        _, _, _, middle, low, high = line.split()
        assert int(low) < int(middle) < int(high)

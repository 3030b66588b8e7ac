"""What all displays promise."""

import sys

import numpy as np
import pytest

from sklearn_lgta import plotting
from sklearn_lgta.inspection import AugmentationGain, RobustnessCurve
from sklearn_lgta.metrics import metrics_report

SCORES = np.zeros((1, 2))
X = np.random.default_rng(0).normal(size=(12, 24)).cumsum(axis=1)
DISPLAYS = [
    plotting.AugmentationGainDisplay(
        AugmentationGain((None,), SCORES, {"none": SCORES[0], "duplicates": SCORES[0]}, 0.25, 0.95)
    ),
    plotting.CopiesDisplay(np.zeros((1, 4)), np.zeros((2, 1, 4))),
    plotting.MetricsDisplay(metrics_report(X, X + 0.1, random_state=0)),
    plotting.LatentMapDisplay(np.zeros((2, 2)), np.zeros(2)),
    plotting.RobustnessCurveDisplay(RobustnessCurve(("mix",), np.zeros(2), np.zeros((1, 2, 1)))),
    plotting.StrengthCurveDisplay(np.arange(2), np.arange(2)),
    plotting.TrainingHistoryDisplay({key: [1, 2] for key in ("step", "loss", "held_out_loss", "kl")}),
]


def test_no_display_is_left_out():
    assert {type(display).__name__ for display in DISPLAYS} == set(plotting.__all__)


@pytest.mark.parametrize("display", DISPLAYS, ids=lambda display: type(display).__name__)
def test_plot_returns_the_display_and_keeps_the_figure(display):
    assert display.plot() is display
    axes = display.axes_ if hasattr(display, "axes_") else [display.ax_]
    assert all(ax.figure is display.figure_ for ax in axes)


@pytest.mark.parametrize("display", DISPLAYS, ids=lambda display: type(display).__name__)
def test_without_matplotlib_the_error_names_the_display_and_the_extra(display, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    with pytest.raises(ImportError, match=rf"{type(display).__name__} draws with matplotlib.*sklearn-lgta\[plot\]"):
        display.plot()

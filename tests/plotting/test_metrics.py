"""Metrics of reports beside their baselines."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from sklearn.exceptions import NotFittedError
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import RidgeClassifier

from sklearn_lgta import AugmentedEstimator, LGTAAugmenter, PCACodec
from sklearn_lgta.metrics import metrics_report
from sklearn_lgta.plotting import MetricsDisplay, StrengthCurveDisplay


def drawn(ax, marker):
    """Places of the points of a marker: (n, 2)."""
    return np.array(
        [line.get_xydata()[0] for line in ax.lines if line.get_marker() == marker and len(line.get_xdata())]
    )


def test_points_are_metrics_on_the_scale_of_their_line(X, fitted):
    display = MetricsDisplay.from_estimator(fitted, X, n_copies=2, X_held_out=-X[::2], random_state=0)
    report, ax = display.reports, display.ax_
    parameters = dict(X_held_out=-X[::2], strength=fitted.strength, random_state=0)
    assert report == metrics_report(X, fitted.augment(X, 2), **parameters)
    names = [text.get_text().split()[0] for text in ax.get_yticklabels()]
    assert names == list(report)
    values, nulls = drawn(ax, "o"), drawn(ax, "|")
    np.testing.assert_array_equal(values[:, 1], ax.get_yticks())
    np.testing.assert_array_equal(nulls[:, 1], ax.get_yticks())
    texts = {(round(text.get_position()[0], 2), text.get_position()[1]): text.get_text() for text in ax.texts}
    for (fraction, place), (null, _), figure in zip(values, nulls, report.values(), strict=True):
        low, high = (float(texts[at, place]) for at in (-0.01, 1.01))
        assert low + fraction * (high - low) == pytest.approx(figure.value, abs=0.005 * high)
        assert low + null * (high - low) == pytest.approx(figure.baseline, abs=0.005 * high)
        assert texts[1.08, place] == f"{figure.value:.2f}"
    assert [texts[0, place] for place in range(17) if (0, place) in texts] == list(
        dict.fromkeys(figure.question for figure in report.values())
    )


def test_a_scale_holds_all_that_is_drawn(X):
    far = X + 30 * np.random.default_rng(0).normal(size=X.shape)
    ax = MetricsDisplay({"near": metrics_report(X, X), "far": metrics_report(X, far)}).plot().ax_
    assert drawn(ax, "o")[:, 0].min() >= 0 and drawn(ax, "o")[:, 0].max() == 1


def test_arrows_say_which_way_is_better(X):
    ax = MetricsDisplay.from_predictions(X, X, strength=0.3).ax_
    arrows = dict(text.get_text().split(" ", 1) for text in ax.get_yticklabels())
    assert arrows["discriminative_score"] == "←" and arrows["coverage"] == "→" and arrows["strength_error"] == "↔"


def test_several_reports_share_a_line_and_have_a_name(X, fitted):
    reports = {name: metrics_report(X, copies) for name, copies in {"own": fitted.augment(X), "same": X}.items()}
    ax = MetricsDisplay(reports).plot().ax_
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["own", "same", "baseline"]
    assert len(drawn(ax, "o")) == 2 * len(reports["own"])


def test_series_that_are_drawn_have_their_own_figures(X):
    _, ax = plt.subplots()
    display = MetricsDisplay.from_predictions(X, X[:50], paired=False, ax=ax)
    assert display.ax_ is ax and display.figure_ is ax.figure
    assert set(display.reports) == set(metrics_report(X, X[:50], paired=False))
    assert np.isnan(drawn(ax, "|")[:, 0]).all()  # no baseline without held-out series


def test_an_estimator_is_drawn_by_its_augmenter(X, fitted):
    model = AugmentedEstimator(RidgeClassifier(), FrozenEstimator(fitted)).fit(X, np.arange(len(X)) % 2)
    assert (
        MetricsDisplay.from_estimator(model, X, random_state=0).reports
        == MetricsDisplay.from_estimator(fitted, X, random_state=0).reports
    )
    with pytest.raises(NotFittedError):
        MetricsDisplay.from_estimator(LGTAAugmenter(), X)


@pytest.mark.usefixtures("exact_strengths")
def test_the_unit_of_strength_is_that_of_the_augmenter():
    walk = np.random.default_rng(0).normal(size=600).cumsum()
    X = np.lib.stride_tricks.sliding_window_view(walk, 24)[::4]
    augmenter = LGTAAugmenter("mix", model=PCACodec(), strength=0.3, normalisation="panel", random_state=0).fit(X)
    report = MetricsDisplay.from_estimator(augmenter, X, n_copies=4).reports
    assert abs(report["strength_error"].value) < 0.2  # in standard deviations of each series above 1
    achieved = StrengthCurveDisplay.from_estimator(augmenter, X, n_copies=2).achieved
    np.testing.assert_allclose(achieved[-1], augmenter.strength_curve_.strength[-1], rtol=0.2)


def test_a_strength_of_zero_has_no_error(X, fitted):
    copied = LGTAAugmenter(strength=0, model=FrozenEstimator(fitted.model_), random_state=0).fit(X)
    assert "strength_error" not in MetricsDisplay.from_estimator(copied, X).reports


def test_reports_of_different_metrics_are_refused(X):
    reports = {"copies": metrics_report(X, X), "drawn": metrics_report(X, X[:50], paired=False)}
    with pytest.raises(ValueError, match="The reports 'copies', 'drawn' do not hold the same metrics"):
        MetricsDisplay(reports).plot()

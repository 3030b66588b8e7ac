"""Lines of scores on changed series."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from sklearn.linear_model import LinearRegression

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta.inspection import RobustnessCurve, robustness_curve
from sklearn_lgta.plotting import RobustnessCurveDisplay

SCORES = np.array([[[1, 1], [0.8, 0.9]], [[1, 1], [0.5, 0.7]]])
CURVE = RobustnessCurve(("jitter", "mix"), np.array([0, 0.3]), SCORES)


def labels(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_a_line_a_transformation_of_means_with_a_band_of_deviations():
    ax = RobustnessCurveDisplay(CURVE).plot().ax_
    assert labels(ax) == ["jitter", "mix"]
    for line, band, mean, sd in zip(ax.lines, ax.collections, [0.85, 0.6], [0.05, 0.1], strict=True):
        np.testing.assert_allclose(line.get_data(), [[0, 0.3], [1, mean]])
        at, values = band.get_paths()[0].vertices.T
        np.testing.assert_allclose([values[at == 0.3].min(), values[at == 0.3].max()], [mean - sd, mean + sd])
    assert ax.get_xlabel() == "strength (standard deviations)"


def test_lines_that_lie_on_each_other_show_as_rings():
    first, second = RobustnessCurveDisplay(CURVE).plot().ax_.lines
    assert first.get_markersize() > second.get_markersize() == pytest.approx(4)


def test_several_estimators_share_axes_by_name():
    _, ax = plt.subplots()
    for name in ("forest", "network"):
        display = RobustnessCurveDisplay(CURVE).plot(ax, transformations=["mix"], name=name)
    assert labels(ax) == ["forest", "network"] and display.ax_ is ax
    RobustnessCurveDisplay(CURVE).plot(ax, name="tree")
    assert labels(ax)[2:] == ["tree, jitter", "tree, mix"]


def test_what_was_not_measured_is_refused():
    with pytest.raises(ValueError, match=r"names \['drift'\], which were not measured; there are \['jitter', 'mix'\]"):
        RobustnessCurveDisplay(CURVE).plot(transformations=["drift", "mix"])


def test_it_measures_as_the_function_does(X):
    model = LinearRegression().fit(X, X[:, -1])
    parameters = dict(strengths=[0.2], n_copies=2)
    augmenter = LGTAAugmenter("jitter", model=PCACodec(), random_state=0)
    display = RobustnessCurveDisplay.from_estimator(model, X, X[:, -1], augmenter, name="linear", **parameters)
    np.testing.assert_array_equal(
        display.curve.scores, robustness_curve(model, X, X[:, -1], augmenter, **parameters).scores
    )
    assert labels(display.ax_) == ["linear"]

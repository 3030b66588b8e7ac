"""Gains with their intervals."""

import numpy as np
from sklearn.linear_model import RidgeClassifier

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta.inspection import AugmentationGain, augmentation_gain
from sklearn_lgta.plotting import AugmentationGainDisplay


def test_points_are_gains_and_bars_intervals_of_both_baselines():
    scores = np.random.default_rng(0).normal(size=(4, 10))
    gain = AugmentationGain((0.1, 0.3), scores[2:], {"none": scores[0], "duplicates": scores[1]}, 0.25, 0.95)
    ax = AugmentationGainDisplay(gain).plot().ax_
    assert ax.get_title() == gain.verdict
    assert [text.get_text() for text in ax.get_yticklabels()] == ["0.1", "0.3"]
    baselines = {"over no augmentation": "none", "over exact duplicates": "duplicates"}
    for points, bars in zip(ax.lines, ax.collections, strict=False):
        baseline = baselines.pop(points.get_label())
        np.testing.assert_allclose(points.get_xdata(), gain.gain(baseline))
        np.testing.assert_allclose([bar[:, 0] for bar in bars.get_segments()], gain.interval(baseline))
    assert not baselines


def test_it_measures_as_the_function_does(X):
    y = np.arange(len(X)) % 2
    parameters = dict(augmenter=LGTAAugmenter("mix", 0.3, model=PCACodec(), random_state=0), cv=2, random_state=0)
    display = AugmentationGainDisplay.from_estimator(RidgeClassifier(), X, y, **parameters)
    expected = augmentation_gain(RidgeClassifier(), X, y, **parameters)
    np.testing.assert_array_equal(display.gain.scores, expected.scores)
    assert [text.get_text() for text in display.ax_.get_yticklabels()] == ["0.3"]

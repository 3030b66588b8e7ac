"""Change of the series against the latent gain."""

import numpy as np
import pytest
from sklearn.base import clone

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta.plotting import StrengthCurveDisplay
from sklearn_lgta.transformations import Drift, Mix


def drawn(display):
    """Label of a line: its points."""
    return {line.get_label(): np.array(line.get_data()) for line in display.ax_.lines}


def test_it_draws_the_measured_curve_its_ceiling_and_what_was_asked(fitted):
    display = StrengthCurveDisplay.from_estimator(fitted)
    lines, curve = drawn(display), fitted.strength_curve_
    np.testing.assert_array_equal(lines["measured in fit"], [curve.gain, curve.strength])
    np.testing.assert_allclose(lines[f"ceiling {curve.ceiling:.2g}"][1], fitted.max_strength_)
    np.testing.assert_allclose(lines["asked: 0.3"][:, 1], [curve.gain_for(0.3), 0.3])
    assert [line.get_marker() for line in display.ax_.lines if line.get_label() == "asked: 0.3"] == ["o"]
    assert display.achieved is None
    assert display.ax_.get_ylabel() == "root-mean-square change (standard deviations)"


@pytest.mark.usefixtures("exact_strengths")
def test_copies_of_series_achieve_the_curve(X, make_panel, fitted):
    new, fitted = make_panel(seed=7), clone(fitted).fit(X)
    display = StrengthCurveDisplay.from_estimator(fitted, new, n_copies=20)
    gain, achieved = drawn(display)["achieved by copies of X"]
    np.testing.assert_allclose(
        achieved, np.interp(gain, fitted.strength_curve_.gain, fitted.strength_curve_.strength), 0.2
    )
    change = (fitted.augment(new, 20).reshape(20, *new.shape) - new) / new.std(axis=1, keepdims=True)
    at_asked = np.interp(0.3, achieved, gain)
    np.testing.assert_allclose(np.sqrt((change**2).mean()), 0.3, 0.2)
    np.testing.assert_allclose(at_asked, fitted.strength_curve_.gain_for(0.3), 0.2)
    assert fitted.strength == 0.3


@pytest.mark.usefixtures("exact_strengths")
def test_without_calibration_strength_is_the_gain(X):
    augmenter = LGTAAugmenter("mix", 0.5, calibration=None, model=PCACodec(), random_state=0).fit(X)
    display = StrengthCurveDisplay.from_estimator(augmenter, X)
    gain, achieved = drawn(display)["achieved by copies of X"]
    curve = augmenter.strength_curve_
    np.testing.assert_allclose(achieved, np.interp(gain, curve.gain, curve.strength), 0.1)
    assert not any(label.startswith("asked") for label in drawn(display))


def test_the_axis_names_another_measure_and_series_are_not_held_against_it(X):
    augmenter = LGTAAugmenter("scaling", 0.1, calibration="wasserstein", model=PCACodec(), random_state=0).fit(X)
    display = StrengthCurveDisplay.from_estimator(augmenter)
    assert display.ax_.get_ylabel() == "Wasserstein distance (standard deviations)"
    with pytest.raises(ValueError, match="cannot be compared with calibration='wasserstein'. Leave X out"):
        StrengthCurveDisplay.from_estimator(augmenter, X)


def test_alternatives_have_a_curve_each_and_series_are_not_held_against_them(X):
    augmenter = LGTAAugmenter(Mix() | Drift(), 0.3, model=PCACodec(), random_state=0).fit(X)
    lines, curves = drawn(StrengthCurveDisplay.from_estimator(augmenter)), augmenter.strength_curve_.curves
    assert [*lines] == ["Mix()", "Drift()"]
    for line, curve in zip(lines.values(), curves, strict=True):
        np.testing.assert_array_equal(line, [curve.gain, curve.strength])
    with pytest.raises(ValueError, match=r"alternatives, Mix\(\), Drift\(\), each with a curve.* Leave X out"):
        StrengthCurveDisplay.from_estimator(augmenter, X)

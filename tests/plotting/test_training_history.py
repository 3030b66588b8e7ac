"""Losses and divergence of the training."""

import numpy as np
import pytest

from sklearn_lgta.plotting import TrainingHistoryDisplay


def test_it_draws_losses_divergence_and_the_step_that_is_kept(fitted_network):
    display = TrainingHistoryDisplay.from_estimator(fitted_network)
    losses, divergence = display.axes_
    history = fitted_network.history_
    lines = {line.get_label(): line for line in losses.lines}
    for label, name in (("training", "loss"), ("held out", "held_out_loss")):
        np.testing.assert_array_equal(lines[label].get_data(), [history["step"], history[name]])
    kept = history["step"][int(np.argmin(history["held_out_loss"]))]
    assert list(lines[f"weights kept: step {kept}"].get_xdata()) == [kept, kept]
    np.testing.assert_array_equal(divergence.lines[0].get_data(), [history["step"], history["kl"]])
    assert divergence.get_ylim()[0] == 0


def test_a_model_without_steps_has_no_history(fitted):
    with pytest.raises(ValueError, match="history_ is empty: PCACodec was not trained in steps. A CVAE is"):
        TrainingHistoryDisplay.from_estimator(fitted)

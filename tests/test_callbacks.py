"""Callbacks of scikit-learn see the training and may end it; without them everything works the same."""

import subprocess
import sys

import numpy as np
import pytest
import sklearn
from sklearn.base import clone
from sklearn.linear_model import Ridge
from sklearn.utils.fixes import parse_version

from sklearn_lgta import CVAE, AugmentedEstimator, LGTAAugmenter, PCACodec

WITHOUT = parse_version(sklearn.__version__) < parse_version("1.9")
pytestmark = [
    # a network of a few steps has learnt nothing
    pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.PosteriorCollapseWarning"),
]
needs_callbacks = pytest.mark.skipif(WITHOUT, reason="callbacks are new in scikit-learn 1.9")


class Log:
    """Writes down all that happens, and may end the training after some steps."""

    def __init__(self, last_step=None):
        self.last_step = last_step
        self.events, self.losses = [], []

    def setup(self, estimator, context):
        self.events.append(("setup", context.task_name))

    def on_fit_task_begin(self, estimator, context):
        self.events.append(("begin", context.task_name))

    def on_fit_task_end(self, estimator, context):
        self.events.append(("end", context.task_name))
        self.losses.append(list(getattr(estimator, "history_", {}).get("held_out_mse", [])))
        return context.task_name == "step" and self.events.count(("end", "step")) == self.last_step

    def teardown(self, estimator, context):
        self.events.append(("teardown", context.task_name))


class HandedDown(Log):
    """The same, for an estimator and its parts."""

    max_propagation_depth = None


def augmenter(n_steps=40, **parameters):
    return LGTAAugmenter("mix", 0.3, model=CVAE(max_steps=n_steps, hidden_size=8), random_state=0, **parameters)


@needs_callbacks
def test_every_step_is_a_task_of_the_training(X):
    log = Log()
    augmenter().set_callbacks(log).fit(X)
    steps = [("begin", "step"), ("end", "step")] * 40
    training = [("begin", "training"), *steps, ("end", "training")]
    assert log.events == [("setup", "fit"), ("begin", "fit"), *training, ("end", "fit"), ("teardown", "fit")]


@needs_callbacks
def test_a_callback_ends_the_training(X):
    log = Log(last_step=25)
    stopped = augmenter().set_callbacks(log).fit(X)
    assert log.events.count(("begin", "step")) == log.events.count(("end", "step")) == 25
    assert stopped.history_["step"] == [20, 25]
    assert stopped.augment(X).shape == X.shape


@needs_callbacks
def test_a_callback_sees_the_losses_so_far(X):
    log = Log()
    fitted = augmenter().set_callbacks(log).fit(X)
    assert log.losses[10] == []
    assert log.losses[30] == fitted.history_["held_out_mse"][:1]


@needs_callbacks
def test_a_callback_changes_no_copy(X):
    np.testing.assert_array_equal(augmenter().set_callbacks(Log()).fit(X).augment(X), augmenter().fit(X).augment(X))


@needs_callbacks
def test_a_model_that_was_found_trains_in_no_steps(X, tmp_path):
    augmenter(memory=tmp_path).fit(X)
    log = Log()
    augmenter(memory=tmp_path).set_callbacks(log).fit(X)
    assert log.events == [("setup", "fit"), ("begin", "fit"), ("end", "fit"), ("teardown", "fit")]


@needs_callbacks
def test_a_clone_keeps_its_callbacks(X):
    log = Log()
    clone(augmenter(4).set_callbacks(log)).fit(X)
    assert log.events.count(("end", "step")) == 4


@needs_callbacks
def test_a_failing_fit_tears_its_callbacks_down(X):
    log = Log()
    with pytest.raises(ValueError, match="NaN"):
        augmenter().set_callbacks(log).fit(np.where(X > 0, np.nan, X))
    assert log.events[-1] == ("teardown", "fit")


@needs_callbacks
def test_callbacks_are_handed_down_to_augmenter_and_estimator(X):
    log = HandedDown()
    model = AugmentedEstimator(Ridge(), augmenter(4))
    model.set_callbacks(log).fit(X, X[:, 0])
    assert log.events.count(("end", "step")) == 4
    assert [name for event, name in log.events if event == "setup"] == ["fit"]
    assert not hasattr(model.augmenter_, "_parent_callback_ctx")


def test_a_linear_codec_trains_in_no_steps(X):
    fitted = LGTAAugmenter("mix", 0.3, model=PCACodec(), random_state=0)
    log = Log()
    if not WITHOUT:
        fitted.set_callbacks(log)
    fitted.fit(X)
    assert ("begin", "training") not in log.events
    assert fitted.history_ == {}


@pytest.mark.usefixtures("exact_strengths")
def test_before_there_were_callbacks_everything_works_the_same(X, tmp_path):
    np.save(tmp_path / "X.npy", X)
    hide = "" if WITHOUT else "import sklearn.callback; del sklearn.callback.with_callbacks\n"
    code = (
        "import sys, numpy as np\n"
        "import sklearn.decomposition, sklearn.linear_model, sklearn.pipeline  # these need their own callbacks\n"
        f"{hide}"
        "from sklearn_lgta import AugmentedEstimator, CVAE, LGTAAugmenter\n"
        "X, network = np.load(sys.argv[1]), CVAE(max_steps=5, hidden_size=8)\n"
        "made = LGTAAugmenter('mix', 0.3, model=network, random_state=0)\n"
        "model = AugmentedEstimator(sklearn.linear_model.Ridge(), made).fit(X, X[:, 0])\n"
        "print(hasattr(made, 'set_callbacks'), model.predict(X).sum())"
    )
    command = [sys.executable, "-W", "ignore", "-c", code, str(tmp_path / "X.npy")]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    model = AugmentedEstimator(Ridge(), augmenter(5)).fit(X, X[:, 0])
    assert run.stdout.split() == ["False", str(model.predict(X).sum())]

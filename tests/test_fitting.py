"""`fit` is a ladder of steps; one that fails leaves the augmenter unfitted."""

import numpy as np
import pytest
from sklearn.exceptions import NotFittedError

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta._containers.kinds import read_panel
from sklearn_lgta._fitting import steps

STEPS = ["plan_fit", "train_model", "fit_encoder", "measure_latent", "choose_donors", "calibrate"]


@pytest.fixture
def augmenter(X):
    return LGTAAugmenter("mix", 0.3, model=PCACodec(), random_state=0).fit(X)


@pytest.mark.parametrize("step", STEPS)
def test_a_fit_that_fails_at_any_step_leaves_the_augmenter_unfitted(augmenter, X, monkeypatch, step):
    def fails(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(steps, step, fails)
    with pytest.raises(RuntimeError, match="the disk is full"):
        augmenter.fit(X)
    with pytest.raises(NotFittedError):
        augmenter.augment(X)


@pytest.mark.parametrize(
    ("parameters", "change"),
    [({"strength": -1}, None), ({"structure": "both"}, None), ({}, lambda X: X[:, :1]), ({}, lambda X: np.inf * X)],
)
def test_a_fit_that_is_refused_leaves_the_augmenter_unfitted(augmenter, X, parameters, change):
    augmenter.set_params(**parameters)
    with pytest.raises(ValueError):
        augmenter.fit(X if change is None else change(X))
    with pytest.raises(NotFittedError):
        augmenter.augment(X)


def test_the_steps_are_taken_in_order_and_once(X, monkeypatch):
    taken = []
    for name in STEPS:
        step = getattr(steps, name)
        monkeypatch.setattr(steps, name, lambda *args, s=step, n=name, **kwargs: taken.append(n) or s(*args, **kwargs))
    LGTAAugmenter("mix", 0.3, model=PCACodec(), random_state=0).fit(X)
    assert taken == STEPS


def test_the_plan_resolves_everything_and_trains_nothing(X):
    class Untrained(PCACodec):
        def fit(self, *args, **kwargs):
            raise AssertionError("a plan trains nothing")

        encode = decode = fit

    augmenter = LGTAAugmenter("mix", model=Untrained(), seasonal_period=12, bounds=(-1e6, 1e6), random_state=0)
    plan = steps.plan_fit(augmenter, read_panel(augmenter, X), None, None)
    assert plan.decomposer.structure == "both" and plan.decomposer.seasonal_period == 12
    assert plan.model.sizes_.window_length <= 24
    assert plan.postprocessor.bounds.low.tolist() == [-1e6]
    assert plan.lengths.tolist() == [48] * len(X)
    assert len(set(plan.keys)) == len(X)

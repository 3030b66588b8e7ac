"""`verbose=1` shows one bar with the rest of the time, across jobs, and what runs inside shows none."""

import re

import numpy as np
import pytest
import tqdm.auto
from joblib import parallel_config
from sklearn.linear_model import RidgeClassifier

from sklearn_lgta import CVAE, LGTAAugmenter, PCACodec
from sklearn_lgta._callbacks import TrainingMonitor
from sklearn_lgta._reproducibility.progress import progress_bar
from sklearn_lgta.exceptions import PosteriorCollapseWarning
from sklearn_lgta.inspection import augmentation_gain


@pytest.fixture
def bars(monkeypatch):
    """All bars that are shown: tqdm.auto draws them in a terminal as well as in a notebook."""
    shown = []

    class Recorded(tqdm.auto.tqdm):
        def __init__(self, *args, **parameters):
            super().__init__(*args, **parameters)
            shown.extend([] if self.disable else [self])

    monkeypatch.setattr("tqdm.auto.tqdm", Recorded)
    return shown


def states(bars):
    return [(bar.desc.strip(": "), bar.n == bar.total) for bar in bars]


def augmenter(**parameters):
    return LGTAAugmenter("mix", 0.3, **{"model": PCACodec(), "random_state": 0, "verbose": 1} | parameters)


@pytest.mark.parametrize("model", [PCACodec(), CVAE(max_steps=30, hidden_size=8)])
def test_fit_shows_one_bar_that_runs_to_its_end(model, X, bars):
    fitted = augmenter(model=model).fit(X)
    assert states(bars) == [("fit", True)]
    assert bars[0].total == 80 + max(fitted.history_.get("step", [0]))
    assert str(bars[0].postfix).startswith("held_out_mse=") == ("held_out_mse" in fitted.history_)


def test_a_training_that_ends_early_moves_the_end_of_the_bar(X, bars, monkeypatch):
    step = TrainingMonitor.step
    monkeypatch.setattr(TrainingMonitor, "step", lambda monitor: step(monitor) or True)
    with pytest.warns(PosteriorCollapseWarning):
        augmenter(model=CVAE(max_steps=30, hidden_size=8)).fit(X)
    assert states(bars) == [("fit", True)] and bars[0].total == 80 + 1


def test_a_bar_tells_the_rest_of_the_time(X, capsys):
    augmenter().fit(X).augment(X)
    last = [line.split("\r")[-1] for line in capsys.readouterr().err.rstrip().split("\n")]
    assert [re.match(r"(\w+): 100%.* \[\d+:\d+<\d+:\d+,", line)[1] for line in last] == ["fit", "augment"]


@pytest.mark.parametrize(("n_jobs", "backend"), [(1, "threading"), (2, "threading"), (2, "loky")])
def test_a_gain_shows_one_bar_and_its_fits_none(n_jobs, backend, X, bars, capfd):
    with parallel_config(backend=backend):
        gain = {"augmenter": augmenter(), "cv": 2, "n_repeats": 2, "n_jobs": n_jobs, "random_state": 0}
        augmentation_gain(RidgeClassifier(), X, np.arange(60) % 2, verbose=1, **gain)
        assert states(bars) == [("augmentation_gain", True)] and bars[0].total == 4
        assert "fit" not in capfd.readouterr().err  # nor from another process
        augmentation_gain(RidgeClassifier(), X, np.arange(60) % 2, **gain)
    assert len(bars) == 1
    assert capfd.readouterr().err == ""


def test_a_bar_inside_another_one_is_not_shown_and_one_after_an_error_is(bars):
    with pytest.raises(ZeroDivisionError), progress_bar("outer", 2, "part", 1), progress_bar("inner", 1, "part", 1):
        _ = 1 / 0
    with progress_bar("next", 1, "part", 1) as bar:
        bar.update()
    assert states(bars) == [("outer", False), ("next", True)]


def test_no_bar_is_shown_without_verbose(X, bars):
    augmenter(verbose=0).fit(X).augment(X)
    assert bars == []

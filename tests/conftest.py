"""Made panels and fitted augmenters that many tests share. The panels are read-only: nothing may write into X."""

import random
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import torch

from sklearn_lgta import CVAE, LGTAAugmenter, PCACodec
from sklearn_lgta._copies import calibration

# Panels of tests are few noiseless waves or white noise, whose copies are rough or alike.
_UNSUITABLE = (
    "Copies are too (smooth|rough)",
    r"\d+% of the copies (are another training|equal their) series",
    r"\d+ of \d+ copies of a series are new",
    r"Drawn series lean on \d+ training series",
)
_ASKS_FOR_IT = "test_copy_warnings.py"


def pytest_collection_modifyitems(items):
    """Warnings of rough, smooth and repeated copies are no errors where a test does not ask for them."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here) and item.path.name != _ASKS_FOR_IT and item.path.parent.name != "examples":
            for message in _UNSUITABLE:
                item.add_marker(pytest.mark.filterwarnings(f"ignore:{message}"), append=False)


def seasonal_panel(n_series=60, n_timepoints=48, n_channels=1, season=12, seed=0):
    """Level, trend, season and autocorrelated noise; (n_series, n_timepoints), 3-D with several channels."""
    rng = np.random.default_rng(seed)
    shape = (n_series, n_channels, 1)
    time = np.arange(n_timepoints)
    phase = rng.uniform(0, 2 * np.pi, shape)
    noise = rng.normal(size=(n_series, n_channels, n_timepoints))
    for step in range(1, n_timepoints):
        noise[..., step] += 0.6 * noise[..., step - 1]
    X = rng.normal(size=shape) * 20 + rng.normal(size=shape) * 0.02 * time
    X = X + rng.uniform(1, 2, shape) * np.sin(2 * np.pi * time / season + phase) + 0.4 * noise
    X = X[:, 0] if n_channels == 1 else X
    X.flags.writeable = False
    return X


@contextmanager
def calibrated_by(at_each_gain, sizes):
    """Calibrate by so many draws at each gain, at least and at most, and by so many sizes of codes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sklearn_lgta._copies.calibration._DRAWS", at_each_gain)
        patch.setattr("sklearn_lgta._copies.calibration._SIZE_DRAWS", sizes)
        yield


USUAL = calibration._DRAWS, calibration._SIZE_DRAWS
ROUGH = (16, 32), 64


@pytest.fixture(scope="module", autouse=True)
def rough_strengths():
    """A calibration of few draws, a tenth of the time of a fit: most tests do not ask for the size of the change.

    A module that does replaces this fixture by one of the same name that does nothing.
    """
    with calibrated_by(*ROUGH):
        yield


@pytest.fixture
def exact_strengths(rough_strengths):
    """The usual calibration, for a test that asks for the size of the change."""
    with calibrated_by(*USUAL):
        yield


@pytest.fixture(scope="session")
def make_panel():
    """The function that makes panels."""
    return seasonal_panel


@pytest.fixture(scope="session")
def X():
    """60 series of 48 time points with a season of 12."""
    return seasonal_panel()


@pytest.fixture(scope="session")
def X3():
    """30 series of 3 channels and 24 time points."""
    return seasonal_panel(30, 24, n_channels=3, seed=1)


@pytest.fixture(scope="session")
def fitted(X):
    """Augmenter with a linear codec, without structure."""
    with calibrated_by(*ROUGH):
        return LGTAAugmenter("mix", 0.3, model=PCACodec(), random_state=0).fit(X)


@pytest.fixture(scope="session")
def fitted_structure(X):
    """Augmenter with a linear codec that sets trend and season aside."""
    with calibrated_by(*USUAL):
        augmenter = LGTAAugmenter("resample", model=PCACodec(), seasonal_period=12, random_state=0).fit(X)
        _ = augmenter.strength_curve_  # else whoever asks first measures it
    return augmenter


@pytest.fixture(scope="session")
def fitted_network(X):
    """Augmenter with the network."""
    with calibrated_by(*USUAL):
        return LGTAAugmenter("magnitude_warp", 0.3, model=CVAE(max_steps=150), random_state=0).fit(X)


@pytest.fixture(scope="session")
def fitted3(X3):
    """Augmenter of series with three channels."""
    with calibrated_by(*ROUGH):
        return LGTAAugmenter("mix", 0.3, model=PCACodec(), random_state=0).fit(X3)


@pytest.fixture
def global_states():
    """The function that tells where the global random states of numpy, Python and torch are."""

    def states():
        _, keys, *position = np.random.get_state()  # noqa: NPY002, the state that nobody may touch
        return keys.tolist(), position, random.getstate(), torch.get_rng_state().tolist()

    return states

"""Made panels and fitted augmenters that many tests share. The panels are read-only: nothing may write into X."""

import random

import numpy as np
import pytest
import torch

from sklearn_lgta import CVAE, LGTAAugmenter, PCACodec


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
    return LGTAAugmenter("mix", 0.3, model=PCACodec(), random_state=0).fit(X)


@pytest.fixture(scope="session")
def fitted_structure(X):
    """Augmenter with a linear codec that sets trend and season aside."""
    return LGTAAugmenter("resample", model=PCACodec(), seasonal_period=12, random_state=0).fit(X)


@pytest.fixture(scope="session")
def fitted_network(X):
    """Augmenter with the network."""
    return LGTAAugmenter("magnitude_warp", 0.3, model=CVAE(max_steps=150), random_state=0).fit(X)


@pytest.fixture(scope="session")
def fitted3(X3):
    """Augmenter of series with three channels."""
    return LGTAAugmenter("mix", 0.3, model=PCACodec(), random_state=0).fit(X3)


@pytest.fixture
def global_states():
    """The function that tells where the global random states of numpy, Python and torch are."""

    def states():
        _, keys, *position = np.random.get_state()  # noqa: NPY002, the state that nobody may touch
        return keys.tolist(), position, random.getstate(), torch.get_rng_state().tolist()

    return states


@pytest.fixture
def rough_strengths(monkeypatch):
    """A calibration of few draws, for tests that fit often and do not look at the size of the change."""
    monkeypatch.setattr("sklearn_lgta._copies.calibration._DRAWS", (16, 32))
    monkeypatch.setattr("sklearn_lgta._copies.calibration._SIZE_DRAWS", 64)

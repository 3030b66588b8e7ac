"""An augmenter inside make_reduction is noise on lags: docs/sktime.md says so, and recommends the adapters."""

import numpy as np
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sktime.datasets import load_airline
from sktime.forecasting.compose import make_reduction

from sklearn_lgta import LGTAAugmenter, PCACodec


class Recorder(Ridge):
    """A ridge that keeps what it was fitted to."""

    def fit(self, X, y):
        Recorder.lags, Recorder.targets = np.asarray(X), np.ravel(y)
        return super().fit(X, y)


def fit_recorder(y, X=None):
    noise = LGTAAugmenter("jitter", strength=0.2, model=PCACodec(), random_state=0)
    make_reduction(make_pipeline(noise, Recorder()), window_length=12).fit(y, X=X, fh=[1, 2, 3])
    return Recorder.lags, Recorder.targets


def test_lags_get_unrelated_noise_and_targets_stay():
    y = load_airline()
    lags, targets = fit_recorder(y)
    windows = np.lib.stride_tricks.sliding_window_view(y.to_numpy(), 13)  # twelve lags and a target

    change = lags - windows[:, :12]
    assert np.abs(change).mean() > 1
    assert np.array_equal(targets, windows[:, 12])
    same_month = np.corrcoef(change[1:, :-1].ravel(), change[:-1, 1:].ravel())[0, 1]
    assert abs(same_month) < 0.2


def test_exogenous_lags_are_taken_for_a_part_of_the_series():
    y = load_airline()
    lags, _ = fit_recorder(y, X=y.to_frame("price") * 0.01)

    assert lags.shape[1] == 24  # twelve passengers and twelve prices

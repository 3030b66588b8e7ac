"""Arrays work without extras, and what needs an extra says which: `make package` runs this where none is installed."""

import tempfile
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression, Ridge

import sklearn_lgta
from sklearn_lgta import AugmentedEstimator, LGTAAugmenter, LGTAResampler, WindowDataset
from sklearn_lgta.metrics import metrics_report
from sklearn_lgta.plotting import CopiesDisplay

assert "site-packages" in sklearn_lgta.__file__
assert not any(map(find_spec, ("pandas", "sktime", "matplotlib", "imblearn")))

rng = np.random.default_rng(0)
X = 10 + np.sin(np.arange(48) * np.pi / 6 + rng.normal(size=(40, 1))) + 0.1 * rng.normal(size=(40, 48))
y = np.repeat([0, 1], [30, 10])

augmenter = LGTAAugmenter("jitter", strength=0.3, random_state=0).fit(X)
copies = augmenter.augment(X, n_copies=2)
assert copies.shape == (80, 48) and np.isfinite(copies).all()
assert abs(np.sqrt(np.mean((copies[:40] - X) ** 2, axis=1) / X.var(axis=1)).mean() - 0.3) < 0.06
assert "achieved_strength" in str(metrics_report(X, copies, strength=0.3))
with tempfile.TemporaryDirectory() as folder:
    augmenter.save(Path(folder) / "trained.lgta")
    again = LGTAAugmenter.load(Path(folder) / "trained.lgta").augment(X, n_copies=2)
np.testing.assert_array_equal(again, copies)
lags, targets, _ = augmenter.training_windows(X, lags=24, horizon=12, n_copies=2, target="same")
assert Ridge().fit(lags, targets).predict(augmenter.newest_windows(X, lags=24)).shape == (40, 12)
assert len(WindowDataset(augmenter, X, 24, 12, target="same")) > 0
assert AugmentedEstimator(LogisticRegression(), augmenter).fit(X, y).predict(X).shape == (40,)
assert len(LGTAResampler(augmenter, sampling_strategy={1: 30}).fit_resample(X, y)[0]) == 60

for what, needs in (
    (lambda: __import__("sklearn_lgta.sktime"), "sktime"),
    (lambda: CopiesDisplay(X, copies[None, :40]).plot(), "plot"),
):
    try:
        what()
    except ImportError as error:
        assert f"pip install 'sklearn-lgta[{needs}]'" in str(error), error
    else:
        raise AssertionError(f"works without the extra {needs}")
print("The wheel works without extras.")

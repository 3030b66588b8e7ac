"""Models are fitted on what is said and asked about real series."""

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import accuracy_score, mean_absolute_error

from sklearn_lgta.metrics import train_synthetic_test_real


@pytest.fixture
def classes():
    """Training, synthetic and test series with labels, as arguments."""
    rng = np.random.default_rng(0)
    y = np.tile(["calm", "storm"], 20)
    return [part for _ in range(3) for part in (rng.normal(size=(40, 12)) + (y == "storm")[:, None], y)]


def test_scores_are_those_of_models_fitted_by_hand(classes):
    X, y, X_new, y_new, X_test, y_test = classes
    scores = train_synthetic_test_real(LogisticRegression(), *classes)
    both = np.concatenate([X, X_new]), np.concatenate([y, y_new])
    for name, training in {"real": (X, y), "synthetic": (X_new, y_new), "both": both}.items():
        assert scores[name] == accuracy_score(y_test, LogisticRegression().fit(*training).predict(X_test))
    assert list(scores) == ["real", "synthetic", "both", "dummy"] and scores["dummy"] == 0.5


def test_wrong_labels_of_new_series_show(classes):
    classes[3] = classes[3][::-1]  # calm is storm
    scores = train_synthetic_test_real(LogisticRegression(), *classes)
    assert scores["synthetic"] < 0.3 and scores["real"] > 0.7


def test_forecasters_are_scored_by_any_scorer():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(3, 100, 8))
    y = X[:, :, -2:] @ np.array([[1.0, 0.0], [1.0, 2.0]])  # two outputs
    parts = [part for pair in zip(X, y, strict=True) for part in pair]
    scores = train_synthetic_test_real(Ridge(1e-6), *parts, scoring="neg_mean_absolute_error")
    assert scores["synthetic"] == pytest.approx(0, abs=1e-4)
    assert scores["dummy"] == pytest.approx(-mean_absolute_error(y[2], np.broadcast_to(y[0].mean(axis=0), y[2].shape)))


def test_the_estimator_is_left_unfitted_and_sees_channels_as_they_are(classes):
    shapes = []

    class Classifier(ClassifierMixin, BaseEstimator):
        def fit(self, X, y):
            shapes.append(X.shape)
            self.classes_ = np.unique(y)
            return self

        def predict(self, X):
            return np.full(len(X), self.classes_[0])

    parts = [part.reshape(40, 3, 4) if part.ndim == 2 else part for part in classes]
    estimator = Classifier()
    train_synthetic_test_real(estimator, *parts)
    assert shapes == [(40, 3, 4), (40, 3, 4), (80, 3, 4)]
    assert not hasattr(estimator, "classes_")


def test_series_of_another_length_are_named(classes):
    classes[4] = classes[4][:, :5]
    with pytest.raises(ValueError, match=r"X_test has series of shape \(5,\), X of shape \(12,\)"):
        train_synthetic_test_real(LogisticRegression(), *classes)


def test_as_many_labels_as_series_are_needed(classes):
    classes[3] = classes[3][:-1]
    with pytest.raises(ValueError, match=r"inconsistent numbers of samples: \[40, 39\]"):
        train_synthetic_test_real(LogisticRegression(), *classes)

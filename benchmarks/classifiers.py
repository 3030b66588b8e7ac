"""Classifiers that copies of a row cannot favour: their hyperparameters are chosen on real rows alone."""

import warnings
from functools import partial

import numpy as np
from fidelity import convolution_features, draw_kernels
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.ensemble import RandomForestClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import RidgeClassifier, RidgeClassifierCV
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier

PENALTIES = np.logspace(-1, 4, 11)
N_BATCHES = 400
BATCH_SIZE = 64
N_PASSES = 3


class ConvolutionRidge(ClassifierMixin, BaseEstimator):
    """Ridge classifier on random convolutions of every channel: their fractions of positive values and their maxima.

    The penalty is chosen by leave-one-out on real rows alone, because a copy of the left-out row would leak into
    training. It then grows with the number of rows, so that exact duplicates change nothing.

    Parameters
    ----------
    n_kernels : int, default=600
        Number of convolutions.
    random_state : int, default=0
        Seed of the convolutions.
    """

    def __init__(self, n_kernels=600, random_state=0):
        self.n_kernels = n_kernels
        self.random_state = random_state

    def fit(self, X, y, instance=None):
        """Fit to real rows and copies.

        Parameters
        ----------
        X : ndarray of shape (n_rows, n_timepoints) or (n_rows, n_channels, n_timepoints)
            Rows of about unit size.
        y : ndarray of shape (n_rows,)
            Labels.
        instance : ndarray of shape (n_rows,), default=None
            Identifier of the real row behind each row. The first of equal entries is the real row, the others are its
            copies. None: all rows are real.

        Returns
        -------
        self : ConvolutionRidge
            The fitted classifier.
        """
        real = np.arange(len(X)) if instance is None else np.unique(instance, return_index=True)[1]
        self.kernels_ = draw_kernels(X.shape[-1], np.random.default_rng(self.random_state), self.n_kernels)
        features = self._convolve(X)
        self.centre_, spread = features[real].mean(axis=0), features[real].std(axis=0)
        # A feature that is constant over the real rows must not become huge where a copy differs.
        self.spread_ = np.where(spread > 1e-6, spread, 1.0)
        features = (features - self.centre_) / self.spread_
        self.penalty_ = RidgeClassifierCV(PENALTIES).fit(features[real], y[real]).alpha_
        self.ridge_ = RidgeClassifier(self.penalty_ * len(X) / len(real)).fit(features, y)
        self.classes_ = self.ridge_.classes_
        return self

    def predict(self, X):
        """Labels of rows: (n_rows, ...) -> (n_rows,)."""
        return self.ridge_.predict((self._convolve(X) - self.centre_) / self.spread_)

    def _convolve(self, X):
        channels = X.reshape(-1, 1, X.shape[-1])  # (n_rows * n_channels, 1, n_timepoints)
        return convolution_features(channels, self.kernels_).reshape(len(X), -1)


class SteadyNet(ClassifierMixin, BaseEstimator):
    """Small neural network on the values, trained for the same number of steps whatever the number of rows.

    Its batches are drawn with replacement, so that copies change its data and not the length of its training.

    Parameters
    ----------
    random_state : int, default=0
        Seed of batches and weights.
    """

    def __init__(self, random_state=0):
        self.random_state = random_state

    def fit(self, X, y, instance=None):
        """Fit to all rows; `instance` is ignored and exists for compatibility with the other classifiers."""
        rows = np.random.default_rng(self.random_state).integers(0, len(X), BATCH_SIZE * N_BATCHES)
        self.net_ = MLPClassifier(
            (128,),
            batch_size=BATCH_SIZE,
            learning_rate_init=1e-3,
            max_iter=N_PASSES,
            tol=0,
            random_state=self.random_state,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # the fixed number of passes is intended
            self.net_.fit(X.reshape(len(X), -1)[rows], y[rows])
        self.classes_ = self.net_.classes_
        return self

    def predict(self, X):
        """Labels of rows: (n_rows, ...) -> (n_rows,)."""
        return self.net_.predict(X.reshape(len(X), -1))


class OnValues(ClassifierMixin, BaseEstimator):
    """A classifier of scikit-learn on the values of all channels, side by side.

    Parameters
    ----------
    kind : {"forest", "neighbour"}
        A random forest, or the class of the nearest row, which exact duplicates do not change.
    random_state : int, default=0
        Seed of the forest.
    """

    def __init__(self, kind, random_state=0):
        self.kind = kind
        self.random_state = random_state

    def fit(self, X, y, instance=None):
        """Fit to all rows; `instance` is ignored."""
        forest = RandomForestClassifier(200, random_state=self.random_state)
        self.classifier_ = (forest if self.kind == "forest" else KNeighborsClassifier(1)).fit(X.reshape(len(X), -1), y)
        self.classes_ = self.classifier_.classes_
        return self

    def predict(self, X):
        """Labels of rows: (n_rows, ...) -> (n_rows,)."""
        return self.classifier_.predict(X.reshape(len(X), -1))


CLASSIFIERS = {"net": SteadyNet, "ridge": ConvolutionRidge}
# For sets with several channels, where classifiers on convolutions make no mistakes.
OF_CHANNELS = {kind: partial(OnValues, kind) for kind in ("forest", "neighbour")}

"""Classifiers that copies of a row cannot favour: their hyperparameters are chosen on real rows alone."""

import warnings
from functools import partial

import numpy as np
import torch
from fidelity import convolution_features, draw_kernels
from scipy.spatial.distance import cdist
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
    class_weight : str or None, default=None
        Passed on to the ridge.
    random_state : int, default=0
        Seed of the convolutions.
    """

    def __init__(self, n_kernels=600, class_weight=None, random_state=0):
        self.n_kernels = n_kernels
        self.class_weight = class_weight
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
        weight = self.class_weight
        self.penalty_ = RidgeClassifierCV(PENALTIES, class_weight=weight).fit(features[real], y[real]).alpha_
        self.ridge_ = RidgeClassifier(self.penalty_ * len(X) / len(real), class_weight=weight).fit(features, y)
        self.classes_ = self.ridge_.classes_
        return self

    def predict(self, X):
        """Labels of rows: (n_rows, ...) -> (n_rows,)."""
        return self.ridge_.predict((self._convolve(X) - self.centre_) / self.spread_)

    def score_of(self, X, label):
        """How much rows look like a class, for rankings: (n_rows, ...) -> (n_rows,)."""
        score = self.ridge_.decision_function((self._convolve(X) - self.centre_) / self.spread_)
        if score.ndim == 1:
            return score if label == self.classes_[1] else -score
        return score[:, list(self.classes_).index(label)]

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


class OnRows(ClassifierMixin, BaseEstimator):
    """A classifier of scikit-learn on the values of all channels, side by side, or on summaries of them.

    Parameters
    ----------
    kind : {"forest", "neighbour", "summary"}
        A random forest on values, the class of the nearest row, which exact duplicates do not change, or a random
        forest on `summaries`.
    class_weight : str or None, default=None
        Passed on to a forest.
    random_state : int, default=0
        Seed of a forest.
    """

    def __init__(self, kind, class_weight=None, random_state=0):
        self.kind = kind
        self.class_weight = class_weight
        self.random_state = random_state

    def fit(self, X, y, instance=None):
        """Fit to all rows; `instance` is ignored."""
        forest = RandomForestClassifier(200, class_weight=self.class_weight, random_state=self.random_state)
        self.classifier_ = KNeighborsClassifier(1) if self.kind == "neighbour" else forest
        # Weights of a forest need codes: scikit-learn 1.9 takes class "1" for the number.
        self.classes_, self.codes_ = np.unique(y, return_inverse=True)
        self.rows_ = self._table(X)
        self.classifier_.fit(self.rows_, self.codes_)
        return self

    def predict(self, X):
        """Labels of rows: (n_rows, ...) -> (n_rows,)."""
        return self.classes_[self.classifier_.predict(self._table(X))]

    def score_of(self, X, label):
        """How much rows look like a class, for rankings: (n_rows, ...) -> (n_rows,).

        A nearest neighbour compares the distances to the nearest row of the class and to the nearest of the others.
        """
        code = list(self.classes_).index(label)
        if self.kind == "neighbour":
            own = self.codes_ == code
            near, far = (cdist(self._table(X), self.rows_[rows]).min(axis=1) for rows in (own, ~own))
            return far / np.maximum(near + far, 1e-12)
        return self.classifier_.predict_proba(self._table(X))[:, code]

    def _table(self, X):
        return (summaries(X) if self.kind == "summary" else X).reshape(len(X), -1)


def summaries(X):
    """Mean, deviation, limits, slope and roughness of series, of their halves and quarters.

    Parameters
    ----------
    X : ndarray of shape (n_rows, n_timepoints) or (n_rows, n_channels, n_timepoints)
        Series of at least eight steps.

    Returns
    -------
    ndarray of shape (n_rows, ..., 42)
        Six figures of seven intervals.
    """
    figures = []
    for n_parts in (1, 2, 4):
        for part in np.array_split(X, n_parts, axis=-1):
            time = np.linspace(-1, 1, part.shape[-1])
            slope = part @ time / (time @ time)
            rough = np.abs(np.diff(part, axis=-1)).mean(axis=-1)
            figures += [part.mean(axis=-1), part.std(axis=-1), part.min(axis=-1), part.max(axis=-1), slope, rough]
    return np.stack(figures, axis=-1)


class InceptionModule(torch.nn.Module):
    """Convolutions of three lengths and a maximum side by side, (B, n, T) -> (B, 32, T), around a residual."""

    def __init__(self, n_channels):
        super().__init__()
        self.narrow = torch.nn.Conv1d(n_channels, 16, 1, bias=False)
        self.convolutions = torch.nn.ModuleList(
            torch.nn.Conv1d(16, 8, length, padding="same", bias=False) for length in (9, 19, 39)
        )
        self.largest = torch.nn.MaxPool1d(3, stride=1, padding=1)
        self.of_largest = torch.nn.Conv1d(n_channels, 8, 1, bias=False)
        self.around = torch.nn.Conv1d(n_channels, 32, 1, bias=False)
        self.norm = torch.nn.BatchNorm1d(32)

    def forward(self, x):
        """Features at every step."""
        narrow = self.narrow(x)
        sides = [*(convolve(narrow) for convolve in self.convolutions), self.of_largest(self.largest(x))]
        return torch.relu(self.norm(torch.cat(sides, dim=1)) + self.around(x))


class InceptionNet(ClassifierMixin, BaseEstimator):
    """Small network after InceptionTime: three modules, the mean over time, a linear layer; a fixed number of steps.

    Parameters
    ----------
    n_steps : int, default=100
        Steps of training, of 32 rows each.
    random_state : int, default=0
        Seed of weights and batches.

    References
    ----------
    .. [1] H. Ismail Fawaz et al., "InceptionTime: Finding AlexNet for Time Series Classification", Data Mining and
       Knowledge Discovery 34, 2020.
    """

    def __init__(self, n_steps=100, random_state=0):
        self.n_steps = n_steps
        self.random_state = random_state

    def fit(self, X, y, instance=None):
        """Fit to all rows; `instance` is ignored."""
        self.classes_, codes = np.unique(y, return_inverse=True)
        channels, targets = self._channels(X), torch.as_tensor(codes)
        with torch.random.fork_rng():
            torch.manual_seed(self.random_state)
            modules = [InceptionModule(channels.shape[1]), InceptionModule(32), InceptionModule(32)]
            head = [torch.nn.AdaptiveAvgPool1d(1), torch.nn.Flatten(), torch.nn.Linear(32, len(self.classes_))]
            self.net_ = torch.nn.Sequential(*modules, *head)
            optimiser = torch.optim.Adam(self.net_.parameters(), 3e-3)
            for _ in range(self.n_steps):
                rows = torch.randint(len(channels), (32,))
                loss = torch.nn.functional.cross_entropy(self.net_(channels[rows]), targets[rows])
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
        self.net_.eval()
        return self

    def predict(self, X):
        """Labels of rows: (n_rows, ...) -> (n_rows,)."""
        with torch.no_grad():
            return self.classes_[self.net_(self._channels(X)).argmax(dim=1).numpy()]

    @staticmethod
    def _channels(X):
        return torch.as_tensor(X.reshape(len(X), -1, X.shape[-1]), dtype=torch.float32)


CLASSIFIERS = {"net": SteadyNet, "ridge": ConvolutionRidge}
ON_ROWS = {kind: partial(OnRows, kind) for kind in ("forest", "neighbour", "summary")}

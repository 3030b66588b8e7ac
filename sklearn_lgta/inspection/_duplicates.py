"""The null line of every augmentation: exact copies."""

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils import _safe_indexing
from sklearn.utils.validation import _num_samples


class Duplicates(BaseEstimator):
    """Stands in the place of an augmenter, and hands out the series themselves."""

    def __sklearn_is_fitted__(self):
        return True

    def fit(self, X, y=None):
        """Learn nothing.

        Parameters
        ----------
        X, y : object
            Not looked at.

        Returns
        -------
        self : Duplicates
        """
        return self

    def augment(self, X, n_copies=1, **told):
        """Exact copies, copy after copy.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, ...)
        n_copies : int, default=1
        **told : dict
            Labels and conditions, which copies keep in any case.

        Returns
        -------
        copies : ndarray, DataFrame or list of shape (n_copies * n_series, ...)
        """
        rows = np.tile(np.arange(_num_samples(X)), n_copies)
        return [np.asarray(X[row]) for row in rows] if isinstance(X, list) else _safe_indexing(X, rows)

    def training_windows(self, X, lags, horizon, n_copies=10, **told):
        """Lags and what follows, of series that are one window long, and of exact copies.

        Parameters
        ----------
        X : ndarray of shape (n_series, lags + horizon)
        lags, horizon : int
        n_copies : int, default=10
        **told : dict
            Kind of the targets and conditions, which change nothing here.

        Returns
        -------
        lags : ndarray of shape ((1 + n_copies) * n_series, lags)
        targets : ndarray of shape ((1 + n_copies) * n_series, horizon)
        rows : ndarray of shape ((1 + n_copies) * n_series,)
        """
        rows = np.tile(np.arange(len(X)), 1 + n_copies)
        return X[rows, :lags], X[rows, lags:], rows

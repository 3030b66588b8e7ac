"""Exact copies, the baseline of every augmentation."""

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.utils import _safe_indexing
from sklearn.utils.validation import _num_samples

from .._estimator.filling import filled
from .._resolve_augmenter import fills_gaps


class Duplicates(BaseEstimator):
    """An augmenter whose copies are exact duplicates.

    Parameters
    ----------
    filler : LGTAAugmenter, FrozenEstimator or None, default=None
        A fitted augmenter that fills gaps as it does where it makes copies, if it does.
    """

    def __init__(self, filler: Any = None) -> None:
        self.filler = filler

    @property
    def missing(self) -> str:
        """Whether gaps are filled.

        Returns
        -------
        missing : {"keep", "fill"}
        """
        return "fill" if fills_gaps(self.filler) else "keep"

    def fill(self, X: Any) -> Any:
        """Return the series with filled gaps.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, ...), or list of arrays

        Returns
        -------
        X : object of the type of X
        """
        return self.filler.fill(X)

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def fit(self, X: Any, y: Any = None) -> Self:
        """Do nothing.

        Parameters
        ----------
        X, y : object
            Ignored.

        Returns
        -------
        self : Duplicates
        """
        return self

    def augment(self, X: Any, n_copies: int = 1, **given: Any) -> Any:
        """Return exact copies, all series of the first copy, then of the second, and so on.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, ...)
        n_copies : int, default=1
        **given : dict
            Labels and conditions, which copies keep anyway.

        Returns
        -------
        copies : ndarray, DataFrame or list of shape (n_copies * n_series, ...)
        """
        X = filled(self, X)
        rows = np.tile(np.arange(_num_samples(X)), n_copies)
        return [np.asarray(X[row]) for row in rows] if isinstance(X, list) else _safe_indexing(X, rows)

    def training_windows(
        self, X: NDArray, lags: int, horizon: int, n_copies: int = 10, **given: Any
    ) -> tuple[NDArray, NDArray, NDArray[np.intp]]:
        """Lags and targets of series that are one window long, and of exact copies.

        Parameters
        ----------
        X : ndarray of shape (n_series, lags + horizon)
        lags, horizon : int
        n_copies : int, default=10
        **given : dict
            Kind of the targets, and conditions; ignored.

        Returns
        -------
        lags : ndarray of shape ((1 + n_copies) * n_series, lags)
        targets : ndarray of shape ((1 + n_copies) * n_series, horizon)
        rows : ndarray of shape ((1 + n_copies) * n_series,)
        """
        rows = np.tile(np.arange(len(X)), 1 + n_copies)
        return X[rows, :lags], X[rows, lags:], rows

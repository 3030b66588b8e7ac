"""Test series with their targets, and augmented versions of both."""

from collections.abc import Iterator
from typing import Any, Literal

import numpy as np
from sklearn.base import clone


class AugmentedTestSet:
    """Test series and targets. If the targets continue the series, both are augmented as one series.

    Parameters
    ----------
    X : array-like or DataFrame of shape (n_series, ...)
    y : array-like of shape (n_series, ...)
    target : {"label", "continuation"}
    conditions : array-like, DataFrame, dict or None
    """

    def __init__(self, X: Any, y: Any, target: Literal["label", "continuation"], conditions: Any) -> None:
        self.y, self.continues = y, target == "continuation"
        self.series = np.column_stack([X, y]) if self.continues else X
        self.n_lags = np.shape(X)[1] if self.continues else None
        self.labels = None if self.continues else y
        self.given = {} if conditions is None else {"conditions": conditions}

    def fit(self, augmenter: Any, transformation: Any) -> Any:
        """Fit a clone of an augmenter to the series.

        Parameters
        ----------
        augmenter : LGTAAugmenter
        transformation : str, Transformation or None
            None keeps the transformation of the augmenter.

        Returns
        -------
        augmenter : LGTAAugmenter
            The fitted clone.
        """
        changes = {} if transformation is None else {"transformation": transformation}
        return clone(augmenter).set_params(**changes).fit(self.series, self.labels, **self.given)

    def copies(self, augmenter: Any, n_copies: int) -> Iterator[tuple[Any, Any]]:
        """Augmented versions of the test set.

        Parameters
        ----------
        augmenter : LGTAAugmenter or FrozenEstimator
            Fitted.
        n_copies : int

        Yields
        ------
        X, y : array-likes
            Of the shapes of the test set; y is unchanged if it holds labels.
        """
        copies = augmenter.iter_copies(self.series, y=self.labels, **self.given)
        for _, series in zip(range(n_copies), copies, strict=False):
            if self.continues:
                yield series[:, : self.n_lags], series[:, self.n_lags :].reshape(np.shape(self.y))
            else:
                yield series, self.y

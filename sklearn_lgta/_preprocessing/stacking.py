"""Weights that combine several predictions of a missing value."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls

_BORDERS = (2, 4)  # time points to the nearest observed value at which other weights start
_MIN_VALUES = 50  # hidden values, for weights of a distance


@dataclass(frozen=True)
class StackingWeights:
    """Weights of several predictions of a missing value, by the distance to the nearest observed value.

    Parameters
    ----------
    weights : ndarray of shape (n_distances, n_predictions)

    References
    ----------
    .. [1] L. Breiman, "Stacked regressions", Machine Learning 24, 1996 (weights that are not negative).
    """

    weights: np.ndarray

    @classmethod
    def first_only(cls, n_predictions: int) -> "StackingWeights":
        """Weights of 1 for the first prediction, and of 0 for the others."""
        return cls(np.eye(1, n_predictions).repeat(len(_BORDERS) + 1, axis=0))

    @classmethod
    def fit(cls, predictions: np.ndarray, truth: np.ndarray, distance: np.ndarray) -> "StackingWeights":
        """Estimate weights by least squares.

        Parameters
        ----------
        predictions : ndarray of shape (n_predictions, n_values)
            Predictions of hidden values.
        truth : ndarray of shape (n_values,)
            The hidden values, centred like their predictions.
        distance : ndarray of int of shape (n_values,)
            Of `distance_to_observed`.

        Returns
        -------
        weights : StackingWeights
            Distances with too few hidden values have the weights of all hidden values together. With too few of
            these, the first prediction has weight 1.
        """
        if len(truth) < _MIN_VALUES:
            return cls.first_only(len(predictions))
        distance_class = _distance_class(distance)
        at_distance = [distance_class == number for number in range(len(_BORDERS) + 1)]
        used = [values if values.sum() >= _MIN_VALUES else np.ones_like(values) for values in at_distance]
        return cls(np.stack([nnls(predictions[:, values].T, truth[values])[0] for values in used]))

    def __call__(self, predictions: np.ndarray, distance: np.ndarray) -> np.ndarray:
        """Combined predictions: (n_predictions, ...), (...) -> (...)."""
        return np.einsum("...g,g...->...", self.weights[_distance_class(distance)], predictions)


def _distance_class(distance: np.ndarray) -> np.ndarray:
    return np.digitize(distance, _BORDERS)

"""An estimator fitted on series and augmented copies of them."""

from .augmented_estimator import AugmentedEstimator

__all__ = ["AugmentedEstimator"]

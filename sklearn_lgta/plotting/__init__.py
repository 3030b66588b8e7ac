"""Displays of a fitted augmenter and its copies, in the style of scikit-learn's displays. They need matplotlib."""

from ._augmentation_gain import AugmentationGainDisplay
from ._copies import CopiesDisplay
from ._latent_map import LatentMapDisplay
from ._metrics import MetricsDisplay
from ._robustness_curve import RobustnessCurveDisplay
from ._strength_curve import StrengthCurveDisplay
from ._training_history import TrainingHistoryDisplay

__all__ = [
    "AugmentationGainDisplay",
    "CopiesDisplay",
    "LatentMapDisplay",
    "MetricsDisplay",
    "RobustnessCurveDisplay",
    "StrengthCurveDisplay",
    "TrainingHistoryDisplay",
]

"""Did it help, and what does a change do? Questions to an estimator that copies of series can answer.

`_gain` asks whether augmentation helps an estimator: over `_folds`, against exact `_duplicates`, with the interval of
`_corrected_t` and the verdict of `_gain_result`. `_robustness` asks how a fitted one bears changed series
(`_robustness_result`).
"""

from ._gain import augmentation_gain
from ._gain_result import AugmentationGain
from ._robustness import robustness_curve
from ._robustness_result import RobustnessCurve

__all__ = ["AugmentationGain", "RobustnessCurve", "augmentation_gain", "robustness_curve"]

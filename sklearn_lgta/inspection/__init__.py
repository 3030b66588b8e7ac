"""Whether augmentation helps an estimator, and how a fitted estimator responds to augmented series.

`_gain` compares an estimator with and without augmentation: over `_folds`, scored by `_fold_scores`, against exact
`_duplicates`, with the interval of `_corrected_t`, the result `_gain_result` and the words of `_gain_text`.
`_robustness` scores a fitted estimator on an `_augmented_test_set`, or a forecaster of sktime on a `ForecastTestSet` of
:mod:`sklearn_lgta.sktime`; its result is `_robustness_result`.
"""

from ._gain import augmentation_gain
from ._gain_result import AugmentationGain
from ._robustness import robustness_curve
from ._robustness_result import RobustnessCurve

__all__ = ["AugmentationGain", "RobustnessCurve", "augmentation_gain", "robustness_curve"]

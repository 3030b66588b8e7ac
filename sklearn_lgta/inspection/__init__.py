"""Whether augmentation helps an estimator, and how a fitted estimator responds to augmented series.

`_gain` compares an estimator with and without augmentation: over `_folds`, scored by `_fold_scores`, against exact
`_duplicates`, with the interval of `_corrected_t`, the result `_gain_result` and the words of `_gain_text`.
`_forecast_gain` does so for forecasters of sktime at `RollingOrigins` of :mod:`sklearn_lgta.sktime`, with the result
`_forecast_gain_result` and the sample sizes of `_paired_power`.
`_robustness` scores a fitted estimator on an `_augmented_test_set`, or a forecaster of sktime on a `ForecastTestSet` of
:mod:`sklearn_lgta.sktime`; its result is `_robustness_result`.
"""

from ._forecast_gain import forecast_gain
from ._forecast_gain_result import ForecastGain
from ._gain import augmentation_gain
from ._gain_result import AugmentationGain
from ._robustness import robustness_curve
from ._robustness_result import RobustnessCurve

__all__ = [
    "AugmentationGain",
    "ForecastGain",
    "RobustnessCurve",
    "augmentation_gain",
    "forecast_gain",
    "robustness_curve",
]

"""Measures of new series: whether they are realistic, diverse, private, useful, and changed as far as asked.

Series in, numbers out: arrays, or any other container that the augmenter takes. `_fidelity` and `_discriminative`,
`_diversity`, `_privacy`, `_utility` and `_control` answer one question each; `_report` answers all that need no labels,
and `_sample_report` those about series that an augmenter draws, in words.
`_checks` reads the series, and says how those are compared that are shorter than others.
"""

from ._control import achieved_strength, shared_change, strength_error, strength_monotonicity
from ._discriminative import discriminative_score
from ._diversity import coverage, density, pairwise_diversity
from ._fidelity import autocorrelation_distance, spectral_distance, wasserstein_distance
from ._privacy import (
    authenticity,
    dcr_share,
    distance_to_closest_record,
    membership_inference_auc,
    near_copy_fraction,
)
from ._report import metrics_report
from ._report_result import MetricsReport
from ._sample_report import sample_report
from ._sample_report_result import SampleFigure, SampleReport
from ._utility import train_synthetic_test_real

__all__ = [
    "MetricsReport",
    "SampleFigure",
    "SampleReport",
    "achieved_strength",
    "authenticity",
    "autocorrelation_distance",
    "coverage",
    "dcr_share",
    "density",
    "discriminative_score",
    "distance_to_closest_record",
    "membership_inference_auc",
    "metrics_report",
    "near_copy_fraction",
    "pairwise_diversity",
    "sample_report",
    "shared_change",
    "spectral_distance",
    "strength_error",
    "strength_monotonicity",
    "train_synthetic_test_real",
    "wasserstein_distance",
]

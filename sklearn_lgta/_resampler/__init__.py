"""Augmented copies as a step of imbalanced-learn's pipelines."""

from .resampler import LGTAResampler

__all__ = ["LGTAResampler"]

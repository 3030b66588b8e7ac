"""The discriminative score that all tables use: can a classifier distinguish augmented from real series?"""

import numpy as np

from sklearn_lgta.metrics import discriminative_score

# Kernels and their features are private in the package. The classifiers here use the same ones.
from sklearn_lgta.metrics._convolutions import convolution_features, draw_kernels

__all__ = ["convolution_features", "disc", "draw_kernels", "rms"]


def rms(values, axis=None):
    """Root mean square along `axis`, by default over everything."""
    return np.sqrt(np.mean(np.square(values), axis=axis))


def disc(real, augmented, seed=0):
    """Discriminative score of augmented series: 0 if a classifier is at chance level, 0.5 if it is always right.

    Parameters
    ----------
    real, augmented : ndarrays of shape (n_series, n_timepoints)
        Series, at least four, and one changed version of each.
    seed : int, default=0
        Seed of halves, windows and convolutions.

    Returns
    -------
    float
        Discriminative score on four windows per series, even where a series is no longer than a window.
    """
    return discriminative_score(real, augmented, n_windows=4, random_state=seed)

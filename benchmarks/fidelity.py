"""Whether a classifier can tell augmented series from real ones, as all tables ask it."""

import numpy as np

from sklearn_lgta.metrics import discriminative_score

# Kernels and their features are no public part of the package: classifiers here are built on the same ones.
from sklearn_lgta.metrics._convolutions import convolution_features, draw_kernels

__all__ = ["convolution_features", "disc", "draw_kernels", "rms"]


def rms(values, axis=None):
    """Root mean square along `axis`, by default over everything."""
    return np.sqrt(np.mean(np.square(values), axis=axis))


def disc(real, augmented, seed=0):
    """How well a classifier tells augmented from real series: 0 cannot tell, 0.5 always tells.

    Parameters
    ----------
    real, augmented : ndarrays of shape (n_series, n_timepoints)
        Series, at least four, and one changed version of each.
    seed : int, default=0
        Seed of halves, windows and convolutions.

    Returns
    -------
    float
        Discriminative score, with four windows also of series that are no longer than a window.
    """
    return discriminative_score(real, augmented, n_windows=4, random_state=seed)

"""Correlations between channels, kept where a whole series is redrawn.

Axes: n series, t time points, c channels.
"""

import numpy as np

_RIDGE = 1e-5  # added to variances of 1, as nearly equal channels leave their difference undetermined


def with_correlations_of(changed, series):
    """Changed series whose channels correlate as before the change.

    Two series that are blended correlate by chance, and donors have other correlations. Each changed series is mapped
    by the matrix nearest to the identity that restores the correlations (optimal transport between normal
    distributions). Means and standard deviations stay those of the changed series.

    Parameters
    ----------
    changed, series : ndarrays of shape (n, t, c)
        After and before.

    Returns
    -------
    restored : ndarray of shape (n, t, c)
    """
    mean, scale = changed.mean(axis=1, keepdims=True), changed.std(axis=1, keepdims=True)
    standard = _standard(changed)
    now, before = _covariance(standard), _covariance(_standard(series))
    root, inverse = _power(now, 0.5), _power(now, -0.5)
    return mean + scale * (standard @ (inverse @ _power(root @ before @ root, 0.5) @ inverse))


def _standard(series):
    centred = series - series.mean(axis=1, keepdims=True)
    scale = series.std(axis=1, keepdims=True)
    return np.divide(centred, scale, out=np.zeros_like(centred), where=scale > 0)


def _covariance(standard):
    return standard.swapaxes(1, 2) @ standard / standard.shape[1] + _RIDGE * np.eye(standard.shape[2])


def _power(matrix, exponent):
    values, vectors = np.linalg.eigh(matrix)
    return (vectors * np.maximum(values, _RIDGE**2)[:, None] ** exponent) @ vectors.swapaxes(1, 2)

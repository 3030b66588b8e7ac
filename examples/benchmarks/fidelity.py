"""How far augmented series moved, whether each moved on its own, and whether a classifier can tell them from real ones.

Series are rows. Every figure is in units of the standard deviation of the real series a row belongs to.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from sklearn.linear_model import RidgeClassifierCV

WINDOW_LENGTH = 48
N_KERNELS = 400
KERNEL_LENGTHS = (3, 5, 7, 9)
N_SPLITS = 6
WINDOWS_PER_SERIES = 4


def relative_change(real, augmented):
    """Difference in standard deviations of the real series.

    Parameters
    ----------
    real : ndarray of shape (n_series, n_timepoints)
        Series before the change.
    augmented : ndarray of shape (..., n_series, n_timepoints)
        One or more changed versions of all of them.

    Returns
    -------
    ndarray with the shape of `augmented`
        0 where nothing changed.
    """
    return (augmented - real) / np.maximum(real.std(axis=1, keepdims=True), 1e-9)


def rms(values, axis=None):
    """Root mean square along `axis`, by default over everything."""
    return np.sqrt(np.mean(np.square(values), axis=axis))


def shared(change):
    """Mean absolute correlation between the changes of two different series.

    Parameters
    ----------
    change : ndarray of shape (n_series, n_timepoints)
        Changes of one copy; rows that did not change are left out.

    Returns
    -------
    float
        1 if all series got the same path, near 0 for independent draws of many degrees of freedom, 0 for fewer than
        two changed rows.
    """
    moved = change[rms(change, axis=1) > 1e-9]
    n_series = len(moved)
    if n_series < 2:
        return 0.0
    unit = moved - moved.mean(axis=1, keepdims=True)
    unit /= np.maximum(np.linalg.norm(unit, axis=1, keepdims=True), 1e-12)
    correlation = np.abs(unit @ unit.T)
    return float((correlation.sum() - np.trace(correlation)) / (n_series * (n_series - 1)))


def draw_kernels(window_length, rng, n_kernels=N_KERNELS):
    """Random dilated convolutions with zero-sum Gaussian weights.

    Parameters
    ----------
    window_length : int
        Length of the windows they will be applied to; a kernel spans at most about half of it.
    rng : numpy.random.Generator
        Source of lengths, dilations, weights and biases.
    n_kernels : int, default=400
        Number of kernels.

    Returns
    -------
    dict of (length, dilation) to (weights, biases)
        Kernels of one kind together: arrays of shape (length, n_kernels_of_that_kind) and (n_kernels_of_that_kind,).
    """
    lengths = rng.choice([length for length in KERNEL_LENGTHS if length <= window_length], n_kernels)
    widest = np.maximum(1, (window_length - 1) // (lengths - 1) // 2)
    dilations = rng.integers(1, widest + 1)
    kernels = {}
    for kind in sorted(set(zip(lengths.tolist(), dilations.tolist(), strict=True))):
        n_same = int(np.sum((lengths == kind[0]) & (dilations == kind[1])))
        weights = rng.standard_normal((kind[0], n_same))
        kernels[kind] = weights - weights.mean(axis=0), rng.uniform(-1, 1, n_same)
    return kernels


def convolution_features(windows, kernels):
    """Largest value and share of positive values of every convolution.

    Parameters
    ----------
    windows : ndarray of shape (n_windows, window_length)
        Normalised windows.
    kernels : dict
        From `draw_kernels`.

    Returns
    -------
    ndarray of shape (n_windows, 2 * n_kernels)
        Float32 features.
    """
    windows = windows.astype(np.float32)
    features = []
    for (length, dilation), (weights, biases) in kernels.items():
        taps = sliding_window_view(windows, (length - 1) * dilation + 1, axis=1)[:, :, ::dilation]
        response = taps @ weights.astype(np.float32) + biases.astype(np.float32)  # (n_windows, n_positions, n_kernels)
        features += [(response > 0).mean(axis=1, dtype=np.float32), response.max(axis=1)]
    return np.concatenate(features, axis=1)


def cut_windows(X, length, rng, per_series=WINDOWS_PER_SERIES):
    """Windows at random places, the same number from every row.

    Parameters
    ----------
    X : ndarray of shape (n_series, n_timepoints)
        Series.
    length : int
        Steps in a window.
    rng : numpy.random.Generator
        Source of the places.
    per_series : int, default=4
        Windows from each row.

    Returns
    -------
    ndarray of shape (n_series * per_series, length)
        Windows, those of one row together.
    """
    first = rng.integers(0, X.shape[1] - length + 1, (len(X), per_series))
    return sliding_window_view(X, length, axis=1)[np.arange(len(X))[:, None], first].reshape(-1, length)


def disc(real, augmented, seed=0, n_splits=N_SPLITS):
    """How well a classifier tells augmented from real series.

    Random convolutions and a ridge classifier learn from windows of one half of the series (real and augmented
    versions alike) and are asked about the other half. Windows are normalised by location and scale of the real
    series, so that a changed size gives a copy away; a changed level does not, as the convolutions sum to zero.

    Parameters
    ----------
    real : ndarray of shape (n_series, n_timepoints)
        Series, at least four of them.
    augmented : ndarray of shape (n_series, n_timepoints)
        One changed version of each, in the same order.
    seed : int, default=0
        Seed of halves, windows and convolutions.
    n_splits : int, default=6
        Number of halvings that are averaged.

    Returns
    -------
    float
        Distance of the mean accuracy from one half: 0 cannot tell, 0.5 always tells.
    """
    mean, scale = real.mean(axis=1, keepdims=True), np.maximum(real.std(axis=1, keepdims=True), 1e-9)
    versions = (real - mean) / scale, (augmented - mean) / scale
    length = min(WINDOW_LENGTH, real.shape[1])
    accuracies = []
    for split in range(n_splits):
        rng = np.random.default_rng([seed, split])
        kernels = draw_kernels(length, rng)
        order = rng.permutation(len(real))
        halves = []
        for rows in (order[: len(order) // 2], order[len(order) // 2 :]):
            windows = np.concatenate([cut_windows(version[rows], length, rng) for version in versions])
            is_augmented = np.repeat([0, 1], len(windows) // 2)
            halves.append((convolution_features(windows, kernels).astype(np.float64), is_augmented))
        (seen, seen_label), (unseen, unseen_label) = halves
        centre, spread = seen.mean(axis=0), seen.std(axis=0) + 1e-8
        classifier = RidgeClassifierCV(np.logspace(-2, 4, 7)).fit((seen - centre) / spread, seen_label)
        accuracies.append(classifier.score((unseen - centre) / spread, unseen_label))
    return abs(float(np.mean(accuracies)) - 0.5)

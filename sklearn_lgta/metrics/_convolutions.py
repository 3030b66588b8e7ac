"""Random convolutions: features of windows that distinguish many kinds of series.

Axes: n windows, c channels, t time points, k kernels.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

_LENGTHS = (3, 5, 7, 9)
Kernels = dict[tuple[int, int], tuple[NDArray, NDArray]]


def draw_kernels(window_length: int, rng: np.random.Generator, n_kernels: int = 400, n_channels: int = 1) -> Kernels:
    """Draw dilated convolutions with Gaussian weights that sum to zero in every channel.

    Parameters
    ----------
    window_length : int
        Length of the windows to describe; a kernel spans at most about half of it.
    rng : numpy.random.Generator
        Source of lengths, dilations, weights, biases and channels.
    n_kernels : int, default=400
        Number of kernels.
    n_channels : int, default=1
        Number of channels. Of several channels each kernel uses two, or three tenths of them if that is more.

    Returns
    -------
    kernels : dict of (length, dilation) to (weights, biases)
        Kernels of one kind together: arrays of shape (n_channels, length, n_kernels_of_that_kind) and
        (n_kernels_of_that_kind,).
    """
    lengths = rng.choice([length for length in _LENGTHS if length <= window_length] or [window_length], n_kernels)
    widest = np.maximum(1, (window_length - 1) // np.maximum(lengths - 1, 1) // 2)
    dilations = rng.integers(1, widest + 1)
    kernels: Kernels = {}
    for length, dilation in sorted(set(zip(lengths.tolist(), dilations.tolist(), strict=True))):
        n_same = int(np.sum((lengths == length) & (dilations == dilation)))
        weights = rng.standard_normal((n_channels, length, n_same))
        if n_channels > 1:
            weights *= rng.random((n_channels, 1, n_same)) < max(2 / n_channels, 0.3)
        kernels[length, dilation] = weights - weights.mean(axis=1, keepdims=True), rng.uniform(-1, 1, n_same)
    return kernels


def convolution_features(windows: NDArray, kernels: Kernels) -> NDArray:
    """Largest value and fraction of positive values of every convolution: (n, c, t) -> (n, 2 * k).

    Parameters
    ----------
    windows : ndarray of shape (n_windows, n_channels, window_length)
        Of about unit size.
    kernels : dict
        From `draw_kernels`.

    Returns
    -------
    features : ndarray of shape (n_windows, 2 * n_kernels)
        Float64, computed in float32.
    """
    windows = windows.astype(np.float32)
    features = []
    for (length, dilation), (weights, biases) in kernels.items():
        taps = sliding_window_view(windows, (length - 1) * dilation + 1, axis=2)[..., ::dilation]  # (n, c, p, length)
        taps = np.moveaxis(taps, 1, 2).reshape(len(taps), taps.shape[2], -1)  # (n, p, c * length)
        response = taps @ weights.reshape(-1, len(biases)).astype(np.float32) + biases.astype(np.float32)  # (n, p, k)
        features += [(response > 0).mean(axis=1, dtype=np.float32), response.max(axis=1)]
    return np.concatenate(features, axis=1).astype(np.float64)

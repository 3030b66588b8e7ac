"""Local linear trend of series, by weighted least squares on the neighbours of every time point.

Inside a series all time points weigh their neighbours alike, so the trend is one convolution. Near an end the
neighbours stay the same and their weights change; as tricube weights are polynomials of the distance, the trend there
is a sum of a few convolutions. With fast Fourier transforms the time hardly depends on the number of neighbours.

Axes: m series, t time points, w neighbours, h = w // 2.
"""

from functools import lru_cache

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft

_LANES = 8  # series that a Fourier transform takes at once, at most
_LONG = 2**16  # time points from which on it takes series one by one, as eight of them fill the memory
_VALUES_AT_ONCE = 2**17  # of convolutions, which stay in the cache
_TRICUBE = {0: 1.0, 3: -3.0, 6: 3.0, 9: -1.0}  # (1 - u**3)**3, coefficients of the powers of u


def local_linear_trend(values: np.ndarray, span: int) -> np.ndarray:
    """Local linear regression with tricube weights, over as many neighbours at the ends as inside.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_timepoints)
        Finite. The result of a series does not depend on the others.
    span : int
        Time points that one estimate uses, rounded up to an odd number, at most all.

    Returns
    -------
    trend : ndarray of shape (n_series, n_timepoints)
        A straight line is reproduced to rounding.
    """
    n_series, n_timepoints = values.shape
    width = min(int(span) + 1 - int(span) % 2, n_timepoints)
    half = width // 2
    values = np.ascontiguousarray(values, dtype=np.float64)
    trend = np.empty_like(values)
    at_ends = _in_groups(_at_start, np.concatenate([values[:, :width], values[:, : -width - 1 : -1]]))
    trend[:, :half], trend[:, n_timepoints - half :] = at_ends[:n_series], at_ends[n_series:, ::-1]
    if width % 2:  # an even width is the whole series
        trend[:, half : n_timepoints - half] = _in_groups(_inside, values, width)
    return trend


def _in_groups(function, values, *arguments):
    """Results of a function of groups of series: (m, t) -> (m, ...).

    All groups are whole, as series that are left over may be rounded differently.
    """
    n_series, n_timepoints = values.shape
    n_lanes = _LANES if n_timepoints < _LONG else 1
    n_rows = n_lanes * max(1, _VALUES_AT_ONCE // (n_lanes * n_timepoints))
    results = []
    for first in range(0, n_series, n_rows):
        group = values[first : first + n_rows]
        if n_missing := -len(group) % n_lanes:
            group = np.concatenate([group, np.zeros((n_missing, n_timepoints))])
        results.append(function(group, *arguments))
    return np.concatenate(results)[:n_series] if len(results) > 1 else results[0][:n_series]


def _inside(values: np.ndarray, width: int) -> np.ndarray:
    """Trend where half of the neighbours lie on each side: (m, t) -> (m, t - w + 1)."""
    n_timepoints = values.shape[1]
    length = next_fast_len(n_timepoints, real=True)  # what wraps around lies before the first full sum
    return irfft(rfft(values, length) * _inside_kernel(width, length), length)[:, width - 1 : n_timepoints]


@lru_cache(maxsize=32)
def _inside_kernel(width: int, length: int) -> np.ndarray:
    """Transformed tricube weights: (length // 2 + 1,)."""
    half = width // 2
    kernel = (1 - (np.abs(np.arange(-half, half + 1)) / (half + 0.5)) ** 3) ** 3
    return rfft(kernel / kernel.sum(), length)


def _at_start(window: np.ndarray) -> np.ndarray:
    """Trend of the first half of a window, all of which are the neighbours: (m, w) -> (m, h)."""
    n_windows, width = window.shape
    length, kernels, weights = _start_terms(width)
    start = np.empty((n_windows, width // 2))
    n_rows = _LANES * max(1, _VALUES_AT_ONCE // (_LANES * length * len(kernels)))
    for rows in (slice(first, first + n_rows) for first in range(0, n_windows, n_rows)):
        sums = irfft(rfft(window[rows], length) * kernels, length)[..., width - 1 : width - 1 + width // 2]
        start[rows] = (weights * sums).sum(axis=0)
    return start


@lru_cache(maxsize=8)
def _start_terms(width: int) -> tuple[int, np.ndarray, np.ndarray]:
    """Convolutions whose weighted sum is the trend of the first h of `width` time points.

    With distances d, weights v and moments ``mp = sum(v * d**p)`` the value of the line of weighted least squares at
    distance 0 is ``(m2 * sum(v * x) - m1 * sum(v * d * x)) / (m0 * m2 - m1**2)``.

    Returns
    -------
    length : int
        Of the Fourier transform.
    kernels, weights : ndarrays of shape (8, 1, length // 2 + 1) and (8, 1, h)
        Transformed kernels, and the weights of their results.
    """
    place = np.arange(width // 2)
    reach = (width - 1 - place + 0.5) / width  # half a step beyond the farthest neighbour
    factors = {power: factor * reach**-power for power, factor in _TRICUBE.items()}
    m0, m1, m2 = (sum(factor * _sums_of_powers(width, power, p) for power, factor in factors.items()) for p in range(3))
    length = next_fast_len(2 * width - 1, real=True)
    distance = np.arange(width - 1, -width, -1) / width
    kernels, weights = [], []
    for p, moment in ((0, m2), (1, -m1)):
        for power, factor in factors.items():
            kernel = np.abs(distance) ** power * distance**p
            kernels.append(rfft(kernel, length))
            weights.append(factor * moment / (m0 * m2 - m1**2))
    return length, np.stack(kernels)[:, None], np.stack(weights)[:, None]


def _sums_of_powers(width: int, power: int, p: int) -> np.ndarray:
    """Sums of ``abs(d)**power * d**p`` over the neighbours of the first h time points: (h,)."""
    place = np.arange(width // 2)
    up_to = np.cumsum((np.arange(width) / width) ** (power + p))
    return up_to[width - 1 - place] + (-1) ** p * (up_to[place] - up_to[0])

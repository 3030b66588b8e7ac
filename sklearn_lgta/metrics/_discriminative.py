"""Is it realistic? Whether a classifier tells new series from real ones.

Axes: n series, m new series, k copies, c channels, t time points.
"""

from collections.abc import Callable
from functools import partial
from numbers import Integral
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray
from sklearn.base import clone
from sklearn.linear_model import RidgeClassifierCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils import check_random_state
from sklearn.utils._param_validation import HasMethods, Interval, validate_params

from ._checks import as_copies, as_pair
from ._convolutions import convolution_features, draw_kernels
from ._series import spread

_COUNT = [Interval(Integral, 1, None, closed="left")]


@validate_params(
    {
        "classifier": [HasMethods(["fit", "score"]), None],
        "paired": ["boolean"],
        "window_length": _COUNT,
        "n_windows": [*_COUNT, None],
        "n_splits": _COUNT,
        "random_state": ["random_state"],
    },
    prefer_skip_nested_validation=True,
)
def discriminative_score(
    X: ArrayLike,
    X_new: ArrayLike,
    *,
    classifier: Any = None,
    paired: bool = True,
    window_length: int = 48,
    n_windows: int | None = None,
    n_splits: int = 6,
    random_state: int | np.random.RandomState | None = None,
) -> float:
    """Return how well a classifier tells new series from real ones that it has not seen.

    The classifier is fitted to windows of one half of the series and scored on the other half; a series and its
    copies are always in the same half. Real and new series are equally many: every split draws one copy of each
    series, or a part of the larger set.

    Parameters
    ----------
    X : array-like of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Real series, at least four.
        Of series of unequal length, the newest time points are compared, as many as the shortest has.
    X_new : array-like of shape (n_new, n_timepoints) or (n_new, n_channels, n_timepoints)
        Copies of all rows of `X`, copy after copy, or, if not `paired`, at least four series.
    classifier : classifier or None, default=None
        A scikit-learn classifier. It is cloned, and gets windows of shape (n, n_channels * window_length). None is
        ridge regression on the maxima, and on the fractions of positive values, of 400 random convolutions.
    paired : bool, default=True
        Scale both by mean and standard deviation of the original. False takes mean and standard deviation of each
        channel of `X`, for drawn series, and halves each set separately.
    window_length : int, default=48
        Time points of a window; shorter series are one window.
    n_windows : int or None, default=None
        Windows of every series, at random positions. None is 4, or 1 where a window is the whole series.
    n_splits : int, default=6
        Number of random halvings, over which the accuracy is averaged.
    random_state : int, RandomState instance or None, default=None
        Of halves, windows and convolutions. Pass an int for the same score in every call.

    Returns
    -------
    score : float
        Distance of the mean accuracy from one half: 0 where the classifier cannot tell, 0.5 where it always can.
        With few series chance alone gives some hundredths: compare with the score of `X` itself.

    Raises
    ------
    ValueError
        If the shapes do not fit, a value is missing or there are too few series.

    Notes
    -----
    The convolutions sum to zero, so that a shifted level is not noticed; a changed size is.

    References
    ----------
    .. [1] J. Yoon, D. Jarrett, M. van der Schaar, "Time-series Generative Adversarial Networks", NeurIPS 2019.
    .. [2] A. Dempster, F. Petitjean, G. I. Webb, "ROCKET: Exceptionally Fast and Accurate Time Series Classification
       Using Random Convolutional Kernels", Data Mining and Knowledge Discovery 34, 2020.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_lgta.metrics import discriminative_score
    >>> rng = np.random.default_rng(0)
    >>> X = np.sin(np.arange(48) / 4 + rng.uniform(0, 6, size=(40, 1)))
    >>> discriminative_score(X, X, random_state=0) < 0.05
    True
    >>> discriminative_score(X, X + 0.3 * rng.normal(size=X.shape), random_state=0) > 0.4
    True
    """
    if paired:
        real, new = as_copies(X, X_new, at_least=4)
        mean, scale = real.mean(axis=2, keepdims=True), spread(real, axis=2)
    else:
        real, new = as_pair(X, X_new, at_least=4, new_at_least=4)
        mean, scale = real.mean(axis=(0, 2), keepdims=True), spread(real, axis=(0, 2))
    real, new = (real - mean) / scale, (new - mean) / scale
    length = min(window_length, real.shape[2])
    if n_windows is None:
        n_windows = 4 if length < real.shape[2] else 1
    seed = random_state
    if not isinstance(random_state, Integral):
        seed = check_random_state(random_state).randint(np.iinfo(np.int32).max)
    accuracies = []
    for split in range(n_splits):
        rng = np.random.default_rng([seed, split])
        if classifier is None:
            kernels = draw_kernels(length, rng, n_channels=real.shape[1])
            describe: Callable[[NDArray], NDArray] = partial(convolution_features, kernels=kernels)
            judge = make_pipeline(StandardScaler(), RidgeClassifierCV(np.logspace(-2, 4, 7)))
        else:
            describe, judge = _flat, clone(classifier)
        versions = _draw_pairs(real, new, rng) if paired else _draw_sets(real, new, rng)
        half = len(versions[0]) // 2
        training, test = (
            _labelled(describe, [version[rows] for version in versions], length, n_windows, rng)
            for rows in (slice(half), slice(half, None))
        )
        accuracies.append(judge.fit(*training).score(*test))
    return abs(float(np.mean(accuracies)) - 0.5)


def _draw_pairs(real: NDArray, copies: NDArray, rng: np.random.Generator) -> list[NDArray]:
    """Series in random order, and one copy of each: (n, c, t), (k, n, c, t) -> (n, c, t), (n, c, t)."""
    order = rng.permutation(len(real))
    number = rng.integers(len(copies), size=len(real)) if len(copies) > 1 else 0
    return [real[order], copies[number, order]]


def _draw_sets(real: NDArray, new: NDArray, rng: np.random.Generator) -> list[NDArray]:
    """Equally many of both, in random order: (n, c, t), (m, c, t) -> (min(n, m), c, t), (min(n, m), c, t)."""
    least = min(len(real), len(new))
    return [series[rng.permutation(len(series))[:least]] for series in (real, new)]


def _labelled(
    describe: Callable[[NDArray], NDArray],
    versions: list[NDArray],
    length: int,
    n_windows: int,
    rng: np.random.Generator,
) -> tuple[NDArray, NDArray]:
    """Features of windows at random positions of real and of new series, and 1 for those of new ones."""
    windows = []
    for series in versions:
        first = rng.integers(0, series.shape[2] - length + 1, (len(series), n_windows))
        cut = sliding_window_view(series, length, axis=2)[np.arange(len(series))[:, None], :, first]
        windows.append(cut.reshape(-1, *cut.shape[2:]))
    return describe(np.concatenate(windows)), np.repeat([0, 1], len(windows[0]))


def _flat(windows: NDArray) -> NDArray:
    """Windows as rows of a table: (n, c, t) -> (n, c * t)."""
    return windows.reshape(len(windows), -1)

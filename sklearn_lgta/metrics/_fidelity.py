"""Is it realistic? Values, memory, rhythm, and whether a classifier can tell.

Axes: n series, k copies, c channels, t time points.
"""

from functools import partial
from numbers import Integral

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import stats
from scipy.signal import periodogram
from sklearn.base import clone
from sklearn.linear_model import RidgeClassifierCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils import check_random_state
from sklearn.utils._param_validation import HasMethods, Interval, StrOptions, validate_params

from ._convolutions import convolution_features, draw_kernels
from ._series import as_copies, as_pair, centred, spread

_COMPARISON = {"paired": ["boolean"], "average": [StrOptions({"median", "mean"}), None]}
_COUNT = [Interval(Integral, 1, None, closed="left")]


@validate_params(_COMPARISON, prefer_skip_nested_validation=True)
def wasserstein_distance(X, X_new, *, paired=True, average="median"):
    """Wasserstein distance between the values of copies and of their originals, whatever their order in time.

    Parameters
    ----------
    X : array-like of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Real series.
    X_new : array-like of shape (n_new, n_timepoints) or (n_new, n_channels, n_timepoints)
        Copies of all rows of `X`, copy after copy, or, if not `paired`, any series.
    paired : bool, default=True
        Compare every copy with its original. False compares all values of `X_new` with all of `X`, as for series
        that are drawn.
    average : {"median", "mean"} or None, default="median"
        Over the copies; None returns one distance a copy. Not used if not `paired`.

    Returns
    -------
    distance : float or ndarray of shape (n_new,)
        In standard deviations of the original, or of the channel in `X` if not `paired` (where that is constant, in
        its own units); mean over the channels. 0 where the values are the same.

    Raises
    ------
    ValueError
        If the shapes do not fit or a value is missing.

    See Also
    --------
    scipy.stats.wasserstein_distance : Distance between two samples.

    References
    ----------
    .. [1] L. Roque et al., "L-GTA: Latent Generative Modeling for Time Series Augmentation", arXiv:2507.23615,
       2025. Table 1 gives median and interquartile range over the series.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_lgta.metrics import wasserstein_distance
    >>> X = np.random.default_rng(0).normal(size=(20, 50))
    >>> shifted = X + 0.3 * X.std(axis=1, keepdims=True)
    >>> round(wasserstein_distance(X, shifted), 6)
    0.3
    """
    if paired:
        real, copies = as_copies(X, X_new)
        scale = spread(real, axis=2)
        return _over_copies(_distances_of_values(*np.broadcast_arrays(real / scale, copies / scale)), average)
    real, new = as_pair(X, X_new)
    scale = spread(real, axis=(0, 2))
    pooled = ((series / scale).swapaxes(0, 1).reshape(real.shape[1], -1) for series in (real, new))
    return float(_distances_of_values(*pooled).mean())


def _distances_of_values(real, new):
    """Wasserstein distance of every row of values: (..., t), (..., u) -> (...)."""
    pairs = zip(real.reshape(-1, real.shape[-1]), new.reshape(-1, new.shape[-1]), strict=True)
    return np.reshape([stats.wasserstein_distance(*pair) for pair in pairs], real.shape[:-1])


@validate_params({"lags": ["array-like", *_COUNT, None], **_COMPARISON}, prefer_skip_nested_validation=True)
def autocorrelation_distance(X, X_new, *, lags=None, paired=True, average="median"):
    """Mean absolute difference of the autocorrelations of copies and of their originals.

    Parameters
    ----------
    X : array-like of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Real series.
    X_new : array-like of shape (n_new, n_timepoints) or (n_new, n_channels, n_timepoints)
        Copies of all rows of `X`, copy after copy, or, if not `paired`, any series.
    lags : int, array-like of int or None, default=None
        Lags, or the number of lags from 1 on. None: 10 log10(n_timepoints) of them, as usual for a correlogram.
    paired : bool, default=True
        Compare every copy with its original. False compares the mean autocorrelations of the two sets.
    average : {"median", "mean"} or None, default="median"
        Over the copies; None returns one distance a copy. Not used if not `paired`.

    Returns
    -------
    distance : float or ndarray of shape (n_new,)
        Between 0, the same memory, and 2; mean over lags and channels. The autocorrelation of a constant series
        is 0.

    Raises
    ------
    ValueError
        If the shapes do not fit, a value is missing or a lag is as long as the series.

    Notes
    -----
    The autocorrelation is the usual one, whose sums are all divided by n_timepoints.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_lgta.metrics import autocorrelation_distance
    >>> X = np.random.default_rng(0).normal(size=(20, 200)).cumsum(axis=1)
    >>> round(autocorrelation_distance(X, 3 * X + 1), 6)  # neither level nor size
    0.0
    >>> shuffled = np.random.default_rng(1).permuted(X, axis=1)
    >>> autocorrelation_distance(X, shuffled) > 0.5
    True
    """

    def autocorrelation(series):
        deviation = centred(series)
        power = np.sum(deviation**2, axis=-1, keepdims=True)
        products = [np.sum(deviation[..., lag:] * deviation[..., :-lag], axis=-1) for lag in checked]
        return np.stack(products, axis=-1) / np.where(power > 0, power, 1.0)  # (..., c, lags)

    checked = _checked_lags(lags, as_pair(X, X_new)[0].shape[2])
    return _compare(X, X_new, paired, average, autocorrelation, lambda real, new: np.abs(real - new).mean(axis=-1))


def _checked_lags(lags, n_timepoints):
    if lags is None:
        lags = min(n_timepoints - 1, int(10 * np.log10(n_timepoints)))
    checked = np.arange(1, lags + 1) if isinstance(lags, Integral) else np.unique(lags)
    if not len(checked) or checked[0] < 1 or checked[-1] >= n_timepoints or checked.dtype.kind not in "iu":
        raise ValueError(
            f"lags={lags!r}; whole numbers below the length of the series, {n_timepoints}, and from 1 on are needed."
        )
    return checked


@validate_params(_COMPARISON, prefer_skip_nested_validation=True)
def spectral_distance(X, X_new, *, paired=True, average="median"):
    """Wasserstein distance between the power spectra of copies and of their originals.

    Every periodogram is scaled to a total of 1. The distance says how far its power has to be moved along the
    frequencies to get the other one, on average.

    Parameters
    ----------
    X : array-like of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Real series.
    X_new : array-like of shape (n_new, n_timepoints) or (n_new, n_channels, n_timepoints)
        Copies of all rows of `X`, copy after copy, or, if not `paired`, any series.
    paired : bool, default=True
        Compare every copy with its original. False compares the mean spectra of the two sets.
    average : {"median", "mean"} or None, default="median"
        Over the copies; None returns one distance a copy. Not used if not `paired`.

    Returns
    -------
    distance : float or ndarray of shape (n_new,)
        In cycles a time point, between 0 and 0.5; mean over channels. Of two sines, the difference of their
        frequencies. All power of a constant series is at frequency 0.

    Raises
    ------
    ValueError
        If the shapes do not fit or a value is missing.

    References
    ----------
    .. [1] E. Cazelles, A. Robert, F. Tobar, "The Wasserstein-Fourier Distance for Stationary Time Series", IEEE
       Transactions on Signal Processing 69, 2021; here of order 1.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_lgta.metrics import spectral_distance
    >>> monthly, quarterly = (np.sin(2 * np.pi * np.arange(120) / period)[None] for period in (12, 3))
    >>> round(spectral_distance(monthly, quarterly), 6)  # 1/3 - 1/12
    0.25
    """

    def cumulative_power(series):
        power = periodogram(centred(series), detrend=False)[1]
        power[..., 0] += power.sum(axis=-1) == 0
        return np.cumsum(power / power.sum(axis=-1, keepdims=True), axis=-1)  # (..., c, frequencies)

    n_timepoints = as_pair(X, X_new)[0].shape[2]
    return _compare(
        X, X_new, paired, average, cumulative_power, lambda real, new: np.abs(real - new).sum(axis=-1) / n_timepoints
    )


def _compare(X, X_new, paired, average, describe, distance):
    """Distance of what describes series, by copy or of the means of two sets."""
    if paired:
        return _over_copies(distance(*map(describe, as_copies(X, X_new))), average)
    return float(distance(*(describe(series).mean(axis=0) for series in as_pair(X, X_new))).mean())


def _over_copies(distances, average):
    """Mean over channels, then what is asked over copies: (k, n, c) -> float or (k * n,)."""
    by_copy = distances.mean(axis=-1).ravel()
    return by_copy if average is None else float({"median": np.median, "mean": np.mean}[average](by_copy))


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
    X, X_new, *, classifier=None, paired=True, window_length=48, n_windows=None, n_splits=6, random_state=None
):
    """How well a classifier tells new series from real ones that it has not seen.

    It learns from windows of one half of the series and is asked about the other half; a series and its copies are
    always in the same half. Real and new series are equally many: of several copies, or of the larger set, some are
    drawn in every split.

    Parameters
    ----------
    X : array-like of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Real series, at least four.
    X_new : array-like of shape (n_new, n_timepoints) or (n_new, n_channels, n_timepoints)
        Copies of all rows of `X`, copy after copy, or, if not `paired`, at least four series.
    classifier : classifier or None, default=None
        Of scikit-learn's kind; is cloned, and gets windows of shape (n, n_channels * window_length). None: ridge
        regression on the maxima, and on the shares of positive values, of 400 random convolutions.
    paired : bool, default=True
        Bring both to mean 0 and standard deviation 1 of the original. False takes mean and standard deviation of
        each channel of `X`, for series that are drawn, and cuts each set in halves of its own.
    window_length : int, default=48
        Time points that the classifier sees at a time; shorter series are seen whole.
    n_windows : int or None, default=None
        Windows of every series, at random places. None: 4, or 1 where a window is the whole series.
    n_splits : int, default=6
        Number of halvings that are averaged.
    random_state : int, RandomState instance or None, default=None
        Of halves, windows and convolutions. Pass an int for the same figure in every call.

    Returns
    -------
    score : float
        Distance of the mean accuracy from one half: 0 where it cannot tell, 0.5 where it always can. Chance alone
        gives some hundredths where series are few: compare with the score of `X` itself.

    Raises
    ------
    ValueError
        If the shapes do not fit, a value is missing or there are too few series.

    Notes
    -----
    The convolutions sum to zero, so that a shifted level gives nothing away; a changed size does.

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
            describe = partial(convolution_features, kernels=draw_kernels(length, rng, n_channels=real.shape[1]))
            judge = make_pipeline(StandardScaler(), RidgeClassifierCV(np.logspace(-2, 4, 7)))
        else:
            describe, judge = _flat, clone(classifier)
        versions = _drawn_pairs(real, new, rng) if paired else _drawn_sets(real, new, rng)
        half = len(versions[0]) // 2
        seen, unseen = (
            _labelled(describe, [version[rows] for version in versions], length, n_windows, rng)
            for rows in (slice(half), slice(half, None))
        )
        accuracies.append(judge.fit(*seen).score(*unseen))
    return abs(float(np.mean(accuracies)) - 0.5)


def _drawn_pairs(real, copies, rng):
    """Series in random order, and one copy of each: (n, c, t), (k, n, c, t) -> (n, c, t), (n, c, t)."""
    order = rng.permutation(len(real))
    number = rng.integers(len(copies), size=len(real)) if len(copies) > 1 else 0
    return real[order], copies[number, order]


def _drawn_sets(real, new, rng):
    """Equally many of both in random order: (n, c, t), (m, c, t) -> (min(n, m), c, t), (min(n, m), c, t)."""
    least = min(len(real), len(new))
    return [series[rng.permutation(len(series))[:least]] for series in (real, new)]


def _labelled(describe, versions, length, n_windows, rng):
    """Features of windows at random places of real and of new series, and which are of new ones."""
    windows = []
    for series in versions:
        first = rng.integers(0, series.shape[2] - length + 1, (len(series), n_windows))
        cut = sliding_window_view(series, length, axis=2)[np.arange(len(series))[:, None], :, first]
        windows.append(cut.reshape(-1, *cut.shape[2:]))
    return describe(np.concatenate(windows)), np.repeat([0, 1], len(windows[0]))


def _flat(windows):
    """Windows as a classifier takes them: (n, c, t) -> (n, c * t)."""
    return windows.reshape(len(windows), -1)

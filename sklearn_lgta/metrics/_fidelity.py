"""Is it realistic? Distances of values, autocorrelations and spectra.

Axes: n series, k copies, c channels, t time points.
"""

from collections.abc import Callable
from numbers import Integral
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats
from scipy.signal import periodogram
from sklearn.utils._param_validation import Interval, StrOptions, validate_params

from ._checks import as_copies, as_pair, as_whole_copies, as_whole_pair
from ._series import centred, spread

_Average = Literal["median", "mean"] | None

_COMPARISON = {"paired": ["boolean"], "average": [StrOptions({"median", "mean"}), None]}
_COUNT = [Interval(Integral, 1, None, closed="left")]


@validate_params(_COMPARISON, prefer_skip_nested_validation=True)
def wasserstein_distance(
    X: ArrayLike, X_new: ArrayLike, *, paired: bool = True, average: _Average = "median"
) -> float | NDArray:
    """Return the Wasserstein distance between the values of copies and originals, whatever their order in time.

    Parameters
    ----------
    X : array-like of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Real series.
        Series may have unequal lengths; each is measured over its own.
    X_new : array-like of shape (n_new, n_timepoints) or (n_new, n_channels, n_timepoints)
        Copies of all rows of `X`, copy after copy, or, if not `paired`, any series.
    paired : bool, default=True
        Compare every copy with its original. False compares all values of `X_new` with all of `X`, as for drawn
        series.
    average : {"median", "mean"} or None, default="median"
        Over the copies; None returns one distance for each copy. Not used if not `paired`.

    Returns
    -------
    distance : float or ndarray of shape (n_new,)
        In standard deviations of the original, or of the channel in `X` if not `paired`; mean over the channels. The
        unit of a constant series is 1. 0 where the values are the same.

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
        real, copies = as_whole_copies(X, X_new)
        scale = spread(real, axis=2)
        return _over_copies(_distances_of_values(*np.broadcast_arrays(real / scale, copies / scale)), average)
    real, new = as_whole_pair(X, X_new)
    scale = spread(real, axis=(0, 2))
    pooled = ((series / scale).swapaxes(0, 1).reshape(real.shape[1], -1) for series in (real, new))
    return float(_distances_of_values(*pooled).mean())


def _distances_of_values(real: NDArray, new: NDArray) -> NDArray:
    """Wasserstein distance of every row of values, NaN aside: (..., t), (..., u) -> (...)."""
    pairs = zip(real.reshape(-1, real.shape[-1]), new.reshape(-1, new.shape[-1]), strict=True)
    distances = [stats.wasserstein_distance(*(row[~np.isnan(row)] for row in pair)) for pair in pairs]
    return np.reshape(distances, real.shape[:-1])


@validate_params({"lags": ["array-like", *_COUNT, None], **_COMPARISON}, prefer_skip_nested_validation=True)
def autocorrelation_distance(
    X: ArrayLike,
    X_new: ArrayLike,
    *,
    lags: int | ArrayLike | None = None,
    paired: bool = True,
    average: _Average = "median",
) -> float | NDArray:
    """Return the mean absolute difference of the autocorrelations of copies and originals.

    Parameters
    ----------
    X : array-like of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Real series.
        Of series of unequal length, the newest time points are compared, as many as the shortest has.
    X_new : array-like of shape (n_new, n_timepoints) or (n_new, n_channels, n_timepoints)
        Copies of all rows of `X`, copy after copy, or, if not `paired`, any series.
    lags : int, array-like of int or None, default=None
        Lags, or the number of lags from 1 on. None is 10 log10(n_timepoints) lags, as usual for a correlogram.
    paired : bool, default=True
        Compare every copy with its original. False compares the mean autocorrelations of the two sets.
    average : {"median", "mean"} or None, default="median"
        Over the copies; None returns one distance for each copy. Not used if not `paired`.

    Returns
    -------
    distance : float or ndarray of shape (n_new,)
        Between 0 (the same autocorrelations) and 2; mean over lags and channels. The autocorrelation of a constant
        series is 0.

    Raises
    ------
    ValueError
        If the shapes do not fit, a value is missing or a lag is as long as the series.

    Notes
    -----
    The autocorrelation is the usual estimate: every sum is divided by n_timepoints.

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

    def autocorrelation(series: NDArray) -> NDArray:
        deviation = centred(series)
        power = np.sum(deviation**2, axis=-1, keepdims=True)
        products = [np.sum(deviation[..., lag:] * deviation[..., :-lag], axis=-1) for lag in checked]
        return np.stack(products, axis=-1) / np.where(power > 0, power, 1.0)  # (..., c, lags)

    checked = _checked_lags(lags, as_pair(X, X_new)[0].shape[2])
    return _compare(X, X_new, paired, average, autocorrelation, lambda real, new: np.abs(real - new).mean(axis=-1))


def _checked_lags(lags: int | ArrayLike | None, n_timepoints: int) -> NDArray:
    if lags is None:
        lags = min(n_timepoints - 1, int(10 * np.log10(n_timepoints)))
    if isinstance(lags, (int, np.integer)):
        checked = np.arange(1, int(lags) + 1)
    else:
        checked = np.unique(np.asarray(lags))
    if not len(checked) or checked[0] < 1 or checked[-1] >= n_timepoints or checked.dtype.kind not in "iu":
        raise ValueError(
            f"lags={lags!r} must be whole numbers below the length of the series, {n_timepoints}, and from 1 on. "
            f"Use lags={n_timepoints - 1} or less."
        )
    return checked


@validate_params(_COMPARISON, prefer_skip_nested_validation=True)
def spectral_distance(
    X: ArrayLike, X_new: ArrayLike, *, paired: bool = True, average: _Average = "median"
) -> float | NDArray:
    """Return the Wasserstein distance between the power spectra of copies and originals.

    Every periodogram is scaled to a total of 1. The distance is the mean shift along the frequencies that turns one
    periodogram into the other.

    Parameters
    ----------
    X : array-like of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Real series.
        Of series of unequal length, the newest time points are compared, as many as the shortest has.
    X_new : array-like of shape (n_new, n_timepoints) or (n_new, n_channels, n_timepoints)
        Copies of all rows of `X`, copy after copy, or, if not `paired`, any series.
    paired : bool, default=True
        Compare every copy with its original. False compares the mean spectra of the two sets.
    average : {"median", "mean"} or None, default="median"
        Over the copies; None returns one distance for each copy. Not used if not `paired`.

    Returns
    -------
    distance : float or ndarray of shape (n_new,)
        In cycles per time point, between 0 and 0.5; mean over channels. For two sines it is the difference of their
        frequencies. A constant series has all its power at frequency 0.

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

    def cumulative_power(series: NDArray) -> NDArray:
        power = periodogram(centred(series), detrend=False)[1]
        power[..., 0] += power.sum(axis=-1) == 0
        return np.cumsum(power / power.sum(axis=-1, keepdims=True), axis=-1)  # (..., c, frequencies)

    n_timepoints = as_pair(X, X_new)[0].shape[2]
    return _compare(
        X, X_new, paired, average, cumulative_power, lambda real, new: np.abs(real - new).sum(axis=-1) / n_timepoints
    )


def _compare(
    X: ArrayLike,
    X_new: ArrayLike,
    paired: bool,
    average: _Average,
    describe: Callable[[NDArray], NDArray],
    distance: Callable[[NDArray, NDArray], NDArray],
) -> float | NDArray:
    """Distance between descriptions of series: of every copy, or between the means of two sets."""
    if paired:
        return _over_copies(distance(*map(describe, as_copies(X, X_new))), average)
    return float(distance(*(describe(series).mean(axis=0) for series in as_pair(X, X_new))).mean())


def _over_copies(distances: NDArray, average: _Average) -> float | NDArray:
    """Mean over channels, then the average over copies: (k, n, c) -> float or (k * n,)."""
    by_copy = distances.mean(axis=-1).ravel()
    if average is None:
        return by_copy
    return float(np.median(by_copy) if average == "median" else np.mean(by_copy))

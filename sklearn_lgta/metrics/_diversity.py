"""Is it diverse? Coverage of the real series, and distances between copies of one series."""

from numbers import Integral
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.metrics import pairwise_distances_chunked
from sklearn.neighbors import NearestNeighbors
from sklearn.utils._param_validation import Interval, StrOptions, validate_params

from ._checks import as_pair, as_whole_copies
from ._series import UNITS, as_points, nearest_distance, relative_change

_OPTIONS = {"n_neighbors": [Interval(Integral, 1, None, closed="left")], "standardize": ["boolean"]}


@validate_params(_OPTIONS, prefer_skip_nested_validation=True)
def density(X: ArrayLike, X_new: ArrayLike, *, n_neighbors: int = 5, standardize: bool = True) -> float:
    """Return how often new series lie where real ones are dense.

    A ball around every real series reaches to its `n_neighbors`-th nearest other real series. Density is the mean
    number of balls that hold a new series, divided by `n_neighbors`.

    Parameters
    ----------
    X : array-like of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Real series, more than `n_neighbors`.
        Of series of unequal length, the newest time points are compared, as many as the shortest has.
    X_new : array-like of shape (n_new, n_timepoints) or (n_new, n_channels, n_timepoints)
        Any other series.
    n_neighbors : int, default=5
        Sets the size of the balls.
    standardize : bool, default=True
        Measure in standard deviations of each channel of `X`, over all series; False uses the values as they are.

    Returns
    -------
    density : float
        About 1 for fresh real series; 0 where all new series lie far from real ones; above 1 where they crowd in the
        centre.

    Raises
    ------
    ValueError
        If the shapes do not fit, a value is missing or there are too few series.

    See Also
    --------
    coverage : The converse: how many real series have new ones near.

    References
    ----------
    .. [1] M. F. Naeem, S. J. Oh, Y. Uh, Y. Choi, J. Yoo, "Reliable Fidelity and Diversity Metrics for Generative
       Models", ICML 2020.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_lgta.metrics import density
    >>> real, fresh = np.random.default_rng(0).normal(size=(2, 500, 3))
    >>> bool(0.8 < density(real, fresh) < 1.2)
    True
    >>> density(real, fresh + 10)
    0.0
    """
    real, new = as_points(*as_pair(X, X_new, at_least=n_neighbors + 1), standardize=standardize)
    radius = _radius(real, n_neighbors)
    n_balls = sum(np.sum(distances < radius) for distances in pairwise_distances_chunked(new, real))
    return float(n_balls / (n_neighbors * len(new)))


@validate_params(_OPTIONS, prefer_skip_nested_validation=True)
def coverage(X: ArrayLike, X_new: ArrayLike, *, n_neighbors: int = 5, standardize: bool = True) -> float:
    """Return the fraction of real series that have a new one near.

    A new series is near if it is nearer than the `n_neighbors`-th nearest other real series.

    Parameters
    ----------
    X : array-like of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Real series, more than `n_neighbors`.
        Of series of unequal length, the newest time points are compared, as many as the shortest has.
    X_new : array-like of shape (n_new, n_timepoints) or (n_new, n_channels, n_timepoints)
        Any other series.
    n_neighbors : int, default=5
        Rank of the real series whose distance is the limit of near.
    standardize : bool, default=True
        Measure in standard deviations of each channel of `X`, over all series; False uses the values as they are.

    Returns
    -------
    coverage : float
        Between 0 and 1. Fresh real series, as many as in `X`, cover ``1 - 2 ** -n_neighbors``, .97 by default; fewer
        cover less.

    Raises
    ------
    ValueError
        If the shapes do not fit, a value is missing or there are too few series.

    See Also
    --------
    density : The converse: whether new series are where real ones are.

    References
    ----------
    .. [1] M. F. Naeem, S. J. Oh, Y. Uh, Y. Choi, J. Yoo, "Reliable Fidelity and Diversity Metrics for Generative
       Models", ICML 2020.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_lgta.metrics import coverage
    >>> real, fresh = np.random.default_rng(0).normal(size=(2, 500, 3))
    >>> coverage(real, fresh) > 0.9
    True
    >>> coverage(real, fresh[:1].repeat(500, axis=0)) < 0.1  # one series, again and again
    True
    """
    real, new = as_points(*as_pair(X, X_new, at_least=n_neighbors + 1), standardize=standardize)
    return float(np.mean(nearest_distance(new, real) < _radius(real, n_neighbors)))


def _radius(points: NDArray, n_neighbors: int) -> NDArray:
    """Distance to the k-th nearest other point: (n, p) -> (n,)."""
    return NearestNeighbors(n_neighbors=n_neighbors).fit(points).kneighbors()[0][:, -1]


@validate_params({"unit": [StrOptions(set(UNITS))]}, prefer_skip_nested_validation=True)
def pairwise_diversity(X: ArrayLike, X_new: ArrayLike, *, unit: Literal["series", "panel"] = "series") -> float:
    """Return the distance between two copies of one series.

    Parameters
    ----------
    X : array-like of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Real series.
        Series may have unequal lengths; each is measured over its own.
    X_new : array-like of shape (n_copies * n_series, n_timepoints) or (n_copies * n_series, n_channels, n_timepoints)
        Two copies or more of all rows of `X`, copy after copy.
    unit : {"series", "panel"}, default="series"
        Whose standard deviation is the unit: that of each series and channel, or that of each channel over all series
        of `X`.

    Returns
    -------
    diversity : float
        Root mean square of the differences between two copies, over all pairs, series and time points, in standard
        deviations. 0 where all copies are the same; sqrt(2) times the strength for independent
        changes.

    Raises
    ------
    ValueError
        If there are not several copies of every series or a value is missing.

    See Also
    --------
    achieved_strength : Distance of copies from their original.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_lgta.metrics import pairwise_diversity
    >>> X = np.random.default_rng(0).normal(size=(20, 50))
    >>> shift = 0.1 * X.std(axis=1, keepdims=True)
    >>> round(pairwise_diversity(X, np.concatenate([X + shift, X - shift])), 6)
    0.2
    """
    real, copies = as_whole_copies(X, X_new)
    if len(copies) < 2:
        raise ValueError(
            "X_new holds 1 copy of every series; at least 2 are needed. Make them with augment(X, n_copies=2)."
        )
    # over all pairs the mean square of the difference of two is twice the variance
    variance = relative_change(real, copies, unit).var(axis=0, ddof=1)  # (n, c, t)
    of_series = (np.nanmean if np.isnan(variance).any() else np.mean)(variance, axis=(1, 2))
    return float(np.sqrt(2 * of_series.mean()))

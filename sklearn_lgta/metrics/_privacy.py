"""Is it a copy? Distances of new series to training series."""

from numbers import Real

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.metrics import roc_auc_score
from sklearn.neighbors import NearestNeighbors
from sklearn.utils._param_validation import Interval, validate_params

from ._checks import as_pair, as_whole_pair, common_part
from ._series import as_points, nearest_distance

_STANDARDIZE = {"standardize": ["boolean"]}
_QUANTILE = {"quantile": [Interval(Real, 0, 1, closed="neither")]}


@validate_params(_STANDARDIZE, prefer_skip_nested_validation=True)
def distance_to_closest_record(X: ArrayLike, X_new: ArrayLike, *, standardize: bool = True) -> NDArray:
    """Return the distance of every new series to the nearest training series (DCR).

    Parameters
    ----------
    X : array-like of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Training series.
        Of series of unequal length, the newest time points are compared, as many as the shortest has.
    X_new : array-like of shape (n_new, n_timepoints) or (n_new, n_channels, n_timepoints)
        Copies, drawn series or other real series.
    standardize : bool, default=True
        Measure in standard deviations of each channel of `X`, over all series; False uses the values as they are.

    Returns
    -------
    distance : ndarray of shape (n_new,)
        Root mean square over time points and channels; 0 for a training series.

    Raises
    ------
    ValueError
        If the shapes do not fit or a value is missing.

    See Also
    --------
    dcr_share : One number: these distances compared with those of held-out series.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_lgta.metrics import distance_to_closest_record
    >>> X = np.array([[0.0, 0.0, 0.0], [5.0, 5.0, 5.0]])
    >>> distance_to_closest_record(X, [[1.0, 1.0, 1.0], [5.0, 5.0, 5.0]], standardize=False)
    array([1., 0.])
    """
    real, new = as_points(*as_pair(X, X_new), standardize=standardize)
    return nearest_distance(real, new)


@validate_params(_STANDARDIZE | _QUANTILE, prefer_skip_nested_validation=True)
def dcr_share(
    X: ArrayLike, X_new: ArrayLike, X_held_out: ArrayLike, *, quantile: float = 0.5, standardize: bool = True
) -> float:
    """Return the fraction of new series that lie nearer to training series than held-out series do.

    Parameters
    ----------
    X : array-like of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Training series.
        Of series of unequal length, the newest time points are compared, as many as the shortest has.
    X_new : array-like of shape (n_new, n_timepoints) or (n_new, n_channels, n_timepoints)
        Copies or drawn series.
    X_held_out : array-like of shape (n_held_out, n_timepoints) or (n_held_out, n_channels, n_timepoints)
        Real series that were not used to make `X_new`.
    quantile : float, default=0.5
        A distance counts as near if it is below this quantile of the distances of `X_held_out` to `X`. With 0.01 the
        fraction is that of near copies.
    standardize : bool, default=True
        Measure in standard deviations of each channel of `X`, over all series; False uses the values as they are.

    Returns
    -------
    share : float
        `quantile` for fresh real series. A larger value means that new series are too near to training series, a
        smaller one that they are too far.

    Raises
    ------
    ValueError
        If the shapes do not fit or a value is missing.

    See Also
    --------
    near_copy_fraction : Without held-out series.

    Notes
    -----
    [1]_ counts the new series that are nearer to training than to held-out series, which needs equally many of both.

    References
    ----------
    .. [1] M. Platzer, T. Reutterer, "Holdout-Based Empirical Assessment of Mixed-Type Synthetic Data", Frontiers in
       Big Data 4, 2021.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_lgta.metrics import dcr_share
    >>> X, X_held_out = np.random.default_rng(0).normal(size=(2, 200, 10))
    >>> dcr_share(X, X_held_out, X_held_out), dcr_share(X, X + 0.01, X_held_out)
    (0.5, 1.0)
    """
    members, new, others = _three_sets(X, X_new, X_held_out, standardize)
    of_new, of_held_out = (nearest_distance(members, points) for points in (new, others))
    return float(np.mean(of_new < np.quantile(of_held_out, quantile)))


@validate_params(_STANDARDIZE | _QUANTILE, prefer_skip_nested_validation=True)
def near_copy_fraction(X: ArrayLike, X_new: ArrayLike, *, quantile: float = 0.05, standardize: bool = True) -> float:
    """Return the fraction of new series that lie much nearer to one training series than to any other.

    The criterion is the ratio of the distances to the nearest and to the second nearest training series. A new series
    counts if its ratio is below a quantile of the ratios of training series among themselves. The distance alone would
    be a worse criterion, as it is shorter for all smooth series.

    Parameters
    ----------
    X : array-like of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Training series, at least three.
        Of series of unequal length, the newest time points are compared, as many as the shortest has.
    X_new : array-like of shape (n_new, n_timepoints) or (n_new, n_channels, n_timepoints)
        Copies or drawn series.
    quantile : float, default=0.05
        Of the ratios of training series.
    standardize : bool, default=True
        Measure in standard deviations of each channel of `X`, over all series; False uses the values as they are.

    Returns
    -------
    fraction : float
        About `quantile` for fresh real series, 1 for close copies.

    Raises
    ------
    ValueError
        If the shapes do not fit, a value is missing or there are too few series.

    See Also
    --------
    sklearn_lgta.exceptions.CopyWarning : Raised by `sample` where this fraction is above one half.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_lgta.metrics import near_copy_fraction
    >>> X, X_fresh = np.random.default_rng(0).normal(size=(2, 200, 10))
    >>> near_copy_fraction(X, X_fresh) < 0.1, near_copy_fraction(X, X + 0.01)
    (True, 1.0)
    """
    pair = as_pair(X, X_new, at_least=3)
    return fraction_of_near_copies(*pair, quantile=quantile, standardize=standardize)


@validate_params(_STANDARDIZE, prefer_skip_nested_validation=True)
def authenticity(X: ArrayLike, X_new: ArrayLike, *, standardize: bool = True) -> float:
    """Return the fraction of new series that are no copies.

    A new series counts as a copy if it lies nearer to a training series, its nearest one, than any other training
    series does.

    Parameters
    ----------
    X : array-like of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Training series, at least two.
        Of series of unequal length, the newest time points are compared, as many as the shortest has.
    X_new : array-like of shape (n_new, n_timepoints) or (n_new, n_channels, n_timepoints)
        Copies or drawn series.
    standardize : bool, default=True
        Measure in standard deviations of each channel of `X`, over all series; False uses the values as they are.

    Returns
    -------
    authenticity : float
        0 where all are close copies. Fresh real series have less than 1, for single numbers 1/3. Compare with
        the value of held-out series.

    Raises
    ------
    ValueError
        If the shapes do not fit, a value is missing or there are too few series.

    References
    ----------
    .. [1] A. M. Alaa, B. van Breugel, E. S. Saveliev, M. van der Schaar, "How Faithful is your Synthetic Data?
       Sample-level Metrics for Evaluating and Auditing Generative Models", ICML 2022.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_lgta.metrics import authenticity
    >>> X, X_fresh = np.random.default_rng(0).normal(size=(2, 200, 10))
    >>> authenticity(X, X + 0.01), authenticity(X, X_fresh) > 0.3
    (0.0, True)
    """
    real, new = as_points(*as_pair(X, X_new, at_least=2), standardize=standardize)
    search = NearestNeighbors(n_neighbors=1).fit(real)
    to_other = search.kneighbors()[0][:, 0]
    distance, nearest = (found[:, 0] for found in search.kneighbors(new))
    return float(np.mean(distance >= to_other[nearest]))


@validate_params(_STANDARDIZE, prefer_skip_nested_validation=True)
def membership_inference_auc(
    X: ArrayLike, X_new: ArrayLike, X_held_out: ArrayLike, *, standardize: bool = True
) -> float:
    """Return how well an attacker who has the new series alone finds out which real series were in training.

    The attack ranks real series by their distance to the nearest new series: the nearer, the more likely a member.

    Parameters
    ----------
    X : array-like of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Training series: members.
        Of series of unequal length, the newest time points are compared, as many as the shortest has.
    X_new : array-like of shape (n_new, n_timepoints) or (n_new, n_channels, n_timepoints)
        Copies or drawn series.
    X_held_out : array-like of shape (n_held_out, n_timepoints) or (n_held_out, n_channels, n_timepoints)
        Real series of the same kind that were not used: not members.
    standardize : bool, default=True
        Measure in standard deviations of each channel of `X`, over all series; False uses the values as they are.

    Returns
    -------
    auc : float
        Area under the ROC curve of the attack: 0.5 is guessing, 1 is always right.

    Raises
    ------
    ValueError
        If the shapes do not fit or a value is missing.

    Notes
    -----
    This is one simple attack. If it fails, others may succeed.

    References
    ----------
    .. [1] D. Chen, N. Yu, Y. Zhang, M. Fritz, "GAN-Leaks: A Taxonomy of Membership Inference Attacks against
       Generative Models", CCS 2020: the full black-box attack.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_lgta.metrics import membership_inference_auc
    >>> X, X_held_out = np.random.default_rng(0).normal(size=(2, 100, 10))
    >>> membership_inference_auc(X, X + 0.01, X_held_out)
    1.0
    """
    members, new, others = _three_sets(X, X_new, X_held_out, standardize)
    is_member = np.repeat([1, 0], [len(members), len(others)])
    return float(roc_auc_score(is_member, -nearest_distance(new, np.concatenate([members, others]))))


def _three_sets(X: ArrayLike, X_new: ArrayLike, X_held_out: ArrayLike, standardize: bool) -> list[NDArray]:
    """Training, new and held-out series as points."""
    real, new = as_whole_pair(X, X_new)
    held_out = as_whole_pair(X, X_held_out, "X_held_out")[1]
    return as_points(*common_part({"X": real, "X_new": new, "X_held_out": held_out}), standardize=standardize)


def fraction_of_near_copies(
    real: NDArray,
    new: NDArray,
    *,
    quantile: float,
    standardize: bool,
    compared: slice | NDArray[np.intp] = slice(None),
) -> float:
    """Fraction of near copies among new series, with a threshold from some or all training series.

    Parameters
    ----------
    real : ndarray of shape (n, c, t)
        Training series, at least three.
    new : ndarray of shape (m, c, t)
    quantile : float
        Of the ratios of training series.
    standardize : bool
        Whether to measure in standard deviations of each channel of `real`.
    compared : slice or ndarray of int, default=slice(None)
        Training series whose ratios set the threshold.

    Returns
    -------
    fraction : float
    """
    real, new = as_points(real, new, standardize=standardize)
    search = NearestNeighbors(n_neighbors=3).fit(real)

    def ratio(points: NDArray, nearest: int) -> NDArray:
        first, second = search.kneighbors(points, nearest + 2)[0][:, nearest:].T
        return np.divide(first, second, out=np.ones_like(first), where=second > 0)

    # the nearest training series of a training series is itself
    return float(np.mean(ratio(new, 0) < np.quantile(ratio(real[compared], 1), quantile)))

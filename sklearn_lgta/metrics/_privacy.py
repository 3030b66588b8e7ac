"""Is it a copy? How near new series lie to those they were learnt from."""

from numbers import Real

import numpy as np
from sklearn.metrics import roc_auc_score
from sklearn.neighbors import NearestNeighbors
from sklearn.utils._param_validation import Interval, validate_params

from ._series import as_pair, as_points, nearest_distance

_STANDARDIZE = {"standardize": ["boolean"]}
_QUANTILE = {"quantile": [Interval(Real, 0, 1, closed="neither")]}


@validate_params(_STANDARDIZE, prefer_skip_nested_validation=True)
def distance_to_closest_record(X, X_new, *, standardize=True):
    """Distance of every new series to the training series that is nearest to it (DCR).

    Parameters
    ----------
    X : array-like of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Training series.
    X_new : array-like of shape (n_new, n_timepoints) or (n_new, n_channels, n_timepoints)
        Copies, drawn series or real ones that played no part.
    standardize : bool, default=True
        Measure in standard deviations of each channel of `X`, over all series; False takes values as they are.

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
    dcr_share : One number: these distances beside those of series that were held out.

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
def dcr_share(X, X_new, X_held_out, *, quantile=0.5, standardize=True):
    """Share of new series that lie nearer to training series than held-out series do.

    Parameters
    ----------
    X : array-like of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Training series.
    X_new : array-like of shape (n_new, n_timepoints) or (n_new, n_channels, n_timepoints)
        Copies or drawn series.
    X_held_out : array-like of shape (n_held_out, n_timepoints) or (n_held_out, n_channels, n_timepoints)
        Real series that played no part in making `X_new`.
    quantile : float, default=0.5
        Of the distances of `X_held_out` to `X` that counts as near. With 0.01 the share is that of near copies.
    standardize : bool, default=True
        Measure in standard deviations of each channel of `X`, over all series; False takes values as they are.

    Returns
    -------
    share : float
        `quantile` for fresh real series; above it, new series lean on those that they were learnt from; below it,
        they miss them.

    Raises
    ------
    ValueError
        If the shapes do not fit or a value is missing.

    See Also
    --------
    near_copy_fraction : Without held-out series.

    Notes
    -----
    In [1]_ the share is of those nearer to training than to held-out series, which needs equally many of both.

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
def near_copy_fraction(X, X_new, *, quantile=0.05, standardize=True):
    """Share of new series that lie much nearer to one training series than to any other.

    That is told by the ratio of the distances to the nearest and to the second nearest training series: it counts
    where it is below a quantile of the ratios that training series have among themselves. The distance alone would
    tell less, as it is shorter for all series that are smooth.

    Parameters
    ----------
    X : array-like of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Training series, at least three.
    X_new : array-like of shape (n_new, n_timepoints) or (n_new, n_channels, n_timepoints)
        Copies or drawn series.
    quantile : float, default=0.05
        Of the ratios of training series.
    standardize : bool, default=True
        Measure in standard deviations of each channel of `X`, over all series; False takes values as they are.

    Returns
    -------
    share : float
        About `quantile` for fresh real series, 1 for close copies.

    Raises
    ------
    ValueError
        If the shapes do not fit, a value is missing or there are too few series.

    See Also
    --------
    sklearn_lgta.exceptions.CopyWarning : Raised where this share is above one half.

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
def authenticity(X, X_new, *, standardize=True):
    """Share of new series that are no copies, each judged at the training series nearest to it.

    A new series counts as a copy where that training series has no other training series as near as the new one.

    Parameters
    ----------
    X : array-like of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Training series, at least two.
    X_new : array-like of shape (n_new, n_timepoints) or (n_new, n_channels, n_timepoints)
        Copies or drawn series.
    standardize : bool, default=True
        Measure in standard deviations of each channel of `X`, over all series; False takes values as they are.

    Returns
    -------
    authenticity : float
        0 where all are close copies. Fresh real series do not have 1: on a line it is 1/3. Compare with
        that of series that were held out.

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
def membership_inference_auc(X, X_new, X_held_out, *, standardize=True):
    """How well someone who sees the new series alone can say which real series they were learnt from.

    The attack calls a real series a member the nearer the nearest new series is.

    Parameters
    ----------
    X : array-like of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Training series: members.
    X_new : array-like of shape (n_new, n_timepoints) or (n_new, n_channels, n_timepoints)
        Copies or drawn series.
    X_held_out : array-like of shape (n_held_out, n_timepoints) or (n_held_out, n_channels, n_timepoints)
        Real series of the same kind that played no part: not members.
    standardize : bool, default=True
        Measure in standard deviations of each channel of `X`, over all series; False takes values as they are.

    Returns
    -------
    auc : float
        Area under the ROC curve of the attack: 0.5 where it can only guess, 1 where it is always right.

    Raises
    ------
    ValueError
        If the shapes do not fit or a value is missing.

    Notes
    -----
    This is one simple attack. That it fails does not mean that all do.

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


def _three_sets(X, X_new, X_held_out, standardize):
    """Training, new and held-out series as points."""
    return as_points(*as_pair(X, X_new), as_pair(X, X_held_out, "X_held_out")[1], standardize=standardize)


def fraction_of_near_copies(real, new, *, quantile, standardize, compared=slice(None)):
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

    def ratio(points, nearest):
        first, second = search.kneighbors(points, nearest + 2)[0][:, nearest:].T
        return np.divide(first, second, out=np.ones_like(first), where=second > 0)

    # the nearest training series of a training series is itself
    return float(np.mean(ratio(new, 0) < np.quantile(ratio(real[compared], 1), quantile)))

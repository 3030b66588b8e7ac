"""All questions at once, each answer with its null line and a sentence."""

import warnings

import numpy as np
from sklearn.utils import check_random_state

from ._control import achieved_strength, shared_change, strength_error
from ._diversity import coverage, density, pairwise_diversity
from ._fidelity import autocorrelation_distance, discriminative_score, spectral_distance, wasserstein_distance
from ._privacy import authenticity, dcr_share, membership_inference_auc, near_copy_fraction
from ._report_result import Figure, MetricsReport
from ._series import as_copies, as_pair, as_points

_QUESTIONS = {  # function: which values are better, and how to read them
    "Is it realistic?": {
        wasserstein_distance: ("lower", "how far values moved, in standard deviations"),
        autocorrelation_distance: ("lower", "difference of autocorrelations; 0: the same memory"),
        spectral_distance: ("lower", "how far power moved, in cycles a time point"),
        discriminative_score: ("lower", "0: a classifier cannot tell new from real; 0.5: it always can"),
        density: ("near null", "1: new series lie where real ones are dense; 0: apart from all real ones"),
    },
    "Is it diverse?": {
        coverage: ("higher", "share of real series that have a new one near"),
        pairwise_diversity: ("higher", "distance of two copies, in standard deviations"),
    },
    "Is it a copy?": {
        near_copy_fraction: ("lower", "share of new series that repeat one training series; 0.05 by chance"),
        authenticity: ("higher", "share of new series not nearer to a training series than others are to it"),
        dcr_share: ("near null", "share nearer to training series than the median held-out one"),
        membership_inference_auc: ("near null", "AUC of guessing from the new series who was in training"),
    },
    "Did it move as far as asked?": {
        achieved_strength: ("as asked", "change in standard deviations of each series"),
        strength_error: ("near null", "relative error of the change"),
        shared_change: ("near null", "correlation of two changes; null: white noise; 1: one common path"),
    },
}
_OWN = 0.75  # share of copies nearer to their own series than to another, below which they seem to be none


def metrics_report(X, X_new, *, X_held_out=None, paired=True, strength=None, random_state=None):
    """All figures that need no labels, each beside its null line.

    Parameters
    ----------
    X : array-like of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Real series that `X_new` was made from, at least six.
    X_new : array-like of shape (n_new, n_timepoints) or (n_new, n_channels, n_timepoints)
        Copies of all rows of `X`, copy after copy, or, if not `paired`, at least four drawn series.
    X_held_out : array-like of shape (n_held_out, n_timepoints) or (n_held_out, n_channels, n_timepoints), default=None
        At least four real series that played no part. They give null lines, and two figures need them. Where they
        are fewer than the new series, or more, what compares sets takes equally many of both, drawn at random.
    paired : bool, default=True
        Whether `X_new` are copies of the rows of `X`; if not, what compares copies with originals is left out.
    strength : float or None, default=None
        What was asked of the copies.
    random_state : int, RandomState instance or None, default=None
        Pass an int for the same figures in every call.

    Returns
    -------
    report : MetricsReport
        A dict: name of the function, and a named tuple of `value`, `null`, `better` (which values are good),
        `meaning` and `question`. The null line of copies is the identity, of sets the held-out series. Print it, or
        make a frame of its `table()`.

    Raises
    ------
    ValueError
        If the shapes do not fit, a value is missing, there are too few series, or `strength` is given if not `paired`.

    Warns
    -----
    UserWarning
        If `paired`, and the new series are hardly nearer to their own series than to others.

    See Also
    --------
    sklearn_lgta.plotting.MetricsDisplay : The picture, of several reports if wished.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_lgta.metrics import metrics_report
    >>> X, noise = np.random.default_rng(0).normal(size=(2, 30, 48))
    >>> report = metrics_report(X, X + 0.1 * noise, strength=0.1, random_state=0)
    >>> figure = report["shared_change"]
    >>> print(f"{figure.value:.2f} ({figure.null:.2f}) {figure.meaning}")
    0.12 (0.12) correlation of two changes; null: white noise; 1: one common path
    """
    if strength is not None and not paired:
        raise ValueError("strength is asked of copies; with paired=False there is nothing to compare it with.")
    n_series = len(as_pair(X, X_new, at_least=6)[0])
    if paired:
        _warn_if_not_paired(*as_copies(X, X_new))
    rng = check_random_state(random_state)
    seed = rng.randint(np.iinfo(np.int32).max)
    X, X_new = np.asarray(X, dtype=float), np.asarray(X_new, dtype=float)
    some, fresh = X_new, None
    if X_held_out is not None:
        as_pair(X, X_held_out, "X_held_out", new_at_least=4)
        X_held_out = np.asarray(X_held_out, dtype=float)
        least = min(len(X_new), len(X_held_out))
        some, fresh = (series[rng.permutation(len(series))[:least]] for series in (X_new, X_held_out))
    null = X if paired else fresh
    compared = {"paired": paired}
    asked = {  # function: what it is asked about, its null line or the series that have it, options
        wasserstein_distance: (X_new, null, compared),
        autocorrelation_distance: (X_new, null, compared),
        spectral_distance: (X_new, null, compared),
        discriminative_score: (X_new, null, compared | {"random_state": seed}),
        density: (some, fresh, {}),
        coverage: (some, fresh, {}),
        near_copy_fraction: (some, fresh, {}),
        authenticity: (some, fresh, {}),
    }
    if fresh is not None:
        asked[dcr_share] = asked[membership_inference_auc] = (X_new, 0.5, {"X_held_out": X_held_out})
    if paired:
        asked[achieved_strength] = (X_new, 0.0, {})
        asked[shared_change] = (X_new, float(np.sqrt(2 / (np.pi * X[0].size))), {})
        if len(X_new) > n_series:
            asked[pairwise_diversity] = (X_new, 0.0, {})
        if strength is not None:
            asked[strength_error] = (X_new, 0.0, {"strength": strength})

    report = MetricsReport()
    for question, functions in _QUESTIONS.items():
        for measure, read in functions.items():
            if measure not in asked:
                continue
            series, null, options = asked[measure]
            if not isinstance(null, float):
                null = np.nan if null is None else measure(X, null, **options)
            report[measure.__name__] = Figure(measure(X, series, **options), null, *read, question)
    return report


def _warn_if_not_paired(X, copies):
    """Drawn series in place of copies would give figures without a meaning: (n, c, t), (k, n, c, t)."""
    real, *new = as_points(X, *copies, standardize=True)
    others = np.roll(real, len(real) // 2, axis=0)
    own, other = (np.linalg.norm(np.subtract(new, series), axis=2) for series in (real, others))  # (k, n)
    fraction = np.mean(own <= other)
    if fraction < _OWN:
        warnings.warn(
            f"Only {fraction:.0%} of X_new are nearer to their own series in X than to another one, as if they were no "
            "copies of these. Copies must stand copy after copy, as augment returns them; for drawn series pass "
            "paired=False.",
            UserWarning,
            stacklevel=3,
        )

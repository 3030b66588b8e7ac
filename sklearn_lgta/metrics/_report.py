"""All questions at once, each answer with its null line and a sentence."""

from typing import NamedTuple

import numpy as np
from sklearn.utils import check_random_state

from ._control import achieved_strength, shared_change, strength_error
from ._diversity import coverage, density, pairwise_diversity
from ._fidelity import autocorrelation_distance, discriminative_score, spectral_distance, wasserstein_distance
from ._privacy import authenticity, dcr_share, membership_inference_auc, near_copy_share
from ._series import as_pair


class Figure(NamedTuple):
    """One line of a report.

    Attributes
    ----------
    value : float
        Of the new series.
    null : float
        What nothing to be found looks like; NaN where that is not known without held-out series.
    meaning : str
        How to read both.
    """

    value: float
    null: float
    meaning: str


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
    report : dict of str to Figure
        Name of the function, and a named tuple of `value`, `null` and `meaning`. The null line of copies is the
        identity, of sets the held-out series.

    Raises
    ------
    ValueError
        If the shapes do not fit, a value is missing, there are too few series, or `strength` is given if not `paired`.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_lgta.metrics import metrics_report
    >>> X, noise = np.random.default_rng(0).normal(size=(2, 30, 48))
    >>> report = metrics_report(X, X + 0.1 * noise, strength=0.1, random_state=0)
    >>> value, null, meaning = report["shared_change"]
    >>> print(f"{value:.2f} ({null:.2f}) {meaning}")
    0.12 (0.12) correlation of two changes; null: white noise; 1: one common path
    """
    if strength is not None and not paired:
        raise ValueError("strength is asked of copies; with paired=False there is nothing to compare it with.")
    n_series = len(as_pair(X, X_new, at_least=6)[0])
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
    # function, what it is asked about, its null line or what gives it, options, meaning
    lines = [
        (wasserstein_distance, X_new, null, compared, "how far values moved, in standard deviations"),
        (autocorrelation_distance, X_new, null, compared, "difference of autocorrelations; 0: the same memory"),
        (spectral_distance, X_new, null, compared, "how far power moved, in cycles a time point"),
        (
            discriminative_score,
            X_new,
            null,
            {**compared, "random_state": seed},
            "0: a classifier cannot tell new from real; 0.5: it always can",
        ),
        (density, some, fresh, {}, "1: new series lie where real ones are dense; 0: apart from all real ones"),
        (coverage, some, fresh, {}, "share of real series that have a new one near"),
        (near_copy_share, some, fresh, {}, "share of new series that repeat one training series; 0.05 by chance"),
        (authenticity, some, fresh, {}, "share of new series not nearer to a training series than others are to it"),
    ]
    if fresh is not None:
        held_out = {"X_held_out": X_held_out}
        lines += [
            (dcr_share, X_new, 0.5, held_out, "share nearer to training series than the median held-out one"),
            (membership_inference_auc, X_new, 0.5, held_out, "AUC of guessing from the new series who was in training"),
        ]
    if paired:
        independent = float(np.sqrt(2 / (np.pi * X[0].size)))
        lines += [
            (achieved_strength, X_new, 0.0, {}, "change in standard deviations of each series"),
            (
                shared_change,
                X_new,
                independent,
                {},
                "correlation of two changes; null: white noise; 1: one common path",
            ),
        ]
        if len(X_new) > n_series:
            lines.append((pairwise_diversity, X_new, 0.0, {}, "distance of two copies, in standard deviations"))
        if strength is not None:
            lines.append((strength_error, X_new, 0.0, {"strength": strength}, "relative error of the change"))

    def figure(measure, series, null, options, meaning):
        if not isinstance(null, float):
            null = np.nan if null is None else measure(X, null, **options)
        return Figure(measure(X, series, **options), null, meaning)

    return {line[0].__name__: figure(*line) for line in lines}

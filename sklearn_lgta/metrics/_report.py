"""All questions at once, each answer with its baseline and a sentence."""

import warnings
from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.utils import check_random_state
from sklearn.utils._param_validation import StrOptions, validate_params

from ._checks import SHORT_COMMON_PART, as_pair, as_series, as_whole_copies, as_whole_pair, check_not_in_training
from ._control import achieved_strength, shared_change, strength_error
from ._discriminative import discriminative_score
from ._diversity import coverage, density, pairwise_diversity
from ._fidelity import autocorrelation_distance, spectral_distance, wasserstein_distance
from ._privacy import authenticity, dcr_share, membership_inference_auc, near_copy_fraction
from ._report_result import COPIES_FAIL, Figure, MetricsReport
from ._report_verdict import verdict_on
from ._series import UNITS, as_points

# Function: which values are better, and how to read them.
_QUESTIONS: dict[str, dict[Callable, tuple[Any, str]]] = {
    "Is it realistic?": {
        wasserstein_distance: ("lower", "how far values moved, in standard deviations"),
        autocorrelation_distance: ("lower", "difference of autocorrelations; 0: the same"),
        spectral_distance: ("lower", "how far power moved, in cycles a time point"),
        discriminative_score: ("lower", "0: a classifier cannot tell new from real; 0.5: it always can"),
        density: ("near baseline", "1: new series lie where real ones are dense; 0: apart from all real ones"),
    },
    "Is it diverse?": {
        coverage: ("higher", "fraction of real series that have a new one near"),
        pairwise_diversity: ("higher", "distance of two copies, in standard deviations of {unit}"),
    },
    COPIES_FAIL: {
        near_copy_fraction: ("lower", "fraction of new series that repeat one training series; 0.05 by chance"),
        authenticity: ("higher", "fraction of new series not nearer to a training series than others are to it"),
        dcr_share: ("near baseline", "fraction nearer to training series than the median held-out one"),
        membership_inference_auc: ("near baseline", "AUC of guessing from the new series which were in training"),
    },
    "Did it move as far as asked?": {
        achieved_strength: ("as asked", "change in standard deviations of {unit}"),
        strength_error: ("near baseline", "relative error of the change"),
        shared_change: ("near baseline", "correlation of two changes; baseline: white noise; 1: all the same"),
    },
}
_NEARER_TO_ORIGINAL = 0.75  # a smaller fraction of copies nearer to their original than to another series: a warning


@validate_params({"unit": [StrOptions(set(UNITS))]}, prefer_skip_nested_validation=False)
def metrics_report(
    X: ArrayLike,
    X_new: ArrayLike,
    *,
    X_held_out: ArrayLike | None = None,
    paired: bool = True,
    strength: float | None = None,
    unit: Literal["series", "panel"] = "series",
    random_state: int | np.random.RandomState | None = None,
) -> MetricsReport:
    """Return all figures that need no labels, each beside its baseline.

    Parameters
    ----------
    X : array-like of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Real series that `X_new` was made from, at least six. From fewer than 20, drawn series leave out much of what
        other series would show, and figures do not show it: the verdict says so.
        Series may have unequal lengths; each figure says how it compares them.
    X_new : array-like of shape (n_new, n_timepoints) or (n_new, n_channels, n_timepoints)
        Copies of all rows of `X`, copy after copy, or, if not `paired`, at least four drawn series.
    X_held_out : array-like of shape (n_held_out, n_timepoints) or (n_held_out, n_channels, n_timepoints), default=None
        At least four real series that were not used to make `X_new`. They give baselines, and two figures need them.
        Figures that compare sets use equally many new and held-out series, drawn at random.
    paired : bool, default=True
        Whether `X_new` are copies of the rows of `X`. If not, the figures that compare copies with originals are left
        out.
    strength : float or None, default=None
        The strength that was asked for.
    unit : {"series", "panel"}, default="series"
        Whose standard deviation is the unit of strength and of distances of copies: that of each series and channel,
        or that of each channel over all series of `X`. An augmenter whose
        `normalisation_` is "panel" asks for the latter.
    random_state : int, RandomState instance or None, default=None
        Pass an int for the same figures in every call.

    Returns
    -------
    report : MetricsReport
        A dict from the name of the function to a named tuple of `value`, `baseline`, `better` (which values are
        good), `meaning` and `question`. The baseline of copies is the identity, that of sets the held-out series.
        Print it, or make a frame of its `table()`. `verdict` says in words what is wrong and what to do, or that
        nothing is.

    Raises
    ------
    ValueError
        If the shapes do not fit, a value is missing, there are too few series, `strength` is given if not `paired`, or
        `X_held_out` holds series of `X`.

    Warns
    -----
    UserWarning
        If `paired`, and few new series are nearer to their original than to another series.

    See Also
    --------
    sklearn_lgta.plotting.MetricsDisplay : The picture of one report or several.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_lgta.metrics import metrics_report
    >>> X, noise = np.random.default_rng(0).normal(size=(2, 30, 48))
    >>> report = metrics_report(X, X + 0.1 * noise, strength=0.1, random_state=0)
    >>> figure = report["shared_change"]
    >>> print(f"{figure.value:.2f} ({figure.baseline:.2f}) {figure.meaning}")
    0.12 (0.12) correlation of two changes; baseline: white noise; 1: all the same
    """
    if strength is not None and not paired:
        raise ValueError("strength is asked of copies, and with paired=False there are none. Leave strength out.")
    X, X_new = as_series(X), as_series(X_new, "X_new")  # read once
    real, new = as_pair(X, X_new, at_least=6)
    if paired:
        as_whole_copies(X, X_new)
        _warn_if_not_paired(real, new.reshape(-1, *real.shape))
    rng = check_random_state(random_state)
    seed = rng.randint(np.iinfo(np.int32).max)
    some, fresh = X_new, None
    if X_held_out is not None:
        X_held_out = as_series(X_held_out, "X_held_out")
        as_whole_pair(X, X_held_out, "X_held_out", new_at_least=4)
        check_not_in_training(X, X_held_out)
        least = min(len(X_new), len(X_held_out))
        some, fresh = (series[rng.permutation(len(series))[:least]] for series in (X_new, X_held_out))
    without_change = X if paired else fresh
    compared = {"paired": paired}
    # Function: the series that it measures, its baseline or the series that have it, options.
    asked: dict[Callable, tuple[Any, Any, dict]] = {
        wasserstein_distance: (X_new, without_change, compared),
        autocorrelation_distance: (X_new, without_change, compared),
        spectral_distance: (X_new, without_change, compared),
        discriminative_score: (X_new, without_change, compared | {"random_state": seed}),
        density: (some, fresh, {}),
        coverage: (some, fresh, {}),
        near_copy_fraction: (some, fresh, {}),
        authenticity: (some, fresh, {}),
    }
    if fresh is not None:
        asked[dcr_share] = asked[membership_inference_auc] = (X_new, 0.5, {"X_held_out": X_held_out})
    if paired:
        in_unit = {"unit": unit}
        asked[achieved_strength] = (X_new, 0.0, in_unit)
        asked[shared_change] = (X_new, float(np.sqrt(2 / (np.pi * real[0].size))), {})
        if len(X_new) > len(X):
            asked[pairwise_diversity] = (X_new, 0.0, in_unit)
        if strength is not None:
            asked[strength_error] = (X_new, 0.0, in_unit | {"strength": strength})

    figures = {}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", SHORT_COMMON_PART, UserWarning)  # said above, once
        for question, functions in _QUESTIONS.items():
            for measure, (better, meaning) in functions.items():
                if measure not in asked:
                    continue
                series, baseline, options = asked[measure]
                if not isinstance(baseline, float):
                    baseline = np.nan if baseline is None else measure(X, baseline, **options)
                read = better, meaning.format(unit=UNITS[unit]), question
                figures[measure.__name__] = Figure(measure(X, series, **options), baseline, *read)
    n_series = min(len(X), len(X) if paired else len(X_new), len(X) if fresh is None else len(fresh))
    return MetricsReport(figures, *verdict_on(figures, n_series, len(X), paired=paired, unit=unit))


def _warn_if_not_paired(X: NDArray, copies: NDArray) -> None:
    """Warn of drawn series in place of copies, whose figures would mean nothing: (n, c, t), (k, n, c, t) -> None."""
    real, *new = as_points(X, *copies, standardize=True)
    others = np.roll(real, len(real) // 2, axis=0)
    to_original, to_other = (np.linalg.norm(np.subtract(new, series), axis=2) for series in (real, others))  # (k, n)
    fraction = np.mean(to_original <= to_other)
    if fraction < _NEARER_TO_ORIGINAL:
        warnings.warn(
            f"Only {fraction:.0%} of X_new are nearer to their original in X than to another series, so they seem to "
            "be no copies. Copies must stand copy after copy, as augment returns them; for drawn series pass "
            "paired=False.",
            UserWarning,
            stacklevel=4,
        )

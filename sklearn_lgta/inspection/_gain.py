"""Whether augmentation helps an estimator."""

from collections.abc import Callable, Sequence
from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import clone, is_classifier
from sklearn.frozen import FrozenEstimator
from sklearn.metrics import check_scoring
from sklearn.utils._param_validation import HasMethods, Interval, validate_params

from .._estimator import AugmentedEstimator
from .._estimator.reading import read_series
from .._reproducibility.jobs import in_jobs
from .._reproducibility.progress import progress_bar
from .._resolve_augmenter import Augmenter, resolve_augmenter
from ._at_strength import at_strength
from ._fold_scores import scores_of_fold
from ._folds import paired_folds
from ._forecasters import is_forecaster_of_sktime
from ._gain_result import AugmentationGain
from ._own_augmentation import refuse_own_augmentation


@validate_params(
    {
        "estimator": [HasMethods(["fit", "predict"])],
        "augmenter": [None, HasMethods(["fit", "augment"])],
        "n_repeats": [Interval(Integral, 1, None, closed="left")],
        "confidence": [Interval(Real, 0, 1, closed="neither")],
        "params": [None, dict],
        "random_state": ["random_state"],
        "verbose": ["verbose"],
    },
    prefer_skip_nested_validation=False,
)
def augmentation_gain(
    estimator: Any,
    X: ArrayLike,
    y: ArrayLike | None = None,
    *,
    augmenter: Augmenter | None = None,
    strengths: Sequence[float] | None = None,
    cv: Any = 5,
    n_repeats: int = 3,
    groups: ArrayLike | None = None,
    scoring: str | Callable | None = None,
    confidence: float = 0.95,
    params: dict[str, Any] | None = None,
    n_jobs: int | None = None,
    random_state: int | np.random.RandomState | None = None,
    verbose: int = 0,
) -> AugmentationGain:
    """Compare an estimator with augmentation, without it, and with exact duplicates.

    On every fold the estimator is fitted three times: on the training series only, with exact copies, and with the same
    number of augmented copies. It is scored on the unchanged test series. The verdict rests on paired differences.

    Parameters
    ----------
    estimator : estimator or AugmentedEstimator
        Classifier, regressor or any other with `fit` and `predict`. An :class:`~sklearn_lgta.AugmentedEstimator` also
        sets the augmenter, `n_copies` and `target`. Give a random estimator a `random_state`, or its chance variation
        adds to the differences. One that augments or resamples on its own, such as a pipeline with an
        :class:`~sklearn_lgta.LGTAResampler`, is refused.
    X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Rows are series. Other containers become arrays, or lists of arrays where series have unequal lengths, as in
        :class:`~sklearn_lgta.AugmentedEstimator`.
    y : array-like of shape (n_series,) or (n_series, n_outputs)
        Targets, one for every series.
    augmenter : LGTAAugmenter, FrozenEstimator or None, default=None
        As for :class:`~sklearn_lgta.AugmentedEstimator`; leave it out if `estimator` is one. It is fitted once per
        fold. An augmenter in a :class:`~sklearn.frozen.FrozenEstimator` must not be fitted on X.
    strengths : list of float or None, default=None
        Strengths to try, above 0. None is the strength of the augmenter.
    cv : int, splitter or iterable of (train, test), default=5
        A number of folds is drawn `n_repeats` times, stratified by class for a classifier. A splitter or an iterable is
        used once, unchanged.
    n_repeats : int, default=3
        Repetitions, if `cv` is a number.
    groups : array-like of shape (n_series,) or None, default=None
        Series of one group stay in one fold: windows of one long series, recordings of one patient.
    scoring : str, callable or None, default=None
        As in scikit-learn: larger is better. None is the `score` of the estimator.
    confidence : float, default=0.95
        Probability that the intervals of all strengths hold together.
    params : dict or None, default=None
        Parameters of `AugmentedEstimator.fit`, such as `conditions` and `sample_weight`. Arrays with one entry per
        series are split with X.
    n_jobs : int or None, default=None
        Number of folds that run in parallel.
    random_state : int, RandomState instance or None, default=None
        Seed of the folds. Estimator and augmenter have their own seeds.
    verbose : int, default=0
        1 shows one progress bar, across jobs too. The augmenter shows none, whatever its `verbose` is.

    Returns
    -------
    gain : AugmentationGain
        Scores, intervals and the verdict. Print it.

    Raises
    ------
    ValueError
        If `estimator` is an AugmentedEstimator and `augmenter` is given too, if what it augments augments or resamples
        on its own, if a strength is not above 0, if there
        is only one fold, or if `target` is "continuation" and neither groups nor a splitter keep overlapping windows
        apart.
    TypeError
        If `estimator` is a forecaster of sktime, or there is no y.

    See Also
    --------
    forecast_gain : The same for forecasters of sktime.
    sklearn_lgta.plotting.AugmentationGainDisplay : The plot.
    robustness_curve : Scores of a fitted estimator on augmented series.

    Notes
    -----
    The intervals are corrected for the training series that folds share [1]_, and for the number of strengths
    (Bonferroni). With few series they are wide: such data tell no more.

    Augmentation must beat both no augmentation and exact duplicates, as some estimators gain from seeing each series
    more often. If you only want the best score of an estimator, choose the strength with
    :class:`~sklearn.model_selection.GridSearchCV`.

    References
    ----------
    .. [1] C. Nadeau and Y. Bengio, "Inference for the Generalization Error", Machine Learning 52, 2003.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.linear_model import RidgeClassifier
    >>> from sklearn_lgta import LGTAAugmenter, PCACodec
    >>> from sklearn_lgta.inspection import augmentation_gain
    >>> rng = np.random.default_rng(0)
    >>> X, y = rng.normal(size=(40, 24)), np.tile([0, 1], 20)  # nothing to learn
    >>> augmenter = LGTAAugmenter("mix", strength=0.3, model=PCACodec(), random_state=0)
    >>> gain = augmentation_gain(RidgeClassifier(), X, y, augmenter=augmenter, n_repeats=1, random_state=0)
    >>> gain.verdict
    'no difference'
    """
    if is_forecaster_of_sktime(estimator):
        raise TypeError(
            f"{type(estimator).__name__} is a forecaster of sktime, which is compared at origins instead of folds. "
            "Call forecast_gain(forecaster, y, fh), which you get by "
            "`from sklearn_lgta.inspection import forecast_gain`."
        )
    if y is None:
        raise TypeError("y is missing. Call augmentation_gain(estimator, X, y), where y holds their targets.")
    tried = _checked_strengths(strengths)
    model = _augmented(estimator, augmenter, tried[0])
    refuse_own_augmentation(model.estimator)
    if model.target == "continuation" and isinstance(cv, Integral) and groups is None:
        raise ValueError(
            f"target='continuation' takes lag windows; windows of one series overlap, and cv={cv} would put them on "
            "both sides of a fold. Pass groups, the series of each window, or a splitter such as "
            "TimeSeriesSplit(gap=...)."
        )
    X, y = read_series(X, y)
    scorer = check_scoring(model, scoring=scoring)
    folds = paired_folds(cv, n_repeats, y, groups=groups, classifier=is_classifier(model), random_state=random_state)
    calls = ((scores_of_fold, model, tried, X, y, train, test, scorer, params or {}) for train, test in folds)
    with progress_bar("augmentation_gain", len(folds), "fold", verbose) as bar:
        scores = list(in_jobs(calls, n_jobs, bar))
    none, duplicates, *augmented = np.transpose(scores)
    return AugmentationGain(
        strengths=(getattr(model.augmenter, "strength", None),) if tried == (None,) else tried,
        scores=np.stack(augmented),
        baseline_scores={"none": none, "duplicates": duplicates},
        test_fraction=float(np.mean([len(test) / len(train) for train, test in folds])),
        confidence=float(confidence),
        majority_shares=_majority_shares(y, folds) if is_classifier(model) else None,
    )


def _majority_shares(y: Any, folds: Sequence[tuple[NDArray, NDArray]]) -> NDArray | None:
    """Share of the largest class in the test series of every fold; None if y is no column of classes."""
    labels = np.asarray(y)
    if labels.ndim != 1:
        return None
    classes, counts = np.unique(labels, return_counts=True)
    return np.array([np.mean(labels[test] == classes[counts.argmax()]) for _, test in folds])


def _augmented(estimator: Any, augmenter: Augmenter | None, strength: float | None) -> AugmentedEstimator:
    """Return the estimator with augmentation at a strength; None keeps the strength of the augmenter."""
    if not isinstance(estimator, AugmentedEstimator):
        estimator = AugmentedEstimator(estimator, augmenter)
    elif augmenter is not None:
        raise ValueError(
            "estimator is an AugmentedEstimator, which already has an augmenter, and augmenter= is given too. "
            "Give one: AugmentedEstimator(estimator, augmenter)."
        )
    augmenter = resolve_augmenter(estimator.augmenter, has_classes=False)
    if strength is not None:
        is_frozen = isinstance(augmenter, FrozenEstimator)
        augmenter = at_strength(augmenter, strength) if is_frozen else augmenter.set_params(strength=strength)
    return clone(estimator).set_params(augmenter=augmenter)


def _checked_strengths(strengths: Sequence[float] | None) -> tuple[float | None, ...]:
    """Return a tuple of strengths above 0, or (None,) for the strength of the augmenter."""
    if strengths is None:
        return (None,)
    checked = tuple(np.ravel(strengths).tolist())
    if not checked or not all(isinstance(strength, (int, float)) and strength > 0 for strength in checked):
        raise ValueError(
            f"strengths={list(checked)} must hold one or more strengths above 0: no augmentation is always compared. "
            "Leave 0 out."
        )
    return checked

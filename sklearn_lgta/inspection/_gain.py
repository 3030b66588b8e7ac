"""Whether augmentation helps an estimator."""

from numbers import Integral, Real

import numpy as np
from sklearn.base import clone, is_classifier
from sklearn.frozen import FrozenEstimator
from sklearn.metrics import check_scoring
from sklearn.utils import _safe_indexing
from sklearn.utils._param_validation import HasMethods, Interval, validate_params
from sklearn.utils.parallel import Parallel, delayed
from sklearn.utils.validation import _check_method_params, _num_samples

from .._conditions.labels import check_one_each
from .._containers.long_frame import array_of_panel
from .._estimator import AugmentedEstimator
from .._resolve_augmenter import resolve_augmenter
from ._at_strength import at_strength
from ._duplicates import Duplicates
from ._folds import paired_folds
from ._gain_result import AugmentationGain


@validate_params(
    {
        "estimator": [HasMethods(["fit", "predict"])],
        "augmenter": [None, HasMethods(["fit", "augment"])],
        "n_repeats": [Interval(Integral, 1, None, closed="left")],
        "confidence": [Interval(Real, 0, 1, closed="neither")],
        "params": [None, dict],
        "random_state": ["random_state"],
    },
    prefer_skip_nested_validation=False,
)
def augmentation_gain(
    estimator,
    X,
    y,
    *,
    augmenter=None,
    strengths=None,
    cv=5,
    n_repeats=3,
    groups=None,
    scoring=None,
    confidence=0.95,
    params=None,
    n_jobs=None,
    random_state=None,
):
    """Compare an estimator with augmentation, without it, and with exact duplicates.

    On every fold the estimator is fitted on the training series alone, on them and exact copies, and on them and
    augmented copies, the same number of either, and scored on the test series as they are. What is judged is the
    paired difference.

    Parameters
    ----------
    estimator : estimator or AugmentedEstimator
        Your classifier, regressor or any other with `fit` and `predict`. An
        :class:`~sklearn_lgta.AugmentedEstimator` says what else is to be done: the augmenter,
        `n_copies`, and `target`. A random estimator should have a `random_state`, or its luck is among the
        differences.
    X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Rows are series; or a panel of sktime, which is made an array.
    y : array-like of shape (n_series,) or (n_series, n_outputs)
        Targets.
    augmenter : LGTAAugmenter, FrozenEstimator or None, default=None
        As for :class:`~sklearn_lgta.AugmentedEstimator`, if `estimator` is none. It is fitted once a fold. One in a
        :class:`~sklearn.frozen.FrozenEstimator` must not have learnt from X.
    strengths : list of float or None, default=None
        Strengths to try, above 0. None is that of the augmenter.
    cv : int, splitter or iterable of (train, test), default=5
        A number of folds is drawn anew `n_repeats` times, by class for a classifier. A splitter or an iterable is
        used as it is.
    n_repeats : int, default=3
        Repetitions, where `cv` is a number.
    groups : array-like of shape (n_series,) or None, default=None
        Series of one group stay in one fold: windows of one long series, recordings of one patient.
    scoring : str, callable or None, default=None
        As in scikit-learn: larger is better. None is the `score` of the estimator.
    confidence : float, default=0.95
        Probability that the intervals hold, of all strengths together.
    params : dict or None, default=None
        Handed to `AugmentedEstimator.fit`: `conditions`, `sample_weight` and the like. Arrays with an entry a
        series are split with X.
    n_jobs : int or None, default=None
        Folds that are worked on at the same time.
    random_state : int, RandomState instance or None, default=None
        Seed of the folds. Those of estimator and augmenter are their own.

    Returns
    -------
    gain : AugmentationGain
        Scores, intervals and the verdict. Print it.

    Raises
    ------
    ValueError
        If `estimator` is an AugmentedEstimator and `augmenter` is given too, if a strength is not above 0, if there
        is one fold, or if `target` is "continuation" and neither groups nor a splitter keep overlapping windows
        apart.

    See Also
    --------
    sklearn_lgta.plotting.AugmentationGainDisplay : The picture.
    robustness_curve : How a fitted estimator bears changed series.

    Notes
    -----
    Intervals are corrected for the training series that folds share [1]_, and for the number of strengths by the
    method of Bonferroni. They are wide where series are few: this is what such data can tell.

    Augmentation counts as a gain only where it beats no augmentation and exact duplicates, both, as some estimators
    gain from seeing each series more often. For an estimator whose score alone is wanted, choose the strength in
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
    strengths = _checked_strengths(strengths)
    model = _augmented(estimator, augmenter, strengths[0])
    if model.target == "continuation" and isinstance(cv, Integral) and groups is None:
        raise ValueError(
            f"target='continuation' takes lag windows, which overlap where they are of one series, and cv={cv} would "
            "put them on both sides of a fold. Pass groups, the series that a window is of, or a splitter as "
            "TimeSeriesSplit(gap=...)."
        )
    X = array_of_panel(X)
    check_one_each(y, _num_samples(X))
    scorer = check_scoring(model, scoring=scoring)
    folds = paired_folds(cv, n_repeats, y, groups=groups, classifier=is_classifier(model), random_state=random_state)
    scores = Parallel(n_jobs=n_jobs)(
        delayed(_scores_of_fold)(model, strengths, X, y, train, test, scorer, params or {}) for train, test in folds
    )
    none, duplicates, *augmented = np.transpose(scores)
    return AugmentationGain(
        strengths=(getattr(model.augmenter, "strength", None),) if strengths == (None,) else strengths,
        scores=np.stack(augmented),
        null_scores={"none": none, "duplicates": duplicates},
        test_fraction=float(np.mean([len(test) / len(train) for train, test in folds])),
        confidence=float(confidence),
    )


def _augmented(estimator, augmenter, strength):
    """The estimator with augmentation at a strength; None leaves that of the augmenter."""
    if not isinstance(estimator, AugmentedEstimator):
        estimator = AugmentedEstimator(estimator, augmenter)
    elif augmenter is not None:
        raise ValueError(
            "estimator is an AugmentedEstimator, which has its augmenter, and augmenter is given too. Set the one in "
            "it: AugmentedEstimator(estimator, augmenter)."
        )
    augmenter = resolve_augmenter(estimator.augmenter, has_classes=False)
    if strength is not None:
        is_frozen = isinstance(augmenter, FrozenEstimator)
        augmenter = at_strength(augmenter, strength) if is_frozen else augmenter.set_params(strength=strength)
    return clone(estimator).set_params(augmenter=augmenter)


def _checked_strengths(strengths):
    """A tuple of strengths above 0; of None alone, where the augmenter has its own."""
    if strengths is None:
        return (None,)
    strengths = tuple(np.ravel(strengths).tolist())
    if not strengths or not all(isinstance(strength, Real) and strength > 0 for strength in strengths):
        raise ValueError(
            f"strengths={list(strengths)} must hold one strength or more, all above 0: no augmentation is compared "
            "with in any case."
        )
    return strengths


def _scores_of_fold(model, strengths, X, y, train, test, scorer, params):
    """Scores without augmentation, with duplicates, and at every strength: a list of 2 + n_strengths floats."""
    (X_train, y_train), (X_test, y_test) = (
        tuple(_safe_indexing(array, rows) for array in (X, y)) for rows in (train, test)
    )
    params = _check_method_params(X, params, indices=train)

    def fitted(augmenter, n_copies=model.n_copies):
        fold = clone(model).set_params(augmenter=augmenter, n_copies=n_copies)
        return fold.fit(X_train, y_train, **params)

    duplicates = FrozenEstimator(Duplicates())
    models = [fitted(duplicates, n_copies=0), fitted(duplicates), fitted(model.augmenter)]
    trained = models[-1].augmenter_  # once, and used at every strength
    models += [fitted(at_strength(trained, strength)) for strength in strengths[1:]]
    return [scorer(one, X_test, y_test) for one in models]

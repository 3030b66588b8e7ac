"""Scores of a fitted estimator on augmented series, by transformation and strength."""

import warnings
from collections.abc import Callable, Sequence
from numbers import Integral
from tempfile import TemporaryDirectory
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import is_classifier
from sklearn.frozen import FrozenEstimator
from sklearn.metrics import check_scoring
from sklearn.utils._param_validation import HasMethods, Interval, StrOptions, validate_params

from .._estimator import AugmentedEstimator
from .._estimator.continuation import refuse_continuation, refuse_other_units
from .._estimator.reading import read_series
from .._resolve_augmenter import Augmenter, resolve_augmenter
from ..exceptions import StrengthWarning
from ._at_strength import at_strength
from ._augmented_test_set import AugmentedTestSet
from ._forecasters import is_forecaster_of_sktime
from ._robustness_result import RobustnessCurve


@validate_params(
    {
        "estimator": [HasMethods(["predict"])],
        "augmenter": [None, HasMethods(["fit", "iter_copies"])],
        "target": [StrOptions({"label", "continuation"})],
        "n_copies": [Interval(Integral, 1, None, closed="left")],
    },
    prefer_skip_nested_validation=False,
)
def robustness_curve(
    estimator: Any,
    X: ArrayLike,
    y: ArrayLike,
    augmenter: Augmenter | None = None,
    *,
    transformations: Any = None,
    strengths: Sequence[float] = (0.1, 0.3, 0.6),
    target: Literal["label", "continuation"] = "label",
    scoring: str | Callable | None = None,
    n_copies: int = 5,
    conditions: Any = None,
) -> RobustnessCurve:
    """Score a fitted estimator on augmented versions of test series, by transformation and strength.

    It is a stress test in the manner of :func:`~sklearn.model_selection.validation_curve`, but varies the test series
    instead of the estimator. For a forecaster of sktime it varies the history that the forecaster is fitted to.

    Parameters
    ----------
    estimator : estimator
        Fitted classifier or regressor, also of lag windows, or any forecaster of sktime. It stays unchanged.
    X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Test series; lag windows of shape (n_series, n_lags) if `target` is "continuation". Other containers become
        arrays, or lists of arrays where series have unequal lengths, as in :class:`~sklearn_lgta.AugmentedEstimator`.
        For a forecaster of sktime, the history: a series, a panel or a hierarchy.
    y : array-like of shape (n_series,) or (n_series, n_outputs)
        Targets; the values that follow X if `target` is "continuation". For a forecaster of sktime, the true future of
        the same series; its times are those that are forecast.
    augmenter : LGTAAugmenter, FrozenEstimator or None, default=None
        Augmenter that changes the series. None is ``LGTAAugmenter(random_state=0)``. It is fitted on the test series,
        and copies them within their class if `estimator` is a classifier. A fitted augmenter in a
        :class:`~sklearn.frozen.FrozenEstimator` is used as it is.
    transformations : str, Transformation, list of them, or None, default=None
        Transformations to try. None is the transformation of the augmenter. Transformations that set aside the same
        structure use one training of the network.
    strengths : list of float, default=(0.1, 0.3, 0.6)
        Root-mean-square changes of the series, above 0, in units of each series' own standard deviation. They
        mean the same for every transformation.
    target : {"label", "continuation"}, default="label"
        As for :class:`~sklearn_lgta.AugmentedEstimator`. "continuation": X and y are augmented as one series, and the
        forecast is compared with the augmented values. Not for forecasters of sktime, whose future stays as it is.
    scoring : str, callable or None, default=None
        As in scikit-learn: larger is better. None is the `score` of the estimator. For a forecaster of sktime a metric
        of sktime, with its sign changed where smaller is better; None is minus the mean absolute error, in standard
        deviations of each series' own history.
    n_copies : int, default=5
        Versions of every series at each strength, each scored separately.
    conditions : array-like, DataFrame, dict or None, default=None
        Values of the conditions that the augmenter names. Not for forecasters of sktime: the calendar comes from their
        index.

    Returns
    -------
    curve : RobustnessCurve
        Scores by transformation, strength (0 first: the score without augmentation) and copy. NaN for a strength that
        cannot be reached.

    Raises
    ------
    ValueError
        If a strength is not above 0, if y does not have one entry per series, or if `transformations` are given for a
        fitted augmenter. For a forecaster of sktime, if y does not continue X.
    TypeError
        For a forecaster of sktime, if X, y or `scoring` is of a type that sktime does not take.

    Warns
    -----
    StrengthWarning
        If a strength cannot be reached.
    UserWarning
        If a total of a hierarchy is not the sum of the series below it.

    See Also
    --------
    sklearn_lgta.plotting.RobustnessCurveDisplay : The plot.
    augmentation_gain : Whether training on such series helps.

    Notes
    -----
    A lower score is not always the fault of the estimator. A change that moves a series into another class, or new
    noise in the values to forecast, lowers the score of any model: compare estimators with each other, and with a
    naive one, at equal strength.

    **Forecasters of sktime** are fitted again: a clone to X, and one to each copy of X. The fitted one has seen X, and
    `update` adds data to what it has seen: depending on the forecaster, it ignores a copy of the same times or mixes it
    with X. A fit is also how most forecasters read a history at all. So a curve takes as many fits as scores. Totals
    of a hierarchy ("__total") change by as much as the series below them, and count as series in the score. Forecasters
    that need exogenous data cannot be tested.

    References
    ----------
    .. [1] L. Roque et al., "L-GTA: Latent Generative Modeling for Time Series Augmentation", arXiv:2507.23615, 2025
       (which leaves robustness to controlled changes as an open question).
    .. [2] L. Roque et al., "RHiOTS: A Framework for Evaluating Hierarchical Time Series Forecasting Algorithms",
       arXiv:2408.03399, 2024 (forecasters under transformations of the data).

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.neighbors import KNeighborsClassifier
    >>> from sklearn_lgta import LGTAAugmenter, PCACodec
    >>> from sklearn_lgta.inspection import robustness_curve
    >>> rng = np.random.default_rng(0)
    >>> y = np.tile([0, 1], 30)
    >>> X = np.sin(np.arange(24) / np.where(y, 3, 2)[:, None]) + 0.3 * rng.normal(size=(60, 24))
    >>> classifier = KNeighborsClassifier().fit(X[:30], y[:30])
    >>> augmenter = LGTAAugmenter("jitter", model=PCACodec(), random_state=0)
    >>> curve = robustness_curve(classifier, X[30:], y[30:], augmenter, strengths=[0.3, 1], n_copies=2)
    >>> curve.scores.shape
    (1, 3, 2)

    A forecaster of sktime, with the last year as the true future:

    >>> from sktime.datasets import load_airline
    >>> from sktime.forecasting.naive import NaiveForecaster
    >>> y = load_airline()
    >>> forecaster = NaiveForecaster(sp=12).fit(y[:-12])
    >>> augmenter = LGTAAugmenter("scaling", model=PCACodec(), random_state=0)
    >>> curve = robustness_curve(forecaster, y[:-12], y[-12:], augmenter, strengths=[0.1, 0.3], n_copies=2)
    >>> print(bool(curve.mean[0, 0] > curve.mean[0, 1] > curve.mean[0, 2]))  # the error grows with the strength
    True
    """
    if isinstance(transformations, str) or hasattr(transformations, "draw"):
        transformations = [transformations]
    tried = np.ravel(strengths).astype(float)
    if not len(tried) or (tried <= 0).any():
        raise ValueError(
            f"strengths={tried.tolist()} must hold one or more strengths above 0: the score without augmentation is "
            "always there. Leave 0 out."
        )
    is_fitted = isinstance(augmenter, FrozenEstimator)
    if is_fitted and transformations is not None:
        raise ValueError(
            "transformations are set before an augmenter is fitted, and the one in the FrozenEstimator is fitted. Pass "
            "an unfitted augmenter, or leave transformations out."
        )
    if is_forecaster_of_sktime(estimator):
        _refuse_for_forecasters(target, conditions)
        from ..sktime._forecast_test_set import ForecastTestSet

        test_set: Any = ForecastTestSet(X, y)
        X, y, scorer, has_classes = test_set.history, test_set.future, test_set.scorer(scoring), False
    else:
        X, y = read_series(X, y)
        if target == "continuation":
            refuse_continuation(AugmentedEstimator(estimator), augmenter, X)
            refuse_other_units(np.asarray(X, dtype=float), np.asarray(y, dtype=float))
        scorer = check_scoring(estimator, scoring=scoring)
        has_classes = target == "label" and is_classifier(AugmentedEstimator(estimator))  # recognises sktime's, too
        test_set = AugmentedTestSet(X, y, target, conditions)
    augmenter = resolve_augmenter(augmenter, has_classes)
    unchanged = scorer(estimator, X, y)
    scores, names = [], []
    with TemporaryDirectory() as folder:  # pickles are loaded from it, so no other process may write there
        if not is_fitted and augmenter.get_params(deep=False).get("memory", "") is None:
            augmenter.set_params(memory=folder)
        for transformation in [None] if transformations is None else transformations:
            fitted = augmenter.estimator if is_fitted else test_set.fit(augmenter, transformation)
            names.append(str(fitted.transformation))
            reached = _reached(fitted, names[-1], tried)
            changed = np.full((len(tried), n_copies), np.nan)
            for row in np.flatnonzero(reached):
                copies = test_set.copies(at_strength(fitted, tried[row]), n_copies)
                changed[row] = [scorer(estimator, *copy) for copy in copies]
            scores.append([[unchanged] * n_copies, *changed])
    return RobustnessCurve(tuple(names), np.append(0.0, tried), np.array(scores))


def _refuse_for_forecasters(target: str, conditions: Any) -> None:
    """Refuse what has no meaning where histories are copied and the future is true."""
    if target != "label":
        raise ValueError(
            f"target={target!r} is for lag windows, and a forecaster of sktime takes whole series. Leave target out: "
            "y is the true future of X."
        )
    if conditions is not None:
        raise ValueError(
            "conditions are not taken with a forecaster of sktime: the calendar comes from the index. Leave conditions "
            "out."
        )


def _reached(augmenter: Any, name: str, strengths: NDArray) -> NDArray[np.bool_]:
    """Whether an augmenter reaches each strength: (n_strengths,); warns of the others."""
    low = augmenter.strength_curve_.floor if augmenter.calibration is not None else 0.0
    high = augmenter.max_strength_
    reached = (strengths >= low) & (strengths <= high)
    if not reached.all():
        warnings.warn(
            f"strengths {strengths[~reached].tolist()} cannot be reached with {name}, which changes these series by "
            f"{low:.3g} to {high:.3g}; their scores are NaN. Use strengths in this range.",
            StrengthWarning,
            stacklevel=4,
        )
    return reached

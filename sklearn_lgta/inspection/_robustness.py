"""How a fitted estimator bears series that are changed by a known amount."""

import warnings
from numbers import Integral
from tempfile import TemporaryDirectory

import numpy as np
from sklearn.base import clone, is_classifier
from sklearn.frozen import FrozenEstimator
from sklearn.metrics import check_scoring
from sklearn.utils._param_validation import HasMethods, Interval, StrOptions, validate_params
from sklearn.utils.validation import _num_samples

from .._conditions.labels import check_one_each
from .._containers.long_frame import array_of_panel
from .._estimator import AugmentedEstimator
from .._resolve_augmenter import resolve_augmenter
from ..exceptions import StrengthWarning
from ._at_strength import at_strength
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
    estimator,
    X,
    y,
    augmenter=None,
    *,
    transformations=None,
    strengths=(0.1, 0.3, 0.6),
    target="label",
    scoring=None,
    n_copies=5,
    conditions=None,
):
    """Score a fitted estimator on augmented versions of test series, by transformation and strength.

    It is a stress test in the manner of :func:`~sklearn.model_selection.validation_curve`: what varies is not the
    estimator, but what it is scored on.

    Parameters
    ----------
    estimator : estimator
        Fitted classifier, regressor or forecaster, of which nothing is changed.
    X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Test series; or a panel of sktime, which is made an array. Lag windows where `target` is "continuation", of
        shape (n_series, n_lags).
    y : array-like of shape (n_series,) or (n_series, n_outputs)
        Targets. The values that follow X where `target` is "continuation".
    augmenter : LGTAAugmenter, FrozenEstimator or None, default=None
        What changes the series. None is ``LGTAAugmenter(random_state=0)``. It is fitted on the test series, within
        their class where `estimator` is a classifier. A fitted one in a :class:`~sklearn.frozen.FrozenEstimator` is
        used as it is.
    transformations : list of str or Transformation, or None, default=None
        Transformations to try. None is that of the augmenter. The network is trained once for all that set aside
        the same structure.
    strengths : list of float, default=(0.1, 0.3, 0.6)
        Root-mean-square changes of the series, above 0, in units of each series' own standard deviation. They
        mean the same for every transformation.
    target : {"label", "continuation"}, default="label"
        As for :class:`~sklearn_lgta.AugmentedEstimator`. "continuation": X and y are changed together as one
        series, and the forecast is held against the changed values.
    scoring : str, callable or None, default=None
        As in scikit-learn: larger is better. None is the `score` of the estimator.
    n_copies : int, default=5
        Versions of every series at each strength, each scored on its own.
    conditions : array-like, DataFrame, dict or None, default=None
        Values of the conditions that the augmenter names.

    Returns
    -------
    curve : RobustnessCurve
        Scores by transformation, strength (0 first: the plain score) and copy. NaN where a strength cannot be
        reached.

    Raises
    ------
    ValueError
        If a strength is not above 0, y has not an entry for every series, or `transformations` are given for a
        fitted augmenter, which has one.

    Warns
    -----
    StrengthWarning
        If a strength cannot be reached.

    See Also
    --------
    sklearn_lgta.plotting.RobustnessCurveDisplay : The picture.
    augmentation_gain : Whether to learn from such series helps.

    Notes
    -----
    A lower score need not be the fault of the estimator. A change that carries a series into another class, or new
    noise in what is to be forecast, lowers the score of any model: compare estimators with each other, and with a
    naive one, at equal strength.

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
    """
    X = array_of_panel(X)
    check_one_each(y, _num_samples(X))
    strengths = np.ravel(strengths).astype(float)
    if not len(strengths) or (strengths <= 0).any():
        raise ValueError(
            f"strengths={strengths.tolist()} must hold one strength or more, all above 0: the plain score is "
            "there in any case."
        )
    fixed = isinstance(augmenter, FrozenEstimator)
    if fixed and transformations is not None:
        raise ValueError(
            "transformations are set before an augmenter is fitted, and the one in the FrozenEstimator is. Pass it as "
            "it was before fit, or leave transformations out."
        )
    scorer = check_scoring(estimator, scoring=scoring)
    has_classes = target == "label" and is_classifier(AugmentedEstimator(estimator))  # it knows those of sktime too
    augmenter = resolve_augmenter(augmenter, has_classes)
    panel = _Panel(X, y, target, conditions)
    plain = scorer(estimator, X, y)
    scores, names = [], []
    with TemporaryDirectory() as folder:  # pickles are loaded from it: a folder that only this process knows
        if not fixed and augmenter.get_params(deep=False).get("memory", "") is None:
            augmenter.set_params(memory=folder)
        for transformation in [None] if transformations is None else transformations:
            one = augmenter.estimator if fixed else panel.fit(augmenter, transformation)
            names.append(str(one.transformation))
            reached = _reached(one, names[-1], strengths)
            changed = np.full((len(strengths), n_copies), np.nan)
            for place in np.flatnonzero(reached):
                copies = panel.copies(one, strengths[place], n_copies)
                changed[place] = [scorer(estimator, *copy) for copy in copies]
            scores.append([[plain] * n_copies, *changed])
    return RobustnessCurve(tuple(names), np.append(0.0, strengths), np.array(scores))


def _reached(augmenter, name, strengths):
    """Which strengths an augmenter can reach: (n_strengths,); warns of the others."""
    low = augmenter.strength_curve_.floor if augmenter.calibration is not None else 0.0
    high = augmenter.max_strength_
    reached = (strengths >= low) & (strengths <= high)
    if not reached.all():
        warnings.warn(
            f"strengths {strengths[~reached].tolist()} cannot be reached with {name}, which changes these series by "
            f"{low:.3g} to {high:.3g}; their scores are NaN.",
            StrengthWarning,
            stacklevel=4,
        )
    return reached


class _Panel:
    """Test series and their targets, and changed versions of both.

    Parameters
    ----------
    X, y : array-likes
    target : {"label", "continuation"}
    conditions : array-like, DataFrame, dict or None
    """

    def __init__(self, X, y, target, conditions):
        self.y, self.joined = y, target == "continuation"
        self.n_lags = np.shape(X)[1] if self.joined else None
        self.series = np.column_stack([X, y]) if self.joined else X
        self.labels = None if self.joined else y
        self.told = {} if conditions is None else {"conditions": conditions}

    def fit(self, augmenter, transformation):
        """A fitted augmenter, with another transformation where there is one."""
        changes = {} if transformation is None else {"transformation": transformation}
        return clone(augmenter).set_params(**changes).fit(self.series, self.labels, **self.told)

    def copies(self, augmenter, strength, n_copies):
        """Pairs of changed X and y, one a copy."""
        copies = at_strength(augmenter, strength).iter_copies(self.series, y=self.labels, **self.told)
        for _, series in zip(range(n_copies), copies, strict=False):
            if self.joined:
                yield series[:, : self.n_lags], series[:, self.n_lags :].reshape(np.shape(self.y))
            else:
                yield series, self.y

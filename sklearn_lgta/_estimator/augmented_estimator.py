"""AugmentedEstimator: fits on originals and copies, and predicts on series without augmentation."""

from copy import deepcopy
from numbers import Integral
from typing import Any, ClassVar, Literal, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import issparse
from sklearn.base import BaseEstimator, MetaEstimatorMixin, clone, is_classifier
from sklearn.utils import ClassifierTags, RegressorTags, Tags, _safe_indexing, get_tags
from sklearn.utils._param_validation import HasMethods, Interval, StrOptions
from sklearn.utils.validation import _check_method_params, _num_samples, validate_data

from .._callbacks import CallbackSupportMixin, fit_within, with_callbacks
from .._conditions.targets import CLASSES, check_one_each, refuse_missing, target_kind
from .._containers.checks import refuse_mixed_names, refuse_other_containers
from .._containers.estimator_input import series_input, stack_rows
from .._containers.plain_reading import read_plainly
from .._resolve_augmenter import Augmenter, makes_copies, resolve_augmenter
from .continuation import (
    copied_windows,
    read_continuation,
    refuse_continuation,
    refuse_other_units,
    refuse_quantiles,
    refuse_simulated,
    warn_of_a_jump,
)
from .delegation import DelegationMixin
from .filling import filled, refuse_filling
from .reading import advice_on_gaps, read_series
from .tables import refuse_other_than_tables


class AugmentedEstimator(CallbackSupportMixin, MetaEstimatorMixin, DelegationMixin, BaseEstimator):
    """Fit an estimator on series and augmented copies of them; predict on series without augmentation.

    Only `fit` uses copies. In a cross-validation or a search around this estimator, the augmenter is fitted on the
    training folds only, and no copy gets into a test fold.

    Parameters
    ----------
    estimator : estimator
        Classifier, regressor or any other with `fit` and `predict`, of scikit-learn or sktime.
    augmenter : LGTAAugmenter, FrozenEstimator or None, default=None
        None is ``LGTAAugmenter(random_state=0)``. If `estimator` is a classifier, ``use_y=None`` of the augmenter
        becomes "donors": copies are made within their class. For a classifier with few series try
        ``LGTAAugmenter("classification", space="data")`` and ten copies, which pays most where the classifier depends
        on the place of a shape in time, as trees on values do. A fitted augmenter in a
        :class:`~sklearn.frozen.FrozenEstimator` is used as it is, and not fitted again.
    n_copies : int, default=3
        Augmented copies of every series. With 0, or with strength 0, `estimator` is fitted on the unchanged X and
        y; the augmenter is fitted all the same.
    target : {"label", "continuation"}, default="label"
        Meaning of y. "label": y is a property of the series that a copy keeps, a class or a number (or several).
        "continuation": X holds lag windows and y the next values, in the same units. Each window and its continuation
        are joined to one series, copied and split again: if only the windows changed, the estimator would learn
        jumps that no series has. Columns are in the order of time, the newest last. Lags have no dates: give the
        augmenter its `seasonal_period`. Then the y of a copy is clean, trend and season only, as in
        `LGTAAugmenter.training_windows`; use that method if you have whole series, as it estimates trend and season
        better.
    n_simulated : int, default=0
        Simulated windows beside the copies, with ``target="continuation"``: as for `LGTAAugmenter.training_windows`.
        None if there are no copies.

    Attributes
    ----------
    estimator_ : estimator
        The fitted estimator.
    augmenter_ : LGTAAugmenter or FrozenEstimator
        The fitted augmenter.
    classes_ : ndarray of shape (n_classes,)
        Class labels, if `estimator` has them.
    n_features_in_ : int
        Time points of a 2-D X, channels of a 3-D X or of a list of unequal series.
    feature_names_in_ : ndarray of shape (`n_features_in_`,)
        Column names of X, if all are strings.

    See Also
    --------
    LGTAResampler : The same as a step of imbalanced-learn's pipelines.

    Notes
    -----
    An `estimator` that splits the data again (`RidgeCV`, early stopping of gradient boosting or of a network,
    calibration) sees copies of its validation rows, and so trusts them too much. Search its parameters from outside,
    with :class:`~sklearn.model_selection.GridSearchCV` around this estimator.

    `sample_weight` and other arrays with one entry per series are repeated for the copies. A weight of 0 does not
    remove a series from the training of the augmenter.

    `predict`, `predict_proba`, `predict_log_proba`, `decision_function` and `score` exist if `estimator` has them.
    They pass their input on unchanged, except that with ``missing="fill"`` in the augmenter the gaps of series are
    filled, as they are in `fit`, there also without copies.

    A panel of sktime, a DataFrame with the index levels (instance, time) and one column per channel, becomes an array
    of shape (n_series, n_channels, n_timepoints) in every method, and `estimator` gets this array; a list of arrays
    (n_channels, n_timepoints) if series have unequal lengths. Arrays, frames with a series a row, and lists go to
    `estimator` as they are, all other containers as arrays. y has one entry per instance, in the order in which they
    first appear. If the columns are numbers or dates, they are time points; then rows are series, however many levels
    their index has. Scikit-learn splits rows, not instances: in a cross-validation, pass the array.

    An estimator of tables takes neither channels nor unequal lengths. Flatten the channels in front of it,
    ``make_pipeline(FunctionTransformer(operator.methodcaller("reshape", -1, n_channels * n_timepoints)), estimator)``.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.linear_model import RidgeClassifier
    >>> from sklearn_lgta import AugmentedEstimator, LGTAAugmenter
    >>> rng = np.random.default_rng(0)
    >>> y = np.repeat(["calm", "wild"], 20)
    >>> X = rng.normal(size=(40, 24)).cumsum(axis=1) * np.where(y == "wild", 3, 1)[:, None]
    >>> augmenter = LGTAAugmenter("mix", strength=0.3, random_state=0)
    >>> model = AugmentedEstimator(RidgeClassifier(), augmenter, n_copies=2).fit(X, y)
    >>> model.predict(X).shape
    (40,)
    """

    augmenter_: Augmenter
    n_features_in_: int
    feature_names_in_: NDArray[np.object_]

    _parameter_constraints: ClassVar[dict] = {
        "estimator": [HasMethods(["fit", "predict"])],
        "augmenter": [None, HasMethods(["fit", "augment"])],
        "n_copies": [Interval(Integral, 0, None, closed="left")],
        "target": [StrOptions({"label", "continuation"})],
        "n_simulated": [Interval(Integral, 0, None, closed="left")],
    }

    def __init__(
        self,
        estimator: Any,
        augmenter: Augmenter | None = None,
        n_copies: int = 3,
        target: Literal["label", "continuation"] = "label",
        n_simulated: int = 0,
    ) -> None:
        self.estimator = estimator
        self.augmenter = augmenter
        self.n_copies = n_copies
        self.target = target
        self.n_simulated = n_simulated

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.three_d_array = True
        try:
            inner = get_tags(self.estimator)
        except AttributeError:  # an estimator of sktime
            tags.estimator_type = getattr(self.estimator, "_estimator_type", None)
            tags.target_tags.required = tags.estimator_type is not None
            tags.classifier_tags = ClassifierTags() if tags.estimator_type == "classifier" else None
            tags.regressor_tags = RegressorTags() if tags.estimator_type == "regressor" else None
            return tags
        for name in ("estimator_type", "target_tags", "classifier_tags", "regressor_tags"):
            setattr(tags, name, deepcopy(getattr(inner, name)))
        return tags

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "estimator_")  # fit sets it last

    @with_callbacks
    def fit(self, X: ArrayLike, y: ArrayLike | None = None, *, conditions: Any = None, **fit_params: Any) -> Self:
        """Fit the augmenter on X, and the estimator on X and its copies.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Rows are series; lag windows of shape (n_series, n_lags) if `target` is "continuation". Or any other
            container that :meth:`LGTAAugmenter.fit` takes.
        y : array-like of shape (n_series,) or (n_series, n_outputs), default=None
            Targets; the values that follow X if `target` is "continuation".
        conditions : array-like, DataFrame, dict or None, default=None
            Values of the conditions that the augmenter names, as for `LGTAAugmenter.fit`. Only the augmenter gets
            them, and `predict` needs none. In a cross-validation pass an array or a DataFrame with one row per
            series, which is split with X; a dict is not. If `target` is "continuation", conditions that change
            along time cover the lags and the values that follow.
        **fit_params : dict
            Passed to the `fit` of the estimator. Arrays with one entry per series are repeated for the copies. With
            metadata routing, what the estimator requests.

        Returns
        -------
        self : AugmentedEstimator
            The fitted estimator.

        Raises
        ------
        ValueError
            If X cannot be augmented, if y does not have one entry per series, does not fit `target` or continues X in
            other units, if a class has a single series, or if X has gaps, channels or unequal lengths and the estimator
            accepts none; or if gaps would be filled by conditions or classes, which `predict` does not know.

        Warns
        -----
        UserWarning
            If `target` is "continuation" and y lies far from the last column of X.
        """
        self._validate_params()
        self.__dict__.pop("estimator_", None)  # a fit that fails leaves this estimator unfitted
        refuse_other_containers(X)
        passed = X
        try:
            validate_data(self, X, y, skip_check_array=True)
            if isinstance(X, (list, tuple)):
                read_plainly(X, estimator=self)  # counts channels, not the time points of the first series
        except TypeError as error:
            refuse_mixed_names(X, error)
        X, y = (series_input(X), None) if y is None else read_series(X, y)
        if y is not None and not issparse(y):
            refuse_missing(y)
        if self.target == "label":
            refuse_simulated(self.n_simulated)
            refuse_other_than_tables(self.estimator, X, y, passed)
        fit_params = self._routed("fit", fit_params)
        weights = fit_params.get("sample_weight")
        if weights is not None and np.ndim(weights):
            check_one_each(weights, _num_samples(X), "sample_weight")
        context = self._init_callback_context(max_subtasks=2)
        context.call_on_fit_task_begin(estimator=self, X=X, y=y)
        with_copies = self._with_copied_windows if self.target == "continuation" else self._with_copies
        given = {} if conditions is None else {"conditions": conditions}
        augmenter, X_all, y_all, originals = with_copies(context, X, y, given)
        if len(originals) > _num_samples(X):
            fit_params = _check_method_params(X, fit_params, indices=originals)
        self.augmenter_ = augmenter
        with advice_on_gaps():
            self.estimator_ = fit_within(context, "fit estimator", clone(self.estimator), X_all, y_all, **fit_params)
        context.call_on_fit_task_end(estimator=self, X=X, y=y)
        return self

    def _with_copies(self, context: Any, X: Any, y: Any, given: dict[str, Any]) -> tuple[Any, Any, Any, NDArray]:
        """Fitted augmenter; originals and copies; and for each the target of its original, and its position in X."""
        has_classes = is_classifier(self) and target_kind(y) in CLASSES
        augmenter = resolve_augmenter(self.augmenter, has_classes)
        refuse_filling(augmenter, X, given)
        augmenter = fit_within(context, "fit augmenter", augmenter, X, y, **given)
        without_gaps = filled(augmenter, X)
        if not makes_copies(augmenter, self.n_copies):
            return augmenter, without_gaps, y, np.arange(_num_samples(X))
        copies = augmenter.augment(X, self.n_copies, y=y, **given)
        X_all = stack_rows(without_gaps, copies)
        originals = np.arange(_num_samples(X_all)) % _num_samples(X)
        return augmenter, X_all, None if y is None else _safe_indexing(y, originals), originals

    def _with_copied_windows(
        self, context: Any, X: Any, y: Any, given: dict[str, Any]
    ) -> tuple[Any, Any, Any, NDArray]:
        """Fitted augmenter; lag windows, copies and simulated ones; what follows each; and whose copy it is."""
        refuse_continuation(self, self.augmenter, X)
        windows, following = read_continuation(X, y)
        refuse_other_units(windows, following)
        warn_of_a_jump(windows, following, stacklevel=4)
        augmenter = resolve_augmenter(self.augmenter, has_classes=False)
        series = np.column_stack([windows, following])
        augmenter = fit_within(context, "fit augmenter", augmenter, series, None, **given)
        originals = np.arange(len(series))
        if not makes_copies(augmenter, self.n_copies):
            return augmenter, X, y, originals
        refuse_quantiles(self.estimator, augmenter, self.n_simulated)
        how_many = self.n_copies, self.n_simulated
        new_windows, new_following, rows = copied_windows(augmenter, windows, following, *how_many, given)
        y_all = np.concatenate([following, new_following])
        return augmenter, stack_rows(X, new_windows), y_all, np.concatenate([originals, rows])

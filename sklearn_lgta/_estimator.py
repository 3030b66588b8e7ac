"""AugmentedEstimator: learns from originals and copies, and leaves alone what is predicted on."""

import warnings
from contextlib import contextmanager
from copy import deepcopy
from numbers import Integral
from typing import ClassVar

import numpy as np
from scipy.sparse import issparse
from sklearn import get_config
from sklearn.base import BaseEstimator, MetaEstimatorMixin, clone, is_classifier
from sklearn.frozen import FrozenEstimator
from sklearn.utils import ClassifierTags, RegressorTags, _safe_indexing, check_array, get_tags, indexable
from sklearn.utils._param_validation import HasMethods, Interval, StrOptions
from sklearn.utils.metadata_routing import MetadataRouter, MethodMapping, process_routing
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import _check_method_params, _num_samples, check_is_fitted, validate_data

from ._callbacks import CallbackSupportMixin, fit_within, with_callbacks
from ._conditions.labels import CLASSES, check_one_each, refuse_missing, target_kind
from ._containers.long_frame import array_of_panel, is_multiindex_panel, refuse_other_containers
from ._containers.panel import stack_rows
from ._resolve_augmenter import makes_copies, resolve_augmenter

_GAP = 3.0  # times the mean step within the windows
_METHODS = ("fit", "predict", "predict_proba", "predict_log_proba", "decision_function", "score")


@contextmanager
def _gaps_can_be_filled():
    """Say what to do where missing values are refused."""
    try:
        yield
    except ValueError as error:
        if "contains NaN" in str(error):
            error.add_note(
                "Copies keep the gaps of their series. Fill them before, X = LGTAAugmenter().fit(X).fill(X), or put an "
                "imputer in front of your estimator."
            )
        raise


def _inner_has(method):
    """The condition that the estimator inside has a method."""

    def check(self):
        getattr(getattr(self, "estimator_", self.estimator), method)  # its AttributeError says what is missing
        return True

    return check


class AugmentedEstimator(CallbackSupportMixin, MetaEstimatorMixin, BaseEstimator):
    """Fit an estimator on series and augmented copies of them; predict on series as they are.

    Only `fit` sees copies. In a cross-validation or a search around it, the augmenter learns from the
    training folds alone, and no copy gets into a test fold.

    Parameters
    ----------
    estimator : estimator
        Classifier, regressor or any other with `fit` and `predict`, of scikit-learn or sktime.
    augmenter : LGTAAugmenter, FrozenEstimator or None, default=None
        None is ``LGTAAugmenter(random_state=0)``. Where `estimator` is a classifier, an augmenter with
        ``use_y=None`` takes "donors": copies are made within their class. A fitted augmenter in a
        :class:`~sklearn.frozen.FrozenEstimator` is used as it is, and not fitted again.
    n_copies : int, default=3
        Augmented copies of every series. With 0, or with strength 0, `estimator` is fitted on X and y
        as they are; the augmenter is fitted all the same.
    target : {"label", "continuation"}, default="label"
        What y is. "label": something about the series that a copy keeps, a class or a number (or
        several). "continuation": the next values of the series, where X holds lag windows; then both
        are joined to one series, and the copies are split again, as a changed window with an unchanged
        continuation would teach breaks that no series has. Columns are in the order of time, the newest
        last, and y is in their units. Lags have no dates: give the augmenter its `seasonal_period`. Then
        the y of a copy is clean, trend and season alone, as in `LGTAAugmenter.training_windows`; that
        knows the whole series and is better still, where you have them.

    Attributes
    ----------
    estimator_ : estimator
        The fitted estimator.
    augmenter_ : LGTAAugmenter or FrozenEstimator
        The fitted augmenter.
    classes_ : ndarray of shape (n_classes,)
        Class labels, where `estimator` has them.
    n_features_in_ : int
        Time points of a 2-D X, channels of a 3-D X.
    feature_names_in_ : ndarray of shape (`n_features_in_`,)
        Column names of X, where all are strings.

    See Also
    --------
    LGTAResampler : The same as a step of imbalanced-learn's pipelines.

    Notes
    -----
    An `estimator` that splits the data again (`RidgeCV`, early stopping of gradient boosting or of a
    network, calibration) sees copies of its own validation rows, and so trusts them too much. Search
    its parameters from outside, with :class:`~sklearn.model_selection.GridSearchCV` around this.

    `sample_weight` and other arrays with an entry a series are repeated for the copies. A weight of 0
    does not remove a series from the training of the augmenter.

    `predict`, `predict_proba`, `predict_log_proba`, `decision_function` and `score` are there where
    `estimator` has them. They hand over what they get.

    A panel of sktime, a DataFrame with the index levels (instance, time) and a channel a column, becomes
    an array of shape (n_series, n_channels, n_timepoints) at every method, so that is what `estimator`
    gets. y has an entry for every instance, in the order in which they first appear. Columns that are
    numbers or dates are time points; then rows are series, however many levels their index has.
    Scikit-learn splits rows, not instances: in a cross-validation, pass the array.

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

    _parameter_constraints: ClassVar[dict] = {
        "estimator": [HasMethods(["fit", "predict"])],
        "augmenter": [None, HasMethods(["fit", "augment"])],
        "n_copies": [Interval(Integral, 0, None, closed="left")],
        "target": [StrOptions({"label", "continuation"})],
    }

    def __init__(self, estimator, augmenter=None, n_copies=3, target="label"):
        self.estimator = estimator
        self.augmenter = augmenter
        self.n_copies = n_copies
        self.target = target

    def __sklearn_tags__(self):
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

    def __sklearn_is_fitted__(self):
        return hasattr(self, "estimator_")  # the last thing that fit sets

    @property
    def classes_(self):
        """Class labels of the fitted estimator.

        Returns
        -------
        classes : ndarray of shape (n_classes,)
        """
        return self.estimator_.classes_

    # ------------------------------------------------------------------------------------ fit
    @with_callbacks
    def fit(self, X, y=None, *, conditions=None, **fit_params):
        """Fit the augmenter on X, and the estimator on X and its copies.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Rows are series. Lag windows where `target` is "continuation", of shape (n_series, n_lags).
            Or a DataFrame with the index levels (instance, time), a panel of sktime.
        y : array-like of shape (n_series,) or (n_series, n_outputs), default=None
            Targets. The values that follow X where `target` is "continuation".
        conditions : array-like, DataFrame, dict or None, default=None
            Values of the conditions that the augmenter names, as for `LGTAAugmenter.fit`. They are told to
            the augmenter alone, and nothing is needed at `predict`. In a cross-validation pass an array or
            a DataFrame with a row a series, which is split with X; a dict is not. Where `target` is
            "continuation", what changes along time holds the lags and the values that follow.
        **fit_params : dict
            Handed to the `fit` of the estimator. Arrays with an entry a series are repeated for the
            copies. With metadata routing, what the estimator requests.

        Returns
        -------
        self : AugmentedEstimator
            The fitted estimator.

        Raises
        ------
        ValueError
            If X cannot be augmented, y has not an entry for every series or does not fit `target`, a class has a
            single series, or X has gaps and the estimator takes none.

        Warns
        -----
        UserWarning
            If `target` is "continuation" and y lies far from the last column of X.
        """
        self._validate_params()
        vars(self).pop("estimator_", None)  # not fitted until everything went well
        refuse_other_containers(X)
        validate_data(self, X, y, skip_check_array=True)
        X = array_of_panel(X)
        if y is not None:
            (y,) = indexable(y)
            check_one_each(y, _num_samples(X))
            if not issparse(y):
                refuse_missing(y)
        fit_params = self._routed("fit", fit_params)
        weights = fit_params.get("sample_weight")
        if weights is not None and np.ndim(weights):
            check_one_each(weights, _num_samples(X), "sample_weight")
        context = self._init_callback_context(max_subtasks=2)
        context.call_on_fit_task_begin(estimator=self, X=X, y=y)
        augment = self._continued if self.target == "continuation" else self._labelled
        told = {} if conditions is None else {"conditions": conditions}
        augmenter, X_all, y_all = augment(context, X, y, told)
        n_series, n_rows = _num_samples(X), _num_samples(X_all)
        if n_rows > n_series:
            fit_params = _check_method_params(X, fit_params, indices=np.arange(n_rows) % n_series)
        self.augmenter_ = augmenter
        with _gaps_can_be_filled():
            self.estimator_ = fit_within(context, "fit estimator", clone(self.estimator), X_all, y_all, **fit_params)
        context.call_on_fit_task_end(estimator=self, X=X, y=y)
        return self

    def _labelled(self, context, X, y, told):
        """Originals and copies, each with the target of its original."""
        has_classes = is_classifier(self) and target_kind(y) in CLASSES
        augmenter = fit_within(context, "fit augmenter", resolve_augmenter(self.augmenter, has_classes), X, y, **told)
        if not makes_copies(augmenter, self.n_copies):
            return augmenter, X, y
        copies = augmenter.augment(X, self.n_copies, y=y, **told)
        X_all = stack_rows(X, copies)
        y_all = None if y is None else _safe_indexing(y, np.arange(len(X_all)) % _num_samples(X))
        return augmenter, X_all, y_all

    def _continued(self, context, X, y, told):
        """Originals and copies, split again into what was and what follows."""
        if is_classifier(self):
            raise ValueError(
                f"target='continuation' needs a regressor, which predicts the next values; {self.estimator} is a "
                "classifier. Use target='label'."
            )
        if np.ndim(X) == 3:
            raise ValueError(
                f"target='continuation' takes lag windows of one channel, X of shape (n_series, n_lags); X has shape "
                f"{np.shape(X)}."
            )
        if getattr(self.augmenter, "use_y", None) is not None and not isinstance(self.augmenter, FrozenEstimator):
            raise ValueError(
                f"target='continuation' says that y continues the series and holds no classes, but the augmenter has "
                f"use_y={self.augmenter.use_y!r}. Set use_y=None."
            )
        if self.augmenter is not None and not hasattr(self.augmenter, "training_windows"):
            raise ValueError(
                f"target='continuation' needs an augmenter with training_windows, as LGTAAugmenter has; "
                f"{type(self.augmenter).__name__} has none. Use target='label' or an LGTAAugmenter."
            )
        with _gaps_can_be_filled():
            windows = check_array(X, dtype=[np.float64, np.float32])
        following = check_array(y, ensure_2d=False, dtype=np.float64, input_name="y")
        _warn_of_a_gap(windows, following)
        n_lags = windows.shape[1]
        series = np.column_stack([windows, following])
        augmenter = resolve_augmenter(self.augmenter, has_classes=False)
        augmenter = fit_within(context, "fit augmenter", augmenter, series, None, **told)
        if not makes_copies(augmenter, self.n_copies):
            return augmenter, X, y
        target = "same" if getattr(augmenter, "structure_", "none") == "none" else "clean"
        horizon = series.shape[1] - n_lags  # of a joined series there is one window
        lags, targets, _ = augmenter.training_windows(series, n_lags, horizon, self.n_copies, target=target, **told)
        lags, targets = lags[len(series) :].astype(windows.dtype), targets[len(series) :]
        return augmenter, stack_rows(X, lags), np.concatenate([following, targets.reshape(-1, *following.shape[1:])])

    # ---------------------------------------------------------------------------------- what is handed on
    def get_metadata_routing(self):
        """Route metadata to the estimator; `conditions` are for the augmenter.

        Returns
        -------
        routing : MetadataRouter
        """
        mapping = MethodMapping()
        for method in _METHODS:
            mapping.add(caller=method, callee=method)
        router = MetadataRouter(owner=type(self).__name__).add_self_request(self)
        return router.add(estimator=self.estimator, method_mapping=mapping)

    def _routed(self, method, parameters):
        if not get_config().get("enable_metadata_routing"):
            return parameters
        return process_routing(self, method, **parameters).estimator[method]

    def _ask(self, method, X, *arguments, **parameters):
        check_is_fitted(self)
        if is_multiindex_panel(X):
            validate_data(self, X, reset=False, skip_check_array=True)  # an array has no names to compare
            X = array_of_panel(X)
        return getattr(self.estimator_, method)(X, *arguments, **self._routed(method, parameters))

    @available_if(_inner_has("predict"))
    def predict(self, X, **predict_params):
        """Predict with the fitted estimator; X is not augmented.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Or a panel, as in `fit`.
        **predict_params : dict
            Handed to the estimator.

        Returns
        -------
        y_pred : ndarray of shape (n_series,) or (n_series, n_outputs)
        """
        return self._ask("predict", X, **predict_params)

    @available_if(_inner_has("predict_proba"))
    def predict_proba(self, X, **predict_params):
        """Class probabilities of the fitted estimator.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Or a panel, as in `fit`.
        **predict_params : dict
            Handed to the estimator.

        Returns
        -------
        probabilities : ndarray of shape (n_series, n_classes)
        """
        return self._ask("predict_proba", X, **predict_params)

    @available_if(_inner_has("predict_log_proba"))
    def predict_log_proba(self, X, **predict_params):
        """Logarithms of the class probabilities of the fitted estimator.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Or a panel, as in `fit`.
        **predict_params : dict
            Handed to the estimator.

        Returns
        -------
        log_probabilities : ndarray of shape (n_series, n_classes)
        """
        return self._ask("predict_log_proba", X, **predict_params)

    @available_if(_inner_has("decision_function"))
    def decision_function(self, X, **predict_params):
        """Decision function of the fitted estimator.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Or a panel, as in `fit`.
        **predict_params : dict
            Handed to the estimator.

        Returns
        -------
        decision : ndarray of shape (n_series,) or (n_series, n_classes)
        """
        return self._ask("decision_function", X, **predict_params)

    @available_if(_inner_has("score"))
    def score(self, X, y=None, **score_params):
        """Score of the fitted estimator, by its own measure.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Or a panel, as in `fit`.
        y : array-like of shape (n_series,) or (n_series, n_outputs), default=None
        **score_params : dict
            Handed to the estimator.

        Returns
        -------
        score : float
        """
        return self._ask("score", X, y, **score_params)


def _warn_of_a_gap(windows, following):
    """Warn where y does not seem to come next: columns in another order, or other units."""
    step = np.abs(np.diff(windows, axis=1)).mean()
    jump = np.abs(following.reshape(len(windows), -1)[:, 0] - windows[:, -1]).mean()
    if jump > _GAP * step:
        warnings.warn(
            f"y does not seem to continue X: from the last column of X to y it is {jump:.3g} on average, from column "
            f"to column within X {step:.3g}. The columns must be in the order of time, the newest last, and y in the "
            "units of X.",
            UserWarning,
            stacklevel=5,
        )

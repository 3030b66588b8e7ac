"""Methods that hand over to the fitted estimator inside another one."""

from collections.abc import Callable
from typing import Any

from numpy.typing import ArrayLike, NDArray
from sklearn import get_config
from sklearn.utils.metadata_routing import MetadataRouter, MethodMapping, process_routing
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted, validate_data

from .._containers.estimator_input import series_input
from .filling import filled
from .reading import IN_FRONT_OF_ALL, IN_FRONT_OF_ESTIMATOR, advice_on_gaps
from .tables import refuse_unequal_lengths

_METHODS = ("fit", "predict", "predict_proba", "predict_log_proba", "decision_function", "score")


def _inner_has(method: str) -> Callable[[Any], bool]:
    """Return the condition that the estimator inside has a method."""

    def check(self: Any) -> bool:
        getattr(getattr(self, "estimator_", self.estimator), method)  # its AttributeError says what is missing
        return True

    return check


class DelegationMixin:
    """Predictions and scores of the fitted estimator inside, on series without augmentation.

    Attributes
    ----------
    estimator_ : estimator
        The fitted estimator.
    augmenter_ : LGTAAugmenter or FrozenEstimator
        The fitted augmenter, which may fill gaps.
    target : {"label", "continuation"}
        Gaps of series are filled, those of lag windows are not.
    """

    augmenter_: Any
    estimator: Any
    estimator_: Any
    target: str

    @property
    def classes_(self) -> NDArray:
        """Class labels of the fitted estimator.

        Returns
        -------
        classes : ndarray of shape (n_classes,)
        """
        return self.estimator_.classes_

    def get_metadata_routing(self) -> MetadataRouter:
        """Route metadata to the estimator; `conditions` go to the augmenter.

        Returns
        -------
        routing : MetadataRouter
        """
        mapping = MethodMapping()
        for method in _METHODS:
            mapping.add(caller=method, callee=method)
        router = MetadataRouter(owner=type(self).__name__).add_self_request(self)
        return router.add(estimator=self.estimator, method_mapping=mapping)

    def _routed(self, method: str, parameters: dict[str, Any]) -> Any:
        """Return the parameters that a method of the estimator inside gets."""
        if not get_config().get("enable_metadata_routing"):
            return parameters
        return process_routing(self, method, **parameters).estimator[method]

    def _delegate(self, method: str, X: Any, *arguments: Any, **parameters: Any) -> Any:
        check_is_fitted(self)
        series = series_input(X)
        refuse_unequal_lengths(self.estimator_, series, X)
        if series is not X and hasattr(X, "columns"):
            validate_data(self, X, reset=False, skip_check_array=True)  # the array has no names to compare
        if self.target == "label":
            series = filled(self.augmenter_, series)
        with advice_on_gaps(IN_FRONT_OF_ESTIMATOR if self.target == "label" else IN_FRONT_OF_ALL):
            return getattr(self.estimator_, method)(series, *arguments, **self._routed(method, parameters))

    @available_if(_inner_has("predict"))
    def predict(self, X: ArrayLike, **predict_params: Any) -> NDArray:
        """Predict with the fitted estimator; X is not augmented.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Or a panel, as in `fit`.
        **predict_params : dict
            Passed to the estimator.

        Returns
        -------
        y_pred : ndarray of shape (n_series,) or (n_series, n_outputs)
        """
        return self._delegate("predict", X, **predict_params)

    @available_if(_inner_has("predict_proba"))
    def predict_proba(self, X: ArrayLike, **predict_params: Any) -> NDArray:
        """Class probabilities of the fitted estimator.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Or a panel, as in `fit`.
        **predict_params : dict
            Passed to the estimator.

        Returns
        -------
        probabilities : ndarray of shape (n_series, n_classes)
        """
        return self._delegate("predict_proba", X, **predict_params)

    @available_if(_inner_has("predict_log_proba"))
    def predict_log_proba(self, X: ArrayLike, **predict_params: Any) -> NDArray:
        """Logarithms of the class probabilities of the fitted estimator.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Or a panel, as in `fit`.
        **predict_params : dict
            Passed to the estimator.

        Returns
        -------
        log_probabilities : ndarray of shape (n_series, n_classes)
        """
        return self._delegate("predict_log_proba", X, **predict_params)

    @available_if(_inner_has("decision_function"))
    def decision_function(self, X: ArrayLike, **predict_params: Any) -> NDArray:
        """Decision function of the fitted estimator.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Or a panel, as in `fit`.
        **predict_params : dict
            Passed to the estimator.

        Returns
        -------
        decision : ndarray of shape (n_series,) or (n_series, n_classes)
        """
        return self._delegate("decision_function", X, **predict_params)

    @available_if(_inner_has("score"))
    def score(self, X: ArrayLike, y: ArrayLike | None = None, **score_params: Any) -> float:
        """Score of the fitted estimator, by its default measure.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Or a panel, as in `fit`.
        y : array-like of shape (n_series,) or (n_series, n_outputs), default=None
        **score_params : dict
            Passed to the estimator.

        Returns
        -------
        score : float
        """
        return self._delegate("score", X, y, **score_params)

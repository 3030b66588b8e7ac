"""A forecaster learns from series and copies, and forecasts the series."""

import warnings

from sktime.datatypes import update_data
from sktime.forecasting.base import BaseForecaster

from .._augmenter import check_whole
from .._resolve_augmenter import makes_copies
from ._adapted import (
    FORECASTER_TAGS,
    check_exogenous,
    fills_gaps,
    fit_augmenter,
    quick_augmenter,
    randomness_of,
    side_by_side,
    with_copies,
)
from ._frames import ACTUAL, Frame, originals, stack
from ._reduction import AugmentedReductionForecaster

# Tags by which the forecaster inside says what it can do; sktime has had other names for some.
_TAGS_OF_FORECASTER = [
    "requires-fh-in-fit",
    "enforce_index_type",
    "capability:exogenous",
    "capability:insample",
    "capability:missing_values",
    "capability:multivariate",
    "capability:unequal_length",
    "capability:pred_int",
    "capability:pred_int:insample",
    "capability:categorical_in_X",
    "ignores-exogeneous-X",
    "scitype:y",
]


class AugmentedForecaster(BaseForecaster):
    """A forecaster that learns from series and from copies of them, and forecasts the series alone.

    The augmenter is fitted to all series together and makes `n_copies` of each, the forecaster is
    fitted to the panel of series and copies. For forecasters that learn from all series of a panel
    together, such as ``make_reduction(..., pooling="global")``; one that is fitted to each series on
    its own learns nothing from copies.

    Parameters
    ----------
    forecaster : sktime forecaster
        What learns from series and copies.
    augmenter : LGTAAugmenter or FrozenEstimator, default=None
        What makes the copies; None is ``LGTAAugmenter(random_state=0)``. Where its ``seasonal_period``
        is None, that of the index takes its place, if it has one and two seasons fit into the series.
        A fitted augmenter in scikit-learn's `FrozenEstimator` is used as it is.
    n_copies : int, default=3
        Copies of every series. With 0, or an augmenter of strength 0, there are none, and forecasts are
        exactly those of the forecaster alone.
    exogenous : {"stay", "move"}, default="stay"
        What becomes of exogenous data. "stay": copies have those of the series, as fits what a copy is to be
        forecast from: prices, holidays. "move": they are further channels that the augmenter learns and changes
        together with the series, as fits what is measured beside it: a copy taken from other series brings their
        weather along.

    Attributes
    ----------
    augmenter_ : LGTAAugmenter, FrozenEstimator or None
        The fitted augmenter; None where no copies are asked for.
    forecaster_ : sktime forecaster
        The fitted forecaster. Where copies were made, its index has one more level, ``series_id``.

    Warns
    -----
    UserWarning
        If the forecaster is fitted to each series on its own.

    See Also
    --------
    AugmentedReductionForecaster : Reduction to a regressor, which can also learn clean targets.
    LGTABootstrap : The panel of copies alone, for `BaggingForecaster`.

    Notes
    -----
    Totals of a hierarchy ("__total") are, in a copy, the sums
    of what is below them; their forecasts are the forecaster's own. `update` with
    ``update_params=True`` fits the forecaster again, to all data seen so far and to new copies; the
    augmenter stays as it is.

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> from sktime.datasets import load_airline
    >>> from sktime.forecasting.compose import make_reduction
    >>> from sklearn_lgta import LGTAAugmenter, PCACodec
    >>> from sklearn_lgta.sktime import AugmentedForecaster
    >>> reduction = make_reduction(Ridge(), window_length=24, pooling="global")
    >>> augmenter = LGTAAugmenter(model=PCACodec(), random_state=0)
    >>> forecaster = AugmentedForecaster(reduction, augmenter, n_copies=5)
    >>> forecaster.fit(load_airline()).predict(fh=[1, 2, 3]).shape
    (3,)
    """

    _tags = FORECASTER_TAGS | {"capability:pred_int": True, "capability:pred_int:insample": True}  # if the one inside

    def __init__(self, forecaster, augmenter=None, n_copies=3, exogenous="stay"):
        self.forecaster = forecaster
        self.augmenter = augmenter
        self.n_copies = n_copies
        self.exogenous = exogenous
        super().__init__()
        self.set_tags(**{"property:randomness": randomness_of(augmenter)})
        known = forecaster.get_tags()
        self.clone_tags(forecaster, [tag for tag in _TAGS_OF_FORECASTER if tag in known])
        if fills_gaps(augmenter, n_copies):
            self.set_tags(**{"capability:missing_values": True})

    def _fit(self, y, X, fh):
        check_whole("n_copies", self.n_copies, least=0)
        check_exogenous(self.exogenous)
        self._has_copies = makes_copies(self.augmenter, self.n_copies)
        self.augmenter_ = fit_augmenter(self.augmenter, Frame(self._copied(y, X))) if self._has_copies else None
        if self._has_copies and "pd-multiindex" not in self.forecaster.get_tag("y_inner_mtype"):
            warnings.warn(
                f"{type(self.forecaster).__name__} is fitted to each series on its own, so copies do not change its "
                "forecasts. Use a forecaster that learns from all series together, such as "
                "make_reduction(..., pooling='global') or AugmentedReductionForecaster; or BaggingForecaster with "
                "LGTABootstrap, which averages the forecasts of copies.",
                UserWarning,
                stacklevel=3,
            )
        self._y_seen, self._X_seen = y, X
        return self._fit_forecaster(fh)

    def _fit_forecaster(self, fh):
        y, X = self._y_seen, self._X_seen
        if self._has_copies:
            together = with_copies(Frame(self._copied(y, X)), self.augmenter_, self.n_copies)
            moved = X is not None and self.exogenous == "move"
            X = together.iloc[:, y.shape[1] :].set_axis(X.columns, axis=1) if moved else self._repeated(X)
            y = together.iloc[:, : y.shape[1]].set_axis(y.columns, axis=1)
        self.forecaster_ = self.forecaster.clone().fit(y, X=X, fh=fh)
        return self

    def _copied(self, y, X):
        """What copies are made of: the series, and exogenous data that move with them."""
        return y if X is None or self.exogenous == "stay" else side_by_side(y, X)

    def _repeated(self, data):
        """Data of the series, once more for every copy."""
        if data is None or not self._has_copies:
            return data
        frame = Frame(data)
        names = [ACTUAL, *(f"synthetic_{number}" for number in range(self.n_copies))]
        return stack(dict.fromkeys(names, data), frame.of_row)

    def _of_series(self, forecast):
        """Forecasts of the series alone."""
        return originals(forecast, self._y_seen.index.names) if self._has_copies else forecast

    def _predict(self, fh, X):
        return self._of_series(self.forecaster_.predict(fh, X=self._repeated(X)))

    def _predict_interval(self, fh, X, coverage):
        return self._of_series(self.forecaster_.predict_interval(fh, X=self._repeated(X), coverage=coverage))

    def _predict_quantiles(self, fh, X, alpha):
        return self._of_series(self.forecaster_.predict_quantiles(fh, X=self._repeated(X), alpha=alpha))

    def _predict_var(self, fh, X=None, cov=False):
        return self._of_series(self.forecaster_.predict_var(fh, X=self._repeated(X), cov=cov))

    def _update(self, y, X=None, update_params=True):
        self._y_seen = update_data(self._y_seen, y)
        self._X_seen = update_data(self._X_seen, X) if X is not None else self._X_seen
        if update_params:
            return self._fit_forecaster(self._fh)
        self.forecaster_.update(self._repeated(y), X=self._repeated(X), update_params=False)
        return self

    @classmethod
    def get_test_params(cls, parameter_set="default"):
        """Parameters for the checks of sktime."""
        from sklearn.linear_model import Ridge

        of_all = AugmentedReductionForecaster(Ridge(), window_length=3, steps_ahead=6, n_copies=0)
        return [
            {"forecaster": of_all, "augmenter": quick_augmenter(), "n_copies": 2, "exogenous": "move"},
            {"forecaster": of_all, "augmenter": quick_augmenter(), "n_copies": 1},
        ]

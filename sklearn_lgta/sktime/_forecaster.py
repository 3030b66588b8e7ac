"""A forecaster that is fitted to series and copies, and forecasts the series."""

import warnings
from typing import Any, ClassVar, Self

import pandas as pd
from sktime.forecasting.base import BaseForecaster

from .._containers.checks import check_whole
from .._resolve_augmenter import Augmenter, fills_gaps, makes_copies
from ._augmentation import quick_augmenter, with_copies, with_filled_gaps
from ._copy_level import ACTUAL, copy_labels, originals, stack
from ._exogenous import Exogenous, check_exogenous
from ._reduction import AugmentedReductionForecaster
from ._seen_data import SeenDataMixin
from ._series_frame import SeriesFrame
from ._tags import FORECASTER_TAGS, randomness_tag

# Tags of the forecaster inside that hold for this one; older versions of sktime have other names for some.
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


class AugmentedForecaster(SeenDataMixin, BaseForecaster):
    """Fit a forecaster to series and copies of them; forecast only the series.

    The augmenter is fitted to all series together and makes `n_copies` of each. The forecaster is fitted to the panel
    of series and copies. It should be one that is fitted to all series of a panel together, such as
    ``make_reduction(..., pooling="global")``: copies do not help one that is fitted to each series separately.

    Parameters
    ----------
    forecaster : sktime forecaster
        It is fitted to series and copies.
    augmenter : LGTAAugmenter or FrozenEstimator, default=None
        None is ``LGTAAugmenter(random_state=0)``. If its ``seasonal_period`` is None, the index gives the period,
        unless the shortest series is shorter than two seasons. A fitted augmenter in scikit-learn's `FrozenEstimator`
        is used as it is.
    n_copies : int, default=3
        Copies of every series. With 0, or an augmenter of strength 0, forecasts equal those of the plain forecaster,
        fitted to filled gaps with ``missing="fill"`` in the augmenter.
    exogenous : {"stay", "move"}, default="stay"
        Exogenous data of copies. "stay": copies keep the exogenous data of their series, and what these do to it: a
        regression estimates the effects with trend and season. Use it for causes of the series, such as prices and
        holidays. "move": exogenous data are further channels, which the augmenter changes
        together with the series. Use it for measurements beside the series: a copy that takes its values from other
        series also takes their weather.

    Attributes
    ----------
    augmenter_ : LGTAAugmenter, FrozenEstimator or None
        The fitted augmenter; None without copies, unless it fills gaps.
    forecaster_ : sktime forecaster
        The fitted forecaster. With copies, its index has one more level, ``series_id``.
    exogenous_effects_ : object or None
        Effects of exogenous data that stay.

    Warns
    -----
    UserWarning
        If the forecaster is fitted to each series separately, or if a total of a hierarchy is not the sum of the series
        below it.

    See Also
    --------
    AugmentedReductionForecaster : Reduction to a regressor, with clean targets.
    LGTABootstrap : Only the panel of copies, for `BaggingForecaster`.

    Notes
    -----
    Totals of a hierarchy ("__total") in a copy are the sums of the series below them; the forecaster forecasts totals
    as it forecasts other series. `update` with ``update_params=True`` fits the forecaster again, to all data so far
    and to new copies; the augmenter stays unchanged.

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

    augmenter_: Augmenter | None
    forecaster_: BaseForecaster

    _tags: ClassVar[dict[str, Any]] = FORECASTER_TAGS | {
        "capability:pred_int": True,  # these two become those of the forecaster inside
        "capability:pred_int:insample": True,
    }

    def __init__(
        self,
        forecaster: BaseForecaster,
        augmenter: Augmenter | None = None,
        n_copies: int = 3,
        exogenous: Exogenous = "stay",
    ) -> None:
        self.forecaster = forecaster
        self.augmenter = augmenter
        self.n_copies = n_copies
        self.exogenous = exogenous
        super().__init__()
        self.set_tags(**randomness_tag(augmenter))
        tags = forecaster.get_tags()
        self.clone_tags(forecaster, [tag for tag in _TAGS_OF_FORECASTER if tag in tags])
        if fills_gaps(augmenter):
            self.set_tags(**{"capability:missing_values": True})

    def _fit(self, y: pd.DataFrame, X: pd.DataFrame | None, fh: Any) -> Self:
        check_whole("n_copies", self.n_copies, least=0)
        check_exogenous(self.exogenous)
        self._has_copies = makes_copies(self.augmenter, self.n_copies)
        self._remember(y, X)
        self._fit_effects()
        self._fit_augmenter(self._has_copies)
        if self._has_copies and "pd-multiindex" not in self.forecaster.get_tag("y_inner_mtype"):
            warnings.warn(
                f"{type(self.forecaster).__name__} is fitted to each series on its own, so copies do not change its "
                "forecasts. Use a forecaster that is fitted to all series together, such as "
                "make_reduction(..., pooling='global') or AugmentedReductionForecaster; or BaggingForecaster with "
                "LGTABootstrap, which averages the forecasts of copies.",
                UserWarning,
                stacklevel=4,  # the line that called fit
            )
        return self._fit_forecaster(fh)

    def _fit_forecaster(self, fh: Any) -> Self:
        y, X = self._y_seen, self._X_seen
        if self.augmenter_ is not None:
            effects = self._seen_effects()
            frame = self._augmented_frame() if effects is None else SeriesFrame(y)
            if self._has_copies:
                panel = with_copies(frame, self.augmenter_, self.n_copies, effects=effects)
            else:
                panel = with_filled_gaps(frame, self.augmenter_, effects)
            n_channels = y.shape[1]
            if X is not None and self.exogenous == "move":
                X = panel.iloc[:, n_channels:].set_axis(X.columns, axis=1)
            else:
                X = self._repeated(X)
            y = panel.iloc[:, :n_channels].set_axis(y.columns, axis=1)
        self.forecaster_ = self.forecaster.clone().fit(y, X=X, fh=fh)
        return self

    def _repeated(self, data: pd.DataFrame | None) -> pd.DataFrame | None:
        """Return data of the series, once for them and once for every copy."""
        if data is None or not self._has_copies:
            return data
        labels = [ACTUAL, *copy_labels(self.n_copies)]
        return stack(dict.fromkeys(labels, data), SeriesFrame(data).of_row)

    def _of_series(self, forecast: pd.DataFrame) -> pd.DataFrame:
        """Return the forecasts of the series, without those of copies."""
        return originals(forecast, self._y_seen.index.names) if self._has_copies else forecast

    def _predict(self, fh: Any, X: pd.DataFrame | None) -> pd.DataFrame:
        return self._of_series(self.forecaster_.predict(fh, X=self._repeated(X)))

    def _predict_interval(self, fh: Any, X: pd.DataFrame | None, coverage: Any) -> pd.DataFrame:
        return self._of_series(self.forecaster_.predict_interval(fh, X=self._repeated(X), coverage=coverage))

    def _predict_quantiles(self, fh: Any, X: pd.DataFrame | None, alpha: Any) -> pd.DataFrame:
        return self._of_series(self.forecaster_.predict_quantiles(fh, X=self._repeated(X), alpha=alpha))

    def _predict_var(self, fh: Any, X: pd.DataFrame | None = None, cov: bool = False) -> pd.DataFrame:
        return self._of_series(self.forecaster_.predict_var(fh, X=self._repeated(X), cov=cov))

    def _update(self, y: pd.DataFrame, X: pd.DataFrame | None = None, update_params: bool = True) -> Self:
        self._remember_more(y, X)
        if update_params:
            self._fit_effects()
            if self.augmenter_ is None:
                self._fit_augmenter(is_needed=False)  # the new data may have the first gaps
            return self._fit_forecaster(self._fh)
        self.forecaster_.update(self._repeated(self._filled(y)), X=self._repeated(X), update_params=False)
        return self

    def _filled(self, y: pd.DataFrame) -> pd.DataFrame:
        """Return newer data that were seen, with gaps filled where the augmenter fills them."""
        if not fills_gaps(self.augmenter) or not SeriesFrame(y).has_gaps:
            return y
        if self.augmenter_ is None:
            self._fit_augmenter(is_needed=False)
        self._find_effects()
        return self._without_gaps().loc[y.index]

    @classmethod
    def get_test_params(cls, parameter_set: str = "default") -> list[dict[str, Any]]:
        """Parameters for the checks of sktime."""
        from sklearn.linear_model import Ridge
        from sktime.forecasting.naive import NaiveForecaster

        pooled = AugmentedReductionForecaster(Ridge(), window_length=2, steps_ahead=5, n_copies=0)
        return [
            {"forecaster": pooled, "augmenter": quick_augmenter(), "n_copies": 2, "exogenous": "move"},
            {"forecaster": NaiveForecaster(), "augmenter": quick_augmenter(), "n_copies": 1},
        ]

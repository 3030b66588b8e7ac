"""A forecaster from a regressor, trained on windows of series and copies."""

from typing import Any, ClassVar, Literal, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.utils import get_tags
from sktime.forecasting.base import BaseForecaster

from .._containers.checks import check_whole
from .._preprocessing.window_positions import window_positions
from .._resolve_augmenter import Augmenter, fills_gaps, makes_copies, quantile_loss
from ._augmentation import calendar_for, filled, quick_augmenter
from ._exogenous import (
    Exogenous,
    check_exogenous,
    exogenous_values,
    in_order_of_fit,
    range_of,
    rows_at,
    same_columns,
    warn_of_extrapolation,
)
from ._intervals import forecast_quantiles
from ._regular_times import refuse_unknown_next
from ._seen_data import SeenDataMixin
from ._series_frame import SeriesFrame
from ._simulation import n_series_to_simulate, n_simulated_by_default, refuse_columns_of_zeros
from ._tags import FORECASTER_TAGS, PRETRAIN_TAG, randomness_tag
from ._wandering import warn_of_wandering_levels
from ._window_length import check_lengths, check_newest, window_length_of
from ._window_regression import Windows, check_weights, fitted_regressors, forecasts, needed_steps, weights_of_age
from ._window_units import cut, least_sizes, n_missing_at_end


class AugmentedReductionForecaster(SeenDataMixin, BaseForecaster):
    """Forecasts by a regressor, trained on windows of all series and of their copies.

    Every window is normalised by the mean and standard deviation of its lags, so that one regressor suits series of
    all levels. With clean targets, the values that follow the lags of a copy are trend and season only, without noise,
    which cannot be forecast. Simulated windows are added, whose targets are expectations.

    Parameters
    ----------
    estimator : scikit-learn regressor
        It maps lags to the steps ahead. One that predicts a single output is fitted separately to every step. One
        of quantiles needs ``target="same"``.
    window_length : int or None, default=None
        Number of lags. None is four seasons or three times `steps_ahead`, whichever is longer; but of the shortest
        series without its last `steps_ahead` values no more than three quarters with simulated windows, half without.
    steps_ahead : int, default=1
        Steps that the regressor forecasts directly, all from the same lags. Farther steps are recursive: forecasts
        take the place of lags, `steps_ahead` steps at a time. With 1 all forecasts are recursive.
    augmenter : LGTAAugmenter or FrozenEstimator, default=None
        None is ``LGTAAugmenter(random_state=0)``. If its ``seasonal_period`` is None, the index gives the period,
        unless the shortest series is shorter than two seasons. A fitted augmenter in scikit-learn's `FrozenEstimator`
        is used as it is.
    n_copies : int, default=10
        Copies of every window. With 0, or an augmenter of strength 0, the regressor is fitted only to the windows of
        the series, whose gaps are filled all the same with ``missing="fill"`` in the augmenter.
    target : {"clean", "same"}, default="clean"
        Targets of copies: trend and season only, or the values of the copy. See `LGTAAugmenter.training_windows`.
        Clean targets have no noise, so a regressor of quantiles would learn quantiles that lie too near to the median.
    n_simulated : int or None, default=None
        Simulated windows with expected targets beside the copies. See `LGTAAugmenter.training_windows`. None is 16,000
        if targets of copies are clean and exogenous data stay, as those that move are not simulated; else 0. Of
        5 to 31 series it is 500 a series, of more than 160 it is 100 a series, 64,000 at most, and of fewer than 5
        none; intermittent series do not count. Without copies None is 0, and a number is simulated all the same.
    normalize : bool, default=True
        Whether every window is normalised to mean 0 and standard deviation 1 of its lags. Of an intermittent series,
        a window with three zeros in four lags or more is divided by the standard deviation of the series, where that
        of its lags is smaller.
    exogenous : {"stay", "move"}, default="stay"
        Exogenous data of copies, as in `AugmentedForecaster`. Effects of data that stay are taken out before the
        regressor is fitted, and added to forecasts by the future exogenous data.
    half_life : float or None, default=None
        Age in time points at which a window counts half as much as the newest of its series, also where it is copied
        or simulated. It needs a regressor that takes `sample_weight`. None weighs all windows alike.

    Attributes
    ----------
    augmenter_ : LGTAAugmenter, FrozenEstimator or None
        The fitted augmenter; None without copies and simulated windows, unless it fills gaps.
    estimators_ : list of regressor
        One for all steps; with exogenous data, one per step.
    n_channels_ : int
        Columns of y.
    window_length_ : int
        Number of lags that `fit` has chosen or was given.
    exogenous_range_ : DataFrame or None
        Smallest and largest value of every exogenous column in training.
    exogenous_effects_ : object or None
        Effects of exogenous data that stay.

    Warns
    -----
    ExtrapolationWarning
        If exogenous data of a forecast lie far outside of the range in training.
    UserWarning
        If five or more series of twenty seasons or more have levels that wander, so that copies are likely to cost
        accuracy; it names what to set.

    See Also
    --------
    AugmentedForecaster : The same for any forecaster, without clean targets.

    Notes
    -----
    The features are the lags and the exogenous data at the forecast time. What these data do to a series is estimated
    before, with its trend and season, as a term or (for positive series) as a factor: ``y[t] = s[t] + b * x[t] + e[t]``
    or the same in logarithms, with the effect b of a series shrunken towards that of the panel. Lags and targets are
    those of the series without it, so neither copies nor the units of windows change it. The regressor may learn from
    the exogenous data what such an effect does not hold. Totals of a hierarchy ("__total") are sums
    of the forecasts below them. `update` moves the last window on; with ``update_params=True`` it fits the regressor
    again, to all data so far and to new copies. The augmenter stays unchanged.

    Intervals and quantiles rest on the errors of a clone that is fitted without the newest third of the series (ten
    times the farthest step at most), and forecasts it from several origins: split conformal prediction [1]_. Errors of
    all series count together, in units of each: its mean absolute change over a season. Forecasts that overlap, and
    series that move together, share their errors; where fewer than two of the others lie beyond a level, its quantile
    is that of Student's t. Every call fits a clone. After `pretrain` there is no clone, so that series should not be
    those that were trained on.

    With ``missing="fill"`` in the augmenter, a series whose newest values are missing is forecast from its last
    value on, unless other channels fill them. Forecasts of series that were never negative are not negative either.

    Series that were not trained on are forecast as sktime does it: ``pretrain(panel)`` trains, and ``fit`` then only
    sets the series to forecast, which may have as few time points as `window_length`; two seasons with exogenous data.
    Later calls of `update` do not train. A second `pretrain` replaces the first.

    References
    ----------
    .. [1] J. Lei et al., "Distribution-Free Predictive Inference for Regression", Journal of the American Statistical
       Association 113, 2018.

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> from sktime.datasets import load_airline
    >>> from sklearn_lgta import LGTAAugmenter, PCACodec
    >>> from sklearn_lgta.sktime import AugmentedReductionForecaster
    >>> augmenter = LGTAAugmenter(model=PCACodec(), random_state=0)
    >>> forecaster = AugmentedReductionForecaster(Ridge(), steps_ahead=12, augmenter=augmenter).fit(load_airline())
    >>> forecaster.window_length_
    48
    >>> forecaster.predict(fh=[1, 12]).shape
    (2,)

    >>> forecaster.predict_interval(fh=[1, 12], coverage=0.8).shape
    (2, 2)
    """

    augmenter_: Any
    estimators_: list[Any]
    n_channels_: int
    window_length_: int
    exogenous_range_: pd.DataFrame | None

    _tags: ClassVar[dict[str, Any]] = (
        FORECASTER_TAGS
        | {
            "scitype:y": "both",
            "capability:multivariate": True,
            "capability:exogenous": True,
            "capability:insample": False,
            "capability:pred_int": True,
            "capability:pred_int:insample": False,
            "capability:categorical_in_X": False,
            "requires-fh-in-fit": False,
        }
        | PRETRAIN_TAG
    )

    def __init__(
        self,
        estimator: Any,
        window_length: int | None = None,
        steps_ahead: int = 1,
        augmenter: Augmenter | None = None,
        n_copies: int = 10,
        target: Literal["clean", "same"] = "clean",
        n_simulated: int | None = None,
        normalize: bool = True,
        exogenous: Exogenous = "stay",
        half_life: float | None = None,
    ) -> None:
        self.estimator = estimator
        self.window_length = window_length
        self.steps_ahead = steps_ahead
        self.augmenter = augmenter
        self.n_copies = n_copies
        self.target = target
        self.n_simulated = n_simulated
        self.normalize = normalize
        self.exogenous = exogenous
        self.half_life = half_life
        super().__init__()
        self.set_tags(**randomness_tag(augmenter))
        takes_gaps = get_tags(estimator).input_tags.allow_nan or fills_gaps(augmenter)
        self.set_tags(**{"capability:missing_values": takes_gaps})

    # ------------------------------------------------------------------------------------ fit
    def _fit(self, y: pd.DataFrame, X: pd.DataFrame | None, fh: Any) -> Self:
        self._check_parameters()
        frame = SeriesFrame(y)
        frame.refuse_holes()
        refuse_unknown_next(y.index, frame.with_totals)
        if getattr(self, "_state", "new") == "pretrained":
            return self._set_context(frame, X)
        check_lengths(frame, self.window_length, self.steps_ahead)
        if fh is not None:
            self._steps(fh)
        return self._train(y, X, stacklevel=5)

    def _pretrain(self, y: pd.DataFrame, X: pd.DataFrame | None = None, fh: Any = None) -> Self:
        """Train on series that need not be those to forecast."""
        self._check_parameters()
        frame = SeriesFrame(y)
        frame.refuse_holes()
        check_lengths(frame, self.window_length, self.steps_ahead)
        return self._train(y, X, stacklevel=4, needs_filling=fills_gaps(self.augmenter))  # of the series to come

    _pretrain_update = _pretrain

    def _train(self, y: pd.DataFrame, X: pd.DataFrame | None, stacklevel: int, needs_filling: bool = False) -> Self:
        """Fit the augmenter and the regressors; warnings point to the line that called fit."""
        if X is not None:
            rows_at(y.index, X, "fit", "time of y")  # refuses before anything is trained
        self._n_copies = self.n_copies if makes_copies(self.augmenter, self.n_copies) else 0
        self._remember(y, X)
        self._fit_effects()
        self._fit_augmenter(self._makes_windows or needs_filling)
        if self._n_copies:
            of_series = self._augmented_frame().values[:, : y.shape[1]]
            warn_of_wandering_levels(of_series, self.augmenter_, stacklevel)
        self.window_length_ = self.window_length or self._default_window_length(SeriesFrame(y))
        return self._fit_estimators()

    @property
    def _is_pretrained(self) -> bool:
        """Whether other series than those to forecast were trained on."""
        return bool(getattr(self, "_pretrained_attrs", None))

    @property
    def _season(self) -> int:
        """Time points of a season; 1 without one."""
        period = getattr(self.augmenter_, "seasonal_period_", None) or getattr(self.augmenter, "seasonal_period", None)
        return period or SeriesFrame(self._y_seen).seasonal_period or 1

    @property
    def _makes_windows(self) -> bool:
        """Whether the augmenter adds windows to those of the series."""
        return bool(self._n_copies or self.n_simulated)

    def _set_context(self, frame: SeriesFrame, X: pd.DataFrame | None) -> Self:
        """Take the series to forecast, with all that was trained before as it is."""
        check_newest(frame, self.window_length_)
        if frame.frame.shape[1] != self.n_channels_:
            raise ValueError(
                f"y has {frame.frame.shape[1]} columns, and pretrain had {self.n_channels_}. Pass as many."
            )
        X = same_columns(X, self.exogenous_range_)
        if X is not None:
            rows_at(frame.frame.index, X, "fit", "time of y")
        self._remember(frame.frame, X)
        self._find_effects()
        return self

    def _check_parameters(self) -> None:
        if self.window_length is not None:
            check_whole("window_length", self.window_length, least=1)
        check_whole("steps_ahead", self.steps_ahead, least=1)
        check_whole("n_copies", self.n_copies, least=0)
        if self.n_simulated is not None:
            check_whole("n_simulated", self.n_simulated, least=0)
        check_exogenous(self.exogenous)
        if self.target not in ("clean", "same"):
            raise ValueError(f"target={self.target!r} must be 'clean' or 'same'.")
        check_weights(self.estimator, self.half_life)
        self._refuse_quantiles()

    def _refuse_quantiles(self) -> None:
        """Check that a regressor of quantiles gets targets with noise."""
        has_clean = self.target == "clean" and makes_copies(self.augmenter, self.n_copies)
        loss = quantile_loss(self.estimator) if has_clean or self.n_simulated else None
        if loss is not None:
            what = f"n_simulated={self.n_simulated}" if self.n_simulated else "target='clean'"
            raise ValueError(
                f"The regressor predicts quantiles ({loss}), and {what} gives it targets without noise, so quantiles "
                "would lie too near to the median. Set target='same', n_simulated=0."
            )

    def _default_window_length(self, frame: SeriesFrame) -> int:
        """Number of lags by the season, the horizon and the shortest series."""
        simulates = self.augmenter_ is not None and bool(self._simulation(self._augmented_frame().values))
        return window_length_of(frame, self._season, self.steps_ahead, simulates)

    def _fit_estimators(self) -> Self:
        windows = self._windows()
        self.n_channels_ = self._y_seen.shape[1]
        self.exogenous_range_ = range_of(self._X_seen)
        weights = None if self.half_life is None else weights_of_age(windows.age, self.half_life)
        least = self._least_sizes()[windows.rows]
        self.estimators_ = fitted_regressors(self.estimator, *windows[:3], self.normalize, least, weights)
        return self

    def _least_sizes(self) -> NDArray:
        """Smallest units of windows of every series: (n_series, n_channels, 1)."""
        return least_sizes(SeriesFrame(self._y_seen).values)

    def _windows(self) -> Windows:
        """Windows of series and copies, and simulated ones."""
        frame, (n_lags, horizon) = self._augmented_frame(), (self.window_length_, self.steps_ahead)
        values = filled(frame.values, frame, self.augmenter_)
        rows, start = window_positions(values.swapaxes(1, 2), n_lags, horizon)
        if not len(rows):
            raise ValueError(
                f"y holds no window of window_length={n_lags} and steps_ahead={horizon} whose last {horizon} values "
                "are all observed. Use a shorter horizon, or fill gaps with missing='fill' in the augmenter."
            )
        if not self._makes_windows:
            lags, targets = cut(values, rows, start, n_lags), cut(values, rows, start + n_lags, horizon)
        else:
            given = calendar_for(self.augmenter_, frame) | self._simulation(values[np.unique(rows)])
            lags, targets, rows, start = self.augmenter_.training_windows(
                values, n_lags, horizon, self._n_copies, target=self.target, return_starts=True, **given
            )
        when = rows, frame.lengths[rows] - (start + n_lags + horizon)
        if self._X_seen is None:
            return Windows(lags, targets, None, *when)
        n_channels = self._y_seen.shape[1]
        if self.exogenous == "move":
            return Windows(lags[:, :n_channels], targets[:, :n_channels], targets[:, n_channels:], *when)
        exogenous = exogenous_values(rows_at(self._y_seen.index, self._X_seen, "fit", "time of y"))
        return Windows(lags, targets, cut(exogenous, rows, start + n_lags, horizon), *when)

    def _simulation(self, values: NDArray) -> dict[str, int]:
        """How many windows to simulate, for `training_windows`: series with windows (n, n_channels, n_timepoints)."""
        n_simulated = self.n_simulated
        period = getattr(self.augmenter_, "seasonal_period_", None)
        if n_simulated is None:
            has_structure = getattr(self.augmenter_, "structure_", "none") != "none"
            stays = self._X_seen is None or self.exogenous == "stay"  # effects of what stays are taken out before
            by_default = has_structure and self.target == "clean" and stays and self._n_copies > 0
            n_simulated = n_simulated_by_default(n_series_to_simulate(values, period)) if by_default else 0
        elif n_simulated:
            refuse_columns_of_zeros(values, self._y_seen.shape[1], period, n_simulated)
        return {"n_simulated": n_simulated} if n_simulated else {}  # other augmenters may not simulate

    # ------------------------------------------------------------------------------------ predict
    def _steps(self, fh: Any) -> NDArray[np.intp]:
        """Return the steps ahead of a horizon; steps into the past are an error."""
        steps = np.asarray(fh.to_relative(self.cutoff).to_numpy(), dtype=int)
        if steps.min() < 1:
            raise NotImplementedError(
                f"fh holds step {steps.min()}, which lies in the past; {type(self).__name__} forecasts steps from 1 on."
            )
        return steps

    def _predict(self, fh: Any, X: pd.DataFrame | None) -> pd.DataFrame:
        return self._ahead(self._steps(fh), X)

    def _ahead(self, steps: NDArray[np.intp], X: pd.DataFrame | None) -> pd.DataFrame:
        """Forecasts of some steps after the last time of every series."""
        frame = SeriesFrame(self._y_seen)
        values = self._known_values()
        n_missing = self._n_missing(frame, values)
        # steps on the way to the last time of a series whose newest values are missing come before step 1
        needed = {n: needed_steps(steps + n, self.steps_ahead) for n in np.unique(n_missing).tolist()}
        offsets = np.unique(np.concatenate([steps, *(of_rows - n for n, of_rows in needed.items())]))
        exogenous = None if self._X_seen is None else self._exogenous_at(frame, offsets, X)
        ahead, least = np.empty((len(values), values.shape[1], len(steps))), self._least_sizes()
        for n, of_rows in needed.items():
            rows = np.flatnonzero(n_missing == n)
            given = None if exogenous is None else exogenous[rows][:, :, np.searchsorted(offsets, of_rows - n)]
            how = self.steps_ahead, self.normalize, least[rows], given
            found = forecasts(self.estimators_, self._lags(frame, values, rows, n), of_rows, *how)
            ahead[rows] = found[:, :, np.searchsorted(of_rows, steps + n)]
        if self._effects is not None and exogenous is not None:
            ahead = self._effects.with_effects(ahead, exogenous[:, :, np.searchsorted(offsets, steps)])
        never_negative = np.fmin.reduce(frame.values, axis=2, keepdims=True) >= 0
        ahead = np.where(never_negative, np.maximum(ahead, 0.0), ahead)  # as intervals
        return frame.ahead(ahead, steps)

    def _n_missing(self, frame: SeriesFrame, values: NDArray) -> NDArray[np.intp]:
        """Missing newest values of every series, from which on it is forecast: (n_series,)."""
        return n_missing_at_end(values, frame.lengths) if fills_gaps(self.augmenter) else np.zeros_like(frame.lengths)

    def _n_missing_with_totals(self) -> NDArray[np.intp]:
        """The same of series and totals, which are as far from their values as the farthest series."""
        frame = SeriesFrame(self._y_seen)
        of_series = self._n_missing(frame, self._known_values())
        n_missing = np.full(len(frame.with_totals), of_series.max())
        n_missing[~frame.are_totals] = of_series
        return n_missing

    def _known_values(self) -> NDArray:
        """Series without effects of exogenous data, with filled gaps: (n_series, n_channels, n_timepoints)."""
        augmented = self._augmented_frame()
        return filled(augmented.values, augmented, self.augmenter_)[:, : self._y_seen.shape[1]]

    def _lags(self, frame: SeriesFrame, values: NDArray, rows: NDArray[np.intp], n_missing: int) -> NDArray:
        """Last window of some series before their missing newest values: (n_rows, n_channels, window_length_)."""
        stops, n_lags = frame.lengths[rows] - n_missing, self.window_length_
        first = int(stops.argmin())
        if stops[first] < n_lags:
            raise ValueError(
                f"{frame.name_of(rows[first])} has {stops[first]} time points before its newest values, which are "
                f"missing; a forecast needs window_length={n_lags}. Leave out such series, or use a shorter window."
            )
        lags = np.stack([values[row, :, stop - n_lags : stop] for row, stop in zip(rows, stops, strict=True)])
        gappy = np.flatnonzero(np.isnan(lags).any(axis=(1, 2)))
        if len(gappy) and not get_tags(self.estimator).input_tags.allow_nan:
            last = frame.frame.index[frame.rows[rows[gappy[0]]][-1]]
            raise ValueError(
                f"Of the {n_lags} values up to {last}, which its forecast needs, some are missing, and "
                f"{type(self.estimator).__name__} takes no NaN. Fill gaps with missing='fill' in the augmenter, or use "
                "a regressor that takes them."
            )
        return lags

    def _exogenous_at(self, frame: SeriesFrame, steps: NDArray[np.intp], X: pd.DataFrame | None) -> NDArray:
        """Exogenous data some steps after the last time of every series, which is step 0: (n_series, r, n_steps)."""
        future = self._future(frame, steps[steps > 0], X)
        if steps[0] > 0:
            return future
        seen = exogenous_values(rows_at(self._y_seen.index, self._X_seen, "fit", "time of y"))
        past = frame.lengths[:, None] - 1 + steps[steps <= 0]
        return np.concatenate([np.take_along_axis(seen, past[:, None], axis=2), future], axis=2)

    def _future(self, frame: SeriesFrame, steps: NDArray[np.intp], X: pd.DataFrame | None) -> NDArray:
        """Exogenous data some steps after the last time of every series: (n_series, n_columns, n_steps)."""
        index = frame.ahead(np.zeros((len(frame.rows), frame.frame.shape[1], len(steps))), steps).index
        which = "time of fh"
        if steps.max() > self.steps_ahead:
            which = f"step up to the last one of fh (or set steps_ahead={steps.max()}, which needs those of fh only)"
        X = rows_at(index, in_order_of_fit(X, self._X_seen), "predict", which)
        warn_of_extrapolation(X, self.exogenous_range_)
        return exogenous_values(X)

    def _predict_quantiles(self, fh: Any, X: pd.DataFrame | None, alpha: Any) -> pd.DataFrame:
        steps, levels = self._steps(fh), np.ravel(alpha).tolist()
        forecast = self._ahead(steps, X)
        quantiles = forecast_quantiles(self, forecast, steps, levels)
        columns = pd.MultiIndex.from_product([self._get_varnames(), levels])
        return pd.DataFrame(quantiles.reshape(len(forecast), -1), index=forecast.index, columns=columns)

    def _update(self, y: pd.DataFrame, X: pd.DataFrame | None = None, update_params: bool = True) -> Self:
        self._remember_more(y, X)
        trains = update_params and not self._is_pretrained
        if trains:
            self._fit_effects()
        else:
            self._find_effects()
        if self.augmenter_ is None and not self._is_pretrained:
            self._fit_augmenter(is_needed=False)  # the new data may have the first gaps
        return self._fit_estimators() if trains else self

    @classmethod
    def get_test_params(cls, parameter_set: str = "default") -> list[dict[str, Any]]:
        """Parameters for the checks of sktime."""
        from sklearn.linear_model import Ridge
        from sklearn.tree import DecisionTreeRegressor

        common = {"window_length": 2, "steps_ahead": 5, "augmenter": quick_augmenter()}
        return [
            common | {"estimator": Ridge(), "n_copies": 2, "target": "same", "exogenous": "move"},
            common | {"estimator": DecisionTreeRegressor(random_state=0), "n_copies": 0, "normalize": False},
        ]

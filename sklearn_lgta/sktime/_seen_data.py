"""All data that a forecaster has seen, and the part of them that is augmented."""

from typing import Any, Self

import pandas as pd
from sklearn.utils.metaestimators import available_if
from sktime.datatypes import update_data
from sktime.forecasting.base import BaseForecaster

from .._resolve_augmenter import fills_gaps
from ._augmentation import fit_augmenter, with_filled_gaps
from ._exogenous import Exogenous, in_order_of_fit, side_by_side
from ._exogenous_effects import ExogenousEffects, PanelEffects, SeenEffects, columns_of
from ._long_input import refuse_long_table, refuse_text_as_times
from ._series_frame import SeriesFrame


def _takes_new_series(forecaster: Any) -> bool:
    """Whether this version of sktime has `pretrain`."""
    return hasattr(BaseForecaster, "pretrain")


def _refuse_what_is_read_otherwise(y: Any, X: Any) -> None:
    """Check that sktime reads series and exogenous data as they are meant."""
    refuse_text_as_times(y, "y")
    refuse_text_as_times(X, "X")
    refuse_long_table(y, "y")


class SeenDataMixin:
    """Keeps the data of `fit` and all updates, whatever the setting ``remember_data`` of sktime is."""

    augmenter: Any
    augmenter_: Any
    exogenous: Exogenous
    exogenous_effects_: PanelEffects | None
    _effects: ExogenousEffects | None
    _y_seen: pd.DataFrame
    _X_seen: pd.DataFrame | None

    def fit(self, y: Any, X: Any = None, fh: Any = None) -> Self:
        """Fit to series, as every forecaster of sktime.

        Parameters
        ----------
        y : Series or DataFrame
            Series, panel or hierarchy of sktime.
        X : DataFrame or None, default=None
            Exogenous data.
        fh : int, list or ForecastingHorizon, default=None
            Steps or times to forecast.

        Returns
        -------
        self : object

        Raises
        ------
        ValueError
            If y is a long table, or times are text: with the line that reads them.
        """
        _refuse_what_is_read_otherwise(y, X)
        return super().fit(y, X=X, fh=fh)  # type: ignore[misc]  # of BaseForecaster

    @available_if(_takes_new_series)
    def pretrain(self, y: Any, X: Any = None, fh: Any = None) -> Self:
        """Train on a panel, to forecast series that are passed to `fit` later.

        Parameters
        ----------
        y : DataFrame
            Panel or hierarchy of sktime.
        X : DataFrame or None, default=None
            Exogenous data.
        fh : int, list or ForecastingHorizon, default=None
            Not used.

        Returns
        -------
        self : object

        Raises
        ------
        ValueError
            As `fit`.
        """
        _refuse_what_is_read_otherwise(y, X)
        return super().pretrain(y, X=X, fh=fh)  # type: ignore[misc]

    def update(self, y: Any, X: Any = None, update_params: bool = True) -> Self:
        """Add newer data, as every forecaster of sktime.

        Parameters
        ----------
        y : Series or DataFrame
            Newer time points of the series of `fit`.
        X : DataFrame or None, default=None
            Exogenous data.
        update_params : bool, default=True
            Whether to fit again; if not, only the end of the series moves on.

        Returns
        -------
        self : object

        Raises
        ------
        ValueError
            As `fit`.
        """
        _refuse_what_is_read_otherwise(y, X)
        return super().update(y, X=X, update_params=update_params)  # type: ignore[misc]

    def _remember(self, y: pd.DataFrame, X: pd.DataFrame | None) -> None:
        self._y_seen, self._X_seen = y, X

    def _remember_more(self, y: pd.DataFrame, X: pd.DataFrame | None) -> None:
        self._y_seen = update_data(self._y_seen, y)
        X = in_order_of_fit(X, self._X_seen)
        self._X_seen = update_data(self._X_seen, X) if X is not None else self._X_seen

    def _fit_augmenter(self, is_needed: bool) -> None:
        """Fit the augmenter to the series, if it is needed in any case or fills gaps of theirs."""
        frame = self._augmented_frame()
        fills = fills_gaps(self.augmenter) and frame.has_gaps
        self.augmenter_ = fit_augmenter(self.augmenter, frame) if is_needed or fills else None

    def _fit_effects(self) -> None:
        """Estimate what exogenous data that stay do to the series."""
        y, X, self.exogenous_effects_ = self._y_seen, self._X_seen, None
        if X is not None and self.exogenous == "stay":
            period = getattr(self.augmenter, "seasonal_period", None) or SeriesFrame(y).seasonal_period
            self.exogenous_effects_ = PanelEffects.fit(y, X, period)
        self._find_effects()

    def _find_effects(self) -> None:
        """Find the effects on each series that was seen, from those on the panel."""
        of_panel, X = self.exogenous_effects_, self._X_seen
        self._effects = None if of_panel is None or X is None else of_panel.on(self._y_seen, X)

    def _seen_effects(self) -> SeenEffects | None:
        """Effects at the times seen so far."""
        if self._effects is None or self._X_seen is None:
            return None
        return SeenEffects(self._effects, columns_of(self._y_seen, self._X_seen))

    def _augmented_frame(self) -> SeriesFrame:
        """Frame of the series, without effects of exogenous data that stay, or with exogenous data that move."""
        y, X, effects = self._y_seen, self._X_seen, self._seen_effects()
        frame = SeriesFrame(y if X is None or self.exogenous == "stay" else side_by_side(y, X))
        return frame if effects is None else SeriesFrame(frame.changed(effects.without(frame.values)))

    def _without_gaps(self) -> pd.DataFrame:
        """Return the series that were seen, with gaps filled where the augmenter fills them."""
        y, effects = self._y_seen, self._seen_effects()
        frame = self._augmented_frame() if effects is None else SeriesFrame(y)
        return with_filled_gaps(frame, self.augmenter_, effects).iloc[:, : y.shape[1]].set_axis(y.columns, axis=1)

"""All data that a forecaster has seen, and the part of them that is augmented."""

from typing import Any, Self

import pandas as pd
from sktime.datatypes import update_data

from ._augmentation import fills_gaps, fit_augmenter
from ._exogenous import Exogenous, in_order_of_fit, side_by_side
from ._exogenous_effects import ExogenousEffects, PanelEffects, SeenEffects, columns_of
from ._long_input import refuse_long_table, refuse_text_as_times
from ._series_frame import SeriesFrame


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
        refuse_text_as_times(y, "y")
        refuse_text_as_times(X, "X")
        refuse_long_table(y, "y")
        return super().fit(y, X=X, fh=fh)  # type: ignore[misc]  # of BaseForecaster

    def _remember(self, y: pd.DataFrame, X: pd.DataFrame | None) -> None:
        self._y_seen, self._X_seen = y, X

    def _remember_more(self, y: pd.DataFrame, X: pd.DataFrame | None) -> None:
        self._y_seen = update_data(self._y_seen, y)
        X = in_order_of_fit(X, self._X_seen)
        self._X_seen = update_data(self._X_seen, X) if X is not None else self._X_seen

    def _fit_augmenter(self, makes_copies: bool) -> None:
        """Fit the augmenter to the series, if it makes copies or fills gaps of theirs."""
        frame = self._augmented_frame()
        is_needed = makes_copies or (fills_gaps(self.augmenter) and frame.has_gaps)
        self.augmenter_ = fit_augmenter(self.augmenter, frame) if is_needed else None

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

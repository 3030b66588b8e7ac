"""All data that a forecaster has seen, and the part of them that is augmented."""

import pandas as pd
from sktime.datatypes import update_data

from ._exogenous import Exogenous, side_by_side
from ._series_frame import SeriesFrame


class SeenDataMixin:
    """Keeps the data of `fit` and all updates, whatever the setting ``remember_data`` of sktime is."""

    exogenous: Exogenous
    _y_seen: pd.DataFrame
    _X_seen: pd.DataFrame | None

    def _remember(self, y: pd.DataFrame, X: pd.DataFrame | None) -> None:
        self._y_seen, self._X_seen = y, X

    def _remember_more(self, y: pd.DataFrame, X: pd.DataFrame | None) -> None:
        self._y_seen = update_data(self._y_seen, y)
        self._X_seen = update_data(self._X_seen, X) if X is not None else self._X_seen

    def _augmented_frame(self) -> SeriesFrame:
        """Frame of the series, and of exogenous data that move with them."""
        y, X = self._y_seen, self._X_seen
        return SeriesFrame(y if X is None or self.exogenous == "stay" else side_by_side(y, X))

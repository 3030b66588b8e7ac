"""All data that a forecaster has seen."""

import pandas as pd
from sktime.datatypes import update_data


class SeenDataMixin:
    """Keeps the data of `fit` and all updates, whatever the setting ``remember_data`` of sktime is."""

    _y_seen: pd.DataFrame
    _X_seen: pd.DataFrame | None

    def _remember(self, y: pd.DataFrame, X: pd.DataFrame | None) -> None:
        self._y_seen, self._X_seen = y, X

    def _remember_more(self, y: pd.DataFrame, X: pd.DataFrame | None) -> None:
        self._y_seen = update_data(self._y_seen, y)
        self._X_seen = update_data(self._X_seen, X) if X is not None else self._X_seen

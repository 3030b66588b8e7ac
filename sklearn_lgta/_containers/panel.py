"""A panel: series as numbers, with the container that they came in."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .container import Container


@dataclass(frozen=True)
class Panel:
    """Series as numbers, and what turns numbers back into the user's container.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_timepoints, n_channels)
        Those of the user where X is an array, so they are never written to, and computed with as float64 in parts.
        NaN where a value is missing, and after the end of a series that is shorter than others.
    dtype : numpy.dtype
        float32 or float64, the dtype of the user's numbers.
    n_dims : int
        2 or 3, the dimensions of the user's X; 3 for lists and long frames.
    container : Container or None, default=None
        The user's container; None writes arrays.
    conditions : dict of str to ndarray of shape (n_series,) or (n_series, n_timepoints), default={}
        Columns of X that the user names as conditions.
    """

    values: NDArray
    dtype: np.dtype
    n_dims: int
    container: Container | None = None
    conditions: Mapping[str, np.ndarray] = field(default_factory=dict)

    @property
    def times(self) -> Any:
        """Dates or periods of the time points: an index, a list of one index a series, or None."""
        return None if self.container is None else self.container.times

    @property
    def labels(self) -> Any:
        """Index of the series in a frame, or None."""
        return None if self.container is None else self.container.labels

    @property
    def has_channel_axis(self) -> bool:
        """Whether windows of the series have an axis of channels.

        Returns
        -------
        has_channel_axis : bool
            With one channel only if it is an axis of the user's arrays.
        """
        if self.values.shape[2] > 1:
            return True
        return self.n_dims == 3 if self.container is None else self.container.has_channel_axis

    @property
    def has_gaps(self) -> bool:
        """Whether a value is missing between the first and the last observed time point of a series.

        Returns
        -------
        has_gaps : bool
        """
        missing = np.isnan(self.values)
        observed = ~missing.all(axis=2)
        has_started = np.logical_or.accumulate(observed, axis=1)
        goes_on = np.logical_or.accumulate(observed[:, ::-1], axis=1)[:, ::-1]
        return bool((missing & (has_started & goes_on)[:, :, None]).any())

    def season(self) -> int | None:
        """Time points of a season, by the frequency of the times.

        Returns
        -------
        seasonal_period : int or None
            None without times, or where their frequency names no season.
        """
        return None if self.container is None else self.container.season()

    def position(self, row: int, time: int, channel: int) -> str:
        """Where a value is in X, as part of a message."""
        if self.container is not None:
            return self.container.position(row, time, channel)
        return f"at position {(row, time) if self.n_dims == 2 else (row, channel, time)}"

    def name(self, row: int) -> str:
        """Name of a series, as part of a message."""
        return f"at position {row}" if self.labels is None else f"{self.labels[row]}"

    def under(self, conditions: Mapping[str, np.ndarray]) -> "Panel":
        """Return the panel that is written with other values in the columns that are conditions.

        Parameters
        ----------
        conditions : dict of str to ndarray of shape (n_series,), (n_series, n_timepoints) or (1, n_timepoints)
            Of other names than columns of X too, which are ignored.

        Returns
        -------
        panel : Panel
        """
        columns = {name: values for name, values in conditions.items() if name in self.conditions}
        return self if self.container is None or not columns else replace(self, container=self.container.under(columns))

    def write(self, values: np.ndarray, level: str | None = None, first: int = 0) -> Any:
        """Return numbers in the user's container, with its dtype and labels.

        Parameters
        ----------
        values : ndarray of shape (n_copies * n_series, n_timepoints, n_channels)
            Copy-major. The labels of the series are repeated for every copy.
        level : str or None, default=None
            Name of the index level that numbers the copies in a long frame; None for one copy.
        first : int, default=0
            Number of the first copy.

        Returns
        -------
        X : ndarray, DataFrame or list of ndarray
        """
        if values.dtype != self.dtype:
            limit = np.finfo(self.dtype)
            values = np.clip(values, limit.min, limit.max).astype(self.dtype)
        array = values[:, :, 0] if self.n_dims == 2 else np.ascontiguousarray(values.swapaxes(1, 2))
        return array if self.container is None else self.container.write(array, level, first)

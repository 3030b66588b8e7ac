"""What every container has in common: names of series, times, positions in messages, and writing."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

import numpy as np

from .time_index import season_of_times


class Container(ABC):
    """A container of the user, without its numbers. The module of a kind has a subclass."""

    @property
    def times(self) -> Any:
        """Dates or periods of the time points: an index, a list of one index a series, or None."""
        return None

    @property
    def labels(self) -> Any:
        """Index of the series in a frame, or None."""
        return None

    @property
    def channel_names(self) -> list | None:
        """Names of the columns that are channels; None where time points or nothing have names."""
        return None

    @property
    def has_channel_axis(self) -> bool:
        """Whether series of one channel have an axis of channels all the same, as in an array of three dimensions."""
        return False

    def season(self) -> int | None:
        """Time points of a season, by the frequency of the times: of most series where each has its own.

        Returns
        -------
        seasonal_period : int or None
            None without times, or where their frequency names no season.
        """
        return season_of_times(self.times)

    @abstractmethod
    def position(self, row: int, time: int, channel: int) -> str:
        """Where a value is, in the words of the container.

        Parameters
        ----------
        row, time, channel : int

        Returns
        -------
        position : str
            Part of a message, such as "in row 'a', column 3".
        """

    def line_of_rows(self) -> str:
        """Return the line that makes every series a row; empty where there is none."""
        return ""

    def line_of_longer(self, n_timepoints: int) -> str:
        """Return the line that leaves shorter series out; empty where there is none."""
        return ""

    def line_of_newest(self, n_timepoints: int) -> str:
        """Return the line that cuts series to their newest time points; empty where there is none."""
        return ""

    def under(self, conditions: Mapping[str, np.ndarray]) -> "Container":
        """Return the container with other values in its columns of conditions; itself where it has none.

        Parameters
        ----------
        conditions : dict of str to ndarray of shape (n_series,), (n_series, n_timepoints) or (1, n_timepoints)

        Returns
        -------
        container : Container
        """
        return self

    @abstractmethod
    def write(self, array: np.ndarray, level: str | None, first: int) -> Any:
        """Return copies as the user's container.

        Parameters
        ----------
        array : ndarray of shape (n_copies * n_series, n_timepoints) or (n_copies * n_series, n_channels, n_timepoints)
            Copy-major, in the dtype of the result. 2-D where the X of the user was.
        level : str or None
            Name of a new first index level that numbers the copies; None without such a level.
        first : int
            Number of the first copy.

        Returns
        -------
        X : DataFrame or list of ndarray
        """

    @abstractmethod
    def describe(self) -> dict[str, Any]:
        """Return what new series of the same kind need: `kind` and further fields of an `OutputFormat`."""

"""Frames of sktime as arrays of shape (n_series, n_channels, n_timepoints), and back.

A frame holds one series, a panel (instance, time) or a hierarchy (levels, time). Totals of a hierarchy do not count as
series: they are sums of the series below them.
"""

from collections.abc import Hashable
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sktime.transformations.hierarchical.aggregate import Aggregator

from .._containers.long_frame import padded, rows_of_series
from .._containers.time_index import is_time, season_of_times
from .._preprocessing.trend_season import needed_timepoints
from ._regular_times import later, refuse_holes, refuse_unknown_next

_TOTAL = "__total"


class SeriesFrame:
    """A frame of series.

    Parameters
    ----------
    frame : DataFrame
        Of mtype "pd.DataFrame", "pd-multiindex" or "pd_multiindex_hier".

    Attributes
    ----------
    with_totals : list of ndarray of int
        Rows of all series and totals, in the order in which they first appear.
    of_row : ndarray of int of shape (n_rows,)
        Number of the series or total that each row belongs to.
    is_total : ndarray of bool of shape (n_rows,)
        Whether a row belongs to a total.

    Raises
    ------
    ValueError
        If a time occurs twice.
    """

    frame: pd.DataFrame
    of_row: NDArray[np.intp]
    with_totals: list[NDArray[np.intp]]
    is_total: NDArray[np.bool_]

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self.of_row, self.with_totals = rows_of_series(frame)
        levels = range(frame.index.nlevels - 1)
        labels = np.array([frame.index.get_level_values(level) == _TOTAL for level in levels], dtype=bool)
        self.is_total = np.any(labels.reshape(-1, len(frame)), axis=0)

    @cached_property
    def rows(self) -> list[NDArray[np.intp]]:
        """Rows of every series, without totals.

        Returns
        -------
        rows : list of ndarray of int
            Each in the order of time.
        """
        return [of_series for of_series in self.with_totals if not self.is_total[of_series[0]]]

    @property
    def lengths(self) -> NDArray[np.intp]:
        """Number of time points of every series, without totals.

        Returns
        -------
        lengths : ndarray of int of shape (n_series,)
        """
        return np.array([len(of_series) for of_series in self.rows])

    def name_of(self, number: int) -> Hashable:
        """Label of a series for messages.

        Parameters
        ----------
        number : int
            Its position, without totals.

        Returns
        -------
        label : tuple, or "y" for a single series
        """
        index = self.frame.index
        return index[self.rows[number][0]][:-1] if index.nlevels > 1 else "y"

    def refuse_holes(self) -> None:
        """Check that no time is missing between the first and the last one of a series.

        Raises
        ------
        ValueError
            If one is.
        """
        refuse_holes(self.frame.index, self.with_totals)

    @property
    def values(self) -> NDArray[np.float64]:
        """Values of the series, without totals.

        Returns
        -------
        values : ndarray of shape (n_series, n_channels, n_timepoints)
            NaN for missing values, and after the end of series that are shorter than others.
        """
        numbers = self.frame.to_numpy(dtype=np.float64, na_value=np.nan)
        return padded(numbers, self.rows).swapaxes(1, 2)

    @property
    def are_totals(self) -> NDArray[np.bool_]:
        """Which of the series and totals are totals.

        Returns
        -------
        are_totals : ndarray of bool of shape (n_with_totals,)
        """
        return np.array([self.is_total[rows[0]] for rows in self.with_totals], dtype=bool)

    def with_whole_totals(self) -> pd.DataFrame:
        """Return the frame with totals that are missing where a series below them is.

        Returns
        -------
        frame : DataFrame
            The same frame where none is.
        """
        missing = self.frame.isna()
        if not self.is_total.any() or not missing[~self.is_total].any(axis=None):
            return self.frame
        n_missing = Aggregator(flatten_single_levels=False).fit_transform(missing[~self.is_total].astype(float))
        return self.frame.mask(n_missing.reindex(self.frame.index) > 0)

    @property
    def lowest(self) -> NDArray[np.float64]:
        """Smallest value of every series and total.

        Returns
        -------
        lowest : ndarray of shape (n_with_totals, n_channels)
            NaN without any value.
        """
        values = self.frame.to_numpy(dtype=np.float64, na_value=np.nan)
        return np.stack([np.fmin.reduce(values[rows]) for rows in self.with_totals])

    @property
    def has_gaps(self) -> bool:
        """Whether values of series are missing; totals do not count.

        Returns
        -------
        has_gaps : bool
        """
        return bool(self.frame.isna().to_numpy()[~self.is_total].any())

    @property
    def dates(self) -> list[pd.Index]:
        """Times of every series, without totals.

        Returns
        -------
        dates : list of n_series pandas.Index
        """
        time = self.frame.index.get_level_values(-1)
        return [time[of_series] for of_series in self.rows]

    @property
    def season(self) -> int | None:
        """Time points of a season, from the frequency of the index, whatever the lengths of the series.

        Returns
        -------
        season : int or None
            None if the index has no frequency with a season.
        """
        return season_of_times(self.dates if is_time(self.frame.index.get_level_values(-1)) else None)

    @property
    def seasonal_period(self) -> int | None:
        """Time points of a season, from the frequency of the index.

        Returns
        -------
        seasonal_period : int or None
            None if the index has no frequency with a season, or if the shortest series is shorter than two seasons.
        """
        season = self.season
        return season if season and self.lengths.min() >= needed_timepoints(season) else None

    def without_newest(self, n_timepoints: int) -> pd.DataFrame:
        """Return the frame without the newest time points of every series and total.

        Parameters
        ----------
        n_timepoints : int
            At least 1, and fewer than the shortest series has.

        Returns
        -------
        frame : DataFrame
        """
        if self.frame.index.nlevels == 1:
            return self.frame.iloc[:-n_timepoints]  # a slice keeps the frequency of the index
        return self.frame.iloc[np.sort(np.concatenate([rows[:-n_timepoints] for rows in self.with_totals]))]

    def changed(self, values: NDArray) -> pd.DataFrame:
        """Return the frame with other values; totals change by as much as the series below them.

        Parameters
        ----------
        values : ndarray of shape (n_series, n_channels, n_timepoints)
            Values after the end of a series are ignored.

        Returns
        -------
        frame : DataFrame
            With the index and columns of the original; whole numbers become floats. A value that is missing before
            or after does not change its totals.
        """
        before = self.frame.to_numpy(dtype=np.float64, na_value=np.nan)
        after = before.copy()
        for series, of_series in zip(values, self.rows, strict=True):
            after[of_series] = series[:, : len(of_series)].T
        change = np.nan_to_num(after - before)
        frame = pd.DataFrame(after, index=self.frame.index, columns=self.frame.columns)
        if self.is_total.any():
            below = pd.DataFrame(change, index=frame.index, columns=frame.columns)[~self.is_total]
            summed = Aggregator(flatten_single_levels=False).fit_transform(below).reindex(frame.index)
            frame[self.is_total] += summed[self.is_total]
        return frame

    def ahead(self, values: NDArray, steps: NDArray[np.intp]) -> pd.DataFrame:
        """Frame of the same series, some steps after the last time of each; totals are sums.

        Parameters
        ----------
        values : ndarray of shape (n_series, n_channels, n_steps)
        steps : ndarray of int of shape (n_steps,)

        Returns
        -------
        frame : DataFrame

        Raises
        ------
        ValueError
            If dates have no frequency, so that the next dates are unknown.
        """
        index, columns = self.frame.index, self.frame.columns
        refuse_unknown_next(index, self.with_totals)
        if index.nlevels == 1:
            return pd.DataFrame(values[0].T, index=later(index, steps), columns=columns)
        time = index.get_level_values(-1)
        tuples: list[tuple[Hashable, ...]] = []
        for of_series in self.with_totals:
            label = index[of_series[0]][:-1]
            tuples += [(*label, when) for when in later(time[of_series], steps)]
        index = pd.MultiIndex.from_tuples(tuples, names=index.names)
        return SeriesFrame(pd.DataFrame(0.0, index=index, columns=columns)).changed(values)

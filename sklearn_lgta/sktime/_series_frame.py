"""The frames of sktime on one side, (n_series, n_channels, n_timepoints) on the other.

A frame holds one series, a panel (instance, time) or a hierarchy (levels, time). Totals of a hierarchy
are not series of their own: they are sums of what lies below them.
"""

from functools import cached_property

import numpy as np
import pandas as pd
from sktime.transformations.hierarchical.aggregate import Aggregator

from .._containers.long_frame import padded, refuse_holes, rows_of_series
from .._containers.time_index import frequency_of, season_of_index
from .._preprocessing.trend_season import SPAN

ACTUAL = "actual"  # name of the originals among their copies, as in the bootstraps of sktime
_COPY_LEVEL, _TIME_LEVEL = "series_id", "time_index"
_TOTAL = "__total"


class Frame:
    """A frame of series.

    Parameters
    ----------
    frame : DataFrame
        Of mtype "pd.DataFrame", "pd-multiindex" or "pd_multiindex_hier".

    Attributes
    ----------
    with_totals : list of ndarray of int
        Places in the frame of all series, in the order in which they first appear.
    of_row : ndarray of int of shape (n_rows,)
        Number of the series that a row belongs to, totals among them.
    is_total : ndarray of bool of shape (n_rows,)

    Raises
    ------
    ValueError
        If a time comes twice.
    """

    def __init__(self, frame):
        self.frame = frame
        self.of_row, self.with_totals = rows_of_series(frame)
        levels = range(frame.index.nlevels - 1)
        labels = np.array([frame.index.get_level_values(level) == _TOTAL for level in levels], dtype=bool)
        self.is_total = labels.reshape(-1, len(frame)).any(axis=0)

    @cached_property
    def rows(self):
        """Places in the frame of the series that are no totals.

        Returns
        -------
        rows : list of ndarray of int
            In the order of time.
        """
        return [of_series for of_series in self.with_totals if not self.is_total[of_series[0]]]

    @property
    def lengths(self):
        """Time points of every series that is no total.

        Returns
        -------
        lengths : ndarray of int of shape (n_series,)
        """
        return np.array([len(of_series) for of_series in self.rows])

    def refuse_holes(self):
        """Check that periods follow each other, as in series that are learnt from.

        Raises
        ------
        ValueError
            If one is left out.
        """
        refuse_holes(self.frame.index, self.with_totals)

    @property
    def values(self):
        """Series that are no totals.

        Returns
        -------
        values : ndarray of shape (n_series, n_channels, n_timepoints)
            NaN where missing, and after the end of series that are shorter than others.
        """
        numbers = self.frame.to_numpy(dtype=np.float64, na_value=np.nan)
        return padded(numbers, self.rows).swapaxes(1, 2)

    @property
    def dates(self):
        """Times of the series that are no totals.

        Returns
        -------
        dates : list of n_series pandas.Index
        """
        time = self.frame.index.get_level_values(-1)
        return [time[of_series] for of_series in self.rows]

    @property
    def seasonal_period(self):
        """Steps of a season by the frequency of the index.

        Returns
        -------
        seasonal_period : int or None
            None where the index names none, or two seasons do not fit into the shortest series.
        """
        time = self.frame.index.get_level_values(-1) if self.frame.index.nlevels > 1 else self.frame.index
        season = season_of_index(time[self.rows[0]])
        return season if season and self.lengths.min() >= SPAN * season else None

    def changed(self, values):
        """The frame with other series, and totals that have changed by as much as what is below them.

        Parameters
        ----------
        values : ndarray of shape (n_series, n_channels, n_timepoints)
            What comes after the end of a series is not looked at.

        Returns
        -------
        frame : DataFrame
            With the index and columns of the original; whole numbers become floats. Where a value was missing or
            is, totals do not change.
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

    def ahead(self, values, steps):
        """A frame of the same series, some steps after the last time of each; totals are sums.

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
            If dates have no frequency, so that the next ones are not known.
        """
        index, columns = self.frame.index, self.frame.columns
        if index.nlevels == 1:
            return pd.DataFrame(values[0].T, index=_later(index, steps), columns=columns)
        time, tuples = index.get_level_values(-1), []
        for of_series in self.with_totals:
            label = index[of_series[0]][:-1]
            tuples += [(*label, later) for later in _later(time[of_series], steps)]
        index = pd.MultiIndex.from_tuples(tuples, names=index.names)
        return Frame(pd.DataFrame(0.0, index=index, columns=columns)).changed(values)


def _later(time, steps):
    """Times some steps after the last one."""
    step = 1
    if isinstance(time, pd.DatetimeIndex):
        step = frequency_of(time)
        if step is None:
            raise ValueError(
                f"The dates {time[0]}, {time[1]} to {time[-1]} have no frequency, so the next ones are not known. Give "
                "the index one, for example by y.asfreq('D') for days, or use a PeriodIndex."
            )
    return pd.Index([time[-1] + int(number) * step for number in steps])


def stack(frames, of_row):
    """One frame with a further level above that of time: panels of series, hierarchies of panels.

    Parameters
    ----------
    frames : dict of object to DataFrame
        Frames of one index, by their label in the new level.
    of_row : ndarray of shape (n_rows,)
        Number of the series that a row of one frame belongs to.

    Returns
    -------
    frame : DataFrame
        Series by series, and of each series one frame after the other. All levels have names.
    """
    together = pd.concat(frames)
    levels = list(range(together.index.nlevels))
    together.index = together.index.reorder_levels([*levels[1:-1], 0, levels[-1]])
    names = [name if name is not None else f"level_{level}" for level, name in enumerate(together.index.names)]
    first = next(iter(frames.values())).index.names
    names[-2:] = [_COPY_LEVEL, first[-1] if first[-1] is not None else _TIME_LEVEL]
    together.index.names = names
    return together.iloc[np.argsort(np.tile(of_row, len(frames)), kind="stable")]


def originals(frame, names):
    """Rows of the originals in a frame of originals and copies.

    Parameters
    ----------
    frame : DataFrame
    names : list of str or None
        Names of the index levels of the result.

    Returns
    -------
    frame : DataFrame
    """
    frame = frame.xs(ACTUAL, level=-2)
    frame.index.names = names
    return frame

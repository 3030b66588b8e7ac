"""Where series are known: every row from its first to its last known time point.

Rows of one array stand for series of any length: NaN before and after is not theirs, NaN between is a gap.
Rows are worked on together only where they have one stretch of time, all of them with gaps or all without,
so that what comes of a row does not depend on the rows around it.
"""

from typing import NamedTuple

import numpy as np

CHUNK_VALUES = 2**20  # values that are worked on at once


class TimeSpan(NamedTuple):
    """Rows that are known over one stretch of time.

    Attributes
    ----------
    rows : slice or ndarray of int
        Places of the rows.
    first, stop : int
        Time points of the stretch, the second one exclusive.
    """

    rows: slice | np.ndarray
    first: int
    stop: int

    @property
    def time(self):
        """Slice of its time points."""
        return slice(self.first, self.stop)

    def of(self, values):
        """The rows over their stretch: (n, t, c) -> (n_rows, stop - first, c)."""
        return values[self.rows, self.time]

    def told(self, conditions):
        """What the rows are told over their stretch: Conditions of all rows -> Conditions of n_rows."""
        return conditions[self.rows].starting_at(self.first)


def ends(values):
    """First and last known time point of every row.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_timepoints, n_channels)
        NaN where not known; one value at least is, in every row.

    Returns
    -------
    first, stop : ndarrays of int of shape (n_series,)
        ``values[i, first[i]:stop[i]]`` is all that is known; a time counts where any channel is.
    """
    known = ~np.isnan(values).all(axis=2)
    return known.argmax(axis=1), known.shape[1] - known[:, ::-1].argmax(axis=1)


def has_gaps(values):
    """Which series miss values between their first and their last known time point: (n, t, c) -> (n,)."""
    first, stop = ends(values)
    return (~np.isnan(values)).sum(axis=(1, 2)) < (stop - first) * values.shape[2]


def varies(values):
    """Which series are not constant: (n, t, c) -> (n,)."""
    known = ~np.isnan(values)
    most, least = (
        extreme(axis=1, where=known, initial=initial)
        for extreme, initial in ((values.max, -np.inf), (values.min, np.inf))
    )
    return (most > least).any(axis=1)


def time_spans(values):
    """Rows with one stretch of time, few enough to be worked on at once.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_timepoints, n_channels)
        NaN where not known.

    Yields
    ------
    stretch : TimeSpan
        Every row is in one of them. Rows with gaps never stand beside such without.
    """
    n_timepoints, n_channels = values.shape[1:]
    if not np.isnan(values).any():
        for rows in chunks(len(values), n_timepoints * n_channels):
            yield TimeSpan(rows, 0, n_timepoints)
        return
    kinds, kind_of = np.unique(np.stack([*ends(values), has_gaps(values)]), axis=1, return_inverse=True)
    for kind, (first, stop, _) in enumerate(kinds.T.tolist()):
        rows = np.flatnonzero(kind_of.ravel() == kind)
        for some in chunks(len(rows), (stop - first) * n_channels):
            yield TimeSpan(rows[some], first, stop)


def chunks(n_series, n_values):
    """Slices of series that are few enough to be worked on at once.

    Parameters
    ----------
    n_series : int
    n_values : int
        Of one series.

    Yields
    ------
    rows : slice
    """
    n_rows = max(1, CHUNK_VALUES // n_values)
    for first in range(0, n_series, n_rows):
        yield slice(first, first + n_rows)

"""Time spans of series: a row of an array holds a series from its first to its last observed time point.

Rows of one array stand for series of any length. NaN before the first and after the last observed time point does not
belong to the series; NaN between them is a gap. Rows are processed together only if they have the same span, and
either all have gaps or none has, so that the result for a row does not depend on the other rows.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

CHUNK_VALUES = 2**20  # values that are processed at once


class TimeSpan(NamedTuple):
    """Rows that are observed over the same time span.

    Attributes
    ----------
    rows : slice or ndarray of int
        Indices of the rows.
    first, stop : int
        First time point of the span, and the one after its last.
    """

    rows: slice | np.ndarray
    first: int
    stop: int

    @property
    def time(self) -> slice:
        """Slice of its time points."""
        return slice(self.first, self.stop)

    def take(self, values: np.ndarray) -> np.ndarray:
        """Values of the rows over their span: (n, t, c) -> (n_rows, stop - first, c)."""
        return values[self.rows, self.time]

    def conditions_of(self, conditions):
        """Conditions of the rows over their span: Conditions of all rows -> Conditions of n_rows."""
        return conditions[self.rows].from_timepoint(self.first)


def ends(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First observed time point of every row, and the one after the last.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_timepoints, n_channels)
        NaN where not observed. Every row has at least one value.

    Returns
    -------
    first, stop : ndarrays of int of shape (n_series,)
        ``values[i, first[i]:stop[i]]`` holds all observed values. A time point is observed where any channel is.
    """
    observed = ~np.isnan(values).all(axis=2)
    return observed.argmax(axis=1), observed.shape[1] - observed[:, ::-1].argmax(axis=1)


def has_gaps(values: np.ndarray) -> np.ndarray:
    """Whether series miss values between their first and last observed time point: (n, t, c) -> (n,)."""
    first, stop = ends(values)
    return (~np.isnan(values)).sum(axis=(1, 2)) < (stop - first) * values.shape[2]


def varies(values: np.ndarray) -> np.ndarray:
    """Whether any channel of a series is not constant: (n, t, c) -> (n,)."""
    observed = ~np.isnan(values)
    largest = values.max(axis=1, where=observed, initial=-np.inf)
    smallest = values.min(axis=1, where=observed, initial=np.inf)
    return (largest > smallest).any(axis=1)


def time_spans(values: np.ndarray, n_parts: int = 1) -> Iterator[TimeSpan]:
    """Rows with the same time span, few enough to be processed at once.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_timepoints, n_channels)
        NaN where not observed.
    n_parts : int, default=1
        Parts, at least, into which rows with the same time span are divided.

    Yields
    ------
    span : TimeSpan
        Every row is in one of them. Rows with and without gaps are never in the same one.
    """
    n_timepoints, n_channels = values.shape[1:]
    if not np.isnan(values).any():
        for rows in chunks(len(values), n_timepoints * n_channels, n_parts):
            yield TimeSpan(rows, 0, n_timepoints)
        return
    kinds, kind_of_row = np.unique(np.stack([*ends(values), has_gaps(values)]), axis=1, return_inverse=True)
    for kind, (first, stop, _) in enumerate(kinds.T.tolist()):
        of_kind = np.flatnonzero(kind_of_row.ravel() == kind)
        for chunk in chunks(len(of_kind), (stop - first) * n_channels, n_parts):
            yield TimeSpan(of_kind[chunk], first, stop)


def chunks(n_series: int, n_values: int, n_parts: int = 1) -> Iterator[slice]:
    """Slices of series that are few enough to be processed at once.

    Parameters
    ----------
    n_series : int
    n_values : int
        Of one series.
    n_parts : int, default=1
        Slices, at least, where there are so many series.

    Yields
    ------
    rows : slice
    """
    n_rows = max(1, min(CHUNK_VALUES // n_values, -(-n_series // n_parts)))
    for first in range(0, n_series, n_rows):
        yield slice(first, first + n_rows)

"""Time spans of series: a row of an array holds a series from its first to its last observed time point.

Rows of one array stand for series of any length. NaN before the first and after the last observed time point does not
belong to the series; NaN between them is a gap. Rows are decomposed together only if they have the same span, and
either all have gaps or none has, so that the result for a row does not depend on the other rows. Spans of equally many
patches are coded together.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

CHUNK_VALUES = 2**19  # values that are processed at once


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
        """Values of the rows over their span: (n, t, c) -> float64 of shape (n_rows, stop - first, c)."""
        # one memory layout, or sums differ in the last bit
        return np.ascontiguousarray(values[self.rows, self.time], dtype=np.float64)

    def conditions_of(self, conditions):
        """Conditions of the rows over their span: Conditions of all rows -> Conditions of n_rows."""
        return conditions[self.rows].from_timepoint(self.first)


@dataclass(frozen=True)
class SpanBatch:
    """Rows of several time spans that are processed together.

    Attributes
    ----------
    spans : list of TimeSpan
    rows : ndarray of int of shape (n,)
        Indices of all rows, one span after the other.
    first, lengths : ndarrays of int of shape (n,)
        First time point and number of time points of every row.
    """

    spans: list[TimeSpan]
    rows: np.ndarray
    first: np.ndarray
    lengths: np.ndarray

    @classmethod
    def of(cls, spans: list[TimeSpan], n_series: int) -> "SpanBatch":
        """Batch of some spans of an array of so many series."""
        rows = [np.arange(n_series)[span.rows] for span in spans]
        n_rows = [len(of_span) for of_span in rows]
        first = np.repeat([span.first for span in spans], n_rows)
        return cls(spans, np.concatenate(rows), first, np.repeat([span.stop for span in spans], n_rows) - first)

    def take(self, values: np.ndarray, conditions: Any) -> list[tuple[np.ndarray, Any]]:
        """Values and conditions of every span."""
        return [(span.take(values), span.conditions_of(conditions)) for span in self.spans]

    def places(self, some: slice | np.ndarray = slice(None)) -> Iterator[tuple]:
        """Places of series that were processed together: of all rows, or of some of them.

        Parameters
        ----------
        some : slice or ndarray of int, default=slice(None)
            Positions in the batch.

        Yields
        ------
        equal : slice or ndarray of int
            Positions in `some`, of one time span.
        time : slice
            Time points of the span in the array.
        within : slice
            Time points of the series.
        """
        for equal, first, length in equal_rows(self.first[some], self.lengths[some]):
            yield equal, slice(first, first + length), slice(length)


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
    first, stop = np.empty((2, len(values)), dtype=np.intp)
    for rows in _parts(values):
        observed = ~np.isnan(values[rows]).all(axis=2)
        first[rows] = observed.argmax(axis=1)
        stop[rows] = values.shape[1] - observed[:, ::-1].argmax(axis=1)
    return first, stop


def has_gaps(values: np.ndarray) -> np.ndarray:
    """Whether series miss values between their first and last observed time point: (n, t, c) -> (n,)."""
    first, stop = ends(values)
    n_observed = [values[0].size - np.isnan(values[rows]).sum(axis=(1, 2)) for rows in _parts(values)]
    return np.concatenate(n_observed) < (stop - first) * values.shape[2]


def varies(values: np.ndarray) -> np.ndarray:
    """Whether any channel of a series is not constant: (n, t, c) -> (n,)."""
    parts = (values[rows] for rows in _parts(values))
    return np.concatenate([(np.fmax.reduce(part, axis=1) > np.fmin.reduce(part, axis=1)).any(axis=1) for part in parts])


def _parts(values):
    """Slices of rows for checks, which need memory for a part only."""
    return list(chunks(len(values), max(1, values[0].size if len(values) else 1)))


def time_spans(values: np.ndarray, n_parts: int = 1) -> Iterator[TimeSpan]:
    """Rows with the same time span, few enough to be processed at once.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_timepoints, n_channels)
        NaN where not observed.
    n_parts : int, default=1
        No span has more than this part of the rows.

    Yields
    ------
    span : TimeSpan
        Every row is in one of them. Rows with and without gaps are never in the same one.
    """
    n_timepoints, n_channels = values.shape[1:]
    most_rows = -(-len(values) // n_parts)
    if not any(np.isnan(values[rows]).any() for rows in _parts(values)):
        for rows in chunks(len(values), n_timepoints * n_channels, most_rows):
            yield TimeSpan(rows, 0, n_timepoints)
        return
    kinds, kind_of_row = np.unique(np.stack([*ends(values), has_gaps(values)]), axis=1, return_inverse=True)
    for kind, (first, stop, _) in enumerate(kinds.T.tolist()):
        of_kind = np.flatnonzero(kind_of_row.ravel() == kind)
        for chunk in chunks(len(of_kind), (stop - first) * n_channels, most_rows):
            yield TimeSpan(of_kind[chunk], first, stop)


def span_batches(values: np.ndarray, patch_length: int, n_parts: int = 1) -> Iterator[SpanBatch]:
    """Rows of time spans of equally many patches, few enough to be processed at once.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_timepoints, n_channels)
        NaN where not observed.
    patch_length : int
    n_parts : int, default=1
        No batch has more than this part of the rows.

    Yields
    ------
    batch : SpanBatch
        Every row is in one of them.
    """
    n_series, _, n_channels = values.shape
    waiting: dict[int, list[TimeSpan]] = {}
    n_waiting: dict[int, int] = {}
    for span in time_spans(values, n_parts):
        n_tokens = -(-(span.stop - span.first) // patch_length)
        most_rows = min(-(-n_series // n_parts), CHUNK_VALUES // (n_tokens * patch_length * n_channels))
        n_rows = len(np.arange(n_series)[span.rows])
        if n_tokens in waiting and n_waiting[n_tokens] + n_rows > most_rows:
            yield SpanBatch.of(waiting.pop(n_tokens), n_series)
        n_waiting[n_tokens] = n_rows + (n_waiting[n_tokens] if n_tokens in waiting else 0)
        waiting.setdefault(n_tokens, []).append(span)
    for spans in waiting.values():
        yield SpanBatch.of(spans, n_series)


def equal_rows(*numbers: np.ndarray) -> Iterator[tuple]:
    """Rows with equal numbers.

    Parameters
    ----------
    *numbers : ndarrays of int of shape (n,)
        At least 0.

    Yields
    ------
    rows : slice or ndarray of int
        All rows where there is only one kind.
    *numbers : int
        Those of these rows.
    """
    code = np.ravel_multi_index(numbers, [of_rows.max() + 1 for of_rows in numbers])
    _, examples, kind_of_row = np.unique(code, return_index=True, return_inverse=True)
    for kind, example in enumerate(examples):
        rows = slice(None) if len(examples) == 1 else np.flatnonzero(kind_of_row == kind)
        yield rows, *(int(of_rows[example]) for of_rows in numbers)


def chunks(n_series: int, n_values: int, most_rows: int | None = None) -> Iterator[slice]:
    """Slices of series that are few enough to be processed at once.

    Parameters
    ----------
    n_series : int
    n_values : int
        Of one series.
    most_rows : int or None, default=None
        Series of a slice, at most; None sets no further limit.

    Yields
    ------
    rows : slice
    """
    n_rows = max(1, min(CHUNK_VALUES // n_values, most_rows or n_series))
    for first in range(0, n_series, n_rows):
        yield slice(first, first + n_rows)

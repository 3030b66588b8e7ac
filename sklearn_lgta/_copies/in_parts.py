"""Series copied part by part: in jobs side by side, or one part after the other.

Axes: n series, t time points, c channels.
"""

from typing import NamedTuple

import numpy as np

from .._preprocessing.spans import time_spans
from .._reproducibility.jobs import in_jobs, n_parts
from .._reproducibility.progress import progress_bar
from .._reproducibility.settings import numeric_settings


class MadeCopies(NamedTuple):
    """Series and all of their copies, as `CopySource` holds series whose copies are made when they are asked for.

    Attributes
    ----------
    values : ndarray of shape (n, t, c)
        The series.
    structure : ndarray of shape (n, t, c)
        Trend and season, about which copies vary.
    copies : dict of int to ndarray of shape (n, t, c)
        Copies by their number.
    """

    values: np.ndarray
    structure: np.ndarray
    copies: dict

    def copy(self, number):
        """One copy of every series: int -> (n, t, c)."""
        return self.copies[number]


def copies_of(copier, values, conditions, numbers, how, groups=None, **jobs):
    """Copies of series.

    Parameters
    ----------
    copier : Copier
    values : ndarray of shape (n, t, c)
        NaN where missing.
    conditions : Conditions
    numbers : sequence of int
    how : (gain, residual, fill)
        As for `Copier.copies`; the gain is None where copies are only filled.
    groups : ndarray of shape (n,) or None, default=None
    **jobs
        `n_jobs` and `verbose`.

    Returns
    -------
    copies : ndarray of shape (n_copies, n, t, c)
    """
    result = np.full((len(numbers), *values.shape), np.nan)
    for span, (copies,) in _of_spans("augment", copier, values, conditions, groups, (numbers, *how), **jobs):
        result[:, span.rows, span.time] = copies
    return result


def made_copies(copier, values, conditions, numbers, how, **jobs):
    """Series with their structure and their copies.

    Parameters
    ----------
    copier, values, conditions, numbers, how, **jobs
        As for `copies_of`; the gain is not None.

    Returns
    -------
    made : MadeCopies
        Gaps of the series are filled as those of the copies are.
    """
    result = np.full((2 + len(numbers), *values.shape), np.nan)
    parts = _of_spans("training_windows", copier, values, conditions, None, (numbers, *how, True), **jobs)
    for span, (copies, of_series) in parts:
        result[:2, span.rows, span.time] = of_series
        result[2:, span.rows, span.time] = copies
    return MadeCopies(result[0], result[1], dict(zip(numbers, result[2:], strict=True)))


def _of_spans(name, copier, values, conditions, groups, how, n_jobs=None, verbose=0):
    """Copies of the series of every time span: yields spans, and what `_of_span` returns for them."""
    spans = list(time_spans(values, n_parts(n_jobs, verbose)))
    calls = (
        (
            *(_of_span, copier, span.take(values), span.conditions_of(conditions)),
            *(None if groups is None else groups[span.rows], *how),
        )
        for span in spans
    )
    with progress_bar(name, len(spans), "part", verbose) as bar:
        yield from zip(spans, in_jobs(calls, n_jobs, bar), strict=True)


def _of_span(copier, values, conditions, groups, numbers, gain, residual, fill, with_series=False):
    """Copies of series of one time span (n_copies, n, t, c), and the series and their structure (2, n, t, c)."""
    with numeric_settings():  # here, as the settings of the caller's thread do not reach other threads and processes
        # values -> EncodedSeries: fill gaps, decompose, encode; find donors
        series = copier.prepare(values, conditions, groups)
        # EncodedSeries -> values: draw, change the codes, decode, recompose, keep the limits
        parts = [[copier.copy(series, number, gain, residual) for number in numbers]]
        if with_series:
            parts.append([series.encoded.values, copier.structure(series)])
    return [np.stack(part if fill else [with_gaps(one, series.encoded.missing) for one in part]) for part in parts]


def with_gaps(values, missing):
    """Values with NaN where they are missing: (n, t, c), (n, t, c) -> (n, t, c)."""
    return np.where(missing, np.nan, values) if missing.any() else values

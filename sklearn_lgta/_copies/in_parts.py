"""Series copied part by part: in jobs side by side, or one part after the other.

Axes: n series, t time points, c channels.
"""

from typing import NamedTuple

import numpy as np

from .._preprocessing.normalisation import as_dtype
from .._preprocessing.spans import span_batches
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


def copies_of(copier, values, conditions, numbers, how, groups=None, dtype=None, **jobs):
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
    dtype : numpy.dtype or None, default=None
        Of the copies; None is float64.
    **jobs
        `n_jobs` and `verbose`.

    Returns
    -------
    copies : ndarray of shape (n_copies, n, t, c)
    """
    n_series, n_timepoints, n_channels = values.shape
    # as users get it, with channels before time
    result = np.full((len(numbers), n_series, n_channels, n_timepoints), np.nan, dtype=dtype).swapaxes(2, 3)
    for batch, (copies,) in _of_batches("augment", copier, values, conditions, groups, (numbers, *how), **jobs):
        _write(batch, copies, result)
    return result


def made_copies(copier, values, conditions, numbers, how, groups=None, **jobs):
    """Series with their structure and their copies.

    Parameters
    ----------
    copier, values, conditions, numbers, how, groups, **jobs
        As for `copies_of`; the gain is not None.

    Returns
    -------
    made : MadeCopies
        Gaps of the series are filled as those of the copies are.
    """
    result = np.full((2 + len(numbers), *values.shape), np.nan)
    parts = _of_batches("training_windows", copier, values, conditions, groups, (numbers, *how, True), **jobs)
    for batch, (copies, of_series) in parts:
        _write(batch, of_series, result[:2])
        _write(batch, copies, result[2:])
    return MadeCopies(result[0], result[1], dict(zip(numbers, result[2:], strict=True)))


def _of_batches(name, copier, values, conditions, groups, how, n_jobs=None, verbose=0):
    """Copies of the series of every batch: yields batches, and what `_of_batch` returns for them."""
    batches = list(span_batches(values, copier.patch_length, n_parts(n_jobs, verbose)))
    calls = (
        (_of_batch, copier, batch.take(values, conditions), None if groups is None else groups[batch.rows], *how)
        for batch in batches
    )
    with progress_bar(name, len(batches), "part", verbose) as bar:
        yield from zip(batches, in_jobs(calls, n_jobs, bar), strict=True)


def _of_batch(copier, spans, groups, numbers, gain, residual, fill, with_series=False):
    """Copies of the series of a batch (n_copies, n, t, c), and the series and their structure (2, n, t, c)."""
    with numeric_settings():  # here, as the settings of the caller's thread do not reach other threads and processes
        # values -> EncodedSeries: fill gaps, decompose, encode; find donors
        series = copier.prepare(spans, groups)
        # EncodedSeries -> values: draw, change the codes, decode, recompose, keep the limits
        parts = [np.concatenate(list(copier.several_copies(series, numbers, gain, residual)))]
        if with_series:
            parts.append(np.stack([series.encoded.values, copier.structure(series)]))
    return parts if fill else [with_gaps(part, series.encoded.missing) for part in parts]


def _write(batch, arrays, result):
    """Write arrays of a batch, (m, n_rows, t, c), to their places in those of all series, (m, n, t, c)."""
    for equal, time, within in batch.places():
        result[:, batch.rows[equal], time] = as_dtype(arrays[:, equal, within], result.dtype)


def with_gaps(values, missing):
    """Values with NaN where they are missing: (n, t, c), (n, t, c) -> (n, t, c)."""
    return np.where(missing, np.nan, values) if missing.any() else values

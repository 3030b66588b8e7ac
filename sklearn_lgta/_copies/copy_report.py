"""What copies of some training series are like: how rough, how often they repeat others.

Axes: n series, t time points, c channels, m copies, r training series.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._preprocessing.normalisation import standardise
from .._preprocessing.spans import ends, has_gaps, time_spans

_SERIES, _COPIES = 16, 8
_VALUES = 2**21  # of all copies, at most: fewer copies of very long series, but two
_NEAR = 0.05  # of held-out series of ten real sets, none is as near to a training series
_NEARER = 0.2  # of the distance of the series itself, as series may be alike
_FIRST_COPY = 2**50  # numbers of copies that neither users nor the calibration take


def copy_report(calibration: Any, gain: float) -> dict[str, float]:
    """Figures of some copies.

    Parameters
    ----------
    calibration : StrengthCalibration
        Holds the training series that are copied, at most 16 of them, and those that they are compared with.
    gain : float

    Returns
    -------
    report : dict
        "roughness": root-mean-square second difference of a copy over that of its series, median. "distinct":
        fraction of copies that equal neither their series nor an earlier copy of it, of 8 copies each.
        "near_training": fraction of copies that lie within .05 of another training series, in root mean square of
        standardised values. A figure is left out where there is nothing to compare.
    """
    training = np.asarray(calibration.values, dtype=np.float64)
    ratios, distinct, near = [], [], []
    for span in time_spans(training[:_SERIES]):
        n_copies = int(np.clip(_VALUES // span.take(training).size, 2, _COPIES))
        series, copies = _copies_of(calibration, span, gain, n_copies)
        ratios.append(roughness_ratio(series, copies).ravel())
        distinct.append(is_new(series, copies))
        others = training[(np.stack(ends(training)) == [[span.first], [span.stop]]).all(axis=0) & ~has_gaps(training)]
        near.append(near_others(series, copies, others[:, span.time]))
    ratio = np.concatenate(ratios)
    averages: dict[str, tuple[Any, NDArray]] = {
        "roughness": (np.median, ratio[np.isfinite(ratio)]),
        "distinct": (np.mean, np.concatenate(distinct, axis=None)),
        "near_training": (np.mean, np.concatenate(near, axis=None)),
    }
    return {name: float(average(values)) for name, (average, values) in averages.items() if values.size}


def distinct_fraction(calibration: Any, gain: float, n_copies: int) -> float:
    """Return the fraction of copies of some training series that are new, of so many copies of each."""
    parts = [_copies_of(calibration, span, gain, n_copies) for span in time_spans(calibration.values[:_COPIES])]
    return float(np.mean(np.concatenate([is_new(*part) for part in parts], axis=1)))


def _copies_of(calibration: Any, span: Any, gain: float, n_copies: int) -> tuple[NDArray, NDArray]:
    """Series of a span and copies of them, with values in gaps: (n, t, c), (m, n, t, c)."""
    copier = calibration.copier
    values, conditions = span.take(calibration.values), span.conditions_of(calibration.conditions)
    prepared = copier.prepare([(values, conditions)])
    numbers = range(_FIRST_COPY, _FIRST_COPY + n_copies)
    copies = np.stack([copier.copy(prepared, number, gain, calibration.residual) for number in numbers])
    return prepared.encoded.values, copies


def roughness_ratio(series: NDArray, copies: NDArray) -> NDArray:
    """Root-mean-square second differences of copies over those of their series.

    Parameters
    ----------
    series : ndarray of shape (n, t, c)
    copies : ndarray of shape (m, n, t, c)

    Returns
    -------
    ratio : ndarray of shape (m, n, c)
        Not finite where a series has no second differences that are not 0.
    """
    if series.shape[1] < 3:
        return np.full((len(copies), len(series), series.shape[2]), np.nan)
    unit = np.abs(series).max(axis=1, keepdims=True)
    with np.errstate(all="ignore"):  # of huge copies, and of series without differences
        before, after = (np.square(np.diff(x / unit, n=2, axis=-2)).mean(axis=-2) for x in (series, copies))
        return np.sqrt(after / before)


def is_new(series: NDArray, copies: NDArray) -> NDArray[np.bool_]:
    """Whether copies equal neither their series nor an earlier copy of it, to the bit.

    Parameters
    ----------
    series : ndarray of shape (n, t, c)
    copies : ndarray of shape (m, n, t, c)
        NaN equals NaN.

    Returns
    -------
    is_new : ndarray of bool of shape (m, n)
    """
    result = np.empty(copies.shape[:2], dtype=bool)
    for row, own in enumerate(series):
        seen = {(own + 0.0).tobytes()}
        for number, copy in enumerate(copies[:, row] + 0.0):  # 0.0 and -0.0 are one number
            content = copy.tobytes()
            result[number, row] = content not in seen
            seen.add(content)
    return result


def near_others(series: NDArray, copies: NDArray, others: NDArray) -> NDArray[np.bool_]:
    """Whether copies lie very near to another series than their own, level and size aside, and their own does not.

    Parameters
    ----------
    series : ndarray of shape (n, t, c)
    copies : ndarray of shape (m, n, t, c)
    others : ndarray of shape (r, t, c)

    Returns
    -------
    near : ndarray of bool of shape (m, n)
        Without series to compare with, of shape (0, n).
    """
    if len(others) < 2:
        return np.empty((0, len(series)), dtype=bool)
    own, theirs = _points(series), _points(others)
    limit = np.minimum(_NEAR, _NEARER * _distances(own, theirs))
    return np.stack([(_distances(_points(copy), theirs) < limit).any(axis=1) for copy in copies])


def _points(series: NDArray) -> NDArray:
    """Standardised series as vectors whose distances are root mean squares: (n, t, c) -> (n, t * c)."""
    standard = standardise(series)[0]
    return standard.reshape(len(standard), -1) / np.sqrt(standard[0].size)


def _distances(one: NDArray, other: NDArray) -> NDArray:
    squares = (one**2).sum(axis=1)[:, None] + (other**2).sum(axis=1) - 2 * one @ other.T
    return np.sqrt(np.maximum(squares, 0.0))

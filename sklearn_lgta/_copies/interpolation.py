"""Series between two others: codes by spherical interpolation, everything else on a straight line.

Axes: n series, t time points, c channels.
"""

import numpy as np

from .._preprocessing.normalisation import HEADROOM
from .._preprocessing.spans import ends, time_spans
from ..transformations._redraw import interpolate_codes


def interpolate(encoder, postprocessor, first, last, n_steps):
    """Steps from some series to others.

    Parameters
    ----------
    encoder : SeriesEncoder
    postprocessor : Postprocessor
    first, last : pairs of an ndarray of shape (n, t, c) and Conditions
        Series at both ends, row by row, NaN where missing, and their conditions.
    n_steps : int
        Steps with both ends, 2 at least.

    Returns
    -------
    steps : ndarray of shape (n_steps, n, t, c)
        The ends bitwise.

    Raises
    ------
    ValueError
        If the two series of a row are not observed over the same time.
    """
    (values_a, _), (values_b, _) = first, last
    _refuse_other_spans(values_a, values_b)
    result = np.full((n_steps, *values_a.shape), np.nan)
    result[0], result[-1] = values_a, values_b
    both = np.concatenate([values_a, values_b], axis=2)  # gaps of either make a time span of its own
    for span in time_spans(both):
        encoded = [
            encoder.encode(span.take(values), span.conditions_of(conditions)) for values, conditions in (first, last)
        ]
        for step, fraction in enumerate(np.linspace(0.0, 1.0, n_steps)[1:-1], start=1):
            between = _between(*encoded, fraction)
            filled_ends = (series.values for series in encoded)
            result[step, span.rows, span.time] = postprocessor.between(between, *filled_ends, fraction)
    return result


def _between(first, last, fraction):
    """Series at a fraction of the path from some EncodedSeries to others: (n, t, c).

    Location, scale and structure lie on the straight line between the two. The residual is blended with weights
    whose squares sum to 1, as an average of two would be smaller.
    """
    frames = (
        HEADROOM * of.values - HEADROOM * of.decomposition.unit * of.decomposition.remainder for of in (first, last)
    )
    latent = interpolate_codes(first.latent, last.latent, fraction)
    frame, unit, conditions = (
        (1 - fraction) * a + fraction * b
        for a, b in (
            tuple(frames),
            (HEADROOM * first.decomposition.unit, HEADROOM * last.decomposition.unit),
            (first.conditions, last.conditions),
        )
    )
    angle = fraction * np.pi / 2
    residual = np.cos(angle) * first.residual + np.sin(angle) * last.residual
    remainder = first.codec.decode(latent, conditions, first.grid) + first.grid.from_tokens(residual)
    with np.errstate(over="ignore"):
        return (frame + unit * remainder) / HEADROOM


def _refuse_other_spans(values_a, values_b):
    for what, a, b in zip(("start", "end"), ends(values_a), ends(values_b), strict=True):
        other = np.flatnonzero(a != b)
        if len(other):
            raise ValueError(
                f"X_a and X_b must be observed over the same time, row by row. At position {other[0]} they {what} at "
                f"time points {a[other[0]]} and {b[other[0]]}. Cut both to the time they have in common."
            )

"""The last step before series are returned: as many zeros as before, whole numbers, bounds.

A change that is added to a series of counts with many zeros leaves small values in place of the zeros. The smallest
values of the copy of an intermittent series therefore become 0, as many as there were, and the other values are at
least as large as the smallest value before that is not 0. A small enough change leaves the zeros at their time
points, so copies are continuous where strength goes to 0.

Axes: n series, t time points, c channels.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from .bounds import Bounds
from .trend_season import is_intermittent


class Postprocessor(NamedTuple):
    """The last step before series are returned.

    Attributes
    ----------
    bounds : Bounds
    keeps_zeros : bool
        Whether intermittent series keep their number of zeros.
    rounds : bool
        Whether changed values become whole numbers.
    """

    bounds: Bounds
    keeps_zeros: bool
    rounds: bool

    @classmethod
    def resolve(cls, bounds: str | Sequence[Any] | None, rounds: bool, values: np.ndarray) -> "Postprocessor":
        """Postprocessor for two settings and the training series.

        Parameters
        ----------
        bounds : "auto", None or (low, high)
            With None, zeros are not kept either, as copies may be negative.
        rounds : bool
        values : ndarray of shape (n, t, c)

        Returns
        -------
        postprocessor : Postprocessor

        Raises
        ------
        ValueError
            If the bounds are no interval or do not hold, or if copies shall be whole numbers but the series are not.
        """
        limits = Bounds.resolve(bounds, values)
        if rounds:
            not_whole = np.concatenate([series[~np.isnan(series) & (series != np.rint(series))] for series in values])
            if not_whole.size:
                raise ValueError(
                    f"round=True needs whole numbers, but X has {not_whole.size} values that are not, the first of "
                    f"them {not_whole[0]:g}. Pass np.rint(X), or set round=False."
                )
            limits = Bounds(np.ceil(limits.low), np.floor(limits.high))
        return cls(limits, bounds is not None, bool(rounds))

    def copies(self, changed: np.ndarray, values: np.ndarray) -> np.ndarray:
        """Postprocess copies of series.

        Parameters
        ----------
        changed, values : ndarrays of shape (n, t, c)
            After and before the change. Values that did not change stay as they are.

        Returns
        -------
        finished : ndarray of shape (n, t, c)
        """
        moved = changed != values
        n_zeros = np.count_nonzero(moved & (values == 0), axis=1, keepdims=True)
        finished = _with_zeros(changed, moved, self._has_zeros(values), n_zeros, self._smallest_nonzero(values))
        return self.bounds.clip(np.where(moved, np.rint(finished), finished) if self.rounds else finished, values)

    def guesses(self, predicted: np.ndarray, values: np.ndarray) -> np.ndarray:
        """Postprocess predictions of missing values.

        Parameters
        ----------
        predicted, values : ndarrays of shape (n, t, c)
            The second one is NaN where missing.

        Returns
        -------
        finished : ndarray of shape (n, t, c)
        """
        return self.bounds.clip(np.rint(predicted) if self.rounds else predicted, values)

    def between(self, blended: np.ndarray, first: np.ndarray, last: np.ndarray, fraction: float) -> np.ndarray:
        """Postprocess series that are interpolated between others, with an interpolated number of zeros.

        Parameters
        ----------
        blended, first, last : ndarrays of shape (n, t, c)
        fraction : float
            Position between the first (0) and the last (1).

        Returns
        -------
        finished : ndarray of shape (n, t, c)
        """
        both = np.concatenate([first, last], axis=1)
        has_zeros = (self._has_zeros(first) | self._has_zeros(last)) & (both.min(axis=1, keepdims=True) >= 0)
        n_zeros, smallest = (
            (1 - fraction) * statistic(first) + fraction * statistic(last)
            for statistic in (_count_zeros, self._smallest_nonzero)
        )
        moved = np.ones_like(blended, dtype=bool)
        finished = _with_zeros(blended, moved, has_zeros, np.rint(n_zeros), smallest)
        return self.bounds.clip(np.rint(finished) if self.rounds else finished, both)

    def _has_zeros(self, values: np.ndarray) -> np.ndarray:
        """Whether a series keeps its number of zeros: (n, t, c) -> (n, 1, c)."""
        never_negative = values.min(axis=1, keepdims=True) >= 0
        return self.keeps_zeros & never_negative & is_intermittent(values)

    def _smallest_nonzero(self, values: np.ndarray) -> np.ndarray:
        """Smallest value that is not 0, in series that are never negative: (n, t, c) -> (n, 1, c)."""
        smallest = np.min(values, axis=1, keepdims=True, where=values > 0, initial=np.inf)
        smallest[np.isinf(smallest)] = 0.0  # all are 0
        return np.maximum(smallest, 1.0) if self.rounds else smallest


def _count_zeros(values: np.ndarray) -> np.ndarray:
    return np.count_nonzero(values == 0, axis=1, keepdims=True)


def _with_zeros(changed, moved, has_zeros, n_zeros, smallest):
    """Series whose smallest moved values are 0, n_zeros of them, and whose other moved values are at least `smallest`.

    Parameters
    ----------
    changed : ndarray of shape (n, t, c)
    moved : ndarray of bool of shape (n, t, c)
    has_zeros, n_zeros, smallest : ndarrays of shape (n, 1, c)
        Series without `has_zeros` stay as they are.

    Returns
    -------
    values : ndarray of shape (n, t, c)
    """
    if not has_zeros.any():
        return changed
    order = np.argsort(np.where(moved, changed, np.inf), axis=1, kind="stable")
    is_zero = np.empty_like(moved)
    np.put_along_axis(is_zero, order, np.arange(changed.shape[1])[:, None] < n_zeros, axis=1)
    return np.where(moved & has_zeros, np.where(is_zero, 0.0, np.maximum(changed, smallest)), changed)

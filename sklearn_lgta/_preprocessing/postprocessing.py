"""What is done to copies last: as many zeros as there were, whole numbers, limits.

A change that is added to a series of counts with many zeros leaves small values where the zeros were.
So the smallest values of the copy of an intermittent series become 0, as many as there were, and the
others are at least as large as the smallest that is not 0. A change that is small enough leaves the
zeros where they are, so that copies are continuous where strength goes to 0.

Axes: n series, t time points, c channels.
"""

from typing import NamedTuple

import numpy as np

from .bounds import Bounds
from .trend_season import is_intermittent


class Postprocessor(NamedTuple):
    """The last step of everything that returns series.

    Attributes
    ----------
    bounds : Bounds
    keeps_zeros : bool
        Whether intermittent series keep their number of zeros.
    rounds : bool
        Whether what has changed becomes whole numbers.
    """

    bounds: Bounds
    keeps_zeros: bool
    rounds: bool

    @classmethod
    def resolve(cls, bounds, rounds, values):
        """The last step for two settings and the training series.

        Parameters
        ----------
        bounds : "auto", None or (low, high)
            None keeps no zeros either, as copies may then be negative.
        rounds : bool
        values : ndarray of shape (n, t, c)

        Returns
        -------
        finish : Postprocessor

        Raises
        ------
        ValueError
            If bounds do not suit, or copies shall be whole numbers and the series are not.
        """
        limits = Bounds.resolve(bounds, values)
        if rounds:
            broken = values[~np.isnan(values) & (values != np.rint(values))]
            if broken.size:
                raise ValueError(
                    f"round=True makes copies whole numbers, but {broken.size} values of X are none, first "
                    f"{broken[0]:g}. Round X, or leave round=False."
                )
            limits = Bounds(np.ceil(limits.low), np.floor(limits.high))
        return cls(limits, bounds is not None, bool(rounds))

    def copies(self, changed, values):
        """Finish copies of series.

        Parameters
        ----------
        changed, values : ndarrays of shape (n, t, c)
            After and before the change. Places that did not change stay as they are.

        Returns
        -------
        finished : ndarray of shape (n, t, c)
        """
        moved = changed != values
        n_zeros = np.count_nonzero(moved & (values == 0), axis=1, keepdims=True)
        finished = self._with_zeros(changed, moved, self._sparse(values), n_zeros, self._least(values))
        return self.bounds.clip(np.where(moved, np.rint(finished), finished) if self.rounds else finished, values)

    def guesses(self, guessed, values):
        """Finish guesses at what is missing in series.

        Parameters
        ----------
        guessed, values : ndarrays of shape (n, t, c)
            The second one is NaN where missing.

        Returns
        -------
        finished : ndarray of shape (n, t, c)
        """
        return self.bounds.clip(np.rint(guessed) if self.rounds else guessed, values)

    def between(self, blended, first, last, fraction):
        """Finish series on the way from some to others, where the number of zeros is on its way too.

        Parameters
        ----------
        blended, first, last : ndarrays of shape (n, t, c)
        share : float
            Of the way, between 0 and 1.

        Returns
        -------
        finished : ndarray of shape (n, t, c)
        """
        both = np.concatenate([first, last], axis=1)
        sparse = (self._sparse(first) | self._sparse(last)) & (both.min(axis=1, keepdims=True) >= 0)
        n_zeros, least = (
            (1 - fraction) * figure(first) + fraction * figure(last) for figure in (self._count_zeros, self._least)
        )
        finished = self._with_zeros(blended, np.ones_like(blended, dtype=bool), sparse, np.rint(n_zeros), least)
        return self.bounds.clip(np.rint(finished) if self.rounds else finished, both)

    def _sparse(self, values):
        never_negative = values.min(axis=1, keepdims=True) >= 0
        return self.keeps_zeros & never_negative & is_intermittent(values)

    @staticmethod
    def _count_zeros(values):
        return np.count_nonzero(values == 0, axis=1, keepdims=True)

    def _least(self, values):
        """Smallest value that is not 0, in series that are never negative: (n, 1, c)."""
        least = np.min(values, axis=1, keepdims=True, where=values > 0, initial=np.inf)
        least[np.isinf(least)] = 0.0  # all are 0
        return np.maximum(least, 1.0) if self.rounds else least

    @staticmethod
    def _with_zeros(changed, moved, sparse, n_zeros, least):
        """Series whose smallest values among those that moved are 0, and the others at least `least`."""
        if not sparse.any():
            return changed
        order = np.argsort(np.where(moved, changed, np.inf), axis=1, kind="stable")
        is_zero = np.empty_like(moved)
        np.put_along_axis(is_zero, order, np.arange(changed.shape[1])[:, None] < n_zeros, axis=1)
        return np.where(moved & sparse, np.where(is_zero, 0.0, np.maximum(changed, least)), changed)

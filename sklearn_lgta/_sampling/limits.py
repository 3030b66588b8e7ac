"""Limits of drawn series: values that stay at a limit, and series that leave their bounds.

Axes: n series, t time points, c channels.
"""

from functools import cached_property

import numpy as np

from .._preprocessing.bounds import Bounds

_PERSISTENCE = 0.5  # lag-1 correlation of being at a limit, at least, where staying there is a state of its own
_FAR_OUTSIDE = 0.3  # of the standard deviation of a series: root mean square of what is cut off


class Limits:
    """Bounds, and how often training series lie at them.

    Parameters
    ----------
    values : ndarray of shape (n, t, c)
        Training series.
    bounds : Bounds
    """

    def __init__(self, values: np.ndarray, bounds: Bounds) -> None:
        self._values, self._bounds = values, bounds
        at_limit = (values == bounds.low) | (values == bounds.high)
        self._largest_fraction = at_limit.mean(axis=1).max(axis=0)  # of time points at a limit, in one series

    @cached_property
    def _stays(self) -> np.ndarray:
        """Where training series stay at a limit: bool of shape (n, t, c)."""
        return _persistent(self._values == self._bounds.low) | _persistent(self._values == self._bounds.high)

    def keep(self, values: np.ndarray, donors: np.ndarray) -> np.ndarray:
        """Put values to a limit where the donor stays at it, as counts do at 0.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)
            Drawn series.
        donors : ndarray of int of shape (n, c)
            Training series, for every channel.

        Returns
        -------
        values : ndarray of shape (n, t, c)
        """
        of_donor = donors[:, None], np.arange(values.shape[1])[:, None], np.arange(values.shape[2])
        return np.where(self._stays[of_donor], self._values[of_donor], values)

    def clip(self, values: np.ndarray, low: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Cut values off at the limits, and measure how much is cut off.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)
            Drawn series.
        low : ndarray of shape (n, c)
            Lowest values of each of them.

        Returns
        -------
        clipped : ndarray of shape (n, t, c)
        excess : ndarray of shape (n,)
            Fraction of time points outside of the limits, less the largest fraction of time points at which a
            training series lies at a limit. 0 where the part that is cut off is small.
        """
        clipped = np.clip(values, low[:, None], self._bounds.high)
        outside = values - clipped
        far = (outside**2).mean(axis=1) > (_FAR_OUTSIDE * values.std(axis=1)) ** 2
        excess = np.where(far, np.maximum((outside != 0).mean(axis=1) - self._largest_fraction, 0), 0)
        return clipped, excess.max(axis=1)


def _persistent(at_limit: np.ndarray) -> np.ndarray:
    """Where values are at a limit, in channels that tend to stay there: bool of shape (n, t, c)."""
    if at_limit.shape[1] < 2:  # nothing can stay
        return np.zeros_like(at_limit)
    before, after = (part.reshape(-1, part.shape[2]) for part in (at_limit[:, :-1], at_limit[:, 1:]))
    covariance = (before & after).mean(axis=0) - before.mean(axis=0) * after.mean(axis=0)
    return at_limit & (covariance > _PERSISTENCE * before.std(axis=0) * after.std(axis=0))

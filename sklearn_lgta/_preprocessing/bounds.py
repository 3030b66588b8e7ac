"""Limits of the output."""

from numbers import Real
from typing import NamedTuple

import numpy as np


class Bounds(NamedTuple):
    """The lower and upper limit of every channel.

    Attributes
    ----------
    low, high : ndarrays of shape (n_channels,)
        Infinite where there is no limit.
    """

    low: np.ndarray
    high: np.ndarray

    @classmethod
    def resolve(cls, bounds, values):
        """Limits for a setting and the training series.

        Parameters
        ----------
        bounds : "auto", None or (low, high)
        values : ndarray of shape (n_series, n_timepoints, n_channels)
            NaN where not known.

        Returns
        -------
        bounds : Bounds

        Raises
        ------
        ValueError
            If the pair is no interval, or the series lie outside of it.
        """
        least, most = np.nanmin(values, axis=(0, 1)), np.nanmax(values, axis=(0, 1))
        open_side = np.full(values.shape[2], np.inf)
        if bounds is None:
            return cls(-open_side, open_side)
        if isinstance(bounds, str):  # "auto": what is never negative stays so
            return cls(np.where(least >= 0, 0.0, -np.inf), open_side)
        if len(bounds) != 2:
            raise ValueError(f"bounds={bounds!r} must be 'auto', None or a pair (low, high).")
        low, high = (
            default if bound is None else bound for bound, default in zip(bounds, (-np.inf, np.inf), strict=True)
        )
        if not (isinstance(low, Real) and isinstance(high, Real) and low < high):
            raise ValueError(
                f"bounds={bounds!r} must be two numbers (low, high) with low < high; None leaves a side open."
            )
        if least.min() < low or most.max() > high:
            raise ValueError(
                f"bounds={bounds!r} do not hold for X, whose values lie between {least.min():g} and {most.max():g}. "
                "Widen the bounds or clip X."
            )
        return cls(np.full_like(open_side, low), np.full_like(open_side, high))

    def clip(self, changed, values):
        """Keep changed series within the limits, or within their own range where that is wider.

        Parameters
        ----------
        changed, values : ndarrays of shape (n_series, n_timepoints, n_channels)
            After and before the change, NaN where not known. A series that `fit` has not seen may lie outside
            the limits; it is not pulled in.

        Returns
        -------
        clipped : ndarray of shape (n_series, n_timepoints, n_channels)
        """
        low = np.minimum(self.low, np.fmin.reduce(values, axis=1, keepdims=True))
        high = np.maximum(self.high, np.fmax.reduce(values, axis=1, keepdims=True))
        return np.clip(changed, low, high)

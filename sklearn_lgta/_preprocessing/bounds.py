"""Bounds of the output."""

from collections.abc import Sequence
from numbers import Real
from typing import Any, NamedTuple

import numpy as np

_LARGEST = np.finfo(np.float64).max


class Bounds(NamedTuple):
    """The lower and upper bound of every channel.

    Attributes
    ----------
    low, high : ndarrays of shape (n_channels,)
        Infinite where there is no bound.
    """

    low: np.ndarray
    high: np.ndarray

    @classmethod
    def resolve(cls, bounds: str | Sequence[Any] | None, values: np.ndarray) -> "Bounds":
        """Bounds for a setting and the training series.

        Parameters
        ----------
        bounds : "auto", None or (low, high)
        values : ndarray of shape (n_series, n_timepoints, n_channels)
            NaN where not observed.

        Returns
        -------
        bounds : Bounds

        Raises
        ------
        ValueError
            If the pair is no interval, no float can hold it, or the series lie outside of it.
        """
        smallest, largest = (of(values, axis=(0, 1)).astype(np.float64) for of in (np.nanmin, np.nanmax))
        infinity = np.full(values.shape[2], np.inf)
        if bounds is None:
            return cls(-infinity, infinity)
        if isinstance(bounds, str):  # "auto": a channel that is never negative stays so
            return cls(np.where(smallest >= 0, 0.0, -np.inf), infinity)
        if len(bounds) != 2:
            raise ValueError(f"bounds={bounds!r} must be 'auto', None or a pair (low, high).")
        low, high = (
            default if bound is None else bound for bound, default in zip(bounds, (-np.inf, np.inf), strict=True)
        )
        try:
            is_interval = isinstance(low, Real) and isinstance(high, Real) and float(low) < float(high)
        except OverflowError:
            raise ValueError(
                f"bounds must be within {_LARGEST:.3g}, the largest float; one of them is larger. Use None in its "
                "place, which leaves that side open."
            ) from None
        if not is_interval:
            raise ValueError(
                f"bounds={bounds!r} must be two numbers (low, high) with low < high; None leaves a side open."
            )
        if smallest.min() < low or largest.max() > high:
            raise ValueError(
                f"bounds={bounds!r} do not hold for X, whose values lie between {smallest.min():g} and "
                f"{largest.max():g}. Widen the bounds or clip X."
            )
        return cls(np.full_like(infinity, low), np.full_like(infinity, high))

    def clip(self, changed: np.ndarray, values: np.ndarray) -> np.ndarray:
        """Keep changed series within the bounds, or within the range of the series before where that is wider.

        Parameters
        ----------
        changed, values : ndarrays of shape (n_series, n_timepoints, n_channels)
            After and before the change, NaN where not observed. A series that `fit` has not seen may lie outside of
            the bounds, and is not pulled into them.

        Returns
        -------
        clipped : ndarray of shape (n_series, n_timepoints, n_channels)
            Finite: what overflowed is the largest float.

        Raises
        ------
        ValueError
            If a changed value is NaN, as numbers overflowed on the way.
        """
        if np.isnan(changed).any():
            raise ValueError(
                "The result holds numbers that no float can hold. Use a smaller strength, smaller codes in decode, or "
                "smaller numbers in X, such as X / 1e10."
            )
        low = np.minimum(self.low, np.fmin.reduce(values, axis=1, keepdims=True))
        high = np.maximum(self.high, np.fmax.reduce(values, axis=1, keepdims=True))
        return np.clip(changed, np.maximum(low, -_LARGEST), np.minimum(high, _LARGEST))

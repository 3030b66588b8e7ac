"""Units of series, and distances between them.

Axes: n series, m new series, k copies, c channels, t time points. Where series are shorter than others, NaN follows
their end, and stands for no value.
"""

import numpy as np
from numpy.typing import NDArray
from sklearn.neighbors import NearestNeighbors

UNITS = {"series": "each series", "panel": "all series"}  # whose standard deviation is the unit of a change
Axis = int | tuple[int, ...]


def is_constant(X: NDArray, axis: Axis) -> NDArray[np.bool_]:
    """Whether all values along axes are equal but for rounding: (n, c, t) -> the same with axes of length 1."""
    rounding = 10 * np.finfo(float).eps * np.fmax.reduce(np.abs(X), axis=axis, keepdims=True)
    return _std(X, axis) <= rounding


def spread(X: NDArray, axis: Axis) -> NDArray:
    """Standard deviation along axes, 1 where values are constant: (n, c, t) -> the same with axes of length 1."""
    return np.where(is_constant(X, axis), 1.0, _std(X, axis))


def _std(X: NDArray, axis: Axis) -> NDArray:
    """Standard deviation along axes, of series over their own lengths: (n, c, t) -> the same with axes of length 1."""
    return (np.nanstd if np.isnan(X).any() else np.std)(X, axis=axis, keepdims=True)


def centred(X: NDArray) -> NDArray:
    """Values about their mean along time, exactly 0 where they are constant: (..., t) -> (..., t)."""
    return np.where(is_constant(X, -1), 0.0, X - X.mean(axis=-1, keepdims=True))


def relative_change(X: NDArray, copies: NDArray, unit: str = "series") -> NDArray:
    """Change in standard deviations of each series, or of all, by channel: (n, c, t), (k, n, c, t) -> (k, n, c, t)."""
    return (copies - X) / spread(X, axis=-1 if unit == "series" else (0, 2))


def as_points(X: NDArray, *others: NDArray, standardize: bool) -> list[NDArray]:
    """Points whose distance is the root mean square of a difference of series: (n, c, t), ... -> (n, c * t), ..."""
    centre = X.mean(axis=(0, 2), keepdims=True)  # the search for neighbours is more exact about 0
    # standardize: every channel in units of its standard deviation in X
    scale = (spread(X, axis=(0, 2)) if standardize else 1.0) * np.sqrt(X[0].size)
    return [((series - centre) / scale).reshape(len(series), -1) for series in (X, *others)]


def nearest_distance(points: NDArray, queries: NDArray) -> NDArray:
    """Distance of every query to the nearest point: (n, p), (m, p) -> (m,)."""
    return NearestNeighbors(n_neighbors=1).fit(points).kneighbors(queries)[0][:, 0]

"""Series as arrays: checks, and the units of distances.

Axes: n series, m new series, k copies, c channels, t time points.
"""

import numpy as np
from sklearn.neighbors import NearestNeighbors


def as_series(X, name="X", *, at_least=1):
    """Check one set of series: (n, t) or (n, c, t) -> (n, c, t)."""
    if getattr(getattr(X, "index", None), "nlevels", 1) > 1:
        raise ValueError(
            f"{name} has an index of several levels, so a row may be a series or a time point. Pass an array: "
            f'{name}.to_numpy() if rows are series, else sktime.datatypes.convert_to({name}, "numpy3D").'
        )
    try:
        values = np.asarray(X, dtype=float, order="C")  # sums are the same to the bit in any container
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} must hold numeric series of equal length; cut them to one length first.") from error
    if values.ndim not in (2, 3) or 0 in values.shape[1:]:
        raise ValueError(
            f"{name} has shape {values.shape}; (n_series, n_timepoints) or (n_series, n_channels, n_timepoints) is "
            "needed. Reshape one series with X.reshape(1, -1)."
        )
    if len(values) < at_least:
        raise ValueError(f"{name} holds {len(values)} series; at least {at_least} are needed here.")
    bad = ~np.isfinite(values)
    if bad.any():
        raise ValueError(
            f"{name} has {bad.sum()} missing or infinite values, the first in row {np.argwhere(bad)[0, 0]}. Fill them "
            "first, as LGTAAugmenter.fill does, or drop these series."
        )
    return values.reshape(len(values), -1, values.shape[-1])


def as_pair(X, X_new, name="X_new", *, at_least=1, new_at_least=1):
    """Check two sets of the same channels and length: (n, c, t), (m, c, t) -> (n, c, t), (m, c, t)."""
    real, new = as_series(X, at_least=at_least), as_series(X_new, name, at_least=new_at_least)
    if real.shape[1:] != new.shape[1:]:
        raise ValueError(
            f"X has {real.shape[1]} channels and {real.shape[2]} time points, {name} has {new.shape[1]} and "
            f"{new.shape[2]}; both must be the same. Cut the longer series."
        )
    return real, new


def as_copies(X, X_new, *, at_least=1, name="X_new"):
    """Check series and their copies, copy after copy: (n, c, t), (k * n, c, t) -> (n, c, t), (k, n, c, t)."""
    real, new = as_pair(X, X_new, name, at_least=at_least)
    if len(new) % len(real):
        raise ValueError(
            f"{name} holds {len(new)} series, which is no multiple of the {len(real)} of X; every series needs equally "
            "many copies, copy after copy, as LGTAAugmenter.augment returns them. Series that are drawn, or copies of "
            "some series only, can be compared with paired=False where a function has that."
        )
    return real, new.reshape(-1, *real.shape)


def is_constant(X, axis):
    """Whether all values along axes are equal but for rounding: (n, c, t) -> the same with axes of length 1."""
    rounding = 10 * np.finfo(float).eps * np.abs(X).max(axis=axis, keepdims=True)
    return X.std(axis=axis, keepdims=True) <= rounding


def spread(X, axis):
    """Standard deviation along axes, 1 where values are constant: (n, c, t) -> the same with axes of length 1."""
    return np.where(is_constant(X, axis), 1.0, X.std(axis=axis, keepdims=True))


def centred(X):
    """Values about their mean along time, exactly 0 where they are constant: (..., t) -> (..., t)."""
    return np.where(is_constant(X, -1), 0.0, X - X.mean(axis=-1, keepdims=True))


def relative_change(X, copies):
    """Change in standard deviations of each series and channel: (n, c, t), (k, n, c, t) -> (k, n, c, t)."""
    return (copies - X) / spread(X, axis=-1)


def as_points(X, *others, standardize):
    """Points whose distance is the root mean square of a difference of series: (n, c, t), ... -> (n, c * t), ..."""
    centre = X.mean(axis=(0, 2), keepdims=True)  # the search for neighbours is more exact about 0
    # With standardize, every channel is in standard deviations that it has in X.
    scale = (spread(X, axis=(0, 2)) if standardize else 1.0) * np.sqrt(X[0].size)
    return [((series - centre) / scale).reshape(len(series), -1) for series in (X, *others)]


def nearest_distance(points, queries):
    """Distance of every query to the nearest point: (n, p), (m, p) -> (m,)."""
    return NearestNeighbors(n_neighbors=1).fit(points).kneighbors(queries)[0][:, 0]

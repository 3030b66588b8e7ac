"""Checks of the series that a metric gets, and their common shape.

Axes: n series, m new series, k copies, c channels, t time points.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def as_series(X: ArrayLike, name: str = "X", *, at_least: int = 1) -> NDArray:
    """Check one set of series: (n, t) or (n, c, t) -> (n, c, t)."""
    if getattr(getattr(X, "index", None), "nlevels", 1) > 1:
        raise ValueError(
            f"{name} has an index of several levels, so a row may be a series or a time point. Pass an array: "
            f'{name}.to_numpy() if rows are series, else sktime.datatypes.convert_to({name}, "numpy3D").'
        )
    try:
        values = np.asarray(X, dtype=float, order="C")  # sums are the same to the bit in any container
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} must hold numeric series of equal length. Cut them to one length first.") from error
    if values.ndim not in (2, 3) or 0 in values.shape[1:]:
        raise ValueError(
            f"{name} has shape {values.shape}; it needs (n_series, n_timepoints) or (n_series, n_channels, "
            f"n_timepoints). Reshape one series with {name}.reshape(1, -1)."
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


def as_pair(
    X: ArrayLike, X_new: ArrayLike, name: str = "X_new", *, at_least: int = 1, new_at_least: int = 1
) -> tuple[NDArray, NDArray]:
    """Check two sets of the same channels and length: (n, c, t), (m, c, t) -> (n, c, t), (m, c, t)."""
    real, new = as_series(X, at_least=at_least), as_series(X_new, name, at_least=new_at_least)
    if real.shape[1:] != new.shape[1:]:
        raise ValueError(
            f"X has {real.shape[1]} channels and {real.shape[2]} time points, {name} has {new.shape[1]} and "
            f"{new.shape[2]}; both must be the same. Cut the longer series."
        )
    return real, new


def as_copies(X: ArrayLike, X_new: ArrayLike, *, at_least: int = 1, name: str = "X_new") -> tuple[NDArray, NDArray]:
    """Check series and their copies, copy after copy: (n, c, t), (k * n, c, t) -> (n, c, t), (k, n, c, t)."""
    real, new = as_pair(X, X_new, name, at_least=at_least)
    if len(new) % len(real):
        raise ValueError(
            f"{name} holds {len(new)} series, which is no multiple of the {len(real)} of X. Every series needs equally "
            "many copies, copy after copy, as LGTAAugmenter.augment returns them. For drawn series, or copies of some "
            "series only, pass paired=False where a function has it."
        )
    return real, new.reshape(-1, *real.shape)

"""The series that a metric gets, from any container, and their common shape.

Axes: n series, m new series, k copies, c channels, t time points.

A series begins with its first observed time point and ends with its last one. Series that are shorter than others are
compared in one of two ways: by their newest time points, as many as the shortest has (`as_pair`, `as_copies`), or each
over its own length (`as_whole_pair`, `as_whole_copies`), with NaN after its end.
"""

import warnings
from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._containers.panel import Panel
from .._containers.plain_reading import read_plainly, with_two_levels

SHORT_COMMON_PART = r"Series of \d+ to \d+ time points are compared"  # the start of a warning
_LEAKED = 0.5  # fraction of held-out series that are in X as well above which figures of them mean nothing
_SHORT = 0.5  # a common part below this fraction of the longest series is a reason to warn


def as_pair(
    X: ArrayLike, X_new: ArrayLike, name: str = "X_new", *, at_least: int = 1, new_at_least: int = 1
) -> tuple[NDArray, NDArray]:
    """Check two sets of the same channels, and cut them to one length: containers -> (n, c, t), (m, c, t)."""
    real, new = as_whole_pair(X, X_new, name, at_least=at_least, new_at_least=new_at_least)
    real, new = common_part({"X": real, name: new})
    return real, new


def as_copies(X: ArrayLike, X_new: ArrayLike, *, at_least: int = 1, name: str = "X_new") -> tuple[NDArray, NDArray]:
    """Check series and their copies, and cut them to one length: containers -> (n, c, t), (k, n, c, t)."""
    real, copies = as_whole_copies(X, X_new, at_least=at_least, name=name)
    n_copies = len(copies)
    real, new = common_part({"X": real, name: copies.reshape(-1, *copies.shape[2:])})
    return real, new.reshape(n_copies, *real.shape)


def as_whole_pair(
    X: ArrayLike, X_new: ArrayLike, name: str = "X_new", *, at_least: int = 1, new_at_least: int = 1
) -> tuple[NDArray, NDArray]:
    """Check two sets of the same channels, series of any lengths: containers -> (n, c, t), (m, c, u)."""
    real, new = as_series(X, at_least=at_least), as_series(X_new, name, at_least=new_at_least)
    have_unequal = np.isnan(real).any() or np.isnan(new).any()
    if real.shape[1] != new.shape[1] or (real.shape[2] != new.shape[2] and not have_unequal):
        raise ValueError(
            f"X has {real.shape[1]} channels and {real.shape[2]} time points, {name} has {new.shape[1]} and "
            f"{new.shape[2]}; both must be the same. Cut the longer series."
        )
    return real, new


def as_whole_copies(
    X: ArrayLike, X_new: ArrayLike, *, at_least: int = 1, name: str = "X_new"
) -> tuple[NDArray, NDArray]:
    """Check series of any lengths and their copies: containers -> (n, c, t), (k, n, c, t)."""
    real, new = as_whole_pair(X, X_new, name, at_least=at_least)
    if len(new) % len(real):
        raise ValueError(
            f"{name} holds {len(new)} series, which is no multiple of the {len(real)} of X. Every series needs equally "
            "many copies, copy after copy, as LGTAAugmenter.augment returns them. For drawn series, or copies of some "
            "series only, pass paired=False where a function has it."
        )
    of_copies, of_originals = lengths_of(new), np.resize(lengths_of(real), len(new))
    if (of_copies != of_originals).any():
        row = int(np.argmax(of_copies != of_originals))
        raise ValueError(
            f"Series {row} of {name} has {of_copies[row]} time points, and its original in X has {of_originals[row]}. "
            "A copy is as long as its original: pass copy after copy, as LGTAAugmenter.augment returns them."
        )
    return real, new.reshape(-1, *real.shape)


def as_panel(X: Any, name: str = "X") -> Panel:
    """Series with their times and labels, where values may be missing: any container -> Panel."""
    return read_plainly(with_two_levels(X), name)


def as_series(X: ArrayLike, name: str = "X", *, at_least: int = 1) -> NDArray:
    """Check one set of series: any container -> (n, c, t), NaN only after the end of series shorter than others."""
    if isinstance(X, np.ndarray) and X.dtype != object and (X.ndim not in (2, 3) or 0 in X.shape[1:]):
        raise ValueError(
            f"{name} has shape {X.shape}; it needs (n_series, n_timepoints) or (n_series, n_channels, "
            f"n_timepoints). Reshape one series with {name}.reshape(1, -1)."
        )
    values = as_panel(X, name).values.swapaxes(1, 2)
    if len(values) < at_least:
        raise ValueError(
            f"{name} holds {len(values)} series; at least {at_least} are needed here. Pass more, or look at single "
            "ones: sklearn_lgta.plotting.CopiesDisplay."
        )
    values = _from_the_first(values)
    lengths = lengths_of(values)
    is_inside = np.arange(values.shape[2]) < lengths[:, None, None]
    bad = np.isinf(values) | (np.isnan(values) & is_inside)
    if bad.any():
        raise ValueError(
            f"{name} has {bad.sum()} missing or infinite values, the first in row {np.argwhere(bad)[0, 0]}. "
            f"{_advice(values, bad, name)}"
        )
    if lengths.min() < min(2, lengths.max()):
        raise ValueError(
            f"{name} must hold numeric series of equal length, or of 2 time points at least: series {lengths.argmin()} "
            "has 1. Leave it out."
        )
    return np.ascontiguousarray(values[..., : lengths.max()])  # sums are the same to the bit in any container


def check_not_in_training(X: NDArray, X_held_out: NDArray) -> None:
    """Refuse held-out series half of which, or more, are series of X.

    Short series of few values, as counts, repeat each other. They repeat within X as often as from X to other series.

    Parameters
    ----------
    X : ndarray of shape (n_series, n_channels, n_timepoints)
        NaN after the end of series shorter than others.
    X_held_out : ndarray of shape (n_held_out, n_channels, n_timepoints)

    Raises
    ------
    ValueError
        With the number of these series, and the first.
    """
    real, held_out = (_contents(series) for series in (X, X_held_out))
    times = Counter(real)
    is_in_training = [content in times for content in held_out]
    by_chance = sum(times[content] > 1 for content in real) / len(real)
    excess = sum(is_in_training) / len(held_out) - by_chance
    if excess >= max(_LEAKED * (1 - by_chance), 0.5 / np.sqrt(len(held_out))):
        raise ValueError(
            f"X_held_out holds {sum(is_in_training)} series of X, the first in row {is_in_training.index(True)}: as "
            "baseline they would hide what is wrong. Pass series that fit has not seen: "
            "X, X_held_out = train_test_split(X) before augmenter.fit(X)."
        )


def _contents(series: NDArray) -> list[bytes]:
    """Values of each series over its own length: (n, c, t) -> n."""
    lengths = lengths_of(series)
    return [(own[:, :length] + 0.0).tobytes() for own, length in zip(series, lengths, strict=True)]  # -0.0 is 0.0


def lengths_of(series: NDArray) -> NDArray[np.intp]:
    """Time points up to the last observed one, all of them where nothing is observed: (n, c, t) -> (n,)."""
    is_observed = ~np.isnan(series).all(axis=1)  # (n, t)
    return series.shape[2] - is_observed[:, ::-1].argmax(axis=1)


def common_part(sets: dict[str, NDArray]) -> list[NDArray]:
    """Newest time points of series, as many as the shortest of all sets has: (n, c, t), ... -> (n, c, s), ..."""
    if not any(np.isnan(series).any() for series in sets.values()):
        return list(sets.values())
    lengths = {name: lengths_of(series) for name, series in sets.items()}
    every = np.concatenate(list(lengths.values()))
    shortest, longest = int(every.min()), int(every.max())
    if shortest < _SHORT * longest:
        warnings.warn(
            f"Series of {shortest} to {longest} time points are compared on their newest {shortest}. Leave short "
            "series out to compare more of the others.",
            UserWarning,
            stacklevel=5,
        )
    return [_newest(series, lengths[name], shortest) for name, series in sets.items()]


def _newest(series: NDArray, lengths: NDArray, n_timepoints: int) -> NDArray:
    """Last time points of every series: (n, c, t) -> (n, c, n_timepoints)."""
    time = (lengths - n_timepoints)[:, None] + np.arange(n_timepoints)
    return np.take_along_axis(series, time[:, None], axis=2)


def _from_the_first(series: NDArray) -> NDArray:
    """Series that start at their first observed time point, NaN after their end: (n, c, t) -> (n, c, t)."""
    first = (~np.isnan(series).all(axis=1)).argmax(axis=1)
    if not first.any():
        return series
    time = first[:, None] + np.arange(series.shape[2])
    is_beyond = time >= series.shape[2]
    moved = np.take_along_axis(series, np.minimum(time, series.shape[2] - 1)[:, None], axis=2)
    return np.where(is_beyond[:, None], np.nan, moved)


def _advice(series: NDArray, bad: NDArray, name: str) -> str:
    """Say what to do about values that are missing or infinite."""
    if np.isinf(series).any():
        return (
            f"Fill them: put NaN in their place, {name} = np.where(np.isfinite({name}), {name}, np.nan), and then "
            f"{name} = LGTAAugmenter().fit({name}).fill({name}). Or drop these series."
        )
    if np.isnan(series).all(axis=2).any():  # nothing to fill it from
        return f"Every channel of a series needs an observed value. Fill them in {name} yourself, or drop these series."
    return f"Fill them first, {name} = LGTAAugmenter().fit({name}).fill({name}), or drop these series."

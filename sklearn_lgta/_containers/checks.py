"""Checks of X, whatever container it came in, and of the arguments beside it."""

import sys
import warnings
from numbers import Integral
from typing import Any

import numpy as np
from scipy.sparse import issparse

from .column_names import columns_say_time, describes_rows
from .long_times import are_numbers, hold_times, is_number
from .output_format import OutputFormat
from .panel import Panel
from .time_index import is_time

_FEWEST_LABELS = 4  # in fewer rows labels do not repeat
_LARGEST_LABEL = 100


def refuse_other_dimensions(n_dims: int, fitted_format: OutputFormat) -> None:
    """Check that an array has as many dimensions as in `fit`.

    Parameters
    ----------
    n_dims : int
    fitted_format : OutputFormat

    Raises
    ------
    ValueError
        If it has others.
    """
    if n_dims != fitted_format.n_dims:
        raise ValueError(f"X has {n_dims} dimensions, but fit saw {fitted_format.n_dims}; pass the same kind of array.")


def refuse_other_channels(n_channels: int, fitted_format: OutputFormat) -> None:
    """Check that series have as many channels as in `fit`.

    Parameters
    ----------
    n_channels : int
    fitted_format : OutputFormat

    Raises
    ------
    ValueError
        If they have others.
    """
    if n_channels != fitted_format.n_channels:
        raise ValueError(
            f"X has {n_channels} channels, but fit saw {fitted_format.n_channels}; pass the channels of fit."
        )


def refuse_single_time_points(panel: Panel) -> None:
    """Check that there is more than one time point.

    Parameters
    ----------
    panel : Panel

    Raises
    ------
    ValueError
        If there is one.
    """
    n_series, n_timepoints, n_channels = panel.values.shape
    if n_timepoints < 2:
        shape = (n_series, n_timepoints) if panel.n_dims == 2 else (n_series, n_channels, n_timepoints)
        raise ValueError(
            f"X of shape {shape} has series of 1 time point (n_features={n_channels}); 2 or more are needed. Rows are "
            "series and columns are time points: pass one series as X.reshape(1, -1), and transpose a table whose "
            "columns are series."
        )


def refuse_infinite(panel: Panel) -> None:
    """Check that no value is infinite.

    Parameters
    ----------
    panel : Panel

    Raises
    ------
    ValueError
        If one is.
    """
    bad = np.isinf(panel.values)
    if bad.any():
        row, time, channel = (int(i) for i in np.argwhere(bad)[0])
        raise ValueError(
            f"X contains inf: {int(bad.sum())} of {bad.size} values are not finite, the first "
            f"{panel.position(row, time, channel)}. Put NaN where a value is missing, and clip what is too large."
        )


def refuse_unobserved(panel: Panel) -> None:
    """Check that every channel of every series has an observed value.

    Parameters
    ----------
    panel : Panel

    Raises
    ------
    ValueError
        If one has none.
    """
    unobserved = np.asarray(np.isnan(panel.values).all(axis=1))  # (n_series, n_channels)
    if not unobserved.any():
        return
    row, channel = np.argwhere(unobserved)[0]
    one_of = f"channel {channel} of " if panel.values.shape[2] > 1 else ""
    raise ValueError(
        f"X contains NaN only in {one_of}{int(unobserved.any(axis=1).sum())} of {len(unobserved)} series, the first at "
        f"position {row}. Every series needs at least one observed value: leave such series out."
    )


def refuse_other_containers(X: Any) -> None:
    """Check that X is no dict of series, no Series of pandas, and no frame with time above the series.

    Parameters
    ----------
    X : object

    Raises
    ------
    ValueError
        If it is.
    """
    if isinstance(X, dict) and not issparse(X):  # some sparse matrices are dicts
        raise ValueError(
            f"X is a dict of {len(X)} series; a list, an array or a DataFrame is needed. Of arrays, pass "
            "list(X.values()), or numpy.stack(list(X.values())) where they have one length. pandas.DataFrame(X).T "
            "keeps the names, of arrays of one length, or of Series whose index is the time."
        )
    pandas = sys.modules.get("pandas")
    if pandas is None:
        return
    if isinstance(X, pandas.Series):
        line = "X.to_frame()" if X.index.nlevels > 1 else "X.to_frame().T, if it is one series"
        raise ValueError(f"X is a Series of pandas; a DataFrame is needed. Pass {line}.")
    if isinstance(X, pandas.DataFrame) and X.index.nlevels > 1 and not hold_times(X.columns):
        _refuse_time_above_series(X)


def _refuse_time_above_series(frame: Any) -> None:
    """Check that the level of times comes last."""
    text_counts = not (are_numbers(frame.columns) or columns_say_time(frame))
    *above, last = (
        is_time(level) or (text_counts and not is_number(level) and hold_times(level)) for level in frame.index.levels
    )
    if any(above) and not last and not describes_rows(frame, above.index(True)):
        level = above.index(True)
        names = list(frame.index.names)
        others = [number for number in range(len(names)) if number != level]
        line = "X.swaplevel()" if len(names) == 2 else f"X.reorder_levels({[*others, level]})"
        which = "first" if level == 0 else f"level {names[level]!r}"
        raise ValueError(
            f"X has the index levels {names}, of which the {which} holds times. The levels must be (instance, time): "
            f"pass {line}."
        )


def warn_of_labels(values: np.ndarray, columns: Any = None) -> None:
    """Warn where the first or the last time point looks like a label of the rows.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_timepoints)
    columns : pandas.Index or None, default=None
        Names of the time points; None for an array.

    Warns
    -----
    UserWarning
        If it holds few small whole numbers, while the other time points do not hold whole numbers.
    """
    if len(values) < _FEWEST_LABELS or values.shape[1] < 3:
        return
    for at, others in ((0, values[:, 1:]), (-1, values[:, :-1])):
        labels, rest = values[:, at], others[np.isfinite(others)]
        few = len(np.unique(labels))
        if not (_are_whole(labels).all() and 1 < few <= len(labels) / 2 and np.abs(labels).max() <= _LARGEST_LABEL):
            continue
        if len(rest) and _are_whole(rest).mean() < 0.05:  # rounding makes some
            if columns is None:
                where, line = f"Column {at % values.shape[1]} of X", "X[:, 1:]" if at == 0 else "X[:, :-1]"
                line = f"pass {line}"
            else:
                where, line = f"Column {columns[at]!r} of X", f"move it to the index: X.set_index([{columns[at]!r}])"
            warnings.warn(
                f"{where} holds {few} whole numbers, and the other time points do not. If it is a label and no time "
                f"point, {line}",
                UserWarning,
                stacklevel=6,  # the line that called fit
            )


def _are_whole(values: np.ndarray) -> np.ndarray:
    """Which values are finite whole numbers."""
    return np.isfinite(values) & (values == np.floor(values))


def check_whole(name, value, least):
    """Refuse a value that is not a whole number of at least `least`.

    Parameters
    ----------
    name : str
    value : object
    least : int

    Raises
    ------
    ValueError
    """
    if not isinstance(value, Integral) or isinstance(value, bool) or value < least:
        raise ValueError(f"{name}={value!r} must be a whole number of at least {least}.")


def check_groups(groups, n_series):
    """Group labels as an array.

    Parameters
    ----------
    groups : array-like of shape (n_series,) or None
    n_series : int

    Returns
    -------
    groups : ndarray of shape (n_series,) or None

    Raises
    ------
    ValueError
        If there is not one label for every series.
    """
    if groups is None:
        return None
    groups = np.asarray(groups)
    if groups.shape != (n_series,):
        raise ValueError(f"groups has shape {groups.shape}; one label for each of {n_series} series is needed.")
    return groups

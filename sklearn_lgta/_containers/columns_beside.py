"""Columns that stand beside the values of long containers: conditions by name, and flags that nobody named."""

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .panel import Panel

_NAMED = 5  # columns that a message names, at most


def names_in_use(estimator: Any, of_fit: Sequence[str] | None) -> list[str]:
    """Return the names of the conditions that an augmenter uses.

    Parameters
    ----------
    estimator : estimator
        In `fit` its parameter `conditions` says them.
    of_fit : list of str or None
        What `fit` kept; None in `fit`.

    Returns
    -------
    names : list of str
    """
    if of_fit is not None:
        return list(of_fit)
    names = getattr(estimator, "conditions", None)
    return [names] if isinstance(names, str) else list(names or ())


def values_along_time(column: Any, rows: Sequence[np.ndarray]) -> np.ndarray:
    """Return a column of a long container by series.

    Parameters
    ----------
    column : pandas.Series of shape (n_rows,)
    rows : list of n_series ndarrays of int
        Rows of every series, in the order of time.

    Returns
    -------
    values : ndarray of shape (n_series,) or (n_series, n_timepoints)
        One value a series where it does not change along time. Shorter series are continued by their last value.
        Categories are objects.
    """
    import pandas as pd

    is_number = pd.api.types.is_numeric_dtype(column.dtype)
    if is_number and not pd.api.types.is_bool_dtype(column.dtype):
        of_row = column.to_numpy(dtype=np.float64, na_value=np.nan)
    else:
        of_row = column.astype(object).to_numpy()
    longest = max(map(len, rows))
    steps = np.arange(longest)
    values = of_row[np.stack([of_series[np.minimum(steps, len(of_series) - 1)] for of_series in rows])]
    first = values[:, :1]
    return first[:, 0] if bool(np.all(values == first)) else values


def warn_of_flags(panel: Panel) -> None:
    """Warn of channels that look like no measurements, beside others that do.

    Parameters
    ----------
    panel : Panel

    Warns
    -----
    UserWarning
        If a named channel is 0 or 1 everywhere, does not change along time in any series, or is the same in all
        series at every time.
    """
    names = None if panel.container is None else panel.container.channel_names
    if names is None or len(names) < 2:
        return
    why = {
        name: reason
        for name, values in zip(names, np.moveaxis(panel.values, 2, 0), strict=True)
        if (reason := _reason(values, panel.times)) is not None
    }
    if why and len(why) < len(names):
        flags = list(why)
        are = f"{', '.join(f'{name!r} ({why[name]})' for name in flags[:_NAMED])}"
        warnings.warn(
            f"Columns of X look like flags or labels rather than measurements: {are}. Copies would change them. Name "
            f"them as conditions, and copies keep them: LGTAAugmenter(conditions={[*panel.conditions, *flags]}).",
            UserWarning,
            stacklevel=5,  # the line that called fit
        )


def _reason(values: NDArray, times: Any) -> str | None:
    """Why a channel (n, t) is no measurement; None where it may be one."""
    is_observed = ~np.isnan(values)
    observed = values[is_observed]
    if np.isin(observed, (0.0, 1.0)).all():
        return "0 or 1 everywhere"
    if (np.nanmax(values, axis=1) == np.nanmin(values, axis=1)).all():
        return "constant in every series"
    return "the same in all series" if _is_shared(values, is_observed, times) else None


def _is_shared(values: NDArray, is_observed: NDArray, times: Any) -> bool:
    """Whether values (n, t) are a function of time alone."""
    if len(values) < 2:
        return False
    at: Any = np.broadcast_to(np.arange(values.shape[1]), values.shape)
    if isinstance(times, list):
        at = at.astype(np.int64)
        for row, index in zip(at, times, strict=True):
            row[: len(index)] = index.asi8
    at, column = at[is_observed], values[is_observed]
    order = np.lexsort([column, at])
    is_same_time = np.diff(at[order]) == 0
    is_equal = column[order][1:] == column[order][:-1]
    return bool(is_same_time.any() and is_equal[is_same_time].all())

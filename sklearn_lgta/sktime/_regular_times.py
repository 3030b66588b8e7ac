"""Times of series at regular steps: which are missing, and which come next."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .._containers.long_frame import first_levels, refuse_holes
from .._containers.time_index import first_hole, frequency_of

_LONGER = 1.5  # times the usual step, from which on a number is missing: as for dates


def refuse_missing_times(index: pd.Index, rows: Sequence[NDArray[np.intp]]) -> None:
    """Check that no series lacks a time between its first and its last one.

    Parameters
    ----------
    index : pandas.Index
        The last level is time.
    rows : list of ndarray of int
        Rows of every series, in the order of time.

    Raises
    ------
    ValueError
        If one does.
    """
    refuse_holes(index, list(rows))  # of periods
    time = index.get_level_values(-1)
    for of_series in rows:
        hole = _hole(time[of_series])
        if hole is not None:
            names = index[of_series]
            raise ValueError(
                f"Times are missing between {names[hole]} and {names[hole + 1]}, and steps are taken to be equal. "
                f"Insert them with NaN, which missing='fill' in the augmenter fills: {_line(index, time[of_series])}"
            )


def _hole(time: pd.Index) -> int | None:
    """Position of the first time whose successor is missing; None for periods, which are checked elsewhere."""
    if isinstance(time, pd.DatetimeIndex):
        return first_hole(time)
    if not pd.api.types.is_integer_dtype(time) or len(time) < 3:
        return None
    steps = np.diff(time.to_numpy())
    holes = steps > _LONGER * np.median(steps)
    return int(holes.argmax()) if holes.any() else None


def _line(index: pd.Index, time: pd.Index) -> str:
    """Line that inserts the missing times of every series in y."""
    if isinstance(time, pd.DatetimeIndex):
        change = f"asfreq({_frequency_name(time)!r})"
    else:
        step = int(np.median(np.diff(time.to_numpy())))
        by = "" if step == 1 else f", {step}"
        change = f"pipe(lambda s: s.reindex(range(s.index.min(), s.index.max() + 1{by})))"
    if index.nlevels == 1:
        return f"y = y.{change}"
    above = first_levels(index.nlevels - 1)
    return f"y = y.groupby(level={above}).apply(lambda one: one.droplevel({above}).{change})"


def _frequency_name(time: pd.DatetimeIndex) -> str:
    """Name of the usual step between dates, some of which may be missing."""
    for run in sorted(_runs(time), key=len, reverse=True):
        frequency = frequency_of(run)
        if frequency is not None:
            return frequency.freqstr
    return "B" if (time.dayofweek < 5).all() else "D"


def _runs(time: pd.DatetimeIndex) -> Iterator[pd.DatetimeIndex]:
    """Parts of an index without a missing date."""
    while (hole := first_hole(time)) is not None:
        yield time[: hole + 1]
        time = time[hole + 1 :]
    yield time


def refuse_unknown_next(index: pd.Index, rows: Sequence[NDArray[np.intp]]) -> None:
    """Check that the dates of all series have a frequency, so that the next dates are known.

    Parameters
    ----------
    index : pandas.Index
        The last level is time.
    rows : list of ndarray of int
        Rows of every series, in the order of time.

    Raises
    ------
    ValueError
        If those of one have none.
    """
    time = index.get_level_values(-1)
    for of_series in rows:
        dates = time[of_series]
        if isinstance(dates, pd.DatetimeIndex) and frequency_of(dates) is None:
            raise ValueError(
                f"The dates {dates[0]}, {dates[min(1, len(dates) - 1)]} to {dates[-1]} have no frequency, so the next "
                f"dates are unknown. Set one, for example {_line(index, dates)}, or use a PeriodIndex."
            )


def later(time: pd.Index, steps: NDArray[np.intp]) -> pd.Index:
    """Times some steps after the last one.

    Parameters
    ----------
    time : pandas.Index
        Numbers, periods, or dates with a frequency.
    steps : ndarray of int of shape (n_steps,)

    Returns
    -------
    times : pandas.Index of n_steps
    """
    step: Any = frequency_of(time) if isinstance(time, pd.DatetimeIndex) else 1
    return pd.Index([time[-1] + int(number) * step for number in steps])

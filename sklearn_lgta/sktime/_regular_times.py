"""Times of series at regular steps: which are missing, and which come next."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .._containers.long_frame import first_levels
from .._containers.time_index import first_hole, frequency_of, is_period, refuse_missing_times


def refuse_holes(index: pd.Index, rows: Sequence[NDArray[np.intp]]) -> None:
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
    time = index.get_level_values(-1)
    for of_series in rows:
        times = time[of_series]
        refuse_missing_times(times, index[of_series], partial(_line, index, times))


def _line(index: pd.Index, time: pd.Index) -> str:
    """Line that inserts the missing times of every series in y."""
    if isinstance(time, pd.DatetimeIndex):
        change = f"asfreq({_frequency_name(time)!r})"
    elif is_period(time):
        change = "pipe(lambda s: s.reindex(pd.period_range(s.index.min(), s.index.max())))"
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

"""Warnings of dates that differ from those of the series, where they change little or nothing."""

import warnings
from typing import Any

import numpy as np

from .encoders import CalendarEncoder
from .values import PanelShape, read_calendar


def warn_of_other_dates(
    encoder: CalendarEncoder, given: Any, times: Any, shape: PanelShape, keeps_season: bool
) -> None:
    """Warn where the given dates are not those of the series, and that changes little or nothing.

    Parameters
    ----------
    encoder : CalendarEncoder
    given, times : array-likes
        Dates that are given, and dates of the series.
    shape : PanelShape
    keeps_season : bool
        Whether the season is set aside.
    """
    if _are_same(given, times, shape):
        return
    new, old = (encoder.encode(dates, shape) for dates in (given, times))
    if np.array_equal(new.profiles[new.of_row], old.profiles[old.of_row]):
        warnings.warn(
            "The dates given are not those of the series, but nothing changes: the only input of the network is the "
            f"position in the {' and in the '.join(encoder.periods)}, and that is the same. The dates of fit span no "
            "two of a longer period. Fit on series over a longer time, or pass what differs as another condition.",
            UserWarning,
            stacklevel=4,  # the line that called decode
        )
    elif keeps_season:
        warnings.warn(
            "The dates given are not those of the series, but little changes: trend and season are set aside and stay. "
            "For a season that goes with the dates, set structure='none' and fit again.",
            UserWarning,
            stacklevel=4,
        )


def _are_same(given: Any, times: Any, shape: PanelShape) -> bool:
    (first, of_row), (second, of_other) = (read_calendar(dates, shape) for dates in (given, times))
    return len(first) == len(second) and np.array_equal(of_row, of_other) and all(map(np.array_equal, first, second))

"""Where the histories of several origins end, so that all of them are long enough."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ._reduction import AugmentedReductionForecaster
from ._series_frame import SeriesFrame

_FEWEST = 3  # time points before the first origin


def origin_ends(
    frame: SeriesFrame, times: pd.Index, horizon: int, n_origins: int, step: int, forecaster: Any
) -> NDArray[np.intp]:
    """Time points before every origin, the newest origin last.

    Parameters
    ----------
    frame : SeriesFrame
    times : pandas.Index
        Times of all series, increasing.
    horizon : int
        Farthest step ahead.
    n_origins, step : int
        Number of origins, and time points between them.
    forecaster : forecaster of sktime
        Of an `AugmentedReductionForecaster`, also in a wrapper, every history has to hold the lags.

    Returns
    -------
    ends : ndarray of int of shape (n_origins,)

    Raises
    ------
    ValueError
        If a history is too short, with the largest number of origins that works.
    """
    ends = len(times) - horizon - step * np.arange(n_origins)
    for most, end in enumerate(ends):
        reason = _too_short(frame, times[: max(end, 0)], forecaster)
        if not reason:
            continue
        if ends[-1] < _FEWEST:
            reason = (
                f"y has {len(times)} time points, and {n_origins} origins {step} time points apart with {horizon} "
                f"steps ahead leave {max(ends[-1], 0)} before the first one."
            )
        elif most:
            reason = f"Before the earliest of {most + 1} origins {reason}"
        else:
            reason = f"Before the newest origin {reason}"
        advice = f"Set n_origins={most}." if most >= 2 else "Pass longer series, or a shorter fh or window_length."
        raise ValueError(f"{reason} {advice}")
    return ends[::-1]


def _too_short(frame: SeriesFrame, before: pd.Index, forecaster: Any) -> str:
    """What is too short in a history of the times before an origin; empty where nothing is."""
    if len(before) < _FEWEST:
        return f"y has {len(before)} time points."
    lengths = {number: int((at <= before[-1]).sum()) for number, at in enumerate(frame.dates) if before[-1] in at}
    shortest, longest = (which(lengths, key=lambda number: lengths[number]) for which in (min, max))
    for part in (forecaster, *forecaster.get_params().values()):
        if not isinstance(part, AugmentedReductionForecaster):
            continue
        n_lags = part.window_length or 1  # at least, where fit chooses it
        if lengths[shortest] < n_lags:
            return (
                f"{frame.name_of(shortest)} has {lengths[shortest]} time points, and a forecast needs "
                f"window_length={n_lags}."
            )
        if lengths[longest] < n_lags + part.steps_ahead:
            return (
                f"no series has more than {lengths[longest]} time points, and one window of window_length={n_lags} and "
                f"steps_ahead={part.steps_ahead} needs {n_lags + part.steps_ahead}."
            )
    return ""

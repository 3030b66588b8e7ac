"""How many lags a forecaster gets where its user does not say, and whether series are long enough for them."""

import warnings

from ._series_frame import SeriesFrame

_SEASONS, _HORIZONS = 4, 3
_FEW = 0.5  # of the lags that the longest series would have, below which to warn


def default_window_length(seasonal_period: int | None, steps_ahead: int, shortest: int, simulates: bool) -> int:
    """Four seasons or three horizons, whichever is longer, as far as the series allow it.

    The more lags a window has, the fewer windows a series has. Simulated windows, of which there are as many as one
    likes, make up for that in part, so that three quarters of a series may be lags; without them it is half.

    Parameters
    ----------
    seasonal_period : int or None
        Time points of a season; None counts as 1.
    steps_ahead : int
        Horizon of the windows.
    shortest : int
        Time points of the shortest series.
    simulates : bool
        Whether there are simulated windows.

    Returns
    -------
    window_length : int
        At least 1.
    """
    wanted = max(_SEASONS * (seasonal_period or 1), _HORIZONS * steps_ahead)
    room = shortest - steps_ahead
    return max(1, min(wanted, 3 * room // 4 if simulates else room // 2))


def window_length_of(frame: SeriesFrame, seasonal_period: int | None, steps_ahead: int, simulates: bool) -> int:
    """Lags by the season, the horizon and the shortest series.

    Parameters
    ----------
    frame : SeriesFrame
    seasonal_period : int or None
    steps_ahead : int
    simulates : bool
        As for `default_window_length`.

    Returns
    -------
    window_length : int

    Warns
    -----
    UserWarning
        If the shortest series leaves less than half of the lags that the longest would have to all series.
    """
    shortest, longest = (int(length) for length in (frame.lengths.min(), frame.lengths.max()))
    period = max(seasonal_period or 1, frame.season or 1)  # the shortest may have no two seasons
    of_shortest = default_window_length(seasonal_period, steps_ahead, shortest, simulates)
    of_longest = default_window_length(period, steps_ahead, longest, simulates)
    if of_shortest < _FEW * of_longest:
        name = frame.name_of(int(frame.lengths.argmin()))
        warnings.warn(
            f"{name} has {shortest} time points, which leaves {of_shortest} lags to all series, where the longest "
            f"would have {of_longest}: forecasts of all get worse. Drop such series, or set window_length.",
            UserWarning,
            stacklevel=7,  # the line that called fit
        )
    return of_shortest


def check_lengths(frame: SeriesFrame, window_length: int | None, steps_ahead: int) -> None:
    """Check that a series holds a window, and that all series hold the lags of a forecast.

    Parameters
    ----------
    frame : SeriesFrame
    window_length : int or None
        Number of lags; None where `fit` chooses it, so that one is enough.
    steps_ahead : int

    Raises
    ------
    ValueError
    """
    window_length = window_length or 1
    n_timepoints, needed = frame.lengths.max(), window_length + steps_ahead
    if n_timepoints < needed:
        raise ValueError(
            f"y has {n_timepoints} time points; one window of window_length={window_length} and "
            f"steps_ahead={steps_ahead} needs {needed}. Use a shorter window or horizon, or longer series. "
            f"Where a splitter or a wrapper such as ConformalIntervals cuts y, set its initial_window={needed} or "
            "more."
        )
    check_newest(frame, window_length)


def check_newest(frame: SeriesFrame, window_length: int) -> None:
    """Check that all series hold the lags of a forecast.

    Parameters
    ----------
    frame : SeriesFrame
    window_length : int
        Number of lags.

    Raises
    ------
    ValueError
    """
    shortest = int(frame.lengths.argmin())
    if frame.lengths[shortest] < window_length:
        raise ValueError(
            f"{frame.name_of(shortest)} has {frame.lengths[shortest]} time points; a "
            f"forecast needs window_length={window_length}. Use a shorter window, or drop such series."
        )

"""How many lags a forecaster gets where its user does not say."""

_SEASONS, _HORIZONS = 4, 3


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

"""How many windows are simulated for a forecaster, and for which series."""

from numpy.typing import NDArray

from .._preprocessing.structural_model import series_to_simulate

_SIMULATED, _MOST_SIMULATED = 16_000, 64_000  # windows by default, and at most
_OF_FEW, _OF_MANY = 500, 100  # windows of every series: at most where series are few, at least where they are many
_FEWEST = 5  # series to simulate by default: of one, clean copies alone were as good


def n_simulated_by_default(n_series: int) -> int:
    """Return the number of windows to simulate of some series.

    Parameters
    ----------
    n_series : int
        That can be simulated.

    Returns
    -------
    n_simulated : int
    """
    if n_series < _FEWEST:
        return 0
    return min(max(min(_SIMULATED, _OF_FEW * n_series), _OF_MANY * n_series), _MOST_SIMULATED)


def n_series_to_simulate(values: NDArray, seasonal_period: int | None) -> int:
    """Return the number of series that can be simulated.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_channels, n_timepoints)
        Series with windows, NaN where missing.
    seasonal_period : int or None

    Returns
    -------
    n_series : int
    """
    return int(series_to_simulate(values.swapaxes(1, 2), seasonal_period).sum())


def refuse_columns_of_zeros(values: NDArray, n_channels: int, seasonal_period: int | None, n_simulated: int) -> None:
    """Check that exogenous data that move do not keep all series from being simulated.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_channels + n_columns, n_timepoints)
        Series and exogenous data as their further channels.
    n_channels : int
    seasonal_period : int or None
    n_simulated : int

    Raises
    ------
    ValueError
    """
    n_alone, n_joined = (n_series_to_simulate(part, seasonal_period) for part in (values[:, :n_channels], values))
    if n_alone and not n_joined:
        raise ValueError(
            f"n_simulated={n_simulated} and exogenous='move' simulate the columns of X with the series, and one of "
            "them is 0 at every fourth time or more, as flags are. Set exogenous='stay', or n_simulated=0."
        )

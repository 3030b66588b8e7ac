"""Series whose remainder is predictable, as levels that wander are: copies redraw it, so they lose what it tells."""

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._preprocessing.decomposition import Decomposer
from .._preprocessing.spans import time_spans
from ._simulation import n_series_to_simulate, n_simulated_by_default

_MOST_SERIES = 200  # from which it is measured, evenly spaced
_WANDERS = 0.3  # autocorrelation: five sets of months, quarters and days have -.27 to -.03, hourly sensors .36 to .86
_FEWEST_SEASONS = 20  # of shorter series copies helped all the same: 132 months of one series gained 15 %


def remainder_autocorrelation(values: NDArray, structure: str, seasonal_period: int | None) -> float:
    """Median autocorrelation at lag 1 of what trend and season leave.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_channels, n_timepoints)
        NaN where missing; long enough for the structure.
    structure : {"trend", "both"}
    seasonal_period : int

    Returns
    -------
    autocorrelation : float
        0 where no series varies.
    """
    some = values[:: -(-len(values) // _MOST_SERIES)].swapaxes(1, 2)
    decomposer, found = Decomposer(structure, seasonal_period), []
    for span in time_spans(some):
        rest = np.nan_to_num(decomposer.decompose(span.take(some)).remainder)
        power = (rest**2).mean(axis=1)
        lagged = (rest[:, 1:] * rest[:, :-1]).mean(axis=1)
        found.append(np.divide(lagged, power, out=np.full_like(power, np.nan), where=power > 0).ravel())
    observed = np.concatenate(found)
    observed = observed[np.isfinite(observed)]
    return float(np.median(observed)) if len(observed) else 0.0


def warn_of_wandering_levels(values: NDArray, augmenter: Any, stacklevel: int) -> None:
    """Warn where copies are likely to cost accuracy, with what did not.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_channels, n_timepoints)
    augmenter : LGTAAugmenter or FrozenEstimator
        Fitted.
    stacklevel : int
        As in :func:`warnings.warn`, counted from the caller.

    Warns
    -----
    UserWarning
        If the series are five or more, of twenty seasons or more, and their remainder is predictable.
    """
    structure, period = getattr(augmenter, "structure_", "none"), getattr(augmenter, "seasonal_period_", None)
    if structure == "none" or period is None or values.shape[2] < _FEWEST_SEASONS * period:
        return
    n_simulated = n_simulated_by_default(n_series_to_simulate(values, period))
    autocorrelation = remainder_autocorrelation(values, structure, period) if n_simulated else 0.0
    if autocorrelation > _WANDERS:
        warnings.warn(
            f"What trend and season leave of these series is predictable (its median autocorrelation is "
            f"{autocorrelation:.2f}), as where levels wander, and copies redraw it. On one of two sets of hourly "
            "sensors they raised errors by up to 7 %, and simulated windows alone did not. Compare with n_copies=0, "
            f"n_simulated={n_simulated} by forecast_gain(forecaster, y, fh) of sklearn_lgta.inspection.",
            UserWarning,
            stacklevel=stacklevel + 1,
        )

"""The user's container on one side, (n_series, n_timepoints, n_channels) on the other.

This is the only file of the core that knows pandas.
"""

import sys
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.utils.validation import validate_data

# Steps of the natural season of an index frequency; multiples ("15min", "2h") divide it.
_SEASON_OF_FREQUENCY = {"Q": 4, "M": 12, "W": 52, "B": 5, "D": 7}
_STEPS_A_DAY = {"h": 24, "min": 24 * 60, "s": 24 * 60 * 60}


@dataclass(frozen=True)
class Panel:
    """Series as numbers, and what is needed to hand numbers back as the user's container.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_timepoints, n_channels)
        Float64.
    dtype : numpy.dtype
        float32 or float64, that of the user's numbers.
    n_dims : int
        2 or 3, the dimensions of the user's X.
    frame : pandas.DataFrame or None
        The user's frame, whose index and columns are written back.
    """

    values: np.ndarray
    dtype: np.dtype
    n_dims: int
    frame: Any = None

    def write(self, values):
        """Hand numbers back in the container, dtype and labels that came.

        Parameters
        ----------
        values : ndarray of shape (n_copies * n_series, n_timepoints, n_channels)
            Copy-major; index labels repeat once a copy.

        Returns
        -------
        X : ndarray or DataFrame
        """
        limit = np.finfo(self.dtype)
        values = np.clip(values, limit.min, limit.max).astype(self.dtype)
        if self.n_dims == 3:
            return np.ascontiguousarray(values.swapaxes(1, 2))
        values = values[:, :, 0]
        if self.frame is None:
            return values
        import pandas as pd

        n_copies = len(values) // len(self.frame)
        index = self.frame.index.append([self.frame.index] * (n_copies - 1))
        return pd.DataFrame(values, index=index, columns=self.frame.columns)


def read_panel(estimator, X, *, reset):
    """Validate X as scikit-learn does and turn it into numbers.

    Parameters
    ----------
    estimator : estimator
        Gets `n_features_in_` and `feature_names_in_` when `reset`; is asked for them otherwise.
    X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Rows are series.
    reset : bool
        True in `fit`.

    Returns
    -------
    panel : Panel

    Raises
    ------
    ValueError
        If X is empty, ragged, not numeric, not finite, has one time point or other dimensions than
        in `fit`.
    """
    _refuse_ragged(X)
    try:
        array = validate_data(
            estimator, X, reset=reset, allow_nd=True, dtype=[np.float64, np.float32], ensure_all_finite=False
        )
    except ValueError as error:
        raise ValueError(_explain(str(error))) from error
    if array.ndim > 3:
        raise ValueError(
            f"X has {array.ndim} dimensions; pass (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)."
        )
    _refuse_not_finite(array)
    if array.shape[-1] < 2:
        raise ValueError(
            f"X of shape {array.shape} has series of 1 time point (n_features={array.shape[1]}); 2 or more are needed. "
            "Rows are series and columns are time points: pass one series as X.reshape(1, -1), and transpose a "
            "table whose columns are series."
        )
    if not reset and array.ndim != estimator._n_dims:
        raise ValueError(
            f"X has {array.ndim} dimensions, but fit saw {estimator._n_dims}; pass the same kind of array."
        )
    values = array[:, :, None] if array.ndim == 2 else array.swapaxes(1, 2)
    values = np.array(values, dtype=np.float64, order="C")  # one memory layout, or sums differ in the last bit
    return Panel(values, array.dtype, array.ndim, X if _is_frame(X) else None)


def _is_frame(X):
    pandas = sys.modules.get("pandas")  # a frame cannot come before its library
    return pandas is not None and isinstance(X, pandas.DataFrame)


def _refuse_ragged(X):
    if not isinstance(X, (list, tuple)):
        return
    lengths = {len(row) for row in X if isinstance(row, (list, tuple)) or (isinstance(row, np.ndarray) and row.ndim)}
    if len(lengths) > 1:
        raise ValueError(
            f"X holds series of {min(lengths)} to {max(lengths)} time points; series of one length are needed. Cut "
            "them to a common length or fit each length on its own."
        )


def _explain(message):
    """Scikit-learn's sentence, with what to do about it where it does not say."""
    if "could not convert" in message:
        return f"{message}. X must hold numbers only, a series a row: move names and dates to the index and columns."
    if "setting an array element with a sequence" in message:
        return f"{message} X must be a full array: series of one length, each with as many channels."
    if "is expecting" in message:
        return (
            f"{message} In a 2-D X the columns are time points and must be those of fit; pass series of another "
            "length as a 3-D array (n_series, 1, n_timepoints) to an augmenter fitted on one."
        )
    return message


def _refuse_not_finite(array):
    bad = ~np.isfinite(array)
    if not bad.any():
        return
    where = tuple(int(i) for i in np.argwhere(bad)[0])
    kind = "NaN" if np.isnan(array[bad]).any() else "inf"
    raise ValueError(
        f"X contains {kind}: {int(bad.sum())} of {array.size} values are not finite, the first at position {where}. "
        "Fill gaps (for instance DataFrame.interpolate(axis=1)) or drop those series before fit."
    )


def season_of_columns(panel):
    """Steps of a season read from the frequency of a frame's datetime or period columns.

    Parameters
    ----------
    panel : Panel

    Returns
    -------
    seasonal_period : int or None
        None without a frame, without a time axis, or where the frequency names no season.
    """
    if panel.frame is None:
        return None
    import pandas as pd

    columns = panel.frame.columns
    if isinstance(columns, pd.PeriodIndex):
        offset = columns.freq
    elif isinstance(columns, pd.DatetimeIndex):
        name = columns.freqstr or (pd.infer_freq(columns) if len(columns) > 2 else None)
        offset = pd.tseries.frequencies.to_offset(name) if name else None
    else:
        return None
    if offset is None:
        return None
    unit = offset.name.split("-")[0]
    unit = unit[0] if unit[:1] in "QMWB" and unit not in ("min", "ms") else unit
    season = _STEPS_A_DAY.get(unit) or _SEASON_OF_FREQUENCY.get(unit)
    if season is None or season % offset.n:
        return None
    return season // offset.n if season // offset.n > 1 else None

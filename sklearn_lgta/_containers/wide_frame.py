"""Wide frames: a series a row, a time point a column."""

import sys
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from . import array as arrays
from .checks import refuse_mixed_names, warn_of_labels
from .container import Container
from .dates import read_axis
from .not_series import refuse_not_numeric, refuse_other_than_series
from .output_format import Dates, OutputFormat, plain_columns
from .panel import Panel
from .time_index import is_time, refuse_missing_periods, refuse_repeated_times

KIND = "frame"
UNEQUAL_LENGTHS = False


def is_frame(X: Any) -> bool:
    """Whether X is a DataFrame."""
    pandas = sys.modules.get("pandas")  # a frame cannot come before its library
    return pandas is not None and isinstance(X, pandas.DataFrame)


@dataclass(frozen=True)
class WideFrame(Container):
    """A frame with a series a row.

    Parameters
    ----------
    frame : DataFrame
    """

    frame: Any

    @cached_property
    def times(self) -> Any:
        """The columns as dates or periods, None where they are neither; periods written as text may have holes."""
        return read_axis(self.frame.columns, "The columns of X")

    @property
    def labels(self) -> Any:
        """The index."""
        return self.frame.index

    def position(self, row: int, time: int, channel: int) -> str:
        """Where a value is, in the words of the container."""
        return f"in row {self.frame.index[row]!r}, column {self.frame.columns[time]!r}"

    def write(self, array: np.ndarray, level: str | None, first: int) -> Any:
        """Return copies as a frame: (n_copies * n_series, n_timepoints), with the index once for every copy."""
        import pandas as pd

        n_copies, index = len(array) // len(self.frame), self.frame.index
        if n_copies > 1:
            index = index.take(np.tile(np.arange(len(index)), n_copies))  # append loses categories of levels
        return pd.DataFrame(array, index=index, columns=self.frame.columns)

    def describe(self) -> dict[str, Any]:
        """Return what new series of the same kind need."""
        plain = plain_columns(self.frame)
        times = self.frame.columns if is_time(self.frame.columns) else self.times if plain is None else None
        return {
            "kind": KIND,
            "columns": plain,
            "names": list(self.frame.columns.names),
            "dates": None if times is None else Dates.of(times, times),
        }


def matches(X: Any, fitted_format: OutputFormat | None) -> bool:
    """Whether X is a frame; a long one matches its own module first."""
    return is_frame(X)


def read(estimator: Any, X: Any, fitted_format: OutputFormat | None) -> Panel:
    """Read a wide frame.

    Parameters
    ----------
    estimator : estimator
    X : DataFrame of shape (n_series, n_timepoints)
    fitted_format : OutputFormat or None
        None in `fit`.

    Returns
    -------
    panel : Panel

    Raises
    ------
    ValueError
        If X is not numeric, its columns are times that do not increase or lack a period, or it has other
        columns than in `fit`; in `fit`, if columns are no time points, or series are columns.

    Warns
    -----
    UserWarning
        In `fit`, if the first or last column looks like labels.
    """
    container = WideFrame(X)
    if fitted_format is None or is_time(X.columns):  # other names are those of fit, or scikit-learn refuses them
        _refuse_disorder(X.columns, container.times)
    if fitted_format is None:
        refuse_other_than_series(X, are_dates=container.times is not None)
    try:
        panel = arrays.read_numbers(estimator, _without_names(_with_nan_for_na(X)), fitted_format)
    except (TypeError, ValueError) as error:
        refuse_not_numeric(X, error)
        if isinstance(error, TypeError):
            refuse_mixed_names(X, error)
        raise
    if fitted_format is None:
        warn_of_labels(panel.values[:, :, 0], X.columns)
    return replace(panel, container=container)


def _without_names(X: Any) -> Any:
    """Return the numbers of a frame whose columns are dates or numbers: scikit-learn keeps no names of these.

    It looks at every column of a frame, which takes long where there are thousands.
    """
    dtypes = set(X.dtypes)
    no_names = is_time(X.columns) or X.columns.dtype.kind in "iuf" or not len(X.columns)
    one_dtype = len(dtypes) <= 1 and all(isinstance(dtype, np.dtype) and dtype.kind in "iuf" for dtype in dtypes)
    return X.to_numpy() if no_names and one_dtype else X


def write_new(array: np.ndarray, fitted_format: OutputFormat, lengths: np.ndarray, like: np.ndarray) -> Any:
    """Return new series as a wide frame.

    Parameters
    ----------
    array : ndarray of shape (n_series, n_timepoints)
    fitted_format : OutputFormat
    lengths, like : ndarrays of int of shape (n_series,)
        Not used.

    Returns
    -------
    X : DataFrame
        With the columns of `fit`. Dates are continued where their frequency is known; else the columns of
        longer series are numbered.
    """
    import pandas as pd

    n_timepoints, columns = array.shape[1], None
    if fitted_format.dates is not None:
        columns = fitted_format.dates.of_length(n_timepoints)
    elif fitted_format.columns is not None and len(fitted_format.columns) >= n_timepoints:
        columns = pd.Index(fitted_format.columns)[:n_timepoints]
    frame = pd.DataFrame(array, columns=columns)
    if columns is not None:
        frame.columns.names = fitted_format.names
    return frame


def _with_nan_for_na(X: Any) -> Any:
    """Return the frame with NaN for NA in columns of objects: only there scikit-learn does not know it."""
    return X.where(X.notna(), np.nan) if (X.dtypes.to_numpy() == np.dtype(object)).any() else X


# ------------------------------------------------------------------------------------ what is wrong
def _refuse_disorder(columns: Any, times: Any) -> None:
    """Check that times are there and increase, and that no period is missing."""
    if times is None:
        return
    if times.hasnans:
        raise ValueError(
            f"The columns of X are times, but {int(times.isna().sum())} of them missing. Leave these out: "
            "X.loc[:, X.columns.notna()]"
        )
    refuse_repeated_times(times, "The columns of X hold", "X.loc[:, ~X.columns.duplicated()]")
    if not times.is_monotonic_increasing:
        line = "X.sort_index(axis=1)"
        if not is_time(columns):  # the order of names may not be that of time
            line = "X.iloc[:, ::-1]" if times.is_monotonic_decreasing else f"X.iloc[:, {times.argsort().tolist()}]"
        raise ValueError(
            f"The columns of X are times that do not increase, from {columns[0]} to {columns[-1]}. Sort them: {line}"
        )
    line = "X.reindex(columns=pd.period_range(X.columns[0], X.columns[-1]))"
    refuse_missing_periods(times, columns, line)

"""Wide frames: a series a row, a time point a column."""

import sys
import warnings
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from . import array as arrays
from .checks import refuse_mixed_names
from .container import Container
from .output_format import Dates, OutputFormat, plain_columns
from .panel import Panel
from .time_index import is_time, look_like_dates, refuse_missing_periods, refuse_repeated_times

KIND = "frame"
UNEQUAL_LENGTHS = False
_NAMED = 5  # columns that a message names, at most


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

    @property
    def times(self) -> Any:
        """The columns, where they are dates or periods, else None."""
        return self.frame.columns if is_time(self.frame.columns) else None

    @property
    def labels(self) -> Any:
        """The index."""
        return self.frame.index

    def season(self) -> int | None:
        """Time points of a season, by the frequency of the columns; dates as text get a warning."""
        columns = self.frame.columns
        if not is_time(columns) and look_like_dates(columns):
            kind = "text" if isinstance(columns[0], str) else f"{type(columns[0]).__name__} objects"
            warnings.warn(
                f"The column names look like dates ({columns[0]!r}) but are {kind}, so the season is unknown. Set "
                "X.columns = pd.to_datetime(X.columns) for days and weeks, pd.PeriodIndex(X.columns, freq='M') for "
                "months, or pass seasonal_period.",
                UserWarning,
                stacklevel=6,  # the line that called fit
            )
        return super().season()

    def position(self, row: int, time: int, channel: int) -> str:
        """Where a value is, in the words of the container."""
        return f"in row {self.frame.index[row]!r}, column {self.frame.columns[time]!r}"

    def write(self, array: np.ndarray, level: str | None, first: int) -> Any:
        """Return copies as a frame: (n_copies * n_series, n_timepoints), with the index once for every copy."""
        import pandas as pd

        n_copies = len(array) // len(self.frame)
        index = self.frame.index.append([self.frame.index] * (n_copies - 1))
        return pd.DataFrame(array, index=index, columns=self.frame.columns)

    def describe(self) -> dict[str, Any]:
        """Return what new series of the same kind need."""
        return {
            "kind": KIND,
            "columns": plain_columns(self.frame),
            "names": list(self.frame.columns.names),
            "dates": None if self.times is None else Dates.of(self.times, self.times),
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
        columns than in `fit`.

    Warns
    -----
    UserWarning
        In `fit`, if the index holds dates and the columns do not.
    """
    _refuse_disorder(X.columns)
    try:
        panel = arrays.read(estimator, X, fitted_format)
    except (TypeError, ValueError) as error:
        _refuse_other_columns_than_numbers(X, error)
        if isinstance(error, TypeError):
            refuse_mixed_names(X, error)
        raise
    if fitted_format is None:
        _warn_if_time_is_the_index(X)
    return replace(panel, container=WideFrame(X))


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
    elif fitted_format.columns is not None and len(fitted_format.columns) == n_timepoints:
        columns = pd.Index(fitted_format.columns)
    frame = pd.DataFrame(array, columns=columns)
    if columns is not None:
        frame.columns.names = fitted_format.names
    return frame


# ------------------------------------------------------------------------------------ what is wrong
def _refuse_other_columns_than_numbers(X: Any, error: Exception) -> None:
    """Name the columns that are not numeric, if there are any, and say where they belong."""

    def is_numeric(column: Any) -> bool:
        try:
            np.asarray(column, dtype=np.float64)
        except (TypeError, ValueError):
            return False
        return column.dtype.kind != "M"  # dates can be made numbers

    named = [name for name, column in X.items() if not is_numeric(column)]
    if named:
        raise ValueError(
            f"X has columns that are not numeric: {', '.join(map(repr, named[:_NAMED]))}. {_advice(X, named)}"
        ) from error


def _advice(X: Any, named: list) -> str:
    """Say what to do with columns that are not numeric, by what they hold; if in doubt, the likelier first."""
    import pandas as pd

    columns = {name: column.dropna() for name, column in X[named].items()}
    times = [name for name, column in columns.items() if is_time(pd.Index(column)) or look_like_dates(column)]
    labels = [name for name in named if name not in times]
    if times and not labels and not X.duplicated(times).any():
        return f"If every other column is a series, make each one a row: X.set_index({times[0]!r}).T"
    series = repr(labels[0]) if len(labels) == 1 else "series"
    time = repr(times[0]) if len(times) == 1 else "time"
    long = f"If every row is a time point, index the table by series and time: X.set_index([{series}, {time}])."
    if len(times) == 1 and not is_time(pd.Index(columns[times[0]])):
        long += f" Convert the time from text first: X[{time}] = pd.to_datetime(X[{time}])."
    wide = f"If every row is a series, move its names to the index: X.set_index({named[:_NAMED]})."
    # Names of series in a wide frame are unique when taken together.
    is_long = X[labels].astype(str).duplicated().any() if labels else bool(times)
    if is_long and times:
        return long
    return f"{long} {wide}" if is_long else f"{wide} {long}"


def _refuse_disorder(columns: Any) -> None:
    """Check that times increase, and that no period is missing."""
    if not is_time(columns):
        return
    refuse_repeated_times(columns, "The columns of X hold", "X.loc[:, ~X.columns.duplicated()]")
    if not columns.is_monotonic_increasing:
        raise ValueError(
            f"The columns of X are times that do not increase, from {columns[0]} to {columns[-1]}. Sort them: "
            "X.sort_index(axis=1)"
        )
    line = "X.reindex(columns=pd.period_range(X.columns[0], X.columns[-1]))"
    refuse_missing_periods(columns, columns, line)


def _warn_if_time_is_the_index(frame: Any) -> None:
    """Warn of series in columns: they are common, and nothing else would show the mistake."""
    if is_time(frame.index) and not is_time(frame.columns):
        warnings.warn(
            f"X has dates as its index: {len(frame)} series of {frame.shape[1]} time points were read. A series must "
            "be a row; if yours is a column, pass X.T.",
            UserWarning,
            stacklevel=6,  # the line that called fit
        )

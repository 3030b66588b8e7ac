"""Long frames, the panels of sktime: index levels (instance, time), a channel a column."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.utils.validation import validate_data

from .checks import refuse_other_channels
from .column_names import describes_rows
from .container import Container
from .output_format import Dates, OutputFormat, plain_columns
from .panel import Panel
from .time_index import is_period, is_time, refuse_missing_periods, refuse_repeated_times
from .wide_frame import is_frame

KIND = "long frame"
UNEQUAL_LENGTHS = True


class LongFrame(Container):
    """A frame with the index levels (instance, time), and a channel a column.

    Parameters
    ----------
    frame : DataFrame

    Attributes
    ----------
    frame : DataFrame
    rows : list of ndarray of int
        Rows of every series in the frame, in the order of time. Series come as they first appear.

    Raises
    ------
    ValueError
        If there are more levels, a time comes twice, or a period is missing.
    """

    def __init__(self, frame: Any) -> None:
        if frame.index.nlevels > 2:
            raise ValueError(
                f"X has {frame.index.nlevels} index levels, {list(frame.index.names)}; two are needed, (instance, "
                "time). Leave out rows of totals, then drop levels until one names the series: X.droplevel(0)."
            )
        self.frame = frame
        _, self.rows = rows_of_series(frame)
        refuse_holes(frame.index, self.rows)

    @property
    def times(self) -> Any:
        """Dates or periods of every series, in a list; None where time is numbered."""
        time = self.frame.index.get_level_values(-1)
        return [time[rows] for rows in self.rows] if is_time(time) else None

    @property
    def labels(self) -> Any:
        """Index of the series."""
        return self.frame.index.droplevel(-1)[[rows[0] for rows in self.rows]]

    def to_array(self) -> NDArray[np.float64]:
        """Return the series as numbers.

        Returns
        -------
        values : ndarray of shape (n_series, n_timepoints, n_channels)
            NaN where missing, and after the end of series that are shorter than others.

        Raises
        ------
        ValueError
            If a column is not numeric.
        """
        try:
            numbers = self.frame.astype(np.float64).to_numpy()
        except (TypeError, ValueError) as error:
            raise ValueError(
                f"{error}. X must hold numbers only: move names of series to the index, and drop what else is no "
                "number."
            ) from error
        return padded(numbers, self.rows)

    def position(self, row: int, time: int, channel: int) -> str:
        """Where a value is, in the words of the container."""
        return f"in row {self.frame.index[self.rows[row][time]]!r}, column {self.frame.columns[channel]!r}"

    def write(self, array: np.ndarray, level: str | None, first: int) -> Any:
        """Return copies as a frame, one below the other: (n_copies * n_series, n_channels, n_timepoints)."""
        import pandas as pd

        copies = array.reshape(-1, len(self.rows), *array.shape[1:])
        frames = [self._frame_of(copy) for copy in copies]
        return frames[0] if level is None else pd.concat(frames, keys=range(first, first + len(copies)), names=[level])

    def _frame_of(self, array: np.ndarray) -> Any:
        import pandas as pd

        numbers = np.empty(self.frame.shape, dtype=array.dtype)
        for rows, series in zip(self.rows, array, strict=True):
            numbers[rows] = series[:, : len(rows)].T
        return pd.DataFrame(numbers, index=self.frame.index, columns=self.frame.columns)

    def describe(self) -> dict[str, Any]:
        """Return what new series of the same kind need."""
        dates = None
        if self.times is not None:
            first = self.frame.index.get_level_values(-1)[[rows[0] for rows in self.rows]]
            dates = Dates.of(first, max(self.times, key=len))
        names = list(self.frame.index.names)
        return {"kind": KIND, "columns": plain_columns(self.frame), "names": names, "dates": dates}


def is_long_frame(X: Any) -> bool:
    """Whether X is a frame whose last index level is time and whose columns are channels.

    Columns that are numbers or dates are time points, and index levels that are neither name series: in such
    a frame a row is a series.

    Parameters
    ----------
    X : object

    Returns
    -------
    is_long_frame : bool
    """
    if not is_frame(X) or X.index.nlevels == 1:
        return False
    import pandas as pd

    last, columns = (
        is_time(names) or pd.api.types.is_numeric_dtype(names) for names in (X.index.levels[-1], X.columns)
    )
    return last and not columns and not describes_rows(X, -1)


def matches(X: Any, fitted_format: OutputFormat | None) -> bool:
    """Whether X is a long frame."""
    return is_long_frame(X)


def read(estimator: Any, X: Any, fitted_format: OutputFormat | None) -> Panel:
    """Read a long frame.

    Parameters
    ----------
    estimator : estimator
    X : DataFrame
    fitted_format : OutputFormat or None
        None in `fit`.

    Returns
    -------
    panel : Panel
        Its dtype is float32 where all channels are, else float64.

    Raises
    ------
    ValueError
        As `LongFrame`, or if a column is not numeric or the channels are not those of `fit`.
    """
    if fitted_format is None or fitted_format.n_dims == 3:
        validate_data(estimator, X, reset=fitted_format is None, skip_check_array=True)
    else:  # fit counted time points, and named them
        refuse_other_channels(X.shape[1], fitted_format)
    frame = LongFrame(X)
    is_single = (X.dtypes == np.float32).all()
    return Panel(frame.to_array(), np.dtype(np.float32 if is_single else np.float64), 3, frame)


def write_new(array: np.ndarray, fitted_format: OutputFormat, lengths: np.ndarray, like: np.ndarray) -> Any:
    """Return new series as a long frame.

    Parameters
    ----------
    array : ndarray of shape (n_series, n_channels, n_timepoints)
    fitted_format : OutputFormat
    lengths : ndarray of int of shape (n_series,)
        Time points of every series.
    like : ndarray of int of shape (n_series,)
        Training series with whose first date the new series start.

    Returns
    -------
    X : DataFrame
        Series are numbered from 0, and so are time points without dates or with irregular ones.
    """
    import pandas as pd

    dates, times = fitted_format.dates, [np.arange(length) for length in lengths]
    if dates is not None and dates.freq is not None:
        times = [dates.starting_at(row, length) for row, length in zip(like, lengths, strict=True)]
    rows = np.concatenate([series[:, : len(time)].T for series, time in zip(array, times, strict=True)])
    time = pd.Index(times[0]).append([pd.Index(other) for other in times[1:]])
    number = np.repeat(np.arange(len(array)), [len(time) for time in times])
    index = pd.MultiIndex.from_arrays([number, time], names=fitted_format.names)
    return pd.DataFrame(rows, index=index, columns=fitted_format.columns)


# ------------------------------------------------------------------------------------ rows of a frame
def padded(numbers: np.ndarray, rows: list[np.ndarray]) -> NDArray[np.float64]:
    """Return the rows of a frame as an array with an axis of series.

    Parameters
    ----------
    numbers : ndarray of shape (n_rows, n_channels)
    rows : list of n_series ndarrays of int
        Rows of every series.

    Returns
    -------
    values : ndarray of shape (n_series, n_timepoints, n_channels)
        NaN after the end of series that are shorter than others.
    """
    values = np.full((len(rows), max(map(len, rows)), numbers.shape[1]), np.nan)
    for series, of_series in zip(values, rows, strict=True):
        series[: len(of_series)] = numbers[of_series]
    return values


def rows_of_series(frame: Any) -> tuple[np.ndarray, list[np.ndarray]]:
    """Return which rows of a frame belong to which series.

    Parameters
    ----------
    frame : DataFrame
        The last level of its index is time, those above name a series. With one level it is one series.

    Returns
    -------
    of_row : ndarray of shape (n_rows,)
        Number of the series that a row belongs to; series are numbered as they first appear.
    rows : list of ndarray
        Rows of every series, in the order of time.

    Raises
    ------
    ValueError
        If a time of a series comes twice.
    """
    index = frame.index
    refuse_repeated_times(index, "The index holds", f"X.groupby(level={_levels(index.nlevels)}).mean()")
    names = list(range(index.nlevels - 1))
    of_row = np.zeros(len(index), dtype=np.intp)
    if names:
        of_row = frame.groupby(level=names, sort=False, observed=True, dropna=False).ngroup().to_numpy()
    rank = index.get_level_values(-1).argsort().argsort()
    order = np.lexsort([rank, of_row])
    return of_row, np.split(order, np.cumsum(np.bincount(of_row))[:-1])


def refuse_holes(index: Any, rows: list[np.ndarray]) -> None:
    """Check that no series lacks a period.

    Parameters
    ----------
    index : pandas.Index
        The last level is time.
    rows : list of ndarray of int
        Rows of every series, in the order of time.

    Raises
    ------
    ValueError
        If one does. Dates are not checked here.
    """
    time = index.get_level_values(-1)
    if not is_period(time):
        return
    line = "X.reindex(pd.period_range(X.index.min(), X.index.max()))"
    if index.nlevels > 1:
        above, one = _levels(index.nlevels - 1), "s.index.get_level_values(-1)"
        line = (
            f"X.groupby(level={above}).apply(lambda s: s.droplevel({above}).reindex("
            f"pd.period_range({one}.min(), {one}.max())))"
        )
    for of_series in rows:
        refuse_missing_periods(time[of_series], index[of_series], line)


def _levels(n_levels: int) -> int | list[int]:
    """The first levels of an index, as pandas takes them."""
    return 0 if n_levels == 1 else list(range(n_levels))

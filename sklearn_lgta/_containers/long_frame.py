"""Long frames, the panels and hierarchies of sktime: index levels (instance, time), a channel a column."""

from collections.abc import Collection, Mapping
from copy import copy
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.utils.validation import validate_data

from .checks import refuse_other_channels
from .column_names import columns_say_time, describes_rows
from .columns_beside import names_in_use, values_along_time
from .condition_columns import with_values
from .container import Container
from .long_roles import holds_numbers
from .long_times import are_numbers, hold_times, index_of_times, is_number
from .output_format import Dates, LongFormat, OutputFormat, plain_columns, plain_values
from .panel import Panel
from .time_index import is_period, is_time, refuse_missing_periods, refuse_repeated_times
from .wide_frame import is_frame

KIND = "long frame"
UNEQUAL_LENGTHS = True
TOTAL = "__total"  # of sktime's hierarchies


class LongFrame(Container):
    """A frame with the index levels (instance, time), and a channel a column.

    Parameters
    ----------
    frame : DataFrame
        Several levels may name the instance. Time may be text.
    conditions : collection of str, default=()
        Names of conditions: such columns are no channels, and pass through.

    Attributes
    ----------
    frame : DataFrame
    channel_names : list
    condition_names : list
        Columns that are conditions.
    rows : list of ndarray of int
        Rows of every series in the frame, in the order of time. Series come as they first appear.

    Raises
    ------
    ValueError
        If a time comes twice, a period is missing, or there are rows of totals.
    """

    def __init__(self, frame: Any, conditions: Collection[str] = ()) -> None:
        _refuse_totals(frame.index)
        self.frame = frame
        self.condition_names = [name for name in frame.columns if name in conditions]
        self._channels = [name for name in frame.columns if name not in conditions]
        if not self._channels:
            raise ValueError(
                f"X has the columns {list(frame.columns)}, and all of them are named as conditions. At least one must "
                "be a series: leave its name out of `conditions`."
            )
        self._in_use = list(conditions)
        self._index = _with_times(frame.index)
        _, self.rows = rows_of_series(frame.iloc[:, :0].set_axis(self._index))
        self._refuse_holes()

    def _refuse_holes(self) -> None:
        refuse_holes(self._index, self.rows)

    @property
    def channel_names(self) -> list:
        """Names of the columns that are channels."""
        return self._channels

    @property
    def times(self) -> Any:
        """Dates or periods of every series, in a list; None where time is numbered."""
        time = self._index.get_level_values(-1)
        return [time[rows] for rows in self.rows] if is_time(time) else None

    @property
    def labels(self) -> Any:
        """Index of the series."""
        return self.frame.index.droplevel(-1)[self._firsts]

    @property
    def _firsts(self) -> list[int]:
        """Row of the first time of every series."""
        return [rows[0] for rows in self.rows]

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
            numbers = self.frame[self._channels].astype(np.float64).to_numpy()
        except (TypeError, ValueError) as error:
            wrong = [name for name in self._channels if not holds_numbers(self.frame[name])]
            raise ValueError(
                f"X has columns that hold no numbers: {', '.join(map(repr, wrong))} ({error}). Leave them out: "
                f"X.drop(columns={wrong}); or name them as conditions, and copies keep them: "
                f"LGTAAugmenter(conditions={wrong})."
            ) from error
        return padded(numbers, self.rows)

    def conditions(self) -> dict[str, NDArray]:
        """Return the columns that are conditions, by name: arrays of shape (n_series,) or (n_series, n_timepoints)."""
        return {name: values_along_time(self.frame[name], self.rows) for name in self.condition_names}

    def under(self, conditions: Mapping[str, NDArray]) -> "LongFrame":
        """Return the frame with other values in its columns of conditions."""
        other = copy(self)
        other.frame = with_values(self.frame, self.rows, conditions)
        return other

    def position(self, row: int, time: int, channel: int) -> str:
        """Where a value is, in the words of the container."""
        return f"in row {self.frame.index[self.rows[row][time]]!r}, column {self._channels[channel]!r}"

    def write(self, array: np.ndarray, level: str | None, first: int) -> Any:
        """Return copies as a frame, one below the other: (n_copies * n_series, n_channels, n_timepoints)."""
        import pandas as pd

        copies = array.reshape(-1, len(self.rows), *array.shape[1:])
        frames = [self._frame_of(copy) for copy in copies]
        return frames[0] if level is None else pd.concat(frames, keys=range(first, first + len(copies)), names=[level])

    def numbers_by_row(self, array: np.ndarray) -> np.ndarray:
        """Return one copy, (n_series, n_channels, n_timepoints), in the rows of the frame: (n_rows, n_channels)."""
        numbers = np.empty((len(self.frame), array.shape[1]), dtype=array.dtype)
        for rows, series in zip(self.rows, array, strict=True):
            numbers[rows] = series[:, : len(rows)].T
        return numbers

    def _frame_of(self, array: np.ndarray) -> Any:
        import pandas as pd

        numbers = self.numbers_by_row(array)
        if not self.condition_names:
            return pd.DataFrame(numbers, index=self.frame.index, columns=self.frame.columns)
        columns = dict(zip(self._channels, numbers.T, strict=True))
        return self.frame.assign(**columns)

    def line_of_longer(self, n_timepoints: int) -> str:
        """Code that leaves out series with values at fewer time points."""
        levels, values = first_levels(self.frame.index.nlevels - 1), list(self._channels)
        filtered = f"filter(lambda own: len(own[{values}].dropna(how='all')) >= {n_timepoints})"
        return f"X.groupby(level={levels}).{filtered}"

    def line_of_newest(self, n_timepoints: int) -> str:
        """Code that keeps the newest time points of every series."""
        return f"X.sort_index().groupby(level={first_levels(self.frame.index.nlevels - 1)}).tail({n_timepoints})"

    def describe(self) -> dict[str, Any]:
        """Return what new series of the same kind need."""
        index = self.frame.index
        dates = None
        if self.times is not None:
            dates = Dates.of(self._index.get_level_values(-1)[self._firsts], max(self.times, key=len))
        above = {str(level): plain_values(self.labels.get_level_values(level)) for level in range(index.nlevels - 2)}
        names, times, starts = list(index.names), *self.written_times()
        return {
            "kind": KIND,
            "columns": plain_columns(self.frame[self._channels]),
            "names": names,
            "dates": dates,
            "long": LongFormat(
                columns=plain_columns(self.frame) or [],
                conditions=self._in_use,
                labels={level: values for level, values in above.items() if values is not None},
                times=times,
                starts=starts,
            ),
        }

    def written_times(self) -> tuple[list | None, NDArray[np.intp] | None]:
        """Return all different times as they are written, in their order, and the position of the first ones."""
        written, read = (index.get_level_values(-1) for index in (self.frame.index, self._index))
        if is_time(written) or not is_time(read):
            return None, None
        return different_times(written, read, self._firsts)


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
    last = X.index.levels[-1]
    if not _are_time_points(last) or _are_time_points(X.columns) or describes_rows(X, -1):
        return False
    return is_time(last) or is_number(last) or not columns_say_time(X)  # text may describe rows


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
    long = None if fitted_format is None else fitted_format.long
    frame = LongFrame(X, names_in_use(estimator, None if long is None else long.conditions))
    return panel_of(estimator, frame, fitted_format)


def panel_of(estimator: Any, frame: LongFrame, fitted_format: OutputFormat | None) -> Panel:
    """Check the channels of a long frame, and return its panel.

    Parameters
    ----------
    estimator : estimator
        Gets `n_features_in_` and `feature_names_in_` in `fit`: the channels. Conditions are none.
    frame : LongFrame
    fitted_format : OutputFormat or None
        None in `fit`.

    Returns
    -------
    panel : Panel
    """
    channels = frame.frame[frame.channel_names]
    if fitted_format is None or fitted_format.n_dims == 3:
        validate_data(estimator, channels, reset=fitted_format is None, skip_check_array=True)
    else:  # fit counted time points, and named them
        refuse_other_channels(channels.shape[1], fitted_format)
    dtype = np.dtype(np.float32 if (channels.dtypes == np.float32).all() else np.float64)
    return Panel(frame.to_array(), dtype, 3, frame, frame.conditions())


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
        Series are numbered from 0, and so are time points without dates or with irregular ones. Further levels above
        are those of the training series. It has no columns of conditions.
    """
    import pandas as pd

    rows = np.concatenate([series[:, :length].T for series, length in zip(array, lengths, strict=True)])
    number = np.repeat(np.arange(len(array)), lengths)
    labels = {} if fitted_format.long is None else fitted_format.long.labels
    above = [
        pd.Index(labels[str(level)])[like][number] if str(level) in labels else number
        for level in range(len(fitted_format.names) - 2)
    ]
    levels = [*above, number, new_times(fitted_format, lengths, like)]
    index = pd.MultiIndex.from_arrays(levels, names=fitted_format.names)
    return pd.DataFrame(rows, index=index, columns=fitted_format.columns)


def new_times(fitted_format: OutputFormat, lengths: np.ndarray, like: np.ndarray) -> Any:
    """Return the times of new series, one below the other.

    Parameters
    ----------
    fitted_format : OutputFormat
    lengths, like : ndarrays of int of shape (n_series,)
        Time points of every series, and the training series with whose first time it starts.

    Returns
    -------
    times : pandas.Index
        As the times of `fit` are written, as far as these go; beyond them dates, or numbers where dates are irregular.
    """
    import pandas as pd

    dates, long = fitted_format.dates, fitted_format.long
    of_series = list(zip(like, lengths, strict=True))
    times: list[Any] = [] if long is None else [long.times_from(row, length) for row, length in of_series]
    if not times or None in times:
        if dates is not None and dates.freq is not None:
            times = [dates.starting_at(row, length) for row, length in of_series]
        else:
            times = [np.arange(length) for length in lengths]
    return pd.Index(times[0]).append([pd.Index(other) for other in times[1:]])


# ------------------------------------------------------------------------------------ times of the rows
def _are_time_points(names: Any) -> bool:
    """Whether names are dates, dates as text, or numbers."""
    return are_numbers(names) or hold_times(names)


def _with_times(index: Any) -> Any:
    """Return the index with its last level as dates or periods where it holds such in text or as numbers."""
    import pandas as pd

    name, level = index.names[-1], index.nlevels - 1
    line = f"X.index = X.index.set_levels(pd.to_datetime(X.index.levels[{level}], format={{format!r}}), level={level})"
    written = index.get_level_values(-1)
    times = index_of_times(written, f"The index level {name!r}", line)
    if times is None or times is written:
        return index
    above = [index.get_level_values(number) for number in range(level)]
    return pd.MultiIndex.from_arrays([*above, times], names=index.names)


def different_times(written: Any, read: Any, firsts: Any) -> tuple[list | None, NDArray[np.intp] | None]:
    """Return all different times as they are written, and where some of them are among these.

    Parameters
    ----------
    written, read : pandas.Index of shape (n_rows,)
        Times as the user writes them, and in an order.
    firsts : list of int
        Rows.

    Returns
    -------
    times : list or None
        In the order of time; None where a file cannot keep them.
    positions : ndarray of int of shape (n_firsts,) or None
    """
    import pandas as pd

    codes, different = pd.factorize(read, sort=True)
    row_of = np.zeros(len(different), dtype=np.intp)
    row_of[codes] = np.arange(len(codes))
    times = plain_values(written[row_of])
    return (None, None) if times is None else (times, codes[firsts].astype(np.intp))


def _refuse_totals(index: Any) -> None:
    """Check that there are no rows of totals, as hierarchical panels of sktime have them."""
    for level in range(index.nlevels - 2, -1, -1):
        if TOTAL in index.levels[level] and (index.get_level_values(level) == TOTAL).any():
            n_totals = int((index.get_level_values(level) == TOTAL).sum())
            raise ValueError(
                f"X has {n_totals} rows of totals, {TOTAL!r} in the index level {index.names[level]!r}. Copies of "
                "parts do not add up to copies of totals: leave totals out, "
                f"X.drop(index={TOTAL!r}, level={level}), and add them up again from the copies."
            )


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
    refuse_repeated_times(index, "The index holds", f"X.groupby(level={first_levels(index.nlevels)}).mean()")
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
        above, one = first_levels(index.nlevels - 1), "s.index.get_level_values(-1)"
        line = (
            f"X.groupby(level={above}).apply(lambda s: s.droplevel({above}).reindex("
            f"pd.period_range({one}.min(), {one}.max())))"
        )
    for of_series in rows:
        refuse_missing_periods(time[of_series], index[of_series], line)


def first_levels(n_levels: int) -> int | list[int]:
    """The first levels of an index, as pandas takes them."""
    return 0 if n_levels == 1 else list(range(n_levels))

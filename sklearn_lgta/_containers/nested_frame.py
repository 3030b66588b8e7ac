"""Nested frames of sktime: a series a row, a channel a column, and in every cell its values along time."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.utils.validation import validate_data

from .checks import refuse_other_channels
from .container import Container
from .output_format import OutputFormat, plain_columns
from .panel import Panel
from .series_item import ArrayItem, PandasSeriesItem, SeriesItem
from .series_list import first_dates, padded_arrays
from .wide_frame import is_frame

KIND = "nested frame"
UNEQUAL_LENGTHS = True
_LINE = "X.map(lambda series: {})"
_CELLS: dict[str, SeriesItem] = {"array": ArrayItem(_LINE), "Series": PandasSeriesItem(_LINE)}


@dataclass(frozen=True)
class NestedFrame(Container):
    """A frame whose cells are Series or arrays.

    Parameters
    ----------
    frame : DataFrame of shape (n_series, n_channels)
    """

    frame: Any

    @property
    def times(self) -> Any:
        """Dates or periods of every series, by the cells of the first column; None where not all have them."""
        cells = self.frame.iloc[:, 0]
        times = [_item_of(cell).times(cell, len(cell)) for cell in cells]
        return None if any(index is None for index in times) else times

    @property
    def labels(self) -> Any:
        """The index."""
        return self.frame.index

    def position(self, row: int, time: int, channel: int) -> str:
        """Where a value is, in the words of the container."""
        cell = self.frame.iat[row, channel]
        where = _item_of(cell).position(cell, time, channel)
        return f"{where} of row {self.frame.index[row]!r}, column {self.frame.columns[channel]!r}"

    def write(self, array: np.ndarray, level: str | None, first: int) -> Any:
        """Return copies as a nested frame: (n_copies * n_series, n_channels, n_timepoints), with the index repeated."""
        n_series, n_channels = self.frame.shape
        cells = np.empty((len(array), n_channels), dtype=object)
        for row, channel in np.ndindex(cells.shape):
            cell = self.frame.iat[row % n_series, channel]
            values = array[row, [channel], : len(cell)]
            cells[row, channel] = _item_of(cell).write(values, cell, "")
        index = self.frame.index.append([self.frame.index] * (len(array) // n_series - 1))
        return _frame_of(cells, index, self.frame.columns)

    def line_of_newest(self, n_timepoints: int) -> str:
        """Return the line that cuts series to their newest time points."""
        return f"X.map(lambda cell: cell[-{n_timepoints}:])"

    def describe(self) -> dict[str, Any]:
        """Return what new series of the same kind need."""
        cell = str(_type_of(self.frame.iat[0, 0]))
        cells = [other for other in self.frame.to_numpy().ravel() if _type_of(other) == cell]
        details = {"cell": cell, **_CELLS[cell].describe(cells).get("details", {})}
        columns, dates = plain_columns(self.frame), first_dates(self.times)
        return {"kind": KIND, "columns": columns, "dates": dates, "details": details}


def is_nested(X: Any) -> bool:
    """Whether X is a frame with Series or arrays in the first row of a column.

    Parameters
    ----------
    X : object

    Returns
    -------
    is_nested : bool
    """
    if not is_frame(X) or not len(X):
        return False
    objects = np.flatnonzero(X.dtypes.to_numpy() == np.dtype(object))
    return any(_type_of(X.iat[0, column]) is not None for column in objects)


def matches(X: Any, fitted_format: OutputFormat | None) -> bool:
    """Whether X is a nested frame."""
    return is_nested(X)


def read(estimator: Any, X: Any, fitted_format: OutputFormat | None) -> Panel:
    """Read a nested frame.

    Parameters
    ----------
    estimator : estimator
    X : DataFrame of shape (n_series, n_channels)
    fitted_format : OutputFormat or None
        None in `fit`.

    Returns
    -------
    panel : Panel
        Its dtype is float32 where all cells are, else float64.

    Raises
    ------
    ValueError
        If a cell holds no series, or the channels are not those of `fit`.
    """
    _refuse_other_cells(X)
    if fitted_format is not None:
        refuse_other_channels(X.shape[1], fitted_format)
    if fitted_format is None or (fitted_format.n_dims == 3 and hasattr(estimator, "feature_names_in_")):
        validate_data(estimator, X, reset=fitted_format is None, skip_check_array=True)
    values, dtype = to_array(X)
    return Panel(values, dtype, 3, NestedFrame(X))


def to_array(X: Any) -> tuple[np.ndarray, np.dtype]:
    """Return the values of a nested frame.

    Parameters
    ----------
    X : DataFrame of shape (n_series, n_channels)

    Returns
    -------
    values : ndarray of shape (n_series, n_timepoints, n_channels)
        NaN after the end of what is shorter than the longest cell.
    dtype : dtype
        float32 where all cells are, else float64.

    Raises
    ------
    ValueError
        If a cell holds no numbers.
    """
    cells = [[_values(X, row, channel) for channel in range(X.shape[1])] for row in range(len(X))]
    channels = [padded_arrays([row[channel] for row in cells], 1) for channel in range(X.shape[1])]
    longest = max(channel.shape[1] for channel in channels)
    values = np.full((len(X), longest, X.shape[1]), np.nan)
    for channel, padded in enumerate(channels):
        values[:, : padded.shape[1], channel] = padded[:, :, 0]
    is_single = all(cell.dtype == np.float32 for row in cells for cell in row)
    return values, np.dtype(np.float32 if is_single else np.float64)


def write_new(array: np.ndarray, fitted_format: OutputFormat, lengths: np.ndarray, like: np.ndarray) -> Any:
    """Return new series as a nested frame.

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
    cells = np.empty(array.shape[:2], dtype=object)
    item = _CELLS[fitted_format.details["cell"]]
    dates = fitted_format.dates
    for row, channel in np.ndindex(cells.shape):
        times = None
        if dates is not None and dates.freq is not None:
            times = dates.starting_at(int(like[row]), int(lengths[row]))
        cells[row, channel] = item.new(array[row, [channel], : lengths[row]], row, times, fitted_format)
    return _frame_of(cells, None, fitted_format.columns)


def _frame_of(cells: np.ndarray, index: Any, columns: Any) -> Any:
    """Return a frame of cells (n_series, n_channels)."""
    import pandas as pd

    return pd.DataFrame(cells, index=index, columns=columns, dtype=object)


def _type_of(cell: Any) -> str | None:
    """Return what holds the values of a cell; None where it is no series."""
    if isinstance(cell, (np.ndarray, list, tuple)):
        return "array"
    return "Series" if PandasSeriesItem().matches([cell]) else None


def _item_of(cell: Any) -> SeriesItem:
    """Return what reads and writes a cell that is a series."""
    return _CELLS[str(_type_of(cell))]


def _values(X: Any, row: int, channel: int) -> np.ndarray:
    """Return the values of a cell, (n_timepoints,); errors say which one."""
    cell = X.iat[row, channel]
    try:
        values = _item_of(cell).values(cell)
        values = values if values.dtype == np.float32 else values.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"X in row {X.index[row]!r}, column {X.columns[channel]!r}: {error}") from error
    if values.ndim != 1:
        raise ValueError(
            f"X in row {X.index[row]!r}, column {X.columns[channel]!r} holds an array of shape {values.shape}; a cell "
            "holds one channel, (n_timepoints,)."
        )
    return values


def _refuse_other_cells(X: Any) -> None:
    """Check that every cell holds a series: name columns without any, else the first such cell."""
    others = [name for name, column in X.items() if all(_type_of(cell) is None for cell in column)]
    if others:
        raise ValueError(
            f"X is a nested frame, with series in its cells, but columns {others} hold none. Move them to the index: "
            f"X.set_index({others})"
        )
    for name, column in X.items():
        bad = [label for label, cell in column.items() if _type_of(cell) is None]
        if bad:
            raise ValueError(
                f"X is a nested frame, with series in its cells, but {len(bad)} cells of column {name!r} hold none, "
                f"the first in row {bad[0]!r}. Leave such rows out: X[X[{name!r}].map(lambda cell: hasattr(cell, "
                "'__len__'))]"
            )

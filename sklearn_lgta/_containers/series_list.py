"""Lists of series, of any lengths: arrays, Series or DataFrames of pandas, Series of polars, or dicts."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.utils.validation import validate_data

from .array import check_order_of_axes
from .checks import refuse_other_channels
from .container import Container
from .gluonts_dict import DictItem
from .output_format import Dates, OutputFormat
from .panel import Panel
from .series_item import ArrayItem, PandasFrameItem, PandasSeriesItem, PolarsSeriesItem, SeriesItem

_SEQUENCES: dict[str, Any] = {"list": list, "tuple": tuple}


@dataclass(frozen=True)
class SeriesList(Container):
    """A list, a tuple, or an array of objects that are series.

    Parameters
    ----------
    series : list
    item : SeriesItem
        Their type.
    lengths : list of int
        Time points of every series.
    sequence : {"list", "tuple", "array"}
    """

    series: list
    item: SeriesItem
    lengths: list[int]
    sequence: str

    @property
    def times(self) -> Any:
        """Dates or periods of every series, in a list; None where not all series have them."""
        times = [self.item.times(*of_series) for of_series in zip(self.series, self.lengths, strict=True)]
        return None if any(index is None for index in times) else times

    @property
    def has_channel_axis(self) -> bool:
        """Whether arrays are two-dimensional; a table with one column is one series, as a long one is."""
        return not (isinstance(self.item, PandasFrameItem) or self.item.has_one_channel(self.series[0]))

    def position(self, row: int, time: int, channel: int) -> str:
        """Where a value is, in the words of the container."""
        return f"{self.item.position(self.series[row], time, channel)} of series {row}"

    def write(self, array: np.ndarray, level: str | None, first: int) -> Any:
        """Return copies: (n_copies * n_series, n_channels, n_timepoints) -> series, each of its length."""
        copies = []
        for number, values in enumerate(array):
            copy, row = divmod(number, len(self.series))
            name = "" if level is None else f"_{level}{first + copy}"
            copies.append(self.item.write(values[:, : self.lengths[row]], self.series[row], name))
        return _as_sequence(copies, self.sequence)

    def describe(self) -> dict[str, Any]:
        """Return what new series of the same kind need."""
        fields = self.item.describe(self.series)
        details = {"sequence": self.sequence, **fields.get("details", {})}
        return {"kind": self.item.KIND, "dates": first_dates(self.times), **fields, "details": details}


class ListKind:
    """The kind of lists of one type of series.

    Parameters
    ----------
    item : SeriesItem
        The type of the series.

    Attributes
    ----------
    KIND : str
        Name of the kind.
    """

    UNEQUAL_LENGTHS = True

    def __init__(self, item: SeriesItem) -> None:
        self.item = item
        self.KIND = item.KIND

    def matches(self, X: Any, fitted_format: OutputFormat | None) -> bool:
        """Whether X is a list of such series.

        Parameters
        ----------
        X : object
        fitted_format : OutputFormat or None
            None in `fit`.

        Returns
        -------
        matches : bool
            Nested lists of numbers of one length are an array, unless `fit` saw a list.
        """
        if _sequence_of(X) is None or not len(X):
            return False
        if self.item.matches(X):
            return True
        was_list = fitted_format is not None and fitted_format.kind == self.KIND == ArrayItem.KIND
        return was_list and all(isinstance(row, (list, tuple)) for row in X)

    def read(self, estimator: Any, X: Any, fitted_format: OutputFormat | None) -> Panel:
        """Read a list of series.

        Parameters
        ----------
        estimator : estimator
        X : list, tuple, or array of objects
            Of series (n_timepoints,) or (n_channels, n_timepoints).
        fitted_format : OutputFormat or None
            None in `fit`.

        Returns
        -------
        panel : Panel

        Raises
        ------
        ValueError
            If series are not numeric, or have unlike numbers of channels, or others than in `fit`.

        Warns
        -----
        UserWarning
            In `fit`, if the arrays are likely to hold channels last.
        """
        arrays = [self._values(series, number) for number, series in enumerate(X)]
        _refuse_unlike_shapes(arrays)
        lengths, n_channels = [array.shape[-1] for array in arrays], 1 if arrays[0].ndim == 1 else len(arrays[0])
        if fitted_format is not None:
            refuse_other_channels(n_channels, fitted_format)
        dtype = np.dtype(np.float32 if all(array.dtype == np.float32 for array in arrays) else np.float64)
        values = padded_arrays(arrays, n_channels)
        if fitted_format is None:  # one column a channel: scikit-learn counts them, and forgets names of an earlier fit
            validate_data(estimator, values[:, 0], reset=True, skip_check_array=True)
            check_order_of_axes(values, "[series.T for series in X]")
        if fitted_format is None or fitted_format.n_dims == 3:
            self.item.check_names(estimator, X, reset=fitted_format is None)
        return Panel(values, dtype, 3, SeriesList(list(X), self.item, lengths, str(_sequence_of(X))))

    def write_new(self, array: np.ndarray, fitted_format: OutputFormat, lengths: np.ndarray, like: np.ndarray) -> Any:
        """Return new series as a list.

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
        X : list, tuple or array of objects
            Time points without dates, or with irregular ones, are numbered.
        """
        dates, times = fitted_format.dates, [None] * len(array)
        if dates is not None and dates.freq is not None:
            times = [dates.starting_at(row, length) for row, length in zip(like, lengths, strict=True)]
        series = [
            self.item.new(values[:, : lengths[number]], number, times[number], fitted_format)
            for number, values in enumerate(array)
        ]
        return _as_sequence(series, fitted_format.details.get("sequence", "list"))

    def _values(self, series: Any, number: int) -> np.ndarray:
        """Numbers of one series; errors say which one."""
        try:
            array = self.item.values(series)
            return array if array.dtype == np.float32 else array.astype(np.float64)
        except (TypeError, ValueError) as error:
            raise ValueError(
                f"X[{number}], a series of a list: {error}"
                + ("" if " for " in str(error) else ". Every series of a list must hold numbers: X[0] = [1.0, 2.0].")
            ) from error


KINDS = tuple(
    ListKind(item) for item in (ArrayItem(), PandasSeriesItem(), PandasFrameItem(), PolarsSeriesItem(), DictItem())
)


def padded_arrays(arrays: list[np.ndarray], n_channels: int) -> np.ndarray:
    """Return series as an array: (n_channels, n_timepoints) each -> (n_series, n_timepoints, n_channels).

    NaN stands after the end of series that are shorter than others.
    """
    values = np.full((len(arrays), max(array.shape[-1] for array in arrays), n_channels), np.nan)
    for padded, array in zip(values, arrays, strict=True):
        padded[: array.shape[-1]] = np.atleast_2d(array).T
    return values


def _sequence_of(X: Any) -> str | None:
    """Return what holds the series, or None."""
    if isinstance(X, np.ndarray):
        return "array" if X.dtype == object and X.ndim == 1 else None
    return next((name for name, cls in _SEQUENCES.items() if isinstance(X, cls)), None)


def _as_sequence(series: list, sequence: str) -> Any:
    """Return series in a list, a tuple, or an array of objects."""
    if sequence != "array":
        return _SEQUENCES[sequence](series)
    array = np.empty(len(series), dtype=object)
    for number, of_series in enumerate(series):  # one by one: series of one length would make a table
        array[number] = of_series
    return array


def _refuse_unlike_shapes(arrays: list[np.ndarray]) -> None:
    """Check that series have one number of channels."""
    if len({array.shape[:-1] for array in arrays}) == 1 and arrays[0].ndim in (1, 2):
        return
    shapes = sorted({array.shape for array in arrays})
    channels_last = all(array.ndim == 2 for array in arrays) and len({array.shape[1] for array in arrays}) == 1
    advice = " Channels come before time: [series.T for series in X]" if channels_last else ""
    raise ValueError(
        "X is a list of series, and these must all be of shape (n_timepoints,), or all (n_channels, n_timepoints) "
        f"with one number of channels; shapes are {', '.join(map(str, shapes[:4]))}.{advice}"
    )


def first_dates(times: Any) -> Dates | None:
    """Return the first date of every series, with the frequency of the longest one; None where they differ in kind."""
    if times is None or len({index.dtype for index in times}) > 1:
        return None
    import pandas as pd

    first = pd.Index([index[0] for index in times], dtype=times[0].dtype)
    return Dates.of(first, max(times, key=len))

"""The form in which series came to `fit`, and in which series without an original go out."""

from dataclasses import dataclass, replace

import numpy as np

from .long_frame import long_frame
from .panel import ListOfSeries, Panel, WideFrame
from .time_index import frequency_of, is_time

_PLAIN = (str, int, float, tuple)  # names of columns that are kept


@dataclass(frozen=True)
class OutputFormat:
    """What X was like in `fit`.

    Parameters
    ----------
    n_dims : int
        Dimensions of an array, 3 where it was none.
    dtype : str
    kind : {"array", "frame", "list", "long frame"}
    columns : list or None, default=None
        Names of the columns of a frame; None where they are dates or something unusual.
    names : list, default=()
        Names of the levels of the columns; in a long frame of those of the index.
    dates : Dates or None, default=None
        Of the time points, in a long frame the first of every series.
    """

    n_dims: int
    dtype: str
    kind: str = "array"
    columns: list | None = None
    names: list | tuple = ()
    dates: "Dates | None" = None

    @classmethod
    def of(cls, panel):
        """The form of a panel."""
        form, container = cls(panel.n_dims, panel.dtype.name), panel.container
        if isinstance(container, ListOfSeries):
            return replace(form, kind="list")
        if container is None:
            return form
        frame = container.frame
        columns = None if is_time(frame.columns) else frame.columns.tolist()
        if columns is not None and not all(isinstance(name, _PLAIN) for name in columns):
            columns = None
        if isinstance(container, WideFrame):
            dates = None if container.times is None else Dates.of(container.times, container.times)
            return replace(form, kind="frame", columns=columns, names=list(frame.columns.names), dates=dates)
        dates = None
        if container.times is not None:
            first = frame.index.get_level_values(-1)[[rows[0] for rows in container.rows]]
            dates = Dates.of(first, max(container.times, key=len))
        return replace(form, kind="long frame", columns=columns, names=list(frame.index.names), dates=dates)

    def write(self, values, lengths, like):
        """Hand over series that have no original.

        Parameters
        ----------
        values : ndarray of shape (n_series, n_timepoints, n_channels)
            NaN after the end of series that are shorter than others.
        lengths : ndarray of int of shape (n_series,)
        like : ndarray of int of shape (n_series,)
            Training series whose dates they begin at, in a long frame.

        Returns
        -------
        X : ndarray, DataFrame or list of ndarray
            Dates go on beyond those of `fit` where their frequency is known; time points are numbered where it
            is not.
        """
        array = Panel(values, np.dtype(self.dtype), self.n_dims).write(values)
        if self.kind == "list":
            return ListOfSeries(lengths.tolist(), one_channel=array.shape[1] == 1).write(array, None, 0)
        if self.kind == "long frame":
            times = [np.arange(length) for length in lengths]
            if self.dates is not None and self.dates.freq is not None:
                times = [self.dates.starting_at(row, length) for row, length in zip(like, lengths, strict=True)]
            return long_frame(array, times, self.columns, self.names)
        return array if self.kind == "array" else self._wide(array)

    def _wide(self, array):
        import pandas as pd

        n_timepoints, columns = array.shape[1], None
        if self.dates is not None:
            columns = self.dates.of_length(n_timepoints)
        elif self.columns is not None and len(self.columns) == n_timepoints:
            columns = pd.Index(self.columns)
        frame = pd.DataFrame(array, columns=columns)
        if columns is not None:
            frame.columns.names = self.names
        return frame


@dataclass(frozen=True)
class Dates:
    """An index of dates or periods as numbers.

    Parameters
    ----------
    values : ndarray of int64 of shape (n,)
        Of an index of pandas, in its unit.
    unit : str
        "s", "ms", "us" or "ns" of dates; "period" of periods.
    zone : str or None
        Time zone of dates.
    freq : str or None
        Step from one to the next.
    """

    values: np.ndarray
    unit: str
    zone: str | None
    freq: str | None

    @classmethod
    def of(cls, index, regular):
        """Of an index, with the frequency of another one: None where that is not regular."""
        if hasattr(index, "to_timestamp"):
            return cls(index.asi8.copy(), "period", None, index.freqstr)
        freq = frequency_of(regular)
        freq = None if freq is None else freq.freqstr
        return cls(index.asi8.copy(), index.unit, None if index.tz is None else str(index.tz), freq)

    def index(self):
        """An index of pandas."""
        import pandas as pd

        if self.unit == "period":
            return pd.PeriodIndex.from_ordinals(self.values, freq=self.freq)
        index = pd.DatetimeIndex(self.values.view(f"datetime64[{self.unit}]"))
        return index if self.zone is None else index.tz_localize("UTC").tz_convert(self.zone)

    def of_length(self, n_timepoints):
        """An index of so many: the first ones, or with more behind; None where it is not known which."""
        if n_timepoints <= len(self.values):
            return self.index()[:n_timepoints]
        return None if self.freq is None else self.starting_at(0, n_timepoints)

    def starting_at(self, place, n_timepoints):
        """An index of so many, from one of the dates on."""
        import pandas as pd

        first = replace(self, values=self.values[[place]]).index()[0]
        if self.unit == "period":
            return pd.period_range(first, periods=n_timepoints)
        return pd.date_range(first, periods=n_timepoints, freq=self.freq, unit=self.unit)

"""What the X of `fit` was like: later input is checked against it, and samples are written by it."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .long_roles import Roles
from .panel import Panel
from .time_index import frequency_of, is_period, is_time

PLAIN = (str, int, float, tuple)  # types of names that are kept


@dataclass(frozen=True)
class OutputFormat:
    """Kind, dtype and names of the X of `fit`, without its values.

    Parameters
    ----------
    n_dims : int
        Dimensions of an array or a wide frame; 3 for lists and long frames.
    dtype : str
    n_channels : int
    kind : str, default="array"
        `KIND` of the module that writes it.
    columns : list or None, default=None
        Column names of a frame; None for dates and for unusual names.
    names : list, default=()
        Level names: of the columns of a wide frame, of the index of a long one.
    dates : Dates or None, default=None
        Dates of the time points of a wide frame; the first date of every series of a long one.
    details : dict, default={}
        What only the module of the kind reads: text, numbers, and lists and dicts of these.
    long : LongFormat or None, default=None
        What else a long frame or table needs.
    """

    n_dims: int
    dtype: str
    n_channels: int
    kind: str = "array"
    columns: list | None = None
    names: list | tuple = ()
    dates: "Dates | None" = None
    details: dict[str, Any] = field(default_factory=dict)
    long: "LongFormat | None" = None

    @classmethod
    def of(cls, panel: Panel) -> "OutputFormat":
        """Return the format of a panel."""
        fields = {} if panel.container is None else panel.container.describe()
        return cls(panel.n_dims, panel.dtype.name, panel.values.shape[2], **fields)


def plain_columns(frame: Any) -> list | None:
    """Column names of a frame that a file can keep: a list; None for dates and for unusual names."""
    return None if is_time(frame.columns) else plain_values(frame.columns)


def plain_values(values: Any) -> list | None:
    """Values that a file can keep, as a list; None where there are others."""
    values = values.tolist()
    return values if all(isinstance(value, PLAIN) for value in values) else None


@dataclass(frozen=True)
class LongFormat:
    """What a long frame or table is like beside its channels.

    Parameters
    ----------
    columns : list
        All columns, in their order.
    conditions : list of str
        Conditions that the augmenter uses: such columns are no channels.
    labels : dict of str to list of length n_series
        Values of the training series in columns or levels that have one value a series: the upper levels of their
        names, and text beside them.
    times : list or None
        All different times as they are written, in their order; None for dates.
    starts : ndarray of int of shape (n_series,) or None
        Position in `times` of the first time of every training series.
    roles : Roles or None, default=None
        Roles of the columns of a table.
    dtypes : list of str, default=()
        Dtypes of the columns of a table.
    largest_id : int or None, default=None
        The largest of whole-number names of series in a table.
    """

    columns: list
    conditions: list
    labels: dict
    times: list | None
    starts: NDArray[np.intp] | None
    roles: Roles | None = None
    dtypes: list | tuple = ()
    largest_id: int | None = None

    def times_from(self, row: int, n_timepoints: int) -> list | None:
        """Return times as they are written, from the first one of a training series on; None where there are fewer."""
        if self.times is None or self.starts is None:
            return None
        start = int(self.starts[row])
        times = self.times[start : start + n_timepoints]
        if len(times) < n_timepoints and len(self.times) > 1 and not isinstance(self.times[0], str):
            step = self.times[-1] - self.times[-2]
            times += [self.times[-1] + step * further for further in range(1, n_timepoints - len(times) + 1)]
        return times if len(times) == n_timepoints else None


@dataclass(frozen=True)
class Dates:
    """An index of dates or periods as numbers, which a file can keep.

    Parameters
    ----------
    values : ndarray of int64 of shape (n,)
        Dates or periods as pandas stores them, in `unit`.
    unit : str
        "s", "ms", "us" or "ns" of dates; "period" of periods.
    zone : str or None
        Time zone of dates.
    freq : str or None
        Step from one to the next.
    """

    values: NDArray[np.int64]
    unit: str
    zone: str | None
    freq: str | None

    @classmethod
    def of(cls, index: Any, regular: Any) -> "Dates":
        """Return the dates of an index, with the frequency of another one (None where that is irregular)."""
        if is_period(index):
            return cls(index.asi8.copy(), "period", None, index.freqstr)
        freq = frequency_of(regular)
        freq = None if freq is None else freq.freqstr
        return cls(index.asi8.copy(), index.unit, None if index.tz is None else str(index.tz), freq)

    def index(self) -> Any:
        """Return the dates as an index of pandas."""
        import pandas as pd

        if self.unit == "period":
            return pd.PeriodIndex.from_ordinals(self.values, freq=self.freq)
        index = pd.DatetimeIndex(self.values.view(f"datetime64[{self.unit}]"))
        return index if self.zone is None else index.tz_localize("UTC").tz_convert(self.zone)

    def of_length(self, n_timepoints: int) -> Any:
        """Return an index of `n_timepoints`: the first dates, continued where there are fewer.

        Parameters
        ----------
        n_timepoints : int

        Returns
        -------
        index : DatetimeIndex, PeriodIndex or None
            None where it must be continued and the frequency is unknown.
        """
        if n_timepoints <= len(self.values):
            return self.index()[:n_timepoints]
        return None if self.freq is None else self.starting_at(0, n_timepoints)

    def starting_at(self, position: int, n_timepoints: int) -> Any:
        """Return an index of `n_timepoints` regular dates, from the date at `position` on."""
        import pandas as pd

        first = replace(self, values=self.values[[position]]).index()[0]
        if self.unit == "period":
            return pd.period_range(first, periods=n_timepoints)
        return pd.date_range(first, periods=n_timepoints, freq=self.freq, unit=self.unit)

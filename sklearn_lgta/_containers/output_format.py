"""What the X of `fit` was like: later input is checked against it, and samples are written by it."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
    """

    n_dims: int
    dtype: str
    n_channels: int
    kind: str = "array"
    columns: list | None = None
    names: list | tuple = ()
    dates: "Dates | None" = None
    details: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, panel: Panel) -> "OutputFormat":
        """Return the format of a panel."""
        fields = {} if panel.container is None else panel.container.describe()
        return cls(panel.n_dims, panel.dtype.name, panel.values.shape[2], **fields)


def plain_columns(frame: Any) -> list | None:
    """Column names of a frame that a file can keep: a list; None for dates and for unusual names."""
    columns = None if is_time(frame.columns) else frame.columns.tolist()
    return columns if columns is not None and all(isinstance(name, PLAIN) for name in columns) else None


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

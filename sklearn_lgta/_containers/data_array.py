"""DataArrays of xarray, read by the names and coordinates of their dimensions."""

import sys
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from . import array as arrays
from .container import Container
from .dates import read_axis, which_are_times
from .output_format import PLAIN, Dates, OutputFormat
from .panel import Panel
from .time_index import is_time, refuse_missing_periods, refuse_repeated_times

KIND = "DataArray"
UNEQUAL_LENGTHS = False
_KEPT = (str, int, float)  # types of attributes that a file can keep
_TIME = {"time", "times", "t", "date", "dates", "datetime", "day", "ds", "timestamp", "time_step", "timestep"}
_CHANNEL = {"channel", "channels", "variable", "variables", "feature", "features", "band", "bands", "component"}


@dataclass(frozen=True)
class Dims:
    """Which dimension of a DataArray is which.

    Parameters
    ----------
    series, channel : hashable or None
        None where there is no such dimension.
    time : hashable
    """

    series: Any
    channel: Any
    time: Any

    def names(self) -> list:
        """Return the names in the order (series, channel, time), without those that are missing."""
        return [name for name in (self.series, self.channel, self.time) if name is not None]


@dataclass(frozen=True)
class LabelledArray(Container):
    """A DataArray.

    Parameters
    ----------
    data_array : DataArray
    dims : Dims
    """

    data_array: Any
    dims: Dims

    @property
    def times(self) -> Any:
        """The coordinate of time as dates or periods, if it holds such."""
        index = self.data_array.indexes.get(self.dims.time)
        return None if index is None else _times_of(index, self.dims.time)

    @property
    def has_channel_axis(self) -> bool:
        """Whether a dimension holds channels, be it only one."""
        return self.dims.channel is not None

    def position(self, row: int, time: int, channel: int) -> str:
        """Where a value is, in the words of the container."""
        places = {self.dims.series: row, self.dims.channel: channel, self.dims.time: time}
        places = {name: place for name, place in places.items() if name is not None}
        return f"at X.isel({places})"

    def write(self, array: np.ndarray, level: str | None, first: int) -> Any:
        """Return copies as a DataArray of the same dimensions.

        Copies follow each other along the dimension of series, whose coordinates are repeated, and several are numbered
        in a coordinate. Without a dimension of series, several copies get one of their own.
        """
        dims, like = self.dims, self.data_array
        n_series = 1 if dims.series is None else like.sizes[dims.series]
        n_copies = len(array) // n_series
        level = "copy" if level is None else level
        numbers = np.arange(first, first + n_copies)
        if dims.series is not None:
            like = like.isel({dims.series: np.tile(np.arange(n_series), n_copies)})
            if n_copies > 1:
                like = like.assign_coords({level: (dims.series, np.repeat(numbers, n_series))})
        elif n_copies > 1:
            dims = replace(dims, series=level)
            like = like.expand_dims({level: numbers})
        if dims.series is None:
            array = array[0]
        order = [dims.names().index(name) for name in like.dims]
        copies = like.copy(data=array.transpose(order))
        copies.encoding = {}  # a file would pack the new values as the old ones
        return copies

    def describe(self) -> dict[str, Any]:
        """Return what new series of the same kind need."""
        like, dims = self.data_array, self.dims
        roles = {"series": dims.series, "channel": dims.channel, "time": dims.time}
        details = {
            "roles": {role: str(name) for role, name in roles.items() if name is not None},
            "order": [role for name in like.dims for role, of_role in roles.items() if of_role == name],
            "time": _plain_labels(like, dims.time),
            "name": like.name if isinstance(like.name, str) else None,
            "attrs": {name: value for name, value in like.attrs.items() if type(value) in _KEPT and type(name) is str},
        }
        dates = None if self.times is None or details["time"] is not None else Dates.of(self.times, self.times)
        columns = None if dims.channel is None else _plain_labels(like, dims.channel)
        return {"kind": KIND, "columns": columns, "dates": dates, "details": details}


def is_data_array(X: Any) -> bool:
    """Whether X is a DataArray of xarray."""
    xarray = sys.modules.get("xarray")  # an array cannot come before its library
    return xarray is not None and isinstance(X, xarray.DataArray)


def matches(X: Any, fitted_format: OutputFormat | None) -> bool:
    """Whether X is a DataArray."""
    return is_data_array(X)


def read(estimator: Any, X: Any, fitted_format: OutputFormat | None) -> Panel:
    """Read a DataArray.

    Parameters
    ----------
    estimator : estimator
    X : DataArray
        With a dimension of time, and up to one of series and one of channels, in any order.
    fitted_format : OutputFormat or None
        None in `fit`.

    Returns
    -------
    panel : Panel

    Raises
    ------
    ValueError
        If it is uncertain which dimension is which, if times are out of order, or as for arrays.
    """
    dims = find_dims(X)
    if X.dtype.kind == "c":
        raise ValueError(
            "X holds complex numbers, and real numbers are needed. Make channels of the parts: "
            'xarray.concat([X.real, X.imag], "channel")'
        )
    if fitted_format is not None and fitted_format.n_dims == 2 and dims.channel is not None:
        raise ValueError(
            f"X has channels, the dimension {dims.channel!r}, but fit saw series without. One channel alone is "
            f"X.isel({ {dims.channel: 0} })"
        )
    _refuse_disorder(X, dims.time)
    panel = arrays.read_numbers(estimator, to_array(X, dims), fitted_format)
    return replace(panel, container=LabelledArray(X, dims))


def to_array(X: Any, dims: Dims | None = None) -> np.ndarray:
    """Return a DataArray as an array.

    Parameters
    ----------
    X : DataArray
    dims : Dims or None, default=None
        None finds them.

    Returns
    -------
    array : ndarray of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
    """
    dims = find_dims(X) if dims is None else dims
    array = X.transpose(*dims.names()).to_numpy()
    return array[None] if dims.series is None else array


def write_new(array: np.ndarray, fitted_format: OutputFormat, lengths: np.ndarray, like: np.ndarray) -> Any:
    """Return new series as a DataArray.

    Parameters
    ----------
    array : ndarray of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
    fitted_format : OutputFormat
    lengths, like : ndarrays of int of shape (n_series,)
        Not used.

    Returns
    -------
    X : DataArray
        With the dimensions of `fit`, and a dimension "series" where there was none. Dates are continued where their
        frequency is known.
    """
    import xarray as xr

    details, n_timepoints = fitted_format.details, array.shape[-1]
    roles, order = {"series": "series"} | details["roles"], details["order"]
    coords: dict[str, Any] = {roles["time"]: details["time"]}
    if fitted_format.dates is not None:
        coords = {roles["time"]: fitted_format.dates.of_length(n_timepoints)}
    if "channel" in roles:
        coords[roles["channel"]] = fitted_format.columns
    known = [roles[role] for role in ("series", "channel", "time") if role in roles]
    sizes = dict(zip(known, array.shape, strict=True))
    coords = {name: values for name, values in coords.items() if values is not None and len(values) == sizes[name]}
    new = xr.DataArray(array, coords, known, details["name"], details["attrs"])
    return new.transpose(*([] if "series" in order else ["series"]), *(roles[role] for role in order))


# ------------------------------------------------------------------------------------ which dimension is which
def find_dims(X: Any) -> Dims:
    """Find which dimension is time, and which are series and channels.

    Parameters
    ----------
    X : DataArray
        Time is the dimension whose coordinate holds dates or periods, else the one with a name such as "time". The
        channels have a name such as "channel" or "variable". What is left is the dimension of series.

    Returns
    -------
    dims : Dims

    Raises
    ------
    ValueError
        If this does not tell.
    """
    time = _find_time(X)
    others = [name for name in X.dims if name != time]
    channels = [name for name in others if str(name).lower() in _CHANNEL]
    rest = [name for name in others if name not in channels]
    if len(channels) <= 1 and len(rest) <= 1:
        return Dims(rest[0] if rest else None, channels[0] if channels else None, time)
    last = (rest or channels)[-1]
    channel_line = f'X.rename({{{last!r}: "channel"}})'
    stack_line = f"X.stack(series={tuple(rest)})"
    if len(channels) > 1:
        advice = f"Of several dimensions of channels, make one: X.stack(variables={tuple(channels)})"
    elif channels or len(rest) > 2:
        advice = f"If each of {rest} names a part of a series, make one dimension of them: {stack_line}"
    else:
        advice = f"If {last!r} holds channels: {channel_line}. If each of {rest} names a part of a series: {stack_line}"
    raise ValueError(
        f"X has the dimensions {list(X.dims)}, of which {time!r} is time; beside it, one dimension of series and "
        f"one of channels may be there. {advice}"
    )


def _find_time(X: Any) -> Any:
    """Return the dimension of time."""
    dated = [name for name in X.dims if is_time(X.indexes.get(name))]
    named = [name for name in X.dims if str(name).lower() in _TIME]
    found = dated or named
    if len(found) == 1:
        return found[0]
    if not X.dims:
        raise ValueError("X is a DataArray without dimensions; one of time is needed.")
    if found:
        others = [name for name in found if name != found[-1]]
        line = f"X.drop_vars({others})" if dated else f"X.rename({ {name: f'no_{name}' for name in others} })"
        raise ValueError(
            f"X has the dimensions {list(X.dims)}, of which {found} all look like time. If {found[-1]!r} is time, pass "
            f"{line}"
        )
    name = next(name for name in ("time", "t", "timestep") if name not in X.coords)  # a date of all values, for example
    raise ValueError(
        f"X has the dimensions {list(X.dims)}, and none has dates as its coordinate or a name such as 'time'. If "
        f"{X.dims[-1]!r} is time, pass X.rename({ {X.dims[-1]: name} })"
    )


def _refuse_disorder(X: Any, time: Any) -> None:
    """Check that times are dates or numbers, increase, and lack no period."""
    index = X.indexes.get(time)
    if index is None:
        return
    times = _times_of(index, time)
    if times is None and index.dtype.kind not in "iuf":
        if len(index) and which_are_times(index.map(str)).all():  # of a calendar that pandas lacks
            raise ValueError(
                f"The coordinate {time!r} of X looks like dates ({index[0]!r}) but holds {type(index[0]).__name__} "
                f"objects, so the season would be lost. {_line_of_dates(time)}"
            )
        return
    is_text = times is not None and isinstance(index[0], str)
    if is_text and not (times.is_monotonic_increasing and times.is_unique):  # xarray sorts text by its letters
        raise ValueError(
            f"The coordinate {time!r} of X holds dates as text that do not increase, from {index[0]!r} on. "
            f"{_line_of_dates(time)}"
        )
    refuse_repeated_times(index, f"The coordinate {time!r} of X holds", f"X.drop_duplicates({time!r})")
    if not is_text and not index.is_monotonic_increasing:
        raise ValueError(f"The coordinate {time!r} of X does not increase. Sort it: X.sortby({time!r})")
    line = f"X.reindex({{{time!r}: pandas.period_range(X.indexes[{time!r}][0], X.indexes[{time!r}][-1])}})"
    refuse_missing_periods(index, index, line)


def _line_of_dates(time: Any) -> str:
    return f"Convert it: X.assign_coords({{{time!r}: pandas.to_datetime(X[{time!r}].astype(str).to_numpy())}})"


def _times_of(index: Any, time: Any) -> Any:
    """Return the coordinate of time as dates or periods, text and whole numbers among them; None for others."""
    line = f"X.assign_coords({{{{{time!r}: pandas.to_datetime(X[{time!r}].to_numpy(), format={{format!r}})}}}})"
    return None if index.dtype.kind in "fbcm" else read_axis(index, f"The coordinate {time!r} of X", line)


def _plain_labels(X: Any, name: Any) -> list | None:
    """Labels of a dimension that a file can keep; None for others, and where there are none."""
    index = X.indexes.get(name)
    labels = None if index is None or is_time(index) else index.tolist()
    return labels if labels is not None and all(type(label) in PLAIN for label in labels) else None

"""Lists of arrays, one a series, of any lengths."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.utils.validation import validate_data

from .checks import refuse_other_channels
from .container import Container
from .output_format import OutputFormat
from .panel import Panel

KIND = "list"
UNEQUAL_LENGTHS = True


@dataclass(frozen=True)
class SeriesList(Container):
    """A list with an array a series, (n_timepoints,) or (n_channels, n_timepoints).

    Parameters
    ----------
    lengths : list of int
        Time points of every series.
    one_channel : bool
        Whether the arrays have no axis of channels.
    """

    lengths: list[int]
    one_channel: bool

    def position(self, row: int, time: int, channel: int) -> str:
        """Where a value is, in the words of the container."""
        return f"at position {time if self.one_channel else (channel, time)} of series {row}"

    def write(self, array: np.ndarray, level: str | None, first: int) -> list[np.ndarray]:
        """Return copies as a list: (n_copies * n_series, n_channels, n_timepoints) -> arrays, each of its length."""
        series = [values[:, : self.lengths[row % len(self.lengths)]] for row, values in enumerate(array)]
        return [values[0] for values in series] if self.one_channel else series

    def describe(self) -> dict[str, Any]:
        """Return what new series of the same kind need."""
        return {"kind": KIND}


def matches(X: Any, fitted_format: OutputFormat | None) -> bool:
    """Whether X is a list of arrays of several lengths; of one length too, if `fit` saw a list.

    Parameters
    ----------
    X : object
    fitted_format : OutputFormat or None
        None in `fit`.

    Returns
    -------
    matches : bool
    """
    if not isinstance(X, (list, tuple)) or not len(X):
        return False
    if not all(isinstance(row, (list, tuple, np.ndarray)) and len(row) for row in X):
        return False
    was_list = fitted_format is not None and fitted_format.kind == KIND
    return was_list or len({_n_timepoints(row) for row in X}) > 1


def read(estimator: Any, X: Any, fitted_format: OutputFormat | None) -> Panel:
    """Read a list of series.

    Parameters
    ----------
    estimator : estimator
    X : list of array-likes of shape (n_timepoints,) or (n_channels, n_timepoints)
    fitted_format : OutputFormat or None
        None in `fit`.

    Returns
    -------
    panel : Panel

    Raises
    ------
    ValueError
        If series are not numeric, or have unlike numbers of channels, or others than in `fit`.
    """
    try:
        series = [np.asarray(row) for row in X]
        dtype = np.dtype(np.float32 if all(row.dtype == np.float32 for row in series) else np.float64)
        series = [row.astype(np.float64) for row in series]
    except (TypeError, ValueError) as error:
        raise ValueError(f"{error}. Every series of a list must be an array of numbers: X[0] = [1.0, 2.0].") from error
    shapes = {row.shape[:-1] for row in series}
    if len(shapes) > 1 or series[0].ndim > 2:
        raise ValueError(
            "X is a list of series, and these must all be of shape (n_timepoints,), or all (n_channels, n_timepoints) "
            f"with one number of channels; shapes are {', '.join(map(str, sorted({row.shape for row in series})[:4]))}."
        )
    lengths, one_channel = [row.shape[-1] for row in series], series[0].ndim == 1
    n_channels = 1 if one_channel else series[0].shape[0]
    if fitted_format is not None:
        refuse_other_channels(n_channels, fitted_format)
    values = np.full((len(series), max(lengths), n_channels), np.nan)
    for padded, row in zip(values, series, strict=True):
        padded[: row.shape[-1]] = np.atleast_2d(row).T
    if fitted_format is None:  # one column a channel: scikit-learn counts them, and forgets names of an earlier fit
        validate_data(estimator, values[:, 0], reset=True, skip_check_array=True)
    return Panel(values, dtype, 3, SeriesList(lengths, one_channel))


def write_new(
    array: np.ndarray, fitted_format: OutputFormat, lengths: np.ndarray, like: np.ndarray
) -> list[np.ndarray]:
    """Return new series as a list.

    Parameters
    ----------
    array : ndarray of shape (n_series, n_channels, n_timepoints)
    fitted_format : OutputFormat
    lengths : ndarray of int of shape (n_series,)
        Time points of every series.
    like : ndarray of int of shape (n_series,)
        Not used.

    Returns
    -------
    X : list of ndarray
        Without an axis of channels where there is one channel.
    """
    return SeriesList(lengths.tolist(), one_channel=array.shape[1] == 1).write(array, None, 0)


def _n_timepoints(series: Any) -> int:
    """Time points of a series, with or without channels."""
    inner = series[0]
    return len(inner) if isinstance(inner, (list, tuple, np.ndarray)) and np.ndim(inner) else len(series)

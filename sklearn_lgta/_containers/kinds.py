"""The kinds of containers: which one X is, and who reads and writes it."""

from typing import Any, Protocol

import numpy as np

from . import (
    array,
    data_array,
    long_frame,
    long_table,
    masked_array,
    nested_frame,
    polars_frame,
    series_list,
    wide_frame,
)
from .checks import (
    refuse_infinite,
    refuse_no_channels,
    refuse_other_containers,
    refuse_single_time_points,
    refuse_unobserved,
)
from .columns_beside import warn_of_flags
from .output_format import OutputFormat
from .panel import Panel
from .time_index import warn_of_missing_dates


class Kind(Protocol):
    """What the module of a kind has."""

    KIND: str
    UNEQUAL_LENGTHS: bool  # whether series may have lengths of their own

    def matches(self, X: Any, fitted_format: OutputFormat | None) -> bool:
        """Whether X is of this kind."""

    def read(self, estimator: Any, X: Any, fitted_format: OutputFormat | None) -> Panel:
        """Read X; the container of the panel writes copies."""

    def write_new(self, array: np.ndarray, fitted_format: OutputFormat, lengths: np.ndarray, like: np.ndarray) -> Any:
        """Return series without an original in a container of this kind."""


_KINDS: tuple[Kind, ...] = (
    # The first that matches is taken.
    *series_list.KINDS,
    masked_array,
    array,
    data_array,
    polars_frame,
    nested_frame,
    long_frame,
    long_table,
    wide_frame,
)


def kind_of(X: Any, fitted_format: OutputFormat | None = None) -> Kind:
    """Return the module that reads and writes X.

    Parameters
    ----------
    X : object
    fitted_format : OutputFormat or None, default=None
        None in `fit`.

    Returns
    -------
    kind : module
        That of arrays for objects of no kind: scikit-learn says if they are none.

    Raises
    ------
    ValueError
        If X is a container that cannot be read.
    """
    refuse_other_containers(X)
    kind = next((kind for kind in _KINDS if kind.matches(X, fitted_format)), None)
    if kind is None and hasattr(X, "to_pandas"):  # tables of pyarrow, and others
        raise ValueError(f"X is a {type(X).__name__} of {type(X).__module__.split('.')[0]}. Pass X.to_pandas()")
    return array if kind is None else kind


def read_panel(estimator: Any, X: Any, fitted_format: OutputFormat | None = None) -> Panel:
    """Validate X as scikit-learn does, and turn it into numbers.

    Parameters
    ----------
    estimator : estimator
        Gets `n_features_in_` and `feature_names_in_` in `fit`; later X is checked against them.
    X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Rows are series. Or a list of series (n_timepoints,) or (n_channels, n_timepoints), a frame with the index
        levels (instance, time), with columns of names, time and values, or with series in its cells, or a DataArray.
    fitted_format : OutputFormat or None, default=None
        What the X of `fit` was like; None in `fit`.

    Returns
    -------
    panel : Panel

    Raises
    ------
    ValueError
        If X is empty, not numeric, infinite, has no channel, one time point or other dimensions than in `fit`, or if a
        series has no observed value.

    Warns
    -----
    UserWarning
        In `fit`, if dates are missing, the first or last column looks like labels, the last axis of an array is
        likely to be that of channels, or channels look like flags.
    """
    panel = kind_of(X, fitted_format).read(estimator, X, fitted_format)
    refuse_no_channels(panel)
    refuse_infinite(panel)
    if fitted_format is None:
        refuse_single_time_points(panel)
    refuse_unobserved(panel)
    if fitted_format is None:
        warn_of_missing_dates(panel.times, panel.labels)
        warn_of_flags(panel)
    return panel


def refuse_other_rows_than_series(X: Any) -> None:
    """Check that every row, or every entry of a list, is a series.

    Parameters
    ----------
    X : object

    Raises
    ------
    ValueError
        If X is a container whose rows are time points, or that is not read row by row.
    """
    kind = kind_of(X)
    if kind in (long_frame, long_table):
        if kind is long_table:
            keys = f"{list(long_table.container_of(X).roles.ids)}"
        else:
            keys = f"level={long_frame.first_levels(X.index.nlevels - 1)}"
        raise ValueError(
            f"X is a {kind.KIND}, whose rows are time points. Pass its series to augment one by one: "
            f"(augmenter.augment(series) for _, series in X.groupby({keys}))"
        )
    if kind in (data_array, polars_frame):
        raise ValueError(f"X is a {kind.KIND}, which is not cut into parts. Pass the whole: augmenter.augment(X)")


def takes_unequal_lengths(fitted_format: OutputFormat) -> bool:
    """Whether series in the container that `fit` saw may have unequal lengths."""
    kind = next(kind for kind in _KINDS if fitted_format.kind == kind.KIND)
    return kind.UNEQUAL_LENGTHS or fitted_format.long is not None


def write_new(values: np.ndarray, fitted_format: OutputFormat, lengths: np.ndarray, like: np.ndarray) -> Any:
    """Return series without an original in the container that `fit` saw.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_timepoints, n_channels)
        NaN after the end of series that are shorter than others.
    fitted_format : OutputFormat
    lengths : ndarray of int of shape (n_series,)
        Time points of every series.
    like : ndarray of int of shape (n_series,)
        Training series with whose first date the new series start, in a long frame.

    Returns
    -------
    X : ndarray, DataFrame or list of ndarray
        Dates are continued beyond those of `fit` where their frequency is known; else time points are
        numbered.
    """
    kind = next(kind for kind in _KINDS if fitted_format.kind == kind.KIND)
    new = Panel(values, np.dtype(fitted_format.dtype), fitted_format.n_dims).write(values)
    return kind.write_new(new, fitted_format, lengths, like)

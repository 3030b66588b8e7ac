"""Arrays (n_series, n_timepoints) or (n_series, n_channels, n_timepoints), and what scikit-learn turns into them."""

import warnings
from typing import Any

import numpy as np
from sklearn.utils import check_array
from sklearn.utils.validation import validate_data

from .checks import refuse_other_channels, refuse_other_dimensions, warn_of_labels
from .dtypes import refuse_other_dtypes
from .output_format import OutputFormat
from .panel import Panel

KIND = "array"
UNEQUAL_LENGTHS = False
_FEW_TIME_POINTS = 16  # real multichannel series are longer, or have no more channels than twice their time points
_CHECKS: dict[str, Any] = {"allow_nd": True, "dtype": [np.float64, np.float32], "ensure_all_finite": False}


def matches(X: Any, fitted_format: OutputFormat | None) -> bool:
    """Whether X is an array. Objects of no kind are read as arrays too: scikit-learn says if they are none."""
    return isinstance(X, np.ndarray)


def read(estimator: Any, X: Any, fitted_format: OutputFormat | None) -> Panel:
    """Read an array as scikit-learn does.

    Parameters
    ----------
    estimator : estimator
    X : array-like of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
    fitted_format : OutputFormat or None
        None in `fit`.

    Returns
    -------
    panel : Panel

    Raises
    ------
    ValueError
        As `read_numbers`; in `fit`, if several channels have one time point.

    Warns
    -----
    UserWarning
        In `fit`, if the first or last column looks like labels, or the last axis is likely to be that of channels.
    """
    panel = read_numbers(estimator, X, fitted_format)
    if fitted_format is None and panel.n_dims == 2:
        warn_of_labels(panel.values[:, :, 0])
    elif fitted_format is None:
        check_order_of_axes(panel.values, "X.swapaxes(1, 2)")
    return panel


def read_numbers(estimator: Any, X: Any, fitted_format: OutputFormat | None) -> Panel:
    """Return an array, or the numbers of another container, as a panel; scikit-learn checks and counts its columns.

    Parameters
    ----------
    estimator : estimator
    X : array-like or DataFrame
        After a `fit` on series of one channel in another container, a 2-D X is series of this channel, of any
        length.
    fitted_format : OutputFormat or None
        None in `fit`.

    Returns
    -------
    panel : Panel

    Raises
    ------
    ValueError
        If X is no array of numbers, or has another width or other dimensions than in `fit`.
    """
    if isinstance(X, np.ndarray):
        refuse_other_dtypes(X)
    of_one_channel = fitted_format is not None and (fitted_format.n_dims, fitted_format.n_channels) == (3, 1)
    try:
        if of_one_channel and np.ndim(X) == 2:  # fit counted channels, and scikit-learn would compare columns
            array = check_array(X, estimator=estimator, input_name="X", **_CHECKS)
        else:
            array = validate_data(estimator, X, reset=fitted_format is None, **_CHECKS)
    except ValueError as error:
        if fitted_format is not None and ("is expecting" in str(error) or "names should match" in str(error)):
            _refuse_other_width(str(error), X, fitted_format)
        raise ValueError(_with_advice(str(error), X)) from error
    if array.ndim > 3:
        raise ValueError(
            f"X has {array.ndim} dimensions; pass (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)."
        )
    if fitted_format is not None and not (of_one_channel and array.ndim == 2):
        refuse_other_dimensions(array.shape, fitted_format)
    values = array[:, :, None] if array.ndim == 2 else array.swapaxes(1, 2)
    return Panel(values, array.dtype, array.ndim)


def check_order_of_axes(values: np.ndarray, line: str) -> None:
    """Check that the axes of channels and of time are not likely to be the other way round.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_timepoints, n_channels)
    line : str
        Code that swaps the axes.

    Raises
    ------
    ValueError
        If several channels have one time point.

    Warns
    -----
    UserWarning
        If there are 16 time points or fewer, and more than two channels a time point.
    """
    n_series, n_timepoints, n_channels = values.shape
    if n_timepoints == 1 < n_channels:
        raise ValueError(
            f"X of shape {(n_series, n_channels, 1)} has {n_channels} channels of 1 time point; 2 or more are needed. "
            f"Channels come before time. If it holds 1 channel of {n_channels} time points, pass {line}"
        )
    if 1 < n_timepoints <= _FEW_TIME_POINTS and n_channels > 2 * n_timepoints:
        warnings.warn(
            f"X of shape {(n_series, n_channels, n_timepoints)} was read as {n_channels} channels of {n_timepoints} "
            f"time points: channels come before time. If it holds {n_timepoints} channels of {n_channels} time points, "
            f"pass {line}",
            UserWarning,
            stacklevel=6,  # the line that called fit
        )


def write_new(array: np.ndarray, fitted_format: OutputFormat, lengths: np.ndarray, like: np.ndarray) -> np.ndarray:
    """Return the array as it is."""
    return array


def _refuse_other_width(message: str, X: Any, fitted_format: OutputFormat) -> None:
    """Say what scikit-learn's message about another width than in `fit` means for series."""
    refuse_other_dimensions(np.shape(X), fitted_format)
    if np.ndim(X) == 3:
        refuse_other_channels(np.shape(X)[1], fitted_format)
    raise ValueError(
        f"{message.rstrip()} In a 2-D X the columns are time points and must be those of fit; pass series of another "
        "length as a frame with the index levels (instance, time), or as a 3-D array (n_series, 1, n_timepoints) to an "
        "augmenter fitted on one."
    )


def _with_advice(message: str, X: Any) -> str:
    """Add to scikit-learn's message what to do, where it does not say so."""
    if "could not convert" in message:
        return f"{message}. X must hold numbers only, a series a row: move names and dates to the index and columns."
    if "setting an array element with a sequence" in message:
        return (
            f"{message} X must be a full array, or a list of arrays of any lengths: "
            "[numpy.asarray(series) for series in X]"
        )
    if "got 1D array" in message:
        line = "X.reshape(1, -1)" if hasattr(X, "reshape") else "numpy.reshape(X, (1, -1))"
        return (
            f"X is 1-D, with {np.size(X)} values; a table with a series a row is needed. Reshape your data: one series "
            f"alone is {line}."
        )
    return message

"""Arrays (n_series, n_timepoints) or (n_series, n_channels, n_timepoints), and what scikit-learn turns into them."""

from typing import Any

import numpy as np
from sklearn.utils.validation import validate_data

from .checks import refuse_other_channels, refuse_other_dimensions, warn_of_labels
from .output_format import OutputFormat
from .panel import Panel

KIND = "array"
UNEQUAL_LENGTHS = False


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
        If X is no such array of numbers, or has another width or other dimensions than in `fit`.

    Warns
    -----
    UserWarning
        In `fit`, if the first or last column looks like labels.
    """
    panel = read_numbers(estimator, X, fitted_format)
    if fitted_format is None and panel.n_dims == 2:
        warn_of_labels(panel.values[:, :, 0])
    return panel


def read_numbers(estimator: Any, X: Any, fitted_format: OutputFormat | None) -> Panel:
    """Return the numbers of an array or of a wide frame, and set or check what scikit-learn knows of its columns.

    Parameters
    ----------
    estimator : estimator
    X : array-like or DataFrame
    fitted_format : OutputFormat or None
        None in `fit`.

    Returns
    -------
    panel : Panel

    Raises
    ------
    ValueError
        As `read`.
    """
    try:
        array = validate_data(
            estimator,
            X,
            reset=fitted_format is None,
            allow_nd=True,
            dtype=[np.float64, np.float32],
            ensure_all_finite=False,
        )
    except ValueError as error:
        if fitted_format is not None and ("is expecting" in str(error) or "names should match" in str(error)):
            _refuse_other_width(str(error), X, fitted_format)
        raise ValueError(_with_advice(str(error), X)) from error
    if array.ndim > 3:
        raise ValueError(
            f"X has {array.ndim} dimensions; pass (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)."
        )
    if fitted_format is not None:
        refuse_other_dimensions(array.ndim, fitted_format)
    values = array[:, :, None] if array.ndim == 2 else array.swapaxes(1, 2)
    values = np.array(values, dtype=np.float64, order="C")  # one memory layout, or sums differ in the last bit
    return Panel(values, array.dtype, array.ndim)


def write_new(array: np.ndarray, fitted_format: OutputFormat, lengths: np.ndarray, like: np.ndarray) -> np.ndarray:
    """Return the array as it is."""
    return array


def _refuse_other_width(message: str, X: Any, fitted_format: OutputFormat) -> None:
    """Say what scikit-learn's message about another width than in `fit` means for series."""
    refuse_other_dimensions(np.ndim(X), fitted_format)
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
        return f"{message} X must be a full array: series of one length, each with as many channels."
    if "got 1D array" in message:
        return (
            f"X is 1-D, with {np.size(X)} values; a table with a series a row is needed. Reshape your data: one series "
            "alone is X.reshape(1, -1)."
        )
    return message

"""Masked arrays of numpy: what is masked is missing."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import array as arrays
from .container import Container
from .output_format import OutputFormat
from .panel import Panel

KIND = "masked array"
UNEQUAL_LENGTHS = False
_NUMBERS = "fiuO"  # kinds of types; others are refused as those of arrays are


@dataclass(frozen=True)
class MaskedArray(Container):
    """A masked array, without its numbers.

    Parameters
    ----------
    unmasked_gaps : ndarray of bool of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Where the array holds NaN that is not masked.
    fill_value : float or None
    """

    unmasked_gaps: NDArray[np.bool_]
    fill_value: float | None

    @property
    def has_channel_axis(self) -> bool:
        """Whether the array has three dimensions."""
        return self.unmasked_gaps.ndim == 3

    def position(self, row: int, time: int, channel: int) -> str:
        """Where a value is, in the words of the container."""
        return f"at position {(row, time) if self.unmasked_gaps.ndim == 2 else (row, channel, time)}"

    def write(self, array: np.ndarray, level: str | None, first: int) -> np.ma.MaskedArray:
        """Return copies as a masked array: (n_copies * n_series, ...), masked where a value is missing."""
        gaps = np.concatenate([self.unmasked_gaps] * (len(array) // len(self.unmasked_gaps)))
        return masked(array, gaps, self.fill_value)

    def describe(self) -> dict[str, Any]:
        """Return what new series of the same kind need."""
        return {"kind": KIND}


def matches(X: Any, fitted_format: OutputFormat | None) -> bool:
    """Whether X is a masked array of numbers."""
    return is_masked(X)


def read(estimator: Any, X: Any, fitted_format: OutputFormat | None) -> Panel:
    """Read a masked array.

    Parameters
    ----------
    estimator : estimator
    X : MaskedArray of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
    fitted_format : OutputFormat or None
        None in `fit`.

    Returns
    -------
    panel : Panel

    Raises
    ------
    ValueError
        As for arrays.
    """
    panel = arrays.read_numbers(estimator, without_mask(X), fitted_format)
    if fitted_format is None:
        arrays.check_order_of_axes(panel.values, "X.swapaxes(1, 2)")
    gaps = np.isnan(panel.write(panel.values)) & ~np.ma.getmaskarray(X)
    with np.errstate(over="ignore"):  # numpy's default, 1e20, is infinite in float16
        fill_value = float(X.fill_value) if X.dtype.kind in "fiu" else None
    fill_value = None if fill_value is not None and np.isinf(fill_value) else fill_value
    return replace(panel, container=MaskedArray(gaps, fill_value))


def write_new(
    array: np.ndarray, fitted_format: OutputFormat, lengths: np.ndarray, like: np.ndarray
) -> np.ma.MaskedArray:
    """Return new series as a masked array, of which nothing is masked."""
    return masked(array, np.zeros(array.shape, dtype=bool), None)


# ------------------------------------------------------------------------------------ masks
def is_masked(X: Any) -> bool:
    """Whether X is a masked array of numbers."""
    return isinstance(X, np.ma.MaskedArray) and X.dtype.kind in _NUMBERS


def without_mask(X: Any) -> Any:
    """Return a masked array as an array with NaN where it is masked, and anything else as it is."""
    if not is_masked(X):
        return X
    values = np.array(X.data, dtype=np.float64 if X.dtype.kind in "iu" else X.dtype)
    values[np.ma.getmaskarray(X)] = np.nan
    return values


def masked(array: np.ndarray, gaps: NDArray[np.bool_], fill_value: float | None) -> np.ma.MaskedArray:
    """Return an array whose missing values are masked, but for some.

    Parameters
    ----------
    array : ndarray
        NaN where a value is missing.
    gaps : ndarray of bool of the same shape
        Where NaN stays as it is.
    fill_value : float or None
        That of the result; None is the default of numpy.

    Returns
    -------
    X : MaskedArray
    """
    return np.ma.MaskedArray(array, mask=np.isnan(array) & ~gaps, fill_value=fill_value)

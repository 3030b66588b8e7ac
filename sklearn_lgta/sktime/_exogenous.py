"""Exogenous data beside the series."""

import warnings
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..exceptions import ExtrapolationWarning
from ._series_frame import SeriesFrame

Exogenous = Literal["stay", "move"]

_FAR = 0.5  # of the range in training, outside of it: as for conditions of the augmenter


def check_exogenous(exogenous: Any) -> None:
    """Refuse an unknown value of the parameter `exogenous`.

    Parameters
    ----------
    exogenous : object

    Raises
    ------
    ValueError
    """
    if exogenous not in ("stay", "move"):
        raise ValueError(f"exogenous={exogenous!r} must be 'stay' or 'move'.")


def side_by_side(y: pd.DataFrame, X: pd.DataFrame) -> pd.DataFrame:
    """One frame of series and exogenous data.

    Parameters
    ----------
    y, X : DataFrame

    Returns
    -------
    frame : DataFrame
        With the index of y. Columns are numbered, those of y first, as both may have the same names.

    Raises
    ------
    ValueError
        If X does not hold every time of y.
    """
    joined = pd.concat([y, rows_at(y.index, X, "fit", "time of y")], axis=1)
    joined.columns = range(joined.shape[1])
    return joined


def in_order_of_fit(X: pd.DataFrame | None, of_fit: pd.DataFrame | None) -> pd.DataFrame | None:
    """Exogenous data with the columns of `fit`, by their names.

    Parameters
    ----------
    X : DataFrame or None
    of_fit : DataFrame or None
        The exogenous data of `fit`; None where there were none.

    Returns
    -------
    X : DataFrame or None

    Raises
    ------
    ValueError
        If X has other columns.
    """
    if X is None or of_fit is None or X.columns.equals(of_fit.columns):
        return X
    missing, further = of_fit.columns.difference(X.columns), X.columns.difference(of_fit.columns)
    if len(missing):
        raise ValueError(f"X lacks {missing.tolist()}, which it had in fit. Pass X with {of_fit.columns.tolist()}.")
    if len(further):
        raise ValueError(f"X has {further.tolist()}, which it had not in fit. Pass X[{of_fit.columns.tolist()}].")
    return X[of_fit.columns]


def same_columns(X: pd.DataFrame | None, of_training: pd.DataFrame | None) -> pd.DataFrame | None:
    """Exogenous data with the columns of those in training, and none where there were none.

    Parameters
    ----------
    X, of_training : DataFrame or None

    Returns
    -------
    X : DataFrame or None

    Raises
    ------
    ValueError
        If one of them is missing, or X has other columns.
    """
    if X is None and of_training is not None:
        raise ValueError(f"pretrain had exogenous data, and fit has none. Pass X with {of_training.columns.tolist()}.")
    if X is not None and of_training is None:
        raise ValueError("pretrain had no exogenous data, and fit has X. Leave it out, or pass X to pretrain too.")
    return in_order_of_fit(X, of_training)


def range_of(X: pd.DataFrame | None) -> pd.DataFrame | None:
    """Smallest and largest value of every column of exogenous data.

    Parameters
    ----------
    X : DataFrame or None

    Returns
    -------
    range : DataFrame of 2 rows, "min" and "max", or None
    """
    return None if X is None else X.astype(np.float64).agg(["min", "max"])


def warn_of_extrapolation(X: pd.DataFrame, of_training: pd.DataFrame | None) -> None:
    """Warn of exogenous data far outside of the range in training.

    Parameters
    ----------
    X : DataFrame
        Exogenous data of forecasts.
    of_training : DataFrame or None
        Of `range_of`.

    Warns
    -----
    ExtrapolationWarning
        It names the first column with such a value, and the range.
    """
    if of_training is None:
        return
    values, (low, high) = X.to_numpy(dtype=np.float64), of_training.to_numpy()
    reach = _FAR * (high - low)
    far = (values < low - reach) | (values > high + reach)
    if not far.any():
        return
    column = int(far.any(axis=0).argmax())
    row = int(far[:, column].argmax())
    warnings.warn(
        f"Exogenous column {X.columns[column]!r} lies far outside of what fit has seen, {low[column]:g} to "
        f"{high[column]:g}, at {int(far[:, column].sum())} of {len(X)} times: {values[row, column]:g} at "
        f"{X.index[row]}. Forecasts there are guesses. Pass values from {low[column] - reach[column]:g} to "
        f"{high[column] + reach[column]:g}, or fit on series that have such values.",
        ExtrapolationWarning,
        stacklevel=7,  # the line that called predict
    )


def rows_at(index: pd.Index, X: pd.DataFrame | None, method: str, which: str) -> pd.DataFrame:
    """Rows of exogenous data at the times of an index.

    Parameters
    ----------
    index : Index
    X : DataFrame or None
    method, which : str
        An error says which method needs them, and at which times.

    Returns
    -------
    frame : DataFrame

    Raises
    ------
    ValueError
        If a row is missing.
    """
    n_found = 0 if X is None else index.isin(X.index).sum()
    if X is None or n_found < len(index):
        raise ValueError(
            f"With exogenous data, {method} needs X at every {which}; it holds {n_found} of {len(index)} rows, "
            f"{index[0]} to {index[-1]}. Pass X for all of them."
        )
    return X.loc[index]


def exogenous_values(X: pd.DataFrame) -> NDArray:
    """Exogenous data as an array.

    Parameters
    ----------
    X : DataFrame

    Returns
    -------
    values : ndarray of shape (n_series, n_columns, n_timepoints)

    Raises
    ------
    ValueError
        If a value is missing.
    """
    missing = np.argwhere(X.isna().to_numpy())
    if len(missing):
        row, column = missing[0]
        raise ValueError(
            f"{len(missing)} exogenous values are missing, the first in column {X.columns[column]!r} at "
            f"{X.index[row]}. Fill them, for example with sktime's Imputer."
        )
    return SeriesFrame(X).values

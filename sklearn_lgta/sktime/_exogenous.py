"""Exogenous data beside the series."""

from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ._series_frame import SeriesFrame

Exogenous = Literal["stay", "move"]


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

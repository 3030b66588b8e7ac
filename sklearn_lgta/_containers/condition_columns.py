"""Columns of conditions in long containers, with other values than those of X."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


def with_values(frame: Any, rows: Sequence[NDArray], given: Mapping[str, NDArray]) -> Any:
    """Frame whose columns of conditions hold other values.

    Parameters
    ----------
    frame : pandas.DataFrame
    rows : list of n_series ndarrays of int
        Rows of every series, in the order of time.
    given : dict of str to ndarray of shape (n_series,), (n_series, n_timepoints) or (1, n_timepoints)

    Returns
    -------
    frame : DataFrame
        A copy; columns keep their dtype where it holds the values.
    """
    return frame.assign(**{name: _column(frame[name], rows, values) for name, values in given.items()})


def _column(column: Any, rows: Sequence[NDArray], values: NDArray) -> Any:
    import pandas as pd

    longest = max(map(len, rows))
    along = values[:, None] if values.shape == (len(rows),) else values
    along = np.broadcast_to(along, (len(rows), longest))
    of_row = np.empty(len(column), dtype=values.dtype)
    for of_series, series in zip(rows, along, strict=True):
        of_row[of_series] = series[: len(of_series)]
    new = pd.Series(of_row, index=column.index)
    try:
        cast = new.astype(column.dtype)
    except (TypeError, ValueError):
        return new
    return cast if (cast == new).all() else new  # a price of 1.5 in a column of whole numbers

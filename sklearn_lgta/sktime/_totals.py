"""Totals of a hierarchy that are not the sums of their parts."""

import warnings

import pandas as pd
from sktime.transformations.hierarchical.aggregate import Aggregator

from ._series_frame import SeriesFrame

_ROUNDED = 0.01  # relative difference that rounding or late corrections may leave


def warn_of_other_totals(frame: SeriesFrame, stacklevel: int) -> None:
    """Warn if a total of a hierarchy is not the sum of the series below it.

    Parameters
    ----------
    frame : SeriesFrame
    stacklevel : int
        As in :func:`warnings.warn`, counted from the caller.

    Warns
    -----
    UserWarning
        It names the first total that differs, and its level.
    """
    if not frame.is_total.any():
        return
    given = frame.frame.astype(float)
    below = given[~frame.is_total]
    sums, sizes = (Aggregator(flatten_single_levels=False).fit_transform(one) for one in (below, below.abs()))
    difference = (given - sums.reindex(given.index)).abs().to_numpy()
    size = sizes.reindex(given.index).to_numpy()
    for rows in frame.with_totals:
        is_other = (difference[rows] > _ROUNDED * size[rows].max(axis=0)).any(axis=1)
        if frame.is_total[rows[0]] and is_other.any():
            _warn(given, sums, given.index[rows[is_other.argmax()]], stacklevel + 1)
            return


def _warn(given: pd.DataFrame, sums: pd.DataFrame, label: tuple, stacklevel: int) -> None:
    *series, time = label
    level = series.index("__total")
    column = (given.loc[label] - sums.loc[label]).abs().idxmax()
    warnings.warn(
        f"The total {tuple(series)} of index level {given.index.names[level] or level!r} is no sum of the series below "
        f"it: at {time} it is {given.loc[label, column]:.6g}, and their sum is {sums.loc[label, column]:.6g}. A copy "
        "changes a total by as much as the series below it, which is right for sums only. Leave totals out that are no "
        "sums, and let sktime's Aggregator() add those that are.",
        UserWarning,
        stacklevel=stacklevel + 1,
    )

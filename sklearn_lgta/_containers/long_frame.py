"""Panels of sktime: frames with the index levels (instance, time) and a channel a column."""

import sys

import numpy as np
from scipy.sparse import issparse

from .time_index import first_hole, is_time


def is_frame(X):
    """Whether X is a DataFrame."""
    pandas = sys.modules.get("pandas")  # a frame cannot come before its library
    return pandas is not None and isinstance(X, pandas.DataFrame)


def is_multiindex_panel(X):
    """Whether X is a frame of sktime, with time in the last level of its index and channels as columns.

    Columns that are numbers or dates are time points, and labels that are neither name series: then a row
    is a series.

    Parameters
    ----------
    X : object

    Returns
    -------
    is_multiindex_panel : bool
    """
    if not is_frame(X) or X.index.nlevels == 1:
        return False
    import pandas as pd

    last, columns = (
        is_time(names) or pd.api.types.is_numeric_dtype(names) for names in (X.index.levels[-1], X.columns)
    )
    return last and not columns


def refuse_other_containers(X):
    """Check that X is no dict, and nothing of pandas that is nearly a panel.

    Parameters
    ----------
    X : object

    Raises
    ------
    ValueError
        If it is a dict, a Series, or a frame with the index levels (time, instance).
    """
    if isinstance(X, dict) and not issparse(X):  # some sparse matrices are dicts
        raise ValueError(
            f"X is a dict of {len(X)} series; a list, an array or a DataFrame is needed. Of arrays, pass "
            "list(X.values()), or numpy.stack(list(X.values())) where they have one length. pandas.DataFrame(X).T "
            "keeps the names, of arrays of one length, or of Series whose index is the time."
        )
    pandas = sys.modules.get("pandas")
    if pandas is None:
        return
    if isinstance(X, pandas.Series):
        how = "X.to_frame()" if X.index.nlevels > 1 else "X.to_frame().T, where it is one series"
        raise ValueError(f"X is a Series of pandas; a DataFrame is needed. Pass {how}.")
    if isinstance(X, pandas.DataFrame) and X.index.nlevels == 2:
        first, last = X.index.levels
        if is_time(first) and not is_time(last) and not is_time(X.columns):
            raise ValueError(
                f"X has the index levels {list(X.index.names)}, of which the first holds times. The levels must be "
                "(instance, time): pass X.swaplevel()."
            )


def refuse_multiindex_panel(X):
    """Check that X is no multi-index panel, whose time points would be taken for series.

    Parameters
    ----------
    X : object

    Raises
    ------
    ValueError
        If it is one.
    """
    if is_multiindex_panel(X):
        raise ValueError(
            f"X has an index of {X.index.nlevels} levels and columns with names ({X.columns[0]!r}): a panel of sktime, "
            "whose rows are time points. LGTAAugmenter and AugmentedEstimator take it, and so do the adapters in "
            'sklearn_lgta.sktime; here, pass an array, sktime.datatypes.convert_to(X, "numpy3D"). If rows are series, '
            "number the time points: X.columns = range(X.shape[1])."
        )


class LongFrame:
    """A frame with the index levels (instance, time), and a channel a column.

    Parameters
    ----------
    frame : DataFrame

    Attributes
    ----------
    frame : DataFrame
    rows : list of ndarray of int
        Places in the frame of every series, in the order of time. Series come as they first appear.

    Raises
    ------
    ValueError
        If there are more levels, a time comes twice, or a period is left out.
    """

    def __init__(self, frame):
        if frame.index.nlevels > 2:
            raise ValueError(
                f"X has an index of {frame.index.nlevels} levels, {list(frame.index.names)}; the two levels (instance, "
                "time) are needed. Leave totals out, and drop levels, for example with X.droplevel(0), until one label "
                "names a series."
            )
        self.frame = frame
        _, self.rows = rows_of_series(frame)
        refuse_holes(frame.index, self.rows)

    @property
    def times(self):
        """Dates or periods of every series, in a list; None where time is numbered."""
        time = self.frame.index.get_level_values(-1)
        return [time[rows] for rows in self.rows] if is_time(time) else None

    @property
    def labels(self):
        """Index of the series."""
        return self.frame.index.droplevel(-1)[[rows[0] for rows in self.rows]]

    def read(self):
        """The series as numbers.

        Returns
        -------
        values : ndarray of shape (n_series, n_timepoints, n_channels)
            Float64; NaN where missing, and after the end of series that are shorter than others.
        dtype : numpy.dtype
            float32 where all channels are, else float64.

        Raises
        ------
        ValueError
            If X is not numeric.
        """
        try:
            numbers = self.frame.astype(np.float64).to_numpy()
        except (TypeError, ValueError) as error:
            raise ValueError(
                f"{error}. X must hold numbers only: move what else describes a series to the index."
            ) from error
        is_single = (self.frame.dtypes == np.float32).all()
        return padded(numbers, self.rows), np.dtype(np.float32 if is_single else np.float64)

    def write(self, array, level, first):
        """Frame of copies, one below the other.

        Parameters
        ----------
        array : ndarray of shape (n_copies * n_series, n_channels, n_timepoints)
        level : str or None
            Name of a further first level of the index, which numbers the copies; None for one copy.
        first : int
            The first of these numbers.

        Returns
        -------
        frame : DataFrame
        """
        import pandas as pd

        copies = array.reshape(-1, len(self.rows), *array.shape[1:])
        frames = [self._frame_of(copy) for copy in copies]
        return frames[0] if level is None else pd.concat(frames, keys=range(first, first + len(copies)), names=[level])

    def _frame_of(self, array):
        import pandas as pd

        numbers = np.empty(self.frame.shape, dtype=array.dtype)
        for places, series in zip(self.rows, array, strict=True):
            numbers[places] = series[:, : len(places)].T
        return pd.DataFrame(numbers, index=self.frame.index, columns=self.frame.columns)


def padded(numbers, rows):
    """Rows of series as an array.

    Parameters
    ----------
    numbers : ndarray of shape (n_rows, n_channels)
    rows : list of n_series ndarrays of int
        Places of the rows of every series.

    Returns
    -------
    values : ndarray of shape (n_series, n_timepoints, n_channels)
        NaN after the end of series that are shorter than others.
    """
    values = np.full((len(rows), max(map(len, rows)), numbers.shape[1]), np.nan)
    for series, places in zip(values, rows, strict=True):
        series[: len(places)] = numbers[places]
    return values


def long_frame(array, times, columns, names):
    """Frame of series.

    Parameters
    ----------
    array : ndarray of shape (n_series, n_channels, n_timepoints)
    times : list of n_series indices or ndarrays
        Of the time points of every series, which may have fewer than the array.
    columns : array-like of shape (n_channels,) or None
    names : list of str or None
        Of the levels (instance, time).

    Returns
    -------
    frame : DataFrame
        Series are numbered from 0.
    """
    import pandas as pd

    rows = np.concatenate([series[:, : len(time)].T for series, time in zip(array, times, strict=True)])
    time = pd.Index(times[0]).append([pd.Index(other) for other in times[1:]])
    number = np.repeat(np.arange(len(array)), [len(time) for time in times])
    return pd.DataFrame(rows, index=pd.MultiIndex.from_arrays([number, time], names=names), columns=columns)


def array_of_panel(X):
    """Series of a multi-index panel as an array; anything else as it is.

    Parameters
    ----------
    X : object
        A panel is a DataFrame with the index levels (instance, time); a column is a channel.

    Returns
    -------
    X : ndarray of shape (n_series, n_channels, n_timepoints), or what was passed
        Float32 where all channels are, else float64. Series in the order in which they first appear,
        each in the order of time.

    Raises
    ------
    ValueError
        As `LongFrame`, or if series have different lengths.
    """
    if not is_multiindex_panel(X):
        return X
    frame = LongFrame(X)
    _refuse_unequal(frame.rows, X.index)
    values, dtype = frame.read()
    return np.ascontiguousarray(values.swapaxes(1, 2), dtype=dtype)


def refuse_holes(index, rows):
    """Check that periods follow each other.

    Parameters
    ----------
    index : pandas.Index
        The last level is time.
    rows : list of ndarray of int
        Places of every series, in the order of time.

    Raises
    ------
    ValueError
        If one is left out. Other times are not checked: days of trading follow each other as well.
    """
    import pandas as pd

    time = index.get_level_values(-1)
    if not isinstance(time, pd.PeriodIndex):
        return
    for of_series in rows:
        hole = first_hole(time[of_series])
        if hole is not None:
            before, after = index[of_series[hole]], index[of_series[hole + 1]]
            raise ValueError(
                f"Times are missing between {before} and {after}. Put them in, with NaN as their values, for example "
                "by y.reindex."
            )


def rows_of_series(frame):
    """Which rows of a frame are which series.

    Parameters
    ----------
    frame : DataFrame
        The last level of its index is time, those above name a series. With one level it is one series.

    Returns
    -------
    of_row : ndarray of shape (n_rows,)
        Number of the series that a row belongs to; series are numbered as they first appear.
    rows : list of ndarray
        Places of the rows of every series, in the order of time.

    Raises
    ------
    ValueError
        If a time of a series comes twice.
    """
    index = frame.index
    repeated = index[index.duplicated()]
    if len(repeated):
        raise ValueError(
            f"The index holds {len(repeated)} {'time' if len(repeated) == 1 else 'times'} more than once, first "
            f"{repeated[0]}. Every time of a series must come once; bring them together, for example by a "
            "groupby over the levels of the index."
        )
    names = list(range(index.nlevels - 1))
    of_row = np.zeros(len(index), dtype=np.intp)
    if names:
        of_row = frame.groupby(level=names, sort=False, observed=True, dropna=False).ngroup().to_numpy()
    rank = index.get_level_values(-1).argsort().argsort()
    order = np.lexsort([rank, of_row])
    return of_row, np.split(order, np.cumsum(np.bincount(of_row))[:-1])


def _refuse_unequal(rows, index):
    """Check that series, places of rows with an index, have one length."""
    shortest, longest = (extreme(rows, key=len) for extreme in (min, max))
    if len(shortest) < len(longest):
        labels = index.droplevel(-1)
        raise ValueError(
            f"The panel holds series of {len(shortest)} to {len(longest)} time points: {labels[shortest[0]]} has "
            f"{len(shortest)}, {labels[longest[0]]} has {len(longest)}. Series of one length are needed to augment "
            f"them; cut them to a common length, for example to the newest {len(shortest)} time points."
        )

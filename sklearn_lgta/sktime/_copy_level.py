"""The index level that tells copies from originals, as in the bootstraps of sktime."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

ACTUAL = "actual"  # label of the originals
_COPY_LEVEL, _TIME_LEVEL = "series_id", "time_index"


def copy_labels(n_copies: int) -> list[str]:
    """Labels of copies.

    Parameters
    ----------
    n_copies : int

    Returns
    -------
    labels : list of str
        "synthetic_0" and so on.
    """
    return [f"synthetic_{number}" for number in range(n_copies)]


def stack(frames: Mapping[str, pd.DataFrame], of_row: NDArray[np.intp]) -> pd.DataFrame:
    """One frame with a further level above that of time: panels of series, hierarchies of panels.

    Parameters
    ----------
    frames : dict of str to DataFrame
        Frames with the same index, by their label in the new level.
    of_row : ndarray of shape (n_rows,)
        Number of the series that each row of one frame belongs to.

    Returns
    -------
    frame : DataFrame
        Series by series; of each series, one frame after the other. All levels have names.
    """
    joined = pd.concat(frames)
    levels = list(range(joined.index.nlevels))
    joined.index = joined.index.reorder_levels([*levels[1:-1], 0, levels[-1]])
    names = [name if name is not None else f"level_{level}" for level, name in enumerate(joined.index.names)]
    first = next(iter(frames.values())).index.names
    names[-2:] = [_COPY_LEVEL, first[-1] if first[-1] is not None else _TIME_LEVEL]
    joined.index.names = names
    return joined.iloc[np.argsort(np.tile(of_row, len(frames)), kind="stable")]


def originals(frame: pd.DataFrame, names: Sequence[str | None]) -> pd.DataFrame:
    """Rows of the originals in a frame of originals and copies.

    Parameters
    ----------
    frame : DataFrame
    names : list of str or None
        Names of the index levels of the result.

    Returns
    -------
    frame : DataFrame
    """
    frame = frame.xs(ACTUAL, level=-2)
    frame.index.names = names
    return frame

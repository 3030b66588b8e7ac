"""Series that share time steps, as windows of one longer series do.

Axes: n series, t time points, c channels, w time points of a run.
"""

import numpy as np
from scipy.sparse import csr_matrix, identity

_LONGEST_RUN = 8  # time points that must be equal, one after the other; fewer where series are short
_RUNS_PER_SERIES = 3
_DISTINCT = 4  # values in a run at least, or in a shorter run all: zeros and ones come in any series
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # odd, with bits everywhere (of the golden ratio)


def sharing_time(values: np.ndarray) -> csr_matrix:
    """Which series share time steps with which.

    Parameters
    ----------
    values : ndarray of shape (n, t, c)

    Returns
    -------
    shares : sparse matrix of bool of shape (n, n)
        True where two series hold the same run of values at any of their time points, and on the diagonal. Runs of few
        distinct values do not count: zeros come in series that have nothing to do with each other.
    """
    n_series, n_timepoints, _ = values.shape
    length = max(1, min(_LONGEST_RUN, n_timepoints // _RUNS_PER_SERIES))
    steps = _digest(np.ascontiguousarray(values + 0.0))  # -0.0 equals 0.0
    n_runs = n_timepoints - length + 1
    runs, n_distinct = np.zeros((n_series, n_runs), dtype=np.uint64), np.zeros((n_series, n_runs), dtype=np.intp)
    for offset in range(length):
        step = steps[:, offset : offset + n_runs]
        runs = runs * _MULTIPLIER + step
        n_distinct += np.all([step != steps[:, before : before + n_runs] for before in range(offset)], axis=0)
    row, start = np.nonzero(n_distinct >= min(_DISTINCT, length))
    distinct, number = np.unique(runs[row, start], return_inverse=True)
    holds = csr_matrix((np.ones(len(row), dtype=np.float32), (row, number)), shape=(n_series, len(distinct)))
    return (((holds @ holds.T) > 0) + identity(n_series, dtype=bool, format="csr")).tocsr()


def left_out_together(shares: csr_matrix) -> csr_matrix:
    """Series that share time steps, or share them with a third: (n, n) -> (n, n).

    A series that nobody has seen lies in a part of its own of the longer series, so its neighbours are as far away.
    """
    return (shares.astype(np.float32) @ shares.astype(np.float32) > 0).tocsr()


def are_windows(shares: csr_matrix) -> bool:
    """Whether most series share time steps with others, so that they are windows of longer ones."""
    return bool(np.mean(np.diff(shares.indptr) > 1) > 0.5)


def _digest(values: np.ndarray) -> np.ndarray:
    """Number for the values of all channels at a time point: (n, t, c) -> (n, t)."""
    bits = values.view(np.uint64)
    digest = np.zeros(values.shape[:2], dtype=np.uint64)
    for channel in range(values.shape[2]):
        mixed = (digest ^ bits[:, :, channel]) * _MULTIPLIER
        digest = mixed ^ (mixed >> np.uint64(29))
    return digest

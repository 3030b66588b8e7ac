"""Data files and the panels the benchmarks measure on.

A data folder holds one file per set: ``NAME.npz`` (one series per column, see README.md) or ``NAME.csv`` (one series
per row). A panel is a complete float64 array with one series per row.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

# The ten sets of the published page and their seasons. The two UCR sets have no season: a quarter of a
# heartbeat and a second of movement replace it, so that the seasonal mode is measured on them too.
SEASONS = {
    "tourism_monthly": 12,
    "m3_monthly": 12,
    "m5_daily": 7,
    "police_daily": 7,
    "tourism_small_quarterly": 4,
    "etth1_hourly": 24,
    "stock_daily": 5,
    "energy_10min": 144,
    "ucr_ecg200": 24,
    "ucr_cricketx": 24,
}
SEGMENT = 480  # series longer than two segments are cut into segments
RECENT = 126  # number of newest steps that are kept where series start late
SHORT = 1000  # tables with gaps and fewer steps than this are cut to the newest steps, longer ones drop such series
MOST = 600  # larger panels are thinned to this number of rows


@dataclass(frozen=True, eq=False)  # compared by identity: fits are cached by panel
class Panel:
    """Series ready for a benchmark.

    Attributes
    ----------
    name : str
        Name of the set.
    values : ndarray of shape (n_series, n_timepoints)
        Series without missing values, none constant.
    season : int
        Steps in one season.
    """

    name: str
    values: np.ndarray
    season: int

    @property
    def sha256(self):
        """Digest of the little-endian float64 values."""
        return hashlib.sha256(np.ascontiguousarray(self.values, dtype="<f8").tobytes()).hexdigest()


def files(folder):
    """Data files of a folder.

    Parameters
    ----------
    folder : path-like
        Folder with ``.npz`` and ``.csv`` files.

    Returns
    -------
    dict of str to Path
        Name of each set and its file, sorted by name.

    Raises
    ------
    FileNotFoundError
        The folder holds neither kind of file.
    """
    found = {path.stem: path for path in sorted(Path(folder).glob("*")) if path.suffix in (".csv", ".npz")}
    if not found:
        raise FileNotFoundError(f"no .npz or .csv file in {folder}; README.md describes both layouts")
    return found


def read_npz(path):
    """Read a table stored by column.

    Parameters
    ----------
    path : path-like
        File with an array ``values`` of shape (n_timepoints, n_series) and, optionally, an array ``meta`` of
        (key, value) strings. Nothing pickled is read.

    Returns
    -------
    values : ndarray of shape (n_timepoints, n_series)
        Float64 values, NaN for missing ones.
    season : int or None
        Season named in ``meta``.
    """
    with np.load(path, allow_pickle=False) as archive:
        values = archive["values"].astype(np.float64)
        meta = {str(key): str(value) for key, value in archive["meta"]} if "meta" in archive.files else {}
    return values, int(meta["season"]) if meta.get("season") else None


def read_csv(path):
    """Read a table stored by row: one series per line, numbers only, an empty field for a missing value.

    Parameters
    ----------
    path : path-like
        Comma-separated file without header and without names.

    Returns
    -------
    values : ndarray of shape (n_timepoints, n_series)
        Float64 values, NaN for missing ones.
    season : None
        A CSV file names no season.

    Raises
    ------
    ValueError
        A field is not a number.
    """
    table = pd.read_csv(path, header=None)
    text = [column for column in table if not pd.api.types.is_numeric_dtype(table[column])]
    if text:
        raise ValueError(f"{path}: column {text[0] + 1} holds text; remove header and names, one series a line")
    return table.to_numpy(dtype=np.float64).T, None


def read_table(path):
    """Table and season of a data file: `read_npz` or `read_csv`."""
    return (read_npz if path.suffix == ".npz" else read_csv)(path)


def without_gaps(table):
    """Series without missing values; a short table with gaps is first cut to its newest steps: (n, S) -> (n', S')."""
    if not np.isnan(table).any():
        return table
    newest = table[-RECENT:] if len(table) < SHORT else table
    return newest[:, ~np.isnan(newest).any(axis=0)]


def complete_panel(table):
    """Series without gaps, of moderate length and number.

    Tables with gaps lose the series that have one: short tables are first cut to their newest steps, so that series
    which merely start late are kept. Long series become segments, constant rows are dropped, and a large panel is
    thinned at random (always to the same rows).

    Parameters
    ----------
    table : ndarray of shape (n_timepoints, n_series)
        Float64 values, NaN for missing ones.

    Returns
    -------
    ndarray of shape (n_rows, n_steps)
        One series, or one segment of a series, per row.
    """
    rows = without_gaps(table).T
    if rows.shape[1] > 2 * SEGMENT:
        n_segments = rows.shape[1] // SEGMENT
        segments = rows[:, : n_segments * SEGMENT].reshape(len(rows), n_segments, SEGMENT)
        rows = segments.transpose(1, 0, 2).reshape(-1, SEGMENT)  # all series of one segment, then of the next
    rows = rows[rows.std(axis=1) > 1e-9]
    if len(rows) > MOST:
        rows = rows[np.random.default_rng(0).choice(len(rows), MOST, replace=False)]
    return np.ascontiguousarray(rows)


def read_panel(path, season=None):
    """Panel of one data file.

    Parameters
    ----------
    path : Path
        ``.npz`` or ``.csv`` file.
    season : int, default=None
        Steps in one season, for a set that is not in ``SEASONS`` and whose file names none.

    Returns
    -------
    Panel
        Rows to measure on.

    Raises
    ------
    ValueError
        Neither ``SEASONS``, the file nor `season` names the season.
    """
    table, named = read_table(path)
    season = SEASONS.get(path.stem) or named or season
    if season is None:
        raise ValueError(f"{path}: the season is unknown; pass --season, or name it in the file's meta")
    return Panel(path.stem, complete_panel(table), season)

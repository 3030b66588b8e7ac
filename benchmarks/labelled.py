"""Sets in which every series has a class, and their published division into training and test part."""

from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np
from panels import SEASONS, Panel

NEEDED = ("codes_class", "levels_class", "codes_split", "levels_split")  # arrays of a file with classes
LOADERS = {  # of sktime; its installation holds these data
    name: f"load_{name}"
    for name in ("italy_power_demand", "basic_motions", "gunpoint", "arrow_head", "osuleaf", "acsf1", "japanese_vowels")
}
UNEQUAL = ("japanese_vowels",)  # series of unequal lengths


@dataclass(frozen=True, eq=False)
class LabelledPanel(Panel):
    """All series of a set, with classes.

    Attributes
    ----------
    values : ndarray of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Series without missing values, in the order of the source.
    season : int
        As in the other tables; not used.
    labels : ndarray of shape (n_series,)
        Class of each.
    is_training : ndarray of bool of shape (n_series,)
        Whether it belongs to the training part.
    """

    labels: np.ndarray
    is_training: np.ndarray


def bundled():
    """Names of the sets that come with sktime, if it is installed."""
    return list(LOADERS) if find_spec("sktime") else []


def has_classes(path):
    """Whether a data file holds a class and a part for every series."""
    if path.suffix != ".npz":
        return False
    with np.load(path, allow_pickle=False) as archive:
        return set(NEEDED) <= set(archive.files)


def with_classes(names, paths, of_sktime):
    """Sets with classes.

    Parameters
    ----------
    names : list of str
        Sets to choose from.
    paths : dict of str to Path
        Files of a data folder, from `panels.files`.
    of_sktime : tuple of str
        Sets of sktime that are wanted.

    Returns
    -------
    list of str
        Those of the names that are wanted sets of sktime, or files that hold classes.
    """
    return [name for name in names if (has_classes(paths[name]) if name in paths else name in of_sktime)]


def read_labelled(name, paths):
    """Read a set with classes from its file or, where there is none, from sktime.

    Parameters
    ----------
    name : str
        Name of the set.
    paths : dict of str to Path
        Files of a data folder.

    Returns
    -------
    LabelledPanel
        All of its series.
    """
    values, labels, is_training = from_file(paths[name]) if name in paths else from_sktime(name)
    return LabelledPanel(name, values, SEASONS.get(name, 1), labels, is_training)


def from_file(path):
    """Values by row, class and part of all series of an archive with the arrays in ``NEEDED``."""
    with np.load(path, allow_pickle=False) as archive:
        values = np.ascontiguousarray(archive["values"].T, dtype=np.float64)
        labels, part = (archive[f"levels_{group}"][archive[f"codes_{group}"]] for group in ("class", "split"))
    return values, labels, part == "train"


def from_sktime(name):
    """Values, class and part of all series of a set that comes with sktime; a single channel has no axis."""
    from sktime import datasets

    load, kind = getattr(datasets, LOADERS[name]), "nested_univ" if name in UNEQUAL else "numpy3D"
    (train, train_labels), (test, test_labels) = (load(part, return_type=kind) for part in ("train", "test"))
    if name in UNEQUAL:
        lists = [[np.stack(row) for row in part.to_numpy()] for part in (train, test)]
        longest = max(series.shape[1] for part in lists for series in part)
        train, test = (np.stack([stretched(series, longest) for series in part]) for part in lists)
    values = np.concatenate([train, test])  # (n_series, n_channels, n_timepoints)
    is_training = np.arange(len(values)) < len(train)
    return (
        values[:, 0] if values.shape[1] == 1 else values,
        np.concatenate([train_labels, test_labels]),
        is_training,
    )


def stretched(series, n_timepoints):
    """Channels at equally spaced times between first and last value, on straight lines: (c, t) -> (c, n_timepoints)."""
    old, new = np.linspace(0, 1, series.shape[1]), np.linspace(0, 1, n_timepoints)
    return np.stack([np.interp(new, old, channel) for channel in series])


def in_equal_units(values, rows):
    """Return the values with every channel standardised by some of the series, if there are several channels.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Series. A single channel stays as its source has it.
    rows : ndarray of int
        Series that mean and standard deviation are estimated from.

    Returns
    -------
    ndarray of the shape of `values`
        Every channel in units of its standard deviation.
    """
    if values.ndim == 2:
        return values
    mean, scale = (moment(values[rows], axis=(0, 2), keepdims=True) for moment in (np.mean, np.std))
    return (values - mean) / scale

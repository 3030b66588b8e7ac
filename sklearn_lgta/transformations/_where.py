"""A part of a series: time points and channels, with soft edges in time."""

import reprlib
from dataclasses import dataclass

import numpy as np

_EDGE_SHARE = 0.25  # of a stretch, over which the change rises from nothing


def selected(chosen, n_places, name):
    """Which places a slice, a mask or a list of indices chooses.

    Parameters
    ----------
    chosen : slice, array-like of bool of shape (n_places,), or array-like of int
    n_places : int
    name : str
        What the places are, for the error.

    Returns
    -------
    mask : ndarray of bool of shape (n_places,)

    Raises
    ------
    ValueError
        If it does not fit the places, or chooses none of them.
    """
    mask, shown = np.zeros(n_places, dtype=bool), reprlib.repr(chosen)
    try:
        index = chosen if isinstance(chosen, slice) else np.asarray(chosen).reshape(len(chosen))
        mask[index if np.size(index) else slice(0)] = True  # an empty list is an array of floats, which is no index
    except (IndexError, TypeError, ValueError) as error:
        raise ValueError(
            f"{name}={shown} does not fit {n_places} places: use a slice, a mask of {n_places} truth values, or "
            f"whole numbers from {-n_places} to {n_places - 1}."
        ) from error
    if (
        not isinstance(chosen, slice)
        and index.dtype != bool
        and len(index) == n_places > 2
        and {*index.tolist()} == {0, 1}
    ):
        raise ValueError(f"{name}={shown} looks like a mask, but holds numbers: use truth values.")
    if not mask.any():
        raise ValueError(f"{name}={shown} chooses none of {n_places} places, so nothing would change.")
    return mask


@dataclass(frozen=True)
class Where:
    """Time points and channels.

    Attributes
    ----------
    time : tuple or None
        What `selected` takes, in a form that can be hashed; None is all.
    channels : tuple or None
        The same.
    """

    time: tuple | None = None
    channels: tuple | None = None

    @classmethod
    def of(cls, time, channels):
        """Part of a series.

        Parameters
        ----------
        time : slice, array-like or None
            What `selected` takes; None is all.
        channels : slice, array-like or None
            The same.

        Returns
        -------
        where : Where or None
            None where it is the whole series.
        """
        return None if time is None and channels is None else cls(_freeze(time), _freeze(channels))

    def weights(self, n_timepoints, n_channels):
        """How much of a change shows at every place.

        Parameters
        ----------
        n_timepoints, n_channels : int

        Returns
        -------
        weights : ndarray of shape (n_timepoints, n_channels)
            Between 0 and 1; 0 outside. Inside, a stretch rises and falls as a cosine over a quarter of
            its length, but not at the ends of the series.
        """
        time, channels = np.ones(n_timepoints), np.ones(n_channels)
        if self.time is not None:
            time = soft_edges(selected(_thaw(self.time), n_timepoints, "time"))
        if self.channels is not None:
            channels = selected(_thaw(self.channels), n_channels, "channels")
        return time[:, None] * channels


def soft_edges(mask):
    """Weights of a mask whose stretches begin and end gently.

    Parameters
    ----------
    mask : ndarray of bool of shape (n_timepoints,)

    Returns
    -------
    weights : ndarray of shape (n_timepoints,)
        0 outside of the mask. A stretch of fewer than four time points has no room for edges.
    """
    weights = mask.astype(float)
    borders = np.flatnonzero(np.diff(mask.astype(int), prepend=0, append=0))
    for first, end in borders.reshape(-1, 2):
        n_edge = int(_EDGE_SHARE * (end - first))
        edge = 0.5 - 0.5 * np.cos(np.pi * np.arange(1, n_edge + 1) / (n_edge + 1))
        if first > 0:
            weights[first : first + n_edge] *= edge
        if end < len(mask):
            weights[end - n_edge : end] *= edge[::-1]
    return weights


def _freeze(chosen):
    """A hashable form."""
    if chosen is None:
        return None
    if isinstance(chosen, slice):
        return "slice", chosen.start, chosen.stop, chosen.step
    return ("places", *np.asarray(chosen).tolist())


def _thaw(frozen):
    kind, *places = frozen
    return slice(*places) if kind == "slice" else places

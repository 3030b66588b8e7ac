"""A part of a series: time points and channels, with soft edges in time."""

import reprlib
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

_EDGE_FRACTION = 0.25  # of a span, over which the change rises from nothing
_THINGS = {"time": "time points", "channels": "channels", "latent": "latent dimensions"}


def selected(chosen: slice | ArrayLike, n_positions: int, name: str) -> NDArray[np.bool_]:
    """Return which positions a slice, a mask or a list of indices chooses.

    Parameters
    ----------
    chosen : slice, array-like of bool of shape (n_positions,), or array-like of int
    n_positions : int
    name : {"time", "channels", "latent"}
        Parameter that holds it, for the error.

    Returns
    -------
    mask : ndarray of bool of shape (n_positions,)

    Raises
    ------
    ValueError
        If it does not fit the positions, or chooses none of them.
    """
    mask, shown = np.zeros(n_positions, dtype=bool), reprlib.repr(chosen)
    try:
        index: Any = chosen if isinstance(chosen, slice) else np.asarray(chosen).reshape(len(chosen))  # type: ignore[arg-type]
        mask[index if np.size(index) else slice(0)] = True  # an empty list is an array of floats, which is no index
    except (IndexError, TypeError, ValueError) as error:
        raise ValueError(
            f"{name}={shown} does not fit {n_positions} {_THINGS[name]}. Use a slice, a mask of {n_positions} booleans "
            f"or integers from {-n_positions} to {n_positions - 1}."
        ) from error
    if (
        not isinstance(chosen, slice)
        and index.dtype != bool
        and len(index) == n_positions > 2
        and {*index.tolist()} == {0, 1}
    ):
        raise ValueError(
            f"{name}={shown} looks like a mask but holds numbers. Use booleans: {name}=np.asarray(mask, dtype=bool)."
        )
    if not mask.any():
        raise ValueError(
            f"{name}={shown} chooses none of {n_positions} {_THINGS[name]}. Choose one or more, or leave {name} out."
        )
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
    def of(cls, time: slice | ArrayLike | None, channels: slice | ArrayLike | None) -> Self | None:
        """Return a part of a series.

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

    def weights(self, n_timepoints: int, n_channels: int) -> NDArray:
        """Return the weight of a change at every time point and channel.

        Parameters
        ----------
        n_timepoints, n_channels : int

        Returns
        -------
        weights : ndarray of shape (n_timepoints, n_channels)
            Between 0 and 1; 0 outside of the part. Inside, the weight rises and falls as a cosine over a quarter of
            the span, but not at the ends of the series.
        """
        time, channels = np.ones(n_timepoints), np.ones(n_channels)
        if self.time is not None:
            time = soft_edges(selected(_thaw(self.time), n_timepoints, "time"))
        if self.channels is not None:
            channels = selected(_thaw(self.channels), n_channels, "channels").astype(float)
        return time[:, None] * channels


def soft_edges(mask: NDArray[np.bool_]) -> NDArray:
    """Return the weights of a mask whose spans start and end gently.

    Parameters
    ----------
    mask : ndarray of bool of shape (n_timepoints,)

    Returns
    -------
    weights : ndarray of shape (n_timepoints,)
        0 outside of the mask. A span of fewer than four time points is too short for edges.
    """
    weights = mask.astype(float)
    borders = np.flatnonzero(np.diff(mask.astype(int), prepend=0, append=0))
    for first, end in borders.reshape(-1, 2):
        n_edge = int(_EDGE_FRACTION * (end - first))
        edge = 0.5 - 0.5 * np.cos(np.pi * np.arange(1, n_edge + 1) / (n_edge + 1))
        if first > 0:
            weights[first : first + n_edge] *= edge
        if end < len(mask):
            weights[end - n_edge : end] *= edge[::-1]
    return weights


def _freeze(chosen: slice | ArrayLike | None) -> tuple | None:
    """A form that can be hashed."""
    if chosen is None:
        return None
    if isinstance(chosen, slice):
        return "slice", chosen.start, chosen.stop, chosen.step
    return ("indices", *np.asarray(chosen).tolist())


def _thaw(frozen: tuple) -> slice | list:
    kind, *values = frozen
    return slice(*values) if kind == "slice" else values

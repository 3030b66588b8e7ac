"""What training does not see, so that the report and early stopping are honest."""

from typing import NamedTuple

import numpy as np

_SHARE = 0.1
_MOST_SERIES = 200
_SHARE_OF_TIME = 0.2


class Split(NamedTuple):
    """What is learnt from and what is held out, as indices into (n_series, n_timepoints, ...).

    Attributes
    ----------
    train, held_out : tuples of an array or slice of series and a slice of time points
    kind : {"series", "time", "none"}
    """

    train: tuple
    held_out: tuple
    kind: str


def hold_out(n_series, n_steps, window_length, patch_length, rng):
    """Split a panel into what is learnt from and what is held out.

    Parameters
    ----------
    n_series, n_steps : int
        Of the panel, in whole patches.
    window_length, patch_length : int
    rng : numpy.random.Generator

    Returns
    -------
    split : Split
        A tenth of the series from ten on, else the last part of time where it is long enough, else
        nothing: both are then the whole panel.
    """
    everything = slice(None)
    if n_series * _SHARE >= 1:
        order = rng.permutation(n_series)
        n_held_out = min(_MOST_SERIES, int(n_series * _SHARE))
        train, held_out = np.sort(order[n_held_out:]), np.sort(order[:n_held_out])
        return Split((train, everything), (held_out, everything), "series")
    if n_steps >= 4 * window_length:
        held_out = max(window_length, int(n_steps * _SHARE_OF_TIME))
        border = (n_steps - held_out) // patch_length * patch_length
        return Split((everything, slice(border)), (everything, slice(border, None)), "time")
    return Split((everything, everything), (everything, everything), "none")

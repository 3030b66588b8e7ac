"""The part of a panel that training does not see, so that the report and early stopping are honest."""

from typing import Literal, NamedTuple

import numpy as np

_FRACTION_OF_SERIES = 0.1
_MOST_SERIES = 200
_FRACTION_OF_TIME = 0.2


class Split(NamedTuple):
    """A training part and a held-out part, as indices into (n_series, n_timepoints, ...).

    Attributes
    ----------
    train, held_out : tuples of an array or slice of series and a slice of time points
    kind : {"series", "time", "none"}
    """

    train: tuple
    held_out: tuple
    kind: Literal["series", "time", "none"]


def hold_out(n_series: int, n_steps: int, window_length: int, patch_length: int, rng: np.random.Generator) -> Split:
    """Split a panel into a training part and a held-out part.

    Parameters
    ----------
    n_series, n_steps : int
        Of the panel, in whole patches.
    window_length, patch_length : int
    rng : numpy.random.Generator

    Returns
    -------
    split : Split
        Ten series or more: a tenth of them is held out. Fewer: the last part of time, if it is long enough. Else
        nothing is held out, and both parts are the whole panel.
    """
    everything = slice(None)
    if n_series * _FRACTION_OF_SERIES >= 1:
        order = rng.permutation(n_series)
        n_held_out = min(_MOST_SERIES, int(n_series * _FRACTION_OF_SERIES))
        train, held_out = np.sort(order[n_held_out:]), np.sort(order[:n_held_out])
        return Split((train, everything), (held_out, everything), "series")
    if n_steps >= 4 * window_length:
        n_last = max(window_length, int(n_steps * _FRACTION_OF_TIME))
        border = (n_steps - n_last) // patch_length * patch_length
        return Split((everything, slice(border)), (everything, slice(border, None)), "time")
    return Split((everything, everything), (everything, everything), "none")

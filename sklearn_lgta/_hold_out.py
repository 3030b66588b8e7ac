"""What training does not see, so that the report and early stopping are honest."""

import numpy as np

_SHARE = 0.1
_MOST_SERIES = 200
_SHARE_OF_TIME = 0.2


def hold_out(panel, window_length, patch_length, rng):
    """Split a panel into what is learnt from and what is held out.

    Parameters
    ----------
    panel : ndarray of shape (n_series, n_timepoints, n_channels)
        Of whole patches.
    window_length, patch_length : int
    rng : numpy.random.Generator

    Returns
    -------
    train, held_out : ndarrays of shape (n_series, n_timepoints, n_channels)
    kind : {"series", "time", "none"}
        A tenth of the series from ten on, else the last part of time where it is long enough, else
        nothing: both are then the whole panel.
    """
    n_series, n_steps = panel.shape[:2]
    if n_series * _SHARE >= 1:
        order = rng.permutation(n_series)
        n_held_out = min(_MOST_SERIES, int(n_series * _SHARE))
        return panel[np.sort(order[n_held_out:])], panel[np.sort(order[:n_held_out])], "series"
    if n_steps >= 4 * window_length:
        held_out = max(window_length, int(n_steps * _SHARE_OF_TIME))
        border = (n_steps - held_out) // patch_length * patch_length
        return panel[:, :border], panel[:, border:], "time"
    return panel, panel, "none"

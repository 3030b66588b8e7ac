"""What the code does not explain: keep it, redraw it with the code, or drop it."""

import numpy as np


def change_residual(residual, donated, weights, policy):
    """New residual of every series.

    Parameters
    ----------
    residual : ndarray of shape (n_series, n_tokens, n_values)
        Residual in patches.
    donated : ndarray of shape (n_series, n_tokens, n_values) or None
        Residuals of donors; each is brought to the size of the residual that it replaces.
    weights : pair of floats, or of ndarrays of shape (n_series, n_tokens, 1)
        Of the old and the new residual, where it follows the code.
    policy : {"keep", "follow", "resample", "drop"}
        "follow" does to the residual what is done to the code: as much of it is redrawn. "resample"
        redraws all of it.

    Returns
    -------
    residual : ndarray of shape (n_series, n_tokens, n_values)
    """
    if policy == "keep":
        return residual
    if policy == "drop":
        return np.zeros_like(residual)
    size = _rms(residual)
    donated_size = _rms(donated)
    new = donated * np.divide(size, donated_size, out=np.zeros_like(size), where=donated_size > 0)
    if policy == "resample":
        return new
    keep, take = weights
    return keep * residual + take * new


def donatable_residual(residual, has_gap):
    """Residual for others to take: where a patch was filled, the next one that was not stands in.

    Parameters
    ----------
    residual : ndarray of shape (n_series, n_tokens, n_values)
        Of filled gaps it is a guess, which is too smooth.
    has_gap : ndarray of bool of shape (n_series, n_tokens)

    Returns
    -------
    residual : ndarray of shape (n_series, n_tokens, n_values)
        The same array where no patch was filled. Series without a complete patch keep their guesses.
    """
    if not has_gap.any():
        return residual
    lent = residual.copy()
    for row in np.flatnonzero(has_gap.any(axis=1) & ~has_gap.all(axis=1)):
        complete, filled = np.flatnonzero(~has_gap[row]), np.flatnonzero(has_gap[row])
        lent[row, filled] = residual[row, complete[np.searchsorted(complete, filled) % len(complete)]]
    return lent


def _rms(patches):
    return np.sqrt(np.mean(patches**2, axis=(1, 2), keepdims=True))

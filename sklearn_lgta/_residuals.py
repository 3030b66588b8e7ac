"""What the code does not explain: keep it, redraw it with the code, or drop it."""

import numpy as np


def change_residual(residual, donated, perturbations, gain, policy):
    """New residual of every series.

    Parameters
    ----------
    residual : ndarray of shape (n_series, n_tokens, n_values)
        Residual in patches.
    donated : list of n_series ndarrays of shape (n_tokens, n_values)
        Residuals of donors; each is brought to the size of the residual that it replaces.
    perturbations : list of n_series Perturbation
    gain : float
    policy : {"keep", "blend", "resample", "drop"}
        "blend" redraws as much of the residual as the perturbation redraws of the code, "resample"
        all of it.

    Returns
    -------
    residual : ndarray of shape (n_series, n_tokens, n_values)
    """
    if policy == "keep":
        return residual
    if policy == "drop":
        return np.zeros_like(residual)
    size = np.sqrt(np.mean(residual**2, axis=(1, 2), keepdims=True))
    new = np.stack(donated)
    new_size = np.sqrt(np.mean(new**2, axis=(1, 2), keepdims=True))
    new = new * np.divide(size, new_size, out=np.zeros_like(size), where=new_size > 0)
    if policy == "resample":
        return new
    weights = [p.residual_weights(gain, residual.shape[1]) for p in perturbations]
    keep, take = (np.stack(side) for side in zip(*weights, strict=True))
    return keep * residual + take * new

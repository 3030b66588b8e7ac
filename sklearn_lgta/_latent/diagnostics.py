"""Figures that show whether the latent code is used, and a warning if it is not."""

import warnings

import numpy as np

from ..exceptions import PosteriorCollapseWarning

_ACTIVE_VARIANCE = 0.01
_COLLAPSE_GAIN = 0.1  # least fraction that the code explains of what is unexplained without it
_WINDOWS_TO_JUDGE = 50
_STEPS_TO_JUDGE = 8


def r_squared(values, reconstruction):
    """R2 of a reconstruction: 1 - SSE / SST over all values, SST about 0 as the values are standardised.

    Parameters
    ----------
    values, reconstruction : ndarrays of one shape
        NaN values do not count.

    Returns
    -------
    r2 : float
        0 where there is nothing to explain.
    """
    total = float(np.nansum(values**2))
    return 1.0 - float(np.nansum((values - reconstruction) ** 2)) / total if total > 0 else 0.0


def latent_report(values, decoded, decoded_zero, mean, log_var, n_patch_values):
    """Report on the use of the code.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_timepoints, n_channels)
        Input of the network.
    decoded, decoded_zero : ndarrays of shape (n_series, n_timepoints, n_channels)
        Reconstruction with the code, and with zeros in its place.
    mean, log_var : ndarrays of shape (n_tokens, latent_dim)
        Posterior of all tokens with an observed value.
    n_patch_values : int
        Values of a patch.

    Returns
    -------
    report : dict
        "r2", "r2_zero_latent", "active_units", "n_units", "kl" and "variance" (of the posterior
        mean) by unit, "compression" (code numbers per value).
    """
    mean, log_var = mean.astype(np.float64), log_var.astype(np.float64)
    variance = mean.var(axis=0)
    return {
        "r2": r_squared(values, decoded),
        "r2_zero_latent": r_squared(values, decoded_zero),
        "active_units": int((variance > _ACTIVE_VARIANCE).sum()),
        "n_units": mean.shape[-1],
        "kl": 0.5 * (mean**2 + np.exp(log_var) - 1.0 - log_var).mean(axis=0),
        "variance": variance,
        "compression": mean.shape[-1] / n_patch_values,
    }


def warn_if_collapsed(report, n_windows, window_length):
    """Warn if the decoder does not use the code; with too few windows to judge, do nothing.

    Parameters
    ----------
    report : dict
        Of `latent_report`.
    n_windows : int
        Distinct training windows.
    window_length : int
    """
    if n_windows < _WINDOWS_TO_JUDGE or window_length <= _STEPS_TO_JUDGE:
        return
    without = max(report["r2_zero_latent"], 0.0)  # conditions alone may explain nearly everything
    if report["active_units"] and report["r2"] - report["r2_zero_latent"] >= _COLLAPSE_GAIN * (1.0 - without):
        return
    warnings.warn(
        f"The latent code is hardly used: R2 is {report['r2']:.2f} with the code and {report['r2_zero_latent']:.2f} "
        f"with zeros in its place, and {report['active_units']} of {report['n_units']} units are active. So latent "
        "transformations change little. Lower kl_weight, raise latent_dim or max_steps, or shorten patch_length, all "
        "in model=CVAE(...).",
        PosteriorCollapseWarning,
        stacklevel=5,
    )

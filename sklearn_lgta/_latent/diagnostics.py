"""Figures that show whether the latent code is used, and a warning if it is not."""

import warnings

import numpy as np

from ..exceptions import DivergenceWarning, PosteriorCollapseWarning, ReconstructionWarning

_ACTIVE_VARIANCE = 0.01
_COLLAPSE_GAIN = 0.1  # least fraction that the code explains of what is unexplained without it
_WINDOWS_TO_JUDGE = 50
_STEPS_TO_JUDGE = 8
# Mean squared error over the mean square of held-out series. Their mean alone, which needs no training, has 1. On 60
# series each of monthly tourism, M3, ECG200 and police calls, the largest in training was 0.23 to 0.50.
_DIVERGED = 4.0
# White noise has an R2 of about half where the code has half as many numbers as the series, as by default. So a lower
# R2 may be the best there is, and is judged by a linear code of the same size.
_HIGH_ERROR = 0.5
_WORSE_THAN_LINEAR = 0.2  # R2; on the same series, networks were 0.06 below the linear code at most
_TRIAL_STEPS = 20  # a training of so few steps is a trial


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


def largest_error(history, values):
    """Largest held-out error in training, relative to that of predicting the mean.

    Parameters
    ----------
    history : dict of lists
        Of a model; a model that is not trained in steps has none.
    values : ndarray of shape (n_series, n_timepoints, n_channels)
        Held-out input of the network, NaN where missing.

    Returns
    -------
    error : float
        Infinite if any loss was not finite, 0 without a history.
    """
    losses = [*history.get("loss", ()), *history.get("held_out_loss", ())]
    errors = np.asarray(history.get("held_out_mse", ()), dtype=float)
    if not (np.isfinite(losses).all() and np.isfinite(errors).all()):
        return np.inf
    power = float(np.nanmean(values**2)) if np.isfinite(values).any() else 0.0
    return float(errors.max(initial=0.0)) / max(power, 1.0)  # series are normalised: less is a quiet end of a series


def warn_if_diverged(report, model):
    """Warn if training diverged.

    Parameters
    ----------
    report : dict
        With "largest_error" of `largest_error`.
    model : CVAE or another model

    Returns
    -------
    diverged : bool
    """
    error = report["largest_error"]
    if error < _DIVERGED:
        return False
    what = (
        f"the held-out error was {error:.3g} times that of the mean" if np.isfinite(error) else "losses were not finite"
    )
    rate = getattr(model, "learning_rate", None)
    advice = "Lower the learning rate of the model"
    if rate is not None:
        advice = f"learning_rate is {rate:g}: type model={type(model).__name__}(learning_rate={min(rate / 10, 0.01):g})"
    warnings.warn(
        f"Training diverged: {what}. R2 is {report['r2']:.2f} on held-out series. {advice}, and fit again.",
        DivergenceWarning,
        stacklevel=5,
    )
    return True


def warn_of_high_error(report, history, linear_r2, n_windows):
    """Warn if a network reconstructs held-out series much worse than a linear code of its size.

    Parameters
    ----------
    report : dict
        Of `latent_report`.
    history : dict of lists
        Of the network.
    linear_r2 : callable
        Returns the R2 of the linear code; called only where that of the network is low.
    n_windows : int
        Distinct training windows.
    """
    steps = history.get("step", ())
    if n_windows < _WINDOWS_TO_JUDGE or report["r2"] >= _HIGH_ERROR or not len(steps) or steps[-1] <= _TRIAL_STEPS:
        return
    linear = linear_r2()
    if report["r2"] >= linear - _WORSE_THAN_LINEAR:
        return
    warnings.warn(
        f"The reconstruction error is high: R2 is {report['r2']:.2f} on held-out series, and a linear code of the same "
        f"size has {linear:.2f}. Raise max_steps, or lower learning_rate if it is above 0.01, in model=CVAE(...); or "
        "type model=PCACodec(), which is that linear code.",
        ReconstructionWarning,
        stacklevel=5,
    )


def warn_if_collapsed(report, n_windows, window_length, model):
    """Warn if the decoder does not use the code; with too few windows to judge, do nothing.

    Parameters
    ----------
    report : dict
        Of `latent_report`.
    n_windows : int
        Distinct training windows.
    window_length : int
    model : CVAE or another model
        Fitted. What helps components (`PCACodec`) is something else.

    Returns
    -------
    collapsed : bool
    """
    if n_windows < _WINDOWS_TO_JUDGE or window_length <= _STEPS_TO_JUDGE:
        return False
    without = max(report["r2_zero_latent"], 0.0)  # conditions alone may explain nearly everything
    if report["active_units"] and report["r2"] - report["r2_zero_latent"] >= _COLLAPSE_GAIN * (1.0 - without):
        return False
    warnings.warn(
        f"The latent code is hardly used: R2 is {report['r2']:.2f} with the code and {report['r2_zero_latent']:.2f} "
        f"with zeros in its place, and {report['active_units']} of {report['n_units']} units are active. So latent "
        f"transformations change little. {_against_collapse(report, model)}",
        PosteriorCollapseWarning,
        stacklevel=5,
    )
    return True


def _against_collapse(report, model):
    """Advice that makes a code hold more."""
    if model.history_ or not hasattr(model, "latent_dim"):
        return "Lower kl_weight, raise latent_dim or max_steps, or shorten patch_length, all in model=CVAE(...)."
    n_units, n_values = report["n_units"], round(report["n_units"] / report["compression"])
    n_more = min(n_values, max(-(-n_values // 2), 2 * n_units))
    if n_more == n_units:
        return "The code has as many numbers as a patch has values: fit to more series, or set space='data'."
    what = f"patch_length={model.sizes_.patch_length}, latent_dim={n_more}"
    return (
        f"The code has {n_units} number{'s' if n_units > 1 else ''} for the {n_values} values of a patch: type "
        f"model={type(model).__name__}({what}), or shorten patch_length."
    )

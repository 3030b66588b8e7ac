"""The training objective: a negative ELBO whose observation noise is estimated (sigma-VAE)."""

import torch


def reconstruction_nll(error: torch.Tensor) -> torch.Tensor:
    """Return the negative log likelihood of normal errors at their best common standard deviation.

    Parameters
    ----------
    error : tensor of any shape
        Reconstruction minus input; NaN where the input is missing. NaN does not count.

    Returns
    -------
    nll : tensor, scalar
        Up to a constant, summed over one average window: ``n / 2 * log(mean(error**2))`` with n the
        observed values of a window.

    References
    ----------
    .. [1] O. Rybkin et al., "Simple and Effective VAE Training with Calibrated Decoders", ICML 2021,
       section 3.2 (optimal sigma).
    """
    n_windows, missing = len(error), error.isnan()
    if missing.any():
        error = error[~missing]  # selected, not masked with 0: the gradient of NaN times 0 is NaN
    n_values = error.numel() / n_windows
    if not n_values:
        return error.sum()
    return 0.5 * n_values * torch.log(error.square().mean() + 1e-8)


def kl_to_standard_normal(mean: torch.Tensor, log_var: torch.Tensor) -> torch.Tensor:
    """Return the Kullback-Leibler divergence of diagonal normals to the standard normal.

    Parameters
    ----------
    mean, log_var : tensors of shape (B, L, D)

    Returns
    -------
    kl : tensor of shape (D,)
        Nats per token, mean over windows and tokens. 0 for mean 0 and log_var 0.
    """
    return 0.5 * (mean.square() + log_var.exp() - 1.0 - log_var).mean(dim=(0, 1))

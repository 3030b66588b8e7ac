import numpy as np
import torch
from torch.distributions import Normal, kl_divergence

from sklearn_lgta.model._losses import kl_to_standard_normal, reconstruction_nll

RNG = np.random.default_rng(0)


def test_the_divergence_is_that_of_torch_distributions():
    mean, log_var = torch.from_numpy(RNG.normal(size=(2, 7, 5, 3)))
    per_value = kl_divergence(Normal(mean, (0.5 * log_var).exp()), Normal(0.0, 1.0))  # (B, L, D)
    torch.testing.assert_close(kl_to_standard_normal(mean, log_var), per_value.mean(dim=(0, 1)))


def test_the_prior_has_no_divergence_from_itself():
    zeros = torch.zeros(2, 3, 4)
    torch.testing.assert_close(kl_to_standard_normal(zeros, zeros), torch.zeros(4))


def test_the_gradient_is_that_of_squared_errors_over_twice_the_best_variance():
    error = torch.from_numpy(RNG.normal(size=(8, 4, 6))).requires_grad_()
    reconstruction_nll(error).backward()
    sigma2 = error.detach().square().mean()
    # SSE / (2 sigma^2) summed over all, then as one average window of the eight
    expected = error.detach() / sigma2 / len(error)
    torch.testing.assert_close(error.grad, expected, rtol=1e-6, atol=1e-9)


def test_the_loss_is_the_normal_likelihood_at_the_best_deviation():
    error = torch.from_numpy(RNG.normal(size=(8, 4, 6)))
    sigma = error.square().mean().sqrt()
    nll = -Normal(0.0, sigma).log_prob(error).sum(dim=(1, 2)).mean()
    constant = 0.5 * 24 * (1 + np.log(2 * np.pi))
    torch.testing.assert_close(reconstruction_nll(error) + constant, nll, rtol=1e-6, atol=1e-6)


def test_halving_the_errors_gains_log_two_a_value():
    error = torch.from_numpy(RNG.normal(size=(8, 4, 6)))
    gain = reconstruction_nll(error) - reconstruction_nll(error / 2)
    torch.testing.assert_close(gain.item(), 24 * np.log(2.0), rtol=1e-5, atol=1e-5)


def test_no_error_at_all_has_a_finite_loss_and_gradient():
    error = torch.zeros(2, 3, 4, requires_grad=True)
    loss = reconstruction_nll(error)
    loss.backward()
    assert torch.isfinite(loss)
    assert torch.isfinite(error.grad).all()

"""Posteriors of the code, from the tokens of the encoder: the four kinds of `CVAE(attention=...)`.

Each is built from the same four numbers and called with tokens. A new one is a class here, named in `POSTERIORS`.

Axes: B windows of a batch, L tokens of a window, H hidden size, N heads, K width of a head, D
latent dimensions.
"""

from typing import NamedTuple

import torch
from torch import nn

from ._attention import AttentionWeights, Contexts
from ._losses import kl_to_standard_normal

_LOG_VAR_RANGE = (-10.0, 4.0)  # can be exponentiated, and divided by


class Posterior(NamedTuple):
    """Posterior of the codes of a batch of windows.

    Attributes
    ----------
    mean, log_var : tensors of shape (B, L, D)
        Of the code of every token.
    further_kl : tensor, scalar
        Divergence of everything else that was drawn, nats per token; 0 where nothing was.
    """

    mean: torch.Tensor
    log_var: torch.Tensor
    further_kl: torch.Tensor | float = 0.0

    def kl(self) -> torch.Tensor:
        """Divergence to the prior, nats per token: scalar."""
        return kl_to_standard_normal(self.mean, self.log_var).sum() + self.further_kl


def draw(mean: torch.Tensor, log_var: torch.Tensor) -> torch.Tensor:
    """One draw, reparameterised: (..., D), (..., D) -> (..., D)."""
    return mean + torch.exp(0.5 * log_var) * torch.randn_like(mean)


class VariationalAttention(nn.Module):
    """Attention whose context vectors are normal distributions.

    Every head attends over the tokens; its context vector is the mean and log variance of that
    head's part of the latent code. Nothing bypasses it, so the attention *is* the posterior, and its
    divergence to the prior is the KL term of the ELBO.

    Parameters
    ----------
    hidden_size : int
        Width of the tokens that come in, H.
    latent_dim : int
        Dimensions of the code of a token, D.
    n_heads : int
        Heads, of which at most latent_dim are used; their parts of the code are as equal as possible.
    max_tokens : int
        Tokens of the longest window.

    References
    ----------
    .. [1] L. Roque et al., "L-GTA: Latent Generative Modeling for Time Series Augmentation",
       arXiv:2507.23615, 2025 (variational multi-head attention).
    .. [2] H. Bahuleyan et al., "Variational Attention for Sequence-to-Sequence Models", COLING 2018.
    """

    def __init__(self, hidden_size: int, latent_dim: int, n_heads: int, max_tokens: int):
        super().__init__()
        n_heads = min(n_heads, latent_dim)
        self.weights = AttentionWeights(hidden_size, n_heads, max_tokens)
        self.mean = nn.Linear(hidden_size, latent_dim)
        self.log_var = nn.Linear(hidden_size, latent_dim)
        self.head_of: torch.Tensor
        self.register_buffer("head_of", torch.arange(latent_dim) * n_heads // latent_dim)  # (D,)

    def forward(self, tokens: torch.Tensor) -> Posterior:
        """Posterior of every token: (B, L, H) -> Posterior."""
        weights = self.weights(tokens)[:, self.head_of]  # (B, D, L, L): of the head that carries each dimension
        mean = torch.einsum("bdij,bjd->bid", weights, self.mean(tokens))  # (B, L, D)
        log_var = torch.einsum("bdij,bjd->bid", weights, self.log_var(tokens))  # (B, L, D)
        return Posterior(mean, log_var.clamp(*_LOG_VAR_RANGE))


class NoAttention(nn.Module):
    """Linear heads on every token alone.

    Parameters
    ----------
    hidden_size, latent_dim : int
        H and D.
    n_heads, max_tokens : int, optional
        Not used.
    """

    def __init__(self, hidden_size: int, latent_dim: int, n_heads: int | None = None, max_tokens: int | None = None):
        super().__init__()
        self.mean = nn.Linear(hidden_size, latent_dim)
        self.log_var = nn.Linear(hidden_size, latent_dim)

    def forward(self, tokens: torch.Tensor) -> Posterior:
        """Posterior of every token: (B, L, H) -> Posterior."""
        return Posterior(self.mean(tokens), self.log_var(tokens).clamp(*_LOG_VAR_RANGE))


class StandardAttention(nn.Module):
    """Ordinary multi-head attention with a residual connection, then linear heads.

    Parameters
    ----------
    hidden_size, latent_dim, n_heads, max_tokens : int
        As in `VariationalAttention`; all heads are used.
    """

    def __init__(self, hidden_size: int, latent_dim: int, n_heads: int, max_tokens: int):
        super().__init__()
        self.contexts = Contexts(hidden_size, n_heads, max_tokens)
        self.output = nn.Linear(self.contexts.width, hidden_size)
        self.posterior = NoAttention(hidden_size, latent_dim)

    def forward(self, tokens: torch.Tensor) -> Posterior:
        """Posterior of every token: (B, L, H) -> Posterior."""
        attended = self.output(self.contexts(tokens))  # (B, L, H) -> (B, L, N * K) -> (B, L, H)
        return self.posterior(tokens + attended)


class TwoStageAttention(nn.Module):
    """Attention with drawn context vectors, and an ordinary posterior computed from the draws.

    The paper can also be read like this. In training context vectors are drawn, else they are their means.
    Their divergence to a standard normal is added to that of the code. There is no residual connection:
    the code would use it and bypass the draws [2]_.

    Parameters
    ----------
    hidden_size, latent_dim, n_heads, max_tokens : int
        As in `VariationalAttention`; all heads are used.

    References
    ----------
    .. [1] L. Roque et al., "L-GTA: Latent Generative Modeling for Time Series Augmentation",
       arXiv:2507.23615, 2025.
    .. [2] H. Bahuleyan et al., "Variational Attention for Sequence-to-Sequence Models", COLING 2018.
    """

    def __init__(self, hidden_size: int, latent_dim: int, n_heads: int, max_tokens: int):
        super().__init__()
        self.contexts = Contexts(hidden_size, n_heads, max_tokens)
        self.distribution = nn.Linear(self.contexts.width, 2 * self.contexts.width)
        self.posterior = NoAttention(self.contexts.width, latent_dim)

    def forward(self, tokens: torch.Tensor) -> Posterior:
        """Posterior of every token: (B, L, H) -> Posterior."""
        mean, log_var = self.distribution(self.contexts(tokens)).chunk(2, dim=-1)  # 2 x (B, L, N * K)
        log_var = log_var.clamp(*_LOG_VAR_RANGE)
        contexts = draw(mean, log_var) if self.training else mean  # (B, L, N * K)
        return self.posterior(contexts)._replace(further_kl=kl_to_standard_normal(mean, log_var).sum())


POSTERIORS: dict[str, type[nn.Module]] = {
    "variational": VariationalAttention,
    "standard": StandardAttention,
    "none": NoAttention,
    "two_stage": TwoStageAttention,
}

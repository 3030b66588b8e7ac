"""Variational multi-head attention: the context vectors are the latent code.

Axes: B windows of a batch, L tokens of a window, H hidden size, N heads, K width of a head, D
latent dimensions.
"""

import torch
from torch import nn


class VariationalAttention(nn.Module):
    """Attention whose context vectors are normal distributions.

    Every head attends over the tokens; its context vector is the mean and log variance of that
    head's share of the latent code. There is no path round it, so the attention *is* the posterior
    and its divergence to the prior is the KL term of the ELBO.

    Parameters
    ----------
    hidden_size : int
        Width of the tokens that come in, H.
    latent_dim : int
        Dimensions of the code of a token, D.
    n_heads : int
        Heads, at most latent_dim of them are used; their shares of the code are as equal as possible.
    max_tokens : int
        Tokens of the longest window.

    References
    ----------
    .. [1] L. Roque et al., "L-GTA: Latent Generative Modeling for Time Series Augmentation",
       arXiv:2507.23615, 2025 (variational multi-head attention).
    .. [2] H. Bahuleyan et al., "Variational Attention for Sequence-to-Sequence Models", COLING 2018.
    """

    def __init__(self, hidden_size, latent_dim, n_heads, max_tokens):
        super().__init__()
        self.n_heads = min(n_heads, latent_dim)
        self.head_width = max(1, hidden_size // self.n_heads)
        self.max_tokens = max_tokens
        self.query_key = nn.Linear(hidden_size, 2 * self.n_heads * self.head_width)
        self.mean = nn.Linear(hidden_size, latent_dim)
        self.log_var = nn.Linear(hidden_size, latent_dim)
        # starts at the own token: from a flat start the heads average the window and collapse more easily
        self.position_bias = nn.Parameter(torch.zeros(self.n_heads, 2 * max_tokens - 1))
        with torch.no_grad():
            self.position_bias[:, max_tokens - 1] = 4.0
        self.register_buffer("head_of", torch.arange(latent_dim) * self.n_heads // latent_dim)  # (D,)

    def forward(self, tokens):
        """Posterior of every token.

        Parameters
        ----------
        tokens : tensor of shape (B, L, H)

        Returns
        -------
        mean, log_var : tensors of shape (B, L, D)
        """
        n_tokens = tokens.shape[1]
        query, key = self.query_key(tokens).unflatten(-1, (2, self.n_heads, self.head_width)).unbind(2)  # (B, L, N, K)
        score = torch.einsum("bink,bjnk->bnij", query, key) / self.head_width**0.5  # (B, N, L, L)
        step = torch.arange(n_tokens)
        offset = step[None, :] - step[:, None] + self.max_tokens - 1  # (L, L)
        attention = (score + self.position_bias[:, offset]).softmax(dim=-1)  # (B, N, L, L)
        attention = attention[:, self.head_of]  # (B, D, L, L): the head that carries each dimension
        mean = torch.einsum("bdij,bjd->bid", attention, self.mean(tokens))  # (B, L, D)
        log_var = torch.einsum("bdij,bjd->bid", attention, self.log_var(tokens))  # (B, L, D)
        return mean, log_var.clamp(-10.0, 4.0)

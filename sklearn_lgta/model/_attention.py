"""Multi-head attention: weights of the tokens, and context vectors.

Axes: B windows of a batch, L tokens of a window, H hidden size, N heads, K width of a head.
"""

import torch
from torch import nn

_SAME_TOKEN = 4.0  # logit by which a token starts to attend to itself


class AttentionWeights(nn.Module):
    """Attention weights that sum to one: scaled dot products with a bias by relative position.

    Parameters
    ----------
    hidden_size : int
        H.
    n_heads : int
        N. Heads are `hidden_size // n_heads` wide, K.
    max_tokens : int
        Tokens of the longest window.
    """

    def __init__(self, hidden_size: int, n_heads: int, max_tokens: int):
        super().__init__()
        self.n_heads = n_heads
        self.head_width = max(1, hidden_size // n_heads)
        self.max_tokens = max_tokens
        self.query_key = nn.Linear(hidden_size, 2 * n_heads * self.head_width)
        # a token attends to itself at first: from a flat start the heads average the window and collapse more easily
        self.position_bias = nn.Parameter(torch.zeros(n_heads, 2 * max_tokens - 1))
        with torch.no_grad():
            self.position_bias[:, max_tokens - 1] = _SAME_TOKEN

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """Weights of every head: (B, L, H) -> (B, N, L, L)."""
        query, key = self.query_key(tokens).unflatten(-1, (2, self.n_heads, self.head_width)).unbind(2)  # (B, L, N, K)
        score = torch.einsum("bink,bjnk->bnij", query, key) / self.head_width**0.5  # (B, N, L, L)
        step = torch.arange(tokens.shape[1])
        offset = step[None, :] - step[:, None] + self.max_tokens - 1  # (L, L)
        return (score + self.position_bias[:, offset]).softmax(dim=-1)


class Contexts(nn.Module):
    """Context vectors: the weighted mean of the values of every head.

    Parameters
    ----------
    hidden_size, n_heads, max_tokens : int
        As in `AttentionWeights`.
    """

    def __init__(self, hidden_size: int, n_heads: int, max_tokens: int):
        super().__init__()
        self.weights = AttentionWeights(hidden_size, n_heads, max_tokens)
        self.width = n_heads * self.weights.head_width  # of all heads
        self.value = nn.Linear(hidden_size, self.width)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """Context vectors of all heads, one beside the other: (B, L, H) -> (B, L, N * K)."""
        value = self.value(tokens).unflatten(-1, (self.weights.n_heads, -1))  # (B, L, N, K)
        return torch.einsum("bnij,bjnk->bink", self.weights(tokens), value).flatten(2)

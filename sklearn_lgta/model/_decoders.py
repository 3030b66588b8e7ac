"""Decoders, from codes to patches: the two kinds of `CVAE(decoder=...)`.

Each is built from the same five numbers and called with codes of one size and the conditions. A new one is a class
here, named in `DECODERS`.

Axes: B windows of a batch, L tokens (patches) of a window, P steps of a patch, C channels, Q
conditions, H hidden size, D latent dimensions.
"""

import torch
from torch import nn


class LSTMDecoder(nn.Module):
    """BiLSTM over the codes of a window, and a linear layer from its states to whole patches.

    Parameters
    ----------
    latent_dim, hidden_size, patch_length, n_channels, n_conditions : int
        D, H, P, C and Q.
    """

    def __init__(self, latent_dim: int, hidden_size: int, patch_length: int, n_channels: int, n_conditions: int):
        super().__init__()
        self.expand = nn.Linear(latent_dim + patch_length * n_conditions, hidden_size)
        self.lstm = nn.LSTM(hidden_size, hidden_size // 2, batch_first=True, bidirectional=True)
        self.head = nn.Linear(hidden_size, patch_length * n_channels)

    def forward(self, latent: torch.Tensor, conditions: torch.Tensor) -> torch.Tensor:
        """Patches of codes: (B, L, D), (B, L, P * Q) -> (B, L, P * C)."""
        tokens = self.expand(torch.cat([latent, conditions], dim=-1))  # (B, L, D + P * Q) -> (B, L, H)
        hidden, _ = self.lstm(tokens)  # (B, L, H) -> (B, L, 2 * H // 2)
        return self.head(hidden)


class RepeatDenseDecoder(nn.Module):
    """Dense layers that see one code and one position in its patch, the same for all steps.

    There is no recurrence: a patch depends on other patches only through what the encoder put into its code.

    Parameters
    ----------
    latent_dim, hidden_size, patch_length, n_channels, n_conditions : int
        D, H, P, C and Q.

    References
    ----------
    .. [1] L. Roque et al., "L-GTA: Latent Generative Modeling for Time Series Augmentation",
       arXiv:2507.23615, 2025, section 5.1 (repeat vector and dense layers).
    """

    position: torch.Tensor

    def __init__(self, latent_dim: int, hidden_size: int, patch_length: int, n_channels: int, n_conditions: int):
        super().__init__()
        self.n_conditions = n_conditions
        self.register_buffer("position", torch.eye(patch_length))  # (P, P): one-hot step of the patch
        self.dense = nn.Sequential(
            nn.Linear(latent_dim + patch_length + n_conditions, hidden_size),
            nn.ReLU(),
            nn.Linear(hidden_size, hidden_size),
            nn.ReLU(),
            nn.Linear(hidden_size, n_channels),
        )

    def forward(self, latent: torch.Tensor, conditions: torch.Tensor) -> torch.Tensor:
        """Patches of codes: (B, L, D), (B, L, P * Q) -> (B, L, P * C)."""
        n_steps = len(self.position)
        repeated = latent.unsqueeze(2).expand(-1, -1, n_steps, -1)  # (B, L, P, D)
        position = self.position.expand(*latent.shape[:2], -1, -1)  # (B, L, P, P)
        of_step = conditions.unflatten(-1, (n_steps, self.n_conditions))  # (B, L, P, Q)
        return self.dense(torch.cat([repeated, position, of_step], dim=-1)).flatten(2)  # (B, L, P, C) -> (B, L, P * C)


DECODERS: dict[str, type[nn.Module]] = {"lstm": LSTMDecoder, "repeat_dense": RepeatDenseDecoder}

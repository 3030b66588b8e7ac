"""From codes to patches: the two kinds of `CVAE(decoder=...)`.

Each is built from the same five numbers and called with codes of one size and the conditions.

Axes: B windows of a batch, L tokens (patches) of a window, P steps of a patch, C channels, Q
conditions, H hidden size, D latent dimensions.
"""

import torch
from torch import nn


class LSTMDecoder(nn.Module):
    """BiLSTM over the codes of a window; its states are turned into whole patches.

    Parameters
    ----------
    latent_dim, hidden_size, patch_length, n_channels, n_conditions : int
        D, H, P, C and Q.
    """

    def __init__(self, latent_dim, hidden_size, patch_length, n_channels, n_conditions):
        super().__init__()
        self.expand = nn.Linear(latent_dim + patch_length * n_conditions, hidden_size)
        self.lstm = nn.LSTM(hidden_size, hidden_size // 2, batch_first=True, bidirectional=True)
        self.head = nn.Linear(hidden_size, patch_length * n_channels)

    def forward(self, latent, conditions):
        """Patches of codes: (B, L, D), (B, L, P * Q) -> (B, L, P * C)."""
        tokens = self.expand(torch.cat([latent, conditions], dim=-1))  # (B, L, D + P * Q) -> (B, L, H)
        hidden, _ = self.lstm(tokens)  # (B, L, H) -> (B, L, 2 * H // 2)
        return self.head(hidden)


class RepeatDenseDecoder(nn.Module):
    """Dense layers that see one code and one place in its patch, the same for all steps.

    Without recurrence a patch knows of no other but through what the encoder put into its code.

    Parameters
    ----------
    latent_dim, hidden_size, patch_length, n_channels, n_conditions : int
        D, H, P, C and Q.

    References
    ----------
    .. [1] L. Roque et al., "L-GTA: Latent Generative Modeling for Time Series Augmentation",
       arXiv:2507.23615, 2025, section 5.1 (repeat vector and dense layers).
    """

    def __init__(self, latent_dim, hidden_size, patch_length, n_channels, n_conditions):
        super().__init__()
        self.n_conditions = n_conditions
        self.register_buffer("place", torch.eye(patch_length))  # (P, P): which step it is
        self.dense = nn.Sequential(
            nn.Linear(latent_dim + patch_length + n_conditions, hidden_size),
            nn.ReLU(),
            nn.Linear(hidden_size, hidden_size),
            nn.ReLU(),
            nn.Linear(hidden_size, n_channels),
        )

    def forward(self, latent, conditions):
        """Patches of codes: (B, L, D), (B, L, P * Q) -> (B, L, P * C)."""
        n_steps = len(self.place)
        repeated = latent.unsqueeze(2).expand(-1, -1, n_steps, -1)  # (B, L, P, D)
        place = self.place.expand(*latent.shape[:2], -1, -1)  # (B, L, P, P)
        own = conditions.unflatten(-1, (n_steps, self.n_conditions))  # (B, L, P, Q)
        return self.dense(torch.cat([repeated, place, own], dim=-1)).flatten(2)  # (B, L, P, C) -> (B, L, P * C)


DECODERS = {"lstm": LSTMDecoder, "repeat_dense": RepeatDenseDecoder}

"""From codes to patches: the two kinds of `CVAE(decoder=...)`.

Each is built from the same four numbers and called with codes of one size.

Axes: B windows of a batch, L tokens (patches) of a window, P steps of a patch, C channels, H hidden
size, D latent dimensions.
"""

import torch
from torch import nn


class LSTMDecoder(nn.Module):
    """BiLSTM over the codes of a window; its states are turned into whole patches.

    Parameters
    ----------
    latent_dim, hidden_size, patch_length, n_channels : int
        D, H, P and C.
    """

    def __init__(self, latent_dim, hidden_size, patch_length, n_channels):
        super().__init__()
        self.expand = nn.Linear(latent_dim, hidden_size)
        self.lstm = nn.LSTM(hidden_size, hidden_size // 2, batch_first=True, bidirectional=True)
        self.head = nn.Linear(hidden_size, patch_length * n_channels)

    def forward(self, latent):
        """Patches of codes: (B, L, D) -> (B, L, P * C)."""
        hidden, _ = self.lstm(self.expand(latent))  # (B, L, D) -> (B, L, H) -> (B, L, 2 * H // 2)
        return self.head(hidden)


class RepeatDenseDecoder(nn.Module):
    """Dense layers that see one code and one place in its patch, the same for all steps.

    Without recurrence a patch knows of no other but through what the encoder put into its code.

    Parameters
    ----------
    latent_dim, hidden_size, patch_length, n_channels : int
        D, H, P and C.

    References
    ----------
    .. [1] L. Roque et al., "L-GTA: Latent Generative Modeling for Time Series Augmentation",
       arXiv:2507.23615, 2025, section 5.1 (repeat vector and dense layers).
    """

    def __init__(self, latent_dim, hidden_size, patch_length, n_channels):
        super().__init__()
        self.register_buffer("place", torch.eye(patch_length))  # (P, P): which step it is
        self.dense = nn.Sequential(
            nn.Linear(latent_dim + patch_length, hidden_size),
            nn.ReLU(),
            nn.Linear(hidden_size, hidden_size),
            nn.ReLU(),
            nn.Linear(hidden_size, n_channels),
        )

    def forward(self, latent):
        """Patches of codes: (B, L, D) -> (B, L, P * C)."""
        n_steps = len(self.place)
        repeated = latent.unsqueeze(2).expand(-1, -1, n_steps, -1)  # (B, L, P, D)
        place = self.place.expand(*latent.shape[:2], -1, -1)  # (B, L, P, P)
        return self.dense(torch.cat([repeated, place], dim=-1)).flatten(2)  # (B, L, P, C) -> (B, L, P * C)


DECODERS = {"lstm": LSTMDecoder, "repeat_dense": RepeatDenseDecoder}

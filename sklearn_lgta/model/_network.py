"""The network of L-GTA: patches -> BiLSTM -> posterior -> code -> decoder -> patches.

Axes: B windows of a batch, L tokens (patches) of a window, P steps of a patch, C channels, Q
conditions, H hidden size, D latent dimensions.
"""

from typing import Any, Self

import torch
from numpy.typing import NDArray
from torch import nn

from ._decoders import DECODERS
from ._posteriors import POSTERIORS, Posterior, draw
from ._sizes import Sizes

_SMALLEST_POWER = 0.05  # below this mean square the shape of a code counts as noise


class Network(nn.Module):
    """Encoder and decoder.

    Parameters
    ----------
    sizes : Sizes
        P, the largest L, and D.
    n_channels, n_conditions : int
        C and Q.
    hidden_size : int
        H, an even number.
    n_heads : int
    attention : str
        Key of `POSTERIORS`.
    decoder : str
        Key of `DECODERS`.
    with_gaps : bool, default=False
        Whether the encoder gets a mask of missing values.

    Attributes
    ----------
    arguments : dict
        Arguments of the constructor.
    """

    def __init__(
        self,
        sizes: Sizes,
        n_channels: int,
        n_conditions: int,
        *,
        hidden_size: int,
        n_heads: int,
        attention: str,
        decoder: str,
        with_gaps: bool = False,
    ):
        super().__init__()
        self.arguments = {
            "sizes": sizes,
            "n_channels": n_channels,
            "n_conditions": n_conditions,
            "hidden_size": hidden_size,
            "n_heads": n_heads,
            "attention": attention,
            "decoder": decoder,
            "with_gaps": with_gaps,
        }
        n_values = sizes.patch_length * n_channels
        self.with_gaps = with_gaps
        self.embed = nn.Linear((1 + with_gaps) * n_values + sizes.patch_length * n_conditions, hidden_size)
        self.encoder = nn.LSTM(hidden_size, hidden_size // 2, batch_first=True, bidirectional=True)
        self.posterior = POSTERIORS[attention](hidden_size, sizes.latent_dim, n_heads, sizes.window_tokens)
        self.decoder = DECODERS[decoder](sizes.latent_dim, hidden_size, sizes.patch_length, n_channels, n_conditions)
        self.skip = nn.Linear(sizes.latent_dim, n_values, bias=False)

    @classmethod
    def of_weights(cls, arguments: dict[str, Any], weights: dict[str, NDArray]) -> Self:
        """Return a trained network.

        Parameters
        ----------
        arguments : dict
            As in `arguments`.
        weights : dict of str to ndarray
            As in `state_dict`.

        Returns
        -------
        network : Network

        Raises
        ------
        RuntimeError
            If the weights do not fit the arguments.
        """
        with torch.device("meta"):  # takes no memory, whatever sizes the arguments ask for
            network = cls(**arguments)
        # cloned, as results depend on how torch aligns its memory
        tensors = {name: torch.from_numpy(array).clone() for name, array in weights.items()}
        network.load_state_dict(tensors, assign=True)
        return network.eval()

    def encode(self, windows: torch.Tensor, conditions: torch.Tensor) -> Posterior:
        """Posterior of every token: (B, L, P * C), (B, L, P * Q) -> Posterior of (B, L, D); NaN is missing."""
        inputs = [windows.nan_to_num(), conditions]  # series have mean 0
        if self.with_gaps:
            inputs.append(windows.isnan().to(windows.dtype))
        tokens = self.embed(torch.cat(inputs, dim=-1))  # (B, L, P * (C + Q)), with P * C more for gaps -> (B, L, H)
        hidden, _ = self.encoder(tokens)  # (B, L, H) -> (B, L, 2 * H // 2)
        return self.posterior(hidden + tokens)

    def decode(self, latent: torch.Tensor, conditions: torch.Tensor) -> torch.Tensor:
        """Windows of codes: (B, L, D), (B, L, P * Q) -> (B, L, P * C)."""
        # A code twice as large decodes to a series twice as large: the decoder sees the shape of the code, and its
        # size multiplies the output. An LSTM alone saturates, and a scaled code then decodes to another shape.
        size = (latent.square().mean(dim=(1, 2), keepdim=True) + _SMALLEST_POWER).sqrt()  # (B, 1, 1)
        return size * self.decoder(latent / size, conditions) + self.skip(latent)  # (B, L, P * C)

    def forward(self, windows: torch.Tensor, conditions: torch.Tensor) -> tuple[torch.Tensor, Posterior]:
        """Reconstruction at a drawn code, and the posterior of that code."""
        if self.with_gaps:  # hide what is missing in another window, so that the network trains to fill gaps
            hidden = windows.isnan()[torch.randperm(len(windows))]
            windows = windows.masked_fill(hidden, torch.nan)
        posterior = self.encode(windows, conditions)
        latent = draw(posterior.mean, posterior.log_var)  # (B, L, D)
        return self.decode(latent, conditions), posterior

"""The network of L-GTA: patches -> BiLSTM -> posterior -> code -> decoder -> patches.

Axes: B windows of a batch, L tokens (patches) of a window, P steps of a patch, C channels, Q
conditions, H hidden size, D latent dimensions.
"""

from numbers import Integral, Real
from typing import ClassVar

import numpy as np
import torch
from sklearn.utils._param_validation import Interval, StrOptions
from torch import nn

from .._random import torch_state
from ._decoders import DECODERS
from ._posteriors import POSTERIORS, draw
from ._sizes import PatchModel
from ._training import train_network

_BATCH = 256  # windows of an inference batch, always full: float32 results depend on its size
_SMALLEST_POWER = 0.05  # of a code whose shape is still told from noise


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
        Whether the encoder is told which values are missing.

    Attributes
    ----------
    arguments : dict
        What it was built from.
    """

    def __init__(self, sizes, n_channels, n_conditions, *, hidden_size, n_heads, attention, decoder, with_gaps=False):
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
    def of_weights(cls, arguments, weights):
        """A trained network.

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
            If the weights are not those of such a network.
        """
        with torch.device("meta"):  # takes no memory, whatever sizes the arguments ask for
            network = cls(**arguments)
        # cloned, as results depend on how torch aligns its memory
        tensors = {name: torch.from_numpy(array).clone() for name, array in weights.items()}
        network.load_state_dict(tensors, assign=True)
        return network.eval()

    def encode(self, windows, conditions):
        """Posterior of every token: (B, L, P * C), (B, L, P * Q) -> Posterior of (B, L, D); NaN is missing."""
        seen = [windows.nan_to_num(), conditions]  # series have mean 0
        if self.with_gaps:
            seen.append(windows.isnan().to(windows.dtype))
        tokens = self.embed(torch.cat(seen, dim=-1))  # (B, L, P * (C + Q)), with P * C more for gaps -> (B, L, H)
        hidden, _ = self.encoder(tokens)  # (B, L, H) -> (B, L, 2 * H // 2)
        return self.posterior(hidden + tokens)

    def decode(self, latent, conditions):
        """Windows of codes: (B, L, D), (B, L, P * Q) -> (B, L, P * C)."""
        # A code twice as large decodes to a series twice as large: the decoder sees the shape of the code, and its
        # size multiplies the output. An LSTM alone saturates, and a scaled code then decodes to another shape.
        size = (latent.square().mean(dim=(1, 2), keepdim=True) + _SMALLEST_POWER).sqrt()  # (B, 1, 1)
        return size * self.decoder(latent / size, conditions) + self.skip(latent)  # (B, L, P * C)

    def forward(self, windows, conditions):
        """Reconstruction at a drawn code, and the posterior it was drawn from."""
        if self.with_gaps:  # what another window misses is hidden, so that there is something to fill gaps by
            hidden = windows.isnan()[torch.randperm(len(windows))]
            windows = windows.masked_fill(hidden, torch.nan)
        posterior = self.encode(windows, conditions)
        latent = draw(posterior.mean, posterior.log_var)  # (B, L, D)
        return self.decode(latent, conditions), posterior


class CVAE(PatchModel):
    """Variational autoencoder over patches, with variational multi-head attention as its posterior.

    It holds the architecture and training parameters of :class:`LGTAAugmenter`, which calls it; use
    it as ``LGTAAugmenter(model=CVAE(patch_length=6, latent_dim=4))``. The attention follows [1]_.

    Parameters
    ----------
    window_length : int or "auto", default="auto"
        Time points that the network sees at once, a multiple of `patch_length`. "auto" is eight
        patches, fewer for short series.
    patch_length : int or "auto", default="auto"
        Time points of a token. 1 gives one code a step, `window_length` one code a window. "auto" is
        a divisor of the season near 6, less for short series.
    latent_dim : int or "auto", default="auto"
        Numbers in the code of a token. "auto" is half the values of a patch, at most 32. As many
        numbers as values or more are no bottleneck, and a reason to warn.
    hidden_size : int, default=64
        Width of embedding and recurrent layers, an even number.
    n_heads : int, default=4
        Attention heads; at most `latent_dim` of them where they carry the code ("variational"), none
        where there is no attention.
    attention : {"variational", "standard", "none", "two_stage"}, default="variational"
        How the posterior of a token comes from the tokens of the encoder. "variational": the context
        vector of every head is the normal distribution of its share of the code. "standard": ordinary
        attention with a path round it, then a linear layer. "none": a linear layer on the token alone.
        "two_stage": context vectors are drawn, with a divergence of their own, and the posterior is
        computed from the draws [2]_.
    decoder : {"lstm", "repeat_dense"}, default="lstm"
        "lstm" reads the codes of a window in both directions. "repeat_dense" repeats every code over
        the steps of its patch and sees it with the place of the step, through dense layers (section
        5.1 of the paper).
    kl_weight : float, default=0.3
        Weight of the divergence to the prior once it is annealed. 1 is the plain ELBO, 0 an
        autoencoder.
    max_steps : int, default=300
        Training steps at most. Fewer where there are few distinct windows, and where the held-out
        loss no longer falls.
    batch_size : int, default=64
        Windows of a training step.
    learning_rate : float, default=0.01
        Peak step size of Adam, reached after a tenth of the steps and then lowered as a cosine.

    Attributes
    ----------
    network_ : Network
        The trained torch module.
    sizes_ : Sizes
        Resolved patch, window and latent sizes.
    history_ : dict of lists
        Training and held-out losses by step.
    interrupted_ : bool
        Whether the user interrupted the training, which kept what was learnt until then.
    n_parameters_ : int
        Trainable weights; does not grow with the number of series.

    See Also
    --------
    PCACodec : Linear stand-in without a network.

    References
    ----------
    .. [1] L. Roque et al., "L-GTA: Latent Generative Modeling for Time Series Augmentation",
       arXiv:2507.23615, 2025.
    .. [2] H. Bahuleyan et al., "Variational Attention for Sequence-to-Sequence Models", COLING 2018.

    Examples
    --------
    >>> from sklearn_lgta import CVAE
    >>> CVAE(patch_length=6, latent_dim=4)
    CVAE(latent_dim=4, patch_length=6)
    """

    uses_conditions = True
    takes_gaps = True
    _parameter_constraints: ClassVar[dict] = {
        **PatchModel._parameter_constraints,
        "hidden_size": [Interval(Integral, 2, None, closed="left")],
        "n_heads": [Interval(Integral, 1, None, closed="left")],
        "attention": [StrOptions(set(POSTERIORS))],
        "decoder": [StrOptions(set(DECODERS))],
        "kl_weight": [Interval(Real, 0, None, closed="left")],
        "max_steps": [Interval(Integral, 1, None, closed="left")],
        "batch_size": [Interval(Integral, 1, None, closed="left")],
        "learning_rate": [Interval(Real, 0, None, closed="neither")],
    }

    def __init__(
        self,
        window_length="auto",
        patch_length="auto",
        latent_dim="auto",
        hidden_size=64,
        n_heads=4,
        attention="variational",
        decoder="lstm",
        kl_weight=0.3,
        max_steps=300,
        batch_size=64,
        learning_rate=0.01,
    ):
        self.window_length = window_length
        self.patch_length = patch_length
        self.latent_dim = latent_dim
        self.hidden_size = hidden_size
        self.n_heads = n_heads
        self.attention = attention
        self.decoder = decoder
        self.kl_weight = kl_weight
        self.max_steps = max_steps
        self.batch_size = batch_size
        self.learning_rate = learning_rate

    def _check(self, sizes, n_channels):
        if self.hidden_size % 2:
            raise ValueError(f"hidden_size={self.hidden_size} must be even: half of it reads in each direction.")

    def fit(self, train, held_out, *, seed, verbose=0, monitor=None):
        """Train on random windows of a panel; `resolve` comes first.

        Parameters
        ----------
        train, held_out : pairs of ndarrays
            Normalised series of whole patches (n_series, n_timepoints, n_channels), to learn from and to
            stop by, each with its conditions (n_series, n_timepoints, n_conditions). NaN is missing.
        seed : int
        verbose : int, default=0
            1 shows a progress bar.
        monitor : object or None, default=None
            Its ``begin(n_steps, history)`` is called first, ``step()`` after every training step, where True
            ends the training, and ``end()`` at last.

        Returns
        -------
        self : CVAE
        """
        with torch_state(seed):
            network = Network(
                self.sizes_,
                n_channels=train[0].shape[2],
                n_conditions=train[1].shape[2],
                hidden_size=self.hidden_size,
                n_heads=self.n_heads,
                attention=self.attention,
                decoder=self.decoder,
                with_gaps=bool(np.isnan(train[0]).any()),
            )
            rng = np.random.default_rng(seed)
            self.history_, self.interrupted_ = train_network(
                network, train, held_out, self.sizes_, settings=self, rng=rng, verbose=verbose, monitor=monitor
            )
        self.network_ = network.eval()
        self.n_parameters_ = sum(weight.numel() for weight in network.parameters())
        return self

    def encode(self, windows, conditions):
        """Posterior of every token.

        Parameters
        ----------
        windows : ndarray of shape (n_windows, n_tokens, patch_length * n_channels)
            NaN where values are missing.
        conditions : ndarray of shape (n_windows, n_tokens, patch_length * n_conditions)

        Returns
        -------
        mean, log_var : ndarrays of shape (n_windows, n_tokens, latent_dim)
        """
        return self._in_batches(lambda *batch: self.network_.encode(*batch)[:2], windows, conditions)

    def decode(self, latent, conditions):
        """Windows of codes.

        Parameters
        ----------
        latent : ndarray of shape (n_windows, n_tokens, latent_dim)
        conditions : ndarray of shape (n_windows, n_tokens, patch_length * n_conditions)

        Returns
        -------
        windows : ndarray of shape (n_windows, n_tokens, patch_length * n_channels)
        """
        return self._in_batches(lambda *batch: (self.network_.decode(*batch),), latent, conditions)[0]

    def _in_batches(self, function, *arrays):
        """Apply to batches of one fixed size, the last one filled up, so that results are bitwise the same."""
        n_rows = len(arrays[0])
        padded = [np.zeros((-(-n_rows // _BATCH) * _BATCH, *array.shape[1:]), dtype=np.float32) for array in arrays]
        for filled, array in zip(padded, arrays, strict=True):
            filled[:n_rows] = array
        batches = zip(*(torch.from_numpy(filled).split(_BATCH) for filled in padded), strict=True)
        with torch_state(), torch.inference_mode():
            parts = [function(*batch) for batch in batches]
        return tuple(np.concatenate([part.numpy() for part in output])[:n_rows] for output in zip(*parts, strict=True))

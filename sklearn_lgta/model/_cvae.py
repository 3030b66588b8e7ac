"""The model of L-GTA: its parameters, and a network that is trained and applied in batches."""

import copy
from collections.abc import Callable
from functools import partial
from numbers import Integral, Real
from typing import ClassVar, Literal, Self

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.utils._param_validation import Interval, StrOptions

from .._reproducibility.settings import torch_settings
from ._device import Device, available_devices, is_out_of_memory, resolve_device
from ._network import DECODERS, POSTERIORS, Network, draw_weights
from ._patch_model import PatchModel
from ._protocol import Monitor, SeriesWithConditions
from ._sizes import Size, Sizes
from ._training import train_network

_BATCH = 256  # windows of an inference batch, at most
_LARGEST_CODE = 1e6  # whose network output is computed without scaling
_DEVICE_BATCH = 1024  # windows of an inference batch on a device, always: its kernels depend on their number
_GROUP = 32  # windows, whole groups of which are a batch: else float32 results depend on how many there are


class CVAE(PatchModel):
    """Variational autoencoder over patches, with variational multi-head attention as its posterior.

    It holds the architecture and training parameters of :class:`LGTAAugmenter`, which calls it; use
    it as ``LGTAAugmenter(model=CVAE(patch_length=6, latent_dim=4))``. The attention follows [1]_.

    Parameters
    ----------
    window_length : int or "auto", default="auto"
        Time points that the network reads at once, a multiple of `patch_length`. "auto" is eight
        patches, fewer for short series.
    patch_length : int or "auto", default="auto"
        Time points of a token. 1 gives one code a step, `window_length` one code a window. "auto" is
        a divisor of the season near 6, less for short series.
    latent_dim : int or "auto", default="auto"
        Numbers in the code of a token. "auto" is half the values of a patch, at most 32. As many
        numbers as values or more are no bottleneck, so `fit` warns.
    hidden_size : int, default=64
        Width of embedding and recurrent layers, an even number.
    n_heads : int, default=4
        Attention heads. With "variational" at most `latent_dim` of them are used, as they carry the code;
        with "none" there are none.
    attention : {"variational", "standard", "none", "two_stage"}, default="variational"
        Step from the tokens of the encoder to the posterior of a token. "variational": the context
        vector of every head is the normal distribution of its part of the code. "standard": ordinary
        attention with a residual connection, then a linear layer. "none": a linear layer on the token
        alone. "two_stage": context vectors are drawn, with their own divergence, and the posterior is
        computed from the draws [2]_.
    decoder : {"lstm", "repeat_dense"}, default="lstm"
        "lstm" reads the codes of a window in both directions. "repeat_dense" repeats every code over
        the steps of its patch, adds the position of the step and applies dense layers (section 5.1 of
        the paper).
    kl_weight : float, default=0.3
        Weight of the divergence to the prior after annealing. 1 is the plain ELBO, 0 an
        autoencoder.
    max_steps : int, default=300
        Largest number of training steps. There are fewer for small panels, and training stops when the
        held-out loss no longer falls.
    batch_size : int, default=64
        Windows of a training step.
    learning_rate : float, default=0.01
        Peak step size of Adam. It is reached after a tenth of the steps, then it falls as a cosine.
    device : {"cpu", "auto", "cuda", "mps"}, default="cpu"
        Where the network is trained and applied. "auto" is the fastest device that torch finds. "cpu" is the default
        because it gives everybody the same numbers: other devices round in another way.

    Attributes
    ----------
    device_ : {"cpu", "cuda", "mps"}
        The device of the training.
    network_ : Network
        The trained torch module.
    sizes_ : Sizes
        Resolved patch, window and latent sizes.
    history_ : dict of lists
        Training and held-out losses by step.
    interrupted_ : bool
        Whether the user interrupted the training. The best weights until then are kept.
    n_parameters_ : int
        Number of trainable weights. It does not grow with the number of series.

    See Also
    --------
    PCACodec : Linear codec without a network.

    Notes
    -----
    All random numbers are made on the host, so a copy has the same draws on every device. Trained on one device and
    applied on another, a network gives the same copies up to the rounding of float32. Trained on another device, it is
    another network: small differences grow in training.

    The trained weights are kept on the host. Where the device of the training is not there, as after `load` on
    another machine, the CPU encodes and decodes. Where the memory of a device does not suffice, batches are halved.

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
        "device": [StrOptions({"auto", "cpu", "cuda", "mps"})],
    }

    def __init__(
        self,
        window_length: Size = "auto",
        patch_length: Size = "auto",
        latent_dim: Size = "auto",
        hidden_size: int = 64,
        n_heads: int = 4,
        attention: Literal["variational", "standard", "none", "two_stage"] = "variational",
        decoder: Literal["lstm", "repeat_dense"] = "lstm",
        kl_weight: float = 0.3,
        max_steps: int = 300,
        batch_size: int = 64,
        learning_rate: float = 0.01,
        device: Device = "cpu",
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
        self.device = device

    def _check(self, sizes: Sizes, n_channels: int) -> None:
        if self.hidden_size % 2:
            raise ValueError(
                f"hidden_size={self.hidden_size} must be even, as half of it reads in each direction. "
                f"Use hidden_size={self.hidden_size + 1}."
            )
        self.device_ = resolve_device(self.device)

    def fit(
        self,
        train: SeriesWithConditions,
        held_out: SeriesWithConditions,
        *,
        seed: int,
        verbose: int = 0,
        monitor: Monitor | None = None,
    ) -> Self:
        """Train on random windows of a panel; `resolve` comes first.

        Parameters
        ----------
        train, held_out : pairs of ndarrays
            Normalised series of whole patches (n_series, n_timepoints, n_channels), for training and for
            early stopping, each with its conditions (n_series, n_timepoints, n_conditions). NaN is missing.
        seed : int
        verbose : int, default=0
            1 shows a progress bar.
        monitor : object or None, default=None
            Its ``start(n_steps, history)`` is called first, ``step()`` after every training step, and
            ``end()`` at last. If ``step()`` returns True, the training ends.

        Returns
        -------
        self : CVAE
        """
        generator = torch.Generator(device="cpu").manual_seed(seed)
        with torch_settings(self.device_, gradients=True):
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
            draw_weights(network, generator)
            self.history_, self.interrupted_ = train_network(
                network.to(self.device_),
                train,
                held_out,
                self.sizes_,
                settings=self,
                rng=np.random.default_rng(seed),
                generator=generator,
                verbose=verbose,
                monitor=monitor,
            )
        self.network_ = network.cpu().eval()
        self.n_parameters_ = sum(weight.numel() for weight in network.parameters())
        return self

    def encode(self, windows: NDArray, conditions: NDArray) -> tuple[NDArray, NDArray]:
        """Return the posterior of every token.

        Parameters
        ----------
        windows : ndarray of shape (n_windows, n_tokens, patch_length * n_channels)
            NaN where values are missing.
        conditions : ndarray of shape (n_windows, n_tokens, patch_length * n_conditions)

        Returns
        -------
        mean, log_var : ndarrays of shape (n_windows, n_tokens, latent_dim)
        """
        mean, log_var = self._in_batches(lambda network, *batch: network.encode(*batch)[:2], windows, conditions)
        return mean, log_var

    def decode(self, latent: NDArray, conditions: NDArray) -> NDArray:
        """Return the windows of codes.

        Parameters
        ----------
        latent : ndarray of shape (n_windows, n_tokens, latent_dim)
        conditions : ndarray of shape (n_windows, n_tokens, patch_length * n_conditions)

        Returns
        -------
        windows : ndarray of shape (n_windows, n_tokens, patch_length * n_channels)
        """
        # A code twice as large decodes to a series twice as large: float32 cannot hold the squares of very large ones.
        largest = np.abs(latent).max(axis=(1, 2), keepdims=True, initial=0.0)
        unit = np.where(largest > _LARGEST_CODE, largest, 1.0)  # (n_windows, 1, 1)
        windows = self._in_batches(lambda network, *batch: (network.decode(*batch),), latent / unit, conditions)[0]
        return windows if (unit == 1).all() else windows * unit

    def _in_batches(self, function: Callable[..., tuple[torch.Tensor, ...]], *arrays: NDArray) -> tuple[NDArray, ...]:
        """Apply the network to batches of whole groups: results are bitwise the same in any batch."""
        device = getattr(self, "device_", "cpu")
        if device == "cpu" or device not in available_devices():
            return _in_groups(partial(function, self.network_), arrays, "cpu", batch_size=_BATCH, group=_GROUP)
        network, batch_size = copy.deepcopy(self.network_).to(device), _DEVICE_BATCH
        while True:
            try:
                return _in_groups(partial(function, network), arrays, device, batch_size=batch_size, group=batch_size)
            except RuntimeError as error:
                if batch_size == _GROUP or not is_out_of_memory(error):
                    raise
            batch_size //= 2


def _in_groups(
    function: Callable[..., tuple[torch.Tensor, ...]],
    arrays: tuple[NDArray, ...],
    device: str,
    *,
    batch_size: int,
    group: int,
) -> tuple[NDArray, ...]:
    """Apply a function to batches of whole groups, the last one filled up."""
    n_rows = len(arrays[0])
    padded = [np.zeros((-(-n_rows // group) * group, *array.shape[1:]), dtype=np.float32) for array in arrays]
    for filled, array in zip(padded, arrays, strict=True):
        filled[:n_rows] = array
    batches = zip(*(torch.from_numpy(filled).split(batch_size) for filled in padded), strict=True)
    with torch_settings(device):
        parts = [[part.cpu() for part in function(*(array.to(device) for array in batch))] for batch in batches]
    return tuple(np.concatenate([part.numpy() for part in output])[:n_rows] for output in zip(*parts, strict=True))

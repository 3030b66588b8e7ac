"""The network of L-GTA, top to bottom: patches -> BiLSTM -> attention -> posterior -> code -> decoder -> patches.

`POSTERIORS` and `DECODERS` name the variants of `CVAE(attention=..., decoder=...)`. A new variant is a class here, with
a name in one of them.

Axes: B windows of a batch, L tokens (patches) of a window, P steps of a patch, C channels, Q conditions, H hidden size,
N heads, K width of a head, D latent dimensions.
"""

from typing import Any, NamedTuple, Self

import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn.functional import linear, pad

from ._losses import kl_to_standard_normal
from ._sizes import Sizes

_SAME_TOKEN = 4.0  # logit by which a token starts to attend to itself
_LOG_VAR_RANGE = (-10.0, 4.0)  # can be exponentiated, and divided by
_GROUP = 4  # tokens, whose products take whole cache lines
_WIDE = 16  # outputs of a layer from which on rows are summed alike
_SMALLEST_POWER = 0.05  # below this mean square the shape of a code counts as noise


# ------------------------------------------------------------------------------------ layers
class Linear(nn.Linear):
    """Linear layer of float32 weights, which `draw_weights` or a file sets.

    The result for a row does not depend on its place in the batch.
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True):
        super().__init__(in_features, out_features, bias, dtype=torch.float32)

    def reset_parameters(self) -> None:
        """Draw nothing: torch would use its global generator."""

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """(..., in_features) -> (..., out_features)."""
        missing = _WIDE - self.out_features
        if missing <= 0:
            return super().forward(inputs)
        # kernels for few outputs add up in another order in some rows of a batch
        bias = None if self.bias is None else pad(self.bias, (0, missing))
        return linear(inputs, pad(self.weight, (0, 0, 0, missing)), bias)[..., : self.out_features]


class BiLSTM(nn.LSTM):
    """Bidirectional LSTM of float32 weights, which `draw_weights` or a file sets: (B, L, H) -> (B, L, 2 * H // 2)."""

    def __init__(self, hidden_size: int):
        super().__init__(hidden_size, hidden_size // 2, batch_first=True, bidirectional=True, dtype=torch.float32)

    def reset_parameters(self) -> None:
        """Draw nothing: torch would use its global generator."""


@torch.no_grad()
def draw_weights(network: nn.Module, generator: torch.Generator) -> None:
    """Draw the initial weights of all layers, from the distributions that torch uses.

    Parameters
    ----------
    network : Module
        Its other parameters stay as they are.
    generator : torch.Generator
    """
    for layer in network.modules():
        if isinstance(layer, (Linear, BiLSTM)):
            bound = (layer.in_features if isinstance(layer, Linear) else layer.hidden_size) ** -0.5
            for parameter in layer.parameters(recurse=False):
                parameter.uniform_(-bound, bound, generator=generator)


# ------------------------------------------------------------------------------------ attention
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
        self.query_key = Linear(hidden_size, 2 * n_heads * self.head_width)
        # a token attends to itself at first: from a flat start the heads average the window and collapse more easily
        self.position_bias = nn.Parameter(torch.zeros(n_heads, 2 * max_tokens - 1, dtype=torch.float32))
        with torch.no_grad():
            self.position_bias[:, max_tokens - 1] = _SAME_TOKEN

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """Weights of every head: (B, L, H) -> (B, N, L, L)."""
        n_tokens = tokens.shape[1]
        # whole groups of tokens, or the products of a window depend on where in the batch it is
        projected = pad(self.query_key(tokens), (0, 0, 0, -n_tokens % _GROUP))  # (B, L + rest, 2 * N * K)
        query, key = projected.unflatten(-1, (2, self.n_heads, self.head_width)).unbind(2)  # (B, L + rest, N, K)
        score = torch.einsum("bink,bjnk->bnij", query, key)[..., :n_tokens, :n_tokens]  # (B, N, L, L)
        score = score / self.head_width**0.5
        step = torch.arange(n_tokens, device=tokens.device)
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
        self.value = Linear(hidden_size, self.width)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """Context vectors of all heads, one beside the other: (B, L, H) -> (B, L, N * K)."""
        value = self.value(tokens).unflatten(-1, (self.weights.n_heads, -1))  # (B, L, N, K)
        return torch.einsum("bnij,bjnk->bink", self.weights(tokens), value).flatten(2)


# ------------------------------------------------------------------------------------ posteriors
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


def draw(mean: torch.Tensor, log_var: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """One draw, reparameterised: (..., D), (..., D) -> (..., D)."""
    noise = torch.randn(mean.shape, generator=generator, dtype=mean.dtype, device=generator.device)  # of the host
    return mean + torch.exp(0.5 * log_var) * noise.to(mean.device)


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
        self.mean = Linear(hidden_size, latent_dim)
        self.log_var = Linear(hidden_size, latent_dim)
        self.head_of: torch.Tensor
        self.register_buffer("head_of", torch.arange(latent_dim) * n_heads // latent_dim)  # (D,)

    def forward(self, tokens: torch.Tensor, generator: torch.Generator | None = None) -> Posterior:
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
        self.mean = Linear(hidden_size, latent_dim)
        self.log_var = Linear(hidden_size, latent_dim)

    def forward(self, tokens: torch.Tensor, generator: torch.Generator | None = None) -> Posterior:
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
        self.output = Linear(self.contexts.width, hidden_size)
        self.posterior = NoAttention(hidden_size, latent_dim)

    def forward(self, tokens: torch.Tensor, generator: torch.Generator | None = None) -> Posterior:
        """Posterior of every token: (B, L, H) -> Posterior."""
        attended = self.output(self.contexts(tokens))  # (B, L, H) -> (B, L, N * K) -> (B, L, H)
        return self.posterior(tokens + attended)


class TwoStageAttention(nn.Module):
    """Attention with drawn context vectors, and an ordinary posterior computed from the draws.

    The paper can also be read like this. With a generator context vectors are drawn, else they are their means.
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
        self.distribution = Linear(self.contexts.width, 2 * self.contexts.width)
        self.posterior = NoAttention(self.contexts.width, latent_dim)

    def forward(self, tokens: torch.Tensor, generator: torch.Generator | None = None) -> Posterior:
        """Posterior of every token: (B, L, H) -> Posterior."""
        mean, log_var = self.distribution(self.contexts(tokens)).chunk(2, dim=-1)  # 2 x (B, L, N * K)
        log_var = log_var.clamp(*_LOG_VAR_RANGE)
        contexts = mean if generator is None else draw(mean, log_var, generator)  # (B, L, N * K)
        return self.posterior(contexts)._replace(further_kl=kl_to_standard_normal(mean, log_var).sum())


POSTERIORS: dict[str, type[nn.Module]] = {
    "variational": VariationalAttention,
    "standard": StandardAttention,
    "none": NoAttention,
    "two_stage": TwoStageAttention,
}


# ------------------------------------------------------------------------------------ decoders
class LSTMDecoder(nn.Module):
    """BiLSTM over the codes of a window, and a linear layer from its states to whole patches.

    Parameters
    ----------
    latent_dim, hidden_size, patch_length, n_channels, n_conditions : int
        D, H, P, C and Q.
    """

    def __init__(self, latent_dim: int, hidden_size: int, patch_length: int, n_channels: int, n_conditions: int):
        super().__init__()
        self.expand = Linear(latent_dim + patch_length * n_conditions, hidden_size)
        self.lstm = BiLSTM(hidden_size)
        self.head = Linear(hidden_size, patch_length * n_channels)

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
        self.register_buffer(
            "position", torch.eye(patch_length, dtype=torch.float32)
        )  # (P, P): one-hot step of the patch
        self.dense = nn.Sequential(
            Linear(latent_dim + patch_length + n_conditions, hidden_size),
            nn.ReLU(),
            Linear(hidden_size, hidden_size),
            nn.ReLU(),
            Linear(hidden_size, n_channels),
        )

    def forward(self, latent: torch.Tensor, conditions: torch.Tensor) -> torch.Tensor:
        """Patches of codes: (B, L, D), (B, L, P * Q) -> (B, L, P * C)."""
        n_steps = len(self.position)
        repeated = latent.unsqueeze(2).expand(-1, -1, n_steps, -1)  # (B, L, P, D)
        position = self.position.expand(*latent.shape[:2], -1, -1)  # (B, L, P, P)
        of_step = conditions.unflatten(-1, (n_steps, self.n_conditions))  # (B, L, P, Q)
        return self.dense(torch.cat([repeated, position, of_step], dim=-1)).flatten(2)  # (B, L, P, C) -> (B, L, P * C)


DECODERS: dict[str, type[nn.Module]] = {"lstm": LSTMDecoder, "repeat_dense": RepeatDenseDecoder}


# ------------------------------------------------------------------------------------ network
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
        self.embed = Linear((1 + with_gaps) * n_values + sizes.patch_length * n_conditions, hidden_size)
        self.encoder = BiLSTM(hidden_size)
        self.posterior = POSTERIORS[attention](hidden_size, sizes.latent_dim, n_heads, sizes.window_tokens)
        self.decoder = DECODERS[decoder](sizes.latent_dim, hidden_size, sizes.patch_length, n_channels, n_conditions)
        self.skip = Linear(sizes.latent_dim, n_values, bias=False)

    def __reduce__(self) -> tuple:
        # as numpy's arrays: tensors that are unpickled in inference mode give other numbers, by other kernels
        weights = {name: tensor.detach().numpy() for name, tensor in self.state_dict().items()}
        return type(self).of_weights, (self.arguments, weights)

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
        with torch.inference_mode(False):
            with torch.device("meta"):  # takes no memory, whatever sizes the arguments ask for
                network = cls(**arguments)
            # cloned, as results depend on how torch aligns its memory
            tensors = {name: torch.from_numpy(array).clone() for name, array in weights.items()}
            network.load_state_dict(tensors, assign=True)
        return network.eval()

    def encode(
        self, windows: torch.Tensor, conditions: torch.Tensor, generator: torch.Generator | None = None
    ) -> Posterior:
        """Posterior of every token: (B, L, P * C), (B, L, P * Q) -> Posterior of (B, L, D); NaN is missing."""
        inputs = [windows.nan_to_num(), conditions]  # series have mean 0
        if self.with_gaps:
            inputs.append(windows.isnan().to(windows.dtype))
        tokens = self.embed(torch.cat(inputs, dim=-1))  # (B, L, P * (C + Q)), with P * C more for gaps -> (B, L, H)
        hidden, _ = self.encoder(tokens)  # (B, L, H) -> (B, L, 2 * H // 2)
        return self.posterior(hidden + tokens, generator)

    def decode(self, latent: torch.Tensor, conditions: torch.Tensor) -> torch.Tensor:
        """Windows of codes: (B, L, D), (B, L, P * Q) -> (B, L, P * C)."""
        # A code twice as large decodes to a series twice as large: the decoder sees the shape of the code, and its
        # size multiplies the output. An LSTM alone saturates, and a scaled code then decodes to another shape.
        size = (latent.square().mean(dim=(1, 2), keepdim=True) + _SMALLEST_POWER).sqrt()  # (B, 1, 1)
        return size * self.decoder(latent / size, conditions) + self.skip(latent)  # (B, L, P * C)

    def forward(
        self, windows: torch.Tensor, conditions: torch.Tensor, generator: torch.Generator
    ) -> tuple[torch.Tensor, Posterior]:
        """Reconstruction at a drawn code, and the posterior of that code."""
        if self.with_gaps:  # hide what is missing in another window, so that the network trains to fill gaps
            other = torch.randperm(len(windows), generator=generator, device=generator.device).to(windows.device)
            hidden = windows.isnan()[other]
            windows = windows.masked_fill(hidden, torch.nan)
        posterior = self.encode(windows, conditions, generator)
        latent = draw(posterior.mean, posterior.log_var, generator)  # (B, L, D)
        return self.decode(latent, conditions), posterior

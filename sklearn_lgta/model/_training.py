"""The training loop: random windows, annealed KL weight, early stopping, best weights kept."""

import copy
import math
import warnings
from functools import partial
from typing import Protocol

import numpy as np
import torch

from .._reproducibility.progress import progress_bar
from ._device import within_memory
from ._losses import reconstruction_nll
from ._network import Network, Posterior
from ._optimizer import Adam
from ._protocol import Monitor, SeriesWithConditions
from ._sizes import Sizes
from ._window_sampler import Batch, WindowSampler

_CHECK_EVERY = 20  # steps between evaluations on the held-out windows
_PATIENCE = 6  # evaluations without progress before training ends
_ANNEALED_BY = 0.3  # fraction of the steps over which the KL weight rises from 0
_WARMED_UP_BY = 0.1  # fraction of the steps over which the learning rate rises
_HELD_OUT_WINDOWS = 256
_VALUES_PER_STEP = 4  # a small panel is trained on in fewer steps: one for each 4 of its values
_GRADIENT_NORM = 1.0


class Settings(Protocol):
    """Parameters of a training, as `CVAE` holds them."""

    kl_weight: float
    max_steps: int
    batch_size: int
    learning_rate: float


def train_network(
    network: Network,
    train: SeriesWithConditions,
    held_out: SeriesWithConditions,
    sizes: Sizes,
    *,
    settings: Settings,
    rng: np.random.Generator,
    generator: torch.Generator,
    verbose: int = 0,
    monitor: Monitor | None = None,
) -> tuple[dict[str, list], bool]:
    """Fit the network; afterwards it has the best weights of the training.

    Parameters
    ----------
    network : Network
        On the device of the training.
    train, held_out : pairs of ndarrays
        Normalised series of whole patches (n_series, n_timepoints, n_channels), and their conditions
        (n_series, n_timepoints, n_conditions).
    sizes : Sizes
    settings : CVAE
        Holds `kl_weight`, `max_steps`, `batch_size` and `learning_rate`.
    rng : numpy.random.Generator
        Of the windows.
    generator : torch.Generator
        Of the draws of the network.
    verbose : int, default=0
        1 shows a progress bar.
    monitor : object or None, default=None
        Is called at the start, after every step and at the end; see `CVAE.fit`.

    Returns
    -------
    history : dict of lists
        One entry for each evaluation on the held-out windows: "step", "loss", "held_out_loss", "held_out_mse", "kl".
    interrupted : bool
        Whether the user interrupted it.
    """
    windows = WindowSampler(*train, sizes, rng)
    device, batch_size = next(network.parameters()).device, settings.batch_size
    held_out_windows = _on(device, WindowSampler(*held_out, sizes, rng).draw(_HELD_OUT_WINDOWS))
    n_steps = min(settings.max_steps, 20 + train[0].size // _VALUES_PER_STEP)
    optimizer = Adam(network.parameters())
    history: dict[str, list] = {"step": [], "loss": [], "held_out_loss": [], "held_out_mse": [], "kl": []}
    best = _Best(network)
    interrupted = False
    if monitor is not None:
        monitor.start(n_steps, history)
    with progress_bar("fit", n_steps, "step", verbose) as bar:
        try:
            for step in range(1, n_steps + 1):
                annealing = min(1.0, step / (_ANNEALED_BY * n_steps))
                batch, kl_weight = _on(device, windows.draw(batch_size)), annealing * settings.kl_weight
                learning_rate = settings.learning_rate * rate((step - 1) / n_steps)
                step_on = partial(train_step, network, optimizer, learning_rate, kl_weight, generator)
                loss, n_windows = within_memory(step_on, batch)
                if n_windows < len(batch[0]):
                    batch_size = n_windows
                    _warn_of_memory(device, settings.batch_size, batch_size)
                bar.update()
                stopped = monitor is not None and monitor.step()
                if step % _CHECK_EVERY and step != n_steps and not stopped:
                    continue
                (held_out_loss, mse, kl), n_windows = within_memory(
                    partial(evaluate, network, settings.kl_weight), held_out_windows
                )
                held_out_windows = held_out_windows[0][:n_windows], held_out_windows[1][:n_windows]
                for name, value in zip(history, (step, loss, held_out_loss, mse, kl), strict=True):
                    history[name].append(value)
                best.update(held_out_loss)
                if stopped or (annealing == 1.0 and best.age >= _PATIENCE):
                    break
        except KeyboardInterrupt:
            warnings.warn(
                f"Training was interrupted at step {step} of {n_steps}. The best weights until then are kept.",
                UserWarning,
                stacklevel=2,
            )
            interrupted = True
            if not history["step"]:
                best.keep()
        finally:
            if monitor is not None:
                monitor.end()
    network.load_state_dict(best.weights)
    return history, interrupted


class _Best:
    """The weights with the lowest held-out loss so far.

    Attributes
    ----------
    weights : dict of str to tensor
    age : int
        Evaluations since they were found.
    """

    def __init__(self, network: Network):
        self._network, self._loss = network, np.inf
        self.keep()

    def keep(self) -> None:
        """Keep the weights of now."""
        self.weights, self.age = copy.deepcopy(self._network.state_dict()), 0

    def update(self, loss: float) -> None:
        """Take note of an evaluation."""
        self.age += 1
        if loss < self._loss:
            self._loss = loss
            self.keep()


def rate(progress: float) -> float:
    """Learning rate over its peak: it rises in a straight line, then falls as a cosine."""
    return min(1.0, 0.05 + progress / _WARMED_UP_BY) * 0.5 * (1.0 + math.cos(math.pi * progress))


def _on(device: torch.device, batch: Batch) -> Batch:
    windows, conditions = batch
    return windows.to(device), conditions.to(device)


def _warn_of_memory(device: torch.device, asked: int, possible: int) -> None:
    warnings.warn(
        f"The memory of {device.type!r} does not hold a training step of batch_size={asked} windows. The training goes "
        f"on with {possible}. Use model=CVAE(batch_size={possible}) to turn this warning off.",
        UserWarning,
        stacklevel=3,
    )


def train_step(
    network: Network,
    optimizer: Adam,
    learning_rate: float,
    kl_weight: float,
    generator: torch.Generator,
    batch: Batch,
) -> float:
    """Do one step of gradient descent on the negative ELBO, and return its value."""
    network.train()
    windows, conditions = batch
    reconstruction, posterior = network(windows, conditions, generator)
    loss = negative_elbo(windows, reconstruction, posterior, kl_weight)
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), _GRADIENT_NORM * windows[0].numel() ** 0.5)
    optimizer.step(learning_rate)
    return float(loss.detach())


def negative_elbo(
    windows: torch.Tensor, reconstruction: torch.Tensor, posterior: Posterior, kl_weight: float
) -> torch.Tensor:
    """Negative log likelihood plus weighted divergence, nats per average window."""
    kl = posterior.kl() * windows.shape[1]  # per token -> per window
    return reconstruction_nll(reconstruction - windows) + kl_weight * kl


@torch.inference_mode()
def evaluate(network: Network, kl_weight: float, batch: Batch) -> tuple[float, float, float]:
    """Held-out loss, mean squared error and KL, decoded at the posterior mean."""
    network.eval()
    windows, conditions = batch
    posterior = network.encode(windows, conditions)
    reconstruction = network.decode(posterior.mean, conditions)
    loss = negative_elbo(windows, reconstruction, posterior, kl_weight)
    return float(loss), float((reconstruction - windows).square().nanmean()), float(posterior.kl())

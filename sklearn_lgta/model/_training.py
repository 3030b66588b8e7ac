"""The training loop: random windows, annealed KL weight, early stopping, best weights kept."""

import copy
import math
import warnings

import numpy as np
import torch
from tqdm.auto import tqdm

from ._losses import reconstruction_nll

_CHECK_EVERY = 20  # steps between looks at the held-out windows
_PATIENCE = 6  # looks without progress before training ends
_ANNEALED_BY = 0.3  # share of the steps over which the KL weight rises from 0
_WARMED_UP_BY = 0.1  # share of the steps over which the learning rate rises
_HELD_OUT_WINDOWS = 256
_VALUES_A_STEP = 4  # a small panel is learnt in fewer steps: one for each 4 of its values
_GRADIENT_NORM = 1.0


class WindowSampler:
    """Windows drawn at random from a panel, which is never cut as a whole.

    Parameters
    ----------
    panel : ndarray of shape (n_series, n_timepoints, n_channels)
        Any array that can be indexed, memory-mapped ones too. NaN is missing; after the last known time point
        of a series there are no windows.
    conditions : ndarray of shape (n_series, n_timepoints, n_conditions)
    sizes : Sizes
    rng : numpy.random.Generator
    """

    def __init__(self, panel, conditions, sizes, rng):
        self.panel, self.conditions, self.sizes, self.rng = panel, conditions, sizes, rng
        self.length = min(sizes.window_length, panel.shape[1] // sizes.patch_length * sizes.patch_length)
        known = ~np.isnan(panel).all(axis=2)
        ends = np.where(known.any(axis=1), panel.shape[1] - known[:, ::-1].argmax(axis=1), 0)
        n_starts = np.where(ends > 0, np.maximum(ends - self.length, 0) + 1, 0)
        self.after = np.cumsum(n_starts)  # number of the first window of the next series

    @property
    def n_windows(self):
        """Distinct windows."""
        return int(self.after[-1])

    def draw(self, n_windows):
        """Draw windows without replacement, all of them where there are no more.

        Parameters
        ----------
        n_windows : int

        Returns
        -------
        windows : tensor of shape (B, L, P * C)
        conditions : tensor of shape (B, L, P * Q)
        """
        n_windows = min(n_windows, self.n_windows)
        few = self.n_windows <= 4 * n_windows
        which = self.rng.permutation(self.n_windows) if few else self.rng.integers(self.n_windows, size=n_windows)
        which = which[:n_windows]
        rows = np.searchsorted(self.after, which, side="right")
        starts = which - np.append(0, self.after)[rows]
        at = rows[:, None], starts[:, None] + np.arange(self.length)
        return tuple(self._tokens(array[at]) for array in (self.panel, self.conditions))

    def _tokens(self, windows):
        """Patches of windows: (B, L * P, C) -> (B, L, P * C)."""
        n_windows, _, n_channels = windows.shape
        n_tokens, patch_length = self.length // self.sizes.patch_length, self.sizes.patch_length
        tensor = torch.from_numpy(np.ascontiguousarray(windows, dtype=np.float32))
        return tensor.reshape(n_windows, n_tokens, patch_length * n_channels)


def train_network(network, train, held_out, sizes, *, settings, rng, verbose=0, monitor=None):
    """Fit the network; its best weights are in it afterwards.

    Parameters
    ----------
    network : torch.nn.Module
        With `encode`, `decode` and `forward` of `Network`.
    train, held_out : pairs of ndarrays
        Normalised series of whole patches (n_series, n_timepoints, n_channels), and their conditions
        (n_series, n_timepoints, n_conditions).
    sizes : Sizes
    settings : CVAE
        Holds `kl_weight`, `max_steps`, `batch_size` and `learning_rate`.
    rng : numpy.random.Generator
    verbose : int, default=0
        1 shows a progress bar.
    monitor : object or None, default=None
        Is told of the number of steps and of each one, and may end the training: see `CVAE.fit`.

    Returns
    -------
    history : dict of lists
        One entry a look at the held-out windows: "step", "loss", "held_out_loss", "held_out_mse", "kl".
    interrupted : bool
        Whether the user interrupted it.
    """
    windows = WindowSampler(*train, sizes, rng)
    held_out = WindowSampler(*held_out, sizes, rng).draw(_HELD_OUT_WINDOWS)
    n_steps = min(settings.max_steps, 20 + train[0].size // _VALUES_A_STEP)
    optimizer = torch.optim.Adam(network.parameters(), lr=settings.learning_rate)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda done: rate(done / n_steps))
    history = {"step": [], "loss": [], "held_out_loss": [], "held_out_mse": [], "kl": []}
    best_loss, best_weights, best_at = np.inf, copy.deepcopy(network.state_dict()), 0
    interrupted = False
    if monitor is not None:
        monitor.start(n_steps, history)
    bar = tqdm(range(1, n_steps + 1), disable=not verbose, desc="fit", unit="step")
    try:
        for step in bar:
            annealing = min(1.0, step / (_ANNEALED_BY * n_steps))
            loss = train_step(network, windows.draw(settings.batch_size), optimizer, annealing * settings.kl_weight)
            schedule.step()
            stopped = monitor is not None and monitor.step()
            if step % _CHECK_EVERY and step != n_steps and not stopped:
                continue
            held_out_loss, mse, kl = look(network, held_out, settings.kl_weight)
            for name, value in zip(history, (step, loss, held_out_loss, mse, kl), strict=True):
                history[name].append(value)
            bar.set_postfix(held_out_mse=f"{mse:.3f}")
            if held_out_loss < best_loss:
                best_loss, best_weights, best_at = (
                    held_out_loss,
                    copy.deepcopy(network.state_dict()),
                    len(history["step"]),
                )
            elif annealing == 1.0 and len(history["step"]) - best_at >= _PATIENCE:
                break
            if stopped:
                break
    except KeyboardInterrupt:
        warnings.warn(
            f"Training was interrupted at step {step} of {n_steps}; what was learned until then is kept.",
            UserWarning,
            stacklevel=2,
        )
        interrupted = True
        if not history["step"]:
            best_weights = copy.deepcopy(network.state_dict())
    finally:
        bar.close()
        if monitor is not None:
            monitor.end()
    network.load_state_dict(best_weights)
    return history, interrupted


def rate(progress):
    """Learning rate over its peak: up in a straight line, down as a cosine."""
    return min(1.0, 0.05 + progress / _WARMED_UP_BY) * 0.5 * (1.0 + math.cos(math.pi * progress))


def train_step(network, batch, optimizer, kl_weight):
    """One step of gradient descent on the negative ELBO; returns its value."""
    network.train()
    windows, conditions = batch
    loss = negative_elbo(windows, *network(windows, conditions), kl_weight)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), _GRADIENT_NORM * windows[0].numel() ** 0.5)
    optimizer.step()
    return float(loss.detach())


def negative_elbo(windows, reconstruction, posterior, kl_weight):
    """Negative log likelihood plus weighted divergence, nats an average window."""
    kl = posterior.kl() * windows.shape[1]  # a token -> a window
    return reconstruction_nll(reconstruction - windows) + kl_weight * kl


@torch.inference_mode()
def look(network, batch, kl_weight):
    """Held-out loss, mean squared error and KL, decoded at the posterior mean."""
    network.eval()
    windows, conditions = batch
    posterior = network.encode(windows, conditions)
    reconstruction = network.decode(posterior.mean, conditions)
    loss = negative_elbo(windows, reconstruction, posterior, kl_weight)
    return float(loss), float((reconstruction - windows).square().nanmean()), float(posterior.kl())

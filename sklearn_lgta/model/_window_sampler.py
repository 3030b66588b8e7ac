"""Windows drawn at random from a panel."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from ._sizes import Sizes

Batch = tuple[torch.Tensor, torch.Tensor]  # windows (B, L, P * C) and conditions (B, L, P * Q)


class WindowSampler:
    """Windows drawn at random, without a copy of all of them in memory.

    Parameters
    ----------
    panel : ndarray of shape (n_series, n_timepoints, n_channels)
        Any array that can be indexed, memory maps too. NaN is missing. No window lies after the last observed time
        point of a series.
    conditions : ndarray of shape (n_series, n_timepoints, n_conditions)
    sizes : Sizes
    rng : numpy.random.Generator
    """

    def __init__(self, panel: NDArray, conditions: Any, sizes: Sizes, rng: np.random.Generator):
        self.panel, self.conditions, self.sizes, self.rng = panel, conditions, sizes, rng
        self.length = min(sizes.window_length, panel.shape[1] // sizes.patch_length * sizes.patch_length)
        observed = ~np.isnan(panel).all(axis=2)
        ends = np.where(observed.any(axis=1), panel.shape[1] - observed[:, ::-1].argmax(axis=1), 0)
        n_starts = np.where(ends > 0, np.maximum(ends - self.length, 0) + 1, 0)
        self.after = np.cumsum(n_starts)  # number of the first window of the next series

    @property
    def n_windows(self) -> int:
        """Distinct windows."""
        return int(self.after[-1])

    def draw(self, n_windows: int) -> Batch:
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
        return self._tokens(self.panel[at]), self._tokens(self.conditions[at])

    def _tokens(self, windows: NDArray) -> torch.Tensor:
        """Patches of windows: (B, L * P, C) -> (B, L, P * C)."""
        n_windows, _, n_channels = windows.shape
        n_tokens, patch_length = self.length // self.sizes.patch_length, self.sizes.patch_length
        tensor = torch.from_numpy(np.ascontiguousarray(windows, dtype=np.float32))
        return tensor.reshape(n_windows, n_tokens, patch_length * n_channels)

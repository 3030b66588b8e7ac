"""Patches of series: cut them into overlapping windows, and merge windows back.

Axes: n series, t time points, k tokens (patches) of a series, l tokens of a window, p steps of a patch, c channels.
`cut` and `merge` are inverses: `merge(cut(x)) == x`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True)
class PatchGrid:
    """Patches and windows of series of one length.

    Parameters
    ----------
    n_timepoints : int
        Length of the series.
    patch_length : int
        Steps of a patch. The last patch may be longer than the rest of the series: it is filled by reflection, and cut
        off again.
    window_tokens : int
        Patches of a window. A shorter series has one window with all its patches.
    """

    n_timepoints: int
    patch_length: int
    window_tokens: int

    @property
    def n_tokens(self) -> int:
        """Number of patches of a series."""
        return -(-self.n_timepoints // self.patch_length)

    @property
    def tokens_per_window(self) -> int:
        """Number of patches of a window, at most that of a series."""
        return min(self.window_tokens, self.n_tokens)

    @cached_property
    def starts(self) -> np.ndarray:
        """First patch of every window. Windows overlap by half."""
        last = self.n_tokens - self.tokens_per_window
        step = max(1, self.tokens_per_window // 2)
        return np.unique(np.append(np.arange(0, last + 1, step), last))

    def pad(self, values: np.ndarray) -> np.ndarray:
        """Fill the last patch by reflection.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)

        Returns
        -------
        padded : ndarray of shape (n, k * p, c)
        """
        n_missing = self.n_tokens * self.patch_length - values.shape[1]
        if not n_missing:
            return values
        n_timepoints = values.shape[1]
        beyond = np.arange(n_timepoints, n_timepoints + n_missing) % (2 * n_timepoints)
        # by hand, as numpy.pad takes longer than all the rest for few series
        padded = np.empty((len(values), n_timepoints + n_missing, values.shape[2]), dtype=values.dtype)
        padded[:, :n_timepoints] = values
        padded[:, n_timepoints:] = values[:, np.minimum(beyond, 2 * n_timepoints - 1 - beyond)]
        return padded

    def from_every_step(self, *arrays: np.ndarray) -> Iterator[list[np.ndarray]]:
        """Series shifted to start at each step of the first patch, filled by reflection at their end.

        Parameters
        ----------
        *arrays : ndarrays of shape (n, t, c)

        Yields
        ------
        shifted : list of ndarrays of shape (n, t, c)
            From the first step on, then from the second, and so on.
        """
        fill = ((0, 0), (0, self.patch_length), (0, 0))
        longer = [np.pad(array, fill, mode="symmetric") for array in arrays]
        for first in range(self.patch_length):
            yield [array[:, first : first + self.n_timepoints] for array in longer]

    def cut_tokens(self, tokens: np.ndarray) -> np.ndarray:
        """Windows of a sequence of tokens.

        Parameters
        ----------
        tokens : ndarray of shape (n, k, d)

        Returns
        -------
        windows : ndarray of shape (n * n_windows, l, d)
        """
        positions = self.starts[:, None] + np.arange(self.tokens_per_window)  # (n_windows, l)
        return tokens[:, positions].reshape(len(tokens) * len(self.starts), self.tokens_per_window, tokens.shape[-1])

    def merge_tokens(self, windows: np.ndarray) -> np.ndarray:
        """Tokens as weighted means of overlapping windows, with smaller weights near the edges of a window.

        Parameters
        ----------
        windows : ndarray of shape (n * n_windows, l, d)

        Returns
        -------
        tokens : ndarray of shape (n, k, d)
        """
        n_windows, length = len(self.starts), self.tokens_per_window
        windows = windows.reshape(-1, n_windows, length, windows.shape[-1])
        if n_windows == 1:
            return windows[:, 0]
        tokens = np.zeros((len(windows), self.n_tokens, windows.shape[-1]), dtype=windows.dtype)
        for start, weight, window in zip(self.starts, self._weights, windows.swapaxes(0, 1), strict=True):
            tokens[:, start : start + length] += weight[:, None].astype(windows.dtype) * window
        return tokens

    @cached_property
    def _weights(self) -> np.ndarray:
        """Weights (n_windows, l) that sum to 1 over the windows of a token."""
        length = self.tokens_per_window
        # a token at the edge has context on one side only, so it counts least
        nearness = np.minimum(np.arange(length), np.arange(length)[::-1]) + 0.5
        total = np.zeros(self.n_tokens)
        for start in self.starts:
            total[start : start + length] += nearness
        return np.stack([nearness / total[start : start + length] for start in self.starts])

    def cut(self, values: np.ndarray) -> np.ndarray:
        """Windows of series.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)

        Returns
        -------
        windows : ndarray of shape (n * n_windows, l, p * c)
        """
        return self.cut_tokens(self.to_tokens(values))

    def merge(self, windows: np.ndarray) -> np.ndarray:
        """Series from their windows, the inverse of `cut`.

        Parameters
        ----------
        windows : ndarray of shape (n * n_windows, l, p * c)

        Returns
        -------
        values : ndarray of shape (n, t, c)
        """
        return self.from_tokens(self.merge_tokens(windows))

    def to_tokens(self, values: np.ndarray) -> np.ndarray:
        """Patches of series: (n, t, c) -> (n, k, p * c)."""
        padded = self.pad(values)
        return padded.reshape(len(padded), self.n_tokens, -1)

    def from_tokens(self, tokens: np.ndarray) -> np.ndarray:
        """Series from their patches: (n, k, p * c) -> (n, t, c)."""
        values = tokens.reshape(len(tokens), self.n_tokens * self.patch_length, -1)
        return values[:, : self.n_timepoints]

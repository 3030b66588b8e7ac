"""What conditions tell of a code, so that the rest of the code is free of them.

Axes: n series, k tokens, d dimensions of a code, p steps of a patch, q conditions, s static ones among them.
"""

from dataclasses import dataclass, replace

import numpy as np


@dataclass(frozen=True)
class ConditionEffect:
    """Expected code under conditions: a linear map, learnt by ridge regression.

    A code that carries its condition itself would decode to the same series under any other. What is
    left when the expected code is subtracted is uncorrelated with the conditions.

    Parameters
    ----------
    mean, unit : ndarrays of shape (q,)
        Of the conditions in training.
    static : ndarray of bool of shape (q,)
        Conditions that never change along time.
    moving : ndarray of shape (p * (q - s), d)
        What the other conditions tell of the code of their patch, wherever it is.
    fixed : ndarray of shape (k, s, d)
        What static conditions tell of the code of every place; one place (k = 1) where places are all alike.
    """

    mean: np.ndarray
    unit: np.ndarray
    static: np.ndarray
    moving: np.ndarray
    fixed: np.ndarray

    @classmethod
    def fit(cls, latent, patches, n_conditions, *, observed=None, n_starts=1):
        """Regress codes on conditions.

        Parameters
        ----------
        latent : ndarray of shape (n, k, d)
        patches : ndarray of shape (n, k, p * q)
            Conditions of every patch.
        n_conditions : int
            q.
        observed : ndarray of bool of shape (n, k) or None, default=None
            Patches of which something is observed; the others teach nothing. None is all of them.
        n_starts : int, default=1
            How often a time point is in some patch.

        Returns
        -------
        effect : ConditionEffect
            Of what changes along time. Drawn towards 0 as if every series had one more patch without any effect.
        """
        n_series, n_tokens, n_dims = latent.shape
        steps = patches.reshape(n_series, -1, n_conditions)
        static = np.ptp(steps, axis=1).max(axis=0) == 0
        mean, unit = steps.mean(axis=(0, 1), dtype=np.float64), steps.std(axis=(0, 1), dtype=np.float64)
        unit = np.where(unit > 0, unit, 1.0)
        empty = cls(mean, unit, static, np.zeros((0, n_dims)), np.zeros((1, static.sum(), n_dims)))
        moving, fixed = empty._inputs(patches)
        # static conditions take part, so that what they explain is not taken for the work of the others
        both = np.concatenate([moving, np.repeat(fixed[:, None], n_tokens, axis=1)], axis=2)
        codes = (latent - latent.mean(axis=(0, 1))).reshape(-1, n_dims)
        observed = slice(None) if observed is None else observed.reshape(-1)
        shared = ridge(both.reshape(len(codes), -1)[observed], codes[observed], n_series * n_starts)
        return replace(empty, moving=shared[: moving.shape[2]])

    def with_static(self, latent, patches, *, by_place):
        """The same, and what static conditions tell.

        Parameters
        ----------
        latent : ndarray of shape (n, k, d)
        patches : ndarray of shape (n, k, p * q)
        by_place : bool
            Whether series all begin at the same place, so that it may be something else at each.

        Returns
        -------
        effect : ConditionEffect
            Drawn towards 0 as if there were one more series without any effect.
        """
        moving, fixed = self._inputs(patches)
        rest = latent - latent.mean(axis=(0, 1)) - moving @ self.moving  # (n, k, d)
        rest = rest if by_place else rest.mean(axis=1, keepdims=True)
        n_places, n_dims = rest.shape[1:]
        placed = ridge(fixed, rest.reshape(len(rest), -1), 1).reshape(fixed.shape[1], n_places, n_dims)
        return replace(self, fixed=placed.swapaxes(0, 1))

    def _inputs(self, patches):
        """Standardised conditions: those of every patch (n, k, p * (q - s)), and the static ones (n, s)."""
        n_series, n_tokens, _ = patches.shape
        steps = (patches.reshape(n_series, n_tokens, -1, len(self.mean)) - self.mean) / self.unit
        moving = steps[..., ~self.static].reshape(n_series, n_tokens, -1)
        return moving, steps[..., self.static].mean(axis=(1, 2))

    def __call__(self, patches):
        """Expected codes, less their mean: (n, k, p * q) -> (n, k, d)."""
        moving, _ = self._inputs(patches)
        # einsum, not a matrix product: its sums do not depend on how many series come together
        return np.einsum("nki,id->nkd", moving, self.moving) + self.of_static(patches)

    def of_static(self, patches):
        """The part of it that static conditions tell: (n, k, p * q) -> (n, k, d)."""
        _, fixed = self._inputs(patches)
        n_tokens = patches.shape[1]
        placed = self.fixed if len(self.fixed) == n_tokens else self.fixed.mean(axis=0, keepdims=True)
        told = np.einsum("ns,ksd->nkd", fixed, placed)
        return np.broadcast_to(told, (len(told), n_tokens, told.shape[2]))


def ridge(inputs, outputs, penalty):
    """Coefficients of a ridge regression without intercept: (m, i), (m, j) -> (i, j)."""
    return np.linalg.solve(inputs.T @ inputs + penalty * np.eye(inputs.shape[1]), inputs.T @ outputs)

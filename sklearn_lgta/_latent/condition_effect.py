"""The effect of conditions on codes, which is taken out of the codes.

Axes: n series, k tokens, d dimensions of a code, p steps of a patch, q conditions, s static ones among them.
"""

from dataclasses import dataclass, replace

import numpy as np

from .._preprocessing.ridge import ridge


@dataclass(frozen=True)
class ConditionEffect:
    """Expected code under conditions: a linear map, fitted by ridge regression.

    A code that carries its condition would decode to the same series under any other condition. The code less its
    expected value is uncorrelated with the conditions.

    Parameters
    ----------
    mean, unit : ndarrays of shape (q,)
        Of the conditions in training.
    static : ndarray of bool of shape (q,)
        Conditions that never change along time.
    moving : ndarray of shape (p * (q - s), d)
        Effect of the other conditions on the code of their patch, at any position.
    fixed : ndarray of shape (k, s, d)
        Effect of static conditions on the code at every position; one position (k = 1) where all are alike.
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
            Patches with an observed value; the others are left out. None is all patches.
        n_starts : int, default=1
            Number of patches that a time point is in.

        Returns
        -------
        effect : ConditionEffect
            Effect of the conditions that change along time, shrunken towards 0 as if every series had one more patch
            without any effect.
        """
        n_series, n_tokens, n_dims = latent.shape
        steps = patches.reshape(n_series, -1, n_conditions)
        static = np.ptp(steps, axis=1).max(axis=0) == 0
        mean, unit = steps.mean(axis=(0, 1), dtype=np.float64), steps.std(axis=(0, 1), dtype=np.float64)
        unit = np.where(unit > 0, unit, 1.0)
        empty = cls(mean, unit, static, np.zeros((0, n_dims)), np.zeros((1, static.sum(), n_dims)))
        moving, fixed = empty._inputs(patches)
        # static conditions take part, so that their effect is not attributed to the others
        both = np.concatenate([moving, np.repeat(fixed[:, None], n_tokens, axis=1)], axis=2)
        codes = (latent - latent.mean(axis=(0, 1))).reshape(-1, n_dims)
        observed = slice(None) if observed is None else observed.reshape(-1)
        shared = ridge(both.reshape(len(codes), -1)[observed], codes[observed], n_series * n_starts)
        return replace(empty, moving=shared[: moving.shape[2]])

    def with_static(self, latent, patches, *, by_place):
        """The same effect, with that of static conditions.

        Parameters
        ----------
        latent : ndarray of shape (n, k, d)
        patches : ndarray of shape (n, k, p * q)
        by_place : bool
            Whether all series start at the same position, so that the effect may differ from position to position.

        Returns
        -------
        effect : ConditionEffect
            Shrunken towards 0 as if there were one more series without any effect.
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
        """Effect of the static conditions: (n, k, p * q) -> (n, k, d)."""
        _, fixed = self._inputs(patches)
        n_tokens = patches.shape[1]
        placed = self.fixed if len(self.fixed) == n_tokens else self.fixed.mean(axis=0, keepdims=True)
        placed_codes = np.einsum("ns,ksd->nkd", fixed, placed)
        return np.broadcast_to(placed_codes, (len(placed_codes), n_tokens, placed_codes.shape[2]))

"""Remainders of series <-> latent codes, around a model of windows.

cut into windows -> encode -> merge into one timeline -> whiten, and back again.
Axes: n series, t time points, c channels, q conditions, k tokens, d latent dimensions, p steps of a patch.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .._preprocessing.gaps import interpolated
from .._preprocessing.patches import PatchGrid
from .._preprocessing.spans import CHUNK_VALUES
from .condition_effect import ConditionEffect

_LEAST_SPREAD = 1e-6  # of a code dimension that is not in use
_LEAST_SERIES = 32  # from which effects of conditions along time are estimated, where there are so many


@dataclass(frozen=True)
class SeriesCodec:
    """Encodes remainders of any length, and decodes them.

    Parameters
    ----------
    model : CVAE, PCACodec, IdentityCodec or another model
        Trained.
    location, spread : float or ndarray of shape (d,)
        Mean and standard deviation of the codes of training; whitened codes have 0 and 1.
    decoded_scale : float or ndarray of shape (c,)
        Factor that makes decoded and residual uncorrelated, so that a redrawn code loses no variance.
    effect : ConditionEffect or None
        Expected code under given conditions, which is left out of the code.
    """

    model: Any
    location: np.ndarray | float = 0.0
    spread: np.ndarray | float = 1.0
    decoded_scale: np.ndarray | float = 1.0
    effect: ConditionEffect | None = None

    @classmethod
    def fit(cls, model, panel, conditions, *, same_start):
        """Codec around a trained model.

        Parameters
        ----------
        model : CVAE, PCACodec, IdentityCodec or another model
        panel : ndarray of shape (n, t, c)
            Remainders of training series, whole patches of them.
        conditions : ndarray of shape (n, t, q)
        same_start : bool
            Whether all series start at the same place, so that a code may depend on where in the series it is.

        Returns
        -------
        codec : SeriesCodec
        explained : ndarray of shape (n, t, c)
            The part of the panel that its codes explain.
        """
        codec = cls(model)
        grid = codec.grid(panel.shape[1])
        latent = codec.encode(panel, conditions, grid)
        decoded = codec.decode(latent, conditions, grid)
        observed = ~np.isnan(panel)
        explained = (panel * decoded).sum(axis=(0, 1), where=observed)
        power = (decoded**2).sum(axis=(0, 1), where=observed)
        decoded_scale = np.divide(explained, power, out=np.ones_like(power), where=power > 0)
        effect = None
        if conditions.shape[2]:
            effect = codec._fit_effect(panel, conditions, latent, grid, same_start)
            latent = latent - effect(grid.to_tokens(conditions))
        observed_codes = latent[grid.to_tokens(observed).any(axis=2)]  # (n_tokens, d)
        location, spread = observed_codes.mean(axis=0), np.maximum(observed_codes.std(axis=0), _LEAST_SPREAD)
        codec = replace(codec, location=location, spread=spread, decoded_scale=decoded_scale, effect=effect)
        return codec, decoded_scale * decoded

    def _fit_effect(self, panel, conditions, latent, grid, same_start):
        """Effect of conditions on codes, from every step on: patches of a week would all start on one weekday."""
        size = grid.patch_length * (panel[0].size + conditions[0].size)
        some = slice(None, None, -(-len(panel) // max(_LEAST_SERIES, 8 * CHUNK_VALUES // size)))
        shifted = grid.from_every_step(panel[some], conditions[some])
        between = [
            (self.encode(*arrays, grid), *(grid.to_tokens(array) for array in (arrays[1], ~np.isnan(arrays[0]))))
            for arrays in shifted
        ]
        codes, patches, observed = (np.concatenate(arrays, axis=1) for arrays in zip(*between, strict=True))
        effect = ConditionEffect.fit(
            codes, patches, conditions.shape[2], observed=observed.any(axis=2), n_starts=grid.patch_length
        )
        return effect.with_static(latent, grid.to_tokens(conditions), by_place=same_start)

    @property
    def takes_gaps(self):
        """Whether the model reads missing values; data that are their own code say nothing about gaps."""
        return getattr(self.model, "takes_gaps", False)

    def grid(self, n_timepoints):
        """Patch grid of series of that length."""
        return PatchGrid(n_timepoints, self.model.sizes_.patch_length, self.model.sizes_.window_tokens)

    def encode(self, remainder, conditions, grid):
        """Whitened latent timeline: (n, t, c), (n, t, q) -> (n, k, d)."""
        remainder = remainder if self.takes_gaps else interpolated(remainder)
        mean, _ = self.model.encode(grid.cut(remainder), grid.cut(conditions))
        codes = self.whiten(grid.merge_tokens(mean).astype(np.float64) - self._expected(conditions, grid))
        return np.ascontiguousarray(codes)  # one memory layout, or sums differ in the last bit

    def encode_between(self, remainder, conditions, grid):
        """Whitened codes of series that start at every step: (n, t, c), (n, t, q) -> (n, k * p, d)."""
        shifted = grid.from_every_step(remainder, conditions)
        codes = np.stack([self.encode(*arrays, grid) for arrays in shifted], axis=2)  # (n, k, p, d)
        return codes.reshape(len(remainder), grid.n_tokens * grid.patch_length, -1)

    def decode(self, latent, conditions, grid):
        """Remainders of a latent timeline: (n, k, d), (n, t, q) -> (n, t, c)."""
        latent = self.unwhiten(latent) + self._expected(conditions, grid)
        windows = self.model.decode(grid.cut_tokens(latent), grid.cut(conditions))
        return grid.merge(windows).astype(np.float64) * self.decoded_scale

    def _expected(self, conditions, grid):
        """Expected code under the conditions: (n, t, q) -> (n, k, d), or 0."""
        return 0.0 if self.effect is None else self.effect(grid.to_tokens(conditions))

    def static_effect(self, conditions, grid):
        """Whitened effect of static conditions on the code, where there are conditions: (n, t, q) -> (n, k, d)."""
        return self.effect.of_static(grid.to_tokens(conditions)) / self.spread

    def whiten(self, latent):
        """Codes of the model to codes of mean 0 and standard deviation 1."""
        return (latent - self.location) / self.spread

    def unwhiten(self, latent):
        """The inverse of `whiten`."""
        return latent * self.spread + self.location

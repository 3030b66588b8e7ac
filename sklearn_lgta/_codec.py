"""The straight line of data, both ways: series -> parts and code, code -> series.

normalise -> set structure aside -> cut into windows -> encode -> merge, and back again.
Axes: n series, t time points, c channels, q conditions, k tokens, d latent dimensions.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ._normalisation import standardise
from ._random import row_keys
from ._residuals import change_residual
from ._structure import SPAN, find_structure, takes_logarithm
from ._windows import PatchGrid

CHUNK_VALUES = 2**20  # values that are worked on at once
_LEAST_SPREAD = 1e-6  # of a code dimension that is not in use


class TakenApart(NamedTuple):
    """Series in which structure and remainder are told apart.

    Attributes
    ----------
    structure : ndarray of shape (n, t, c)
        Trend and seasonal profile, in units of the values; the mean alone where nothing is set aside.
    scale : ndarray of shape (n, 1, c)
        Standard deviation of every channel, the unit of strength; 0 for a constant one.
    unit : ndarray of shape (n, 1, c)
        What one unit of the network is worth.
    remainder : ndarray of shape (n, t, c)
        Input of the network, in its units.
    """

    structure: np.ndarray
    scale: np.ndarray
    unit: np.ndarray
    remainder: np.ndarray


@dataclass(frozen=True)
class Parts:
    """Series, taken apart and encoded.

    Attributes
    ----------
    values : ndarray of shape (n, t, c)
        As they came.
    structure, scale, unit, remainder
        As in `TakenApart`.
    conditions : ndarray of shape (n, t, q)
    latent : ndarray of shape (n, k, d)
        Whitened posterior means.
    decoded : ndarray of shape (n, t, c)
        What the code explains of the remainder.
    grid : PatchGrid
    keys : list of bytes
    codec : SeriesCodec
        That took them apart.
    """

    values: np.ndarray
    structure: np.ndarray
    scale: np.ndarray
    unit: np.ndarray
    remainder: np.ndarray
    conditions: np.ndarray
    latent: np.ndarray
    decoded: np.ndarray
    grid: PatchGrid
    keys: list
    codec: "SeriesCodec"

    @cached_property
    def residual(self):
        """What the code does not explain, in patches: (n, k, p * c)."""
        return self.grid.to_tokens(self.remainder - self.decoded)

    @cached_property
    def between(self):
        """Codes of what the code explains, in stretches that begin at every step: (n, k * p, d)."""
        return self.codec.encode_between(self.decoded, self.conditions, self.grid)

    @property
    def levels(self):
        """Mean of every patch: (n, k, c)."""
        patches = self.grid.to_tokens(self.remainder)
        return patches.reshape(*patches.shape[:2], self.grid.patch_length, -1).mean(axis=2)


class SeriesCodec:
    """Series to code and back, around a model of windows.

    Parameters
    ----------
    model : CVAE, PCACodec or IdentityCodec
        With resolved sizes.
    structure : {"none", "trend", "both"}
    seasonal_period : int or None
    """

    def __init__(self, model, structure, seasonal_period):
        self.model, self.structure, self.seasonal_period = model, structure, seasonal_period
        self.location, self.spread, self.decoded_scale = 0.0, 1.0, 1.0

    def grid(self, n_timepoints):
        """Patch grid of series of that length."""
        return PatchGrid(n_timepoints, self.model.sizes_.patch_length, self.model.sizes_.window_tokens)

    def take_apart(self, values):
        """Normalise and set structure aside.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)

        Returns
        -------
        apart : TakenApart
        """
        standard, location, scale = standardise(values)
        if self.structure == "none":
            return TakenApart(np.broadcast_to(location, values.shape), scale, scale, standard)
        least = SPAN * self.seasonal_period
        if values.shape[1] < least:
            raise ValueError(
                f"X has {values.shape[1]} time points; with structure={self.structure!r} and "
                f"seasonal_period={self.seasonal_period} at least {least} are needed."
            )
        structure = find_structure(
            standard,
            np.divide(location, scale, out=np.zeros_like(scale), where=scale > 0),
            takes_logarithm(values),
            self.seasonal_period,
            seasonal=self.structure == "both",
        )
        remainder, _, size = standardise(standard - structure)
        return TakenApart(location + scale * structure, scale, scale * size, remainder)

    def training_panel(self, values):
        """What the network learns from: remainders, filled up to whole patches.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)

        Returns
        -------
        panel : ndarray of float32 of shape (n, k * p, c)
        """
        grid = self.grid(values.shape[1])
        panel = np.empty((len(values), grid.n_tokens * grid.patch_length, values.shape[2]), dtype=np.float32)
        for rows in chunks(values):
            panel[rows] = grid.pad(self.take_apart(values[rows]).remainder)
        return panel

    def learn(self, panel, conditions):
        """Fit what surrounds the trained model: whitening of the code, and the scale of what it decodes.

        The scale makes decoded and residual uncorrelated, so that a redrawn code loses no variance.

        Parameters
        ----------
        panel : ndarray of shape (n, t, c)
            Some of the training panel.
        conditions : ndarray of shape (n, t, q)

        Returns
        -------
        self : SeriesCodec
        """
        self.location, self.spread, self.decoded_scale = 0.0, 1.0, 1.0
        grid = self.grid(panel.shape[1])
        latent = self.encode(panel, conditions, grid)
        decoded = self.decode(latent, conditions, grid)
        explained, power = (panel * decoded).sum(axis=(0, 1)), (decoded**2).sum(axis=(0, 1))
        self.decoded_scale = np.divide(explained, power, out=np.ones_like(power), where=power > 0)
        self.location = latent.mean(axis=(0, 1))
        self.spread = np.maximum(latent.std(axis=(0, 1)), _LEAST_SPREAD)
        return self

    def encode(self, remainder, conditions, grid):
        """Whitened latent timeline: (n, t, c), (n, t, q) -> (n, k, d)."""
        mean, _ = self.model.encode(grid.cut(remainder), grid.cut(conditions))
        return self.whiten(grid.merge_tokens(mean).astype(np.float64))

    def encode_between(self, remainder, conditions, grid):
        """Whitened codes of stretches that begin at every step: (n, t, c), (n, t, q) -> (n, k * p, d)."""
        n_series, n_timepoints, _ = remainder.shape
        longer = [
            np.pad(array, ((0, 0), (0, grid.patch_length), (0, 0)), mode="symmetric")
            for array in (remainder, conditions)
        ]
        shifted = ([array[:, first : first + n_timepoints] for array in longer] for first in range(grid.patch_length))
        codes = np.stack([self.encode(*arrays, grid) for arrays in shifted], axis=2)  # (n, k, p, d)
        return codes.reshape(n_series, grid.n_tokens * grid.patch_length, -1)

    def decode(self, latent, conditions, grid):
        """What a latent timeline stands for: (n, k, d), (n, t, q) -> (n, t, c)."""
        windows = self.model.decode(grid.cut_tokens(self.unwhiten(latent)), grid.cut(conditions))
        return grid.merge(windows).astype(np.float64) * self.decoded_scale

    def whiten(self, latent):
        """Codes of the model to codes of mean 0 and standard deviation 1."""
        return (latent - self.location) / self.spread

    def unwhiten(self, latent):
        """The inverse of `whiten`."""
        return latent * self.spread + self.location

    def analyse(self, values, conditions):
        """Take series apart and encode them.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)
        conditions : Conditions
            Of these series.

        Returns
        -------
        parts : Parts
        """
        apart = self.take_apart(values)
        grid = self.grid(values.shape[1])
        along = conditions.along(values.shape[1])
        latent = self.encode(apart.remainder, along, grid)
        decoded = self.decode(latent, along, grid)
        return Parts(values, *apart, along, latent, decoded, grid, row_keys(values), self)

    def rolled(self, parts, begin):
        """Code and residual of remainders that begin some steps later, what is before at their end.

        Parameters
        ----------
        parts : Parts
        begin : int
            Time points; 0 changes nothing.

        Returns
        -------
        latent : ndarray of shape (n, k, d)
        residual : ndarray of shape (n, k, p * c)
            Between the patches of the series lie others, as a block may begin anywhere.
        """
        if begin == 0:
            return parts.latent, parts.residual
        remainder, conditions = (np.roll(array, -begin, axis=1) for array in (parts.remainder, parts.conditions))
        latent = self.encode(remainder, conditions, parts.grid)
        return latent, parts.grid.to_tokens(remainder - self.decode(latent, conditions, parts.grid))

    def render(self, parts, draws, gain, residual):
        """Transform codes and put the series together again.

        Parameters
        ----------
        parts : Parts
        draws : Draws
        gain : float
        residual : {"keep", "follow", "resample", "drop"}

        Returns
        -------
        values : ndarray of shape (n, t, c)
            Location, structure and whatever else is kept are in the values that came, so only the
            change is decoded. A constant series has unit 0 and stays as it is.
        """
        change = np.zeros_like(parts.values)
        for group in draws.groups:
            change[group.rows] = self._change(parts, group, gain, residual)
        return parts.values + parts.unit * change

    def blend(self, parts_a, parts_b, latent, share):
        """Series on the way from some to others.

        Parameters
        ----------
        parts_a, parts_b : Parts
            Of the same number of series, on one grid.
        latent : ndarray of shape (n, k, d)
            Their codes on the way.
        share : float
            Of the way, between 0 and 1.

        Returns
        -------
        values : ndarray of shape (n, t, c)
            Location, scale and structure lie on the straight line between the two. The residual is
            blended with weights whose squares sum to 1, as an average of two would be smaller.
        """
        first, second = (_frame(parts) for parts in (parts_a, parts_b))
        frame = (1 - share) * first + share * second
        unit = (1 - share) * parts_a.unit + share * parts_b.unit
        angle = share * np.pi / 2
        residual = np.cos(angle) * parts_a.residual + np.sin(angle) * parts_b.residual
        conditions = (1 - share) * parts_a.conditions + share * parts_b.conditions
        return frame + unit * (self.decode(latent, conditions, parts_a.grid) + parts_a.grid.from_tokens(residual))

    def _change(self, parts, group, gain, policy):
        """Sum of the changes that the layers make, each where it is seen: (n, t, c)."""
        latent, before = parts.latent[group.rows], parts.decoded[group.rows]
        conditions = parts.conditions[group.rows]
        rest = None if policy == "keep" else parts.residual[group.rows]
        total = np.zeros_like(before)
        for place, (layer, donated) in enumerate(zip(group.layers, group.donated, strict=True)):
            between = None
            if layer.reads_between and place == 0:
                between = parts.between[group.rows]
            elif layer.reads_between:
                seen = self.decode(latent, conditions, parts.grid)
                between = self.encode_between(seen, conditions, parts.grid)
            latent = layer.apply(latent, gain, between)
            if rest is not None:
                new = change_residual(rest, donated, layer.residual_weights(gain), policy)
                rest, step = new, parts.grid.from_tokens(new - rest)
                total += self._seen(layer, step)
            if place + 1 < len(group.layers) and group.layers[place + 1].where == layer.where:
                continue  # seen at the same places: one decoding for both
            decoded = self.decode(latent, conditions, parts.grid)
            total += self._seen(layer, decoded - before)
            before = decoded
        return total

    @staticmethod
    def _seen(layer, change):
        for where in layer.where:
            change = change * where.weights(*change.shape[1:])
        return change


def _frame(parts):
    """What is not the remainder: location and structure, (n, t, c)."""
    return parts.values - parts.unit * parts.remainder


def chunks(values):
    """Slices of rows that hold few enough values to be worked on at once.

    Parameters
    ----------
    values : ndarray of shape (n, t, c)

    Yields
    ------
    rows : slice
    """
    n_rows = max(1, CHUNK_VALUES // values[0].size)
    for first in range(0, len(values), n_rows):
        yield slice(first, first + n_rows)

"""The straight line of data, both ways: series -> parts and code, code -> series.

normalise -> set structure aside -> cut into windows -> encode -> merge, and back again.
Axes: n series, t time points, c channels, q conditions, k tokens, d latent dimensions.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from .._preprocessing.gaps import distance_to_known, hide_more, interpolated
from .._preprocessing.kriging import KrigingImputer
from .._preprocessing.normalisation import LIMIT, compress, standardise
from .._preprocessing.patches import PatchGrid
from .._preprocessing.spans import CHUNK_VALUES, ends, time_spans
from .._preprocessing.stacking import StackingWeights
from .._preprocessing.trend_season import (
    SPAN,
    complete_structure,
    find_structure,
    structure_of_medians,
    takes_logarithm,
)
from .._random import row_keys
from .condition_effect import ConditionEffect
from .cross_correlation import with_correlations_of
from .residuals import change_residual, donatable_residual

_GUESSES = 3  # at what is missing
_ROBUST_ROUNDS = 2  # of structure from values without outliers, as the outer loop of STL
_LARGEST_ROBUST_GAIN = 1.6  # of the code, as no gain moves an outlier that is set aside
_LEAST_SPREAD = 1e-6  # of a code dimension that is not in use
_LEAST_SERIES = 32  # from which effects of conditions along time are learnt, where there are so many


class Decomposition(NamedTuple):
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
        Input of the network, in its units. What it does not see of outliers is set aside like the
        structure, and so kept.
    """

    structure: np.ndarray
    scale: np.ndarray
    unit: np.ndarray
    remainder: np.ndarray


@dataclass(frozen=True)
class EncodedSeries:
    """Series, taken apart and encoded.

    Attributes
    ----------
    values : ndarray of shape (n, t, c)
        As they came, gaps filled.
    missing : ndarray of bool of shape (n, t, c)
        Where gaps are.
    structure, scale, unit, remainder
        As in `Decomposition`.
    conditions : ndarray of shape (n, t, q)
    latent : ndarray of shape (n, k, d)
        Whitened posterior means.
    decoded : ndarray of shape (n, t, c)
        What the code explains of the remainder.
    grid : PatchGrid
    keys : list of bytes
        By what the series hold, gaps among it.
    codec : SeriesCodec
        That took them apart.
    """

    values: np.ndarray
    missing: np.ndarray
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
    finish : Postprocessor
        Limits of what gaps are filled with.
    robust : bool, default=False
        Whether location, scale and structure are those of the values without outliers.
    """

    def __init__(self, model, structure, seasonal_period, postprocessor, robust=False):
        self.model, self.structure, self.seasonal_period = model, structure, seasonal_period
        self.postprocessor, self.robust = postprocessor, robust
        self.location, self.spread, self.decoded_scale, self.effect = 0.0, 1.0, 1.0, None
        self.residual_imputer, self.remainder_imputer, self.guess_weights = (
            None,
            None,
            StackingWeights.first_only(_GUESSES),
        )

    @property
    def _takes_gaps(self):
        """Whether the code says something about gaps; where data are their own code it cannot."""
        return getattr(self.model, "takes_gaps", False)

    @property
    def max_gain(self):
        """Largest gain of a transformation without an end of its own."""
        return _LARGEST_ROBUST_GAIN if self.robust else np.inf

    def grid(self, n_timepoints):
        """Patch grid of series of that length."""
        return PatchGrid(n_timepoints, self.model.sizes_.patch_length, self.model.sizes_.window_tokens)

    def decompose(self, values):
        """Normalise and set structure aside.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)
            NaN in gaps, which say nothing: there the remainder is NaN.

        Returns
        -------
        apart : Decomposition
        """
        standard, location, scale = standardise(values)
        if self.structure == "none":
            unit = scale
            if self.robust:
                standard, location, unit = standardise(values, robust=True)
                standard = compress(standard)
            return Decomposition(np.broadcast_to(location, values.shape), scale, unit, standard)
        least = SPAN * self.seasonal_period
        if values.shape[1] < least:
            raise ValueError(
                f"X has series of {values.shape[1]} time points; with structure={self.structure!r} and "
                f"seasonal_period={self.seasonal_period} at least {least} are needed."
            )
        level = np.divide(location, scale, out=np.zeros_like(scale), where=scale > 0)
        by_logarithm = takes_logarithm(values)
        structure = complete_structure(standard, lambda filled: self._structure_of(filled, level, by_logarithm))
        remainder, _, size = standardise(standard - structure, self.robust)
        seen = compress(remainder) if self.robust else remainder
        return Decomposition(location + scale * structure, scale, scale * size, seen)

    def _structure_of(self, standard, level, by_logarithm):
        """Structure of normalised series; where robust, of what they are when outliers about it are drawn in."""
        seasonal = self.structure == "both"
        how = level, by_logarithm, self.seasonal_period, seasonal
        if not self.robust:
            return find_structure(standard, *how)
        structure = structure_of_medians(standard, self.seasonal_period, seasonal)
        ends = standard.min(axis=1, keepdims=True), standard.max(axis=1, keepdims=True)
        for _ in range(_ROBUST_ROUNDS):
            remainder, location, size = standardise(standard - structure, robust=True)
            drawn_in = structure + location + size * compress(remainder)
            structure = find_structure(np.clip(drawn_in, *ends), *how)  # further down may be no logarithm
        return structure

    def training_panel(self, values):
        """What the network learns from: remainders, filled up to whole patches.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)
            NaN where not known.

        Returns
        -------
        panel : ndarray of float32 of shape (n, k * p, c)
            Every series from its first known time point on; NaN in gaps and after its last patch.
        """
        first, stop = ends(values)
        grid = self.grid(int((stop - first).max()))
        panel = np.full((len(values), grid.n_tokens * grid.patch_length, values.shape[2]), np.nan, dtype=np.float32)
        for span in time_spans(values):
            padded = self.grid(span.stop - span.first).pad(self.decompose(span.of(values)).remainder)
            panel[span.rows, : padded.shape[1]] = padded
        return panel

    def learn(self, panel, conditions):
        """Fit what surrounds the trained model.

        That is the whitening of the code, the scale of what it decodes, and how the rest goes on across gaps.
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
        self.location, self.spread, self.decoded_scale, self.effect = 0.0, 1.0, 1.0, None
        grid = self.grid(panel.shape[1])
        latent = self.encode(panel, conditions, grid)
        decoded = self.decode(latent, conditions, grid)
        known = ~np.isnan(panel)
        explained = (panel * decoded).sum(axis=(0, 1), where=known)
        power = (decoded**2).sum(axis=(0, 1), where=known)
        self.decoded_scale = np.divide(explained, power, out=np.ones_like(power), where=power > 0)
        if conditions.shape[2]:
            self.effect = self._fit_effect(panel, conditions, latent, grid)
            latent = latent - self.effect(grid.to_tokens(conditions))
        own = latent[grid.to_tokens(known).any(axis=2)]  # (n_tokens of all series that hold something, d)
        self.location = own.mean(axis=0)
        self.spread = np.maximum(own.std(axis=0), _LEAST_SPREAD)
        self.residual_imputer = self.remainder_imputer = KrigingImputer.learn(panel)
        if self._takes_gaps:
            self.residual_imputer = KrigingImputer.learn(panel - self.decoded_scale * decoded)
        return self

    def fill(self, values, conditions):
        """Fill gaps with a blend of guesses.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)
            NaN in gaps.
        conditions : ndarray of shape (n, t, q)

        Returns
        -------
        filled : ndarray of shape (n, t, c)
            The same array where there are no gaps.
        """
        missing = np.isnan(values)
        if not missing.any():
            return values
        guesses, base, unit = self._guess(values, conditions)
        filled = base + unit * self.guess_weights(guesses, distance_to_known(missing))
        return np.where(missing, self.postprocessor.guesses(filled, values), values)

    def _guess(self, values, conditions):
        """Several guesses at what is missing, (3, n, t, c), and location and unit, from which they are values.

        What the code says, with the rest by its neighbours; all of the remainder by its neighbours; a straight line.
        """
        decomposition = self.decompose(values)
        # of the remainder before it was standardised, the middle
        base = np.nanmedian(
            values - decomposition.structure - decomposition.unit * decomposition.remainder, axis=1, keepdims=True
        )
        base = decomposition.structure + base
        line = np.divide(
            interpolated(values) - base, decomposition.unit, out=np.zeros_like(values), where=decomposition.unit > 0
        )
        by_code = by_neighbours = self.remainder_imputer.fill(decomposition.remainder)
        if self._takes_gaps:
            grid = self.grid(values.shape[1])
            decoded = self.decode(self.encode(decomposition.remainder, conditions, grid), conditions, grid)
            by_code = decoded + self.residual_imputer.fill(decomposition.remainder - decoded)
        return np.stack([by_code, by_neighbours, line]), base, decomposition.unit

    def fit_imputation(self, values, conditions):
        """Learn how much each guess at a gap is worth, by values that are hidden for it.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)
            Some training series, NaN where not known.
        conditions : Conditions

        Returns
        -------
        self : SeriesCodec
        """
        guesses, truth, distance = [], [], []
        for span in time_spans(values):
            own = span.of(values)
            hidden = hide_more(own)
            if not hidden.any():
                continue
            with_gaps = np.where(hidden, np.nan, own)
            along = span.told(conditions).along(own.shape[1])
            guessed, base, unit = self._guess(with_gaps, along)
            hidden = hidden & (unit > 0)
            exact = np.divide(own - base, unit, out=np.zeros_like(own), where=unit > 0)
            guesses.append(guessed[:, hidden])
            truth.append(exact[hidden])
            distance.append(distance_to_known(np.isnan(with_gaps))[hidden])
        if truth:
            self.guess_weights = StackingWeights.learn(
                np.concatenate(guesses, axis=1), np.concatenate(truth), np.concatenate(distance)
            )
        return self

    def _fit_effect(self, panel, conditions, latent, grid):
        """What conditions tell of the code, from every step on: patches of a week would all begin on one weekday."""
        size = grid.patch_length * (panel[0].size + conditions[0].size)
        some = slice(None, None, -(-len(panel) // max(_LEAST_SERIES, 4 * CHUNK_VALUES // size)))
        shifted = grid.from_every_step(panel[some], conditions[some])
        between = [
            (self.encode(*arrays, grid), *(grid.to_tokens(array) for array in (arrays[1], ~np.isnan(arrays[0]))))
            for arrays in shifted
        ]
        codes, patches, known = (np.concatenate(arrays, axis=1) for arrays in zip(*between, strict=True))
        effect = ConditionEffect.learn(
            codes, patches, conditions.shape[2], known=known.any(axis=2), n_starts=grid.patch_length
        )
        # remainders are the same everywhere
        return effect.with_static(latent, grid.to_tokens(conditions), by_place=self.structure == "none")

    def encode(self, remainder, conditions, grid):
        """Whitened latent timeline: (n, t, c), (n, t, q) -> (n, k, d)."""
        remainder = remainder if self._takes_gaps else interpolated(remainder)
        mean, _ = self.model.encode(grid.cut(remainder), grid.cut(conditions))
        return self.whiten(grid.merge_tokens(mean).astype(np.float64) - self._expected(conditions, grid))

    def encode_between(self, remainder, conditions, grid):
        """Whitened codes of stretches that begin at every step: (n, t, c), (n, t, q) -> (n, k * p, d)."""
        shifted = grid.from_every_step(remainder, conditions)
        codes = np.stack([self.encode(*arrays, grid) for arrays in shifted], axis=2)  # (n, k, p, d)
        return codes.reshape(len(remainder), grid.n_tokens * grid.patch_length, -1)

    def decode(self, latent, conditions, grid):
        """What a latent timeline stands for: (n, k, d), (n, t, q) -> (n, t, c)."""
        latent = self.unwhiten(latent) + self._expected(conditions, grid)
        windows = self.model.decode(grid.cut_tokens(latent), grid.cut(conditions))
        return grid.merge(windows).astype(np.float64) * self.decoded_scale

    def _expected(self, conditions, grid):
        """What the conditions tell of the code, which is kept apart from it: (n, t, q) -> (n, k, d), or 0."""
        return 0.0 if self.effect is None else self.effect(grid.to_tokens(conditions))

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
            Of one stretch of time, NaN in gaps.
        conditions : Conditions
            Of these series.

        Returns
        -------
        parts : EncodedSeries
        """
        missing, keys = np.isnan(values), row_keys(values)
        grid = self.grid(values.shape[1])
        along = conditions.along(values.shape[1])
        values = self.fill(values, along)
        decomposition = self.decompose(values)
        latent = self.encode(decomposition.remainder, along, grid)
        decoded = self.decode(latent, along, grid)
        return EncodedSeries(values, missing, *decomposition, along, latent, decoded, grid, keys, self)

    def rolled(self, parts, start):
        """Code and residual of remainders that begin some steps later, what is before at their end.

        Parameters
        ----------
        parts : EncodedSeries
        begin : int
            Time points; with 0 they begin where they do.

        Returns
        -------
        latent : ndarray of shape (n, k, d)
        residual : ndarray of shape (n, k, p * c)
            Between the patches of the series lie others, as a block may begin anywhere. Filled gaps lend none.
        """
        grid = parts.grid
        remainder, conditions, missing = (
            np.roll(array, -start, axis=1) for array in (parts.remainder, parts.conditions, parts.missing)
        )
        latent, residual = parts.latent, parts.residual
        if start:
            latent = self.encode(remainder, conditions, grid)
            residual = grid.to_tokens(remainder - self.decode(latent, conditions, grid))
        return latent, donatable_residual(residual, grid.to_tokens(missing).any(axis=2))

    def decode_like(self, values, latent, conditions):
        """Series of codes, with the location, scale and structure of others.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)
            Of one stretch of time, NaN in gaps, which are filled.
        latent : ndarray of shape (n, k, d)
            Whitened.
        conditions : Conditions
            Of the decoded series.

        Returns
        -------
        values, filled : ndarrays of shape (n, t, c)
            The decoded series, and the others.
        """
        along = conditions.along(values.shape[1])
        filled = self.fill(values, along)
        decomposition = self.decompose(filled)
        decoded = self.decode(latent, along, self.grid(values.shape[1]))
        return filled + decomposition.unit * (decoded - decomposition.remainder), filled

    def render(self, parts, draws, gain, residual):
        """Transform codes and put the series together again.

        Parameters
        ----------
        parts : EncodedSeries
        draws : Draws
        gain : float
        residual : {"keep", "follow", "resample", "drop"}

        Returns
        -------
        values : ndarray of shape (n, t, c)
            Location, structure and whatever else is kept are in the values that came, so only the
            change is decoded. A constant series has unit 0 and stays as it is. Where robust, no change
            leads out of what the network can see. Where all of a series is blended with another one,
            channels correlate as before.
        """
        change = np.zeros_like(parts.values)
        for group in draws.groups:
            change[group.rows] = self._change(parts, group, gain, residual)
            if (
                change.shape[2] > 1
                and residual in ("keep", "follow")
                and all(one.redraws_all for one in group.latent_changes)
            ):
                before = parts.remainder[group.rows]
                change[group.rows] = with_correlations_of(before + change[group.rows], before) - before
        if self.robust:
            change = np.clip(parts.remainder + change, -LIMIT, LIMIT) - parts.remainder
        return parts.values + parts.unit * change

    def blend(self, parts_a, parts_b, latent, fraction):
        """Series on the way from some to others.

        Parameters
        ----------
        parts_a, parts_b : EncodedSeries
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
        frame = (1 - fraction) * first + fraction * second
        unit = (1 - fraction) * parts_a.unit + fraction * parts_b.unit
        angle = fraction * np.pi / 2
        residual = np.cos(angle) * parts_a.residual + np.sin(angle) * parts_b.residual
        conditions = (1 - fraction) * parts_a.conditions + fraction * parts_b.conditions
        return frame + unit * (self.decode(latent, conditions, parts_a.grid) + parts_a.grid.from_tokens(residual))

    def _change(self, parts, group, gain, policy):
        """Sum of the changes that the latent_changes make, each where it is seen: (n, t, c)."""
        latent, before = parts.latent[group.rows], parts.decoded[group.rows]
        conditions = parts.conditions[group.rows]
        rest = None if policy == "keep" else parts.residual[group.rows]
        total = np.zeros_like(before)
        for place, (latent_change, donated) in enumerate(zip(group.latent_changes, group.donated, strict=True)):
            if latent_change.reads_between and place == 0:
                latent = self._moved(latent_change, latent, gain, parts.between[group.rows], conditions, parts.grid)
            elif latent_change.reads_between:
                seen = self.decode(latent, conditions, parts.grid)
                between = self.encode_between(seen, conditions, parts.grid)
                latent = self._moved(latent_change, latent, gain, between, conditions, parts.grid)
            else:
                latent = latent_change.apply(latent, gain)
            if rest is not None:
                new = change_residual(rest, donated, latent_change.residual_weights(gain), policy)
                rest, step = new, parts.grid.from_tokens(new - rest)
                total += self._seen(latent_change, step)
            if place + 1 < len(group.latent_changes) and group.latent_changes[place + 1].where == latent_change.where:
                continue  # seen at the same places: one decoding for both
            decoded = self.decode(latent, conditions, parts.grid)
            total += self._seen(latent_change, decoded - before)
            before = decoded
        return total

    def _moved(self, latent_change, latent, gain, between, conditions, grid):
        """Codes moved along time, with what static conditions tell of their place, as it belongs to the shape."""
        if self.effect is None:
            return latent_change.apply(latent, gain, between)
        placed = self.effect.of_static(grid.to_tokens(conditions)) / self.spread  # (n, k, d)
        between = between + np.repeat(placed, grid.patch_length, axis=1)
        return latent_change.apply(latent + placed, gain, between) - placed

    @staticmethod
    def _seen(latent_change, change):
        for where in latent_change.where:
            change = change * where.weights(*change.shape[1:])
        return change


def _frame(parts):
    """What is not the remainder: location and structure, (n, t, c)."""
    return parts.values - parts.unit * parts.remainder

"""Values of series <-> what the network sees of them: location, scale, trend and season set aside, and put back.

Axes: n series, t time points, c channels.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from .normalisation import LIMIT, compress, standardise
from .patches import PatchGrid
from .spans import ends, time_spans
from .trend_season import (
    SPAN,
    complete_structure,
    find_structure,
    from_additive,
    logarithmic_reach,
    needed_timepoints,
    structure_of_medians,
    takes_logarithm,
    to_additive,
    too_short_message,
)

_ROBUST_ROUNDS = 2  # of structure from values without outliers, as the outer loop of STL
_LARGEST = np.finfo(np.float64).max
_LARGEST_ROBUST_GAIN = 1.6  # of the code, as no gain moves an outlier that is set aside


class Decomposition(NamedTuple):
    """Series, split into structure and remainder.

    Attributes
    ----------
    structure : ndarray of shape (n, t, c)
        Trend and seasonal profile, in units of the values; the mean alone where nothing is set aside.
    scale : ndarray of shape (n, 1, c)
        Standard deviation of every channel, the unit of strength; 0 for a constant one.
    unit : ndarray of shape (n, 1, c)
        What one unit of the remainder is worth, in units of the values; 0 for a constant channel.
    remainder : ndarray of shape (n, t, c)
        Input of the network. The part of an outlier that the network does not see is set aside like the
        structure.
    """

    structure: np.ndarray
    scale: np.ndarray
    unit: np.ndarray
    remainder: np.ndarray


class AdditiveSeries(NamedTuple):
    """Series in the scale in which trend, season and remainder add up, and the way back.

    Attributes
    ----------
    values : ndarray of shape (n, t, c)
        Normalised, as logarithms where the series takes them; NaN in gaps.
    structure : ndarray of shape (n, t, c)
        Trend and season of these values.
    location, scale : ndarrays of shape (n, 1, c)
        Mean and standard deviation of the series before.
    reach : ndarray of shape (n, 1, c)
        As for `from_additive`.
    """

    values: np.ndarray
    structure: np.ndarray
    location: np.ndarray
    scale: np.ndarray
    reach: np.ndarray

    def to_units(self, additive, rows):
        """Values in units of the series, of other values in this scale.

        Parameters
        ----------
        additive : ndarray of shape (m, k, c)
        rows : ndarray of int of shape (m,)
            The series whose units they take.

        Returns
        -------
        values : ndarray of shape (m, k, c)
            Infinite where the largest float is exceeded.
        """
        with np.errstate(over="ignore"):
            return self.location[rows] + self.scale[rows] * from_additive(additive, self.reach[rows])


@dataclass(frozen=True)
class Decomposer:
    """Splits series into structure and remainder, and puts changed remainders back.

    Parameters
    ----------
    structure : {"none", "trend", "both"}
        What is set aside besides location and scale.
    seasonal_period : int or None
    robust : bool, default=False
        Whether location, scale and structure are estimated without outliers.
    """

    structure: str
    seasonal_period: int | None
    robust: bool = False

    @property
    def max_gain(self):
        """Largest useful gain of a transformation without a largest gain of its own."""
        return _LARGEST_ROBUST_GAIN if self.robust else np.inf

    def decompose(self, values):
        """Normalise series and set their structure aside.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)
            NaN in gaps; there the remainder is NaN.

        Returns
        -------
        decomposition : Decomposition

        Raises
        ------
        ValueError
            If the series are too short for the structure.
        """
        standard, location, scale = standardise(values)
        if self.structure == "none":
            unit = scale
            if self.robust:
                standard, location, unit = standardise(values, robust=True)
                standard = compress(standard)
            return Decomposition(np.broadcast_to(location, values.shape), scale, unit, standard)
        n_timepoints = values.shape[1]
        if n_timepoints < needed_timepoints(self.seasonal_period):
            advice = "Pass longer series, as in fit."
            raise ValueError(too_short_message(self.structure, self.seasonal_period, n_timepoints, advice))
        level = np.divide(location, scale, out=np.zeros_like(scale), where=scale > 0)
        by_logarithm = takes_logarithm(values)
        structure = complete_structure(standard, lambda filled: self._structure_of(filled, level, by_logarithm))
        remainder, _, size = standardise(standard - structure, self.robust)
        seen = compress(remainder) if self.robust else remainder
        with np.errstate(over="ignore"):
            structure = np.clip(location + scale * structure, -_LARGEST, _LARGEST)
        return Decomposition(structure, scale, scale * size, seen)

    def additive(self, values):
        """Series in the scale in which their parts add up: logarithms wherever series allow them.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)
            Of at least two seasons. NaN in gaps.

        Returns
        -------
        series : AdditiveSeries
            Season and trend are found as in `decompose`, also where that sets nothing aside. Without a seasonal
            period there is a trend over the whole series. Where robust, outliers are compressed.
        """
        standard, location, scale = standardise(values)
        level = np.divide(location, scale, out=np.zeros_like(scale), where=scale > 0)
        reach = logarithmic_reach(level, takes_logarithm(values))
        additive, in_logs = to_additive(standard, reach), np.zeros(reach.shape, dtype=bool)
        period = self.seasonal_period or -(-values.shape[1] // SPAN)
        finder = replace(self, structure="both" if self.seasonal_period else "trend", seasonal_period=period)
        structure = complete_structure(additive, lambda filled: finder._structure_of(filled, level, in_logs))
        if self.robust:
            remainder, middle, size = standardise(additive - structure, robust=True)
            additive = structure + middle + size * compress(remainder)
        return AdditiveSeries(additive, structure, location, scale, reach)

    def recompose(self, values, decomposition, change):
        """Series whose remainder has changed.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)
            The series before the change.
        decomposition : Decomposition
            Of these series.
        change : ndarray of shape (n, t, c)
            Of the remainder.

        Returns
        -------
        values : ndarray of shape (n, t, c)
            The change is added to the values, so all that is set aside stays exactly as it is. A constant
            series has unit 0 and stays as it is. Where robust, no change leads out of what the network sees.
            Infinite where the largest float is exceeded.
        """
        if self.robust:
            change = np.clip(decomposition.remainder + change, -LIMIT, LIMIT) - decomposition.remainder
        with np.errstate(over="ignore"):
            return values + decomposition.unit * change

    def training_panel(self, values, patch_length, window_tokens):
        """Remainders of training series, filled up to whole patches.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)
            NaN where missing.
        patch_length, window_tokens : int
            Of the network.

        Returns
        -------
        panel : ndarray of float32 of shape (n, k * patch_length, c)
            Every series from its first observed time point on; NaN in gaps and after its last patch.
        """
        first, stop = ends(values)
        grid = PatchGrid(int((stop - first).max()), patch_length, window_tokens)
        panel = np.full((len(values), grid.n_tokens * patch_length, values.shape[2]), np.nan, dtype=np.float32)
        for span in time_spans(values):
            remainder = self.decompose(span.take(values)).remainder
            padded = PatchGrid(span.stop - span.first, patch_length, window_tokens).pad(remainder)
            panel[span.rows, : padded.shape[1]] = padded
        return panel

    def _structure_of(self, standard, level, by_logarithm):
        """Structure of normalised series; where robust, of the series with their outliers compressed towards it."""
        seasonal = self.structure == "both"
        how = level, by_logarithm, self.seasonal_period, seasonal
        if not self.robust:
            return find_structure(standard, *how)
        structure = structure_of_medians(standard, self.seasonal_period, seasonal)
        extremes = standard.min(axis=1, keepdims=True), standard.max(axis=1, keepdims=True)
        for _ in range(_ROBUST_ROUNDS):
            remainder, location, size = standardise(standard - structure, robust=True)
            compressed = structure + location + size * compress(remainder)
            structure = find_structure(np.clip(compressed, *extremes), *how)  # further down may be no logarithm
        return structure

"""Values of series <-> what the network sees of them: location, scale, trend and season set aside, and put back.

Effects of covariates are set aside with them, where there are covariates.

Axes: n series, t time points, c channels, r covariates.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from .covariate_effects import CovariateEffects, SeriesEffects, SeriesWithoutStructure
from .normalisation import LIMIT, PanelScale, compress, standardise
from .patches import PatchGrid
from .spans import CHUNK_VALUES, ends, has_gaps, time_spans
from .trend_season import (
    SHIFT,
    SPAN,
    Structure,
    complete_structure,
    find_structure,
    from_additive,
    has_logarithms,
    logarithms,
    needed_timepoints,
    reach_of_logarithm,
    split_structure,
    structure_of_medians,
    takes_logarithm,
    to_additive,
    too_short_message,
)

_ROBUST_ROUNDS = 2  # of structure from values without outliers, as the outer loop of STL
_ROUNDS_WITH_EFFECTS = 6  # where robust, as promotions look like outliers until their effect is known
_ROUNDS_WITH_GAPS = 3  # of effects, as gaps are filled without effects at first
_EFFECT_SERIES = (50, 2_000)  # from which effects are estimated, at least and at most, where there are so many
_IMPULSES = 16  # time points at which it is measured how much of white noise the structure absorbs
_LARGEST = np.finfo(np.float64).max
_LARGEST_ROBUST_GAIN = 1.6  # of the code, as no gain moves an outlier that is set aside


class Decomposition(NamedTuple):
    """Series, split into structure and remainder.

    Attributes
    ----------
    structure : ndarray of shape (n, t, c)
        Trend, seasonal profile and effects of covariates, in units of the values; the mean alone where nothing is
        set aside.
    scale : ndarray of shape (n, 1, c)
        Standard deviation of every channel, or that of the panel: the unit of strength; 0 for a constant one.
    unit : ndarray of shape (n, 1, c)
        What one unit of the remainder is worth, in units of the values; 0 for a constant channel.
    remainder : ndarray of shape (n, t, c)
        Input of the network. The part of an outlier that the network does not see is set aside like the
        structure.
    effects : SeriesEffects
        Of the covariates on the structure.
    """

    structure: np.ndarray
    scale: np.ndarray
    unit: np.ndarray
    remainder: np.ndarray
    effects: SeriesEffects

    @classmethod
    def joined(cls, parts):
        """Several decompositions of series of equally many time points, one after the other."""
        *arrays, effects = zip(*parts, strict=True)
        return cls(*map(np.concatenate, arrays), SeriesEffects.joined(effects))


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
    effects : CovariateEffects or None, default=None
        Effects of covariates on the panel, of `with_effects`.
    panel : PanelScale or None, default=None
        Location and scale of all series, where nothing else is set aside. None takes those of every series.
    """

    structure: str
    seasonal_period: int | None
    robust: bool = False
    effects: CovariateEffects | None = None
    panel: PanelScale | None = None

    @property
    def normalisation(self):
        """What brings series to one level and size: "standard", "robust" or "panel"."""
        return "panel" if self.panel is not None else "robust" if self.robust else "standard"

    def in_units(self, unit):
        """Decomposer of the same series in other units: ndarray of shape (c,)."""
        if self.panel is None:
            return self
        return replace(self, panel=PanelScale(self.panel.location / unit, self.panel.scale / unit))

    @property
    def max_gain(self):
        """Largest useful gain of a transformation without a largest gain of its own."""
        return _LARGEST_ROBUST_GAIN if self.robust else np.inf

    @property
    def sets_aside(self):
        """Whether anything is set aside besides location and scale."""
        return self.structure != "none" or self.effects is not None

    def decompose(self, values, inputs=None):
        """Normalise series and set their structure aside.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)
            NaN in gaps; there the remainder is NaN.
        inputs : ndarray of shape (n, t, r) or None, default=None
            Covariates whose effects are part of the structure.

        Returns
        -------
        decomposition : Decomposition

        Raises
        ------
        ValueError
            If the series are too short for the structure.
        """
        standard, location, scale = standardise(values)
        if not self.sets_aside:
            unit = scale
            if self.panel is not None:
                standard, location = self.panel.standardise(values), self.panel.location
                scale = unit = np.where(scale > 0, self.panel.scale, 0.0)
            if self.robust:
                standard, location, unit = standardise(values, robust=True)
                standard = compress(standard)
            none = SeriesEffects.none(len(values), values.shape[2])
            return Decomposition(np.broadcast_to(location, values.shape), scale, unit, standard, none)
        n_timepoints = values.shape[1]
        if self.structure != "none" and n_timepoints < needed_timepoints(self.seasonal_period):
            advice = "Pass longer series, as in fit."
            raise ValueError(too_short_message(self.structure, self.seasonal_period, n_timepoints, advice))
        level = np.divide(location, scale, out=np.zeros_like(scale), where=scale > 0)
        by_logarithm, split = takes_logarithm(values), self._splitter(inputs)
        found = complete_structure(standard, lambda filled: self._structure_of(filled, level, by_logarithm, split))
        remainder, _, size = standardise(standard - found.values, self.robust)
        seen = compress(remainder) if self.robust else remainder
        with np.errstate(over="ignore"):
            structure = np.clip(location + scale * found.values, -_LARGEST, _LARGEST)
            coefficients = np.where(found.is_logarithm, found.coefficients, scale * found.coefficients)
        effects = SeriesEffects(coefficients, found.is_logarithm, SHIFT * location)
        return Decomposition(structure, scale, scale * size, seen, effects)

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
        reach = reach_of_logarithm(level, has_logarithms(level, takes_logarithm(values)))
        additive, in_logs = to_additive(standard, reach), np.zeros(reach.shape, dtype=bool)
        period = self.seasonal_period or -(-values.shape[1] // SPAN)
        kind = "both" if self.seasonal_period else "trend"
        finder = replace(self, structure=kind, seasonal_period=period, effects=None)
        how = level, in_logs, finder._splitter(None)
        structure = complete_structure(additive, lambda filled: finder._structure_of(filled, *how)).values
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
            # a constant channel keeps the sign of its zeros, too
            return np.add(values, decomposition.unit * change, out=values.copy(), where=decomposition.unit != 0)

    def training_panel(self, values, conditions, patch_length, window_tokens):
        """Remainders of training series, filled up to whole patches.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)
            NaN where missing.
        conditions : Conditions
            Of these series.
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
            inputs = span.conditions_of(conditions).effect_inputs(span.stop - span.first)
            remainder = self.decompose(span.take(values), inputs).remainder
            padded = PatchGrid(span.stop - span.first, patch_length, window_tokens).pad(remainder)
            panel[span.rows, : padded.shape[1]] = padded
        return panel

    def with_effects(self, values, inputs):
        """Decomposer that also sets the effects of covariates aside.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)
            Training series, NaN where missing.
        inputs : ndarray of shape (n, t, r)
            Their covariates.

        Returns
        -------
        decomposer : Decomposer
        """
        decomposer, n_rounds = self, _ROUNDS_WITH_GAPS if has_gaps(values).any() else 1
        for _ in range(_ROUNDS_WITH_EFFECTS if self.robust else n_rounds):
            parts = [decomposer._without_structure(span.take(values), span.take(inputs)) for span in time_spans(values)]
            decomposer = replace(self, effects=CovariateEffects.fit(parts))
        return decomposer

    def _without_structure(self, values, inputs):
        """Normalised series, their logarithms, and covariates, each without trend and season."""
        _, location, scale = standardise(values)
        level = np.divide(location, scale, out=np.zeros_like(scale), where=scale > 0)
        by_logarithm = has_logarithms(level, takes_logarithm(values))
        values = self._clean(values, inputs)
        standard = np.divide(values - location, scale, out=np.zeros_like(values), where=scale > 0)
        reach = reach_of_logarithm(level, by_logarithm)
        logs = logarithms(np.where(by_logarithm, np.maximum(standard, -level), 0.0), reach)  # further down is none
        logs = np.where(by_logarithm, logs - self._smooth(logs), np.nan)
        rest_of_inputs = inputs - self._smooth(inputs)
        n_degrees = self._degrees_left(values.shape[1])
        return SeriesWithoutStructure(standard - self._smooth(standard), logs, inputs, rest_of_inputs, n_degrees)

    def _clean(self, values, inputs):
        """Series with gaps filled by their structure, where robust with outliers compressed towards it."""
        missing = np.isnan(values)
        if not (self.robust or missing.any()):
            return values
        parts = self.decompose(values, inputs)
        if self.robust:
            values = parts.structure + parts.unit * parts.remainder
        return np.where(missing, parts.structure, values)

    def _smooth(self, values):
        """What effects of covariates are told from: trend and season, or a straight line: (n, t, c) -> (n, t, c)."""
        return _line(values) if self.structure == "none" else self._kept(values)

    def _kept(self, values):
        """Structure without effects of covariates, linear in the values: (n, t, c) -> (n, t, c)."""
        if self.structure == "none":
            return np.broadcast_to(values.mean(axis=1, keepdims=True), values.shape)
        return split_structure(values, self.seasonal_period, self.structure == "both")

    def _degrees_left(self, n_timepoints):
        """Degrees of freedom of white noise of one series that its structure leaves."""
        where = np.unique(np.linspace(0, n_timepoints - 1, _IMPULSES).astype(int))
        impulses = np.zeros((len(where), n_timepoints, 1))
        impulses[np.arange(len(where)), where] = 1.0
        left = ((impulses - self._smooth(impulses)) ** 2).sum(axis=1)
        return max(float(n_timepoints * left.mean()), 1.0)

    def _splitter(self, inputs):
        """Function that splits values, and then their logarithms, by the covariates: its results are pairs."""
        if self.effects is None:
            return lambda *series: [
                (structure, np.zeros((len(structure), 0, structure.shape[2]))) for structure in self._kept_of(series)
            ]
        varying = rest_of_inputs = inputs - self._kept(inputs)  # the rest of the effect is in the structure already
        if self.structure == "none":
            rest_of_inputs = inputs - self._smooth(inputs)
        n_degrees = self._degrees_left(inputs.shape[1])

        def with_effects(values, structure, logarithms):
            smooth = _line(values) if self.structure == "none" else structure
            rest = values - smooth, rest_of_inputs, n_degrees
            effects = self.effects.of_series(*rest, logarithms=logarithms)
            for number in range(varying.shape[2]):
                structure = structure + varying[:, :, number, None] * effects[:, number, None]
            return structure, effects

        return lambda *series: list(map(with_effects, series, self._kept_of(series), (False, True)))

    def _kept_of(self, arrays):
        """As `_kept`, of several arrays at once."""
        return np.split(self._kept(np.concatenate(arrays)), len(arrays))

    def _structure_of(self, standard, level, by_logarithm, split):
        """Structure of normalised series; where robust, of the series with their outliers compressed towards it."""
        how = level, by_logarithm, split
        if not self.robust:
            return find_structure(standard, *how)
        found = Structure(self._medians(standard), by_logarithm, np.zeros(0))
        extremes = standard.min(axis=1, keepdims=True), standard.max(axis=1, keepdims=True)
        for _ in range(_ROBUST_ROUNDS if self.effects is None else _ROUNDS_WITH_EFFECTS):
            compressed = _compressed_towards(found.values, standard)
            found = find_structure(np.clip(compressed, *extremes), *how)  # further down may be no logarithm
        return found

    def _medians(self, standard):
        """Structure by medians: (n, t, c) -> (n, t, c)."""
        if self.structure == "none":
            return np.broadcast_to(np.median(standard, axis=1, keepdims=True), standard.shape)
        return structure_of_medians(standard, self.seasonal_period, self.structure == "both")


def rows_for_effects(n_series, n_channels, n_inputs):
    """Series from which effects of covariates are estimated: a slice, evenly spaced, as they may come sorted by kind.

    Parameters
    ----------
    n_series, n_channels, n_inputs : int

    Returns
    -------
    rows : slice
    """
    n_used = max(_EFFECT_SERIES[0], min(_EFFECT_SERIES[1], 4 * CHUNK_VALUES // (n_channels * (n_inputs + 1) ** 2)))
    return slice(None, None, -(-n_series // n_used))


def _line(values):
    """Straight line by least squares: (n, t, c) -> (n, t, c)."""
    time = np.arange(values.shape[1]) - (values.shape[1] - 1) / 2
    series = np.ascontiguousarray(values.swapaxes(1, 2))
    slope = (series * time).sum(axis=-1, keepdims=True) / max((time**2).sum(), 1.0)
    return (series.mean(axis=-1, keepdims=True) + slope * time).swapaxes(1, 2)


def _compressed_towards(structure, standard):
    """Normalised series whose outliers are compressed towards their structure."""
    remainder, location, size = standardise(standard - structure, robust=True)
    return structure + location + size * compress(remainder)

"""New series: fit a density, draw, decode, add level and structure, and keep the limits.

Axes: n series, t time points, c channels, g static conditions.
"""

import warnings
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from sklearn.utils import check_random_state

from .._preprocessing.bounds import Bounds
from .._preprocessing.normalisation import standardise
from .._preprocessing.postprocessing import Postprocessor
from .._preprocessing.spans import chunks
from .._reproducibility.jobs import in_jobs
from .._reproducibility.progress import progress_bar
from .._reproducibility.random import keyed_generator
from .._reproducibility.settings import numeric_settings
from ..exceptions import CopyWarning
from ..metrics._drawn_series import REMEDY, what_few_lack
from ..metrics._privacy import fraction_of_near_copies
from .levels import Levels
from .limits import Limits
from .series_density import SeriesDensity
from .span_density import SpanDensity
from .training_rows import TrainingRows, complete_series

_LARGEST = np.finfo(np.float64).max
_ORDINARY_EXPONENT = 200  # base 2, up to which values are not scaled
_BLOCK = 256  # series that are drawn together, at most, whatever the number of jobs
_MAX_DRAWS = 20  # of a series that leaves its bounds
_N_CHECKED = 300  # drawn series that are checked for near copies, and training series that they are compared with
_QUANTILE = 0.05  # of training series, which count as near copies of others
_MANY_COPIES = 0.5  # fraction of near copies above which to warn


class Sampler:
    """Draws series of every class.

    Parameters
    ----------
    encoder : SeriesEncoder
    postprocessor : Postprocessor
    values : ndarray of shape (n, t, c)
        Training series to which densities are fitted, NaN where not observed.
    conditions : Conditions
        Of these series.
    seed : int
        Of the densities. Draws have their own generator.
    """

    def __init__(self, encoder, postprocessor: Postprocessor, values: np.ndarray, conditions, seed: int) -> None:
        self.encoder, self.postprocessor = encoder, postprocessor
        self.values, self.conditions, self.seed = values, conditions, seed

    @cached_property
    def _channel_unit(self) -> np.ndarray:
        """What values are divided by, so that no square of them overflows or vanishes: (c,), mostly 1."""
        largest = np.nanmax(np.abs(self.values), axis=(0, 1))
        exponent = np.frexp(largest)[1] - 1
        is_extreme = (largest > 0) & (np.abs(exponent) > _ORDINARY_EXPONENT)
        return np.ldexp(1.0, np.where(is_extreme, np.maximum(exponent, -1022), 0))  # powers of 2 round nothing

    @staticmethod
    def generator(random_state) -> np.random.Generator:
        """Random numbers of one call of `LGTAAugmenter.sample`: an int gives the same ones every time."""
        seed = int(check_random_state(random_state).randint(np.iinfo(np.int32).max))
        return keyed_generator(seed, b"sample")

    def sample(
        self,
        conditions,
        lengths: np.ndarray,
        rng: np.random.Generator,
        *,
        check_copies: bool = True,
        n_jobs: int | None = None,
        verbose: int = 0,
    ) -> np.ndarray:
        """Series under conditions, of several lengths.

        Parameters
        ----------
        conditions : Conditions
            Of the series to draw, with their classes.
        lengths : ndarray of int of shape (n,)
        rng : numpy.random.Generator
        check_copies : bool, default=True
            Whether to warn where most draws are near copies of training series. Where these are few it is said anyway.
        n_jobs : int or None, default=None
            Processes, each of which draws some of the series. None is one, or as joblib is configured.
        verbose : int, default=0
            1 shows a progress bar.

        Returns
        -------
        values : ndarray of shape (n, longest length, c)
            NaN after the end of shorter series.
        """
        values = np.full((len(lengths), lengths.max(), self.values.shape[2]), np.nan)
        blocks = list(self._blocks(conditions, lengths))
        bits: Any = rng.bit_generator  # Philox
        with numeric_settings(), progress_bar("sample", len(blocks), "part", verbose) as bar:
            for block in blocks:
                self.class_sampler(block.code).fit_density(block.conditions, block.n_timepoints)
            calls = (
                # every block has random numbers of its own, so that blocks do not wait for each other
                (_draw_block, self.class_sampler(block.code), block, np.random.Generator(bits.jumped(at)))
                for at, block in enumerate(blocks)
            )
            for block, drawn in zip(blocks, in_jobs(calls, n_jobs, bar), strict=True):
                values[block.rows, : block.n_timepoints] = self._within_floats(drawn)
            self._warn_of_copies(np.unique(conditions.codes), check_copies)
        return values

    def _blocks(self, conditions, lengths: np.ndarray) -> Iterator["_Block"]:
        """Series of one length and class, few enough to be drawn at once."""
        n_channels = self.values.shape[2]
        for length in np.unique(lengths).tolist():
            codes = conditions.codes[lengths == length]
            for code in np.unique(codes):
                alike = np.flatnonzero((lengths == length) & (conditions.codes == code))
                for part in chunks(len(alike), length * n_channels, _BLOCK):
                    yield _Block(alike[part], code, conditions[alike[part]], length)

    def _within_floats(self, drawn: np.ndarray) -> np.ndarray:
        """Drawn series in the unit of the user, whole numbers where X had them: (n, t, c) -> (n, t, c)."""
        with np.errstate(over="ignore"):
            values = np.clip(drawn * self._channel_unit, -_LARGEST, _LARGEST)
        return np.rint(values) if self.postprocessor.rounds else values

    def class_sampler(self, code) -> "ClassSampler":
        """Sampler of one class, fitted at its first use."""
        if code not in self._class_samplers:
            in_class = self.conditions.codes == code
            values, conditions = complete_series(self.encoder, self.values[in_class], self.conditions[in_class])
            unit = self._channel_unit
            bounds = Bounds(*(limit / unit for limit in self.postprocessor.bounds))
            seed = [self.seed, int(code)]
            encoder = replace(self.encoder, decomposer=self.encoder.decomposer.in_units(unit))
            self._class_samplers[code] = ClassSampler(encoder, bounds, values / unit, conditions, seed)
        return self._class_samplers[code]

    @cached_property
    def _class_samplers(self) -> dict:
        return {}

    def _warn_of_copies(self, codes, check_copies: bool) -> None:
        """Warn where most draws of one of these classes are near copies of training series, or lean on few of them."""
        samplers = [self.class_sampler(code) for code in codes]
        fraction = max(sampler.near_copy_fraction for sampler in samplers) if check_copies else 0.0
        fewest = min(len(sampler.rows.values) for sampler in samplers)
        if fraction > _MANY_COPIES:
            what = (
                f"{fraction:.0%} of the drawn series are near copies: they lie much nearer to one training series than "
                f"to any other, as only {_QUANTILE:.0%} of training series do."
            )
        else:
            of_class = " of their class" if len(np.unique(self.conditions.codes)) > 1 else ""
            what = what_few_lack(fewest, of_class)
            if not what:
                return
        warnings.warn(
            f"{what} {REMEDY}",
            CopyWarning,
            stacklevel=4,
        )


class _Block(NamedTuple):
    """Series of one length and class that are drawn together.

    Attributes
    ----------
    rows : ndarray of int of shape (n,)
        Their positions among all that are drawn.
    code : int
        Their class.
    conditions : Conditions
        Of these series.
    n_timepoints : int
    """

    rows: np.ndarray
    code: int
    conditions: Any
    n_timepoints: int


def _draw_block(sampler: "ClassSampler", block: _Block, rng: np.random.Generator) -> np.ndarray:
    """Draw the series of a block: (n, n_timepoints, c)."""
    with numeric_settings():  # here, as the settings of the caller's thread do not reach other threads and processes
        return sampler.draw(block.conditions, block.n_timepoints, rng)


class ClassSampler:
    """Draws series of one class.

    Parameters
    ----------
    encoder : SeriesEncoder
    bounds : Bounds
    values : ndarray of shape (n, t, c)
        Training series without gaps.
    conditions : Conditions
        Of these series.
    seed : list of int
        Of the densities.
    """

    def __init__(self, encoder, bounds: Bounds, values: np.ndarray, conditions, seed: list[int]) -> None:
        self.codec, self.decomposer = encoder.codec, encoder.decomposer
        self.conditions, self.seed = conditions, seed
        self.rows = TrainingRows.of(encoder, values, conditions)
        period = self.decomposer.seasonal_period or 1  # without a season, structure is a level
        self.levels = Levels(self.rows, bounds, period, self._groups_of(conditions))
        self.limits = Limits(values, bounds)

    def _groups_of(self, conditions):
        """Static conditions, standardised: (n, g)."""
        effect = self.codec.effect
        if effect is None:
            return np.zeros((len(conditions.codes), 0))
        return ((conditions.to_array(1)[:, 0] - effect.mean) / effect.unit)[:, effect.static]

    @cached_property
    def _series_density(self):
        residual = self.codec.grid(self.rows.values.shape[1]).from_tokens(self.rows.residual)
        return SeriesDensity(self.rows, residual, self.levels.features, np.random.default_rng([*self.seed, 0]))

    @cached_property
    def _span_density(self):
        n_tokens = self.rows.latent.shape[1]
        # Once structure is set aside, remainders are alike at all time points. Else only whole timelines are alike.
        if self.decomposer.structure != "none":
            n_tokens = min(n_tokens, self.codec.model.sizes_.window_tokens)
        return SpanDensity(self.rows, self.levels.features, n_tokens, self.seed)

    def fit_density(self, conditions, n_timepoints: int) -> None:
        """Fit the density that series are drawn from, unless it is fitted, so that no job needs to.

        Parameters
        ----------
        conditions : Conditions
        n_timepoints : int
        """
        _ = self._series_density if self._draws_shapes(conditions, n_timepoints) else self._span_density

    def _draws_shapes(self, conditions, n_timepoints: int) -> bool:
        """Whether series are drawn as shapes, and not as codes."""
        fits_in = n_timepoints <= self.rows.values.shape[1]
        # Shapes are those under the conditions of training, so other conditions need codes that are decoded.
        return self.decomposer.structure == "none" and fits_in and not conditions.covariates

    def draw(self, conditions, n_timepoints: int, rng: np.random.Generator) -> np.ndarray:
        """Series within the bounds, of which those that leave them much are drawn again.

        Parameters
        ----------
        conditions : Conditions
            Of the series to draw.
        n_timepoints : int
        rng : numpy.random.Generator

        Returns
        -------
        values : ndarray of shape (n, n_timepoints, c)
        """
        values, excess = self._draw_once(conditions, n_timepoints, rng)
        for _ in range(_MAX_DRAWS - 1):
            rows = np.flatnonzero(excess)
            if not len(rows):
                break
            again, excess_again = self._draw_once(conditions[rows], n_timepoints, rng)
            better = excess_again < excess[rows]
            values[rows[better]], excess[rows[better]] = again[better], excess_again[better]
        return values

    def _draw_once(self, conditions, n_timepoints, rng):
        """Series within the bounds (n, n_timepoints, c), and how much they left them before (n,)."""
        if self._draws_shapes(conditions, n_timepoints):
            values, location = self._draw_shapes(len(conditions.codes), rng)
        else:
            values, location = self._draw_codes(conditions, n_timepoints, rng)
        return self.limits.clip(values[:, :n_timepoints], self.levels.lowest_values(location))

    def _draw_shapes(self, n_series, rng):
        """Series of the length of training (n, t, c) and their means (n, c)."""
        drawn = self._series_density.draw(n_series, rng)
        if self._series_density.draws_values:
            values = self.limits.keep(drawn.shape + drawn.residual, drawn.donors)
            return values, values.mean(axis=1)
        levels = self.levels.from_features(drawn.level_features, drawn.donors, drawn.shape.shape[1])
        standard = standardise(drawn.shape + drawn.residual)[0]  # mean and size are drawn separately
        values = levels.location[:, None] + levels.scale[:, None] * standard
        return self.limits.keep(values, drawn.donors), levels.location

    def _draw_codes(self, conditions, n_timepoints, rng):
        """Series of any length (n, n_timepoints, c) and their means (n, c), decoded from drawn codes."""
        n_series, grid = len(conditions.codes), self.codec.grid(n_timepoints)
        drawn = self._span_density.draw(n_series, grid.n_tokens, rng)
        level_features = drawn.level_features + self.levels.group_effect(self._groups_of(conditions))
        donors = np.repeat(drawn.donors[:, None], self.rows.scale.shape[1], axis=1)
        levels = self.levels.from_features(level_features, donors, n_timepoints)
        decoded = self.codec.decode(drawn.latent, conditions.to_array(n_timepoints), grid)
        remainder = decoded + grid.from_tokens(drawn.residual)
        if n_timepoints >= self.rows.values.shape[1] or self.decomposer.panel is not None:
            remainder = standardise(remainder)[0]  # as in training: mean and size are drawn separately
        structure = levels.location[:, None] + levels.scale[:, None] * levels.structure
        structure = self._effects_on(levels, drawn.donors).moved(structure, conditions.effect_inputs(n_timepoints))
        return structure + levels.unit[:, None] * remainder, levels.location

    def _effects_on(self, levels, donors):
        """Effects of covariates on drawn series: those of the training series that give the detail."""
        donor_scale = self.rows.scale[donors]
        factor = np.divide(levels.scale, donor_scale, out=np.zeros_like(donor_scale), where=donor_scale > 0)
        return self.rows.effects[donors].resized(levels.location[:, None], factor[:, None])

    @cached_property
    def near_copy_fraction(self) -> float:
        """Fraction of near copies among draws, as `sklearn_lgta.metrics.near_copy_fraction` of a sample of series.

        At most 300 draws are compared with all training series. The threshold comes from at most 300 training
        series drawn at random, and so differs a little from the metric, which takes all. With fewer than three
        training series it is 1.
        """
        values = self.rows.values
        if len(values) < 3:
            return 1.0
        rng = np.random.default_rng([*self.seed, 2])
        drawn = self.draw(self.conditions[np.arange(_N_CHECKED) % len(values)], values.shape[1], rng)
        compared = rng.permutation(len(values))[:_N_CHECKED]
        return fraction_of_near_copies(
            values.swapaxes(1, 2), drawn.swapaxes(1, 2), quantile=_QUANTILE, standardize=True, compared=compared
        )

"""Strength -> latent gain: the response of the output to the gain, measured once and inverted."""

import warnings
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from scipy.stats import wasserstein_distance

from .._preprocessing.normalisation import HEADROOM, standardise
from .._preprocessing.spans import span_batches, varies
from .._reproducibility.settings import numeric_settings
from ..exceptions import StrengthWarning
from ..transformations._alternatives import Alternative
from .copy_report import copy_report
from .strength_curve import RawGain, StrengthCurve, StrengthCurves, gains

_DEFAULT_STRENGTH = 0.3
_LARGEST_STRENGTH = 1e100  # beyond it numbers overflow
_VALUES = 150_000  # decoded at each gain
_DRAWS = (64, 1_024)  # decoded at each gain, at least and at most
_MOST_VALUES = 2**20  # decoded at each gain: fewer draws of very long series
_SIZE_DRAWS = 4_096  # draws whose size in the latent space is averaged
_SIZE_NUMBERS = 2**26  # in their codes: fewer draws of very long series
_SURE_ENOUGH = 0.03  # relative standard error of a mean size that needs no more draws
_REFINEMENTS = 3  # of the first gain, at most
_STRAIGHT = 0.05  # relative distance from a straight line that counts as straight
_FIRST_COPY = 2**40  # numbers of copies that no user takes


def rms_change(change, n_values, power, usual_power):
    """Root-mean-square change over all series and steps, corrected for draws of unusual size.

    The square of a normal factor has a heavy tail, so few draws say little about its mean. They do give the ratio
    of the change of a series to the change of its code. Times the usual change of the code, which comes from many
    more draws, that is the mean (a ratio estimate, series by series).

    Parameters
    ----------
    change : ndarray of shape (n_copies, n_series)
        Mean square change of a series in these draws, in units of each channel's own standard deviation.
    n_values : ndarray of shape (n_series,)
        Observed values of every series, its weight in the mean.
    power : ndarray of shape (n_copies, n_series)
        Mean square change of the code in these draws, at one gain.
    usual_power : ndarray of shape (n_copies, n_series)
        Its mean over many draws, at the same gain. Equal to `power` corrects nothing.

    Returns
    -------
    strength : float
    """
    drawn, usual = power.mean(axis=0), usual_power.mean(axis=0)
    correction = np.divide(usual, drawn, out=np.ones_like(usual), where=drawn > 0)
    return float(np.sqrt(np.average(change.mean(axis=0) * correction, weights=n_values)))


def wasserstein_distances(before, after):
    """Wasserstein distances between the values of every series and channel before and after a change.

    Parameters
    ----------
    before, after : ndarrays of shape (n_series, n_timepoints, n_channels)
        In units of each channel's own standard deviation; NaN is left out.

    Returns
    -------
    distances : ndarray of shape (n_series * n_channels,)
        Table 1 of the L-GTA paper reports their median.
    """
    pairs = (
        pair for of_series in zip(before, after, strict=True) for pair in zip(*(x.T for x in of_series), strict=True)
    )
    return np.array([wasserstein_distance(x[~np.isnan(x)], y[~np.isnan(x)]) for x, y in pairs])


class StrengthCalibration:
    """Turns strengths into latent gains, by the response of the output on some of the training series.

    Parameters
    ----------
    copier : Copier
    values : ndarray of shape (n_series, n_timepoints, n_channels)
    conditions : Conditions
    residual : {"auto", "keep", "resample", "drop"}
    unit : {"rms", "wasserstein"} or None
        What strength is measured in. None takes strength as the latent gain.
    rng : numpy.random.Generator
        Chooses the series.
    """

    def __init__(self, copier, values, conditions, residual, unit, rng):
        rows = np.flatnonzero(varies(values))
        n_draws = np.clip(_VALUES // values[0].size, *_DRAWS)
        self._n_draws = int(max(1, min(n_draws, _MOST_VALUES // values[0].size)))
        rows = rng.permutation(rows)[: self._n_draws]
        self.copier, self._values, self._conditions = copier, np.asarray(values[rows], np.float64), conditions[rows]
        self.residual, self.unit = residual, unit

    @property
    def values(self):
        """Training series (n, t, c) whose copies are measured."""
        return self._values

    @property
    def conditions(self):
        """Conditions of these series."""
        return self._conditions

    def with_changes(self, transformation=None, residual=None, unit="as before"):
        """Calibration for other parameters, whose curve is measured at its first use.

        Parameters
        ----------
        transformation : Transformation or None, default=None
        residual : {"auto", "keep", "resample", "drop"} or None, default=None
        unit : {"rms", "wasserstein"} or None, default="as before"

        Returns
        -------
        calibration : StrengthCalibration
            None and "as before" keep what is in force.
        """
        changed = copy(self)
        for measured in ("curve", "_reports"):
            changed.__dict__.pop(measured, None)
        changed.copier = replace(self.copier, transformation=transformation or self.copier.transformation)
        changed.residual = residual or self.residual
        changed.unit = self.unit if unit == "as before" else unit
        return changed

    @cached_property
    def _reports(self):
        return {}

    def copy_report(self, gain):
        """Figures of some copies at a gain, measured at its first use; see `copy_report`."""
        if gain not in self._reports:
            with numeric_settings():
                self._reports[gain] = copy_report(self, gain) if len(self._values) else {}
        return self._reports[gain]

    def has_report(self, gain):
        """Whether the figures of that gain are there."""
        return gain in self._reports

    @property
    def max_strength(self):
        """Largest strength that every alternative reaches; infinity where there is no largest."""
        return float(min(response.ceiling / one.relative_strength for one, response in self._responses()))

    def redraws_all(self, strength):
        """Whether the transformation acts at full size: no strength is given, and it redraws a whole remainder."""
        structure = self.copier.encoder.decomposer.structure
        return strength is None and self.copier.transformation.full_gain is not None and structure != "none"

    def strength_in_force(self, strength):
        """Strength as a number that can be reached: what None stands for, and at most the largest one."""
        if self.redraws_all(strength):
            return self.max_strength
        return float(min(_DEFAULT_STRENGTH if strength is None else strength, self.max_strength, _LARGEST_STRENGTH))

    def gain_for(self, strength, quiet=False):
        """Latent gain for a strength.

        Parameters
        ----------
        strength : float or None
            None is the full size of a transformation that redraws the remainder about a kept structure, and
            0.3 otherwise.
        quiet : bool, default=False
            Whether nothing is said where the strength cannot be reached.

        Returns
        -------
        gain : float, tuple of floats or None
            One for each alternative, where the transformation has several. None where nothing changes.

        Warns
        -----
        StrengthWarning
            If a given strength cannot be reached.
        """
        if self.redraws_all(strength):
            return self.copier.transformation.full_gain
        asked = _DEFAULT_STRENGTH if strength is None else strength
        if asked == 0:
            return None
        asked = float(asked) if isinstance(asked, np.floating) else asked  # float32 cannot hold the largest strength
        possible = float(min(asked, _LARGEST_STRENGTH))  # a whole number may be larger than any float
        answers = [_Answer.to(possible, *one) for one in self._responses()]
        missed = [one for one in answers if one.is_missed or asked > possible]
        if strength is not None and missed and not quiet:
            self._warn_of_strength(asked, missed, len(answers))
        gains = tuple(one.gain for one in answers)
        return gains if len(gains) > 1 else gains[0]

    def _responses(self):
        """Alternatives of the transformation, and how the output responds to the gain of each.

        Returns
        -------
        responses : list of (Alternative, StrengthCurve or RawGain)
        """
        alternatives = self.copier.transformation.alternatives()
        if self.unit is None:
            return [(one, RawGain(float(self._copier_of(one).max_gain))) for one in alternatives]
        if isinstance(self.curve, StrengthCurves):
            return list(zip(alternatives, self.curve.curves, strict=True))
        return [(Alternative(self.copier.transformation), self.curve)]

    def _copier_of(self, alternative):
        """A copier that applies one alternative to all series."""
        return replace(self.copier, transformation=alternative.transformation)

    def _warn_of_strength(self, strength, missed, n_alternatives):
        whole = _one_line(self.copier.transformation)
        what, limit = f"{whole}: the copies have {missed[0].reached:.3g}", ""
        if n_alternatives > 1:
            parts = ", ".join(f"{one.name} has {one.reached:.3g} in place of {one.wanted:.3g}" for one in missed)
            what = f"{len(missed)} of {n_alternatives} parts of {whole}: {parts}"
            limit = f" The largest strength that all parts reach is max_strength_, {self.max_strength:.3g}."
        why = "; ".join(dict.fromkeys(self._reason(one) for one in missed))
        warnings.warn(
            f"strength={_short(strength)} cannot be reached with {what}. Reason: {why}.{limit}",
            StrengthWarning,
            stacklevel=4,
        )

    def _reason(self, answer):
        """Why a strength is missed: _Answer -> str."""
        if answer.reached > answer.wanted:
            return f"residual={self.residual!r} alone changes the series by that much; use residual='keep'"
        if answer.reached == answer.wanted:
            return "larger numbers overflow"
        outliers = ", outliers" if self.copier.encoder.decomposer.robust else ""
        return (
            f"structure that is set aside{outliers}, bounds, and everything outside of `On` stay, and all the rest "
            "has changed"
        )

    @cached_property
    def curve(self):
        """Response of the output, measured at the first use.

        Returns
        -------
        curve : StrengthCurve or StrengthCurves
            The latter where series get alternatives, or another strength than that of the augmenter.
        """
        alternatives = self.copier.transformation.alternatives()
        n_series = len(self._values)
        # every series again and again where there are few
        n_copies = -(-self._n_draws // n_series) if n_series else 0
        batches = [
            _CopiedBatch.of(self.copier, batch, self._values, self._conditions, n_copies)
            for batch in (span_batches(self._values, self.copier.patch_length) if n_series else ())
        ]
        curves = tuple(self._measured(self._copier_of(one), batches) for one in alternatives)
        strengths = tuple(one.relative_strength for one in alternatives)
        if strengths == (1.0,):
            return curves[0]
        return StrengthCurves(tuple(_one_line(one.transformation) for one in alternatives), strengths, curves)

    def _measured(self, copier, batches):
        """Response of the output to the gain of a transformation that all series get."""
        grid = gains(copier.max_gain)
        if not batches:  # nothing can change
            return StrengthCurve(grid, np.zeros_like(grid), open_ended=False)
        drawn = [_DrawnBatch(copier, batch, self.residual) for batch in batches]
        n_values = np.concatenate([one.batch.n_values for one in drawn])
        power = np.concatenate([one.power for one in drawn], axis=1)
        usual = self._usual_power(drawn, power)

        def strength_at(gain):
            changes = [one.change(gain) for one in drawn]
            if self.unit == "wasserstein":
                pairs = zip(batches, changes, strict=True)
                return float(np.median(np.concatenate([batch.distances(change) for batch, change in pairs])))
            squares = (np.nanmean(change**2, axis=(1, 2)).reshape(len(power), -1) for change in changes)
            return rms_change(np.concatenate(list(squares), axis=1), n_values, power, usual)

        strength = [strength_at(gain) for gain in grid]
        if np.isfinite(copier.max_gain):
            grid, strength = refine_start(grid, strength, strength_at)
        return StrengthCurve.measured(grid, strength, np.isinf(copier.max_gain))

    @staticmethod
    def _usual_power(drawn, power):
        """Mean square change of the codes in very many draws, which need no decoding: (n_copies, n)."""
        if power.std() <= _SURE_ENOUGH * np.sqrt(power.size) * power.mean():
            return power  # sizes of draws vary so little that these few tell their mean
        n_numbers = sum(one.n_numbers for one in drawn)
        n_times = min(-(-_SIZE_DRAWS // power.size), max(1, _SIZE_NUMBERS // n_numbers))
        return np.concatenate([one.usual_power(n_times) for one in drawn], axis=1)


@dataclass(frozen=True)
class _Answer:
    """A strength that is wanted from an alternative, what it reaches, and the gain for it."""

    name: str
    wanted: float
    reached: float
    gain: float
    is_missed: bool

    @classmethod
    def to(cls, strength, alternative, response):
        """Answer to a strength of the augmenter, by the response of an alternative."""
        asked = strength * alternative.relative_strength
        wanted = min(asked, _LARGEST_STRENGTH)
        reached = max(min(wanted, response.ceiling), response.floor)
        is_missed = asked > wanted or not np.isclose(reached, wanted, rtol=1e-6, atol=0)
        return cls(_one_line(alternative.transformation), wanted, reached, response.gain_for(wanted), is_missed)


@dataclass(frozen=True)
class _CopiedBatch:
    """Series of a batch, each repeated for its copies.

    Attributes
    ----------
    series : PreparedSeries
        Of n_copies * n_rows series.
    values : ndarray of shape (n_copies * n_rows, t, c)
    unit : ndarray
        Standard deviations; 1 where they are 0.
    n_values : ndarray of shape (n_rows,)
        Observed values of every series.
    """

    series: Any
    values: np.ndarray
    unit: np.ndarray
    n_values: np.ndarray

    @classmethod
    def of(cls, copier, batch, values, conditions, n_copies):
        """Series of a batch, prepared: Copier, SpanBatch, (n, t, c), Conditions, int -> _CopiedBatch."""
        series = copier.prepare(batch.take(values, conditions))
        before = np.full_like(series.encoded.values, np.nan)
        for equal, time, within in batch.places():
            before[equal, within] = values[batch.rows[equal], time]
        again = np.tile(np.arange(len(before)), n_copies)
        series = series if n_copies == 1 else series.take(again)
        scale = series.encoded.decomposition.scale
        n_values = (~np.isnan(before)).sum(axis=(1, 2))
        return cls(series, before[again], np.where(scale > 0, scale, 1.0), n_values)

    def distances(self, change):
        """Wasserstein distances between the values before and after a change."""
        standard, _, scale = standardise(self.values)
        before = standard * (scale / self.unit)
        return wasserstein_distances(before, before + change)


class _DrawnBatch:
    """Several draws of each series of a batch.

    Parameters
    ----------
    copier : Copier
    batch : _CopiedBatch
    residual : {"auto", "keep", "resample", "drop"}

    Attributes
    ----------
    power : ndarray of shape (n_copies, n_rows)
        Mean square change of the code at gain 1.
    n_numbers : int
        Numbers in the codes of all draws.
    """

    def __init__(self, copier, batch, residual):
        self._copier, self.batch, self._residual = copier, batch, residual
        self._draws = _draw_again(copier, batch.series, 0, residual)
        self.power = self._power_of(self._draws)
        self.n_numbers = batch.series.encoded.latent.size

    def change(self, gain):
        """Change at a gain: (n_copies * n_rows, t, c), in standard deviations; NaN in gaps."""
        copies = self._copier.apply(self.batch.series, self._draws, gain, self._residual)
        return (HEADROOM * copies - HEADROOM * self.batch.values) / self.batch.unit / HEADROOM

    def usual_power(self, n_times):
        """Mean square change of the code at gain 1 over many draws: (n_copies, n_rows)."""
        again = (_draw_again(self._copier, self.batch.series, 1 + number) for number in range(n_times))
        return np.mean([self._power_of(draws) for draws in again], axis=0)

    def _power_of(self, draws):
        """Mean square change of the codes at gain 1: Draws -> (n_copies, n_rows)."""
        return draws.power(self.batch.series.encoded.latent).reshape(-1, len(self.batch.n_values))


def refine_start(gain, strength, strength_at):
    """Measured response with more gains near 0, until it is straight there.

    Parameters
    ----------
    gain, strength : sequences of floats
        From gain 0 on.
    strength_at : callable
        Measures the strength of a gain.

    Returns
    -------
    gain, strength : lists of floats
    """
    gain, strength = list(gain), list(strength)
    for _ in range(_REFINEMENTS):
        quarter = gain[1] / 4
        measured, expected = strength_at(quarter), 0.75 * strength[0] + 0.25 * strength[1]
        if abs(measured - expected) <= _STRAIGHT * expected:
            break
        gain.insert(1, quarter)
        strength.insert(1, measured)
    return gain, strength


def _short(strength):
    try:
        return f"{strength:g}"
    except OverflowError:  # of a whole number that no float can hold
        return "a number larger than any float"


def _one_line(transformation):
    return " ".join(str(transformation).split())


def _draw_again(copier, series, number, residual="keep"):
    first = _FIRST_COPY + number * len(series.noise_keys)
    return copier.draw(series, range(first, first + len(series.noise_keys)), residual)

"""Strength -> latent gain: the response of the output to the gain, measured once and inverted."""

import warnings
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.stats import wasserstein_distance

from .._preprocessing.normalisation import HEADROOM, standardise
from .._preprocessing.spans import span_batches, varies
from ..exceptions import StrengthWarning

_DEFAULT_STRENGTH = 0.3
_GAINS_TO_ONE = np.linspace(0.0, 1.0, 9)
_GAINS_OPEN = np.concatenate([[0.0], 0.05 * 2.0 ** np.arange(8)])  # .05 to 6.4
_LARGEST_STRENGTH = 1e100  # beyond it numbers overflow
_FLAT = 0.1  # a log-log slope below this at the end of the curve is a ceiling
_VALUES = 150_000  # decoded at each gain
_DRAWS = (64, 1_024)  # decoded at each gain, at least and at most
_MOST_VALUES = 2**20  # decoded at each gain: fewer draws of very long series
_SIZE_DRAWS = 4_096  # draws whose size in the latent space is averaged
_SIZE_NUMBERS = 2**26  # in their codes: fewer draws of very long series
_SURE_ENOUGH = 0.03  # relative standard error of a mean size that needs no more draws
_REFINEMENTS = 3  # of the first gain, at most
_STRAIGHT = 0.05  # relative distance from a straight line that counts as straight
_FIRST_COPY = 2**40  # numbers of copies that no user takes


def gains(max_gain):
    """Gains at which the response is measured.

    Parameters
    ----------
    max_gain : float
        Infinity where the transformation has no largest gain.

    Returns
    -------
    gains : ndarray of shape (9,)
    """
    return _GAINS_OPEN if np.isinf(max_gain) else _GAINS_TO_ONE * max_gain


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


@dataclass(frozen=True)
class StrengthCurve:
    """Measured response of the output to the latent gain, increasing from its floor to its ceiling.

    Parameters
    ----------
    gain : ndarray of shape (n_points,)
        Latent gains, from 0.
    strength : ndarray of shape (n_points,)
        Change of the final output at that gain.
    open_ended : bool
        Whether larger gains than the last are allowed.
    """

    gain: np.ndarray
    strength: np.ndarray
    open_ended: bool

    @classmethod
    def measured(cls, gain, strength, open_ended):
        """Increasing curve through measurements."""
        strength = np.maximum.accumulate(np.asarray(strength, dtype=float))
        rise = np.diff(np.log(np.maximum(strength[-2:], 1e-300)))[0] / np.diff(np.log(gain[-2:]))[0]
        return cls(np.asarray(gain, dtype=float), strength, bool(open_ended and rise > _FLAT))

    @property
    def floor(self):
        """Change at gain 0, by redrawing or dropping the residual."""
        return float(self.strength[0])

    @property
    def ceiling(self):
        """Largest strength that can be reached; infinity where there is no largest."""
        return np.inf if self.open_ended else float(self.strength[-1])

    def gain_for(self, strength):
        """Latent gain that reaches a strength; outside the range the nearest gain.

        Parameters
        ----------
        strength : float

        Returns
        -------
        gain : float
        """
        if strength >= self.strength[-1]:
            if not self.open_ended:
                return float(self.gain[-1])
            slope = (self.strength[-1] - self.strength[-2]) / (self.gain[-1] - self.gain[-2])
            return float(self.gain[-1] + (strength - self.strength[-1]) / slope)
        # the curve may be flat at its start (bounds), where np.interp needs increasing values
        rising = np.append(True, np.diff(self.strength) > 0)
        return float(np.interp(strength, self.strength[rising], self.gain[rising]))


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
    def max_strength(self):
        """Largest strength that can be reached; infinity where there is no largest."""
        return float(self.copier.max_gain) if self.unit is None else self.curve.ceiling

    def redraws_all(self, strength):
        """Whether the transformation acts at full size: no strength is given, and it redraws a whole remainder."""
        structure = self.copier.encoder.decomposer.structure
        return strength is None and self.copier.transformation.full_gain is not None and structure != "none"

    def gain_for(self, strength):
        """Latent gain for a strength.

        Parameters
        ----------
        strength : float or None
            None is the full size of a transformation that redraws the remainder about a kept structure, and
            0.3 otherwise.

        Returns
        -------
        gain : float or None
            None where nothing changes.

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
        possible = float(min(asked, _LARGEST_STRENGTH))  # a whole number may be larger than any float
        gain = reached = min(possible, self.max_strength)
        if self.unit is not None:
            gain, reached = self.curve.gain_for(possible), max(reached, self.curve.floor)
        if strength is not None and (asked > possible or not np.isclose(reached, possible, rtol=1e-6, atol=0)):
            self._warn_of_strength(asked, reached)
        return gain

    def _warn_of_strength(self, strength, reached):
        if reached > strength:
            why = f"residual={self.residual!r} alone changes the series by that much; use residual='keep'"
        elif reached == _LARGEST_STRENGTH:
            why = "larger numbers overflow"
        else:
            outliers = ", outliers" if self.copier.encoder.decomposer.robust else ""
            why = (
                f"structure that is set aside{outliers}, bounds, and everything outside of `On` stay, and all the rest "
                "has changed"
            )
        warnings.warn(
            f"strength={_short(strength)} cannot be reached with {self.copier.transformation}: the copies have "
            f"{reached:.3g}. Reason: {why}.",
            StrengthWarning,
            stacklevel=4,
        )

    @cached_property
    def curve(self):
        """Response of the output, measured at the first use.

        Returns
        -------
        curve : StrengthCurve
        """
        max_gain = self.copier.max_gain
        grid = gains(max_gain)
        n_series = len(self._values)
        if not n_series:  # nothing can change
            return StrengthCurve(grid, np.zeros_like(grid), open_ended=False)
        n_copies = -(-self._n_draws // n_series)  # every series again and again where there are few
        drawn = [
            _DrawnBatch(self.copier, batch, self._values, self._conditions, n_copies, self.residual)
            for batch in span_batches(self._values, self.copier.patch_length)
        ]
        n_values = np.concatenate([one.n_values for one in drawn])
        power = np.concatenate([one.power for one in drawn], axis=1)
        usual = self._usual_power(drawn, power)

        def strength_at(gain):
            changes = [one.change(gain) for one in drawn]
            if self.unit == "wasserstein":
                pairs = zip(drawn, changes, strict=True)
                return float(np.median(np.concatenate([one.distances(change) for one, change in pairs])))
            squares = (np.nanmean(change**2, axis=(1, 2)).reshape(n_copies, -1) for change in changes)
            return rms_change(np.concatenate(list(squares), axis=1), n_values, power, usual)

        strength = [strength_at(gain) for gain in grid]
        if np.isfinite(max_gain):
            grid, strength = refine_start(grid, strength, strength_at)
        return StrengthCurve.measured(grid, strength, np.isinf(max_gain))

    @staticmethod
    def _usual_power(drawn, power):
        """Mean square change of the codes in very many draws, which need no decoding: (n_copies, n)."""
        if power.std() <= _SURE_ENOUGH * np.sqrt(power.size) * power.mean():
            return power  # sizes of draws vary so little that these few tell their mean
        n_numbers = sum(one.n_numbers for one in drawn)
        n_times = min(-(-_SIZE_DRAWS // power.size), max(1, _SIZE_NUMBERS // n_numbers))
        return np.concatenate([one.usual_power(n_times) for one in drawn], axis=1)


class _DrawnBatch:
    """Several draws of each series of a batch.

    Parameters
    ----------
    copier : Copier
    batch : SpanBatch
    values : ndarray of shape (n_series, n_timepoints, n_channels)
    conditions : Conditions
    n_copies : int
    residual : {"auto", "keep", "resample", "drop"}

    Attributes
    ----------
    n_values : ndarray of shape (n_rows,)
        Observed values of every series.
    power : ndarray of shape (n_copies, n_rows)
        Mean square change of the code at gain 1.
    n_numbers : int
        Numbers in the codes of all draws.
    """

    def __init__(self, copier, batch, values, conditions, n_copies, residual):
        again = np.tile(np.arange(len(batch.rows)), n_copies)
        self._copier, self._residual, self._n_copies = copier, residual, n_copies
        series = copier.prepare(batch.take(values, conditions))
        self._series = series if n_copies == 1 else series.take(again)
        before = np.full_like(series.encoded.values, np.nan)
        for equal, time, within in batch.places():
            before[equal, within] = values[batch.rows[equal], time]
        self._draws = _draw_again(copier, self._series, 0, residual)
        self.n_values = (~np.isnan(before)).sum(axis=(1, 2))
        self.power = self._draws.power(self._series.encoded.latent).reshape(n_copies, -1)
        self.n_numbers = self._series.encoded.latent.size
        self._before = before[again]
        scale = self._series.encoded.decomposition.scale
        self._unit = np.where(scale > 0, scale, 1.0)

    def change(self, gain):
        """Change at a gain: (n_copies * n_rows, t, c), in standard deviations; NaN in gaps."""
        copies = self._copier.apply(self._series, self._draws, gain, self._residual)
        return (HEADROOM * copies - HEADROOM * self._before) / self._unit / HEADROOM

    def distances(self, change):
        """Wasserstein distances between the values before and after a change."""
        before = standardise(self._before)[0]
        return wasserstein_distances(before, before + change)

    def usual_power(self, n_times):
        """Mean square change of the code at gain 1 over many draws: (n_copies, n_rows)."""
        again = [_draw_again(self._copier, self._series, 1 + number) for number in range(n_times)]
        power = [draws.power(self._series.encoded.latent) for draws in again]
        return np.mean(power, axis=0).reshape(self._n_copies, -1)


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


def _draw_again(copier, series, number, residual="keep"):
    first = _FIRST_COPY + number * len(series.noise_keys)
    return copier.draw(series, range(first, first + len(series.noise_keys)), residual)

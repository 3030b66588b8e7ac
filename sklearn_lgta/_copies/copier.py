"""Copies of series: encode, draw, apply, decode, recompose.

Axes: n series, t time points, c channels.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from .._latent.encoder import EncodedSeries, SeriesEncoder
from .._preprocessing.postprocessing import Postprocessor
from .._preprocessing.spans import ends, equal_rows, has_gaps, span_batches
from .._reproducibility.random import RowGenerators, group_keys, row_keys
from .._reproducibility.settings import numeric_settings
from ..transformations._alternatives import rows_by_alternative
from ..transformations._base import drawn_by
from .donors import DonorPool, Donors
from .draws import DrawGroup, Draws, group_by_kind
from .forecast_windows import TrainingWindows, check_newest, check_windows, cut, has_clean_targets, in_layout
from .in_parts import copies_of, made_copies, with_gaps
from .interpolation import interpolate
from .recorded_draws import RecordedDraws, check_draws

_VALUES_AT_ONCE = 2**17  # of copies of a few series, which are made together up to here


class PreparedSeries(NamedTuple):
    """Series that are ready to be copied.

    Attributes
    ----------
    encoded : EncodedSeries
    donors : Donors
    noise_keys : list of n bytes
        Keys of the random numbers of every series.
    """

    encoded: EncodedSeries
    donors: Donors
    noise_keys: list

    def take(self, rows):
        """Some of the series: ndarray of int of shape (m,) -> PreparedSeries."""
        return PreparedSeries(self.encoded.take(rows), self.donors[rows], [self.noise_keys[row] for row in rows])


@dataclass(frozen=True)
class Copier:
    """Makes copies of series.

    Parameters
    ----------
    encoder : SeriesEncoder
    transformation : Transformation
    donors : DonorPool
    postprocessor : Postprocessor
    seed : int
    """

    encoder: SeriesEncoder
    transformation: Any
    donors: DonorPool
    postprocessor: Postprocessor
    seed: int

    @property
    def max_gain(self):
        """Largest gain of the transformation; of the decomposition, where the transformation has none."""
        return min(self.transformation.max_gain, self.encoder.decomposer.max_gain)

    def copies(
        self,
        values,
        conditions,
        numbers,
        gain,
        residual,
        groups=None,
        fill=False,
        n_jobs=None,
        verbose=0,
        dtype=np.float64,
    ):
        """Copies of series.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)
            NaN where missing.
        conditions : Conditions
            Of these series; donors are of their class.
        numbers : sequence of int
            Numbers of the copies.
        gain : float, tuple of floats or None
            One for all series, or one for each alternative of the transformation. None changes nothing.
        residual : {"auto", "keep", "resample", "drop"}
        groups : ndarray of shape (n,) or None, default=None
            Series of one group share their random numbers, and correlate as before.
        fill : bool, default=False
            Whether copies have values in gaps. Nothing is added before the first and after the last observed
            time point of a series.
        n_jobs : int or None, default=None
            Processes, each of which copies a part of the series. None is one, or as joblib is configured.
        verbose : int, default=0
            1 shows a progress bar.
        dtype : numpy.dtype, default=float64
            Of the copies.

        Returns
        -------
        copies : ndarray of shape (n_copies * n, t, c)
            All series of the first copy, then of the next.
        """
        if gain is None and not fill:
            return np.tile(values, (len(numbers), 1, 1))
        jobs = {"n_jobs": n_jobs, "verbose": verbose}
        copies = copies_of(self, values, conditions, numbers, (gain, residual, fill), groups, dtype, **jobs)
        return copies.reshape(-1, *values.shape[1:])

    @property
    def patch_length(self):
        """Time points of a token."""
        return self.encoder.codec.model.sizes_.patch_length

    def several_copies(self, series, numbers, gain, residual):
        """Copies of prepared series, some of them at once: yields (some, n, t, c)."""
        shape = series.encoded.values.shape
        at_once = max(1, _VALUES_AT_ONCE // series.encoded.values.size) if gain is not None else 1
        for first in range(0, len(numbers), at_once):
            some = numbers[first : first + at_once]
            if len(some) == 1:
                yield self.copy(series, some[0], gain, residual)[None]
                continue
            repeated = series.take(np.tile(np.arange(shape[0]), len(some)))
            draws = self.draw(repeated, np.repeat(some, shape[0]), residual)
            yield self.apply(repeated, draws, gain, residual).reshape(-1, *shape)

    def copy(self, series, number, gain, residual):
        """One copy of every prepared series, with values in gaps: ndarray of shape (n, t, c)."""
        if gain is None:
            return series.encoded.values
        draws = self.draw(series, [number] * len(series.noise_keys), residual)
        return self.apply(series, draws, gain, residual)

    def structure(self, series):
        """Trend and season of every prepared series within the bounds, with values in gaps: (n, t, c).

        An expectation, so a real number above 0 also where the copies are counts.
        """
        encoded = series.encoded
        return self.postprocessor.bounds.clip(encoded.decomposition.structure, encoded.values)

    def prepare(self, spans, groups=None):
        """Decompose and encode series, and find their donors.

        Parameters
        ----------
        spans : list of pairs of an ndarray of shape (n, t, c) and Conditions
            As for `SeriesEncoder.encode_batch`.
        groups : ndarray of shape (n,) or None, default=None
            Of all series, one span after the other.

        Returns
        -------
        series : PreparedSeries
        """
        encoded = self.encoder.encode_batch(spans)
        codes = np.concatenate([conditions.codes for _, conditions in spans])
        encoded.latent.flags.writeable = False  # a transformation that works in place would spoil it
        if groups is not None:
            decoded = encoded.grid.to_tokens(encoded.decoded)
            donors = self.donors.donors_of_groups(encoded.keys, codes, decoded)
            return PreparedSeries(encoded, donors, group_keys(groups))
        donors = self.donors.donors_of(encoded.keys, encoded.latent, encoded.residual, codes)
        return PreparedSeries(encoded, donors, encoded.keys)

    def draw(self, series, numbers, residual):
        """Draw a change for every series, and donors for its residual.

        Parameters
        ----------
        series : PreparedSeries
        numbers : sequence of n ints
            Number of the copy, for every series.
        residual : {"auto", "keep", "resample", "drop"}

        Returns
        -------
        draws : Draws
        """
        groups = []
        alternatives = self.transformation.alternatives()
        generators = RowGenerators(self.seed, series.noise_keys, numbers)
        for number, rows, rng in rows_by_alternative(alternatives, generators):
            transformation = alternatives[number].transformation
            redraws = _policy(residual, transformation) in ("follow", "resample")
            latent, donors = series.encoded.latent[rows], series.donors[rows]
            of_residual = donors if redraws else None
            if of_residual is not None and donors.own is not None:  # residuals of a group may be alike or not
                of_residual = replace(donors, own=series.encoded.residual[rows])
            if transformation.takes_batches:
                drawn, donated = _draw(transformation, latent, rng, donors, of_residual)
                groups.append(DrawGroup(rows, drawn.changes(), donated, number))
                continue
            one_by_one = [
                _draw(transformation, latent[row], rng.generator(row), donors[row], of_residual and of_residual[row])
                for row in range(len(latent))
            ]
            of_rows = np.arange(len(series.noise_keys))[rows]
            groups.extend(group_by_kind(of_rows, *zip(*one_by_one, strict=True), number))
        return Draws(groups)

    def apply(self, series, draws, gain, residual):
        """Apply draws to the codes, decode, and put the series together again.

        Parameters
        ----------
        series : PreparedSeries
        draws : Draws
        gain : float or tuple of floats
        residual : {"auto", "keep", "resample", "drop"}

        Returns
        -------
        copies : ndarray of shape (n, t, c)
        """
        return self.change(series.encoded, draws, gain, residual)

    def change(self, encoded, draws, gain, residual):
        """Change encoded series, whose donors play no part; parameters as for `apply`.

        Parameters
        ----------
        encoded : EncodedSeries
        draws, gain, residual
            As for `apply`.

        Returns
        -------
        copies : ndarray of shape (n, t, c)
        """
        change = draws.change_of_remainder(encoded, gain, _policy(residual, self.transformation))
        changed = self.encoder.decomposer.recompose(encoded.values, encoded.decomposition, change)
        for rows, length in equal_rows(encoded.lengths):
            within = rows, slice(length)
            changed[within] = self.postprocessor.copies(changed[within], encoded.values[within])
        return changed

    def policy(self, residual):
        """What is done to the residual where a transformation of the whole decides, str -> str."""
        return _policy(residual, self.transformation)

    @numeric_settings()
    def kneighbors(self, values, conditions, n_neighbors):
        """Donors whose codes are nearest.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)
            NaN where missing.
        conditions : Conditions
        n_neighbors : int

        Returns
        -------
        distances : ndarray of shape (n, n_neighbors)
        training_rows : ndarray of int of shape (n, n_neighbors)

        Raises
        ------
        ValueError
            If there are fewer other donors.
        """
        latent = [None] * len(values)
        for rows, codes in self.encoder.codes(values, conditions):
            for row, code in zip(np.arange(len(values))[rows], codes, strict=True):
                latent[row] = code
        return self.donors.kneighbors(latent, row_keys(values), n_neighbors)

    def record(self, values, conditions, numbers, gain, residual, groups=None, labels=None):
        """Draw for copies, and keep what was drawn: parameters as for `copies`, names of series -> RecordedDraws."""
        return RecordedDraws.of(self, values, conditions, numbers, gain, residual, groups, labels)

    def replay(self, draws, values, conditions, fill=False):
        """Copies by what was drawn before; see `RecordedDraws.apply`."""
        return draws.apply(self, values, conditions, fill)

    @staticmethod
    def check_draws(draws, numbers, groups, labels):
        """Refuse draws beside arguments that ask for other ones; see `check_draws`."""
        check_draws(draws, numbers, groups, labels)

    @numeric_settings()
    def interpolate(self, first, last, n_steps):
        """Steps from some series to others; see `interpolation.interpolate`."""
        return interpolate(self.encoder, self.postprocessor, first, last, n_steps)

    def training_windows(
        self,
        panel,
        conditions,
        gain,
        residual,
        fill,
        lags,
        horizon,
        target,
        dtype,
        numbers=None,
        groups=None,
        n_simulated=0,
        **jobs,
    ):
        """Windows of the series of a panel and of their copies; checked before anything is encoded.

        Parameters
        ----------
        panel : Panel
        conditions, gain, residual, fill
            As for `copies`.
        lags, horizon : int
        target : {"clean", "same"}
        dtype : numpy.dtype or None
            Of the windows; None is that of the panel.
        numbers : sequence of int or None, default=None
            Numbers of the copies that are made now. None makes any copy when it is asked for.
        groups : ndarray of shape (n,) or None, default=None
            As for `copies`.
        n_simulated : int, default=0
            Simulated windows beside them.
        **jobs
            `n_jobs` and `verbose`, as for `copies`: how they are made now.

        Returns
        -------
        windows : TrainingWindows
        """
        check_windows(panel.values, lags, horizon)
        clean = has_clean_targets(target, self.encoder.decomposer, panel)
        if numbers and gain is not None:
            source = made_copies(self, panel.values, conditions, numbers, (gain, residual, fill), groups, **jobs)
        else:
            gain = gain if numbers is None else None  # no number: nothing is copied
            source = self.source(panel.values, conditions, gain, residual, groups, fill)
        dtype = dtype or panel.dtype
        return TrainingWindows(source, lags, horizon, clean, panel, dtype, self, n_simulated, conditions)

    def newest_windows(self, panel, lags, conditions=None):
        """Windows that end with the last observed time point of their series.

        Parameters
        ----------
        panel : Panel
        lags : int
        conditions : Conditions or None, default=None
            Of the series, to fill their gaps; None leaves gaps as they are.

        Returns
        -------
        windows : ndarray of shape (n, lags) or (n, c, lags)
            In the layout of the lags of `training_windows`.
        """
        check_newest(panel, lags)
        values = panel.values
        if conditions is not None:
            values = self.source(values, conditions, None, "keep", fill=True).values
        windows = cut(values, np.arange(len(values)), ends(values)[1] - lags, lags)
        return in_layout(windows, panel.dtype, panel.has_channel_axis)

    def source(self, values, conditions, gain, residual, groups=None, fill=False):
        """Series to copy again and again; parameters as for `copies`."""
        return CopySource(self, values, conditions, gain, residual, groups, fill)


class CopySource:
    """Series that are encoded once and copied as often as needed.

    Parameters
    ----------
    copier : Copier
    values, conditions, gain, residual, groups, fill
        As for `Copier.copies`.

    Attributes
    ----------
    values : ndarray of shape (n, t, c)
        The series, with `fill` without gaps.
    """

    def __init__(self, copier, values, conditions, gain, residual, groups=None, fill=False):
        self.copier, self.gain, self.residual = copier, gain, residual
        self.fill = fill and has_gaps(values).any()
        self.values, self._prepared = np.array(values, dtype=np.float64, order="C"), []
        for batch in span_batches(values, copier.patch_length) if gain is not None or self.fill else ():
            of_batch = None if groups is None else groups[batch.rows]
            self._prepared.append((batch, copier.prepare(batch.take(values, conditions), of_batch)))
        if self.fill:
            filled = self._joined(lambda series: series.encoded.values)
            self.values = np.where(np.isnan(values), filled, values)

    def copy(self, number, rows=None):
        """One copy of every series, or of some of them.

        Parameters
        ----------
        number : int
            Number of the copy.
        rows : ndarray of int of shape (m,) or None, default=None
            Which series; None is all.

        Returns
        -------
        copy : ndarray of shape (m, t, c)
        """
        if self.gain is None:
            return self.values.copy() if rows is None else self.values[rows]  # the user may write into it
        return self._joined(lambda series: self.copier.copy(series, number, self.gain, self.residual), rows)

    @cached_property
    def structure(self):
        """Trend and season, about which copies vary, (n, t, c); the series themselves where nothing changes."""
        if self.gain is None:
            return self.values
        return self._joined(self.copier.structure)

    def _joined(self, of_series, rows=None):
        """Results of a function of PreparedSeries, at the positions of their time spans: (m, t, c)."""
        n_series = len(self.values) if rows is None else len(rows)
        result = np.full((n_series, *self.values.shape[1:]), np.nan)
        for batch, at, some, series in self._parts(rows):
            part = of_series(series)
            part = part if self.fill else with_gaps(part, series.encoded.missing)
            for equal, time, within in batch.places(some):
                result[at[equal], time] = part[equal, within]
        return result

    def _parts(self, rows):
        """Prepared series, batch by batch: the batch, positions in the result and in the batch, and the series."""
        if rows is None:
            yield from ((batch, batch.rows, slice(None), series) for batch, series in self._prepared)
            return
        of_batch, position = self._places[:, rows]
        for number in np.unique(of_batch):
            batch, series = self._prepared[number]
            at = np.flatnonzero(of_batch == number)
            yield batch, at, position[at], series.take(position[at])

    @cached_property
    def _places(self):
        """Batch of every series, and its position there: (2, n)."""
        places = np.empty((2, len(self.values)), dtype=np.intp)
        for number, (batch, _) in enumerate(self._prepared):
            places[0, batch.rows], places[1, batch.rows] = number, np.arange(len(batch.rows))
        return places


def _draw(transformation, latent, rng, donors, of_residual):
    """What a transformation draws, and a donor's residual for each of its changes, or None where none is redrawn."""
    drawn = drawn_by(transformation, latent, rng, donors)
    n_changes, n_tokens = len(drawn.changes()), latent.shape[-2]
    if of_residual is None:
        return drawn, [None] * n_changes
    blocks = (of_residual.blocks(rng, n_tokens) for _ in range(n_changes))
    return drawn, [of_residual.residual[of_residual.draw(rng, block)] for block in blocks]


def _policy(residual, transformation):
    """What is done to the residual: "auto" depends on the transformation."""
    if residual != "auto":
        return residual
    return "follow" if transformation.redraws_residual else "keep"

"""Copies of series: encode, draw, apply, decode, recompose.

Axes: n series, t time points, c channels.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from joblib import effective_n_jobs
from sklearn.utils.parallel import Parallel, delayed
from tqdm.auto import tqdm

from .._latent.encoder import EncodedSeries, SeriesEncoder
from .._preprocessing.postprocessing import Postprocessor
from .._preprocessing.spans import ends, has_gaps, time_spans
from .._reproducibility.random import RowGenerators, group_keys, row_keys
from .._reproducibility.settings import numeric_settings
from ..transformations._base import drawn_by
from .donors import DonorPool, Donors
from .draws import DrawGroup, Draws, group_by_kind
from .forecast_windows import TrainingWindows, check_newest, check_windows, cut, has_clean_targets, in_layout
from .interpolation import interpolate


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

    def copies(self, values, conditions, numbers, gain, residual, groups=None, fill=False, n_jobs=None, verbose=0):
        """Copies of series.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)
            NaN where missing.
        conditions : Conditions
            Of these series; donors are of their class.
        numbers : sequence of int
            Numbers of the copies.
        gain : float or None
            None changes nothing.
        residual : {"auto", "keep", "resample", "drop"}
        groups : ndarray of shape (n,) or None, default=None
            Series of one group share their random numbers.
        fill : bool, default=False
            Whether copies have values in gaps. Nothing is added before the first and after the last observed
            time point of a series.
        n_jobs : int or None, default=None
            Processes, each of which copies a part of the series. None is one, or as joblib is configured.
        verbose : int, default=0
            1 shows a progress bar.

        Returns
        -------
        copies : ndarray of shape (n_copies * n, t, c)
            All series of the first copy, then of the next.
        """
        if gain is None and not fill:
            return np.tile(values, (len(numbers), 1, 1))
        result = np.full((len(numbers), *values.shape), np.nan)
        n_parts = effective_n_jobs(n_jobs)
        spans = list(time_spans(values, n_parts))
        tasks = (
            delayed(self._copies_of_span)(
                span.take(values),
                span.conditions_of(conditions),
                None if groups is None else groups[span.rows],
                *(numbers, gain, residual, fill),
            )
            for span in spans
        )
        # In one process a part is written before the next one is copied. Not all backends yield results.
        done = Parallel(n_jobs=n_jobs, return_as="generator" if n_parts == 1 else "list")(tasks)
        for span, copies in zip(tqdm(spans, "augment", unit="part", disable=not verbose), done, strict=True):
            result[:, span.rows, span.time] = copies
        return result.reshape(-1, *values.shape[1:])

    def _copies_of_span(self, values, conditions, groups, numbers, gain, residual, fill):
        """Copies of series of one time span: (n_copies, n, t, c)."""
        with (
            numeric_settings()
        ):  # here, as the settings of the caller's thread do not reach other threads and processes
            # values -> EncodedSeries: fill gaps, decompose, encode; find donors
            series = self.prepare(values, conditions, groups)
            # EncodedSeries -> values: draw, change the codes, decode, recompose, keep the limits
            copies = [self.copy(series, number, gain, residual) for number in numbers]
        return np.stack(copies if fill else [_with_gaps(copy, series.encoded.missing) for copy in copies])

    def copy(self, series, number, gain, residual):
        """One copy of every prepared series, with values in gaps: ndarray of shape (n, t, c)."""
        if gain is None:
            return series.encoded.values
        draws = self.draw(series, [number] * len(series.noise_keys), residual)
        return self.apply(series, draws, gain, residual)

    def prepare(self, values, conditions, groups=None):
        """Decompose and encode series, and find their donors.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)
            Of one time span, NaN in gaps.
        conditions : Conditions
        groups : ndarray of shape (n,) or None, default=None

        Returns
        -------
        series : PreparedSeries
        """
        encoded = self.encoder.encode(values, conditions)
        encoded.latent.flags.writeable = False  # a transformation that works in place would spoil it
        if groups is not None:
            donors = self.donors.donors_of_groups(encoded.keys, conditions.codes)
            return PreparedSeries(encoded, donors, group_keys(groups))
        donors = self.donors.donors_of(encoded.keys, encoded.latent, encoded.residual, conditions.codes)
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
        redraws = self._policy(residual) in ("follow", "resample")
        for rows, transformation, rng in self.transformation.choose(
            RowGenerators(self.seed, series.noise_keys, numbers)
        ):
            latent, donors = series.encoded.latent[rows], series.donors[rows]
            if transformation.takes_batches:
                drawn, donated = _draw(transformation, latent, rng, donors, redraws)
                groups.append(DrawGroup(rows, drawn.changes(), donated))
                continue
            one_by_one = [
                _draw(transformation, latent[row], rng.generator(row), donors[row], redraws)
                for row in range(len(latent))
            ]
            groups.extend(group_by_kind(np.arange(len(series.noise_keys))[rows], *zip(*one_by_one, strict=True)))
        return Draws(groups)

    def apply(self, series, draws, gain, residual):
        """Apply draws to the codes, decode, and put the series together again.

        Parameters
        ----------
        series : PreparedSeries
        draws : Draws
        gain : float
        residual : {"auto", "keep", "resample", "drop"}

        Returns
        -------
        copies : ndarray of shape (n, t, c)
        """
        encoded = series.encoded
        change = draws.change_of_remainder(encoded, gain, self._policy(residual))
        changed = self.encoder.decomposer.recompose(encoded.values, encoded.decomposition, change)
        return self.postprocessor.copies(changed, encoded.values)

    def _policy(self, residual):
        """What is done to the residual: "auto" depends on the transformation."""
        if residual != "auto":
            return residual
        return "follow" if self.transformation.redraws_residual else "keep"

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

    def interpolate(self, first, last, n_steps):
        """Steps from some series to others; see `interpolation.interpolate`."""
        return interpolate(self.encoder, self.postprocessor, first, last, n_steps)

    def training_windows(self, panel, conditions, gain, residual, fill, lags, horizon, target, dtype, n_simulated=0):
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
        n_simulated : int, default=0
            Simulated windows beside them.

        Returns
        -------
        windows : TrainingWindows
        """
        check_windows(panel.values, lags, horizon)
        clean = has_clean_targets(target, self.encoder.decomposer.structure)
        source = self.source(panel.values, conditions, gain, residual, fill=fill)
        return TrainingWindows(source, lags, horizon, clean, panel, dtype or panel.dtype, n_simulated)

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
        return in_layout(windows, panel.dtype, panel.n_dims)

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
        self.values, self._prepared = values, []
        for span in time_spans(values) if gain is not None or self.fill else ():
            of_span = None if groups is None else groups[span.rows]
            self._prepared.append((span, copier.prepare(span.take(values), span.conditions_of(conditions), of_span)))
        if self.fill:
            self.values = self._joined(lambda series: series.encoded.values)

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
            return self.values if rows is None else self.values[rows]
        return self._joined(lambda series: self.copier.copy(series, number, self.gain, self.residual), rows)

    @cached_property
    def structure(self):
        """Trend and season, about which copies vary, (n, t, c); the series themselves where nothing changes.

        An expectation, so a real number above 0 also where the copies are counts.
        """
        if self.gain is None:
            return self.values
        clip = self.copier.postprocessor.bounds.clip
        return self._joined(lambda series: clip(series.encoded.decomposition.structure, series.encoded.values))

    def _joined(self, of_series, rows=None):
        """Results of a function of PreparedSeries, at the positions of their time spans: (m, t, c)."""
        n_series = len(self.values) if rows is None else len(rows)
        result = np.full((n_series, *self.values.shape[1:]), np.nan)
        for at, time, series in self._parts(rows):
            part = of_series(series)
            result[at, time] = part if self.fill else _with_gaps(part, series.encoded.missing)
        return result

    def _parts(self, rows):
        """Prepared series, span by span: their positions in the result, their time points, and themselves."""
        if rows is None:
            yield from ((span.rows, span.time, series) for span, series in self._prepared)
            return
        of_span, position = self._places[:, rows]
        for number in np.unique(of_span):
            span, series = self._prepared[number]
            at = np.flatnonzero(of_span == number)
            yield at, span.time, series.take(position[at])

    @cached_property
    def _places(self):
        """Span of every series, and its position there: (2, n)."""
        places = np.empty((2, len(self.values)), dtype=np.intp)
        for number, (span, series) in enumerate(self._prepared):
            places[0, span.rows], places[1, span.rows] = number, np.arange(len(series.noise_keys))
        return places


def _draw(transformation, latent, rng, donors, redraws):
    """What a transformation draws, and with `redraws` a donor's residual for each of its changes, else None."""
    drawn = drawn_by(transformation, latent, rng, donors)
    n_changes, n_tokens = len(drawn.changes()), latent.shape[-2]
    if not redraws:
        return drawn, [None] * n_changes
    blocks = (donors.blocks(rng, n_tokens) for _ in range(n_changes))
    return drawn, [donors.residual[donors.draw(rng, block)] for block in blocks]


def _with_gaps(values, missing):
    return np.where(missing, np.nan, values) if missing.any() else values

"""Copies of series: what every series draws, and the series that come of it.

Axes: n series, t time points, c channels.
"""

from functools import cached_property
from typing import NamedTuple

import numpy as np

from .._preprocessing.spans import time_spans
from .._random import group_keys, keyed_generator
from ..transformations._base import drawn_by
from .donors import Donors
from .draws import Draws


class Opened(NamedTuple):
    """Series that are ready to be copied.

    Attributes
    ----------
    parts : EncodedSeries
    donors : list of n Donors
    noise_keys : list of n bytes
        What the random numbers of every series are keyed by.
    """

    parts: object
    donors: list
    noise_keys: list


class Copier:
    """Draws for series and puts the copies together.

    Parameters
    ----------
    codec : SeriesCodec
    transformation : Transformation
    donors : DonorPool
    finish : Postprocessor
    seed : int
    """

    def __init__(self, codec, transformation, donors, postprocessor, seed):
        self.codec, self.transformation, self.donors = codec, transformation, donors
        self.postprocessor, self.seed = postprocessor, seed

    @property
    def max_gain(self):
        """Largest gain: that of the transformation, or of the codec where it has no end."""
        return min(self.transformation.max_gain, self.codec.max_gain)

    def open(self, values, conditions, groups=None):
        """Take series apart, and find their donors.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)
            Of one stretch of time, NaN in gaps.
        conditions : Conditions
            Of these series; donors are of their class.
        groups : ndarray of shape (n,) or None, default=None
            Series of one group share their random numbers.

        Returns
        -------
        opened : Opened
        """
        parts = self.codec.analyse(values, conditions)
        parts.latent.flags.writeable = False  # a transformation that works in place would spoil it
        series = zip(parts.keys, parts.latent, parts.residual, conditions.codes, strict=True)
        donors = [Donors(self.donors, *one) for one in series]
        return Opened(parts, donors, parts.keys if groups is None else group_keys(groups))

    def policy(self, residual):
        """What is done to the residual: "auto" depends on the transformation."""
        if residual != "auto":
            return residual
        return "follow" if self.transformation.redraws_residual else "keep"

    def draw(self, opened, copies, residual):
        """What every series draws: its change, and donors for its residual.

        Parameters
        ----------
        opened : Opened
        copies : sequence of n ints
            Number of the copy, for every series.
        residual : {"auto", "keep", "resample", "drop"}

        Returns
        -------
        draws : Draws
        """
        all_drawn, donated = [], []
        redraws = self.policy(residual) in ("follow", "resample")
        for latent, donors, key, copy in zip(
            opened.parts.latent, opened.donors, opened.noise_keys, copies, strict=True
        ):
            rng = keyed_generator(self.seed, key, copy)
            drawn = drawn_by(self.transformation, latent, rng, donors)
            all_drawn.append(drawn)
            if redraws:
                blocks = (donors.blocks(rng, len(latent)) for _ in drawn.latent_changes())
                donated.append([donors.residual[donors.draw(rng, block)] for block in blocks])
        return Draws(all_drawn, donated if redraws else None)

    def render(self, opened, draws, gain, residual):
        """Series that come of draws: ndarray of shape (n, t, c)."""
        changed = self.codec.render(opened.parts, draws, gain, self.policy(residual))
        return self.postprocessor.copies(changed, opened.parts.values)

    def copies(self, values, conditions, numbers, gain, residual, groups=None, fill=False):
        """Copies of series.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)
            NaN where not known.
        conditions : Conditions
        numbers : sequence of int
            Of the copies.
        gain : float or None
            None changes nothing.
        residual : {"auto", "keep", "resample", "drop"}
        groups : ndarray of shape (n,) or None, default=None
        fill : bool, default=False
            Whether gaps are filled in copies, or stay gaps. Before its first and after its last known time
            point nothing is added to a series.

        Returns
        -------
        copies : ndarray of shape (n_copies * n, t, c)
            All series of the first copy, then of the next.
        """
        result = np.full((len(numbers), *values.shape), np.nan)
        for span in time_spans(values):  # one after the other, so that few are taken apart at once
            rows = span.rows
            own_groups = None if groups is None else groups[rows]
            source = self.source(values[rows], conditions[rows], gain, residual, own_groups, fill)
            for place, number in enumerate(numbers):
                result[place, rows] = source.copy(number)
        return result.reshape(-1, *values.shape[1:])

    def source(self, values, conditions, gain, residual, groups=None, fill=False):
        """Series to copy again and again; parameters as for `copies`."""
        return CopySource(self, values, conditions, gain, residual, groups, fill)


class CopySource:
    """Series that are taken apart once, and copied as often as asked.

    Parameters
    ----------
    copier : Copier
    values, conditions, gain, residual, groups, fill
        As for `Copier.copies`.

    Attributes
    ----------
    values : ndarray of shape (n, t, c)
        The series, filled where gaps are.
    """

    def __init__(self, copier, values, conditions, gain, residual, groups=None, fill=False):
        self.copier, self.gain, self.residual, self.fill = copier, gain, residual, fill
        self._missing = np.isnan(values)
        self._is_complete = not self._missing.any()
        self.values, self._opened = values, []
        if gain is None and (self._is_complete or not fill):
            return
        for span in time_spans(values):
            own_groups = None if groups is None else groups[span.rows]
            self._opened.append((span, copier.open(span.of(values), span.told(conditions), own_groups)))
        if fill:
            self.values = self._put(opened.parts.values for _, opened in self._opened)

    def copy(self, number):
        """One copy of every series: ndarray of shape (n, t, c)."""
        if self.gain is None:
            return self.values
        return self._put(self._copy_of(opened, number) for _, opened in self._opened)

    @cached_property
    def structure(self):
        """What copies vary about: trend and season, (n, t, c); the series themselves where nothing changes.

        An expectation, so a real number above 0 also where the copies are counts.
        """
        if self.gain is None:
            return self.values
        bounds = self.copier.postprocessor.bounds
        return self._put(bounds.clip(opened.parts.structure, opened.parts.values) for _, opened in self._opened)

    def _put(self, parts):
        """What was made of stretches, in their places: (n, t, c)."""
        if self._is_complete and len(self._opened) == 1:
            return next(iter(parts))
        result = np.full(self.values.shape, np.nan)
        for (span, _), part in zip(self._opened, parts, strict=True):
            result[span.rows, span.time] = part
        if not self.fill:
            result[self._missing] = np.nan
        return result

    def _copy_of(self, opened, number):
        draws = self.copier.draw(opened, [number] * len(opened.noise_keys), self.residual)
        return self.copier.render(opened, draws, self.gain, self.residual)

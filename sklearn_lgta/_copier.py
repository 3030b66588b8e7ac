"""Copies of series: what every series draws, and the series that come of it.

Axes: n series, t time points, c channels.
"""

from functools import cached_property
from typing import NamedTuple

import numpy as np

from ._codec import chunks
from ._donors import Donors
from ._draws import Draws
from ._random import group_keys, keyed_generator
from .transformations._base import drawn_by


class Opened(NamedTuple):
    """Series that are ready to be copied.

    Attributes
    ----------
    parts : Parts
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
    finish : Finish
    seed : int
    """

    def __init__(self, codec, transformation, donors, finish, seed):
        self.codec, self.transformation, self.donors = codec, transformation, donors
        self.finish, self.seed = finish, seed

    @property
    def max_gain(self):
        """Largest gain: that of the transformation, or of the codec where it has no end."""
        return min(self.transformation.max_gain, self.codec.max_gain)

    def open(self, values, conditions, groups=None):
        """Take series apart, and find their donors.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)
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
                blocks = (donors.blocks(rng, len(latent)) for _ in drawn.layers())
                donated.append([donors.residual[donors.draw(rng, block)] for block in blocks])
        return Draws(all_drawn, donated if redraws else None)

    def render(self, opened, draws, gain, residual):
        """Series that come of draws: ndarray of shape (n, t, c)."""
        changed = self.codec.render(opened.parts, draws, gain, self.policy(residual))
        return self.finish.copies(changed, opened.parts.values)

    def copies(self, values, conditions, numbers, gain, residual, groups=None):
        """Copies of series.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)
        conditions : Conditions
        numbers : sequence of int
            Of the copies.
        gain : float or None
            None changes nothing.
        residual : {"auto", "keep", "resample", "drop"}
        groups : ndarray of shape (n,) or None, default=None

        Returns
        -------
        copies : ndarray of shape (n_copies * n, t, c)
            All series of the first copy, then of the next.
        """
        result = np.empty((len(numbers), *values.shape))
        for rows in chunks(values):
            source = self.source(
                values[rows], conditions[rows], gain, residual, None if groups is None else groups[rows]
            )
            for place, number in enumerate(numbers):
                result[place, rows] = source.copy(number)
        return result.reshape(-1, *values.shape[1:])

    def source(self, values, conditions, gain, residual, groups=None):
        """Series to copy again and again; parameters as for `copies`."""
        return CopySource(self, values, conditions, gain, residual, groups)


class CopySource:
    """Series that are taken apart once, and copied as often as asked.

    Parameters
    ----------
    copier : Copier
    values, conditions, gain, residual, groups
        As for `Copier.copies`.
    """

    def __init__(self, copier, values, conditions, gain, residual, groups=None):
        self.copier, self.values, self.gain, self.residual = copier, values, gain, residual
        rows_of = [] if gain is None else chunks(values)
        self._opened = [
            copier.open(values[rows], conditions[rows], None if groups is None else groups[rows]) for rows in rows_of
        ]

    def copy(self, number):
        """One copy of every series: ndarray of shape (n, t, c)."""
        if self.gain is None:
            return self.values
        return np.concatenate([self._copy_of(opened, number) for opened in self._opened])

    @cached_property
    def structure(self):
        """What copies vary about: trend and season, (n, t, c); the series themselves where nothing changes.

        An expectation, so a real number above 0 also where the copies are counts.
        """
        if self.gain is None:
            return self.values
        structure = np.concatenate([opened.parts.structure for opened in self._opened])
        return self.copier.finish.bounds.clip(structure, self.values)

    def _copy_of(self, opened, number):
        draws = self.copier.draw(opened, [number] * len(opened.noise_keys), self.residual)
        return self.copier.render(opened, draws, self.gain, self.residual)

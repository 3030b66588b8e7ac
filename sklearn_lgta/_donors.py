"""Training series as donors: whose code or residual stands in for that of another series.

Axes: n training series, k tokens of a series, d dimensions of a code, f values of a patch.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class DonorPool:
    """What `fit` keeps of the training series.

    Parameters
    ----------
    keys : list of bytes
        Content keys of the series, by which a series is kept from being its own donor.
    latent : ndarray of shape (n, k, d)
        Codes, every dimension with mean 0 and standard deviation 1.
    residual : ndarray of shape (n, k, f)
        What the codes do not explain, in patches.
    patch_length : int
        Time points of a token.
    default_block : int
        Time points of a block where the transformation leaves it open.
    same_time : bool
        Whether a block comes from the same place in time of its donor, which keeps level and season
        in step; else from anywhere.
    """

    keys: list
    latent: np.ndarray
    residual: np.ndarray
    patch_length: int
    default_block: int
    same_time: bool

    def without(self, key):
        """Donors of one series: all but those with its content.

        Parameters
        ----------
        key : bytes

        Returns
        -------
        donors : Donors
        """
        own = frozenset(i for i in self._rows_of.get(key, ()))
        return Donors(self, own)

    @property
    def _rows_of(self):
        cached = self.__dict__.get("_rows_by_key")
        if cached is None:
            cached = {}
            for row, key in enumerate(self.keys):
                cached.setdefault(key, []).append(row)
            object.__setattr__(self, "_rows_by_key", cached)
        return cached


@dataclass(frozen=True)
class Donors:
    """The donors that one series may use.

    Parameters
    ----------
    pool : DonorPool
    own : frozenset of int
        Rows of the pool that hold the series itself.
    """

    pool: DonorPool
    own: frozenset

    @property
    def latent(self):
        """Codes (n, k, d) of all training series; index them with what `draw` returns."""
        return self.pool.latent

    @property
    def residual(self):
        """Residuals (n, k, f) of all training series; index them with what `draw` returns."""
        return self.pool.residual

    def blocks(self, rng, n_tokens, block=None):
        """Number of the block that every token belongs to.

        Parameters
        ----------
        rng : numpy.random.Generator
            Shifts the first border, so that borders fall everywhere.
        n_tokens : int
        block : int or None, default=None
            Time points of a block, rounded to whole tokens; None is the pool's default.

        Returns
        -------
        blocks : ndarray of shape (n_tokens,)
            0, 0, ..., 1, 1, ...
        """
        length = max(1, round((block or self.pool.default_block) / self.pool.patch_length))
        length = min(length, n_tokens, self.latent.shape[1])
        shift = int(rng.integers(length)) if length < n_tokens else 0
        return (np.arange(n_tokens) + shift) // length

    def draw(self, rng, blocks):
        """One donor and one place in it for every block.

        Parameters
        ----------
        rng : numpy.random.Generator
        blocks : ndarray of shape (n_tokens,)
            What `blocks` returned.

        Returns
        -------
        rows, tokens : ndarrays of shape (n_tokens,)
            Indices into the first two axes of `latent` and `residual`.
        """
        n_rows, n_tokens = self.latent.shape[:2]
        alone = len(self.own) == n_rows
        rows, tokens = np.empty_like(blocks), np.empty_like(blocks)
        for number in range(blocks[-1] + 1):
            at = np.flatnonzero(blocks == number)
            row, place = int(rng.integers(n_rows)), int(rng.integers(n_tokens))
            while row in self.own and not alone:
                row = (row + 1) % n_rows
            room = n_tokens - len(at) + 1  # places where the whole block fits
            if self.pool.same_time and not alone and at[-1] < n_tokens:
                first = at[0]
            else:
                first = place % room
                if alone and first == at[0]:  # its own place would change nothing
                    first = (first + 1) % room
            rows[at], tokens[at] = row, first + np.arange(len(at))
        return rows, tokens

"""Training series as donors: whose code or residual stands in for that of another series.

Axes: n training series, k tokens of a series, d dimensions of a code, f values of a patch.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

_NEAR_SHARE = 0.25  # of the other series, those of most similar character
_LEAST_DONORS = 10
_LEAST_VARIANCE = 1e-9  # of a level that moves at all


@dataclass(frozen=True)
class DonorPool:
    """What `fit` keeps of the training series.

    Parameters
    ----------
    keys : list of bytes
        Content keys of the series, by which a series is kept from being its own donor. A series may be
        there several times, from several steps on.
    latent : ndarray of shape (n, k, d)
        Codes, every dimension with mean 0 and standard deviation 1.
    residual : ndarray of shape (n, k, f)
        What the codes do not explain, in patches.
    n_tokens : ndarray of int of shape (n,)
        Tokens that every series has, at most k.
    classes : ndarray of int of shape (n,)
        Class of every series; all 0 where classes play no part.
    level_moves : ndarray of shape (n_moves, d)
        Of `level_moves`: how codes move with the level.
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
    n_tokens: np.ndarray
    classes: np.ndarray
    level_moves: np.ndarray
    patch_length: int
    default_block: int
    same_time: bool

    def __post_init__(self):
        rows_of = {}
        for row, key in enumerate(self.keys):
            rows_of.setdefault(key, []).append(row)
        tokens = zip(self.latent, self.residual, self.n_tokens, strict=True)
        features = np.stack([_features(latent[:length], residual[:length]) for latent, residual, length in tokens])
        spread = np.maximum(features.std(axis=0), 1e-6)
        for name, value in (("_rows_of", rows_of), ("_features", features / spread), ("_spread", spread)):
            object.__setattr__(self, name, value)

    @classmethod
    def of(cls, parts, starts, classes, **settings):
        """Pool of series that were taken apart.

        Parameters
        ----------
        parts : list of EncodedSeries
            Series of one stretch of time each.
        begins : sequence of int
            Time points from which on every series is in the pool.
        classes : ndarray of int of shape (n,)
            Of all series, in the order of `parts`.
        **settings : dict
            `patch_length`, `default_block` and `same_time`.

        Returns
        -------
        pool : DonorPool
        """
        rolled = [[part.codec.rolled(part, start) for part in parts] for start in starts]
        latent, residual = zip(*(pair for of_begin in rolled for pair in of_begin), strict=True)
        n_tokens = np.repeat([part.grid.n_tokens for part in parts], [len(part.keys) for part in parts])
        levels = [part.levels for part in parts]
        return cls(
            keys=[key for part in parts for key in part.keys] * len(starts),
            latent=_stacked(latent, n_tokens.max()),
            residual=_stacked(residual, n_tokens.max()),
            n_tokens=np.tile(n_tokens, len(starts)),
            classes=np.tile(classes, len(starts)),
            level_moves=level_moves(*(_tokens(of_parts) for of_parts in ([part.latent for part in parts], levels))),
            **settings,
        )

    def rows_like(self, key, latent, residual, of_class):
        """Rows of a class whose character is like that of a series, never the series itself.

        Parameters
        ----------
        key : bytes
        latent : ndarray of shape (k, d)
        residual : ndarray of shape (k, f)
        of_class : int

        Returns
        -------
        rows : ndarray of shape (n_rows,)
            Empty where the pool holds nothing of that class but the series.
        """
        distance = ((self._features - _features(latent, residual) / self._spread) ** 2).sum(axis=1)
        distance[self.classes != of_class] = np.inf
        distance[self._rows_of.get(key, [])] = np.inf
        n_others = np.isfinite(distance).sum()
        rows_a_series = -(-len(self.keys) // len(self._rows_of))
        n_near = min(n_others, max(_LEAST_DONORS * rows_a_series, int(_NEAR_SHARE * n_others)))
        return np.argsort(distance, kind="stable")[:n_near]


class Donors:
    """The donors that one series may use: a quarter of the others of its class, those that move most like it.

    Parameters
    ----------
    pool : DonorPool
    key : bytes
        Of the series.
    latent, residual : ndarrays of shape (k, d) and (k, f)
        Of the series.
    of_class : int, default=0
        Class of the series.
    """

    def __init__(self, pool, key, latent, residual, of_class=0):
        self.pool, self.of_class = pool, of_class
        self._series = key, latent, residual, of_class

    @cached_property
    def _rows(self):
        return self.pool.rows_like(*self._series)

    @property
    def _is_alone(self):
        """Whether it has no donors but itself."""
        return not len(self._rows)

    @cached_property
    def _candidates(self):
        """Rows to draw from, the longest first."""
        rows = np.flatnonzero(self.pool.classes == self.of_class) if self._is_alone else self._rows
        return rows[np.argsort(-self.pool.n_tokens[rows], kind="stable")]

    @cached_property
    def _n_tokens(self):
        """Tokens of the candidates."""
        return self.pool.n_tokens[self._candidates]

    @property
    def latent(self):
        """Codes (n, k, d) of all training series; index them with what `draw` returns."""
        return self.pool.latent

    @property
    def residual(self):
        """Residuals (n, k, f) of all training series; index them with what `draw` returns."""
        return self.pool.residual

    def level(self, rng):
        """A random change of code that moves the level of a series.

        Parameters
        ----------
        rng : numpy.random.Generator

        Returns
        -------
        change : ndarray of shape (d,)
            Normal with mean 0; its mean square is 1 on average.
        """
        moves = self.pool.level_moves
        return (rng.standard_normal(len(moves))[:, None] * moves).sum(axis=0)

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
        longest = self._n_tokens.max()
        if self._is_alone:  # a series that is its only donor needs other blocks to take from
            longest = max(1, longest // 2)
        length = min(length, n_tokens, longest)
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
        lengths = np.bincount(blocks)
        starts = np.cumsum(lengths) - lengths
        n_fitting = np.searchsorted(-self._n_tokens, -lengths, side="right")  # the whole block must fit
        limits = np.stack([n_fitting, np.full_like(n_fitting, self._n_tokens[0])], axis=1)
        places, firsts = rng.integers(limits).T
        rows = self._candidates[places]
        n_tokens = self.pool.n_tokens[rows]
        n_firsts = n_tokens - lengths + 1
        firsts = firsts % n_firsts
        if self._is_alone:  # its own place would change nothing
            firsts = np.where(firsts == starts, (firsts + 1) % n_firsts, firsts)
        elif self.pool.same_time:
            firsts = np.where(starts < n_firsts, starts, firsts)
        return np.repeat(rows, lengths), np.arange(len(blocks)) + np.repeat(firsts - starts, lengths)


def level_moves(latent, levels):
    """How codes move when the level of a series moves.

    Parameters
    ----------
    latent : ndarray of shape (n_tokens, d)
        Of all series.
    levels : ndarray of shape (n_tokens, n_channels)
        Mean of every patch.

    Returns
    -------
    moves : ndarray of shape (n_moves, d)
        Regression of the code on the level, for levels that are the principal components of those seen:
        a sum of these rows with standard normal weights is a random change of level, channels moving
        together as they do. Its mean square over the dimensions is 1 on average. Where no level ever
        moves any direction will do, and the rows are those of the unit matrix.
    """
    codes, n_dims = latent, latent.shape[1]
    levels = levels - levels.mean(axis=0)
    variance, components = np.linalg.eigh(levels.T @ levels / len(levels))
    kept = variance > _LEAST_VARIANCE * max(variance.max(), 1.0)
    moves = (levels @ components[:, kept]).T @ (codes - codes.mean(axis=0)) / len(codes)
    moves /= np.sqrt(variance[kept, None])
    size = np.sqrt((moves**2).sum() / n_dims)
    return moves / size if size > 0 else np.eye(n_dims)


def _stacked(arrays, n_tokens):
    """Series of several lengths as one array, 0 after their end: [(n_i, k_i, d)] -> (n, k, d)."""
    longer = [np.pad(array, ((0, 0), (0, n_tokens - array.shape[1]), (0, 0))) for array in arrays]
    return np.concatenate(longer)


def _tokens(arrays):
    """All tokens of several series: [(n_i, k_i, d)] -> (n_tokens, d)."""
    return np.concatenate([array.reshape(-1, array.shape[2]) for array in arrays])


def _features(latent, residual):
    """How a series moves: power and lag-1 autocorrelation of every code dimension, size of the residual.

    (..., k, d), (..., k, f) -> (..., 2 * d + 1)
    """
    power = (latent**2).mean(axis=-2)
    lag = (latent[..., 1:, :] * latent[..., :-1, :]).sum(axis=-2) / latent.shape[-2]
    noise = (residual**2).mean(axis=(-2, -1))[..., None]
    return np.concatenate([np.log(power + 1e-3), lag / (power + 1e-3), np.log(noise + 1e-3)], axis=-1)

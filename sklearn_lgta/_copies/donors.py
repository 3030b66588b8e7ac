"""Donors: training series whose code or residual replaces that of another series.

Axes: n training series, m series that take from them, k tokens, d dimensions of a code, f values of a patch.
"""

from dataclasses import dataclass, replace

import numpy as np

from .._latent.neighbors import nearest_codes
from .._preprocessing.spans import chunks
from ..transformations._blocks import block_spans

_NEAR_FRACTION = 0.25  # of the other series, those with the most similar features
_LEAST_DONORS = 10
_LEAST_VARIANCE = 1e-9  # of a level that moves at all


@dataclass(frozen=True)
class DonorPool:
    """Training series that `fit` keeps as donors.

    Parameters
    ----------
    keys : list of n bytes
        Content keys of the series, by which a series is kept from being its own donor. A series may be in
        the pool several times, from several steps on.
    training_rows : ndarray of int of shape (n,)
        Rows of the series in the X of `fit`.
    latent : ndarray of shape (n, k, d)
        Whitened codes.
    residual : ndarray of shape (n, k, f)
        The part of the remainder that the codes do not explain, in patches.
    n_tokens : ndarray of int of shape (n,)
        Tokens of every series, at most k.
    classes : ndarray of int of shape (n,)
        Class of every series; all 0 where classes are not used.
    level_moves : ndarray of shape (n_moves, d)
        Result of `level_moves`: how codes move with the level.
    patch_length : int
        Time points of a token.
    default_block : int
        Time points of a block where the transformation does not say.
    same_time : bool
        Whether a block comes from the same position in time of its donor, which keeps level and season in
        phase; else from any position.
    """

    keys: list
    training_rows: np.ndarray
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
    def of(cls, encoded, starts, training_rows, classes, **settings):
        """Pool of encoded series.

        Parameters
        ----------
        encoded : list of EncodedSeries
            Series of equally many patches each.
        starts : sequence of int
            Time points from which on every series is in the pool, the first of them 0.
        training_rows, classes : ndarrays of int of shape (n_series,)
            Rows in the X of `fit`, and classes, of all series in the order of `encoded`.
        **settings : dict
            `patch_length`, `default_block` and `same_time`.

        Returns
        -------
        pool : DonorPool
        """
        from_starts = [_from_step(series, start) for start in starts for series in encoded]
        latent, residual = map(list, zip(*from_starts, strict=True))
        del from_starts
        n_tokens = np.repeat([series.grid.n_tokens for series in encoded], [len(series.keys) for series in encoded])
        codes, levels = (
            np.concatenate([array.reshape(-1, array.shape[2]) for array in arrays])
            for arrays in ([series.latent for series in encoded], [series.levels for series in encoded])
        )
        keys = [key for series in encoded for key in series.keys] * len(starts)
        order = sorted(range(len(keys)), key=keys.__getitem__)  # so that the order of series in `fit` plays no part
        return cls(
            keys=[keys[row] for row in order],
            training_rows=np.tile(training_rows, len(starts))[order],
            latent=_stacked(latent, n_tokens.max(), order),
            residual=_stacked(residual, n_tokens.max(), order),
            n_tokens=np.tile(n_tokens, len(starts))[order],
            classes=np.tile(classes, len(starts))[order],
            level_moves=level_moves(codes, levels),
            **settings,
        )

    def kneighbors(self, latent, keys, n_neighbors):
        """Training series whose codes are nearest.

        Parameters
        ----------
        latent : list of ndarrays of shape (n_tokens, d)
            Whitened codes of the series that ask.
        keys : list of bytes
            Their content keys; a series is not its own neighbour.
        n_neighbors : int

        Returns
        -------
        distances : ndarray of shape (n_series, n_neighbors)
        training_rows : ndarray of int of shape (n_series, n_neighbors)

        Raises
        ------
        ValueError
            If the pool has fewer other series.
        """
        rows = np.sort(np.unique(self.training_rows, return_index=True)[1])  # of every series the one from its start on
        codes = [self.latent[row, : self.n_tokens[row]] for row in rows]
        distances, places = nearest_codes(latent, keys, codes, [self.keys[row] for row in rows], n_neighbors)
        return distances, self.training_rows[rows[places]]

    def donors_of(self, keys, latent, residual, classes):
        """Donors of series: for each the quarter of the other series of its class with the most similar features.

        Parameters
        ----------
        keys : list of m bytes
        latent : ndarray of shape (m, k, d)
        residual : ndarray of shape (m, k, f)
        classes : ndarray of int of shape (m,)

        Returns
        -------
        donors : Donors
            A series is never its own donor, except where the pool holds no other one of its class.
        """
        features = _features(latent, residual) / self._spread
        near = np.zeros((len(keys), len(self.keys)), dtype=bool)
        for rows in chunks(len(keys), len(self.keys)):
            distance = np.zeros(near[rows].shape)
            for mine, theirs in zip(features[rows].T, self._features.T, strict=True):
                distance += (theirs - mine[:, None]) ** 2
            distance[self.classes != classes[rows, None]] = np.inf
            for of_series, key in zip(distance, keys[rows], strict=True):
                of_series[self._rows_of.get(key, [])] = np.inf
            near[rows] = self._nearest(distance)
        return self._donors(near, classes)

    def donors_of_groups(self, keys, classes, own=None):
        """Donors of series that move together: all other series of their class, so that equal numbers draw one donor.

        Parameters
        ----------
        keys : list of m bytes
        classes : ndarray of int of shape (m,)
        own : ndarray of shape (m, k, f) or None, default=None
            The series in patches, as for `Donors`.

        Returns
        -------
        donors : Donors
                In place of itself a series has the donor before it.
        """
        donors = replace(self._donors(self.classes == classes[:, None], classes), own=own)
        for row, key in enumerate(keys):
            is_donor = donors.n_tokens[row] > 0
            own = np.isin(donors.candidates[row], self._rows_of.get(key, [])) & is_donor
            others = np.flatnonzero(is_donor & ~own)
            if own.any() and len(others):
                # the one before it, which is as long or longer
                instead = others[np.maximum(np.searchsorted(others, np.flatnonzero(own)) - 1, 0)]
                donors.candidates[row, own] = donors.candidates[row, instead]
                donors.n_tokens[row, own] = donors.n_tokens[row, instead]
            donors.is_alone[row] |= not len(others)
        return donors

    def _donors(self, near, classes):
        """Donors among rows of the pool, chosen for every series: (m, n), (m,) -> Donors."""
        is_alone = ~near.any(axis=1)
        near[is_alone] = self.classes == classes[is_alone, None]
        counts = near.sum(axis=1)
        candidates = np.zeros((len(near), counts.max()), dtype=np.intp)
        is_candidate = np.arange(candidates.shape[1]) < counts[:, None]
        candidates[is_candidate] = np.nonzero(near)[1]
        n_tokens = np.where(is_candidate, self.n_tokens[candidates], 0)
        if self.n_tokens.min() < self.n_tokens.max():
            longest_first = np.argsort(-n_tokens, axis=1, kind="stable")
            candidates, n_tokens = (np.take_along_axis(array, longest_first, 1) for array in (candidates, n_tokens))
        return Donors(self, candidates, n_tokens, is_alone)

    def _nearest(self, distance):
        """Which donors are near enough: (m, n) -> (m, n); of equally distant ones the first."""
        n_others = np.isfinite(distance).sum(axis=1)
        rows_a_series = -(-len(self.keys) // len(self._rows_of))
        n_near = np.maximum(_LEAST_DONORS * rows_a_series, (_NEAR_FRACTION * n_others).astype(int))
        n_near = np.minimum(n_others, n_near)
        near = np.zeros(distance.shape, dtype=bool)
        for number in np.unique(n_near[n_near > 0]):
            rows = np.flatnonzero(n_near == number)
            of_rows = distance[rows]
            farthest = np.partition(of_rows, number - 1, axis=1)[:, number - 1, None]
            is_near, is_last = of_rows < farthest, of_rows == farthest
            n_missing = number - is_near.sum(axis=1, keepdims=True)
            near[rows] = is_near | (is_last & (is_last.cumsum(axis=1) <= n_missing))
        return near


@dataclass(frozen=True)
class Donors:
    """Donors of one series, or of several: then every result has a first axis of series.

    Parameters
    ----------
    pool : DonorPool
    candidates : ndarray of int of shape (..., m)
        Rows of the pool to draw from, the longest first.
    n_tokens : ndarray of int of shape (..., m)
        Their tokens; 0 where a series has fewer candidates than others.
    is_alone : ndarray of bool of shape (...)
        Whether a series has no donor but itself.
    own : ndarray of shape (..., k, f) or None, default=None
        The series themselves in patches, where they move in groups: see `draw`.
    """

    pool: DonorPool
    candidates: np.ndarray
    n_tokens: np.ndarray
    is_alone: np.ndarray
    own: np.ndarray | None = None

    def __getitem__(self, rows):
        """Donors of some series, or of one."""
        own = None if self.own is None else self.own[rows]
        return Donors(self.pool, self.candidates[rows], self.n_tokens[rows], self.is_alone[rows], own)

    @property
    def latent(self):
        """Codes (n, k, d) of the pool; index them with the result of `draw`."""
        return self.pool.latent

    @property
    def residual(self):
        """Residuals (n, k, f) of the pool; index them with the result of `draw`."""
        return self.pool.residual

    def level(self, rng):
        """Random change of the code that moves the level of a series.

        Parameters
        ----------
        rng : numpy.random.Generator or RowGenerators

        Returns
        -------
        change : ndarray of shape (..., d)
            Normal with mean 0; its mean square is 1 on average.
        """
        moves = self.pool.level_moves
        return (rng.standard_normal(len(moves))[..., None] * moves).sum(axis=-2)

    def blocks(self, rng, n_tokens, block=None):
        """Number of the block that every token belongs to.

        Parameters
        ----------
        rng : numpy.random.Generator or RowGenerators
            Shifts the first border, so that borders fall everywhere.
        n_tokens : int
        block : int or None, default=None
            Time points of a block, rounded to whole tokens; None is the pool's default.

        Returns
        -------
        blocks : ndarray of shape (..., n_tokens)
            0, 0, ..., 1, 1, ...
        """
        length = max(1, round((block or self.pool.default_block) / self.pool.patch_length))
        longest = self.n_tokens[..., 0]
        longest = np.where(self.is_alone, np.maximum(1, longest // 2), longest)  # else it has nothing to take from
        length = np.minimum(min(length, n_tokens), longest)
        shift = np.where(length < n_tokens, rng.random(1)[..., 0] * length, 0).astype(int)
        return (np.arange(n_tokens) + shift[..., None]) // length[..., None]

    def draw(self, rng, blocks):
        """One donor and one position in it for every block.

        Parameters
        ----------
        rng : numpy.random.Generator or RowGenerators
        blocks : ndarray of shape (..., n_tokens)
            Result of `blocks`.

        Returns
        -------
        rows, tokens : ndarrays of shape (..., n_tokens)
            Indices into the first two axes of `latent` and `residual`.

        Notes
        -----
        With one donor for all, the copies of a group would become one series; with one for each, unrelated series. So
        a group draws two donors for a block and a random direction, and each of its series takes the donor on its side
        of it. Series that correlate by r take the same one with probability 1 - arccos(r) / pi: .75 for r = .71.

        References
        ----------
        .. [1] M. Charikar, "Similarity estimation techniques from rounding algorithms", STOC 2002 (this choice).
        """
        first, length = block_spans(blocks)
        of_token = rng.random((2, blocks.shape[-1]))
        if self.own is not None:
            other = rng.random(blocks.shape[-1])
            of_token[..., 0, :] = np.where(self._is_above(rng, first, length), other, of_token[..., 0, :])
        of_block = np.take_along_axis(of_token, first[..., None, :], axis=-1)
        position = (of_block[..., 0, :] * self._n_fitting(length)).astype(int)
        rows = np.take_along_axis(self.candidates, position, axis=-1)
        n_starts = self.pool.n_tokens[rows] - length + 1
        start = (of_block[..., 1, :] * n_starts).astype(int)
        elsewhere = np.where(start == first, (start + 1) % n_starts, start)  # the same position would change nothing
        if self.pool.same_time:
            start = np.where(first < n_starts, first, start)
        start = np.where(self.is_alone[..., None], elsewhere, start)
        return rows, start + np.arange(blocks.shape[-1]) - first

    def _is_above(self, rng, first, length):
        """On which side of a random direction every block of the series lies: (..., n_tokens) of every token's."""
        direction = rng.standard_normal(self.own.shape[-2:])
        until = (self.own * direction).sum(axis=-1).cumsum(axis=-1)
        before = np.where(first > 0, np.take_along_axis(until, np.maximum(first - 1, 0), axis=-1), 0.0)
        return np.take_along_axis(until, first + length - 1, axis=-1) > before

    def _n_fitting(self, length):
        """Number of candidates that are as long as the block of every token: (..., n_tokens) -> (..., n_tokens)."""
        n_fitting = np.empty_like(length)
        for one in np.unique(length):
            fitting = np.broadcast_to((self.n_tokens >= one).sum(axis=-1, keepdims=True), length.shape)
            np.copyto(n_fitting, fitting, where=length == one)
        return n_fitting


def level_moves(latent, levels):
    """Directions in which codes move when the level of a series moves.

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
        moves, the rows are those of the unit matrix, as any direction will do.
    """
    codes, n_dims = latent, latent.shape[1]
    levels = levels - levels.mean(axis=0)
    variance, components = np.linalg.eigh(levels.T @ levels / len(levels))
    kept = variance > _LEAST_VARIANCE * max(variance.max(), 1.0)
    moves = (levels @ components[:, kept]).T @ (codes - codes.mean(axis=0)) / len(codes)
    moves /= np.sqrt(variance[kept, None])
    size = np.sqrt((moves**2).sum() / n_dims)
    return moves / size if size > 0 else np.eye(n_dims)


def _from_step(encoded, start):
    """Codes and residual of remainders that start some steps later, their first steps moved to their end.

    Parameters
    ----------
    encoded : EncodedSeries
    start : int
        Time points; with 0 they start where they do.

    Returns
    -------
    latent : ndarray of shape (n, k, d)
    residual : ndarray of shape (n, k, f)
        Other patches than those of the series, as a block may start anywhere.
    """
    codec, grid = encoded.codec, encoded.grid
    remainder, conditions, missing = (
        encoded.along_time(lambda series: np.roll(series, -start, axis=1), array)
        for array in (encoded.decomposition.remainder, encoded.conditions, encoded.missing)
    )
    latent, residual = encoded.latent, encoded.residual
    if start:
        latent = codec.encode(remainder, conditions, grid)
        decoded = encoded.along_time(lambda series: series, codec.decode(latent, conditions, grid))
        residual = grid.to_tokens(remainder - decoded)
    return latent, donatable_residual(residual, grid.to_tokens(missing).any(axis=2))


def donatable_residual(residual, has_gap):
    """Residual that other series may take: a patch with a filled gap is replaced by the next complete one.

    Parameters
    ----------
    residual : ndarray of shape (n_series, n_tokens, n_values)
        In filled gaps it is an estimate, which is too smooth.
    has_gap : ndarray of bool of shape (n_series, n_tokens)

    Returns
    -------
    residual : ndarray of shape (n_series, n_tokens, n_values)
        The same array where no patch was filled. Series without a complete patch keep their estimates.
    """
    if not has_gap.any():
        return residual
    donated = residual.copy()
    for row in np.flatnonzero(has_gap.any(axis=1) & ~has_gap.all(axis=1)):
        complete, filled = np.flatnonzero(~has_gap[row]), np.flatnonzero(has_gap[row])
        donated[row, filled] = residual[row, complete[np.searchsorted(complete, filled) % len(complete)]]
    return donated


def _stacked(arrays, n_tokens, order):
    """Series of several lengths as one array in another order, 0 after their end: [(n_i, k_i, d)] -> (n, k, d)."""
    stacked, places = np.zeros((len(order), n_tokens, arrays[0].shape[2])), np.argsort(order)
    first = 0
    while arrays:  # each is given up once it is copied
        array = arrays.pop(0)
        stacked[places[first : first + len(array)], : array.shape[1]] = array
        first += len(array)
    return stacked


def _features(latent, residual):
    """Features of a series: power and lag-1 autocorrelation of every code dimension, size of the residual.

    (..., k, d), (..., k, f) -> (..., 2 * d + 1)
    """
    power = (latent**2).mean(axis=-2)
    lag = (latent[..., 1:, :] * latent[..., :-1, :]).sum(axis=-2) / latent.shape[-2]
    noise = (residual**2).mean(axis=(-2, -1))[..., None]
    return np.concatenate([np.log(power + 1e-3), lag / (power + 1e-3), np.log(noise + 1e-3)], axis=-1)

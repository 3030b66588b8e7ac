"""Series that never existed: draws from a density of codes, levels and sizes, decoded.

Axes: n series, t time points, c channels, k tokens, w tokens of a stretch, d latent dimensions, f values of a
patch, s numbers that describe a whole series.
"""

import warnings
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse.csgraph import connected_components
from sklearn.utils import check_random_state

from .._preprocessing.normalisation import standardise
from .._preprocessing.spans import chunks, ends, time_spans
from .._preprocessing.trend_season import interpolated
from .._random import keyed_generator
from ..exceptions import CopyWarning
from ..metrics._privacy import fraction_that_repeats
from ..metrics._series import as_points
from .density import MixtureDensity
from .levels import Levels, logarithm

_STRETCHES = 4_000  # of long series, that the density is learnt from
_TOGETHER = 0.3  # correlation of the residuals of channels that must come from one series
_PAIRS = 5  # with near series, that every series makes to tell so
_ENOUGH = 30  # series that tell whether any may lend
_FREE = 0.05  # correlation with that of a near series of a residual that any series may lend, at most
_RELATED = 0.2  # correlation of level, size or shape of channels that are drawn together
_PERSISTENT = 0.5  # lag-1 correlation of being at a limit, at least, where a limit is a state of its own
_TRIES = 20  # draws of a series that leaves the bounds, at most
_FAR_OUT = 0.3  # of its standard deviation, the root mean square of what is cut off such a series
_CHECKED = 300  # series that are looked at for copies
_MANY_NEAR = 0.5  # of the series drawn
_TOO_NEAR = 0.05  # of training series lie so much nearer to one other than to the next


@dataclass(frozen=True)
class TrainingRows:
    """Training series as the codec sees them.

    Parameters
    ----------
    latent : ndarray of shape (n, k, d)
        Whitened posterior means.
    residual : ndarray of shape (n, k, f)
    location, scale, unit : ndarrays of shape (n, c)
        Mean, standard deviation, and what one unit of the network is worth.
    structure : ndarray of shape (n, t, c)
        Trend and season about the mean, in standard deviations; of no time points where nothing is set aside.
    values : ndarray of shape (n, t, c)
        The series.
    """

    latent: np.ndarray
    residual: np.ndarray
    location: np.ndarray
    scale: np.ndarray
    unit: np.ndarray
    structure: np.ndarray
    values: np.ndarray

    @classmethod
    def of(cls, encoder, values, conditions):
        """Take series apart.

        Parameters
        ----------
        encoder : SeriesEncoder
        values : ndarray of shape (n, t, c)
        conditions : Conditions

        Returns
        -------
        rows : TrainingRows
        """
        encoded = encoder.encode(values, conditions)
        parts = encoded.decomposition
        location, scale, unit = (array[:, 0] for array in (values.mean(axis=1, keepdims=True), parts.scale, parts.unit))
        structure = np.zeros((len(values), 0, values.shape[2]))
        if encoder.decomposer.structure != "none":
            about = parts.structure - location[:, None]
            structure = np.divide(about, parts.scale, out=np.zeros_like(about), where=parts.scale > 0)
        return cls(encoded.latent, encoded.residual, location, scale, unit, structure, values)


class Sampler:
    """Draws series.

    Parameters
    ----------
    encoder : SeriesEncoder
    finish : Postprocessor
    values : ndarray of shape (n, t, c)
        Training series that the density is learnt from, NaN where not known.
    conditions : Conditions
        Of these series.
    seed : int
        Of the densities; draws have their own.
    """

    def __init__(self, encoder, postprocessor, values, conditions, seed):
        self.encoder, self.postprocessor, self.seed = encoder, postprocessor, seed
        self.values, self.conditions = values, conditions

    @cached_property
    def _of_class(self):
        """What draws series of every class that was asked for."""
        return {}

    def draw(self, conditions, n_timepoints, rng):
        """Series of given classes.

        Parameters
        ----------
        conditions : Conditions
            One a series that is wanted.
        n_timepoints : int
        rng : numpy.random.Generator

        Returns
        -------
        values : ndarray of shape (n, n_timepoints, c)
        """
        values = np.empty((len(conditions.codes), n_timepoints, self.values.shape[2]))
        for code in np.unique(conditions.codes):
            own = np.flatnonzero(conditions.codes == code)
            for some in (own[rows] for rows in chunks(len(own), values[0].size)):
                values[some] = self.room(code).draw(conditions[some], n_timepoints, rng)
        return np.rint(values) if self.postprocessor.rounds else values

    @staticmethod
    def generator(random_state):
        """Random numbers of one call of `sample`: an int gives the same ones every time."""
        seed = int(check_random_state(random_state).randint(np.iinfo(np.int32).max))
        return keyed_generator(seed, b"sample")

    def sample(self, conditions, lengths, rng):
        """Series of given classes and lengths.

        Parameters
        ----------
        conditions : Conditions
            Of the series that are drawn.
        lengths : ndarray of int of shape (n,)
        rng : numpy.random.Generator

        Returns
        -------
        values : ndarray of shape (n, longest length, c)
            NaN after the end of shorter series.
        """
        values = np.full((len(lengths), lengths.max(), self.values.shape[2]), np.nan)
        for length in np.unique(lengths).tolist():
            rows = np.flatnonzero(lengths == length)
            values[rows, :length] = self.draw(conditions[rows], length, rng)
        return values

    def room(self, code):
        """What draws series of one class; made when first asked for."""
        if code not in self._of_class:
            own = self.conditions.codes == code
            rows = complete(self.encoder, self.values[own], self.conditions[own])
            self._of_class[code] = ClassSampler(self.encoder, self.postprocessor.bounds, *rows, [self.seed, int(code)])
        return self._of_class[code]

    def warn_of_copies(self, conditions):
        """Say so where series of these classes repeat training series."""
        fraction = max(self.room(code).fraction_near for code in np.unique(conditions.codes))
        if fraction > _MANY_NEAR:
            warnings.warn(
                f"{fraction:.0%} of the series drawn are near copies: they lie much nearer to one training series than "
                f"to any other, as {_TOO_NEAR:.0%} of training series do. Fit on more series, or use augment, which "
                "makes new versions of the series that there are.",
                CopyWarning,
                stacklevel=3,
            )


def complete(encoder, values, conditions):
    """Series of one length, without gaps.

    Parameters
    ----------
    encoder : SeriesEncoder
    values : ndarray of shape (n, t, c)
        NaN where not known.
    conditions : Conditions

    Returns
    -------
    values : ndarray of shape (m, l, c)
        Gaps are filled. Of series of unequal length the newest l time points of those that have as many: l is
        such that most values are kept.
    conditions : Conditions
        Of these series over that time.
    """
    first, stop = ends(values)
    lengths = np.sort(stop - first)
    length = int(lengths[np.argmax(lengths * np.arange(len(lengths), 0, -1))])
    kept = np.flatnonzero(stop - first >= length)
    start = stop[kept] - length
    newest = values[kept[:, None], start[:, None] + np.arange(length)]
    whole = ~np.isnan(newest).all(axis=1).any(axis=1)
    if not whole.any():
        raise ValueError(
            f"sample needs series whose channels are all known at some of the newest {length} time points, and "
            "there are none. Cut series to the time that all channels cover."
        )
    newest, conditions = newest[whole], conditions[kept].starting_at(start)[whole]
    for span in time_spans(newest):  # a channel may begin later than the others, so that times differ again
        told = span.told(conditions).along(span.stop - span.first)
        newest[span.rows, span.time] = encoder.gap_filler.fill(span.of(newest), told)
    return interpolated(newest), conditions


class ClassSampler:
    """Draws series of one class.

    Parameters
    ----------
    encoder : SeriesEncoder
    bounds : Bounds
    values : ndarray of shape (n, t, c)
    conditions : Conditions
    seed : list of int
        Of what is random in learning.

    Attributes
    ----------
    n_stretch : int
        Tokens that are drawn together.
    """

    def __init__(self, encoder, bounds, values, conditions, seed):
        self.encoder, self.codec, self.bounds = encoder, encoder.codec, bounds
        self.conditions, self.seed = conditions, seed
        self.rows = TrainingRows.of(encoder, values, conditions)
        n_tokens = self.rows.latent.shape[1]
        # What is set aside leaves remainders that are the same everywhere; else every place has its own ways.
        window_tokens = self.codec.model.sizes_.window_tokens
        self.n_span = n_tokens if encoder.decomposer.structure == "none" else min(n_tokens, window_tokens)
        self.levels = Levels(self.rows, bounds, encoder.decomposer.seasonal_period, self._groups_of(conditions))
        at_limit = (self.rows.values == bounds.low) | (self.rows.values == bounds.high)
        self._most_at_limit = at_limit.mean(axis=1).max(axis=0)

    def _groups_of(self, conditions):
        """Static conditions, as numbers of mean 0 and size 1: (n, g)."""
        effect = self.codec.effect
        if effect is None:
            return np.zeros((len(conditions.codes), 0))
        return ((conditions.along(1)[:, 0] - effect.mean) / effect.unit)[:, effect.static]

    @cached_property
    def _whole(self):
        """What draws series of the length of training: one density for all channels that are related."""
        rng = np.random.default_rng([*self.seed, 0])
        rows, n_timepoints = self.rows, self.rows.values.shape[1]
        decoded = self.codec.decode(rows.latent, self.conditions.along(n_timepoints), self.codec.grid(n_timepoints))
        shapes = decoded - decoded.mean(axis=0)
        sides = (rows.location, logarithm(rows.scale), shapes.reshape(-1, shapes.shape[2]))
        of_channel = _connected([_correlation(side) for side in sides], _RELATED)
        related = (np.flatnonzero(of_channel == group) for group in range(of_channel.max() + 1))
        return [_Related(channels, decoded, self._residual, self.levels, rng) for channels in related]

    @cached_property
    def _residual(self):
        """Residuals of the training series, step by step: (n, t, c)."""
        return self.codec.grid(self.rows.values.shape[1]).from_tokens(self.rows.residual)

    @cached_property
    def _at_limit(self):
        """Where training series stay at a limit: bool of shape (n, t, c)."""
        return _stays(self.rows.values == self.bounds.low) | _stays(self.rows.values == self.bounds.high)

    def _draw_whole(self, n_series, rng):
        """Series of the length of training (n, t, c), and their levels (n, c)."""
        rows = self.rows
        shape = np.empty((n_series, *rows.values.shape[1:]))
        residual, at_bound = np.empty_like(shape), np.empty(shape.shape, dtype=bool)
        levels = np.empty((n_series, self.levels.features.shape[1]))
        donors = np.empty((n_series, shape.shape[2]), dtype=np.intp)
        for related in self._whole:
            own = related.channels
            scores = related.density.draw(n_series, rng)
            near = related.density.near(scores)
            first = _one_of(near, rng)
            features = related.density.explain(scores) + related.density.detail[first]
            shape[:, :, own], levels[:, related.columns] = related.part(features)
            donors[:, own] = first[:, None]
            at_bound[:, :, own] = self._at_limit[first][:, :, own]
            for group, is_free in related.donor_groups:
                donor = rng.integers(len(self._residual), size=n_series) if is_free else first
                residual[:, :, group] = self._residual[donor][:, :, group]
        location, scale, *_ = self.levels.read(levels, donors, shape.shape[1])
        # level and size are drawn apart, as those of training series are taken apart
        values = location[:, None] + scale[:, None] * standardise(shape + residual)[0]
        lent = rows.values[donors[:, None], np.arange(shape.shape[1])[:, None], np.arange(shape.shape[2])]
        # a value at a limit, such as a zero, has no neighbours that it could be drawn from
        return np.where(at_bound, lent, values), location

    @cached_property
    def density(self):
        """Density of stretches: their codes, and the level of their series."""
        rng = np.random.default_rng([*self.seed, 1])
        n_rows, n_tokens, n_dims = self.rows.latent.shape
        n_starts = n_tokens - self.n_span + 1
        if n_starts == 1:
            self._row, self._start = np.arange(n_rows), np.zeros(n_rows, dtype=np.intp)
        else:
            every = rng.permutation(n_rows * n_starts)[:_STRETCHES]
            self._row, self._start = every // n_starts, every % n_starts
        # Posterior means, not draws: the residual that is added holds what a draw would add once more.
        codes = self._stretches(self.rows.latent)
        self._code_weight = 1 / np.sqrt(self.n_span * n_dims)  # codes count as much as levels, and as sizes
        _, series = np.unique(self._row, return_inverse=True)
        return MixtureDensity(self._join(codes, self.levels.features[self._row]), series, rng)

    @cached_property
    def _span_residual(self):
        """Residuals of the stretches that the density is learnt from, in patches: (m, w, f)."""
        return self._stretches(self.rows.residual)

    @cached_property
    def _donor_groups(self):
        residual = self._span_residual
        steps = residual.reshape(len(residual), -1, self.rows.scale.shape[1])
        return _donor_groups(self.density, steps, np.random.default_rng([*self.seed, 3]))

    def _stretches(self, tokens):
        """Tokens of the stretches that the density is learnt from: (n, k, ...) -> (m, w, ...)."""
        at = self._start[:, None] + np.arange(self.n_span)
        return tokens[self._row[:, None], at]

    def _join(self, codes, levels):
        return np.concatenate([self._code_weight * codes.reshape(len(codes), -1), levels], axis=1)

    def _part(self, features):
        n_codes = features.shape[1] - self.levels.features.shape[1]
        codes = features[:, :n_codes].reshape(len(features), self.n_span, -1) / self._code_weight
        return codes, features[:, n_codes:]

    def draw(self, conditions, n_timepoints, rng):
        """Series within the bounds: (n, n_timepoints, c).

        One that leaves them far, and at more time points than any training series lies at them, is drawn anew.
        """
        values, beyond = self._draw(conditions, n_timepoints, rng)
        for _ in range(_TRIES - 1):
            rows = np.flatnonzero(beyond)
            if not len(rows):
                break
            again, beyond_again = self._draw(conditions[rows], n_timepoints, rng)
            better = beyond_again < beyond[rows]
            values[rows[better]], beyond[rows[better]] = again[better], beyond_again[better]
        return values

    def _within(self, values, location):
        """Values cut off at the limits (n, t, c), and how far a series was out of them (n,).

        That is the share of time points at which it was, as far as it is more than is usual; 0 for what was hardly out.
        """
        kept = np.clip(values, self.levels.low(location)[:, None], self.bounds.high)
        out = values - kept
        far = (out**2).mean(axis=1) > (_FAR_OUT * values.std(axis=1)) ** 2
        beyond = np.where(far, np.maximum((out != 0).mean(axis=1) - self._most_at_limit, 0), 0)
        return kept, beyond.max(axis=1)

    def _draw(self, conditions, n_timepoints, rng):
        """Series (n, n_timepoints, c), and how far they were out of bounds (n,)."""
        n_fitted = self.rows.values.shape[1]
        # shapes that were decoded once are those of training under their own conditions: others need decoding anew
        if self.encoder.decomposer.structure == "none" and n_timepoints <= n_fitted and not conditions.blocks:
            values, location = self._draw_whole(len(conditions.codes), rng)
            return self._within(values[:, :n_timepoints], location)
        grid = self.codec.grid(n_timepoints)
        latent, residual, levels, donors = self._draw_tokens(len(conditions.codes), grid.n_tokens, rng)
        levels = levels + self.levels.of_groups(self._groups_of(conditions))
        donors = np.repeat(donors[:, None], self.rows.scale.shape[1], axis=1)
        location, scale, unit, structure = self.levels.read(levels, donors, n_timepoints)
        decoded = self.codec.decode(latent, conditions.along(n_timepoints), grid)
        remainder = decoded + grid.from_tokens(residual)
        if n_timepoints >= n_fitted:
            remainder = standardise(remainder)[0]  # as those of training are: level and size are drawn apart
        return self._within(location[:, None] + scale[:, None] * structure + unit[:, None] * remainder, location)

    def _draw_tokens(self, n_series, n_tokens, rng):
        """Codes (n, k, d), residuals (n, k, f), features of levels (n, s) and the series that lent them detail (n,)."""
        scores = self.density.draw(n_series, rng)
        codes, residual, levels, donors = self._fill_in(scores, rng)
        step = max(1, self.n_span // 2)
        overlap = self.n_span - step
        all_codes, all_residuals = [codes], [residual]
        is_known = np.ones(self.density.detail.shape[1], dtype=bool)
        is_known[overlap * codes.shape[2] : self.n_span * codes.shape[2]] = False
        for _ in range(-(-max(0, n_tokens - self.n_span) // step)):
            seen = np.concatenate([codes[:, step:], np.zeros_like(codes[:, :step])], axis=1)
            known = self._join(seen, levels)[:, is_known]
            codes, residual, _, _ = self._fill_in(self.density.draw_given(known, is_known, rng), rng)
            codes = np.concatenate([seen[:, :overlap], codes[:, overlap:]], axis=1)
            all_codes.append(codes[:, overlap:])
            all_residuals.append(residual[:, overlap:])
        latent, residual = (np.concatenate(arrays, axis=1)[:, :n_tokens] for arrays in (all_codes, all_residuals))
        return latent, residual, levels, donors

    def _fill_in(self, scores, rng):
        """What the scores leave open, from training series near them."""
        near = self.density.near(scores)
        span = _one_of(near, rng)
        codes, levels = self._part(self.density.explain(scores) + self.density.detail[span])
        residuals = self._span_residual
        residual = np.empty((len(scores), *residuals.shape[1:]))
        for group, is_free in self._donor_groups:
            donor = rng.integers(len(residuals), size=len(scores)) if is_free else span
            own = np.isin(np.arange(residuals.shape[2]) % self.rows.scale.shape[1], group)  # of the values of a patch
            residual[:, :, own] = residuals[donor][:, :, own]
        return codes, residual, levels, self._row[span]

    @cached_property
    def fraction_near(self):
        """Share of drawn series that one training series stands out for, as for 5 % of training series another does.

        A copy lies much nearer to its source than to any other series. The distance alone would tell less: it is
        shorter for all series that are smoother, or between whole numbers.
        """
        values = self.rows.values
        if len(values) < 3:
            return 1.0
        rng = np.random.default_rng([*self.seed, 2])
        drawn = self.draw(self.conditions[np.arange(_CHECKED) % len(values)], values.shape[1], rng)
        real, new = as_points(values.swapaxes(1, 2), drawn.swapaxes(1, 2), standardize=True)
        return fraction_that_repeats(real, new, rng.permutation(len(values))[:_CHECKED], _TOO_NEAR)


def _one_of(near, rng):
    return near[np.arange(len(near)), rng.integers(near.shape[1], size=len(near))]


class _Related:
    """Channels that are drawn together, and the density of their shapes, levels and sizes.

    The shape is what the code says, decoded: there channels can be told apart, which they cannot in the code.
    """

    def __init__(self, channels, decoded, residual, levels, rng):
        n_rows, self.n_timepoints, n_channels = decoded.shape
        self.channels, self.columns = channels, np.concatenate([channels, n_channels + channels])
        self._weights = 1 / np.sqrt(self.n_timepoints * len(channels)), np.sqrt(n_channels / len(channels))
        shapes = self._weights[0] * decoded[:, :, channels].reshape(n_rows, -1)
        features = np.concatenate([shapes, self._weights[1] * levels.features[:, self.columns]], axis=1)
        self.density = MixtureDensity(features, np.arange(n_rows), rng)
        self.donor_groups = [
            (channels[group], is_free) for group, is_free in _donor_groups(self.density, residual[:, :, channels], rng)
        ]

    def part(self, features):
        """Shapes (n, t, c) and features of levels (n, 2 * c) of these channels."""
        shapes, levels = np.split(features, [self.n_timepoints * len(self.channels)], axis=1)
        return shapes.reshape(len(shapes), self.n_timepoints, -1) / self._weights[0], levels / self._weights[1]


def _stays(at_limit):
    """Where values are at a limit in channels that stay there once they are: bool of shape (n, t, c)."""
    before, after = (part.reshape(-1, part.shape[2]) for part in (at_limit[:, :-1], at_limit[:, 1:]))
    stays = (before & after).mean(axis=0) - before.mean(axis=0) * after.mean(axis=0)
    varies = before.std(axis=0) * after.std(axis=0)
    return at_limit & (stays > _PERSISTENT * varies)


def _correlation(columns):
    """Correlation of columns (n, c) -> (c, c); 0 for one that does not vary."""
    centred = columns - columns.mean(axis=0)
    size = np.sqrt((centred**2).sum(axis=0))
    standard = np.divide(centred, size, out=np.zeros_like(centred), where=size > 0)
    return standard.T @ standard


def _connected(correlations, least):
    """Number of the group of every channel: those belong together that any of the matrices relates."""
    strongest = np.max(np.abs(correlations), axis=0)
    return connected_components(strongest > least, directed=False)[1]


def _donor_groups(density, residual, rng):
    """Which channels take their residual together, and whether from any series or from one near the draw.

    Any series may lend what is no more like that of a near series than like that of any: a near one would give
    itself away.

    Parameters
    ----------
    density : MixtureDensity
        That `residual` belongs to, row by row.
    residual : ndarray of shape (n, t, c)
    rng : numpy.random.Generator

    Returns
    -------
    lenders : list of (ndarray of int, bool)
        Channels whose residuals move together, and whether any series may lend theirs.
    """
    flat = residual.reshape(-1, residual.shape[2])
    of_channel = _connected([_correlation(flat)], _TOGETHER)
    others = [_one_of(density.near(density.row_scores), rng) for _ in range(_PAIRS)]
    donor_groups = []
    for group in range(of_channel.max() + 1):
        channels = np.flatnonzero(of_channel == group)
        own = residual[:, :, channels].reshape(len(residual), -1)
        size = np.log(np.sqrt((own**2).mean(axis=1)) + 1e-6)
        likeness = [
            np.mean([_correlation(np.stack([side, side[other]], axis=-1).reshape(-1, 2))[0, 1] for other in others])
            for side in (own, size)
        ]
        is_free = len(residual) >= _ENOUGH and max(likeness) < max(_FREE, 2 / np.sqrt(len(residual)))
        donor_groups.append((channels, bool(is_free)))
    return donor_groups

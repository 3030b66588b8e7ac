"""Parts of drawn series, and the same parts of real ones, to see which part of a draw gives it away.

A series is put together as `LGTAAugmenter.sample` does it, from a code, level and size, trend and season, and detail. A
part of a draw is exchanged for that of a held-out series, encoded by the same augmenter.

Axes: n series, t time points, c channels.
"""

import numpy as np
from generation import N_KERNELS, convolution_features
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist
from sklearn.linear_model import RidgeClassifierCV
from sklearn.metrics import pairwise_distances_argmin
from sklearn.model_selection import GroupKFold

from sklearn_lgta._preprocessing.normalisation import standardise

# Samplers and their densities are private in the package. The parts here are put together by the same ones.
from sklearn_lgta._sampling.kernel import KernelDensity
from sklearn_lgta._sampling.limits import Limits
from sklearn_lgta._sampling.training_rows import TrainingRows

N_FOLDS = 5


# --------------------------------------------------------------------------------------------------------------- parts
class Values:
    """Windows, and series of similar level, which are drawn as they are: a code and a detail.

    The code is what the principal components of the density explain of a finished series.

    Parameters
    ----------
    sampler : ClassSampler
    encoder : SeriesEncoder
    """

    def __init__(self, sampler, encoder):
        self.sampler, self.encoder = sampler, encoder

    def drawn(self, n_series, rng):
        """Parts of drawn series.

        Parameters
        ----------
        n_series : int
        rng : numpy.random.Generator

        Returns
        -------
        dict of str to tuple of ndarrays
            Arrays of every part, one row a series.
        """
        drawn = self.sampler._series_density.draw(n_series, rng)
        return self._split(drawn.shape + drawn.residual, self._kept(self.sampler.limits, drawn.donors))

    def true(self, values):
        """Parts of real series (n, t, c), like those of `drawn`."""
        return self._split(values, self._kept_of(values))

    def series(self, parts):
        """Put series together, and say how much they left their bounds: parts -> (n, t, c), (n,)."""
        (code,), (detail, kept) = parts["code"], parts["detail"]
        values = np.where(np.isnan(kept), code + detail, kept)
        return self._within_bounds(values, values.mean(axis=1))

    def _split(self, values, kept):
        code = np.zeros_like(values)
        density = self.sampler._series_density
        for group in density._groups:
            unit = density._unit[group.channels] / group._shape_weight
            flat = (values[:, :, group.channels] / unit).reshape(len(values), -1)
            explained = group.density.inverse_transform(group.density.transform(flat))
            code[:, :, group.channels] = explained.reshape(len(values), values.shape[1], -1) * unit
        return {"code": (code,), "detail": (values - code, kept)}

    def _kept(self, limits, donors):
        """Values at a limit where the donors of the detail stay there, else NaN: (n, t, c)."""
        return limits.keep(np.full((len(donors), *self.sampler.rows.values.shape[1:]), np.nan), donors)

    def _kept_of(self, values):
        donors = np.repeat(np.arange(len(values))[:, None], values.shape[2], axis=1)
        return self._kept(Limits(values, self.sampler.limits._bounds), donors)

    def _within_bounds(self, values, location):
        return self.sampler.limits.clip(values, self.sampler.levels.lowest_values(location))

    def _rows(self, values):
        """Parts that the encoder sees of real series: (n, t, c) -> TrainingRows."""
        return TrainingRows.of(self.encoder, values, self._conditions(len(values)))

    def _conditions(self, n_series):
        """Conditions of that many series; there are none."""
        return self.sampler.conditions[np.arange(n_series) % len(self.sampler.conditions.codes)]

    def _decode(self, latent, n_timepoints):
        grid = self.sampler.codec.grid(n_timepoints)
        along = self._conditions(len(latent)).to_array(n_timepoints)
        return self.sampler.codec.decode(latent, along, grid), grid


class Shapes(Values):
    """Series of different levels: a shape, whose code and detail are drawn together, and level and size."""

    def drawn(self, n_series, rng):
        """Parts of drawn series; see `Values.drawn`."""
        drawn = self.sampler._series_density.draw(n_series, rng)
        levels = self.sampler.levels.from_features(drawn.level_features, drawn.donors, drawn.shape.shape[1])
        detail = drawn.residual, self._kept(self.sampler.limits, drawn.donors)
        return {"code": (drawn.shape,), "level": (levels.location, levels.scale), "detail": detail}

    def true(self, values):
        """Parts of real series (n, t, c), like those of `drawn`."""
        shape, location, scale = standardise(values)
        detail = np.zeros_like(values), self._kept_of(values)
        return {"code": (shape,), "level": (location[:, 0], scale[:, 0]), "detail": detail}

    def series(self, parts):
        """Put series together, and say how much they left their bounds: parts -> (n, t, c), (n,)."""
        (shape,), (location, scale), (residual, kept) = parts["code"], parts["level"], parts["detail"]
        values = location[:, None] + scale[:, None] * standardise(shape + residual)[0]
        return self._within_bounds(np.where(np.isnan(kept), values, kept), location)


class Codes(Values):
    """Series with trend or season: a code, level and size, structure, and a residual."""

    def drawn(self, n_series, rng):
        """Parts of drawn series; see `Values.drawn`."""
        n_timepoints = self.sampler.rows.values.shape[1]
        n_tokens = self.sampler.codec.grid(n_timepoints).n_tokens
        drawn = self.sampler._span_density.draw(n_series, n_tokens, rng)
        donors = np.repeat(drawn.donors[:, None], self.sampler.rows.scale.shape[1], axis=1)
        levels = self.sampler.levels.from_features(drawn.level_features, donors, n_timepoints)
        return self._parts(drawn.latent, drawn.residual, levels)

    def true(self, values):
        """Parts of real series (n, t, c), like those of `drawn`."""
        rows = self._rows(values)
        return self._parts(rows.latent, rows.residual, rows)

    def series(self, parts):
        """Put series together, and say how much they left their bounds: parts -> (n, t, c), (n,)."""
        (latent,), (location, scale) = parts["code"], parts["level"]
        (structure, rest), (residual,) = parts["structure"], parts["detail"]
        decoded, grid = self._decode(latent, structure.shape[1])
        remainder = rest[:, None] * standardise(decoded + grid.from_tokens(residual))[0]
        return self._within_bounds(location[:, None] + scale[:, None] * (structure + remainder), location)

    @staticmethod
    def _parts(latent, residual, levels):
        # the size of the remainder goes with the structure: both in standard deviations of the series
        rest = np.divide(levels.unit, levels.scale, out=np.zeros_like(levels.scale), where=levels.scale > 0)
        structure = levels.structure, rest
        return {
            "code": (latent,),
            "level": (levels.location, levels.scale),
            "structure": structure,
            "detail": (residual,),
        }


def parts_of(augmenter):
    """Object that takes draws of a fitted augmenter apart, and puts them together: `Values`, `Shapes` or `Codes`."""
    whole = augmenter._sampler
    sampler = whole.class_sampler(whole.conditions.codes[0])
    shapes = sampler._draws_shapes(sampler.conditions, sampler.rows.values.shape[1])
    kind = Codes if not shapes else Values if sampler._series_density.draws_values else Shapes
    return kind(sampler, whole.encoder)


def keep_near_copies(augmenter):
    """Let a fitted augmenter keep all draws that lie near training series; it would draw many of them again."""
    for group in parts_of(augmenter).sampler._series_density._groups:
        if isinstance(group.density, KernelDensity):
            group.density._accepted = np.ones_like(group.density._accepted)
            group.density._accepted_copies = 1.0


def drawn_inside(kind, n_series, rng):
    """Parts of drawn series that stay within their bounds; where few do, of those that leave them least."""
    drawn = kind.drawn(2 * n_series, rng)
    rows = np.argsort(kind.series(drawn)[1], kind="stable")[:n_series]
    return {part: tuple(array[rows] for array in arrays) for part, arrays in drawn.items()}


def exchanged(parts, donated, part):
    """Series' parts, one of them from other series, each of which gives it once.

    Parameters
    ----------
    parts, donated : dict of str to tuple of ndarrays
        Parts of equally many series: of draws and of real series, or the other way round.
    part : str
        Which one. Every series gets it from the one whose part is most like its own, as parts depend on each other.
        Details, which are mostly noise, come from the one with the most similar code.

    Returns
    -------
    dict of str to tuple of ndarrays
    """
    key = "code" if part == "detail" else part
    pairs = [as_points(*pair, sizes=key == "level") for pair in zip(parts[key], donated[key], strict=True)]
    donors = partners(*(np.concatenate(side, axis=1) for side in zip(*pairs, strict=True)))
    return parts | {part: tuple(array[donors] for array in donated[part])}


def as_points(some, others, *, sizes):
    """Two arrays (n, ..., c) in units of each channel's standard deviation, as points whose mean square is 1: (n, p).

    Sizes that are all positive are compared by their logarithms.
    """
    if sizes and min(some.min(), others.min()) > 0:
        some, others = np.log(some), np.log(others)
    spread = np.concatenate([some, others]).std(axis=tuple(range(some.ndim - 1)))
    unit = np.where(spread > 0, spread, 1.0) * np.sqrt(some[0].size)
    return [(side / unit).reshape(len(side), -1) for side in (some, others)]


def partners(some, others):
    """For every point another one, each once, so that the sum of squared distances is smallest: (n, p) -> (n,)."""
    return linear_sum_assignment(cdist(some, others, "sqeuclidean"))[1]


# -------------------------------------------------------------------------------------------------------------- judge
def told(fresh, drawn, spans, spans_of_drawn, seed):
    """Return the accuracy, less that of chance, of a linear classifier on random convolutions: -0.5 to 0.5.

    It is scored on series of other spans than it has learnt, as it would recognise a span by its windows.

    Parameters
    ----------
    fresh, drawn : ndarrays of shape (n, c, t)
    spans, spans_of_drawn : ndarrays of int of shape (n,)
        Time spans, or longer series, that they are from.
    seed : int
    """
    rng = np.random.default_rng(seed)
    features = convolution_features(np.concatenate([fresh, drawn]), N_KERNELS, rng)
    is_drawn = np.repeat([False, True], [len(fresh), len(drawn)])
    fold = np.empty(len(features), dtype=int)
    for side, groups in ((~is_drawn, spans), (is_drawn, spans_of_drawn)):
        folds = GroupKFold(N_FOLDS, shuffle=True, random_state=seed).split(groups, groups=groups)
        for number, (_, rows) in enumerate(folds):
            fold[np.flatnonzero(side)[rows]] = number
    right = np.empty(len(features), dtype=bool)
    for number in range(N_FOLDS):
        test = fold == number
        mean, scale = features[~test].mean(axis=0), features[~test].std(axis=0) + 1e-8
        judge = RidgeClassifierCV(np.logspace(-2, 4, 7)).fit((features[~test] - mean) / scale, is_drawn[~test])
        right[test] = judge.predict((features[test] - mean) / scale) == is_drawn[test]
    return (right[is_drawn].mean() + right[~is_drawn].mean()) / 2 - 0.5


def spans_near(drawn, real, spans):
    """Span of the nearest of the real series, for every draw: (n, c, t) -> (n,)."""
    centre, scale = (moment(real, axis=(0, 2), keepdims=True) for moment in (np.mean, np.std))
    flat = [((side - centre) / (scale + 1e-9)).reshape(len(side), -1) for side in (drawn, real)]
    return spans[pairwise_distances_argmin(*flat)]

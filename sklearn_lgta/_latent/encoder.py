"""Series -> EncodedSeries: fill gaps, decompose, encode; and codes back to series.

Axes: n series, t time points, c channels, q conditions, k tokens, d latent dimensions, p steps of a patch.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from .._preprocessing.decomposition import Decomposer, Decomposition
from .._preprocessing.patches import PatchGrid
from .._preprocessing.spans import ends, equal_rows, time_spans
from .._reproducibility.random import row_keys
from .._reproducibility.settings import numeric_settings
from .codec import SeriesCodec
from .gap_filling import GapFiller


@dataclass(frozen=True)
class EncodedSeries:
    """Series of equally many patches with their codes.

    Attributes
    ----------
    lengths : ndarray of int of shape (n,)
        Time points of every series. Where they differ, t is that of whole patches: series that are shorter are
        continued by their reflection.
    values : ndarray of shape (n, t, c)
        The series under the conditions given, gaps filled.
    missing : ndarray of bool of shape (n, t, c)
        Where the gaps are.
    decomposition : Decomposition
        Structure, scale, unit and remainder of the values.
    conditions : ndarray of shape (n, t, q)
    latent : ndarray of shape (n, k, d)
        Whitened posterior means.
    decoded : ndarray of shape (n, t, c)
        The part of the remainder that the code explains.
    grid : PatchGrid
    keys : list of bytes
        Digests of the series as they came, gaps included.
    codec : SeriesCodec
        That encoded them.
    part_of : (EncodedSeries, ndarray of int) or None, default=None
        More series that these are taken from, and their positions there.
    """

    lengths: np.ndarray
    values: np.ndarray
    missing: np.ndarray
    decomposition: Decomposition
    conditions: np.ndarray
    latent: np.ndarray
    decoded: np.ndarray
    grid: PatchGrid
    keys: list
    codec: SeriesCodec
    part_of: "tuple[EncodedSeries, np.ndarray] | None" = None

    def take(self, rows):
        """Some of the series: ndarray of int of shape (m,) -> EncodedSeries."""
        names = ("lengths", "values", "missing", "conditions", "latent", "decoded")
        arrays = {name: getattr(self, name)[rows] for name in names}
        arrays["latent"].flags.writeable = self.latent.flags.writeable
        decomposition = Decomposition(*(part[rows] for part in self.decomposition))
        keys = [self.keys[row] for row in rows]
        return replace(self, **arrays, decomposition=decomposition, keys=keys, part_of=(self, rows))

    @cached_property
    def residual(self):
        """The part of the remainder that the code does not explain, in patches: (n, k, p * c)."""
        if self.part_of is not None:
            whole, rows = self.part_of
            return whole.residual[rows]
        return self.grid.to_tokens(self.decomposition.remainder - self.decoded)

    @cached_property
    def latent_between(self):
        """Codes of the decoded remainder from every step on: (n, k * p, d)."""
        if self.part_of is not None:  # computed once for all of them, as it takes long
            whole, rows = self.part_of
            return whole.latent_between[rows]
        return self.encode_between(self.decoded)

    def encode_between(self, remainder, rows=slice(None)):
        """Codes of other remainders of some of the series, from every step on.

        Parameters
        ----------
        remainder : ndarray of shape (m, t, c)
        rows : slice or ndarray of int, default=slice(None)
            Which series.

        Returns
        -------
        latent : ndarray of shape (m, k * p, d)
        """
        codec, conditions = self.codec, self.conditions[rows]
        n_steps = self.grid.n_tokens * self.grid.patch_length
        latent = np.empty((len(remainder), n_steps, codec.model.sizes_.latent_dim))
        for equal, length in equal_rows(self.lengths[rows]):
            within = equal, slice(length)
            latent[equal] = codec.encode_between(remainder[within], conditions[within], codec.grid(length))
        return latent

    def along_time(self, function, array):
        """Result of a function of series of one length, continued to whole patches by reflection.

        Parameters
        ----------
        function : callable
            Of an ndarray of shape (m, length, ...), to the same shape.
        array : ndarray of shape (n, t, ...)

        Returns
        -------
        result : ndarray of shape (n, t, ...)
        """
        result = np.empty(array.shape, array.dtype)
        for rows, length in equal_rows(self.lengths):
            whole = self.codec.grid(length).pad(function(array[rows, :length]))
            result[rows] = whole[:, : array.shape[1]]
        return result

    @property
    def levels(self):
        """Mean of every patch of the remainder: (n, k, c)."""
        patches = self.grid.to_tokens(self.decomposition.remainder)
        return patches.reshape(*patches.shape[:2], self.grid.patch_length, -1).mean(axis=2)


@dataclass(frozen=True)
class SeriesEncoder:
    """Encodes series, and decodes codes to series.

    Parameters
    ----------
    decomposer : Decomposer
    codec : SeriesCodec
    gap_filler : GapFiller
    """

    decomposer: Decomposer
    codec: SeriesCodec
    gap_filler: GapFiller

    def encode(self, values, conditions):
        """Decompose and encode series.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)
            Of one time span, NaN in gaps.
        conditions : Conditions
            Of these series.

        Returns
        -------
        encoded : EncodedSeries
        """
        return self.encode_batch([(values, conditions)])

    @numeric_settings()
    def encode_batch(self, spans):
        """Decompose series of several time spans, and encode them together.

        Parameters
        ----------
        spans : list of pairs of an ndarray of shape (n, t, c) and Conditions
            Values of one time span each, NaN in gaps; all of equally many patches. A series has the same codes in any
            batch.

        Returns
        -------
        encoded : EncodedSeries
            Of all series, one span after the other.
        """
        lengths = np.repeat([values.shape[1] for values, _ in spans], [len(values) for values, _ in spans])
        keys = [key for values, _ in spans for key in row_keys(values)]
        parts = [self._decompose(*span) for span in spans]
        grid = self.codec.grid(lengths[0])
        if len(spans) > 1:
            grid = self.codec.grid(grid.n_tokens * grid.patch_length)
            parts = [self._in_whole_patches(*part) for part in parts]
        (values, missing, observed, along), decomposition = _joined(parts)
        latent = self.codec.encode(decomposition.remainder, observed, grid)
        decoded = self.codec.decode(latent, observed, grid)
        encoded = EncodedSeries(lengths, values, missing, decomposition, along, latent, decoded, grid, keys, self.codec)
        return (
            replace(encoded, decoded=encoded.along_time(lambda series: series, decoded)) if len(spans) > 1 else encoded
        )

    def _decompose(self, values, conditions):
        """Series of one time span: (n, t, ...) each of four, and their decomposition.

        The series without gaps under the conditions given, where the gaps are, the conditions under which they were
        observed, and those given.
        """
        n_timepoints, missing, observed = values.shape[1], np.isnan(values), conditions.as_observed()
        values = self.gap_filler.fill(values, observed)
        decomposition = self.decomposer.decompose(values, observed.effect_inputs(n_timepoints))
        along = as_observed = observed.to_array(n_timepoints)
        if observed is not conditions:
            along = conditions.to_array(n_timepoints)
            values, decomposition = self._under(conditions, values, decomposition)
        return (values, missing, as_observed, along), decomposition

    def _in_whole_patches(self, series, decomposition):
        """Fill the last patch of every array along time by reflection, as the patch grid does."""
        pad = self.codec.grid(series[0].shape[1]).pad
        structure, remainder = pad(decomposition.structure), pad(decomposition.remainder)
        return [pad(array) for array in series], decomposition._replace(structure=structure, remainder=remainder)

    def _under(self, conditions, values, decomposition):
        """Series, and their decomposition, as they would be under the conditions given."""
        given, observed = (of.effect_inputs(values.shape[1]) for of in (conditions, conditions.as_observed()))
        structure = decomposition.effects.moved(decomposition.structure, given - observed)
        with np.errstate(over="ignore"):
            values = values + (structure - decomposition.structure)
        return values, decomposition._replace(structure=structure)

    def decode(self, latent, like, conditions):
        """Series of codes, with location, scale, trend and season of other series.

        Parameters
        ----------
        latent : ndarray of shape (n, k, d)
            Whitened.
        like : ndarray of shape (n, t, c)
            The other series, of one time span, NaN in gaps.
        conditions : Conditions
            Of the decoded series.

        Returns
        -------
        decoded, filled : ndarrays of shape (n, t, c)
            The decoded series, and the other series under the conditions given, with their gaps filled.
        """
        along, observed = conditions.to_array(like.shape[1]), conditions.as_observed()
        filled = self.gap_filler.fill(like, observed)
        parts = self.decomposer.decompose(filled, observed.effect_inputs(like.shape[1]))
        filled, parts = self._under(conditions, filled, parts)
        remainder = self.codec.decode(latent, along, self.codec.grid(like.shape[1]))
        return filled + parts.unit * (remainder - parts.remainder), filled

    def codes(self, values, conditions) -> Iterator[tuple]:
        """Whitened codes of series of any time spans.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)
            NaN where missing.
        conditions : Conditions

        Yields
        ------
        rows : slice or ndarray of int
        latent : ndarray of shape (n_rows, k, d)
        """
        for span in time_spans(values):
            yield span.rows, self.encode(span.take(values), span.conditions_of(conditions)).latent

    @numeric_settings()
    def decode_all(self, latent, like, conditions, postprocess):
        """Decode codes that the user passed, with level, scale and structure of the series in `like`.

        Parameters
        ----------
        latent : ndarray of shape (n, k, d)
            Not whitened; of shorter series the last tokens are not read.
        like : ndarray of shape (n, t, c)
            NaN where missing.
        conditions : Conditions
        postprocess : callable
            Takes decoded and other series, (n_rows, t, c) each, and returns the decoded ones within their limits.

        Returns
        -------
        values : ndarray of shape (n, t, c)
            NaN outside of the time span of the other series; gaps within it are filled.

        Raises
        ------
        ValueError
            If the codes have another shape than `codes` gives, or are not finite.
        """
        first, stop = ends(like)
        expected = (len(like), self.codec.grid(int((stop - first).max())).n_tokens, self.codec.model.sizes_.latent_dim)
        if latent.shape != expected:
            raise ValueError(
                f"latent has shape {latent.shape}; these series need {expected}, as encode(like) returns it."
            )
        result = np.full(like.shape, np.nan)
        for span in time_spans(like):
            codes = latent[span.rows, : self.codec.grid(span.stop - span.first).n_tokens]
            if not np.isfinite(codes).all():
                raise ValueError("latent contains NaN or inf; codes must be finite.")
            with np.errstate(over="ignore", invalid="ignore"):  # of very large codes: `postprocess` refuses NaN
                decoded, filled = self.decode(self.codec.whiten(codes), span.take(like), span.conditions_of(conditions))
            result[span.rows, span.time] = postprocess(decoded, filled)
        return result


def _joined(parts):
    """Arrays and decompositions of several time spans, one after the other."""
    if len(parts) == 1:
        return parts[0]
    series, decompositions = zip(*parts, strict=True)
    return [np.concatenate(arrays) for arrays in zip(*series, strict=True)], Decomposition.joined(decompositions)

"""Series -> EncodedSeries: fill gaps, decompose, encode; and codes back to series.

Axes: n series, t time points, c channels, q conditions, k tokens, d latent dimensions, p steps of a patch.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from .._preprocessing.decomposition import Decomposer, Decomposition
from .._preprocessing.patches import PatchGrid
from .._preprocessing.spans import ends, time_spans
from .._reproducibility.random import row_keys
from .codec import SeriesCodec
from .gap_filling import GapFiller


@dataclass(frozen=True)
class EncodedSeries:
    """Series of one time span with their codes.

    Attributes
    ----------
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
        arrays = {name: getattr(self, name)[rows] for name in ("values", "missing", "conditions", "latent", "decoded")}
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
        return self.codec.encode_between(self.decoded, self.conditions, self.grid)

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
        missing, keys = np.isnan(values), row_keys(values)
        observed = conditions.as_observed()
        along = observed.to_array(values.shape[1])
        values = self.gap_filler.fill(values, observed)
        decomposition = self.decomposer.decompose(values, observed.effect_inputs(values.shape[1]))
        grid = self.codec.grid(values.shape[1])
        latent = self.codec.encode(decomposition.remainder, along, grid)
        decoded = self.codec.decode(latent, along, grid)
        if observed is not conditions:
            along = conditions.to_array(values.shape[1])
            values, decomposition = self._under(conditions, values, decomposition)
        return EncodedSeries(values, missing, decomposition, along, latent, decoded, grid, keys, self.codec)

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

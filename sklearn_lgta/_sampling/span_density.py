"""Density of spans of tokens, from which a latent timeline of any length is drawn span by span.

Axes: n series, k tokens, w tokens of a span, m spans, d latent dimensions, f values of a patch, s features of
levels.
"""

from typing import NamedTuple

import numpy as np

from .channel_groups import residual_groups
from .density import MixtureDensity
from .training_rows import TrainingRows

_MAX_SPANS = 4_000  # of long series, to which the density is fitted


class DrawnTokens(NamedTuple):
    """Draws of a `SpanDensity`.

    Attributes
    ----------
    latent : ndarray of shape (n, k, d)
    residual : ndarray of shape (n, k, f)
    level_features : ndarray of shape (n, s)
    donors : ndarray of int of shape (n,)
        Training series that gave their detail.
    """

    latent: np.ndarray
    residual: np.ndarray
    level_features: np.ndarray
    donors: np.ndarray


class SpanDensity:
    """Density of the codes of spans, and of the levels of their series.

    Parameters
    ----------
    rows : TrainingRows
    level_features : ndarray of shape (n, s)
    n_span_tokens : int
        Tokens that are drawn together, at most those of a training series.
    seed : list of int
    """

    def __init__(self, rows: TrainingRows, level_features: np.ndarray, n_span_tokens: int, seed: list[int]) -> None:
        self._n_span_tokens, self._n_channels = n_span_tokens, rows.scale.shape[1]
        rng = np.random.default_rng([*seed, 1])
        n_rows, n_tokens, n_dims = rows.latent.shape
        n_starts = n_tokens - n_span_tokens + 1
        if n_starts == 1:
            self._row, self._start = np.arange(n_rows), np.zeros(n_rows, dtype=np.intp)
        else:
            spans = rng.permutation(n_rows * n_starts)[:_MAX_SPANS]
            self._row, self._start = spans // n_starts, spans % n_starts
        self._code_weight = 1 / np.sqrt(n_span_tokens * n_dims)  # codes count as much as means, and as sizes
        self._n_codes = n_span_tokens * n_dims
        # Posterior means, not draws: the residual already holds the variance that a draw would add.
        features = self._join(self._spans_of(rows.latent), level_features[self._row])
        _, series = np.unique(self._row, return_inverse=True)
        self._density = MixtureDensity(features, series, rng)
        self._residual = self._spans_of(rows.residual)  # (m, w, f)
        steps = self._residual.reshape(len(self._residual), -1, self._n_channels)
        self._residual_groups = residual_groups(self._density, steps, np.random.default_rng([*seed, 3]))

    def draw(self, n_series: int, n_tokens: int, rng: np.random.Generator) -> DrawnTokens:
        """Latent timelines: a first span, then spans that overlap the one before by half.

        Parameters
        ----------
        n_series, n_tokens : int
        rng : numpy.random.Generator

        Returns
        -------
        drawn : DrawnTokens
        """
        first = self._with_detail(self._density.draw(n_series, rng), rng)
        step = max(1, self._n_span_tokens // 2)
        overlap = self._n_span_tokens - step
        codes = first.latent
        all_codes, all_residuals = [codes], [first.residual]
        is_given = np.ones(self._density.detail.shape[1], dtype=bool)
        is_given[overlap * codes.shape[2] : self._n_codes] = False
        for _ in range(-(-max(0, n_tokens - self._n_span_tokens) // step)):
            shifted = np.concatenate([codes[:, step:], np.zeros_like(codes[:, :step])], axis=1)
            given = self._join(shifted, first.level_features)[:, is_given]
            following = self._with_detail(self._density.draw_given(given, is_given, rng), rng)
            codes = np.concatenate([shifted[:, :overlap], following.latent[:, overlap:]], axis=1)
            all_codes.append(codes[:, overlap:])
            all_residuals.append(following.residual[:, overlap:])
        latent, residual = (np.concatenate(arrays, axis=1)[:, :n_tokens] for arrays in (all_codes, all_residuals))
        return first._replace(latent=latent, residual=residual)

    def _with_detail(self, scores: np.ndarray, rng: np.random.Generator) -> DrawnTokens:
        """Spans of scores, with detail from training spans near them."""
        neighbors = self._density.draw_neighbor(scores, rng)
        features = self._density.inverse_transform(scores) + self._density.detail[neighbors]
        codes, level_features = self._split(features)
        residual = np.empty((len(scores), *self._residual.shape[1:]))
        channel_of_value = np.arange(residual.shape[2]) % self._n_channels  # of the values of a patch
        for group in self._residual_groups:
            donors = group.draw_donors(neighbors, len(self._residual), rng)
            in_group = np.isin(channel_of_value, group.channels)
            residual[:, :, in_group] = self._residual[donors][:, :, in_group]
        return DrawnTokens(codes, residual, level_features, self._row[neighbors])

    def _spans_of(self, tokens: np.ndarray) -> np.ndarray:
        """Tokens of the training spans: (n, k, ...) -> (m, w, ...)."""
        return tokens[self._row[:, None], self._start[:, None] + np.arange(self._n_span_tokens)]

    def _join(self, codes: np.ndarray, level_features: np.ndarray) -> np.ndarray:
        """Rows of the density: (n, w, d), (n, s) -> (n, w * d + s)."""
        return np.concatenate([self._code_weight * codes.reshape(len(codes), -1), level_features], axis=1)

    def _split(self, features: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Codes and level features of rows of the density, the inverse of `_join`."""
        codes, level_features = features[:, : self._n_codes], features[:, self._n_codes :]
        return codes.reshape(len(features), self._n_span_tokens, -1) / self._code_weight, level_features

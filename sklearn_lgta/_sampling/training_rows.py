"""Training series that densities are fitted to: complete, of one length, decomposed and encoded.

Axes: n series, t time points, c channels, k tokens, d latent dimensions, f values of a patch.
"""

from dataclasses import dataclass

import numpy as np

from .._preprocessing.covariate_effects import SeriesEffects
from .._preprocessing.gaps import interpolated
from .._preprocessing.normalisation import standardise
from .._preprocessing.spans import ends, time_spans


@dataclass(frozen=True)
class TrainingRows:
    """Decomposed and encoded training series.

    Parameters
    ----------
    latent : ndarray of shape (n, k, d)
        Whitened posterior means.
    residual : ndarray of shape (n, k, f)
    location, scale, unit : ndarrays of shape (n, c)
        Mean, standard deviation, and the value of one unit of the network.
    structure : ndarray of shape (n, t, c)
        Trend and season about the mean, in standard deviations, under covariates of 0. Without time points (t = 0)
        where no structure is set aside.
    effects : SeriesEffects
        Of covariates.
    values : ndarray of shape (n, t, c)
        The series.
    """

    latent: np.ndarray
    residual: np.ndarray
    location: np.ndarray
    scale: np.ndarray
    unit: np.ndarray
    structure: np.ndarray
    effects: SeriesEffects
    values: np.ndarray

    @classmethod
    def of(cls, encoder, values, conditions) -> "TrainingRows":
        """Decompose and encode series.

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
        location, scale, unit = values.mean(axis=1), standardise(values)[2][:, 0], parts.unit[:, 0]
        structure = np.zeros((len(values), 0, values.shape[2]))
        if encoder.decomposer.sets_aside:
            neutral = parts.effects.moved(parts.structure, -conditions.effect_inputs(values.shape[1]))
            about_mean = neutral - location[:, None]
            structure = np.divide(about_mean, parts.scale, out=np.zeros_like(about_mean), where=parts.scale > 0)
        return cls(encoded.latent, encoded.residual, location, scale, unit, structure, parts.effects, values)


def complete_series(encoder, values, conditions):
    """Complete series of one length, from series with gaps or of unequal length.

    Parameters
    ----------
    encoder : SeriesEncoder
    values : ndarray of shape (n, t, c)
        NaN where not observed.
    conditions : Conditions

    Returns
    -------
    values : ndarray of shape (m, l, c)
        The newest l time points of all series that have as many, with gaps filled. The length l keeps the most
        values.
    conditions : Conditions
        Of these series over that time.

    Raises
    ------
    ValueError
        If every series has a channel without values at these time points.
    """
    first, stop = ends(values)
    lengths = np.sort(stop - first)
    length = int(lengths[np.argmax(lengths * np.arange(len(lengths), 0, -1))])
    kept = np.flatnonzero(stop - first >= length)
    start = stop[kept] - length
    newest = values[kept[:, None], start[:, None] + np.arange(length)]
    has_all_channels = ~np.isnan(newest).all(axis=1).any(axis=1)
    if not has_all_channels.any():
        raise ValueError(
            f"sample needs a series with values in every channel. Among the newest {length} time points no series has "
            "them. Cut the series to the time that all channels cover, and fit again."
        )
    newest, conditions = newest[has_all_channels], conditions[kept].from_timepoint(start)[has_all_channels]
    for span in time_spans(newest):  # a channel may start later than the others, so the spans may differ again
        newest[span.rows, span.time] = encoder.gap_filler.fill(span.take(newest), span.conditions_of(conditions))
    return interpolated(newest), conditions

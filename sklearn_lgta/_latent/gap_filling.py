"""Fill gaps: a weighted mean of three estimates of each missing value.

Axes: n series, t time points, c channels.
"""

from dataclasses import dataclass, replace

import numpy as np

from .._preprocessing.decomposition import Decomposer
from .._preprocessing.gaps import distance_to_observed, gaps_to_hide, interpolated
from .._preprocessing.kriging import KrigingImputer
from .._preprocessing.normalisation import HEADROOM
from .._preprocessing.postprocessing import Postprocessor
from .._preprocessing.spans import time_spans
from .._preprocessing.stacking import StackingWeights
from .._reproducibility.settings import numeric_settings
from .codec import SeriesCodec

_N_ESTIMATES = 3  # of every missing value


@dataclass(frozen=True)
class GapFiller:
    """Estimates missing values by the code, by their neighbours in time and by a straight line.

    Parameters
    ----------
    decomposer : Decomposer
    codec : SeriesCodec
    postprocessor : Postprocessor
        Limits of the filled values.
    remainder_imputer : KrigingImputer
        Of the remainder as a whole.
    residual_imputer : KrigingImputer
        Of the part of the remainder that the code does not explain.
    weights : StackingWeights
        Of the three estimates, by the distance to the nearest observed value.
    """

    decomposer: Decomposer
    codec: SeriesCodec
    postprocessor: Postprocessor
    remainder_imputer: KrigingImputer
    residual_imputer: KrigingImputer
    weights: StackingWeights

    @classmethod
    def fit(cls, decomposer, codec, postprocessor, panel, explained):
        """Estimate how values are correlated along time.

        Parameters
        ----------
        decomposer : Decomposer
        codec : SeriesCodec
        postprocessor : Postprocessor
        panel, explained : ndarrays of shape (n, t, c)
            Remainders of training series, and the part of them that their codes explain.

        Returns
        -------
        filler : GapFiller
            Uses the estimate by the code alone, until `fit_weights` says more.
        """
        remainder_imputer = residual_imputer = KrigingImputer.fit(panel)
        if codec.takes_gaps:
            residual_imputer = KrigingImputer.fit(panel - explained)
        weights = StackingWeights.first_only(_N_ESTIMATES)
        return cls(decomposer, codec, postprocessor, remainder_imputer, residual_imputer, weights)

    def fit_weights(self, values, conditions):
        """Estimate the weights by observed values that are hidden for it.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)
            Some training series with gaps, NaN where missing.
        conditions : Conditions

        Returns
        -------
        filler : GapFiller
        """
        estimates, truth, distance = [], [], []
        for span in time_spans(values):
            series = span.take(values)
            hidden = gaps_to_hide(series)
            if not hidden.any():
                continue
            with_gaps = np.where(hidden, np.nan, series)
            estimated, base, unit = self._estimates(with_gaps, span.conditions_of(conditions))
            hidden = hidden & (unit > 0)
            exact = np.divide(HEADROOM * series - base, unit, out=np.zeros_like(series), where=unit > 0)
            estimates.append(estimated[:, hidden])
            truth.append(exact[hidden])
            distance.append(distance_to_observed(np.isnan(with_gaps))[hidden])
        if not truth:
            return self
        parts = np.concatenate(estimates, axis=1), np.concatenate(truth), np.concatenate(distance)
        return replace(self, weights=StackingWeights.fit(*parts))

    @numeric_settings()
    def fill(self, values, conditions):
        """Series without gaps.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)
            Of one time span, NaN in gaps.
        conditions : Conditions
            Under which the series were observed.

        Returns
        -------
        filled : ndarray of shape (n, t, c)
            The same array where there are no gaps.
        """
        missing = np.isnan(values)
        if not missing.any():
            return values
        estimates, base, unit = self._estimates(values, conditions)
        with np.errstate(over="ignore"):
            filled = (base + unit * self.weights(estimates, distance_to_observed(missing))) / HEADROOM
        filled = np.where(missing, filled, values)
        return np.where(missing, self.postprocessor.guesses(filled, values), values)

    def _estimates(self, values, conditions):
        """Three estimates of what is missing (3, n, t, c), and the location and unit that turn them into values.

        The code, with the residual by its neighbours; the whole remainder by its neighbours; a straight line. Location
        and unit are those of the values times HEADROOM.
        """
        parts = self.decomposer.decompose(values, conditions.effect_inputs(values.shape[1]))
        structure, unit = HEADROOM * parts.structure, HEADROOM * parts.unit
        # the middle of the remainder before it was standardised
        base = np.nanmedian(HEADROOM * values - structure - unit * parts.remainder, axis=1, keepdims=True)
        base = structure + base
        line = np.divide(interpolated(HEADROOM * values) - base, unit, out=np.zeros_like(values), where=unit > 0)
        by_code = by_neighbours = self.remainder_imputer.fill(parts.remainder)
        if self.codec.takes_gaps:
            grid, along = self.codec.grid(values.shape[1]), conditions.to_array(values.shape[1])
            decoded = self.codec.decode(self.codec.encode(parts.remainder, along, grid), along, grid)
            by_code = decoded + self.residual_imputer.fill(parts.remainder - decoded)
        return np.stack([by_code, by_neighbours, line]), base, unit

"""Encoders of named conditions: what `fit` keeps of each, and how its values become numbers."""

import warnings
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..exceptions import ExtrapolationWarning
from .arrays import Covariates
from .calendar import encode_calendar, kind_of, periods_of
from .messages import listing
from .values import PanelShape, position, read_calendar, read_values, to_length

CALENDAR = "calendar"
_FAR = 0.5  # of the training range, outside of it
_MOST_CATEGORIES = 64  # of a condition that has an effect of its own: the regression has a column for each


@dataclass(frozen=True)
class CategoryEncoder:
    """Encoder of a categorical condition.

    Parameters
    ----------
    name : str
    categories : tuple
        Sorted; the code of a category is its position here.
    has_effect, in_network : bool
        As of `Covariates`.
    """

    name: str
    categories: tuple
    has_effect: bool = False
    in_network: bool = True

    def encode(self, values: Any, shape: PanelShape) -> Covariates:
        """Return categories as codes; an unseen one is an error."""
        array, _ = read_values(self.name, values, shape)
        code_of = {category: code for code, category in enumerate(self.categories)}
        flat = array.ravel().tolist()
        codes = [code_of.get(category, -1) for category in flat]
        if -1 in codes:
            at = codes.index(-1)
            raise ValueError(
                f"condition {self.name!r} holds {flat[at]!r} at position {position(at, array)}, which fit has not "
                f"seen. Pass one of {listing(self.categories)}, or fit again."
            )
        profiles = np.array(codes, dtype=np.int32).reshape(array.shape)
        covariates = Covariates.of(profiles, shape.n_series, len(self.categories))
        return replace(covariates, has_effect=self.has_effect, in_network=self.in_network)


@dataclass(frozen=True)
class NumberEncoder:
    """Encoder of a numeric condition.

    Parameters
    ----------
    name : str
    mean, scale, low, high : float
        Mean, standard deviation and range in training.
    has_effect, in_network : bool
        As of `Covariates`.
    """

    name: str
    mean: float
    scale: float
    low: float
    high: float
    has_effect: bool = False
    in_network: bool = True

    def encode(self, values: Any, shape: PanelShape) -> Covariates:
        """Return numbers in standard deviations of training; warn of those far outside its range."""
        array, is_categorical = read_values(self.name, values, shape)
        if is_categorical:
            raise ValueError(
                f"condition {self.name!r} was numbers in fit and holds {array.ravel().tolist()[0]!r} now; pass numbers."
            )
        reach = _FAR * (self.high - self.low)
        far = (array < self.low - reach) | (array > self.high + reach)
        if far.any():
            at = int(np.argmax(far))
            warnings.warn(
                f"condition {self.name!r} lies far outside of what fit has seen, {self.low:g} to {self.high:g}, at "
                f"{int(far.sum())} of {array.size} values: {array.ravel()[at]:g} at position {position(at, array)}. "
                f"What is decoded there is a guess. Pass values from {self.low - reach:g} to {self.high + reach:g}, or "
                "fit on series that have such values.",
                ExtrapolationWarning,
                stacklevel=4,  # the line that called the method of the augmenter
            )
        covariates = Covariates.of(((array - self.mean) / self.scale)[..., None].astype(np.float32), shape.n_series)
        return replace(covariates, has_effect=self.has_effect, in_network=self.in_network)


@dataclass(frozen=True)
class CalendarEncoder:
    """Encoder of the dates of the time points.

    Parameters
    ----------
    kind : str
        As :func:`sklearn_lgta._conditions.calendar.kind_of` returns it.
    periods : tuple of str
        As :func:`sklearn_lgta._conditions.calendar.periods_of` returns them.
    """

    kind: str
    periods: tuple

    has_effect = False  # what repeats with the dates is the season of the structure, and would count twice

    def encode(self, values: Any, shape: PanelShape) -> Covariates:
        """Return dates as positions in their periods; dates of another kind are an error."""
        distinct, of_row = read_calendar(values, shape)
        for dates in distinct:
            if kind_of(dates) != self.kind:
                raise ValueError(
                    f"The calendar holds {kind_of(dates)} dates, and fit saw {self.kind} ones; pass dates of the same "
                    "kind."
                )
        profiles = [encode_calendar(dates, self.periods) for dates in distinct]
        return Covariates(np.stack([to_length(profile, shape.n_timepoints) for profile in profiles]), of_row)


Encoder = CategoryEncoder | NumberEncoder | CalendarEncoder


def fit_encoder(name: str, values: Any, shape: PanelShape, *, in_network: bool = True) -> Encoder:
    """Fit the encoder of a condition.

    Parameters
    ----------
    name : str
    values : array-like
        Of the training series, as `LGTAAugmenter.fit` takes them.
    shape : PanelShape
        Shape of the training series.
    in_network : bool, default=True
        Whether the network takes conditions.

    Returns
    -------
    encoder : CategoryEncoder, NumberEncoder or CalendarEncoder
        Its ``encode(values, shape)`` gives the `Covariates` of any series.

    Raises
    ------
    ValueError
        If values are missing or do not fit the series.
    """
    if name == CALENDAR:
        distinct, _ = read_calendar(values, shape)
        kind = kind_of(distinct[0])
        return CalendarEncoder(kind, periods_of(kind, distinct))
    array, is_categorical = read_values(name, values, shape)
    if is_categorical:
        categories = sorted(set(array.ravel().tolist()), key=lambda value: (str(type(value)), value))
        has_effect = array.ndim == 2 and len(categories) <= _MOST_CATEGORIES
        return CategoryEncoder(name, tuple(categories), has_effect, in_network)
    scale = array.std()
    unit = scale if scale > 0 else 1.0
    return NumberEncoder(name, array.mean(), unit, array.min(), array.max(), array.ndim == 2, in_network)

"""Named conditions of the user: what fit learns of each, and how its values become numbers.

Axes: n series, t time points, m distinct courses.
"""

import warnings
from dataclasses import dataclass

import numpy as np

from .._preprocessing.spans import ends
from ..exceptions import ExtrapolationWarning
from .arrays import Covariates
from .calendar import encode_calendar, kind_of, periods_of, read_dates

CALENDAR = "calendar"
_FAR = 0.5  # of the training range, outside of it
_NAMED = 10  # categories that a message names, at most
_MISSING = ("nan", "None", "<NA>", "NaT")  # how values that are missing write themselves


@dataclass(frozen=True)
class Extent:
    """Over what series stretch.

    Parameters
    ----------
    n_series, n_timepoints : int
    stops : ndarray of int of shape (n_series,)
        Where every series ends; n_timepoints for all but shorter ones.
    """

    n_series: int
    n_timepoints: int
    stops: np.ndarray

    @classmethod
    def of(cls, values):
        """Of series (n, t, c), NaN where not known."""
        return cls(*values.shape[:2], ends(values)[1])

    @property
    def shape(self):
        """(n, t)."""
        return self.n_series, self.n_timepoints


def learn(name, values, extent):
    """Learn a condition.

    Parameters
    ----------
    name : str
    values : array-like
        Of the training series, as `LGTAAugmenter.fit` takes them.
    extent : Extent
        Of the training series.

    Returns
    -------
    variable : Categories, Numbers or Calendar
        Its ``encode(values, extent)`` gives the `Covariates` of any series.

    Raises
    ------
    ValueError
        If values are missing or do not fit the series.
    """
    if name == CALENDAR:
        distinct, _ = _dates(values, extent)
        kind = kind_of(distinct[0])
        return Calendar(kind, periods_of(kind, distinct))
    array, categorical = _read(name, values, extent)
    if categorical:
        return Categories(name, tuple(sorted(set(array.ravel().tolist()), key=lambda value: (str(type(value)), value))))
    unit = array.std()
    return Numbers(name, array.mean(), unit if unit > 0 else 1.0, array.min(), array.max())


@dataclass(frozen=True)
class Categories:
    """A categorical condition.

    Parameters
    ----------
    name : str
    known : tuple
        The categories, sorted.
    """

    name: str
    known: tuple

    def encode(self, values, extent):
        """Categories as their places among the known ones."""
        array, _ = _read(self.name, values, extent)
        place = {category: code for code, category in enumerate(self.known)}
        codes = [place.get(value) for value in array.ravel().tolist()]
        if None in codes:
            at = codes.index(None)
            unknown = array.ravel().tolist()[at]
            known = ", ".join(map(repr, self.known[:_NAMED]))
            more = f" and {len(self.known) - _NAMED} more" if len(self.known) > _NAMED else ""
            raise ValueError(
                f"condition {self.name!r} holds {unknown!r} at position {_position(at, array)}, which fit has not "
                f"seen; it knows {known}{more}."
            )
        return _block(np.array(codes, dtype=np.int32).reshape(array.shape), extent.n_series, len(self.known))


@dataclass(frozen=True)
class Numbers:
    """A numeric condition.

    Parameters
    ----------
    name : str
    mean, unit, low, high : float
        Mean, standard deviation and range in training.
    """

    name: str
    mean: float
    unit: float
    low: float
    high: float

    def encode(self, values, extent):
        """Numbers in standard deviations of training."""
        array, categorical = _read(self.name, values, extent)
        if categorical:
            raise ValueError(
                f"condition {self.name!r} was numbers in fit and holds {array.ravel().tolist()[0]!r} now; pass numbers."
            )
        reach = _FAR * (self.high - self.low)
        far = (array < self.low - reach) | (array > self.high + reach)
        if far.any():
            at = int(np.argmax(far))
            warnings.warn(
                f"condition {self.name!r} lies far outside of what fit has seen, {self.low:g} to {self.high:g}, at "
                f"{int(far.sum())} of {array.size} values: {array.ravel()[at]:g} at position {_position(at, array)}. "
                f"What is decoded there is a guess. Pass values from {self.low - reach:g} to {self.high + reach:g}, or "
                "fit on series that have such values.",
                ExtrapolationWarning,
                stacklevel=4,  # the line that called the method of the augmenter
            )
        return _block(((array - self.mean) / self.unit)[..., None].astype(np.float32), extent.n_series)


@dataclass(frozen=True)
class Calendar:
    """The dates of the time points.

    Parameters
    ----------
    kind : str
        Of :func:`sklearn_lgta._conditions.calendar.kind_of`.
    periods : tuple of str
        Of :func:`sklearn_lgta._conditions.calendar.periods_of`.
    """

    kind: str
    periods: tuple

    def encode(self, values, extent):
        """Dates as places in the periods of their kind."""
        distinct, of_row = _dates(values, extent)
        for dates in distinct:
            if kind_of(dates) != self.kind:
                raise ValueError(
                    f"The calendar holds {kind_of(dates)} dates, and fit saw {self.kind} ones; pass dates of the same "
                    "kind."
                )
        courses = [encode_calendar(dates, self.periods) for dates in distinct]
        return Covariates(np.stack([_to_length(course, extent.n_timepoints) for course in courses]), of_row)


def same_dates(values, others, extent):
    """Whether series have the same dates in both.

    Parameters
    ----------
    values, others : as "calendar" is given
    extent : Extent

    Returns
    -------
    same : bool
    """
    (first, of_row), (second, of_other) = (_dates(dates, extent) for dates in (values, others))
    return len(first) == len(second) and np.array_equal(of_row, of_other) and all(map(np.array_equal, first, second))


def _dates(values, extent):
    """Distinct rows of dates, and which of them every series has."""
    several = isinstance(values, (list, tuple)) and not isinstance(values[0], (str, np.generic)) and np.ndim(values[0])
    several = several or (isinstance(values, np.ndarray) and values.ndim == 2)
    rows = [read_dates(index) for index in (values if several else [values])]
    if len(rows) not in {1, extent.n_series}:
        raise ValueError(
            f"The calendar holds {len(rows)} rows of dates for {extent.n_series} series; pass one for all of them, or "
            "one for every series."
        )
    needed = extent.stops if several and len(rows) == extent.n_series else [extent.n_timepoints]
    for row, (dates, stop) in enumerate(zip(rows, needed, strict=True)):
        if len(dates) not in {stop, extent.n_timepoints}:
            raise ValueError(
                f"The calendar holds {len(dates)} dates{f' in row {row}' if several else ''}, and the series have "
                f"{stop} time points; pass a date for every time point."
            )
    places = {}
    of_row = np.array([places.setdefault(dates.tobytes(), len(places)) for dates in rows], dtype=np.intp)
    distinct = [np.frombuffer(dates, dtype="datetime64[s]") for dates in places]
    return distinct, np.broadcast_to(of_row, extent.n_series).copy()


def _read(name, values, extent):
    """Values as an array of shape (n,), (n, t) or (1, t), and whether they are categories."""
    categorical = getattr(getattr(values, "dtype", None), "name", "") == "category"
    array = np.asarray(_of_one_length(name, values, extent))
    shape = extent.shape
    if array.shape not in {shape[:1], shape, (1, shape[1])}:
        raise ValueError(
            f"condition {name!r} has shape {array.shape}; for {shape[0]} series of {shape[1]} time points it needs "
            f"shape {shape[:1]}, one value a series, or {shape} or {(1, shape[1])}, one a time point, of every series "
            "or of all alike."
        )
    if array.shape == shape and array.dtype.kind == "f" and np.isnan(array).any():
        array = np.array([_to_length(row[:stop], shape[1]) for row, stop in zip(array, extent.stops, strict=True)])
    categorical = categorical or array.dtype.kind not in "iuf"
    if categorical:
        missing = [str(value) in _MISSING and not isinstance(value, str) for value in array.ravel().tolist()]
    else:
        array = array.astype(np.float64)
        missing = ~np.isfinite(array).ravel()
    if np.any(missing):
        at = int(np.argmax(missing))
        raise ValueError(
            f"condition {name!r} is missing or not finite at {int(np.sum(missing))} of {array.size} values, the first "
            f"at position {_position(at, array)}. Fill them, or leave those series out."
        )
    return array, categorical


def _of_one_length(name, values, extent):
    """Values, and where these are a list of rows of unequal length, every row continued by its last value."""
    if not isinstance(values, (list, tuple)) or len({np.shape(row) for row in values}) < 2:
        return values
    rows = [np.atleast_1d(row) for row in values]
    if len(rows) != extent.n_series:
        raise ValueError(f"condition {name!r} has {len(rows)} rows for {extent.n_series} series; pass one for each.")
    for place, (row, stop) in enumerate(zip(rows, extent.stops, strict=True)):
        if row.shape not in {(stop,), (extent.n_timepoints,)}:
            raise ValueError(
                f"condition {name!r} has shape {row.shape} in row {place}, and that series has {stop} time points; "
                "pass one value a time point."
            )
    return [_to_length(row, extent.n_timepoints) for row in rows]


def _to_length(course, n_timepoints):
    """A course of (t, ...) continued by its last value: beyond the end of a series nothing is told."""
    missing = n_timepoints - len(course)
    return course if missing <= 0 else np.concatenate([course, np.repeat(course[-1:], missing, axis=0)])


def _position(at, array):
    where = tuple(int(place) for place in np.unravel_index(at, array.shape))
    return where[0] if len(where) == 1 else where


def _block(array, n_series, n_categories=0):
    """A block of encoded values; those that are the same for all series are kept once."""
    n_own = 1 if n_categories else 2
    courses = array if array.ndim > n_own else array[:, None]  # a static one has one time point
    shared = len(courses) == 1
    return Covariates(courses, np.zeros(n_series, np.intp) if shared else np.arange(n_series), n_categories)

"""What fit was told of the training series, found again by what a series holds; and what is told of others."""

import warnings
from collections.abc import Mapping
from difflib import get_close_matches
from types import SimpleNamespace

import numpy as np

from .._preprocessing.spans import ends
from .._random import row_keys
from .arrays import Conditions
from .encoders import CALENDAR, Extent, learn, same_dates
from .labels import Labels, check_one_each

_SEVERAL = -1  # equal series with unlike conditions
_UNSEEN = -2


def check_condition_names(conditions):
    """Names of the conditions in use.

    Parameters
    ----------
    conditions : str, list of str or None

    Returns
    -------
    names : tuple of str

    Raises
    ------
    ValueError
        If a name is no text, or comes twice.
    """
    names = (conditions,) if isinstance(conditions, str) else tuple(conditions or ())
    if not all(isinstance(name, str) and name for name in names) or len(set(names)) < len(names):
        raise ValueError(
            f"conditions={conditions!r} must name the conditions in use, each once; their values go to the methods: "
            "LGTAAugmenter(conditions=['store']).fit(X, conditions={'store': values})."
        )
    return names


class TrainingConditions:
    """Labels and conditions of the training series.

    Attributes
    ----------
    labels : Labels or None
    variables : dict of str to variable
        What every named condition is, in the order of their names.
    blocks : dict of str to Block
        Conditions of the training series.
    first : ndarray of int of shape (n_training_series,)
        First known time point of the training series.
    row_of : dict of bytes to int
        Training series by its content key.
    """

    def __init__(self, panel, keys, names, y=None, conditions=None, *, use_y=None):
        """Learn.

        Parameters
        ----------
        panel : Panel
            The training series.
        keys : list of bytes
            Their content keys.
        names : tuple of str
            Conditions in use.
        y : array-like of shape (n_series,) or None, default=None
        conditions : dict, DataFrame, array-like or None, default=None
            As `LGTAAugmenter.fit` takes them.
        use_y : {"donors", "condition"} or None, default=None

        Raises
        ------
        ValueError
            If something is missing or does not fit.
        """
        extent = Extent.of(panel.values)
        self.labels, codes = None, np.zeros(len(keys), dtype=np.intp)
        if use_y is not None:
            self.labels, codes = Labels.learn(y, keys, use_y)
        self.variables = dict.fromkeys(names)
        given = self._given(panel, conditions)
        self._refuse_missing(given, conditions, "fit(X, conditions=...)")
        self.variables = {name: learn(name, given[name], extent) for name in names}
        self.blocks = {name: variable.encode(given[name], extent) for name, variable in self.variables.items()}
        self.first, _ = ends(panel.values)
        self.training = Conditions(codes, self._n_told, tuple(self.blocks.values()))
        self.row_of = {}
        for row, key in enumerate(keys if names else ()):
            other = self.row_of.setdefault(key, row)
            if other >= 0 and other != row and self.training.content(other) != self.training.content(row):
                self.row_of[key] = _SEVERAL

    @property
    def _n_told(self):
        return 0 if self.labels is None else self.labels.n_told

    def of(self, panel, y=None, conditions=None, *, for_copies=True):
        """Conditions of series: those given, or without them those of the training series that they equal.

        Parameters
        ----------
        panel : Panel
            The series.
        y : array-like of shape (n_series,) or None, default=None
        conditions : dict, DataFrame, array-like or None, default=None
        for_copies : bool, default=True
            Whether donors are needed, and so the class, also where the network is not told of it.

        Returns
        -------
        conditions : Conditions

        Raises
        ------
        ValueError
            If something is missing that was not learnt of these very series, or unknown.
        """
        keys = row_keys(panel.values) if self.labels or self.variables else range(len(panel.values))
        codes = np.zeros(len(keys), dtype=np.intp)
        if self.labels is not None and (for_copies or self._n_told):
            codes = self.labels.codes(y, keys)
        elif y is not None and for_copies:
            check_one_each(y, len(keys))
        given = self._given(panel, conditions)
        if conditions is not None:
            self._refuse_missing(given, conditions, "conditions")
        if not self.variables:
            return Conditions(codes, self._n_told)
        extent, blocks = Extent.of(panel.values), []
        if len(given) < len(self.variables):
            found = self._rows(keys)
            later = ends(panel.values)[0] - self.first[found]  # it may stand elsewhere in a longer row than in fit
        for name, variable in self.variables.items():
            if name in given:
                blocks.append(variable.encode(given[name], extent))
            else:
                blocks.append(self.blocks[name][found].moved(later, extent.n_timepoints))
        return Conditions(codes, self._n_told, tuple(blocks))

    def warn_of_dates(self, panel, conditions, season_stays):
        """Say so where other dates are given than series have, and that changes little or nothing.

        Parameters
        ----------
        panel : Panel
            Series with dates; of others nothing is said.
        conditions : dict, DataFrame, array-like or None
        season_stays : bool
            Whether the season is set aside.
        """
        given = _by_name(conditions, list(self.variables)).get(CALENDAR)
        if given is None or panel.times is None:
            return
        extent, calendar = Extent.of(panel.values), self.variables[CALENDAR]
        if same_dates(given, panel.times, extent):
            return
        new, old = (calendar.encode(dates, extent) for dates in (given, panel.times))
        if np.array_equal(new.courses[new.of_row], old.courses[old.of_row]):
            warnings.warn(
                f"Other dates are given than those of the series, and nothing changes: of dates, the network is told "
                f"the place in the {' and in the '.join(calendar.periods)} alone, as those of fit span no two of a "
                "longer period, and that place is the same. Fit on series over a longer time, or name what differs as "
                "a condition of its own.",
                UserWarning,
                stacklevel=3,
            )
        elif season_stays:
            warnings.warn(
                "Other dates are given than those of the series, but trend and season are set aside and stay: little "
                "changes. For a season that goes with the dates, set structure='none' and fit again.",
                UserWarning,
                stacklevel=3,
            )

    def of_new(self, n_series, n_timepoints, rng, y=None, conditions=None):
        """Conditions of series that are to be drawn; what is not said of them is that of random training series.

        Parameters
        ----------
        n_series, n_timepoints : int
        rng : numpy.random.Generator
        y : label, array-like of shape (n_series,) or None, default=None
        conditions : dict, DataFrame, array-like or None, default=None

        Returns
        -------
        conditions : Conditions
        rows : ndarray of int of shape (n_series,)
            These training series.

        Raises
        ------
        ValueError
            If something does not fit, or has to be said.
        """
        rows = rng.integers(len(self.training.codes), size=n_series)
        codes = self.training.codes[rows]
        if y is not None:
            codes = self._codes_of_new(y, n_series)
            for code in np.unique(codes):
                own = codes == code
                rows[own] = rng.choice(np.flatnonzero(self.training.codes == code), own.sum())
        new = SimpleNamespace(values=np.zeros((n_series, n_timepoints, 1)), labels=None, times=None)
        given, extent, blocks = self._given(new, conditions), Extent.of(new.values), []
        for name, variable in self.variables.items():
            if name in given:
                blocks.append(variable.encode(given[name], extent))
                continue
            n_known = self.blocks[name].courses.shape[1]
            if 1 < n_known < n_timepoints:
                raise ValueError(
                    f"condition {name!r} changes along time, and is known of {n_known} time points of the training "
                    f"series; for n_timepoints={n_timepoints} pass it: sample(conditions={{{name!r}: values}})."
                )
            blocks.append(self.blocks[name][rows].moved(-self.first[rows], n_timepoints))
        return Conditions(codes, self._n_told, tuple(blocks)), rows

    def _codes_of_new(self, y, n_series):
        if self.labels is None:
            raise ValueError(
                "sample was given y, but fit has learnt no classes. Set use_y='donors' or use_y='condition' and fit "
                "again, or leave y out."
            )
        y = [y] * n_series if np.ndim(y) == 0 else y
        if len(y) != n_series:
            raise ValueError(
                f"y has {len(y)} labels and n_samples={n_series}; pass one label for each, or one for all."
            )
        return self.labels.codes_of(y)

    def _given(self, panel, conditions):
        """Values by name: those passed, and the calendar of the columns."""
        names = list(self.variables)
        given = _by_name(conditions, names)
        given = {name: np.repeat(v, len(panel.values)) if np.isscalar(v) else v for name, v in given.items()}
        unknown = [name for name in given if name not in names]
        if unknown or (conditions is not None and not names):
            used = f"uses {_listing(names)}" if names else "uses none"
            meant = [other for name in unknown for other in get_close_matches(str(name), names, 1)]
            raise ValueError(
                f"conditions holds {_listing(unknown) or 'values'}, but this augmenter {used}. "
                + (f"Did you mean {_listing(meant)}? Else leave" if meant else "Leave")
                + f" that out, or name all that is used: LGTAAugmenter(conditions={[*names, *unknown] or ['name']})."
            )
        if panel.labels is not None:
            for name, values in given.items():
                _check_order(name, values, panel.labels)
        if CALENDAR in names and panel.times is not None:
            given.setdefault(CALENDAR, panel.times)
        return given

    def _refuse_missing(self, given, conditions, needed_by):
        missing = [name for name in self.variables if name not in given]
        if not missing:
            return
        held = _listing(_by_name(conditions, list(self.variables))) or "nothing"
        calendar = (
            " The calendar is read from datetime or period columns of a DataFrame (text is none: X.columns = "
            "pd.PeriodIndex(X.columns, freq='M')), or pass conditions={'calendar': dates}."
        )
        raise ValueError(
            f"{needed_by} needs values of {_listing(missing)}, and holds {held}. Pass a dict with a value a series, or "
            f"one a time point, under every name.{calendar if CALENDAR in missing else ''}"
        )

    def _rows(self, keys):
        """Training rows that series equal: ndarray of int of shape (n,)."""
        rows = np.array([self.row_of.get(key, _UNSEEN) for key in keys], dtype=np.intp)
        for mark, why in (
            (_UNSEEN, "were not seen in fit"),
            (_SEVERAL, "equal training series whose conditions differ"),
        ):
            at = np.flatnonzero(rows == mark)
            if len(at):
                raise ValueError(
                    f"The network is told {_listing(self.variables)} of every series, and {len(at)} of {len(keys)} "
                    f"{why} (the first at position {at[0]}). Pass them: augment(X, conditions={{name: values}})."
                )
        return rows


def _by_name(conditions, names):
    """Values of conditions as a dict; a bare array is the one condition that is named."""
    if conditions is None:
        return {}
    if isinstance(conditions, Mapping):
        return dict(conditions)
    if hasattr(conditions, "columns"):
        return {name: conditions[name] for name in conditions.columns}
    own = [name for name in names if name != CALENDAR] or names
    if len(own) != 1:
        raise ValueError(
            f"conditions is a {type(conditions).__name__} without names, and this augmenter uses "
            f"{_listing(names) or 'none'}. Pass a dict of arrays, or a DataFrame with a row a series and a column a "
            "condition."
        )
    return {own[0]: conditions}


def _check_order(name, values, index):
    """Refuse rows whose labels say that they are in another order than the series."""
    labels = getattr(values, "index", None)
    if not hasattr(labels, "isin") or len(labels) != len(index):
        return
    if labels.isin(index).all() and not labels.equals(index):
        raise ValueError(
            f"The rows of condition {name!r} have the labels of X in another order. Pass them in the order of X, "
            "conditions.loc[X.index], or as an array if they are."
        )


def _listing(names):
    return ", ".join(map(repr, names))

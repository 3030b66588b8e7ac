"""Labels and conditions of the training series, and by them those of other series."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._preprocessing.spans import ends
from .._reproducibility.random import row_keys
from .arrays import Conditions, Covariates
from .encoders import CALENDAR, CalendarEncoder, Encoder, fit_encoder
from .labels import Labels
from .messages import listing
from .named_values import refuse_missing_names, values_by_name, values_of_rows
from .other_dates import warn_of_other_dates
from .targets import check_one_each
from .training_rows import find, numbers_by_key
from .values import PanelShape, read_values


class TrainingConditions:
    """Labels and conditions of the training series.

    Attributes
    ----------
    labels : Labels or None
    encoders : dict of str to CategoryEncoder, NumberEncoder or CalendarEncoder
        Of every named condition, in the order of their names.
    covariates : dict of str to Covariates
        Named conditions of the training series.
    first : ndarray of int of shape (n_training_series,)
        First observed time point of the training series.
    training : Conditions
        Conditions of the training series.
    row_of : dict of bytes to int
        Row of every training series by its content key.
    """

    labels: Labels | None
    encoders: dict[str, Encoder]
    covariates: dict[str, Covariates]
    first: NDArray[np.intp]
    training: Conditions
    row_of: dict

    def __init__(
        self,
        panel: Any,
        keys: Sequence[bytes],
        names: Sequence[str],
        y: Any = None,
        conditions: Any = None,
        *,
        use_y: str | None = None,
        in_network: bool = True,
    ) -> None:
        """Encode labels and conditions of the training series.

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
        in_network : bool, default=True
            Whether the network takes conditions.

        Raises
        ------
        ValueError
            If values are missing or do not fit.
        """
        shape = PanelShape.of(panel.values)
        self.labels, codes = None, np.zeros(len(keys), dtype=np.intp)
        if use_y is not None:
            self.labels, codes = Labels.fit(y, keys, use_y)
        given = values_by_name(conditions, names, shape.n_series, panel)
        refuse_missing_names(names, given, conditions, "fit(X, conditions=...)")
        self.encoders = {name: fit_encoder(name, given[name], shape, in_network=in_network) for name in names}
        self.covariates = {name: encoder.encode(given[name], shape) for name, encoder in self.encoders.items()}
        self.first, _ = ends(panel.values)
        training = Conditions(codes, self._n_condition_classes, tuple(self.covariates.values()))

        def are_alike(row: int, other: int) -> bool:
            return training.content(row) == training.content(other)

        self.training = training
        self.row_of = numbers_by_key(keys, range(len(keys)), are_alike) if names else {}

    @property
    def _n_condition_classes(self) -> int:
        return 0 if self.labels is None else self.labels.n_condition_classes

    def values_of_rows(self, conditions: Any, rows: slice, n_series: int) -> Any:
        """Values of the conditions of some of n series, out of those of all; see `values_of_rows`."""
        return values_of_rows(conditions, list(self.encoders), rows, n_series)

    def for_series(
        self, panel: Any, y: Any = None, conditions: Any = None, *, observed: Any = None, for_copies: bool = True
    ) -> Conditions:
        """Return the conditions of series: those given, else those of the training series that they equal.

        Parameters
        ----------
        panel : Panel
            The series.
        y : array-like of shape (n_series,) or None, default=None
        conditions : dict, DataFrame, array-like or None, default=None
        observed : dict, DataFrame, array-like or None, default=None
            Conditions under which the series were observed, where they are others. None is those of `fit` for series
            that it has seen, else `conditions`.
        for_copies : bool, default=True
            Whether donors are needed. Then the class is needed too, even if it is no input of the network.

        Returns
        -------
        conditions : Conditions

        Raises
        ------
        ValueError
            If values do not fit, or are left out for series that `fit` has not seen.
        """
        has_names = bool(self.encoders)
        keys: Any = row_keys(panel.values) if self.labels or has_names else range(len(panel.values))
        codes = np.zeros(len(keys), dtype=np.intp)
        if self.labels is not None and (for_copies or self._n_condition_classes):
            codes = self.labels.codes(y, keys)
        elif y is not None and for_copies:
            check_one_each(y, len(keys))
        if not has_names and conditions is None and observed is None:
            return Conditions(codes, self._n_condition_classes)
        names = list(self.encoders)
        given = values_by_name(conditions, names, len(keys), panel)
        if conditions is not None:
            refuse_missing_names(names, given, conditions, "conditions")
        if not has_names:
            values_by_name(observed, names, len(keys), panel)  # refuses what has no use
            return Conditions(codes, self._n_condition_classes)
        shape, covariates = PanelShape.of(panel.values), []
        if len(given) < len(names):
            rows = self._rows(keys)
            shifts = ends(panel.values)[0] - self.first[rows]  # a series may start later in its row than in fit
        for name, encoder in self.encoders.items():
            if name in given:
                covariates.append(encoder.encode(given[name], shape))
            else:
                covariates.append(self.covariates[name][rows].shifted(shifts, shape.n_timepoints))
        of_series = Conditions(codes, self._n_condition_classes, tuple(covariates))
        if observed is not None:
            of_values = self.for_series(panel, y, observed, for_copies=for_copies)
            return replace(of_series, observed=of_values.covariates)
        return replace(of_series, observed=self._observed(of_series, keys, panel)) if given else of_series

    def _observed(self, given: Conditions, keys: Sequence[bytes], panel: Any) -> tuple[Covariates, ...] | None:
        """Return the conditions under which series were observed; None where all are those given.

        Of series that `fit` has seen they are those of `fit`, of others those of their columns and dates, if any.
        """
        rows = np.array([self.row_of.get(key, -1) for key in keys], dtype=np.intp)
        is_seen, shape = rows >= 0, PanelShape.of(panel.values)
        beside = values_by_name(None, list(self.encoders), len(keys), panel)
        if not is_seen.any() and not beside:
            return None
        own = [
            encoder.encode(beside[name], shape) if name in beside and not is_seen.all() else covariate
            for (name, encoder), covariate in zip(self.encoders.items(), given.covariates, strict=True)
        ]
        first, stop = ends(panel.values)
        n_timepoints = panel.values.shape[1]
        within = (np.arange(n_timepoints) >= first[:, None]) & (np.arange(n_timepoints) < stop[:, None])
        rows = np.maximum(rows, 0)
        shifts = np.where(is_seen, first - self.first[rows], 0)
        of_fit = [covariate[rows].shifted(shifts, n_timepoints) for covariate in self.covariates.values()]
        observed = tuple(one.where(~is_seen, other) for one, other in zip(own, of_fit, strict=True))
        are_equal = all(one.equals(other, within) for one, other in zip(given.covariates, observed, strict=True))
        return None if are_equal else observed

    def written(self, panel: Any, conditions: Any) -> dict[str, NDArray]:
        """Return the values given, by name, as a container writes them.

        Parameters
        ----------
        panel : Panel
            The series.
        conditions : dict, DataFrame, array-like or None
            As checked by `for_series`.

        Returns
        -------
        given : dict of str to ndarray of shape (n_series,), (n_series, n_timepoints) or (1, n_timepoints)
            Those that are columns of the container.
        """
        given = values_by_name(conditions, list(self.encoders), len(panel.values))
        shape = PanelShape.of(panel.values)
        return {name: read_values(name, given[name], shape)[0] for name in given if name in panel.conditions}

    def _rows(self, keys: Sequence[bytes]) -> NDArray[np.intp]:
        """Return the training rows that series equal: (n,)."""
        return find(
            self.row_of,
            keys,
            f"The network needs {listing(self.encoders)} of every series",
            "equal training series whose conditions differ",
            "Pass them: conditions={name: values}.",
        )

    def warn_of_dates(self, panel: Any, conditions: Any, season_stays: bool) -> None:
        """Warn where the dates given are not those of the series, and that changes little or nothing.

        Parameters
        ----------
        panel : Panel
            Series with dates; of others nothing is said.
        conditions : dict, DataFrame, array-like or None
        season_stays : bool
            Whether the season is set aside.
        """
        encoder = self.encoders.get(CALENDAR)
        given = values_by_name(conditions, list(self.encoders), len(panel.values)).get(CALENDAR)
        if given is not None and panel.times is not None and isinstance(encoder, CalendarEncoder):
            warn_of_other_dates(encoder, given, panel.times, PanelShape.of(panel.values), season_stays)

    def for_samples(
        self, n_series: int, n_timepoints: int, rng: np.random.Generator, y: Any = None, conditions: Any = None
    ) -> tuple[Conditions, NDArray[np.intp]]:
        """Return the conditions of new series: those given, else those of random training series.

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
            The random training series, of the classes given.

        Raises
        ------
        ValueError
            If values do not fit, or training series are too short for a condition that is left out.
        """
        rows = rng.integers(len(self.training.codes), size=n_series)
        codes = self.training.codes[rows]
        if y is not None:
            codes = self._codes_of_new(y, n_series)
            for code in np.unique(codes):
                of_class = codes == code
                rows[of_class] = rng.choice(np.flatnonzero(self.training.codes == code), of_class.sum())
        given = values_by_name(conditions, list(self.encoders), n_series)
        shape, covariates = PanelShape.complete(n_series, n_timepoints), []
        for name, encoder in self.encoders.items():
            if name in given:
                covariates.append(encoder.encode(given[name], shape))
                continue
            covariate = self.covariates[name]
            n_observed = covariate.profiles.shape[1]
            if not covariate.is_static and n_observed < n_timepoints:
                raise ValueError(
                    f"condition {name!r} changes along time, and the training series have {n_observed} time points of "
                    f"it; for n_timepoints={n_timepoints} pass it: sample(conditions={{{name!r}: values}})."
                )
            covariates.append(covariate[rows].shifted(-self.first[rows], n_timepoints))
        return Conditions(codes, self._n_condition_classes, tuple(covariates)), rows

    def _codes_of_new(self, y: Any, n_series: int) -> NDArray[np.intp]:
        """Return the codes of one label for all new series, or of one for each."""
        if self.labels is None:
            raise ValueError(
                "sample was given y, but fit has seen no classes. Set use_y='donors' or use_y='condition' and fit "
                "again, or leave y out."
            )
        y = [y] * n_series if np.ndim(y) == 0 else y
        if len(y) != n_series:
            raise ValueError(
                f"y has {len(y)} labels and n_samples={n_series}; pass one label for each, or one for all."
            )
        return self.labels.codes_of(y)

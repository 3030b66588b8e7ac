"""The conditions of series as one array along time, kept compactly until it is needed.

Axes: n series, t time points, q numbers a time point, m distinct profiles of a condition.
"""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Covariates:
    """One named condition of some series.

    Parameters
    ----------
    profiles : ndarray of int of shape (m, t) or of float32 of shape (m, t, q)
        Codes of categories, or numbers, along time. A static condition has one time point (t = 1).
    of_row : ndarray of int of shape (n,)
        Profile of every series. Profiles that series have in common are kept once.
    n_categories : int, default=0
        Number of categories; 0 where the profiles are numbers.
    has_effect : bool, default=False
        Whether its effect on the values is part of the structure of a series.
    in_network : bool, default=True
        Whether it is an input of the network.
    """

    profiles: NDArray
    of_row: NDArray[np.intp]
    n_categories: int = 0
    has_effect: bool = False
    in_network: bool = True

    @classmethod
    def of(cls, array: NDArray, n_series: int, n_categories: int = 0) -> "Covariates":
        """Return encoded values as covariates.

        Parameters
        ----------
        array : ndarray of shape (n,), (n, t) or (1, t); of numbers with a last axis of size q
        n_series : int
        n_categories : int, default=0
            0 for numbers.

        Returns
        -------
        covariate : Covariates
        """
        static_axes = 1 if n_categories else 2
        profiles = array if array.ndim > static_axes else array[:, None]
        of_row = np.zeros(n_series, np.intp) if len(profiles) == 1 else np.arange(n_series)
        return cls(profiles, of_row, n_categories)

    @property
    def width(self) -> int:
        """Numbers at every time point, q."""
        return self.n_categories or self.profiles.shape[2]

    @property
    def is_static(self) -> bool:
        """Whether there is one value a series."""
        return self.profiles.shape[1] == 1

    def __getitem__(self, rows: Any) -> "Covariates":
        return replace(self, of_row=self.of_row[rows])

    def at(self, steps: NDArray) -> NDArray[np.float32]:
        """Return the numbers at some time points.

        Parameters
        ----------
        steps : ndarray of int of shape (n, t) or (1, t)
            Beyond the end the last value is repeated.

        Returns
        -------
        conditions : ndarray of float32 of shape (n, t, q)
            Categories as indicator variables. A read-only view where the condition is static.
        """
        last = self.profiles.shape[1] - 1
        values = self.profiles[self.of_row[:, None], np.minimum(steps, last) if last else np.zeros((1, 1), np.intp)]
        if self.n_categories:
            values = (values[..., None] == np.arange(self.n_categories)).astype(np.float32)
        return np.broadcast_to(values, (len(self.of_row), steps.shape[1], self.width))

    def shifted(self, steps: NDArray, n_timepoints: int) -> "Covariates":
        """Return the same profiles some time points later.

        Parameters
        ----------
        steps : ndarray of int of shape (n,)
            Shift of every series.
        n_timepoints : int
            Length of the new profiles. Their first value is repeated before it.

        Returns
        -------
        covariate : Covariates
        """
        if self.is_static or not steps.any():
            return self
        at = np.clip(np.arange(n_timepoints) - steps[:, None], 0, self.profiles.shape[1] - 1)
        return replace(self, profiles=self.profiles[self.of_row[:, None], at], of_row=np.arange(len(self.of_row)))

    def where(self, chosen: NDArray[np.bool_], other: "Covariates") -> "Covariates":
        """Return some series as they are, and the others from another object.

        Parameters
        ----------
        chosen : ndarray of bool of shape (n,)
            Series that stay as they are.
        other : Covariates
            The same condition of the same series.

        Returns
        -------
        covariate : Covariates
        """
        both = self.profiles, other.profiles
        n_timepoints = max(profiles.shape[1] for profiles in both)
        longer = [
            np.concatenate([profiles, np.repeat(profiles[:, -1:], n_timepoints - profiles.shape[1], axis=1)], axis=1)
            for profiles in both
        ]
        of_row = np.where(chosen, self.of_row, len(self.profiles) + other.of_row)
        return replace(self, profiles=np.concatenate(longer), of_row=of_row)

    def equals(self, other: "Covariates", within: NDArray[np.bool_]) -> bool:
        """Return whether another object holds the same values of all series at some time points (n, t)."""
        steps = np.arange(within.shape[1])[None]
        return not (np.any(self.at(steps) != other.at(steps), axis=2) & within).any()

    def content(self, row: int) -> bytes:
        """Return the profile of a series as bytes, to compare profiles."""
        return np.ascontiguousarray(self.profiles[self.of_row[row]]).tobytes()


@dataclass(frozen=True)
class Conditions:
    """All conditions of some series.

    Parameters
    ----------
    codes : ndarray of shape (n,)
        Class of every series, by which its donors are chosen.
    n_classes : int, default=0
        Number of classes that are inputs of the network; 0 where the class is none.
    covariates : tuple of Covariates, default=()
        The named conditions.
    first : int or ndarray of int of shape (n,), default=0
        Time point of the covariates at which the series start, one for all or one for each.
    observed : tuple of Covariates or None, default=None
        The named conditions under which the series were observed, where `covariates` are others.
    """

    codes: NDArray
    n_classes: int = 0
    covariates: tuple = ()
    first: int | NDArray = 0
    observed: tuple | None = None

    @classmethod
    def none(cls, n_series: int) -> "Conditions":
        """Return empty conditions of `n_series` series of one class."""
        return cls(np.zeros(n_series, dtype=np.intp))

    def __getitem__(self, rows: Any) -> "Conditions":
        covariates = tuple(covariate[rows] for covariate in self.covariates)
        observed = None if self.observed is None else tuple(covariate[rows] for covariate in self.observed)
        first = self.first[rows] if isinstance(self.first, np.ndarray) and self.first.ndim else self.first
        return replace(self, codes=self.codes[rows], covariates=covariates, first=first, observed=observed)

    def as_observed(self) -> "Conditions":
        """Return the conditions under which the series were observed."""
        return self if self.observed is None else replace(self, covariates=self.observed, observed=None)

    def from_timepoint(self, first: int | NDArray) -> "Conditions":
        """Return the same conditions from a later time point on.

        Parameters
        ----------
        first : int or ndarray of int of shape (n,)
            Number of time points to leave out at the start of all series, or of each.

        Returns
        -------
        conditions : Conditions
            Class and static conditions are unchanged.
        """
        return replace(self, first=self.first + first)

    def for_network(self) -> "Conditions":
        """Return the conditions that are inputs of the network.

        Returns
        -------
        conditions : Conditions
            All of one class where the class is no input.
        """
        return self if self.n_classes else replace(self, codes=np.zeros(len(self.codes), dtype=np.intp))

    @property
    def width(self) -> int:
        """Numbers at every time point that are inputs of the network, q."""
        return self.n_classes + sum(covariate.width for covariate in self.covariates if covariate.in_network)

    @property
    def n_classes_present(self) -> int:
        """Number of classes that these series have."""
        return len(np.unique(self.codes))

    def balanced_order(self, order: NDArray) -> NDArray:
        """Reorder series so that any number of first ones holds the classes as evenly as possible.

        Parameters
        ----------
        order : ndarray of shape (n,)
            Rows of the series.

        Returns
        -------
        order : ndarray of shape (n,)
            One series of every class, then a second one of each, and so on; within a class as before.
        """
        codes = self.codes[order]
        rank = np.empty(len(order), dtype=np.intp)
        for code in np.unique(codes):
            of_class = codes == code
            rank[of_class] = np.arange(of_class.sum())
        return order[np.argsort(rank, kind="stable")]

    def content(self, row: int) -> tuple[bytes, ...]:
        """Return the covariates of a series as bytes, to compare them."""
        return tuple(covariate.content(row) for covariate in self.covariates)

    def to_array(self, n_timepoints: int) -> NDArray[np.float32]:
        """Return the array of conditions that are inputs of the network.

        Parameters
        ----------
        n_timepoints : int
            May be more than there are values, as a patch may stick out; then the last values are repeated.

        Returns
        -------
        conditions : ndarray of float32 of shape (n, t, q)
            The class as indicator variables, then the covariates. A read-only view where all are static.
        """
        return self._at(np.arange(n_timepoints)[None])

    def effect_inputs(self, n_timepoints: int) -> NDArray[np.float64]:
        """Return the conditions whose effect is part of the structure.

        Parameters
        ----------
        n_timepoints : int

        Returns
        -------
        inputs : ndarray of shape (n, t, r)
            Numbers, and categories as indicator variables.
        """
        steps = np.reshape(self.first, (-1, 1)) + np.arange(n_timepoints)
        parts = [covariate.at(steps) for covariate in self.covariates if covariate.has_effect]
        none = np.zeros((len(self.codes), n_timepoints, 0))
        return np.concatenate([none, *parts], axis=2)

    def lazy_array(self, n_timepoints: int) -> "ConditionArray":
        """Return the array of conditions, computed in parts on demand.

        Parameters
        ----------
        n_timepoints : int

        Returns
        -------
        conditions : ConditionArray
        """
        return ConditionArray(self, n_timepoints)

    def _at(self, steps: NDArray) -> NDArray[np.float32]:
        """Return the numbers at time points (n, t) of each series, or (1, t) of all: (n, t, q)."""
        n_series, n_steps = len(self.codes), steps.shape[1]
        classes = Covariates(self.codes[:, None], np.arange(n_series), self.n_classes)
        steps = np.reshape(self.first, (-1, 1)) + steps
        covariates = [covariate for covariate in self.covariates if covariate.in_network]
        parts = [covariate.at(steps) for covariate in ([classes, *covariates] if self.n_classes else covariates)]
        if not parts:
            return np.zeros((n_series, n_steps, 0), dtype=np.float32)
        if all(covariate.is_static for covariate in covariates):
            static = np.concatenate([part[:, :1] for part in parts], axis=2)
            return np.broadcast_to(static, (n_series, n_steps, self.width))
        return np.concatenate(parts, axis=2)


@dataclass(frozen=True)
class ConditionArray:
    """The array of conditions (n, t, q), of which only the requested parts are computed.

    Parameters
    ----------
    conditions : Conditions
    n_timepoints : int
    """

    conditions: Conditions
    n_timepoints: int

    @property
    def shape(self) -> tuple[int, int, int]:
        """Its dimensions (n, t, q)."""
        return len(self.conditions.codes), self.n_timepoints, self.conditions.width

    @property
    def size(self) -> int:
        """Number of its elements."""
        return math.prod(self.shape)

    def __getitem__(self, key: Any) -> Any:
        """Return some rows, or some rows and time points.

        Rows and a slice of time give another `ConditionArray`. Rows (n, 1) with time points (n, t) give
        numbers, an ndarray of float32 of shape (n, t, q).
        """
        rows, steps = key if isinstance(key, tuple) else (key, slice(None))
        if isinstance(steps, slice):
            first, end, _ = steps.indices(self.n_timepoints)
            return ConditionArray(self.conditions[rows].from_timepoint(first), end - first)
        return self.conditions[rows[:, 0]]._at(steps)

    def to_array(self) -> NDArray[np.float32]:
        """Return all of it: ndarray of float32 of shape (n, t, q)."""
        return self.conditions.to_array(self.n_timepoints)

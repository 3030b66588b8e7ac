"""What the network is told besides the values: one array along time, kept compactly until it is needed.

Axes: n series, t time points, q conditions, m distinct courses of a condition.
"""

import math
from dataclasses import dataclass, replace

import numpy as np


@dataclass(frozen=True)
class Covariates:
    """One named condition of some series.

    Parameters
    ----------
    courses : ndarray of int of shape (m, t) or of float32 of shape (m, t, q)
        Categories, or numbers, along time. One time point (t = 1) says that it never changes.
    of_row : ndarray of int of shape (n,)
        The course of every series: a course that all series share is kept once.
    n_categories : int, default=0
        Number of categories; 0 where the courses are numbers.
    """

    courses: np.ndarray
    of_row: np.ndarray
    n_categories: int = 0

    @property
    def width(self):
        """Numbers at every time point, q."""
        return self.n_categories or self.courses.shape[2]

    def __getitem__(self, rows):
        return replace(self, of_row=self.of_row[rows])

    def at(self, steps):
        """Numbers at some time points.

        Parameters
        ----------
        steps : ndarray of int of shape (n, t) or (1, t)
            Beyond the end the last value is repeated.

        Returns
        -------
        conditions : ndarray of float32 of shape (n, t, q)
            Categories as indicator variables. A static one is a read-only view.
        """
        last = self.courses.shape[1] - 1
        values = self.courses[self.of_row[:, None], np.minimum(steps, last) if last else np.zeros((1, 1), np.intp)]
        if self.n_categories:
            values = (values[..., None] == np.arange(self.n_categories)).astype(np.float32)
        return np.broadcast_to(values, (len(self.of_row), steps.shape[1], self.width))

    def moved(self, steps, n_timepoints):
        """The same, where every series has its course some steps later.

        Parameters
        ----------
        steps : ndarray of int of shape (n,)
        n_timepoints : int

        Returns
        -------
        block : Covariates
            Of courses of so many time points; before its first value a course has the first one.
        """
        if self.courses.shape[1] == 1 or not steps.any():
            return self
        at = np.clip(np.arange(n_timepoints) - steps[:, None], 0, self.courses.shape[1] - 1)
        return replace(self, courses=self.courses[self.of_row[:, None], at], of_row=np.arange(len(self.of_row)))

    def content(self, row):
        """What a series has: bytes, equal for equal courses."""
        return np.ascontiguousarray(self.courses[self.of_row[row]]).tobytes()


@dataclass(frozen=True)
class Conditions:
    """Conditions of some series.

    Parameters
    ----------
    codes : ndarray of shape (n,)
        Class of every series, by which its donors are chosen.
    n_classes : int, default=0
        Classes that the network is told of; 0 where it is told of none.
    blocks : tuple of Covariates, default=()
        What else it is told.
    first : int or ndarray of int of shape (n,), default=0
        Time point of the blocks at which these series, or each of them, begin.
    """

    codes: np.ndarray
    n_classes: int = 0
    blocks: tuple = ()
    first: int | np.ndarray = 0

    @classmethod
    def none(cls, n_series):
        """No conditions, of that many series."""
        return cls(np.zeros(n_series, dtype=np.intp))

    def __getitem__(self, rows):
        first = self.first[rows] if np.ndim(self.first) else self.first
        return replace(self, codes=self.codes[rows], blocks=tuple(block[rows] for block in self.blocks), first=first)

    def starting_at(self, first):
        """The same conditions from a later time point on.

        Parameters
        ----------
        first : int or ndarray of int of shape (n,)
            Time points that are left out at the beginning, of all series or of each.

        Returns
        -------
        conditions : Conditions
            Class and static conditions are unchanged.
        """
        return replace(self, first=self.first + first)

    def as_told(self):
        """What the network knows of them.

        Returns
        -------
        conditions : Conditions
            Of one class where it is told of none.
        """
        return self if self.n_classes else replace(self, codes=np.zeros(len(self.codes), dtype=np.intp))

    @property
    def width(self):
        """Numbers at every time point, q."""
        return self.n_classes + sum(block.width for block in self.blocks)

    @property
    def n_present(self):
        """Number of classes that these series have."""
        return len(np.unique(self.codes))

    def one_of_each_first(self, order):
        """Order series so that every beginning holds all classes as evenly as it can.

        Parameters
        ----------
        order : ndarray of shape (n,)
            Places of the series.

        Returns
        -------
        order : ndarray of shape (n,)
            One series of every class, then a second one, and so on; within a class as before.
        """
        codes = self.codes[order]
        place = np.empty(len(order), dtype=np.intp)
        for code in np.unique(codes):
            own = codes == code
            place[own] = np.arange(own.sum())
        return order[np.argsort(place, kind="stable")]

    def content(self, row):
        """What the network is told of a series: a tuple of bytes, equal for equal conditions."""
        return tuple(block.content(row) for block in self.blocks)

    def along(self, n_timepoints):
        """The array of conditions.

        Parameters
        ----------
        n_timepoints : int
            Where it is more than is known, as a patch may stick out, the last values are repeated.

        Returns
        -------
        conditions : ndarray of float32 of shape (n, t, q)
            The class as indicator variables, then the blocks. A read-only view where nothing changes along
            time.
        """
        return self._at(np.arange(n_timepoints)[None])

    def lazily(self, n_timepoints):
        """As `along`, made in parts.

        Parameters
        ----------
        n_timepoints : int

        Returns
        -------
        conditions : Along
        """
        return Along(self, n_timepoints)

    def _at(self, steps):
        """Numbers at some time points, of every series its own (n, t) or the same (1, t): (n, t, q)."""
        n_series, n_steps = len(self.codes), steps.shape[1]
        classes = Covariates(self.codes[:, None], np.arange(n_series), self.n_classes)
        steps = np.reshape(self.first, (-1, 1)) + steps
        parts = [block.at(steps) for block in ((classes, *self.blocks) if self.n_classes else self.blocks)]
        if not parts:
            return np.zeros((n_series, n_steps, 0), dtype=np.float32)
        if all(block.courses.shape[1] == 1 for block in self.blocks):
            never_change = np.concatenate([part[:, :1] for part in parts], axis=2)
            return np.broadcast_to(never_change, (n_series, n_steps, self.width))
        return np.concatenate(parts, axis=2)


@dataclass(frozen=True)
class Along:
    """The array of conditions (n, t, q), of which only the parts that are asked for are made.

    Parameters
    ----------
    conditions : Conditions
    n_timepoints : int
    """

    conditions: Conditions
    n_timepoints: int

    @property
    def shape(self):
        """Its dimensions (n, t, q)."""
        return len(self.conditions.codes), self.n_timepoints, self.conditions.width

    @property
    def size(self):
        """Numbers in it."""
        return math.prod(self.shape)

    def __getitem__(self, key):
        """Rows, or rows and time points.

        Rows and a slice of time give another `Along`; rows (n, 1) with time points (n, t) give numbers, an
        ndarray of float32 of shape (n, t, q).
        """
        rows, steps = key if isinstance(key, tuple) else (key, slice(None))
        if isinstance(steps, slice):
            first, end, _ = steps.indices(self.n_timepoints)
            return Along(self.conditions[rows].starting_at(first), end - first)
        return self.conditions[rows[:, 0]]._at(steps)

    def numbers(self):
        """All of it: ndarray of float32 of shape (n, t, q)."""
        return self.conditions.along(self.n_timepoints)

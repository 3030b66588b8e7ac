"""What the network is told besides the values: one array along time.

Axes: n series, t time points, q conditions.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Conditions:
    """Conditions of some series.

    Parameters
    ----------
    codes : ndarray of shape (n,)
        Class of every series, by which its donors are chosen.
    n_classes : int, default=0
        Classes that the network is told of; 0 where it is told nothing.
    """

    codes: np.ndarray
    n_classes: int = 0

    @classmethod
    def none(cls, n_series):
        """No conditions, of that many series."""
        return cls(np.zeros(n_series, dtype=np.intp))

    def __getitem__(self, rows):
        return Conditions(self.codes[rows], self.n_classes)

    def starting_at(self, first):
        """The same conditions from a later time point on.

        Parameters
        ----------
        first : int or ndarray of int of shape (n,)
            Time points that are left out at the beginning, of all series or of each.

        Returns
        -------
        conditions : Conditions
        """
        return self

    def as_told(self):
        """What the network knows of them.

        Returns
        -------
        conditions : Conditions
            Of one class where it is told of none.
        """
        return self if self.n_classes else Conditions.none(len(self.codes))

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

    def along(self, n_timepoints):
        """The array of conditions.

        Parameters
        ----------
        n_timepoints : int

        Returns
        -------
        conditions : ndarray of float32 of shape (n, t, q)
            The class as indicator variables, the same at every step. A read-only view.
        """
        indicators = (self.codes[:, None] == np.arange(self.n_classes)).astype(np.float32)  # (n, q)
        return np.broadcast_to(indicators[:, None], (len(self.codes), n_timepoints, self.n_classes))

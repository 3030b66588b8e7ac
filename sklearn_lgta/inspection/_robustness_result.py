"""Scores of a fitted estimator on changed series."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, repr=False, eq=False)
class RobustnessCurve:
    """Scores by transformation, strength and copy.

    Printing it gives a table of means and standard deviations over copies.

    Attributes
    ----------
    transformations : tuple of str
        Their names.
    strengths : ndarray of shape (1 + n_strengths,)
        Changes of the series in standard deviations, 0 first.
    scores : ndarray of shape (n_transformations, 1 + n_strengths, n_copies)
        At strength 0 the plain score.

    See Also
    --------
    robustness_curve : Measures it.
    """

    transformations: tuple
    strengths: np.ndarray
    scores: np.ndarray

    def table(self):
        """The numbers by column, for ``pandas.DataFrame``.

        Returns
        -------
        table : dict of lists
            A row for every transformation and strength: "transformation", "strength", and "score" and "sd", mean and
            standard deviation over copies.
        """
        n_transformations, n_strengths, _ = self.scores.shape
        return {
            "transformation": np.repeat(self.transformations, n_strengths).tolist(),
            "strength": np.tile(self.strengths, n_transformations).tolist(),
            "score": self.scores.mean(axis=2).ravel().tolist(),
            "sd": self.scores.std(axis=2).ravel().tolist(),
        }

    def __repr__(self):
        return f"RobustnessCurve({list(self.transformations)}, strengths={self.strengths.tolist()})"

    def __str__(self):
        width = max(map(len, (*self.transformations, "strength"))) + 2
        rows = ["strength".ljust(width) + "".join(f"{strength:>16g}" for strength in self.strengths)]
        for name, scores in zip(self.transformations, self.scores, strict=True):
            cells = (f"{copies.mean():.3g} ± {copies.std():.2g}" for copies in scores)
            rows.append(name.ljust(width) + "".join(f"{cell:>16s}" for cell in cells))
        return "\n".join(rows)

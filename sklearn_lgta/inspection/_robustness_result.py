"""The result of scoring a fitted estimator on augmented series."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, repr=False, eq=False)
class RobustnessCurve:
    """Scores on augmented series, by transformation, strength and copy.

    Printing it gives a table of means and standard deviations over copies.

    Attributes
    ----------
    transformations : tuple of str
        Names of the transformations.
    strengths : ndarray of shape (1 + n_strengths,)
        Changes of the series in standard deviations, 0 first.
    scores : ndarray of shape (n_transformations, 1 + n_strengths, n_copies)
        At strength 0, the score without augmentation.

    See Also
    --------
    robustness_curve : Measures it.
    """

    transformations: tuple[str, ...]
    strengths: NDArray
    scores: NDArray

    @property
    def mean(self) -> NDArray:
        """Mean score over copies.

        Returns
        -------
        mean : ndarray of shape (n_transformations, 1 + n_strengths)
        """
        return self.scores.mean(axis=2)

    @property
    def sd(self) -> NDArray:
        """Standard deviation over copies.

        Returns
        -------
        sd : ndarray of shape (n_transformations, 1 + n_strengths)
            0 at strength 0.
        """
        from_first = self.scores - self.scores[..., :1]  # so equal scores have exactly 0, without rounding errors
        return from_first.std(axis=2)

    def table(self) -> dict[str, list]:
        """Means and standard deviations by column, for ``pandas.DataFrame``.

        Returns
        -------
        table : dict of lists
            A row for every transformation and strength: "transformation", "strength", "score" (mean over copies) and
            "sd" (standard deviation over copies).
        """
        n_transformations, n_strengths, _ = self.scores.shape
        return {
            "transformation": np.repeat(self.transformations, n_strengths).tolist(),
            "strength": np.tile(self.strengths, n_transformations).tolist(),
            "score": self.mean.ravel().tolist(),
            "sd": self.sd.ravel().tolist(),
        }

    def __repr__(self) -> str:
        return f"RobustnessCurve({list(self.transformations)}, strengths={self.strengths.tolist()})"

    def __str__(self) -> str:
        width = max(map(len, (*self.transformations, "strength"))) + 2
        rows = ["strength".ljust(width) + "".join(f"{strength:>18g}" for strength in self.strengths)]
        for name, means, sds in zip(self.transformations, self.mean, self.sd, strict=True):
            cells = (f"{mean:.3g} ± {sd:.1g}" for mean, sd in zip(means, sds, strict=True))
            rows.append(name.ljust(width) + "".join(f"{cell:>18s}" for cell in cells))
        return "\n".join(rows)

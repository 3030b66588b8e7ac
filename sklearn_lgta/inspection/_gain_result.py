"""The result of a comparison with and without augmentation."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ._corrected_t import corrected_interval
from ._gain_text import Difference, note_on_choice, note_on_majority, printed_rows, printed_verdict, reason_for

Baseline = Literal["none", "duplicates"]


@dataclass(frozen=True, repr=False, eq=False)
class AugmentationGain:
    """Scores with and without augmentation on the same folds, and the verdict.

    Printing it gives a table and the verdict with its reason.

    Attributes
    ----------
    strengths : tuple of float or None
        Tried strengths; None if the augmenter has none, or uses the default of its transformation.
    scores : ndarray of shape (n_strengths, n_folds)
        Scores with augmented copies.
    baseline_scores : dict
        "none" and "duplicates": ndarrays of shape (n_folds,), scores without augmentation and with exact copies.
    test_fraction : float
        Number of test series divided by the number of training series, mean over folds.
    confidence : float
        Probability that the intervals of all strengths hold together.
    majority_shares : ndarray of shape (n_folds,) or None
        Share of the largest class in the test series of every fold; None without classes.

    See Also
    --------
    augmentation_gain : Measures it.
    """

    strengths: tuple[float | None, ...]
    scores: NDArray
    baseline_scores: dict[Baseline, NDArray]
    test_fraction: float
    confidence: float
    majority_shares: NDArray | None = None

    def gain(self, over: Baseline = "none") -> NDArray:
        """Mean paired difference from a baseline.

        Parameters
        ----------
        over : {"none", "duplicates"}, default="none"
            No augmentation, or exact copies.

        Returns
        -------
        gain : ndarray of shape (n_strengths,)
            In units of the score, above 0 if augmentation is better.
        """
        return self._differences(over).mean(axis=1)

    def interval(self, over: Baseline = "none") -> NDArray:
        """Interval of the mean paired difference, corrected for shared training series and for several strengths.

        Parameters
        ----------
        over : {"none", "duplicates"}, default="none"
            No augmentation, or exact copies.

        Returns
        -------
        interval : ndarray of shape (n_strengths, 2)
            Lower and upper limit. The intervals of all strengths hold together with the probability `confidence`
            (Bonferroni).
        """
        return self._interval(self._differences(over))

    def _differences(self, over: Baseline) -> NDArray:
        return self.scores - self.baseline_scores[over]  # (n_strengths, n_folds)

    def _interval(self, differences: NDArray) -> NDArray:
        confidence = 1 - (1 - self.confidence) / len(self.strengths)
        return corrected_interval(differences, self.test_fraction, confidence)

    @property
    def best(self) -> int:
        """Position of the strength that the verdict is about.

        Returns
        -------
        best : int
            The strength with the highest mean score, among those that beat both baselines if any does.
        """
        beats = self._beats()
        return int(np.argmax(np.where(beats | ~beats.any(), self.scores.mean(axis=1), -np.inf)))

    def _beats(self) -> NDArray[np.bool_]:
        """Whether a strength is better than both baselines: (n_strengths,)."""
        return (self.interval("none")[:, 0] > 0) & (self.interval("duplicates")[:, 0] > 0)

    @property
    def verdict(self) -> Literal["use it", "no difference", "do not"]:
        """Whether to use augmentation.

        Returns
        -------
        verdict : {"use it", "no difference", "do not"}
            "use it" if both intervals of some strength lie above 0. "do not" if for every strength one interval lies
            below 0. Otherwise "no difference".
        """
        if self._beats().any():
            return "use it"
        loses = (self.interval("none")[:, 1] < 0) | (self.interval("duplicates")[:, 1] < 0)
        return "do not" if loses.all() else "no difference"

    @property
    def reason(self) -> str:
        """Sentences that explain the verdict.

        Returns
        -------
        reason : str
        """
        best, baselines = self.best, self.baseline_scores
        over_none, over_duplicates = (
            Difference(self.gain(over)[best], *self.interval(over)[best]) for over in ("none", "duplicates")
        )
        between = baselines["duplicates"] - baselines["none"]
        sentences = reason_for(
            self.verdict, over_none, over_duplicates, Difference(between.mean(), *self._interval(between))
        )
        choice = note_on_choice(self.strengths[best], len(self.strengths), self.gain()[best])
        return sentences + choice + note_on_majority(self._lines(), self.majority_shares)

    def _lines(self) -> NDArray:
        """Scores without augmentation, with duplicates and at every strength: (2 + n_strengths, n_folds)."""
        return np.stack([self.baseline_scores["none"], self.baseline_scores["duplicates"], *self.scores])

    def table(self) -> dict[str, list]:
        """Scores and gains by column, for ``pandas.DataFrame``.

        Returns
        -------
        table : dict of lists
            A row for no augmentation, duplicates and every strength: "line", "score" and "sd" (over folds); "gain",
            "low" and "high" over no augmentation; "gain_over_duplicates", "low_over_duplicates" and
            "high_over_duplicates". NaN for comparisons of a line with itself or with a later one.
        """
        none, duplicates = self.baseline_scores["none"], self.baseline_scores["duplicates"]
        lines = self._lines()
        labels = ["augmented" if strength is None else f"strength {strength:g}" for strength in self.strengths]
        table = {
            "line": ["no augmentation", "duplicates", *labels],
            "score": lines.mean(axis=1).tolist(),
            "sd": lines.std(axis=1, ddof=1).tolist(),
        }
        for suffix, baseline, first in (("", none, 1), ("_over_duplicates", duplicates, 2)):
            gain = (lines - baseline).mean(axis=1)
            low, high = self._interval(lines - baseline).T
            for name, column in (("gain", gain), ("low", low), ("high", high)):
                table[name + suffix] = [np.nan] * first + column[first:].tolist()
        return table

    def __repr__(self) -> str:
        return f"AugmentationGain({self.verdict!r}, strengths={list(self.strengths)}, n_folds={self.scores.shape[1]})"

    def __str__(self) -> str:
        about = f"{self.scores.shape[1]} folds, intervals of {self.confidence:.0%}"
        return "\n".join([*printed_rows(self.table()), about, *printed_verdict(self.verdict, self.reason)])

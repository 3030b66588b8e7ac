"""What a comparison with and without augmentation has found, in numbers and in words."""

from dataclasses import dataclass
from textwrap import wrap

import numpy as np

from ._corrected_t import corrected_interval

_WIDTH = 100  # of what is printed


@dataclass(frozen=True, repr=False, eq=False)
class AugmentationGain:
    """Scores with and without augmentation on the same folds, and the verdict.

    Printing it gives a table and the verdict with its reason.

    Attributes
    ----------
    strengths : tuple of float or None
        Strengths that were tried; None where the augmenter has none, or leaves it to its transformation.
    scores : ndarray of shape (n_strengths, n_folds)
        Scores with augmented copies.
    null_scores : dict
        "none" and "duplicates": ndarrays of shape (n_folds,), scores without augmentation and with exact copies.
    test_fraction : float
        Test series a training series, mean over folds.
    confidence : float
        Probability that the intervals hold, of all strengths together.

    See Also
    --------
    augmentation_gain : Measures it.
    """

    strengths: tuple
    scores: np.ndarray
    null_scores: dict
    test_fraction: float
    confidence: float

    def gain(self, over="none"):
        """Mean paired difference to a null line.

        Parameters
        ----------
        over : {"none", "duplicates"}, default="none"
            No augmentation, or exact copies.

        Returns
        -------
        gain : ndarray of shape (n_strengths,)
            In units of the score, above 0 where augmentation is better.
        """
        return (self.scores - self.null_scores[over]).mean(axis=1)

    def interval(self, over="none"):
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
        return self._interval(self.scores - self.null_scores[over])

    def _interval(self, differences):
        confidence = 1 - (1 - self.confidence) / len(self.strengths)
        return corrected_interval(differences, self.test_fraction, confidence)

    @property
    def best(self):
        """Place of the strength that the verdict speaks of.

        Returns
        -------
        best : int
            The highest mean score, of the strengths that beat both null lines if there are such.
        """
        beats = self._beats()
        return int(np.argmax(np.where(beats | ~beats.any(), self.scores.mean(axis=1), -np.inf)))

    def _beats(self):
        """Whether a strength is better than both null lines: (n_strengths,)."""
        return (self.interval("none")[:, 0] > 0) & (self.interval("duplicates")[:, 0] > 0)

    @property
    def verdict(self):
        """What to do.

        Returns
        -------
        verdict : {"use it", "no difference", "do not"}
            "use it" if the intervals of some strength lie above 0 over both null lines, "do not" if those of every
            strength lie below 0 over one of them, else "no difference".
        """
        if self._beats().any():
            return "use it"
        loses = (self.interval("none")[:, 1] < 0) | (self.interval("duplicates")[:, 1] < 0)
        return "do not" if loses.all() else "no difference"

    @property
    def reason(self):
        """The sentences that explain the verdict.

        Returns
        -------
        reason : str
        """
        best = self.best
        over = {null: (self.gain(null)[best], *self.interval(null)[best]) for null in ("none", "duplicates")}
        sentence = (
            f"The score changes by {_in_words(*over['none'])} over no augmentation and "
            f"{_in_words(*over['duplicates'])} over duplicates: {_why(self.verdict, *over.values())}."
        )
        low, high = self._interval(self.null_scores["duplicates"] - self.null_scores["none"])
        if self.verdict == "do not" and high < 0:
            sentence += (
                f" Duplicates lose to no augmentation as well ({low:+.3g} to {high:+.3g}), so what hurts may be the "
                "number of rows."
            )
        if len(self.strengths) > 1:
            sentence += (
                f" This is strength {self.strengths[best]:g}, the best of {len(self.strengths)} on these folds; the "
                "intervals allow for the choice (Bonferroni)"
            )
            sentence += ", the gain itself is rather too high." if self.gain()[best] > 0 else "."
        return sentence

    def table(self):
        """The numbers by column, for ``pandas.DataFrame``.

        Returns
        -------
        table : dict of lists
            A row for no augmentation, duplicates and every strength: "line", "score" and "sd" (over folds); "gain",
            "low" and "high" over no augmentation; "gain_over_duplicates", "low_over_duplicates" and
            "high_over_duplicates". NaN where a line would be compared with itself or with a later one.
        """
        none, duplicates = self.null_scores["none"], self.null_scores["duplicates"]
        lines = np.stack([none, duplicates, *self.scores])
        labels = ["augmented" if strength is None else f"strength {strength:g}" for strength in self.strengths]
        table = {
            "line": ["no augmentation", "duplicates", *labels],
            "score": lines.mean(axis=1).tolist(),
            "sd": lines.std(axis=1, ddof=1).tolist(),
        }
        for suffix, null, first in (("", none, 1), ("_over_duplicates", duplicates, 2)):
            gain = (lines - null).mean(axis=1)
            low, high = self._interval(lines - null).T
            for name, column in (("gain", gain), ("low", low), ("high", high)):
                table[name + suffix] = [np.nan] * first + column[first:].tolist()
        return table

    def __repr__(self):
        return f"AugmentationGain({self.verdict!r}, strengths={list(self.strengths)}, n_folds={self.scores.shape[1]})"

    def __str__(self):
        table = self.table()
        rows = [f"{'':17s}{'score ± sd':>18s}   {'gain over none':30s}{'gain over duplicates':30s}".rstrip()]
        for number, line in enumerate(table["line"]):
            cells = [f"{line:17s}", f"{table['score'][number]:.3g} ± {table['sd'][number]:.2g}".rjust(18) + "   "]
            for suffix in ("", "_over_duplicates"):
                cell = [table[name + suffix][number] for name in ("gain", "low", "high")]
                cells.append(("" if np.isnan(cell[0]) else _in_words(*cell)).ljust(30))
            rows.append("".join(cells).rstrip())
        about = f"{self.scores.shape[1]} folds, intervals of {self.confidence:.0%}"
        return "\n".join([*rows, about, *wrap(f"Verdict: {self.verdict}. {self.reason}", _WIDTH)])


def _why(verdict, over_none, over_duplicates):
    """What leads to the verdict; gain, low and high over either null line."""
    (_, low, high), (_, low_over, high_over) = over_none, over_duplicates
    if verdict == "use it":
        return "both intervals lie above 0"
    if verdict == "do not":
        return "augmentation loses to no augmentation" if high < 0 else "augmentation loses to duplicates"
    if low > 0:
        return (
            "better than no augmentation, but not shown to be better than duplicates, so what helps may be the number "
            "of rows"
        )
    if low_over > 0:
        return "better than duplicates, but not shown to be better than no augmentation"
    if low == high == low_over == high_over == 0:
        return "every fold scores the same"
    return (
        "0 is in both intervals, so these data show neither gain nor loss, and a gain above "
        f"{min(high, high_over):.3g} over both is unlikely"
    )


def _in_words(gain, low, high):
    return f"{gain:+.3g} ({low:+.3g} to {high:+.3g})"

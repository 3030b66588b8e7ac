"""The words of a comparison with and without augmentation: its reason and its printed table."""

from collections.abc import Iterator
from textwrap import wrap
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_WIDTH = 100  # of the printed text
_RARE = 0.8  # share of the largest class, above which accuracy hides the other classes


class Difference(NamedTuple):
    """A mean difference of two models, with its confidence interval.

    Attributes
    ----------
    gain, low, high : float
        The mean, and the lower and upper limit of the interval.
    """

    gain: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.gain:+.3g} ({self.low:+.3g} to {self.high:+.3g})"


def reason_for(
    verdict: str, over_none: Difference, over_duplicates: Difference, duplicates_over_none: Difference
) -> str:
    """Return the sentences that explain a verdict.

    Parameters
    ----------
    verdict : {"use it", "no difference", "do not"}
    over_none, over_duplicates : Difference
        Augmentation against either baseline.
    duplicates_over_none : Difference
        Duplicates against no augmentation.

    Returns
    -------
    reason : str
    """
    sentence = (
        f"The score changes by {over_none} over no augmentation and {over_duplicates} over duplicates: "
        f"{_why(verdict, over_none, over_duplicates)}."
    )
    if verdict == "do not" and duplicates_over_none.high < 0:
        _, low, high = duplicates_over_none
        sentence += (
            f" Duplicates lose to no augmentation as well ({low:+.3g} to {high:+.3g}), so what hurts may be the "
            "number of rows."
        )
    return sentence


def _why(verdict: str, over_none: Difference, over_duplicates: Difference) -> str:
    if verdict == "use it":
        return "both intervals lie above 0"
    if verdict == "do not":
        return f"augmentation loses to {'no augmentation' if over_none.high < 0 else 'duplicates'}"
    if over_none.low > 0:
        return (
            "better than no augmentation, but not shown to be better than duplicates, so what helps may be the "
            "number of rows"
        )
    if over_duplicates.low > 0:
        return "better than duplicates, but not shown to be better than no augmentation"
    if over_none.low == over_none.high == over_duplicates.low == over_duplicates.high == 0:
        return "every fold scores the same"
    return (
        "0 is in both intervals, so these data show neither gain nor loss, and a gain above "
        f"{min(over_none.high, over_duplicates.high):.3g} over both is unlikely"
    )


def note_on_choice(strength: float | None, n_strengths: int, gain: float) -> str:
    """Return the sentence about the choice among several strengths; empty for one strength.

    Parameters
    ----------
    strength : float or None
        The best one.
    n_strengths : int
    gain : float
        Its gain over no augmentation.

    Returns
    -------
    note : str
    """
    if n_strengths == 1:
        return ""
    bias = ", the gain itself is rather too high." if gain > 0 else "."
    return (
        f" This is strength {strength:g}, the best of {n_strengths} on these folds; the intervals allow for the choice "
        f"(Bonferroni){bias}"
    )


def note_on_majority(scores: NDArray, shares: NDArray | None) -> str:
    """Return the sentence about models that predict one class; empty where the scores show no such models.

    Parameters
    ----------
    scores : ndarray of shape (n_lines, n_folds)
    shares : ndarray of shape (n_folds,) or None
        Share of the largest class in the test series; None without classes.

    Returns
    -------
    note : str
    """
    if shares is None or shares.mean() <= _RARE or not np.allclose(scores, shares, rtol=0, atol=1e-12):
        return ""
    return (
        f" Every score is the share of the largest class, {shares.mean():.3g}: all models predict the majority class. "
        "Use scoring='balanced_accuracy', or 'average_precision' for two classes 0 and 1."
    )


def printed_rows(table: dict[str, list]) -> Iterator[str]:
    """Return the lines of a table of scores and gains, its header first.

    Parameters
    ----------
    table : dict of lists
        As `AugmentationGain.table` returns it.

    Yields
    ------
    row : str
    """
    yield f"{'':17s}{'score ± sd':>18s}   {'gain over none':30s}{'gain over duplicates':30s}".rstrip()
    for number, line in enumerate(table["line"]):
        cells = [f"{line:17s}", f"{table['score'][number]:.3g} ± {table['sd'][number]:.2g}".rjust(18) + "   "]
        for suffix in ("", "_over_duplicates"):
            difference = Difference(*(table[name + suffix][number] for name in Difference._fields))
            cells.append(("" if np.isnan(difference.gain) else str(difference)).ljust(30))
        yield "".join(cells).rstrip()


def printed_verdict(verdict: str, reason: str) -> list[str]:
    """Return the verdict and its reason, in lines of limited width.

    Parameters
    ----------
    verdict, reason : str

    Returns
    -------
    lines : list of str
    """
    return wrap(f"Verdict: {verdict}. {reason}", _WIDTH)

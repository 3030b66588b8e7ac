"""What the figures of a report say in words: what is wrong, and what to do."""

from collections.abc import Mapping

import numpy as np

from ._drawn_series import LEAST_FRACTION, MOST_EXCESS, faults_of_few, most_excess
from ._report_result import Figure
from ._series import UNITS

# Copies have the change in them that was asked for. On five real sets (days of electricity, heartbeats, tourism by
# month and quarter, daily sales) the score of a classifier was at most .23 for changes of the code at strength .3, and
# .43 and .47 for white noise at .3 on the smooth ones. Drawn series shall pass for real ones: less is allowed.
_MOST_EXCESS_OF_COPIES = 0.25
_BY_CHANCE = 0.05  # near copies among fresh series, where none are held out
_MANY_NEAR = 0.5  # near copies among copies, above which their fraction alone says that they are near
_NO_CHANGE = 0.01  # standard deviations
_REPEATED = 0.2  # distance of two copies, in their distance from the original; independent ones have 1.4
_STRENGTH_ERROR = 0.1  # relative


def verdict_on(
    figures: Mapping[str, Figure], n_series: int, n_training: int, *, paired: bool, unit: str
) -> tuple[list[str], str]:
    """Return what is wrong, and the verdict.

    Parameters
    ----------
    figures : dict of str to Figure
    n_series : int
        Series on which a figure rests: the fewer, the more it varies by chance.
    n_training : int
        Series that the new ones were made from: drawn ones need many.
    paired : bool
        Whether the new series are copies.
    unit : {"series", "panel"}
        Whose standard deviation is the unit of the change of copies.

    Returns
    -------
    warnings : list of str
        Sentences; empty where nothing is wrong.
    verdict : str
        These sentences, or that nothing is wrong; and of copies, that they protect no privacy.
    """
    noise = 0.5 / np.sqrt(n_series)
    warnings = _about_copies(figures, noise, unit) if paired else _about_sets(figures, noise, n_training)
    verdict = list(warnings) or [_all_is_well(figures, paired, unit)]
    if paired:
        verdict.append(_of_privacy(figures["near_copy_fraction"].value))
    return warnings, " ".join(verdict)


def _of_privacy(near: float) -> str:
    """That copies protect no privacy, be they ever so far from their series."""
    if near > _MANY_NEAR:
        return f"Copies protect no privacy: {near:.0%} of these lie much nearer to one series than to others."
    return (
        f"Copies protect no privacy: each is one real series with a change, although only {near:.0%} of these lie much "
        "nearer to one series than to others."
    )


def _about_copies(figures: Mapping[str, Figure], noise: float, unit: str) -> list[str]:
    """Sentences about copies of series."""
    change = figures["achieved_strength"].value
    if change < _NO_CHANGE:
        return [
            "The copies equal their series, so they add nothing. Use a larger strength: "
            "augmenter.set_params(strength=0.3)."
        ]
    sentences = []
    if _excess(figures["discriminative_score"], 0.0) > _MOST_EXCESS_OF_COPIES + noise:
        sentences.append(
            f"The copies are easy to tell from real series: {_right_on(figures, paired=True)}. Use a smaller strength, "
            "or LGTAAugmenter('mix', strength=0.3), which changes the code in place of single values."
        )
    # No density: it is low for every change that real series do not show, be it a smooth drift.
    missed = _sparse(figures, ("coverage",), noise)
    if missed:
        sentences.append(f"The copies lie apart from real series: {missed}. Use a smaller strength.")
    if "pairwise_diversity" in figures and figures["pairwise_diversity"].value < _REPEATED * change:
        sentences.append(
            f"The copies of a series hardly differ from each other: by {figures['pairwise_diversity'].value:.2f}, from "
            f"the series by {change:.2f} standard deviations. One copy is enough; for others use another "
            "transformation, such as LGTAAugmenter('jitter', strength=0.3)."
        )
    if "strength_error" in figures and abs(error := figures["strength_error"].value) > _STRENGTH_ERROR + noise:
        sentences.append(
            f"The copies changed by {change:.2f} standard deviations of {UNITS[unit]}, {abs(error):.0%} "
            f"{'less' if error < 0 else 'more'} than asked. Fit the augmenter on these series, and ask for at most "
            f"augmenter.max_strength_.{_other_unit(error, unit)}"
        )
    return sentences


def _other_unit(error: float, unit: str) -> str:
    """What to do if the strength was asked for in the other unit: a panel varies no less than its series do."""
    if unit == "series" and error > 0:
        return " If augmenter.normalisation_ is 'panel', pass unit='panel' here."
    return (
        " Leave unit='panel' out unless augmenter.normalisation_ is 'panel'." if unit == "panel" and error < 0 else ""
    )


def _about_sets(figures: Mapping[str, Figure], noise: float, n_training: int) -> list[str]:
    """Sentences about drawn series."""
    sentences = []
    if _excess(figures["discriminative_score"], 0.0) > most_excess(noise):
        sentences.append(f"The new series can be told from real ones: {_right_on(figures, paired=False)}.")
    missed = _sparse(figures, ("density", "coverage"), noise)
    if missed:
        sentences.append(f"The new series lie where real ones are rare, or miss some of them: {missed}.")
    near = figures["near_copy_fraction"]
    if _excess(near, _BY_CHANCE) > MOST_EXCESS + noise:
        others = "by chance" if np.isnan(near.baseline) else "of held-out real series"
        expected = _BY_CHANCE if np.isnan(near.baseline) else near.baseline
        sentences.append(
            f"{near.value:.0%} of the new series are near copies of a training series, and {expected:.0%} {others}."
        )
    of_few = faults_of_few(n_training)
    if sentences and not of_few:
        sentences.append(
            "Fit on more series, or use augment(X); sample_report(augmenter, X, X_held_out) tries a remedy."
        )
    return sentences + of_few


def _all_is_well(figures: Mapping[str, Figure], paired: bool, unit: str) -> str:
    what, change = ("copies", _changed(figures, unit)) if paired else ("series", "")
    return f"Nothing is wrong with these {what} that the figures show: {_right_on(figures, paired)}{change}."


def _changed(figures: Mapping[str, Figure], unit: str) -> str:
    as_asked = " as asked" if "strength_error" in figures and abs(figures["strength_error"].value) < 0.1 else ""
    change = figures["achieved_strength"].value
    return f", and they changed{as_asked} by {change:.2f} standard deviations of {UNITS[unit]}"


def _right_on(figures: Mapping[str, Figure], paired: bool) -> str:
    """How often a classifier is right."""
    figure = figures["discriminative_score"]
    of_held_out = f", and on {0.5 + figure.baseline:.0%} of held-out ones"
    return f"a classifier is right on {0.5 + figure.value:.0%}" + (
        " (50% is chance)" if paired or np.isnan(figure.baseline) else of_held_out
    )


def _sparse(figures: Mapping[str, Figure], names: tuple[str, ...], noise: float) -> str:
    """Figures that are much lower than those of other real series; empty without one, or without such series."""
    low = [name for name in names if figures[name].value < LEAST_FRACTION * figures[name].baseline - noise]
    return ", ".join(f"{name} {figures[name].value:.2f} (held-out series {figures[name].baseline:.2f})" for name in low)


def _excess(figure: Figure, by_chance: float) -> float:
    """How much a figure is above its baseline, or above what chance gives where it has none."""
    return figure.value - (by_chance if np.isnan(figure.baseline) else figure.baseline)

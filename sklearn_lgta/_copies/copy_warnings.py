"""Warnings of copies that went wrong. Each names a remedy that was tried on some training series, and what it gives."""

import re
import warnings
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._preprocessing.spans import varies
from .._reproducibility.random import row_keys
from ..exceptions import CopyWarning, RepeatedCopiesWarning, RoughnessWarning
from ..transformations._policies import POLICIES
from ..transformations._registry import NAMED
from ..transformations._resolve import resolve
from .copy_report import distinct_fraction, is_new

# Second differences of the second half of real series over those of the first, median of a set: 0.86 to 1.09 on the
# eight sets whose series are alike everywhere. Transformations at strength 0.3 and 0.6 had 0.90 to 1.58.
_SMOOTH, _ROUGH = 0.8, 2.0
# Of the copies. Of some 900 held-out real series of nine sets, none equalled a training series or came within 0.05 of
# it. With 40 donors, mix repeats .21 of 50 copies, as donors come twice: that is no failure.
_MANY_NEAR, _MANY_REPEATS = 0.2, 0.3
_WEAKER = 0.5 ** np.arange(1, 8)  # fractions of the strength to try
_TAKES_DONORS = re.compile(r"\b(mix|resample)\b", re.IGNORECASE)
_STEPS_TO_JUDGE = 8  # so short series have few different copies
_MOST_TRIED = 50  # copies of a series
_MOST_ROWS = 1_000  # series that are looked at, evenly spaced


class _Trial(NamedTuple):
    """Parameters to try: as a line to type, and in force."""

    line: str
    calibration: Any
    gain: float | None


def warn_of_copies(calibration: Any, report: dict, strength: float | None, stacklevel: int) -> None:
    """Warn where copies are too smooth, too rough, or copies of training series.

    Parameters
    ----------
    calibration : StrengthCalibration
    report : dict
        Of `copy_report`.
    strength : float or None
        In force.
    stacklevel : int
        Of the line that called the method of the augmenter.
    """
    if calibration.values.shape[1] <= _STEPS_TO_JUDGE:
        return
    figure = report.get("roughness", 1.0)
    # a change larger than the series itself is seen by design
    if figure < _SMOOTH or (figure > _ROUGH and calibration.strength_in_force(strength) <= 1.0):
        what, why = ("smooth", " leaves out what the code does not explain") if figure < _SMOOTH else ("rough", "")
        reason = f" Reason: residual={calibration.residual!r}{why}." if calibration.residual == "drop" and why else ""
        remedy = _remedy(
            chain(_with_residual(calibration, strength), _weaker(calibration, strength)),
            lambda trial: trial.calibration.copy_report(trial.gain)["roughness"],
            lambda found: _SMOOTH <= found <= _ROUGH,
            form=".2f",
        )
        warnings.warn(
            f"Copies are too {what}: their second differences are {figure:.2f} times those of their series (median; "
            f"{_SMOOTH} to {_ROUGH} is usual).{reason} {remedy}",
            RoughnessWarning,
            stacklevel=stacklevel,
        )
    figure = report.get("near_training", 0.0)
    if figure > _MANY_NEAR:
        remedy = _remedy(
            chain(_weaker(calibration, strength), _with_jitter(calibration, strength)),
            lambda trial: trial.calibration.copy_report(trial.gain)["near_training"],
            lambda found: found <= _MANY_NEAR / 2,
        )
        warnings.warn(
            f"{figure:.0%} of the copies are another training series, with level and size of their own. {remedy}",
            CopyWarning,
            stacklevel=stacklevel,
        )


def warn_of_repeats(calibration: Any, strength: float | None, values: NDArray, copies: NDArray) -> None:
    """Warn where many copies equal their series or an earlier copy of it.

    Parameters
    ----------
    calibration : StrengthCalibration
    strength : float or None
        In force.
    values : ndarray of shape (n, t, c)
    copies : ndarray of shape (m * n, t, c)
        All series of the first copy, then of the next.
    """
    if values.shape[1] <= _STEPS_TO_JUDGE:
        return
    rows = np.arange(0, len(values), -(-len(values) // _MOST_ROWS))
    rows = rows[varies(values[rows])]  # constant series have constant copies
    copies = copies.reshape(-1, *values.shape)
    n_copies = len(copies)
    repeated = ~is_new(values[rows], copies[:, rows])
    if not repeated.size or repeated.mean() <= _MANY_REPEATS:
        return
    n_tried = min(n_copies, _MOST_TRIED)
    remedy = "No series of fit varies: fit to series that do."
    if len(calibration.values):
        remedy = _remedy(
            _of_more_variety(calibration, strength),
            lambda trial: distinct_fraction(trial.calibration, trial.gain, n_tried),
            lambda found: found >= 1 - _MANY_REPEATS / 2,
            unit=" new copies",
        )
    what = f"{repeated.mean():.0%} of the copies equal their series"
    if n_copies > 1:
        worst = int(repeated.sum(axis=0).argmax())
        n_new = n_copies - int(repeated[:, worst].sum())
        few = _few_donors(calibration.copier, values[rows[worst]], n_copies)
        what = f"{n_new} of {n_copies} copies of a series are new, the others repeat{few}"
    warnings.warn(f"{what}. {remedy}", RepeatedCopiesWarning, stacklevel=4)


def _few_donors(copier: Any, series: NDArray, n_copies: int) -> str:
    """Reason of repeats, where a series (t, c) has fewer donors than copies."""
    pool, (key,) = copier.donors, row_keys(series[None])
    if key not in pool.keys or not _TAKES_DONORS.search(repr(copier.transformation)):
        return ""
    own = pool.classes[pool.keys.index(key)]
    n_series = len({key for key, label in zip(pool.keys, pool.classes, strict=True) if label == own})
    if n_series > n_copies:
        return ""
    return f": {'its class has' if np.ptp(pool.classes) else 'there are'} only {n_series} series"


# ------------------------------------------------------------------------------------ remedies
def _remedy(trials: Iterable[_Trial], measure: Any, is_good: Any, form: str = ".0%", unit: str = "") -> str:
    """Sentence about the first trial that helps."""
    for trial in trials:
        found = measure(trial) if trial.gain is not None else np.nan
        if is_good(found):
            return f"Type {trial.line} On training series it gives {found:{form}}{unit}."
    return "No smaller or larger strength helps: use another transformation."


def _of_more_variety(calibration: Any, strength: float | None) -> Iterator[_Trial]:
    """What makes copies differ more."""
    yield from _with_residual(calibration, strength)
    yield from _with_jitter(calibration, strength)
    yield from _stronger(calibration, strength)
    for mixed in _with_jitter(calibration, strength):
        yield from _stronger(mixed.calibration, strength, mixed.line)


def _with_residual(calibration: Any, strength: float | None) -> Iterator[_Trial]:
    """The usual residual, where another one is in use."""
    if calibration.residual in ("drop", "resample"):
        changed = calibration.with_changes(residual="auto")
        yield _Trial("augmenter.set_params(residual='auto').", changed, changed.gain_for(strength, quiet=True))


def _weaker(calibration: Any, strength: float | None) -> Iterator[_Trial]:
    """Smaller strengths."""
    largest = calibration.strength_in_force(strength)
    for fraction in _WEAKER:
        smaller = float(f"{fraction * largest:.2g}")
        gain = calibration.gain_for(smaller, quiet=True)
        yield _Trial(f"augmenter.set_params(strength={smaller}).", calibration, gain)


def _stronger(calibration: Any, strength: float | None, line: str = "augmenter.set_params().") -> Iterator[_Trial]:
    """Twice and four times the strength, where it can be reached, beside what a line sets."""
    for factor in (2, 4):
        larger = float(f"{factor * calibration.strength_in_force(strength):.2g}")
        if larger <= calibration.max_strength:
            separator = "" if line.endswith("set_params().") else ", "
            with_strength = line.removesuffix(").") + f"{separator}strength={larger})."
            yield _Trial(with_strength, calibration, calibration.gain_for(larger, quiet=True))


def _with_jitter(calibration: Any, strength: float | None) -> Iterator[_Trial]:
    """Jitter after the transformation, as no two draws of it are equal."""
    if calibration.unit == "wasserstein":  # jitter keeps the distribution
        return
    transformation = calibration.copier.transformation
    line = "from sklearn_lgta.transformations import {}; augmenter.set_params(transformation={})."
    known = [name for name in (*NAMED, *POLICIES) if repr(resolve(name)) == repr(transformation)]
    both = transformation + "jitter"
    changed = calibration.with_changes(transformation=both)
    if known:
        line = line.format("Compose", f"Compose(({known[0]!r}, 'jitter'))")
    else:
        line = line.format(", ".join(sorted({*re.findall(r"\b([A-Z]\w*)\(", repr(both))})), repr(both))
    yield _Trial(re.sub(r"\s+", " ", line), changed, changed.gain_for(strength, quiet=True))

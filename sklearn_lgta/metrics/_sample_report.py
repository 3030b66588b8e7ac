"""Whether drawn series pass for real ones: figures beside those of other real series, and warnings in words."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import clone
from sklearn.neighbors import KNeighborsClassifier
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from ._checks import as_series, check_not_in_training, common_part
from ._discriminative import discriminative_score
from ._diversity import coverage, density
from ._drawn_series import LEAST_FRACTION, MOST_EXCESS, faults_of_few, most_excess
from ._privacy import near_copy_fraction
from ._sample_report_result import SampleFigure, SampleReport

_LEAST = 12  # series, and held-out series: judges learn from half of these
_N_NEIGHBORS = 5  # of the second judge
_JUDGES = "discriminative_score", "neighbors_score"
_MEANINGS = {
    "discriminative_score": "accuracy - 0.5 of a classifier on convolutions; 0: it cannot tell",
    "neighbors_score": "accuracy - 0.5 of 5 nearest neighbours on the values",
    "density": "1: where training series are dense; 0: apart from all",
    "coverage": "fraction of training series with a new one near",
    "near_copy_fraction": "fraction much nearer to one training series than to others",
}


def sample_report(
    augmenter: Any,
    X: ArrayLike,
    X_held_out: ArrayLike,
    *,
    try_remedies: bool = True,
    random_state: int | np.random.RandomState | None = None,
) -> SampleReport:
    """Report whether series that an augmenter draws pass for real ones.

    As many series as `X_held_out` has are drawn and compared with it, and with the training series. Each figure stands
    beside that of other real series, which were held out, and that of a Gaussian with mean and covariance of `X`.

    Parameters
    ----------
    augmenter : LGTAAugmenter
        Fitted to `X`.
    X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        The training series, at least twelve. From fewer than 20, draws leave out much of what other series would show,
        and figures do not show it: a warning says so.
    X_held_out : array-like or DataFrame
        At least twelve series of the same kind that `fit` has not seen.
    try_remedies : bool, default=True
        Whether to try ``space="data"``, a density of the data themselves that needs no network, where a figure is bad,
        before it is advised. It is not tried where `use_y` or `conditions` are set.
    random_state : int, RandomState instance or None, default=None
        Of draws and judges. Pass an int for the same report in every call.

    Returns
    -------
    report : SampleReport
        `figures`, and `warnings` in words, which are empty where nothing is wrong. Print it.

    Raises
    ------
    NotFittedError
        If the augmenter is not fitted.
    ValueError
        If there are too few series, a value is missing, the shapes do not fit, or `X_held_out` holds series of `X`.

    See Also
    --------
    metrics_report : More figures of given series.

    Notes
    -----
    Two judges look at drawn series and at fresh real ones, as a judge that looks at training series flatters draws that
    lie beside them [1]_. With few held-out series all figures vary: a figure is bad where it is worse than that of
    other real series by more than chance explains.

    References
    ----------
    .. [1] D. Lopez-Paz and M. Oquab, "Revisiting Classifier Two-Sample Tests", ICLR 2017.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_lgta import LGTAAugmenter, PCACodec
    >>> from sklearn_lgta.metrics import sample_report
    >>> rng = np.random.default_rng(0)
    >>> X = np.sin(np.arange(24) / 4 + rng.uniform(0, 6, size=(100, 1))) + 0.1 * rng.normal(size=(100, 24))
    >>> augmenter = LGTAAugmenter(model=PCACodec(), random_state=0).fit(X[:60])
    >>> report = sample_report(augmenter, X[:60], X[60:], random_state=0)
    >>> sorted(report.figures)
    ['coverage', 'density', 'discriminative_score', 'near_copy_fraction', 'neighbors_score']
    """
    check_is_fitted(augmenter)
    real, held_out = as_series(X), as_series(X_held_out, "X_held_out")
    _check_numbers(real, held_out)
    if real.shape[1] != held_out.shape[1]:
        raise ValueError(
            f"X has {real.shape[1]} channels and X_held_out has {held_out.shape[1]}; both must be the same. Pass "
            "series of the same kind."
        )
    check_not_in_training(real, held_out)
    rng = check_random_state(random_state)
    seed = int(rng.randint(np.iinfo(np.int32).max))
    real, held_out = common_part({"X": real, "X_held_out": held_out})
    drawn = _draw(augmenter, real, len(held_out), seed)
    sets = {"value": drawn, "other_real": held_out, "gaussian": _gaussian(real, len(held_out), seed)}
    columns = {name: _measure(real, held_out, new, seed, is_held_out=new is held_out) for name, new in sets.items()}
    figures = {
        name: SampleFigure(columns["value"][name], columns["other_real"][name], columns["gaussian"][name], meaning)
        for name, meaning in _MEANINGS.items()
    }
    noise = 0.5 / np.sqrt(len(held_out))
    faults = _faults(figures, noise)
    remedy = _remedy(augmenter, X, real, held_out, seed, figures, faults, noise) if faults and try_remedies else ""
    return SampleReport(figures, _sentences(figures, faults, len(real), remedy))


def _check_numbers(real: NDArray, held_out: NDArray) -> None:
    """Refuse too few series, and say what to do in place of this report: (n, c, t), (m, c, u) -> None."""
    if len(real) < _LEAST:
        raise ValueError(
            f"X holds {len(real)} series; at least {_LEAST} are needed here, as draws from so few vary about these. "
            "Fit on more series, or make new versions of yours: augmenter.augment(X, n_copies=2)."
        )
    if len(held_out) < _LEAST:
        raise ValueError(
            f"X_held_out holds {len(held_out)} series; at least {_LEAST} are needed here. Hold out more, or compare "
            "all figures: metrics_report(X, augmenter.sample(100), X_held_out=X_held_out, paired=False)."
        )


def _draw(augmenter: Any, real: NDArray, n_series: int, seed: int) -> NDArray:
    """Drawn series as an array of the length of the real ones: (n, c, t)."""
    return as_series(augmenter.sample(n_series, n_timepoints=real.shape[2], random_state=seed), "X_new")


def _gaussian(real: NDArray, n_series: int, seed: int) -> NDArray:
    """Draws of a Gaussian with mean and covariance of the series: (n, c, t)."""
    flat = real.reshape(len(real), -1)
    mean, weights = flat.mean(axis=0), np.random.default_rng(seed).standard_normal((n_series, len(flat)))
    return (mean + weights @ (flat - mean) / np.sqrt(len(flat) - 1)).reshape(n_series, *real.shape[1:])


def _measure(real: NDArray, held_out: NDArray, new: NDArray, seed: int, *, is_held_out: bool) -> dict[str, float]:
    """Figures of new series. Judges compare halves of held-out and new series, so that no series is on both sides."""
    half = len(held_out) // 2
    sides = held_out[:half], new[half:] if is_held_out else new[:half]
    judges = None, KNeighborsClassifier(_N_NEIGHBORS)
    scores = [discriminative_score(*sides, classifier=judge, paired=False, random_state=seed) for judge in judges]
    of_sets = density(real, new), coverage(real, new), near_copy_fraction(real, new)
    return dict(zip(_MEANINGS, (*scores, *of_sets), strict=True))


def _faults(figures: dict[str, SampleFigure], noise: float) -> list[str]:
    """Names of figures that are worse than those of other real series, by more than chance explains."""
    least = {name: LEAST_FRACTION * figure.other_real - noise for name, figure in figures.items()}
    excess = {name: figure.value - figure.other_real for name, figure in figures.items()}
    tellable = [name for name in _JUDGES if excess[name] > most_excess(noise)]
    sparse = [name for name in ("density", "coverage") if figures[name].value < least[name]]
    near = ["near_copy_fraction"] if excess["near_copy_fraction"] > MOST_EXCESS + noise else []
    return [*tellable, *sparse, *near]


def _remedy(
    augmenter: Any,
    X: ArrayLike,
    real: NDArray,
    held_out: NDArray,
    seed: int,
    figures: dict[str, SampleFigure],
    faults: list[str],
    noise: float,
) -> str:
    """Sentence about a density of the data, if it mends faults."""
    parameters = augmenter.get_params(deep=False)
    if parameters["space"] == "data" or parameters["use_y"] is not None or parameters["conditions"] is not None:
        return ""
    other = clone(augmenter).set_params(space="data", verbose=0).fit(X)
    column = _measure(real, held_out, _draw(other, real, len(held_out), seed), seed, is_held_out=False)
    tried = {name: figure._replace(value=float(column[name])) for name, figure in figures.items()}
    if len(_faults(tried, noise)) >= len(faults):
        return ""
    changes = ", ".join(f"{name} {tried[name].value:.2f} in place of {figures[name].value:.2f}" for name in faults)
    return f"Use LGTAAugmenter(space='data'): it gives {changes}."


def _sentences(figures: dict[str, SampleFigure], faults: list[str], n_series: int, remedy: str) -> list[str]:
    """Warnings about faults."""
    tellable = [name for name in faults if name in _JUDGES]
    sentences = []
    if tellable:
        worst = max((figures[name] for name in tellable), key=lambda figure: figure.value - figure.other_real)
        sentences.append(
            f"Drawn series can be told from real ones: a judge is right on {0.5 + worst.value:.0%}, and on "
            f"{0.5 + worst.other_real:.0%} of other real series."
        )
    sparse = [name for name in faults if name in ("density", "coverage")]
    if sparse:
        of_each = (
            f"{name} {figures[name].value:.2f} (other real series {figures[name].other_real:.2f})" for name in sparse
        )
        sentences.append(f"Drawn series lie where real ones are rare or miss some of them: {', '.join(of_each)}.")
    if "near_copy_fraction" in faults:
        sentences.append(
            f"{figures['near_copy_fraction'].value:.0%} of the drawn series are near copies of a training series, and "
            f"{figures['near_copy_fraction'].other_real:.0%} of other real series."
        )
    of_few = faults_of_few(n_series)
    if remedy:
        sentences.append(remedy)
    elif sentences and not of_few:
        sentences.append(
            f"{n_series} series are too few, or too varied, for a density. Fit on more series, or use augment(X)."
        )
    return sentences + of_few

"""Did it move as far as asked? Changes of copies, in standard deviations of their originals."""

from collections.abc import Sequence
from numbers import Real
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.utils._param_validation import Interval, StrOptions, validate_params

from ._checks import as_copies, as_whole_copies
from ._series import UNITS, relative_change

_ROUNDING = 1e-9
_UNIT = {"unit": [StrOptions(set(UNITS))]}


@validate_params({"average": [StrOptions({"rms"}), None]} | _UNIT, prefer_skip_nested_validation=True)
def achieved_strength(
    X: ArrayLike,
    X_new: ArrayLike,
    *,
    average: Literal["rms"] | None = "rms",
    unit: Literal["series", "panel"] = "series",
) -> float | NDArray:
    """Return the root-mean-square change of copies, in standard deviations.

    Parameters
    ----------
    X : array-like of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Real series.
        Series may have unequal lengths; each is measured over its own.
    X_new : array-like of shape (n_new, n_timepoints) or (n_new, n_channels, n_timepoints)
        Copies of all rows of `X`, copy after copy.
    average : {"rms"} or None, default="rms"
        Over the copies; None returns one change for each copy.
    unit : {"series", "panel"}, default="series"
        Whose standard deviation is the unit: that of each series and channel, or that of each channel over all series
        of `X`, as an augmenter asks for whose `normalisation_` is "panel".

    Returns
    -------
    strength : float or ndarray of shape (n_new,)
        0 where nothing changed. Where all values are equal the unit is 1.

    Raises
    ------
    ValueError
        If the shapes do not fit or a value is missing.

    See Also
    --------
    strength_error : The change relative to the strength that was asked for.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_lgta.metrics import achieved_strength
    >>> X = np.random.default_rng(0).normal(size=(20, 50))
    >>> round(achieved_strength(X, X + 0.3 * X.std(axis=1, keepdims=True)), 6)
    0.3
    >>> round(achieved_strength(X, X + 0.3 * X.std(), unit="panel"), 6)
    0.3
    """
    change = _rms(relative_change(*as_whole_copies(X, X_new), unit))  # (k, n)
    return float(np.sqrt(np.mean(change**2))) if average == "rms" else change.ravel()


@validate_params({"strength": [Interval(Real, 0, None, closed="neither")]} | _UNIT, prefer_skip_nested_validation=True)
def strength_error(
    X: ArrayLike, X_new: ArrayLike, strength: float, *, unit: Literal["series", "panel"] = "series"
) -> float:
    """Return the relative error of the change of copies, with its sign.

    Parameters
    ----------
    X : array-like of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Real series.
        Series may have unequal lengths; each is measured over its own.
    X_new : array-like of shape (n_new, n_timepoints) or (n_new, n_channels, n_timepoints)
        Copies of all rows of `X`, copy after copy. Strength is a mean over draws: use some 2,000 copies.
    strength : float
        The strength that was asked for, above 0, in standard deviations.
    unit : {"series", "panel"}, default="series"
        Whose standard deviation is the unit: that of each series and channel, or that of each channel over all series
        of `X`, as an augmenter asks for whose `normalisation_` is "panel".

    Returns
    -------
    error : float
        0 is exact, 0.1 is 10 % more than asked, -1 means that nothing changed.

    Raises
    ------
    ValueError
        If the shapes do not fit or a value is missing.

    See Also
    --------
    achieved_strength : The change itself.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_lgta.metrics import strength_error
    >>> X = np.random.default_rng(0).normal(size=(20, 50))
    >>> round(strength_error(X, X + 0.3 * X.std(axis=1, keepdims=True), 0.4), 6)
    -0.25
    """
    return float(achieved_strength(X, X_new, unit=unit)) / strength - 1


def strength_monotonicity(X: ArrayLike, X_by_strength: Sequence[ArrayLike]) -> float:
    """Return the fraction of copies that change no less at the next larger strength.

    Parameters
    ----------
    X : array-like of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Real series.
        Series may have unequal lengths; each is measured over its own.
    X_by_strength : list of array-like of shape (n_new, n_timepoints) or (n_new, n_channels, n_timepoints)
        For every strength, from small to large, the same copies of all rows of `X`, copy after copy.

    Returns
    -------
    fraction : float
        Over copies and steps from one strength to the next. 1 is monotone; copies that ignore strength have 0.5.

    Raises
    ------
    ValueError
        If there are fewer than two strengths, not equally many copies at each, or a value is missing.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_lgta.metrics import strength_monotonicity
    >>> X, noise = np.random.default_rng(0).normal(size=(2, 20, 50))
    >>> strength_monotonicity(X, [X + strength * noise for strength in (0.1, 0.3, 0.6)])
    1.0
    """
    changes: list[NDArray] = [achieved_strength(X, X_new, average=None) for X_new in X_by_strength]
    if len(changes) < 2 or len({len(change) for change in changes}) > 1:
        raise ValueError(
            f"X_by_strength holds {[len(change) for change in changes]} copies. Pass copies for at least two "
            "strengths, equally many for each."
        )
    less, more = np.array(changes[:-1]), np.array(changes[1:])
    return float(np.mean(more >= (1 - _ROUNDING) * less))


def shared_change(X: ArrayLike, X_new: ArrayLike) -> float:
    """Return the mean absolute correlation between the changes of two series.

    A small value means that every series has a change of its own.

    Parameters
    ----------
    X : array-like of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Real series.
        Of series of unequal length, the newest time points are compared, as many as the shortest has.
    X_new : array-like of shape (n_new, n_timepoints) or (n_new, n_channels, n_timepoints)
        Copies of all rows of `X`, copy after copy.

    Returns
    -------
    correlation : float
        Mean over the pairs of each copy, then over copies; series that did not change are left out. 1 where all
        series have the same change, 0 where fewer than two changed. Independent white noise of t steps has
        sqrt(2 / (pi t)), independent straight lines have 1.

    Raises
    ------
    ValueError
        If the shapes do not fit or a value is missing.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_lgta.metrics import shared_change
    >>> X, noise = np.random.default_rng(0).normal(size=(2, 20, 500))
    >>> round(shared_change(X, X + noise[0]), 3), round(shared_change(X, X + noise), 2)
    (1.0, 0.03)
    """
    return float(np.mean([_shared(change) for change in relative_change(*as_copies(X, X_new))]))


def _shared(change: NDArray) -> float:
    """Mean absolute correlation of two different rows: (n, c, t) -> float."""
    moved = change[_rms(change) > _ROUNDING]
    n_series = len(moved)
    if n_series < 2:
        return 0.0
    unit = (moved - moved.mean(axis=-1, keepdims=True)).reshape(n_series, -1)
    unit /= np.maximum(np.linalg.norm(unit, axis=1, keepdims=True), 1e-12)
    correlation = np.abs(unit @ unit.T)
    return float((correlation.sum() - np.trace(correlation)) / (n_series * (n_series - 1)))


def _rms(change: NDArray) -> NDArray:
    """Root mean square over channels and time points, NaN aside: (..., c, t) -> (...)."""
    mean = np.nanmean if np.isnan(change).any() else np.mean
    return np.sqrt(mean(np.square(change), axis=(-2, -1)))

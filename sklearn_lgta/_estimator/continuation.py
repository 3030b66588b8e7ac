"""Lag windows and the values that follow them, copied as one series and split again.

Axes: n series, l lags, h time points of the continuation.
"""

import warnings
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import is_classifier
from sklearn.frozen import FrozenEstimator
from sklearn.utils import check_array

from .._resolve_augmenter import quantile_loss
from .reading import IN_FRONT_OF_ALL, advice_on_gaps

_LARGEST_JUMP = 3.0  # from the windows to the continuation, in mean steps within the windows
_FAR = 5.0  # beyond the lags of a window, in their range and in the largest of them: other units
_TINY = 1 / 30  # of the smallest lag of a window: other units, too
_MOST = 0.8  # of the windows: what a series does in fewer is an event


def refuse_continuation(estimator: Any, augmenter: Any, X: ArrayLike) -> None:
    """Check that y can continue X.

    Parameters
    ----------
    estimator : estimator
    augmenter : LGTAAugmenter, FrozenEstimator or None
    X : array-like

    Raises
    ------
    ValueError
        If `estimator` is a classifier, X has channels or unequal lengths, or the augmenter needs class labels or cuts
        no windows.
    """
    if is_classifier(estimator):
        raise ValueError(
            f"target='continuation' needs a regressor, which predicts the next values; {estimator.estimator} is a "
            "classifier. Use target='label'."
        )
    if isinstance(X, (list, tuple)) and len({np.size(series) for series in X}) > 1:
        least = min(np.size(series) for series in X)
        raise ValueError(
            "target='continuation' takes lag windows of one length, and X is a list of series of unequal length. Cut "
            f"them to the newest {least} time points: X = np.stack([np.ravel(series)[-{least}:] for series in X]). Or "
            "cut windows from whole series: X, y, _ = LGTAAugmenter().fit(series).training_windows(series, lags, "
            "horizon)."
        )
    if np.ndim(X) == 3:
        raise ValueError(
            f"target='continuation' takes lag windows of one channel, X of shape (n_series, n_lags); X has shape "
            f"{np.shape(X)}. Pass one channel, X[:, 0]."
        )
    if getattr(augmenter, "use_y", None) is not None and not isinstance(augmenter, FrozenEstimator):
        raise ValueError(
            "target='continuation' means that y continues the series and holds no classes, but the augmenter has "
            f"use_y={augmenter.use_y!r}. Set use_y=None."
        )
    if augmenter is not None and not hasattr(augmenter, "training_windows"):
        raise ValueError(
            "target='continuation' needs an augmenter with training_windows, as LGTAAugmenter has; "
            f"{type(augmenter).__name__} has none. Use target='label' or an LGTAAugmenter."
        )


def refuse_simulated(n_simulated: int) -> None:
    """Check that no windows shall be simulated where X holds whole series.

    Parameters
    ----------
    n_simulated : int

    Raises
    ------
    ValueError
    """
    if n_simulated:
        raise ValueError(
            f"n_simulated={n_simulated} simulates lag windows and the values that follow, which needs "
            "target='continuation'; y is a label. Set n_simulated=0."
        )


def refuse_quantiles(estimator: Any, augmenter: Any, n_simulated: int) -> None:
    """Check that a regressor of quantiles gets targets with noise.

    Parameters
    ----------
    estimator : regressor
    augmenter : LGTAAugmenter or FrozenEstimator
        Fitted.
    n_simulated : int

    Raises
    ------
    ValueError
    """
    has_clean = getattr(augmenter, "structure_", "none") != "none"
    loss = quantile_loss(estimator) if has_clean or n_simulated else None
    if loss is not None:
        raise ValueError(
            f"The regressor predicts quantiles ({loss}), and target='continuation' gives copies and simulated windows "
            "targets without noise, so quantiles would lie too near to the median. Set structure='none' in the "
            "augmenter and n_simulated=0, or cut windows from whole series: lags, targets, _ = "
            "LGTAAugmenter().fit(series).training_windows(series, lags, horizon, target='same')."
        )


def read_continuation(X: ArrayLike, y: ArrayLike) -> tuple[NDArray, NDArray]:
    """Return lag windows and the values that follow, as arrays.

    Parameters
    ----------
    X : array-like of shape (n, l)
    y : array-like of shape (n,) or (n, h)

    Returns
    -------
    windows : ndarray of shape (n, l)
    following : ndarray of shape (n,) or (n, h)
        Float64.

    Raises
    ------
    ValueError
        If X or y is not numeric or not finite.
    """
    with advice_on_gaps(IN_FRONT_OF_ALL):
        windows = check_array(X, dtype=[np.float64, np.float32])
    return windows, check_array(y, ensure_2d=False, dtype=np.float64, input_name="y")


def refuse_other_units(windows: NDArray, following: NDArray) -> None:
    """Check that y has the units of X: that it is not far away from the lags of most windows.

    A trend goes one step beyond the lags, growth by a factor of three twice their range, and a morning after a quiet
    night many times their range, but not many times their size. Windows over which the lags are constant say nothing,
    nor does a y of exactly 0, as of a closed day.

    Parameters
    ----------
    windows : ndarray of shape (n, l)
    following : ndarray of shape (n,) or (n, h)

    Raises
    ------
    ValueError
    """
    low, high = windows.min(axis=1).astype(float), windows.max(axis=1).astype(float)
    varied = high - low > 1e-6 * np.maximum(np.abs(low), np.abs(high))  # by more than rounding
    if not varied.any():
        return
    low, high = low[varied], high[varied]
    next_values = following.reshape(len(windows), -1)[varied, 0]
    sizes = np.abs([low, high])
    beyond = np.maximum(low - next_values, next_values - high)
    is_far = beyond > _FAR * np.maximum(high - low, sizes.max(axis=0))
    is_tiny = (low * high > 0) & (np.abs(next_values) < _TINY * sizes.min(axis=0))
    if max(np.mean(is_far & (next_values != 0)), np.mean(is_tiny & (next_values != 0))) >= _MOST:
        raise ValueError(
            f"target='continuation' needs y in the units of X, as X and y are joined to one series: the lags of a "
            f"window are about {np.median(windows):.3g}, y is about {np.median(next_values):.3g}, far outside of them. "
            "Pass both in one unit, for instance both scaled or both as measured. If y does not continue X, use "
            "target='label'."
        )


def warn_of_a_jump(windows: NDArray, following: NDArray, stacklevel: int) -> None:
    """Warn if y does not seem to follow X: its columns have another order, or y other units.

    Parameters
    ----------
    windows : ndarray of shape (n, l)
    following : ndarray of shape (n,) or (n, h)
    stacklevel : int
        As in :func:`warnings.warn`, counted from the caller.

    Warns
    -----
    UserWarning
    """
    step = np.abs(np.diff(windows, axis=1)).mean()
    jump = np.abs(following.reshape(len(windows), -1)[:, 0] - windows[:, -1]).mean()
    if jump > _LARGEST_JUMP * step:
        warnings.warn(
            f"y does not seem to continue X: the step from the last column of X to y is {jump:.3g} on average, from "
            f"column to column within X {step:.3g}. Put the columns in the order of time, the newest last, and y in "
            "the units of X.",
            UserWarning,
            stacklevel=stacklevel + 1,
        )


def copied_windows(
    augmenter: Any, windows: NDArray, following: NDArray, n_copies: int, n_simulated: int, given: dict[str, Any]
) -> tuple[NDArray, NDArray, NDArray[np.intp]]:
    """Return copies of windows and simulated windows, what follows in them, and of which windows they are.

    Parameters
    ----------
    augmenter : LGTAAugmenter or FrozenEstimator
        Fitted on the joined series.
    windows : ndarray of shape (n, l)
    following : ndarray of shape (n,) or (n, h)
    n_copies, n_simulated : int
    given : dict
        Further keyword arguments of `training_windows`.

    Returns
    -------
    windows : ndarray of shape (n_copies * n + n_simulated, l)
        In the dtype of the originals.
    following : ndarray of shape (n_copies * n + n_simulated,) or (n_copies * n + n_simulated, h)
        Trend and season only, if the augmenter sets them aside.
    rows : ndarray of shape (n_copies * n + n_simulated,)
        The window that each is a copy of, or whose model it has.
    """
    series = np.column_stack([windows, following])  # (n, l + h)
    given = given | ({"n_simulated": n_simulated} if n_simulated else {})
    target = "same" if getattr(augmenter, "structure_", "none") == "none" else "clean"
    n_lags = windows.shape[1]
    horizon = series.shape[1] - n_lags  # so a joined series has one window
    lags, targets, rows = augmenter.training_windows(series, n_lags, horizon, n_copies, target=target, **given)
    lags, targets, rows = (part[len(series) :] for part in (lags, targets, rows))  # the originals come first
    return lags.astype(windows.dtype), targets.reshape(-1, *following.shape[1:]), rows

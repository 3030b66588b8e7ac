"""Regressors from windows to the steps that follow them, and their forecasts: direct, then recursive.

One regressor, or one per step, forecasts a block of `horizon` steps directly. Steps beyond are recursive: the block
follows the lags as if it had been observed, and the next block is forecast from the newest lags. See [1]_.

Axes: n windows or series, c channels, r exogenous columns, l lags.

References
----------
.. [1] S. Ben Taieb et al., "A review and comparison of strategies for multi-step ahead time series forecasting based on
   the NN5 forecasting competition", Expert Systems with Applications 39, 2012.
"""

from collections.abc import Sequence
from numbers import Real
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.multioutput import MultiOutputRegressor
from sklearn.utils import get_tags
from sklearn.utils.validation import has_fit_parameter

from ._window_units import WindowUnits

_LARGEST_TARGET = 10.0  # in units of its lags; farther targets are clipped, or windows that hardly vary rule the fit


class Windows(NamedTuple):
    """Windows that a regressor learns from.

    Attributes
    ----------
    lags : ndarray of shape (n, c, l)
    targets : ndarray of shape (n, c, horizon)
    exogenous : ndarray of shape (n, r, horizon) or None
        At the times of the targets.
    rows : ndarray of int of shape (n,)
        Number of the series, or of that which a copy or a simulated window is of.
    age : ndarray of int of shape (n,)
        Time points from the last target to the end of the series.
    """

    lags: NDArray
    targets: NDArray
    exogenous: NDArray | None
    rows: NDArray
    age: NDArray


def check_weights(estimator: Any, half_life: Any) -> None:
    """Refuse a half-life that is no positive number, or that the regressor could not use.

    Parameters
    ----------
    estimator : regressor
    half_life : object

    Raises
    ------
    ValueError
    """
    if half_life is None:
        return
    if not isinstance(half_life, Real) or isinstance(half_life, bool) or not float(half_life) > 0:
        raise ValueError(f"half_life={half_life!r} must be a number of time points above 0, or None.")
    if not has_fit_parameter(estimator, "sample_weight"):
        raise ValueError(
            f"half_life={half_life!r} weighs windows by their age, and the fit of {type(estimator).__name__} takes no "
            "sample_weight. Set half_life=None, or use a regressor that takes it, such as Ridge()."
        )


def weights_of_age(age: NDArray, half_life: float) -> NDArray[np.float64]:
    """Weights that halve with every half-life, of mean 1, so that penalties of a regressor keep their size.

    Parameters
    ----------
    age : ndarray of shape (n,)
        In time points.
    half_life : float

    Returns
    -------
    weights : ndarray of shape (n,)
    """
    weights = 0.5 ** ((age - age.min()) / half_life)
    return weights / weights.mean()


def fitted_regressors(
    estimator: Any,
    lags: NDArray,
    targets: NDArray,
    exogenous: NDArray | None,
    normalize: bool,
    least: NDArray | float = 0.0,
    weights: NDArray | None = None,
) -> list[Any]:
    """Fit clones of a regressor to windows.

    Parameters
    ----------
    estimator : regressor
    lags : ndarray of shape (n, c, l)
    targets : ndarray of shape (n, c, horizon)
    exogenous : ndarray of shape (n, r, horizon) or None
        At the times of the targets.
    normalize : bool
        Whether windows are in units of their lags.
    least : ndarray of shape (n, c, 1) or float, default=0
        Smallest units.
    weights : ndarray of shape (n,) or None, default=None

    Returns
    -------
    estimators : list of regressor
        One for all steps; with exogenous data, one per step.
    """
    units = WindowUnits.of(lags, normalize, least)
    lags, targets = units.apply(lags), units.apply(targets)
    if normalize:
        targets = np.clip(targets, -_LARGEST_TARGET, _LARGEST_TARGET)
    used = units.varies | (not units.varies.any())  # constant lags have no units, so they teach nothing
    lags, targets = lags.reshape(len(lags), -1)[used], targets[used]
    given = {} if weights is None else {"sample_weight": weights[used]}
    if exogenous is None:
        return [_fitted(estimator, lags, targets, given)]
    exogenous = exogenous[used]
    return [
        _fitted(estimator, np.hstack([lags, exogenous[:, :, step]]), targets[:, :, [step]], given)
        for step in range(targets.shape[2])
    ]


def _fitted(estimator: Any, features: NDArray, targets: NDArray, given: dict[str, NDArray]) -> Any:
    """Return a regressor fitted to all targets of a window: (n, n_features), (n, ...)."""
    estimator, targets = clone(estimator), targets.reshape(len(targets), -1)
    if targets.shape[1] == 1:
        return estimator.fit(features, targets[:, 0], **given)
    if not get_tags(estimator).target_tags.multi_output:
        estimator = MultiOutputRegressor(estimator)
    return estimator.fit(features, targets, **given)


def needed_steps(steps: NDArray[np.intp], horizon: int) -> NDArray[np.intp]:
    """Steps that are forecast on the way to some steps.

    Parameters
    ----------
    steps : ndarray of int of shape (n_steps,)
    horizon : int
        Farthest step of the regressors.

    Returns
    -------
    steps : ndarray of int
        The same if all are direct, else all from 1 on.
    """
    return steps if steps.max() <= horizon else np.arange(1, steps.max() + 1)


def forecasts(
    estimators: Sequence[Any],
    lags: NDArray,
    steps: NDArray[np.intp],
    horizon: int,
    normalize: bool,
    least: NDArray | float = 0.0,
    exogenous: NDArray | None = None,
) -> NDArray[np.float64]:
    """Forecasts of some steps, blocks of `horizon` steps after one another.

    Parameters
    ----------
    estimators : list of regressor
        Of `fitted_regressors`.
    lags : ndarray of shape (n, c, l)
        Newest values of every series.
    steps : ndarray of int of shape (n_steps,)
        As `needed_steps` returns them.
    horizon : int
    normalize : bool
    least : ndarray of shape (n, c, 1) or float, default=0
        Smallest units.
    exogenous : ndarray of shape (n, r, n_steps) or None, default=None
        At these steps.

    Returns
    -------
    forecasts : ndarray of shape (n, c, n_steps)
    """
    blocks, n_lags = [], lags.shape[2]
    for start in range(0, int(steps.max()), horizon):
        in_block = (steps > start) & (steps <= start + horizon)
        given = None if exogenous is None else exogenous[:, :, in_block]
        blocks.append(_direct(estimators, lags, steps[in_block] - start, WindowUnits.of(lags, normalize, least), given))
        lags = np.concatenate([lags, blocks[-1]], axis=2)[:, :, -n_lags:]
    return np.concatenate(blocks, axis=2)


def _direct(
    estimators: Sequence[Any], lags: NDArray, steps: NDArray, units: WindowUnits, exogenous: NDArray | None
) -> NDArray:
    """Forecasts within the horizon of the regressors: (n, c, n_steps)."""
    n_series, n_channels, _ = lags.shape
    features = units.apply(lags).reshape(n_series, -1)
    if exogenous is None:
        ahead = estimators[0].predict(features).reshape(n_series, n_channels, -1)[:, :, steps - 1]
    else:
        by_step = [
            estimators[step - 1].predict(np.hstack([features, exogenous[:, :, column]]))
            for column, step in enumerate(steps)
        ]
        ahead = np.stack([forecast.reshape(n_series, n_channels) for forecast in by_step], axis=2)
    return units.undo(ahead)

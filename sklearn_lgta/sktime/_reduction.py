"""A regressor becomes a forecaster that learns from the windows of series and copies."""

import numpy as np
from sklearn.base import clone
from sklearn.multioutput import MultiOutputRegressor
from sklearn.utils import get_tags
from sktime.datatypes import update_data
from sktime.forecasting.base import BaseForecaster

from .._augmenter import check_whole
from .._copies.forecast_windows import window_positions
from .._resolve_augmenter import makes_copies
from ._adapted import (
    FORECASTER_TAGS,
    check_exogenous,
    dates_for,
    filled_as_copies,
    fills_gaps,
    fit_augmenter,
    quick_augmenter,
    randomness_of,
    side_by_side,
)
from ._frames import Frame

_TINY = 1e-9  # of the level: less variation is none
_FARTHEST = 10.0  # targets in units of their lags are cut off here, or windows that hardly vary rule the fit


def _in_units(windows, level, size):
    """Windows of shape (n, n_channels, n_timepoints), less their level, over their size where they have one."""
    return (windows - level) / _or_1(size)


def _or_1(size):
    """Sizes, with 1 in the place of 0."""
    return np.where(size > 0, size, 1.0)


def _cut(values, rows, start, length):
    """Windows of series: (n, n_channels, n_timepoints) -> (n_windows, n_channels, length)."""
    return np.lib.stride_tricks.sliding_window_view(values, length, axis=2)[rows, :, start]


class AugmentedReductionForecaster(BaseForecaster):
    """Direct forecasts by a regressor of all series together, trained on their windows and on windows of copies.

    Every window is brought to the units of its own lags, so that one regressor suits series of all
    levels. With clean targets, what follows the lags of a copy is trend and season alone, without the
    noise that nobody can forecast.

    Parameters
    ----------
    estimator : scikit-learn regressor
        What maps lags to the steps ahead. One that has a single output is fitted to every step.
    window_length : int
        Lags: time points that a forecast looks back on.
    steps_ahead : int
        Farthest step that can be forecast.
    augmenter : LGTAAugmenter or FrozenEstimator, default=None
        What makes the copies; None is ``LGTAAugmenter(random_state=0)``. Where its ``seasonal_period``
        is None, that of the index takes its place, if it has one and two seasons fit into the series.
        A fitted augmenter in scikit-learn's `FrozenEstimator` is used as it is.
    n_copies : int, default=10
        Copies of every window. With 0, or an augmenter of strength 0, the regressor learns from the
        windows of the series alone.
    target : {"clean", "same"}, default="clean"
        What follows the lags of a copy: its trend and season alone, or its values. See
        `LGTAAugmenter.training_windows`.
    normalize : bool, default=True
        Whether every window is brought to mean 0 and standard deviation 1 of its lags.
    exogenous : {"stay", "move"}, default="stay"
        What becomes of exogenous data in copies, as in `AugmentedForecaster`. What copies redraw they redraw
        without the exogenous data that stay, so that their effect fades: where it is what matters, let them
        move, or choose a transformation that keeps the remainder, such as "jitter", and ``target="same"``.

    Attributes
    ----------
    augmenter_ : LGTAAugmenter, FrozenEstimator or None
        The fitted augmenter; None where no copies are asked for.
    estimators_ : list of regressor
        One for all steps; with exogenous data one for every step.

    See Also
    --------
    AugmentedForecaster : The same for forecasters that are no regressor, without clean targets.

    Notes
    -----
    Exogenous data enter as their values at the time that is forecast, beside the lags; they are those of
    the original also for copies. Totals of a hierarchy ("__total") are sums of the forecasts below
    them. `update` moves the last window on; with ``update_params=True`` it fits the regressor again, to
    all data seen so far and to new copies, and leaves the augmenter as it is.

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> from sktime.datasets import load_airline
    >>> from sklearn_lgta import LGTAAugmenter, PCACodec
    >>> from sklearn_lgta.sktime import AugmentedReductionForecaster
    >>> augmenter = LGTAAugmenter(model=PCACodec(), random_state=0)
    >>> forecaster = AugmentedReductionForecaster(Ridge(), window_length=24, steps_ahead=12, augmenter=augmenter)
    >>> forecaster.fit(load_airline()).predict(fh=[1, 12]).shape
    (2,)
    """

    _tags = FORECASTER_TAGS | {
        "scitype:y": "both",
        "capability:multivariate": True,
        "capability:exogenous": True,
        "capability:insample": False,
        "capability:pred_int": False,
        "capability:categorical_in_X": False,
        "requires-fh-in-fit": False,
    }

    def __init__(
        self,
        estimator,
        window_length,
        steps_ahead,
        augmenter=None,
        n_copies=10,
        target="clean",
        normalize=True,
        exogenous="stay",
    ):
        self.estimator = estimator
        self.window_length = window_length
        self.steps_ahead = steps_ahead
        self.augmenter = augmenter
        self.n_copies = n_copies
        self.target = target
        self.normalize = normalize
        self.exogenous = exogenous
        super().__init__()
        self.set_tags(**{"property:randomness": randomness_of(augmenter)})
        takes_gaps = get_tags(estimator).input_tags.allow_nan or fills_gaps(augmenter, n_copies)
        self.set_tags(**{"capability:missing_values": takes_gaps})

    # ------------------------------------------------------------------------------------ fit
    def _fit(self, y, X, fh):
        check_whole("window_length", self.window_length, least=1)
        check_whole("steps_ahead", self.steps_ahead, least=1)
        check_whole("n_copies", self.n_copies, least=0)
        check_exogenous(self.exogenous)
        if self.target not in ("clean", "same"):
            raise ValueError(f"target={self.target!r} must be 'clean' or 'same'.")
        frame = Frame(y)
        frame.refuse_holes()
        n_timepoints, needed = frame.lengths.max(), self.window_length + self.steps_ahead
        if n_timepoints < needed:
            raise ValueError(
                f"y has {n_timepoints} time points; one window of window_length={self.window_length} and "
                f"steps_ahead={self.steps_ahead} needs {needed}. Use a shorter window or horizon, or longer series."
            )
        shortest = frame.lengths.argmin()
        if frame.lengths[shortest] < self.window_length:
            raise ValueError(
                f"{frame.frame.index[frame.rows[shortest][0]][:-1]} has {frame.lengths[shortest]} time points; a "
                f"forecast looks back on window_length={self.window_length}. Use a shorter window, or leave such "
                "series out."
            )
        if fh is not None:
            self._steps(fh)
        self._n_copies = self.n_copies if makes_copies(self.augmenter, self.n_copies) else 0
        self._y_seen, self._X_seen = y, X
        self.augmenter_ = fit_augmenter(self.augmenter, self._copied) if self._n_copies else None
        return self._fit_estimators()

    @property
    def _copied(self):
        """Frame of what copies are made of: the series, and exogenous data that move with them."""
        y, X = self._y_seen, self._X_seen
        if X is None:
            return Frame(y)
        X = self._at(y.index, X, "fit", "time of y")
        return Frame(side_by_side(y, X) if self.exogenous == "move" else y)

    def _fit_estimators(self):
        lags, targets, exogenous = self._windows()
        level, size = self._units(lags)
        lags, targets = (_in_units(windows, level, size) for windows in (lags, targets))
        if self.normalize:
            targets = np.clip(targets, -_FARTHEST, _FARTHEST)
        lags = lags.reshape(len(lags), -1)
        varies = size.any(axis=(1, 2))  # lags that stand still have no units to tell the regressor about
        varies |= not varies.any()
        if exogenous is None:
            self.estimators_ = [self._fitted(lags[varies], targets[varies])]
            return self
        self.estimators_ = []
        for step in range(self.steps_ahead):
            features = np.hstack([lags, exogenous[:, :, step]])
            self.estimators_.append(self._fitted(features[varies], targets[varies, :, [step]]))
        return self

    def _windows(self):
        """Lags, targets and exogenous data at the time of the targets, of series and copies.

        (n, n_channels, window_length), (n, n_channels, steps_ahead), and (n, n_columns, steps_ahead) or None.
        """
        frame, sizes = self._copied, (self.window_length, self.steps_ahead)
        values = filled_as_copies(frame.values, frame, self.augmenter_)
        rows, start = window_positions(values.swapaxes(1, 2), *sizes)
        if not len(rows):
            raise ValueError(
                f"y holds no window of window_length={sizes[0]} and steps_ahead={sizes[1]} whose last {sizes[1]} "
                "values are all known. Use a shorter horizon, or fill gaps with missing='fill' in the augmenter."
            )
        if self._n_copies:
            told = dates_for(self.augmenter_, frame)
            lags, targets, _ = self.augmenter_.training_windows(
                values, *sizes, self._n_copies, target=self.target, **told
            )
        else:
            lags, targets = (_cut(values, rows, start + first, n) for first, n in ((0, sizes[0]), sizes))
        if self._X_seen is None:
            return lags, targets, None
        n_channels = self._y_seen.shape[1]
        if self.exogenous == "move":
            return lags[:, :n_channels], targets[:, :n_channels], targets[:, n_channels:]
        exogenous = self._exogenous(self._at(self._y_seen.index, self._X_seen, "fit", "time of y"))
        exogenous = _cut(exogenous, rows, start + sizes[0], sizes[1])
        return lags, targets, np.tile(exogenous, (self._n_copies + 1, 1, 1))

    def _fitted(self, features, targets):
        """The regressor of some features, fitted to all targets of a window: (n, n_features), (n, ...)."""
        estimator, targets = clone(self.estimator), targets.reshape(len(targets), -1)
        if targets.shape[1] == 1:
            return estimator.fit(features, targets[:, 0])
        if not get_tags(estimator).target_tags.multi_output:
            estimator = MultiOutputRegressor(estimator)
        return estimator.fit(features, targets)

    def _units(self, lags):
        """Level and size of windows, each (n, n_channels, 1); size 0 where lags stand still."""
        known = ~np.isnan(lags)
        known = known if known.any(axis=-1).all() else known | ~known.any(axis=-1, keepdims=True)
        level = lags.mean(axis=-1, keepdims=True, where=known)
        size = lags.std(axis=-1, keepdims=True, where=known)
        if not self.normalize:
            return np.zeros_like(level), np.ones_like(size)
        return level, np.where(size > _TINY * np.abs(level), size, 0.0)

    @staticmethod
    def _exogenous(X):
        """Exogenous data: (n_series, n_columns, n_timepoints)."""
        missing = np.argwhere(X.isna().to_numpy())
        if len(missing):
            row, column = missing[0]
            raise ValueError(
                f"{len(missing)} exogenous values are missing, the first in column {X.columns[column]!r} at "
                f"{X.index[row]}. Fill them, for example with sktime's Imputer."
            )
        return Frame(X).values

    # ------------------------------------------------------------------------------------ predict
    def _steps(self, fh):
        """Steps ahead of a horizon, each at least 1."""
        steps = np.asarray(fh.to_relative(self.cutoff).to_numpy(), dtype=int)
        if steps.min() < 1:
            raise NotImplementedError(
                f"fh holds step {steps.min()}, which lies in the past; {type(self).__name__} forecasts steps 1 to "
                f"{self.steps_ahead}."
            )
        if steps.max() > self.steps_ahead:
            raise ValueError(
                f"fh reaches {steps.max()} steps ahead, but steps_ahead={self.steps_ahead}. Set "
                f"steps_ahead={steps.max()}."
            )
        return steps

    def _predict(self, fh, X):
        steps = self._steps(fh)
        frame, copied = Frame(self._y_seen), self._copied
        values = filled_as_copies(copied.values, copied, self.augmenter_)[:, : self._y_seen.shape[1]]
        pairs = zip(values, frame.lengths, strict=True)
        lags = np.stack([series[:, length - self.window_length : length] for series, length in pairs])
        n_series, n_channels, _ = lags.shape
        self._refuse_unknown(frame, lags)
        level, size = self._units(lags)
        features = _in_units(lags, level, size).reshape(n_series, -1)
        if self._X_seen is None:
            ahead = self.estimators_[0].predict(features).reshape(n_series, n_channels, -1)[:, :, steps - 1]
        else:
            ahead = self._with_exogenous(features, n_channels, steps, self._future(frame, steps, X))
        return frame.ahead(level + _or_1(size) * ahead, steps)

    def _refuse_unknown(self, frame, lags):
        unknown = np.flatnonzero(np.isnan(lags).any(axis=(1, 2)))
        if len(unknown) and not get_tags(self.estimator).input_tags.allow_nan:
            last = frame.frame.index[frame.rows[unknown[0]][-1]]
            raise ValueError(
                f"Of the {self.window_length} values before {last}, on which its forecast looks back, some are "
                f"missing, and {type(self.estimator).__name__} takes no NaN. Fill gaps with missing='fill' in the "
                "augmenter (not beyond the last known value), or use a regressor that takes them."
            )

    def _with_exogenous(self, features, n_channels, steps, exogenous):
        parts = [
            self.estimators_[step - 1].predict(np.hstack([features, exogenous[:, :, place]]))
            for place, step in enumerate(steps)
        ]
        return np.stack([part.reshape(len(features), n_channels) for part in parts], axis=2)

    def _future(self, frame, steps, X):
        """Exogenous data some steps after the last time of every series: (n_series, n_columns, n_steps)."""
        index = frame.ahead(np.zeros((len(frame.rows), frame.frame.shape[1], len(steps))), steps).index
        return self._exogenous(self._at(index, X, "predict", "time of fh"))

    @staticmethod
    def _at(index, X, method, which):
        """Rows of exogenous data at an index, all of which must be there."""
        n_known = 0 if X is None else index.isin(X.index).sum()
        if n_known < len(index):
            raise ValueError(
                f"With exogenous data, {method} needs X at every {which}; it holds {n_known} of {len(index)} rows, "
                f"{index[0]} to {index[-1]}."
            )
        return X.loc[index]

    def _update(self, y, X=None, update_params=True):
        self._y_seen = update_data(self._y_seen, y)
        self._X_seen = update_data(self._X_seen, X) if X is not None else self._X_seen
        return self._fit_estimators() if update_params else self

    @classmethod
    def get_test_params(cls, parameter_set="default"):
        """Parameters for the checks of sktime."""
        from sklearn.linear_model import Ridge
        from sklearn.tree import DecisionTreeRegressor

        common = {"window_length": 3, "steps_ahead": 6, "augmenter": quick_augmenter()}
        return [
            common | {"estimator": Ridge(), "n_copies": 2, "target": "same", "exogenous": "move"},
            common | {"estimator": DecisionTreeRegressor(random_state=0), "n_copies": 0, "normalize": False},
        ]

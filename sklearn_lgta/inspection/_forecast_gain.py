"""Whether augmentation helps a forecaster of sktime."""

from collections.abc import Mapping
from numbers import Integral, Real
from typing import Any

import numpy as np
from sklearn.utils._param_validation import HasMethods, Interval, validate_params

from .._reproducibility.jobs import in_jobs
from .._reproducibility.progress import progress_bar
from ._forecast_gain_result import ForecastGain


@validate_params(
    {
        "forecaster": [HasMethods(["fit", "predict", "get_params"])],
        "n_origins": [Interval(Integral, 2, None, closed="left")],
        "step": [None, Interval(Integral, 1, None, closed="left")],
        "seasonal_period": [None, Interval(Integral, 1, None, closed="left")],
        "baselines": [None, dict],
        "confidence": [Interval(Real, 0, 1, closed="neither")],
        "verbose": ["verbose"],
    },
    prefer_skip_nested_validation=False,
)
def forecast_gain(
    forecaster: Any,
    y: Any,
    fh: Any,
    *,
    X: Any = None,
    n_origins: int = 5,
    step: int | None = None,
    seasonal_period: int | None = None,
    baselines: Mapping[str, Any] | None = None,
    confidence: float = 0.95,
    n_jobs: int | None = None,
    verbose: int = 0,
) -> ForecastGain:
    """Compare a forecaster of sktime with augmentation, without it, and with what one would use otherwise.

    All are fitted up to the same origins, and forecast the same values after them. The verdict rests on paired
    differences, origin by origin.

    Parameters
    ----------
    forecaster : forecaster of sktime
        With a parameter `n_copies`: :class:`~sklearn_lgta.sktime.AugmentedReductionForecaster`,
        :class:`~sklearn_lgta.sktime.AugmentedForecaster`, or a wrapper of one. Without augmentation it is the same
        with ``n_copies=0``, and ``n_simulated=0`` where it has that.
    y : Series or DataFrame
        Series, panel or hierarchy of sktime. Totals of a hierarchy do not count.
    fh : int, list of int, range or ForecastingHorizon
        Steps ahead, from 1 on.
    X : DataFrame or None, default=None
        Exogenous data at all times of y. Forecasts know those of the future.
    n_origins : int, default=5
        Ends of training data: the newest that leaves the steps of `fh`, and earlier ones.
    step : int or None, default=None
        Time points between origins. None is the farthest step, so that no value is forecast twice and origins are
        nearly independent.
    seasonal_period : int or None, default=None
        Of the unit of errors, and of the baselines. None is that of the index, else that of the augmenter.
    baselines : dict of str to forecaster, or None, default=None
        What to compare with, besides no augmentation. None is a seasonal naive forecast, and sktime's Theta if
        statsmodels is installed and y has no gaps. ``{}`` is nothing.
    confidence : float, default=0.95
        Probability that an interval holds.
    n_jobs : int or None, default=None
        Number of fits that run in parallel.
    verbose : int, default=0
        1 shows one progress bar, across jobs too.

    Returns
    -------
    gain : ForecastGain
        Errors, gains with their standard errors, and the verdict. Print it.

    Raises
    ------
    TypeError
        If y is no container of sktime.
    ValueError
        If the forecaster has no parameter `n_copies`, or a series is too short for so many origins.

    See Also
    --------
    augmentation_gain : The same for classifiers and regressors.

    Notes
    -----
    Errors are mean absolute errors in units of the mean absolute change of a series over a season, up to the first
    origin (MASE [1]_ with one unit for all origins). Gains are relative to the mean error of a
    baseline: .03 is an error lower by 3 %. Intervals are t intervals over the origins. They take errors at different
    origins as independent, which `step` as long as the horizon makes nearly true, and hold for this panel: other
    series are not allowed for. Of a few origins they are wide.

    The numbers of series and origins that a gain of 1 % needs come from a two-way layout of the differences (origins
    by series), for a power of .8.

    References
    ----------
    .. [1] R. Hyndman and A. Koehler, "Another look at measures of forecast accuracy", International Journal of
       Forecasting 22, 2006.

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> from sktime.datasets import load_airline
    >>> from sklearn_lgta import LGTAAugmenter, PCACodec
    >>> from sklearn_lgta.inspection import forecast_gain
    >>> from sklearn_lgta.sktime import AugmentedReductionForecaster
    >>> augmenter = LGTAAugmenter(model=PCACodec(), random_state=0)
    >>> forecaster = AugmentedReductionForecaster(Ridge(), window_length=24, steps_ahead=6, augmenter=augmenter)
    >>> gain = forecast_gain(forecaster, load_airline(), fh=range(1, 7), baselines={})
    >>> gain.errors.shape  # five origins, one series
    (5, 1)
    """
    from ..sktime._rolling_origins import RollingOrigins, without_augmentation

    plain = without_augmentation(forecaster)
    origins = RollingOrigins(forecaster, y, X, fh, n_origins, step, seasonal_period)
    others = origins.usual_forecasters() if baselines is None else dict(baselines)
    models = {"augmented": forecaster, "no augmentation": plain} | others
    calls = ((origins.errors, model, number) for model in models.values() for number in range(n_origins))
    with progress_bar("forecast_gain", len(models) * n_origins, "fit", verbose) as bar:
        errors = np.array(list(in_jobs(calls, n_jobs, bar))).reshape(len(models), n_origins, -1)
    by_name = dict(zip(models, errors, strict=True))
    return ForecastGain(
        errors=by_name.pop("augmented"),
        baseline_errors=by_name,
        series=tuple(origins.series),
        confidence=float(confidence),
    )

"""Forecasters of sktime are recognised without importing it."""

from typing import Any


def is_forecaster_of_sktime(estimator: Any) -> bool:
    """Whether an estimator is a forecaster of sktime.

    Parameters
    ----------
    estimator : object

    Returns
    -------
    is_forecaster : bool
    """
    return any(parent.__module__.startswith("sktime.forecasting.base") for parent in type(estimator).__mro__)

"""Adapters for sktime: a forecaster trained on copies, a reduction, a bootstrap and a transformer.

Each adapter has a file. They share `_series_frame` (frames of sktime as arrays), `_copy_level` (the index level of
copies), `_augmentation` (fitting and copying), `_totals` (of hierarchies), `_exogenous`, `_seen_data`, `_window_units`
and `_tags`. `_forecast_test_set` is the test data of forecasters in :mod:`sklearn_lgta.inspection`.
"""

try:
    from ._bootstrap import LGTABootstrap
    from ._forecaster import AugmentedForecaster
    from ._reduction import AugmentedReductionForecaster
    from ._transformer import LGTATransformer
except ModuleNotFoundError as error:
    library = str(error.name).partition(".")[0]
    if library not in ("pandas", "sktime"):
        raise
    raise ModuleNotFoundError(
        f"sklearn_lgta.sktime needs {library}, which is not installed: pip install 'sklearn-lgta[sktime]'.",
        name=library,
    ) from error

__all__ = ["AugmentedForecaster", "AugmentedReductionForecaster", "LGTABootstrap", "LGTATransformer"]

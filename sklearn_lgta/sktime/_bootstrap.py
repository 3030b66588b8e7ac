"""A bootstrap: a series becomes a panel of copies."""

from typing import Any, ClassVar, Self

import pandas as pd
from sktime.transformations.base import BaseTransformer

from .._containers.checks import check_whole
from .._resolve_augmenter import Augmenter
from ._augmentation import fit_augmenter, quick_augmenter, with_copies
from ._series_frame import SeriesFrame
from ._tags import TRANSFORMER_TAGS, randomness_tag


class LGTABootstrap(BaseTransformer):
    """Copies of series by an augmenter, as a bootstrap of sktime.

    Use it in `BaggingForecaster`, which averages the forecasts of all copies, and elsewhere to make a panel of variants
    of a series. For a panel or hierarchy, one augmenter is fitted to all series together, and every series has separate
    draws.

    Parameters
    ----------
    augmenter : LGTAAugmenter or FrozenEstimator, default=None
        None is ``LGTAAugmenter(random_state=0)``. If its ``seasonal_period`` is None, the index gives the period,
        unless the shortest series is shorter than two seasons. A fitted augmenter in scikit-learn's `FrozenEstimator`
        is used as it is.
    n_copies : int, default=10
        Copies of every series.
    return_actual : bool, default=True
        Whether the originals come first.

    Attributes
    ----------
    augmenter_ : LGTAAugmenter or FrozenEstimator
        The fitted augmenter.

    See Also
    --------
    AugmentedForecaster : Fits a forecaster to copies and forecasts the originals.

    Notes
    -----
    The output has one more index level, ``series_id``, above the time level: "actual", "synthetic_0", "synthetic_1" and
    so on. Totals of a hierarchy ("__total") are sums of the copies below them. `BaggingForecaster` forecasts from the
    ends of the copies, which differ from the end of the series.

    Examples
    --------
    >>> from sktime.datasets import load_airline
    >>> from sklearn_lgta import LGTAAugmenter, PCACodec
    >>> from sklearn_lgta.sktime import LGTABootstrap
    >>> y = load_airline()
    >>> bootstrap = LGTABootstrap(LGTAAugmenter(model=PCACodec(), random_state=0), n_copies=2)
    >>> copies = bootstrap.fit_transform(y)
    >>> list(copies.index.get_level_values("series_id").unique())
    ['actual', 'synthetic_0', 'synthetic_1']
    >>> bootstrap.augmenter_.seasonal_period_
    12
    """

    augmenter_: Augmenter

    _tags: ClassVar[dict[str, Any]] = TRANSFORMER_TAGS | {
        "scitype:transform-output": "Panel",
        "transform-returns-same-time-index": False,
        "capability:bootstrap_index": False,
    }

    def __init__(self, augmenter: Augmenter | None = None, n_copies: int = 10, return_actual: bool = True) -> None:
        self.augmenter = augmenter
        self.n_copies = n_copies
        self.return_actual = return_actual
        super().__init__()
        self.set_tags(**randomness_tag(augmenter))

    def _fit(self, X: pd.DataFrame, y: Any = None) -> Self:
        check_whole("n_copies", self.n_copies, least=0 if self.return_actual else 1)
        self.augmenter_ = fit_augmenter(self.augmenter, SeriesFrame(X))
        return self

    def _transform(self, X: pd.DataFrame, y: Any = None) -> pd.DataFrame:
        return with_copies(SeriesFrame(X), self.augmenter_, self.n_copies, self.return_actual)

    @classmethod
    def get_test_params(cls, parameter_set: str = "default") -> list[dict[str, Any]]:
        """Parameters for the checks of sktime."""
        quick = quick_augmenter()
        return [{"augmenter": quick, "n_copies": 2}, {"augmenter": quick, "n_copies": 3, "return_actual": False}]

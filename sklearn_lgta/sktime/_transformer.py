"""A transformer that augments training series."""

from typing import Any, ClassVar, Self

import pandas as pd
from sktime.transformations.base import BaseTransformer

from .._containers.checks import check_whole
from .._resolve_augmenter import Augmenter, unfitted
from ._augmentation import check_augmenter, fit_to_frame, quick_augmenter
from ._series_frame import SeriesFrame
from ._tags import TRANSFORMER_TAGS, randomness_tag
from ._totals import warn_of_other_totals


class LGTATransformer(BaseTransformer):
    """Replace every training series by an augmented version.

    Use it in pipelines whose training data may change but not grow: exogenous data in a `ForecastingPipeline`, panels
    before a classifier. Series of `fit` are augmented. Other series pass through unchanged, so predictions use
    unchanged data. One augmenter is fitted to all series of a panel or hierarchy together.

    .. warning::
       In a `TransformedTargetForecaster` the forecaster continues the augmented series instead of the original:
       forecasts start at another level. ``keep_last`` keeps the end of the series. To train on more data and forecast
       the originals, use `AugmentedForecaster`.

    Parameters
    ----------
    augmenter : LGTAAugmenter or FrozenEstimator, default=None
        None is ``LGTAAugmenter(random_state=0)``. If its ``seasonal_period`` is None, the index gives the period,
        unless the shortest series is shorter than two seasons. With ``unseen="augment"`` it changes all series, not
        only those of `fit`.
    keep_last : int, default=0
        Number of last time points to keep: at least as many as the forecaster uses as lags.

    Attributes
    ----------
    augmenter_ : LGTAAugmenter or FrozenEstimator
        The fitted augmenter.

    See Also
    --------
    AugmentedForecaster : Fits a forecaster to copies and forecasts the originals.

    Examples
    --------
    >>> from sktime.datasets import load_airline
    >>> from sklearn_lgta import LGTAAugmenter, PCACodec
    >>> from sklearn_lgta.sktime import LGTATransformer
    >>> y = load_airline()
    >>> transformer = LGTATransformer(LGTAAugmenter(model=PCACodec(), random_state=0), keep_last=12)
    >>> augmented = transformer.fit_transform(y)
    >>> bool((augmented != y).any()), bool((augmented[-12:] == y[-12:]).all())
    (True, True)
    """

    augmenter_: Augmenter

    _tags: ClassVar[dict[str, Any]] = TRANSFORMER_TAGS | {
        "scitype:transform-output": "Series",
        "transform-returns-same-time-index": True,
    }

    def __init__(self, augmenter: Augmenter | None = None, keep_last: int = 0) -> None:
        self.augmenter = augmenter
        self.keep_last = keep_last
        super().__init__()
        self.set_tags(**randomness_tag(augmenter))

    def _fit(self, X: pd.DataFrame, y: Any = None) -> Self:
        check_whole("keep_last", self.keep_last, least=0)
        check_augmenter(self.augmenter)
        frame = SeriesFrame(X)
        warn_of_other_totals(frame, stacklevel=2)
        self.augmenter_ = fit_to_frame(unfitted(self.augmenter), frame)
        return self

    def _transform(self, X: pd.DataFrame, y: Any = None) -> pd.DataFrame:
        frame = SeriesFrame(X)
        values = frame.values
        augmented = self.augmenter_.transform(values)
        if self.keep_last:
            for changed, series, length in zip(augmented, values, frame.lengths, strict=True):
                last = slice(max(length - self.keep_last, 0), length)
                changed[:, last] = series[:, last]
        return frame.changed(augmented)

    @classmethod
    def get_test_params(cls, parameter_set: str = "default") -> list[dict[str, Any]]:
        """Parameters for the checks of sktime."""
        return [{"augmenter": quick_augmenter()}, {"augmenter": quick_augmenter(), "keep_last": 2}]

"""Series are augmented in place, those of training alone."""

from sklearn.base import clone
from sktime.transformations.base import BaseTransformer

from .._augmenter import LGTAAugmenter, check_whole
from ._adapted import TRANSFORMER_TAGS, check_augmenter, fit_to_frame, quick_augmenter, randomness_of
from ._frames import Frame


class LGTATransformer(BaseTransformer):
    """One augmented version of every series, in place of it.

    For pipelines whose training data may change but not grow: exogenous data in a
    `ForecastingPipeline`, panels before a classifier. Series that `fit` has seen are augmented, others
    pass through unchanged, so that nothing is changed at predict. One augmenter learns from all series
    of a panel or hierarchy together.

    .. warning::
       In a `TransformedTargetForecaster` the forecaster continues the augmented series, not the one that
       was given: forecasts start at another level. ``keep_last`` leaves the end as it is. To learn from
       more data and forecast the series themselves, use `AugmentedForecaster`.

    Parameters
    ----------
    augmenter : LGTAAugmenter or FrozenEstimator, default=None
        What changes the series; None is ``LGTAAugmenter(random_state=0)``. Where its
        ``seasonal_period`` is None, that of the index takes its place, if it has one and two seasons fit
        into the series. ``unseen="augment"`` changes all series, not only those of `fit`.
    keep_last : int, default=0
        Time points at the end that stay as they are: at least as many as the forecaster looks back on.

    Attributes
    ----------
    augmenter_ : LGTAAugmenter or FrozenEstimator
        The fitted augmenter.

    See Also
    --------
    AugmentedForecaster : Learns from copies and forecasts the series themselves.

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

    _tags = TRANSFORMER_TAGS | {
        "scitype:transform-output": "Series",
        "transform-returns-same-time-index": True,
    }

    def __init__(self, augmenter=None, keep_last=0):
        self.augmenter = augmenter
        self.keep_last = keep_last
        super().__init__()
        self.set_tags(**{"property:randomness": randomness_of(augmenter)})

    def _fit(self, X, y=None):
        check_whole("keep_last", self.keep_last, least=0)
        check_augmenter(self.augmenter)
        frame = Frame(X)
        augmenter = LGTAAugmenter(random_state=0) if self.augmenter is None else clone(self.augmenter)
        self.augmenter_ = fit_to_frame(augmenter, frame)
        return self

    def _transform(self, X, y=None):
        frame = Frame(X)
        values = frame.values
        augmented = self.augmenter_.transform(values)
        if self.keep_last:
            for changed, series, length in zip(augmented, values, frame.lengths, strict=True):
                last = slice(max(length - self.keep_last, 0), length)
                changed[:, last] = series[:, last]
        return frame.changed(augmented)

    @classmethod
    def get_test_params(cls, parameter_set="default"):
        """Parameters for the checks of sktime."""
        return [{"augmenter": quick_augmenter()}, {"augmenter": quick_augmenter(), "keep_last": 2}]

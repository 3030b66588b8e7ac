"""A series becomes a panel of copies, as in the bootstraps of sktime."""

from sktime.transformations.base import BaseTransformer

from .._augmenter import check_whole
from ._adapted import TRANSFORMER_TAGS, fit_augmenter, quick_augmenter, randomness_of, with_copies
from ._frames import Frame


class LGTABootstrap(BaseTransformer):
    """Copies of series by an augmenter, as a bootstrap of sktime.

    For `BaggingForecaster`, which averages the forecasts of all copies, and wherever a panel of
    variants of a series is needed. Of a panel or hierarchy, one augmenter learns from all series
    together, and every series has its own draws.

    Parameters
    ----------
    augmenter : LGTAAugmenter or FrozenEstimator, default=None
        What makes the copies; None is ``LGTAAugmenter(random_state=0)``. Where its ``seasonal_period``
        is None, that of the index takes its place, if it has one and two seasons fit into the series.
        A fitted augmenter in scikit-learn's `FrozenEstimator` is used as it is.
    n_copies : int, default=10
        Copies of every series.
    return_actual : bool, default=True
        Whether the series themselves come first.

    Attributes
    ----------
    augmenter_ : LGTAAugmenter or FrozenEstimator
        The fitted augmenter.

    See Also
    --------
    AugmentedForecaster : Learns from copies and forecasts the series themselves.

    Notes
    -----
    The output has one more index level, ``series_id``, above that of time: "actual", "synthetic_0",
    "synthetic_1" and so on. Totals of a hierarchy ("__total") are sums of the copies below them.
    `BaggingForecaster` forecasts from the ends of the copies, which differ from that of the series.

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

    _tags = TRANSFORMER_TAGS | {
        "scitype:transform-output": "Panel",
        "transform-returns-same-time-index": False,
        "capability:bootstrap_index": False,
    }

    def __init__(self, augmenter=None, n_copies=10, return_actual=True):
        self.augmenter = augmenter
        self.n_copies = n_copies
        self.return_actual = return_actual
        super().__init__()
        self.set_tags(**{"property:randomness": randomness_of(augmenter)})

    def _fit(self, X, y=None):
        check_whole("n_copies", self.n_copies, least=0 if self.return_actual else 1)
        self.augmenter_ = fit_augmenter(self.augmenter, Frame(X))
        return self

    def _transform(self, X, y=None):
        return with_copies(Frame(X), self.augmenter_, self.n_copies, self.return_actual)

    @classmethod
    def get_test_params(cls, parameter_set="default"):
        """Parameters for the checks of sktime."""
        quick = quick_augmenter()
        return [{"augmenter": quick, "n_copies": 2}, {"augmenter": quick, "n_copies": 3, "return_actual": False}]

"""Adapters for sktime: a forecaster that learns from copies, a reduction, a bootstrap and a transformer.

`_frames` knows the frames of sktime, `_adapted` the augmenter; each adapter is a file of its own.
"""

from ._bootstrap import LGTABootstrap
from ._forecaster import AugmentedForecaster
from ._reduction import AugmentedReductionForecaster
from ._transformer import LGTATransformer

__all__ = ["AugmentedForecaster", "AugmentedReductionForecaster", "LGTABootstrap", "LGTATransformer"]

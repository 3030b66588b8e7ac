"""Every display takes what the augmenter takes: lists of series of unequal length, and long frames of them."""

import numpy as np
import pandas as pd
import pytest

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta.plotting import CopiesDisplay, LatentMapDisplay, MetricsDisplay, StrengthCurveDisplay


def unequal_series():
    rng = np.random.default_rng(0)
    return [rng.normal(size=30 - number % 4).cumsum() for number in range(8)]


def long_frame(series):
    return pd.concat({f"s{number}": pd.DataFrame({"load": own}) for number, own in enumerate(series)})


@pytest.mark.parametrize(
    ("display", "numbers"),
    [
        (CopiesDisplay, lambda drawn: drawn.series),
        (LatentMapDisplay, lambda drawn: drawn.points),
        (StrengthCurveDisplay, lambda drawn: drawn.achieved),
        (MetricsDisplay, lambda drawn: [figure.value for figure in drawn.reports.values()]),
    ],
    ids=lambda display: getattr(display, "__name__", ""),
)
def test_a_list_and_a_long_frame_of_the_same_series_are_drawn_alike(display, numbers):
    options = {"random_state": 0} if display is MetricsDisplay else {}
    drawn = []
    for X in (unequal_series(), long_frame(unequal_series())):
        augmenter = LGTAAugmenter("mix", strength=0.3, model=PCACodec(), random_state=0).fit(X)
        drawn.append(numbers(display.from_estimator(augmenter, X, **options)))
    np.testing.assert_array_equal(*drawn)
    assert np.size(drawn[0]) > 0

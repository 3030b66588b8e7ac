"""A time that is missing in a series is refused, with a line that inserts it."""

import re

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import Ridge
from sktime.forecasting.compose import make_reduction

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta.sktime import AugmentedForecaster, AugmentedReductionForecaster, LGTABootstrap, LGTATransformer

TIMES = {
    "days": pd.date_range("2024-01-01", periods=40),
    "hours": pd.date_range("2024-01-01", periods=40, freq="h"),
    "month starts": pd.date_range("2021-01-01", periods=40, freq="MS"),
    "weeks": pd.date_range("2023-01-01", periods=40, freq="W"),
    "numbers": pd.RangeIndex(40),
    "even numbers": pd.RangeIndex(0, 80, 2),
    "periods": pd.period_range("2021-01", periods=40, freq="M"),
}


def augmenter():
    return LGTAAugmenter(model=PCACodec(), random_state=0)


def adapters():
    return [
        AugmentedReductionForecaster(HistGradientBoostingRegressor(max_iter=2), 6, 1, augmenter(), 1),
        AugmentedForecaster(make_reduction(Ridge(), window_length=6, pooling="global"), augmenter(), 1),
        LGTABootstrap(augmenter(), 1),
        LGTATransformer(augmenter()),
    ]


def series(times, kind):
    """One series, a panel of three or a hierarchy of four, without the 20th time of one of them."""
    values = np.random.default_rng(0).normal(size=len(times))
    names = {"series": [()], "panel": [("a",), ("b",), ("c",)], "hierarchy": [(x, y) for x in "uv" for y in "ab"]}[kind]
    frames = []
    for number, name in enumerate(names):
        kept = np.arange(len(times)) != (20 if number == len(names) - 1 else -1)
        one = pd.DataFrame({"sold": (values + number)[kept]}, index=times[kept])
        for depth, level in reversed(list(enumerate(name))):
            one = pd.concat({level: one}, names=[f"level {depth}"])
        frames.append(one)
    return pd.concat(frames)


def mended(y, message):
    """The series after the line of a message."""
    (line,) = re.findall(r"(?:y = |: )([yX]\..*)$", message)
    return eval(line, {"y": y, "X": y, "pd": pd})


@pytest.mark.parametrize("kind", ["series", "panel", "hierarchy"])
@pytest.mark.parametrize("name", TIMES)
def test_every_adapter_refuses_a_missing_time_with_a_line_that_works(name, kind):
    y = series(TIMES[name], kind)
    messages = set()
    for adapter in adapters():
        with pytest.raises(ValueError, match="Times are missing between") as caught:
            adapter.fit(y)
        messages.add(str(caught.value))
    (message,) = messages
    assert "Insert them with NaN, which missing='fill' in the augmenter fills: y = y." in message
    again = mended(y, message)
    assert len(again) == len(y) + 1 and again["sold"].isna().sum() == 1
    assert len(LGTABootstrap(augmenter(), 1).fit_transform(again)) == 2 * len(again)


@pytest.mark.parametrize("kind", ["series", "panel"])
def test_dates_without_a_frequency_are_refused_by_fit_with_a_line_that_works(kind):
    days = pd.bdate_range("2024-01-01", periods=40)  # a holiday is no missing day
    y = series(days, kind)
    forecaster, *others = adapters()
    for other in others[1:]:
        other.fit(y)
    with pytest.raises(ValueError, match=r"have no frequency, so the next dates are unknown.*asfreq\('B'\)") as caught:
        forecaster.fit(y)
    line = re.search(r"y = (.*), or use", str(caught.value))[1]
    forecast = forecaster.fit(eval(line, {"y": y})).predict([1])
    assert forecast.index.get_level_values(-1)[0] == pd.Timestamp("2024-02-26")

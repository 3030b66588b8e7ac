"""Where the user names no number of lags, the forecaster chooses it by one rule and says which."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import Ridge

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta.sktime import AugmentedReductionForecaster


def panel_of(lengths, freq="M"):
    """Series with a season of twelve time points, of the given lengths, which end at different times."""
    rng = np.random.default_rng(0)
    series = {}
    for place, length in enumerate(lengths):
        values = 50 + 10 * np.sin(np.arange(length) * 2 * np.pi / (4 if freq == "Q" else 12)) + rng.normal(size=length)
        series[f"shop {place}"] = pd.DataFrame({"sold": values}, pd.period_range("2010-01", periods=length, freq=freq))
    return pd.concat(series)


def fitted(y, **parameters):
    settings = {"augmenter": LGTAAugmenter(model=PCACodec(), random_state=0), "n_copies": 1, "n_simulated": 50}
    return AugmentedReductionForecaster(Ridge(), **settings | parameters).fit(y)


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ({}, 48),  # four years of months
        ({"steps_ahead": 18}, 54),  # three horizons are longer
        ({"lengths": [60] * 6}, 36),  # three quarters of 48
        ({"lengths": [50] * 5 + [90]}, 28),  # of the 38 time points before the horizon of the shortest series
        ({"lengths": [60] * 6, "n_simulated": 0}, 24),  # no simulated windows: half
        ({"lengths": [60] * 6, "n_copies": 0, "n_simulated": None}, 24),
        ({"lengths": [60] * 6, "n_copies": 0}, 36),  # simulated windows alone
        ({"n_copies": 0}, 48),
        ({"freq": "Y"}, 36),  # no season: three horizons
        ({"freq": "Q", "steps_ahead": 4}, 16),
    ],
)
def test_the_lags_are_four_seasons_or_three_horizons_where_series_are_long_enough(about, expected):
    about = {"lengths": [120] * 6, "freq": "M", "steps_ahead": 12} | about
    y = panel_of(about.pop("lengths"), about.pop("freq"))
    if y.index[0][1].freqstr.startswith("Y"):
        about |= {"target": "same", "n_simulated": 0}  # without a season nothing is set aside
    forecaster = fitted(y, **about)
    assert forecaster.window_length_ == expected
    same = forecaster.clone().set_params(window_length=expected).fit(y)
    pd.testing.assert_frame_equal(same.predict(fh=[1, 4]), forecaster.predict(fh=[1, 4]))


def test_a_season_that_the_augmenter_names_counts():
    y = panel_of([120] * 6, "D")
    assert fitted(y).window_length_ == 4 * 7
    named = LGTAAugmenter(model=PCACodec(), seasonal_period=12, random_state=0)
    assert fitted(y, augmenter=named).window_length_ == 4 * 12
    assert fitted(y, augmenter=named, n_copies=0).window_length_ == 4 * 12


def test_the_lags_stay_when_data_come_in():
    y = panel_of([60] * 6)
    start = y[y.index.get_level_values(1) < "2014-06"]
    forecaster = fitted(start, steps_ahead=12)
    assert forecaster.window_length_ == 3 * 41 // 4
    forecaster.update(y)
    assert forecaster.window_length_ == 3 * 41 // 4 and forecaster.predict(fh=[1]).notna().all(axis=None)


@pytest.mark.filterwarnings("ignore:The default of config:FutureWarning")
def test_a_short_series_that_costs_all_others_their_lags_is_named():
    y = panel_of([120] * 6 + [20])
    named = LGTAAugmenter(model=PCACodec(), seasonal_period=12, structure="none", random_state=0)
    settings = {"augmenter": named, "steps_ahead": 12, "n_simulated": 0, "target": "same"}
    with pytest.warns(UserWarning, match=r"'shop 6',\) has 20 time points, which leaves 4 lags.*Drop such series"):
        forecaster = fitted(y, **settings)
    assert forecaster.window_length_ == 4
    assert fitted(y.drop("shop 6"), **settings).window_length_ == 48


@pytest.mark.filterwarnings("ignore:The default of config:FutureWarning", "ignore:target='clean' needs")
@pytest.mark.parametrize(("length", "n_lags"), [(20, 9), (13, 4), (10, 2)])
def test_lags_are_missed_whether_the_shortest_series_has_two_seasons_or_not(length, n_lags):
    y = panel_of([100] * 6 + [length], "D")
    with pytest.warns(UserWarning, match=rf"has {length} time points, which leaves {n_lags} lags.* would have 28: "):
        assert fitted(y, steps_ahead=7).window_length_ == n_lags


def test_series_that_hold_no_window_at_all_are_refused():
    with pytest.raises(ValueError, match="y has 12 time points; one window of window_length=1 and steps_ahead=12"):
        fitted(panel_of([12] * 6), steps_ahead=12, n_copies=0)

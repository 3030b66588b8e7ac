"""Series whose remainder is predictable: a warning names what to set in place of copies."""

import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import Ridge

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta.inspection import forecast_gain
from sklearn_lgta.sktime import AugmentedReductionForecaster
from sklearn_lgta.sktime._wandering import remainder_autocorrelation

# `pytest.warns` gives it again, as if it came from here
pytestmark = pytest.mark.filterwarnings("ignore:The default of config ``remember_data``:FutureWarning")


def sensors(phi, n_series=6, n_timepoints=500, seed=0):
    """A season of 24 steps with an autoregression of variance 1 about it."""
    rng = np.random.default_rng(seed)
    steps, rest = rng.normal(size=(n_series, n_timepoints)), np.zeros((n_series, n_timepoints))
    rest[:, 0] = steps[:, 0]
    for time in range(1, n_timepoints):
        rest[:, time] = phi * rest[:, time - 1] + np.sqrt(1 - phi**2) * steps[:, time]
    return 20 + 2 * np.sin(np.arange(n_timepoints) * np.pi / 12) + rest


def panel_of(values):
    index = pd.MultiIndex.from_product([range(len(values)), range(values.shape[1])], names=["sensor", "hour"])
    return pd.DataFrame({"value": values.ravel()}, index=index)


def forecaster(**parameters):
    augmenter = LGTAAugmenter(model=PCACodec(), seasonal_period=24, random_state=0)
    return AugmentedReductionForecaster(Ridge(), 24, 6, augmenter, **({"n_copies": 3} | parameters))


def test_levels_that_wander_are_warned_of_with_settings_to_compare():
    y = panel_of(sensors(0.97))
    with pytest.warns(UserWarning, match=r"autocorrelation is 0\.\d+.*n_copies=0, n_simulated=3000 by") as caught:
        forecaster().fit(y)
    assert [one.filename for one in caught if "autocorrelation" in str(one.message)] == [__file__]
    remedy = forecaster(n_copies=0, n_simulated=3000)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        copies, simulated = (
            forecast_gain(one, y, range(1, 7), baselines={}).errors.mean() for one in (forecaster(), remedy)
        )
    assert simulated < copies


@pytest.mark.parametrize(
    ("values", "parameters"),
    [
        (sensors(0.0), {}),
        (sensors(0.97, n_timepoints=200), {}),  # few seasons
        (sensors(0.97, n_series=4), {}),  # too few to simulate
        (sensors(0.97), {"n_copies": 0, "n_simulated": 100}),
    ],
)
def test_other_series_and_settings_are_not_warned_of(values, parameters):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", message="The default of config", category=FutureWarning)
        forecaster(**parameters).fit(panel_of(values))


def test_the_autocorrelation_is_that_of_the_remainder():
    white = remainder_autocorrelation(sensors(0.0, 100, 600)[:, None], "both", 24)
    wandering = remainder_autocorrelation(sensors(0.97, 100, 600)[:, None], "both", 24)
    assert abs(white) < 0.25 and wandering > 0.4
    gappy = sensors(0.97, 20, 600)[:, None]
    gappy[:, :, 50:60] = np.nan
    assert remainder_autocorrelation(gappy, "both", 24) == pytest.approx(wandering, abs=0.1)
    assert remainder_autocorrelation(np.full((3, 1, 60), 7.0), "both", 24) == 0

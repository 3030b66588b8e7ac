"""The adapters tell the network the calendar of the index."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import Ridge
from sktime.datasets import load_airline

from sklearn_lgta import CVAE, LGTAAugmenter
from sklearn_lgta.sktime import AugmentedReductionForecaster, LGTABootstrap


def told():
    return LGTAAugmenter(model=CVAE(max_steps=12), conditions="calendar", random_state=0)


def test_the_calendar_is_that_of_the_index():
    y = load_airline()
    bootstrap = LGTABootstrap(told(), n_copies=1).fit(y)
    array = y.to_numpy()[None, None]
    expected = told().set_params(seasonal_period=12, unseen="augment").fit(array, conditions={"calendar": y.index})
    copies = bootstrap.transform(y).loc["synthetic_0"].to_numpy().ravel()
    np.testing.assert_array_equal(copies, expected.augment(array).ravel())


def test_a_forecaster_is_told_of_new_months():
    y = load_airline()
    forecaster = AugmentedReductionForecaster(Ridge(), 24, 12, told(), n_copies=1).fit(y[:-12])
    assert forecaster.update(y[-12:]).predict(fh=[1]).index[0] == pd.Period("1961-01")


def test_an_index_of_numbers_has_no_calendar():
    y = load_airline().reset_index(drop=True)
    with pytest.raises(ValueError, match="calendar needs two dates or more in a row, but int64"):
        LGTABootstrap(told()).fit(y)

"""The adapters pass the calendar of the index to the network."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import Ridge
from sktime.datasets import load_airline

from sklearn_lgta import CVAE, LGTAAugmenter, PCACodec
from sklearn_lgta.sktime import AugmentedReductionForecaster, LGTABootstrap


def calendar_augmenter():
    return LGTAAugmenter(model=CVAE(max_steps=12), conditions="calendar", random_state=0)


def test_the_calendar_is_that_of_the_index():
    y = load_airline()
    bootstrap = LGTABootstrap(calendar_augmenter(), n_copies=1).fit(y)
    array = y.to_numpy()[None, None]
    expected = (
        calendar_augmenter()
        .set_params(seasonal_period=12, unseen="augment")
        .fit(array, conditions={"calendar": y.index})
    )
    copies = bootstrap.transform(y).loc["synthetic_0"].to_numpy().ravel()
    np.testing.assert_array_equal(copies, expected.augment(array).ravel())


def test_a_forecaster_uses_the_calendar_of_new_months():
    y = load_airline()
    forecaster = AugmentedReductionForecaster(Ridge(), 24, 12, calendar_augmenter(), n_copies=1).fit(y[:-12])
    assert forecaster.update(y[-12:]).predict(fh=[1]).index[0] == pd.Period("1961-01")


def test_an_index_of_numbers_has_no_calendar():
    y = load_airline().reset_index(drop=True)
    with pytest.raises(ValueError, match="calendar needs two dates or more in a row, but int64"):
        LGTABootstrap(calendar_augmenter()).fit(y)


def test_other_conditions_are_refused_with_the_call_of_a_forecaster():
    y = load_airline()
    X = pd.DataFrame({"promotion": np.arange(144) % 5 == 0}, index=y.index)
    for names, kept in (("promotion", None), (["calendar", "promotion"], "'calendar'")):
        augmenter = calendar_augmenter().set_params(conditions=names)
        for adapter in (LGTABootstrap(augmenter), AugmentedReductionForecaster(Ridge(), 24, 12, augmenter)):
            with pytest.raises(ValueError, match=rf"'promotion'. Set conditions={kept} .* forecaster.fit\(y, X=X\)"):
                adapter.fit(y)
    remedy = AugmentedReductionForecaster(Ridge(), 24, 12, LGTAAugmenter(model=PCACodec(), random_state=0), 1)
    assert remedy.fit(y, X=X.astype(float)).is_fitted

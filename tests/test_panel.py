import warnings

import numpy as np
import pandas as pd
import pytest

from sklearn_lgta import LGTAAugmenter, PCACodec

X = np.random.default_rng(0).normal(size=(12, 30))
MONTHS = pd.period_range("2018-01", periods=30, freq="M")


def augmenter(**parameters):
    return LGTAAugmenter(model=PCACodec(), random_state=0, **parameters)


def test_dates_as_index_are_pointed_out():
    with pytest.warns(UserWarning, match=r"dates as its index: 30 series of 12 time points.*pass X\.T"):
        augmenter().fit(pd.DataFrame(X.T, index=MONTHS))


def test_dates_as_index_and_as_columns_are_no_mistake():
    frame = pd.DataFrame(X, columns=MONTHS, index=pd.date_range("2020", periods=12, freq="YS"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert augmenter().fit(frame).seasonal_period_ == 12


@pytest.mark.parametrize("names", [MONTHS.astype(str), MONTHS.strftime("%Y/%m/%d"), MONTHS.strftime("%Y%m")])
def test_dates_as_text_are_pointed_out(names):
    with pytest.warns(UserWarning, match="look like dates.*but are text.*or pass seasonal_period"):
        augmenter().fit(pd.DataFrame(X, columns=names))


@pytest.mark.parametrize("names", [[f"t{i}" for i in range(30)], list(range(2000, 2030)), [str(i) for i in range(30)]])
def test_other_names_are_not_taken_for_dates(names):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert augmenter().fit(pd.DataFrame(X, columns=names)).seasonal_period_ is None


def test_a_season_that_does_not_fit_twice_is_pointed_out():
    with pytest.warns(UserWarning, match=r"seasonal_period=16 needs 32 time points.*shortest series has 30"):
        fitted = augmenter(seasonal_period=16).fit(X)
    assert fitted.structure_ == "none"


def test_other_numbers_of_dimensions_and_channels_are_named():
    fitted = augmenter().fit(X.reshape(6, 2, 30))
    with pytest.raises(ValueError, match="X has 3 channels, but fit saw 2"):
        fitted.augment(X.reshape(4, 3, 30))
    with pytest.raises(ValueError, match="X has 2 dimensions, but fit saw 3"):
        fitted.augment(X)


def test_one_series_as_a_vector_is_told_to_be_a_row():
    with pytest.raises(ValueError, match=r"X is 1-D, with 30 values.*X\.reshape\(1, -1\)"):
        augmenter().fit(X[0])

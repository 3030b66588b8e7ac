"""Dates that are text, and long tables, are refused by forecasters with the line that reads them."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import Ridge
from sktime.datatypes import convert_to

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta.sktime import AugmentedForecaster, AugmentedReductionForecaster

DAYS = pd.date_range("2024-01-01", periods=50)
FORMATS = ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%y", "%m/%d/%Y", "%d.%m.%Y %H:%M"]


def forecasters():
    inner = AugmentedReductionForecaster(Ridge(), 7, 2, LGTAAugmenter(model=PCACodec(), random_state=0), 1, "same")
    return inner, AugmentedForecaster(inner.clone().set_params(n_copies=0), inner.augmenter, n_copies=1)


def table(date_format):
    """A long table of two shops, with text dates."""
    values = np.random.default_rng(0).normal(10, 1, (2, 50))
    days = DAYS.strftime(date_format)
    return pd.DataFrame({"shop": np.repeat(["a", "b"], 50), "day": np.tile(days, 2), "sold": values.ravel()})


def after_line(error, y):
    """The series after the line of a message."""
    return eval(str(error.value).rpartition("y = ")[2], {"y": y, "pd": pd})


@pytest.mark.parametrize("date_format", FORMATS)
@pytest.mark.parametrize("kind", ["table", "panel", "series"])
def test_the_line_of_the_message_gives_what_forecasters_take(date_format, kind):
    y = table(date_format)
    right = y.assign(day=np.tile(DAYS, 2)).set_index(["shop", "day"])
    if kind != "table":
        y = y.set_index(["shop", "day"])
    if kind == "series":
        y, right = y.loc["a"], right.loc["a"]
    for forecaster in forecasters():
        with pytest.raises(ValueError, match="a long table" if kind == "table" else "The times of y are text") as error:
            forecaster.fit(y, fh=[1, 2])
        read = after_line(error, y)
        pd.testing.assert_frame_equal(read, right, check_freq=False, check_index_type=False)
    assert forecaster.fit(read, fh=[1, 2]).predict().shape == (2 if kind == "series" else 4, 1)


@pytest.mark.parametrize("kind", [int, float, bool, object])
@pytest.mark.parametrize("is_single", [False, True])
def test_flags_of_a_long_table_become_exogenous_data_by_the_line(kind, is_single):
    y = table("%d.%m.%Y").assign(promo=(np.arange(100) % 9 == 0).astype(kind)).iloc[: 50 if is_single else 100]
    y = y.drop(columns="shop") if is_single else y
    for forecaster in forecasters():
        found = {"y": y, "pd": pd}
        with pytest.raises(ValueError, match="Flags, which are known ahead, are exogenous data: 'promo'") as error:
            forecaster.fit(y, fh=[1, 2])
        exec(str(error.value).partition("fit(y, X=X): ")[2], found)
        assert (list(found["y"].columns), list(found["X"].columns)) == (["sold"], ["promo"])
        assert forecaster.fit(found["y"], X=found["X"], fh=[1]).is_fitted


@pytest.mark.parametrize("date_format", FORMATS)
@pytest.mark.parametrize("is_shuffled", [False, True])
def test_text_with_two_answers_is_a_flag_and_other_text_is_left_out(date_format, is_shuffled):
    promo, weather = np.where(np.arange(100) % 9, "no", "yes"), np.resize(["sun", "rain", "fog"], 100)
    y = table(date_format).assign(promo=promo, weather=weather, town="Bonn")[
        ["promo", "shop", "day", "sold", "weather", "town"]
    ]
    read = y.sample(frac=1, random_state=0) if is_shuffled else y
    found = {"y": read, "pd": pd}
    with pytest.raises(ValueError, match="exogenous data: 'promo'.* left out, 'weather': pandas.get_dummies") as error:
        forecasters()[0].fit(read)
    exec(str(error.value).partition("fit(y, X=X): ")[2], found)
    right = y.assign(day=np.tile(DAYS, 2), promo=promo == "yes").set_index(["shop", "day"])
    pd.testing.assert_frame_equal(found["y"], right[["sold"]], check_freq=False, check_index_type=False)
    pd.testing.assert_frame_equal(found["X"], right[["promo"]].astype(float), check_freq=False, check_index_type=False)


@pytest.mark.parametrize("has_promo", [False, True])
def test_series_may_be_named_by_whole_numbers(has_promo):
    y = table("%Y-%m-%d").assign(shop=np.repeat([7, 12], 50))
    promo = np.where(np.arange(100) % 9, "no", "yes")
    found = {"y": y.assign(promo=promo) if has_promo else y, "pd": pd}
    with pytest.raises(ValueError, match="a long table") as error:
        forecasters()[0].fit(found["y"])
    line = str(error.value).partition("fit(y, X=X): " if has_promo else "by series and time: ")[2]
    exec(line, found)
    right = y.assign(day=np.tile(DAYS, 2)).set_index(["shop", "day"])
    pd.testing.assert_frame_equal(found["y"], right, check_freq=False, check_index_type=False)


def test_a_missing_answer_stays_missing():
    y = table("%Y-%m-%d").assign(promo=np.where(np.arange(100) % 9, "no", "yes"))
    y.loc[4, "promo"] = None
    found = {"y": y, "pd": pd}
    with pytest.raises(ValueError, match="exogenous data: 'promo'") as error:
        forecasters()[0].fit(y)
    exec(str(error.value).partition("fit(y, X=X): ")[2], found)
    assert np.flatnonzero(found["X"]["promo"].isna()).tolist() == [4] and found["X"]["promo"].sum() == 12


def test_a_long_table_with_several_columns_of_numbers_says_that_all_are_forecast():
    y = table("%Y-%m-%d").assign(price=np.linspace(1, 2, 100))
    with pytest.raises(ValueError, match=r"All of \['sold', 'price'\] will be forecast: what is known .* X") as error:
        forecasters()[0].fit(y)
    assert list(after_line(error, y).columns) == ["sold", "price"]
    y = table("%Y-%m-%d").assign(sold=np.arange(100) % 2)  # flags alone are what is forecast
    with pytest.raises(ValueError, match="a long table") as error:
        forecasters()[0].fit(y)
    assert list(after_line(error, y).columns) == ["sold"]


def test_an_open_order_of_day_and_month_is_refused_with_a_line_for_either():
    days = [pd.Timestamp(2023, month, day) for day in (1, 2, 3) for month in (1, 2, 3)]
    texts = pd.DatetimeIndex(days).strftime("%d/%m/%Y")[[3, 0, 7, 1, 5, 2, 8, 6, 4]]
    y = pd.DataFrame({"sold": np.arange(9.0)}, index=texts)
    with pytest.raises(ValueError, match=r"The index of y.*y = y\.set_axis\(pd\.to_datetime\(y\.index, format="):
        forecasters()[0].fit(y)


def test_text_in_the_index_of_exogenous_data_is_refused_too():
    y = table("%Y-%m-%d").assign(day=np.tile(DAYS, 2)).set_index(["shop", "day"])
    X = table("%Y-%m-%d").set_index(["shop", "day"])
    with pytest.raises(ValueError, match="The times of X are text"):
        forecasters()[0].fit(y, X=X)


@pytest.mark.parametrize("kind", ["table", "panel"])
def test_new_series_and_newer_data_are_refused_with_the_same_line(kind):
    y = table("%d.%m.%Y")
    right = y.assign(day=np.tile(DAYS, 2)).set_index(["shop", "day"])
    days = right.index.get_level_values("day")
    newer = y[days >= DAYS[40]]
    if kind == "panel":
        y, newer = y.set_index(["shop", "day"]), newer.set_index(["shop", "day"])
    for forecaster in forecasters():
        forecaster.fit(right[days < DAYS[40]], fh=[1, 2])
        with pytest.raises(ValueError, match="a long table" if kind == "table" else "The times of y are text") as error:
            forecaster.update(newer)
        read = after_line(error, newer)
        assert forecaster.update(read).predict().index[0] == ("a", DAYS[-1] + DAYS.freq)
        if hasattr(forecaster, "pretrain"):
            with pytest.raises(ValueError, match="a long table|The times of y are text") as error:
                forecaster.clone().pretrain(y)
            trained = forecaster.clone().pretrain(after_line(error, y))
            assert trained.fit(right, fh=[1, 2]).predict().shape == (4, 1)


def test_series_in_cells_are_no_long_table():
    y = table("%Y-%m-%d").assign(day=np.tile(range(50), 2)).set_index(["shop", "day"])
    nested = convert_to(y, "nested_univ")
    for forecaster in forecasters():
        assert len(forecaster.fit(nested, fh=[1, 2]).predict()) > 0


def test_a_series_of_names_is_left_to_sktime():
    y = pd.DataFrame({"state": pd.Categorical(["on", "off"] * 10)}, index=DAYS[:20])
    for forecaster in forecasters():
        with pytest.raises(TypeError, match="categorical"):
            forecaster.fit(y, fh=[1])

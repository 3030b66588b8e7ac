import re
import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.neighbors import KNeighborsRegressor

from sklearn_lgta import AugmentedEstimator, LGTAAugmenter, PCACodec
from sklearn_lgta._containers.long_frame import refuse_holes, rows_of_series

X = np.random.default_rng(0).normal(size=(12, 30))
MONTHS = pd.period_range("2018-01", periods=30, freq="M")
DAYS = pd.date_range("2024-01-01", periods=30)


def augmenter(**parameters):
    return LGTAAugmenter(model=PCACodec(), random_state=0, **parameters)


def test_a_season_that_does_not_fit_twice_is_pointed_out():
    with pytest.warns(UserWarning, match=r"32 time points with seasonal_period=16; the shortest series has 30"):
        fitted = augmenter(seasonal_period=16).fit(X)
    assert fitted.structure_ == "none"


def test_other_numbers_of_dimensions_and_channels_are_named():
    fitted = augmenter().fit(X.reshape(6, 2, 30))
    with pytest.raises(ValueError, match="X has 3 channels, but fit saw 2"):
        fitted.augment(X.reshape(4, 3, 30))
    with pytest.raises(ValueError, match="X has 2 dimensions, but fit saw 3"):
        fitted.augment(X)


def test_a_long_frame_takes_series_of_another_length_after_a_wide_one():
    frame = pd.DataFrame(X, columns=DAYS)
    fitted = augmenter(structure="none").fit(frame)
    with pytest.raises(ValueError, match=r"another length as a frame with the index levels \(instance, time\)"):
        fitted.augment(frame.iloc[:, :20])
    assert len(fitted.augment(frame.iloc[:, :20].stack().to_frame("load"))) == 12 * 20


def test_one_series_as_a_vector_is_told_to_be_a_row():
    with pytest.raises(ValueError, match=r"X is 1-D, with 30 values.*X\.reshape\(1, -1\)"):
        augmenter().fit(X[0])


@pytest.mark.parametrize("fit", [augmenter().fit, lambda X: AugmentedEstimator(KNeighborsRegressor()).fit(X, [0, 1])])
def test_a_dict_of_series_is_told_to_be_a_list(fit):
    series = {"a": X[0], "b": X[1, :20]}
    message = (
        r"X is a dict of 2 series.*pass list\(X\.values\(\)\).*numpy\.stack.*pandas\.DataFrame\(X\)\.T.*Series whose "
        r"index is the time"
    )
    with pytest.raises(ValueError, match=message):
        fit(series)
    with pytest.raises(ValueError, match=message):
        augmenter().fit(X).augment(series)
    assert augmenter().fit(list(series.values())).n_features_in_ == 1
    of_pandas = pd.DataFrame({name: pd.Series(values) for name, values in series.items()}).T
    assert augmenter().fit(of_pandas).augment(of_pandas).index.tolist() == ["a", "b"]


QUARTERS_OF_HOURS = pd.period_range("2024-01-01", periods=30, freq="15min")


@pytest.mark.parametrize("times", [DAYS.delete([5, 6]), DAYS.insert(30, DAYS[-1] + pd.Timedelta(days=3))])
def test_dates_that_are_missing_are_pointed_out(times):
    values = np.resize(X, (12, len(times)))
    with pytest.warns(
        UserWarning, match=r"Dates are not evenly spaced: 2024-01-\d\d.* is followed by 2024-0"
    ) as warned:
        augmenter().fit(pd.DataFrame(values, columns=times))
    assert warned[0].filename == __file__


@pytest.mark.parametrize("levels", [[], ["a"], ["a", "north"]])
def test_missing_and_repeated_periods_are_repaired_as_the_errors_say(levels):
    frame = pd.DataFrame({"load": X[0]}, index=MONTHS)
    for label in levels:
        frame = pd.concat({label: frame})
    for broken, n_missing in ((frame.drop(index=frame.index[5]), 1), (pd.concat([frame, frame[:1]]), 0)):
        with pytest.raises(ValueError, match=r"Times are missing|1 time more than once") as raised:
            refuse_holes(broken.index, rows_of_series(broken)[1])
        repaired = eval(re.search(r": (X\..*)", str(raised.value)).group(1), {"X": broken, "pd": pd})
        assert repaired.index.equals(frame.index) and repaired.isna().sum().item() == n_missing


@pytest.mark.parametrize(
    "times",
    [
        pd.date_range("2020", periods=30, freq="MS"),
        pd.date_range("2020", periods=30, freq="QE"),
        pd.bdate_range("2024-01-01", periods=31).delete(7),  # a holiday
        pd.date_range("2024-03-30", periods=30, freq="h", tz="Europe/Paris"),
    ],
)
def test_months_and_days_of_trading_follow_each_other(times):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        augmenter().fit(pd.DataFrame(X, columns=times))


def test_a_date_that_one_series_lacks_is_pointed_out():
    frame = pd.concat({name: pd.DataFrame({"load": row}, index=DAYS) for name, row in zip("abc", X, strict=False)})
    with pytest.warns(UserWarning, match=r"Dates of series b are not.*2024-01-03.*is followed by 2024-01-05"):
        augmenter().fit(frame.drop(index=[("b", DAYS[3])]))


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (pd.DataFrame(X, columns=DAYS[::-1]), r"times that do not increase.*X\.sort_index\(axis=1\)"),
        (pd.DataFrame(X, columns=DAYS[[0, *range(29)]]), r"columns of X hold 1 time more than once.*X\.loc\[:, ~X"),
        (
            pd.DataFrame(X[:, 1:], columns=QUARTERS_OF_HOURS.delete(4)),
            "Times are missing between .*00:45 and .*01:15",
        ),
        (pd.DataFrame(X[:, 1:], columns=MONTHS.delete(4)), "Times are missing between 2018-04 and 2018-06.*reindex"),
        (pd.DataFrame({"time": DAYS, "load": X[0]}), r"not numeric: 'time'.*X\.set_index\('time'\)\.T"),
        (pd.Series(X[0], index=pd.MultiIndex.from_product([["a"], DAYS])), r"is a Series.*Pass X\.to_frame\(\)\."),
        (pd.Series(X[0]), r"Pass X\.to_frame\(\)\.T"),
        (
            pd.DataFrame({"load": X[0]}, index=pd.MultiIndex.from_product([DAYS, [7]], names=["day", "plant"])),
            r"\['day', 'plant'\], of which the first holds times.*X\.swaplevel\(\)",
        ),
    ],
)
def test_tables_in_another_form_are_told_what_to_do(frame, message):
    with pytest.raises(ValueError, match=message):
        augmenter().fit(frame)


def test_series_in_columns_are_taken_as_their_error_says():
    turned = pd.DataFrame({"day": DAYS, "north": X[0], "south": X[1]}).set_index("day").T
    assert augmenter().fit(turned).seasonal_period_ == 7

"""DataArrays of xarray: dimensions are read by their names and coordinates, and come back."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from sklearn.linear_model import RidgeClassifier

from sklearn_lgta import AugmentedEstimator, LGTAAugmenter, LGTAResampler, PCACodec
from sklearn_lgta._containers.kinds import read_panel

pytestmark = pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.CopyWarning")
RNG = np.random.default_rng(11)
VALUES = RNG.normal(8, 2, size=(10, 3, 36))  # (station, band, time)
MONTHS = pd.date_range("2019-01-31", periods=36, freq="ME")
STATIONS = [f"station {number}" for number in range(10)]
TABLE = xr.DataArray(
    VALUES[:, 0].T,
    coords={
        "time": MONTHS,
        "station": STATIONS,
        "height": ("station", np.arange(10) * 50.0),
        "quarter": ("time", MONTHS.quarter),
        "version": 3,
    },
    dims=("time", "station"),
    name="rain",
    attrs={"units": "mm", "levels": np.arange(3)},
)
BANDS = xr.DataArray(
    VALUES.transpose(1, 2, 0), coords={"band": ["r", "g", "b"], "date": MONTHS}, dims=("band", "date", "station")
)


def augmenter(*arguments, **parameters):
    return LGTAAugmenter(*arguments, model=PCACodec(), random_state=0, **parameters)


# ------------------------------------------------------------------------------------ reading and writing
@pytest.mark.parametrize("order", [("time", "station"), ("station", "time")])
def test_copies_have_the_dimensions_coordinates_name_and_attributes(order):
    X = TABLE.transpose(*order)
    fitted = augmenter("mix", strength=0.3).fit(X)
    assert (fitted.n_features_in_, fitted.seasonal_period_) == (36, 12)
    copy = fitted.augment(X)
    assert copy.dims == order and copy.name == "rain" and copy.attrs["units"] == "mm"
    xr.testing.assert_identical(copy.copy(data=X), X)
    expected = augmenter("mix", strength=0.3, seasonal_period=12).fit(VALUES[:, 0]).augment(VALUES[:, 0])
    np.testing.assert_array_equal(copy.transpose("station", "time"), expected)


def test_copies_follow_each_other_along_the_series_and_are_numbered():
    copies = augmenter().fit(TABLE).augment(TABLE, n_copies=3, copy=2)
    assert copies.sizes == {"time": 36, "station": 30}
    assert copies["copy"].dims == ("station",) and copies["copy"].values.tolist() == np.repeat([2, 3, 4], 10).tolist()
    assert copies["station"].values.tolist() == STATIONS * 3
    np.testing.assert_array_equal(copies["height"], np.tile(TABLE["height"], 3))
    third = augmenter().fit(TABLE).augment(TABLE, copy=4)
    xr.testing.assert_identical(copies[:, 20:].drop_vars("copy"), third)


def test_strength_zero_returns_the_array():
    for X in (TABLE, BANDS, TABLE[:, 0], BANDS[:, :, 0]):
        xr.testing.assert_identical(augmenter(strength=0).fit(X).augment(X), X)


def test_a_dimension_of_channels_is_known_by_its_name():
    fitted = augmenter("mix", strength=0.3).fit(BANDS)
    assert fitted.n_features_in_ == 3
    copies = fitted.augment(BANDS)
    assert copies.dims == BANDS.dims and copies["band"].values.tolist() == ["r", "g", "b"]
    expected = augmenter("mix", strength=0.3, seasonal_period=12).fit(VALUES).augment(VALUES)
    np.testing.assert_array_equal(copies.transpose("station", "band", "date"), expected)


@pytest.mark.parametrize("X", [TABLE[:, 2], BANDS[:, :, 2]], ids=["one channel", "channels"])
def test_without_a_dimension_of_series_it_is_one_series(X):
    fitted = augmenter("jitter", strength=0.1).fit(X)
    assert read_panel(augmenter(), X).values.shape == (1, 36, X.size // 36)
    copy = fitted.augment(X)
    xr.testing.assert_identical(copy.copy(data=X), X)
    copies = fitted.augment(X, n_copies=4, copy=3)
    assert copies.dims == ("copy", *X.dims) and copies["copy"].values.tolist() == [3, 4, 5, 6]
    xr.testing.assert_identical(copies.sel(copy=3, drop=True), fitted.augment(X, copy=3))


@pytest.mark.parametrize(
    ("dims", "coords", "time"),
    [
        (("when", "where"), {"when": MONTHS}, "when"),
        (("where", "when"), {"when": MONTHS.to_period("M")}, "when"),
        (("T", "where"), {}, "T"),
        (("where", "Timestamp"), {}, "Timestamp"),
        (("time", "run"), {"run": MONTHS}, "run"),
    ],
    ids=["dates", "periods", "letter", "name", "dates over a name"],
)
def test_time_is_the_dimension_with_dates_else_with_a_name_of_time(dims, coords, time):
    X = xr.DataArray(RNG.normal(size=(36, 36)), coords, dims)
    assert augmenter(structure="none").fit(X).seasonal_period_ == (12 if coords else None)
    np.testing.assert_array_equal(read_panel(augmenter(), X).values[:, :, 0], X.transpose(..., time))


def test_gaps_precision_and_whole_numbers_are_as_in_arrays():
    X = TABLE.where(TABLE > 5)
    np.testing.assert_array_equal(np.isnan(augmenter().fit(X).augment(X)), np.isnan(X))
    assert augmenter().fit(TABLE.astype("f4")).augment(TABLE.astype("f4")).dtype == np.float32
    assert augmenter().fit(TABLE.round().astype(int)).augment(TABLE.round().astype(int)).dtype == np.float64


def test_the_packing_of_a_file_is_not_that_of_copies():
    X = TABLE.copy()
    X.encoding = {"dtype": "int16", "scale_factor": 0.5}
    assert augmenter().fit(X).augment(X).encoding == {} and X.encoding["dtype"] == "int16"


def test_stacked_dimensions_come_back_stacked():
    grid = xr.DataArray(
        VALUES[:, 0].reshape(2, 5, 36), {"lat": [1.0, 2.0], "time": MONTHS}, ("lat", "lon", "time"), name="rain"
    )
    X = grid.assign_coords(lon=range(5)).stack(cell=("lat", "lon"))
    copies = augmenter().fit(X).augment(X)
    xr.testing.assert_identical(copies.copy(data=X), X)
    assert copies.unstack("cell").sizes == {"time": 36, "lat": 2, "lon": 5}


def test_other_methods_take_it():
    fitted = augmenter("jitter", strength=0.1, structure="none").fit(TABLE)
    for made in (fitted.transform(TABLE), fitted.fill(TABLE), fitted.reconstruct(TABLE)):
        assert made.dims == TABLE.dims and made.sizes == TABLE.sizes
    steps = fitted.interpolate(TABLE[:, :2], TABLE[:, 2:4], n_steps=3)
    assert steps["step"].values.tolist() == [0, 0, 1, 1, 2, 2]
    assert fitted.training_windows(TABLE, 6, 2, n_copies=0, target="same")[0].shape == (10 * 29, 6)
    np.testing.assert_array_equal(fitted.augment(TABLE.T), fitted.augment(TABLE).T)


@pytest.mark.parametrize("X", [TABLE, BANDS, TABLE[:, 0], TABLE.rename(time="t").assign_coords(t=range(36))])
def test_new_series_are_data_arrays_also_from_a_file(X, tmp_path):
    fitted = augmenter(structure="none").fit(X)
    fitted.save(tmp_path / "fitted")
    new, again = (one.sample(4, random_state=0) for one in (fitted, LGTAAugmenter.load(tmp_path / "fitted")))
    xr.testing.assert_identical(new, again)
    assert new.dims == (X.dims if "station" in X.dims else ("series", *X.dims)) and new.name == X.name
    for name in {"time", "date", "t", "band"} & set(X.dims):
        np.testing.assert_array_equal(new[name], X[name])
    assert new.attrs == {name: value for name, value in X.attrs.items() if name == "units"}


def test_dates_of_longer_new_series_go_on():
    new = augmenter(structure="none").fit(TABLE).sample(2, n_timepoints=48)
    assert new.indexes["time"][-1] == pd.Timestamp("2022-12-31") and new.sizes["station"] == 2


# ------------------------------------------------------------------------------------ what is wrong
UNNAMED = xr.DataArray(VALUES[:, 0], dims=("a", "b"))


@pytest.mark.parametrize(
    ("X", "message", "n_features"),
    [
        (UNNAMED, r"dimensions \['a', 'b'\], and none has dates", 36),
        (UNNAMED.assign_coords(time=MONTHS[3]), "none has dates", 36),
        (TABLE + 2j * TABLE, "complex numbers", 20),
        (TABLE > 5, "X holds flags", 36),
        (TABLE.astype("M8[ns]"), "X holds dates", 36),
        (TABLE.rename(station="date").assign_coords(date=MONTHS[:10]), r"\['time', 'date'\] all look like time", 10),
        (UNNAMED.rename(a="day", b="t"), r"\['day', 't'\] all look like time", 36),
        (BANDS.rename(band="x"), r"dimensions \['x', 'date', 'station'\], of which 'date' is time", 30),
        (TABLE[::-1], "'time' of X does not increase", 36),
        (UNNAMED.rename(b="time").assign_coords(time=range(36, 0, -1)), "'time' of X does not increase", 36),
        (TABLE[[0, 0, *range(1, 36)]], "'time' of X holds 1 time more than once", 36),
        (TABLE.assign_coords(time=MONTHS.to_period("M"))[[*range(9), *range(10, 36)]], "Times are missing", 36),
        (TABLE.assign_coords(time=MONTHS.strftime("%b %d %Y"))[::-1], "as text that do not increase", 36),
        (BANDS.rename(station="variable"), r"several dimensions of channels, make one", 30),
        (BANDS.expand_dims(run=2).rename(band="x"), r"make one dimension of them", 60),
    ],
    ids=range(15),
)
def test_what_is_uncertain_or_out_of_order_gets_the_line_that_settles_it(X, message, n_features, remedied):
    with pytest.raises(ValueError, match=message) as raised:
        augmenter().fit(X)
    converted = remedied(raised, X=X, xarray=xr)
    if "as text" in message:
        with pytest.raises(ValueError, match="does not increase") as raised:
            augmenter().fit(converted)
        converted = remedied(raised, X=converted)
    fitted = augmenter(structure="none", unseen="augment").fit(converted)
    panel = read_panel(augmenter(), converted)
    assert n_features in (panel.values.shape[1], panel.values.shape[2] * panel.values.shape[0])
    assert fitted.augment(converted).dims == converted.dims


def test_three_dimensions_without_a_name_of_channels_get_both_readings():
    with pytest.raises(ValueError, match="of which 'time' is time") as raised:
        augmenter().fit(BANDS.rename(band="x", date="time"))
    assert "X.rename({'station': \"channel\"})" in str(raised.value)
    X = BANDS.rename(band="x", date="time").rename({"station": "channel"})
    assert augmenter(structure="none").fit(X).n_features_in_ == 10


def test_calendars_that_pandas_has_no_dates_for_are_refused(remedied):
    class DatetimeNoLeap:
        """A date of another library."""

        def __init__(self, date):
            self.date = date

        def __str__(self):
            return f"{self.date} 00:00:00"

    times = np.array([DatetimeNoLeap(date.date()) for date in MONTHS], dtype=object)
    X = TABLE.drop_vars(["time", "quarter"]).assign_coords(time=times)
    with pytest.raises(ValueError, match="holds DatetimeNoLeap objects") as raised:
        augmenter().fit(X)
    assert augmenter().fit(remedied(raised, X=X)).seasonal_period_ == 12


def test_a_dataset_gets_the_line_that_makes_channels_of_its_variables(remedied):
    X = xr.Dataset({"rain": TABLE, "wind": TABLE + 1})
    with pytest.raises(ValueError, match=r"Dataset .* variables \['rain', 'wind'\]") as raised:
        augmenter().fit(X)
    converted = remedied(str(raised.value).replace("it is ", "pass "), X=X)
    assert augmenter("jitter", strength=0.1).fit(converted).n_features_in_ == 2


@pytest.mark.parametrize("n_first", [36, 30], ids=["one length", "other lengths"])
def test_a_list_of_data_arrays_gets_the_line_that_joins_them(n_first, remedied):
    X = [TABLE[: n_first if number else 36, number].drop_vars(["station", "height"]) for number in range(10)]
    with pytest.raises(ValueError, match="list of 10 DataArrays") as raised:
        augmenter().fit(X)
    converted = remedied(str(raised.value).replace("it is ", "pass "), X=X, xarray=xr)
    copies = augmenter(structure="none").fit(converted).augment(converted)
    assert np.isnan(copies).sum() == (36 - n_first) * 9


# ------------------------------------------------------------------------------------ beside other containers
def test_arrays_and_data_arrays_may_follow_each_other():
    fitted = augmenter("mix", strength=0.3, structure="none").fit(TABLE)
    np.testing.assert_array_equal(fitted.augment(VALUES[:, 0]), fitted.augment(TABLE).T)
    of_array = augmenter("mix", strength=0.3, structure="none").fit(VALUES)
    np.testing.assert_array_equal(
        of_array.augment(BANDS).transpose("station", "band", "date"), of_array.augment(VALUES)
    )
    with pytest.raises(ValueError, match=r"fit saw series without\. One channel alone is X\.isel\({'band': 0}\)$"):
        fitted.augment(BANDS)
    assert fitted.augment(BANDS.isel({"band": 0})).dims == ("date", "station")


def test_an_estimator_gets_an_array_by_the_names_of_dimensions():
    square = TABLE[:10]  # a predicted array whose axes are the other way round has the same shape
    y = np.arange(10) % 2
    model = AugmentedEstimator(RidgeClassifier(), augmenter("mix", strength=0.3, structure="none"), n_copies=1)
    found = model.fit(square, y).decision_function(square)
    assert model.n_features_in_ == 10
    np.testing.assert_array_equal(found, model.fit(VALUES[:, 0, :10], y).decision_function(VALUES[:, 0, :10]))


def test_a_resampler_says_how_to_pass_an_array(remedied):
    resampler = LGTAResampler(augmenter("mix", strength=0.3), n_copies=1)
    with pytest.raises(ValueError, match="X is a DataArray of xarray; here an array is needed") as raised:
        resampler.fit_resample(TABLE, np.arange(10.0))
    converted = remedied(raised, X=TABLE)
    np.testing.assert_array_equal(converted, VALUES[:, 0])
    assert resampler.fit_resample(converted, np.arange(10.0))[0].shape == (20, 36)


DAYS = pd.date_range("2021-01-30", periods=20)


@pytest.mark.parametrize("days", [DAYS.strftime("%Y%m%d").astype(int), DAYS.strftime("%d.%m.%Y"), DAYS.date])
def test_dates_in_any_spelling_have_their_season(days):
    X = xr.DataArray(np.random.default_rng(0).normal(size=(4, 20)), {"time": days}, ("shop", "time"))
    fitted = LGTAAugmenter(strength=0, model=PCACodec(), random_state=0).fit(X)
    assert fitted.seasonal_period_ == 7
    xr.testing.assert_identical(fitted.transform(X), X)
    assert fitted.sample(2, random_state=0).sizes == {"shop": 2, "time": 20}

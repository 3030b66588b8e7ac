"""Nested frames of sktime: series in cells, a channel a column."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import RidgeClassifier

from sklearn_lgta import AugmentedEstimator, LGTAAugmenter, LGTAResampler, PCACodec
from sklearn_lgta._containers.kinds import read_panel

pytestmark = pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.CopyWarning")
X = np.random.default_rng(7).normal(10, 3, size=(12, 2, 30))
WEEKS = pd.date_range("2021-01-03", periods=30, freq="W")
NAMES = pd.Index([f"patient {number}" for number in range(12)], name="patient")


def nested(lengths, make=pd.Series, index=NAMES):
    """Two channels; rows of so many time points, in cells that `make` makes."""
    cells = {
        f"dim_{channel}": [make(row[channel, :length]) for row, length in zip(X, lengths, strict=True)]
        for channel in range(2)
    }
    return pd.DataFrame(cells, index=index)


UNEQUAL = [22 + number % 6 for number in range(12)]
FRAME = nested(UNEQUAL)
EQUAL = nested([30] * 12)


def augmenter(*arguments, **parameters):
    return LGTAAugmenter(*arguments, model=PCACodec(), random_state=0, **parameters)


def assert_cells_equal(frame, expected):
    for cell, other in zip(frame.to_numpy().ravel(), expected.to_numpy().ravel(), strict=True):
        np.testing.assert_array_equal(cell, other)


@pytest.mark.parametrize("make", [pd.Series, np.asarray], ids=["Series", "arrays"])
def test_copies_are_nested_frames_with_the_index_once_for_every_copy(make):
    frame = nested(UNEQUAL, make)
    fitted = augmenter("mix", strength=0.3).fit(frame)
    assert fitted.n_features_in_ == 2 and fitted.feature_names_in_.tolist() == ["dim_0", "dim_1"]
    copies = fitted.augment(frame, n_copies=2)
    pd.testing.assert_index_equal(copies.index, NAMES.append(NAMES))
    pd.testing.assert_index_equal(copies.columns, frame.columns)
    for cell, original in zip(copies.to_numpy().ravel(), np.tile(frame.to_numpy(), (2, 1)).ravel(), strict=True):
        assert type(cell) is type(original) and len(cell) == len(original)
        assert (np.asarray(cell) != np.asarray(original)).mean() > 0.8


def test_cells_are_augmented_as_lists_and_arrays_are():
    arrays = [row[:, :length] for row, length in zip(X, UNEQUAL, strict=True)]
    copies = augmenter("mix", strength=0.3).fit(FRAME).augment(FRAME)
    for row, array in enumerate(augmenter("mix", strength=0.3).fit(arrays).augment(arrays)):
        np.testing.assert_array_equal(np.stack(copies.iloc[row].tolist()), array)


def test_cells_keep_index_and_name():
    frame = nested(UNEQUAL, lambda row: pd.Series(row, WEEKS[3 : 3 + len(row)], name="pulse"))
    fitted = augmenter(structure="none").fit(frame)
    assert fitted.seasonal_period_ == 52
    for cell, original in zip(fitted.augment(frame).to_numpy().ravel(), frame.to_numpy().ravel(), strict=True):
        pd.testing.assert_index_equal(cell.index, original.index)
        assert cell.name == "pulse"
    times = read_panel(augmenter(), frame).times
    assert [len(index) for index in times] == UNEQUAL and times[0][0] == WEEKS[3]


def test_strength_zero_returns_the_frame():
    unchanged = augmenter(strength=0).fit(FRAME).augment(FRAME)
    assert_cells_equal(unchanged, FRAME)


def test_all_methods_take_it():
    fitted = augmenter("jitter", strength=0.2).fit(FRAME)
    for made in (fitted.transform(FRAME), fitted.reconstruct(FRAME), fitted.fill(FRAME)):
        assert [len(cell) for cell in made["dim_1"]] == UNEQUAL
    assert len(fitted.encode(FRAME)) == 12


def test_gaps_stay_or_are_filled():
    frame = nested(UNEQUAL, lambda row: pd.Series(np.where(np.arange(len(row)) == 7, np.nan, row)))
    copies = augmenter(seasonal_period=4).fit(frame).augment(frame)
    assert all(np.flatnonzero(cell.isna()).tolist() == [7] for cell in copies.to_numpy().ravel())
    filled = augmenter(seasonal_period=4, missing="fill").fit(frame).augment(frame)
    assert all(cell.notna().all() for cell in filled.to_numpy().ravel())


def test_channels_of_one_series_may_end_at_different_times():
    frame = FRAME.copy()
    frame["dim_1"] = frame["dim_1"].map(lambda cell: cell[:-3])
    copies = augmenter(structure="none").fit(frame).augment(frame)
    assert [len(cell) for cell in copies["dim_1"]] == [length - 3 for length in UNEQUAL]
    assert all(np.isfinite(cell).all() for cell in copies.to_numpy().ravel())


def test_single_precision_stays():
    frame = nested(UNEQUAL, lambda row: pd.Series(row.astype(np.float32)))
    assert {cell.dtype for cell in augmenter().fit(frame).augment(frame)["dim_0"]} == {np.dtype(np.float32)}


@pytest.mark.parametrize("freq", [None, "W"])
def test_new_series_are_nested_frames_also_from_a_file(freq, tmp_path):
    make = pd.Series if freq is None else lambda row: pd.Series(row, WEEKS[: len(row)], name="pulse")
    fitted = augmenter(structure="none").fit(nested(UNEQUAL, make))
    fitted.save(tmp_path / "fitted")
    new, again = (one.sample(3, random_state=0) for one in (fitted, LGTAAugmenter.load(tmp_path / "fitted")))
    assert_cells_equal(new, again)
    assert again.shape == (3, 2) and again.columns.tolist() == ["dim_0", "dim_1"]
    cell = again.iat[0, 1]
    assert cell.name == (freq and "pulse") and cell.index[0] == (0 if freq is None else WEEKS[0])


def test_an_index_of_two_levels_still_names_series():
    index = pd.MultiIndex.from_product([["a", "b"], range(6)], names=["ward", "bed"])
    frame = nested(UNEQUAL, index=index)
    copies = augmenter().fit(frame).augment(frame)
    pd.testing.assert_index_equal(copies.index, index)
    resampled, _ = LGTAResampler(augmenter("mix", strength=0.3), n_copies=1).fit_resample(frame, np.arange(12.0))
    assert resampled.shape == (24, 2)


def test_frames_that_sktime_converts_are_read():
    datatypes = pytest.importorskip("sktime.datatypes")
    frame = datatypes.convert(X, "numpy3D", "nested_univ")
    copies = augmenter("mix", strength=0.3).fit(frame).augment(frame)
    assert datatypes.check_is_mtype(copies, "nested_univ")
    expected = augmenter("mix", strength=0.3).fit(X).augment(X)
    np.testing.assert_array_equal(datatypes.convert(copies, "nested_univ", "numpy3D"), expected)
    flat = datatypes.convert(X[:, :1], "numpy3D", "numpyflat")
    assert augmenter().fit(flat).augment(flat).shape == (12, 30)


# ------------------------------------------------------------------------------------ what is wrong
def test_columns_beside_the_cells_are_told_to_move_to_the_index(remedied):
    frame = FRAME.assign(sex=["f", "m"] * 6, age=range(40, 52))
    with pytest.raises(ValueError, match=r"columns \['sex', 'age'\] hold none\. Move them to the index") as raised:
        augmenter().fit(frame)
    converted = remedied(raised, X=frame)
    copies = augmenter().fit(converted).augment(converted)
    assert copies.columns.tolist() == ["dim_0", "dim_1"] and copies.index.equals(converted.index)


def test_an_empty_cell_is_located(remedied):
    frame = FRAME.copy()
    frame.loc["patient 4", "dim_1"] = None
    with pytest.raises(ValueError, match="1 cells of column 'dim_1' hold none, the first in row 'patient 4'") as raised:
        augmenter().fit(frame)
    assert len(augmenter().fit_transform(remedied(raised, X=frame))) == 11


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda row: pd.Series(row > 0), "X holds flags"),
        (lambda row: (row * 1e6).astype("M8[s]"), "X holds dates"),
        (lambda row: pd.Series(row, WEEKS[: len(row)])[::-1], "times do not increase"),
    ],
)
def test_what_is_wrong_in_cells_gets_a_line_that_changes_the_cells(make, message, remedied):
    frame = nested(UNEQUAL, make)
    with pytest.raises(ValueError, match=rf"in row 'patient 0', column 'dim_0': .*{message}") as raised:
        augmenter().fit(frame)
    converted = remedied(raised, X=frame)
    assert augmenter(structure="none").fit(converted).augment(converted).shape == (12, 2)


def test_channels_in_a_cell_are_refused():
    frame = pd.DataFrame({"dim_0": list(X)})
    with pytest.raises(ValueError, match=r"holds an array of shape \(2, 30\); a cell holds one channel"):
        augmenter().fit(frame)


def test_other_channels_than_in_fit_are_refused():
    with pytest.raises(ValueError, match="X has 1 channels, but fit saw 2"):
        augmenter().fit(FRAME).augment(FRAME[["dim_0"]])
    with pytest.raises(ValueError, match="feature names should match"):
        augmenter().fit(FRAME).augment(FRAME[["dim_1", "dim_0"]])
    fitted = augmenter().fit(X)
    assert_cells_equal(fitted.augment(EQUAL), augmenter().fit(EQUAL).augment(EQUAL))


# ------------------------------------------------------------------------------------ around estimators
class MeanClassifier(ClassifierMixin, BaseEstimator):
    """Keeps what it is fitted on."""

    def fit(self, X, y):
        self.X_, self.classes_ = X, np.unique(y)
        return self

    def predict(self, X):
        return np.where(X.mean(axis=(1, 2)) > self.X_.mean(), *self.classes_)


def test_an_estimator_gets_an_array_of_channels_in_every_method():
    y = np.arange(12) % 2
    model = AugmentedEstimator(MeanClassifier(), augmenter("mix", strength=0.3), n_copies=1)
    got, predicted = model.fit(EQUAL, y).estimator_.X_, model.predict(EQUAL)
    np.testing.assert_array_equal(got[:12], X)
    assert got.shape == (24, 2, 30) and model.feature_names_in_.tolist() == ["dim_0", "dim_1"]
    np.testing.assert_array_equal(predicted, model.fit(X, y).predict(X))


def test_unequal_lengths_around_an_estimator_get_the_line_that_cuts_them(remedied):
    y = np.arange(12) % 2
    model = AugmentedEstimator(RidgeClassifier(), augmenter("mix", strength=0.3), n_copies=1)
    with pytest.raises(ValueError, match="22 to 27 time points, and RidgeClassifier takes a table") as raised:
        model.fit(FRAME, y)
    line = str(raised.value).split("time points: ")[1].split(". Then")[0]
    model.set_params(estimator=MeanClassifier()).fit(remedied(f": {line}", X=FRAME), y)
    assert model.estimator_.X_.shape == (24, 2, 22)
    np.testing.assert_array_equal(model.estimator_.X_[0, 0], FRAME.iat[0, 0].to_numpy()[-22:])


def test_a_resampler_adds_nested_copies():
    resampled, _ = LGTAResampler(augmenter("mix", strength=0.3), n_copies=1).fit_resample(FRAME, np.arange(12.0))
    assert resampled.index.equals(NAMES.append(NAMES))
    assert_cells_equal(resampled[:12], FRAME)


def test_dates_as_text_have_their_season_and_come_back():
    frame = nested(UNEQUAL, lambda row: pd.Series(row, WEEKS[: len(row)].strftime("%d.%m.%Y")))
    fitted = augmenter(structure="none").fit(frame)
    assert fitted.seasonal_period_ == 52
    assert fitted.augment(frame).iat[0, 0].index.equals(frame.iat[0, 0].index)

"""Arrays: axes in another order, masks, and types that are no numbers."""

import warnings

import numpy as np
import pandas as pd
import pytest
import scipy.sparse
from sklearn.ensemble import HistGradientBoostingRegressor

from sklearn_lgta import AugmentedEstimator, LGTAAugmenter, LGTAResampler, PCACodec

RNG = np.random.default_rng(3)
X = RNG.gamma(3, 4, size=(16, 30))
MASK = RNG.random(X.shape) < 0.1
MASK[0, :4] = True  # the series starts late
MASKED = np.ma.MaskedArray(np.where(MASK, -9999.0, X), mask=MASK, fill_value=-9999.0)


def augmenter(*arguments, **parameters):
    return LGTAAugmenter(*arguments, model=PCACodec(), random_state=0, **parameters)


# ------------------------------------------------------------------------------------ axes
@pytest.mark.parametrize("shape", [(12, 60, 4), (9, 200, 16), (10, 7, 3), (5, 25, 2)])
def test_channels_that_come_last_are_warned_of_with_the_line_that_swaps_axes(shape, remedied):
    _, n_timepoints, n_channels = shape
    values = RNG.normal(size=shape)
    message = rf"read as {n_timepoints} channels of {n_channels} time points.*pass X\.swapaxes\(1, 2\)"
    with pytest.warns(UserWarning, match=message) as warned:
        augmenter(structure="none").fit(values)
    assert warned[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fitted = augmenter(structure="none").fit(remedied(warned[0].message, X=values))
    assert fitted.n_features_in_ == n_channels


@pytest.mark.parametrize("container", [np.asarray, np.ma.asarray, list], ids=["array", "masked array", "list"])
def test_one_channel_that_comes_last_is_refused_with_the_line_that_swaps_axes(container, remedied):
    values = container(RNG.normal(size=(8, 40, 1)))
    with pytest.raises(ValueError, match="40 channels of 1 time point") as raised:
        augmenter().fit(values)
    assert augmenter().fit(remedied(raised, X=values)).n_features_in_ == 1


@pytest.mark.parametrize(
    "shape",
    [(6, 12, 500), (6, 60, 48), (6, 40, 17), (6, 24, 12), (6, 4, 2), (6, 1, 5)],
    ids=["ECG", "EEG", "sensors", "months", "short", "one channel"],
)
def test_channels_first_are_not_warned_of(shape):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert augmenter(structure="none").fit(RNG.normal(size=shape)).n_features_in_ == shape[1]


def test_other_calls_than_fit_do_not_warn():
    fitted = augmenter(structure="none").fit(RNG.normal(size=(8, 40, 30)))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert fitted.encode(RNG.normal(size=(2, 40, 12))).shape[0] == 2


# ------------------------------------------------------------------------------------ types
STRUCTURED = np.array([tuple(row) for row in X], dtype=[(f"t{number}", float) for number in range(30)])
NAMED = np.array(
    [(f"shop {number}", *row) for number, row in enumerate(X)],
    dtype=[("shop", "U9"), *((f"t{number}", float) for number in range(30))],
)
OTHER_TYPES = {
    "dates": (X * 1e6).astype("datetime64[s]"),
    "durations": (X * 1e6).astype("timedelta64[s]"),
    "complex": X + 1j * X[::-1],
    "complex, 3-D": (X + 1j * X[::-1]).reshape(8, 2, 30),
    "flags": X > 10,
    "bytes": X.astype("S6"),
    "fields": STRUCTURED,
    "fields and names": NAMED,
}


@pytest.mark.parametrize("name", OTHER_TYPES)
def test_types_that_are_no_real_numbers_are_refused_with_the_line_that_converts_them(name, remedied):
    array = OTHER_TYPES[name]
    with pytest.raises(ValueError, match="X holds .*, and real numbers are needed") as raised:
        augmenter().fit(array)
    converted = remedied(raised, X=array)
    augmented = augmenter("jitter", strength=0.1).fit(converted).augment(converted)
    assert len(augmented) == len(array) and type(augmented) is type(converted)


def test_real_and_imaginary_parts_become_channels(remedied):
    with pytest.raises(ValueError, match="Complex data not supported") as raised:
        augmenter().fit(X + 2j * X)
    converted = remedied(raised, X=X + 2j * X)
    np.testing.assert_array_equal(converted, np.stack([X, 2 * X], axis=1))


def test_masks_stay_when_complex_numbers_become_channels(remedied):
    with pytest.raises(ValueError, match=r"numpy\.ma\.stack") as raised:
        augmenter().fit(MASKED + 2j * MASKED)
    converted = remedied(raised, X=MASKED + 2j * MASKED)
    np.testing.assert_array_equal(converted.mask, np.stack([MASK, MASK], axis=1))
    assert augmenter().fit(converted).n_features_in_ == 2


def test_types_are_checked_after_fit_too():
    with pytest.raises(ValueError, match=r"X holds flags.*X\.astype\(float\)"):
        augmenter().fit(X).augment(X > 10)


def test_whole_numbers_and_short_floats_are_numbers():
    for array in (X.astype(int), X.astype(np.uint8), X.astype(np.float16), X.astype(object), X.tolist()):
        assert augmenter().fit(array).augment(array).dtype == np.float64
    assert augmenter().fit(X.astype(np.float32)).augment(X.astype(np.float32)).dtype == np.float32


@pytest.mark.parametrize("make", [scipy.sparse.csr_matrix, scipy.sparse.csr_array, scipy.sparse.dok_array])
def test_sparse_arrays_are_refused_with_the_line_that_makes_them_dense(make):
    with pytest.raises(TypeError, match=r"dense data is required. Use '.toarray\(\)'"):
        augmenter().fit(make(X))
    np.testing.assert_array_equal(make(X).toarray(), X)


@pytest.mark.parametrize("columns", [slice(0, 30), slice(0, 1)], ids=["all", "one"])
def test_sparse_frames_are_refused_with_the_line_that_makes_them_dense(columns):
    frame = pd.DataFrame(X)
    for column in frame.columns[columns]:
        frame[column] = frame[column].astype(pd.SparseDtype(float))
    with pytest.raises(ValueError, match=r"sparse DataFrame.*Pass X\.astype\(float\)"):
        augmenter().fit(frame)
    assert augmenter().fit(frame.astype(float)).n_features_in_ == 30


@pytest.mark.parametrize("dtype", ["Float64", "Float32", "Int64", "object"])
def test_na_of_pandas_is_a_gap(dtype):
    frame = pd.DataFrame(np.rint(X)).add_prefix("t").astype(dtype)
    frame.iloc[3, [4, 9]] = pd.NA
    frame.iloc[5, 4] = pd.NA
    copies = augmenter().fit(frame).augment(frame)
    np.testing.assert_array_equal(copies.isna(), frame.isna())
    filled = augmenter().fit(frame).fill(frame)
    assert filled.notna().all().all() and filled.columns.equals(frame.columns)


def test_na_in_one_column_of_objects_is_a_gap():
    frame = pd.DataFrame(X).add_prefix("t")
    frame["t7"] = np.where(np.arange(16) == 2, pd.NA, X[:, 7].astype(object))
    as_floats = frame.assign(t7=np.where(np.arange(16) == 2, np.nan, X[:, 7]))
    pd.testing.assert_frame_equal(augmenter().fit(frame).augment(frame), augmenter().fit(as_floats).augment(as_floats))


# ------------------------------------------------------------------------------------ masks
def with_nan(masked):
    return np.where(np.ma.getmaskarray(masked), np.nan, masked.data)


def test_copies_of_a_masked_array_are_masked_alike_and_equal_those_of_nan():
    copies = augmenter().fit(MASKED).augment(MASKED, n_copies=2)
    assert isinstance(copies, np.ma.MaskedArray) and copies.fill_value == -9999.0
    np.testing.assert_array_equal(copies.mask, np.tile(MASK, (2, 1)))
    expected = augmenter().fit(with_nan(MASKED)).augment(with_nan(MASKED), n_copies=2)
    np.testing.assert_array_equal(copies.filled(np.nan), expected)


def test_values_under_the_mask_are_never_read():
    other = np.ma.MaskedArray(np.where(MASK, 1e9, X), mask=MASK)
    np.testing.assert_array_equal(
        augmenter().fit(MASKED).augment(MASKED).filled(0), augmenter().fit(other).augment(other).filled(0)
    )
    infinite = np.ma.masked_invalid(np.where(MASK, np.inf, X))
    assert np.isfinite(augmenter().fit(infinite).augment(infinite).compressed()).all()


def test_filled_gaps_are_no_longer_masked_but_those_before_the_first_value_are():
    fitted = augmenter(missing="fill").fit(MASKED)
    for filled in (fitted.augment(MASKED), fitted.transform(MASKED), fitted.fill(MASKED)):
        assert filled.mask[0, :4].all() and filled.mask.sum() < MASK.sum() / 2
        assert np.isfinite(filled.compressed()).all()


def test_codes_and_windows_of_a_masked_array_are_those_of_nan():
    fitted = augmenter().fit(MASKED)
    np.testing.assert_array_equal(fitted.encode(MASKED), fitted.encode(with_nan(MASKED)))
    for found, expected in zip(
        *(fitted.training_windows(values, 8, 2, target="same") for values in (MASKED, with_nan(MASKED))), strict=True
    ):
        np.testing.assert_array_equal(found, expected)


def test_nan_that_is_not_masked_stays_nan():
    some = MASKED.copy()
    some[2, 3] = np.nan
    copies = augmenter().fit(some).augment(some)
    assert not copies.mask[2, 3] and np.isnan(copies.data[2, 3])
    assert copies.mask.sum() == some.mask.sum()


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, int])
def test_masked_arrays_of_channels_keep_their_type(dtype):
    panel = np.ma.MaskedArray(X.reshape(8, 2, 30).astype(dtype), mask=MASK.reshape(8, 2, 30))
    copies = augmenter().fit(panel).augment(panel)
    assert copies.shape == panel.shape and copies.dtype == (dtype if dtype in (np.float32, np.float64) else np.float64)
    assert np.isfinite(copies.filled()).all()
    np.testing.assert_array_equal(copies.mask, panel.mask)


def test_masked_objects_and_flags_are_read_as_others_are():
    objects = MASKED.astype(object)
    np.testing.assert_array_equal(
        augmenter().fit(objects).augment(objects).filled(0), augmenter().fit(MASKED).augment(MASKED).filled(0)
    )
    with pytest.raises(ValueError, match="X holds flags"):
        augmenter().fit(MASKED > 3)


@pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.CopyWarning")
def test_new_series_of_a_masked_array_are_masked_arrays(tmp_path):
    fitted = augmenter(structure="none").fit(MASKED)
    fitted.save(tmp_path / "fitted")
    for again in (fitted, LGTAAugmenter.load(tmp_path / "fitted")):
        new = again.sample(3, random_state=0)
        assert isinstance(new, np.ma.MaskedArray) and new.shape == (3, 30) and not new.mask.any()


def test_other_estimators_get_nan_in_place_of_what_is_masked():
    model = AugmentedEstimator(HistGradientBoostingRegressor(max_iter=2), augmenter("mix", strength=0.3), n_copies=1)
    y = X.mean(axis=1)
    expected = model.fit(with_nan(MASKED), y).predict(with_nan(MASKED))
    np.testing.assert_array_equal(model.fit(MASKED, y).predict(MASKED), expected)


def test_a_resampler_adds_masked_copies():
    resampled, _ = LGTAResampler(augmenter("mix", strength=0.3), n_copies=1).fit_resample(MASKED, X[:, 0])
    np.testing.assert_array_equal(resampled.mask, np.tile(MASK, (2, 1)))


# ------------------------------------------------------------------------------------ after fit
def test_after_a_fit_on_one_channel_a_table_is_series_of_that_channel():
    fitted = augmenter(structure="none").fit(X[:, None])
    np.testing.assert_array_equal(fitted.augment(X), fitted.augment(X[:, None])[:, 0])
    assert fitted.augment(pd.DataFrame(X[:, :20])).shape == (16, 20)


def test_dimensions_that_do_not_fit_get_the_line_that_converts_them():
    fitted = augmenter().fit(X)
    with pytest.raises(ValueError, match=r"X has 3 dimensions, but fit saw 2; one channel alone is X\[:, 0\]$"):
        fitted.augment(X[:, None])
    of_two = augmenter().fit(X.reshape(8, 2, 30))
    with pytest.raises(ValueError, match=r"fit saw 3; .*\(n_series, 2, n_timepoints\). One .* is X\[None\]$"):
        of_two.augment(X[:2])
    assert of_two.augment(X[:2][None]).shape == (1, 2, 30)


def test_cells_of_arrays_are_told_to_be_a_nested_frame(remedied):
    cells = np.empty((16, 1), dtype=object)
    for number, row in enumerate(X):
        cells[number, 0] = row[: 20 + number % 3]
    with pytest.raises(ValueError, match=r"whose cells are arrays.*pass pandas\.DataFrame\(X\)$") as raised:
        augmenter().fit(cells)
    assert augmenter().fit(remedied(raised, X=cells)).n_features_in_ == 1

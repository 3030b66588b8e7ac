import pickle
from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.stats import wasserstein_distance
from sklearn.base import clone
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline

from sklearn_lgta import CVAE, AugmentedEstimator, LGTAAugmenter, PCACodec
from sklearn_lgta._conditions.arrays import Conditions
from sklearn_lgta._preprocessing.trend_season import split_structure
from sklearn_lgta.exceptions import StrengthWarning
from sklearn_lgta.transformations import (
    Drift,
    Jitter,
    MagnitudeWarp,
    Mix,
    On,
    Perturbation,
    Resample,
    Scaling,
    Transformation,
    Trend,
)

KINDS = [Jitter(), Jitter(color="white"), Scaling(), MagnitudeWarp(), Mix(), Mix(block=12), Resample()]
FITTED = ["fitted", "fitted_structure", "fitted_network", "fitted3"]


def linear(transformation="mix", strength=0.3, **parameters):
    return LGTAAugmenter(transformation, strength, **{"model": PCACodec(), "random_state": 0, **parameters})


def series_of(name, X, X3):
    return X3 if name == "fitted3" else X


def rms_change(copies, X):
    """In standard deviations of each series and channel, over all."""
    change = (copies.reshape(-1, *X.shape) - X) / X.std(axis=-1, keepdims=True)
    return np.sqrt(np.mean(change**2))


# ------------------------------------------------------------------------------------ containers
def test_a_copy_has_the_shape_and_dtype_of_what_came(fitted, fitted3, X, X3):
    for augmenter, values in ((fitted, X), (fitted3, X3)):
        copies = augmenter.augment(values, n_copies=3)
        assert isinstance(copies, np.ndarray)
        assert copies.shape == (3 * len(values), *values.shape[1:])
        assert copies.dtype == np.float64


def test_copies_come_copy_after_copy(fitted, X):
    copies = fitted.augment(X, n_copies=3)
    for number in range(3):
        one = fitted.augment(X, n_copies=1, copy=number)
        np.testing.assert_array_equal(copies[number * len(X) : (number + 1) * len(X)], one)


def test_a_copy_belongs_to_its_own_series(fitted_structure, X):
    copies = fitted_structure.augment(X, n_copies=2).reshape(2, *X.shape)
    for copy in copies:
        distance = np.abs(copy[:, None] - X[None]).mean(axis=2)
        np.testing.assert_array_equal(distance.argmin(axis=1), np.arange(len(X)))


def test_float32_stays_float32(fitted, X):
    single = X.astype(np.float32)
    augmenter = linear().fit(single)
    for result in (augmenter.transform(single), augmenter.augment(single, 2), augmenter.reconstruct(single)):
        assert result.dtype == np.float32


def test_whole_numbers_become_floats():
    counts = np.random.default_rng(0).poisson(9.0, size=(20, 24))
    copies = linear().fit(counts).augment(counts)
    assert copies.dtype == np.float64
    assert not np.array_equal(copies, counts)


def test_lists_are_taken_like_arrays(fitted, X):
    np.testing.assert_array_equal(fitted.augment(X.tolist()), fitted.augment(X))
    np.testing.assert_array_equal(linear().fit(X.tolist()).augment(X), fitted.augment(X))


def test_the_memory_order_does_not_matter(X, X3):
    for values in (X, X3):
        expected = linear().fit(values).augment(values)
        fortran = np.asfortranarray(values)
        np.testing.assert_array_equal(linear().fit(fortran).augment(fortran), expected)
        np.testing.assert_array_equal(linear().fit(values).augment(values[::1][..., ::-1][..., ::-1]), expected)


def test_a_read_only_memory_map_is_read_and_left_alone(fitted, X, tmp_path):
    written = np.memmap(tmp_path / "X.dat", dtype=np.float64, mode="w+", shape=X.shape)
    written[:] = X
    written.flush()
    mapped = np.memmap(tmp_path / "X.dat", dtype=np.float64, mode="r", shape=X.shape)
    np.testing.assert_array_equal(linear().fit(mapped).augment(mapped), fitted.augment(X))


@pytest.mark.parametrize("model", [PCACodec(), CVAE(max_steps=12)], ids=repr)
@pytest.mark.parametrize("n_dims", [2, 3])
def test_the_input_is_not_written_into(model, n_dims, X, X3):
    values = np.array(X if n_dims == 2 else X3)  # may be written into
    before = values.copy()
    augmenter = linear("resample", 0.2, model=model, seasonal_period=6).fit(values)
    augmenter.augment(values, 2)
    augmenter.transform(values)
    augmenter.reconstruct(values)
    np.testing.assert_array_equal(values, before)


@pytest.fixture
def frame(X):
    index = pd.MultiIndex.from_product([["a", "b"], range(30)], names=["region", "store"])
    return pd.DataFrame(X, index=index, columns=pd.RangeIndex(48, name="step"))


def test_a_frame_comes_back_with_its_index_and_columns(fitted, frame, X):
    copies = linear().fit(frame).augment(frame)
    pd.testing.assert_index_equal(copies.index, frame.index)
    pd.testing.assert_index_equal(copies.columns, frame.columns)
    np.testing.assert_array_equal(copies.to_numpy(), fitted.augment(X))


def test_a_frame_repeats_its_index_once_a_copy(frame):
    copies = linear().fit(frame).augment(frame, n_copies=3)
    pd.testing.assert_index_equal(copies.index, frame.index.append([frame.index, frame.index]))
    assert copies.index.names == ["region", "store"]
    assert copies.columns.name == "step"


def test_a_frame_of_other_labels_gets_the_same_numbers(fitted, X):
    frame = pd.DataFrame(X, columns=[f"t{i}" for i in range(48)])
    augmenter = linear().fit(frame)
    np.testing.assert_array_equal(augmenter.feature_names_in_, frame.columns)
    np.testing.assert_array_equal(augmenter.augment(frame).to_numpy(), fitted.augment(X))


def test_a_frame_keeps_float32_and_its_index_in_reconstruct(frame):
    frame = frame.astype(np.float32)
    rebuilt = linear().fit(frame).reconstruct(frame)
    assert (rebuilt.dtypes == np.float32).all()
    pd.testing.assert_index_equal(rebuilt.index, frame.index)


def test_other_lengths_can_be_augmented_as_three_dimensions(make_panel, X):
    augmenter = linear().fit(X[:, None])
    for n_timepoints in (2, 5, 30, 100):
        other = make_panel(4, n_timepoints, seed=5)[:, None]
        copies = augmenter.augment(other, 2)
        assert copies.shape == (8, 1, n_timepoints)
        assert np.isfinite(copies).all()
        assert augmenter.encode(other).shape[0] == 4


def test_channels_are_series_of_one_row(fitted3, X3):
    assert fitted3.n_features_in_ == 3
    copies = fitted3.augment(X3)
    # a change of one channel alone would leave the others as they were
    changed = ~np.isclose(copies, X3).all(axis=2)
    assert changed.all()


def test_one_channel_in_three_dimensions_is_two_dimensions(fitted, X):
    three = linear().fit(X[:, None])
    np.testing.assert_array_equal(three.augment(X[:, None])[:, 0], fitted.augment(X))


# ------------------------------------------------------------------------------------ randomness
@pytest.mark.parametrize("name", FITTED)
def test_a_series_has_the_same_copy_alone_in_any_batch_and_in_any_order(name, request, X, X3):
    augmenter, values = request.getfixturevalue(name), series_of(name, X, X3)
    copies = augmenter.augment(values)
    for rows in ([7], [0], [3, 7, 11], list(range(len(values)))[::-1], [7, 7, 7]):
        np.testing.assert_array_equal(augmenter.augment(values[rows]), copies[rows])


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_no_transformation_looks_at_the_batch(kind, X):
    augmenter = linear(kind).fit(X)
    np.testing.assert_array_equal(augmenter.augment(X[[9]], 2, copy=3), augmenter.augment(X, 2, copy=3)[[9, 69]])


def test_chunks_do_not_show(fitted, X, monkeypatch):
    expected = fitted.augment(X, 2)
    monkeypatch.setattr("sklearn_lgta._preprocessing.spans.CHUNK_VALUES", 100)  # two series
    np.testing.assert_array_equal(fitted.augment(X, 2), expected)


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_copies_differ_from_each_other_and_from_the_series(kind, X):
    augmenter = linear(kind).fit(X)
    copies = augmenter.augment(X, 4).reshape(4, *X.shape)
    for copy in copies:
        assert (np.abs(copy - X).max(axis=1) > 1e-6).all()
    # now and then two copies of a series have the same donor
    differ = [np.abs(copies[i] - copies[j]).max(axis=1) > 1e-6 for i in range(4) for j in range(i)]
    assert np.mean(differ) > 0.8


def test_equal_series_have_equal_copies(fitted, X):
    copies = fitted.augment(np.concatenate([X[:3], X[:3]]))
    np.testing.assert_array_equal(copies[:3], copies[3:])


def test_series_of_a_group_share_their_random_numbers(X):
    augmenter = linear("scaling", space="data").fit(X)
    groups = np.arange(len(X)) % 3
    copies = augmenter.augment(X, groups=groups)
    centred = X - X.mean(axis=1, keepdims=True)
    factor = np.sum((copies - X.mean(axis=1, keepdims=True)) * centred, axis=1) / np.sum(centred**2, axis=1)
    for group in range(3):
        np.testing.assert_allclose(factor[groups == group], factor[group])
    assert len({round(f, 6) for f in factor}) == 3


def test_a_group_has_the_same_numbers_in_any_batch(X):
    augmenter = linear("scaling").fit(X)
    groups = np.array(["a", "b"] * 30)
    copies = augmenter.augment(X, groups=groups)
    np.testing.assert_array_equal(augmenter.augment(X[5:8], groups=groups[5:8]), copies[5:8])
    assert not np.array_equal(augmenter.augment(X), copies)


def test_another_copy_of_a_group_differs(X):
    augmenter = linear("scaling").fit(X)
    copies = augmenter.augment(X, 2, groups=[0] * len(X))
    assert not np.isclose(copies[: len(X)], copies[len(X) :]).all(axis=1).any()


@pytest.mark.parametrize("model", [PCACodec(), CVAE(max_steps=20)], ids=repr)
def test_the_same_seed_gives_the_same_copies(model, X):
    first, second = (linear("resample", model=model, random_state=3).fit(X) for _ in range(2))
    np.testing.assert_array_equal(first.augment(X, 2), second.augment(X, 2))
    assert first.max_strength_ == second.max_strength_


def test_fitting_again_gives_the_same_copies(X):
    augmenter = linear("resample").fit(X)
    before = augmenter.augment(X)
    np.testing.assert_array_equal(augmenter.fit(X).augment(X), before)


def test_other_seeds_give_other_copies(X):
    first, second = (linear(random_state=seed).fit(X).augment(X) for seed in (0, 1))
    assert not np.isclose(first, second).all(axis=1).any()


def test_no_seed_gives_other_copies_each_fit_but_the_same_each_call(X):
    augmenter = linear(random_state=None).fit(X)
    first = augmenter.augment(X)
    np.testing.assert_array_equal(augmenter.augment(X), first)
    assert not np.array_equal(augmenter.fit(X).augment(X), first)


def test_a_random_state_is_used_once_in_fit(X):
    rng, twin = np.random.RandomState(0), np.random.RandomState(0)
    augmenter = linear(random_state=rng).fit(X)
    after_fit = rng.get_state()
    augmenter.augment(X)
    assert rng.get_state()[2] == after_fit[2]
    assert linear(random_state=twin).fit(X).seed_ == augmenter.seed_
    assert linear(random_state=rng).fit(X).seed_ != augmenter.seed_


def test_fit_and_augment_leave_the_global_random_states_alone(X, global_states):
    before = global_states()
    augmenter = linear("jitter", model=CVAE(max_steps=12), random_state=0).fit(X)
    augmenter.augment(X)
    augmenter.transform(X)
    augmenter.reconstruct(X)
    assert global_states() == before


def test_augmenting_without_a_seed_leaves_the_global_random_states_alone(X, global_states):
    augmenter = linear("jitter", random_state=None).fit(X)
    before = global_states()
    augmenter.augment(X)
    augmenter.transform(X)
    assert global_states() == before


# ------------------------------------------------------------------------------------ transform
def test_fit_transform_is_fit_then_transform(X):
    np.testing.assert_array_equal(linear().fit_transform(X), linear().fit(X).transform(X))


def test_transform_gives_copy_zero_of_series_that_fit_has_seen(fitted, X):
    np.testing.assert_array_equal(fitted.transform(X), fitted.augment(X, copy=0))


def test_unseen_series_pass_through_bitwise(fitted, make_panel, X):
    new = make_panel(seed=9)
    np.testing.assert_array_equal(fitted.transform(new), new)
    mixed = np.concatenate([new[:2], X[:2], new[2:4]])
    transformed = fitted.transform(mixed)
    np.testing.assert_array_equal(transformed[[0, 1, 4, 5]], new[:4])
    np.testing.assert_array_equal(transformed[2:4], fitted.augment(X[:2]))


def test_unseen_series_are_augmented_on_request(make_panel, X):
    new = make_panel(seed=9)
    augmenter = linear(unseen="augment").fit(X)
    np.testing.assert_array_equal(augmenter.transform(new), augmenter.augment(new))
    assert not np.isclose(augmenter.transform(new), new).all(axis=1).any()


# ------------------------------------------------------------------------------------ strength
MODES = [
    *product(["both"], ["latent", "data"], ["rms", "wasserstein", None], ["auto", "keep", "resample", "drop"]),
    ("none", "latent", "rms", "auto"),
    ("trend", "latent", "rms", "auto"),
]


@pytest.mark.parametrize(("structure", "space", "calibration", "residual"), MODES)
def test_zero_strength_returns_the_input(structure, space, calibration, residual, X):
    augmenter = linear(
        "scaling",
        strength=0,
        space=space,
        calibration=calibration,
        residual=residual,
        structure=structure,
        seasonal_period=12,
    ).fit(X[:12])
    np.testing.assert_array_equal(augmenter.augment(X, n_copies=2), np.concatenate([X, X]))
    np.testing.assert_array_equal(augmenter.transform(X), X)


@pytest.mark.usefixtures("exact_strengths")
@pytest.mark.parametrize("kind", [Jitter(), Scaling(), Mix(), Resample()], ids=repr)
def test_the_change_is_as_strong_as_asked_where_structure_is_kept(kind, X):
    augmenter = linear(kind, 0.2, seasonal_period=12).fit(X)
    assert augmenter.structure_ == "both"
    np.testing.assert_allclose(rms_change(augmenter.augment(X, n_copies=34), X), 0.2, rtol=0.1)


@pytest.mark.usefixtures("exact_strengths")
def test_the_change_of_series_with_channels_is_as_strong_as_asked(X3):
    augmenter = linear("jitter", 0.4).fit(X3)
    np.testing.assert_allclose(rms_change(augmenter.augment(X3, n_copies=70), X3), 0.4, rtol=0.1)


@pytest.mark.parametrize("strength", [0.2, 0.6])
def test_the_change_through_the_network_is_as_strong_as_asked(fitted_network, strength, X):
    augmenter = pickle.loads(pickle.dumps(fitted_network)).set_params(strength=strength)
    np.testing.assert_allclose(rms_change(augmenter.augment(X, n_copies=34), X), strength, rtol=0.1)


def test_the_change_grows_with_the_strength(fitted, X):
    augmenter = pickle.loads(pickle.dumps(fitted))
    size = [rms_change(augmenter.set_params(strength=s).augment(X), X) for s in (0.05, 0.2, 0.5, 0.9)]
    assert (np.diff(size) > 0).all()


def test_the_strength_may_be_set_after_fit(X):
    weak, strong = linear(strength=0.1).fit(X), linear(strength=0.6).fit(X)
    model = weak.model_
    np.testing.assert_array_equal(weak.set_params(strength=0.6).augment(X), strong.augment(X))
    assert weak.model_ is model


def test_the_response_does_not_depend_on_the_strength_given_to_fit(X):
    weak, strong = linear(strength=0.1).fit(X), linear(strength=0.6).fit(X)
    np.testing.assert_array_equal(weak.strength_curve_.strength, strong.strength_curve_.strength)
    assert weak.max_strength_ == strong.max_strength_


def test_no_strength_is_a_full_redraw_where_structure_is_kept(fitted_structure, X):
    copies = fitted_structure.augment(X, n_copies=34)
    np.testing.assert_allclose(rms_change(copies, X), fitted_structure.max_strength_, rtol=0.1)


@pytest.mark.parametrize("kind", ["mix", "scaling"])
def test_no_strength_is_three_tenths_otherwise(kind, X):
    expected = linear(kind, 0.3).fit(X).augment(X)
    np.testing.assert_array_equal(linear(kind, None).fit(X).augment(X), expected)


def test_a_strength_out_of_reach_saturates_and_names_what_is_reached(fitted_structure, X):
    augmenter = pickle.loads(pickle.dumps(fitted_structure)).set_params(strength=5.0)
    reached = augmenter.max_strength_
    with pytest.warns(
        StrengthWarning, match=f"strength=5 cannot be reached with Resample.*: the copies have {reached:.3g}"
    ) as warned:
        copies = augmenter.augment(X)
    assert len(warned) == 1
    np.testing.assert_array_equal(copies, augmenter.set_params(strength=None).augment(X))  # never beyond a full redraw


@pytest.mark.usefixtures("exact_strengths")
def test_a_change_that_keeps_the_variance_has_a_ceiling(X):
    # two series of one size without correlation are sqrt(2) apart
    assert 1.0 < linear("mix", space="data").fit(X).max_strength_ < np.sqrt(2) * 1.1


def test_kept_structure_lowers_the_ceiling_to_what_may_vary(fitted_structure, X):
    remainder = X - split_structure(X[:, :, None], 12)[:, :, 0]
    fraction = np.sqrt(np.mean(np.var(remainder, axis=1) / np.var(X, axis=1)))
    assert fitted_structure.max_strength_ < np.sqrt(2) * fraction * 1.1


@pytest.mark.usefixtures("exact_strengths")
@pytest.mark.parametrize("kind", [Scaling(), Jitter(color="white")], ids=repr)
def test_a_change_that_may_grow_has_no_ceiling(kind, X):
    augmenter = linear(kind, 20.0, space="data").fit(X)
    assert augmenter.max_strength_ == np.inf
    np.testing.assert_allclose(rms_change(augmenter.augment(X, n_copies=34), X), 20.0, rtol=0.1)


@pytest.mark.filterwarnings("ignore:Copies are too smooth", "ignore:.* copies of a series are new")
def test_a_strength_below_what_the_dropped_residual_costs_names_the_floor(X):
    augmenter = linear("scaling", 0.01, residual="drop").fit(X)
    floor = rms_change(augmenter.reconstruct(X), X)
    with pytest.warns(
        StrengthWarning, match="residual='drop' alone changes the series by that much; use residual='keep'"
    ):
        copies = augmenter.augment(X, n_copies=3)
    np.testing.assert_allclose(rms_change(copies, X), floor, rtol=0.05)


@pytest.mark.filterwarnings("ignore:Copies are too smooth")
@pytest.mark.usefixtures("exact_strengths")
def test_a_dropped_residual_is_what_the_code_does_not_know(X):
    augmenter = linear("scaling", 0.5, residual="drop").fit(X)
    copies = augmenter.augment(X)
    unexplained, of_series = ((augmenter.reconstruct(x) - x).std(axis=1) for x in (copies, X))
    assert np.median(unexplained / of_series) < 0.3  # nearly all of a copy is in the code


@pytest.mark.usefixtures("exact_strengths")
@pytest.mark.parametrize("kind", [Scaling(), MagnitudeWarp(), Jitter(color="white")], ids=repr)
def test_the_wasserstein_distance_is_as_large_as_asked(kind, X):
    augmenter = linear(kind, 0.3, calibration="wasserstein").fit(X)
    copies = augmenter.augment(X, n_copies=34).reshape(-1, *X.shape)
    distance = [wasserstein_distance(x, y) / x.std() for copy in copies for x, y in zip(X, copy, strict=True)]
    np.testing.assert_allclose(np.median(distance), 0.3, rtol=0.1)


def test_without_calibration_the_strength_is_the_gain(X):
    augmenter = linear("scaling", 0.5, calibration=None, space="data").fit(X)
    centred = X - X.mean(axis=1, keepdims=True)
    change = augmenter.augment(X, n_copies=34).reshape(-1, *X.shape) - X
    factor = (change * centred).sum(axis=-1, keepdims=True) / (centred**2).sum(axis=-1, keepdims=True)
    np.testing.assert_allclose(change, factor * centred, atol=1e-9)
    standard = factor / 0.5  # the factor is 1 + gain * N(0, 1)
    assert abs(np.mean(standard**2) - 1) < 4 * np.sqrt(2 / standard.size)


# ------------------------------------------------------------------------------------ what is kept
def test_a_line_with_a_seasonal_profile_comes_back_nearly_as_it_is(fitted_structure):
    time = np.arange(48)
    profile = np.random.default_rng(0).normal(size=12)
    pure = (5 + 0.1 * time + profile[time % 12])[None]
    change = fitted_structure.augment(pure, n_copies=3) - pure
    assert 0 < np.sqrt(np.mean(change**2)) < 0.02 * pure.std()  # a full redraw, of next to nothing


def test_copies_vary_about_trend_and_season(fitted_structure, X):
    mean = fitted_structure.augment(X, n_copies=100).reshape(100, *X.shape).mean(axis=0)
    structure = split_structure(X[:, :, None], 12)[:, :, 0]
    error = np.std(mean - structure, axis=1) / np.std(X, axis=1)
    assert np.median(error) < 0.1  # a single copy is several times as far
    assert np.median(np.std(mean - structure, axis=1) / np.std(X - structure, axis=1)) < 0.3


@pytest.mark.parametrize(("structure", "longest"), [("both", 24), ("trend", 24), ("none", 48)])
def test_windows_of_remainders_are_two_seasons(structure, longest, X):
    augmenter = LGTAAugmenter(model=PCACodec(patch_length=6), seasonal_period=12, structure=structure).fit(X)
    assert augmenter.model_.sizes_.window_length == longest


@pytest.mark.parametrize("model", [PCACodec(), CVAE(max_steps=200)], ids=repr)
def test_what_all_series_had_in_common_at_a_time_is_redrawn_too(model):
    rng = np.random.default_rng(0)
    season, n_timepoints = np.array([0, 3, 1, -4]), 24
    shocks = rng.normal(size=n_timepoints)
    X = np.tile(season, 6) + shocks + rng.normal(size=(60, n_timepoints))
    augmenter = LGTAAugmenter(seasonal_period=4, model=model, random_state=0).fit(X)
    structure = split_structure(X[:, :, None], 4)[:, :, 0]
    common = (X - structure).mean(axis=0)
    kept = augmenter.augment(X, 20).reshape(20, *X.shape).mean(axis=0) - structure
    fraction = (kept.mean(axis=0) @ common) / (common @ common)
    assert abs(fraction) < 0.15  # of the common path; 1 where it stays, and far from it with windows of whole series


def test_donors_of_remainders_begin_at_every_step(fitted_structure, X):
    pool = fitted_structure._copier.donors
    assert len(pool.keys) == 6 * len(X)
    assert len(set(pool.keys)) == len(X)
    encoder = fitted_structure._copier.encoder
    encoded = encoder.encode(X[:, :, None], Conditions.none(len(X)))
    rows_of = np.argsort(pool.training_rows, kind="stable").reshape(len(X), 6)  # from every step on
    for start in (0, 1, 5):
        rows = rows_of[:, start]
        decoded = encoder.codec.decode(pool.latent[rows], encoded.conditions, encoded.grid)
        whole = decoded + encoded.grid.from_tokens(pool.residual[rows])
        rolled = np.roll(encoded.decomposition.remainder, -start, axis=1)
        np.testing.assert_allclose(whole, rolled, rtol=0, atol=1e-9)


def test_without_structure_a_full_redraw_takes_the_season_with_it(X):
    copies = linear("mix", np.sqrt(2), seasonal_period=12, structure="none").set_params(calibration=None, strength=1.0)
    mean = copies.fit(X).augment(X, n_copies=100).reshape(100, *X.shape).mean(axis=0)
    error = np.std(mean - X, axis=1) / np.std(X, axis=1)
    assert np.median(error) > 0.7


def test_constant_series_stay_as_they_are(X):
    panel = np.concatenate([X[:20], np.full((2, 48), 3.3), np.zeros((1, 48))])
    for augmenter in (linear(), linear("scaling"), linear("resample", seasonal_period=12)):
        copies = augmenter.fit(panel).augment(panel)
        np.testing.assert_array_equal(copies[20:], panel[20:])
        assert np.isfinite(copies).all()
        assert not np.isclose(copies[:20], panel[:20]).all(axis=1).any()


@pytest.mark.parametrize("model", [PCACodec(), CVAE(max_steps=12)], ids=repr)
def test_a_panel_of_constant_series_stays_as_it_is(model):
    panel = np.repeat(np.arange(6.0)[:, None], 24, axis=1)
    np.testing.assert_array_equal(linear("mix", None, model=model).fit(panel).augment(panel), panel)


def test_counts_and_prices_stay_non_negative(X):
    positive = np.maximum(X - X.mean(axis=1, keepdims=True), 0)
    copies = linear("jitter", 0.5).fit(positive).augment(positive, 5)
    assert copies.min() == 0.0
    assert linear("jitter", 0.5, bounds=None).fit(positive).augment(positive, 5).min() < 0


def test_only_channels_that_are_never_negative_are_kept_so(X3):
    mixed = np.array(X3)
    mixed[:, 1] = np.maximum(mixed[:, 1] - mixed[:, 1].mean(axis=1, keepdims=True), 0)
    mixed[:, [0, 2]] -= mixed[:, [0, 2]].mean(axis=2, keepdims=True)
    copies = linear("jitter", 0.5).fit(mixed).augment(mixed, 5)
    assert copies[:, 1].min() == 0.0
    assert copies[:, 0].min() < 0 and copies[:, 2].min() < 0


def test_copies_stay_within_the_users_bounds(X):
    unit = (X - X.min()) / (X.max() - X.min())
    copies = linear("scaling", 0.5, bounds=(0, 1)).fit(unit).augment(unit, 10)
    assert copies.min() >= 0 and copies.max() <= 1
    assert not (copies == np.tile(unit, (10, 1))).all(axis=1).any()


@pytest.mark.usefixtures("exact_strengths")
@pytest.mark.parametrize("size", [1e-12, 1e12, 1e300])
def test_the_size_of_the_numbers_does_not_matter(size, X):
    augmenter = linear("jitter", 0.3).fit(X * size)
    copies = augmenter.augment(X * size, n_copies=34)
    np.testing.assert_allclose(rms_change(copies / size, X), 0.3, rtol=0.1)


@pytest.mark.usefixtures("exact_strengths")
def test_a_level_far_above_the_spread_does_not_matter(X):
    copies = linear("jitter", 0.3).fit(X + 1e7).augment(X + 1e7, n_copies=34)
    np.testing.assert_allclose(rms_change(copies - 1e7, X), 0.3, rtol=0.1)


@pytest.mark.parametrize("kind", KINDS, ids=repr)
@pytest.mark.parametrize("shape", [(1, 48), (1, 2), (2, 3)])
def test_few_and_short_series_can_be_augmented(kind, shape):
    small = np.random.default_rng(0).normal(size=shape).cumsum(axis=1)
    copies = linear(kind, 0.1).fit(small).augment(small, n_copies=3)
    assert copies.shape == (3 * shape[0], shape[1])
    assert np.isfinite(copies).all()


def test_one_long_series_borrows_from_its_own_other_blocks(make_panel):
    series = make_panel(1, 300)
    copies = linear("resample", seasonal_period=12).fit(series).augment(series, n_copies=50)
    assert rms_change(copies, series) > 0.1
    np.testing.assert_allclose(copies.mean(axis=0).mean(), series.mean(), atol=0.2)


# ------------------------------------------------------------------------------------ season of an index
SEASONS = [
    ("MS", 12),
    ("ME", 12),
    ("QS", 4),
    ("QE-NOV", 4),
    ("W-WED", 52),
    ("D", 7),
    ("B", 5),
    ("h", 24),
    ("2h", 12),
    ("15min", 96),
    ("30min", 48),
    ("2MS", 6),
    ("YS", None),
    ("5D", None),
    ("17min", None),
]


def season_of(columns):
    values = np.random.default_rng(0).normal(size=(12, len(columns)))
    frame = pd.DataFrame(values, columns=columns)
    return linear("scaling", space="data", structure="none").fit(frame).seasonal_period_


@pytest.mark.parametrize(("freq", "season"), SEASONS)
def test_the_season_is_read_from_datetime_columns(freq, season):
    assert season_of(pd.date_range("2020-01-01", periods=30, freq=freq)) == season


@pytest.mark.parametrize(("freq", "season"), [("M", 12), ("Q", 4), ("W", 52), ("D", 7), ("h", 24), ("15min", 96)])
def test_the_season_is_read_from_period_columns(freq, season):
    assert season_of(pd.period_range("2020-01-01", periods=30, freq=freq)) == season


def test_the_season_is_read_from_the_dates_where_no_frequency_is_stored():
    columns = pd.DatetimeIndex(pd.date_range("2020-01-01", periods=30, freq="MS").to_numpy())
    assert columns.freq is None
    assert season_of(columns) == 12


def test_irregular_dates_and_other_columns_have_no_season():
    dates = pd.date_range("2020-01-01", periods=30, freq="D").delete([3, 11])
    with pytest.warns(UserWarning, match="not evenly spaced"):
        assert season_of(dates) is None
    assert season_of(pd.RangeIndex(28)) is None


def test_dates_of_two_seasons_set_structure_aside(X):
    months = pd.date_range("2020-01-01", periods=48, freq="MS")
    augmenter = linear().fit(pd.DataFrame(X, columns=months))
    assert augmenter.structure_ == "both"
    assert linear().fit(pd.DataFrame(X[:, :23], columns=months[:23])).structure_ == "none"


def test_the_users_season_goes_before_that_of_the_dates(X):
    frame = pd.DataFrame(X, columns=pd.date_range("2020-01-01", periods=48, freq="MS"))
    assert linear(seasonal_period=6).fit(frame).seasonal_period_ == 6


# ------------------------------------------------------------------------------------ codes
@pytest.mark.parametrize("name", FITTED)
def test_decoding_the_code_is_the_reconstruction(name, request, X, X3):
    augmenter, values = request.getfixturevalue(name), series_of(name, X, X3)
    latent = augmenter.encode(values)
    sizes = augmenter.model_.sizes_
    assert latent.shape == (len(values), -(-values.shape[-1] // sizes.patch_length), sizes.latent_dim)
    rebuilt = augmenter.reconstruct(values)
    assert rebuilt.shape == values.shape
    np.testing.assert_array_equal(augmenter.decode(latent, like=values), rebuilt)


@pytest.mark.parametrize("name", FITTED)
def test_a_reconstruction_is_nearer_to_the_series_than_its_mean(name, request, X, X3):
    augmenter, values = request.getfixturevalue(name), series_of(name, X, X3)
    assert rms_change(augmenter.reconstruct(values), values) < 0.7


def test_the_code_of_a_series_does_not_depend_on_the_batch(fitted_network, X):
    np.testing.assert_array_equal(fitted_network.encode(X[[5]]), fitted_network.encode(X)[[5]])


def test_level_and_scale_of_a_decoded_series_are_those_of_like(fitted, X):
    latent = fitted.encode(X)
    moved = fitted.decode(latent, like=3 * X + 100)
    np.testing.assert_allclose(moved, 3 * fitted.decode(latent, like=X) + 100, rtol=1e-9)


def test_the_report_measures_data_that_training_has_not_seen(fitted, X, make_panel):
    assert fitted.latent_report_["held_out"] == "series"
    assert linear().fit(make_panel(4, 240)).latent_report_["held_out"] == "time"
    assert linear().fit(X[:4]).latent_report_["held_out"] == "none"


def test_data_space_has_no_code_to_report(X):
    augmenter = linear("scaling", space="data").fit(X)
    assert augmenter.latent_report_ == {}
    assert augmenter.n_parameters_ == 0


# ------------------------------------------------------------------------------------ in scikit-learn
@pytest.mark.parametrize("name", FITTED)
def test_a_pickled_augmenter_gives_the_same_copies(name, request, X, X3):
    augmenter, values = request.getfixturevalue(name), series_of(name, X, X3)
    copy = pickle.loads(pickle.dumps(augmenter))
    np.testing.assert_array_equal(copy.augment(values, 2), augmenter.augment(values, 2))
    np.testing.assert_array_equal(copy.transform(values), augmenter.transform(values))


def test_a_clone_has_the_parameters_and_is_not_fitted(fitted):
    copy = clone(fitted)
    assert not copy.__sklearn_is_fitted__()
    assert repr(copy) == repr(fitted)


def test_parameters_of_the_model_and_the_transformation_are_nested(X):
    augmenter = linear(MagnitudeWarp(), calibration=None)
    augmenter.set_params(model__latent_dim=2, transformation__n_knots=3)
    augmenter.fit(X)
    assert augmenter.encode(X).shape[2] == 2
    assert augmenter.transformation_ == MagnitudeWarp(n_knots=3)


def test_a_pipeline_predicts_new_rows_unchanged(X, make_panel):
    new = make_panel(seed=9)
    pipeline = make_pipeline(linear(), Ridge()).fit(X, X[:, 0])
    np.testing.assert_array_equal(pipeline.predict(new), pipeline[-1].predict(new))


def test_a_pipeline_learns_from_the_copies(X, make_panel):
    copies = linear().fit(X).augment(X)
    expected = Ridge().fit(copies, X[:, 0]).predict(make_panel(seed=9))
    pipeline = make_pipeline(linear(), Ridge()).fit(X, X[:, 0])
    np.testing.assert_array_equal(pipeline.predict(make_panel(seed=9)), expected)


def short_counts(share_of_equal):
    """100 windows of counts; that many per cent of them equal another row."""
    windows = np.random.default_rng(0).poisson(3.0, size=(100, 8))
    assert len(np.unique(windows, axis=0)) == 100
    windows[:share_of_equal] = windows[50 : 50 + share_of_equal]
    return windows


def test_many_equal_rows_are_a_reason_to_warn_once_and_name_what_is_safe():
    with pytest.warns(UserWarning, match="7 of 100 rows equal another row.*AugmentedEstimator") as warned:
        linear().fit(short_counts(7))
    assert [warning.filename for warning in warned] == [__file__]


def test_few_equal_rows_and_constant_ones_are_none():
    linear().fit(short_counts(4))
    linear().fit(np.concatenate([short_counts(4), np.ones((20, 8))]))


def test_equal_rows_do_not_matter_where_nothing_passes_through():
    linear(unseen="augment").fit(short_counts(20))
    AugmentedEstimator(Ridge(), linear()).fit(short_counts(20), np.arange(100.0))


def test_the_strength_can_be_searched(X):
    grid = {"lgtaaugmenter__strength": [0, 0.3], "lgtaaugmenter__transformation": ["mix", Scaling()]}
    search = GridSearchCV(make_pipeline(linear(), Ridge()), grid, cv=2).fit(X[:, :-1], X[:, -1])
    scores = search.cv_results_["mean_test_score"]
    plain = GridSearchCV(Ridge(), {}, cv=2).fit(X[:, :-1], X[:, -1]).cv_results_["mean_test_score"][0]
    strength = np.array([p["lgtaaugmenter__strength"] for p in search.cv_results_["params"]])
    np.testing.assert_allclose(scores[strength == 0], plain)
    assert np.isfinite(scores).all()
    groups = pd.DataFrame(search.cv_results_).groupby("param_lgtaaugmenter__transformation", sort=False)
    assert len(groups) == 2


def test_any_y_is_ignored(X):
    expected = linear().fit_transform(X)
    for y in (np.arange(60), np.array(["a"] * 60, dtype=object), [0.5] * 60):
        np.testing.assert_array_equal(linear().fit_transform(X, y), expected)


# ------------------------------------------------------------------------------------ a user's own
class Tilt(Transformation):
    """Add a straight line of random slope to the code."""

    def __init__(self, centre=0.5):
        self.centre = centre

    def draw(self, latent, rng, donors):
        line = np.linspace(0, 1, len(latent)) - self.centre
        return Perturbation(shift=rng.standard_normal() * line[:, None])


@pytest.mark.usefixtures("exact_strengths")
@pytest.mark.parametrize("space", ["latent", "data"])
def test_a_transformation_of_the_user_has_the_strength_asked_for(space, X):
    augmenter = linear(Tilt(centre=0.3), 0.4, space=space).fit(X)
    assert augmenter.transformation_ == Tilt(centre=0.3)
    copies = augmenter.augment(X, n_copies=34)
    np.testing.assert_allclose(rms_change(copies, X), 0.4, rtol=0.1)
    np.testing.assert_array_equal(augmenter.augment(X[[4]]), copies[[4]])


def test_a_transformation_of_the_user_in_data_space_does_what_it_says(X):
    augmenter = linear(Tilt(), 0.4, space="data").fit(X)
    change = augmenter.augment(X) - X
    np.testing.assert_allclose(np.diff(change, n=2, axis=1), 0, atol=1e-9)


def test_a_transformation_may_draw_values_of_several_kinds(X):
    class OneOfTwo(Transformation):
        def draw(self, latent, rng, donors):
            which = Scaling() if rng.random() < 0.5 else Jitter(color="white")
            return which.draw(latent, rng, donors)

    augmenter = linear(OneOfTwo(), 0.4, space="data").fit(X)
    copies = augmenter.augment(X)
    mean = X.mean(axis=1, keepdims=True)
    factor = (copies - mean) / (X - mean)
    scaled = np.ptp(factor, axis=1) < 1e-6
    assert 10 < scaled.sum() < 50
    np.testing.assert_array_equal(augmenter.augment(X[::-1]), copies[::-1])


@pytest.mark.parametrize("transformation", ["drift", "trend", Mix() + Trend(), On(Drift() | Scaling(), time=slice(9))])
def test_what_moves_the_level_finds_it_in_the_code(transformation, X):
    # no trend is set aside unless that is asked for
    assert linear(transformation, seasonal_period=12).fit(X).structure_ == "none"
    assert linear(transformation, seasonal_period=12, structure="trend").fit(X).structure_ == "trend"
    assert linear("scaling", seasonal_period=12).fit(X).structure_ == "both"

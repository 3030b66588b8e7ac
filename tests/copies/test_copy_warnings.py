"""Copies that went wrong are called so, and the remedy in the message helps."""

import re
import warnings

import numpy as np
import pytest

from sklearn_lgta import CVAE, LGTAAugmenter, PCACodec
from sklearn_lgta._copies.copy_report import is_new, near_others, roughness_ratio
from sklearn_lgta.exceptions import CopyWarning, RepeatedCopiesWarning, RoughnessWarning, StrengthWarning
from sklearn_lgta.transformations import Jitter, Mix, TimeWarp

RNG = np.random.default_rng(0)
WALKS = RNG.normal(size=(60, 24)).cumsum(axis=1)
NOISY = RNG.normal(size=(60, 48)).cumsum(axis=1) + RNG.normal(size=(60, 48))
SMOOTH = np.sin(np.arange(60) / 5 + RNG.uniform(0, 6, (60, 1))) * RNG.uniform(1, 2, (60, 1))
COUNTS = RNG.poisson(1.5, (60, 48)).astype(float)


def augmenter(transformation="mix", strength=0.3, **parameters):
    return LGTAAugmenter(transformation, strength, **{"model": PCACodec(), "random_state": 0} | parameters)


def warned(call):
    """What a call returns, and its warnings."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = call()
    return result, [one for one in caught if one.category.__module__ == "sklearn_lgta.exceptions"]


def remedied(message, fitted):
    """Type the line of a message."""
    line = re.search(r"Type (.*?)\. On training series", message).group(1)
    exec(line, {"augmenter": fitted})
    return fitted


# ------------------------------------------------------------------------------------ smooth and rough
def second_differences(X):
    return np.sqrt(np.mean(np.diff(X, 2, axis=1) ** 2, axis=1))


@pytest.mark.parametrize("model", [PCACodec(), CVAE(max_steps=25)], ids=["linear", "network"])
def test_copies_without_their_residual_are_too_smooth_until_it_is_kept(model):
    fitted, [warning] = warned(lambda: augmenter("jitter", 0.8, model=model, residual="drop").fit(NOISY))
    assert warning.category is RoughnessWarning
    assert "too smooth" in str(warning.message) and "residual='drop' leaves out" in str(warning.message)
    copies = fitted.augment(NOISY)  # it is said once
    ratio = np.median(second_differences(copies) / second_differences(NOISY))
    np.testing.assert_allclose(fitted.copy_report_["roughness"], ratio, atol=0.1)
    assert ratio < 0.8
    copies = remedied(str(warning.message), fitted).augment(NOISY)
    assert 0.8 < np.median(second_differences(copies) / second_differences(NOISY)) < 2


@pytest.mark.parametrize("space", ["latent", "data"])
def test_white_noise_makes_smooth_series_too_rough_until_it_is_weak(space):
    fitted, [warning] = warned(lambda: augmenter(Jitter(color="white"), space=space).fit(SMOOTH))
    assert warning.category is RoughnessWarning
    assert "too rough" in str(warning.message) and "Reason" not in str(warning.message)
    copies = remedied(str(warning.message), fitted).augment(SMOOTH)
    assert 0.8 < np.median(second_differences(copies) / second_differences(SMOOTH)) < 2


def test_a_change_of_parameters_is_judged_at_its_first_use():
    fitted = augmenter("jitter", 0.8).fit(NOISY)
    fitted.set_params(residual="drop")
    _, [warning] = warned(lambda: fitted.augment(NOISY))
    assert warning.category is RoughnessWarning and warning.filename == __file__
    fitted.augment(NOISY)
    fitted.set_params(residual="auto").augment(NOISY)


def test_roughness_compares_second_differences():
    time = np.arange(9.0)[None, :, None]
    parabolas = np.stack([1 + time**2, 7 * time + 3 * time**2])  # whose second differences are 2 and 6
    np.testing.assert_allclose(roughness_ratio(1e200 * time**2, 1e200 * parabolas).ravel(), [1, 3])
    for flat in (time, np.ones((1, 2, 1))):
        assert not np.isfinite(roughness_ratio(flat, flat[None])).any()


# ------------------------------------------------------------------------------------ repeats
@pytest.mark.parametrize(
    ("fitted_to", "parameters"),
    [
        (WALKS, {"transformation": "time_warp"}),
        (WALKS, {"transformation": "mix", "space": "data"}),
        (COUNTS, {"transformation": "scaling", "round": True}),
        (WALKS[:4], {"transformation": "mix"}),
    ],
    ids=["time_warp", "mix", "counts", "few series"],
)
def test_copies_that_equal_one_another_are_named_and_the_remedy_makes_them_distinct(fitted_to, parameters):
    fitted = augmenter(**parameters).fit(fitted_to)
    copies, [warning] = warned(lambda: fitted.augment(fitted_to, 50))
    assert warning.category is RepeatedCopiesWarning and warning.filename == __file__
    repeated = 1 - n_distinct(copies, fitted_to).mean() / 50
    assert repeated > 0.3
    fewest = n_distinct(copies, fitted_to).min()
    assert str(warning.message).startswith(f"{fewest} of 50 copies of a series are new, the others repeat")
    assert (": there are only 4 series. Type" in str(warning.message)) == (len(fitted_to) == 4)
    copies = remedied(str(warning.message), fitted).augment(fitted_to, 50)
    assert n_distinct(copies, fitted_to).mean() > 0.8 * 50


@pytest.mark.parametrize("transformation", ["classification", "mix"])
def test_copies_of_a_small_class_that_repeat_name_its_size_and_a_short_remedy(transformation):
    X, few = WALKS[:40], WALKS[36:40]
    fitted = augmenter(transformation, None, space="data", use_y="donors").fit(X, np.arange(40) >= 36)
    copies, [warning] = warned(lambda: fitted.augment(few, 18))
    fewest = n_distinct(copies, few).min()
    start = f"{fewest} of 18 copies of a series are new, the others repeat: its class has only 4 series. Type"
    assert str(warning.message).startswith(start)
    assert len(str(warning.message)) < 300
    assert n_distinct(remedied(str(warning.message), fitted).augment(few, 18), few).mean() > 0.8 * 18


def test_single_copies_that_equal_their_series_are_counted():
    fitted = augmenter("scaling", 0.01, round=True).fit(COUNTS)
    copies, [warning] = warned(lambda: fitted.augment(COUNTS))
    share = np.mean((copies == COUNTS).all(axis=1))
    assert str(warning.message).startswith(f"{share:.0%} of the copies equal their series. ")


def n_distinct(copies, X):
    copies = copies.reshape(-1, *X.shape)
    return np.array([len(np.unique([X[row], *copies[:, row]], axis=0)) - 1 for row in range(len(X))])


def test_copies_that_consist_of_what_the_code_holds_of_their_series_need_their_residual():
    fitted, _ = warned(lambda: augmenter("scaling", residual="drop").fit(COUNTS))
    _, [strength, warning] = warned(lambda: fitted.augment(COUNTS, 5))
    assert strength.category is StrengthWarning  # what is dropped alone changes them by more than .3
    assert warning.category is RepeatedCopiesWarning
    copies = remedied(str(warning.message), fitted).augment(COUNTS, 5)
    assert (n_distinct(copies, COUNTS) == 5).all()


def test_few_repeats_constant_series_and_no_change_are_no_failure():
    augmenter().fit(WALKS).augment(WALKS, 20)  # few donors come twice now and then
    augmenter().fit(WALKS).augment(np.ones((2, 24)), 5)
    augmenter(strength=0).fit(WALKS).augment(WALKS, 5)


def test_an_augmenter_of_constant_series_says_that_it_cannot_change_others():
    fitted = augmenter().fit(np.full((4, 24), 3.0))
    _, found = warned(lambda: fitted.augment(WALKS[:3], n_copies=5))
    (warning,) = (one for one in found if one.category is RepeatedCopiesWarning)
    assert str(warning.message).endswith("No series of fit varies: fit to series that do.")


def test_new_copies_are_those_that_equal_nothing_before():
    series = np.array([[[0.0], [np.nan]], [[1.0], [2.0]]])
    copies = np.stack([series, series + 1, np.array([[[-0.0], [np.nan]], [[2.0], [3.0]]]), series + 2])
    np.testing.assert_array_equal(is_new(series, copies).T, [[False, True, False, True], [False, True, False, True]])


# ------------------------------------------------------------------------------------ training series
@pytest.mark.parametrize("transformation", ["mix", "resample"])
def test_copies_that_are_another_training_series_are_named_and_the_remedy_makes_them_new(transformation):
    fitted, [warning] = warned(lambda: augmenter(transformation, 1.5, space="data").fit(NOISY))
    assert warning.category is CopyWarning
    assert fitted.copy_report_["near_training"] > 0.5
    copies = remedied(str(warning.message), fitted).augment(NOISY)
    assert nearest(copies, NOISY).min() > 0.05


def nearest(copies, X):
    standard, others = ((x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True) for x in (copies, X))
    distance = np.sqrt(np.mean((standard[:, None] - others) ** 2, axis=2))
    np.fill_diagonal(distance, np.inf)
    return distance.min(axis=1)


def test_a_series_may_be_like_another_one_itself():
    series = RNG.normal(size=(3, 20, 1))
    others = np.concatenate([3 + 2 * series[:1], series])
    near = near_others(series, np.stack([series, series[[1, 1, 0]]]), others)
    np.testing.assert_array_equal(near, [[False, False, False], [True, False, True]])


# ------------------------------------------------------------------------------------ the report
def test_the_report_names_every_figure_and_follows_the_parameters():
    fitted = augmenter("jitter").fit(NOISY)
    report = fitted.copy_report_
    assert list(report) == ["roughness", "distinct", "near_training"]
    assert 0.9 < report["roughness"] < 1.1 and (report["distinct"], report["near_training"]) == (1, 0)
    assert fitted.set_params(strength=0).copy_report_ == {}
    assert fitted.set_params(strength=0.3).copy_report_ == report


def test_the_report_reads_gaps_and_series_of_any_length():
    series = [row[: 40 + number % 3].copy() for number, row in enumerate(NOISY)]
    series[3][5:8] = np.nan
    report = augmenter("jitter").fit(series).copy_report_
    assert 0.9 < report["roughness"] < 1.1


@pytest.mark.parametrize("transformation", [Mix(), TimeWarp(), "resample", "scaling", "drift", "trend"], ids=repr)
@pytest.mark.parametrize("space", ["latent", "data"])
def test_ordinary_settings_give_no_warning(transformation, space):
    for strength in (0.3, 0.6):
        _, none = warned(lambda s=strength: augmenter(transformation, s, space=space).fit(NOISY).augment(NOISY, 3))
        assert not none

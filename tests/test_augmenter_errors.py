"""What users do wrong: every message says what came, what is needed and what to do."""

import ast
import re

import numpy as np
import pandas as pd
import pytest
from sklearn.exceptions import NotFittedError

from sklearn_lgta import CVAE, LGTAAugmenter, PCACodec, WindowDataset
from sklearn_lgta.transformations import MagnitudeWarp, On, Perturbation, Transformation


def linear(transformation="mix", strength=0.3, **parameters):
    return LGTAAugmenter(transformation, strength, **{"model": PCACodec(), "random_state": 0, **parameters})


def with_value(X, value, where=(4, 7)):
    changed = np.array(X)
    changed[where] = value
    return changed


def refused(augmenter, X, error, message):
    """Fit must fail with this message and leave no half-fitted object."""
    with pytest.raises(error, match=message):
        augmenter.fit(X)
    with pytest.raises(NotFittedError):
        augmenter.augment(X)


# ------------------------------------------------------------------------------------ X in fit
@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_infinite_numbers_are_located(X, value):
    message = r"X contains inf: 1 of 2880 values are not finite, the first at position \(4, 7\).*Put NaN.*clip"
    refused(linear(), with_value(X, value), ValueError, message)


def test_infinite_numbers_of_a_frame_are_located(X):
    refused(linear(), pd.DataFrame(with_value(X, np.inf)), ValueError, r"X contains inf.*row 4, column 7")


def test_infinite_numbers_of_a_channel_are_located(X3):
    message = r"X contains inf: 1 of \d+ values are not finite, the first at position \(4, 1, 7\)"
    refused(linear(), with_value(X3, np.inf, (4, 1, 7)), ValueError, message)


def test_a_series_of_which_nothing_is_known_is_refused(X):
    unknown = X.copy()
    unknown[[5, 9]] = np.nan
    refused(linear(), unknown, ValueError, "X contains NaN only in 2 of 60 series, the first at position 5.*leave such")


def test_a_channel_of_which_nothing_is_known_is_refused(X3):
    unknown = X3.copy()
    unknown[3, 2] = np.nan
    refused(
        linear(), unknown, ValueError, r"X contains NaN only in channel 2 of 1 of \d+ series, the first at position 3"
    )


def test_text_is_told_where_names_belong(X):
    table = X.astype(object)
    table[0, 0] = "store_1"
    refused(linear(), table, ValueError, "store_1.*X must hold numbers only.*move names and dates to the index")


def test_series_of_a_list_have_one_number_of_channels():
    message = r"be of shape \(n_timepoints,\), or all.*shapes are \(2, 9\), \(3, 5\)"
    refused(linear(), [np.ones((3, 5)), np.ones((2, 9))], ValueError, message)


def test_a_list_of_other_channels_than_in_fit_is_refused(fitted3):
    with pytest.raises(ValueError, match="X has 1 channels, but fit saw 3"):
        fitted3.augment([np.arange(20.0), np.arange(30.0)])


@pytest.mark.parametrize("empty", [np.empty((0, 12)), np.empty((12, 0))])
def test_an_empty_table_is_refused(empty):
    refused(linear(), empty, ValueError, "Found array with 0 (sample|feature)")


def test_series_of_one_time_point_are_told_that_rows_are_series():
    message = r"n_features=1.*Rows are series and columns are time points.*reshape\(1, -1\).*transpose"
    refused(linear(), np.arange(12.0).reshape(12, 1), ValueError, message)


def test_a_single_series_without_rows_is_told_to_reshape():
    refused(linear(), np.arange(12.0), ValueError, r"X is 1-D, with 12 values.*reshape\(1, -1\)")


def test_four_dimensions_are_refused():
    message = r"X has 4 dimensions; pass \(n_series, n_timepoints\) or \(n_series, n_channels, n_timepoints\)"
    refused(linear(), np.zeros((2, 3, 4, 5)), ValueError, message)


def test_a_failed_fit_leaves_a_fitted_augmenter_able_to_fit_again(X):
    augmenter = linear().fit(X)
    with pytest.raises(ValueError, match="X contains inf"):
        augmenter.fit(with_value(X, np.inf))
    np.testing.assert_array_equal(augmenter.fit(X).augment(X), linear().fit(X).augment(X))


# ------------------------------------------------------------------------------------ X after fit
METHODS = ["augment", "transform", "encode", "reconstruct"]


@pytest.mark.parametrize("method", METHODS)
def test_nothing_is_done_before_fit(method, X):
    with pytest.raises(NotFittedError, match="This LGTAAugmenter instance is not fitted yet"):
        getattr(linear(), method)(X)


@pytest.mark.parametrize("method", METHODS)
def test_another_number_of_columns_is_told_about_three_dimensions(method, fitted, X):
    message = r"X has 47 features, but LGTAAugmenter is expecting 48.*another length.*\(instance, time\), or as a 3-D"
    with pytest.raises(ValueError, match=message):
        getattr(fitted, method)(X[:, :-1])


@pytest.mark.parametrize("method", METHODS)
def test_numbers_that_are_not_finite_are_located_after_fit_too(method, fitted, X):
    with pytest.raises(ValueError, match=r"X contains inf: 1 of 2880.*position \(4, 7\)"):
        getattr(fitted, method)(with_value(X, np.inf))


def test_another_number_of_channels_is_refused(fitted3, X3):
    with pytest.raises(ValueError, match="X has 2 channels, but fit saw 3"):
        fitted3.augment(X3[:, :2])


def test_other_dimensions_than_in_fit_are_named(X):
    augmenter = linear().fit(X)
    with pytest.raises(ValueError, match="X has 3 dimensions, but fit saw 2; pass the same kind of array"):
        augmenter.augment(np.tile(X[:, None], (1, 48, 1)))  # 48 channels pass the check of the width


def test_a_frame_of_other_column_names_is_refused(X):
    augmenter = linear().fit(pd.DataFrame(X, columns=[f"t{i}" for i in range(48)]))
    with pytest.raises(ValueError, match="feature names should match"):
        augmenter.augment(pd.DataFrame(X, columns=[f"u{i}" for i in range(48)]))


def test_series_too_short_for_their_structure_name_the_time_points_needed(X):
    augmenter = linear(seasonal_period=12).fit(X[:, None])
    with pytest.raises(ValueError, match="two seasons, 24 time points with seasonal_period=12.*shortest series has 20"):
        augmenter.augment(X[:, None, :20])


# ------------------------------------------------------------------------------------ parameters
@pytest.mark.parametrize(
    ("parameters", "error", "message"),
    [
        ({"transformation": "magnitude_wrap"}, ValueError, "Did you mean 'magnitude_warp'"),
        ({"transformation": "qqq"}, ValueError, "transformation='qqq' is unknown; there are .*'scaling'"),
        ({"transformation": MagnitudeWarp}, TypeError, "derives from .*for instance MagnitudeWarp"),
        ({"transformation": MagnitudeWarp(n_knots=1)}, ValueError, "'n_knots' parameter of MagnitudeWarp must be"),
        ({"transformation": 3}, TypeError, "transformation=3 must be one of .*derives from"),
        ({"strength": -0.1}, ValueError, r"'strength' parameter.*float in the range \[0.0, inf\).*Got -0.1"),
        ({"strength": float("nan")}, ValueError, "'strength' parameter.*Got nan"),
        ({"strength": "0.3"}, ValueError, "'strength' parameter.*Got '0.3'"),
        ({"model": CVAE}, TypeError, "should provide an instance .* instead of a class"),
        ({"model": "cvae"}, ValueError, "'model' parameter of LGTAAugmenter must be"),
        ({"model": CVAE(window_length=49)}, ValueError, "window_length=49 needs series of at least 49.*have 48. Lower"),
        ({"model": CVAE(window_length=14, patch_length=4)}, ValueError, "is not a multiple of patch_length=4. Use"),
        ({"model": CVAE(patch_length=60)}, ValueError, "patch_length=60 does not fit into a window of 48"),
        ({"model": CVAE(latent_dim=0)}, ValueError, "'latent_dim' parameter of CVAE must be"),
        ({"model": PCACodec(patch_length=3, latent_dim=4)}, ValueError, "more than the 3 values of a patch"),
        ({"space": "fourier"}, ValueError, "'space' parameter of LGTAAugmenter must be a str among"),
        (
            {"structure": "both"},
            ValueError,
            "structure='both' needs seasonal_period.*Set seasonal_period, or structure",
        ),
        ({"structure": "trend"}, ValueError, "structure='trend' needs seasonal_period"),
        (
            {"structure": "both", "seasonal_period": 30},
            ValueError,
            "structure='both' needs two seasons, 60 time points with seasonal_period=30; the shortest series has 48. "
            "Leave out shorter series, or set structure='none'",
        ),
        ({"seasonal_period": 1}, ValueError, "'seasonal_period' parameter.*Got 1"),
        ({"residual": "blend"}, ValueError, "'residual' parameter of LGTAAugmenter must be a str among"),
        ({"calibration": "mae"}, ValueError, "'calibration' parameter of LGTAAugmenter must be"),
        ({"calibration": "wasserstein"}, ValueError, "keeps the distribution of the values.*Use calibration='rms'"),
        ({"bounds": (1,)}, ValueError, r"bounds=\(1,\) must be 'auto', None or a pair \(low, high\)"),
        ({"bounds": (5, 1)}, ValueError, r"bounds=\(5, 1\) must be .*\(low, high\) with low < high"),
        ({"bounds": (0, 1)}, ValueError, "do not hold for X, whose values lie between .*Widen the bounds or clip X"),
        ({"bounds": "none"}, ValueError, "'bounds' parameter of LGTAAugmenter must be"),
        ({"round": "up"}, ValueError, "'round' parameter of LGTAAugmenter must be"),
        (
            {"round": True},
            ValueError,
            r"X has 2880 values that are not, the first .*Pass np.rint\(X\), or set round=False",
        ),
        ({"unseen": "ignore"}, ValueError, "'unseen' parameter of LGTAAugmenter must be a str among"),
        ({"random_state": "seed"}, ValueError, "'random_state' parameter of LGTAAugmenter must be"),
    ],
    ids=lambda value: repr(value) if isinstance(value, dict) else "",
)
def test_wrong_parameters_are_refused_before_anything_is_fitted(parameters, error, message, X):
    refused(linear(**parameters), X, error, message)


@pytest.mark.parametrize("kind", ["mix", "resample", "jitter"])
def test_changes_that_keep_the_marginals_refuse_the_distance_between_them(kind, X):
    refused(linear(kind, calibration="wasserstein"), X, ValueError, "their Wasserstein distance hardly moves")


def test_bounds_that_are_not_numbers_are_refused(X):
    refused(linear(bounds=("low", "high")), X, ValueError, "low.*high")


def test_a_strength_set_after_fit_is_checked(X):
    augmenter = linear().fit(X).set_params(strength=-1)
    with pytest.raises(ValueError, match="'strength' parameter.*Got -1"):
        augmenter.augment(X)


# ------------------------------------------------------------------------------------ arguments of methods
@pytest.mark.parametrize("n_copies", [0, -1, 1.5, "3", True, None])
def test_the_number_of_copies_is_a_whole_number_from_one_on(fitted, X, n_copies):
    with pytest.raises(ValueError, match=f"n_copies={n_copies!r} must be a whole number of at least 1"):
        fitted.augment(X, n_copies=n_copies)


@pytest.mark.parametrize("copy", [-1, 0.5, "first"])
def test_the_number_of_the_first_copy_is_a_whole_number(fitted, X, copy):
    with pytest.raises(ValueError, match=f"copy={copy!r} must be a whole number of at least 0"):
        fitted.augment(X, copy=copy)


def test_numbers_of_numpy_are_numbers_of_copies(fitted, X):
    assert len(fitted.augment(X, n_copies=np.int64(2), copy=np.int32(1))) == 2 * len(X)


VERBS_WITH_GROUPS = {
    "augment": lambda fitted, X, groups: fitted.augment(X, groups=groups),
    "augment_iter": lambda fitted, X, groups: fitted.augment_iter(X, groups=groups),
    "iter_copies": lambda fitted, X, groups: fitted.iter_copies(X, groups=groups),
    "training_windows": lambda fitted, X, groups: fitted.training_windows(X, 8, 4, target="same", groups=groups),
    "WindowDataset": lambda fitted, X, groups: WindowDataset(fitted, X, 8, 4, target="same", groups=groups),
}


@pytest.mark.parametrize("groups", [[0, 1], np.zeros((60, 1)), 3])
@pytest.mark.parametrize("verb", VERBS_WITH_GROUPS)
def test_groups_of_another_length_name_the_one_needed(fitted, X, groups, verb):
    with pytest.raises(ValueError, match="groups has shape .*; one label for each of 60 series is needed"):
        VERBS_WITH_GROUPS[verb](fitted, X, groups)


@pytest.mark.parametrize("missing", [np.nan, None, pd.NA, pd.NaT])
def test_series_without_a_group_are_refused_with_a_line_that_works(fitted, X, missing):
    groups = np.array([missing, missing, *"abc" * 19, "b"], dtype=object)
    with pytest.raises(ValueError, match="no label at position 0 .2 in all.") as raised:
        fitted.augment(X, groups=groups)
    scope = {"groups": groups}
    exec(str(raised.value).split("of its own: ")[1], scope)
    fitted.augment(X, groups=scope["groups"])
    assert len(set(scope["groups"])) == 5


@pytest.mark.parametrize("shape", [(60, 8, 2), (60, 7, 3), (59, 8, 3), (60, 24)])
def test_codes_of_another_shape_name_the_one_needed(fitted, X, shape):
    assert fitted.encode(X).shape == (60, 8, 3)
    with pytest.raises(ValueError, match=r"latent has shape .*; these series need \(60, 8, 3\), as encode\(like\)"):
        fitted.decode(np.zeros(shape), like=X)


def test_codes_that_are_not_finite_are_refused(fitted, X):
    latent = fitted.encode(X)
    latent[0, 0, 0] = np.nan
    with pytest.raises(ValueError, match="latent contains NaN or inf; codes must be finite"):
        fitted.decode(latent, like=X)


def test_three_dimensions_cannot_become_a_frame(X3):
    augmenter = linear().fit(X3).set_output(transform="pandas")
    with pytest.raises(ValueError, match="2-d|2D|2-D|2 dim"):
        augmenter.transform(X3)


def test_a_fit_that_fails_leaves_an_unfitted_object_not_a_mixture_of_two(X):
    augmenter = linear().fit(X)
    with pytest.raises(ValueError, match="do not hold for X"):
        augmenter.set_params(bounds=(0, 1)).fit(X[:, :20])
    assert not augmenter.__sklearn_is_fitted__()
    with pytest.raises(NotFittedError):
        augmenter.augment(X)


class Draws(Transformation):
    """Draws what it was made with."""

    def __init__(self, drawn):
        self.drawn = drawn

    def draw(self, latent, rng, donors):
        return self.drawn


@pytest.mark.parametrize("made_of", [lambda t: t, lambda t: t + "mix", lambda t: "mix" | t, lambda t: On(t, time=[3])])
@pytest.mark.parametrize(
    ("drawn", "error", "message"),
    [
        (None, TypeError, "returned NoneType. Return a Perturbation"),
        (np.ones((8, 3)), TypeError, "returned ndarray. Return a Perturbation"),
        (Perturbation, TypeError, "returned the class Perturbation. Return a Perturbation"),
        (Perturbation(shift=np.nan), ValueError, "returned shift with values that are not finite numbers"),
        (Perturbation(scale=1j), ValueError, "returned scale with values that are not finite numbers"),
        (Perturbation(shift=np.ones(7)), ValueError, r"returned shift of shape \(7,\), which does not fit a code of"),
        (Perturbation(shift=np.ones((2, 8, 3))), ValueError, r"returned shift of shape \(2, 8, 3\), which does not"),
    ],
    ids=["none", "array", "class", "nan", "complex", "short", "deep"],
)
def test_what_cannot_be_used_is_said_at_fit(made_of, drawn, error, message, X):
    with pytest.raises(error, match=message):
        LGTAAugmenter(made_of(Draws(drawn)), model=PCACodec(), random_state=0).fit(X)


def test_a_transformation_cannot_write_into_the_code(X):
    class InPlace(Transformation):
        def draw(self, latent, rng, donors):
            latent *= 0
            return Perturbation(shift=1.0)

    with pytest.raises(ValueError, match="read-only"):
        LGTAAugmenter(InPlace(), model=PCACodec()).fit(X)


def test_changing_the_users_transformation_after_fit_is_as_fitting_with_it(X):
    warp = MagnitudeWarp(n_knots=4)
    augmenter = LGTAAugmenter(warp + "jitter", 0.3, model=PCACodec(), random_state=0).fit(X)
    running = augmenter.iter_copies(X)
    copies = augmenter.augment(X)
    warp.n_knots = 20  # what set_params of a nested parameter does
    fresh = LGTAAugmenter(MagnitudeWarp(n_knots=20) + "jitter", 0.3, model=PCACodec(), random_state=0).fit(X)
    np.testing.assert_array_equal(augmenter.augment(X), fresh.augment(X))
    np.testing.assert_array_equal(next(running), copies)


# ------------------------------------------------------------------------------------ parameters and output
@pytest.mark.parametrize("strength", [-1, -0.3, "large"])
def test_a_strength_that_is_none_comes_with_one_to_type(strength, X):
    with pytest.raises(
        ValueError, match="'strength' parameter of LGTAAugmenter must be .* type strength=0.3 for"
    ) as error:
        linear(strength=strength).fit(X)
    for typed in re.findall(r"strength=([\w.]+)", str(error.value)):
        linear(strength=ast.literal_eval(typed)).fit(X)


def test_a_list_makes_no_table_for_set_output(X, X3):
    for series in ([X[0], X[1, :30], X[2], X[3, :40]], X3):
        augmenter = linear().set_output(transform="pandas").fit(series)
        with pytest.raises(ValueError, match=r"set_output asks for tables of pandas.* Type set_output.*'default'\)"):
            augmenter.transform(series)
        assert len(augmenter.augment(series)) == len(series)
        assert len(augmenter.set_output(transform="default").transform(series)) == len(series)

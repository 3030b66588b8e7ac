"""Conditions: how values are read and kept, what the network makes of them, and how errors name what is wrong."""

import pickle
import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn import config_context
from sklearn.base import clone
from sklearn.linear_model import Ridge, RidgeClassifier
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline

from sklearn_lgta import CVAE, AugmentedEstimator, LGTAAugmenter, LGTAResampler, PCACodec, WindowDataset
from sklearn_lgta._conditions.arrays import Conditions, Covariates
from sklearn_lgta._latent.condition_effect import ConditionEffect
from sklearn_lgta.exceptions import ExtrapolationWarning

QUICK = CVAE(max_steps=12)
N_SERIES, N_DAYS = 60, 84
DAYS = np.datetime64("2024-01-01") + np.arange(N_DAYS)  # a Monday
WEEKEND = np.arange(N_DAYS) % 7 >= 5


def augmenter_with(conditions, model=QUICK, **parameters):
    return LGTAAugmenter(
        "mix", 0.3, **{"model": model, "structure": "none", "random_state": 0, **parameters}, conditions=conditions
    )


def days(seed=0):
    """Days of autocorrelated noise with high weekends, and promotions that lift a day: (60, 84) each."""
    rng = np.random.default_rng(seed)
    noise = rng.normal(size=(N_SERIES, N_DAYS))
    for day in range(1, N_DAYS):
        noise[:, day] += 0.7 * noise[:, day - 1]
    promoted = rng.random((N_SERIES, N_DAYS)) < 0.15
    return noise + 3 * WEEKEND * rng.uniform(0.5, 1.5, (N_SERIES, 1)) + 3 * promoted, promoted


def lift(series, where):
    """Mean of some days less the mean of the others."""
    where = np.broadcast_to(where, series.shape)
    return series[where].mean() - series[~where].mean()


def two_groups(n_series=60, seed=0):
    """A hill in the first or the second half, and which it is."""
    rng = np.random.default_rng(seed)
    group = np.where(np.arange(n_series) % 2, "late", "early")
    place = rng.uniform(8, 16, n_series) + 24 * (group == "late")
    hill = np.exp(-0.5 * ((np.arange(48) - place[:, None]) / 3) ** 2)
    return 3 * hill + 0.1 * rng.normal(size=(n_series, 48)), group


def are_late(series):
    return series[:, 24:].mean(axis=1) > series[:, :24].mean(axis=1)


@pytest.fixture(scope="module")
def shops():
    return days()


@pytest.fixture(scope="module")
def by_day(shops):
    """Told the calendar and the promotions."""
    X, promoted = shops
    values = {"calendar": DAYS, "promotion": promoted}
    return augmenter_with(["calendar", "promotion"], CVAE(max_steps=200)).fit(X, conditions=values)


@pytest.fixture(scope="module")
def groups():
    return two_groups()


@pytest.fixture(scope="module")
def by_group(groups):
    return augmenter_with("group", CVAE(max_steps=150)).fit(groups[0], conditions=groups[1])


# ------------------------------------------------------------------------------------ arrays
@pytest.fixture
def some():
    """Three series of five time points: a class, a category, and a number that two of them share."""
    category = Covariates(np.array([[1], [0], [1]]), np.arange(3), 2)
    number = Covariates(np.arange(10, dtype=np.float32).reshape(2, 5, 1), np.array([0, 1, 0]))
    return Conditions(np.array([0, 1, 1]), 2, (category, number))


def test_covariates_stand_side_by_side_along_time(some):
    along = some.to_array(5)
    assert along.dtype == np.float32
    np.testing.assert_array_equal(along[:, 3], [[1, 0, 0, 1, 3], [0, 1, 1, 0, 8], [0, 1, 0, 1, 3]])
    np.testing.assert_array_equal(along[1, :, 4], [5, 6, 7, 8, 9])


def test_beyond_the_end_the_last_value_is_repeated(some):
    np.testing.assert_array_equal(some.to_array(7)[:, 5:], np.repeat(some.to_array(5)[:, 4:], 2, axis=1))


def test_series_that_begin_later_keep_what_never_changes(some):
    later = some.from_timepoint(2).to_array(3)
    np.testing.assert_array_equal(later, some.to_array(5)[:, 2:])
    np.testing.assert_array_equal(some.from_timepoint(1).from_timepoint(1).to_array(3), later)


def test_rows_are_taken_from_classes_and_covariates(some):
    rows = np.array([2, 0])
    np.testing.assert_array_equal(some[rows].to_array(5), some.to_array(5)[rows])
    np.testing.assert_array_equal(some[1:].codes, [1, 1])


def test_parts_of_the_array_are_made_when_they_are_asked_for(some):
    lazy, whole = some.lazy_array(5), some.to_array(5)
    assert lazy.shape == whole.shape
    np.testing.assert_array_equal(lazy[np.array([1, 2]), 1:4].to_array(), whole[1:, 1:4])
    at = np.array([[2], [0]]), np.array([[3, 4], [0, 1]])
    np.testing.assert_array_equal(lazy[at], whole[at])


def test_labels_that_are_no_condition_do_not_train_again(some):
    plain = Conditions(some.codes, 0, some.covariates)
    assert plain.for_network().codes.tolist() == [0, 0, 0]
    assert plain.for_network().covariates == some.covariates
    assert some.for_network() is some


def test_what_all_series_share_is_kept_once(X):
    temperature = np.sin(np.arange(48))[None]
    augmenter = augmenter_with("temperature").fit(X, conditions={"temperature": temperature})
    assert augmenter._training_conditions.covariates["temperature"].profiles.shape == (1, 48, 1)


# ------------------------------------------------------------------------------------ the effect on a code
def test_the_effect_that_was_put_in_is_found():
    rng = np.random.default_rng(0)
    moving, static = rng.normal(size=(400, 30, 2)), rng.integers(2, size=(400, 1, 1))
    patches = np.concatenate([moving, np.broadcast_to(static, (400, 30, 1))], axis=2)
    slopes, by_place = rng.normal(size=(2, 4)), rng.normal(size=(30, 4))
    latent = moving @ slopes + static * by_place + rng.normal(size=(400, 30, 4))
    effect = ConditionEffect.fit(latent, patches, 3).with_static(latent, patches, by_place=True)
    other = patches + np.array([1, 0, 0])
    shrunk = slopes[0] * 30 / 31  # one more patch of 30 without an effect
    np.testing.assert_allclose((effect(other) - effect(patches))[0], np.tile(shrunk, (30, 1)), atol=0.04)
    one, zero = (np.concatenate([moving, np.full((400, 30, 1), value)], axis=2) for value in (1, 0))
    np.testing.assert_allclose((effect(one) - effect(zero))[0], by_place, atol=0.4)  # standard error .1
    rest = latent - effect(patches)
    assert abs(np.corrcoef(rest[..., 0].ravel(), moving[..., 0].ravel())[0, 1]) < 0.05


def test_conditions_that_never_vary_have_no_effect():
    latent = np.random.default_rng(0).normal(size=(5, 4, 2))
    patches = np.ones((5, 4, 3))
    effect = ConditionEffect.fit(latent, patches, 3).with_static(latent, patches, by_place=True)
    np.testing.assert_array_equal(effect(patches), np.zeros((5, 4, 2)))


def test_a_static_effect_is_one_for_all_places_where_these_are_alike():
    rng = np.random.default_rng(0)
    static = np.repeat(rng.integers(2, size=(300, 1, 1)), 20, axis=1).astype(float)
    latent = 2 * static + rng.normal(size=(300, 20, 3))
    effect = ConditionEffect.fit(latent, static, 1).with_static(latent, static, by_place=False)
    np.testing.assert_allclose(effect(np.ones((1, 20, 1))) - effect(np.zeros((1, 20, 1))), 2, atol=0.1)


def test_codes_have_mean_0_and_standard_deviation_1_with_conditions(by_day, shops):
    latent = by_day._copier.encoder.codec.whiten(by_day.encode(shops[0]))
    np.testing.assert_allclose(latent.mean(axis=(0, 1)), 0, atol=0.1)
    np.testing.assert_allclose(latent.std(axis=(0, 1)), 1, atol=0.1)


# ------------------------------------------------------------------------------------ what the network makes of them
def test_decoding_on_other_weekdays_moves_the_weekend(by_day, shops):
    X, promoted = shops
    code = by_day.encode(X)
    as_it_was = by_day.decode(code, like=X)
    np.testing.assert_array_equal(as_it_was, by_day.reconstruct(X))
    moved = by_day.decode(code, like=X, conditions={"calendar": DAYS + 3, "promotion": promoted})
    new_weekend = np.roll(WEEKEND, -3)  # three days later at every time point
    assert lift(as_it_was, WEEKEND) == pytest.approx(lift(X, WEEKEND), rel=0.1)
    assert lift(moved, new_weekend) > 0.7 * lift(as_it_was, WEEKEND)
    weekdays = ~WEEKEND & ~new_weekend
    assert abs(lift(moved[:, ~new_weekend], WEEKEND[~new_weekend])) < 0.2 * lift(as_it_was, WEEKEND)
    assert weekdays.any()


def test_decoding_without_a_promotion_takes_its_lift_away(by_day, shops):
    X, promoted = shops
    code = by_day.encode(X)
    with_them = by_day.decode(code, like=X)
    without = by_day.decode(code, like=X, conditions={"calendar": DAYS, "promotion": np.zeros_like(promoted)})
    assert lift(with_them, promoted) > 0.6 * lift(X, promoted)  # a single day is hard to code
    assert abs(lift(without, promoted)) < 0.4 * lift(with_them, promoted)


def test_decoding_as_another_group_moves_the_hill(by_group, groups):
    X, group = groups
    code, other = by_group.encode(X), np.where(group == "late", "early", "late")
    same, changed = by_group.decode(code, like=X), by_group.decode(code, like=X, conditions=other)
    np.testing.assert_array_equal(are_late(same), group == "late")
    assert (are_late(changed) == (other == "late")).mean() > 0.9


def test_decoding_as_another_class_moves_the_hill(groups):
    X, group = groups
    augmenter = augmenter_with(None, CVAE(max_steps=150), use_y="condition").fit(X, group)
    other = np.where(group == "late", "early", "late")
    changed = augmenter.decode(augmenter.encode(X), like=X, y=other)
    assert (are_late(changed) == (other == "late")).mean() > 0.9


def test_copies_keep_their_conditions(shops):
    X, promoted = shops
    redrawn = LGTAAugmenter(
        "resample", 1, structure="none", calibration=None, model=CVAE(max_steps=200), random_state=0
    )
    with_promotions = clone(redrawn).set_params(conditions="promotion").fit(X, conditions=promoted)
    kept, lost = (
        lift(augmenter.augment(X), promoted) / lift(X, promoted) for augmenter in (with_promotions, redrawn.fit(X))
    )
    assert kept > 0.5
    assert abs(lost) < 0.2  # what is drawn anew knows of no promotion


def test_a_warp_of_time_moves_what_the_group_tells_of_its_shape(groups):
    X, group = groups
    warped = augmenter_with("group").set_params(transformation="time_warp").fit(X, conditions=group)
    copies = warped.augment(X)
    codec = replace(warped._copier.encoder.codec, effect=None)  # then the code holds the group too, and moves with it
    encoder = replace(warped._copier.encoder, codec=codec)
    warped._copier = replace(warped._copier, encoder=encoder)
    np.testing.assert_allclose(warped.augment(X), copies, atol=1e-4)


def test_zero_strength_returns_the_input_under_any_condition(by_group, groups):
    still = pickle.loads(pickle.dumps(by_group)).set_params(strength=0)
    np.testing.assert_array_equal(still.augment(groups[0]), groups[0])


# ------------------------------------------------------------------------------------ series that fit has seen
def test_series_of_fit_need_no_conditions(by_day, shops):
    X, promoted = shops
    values = {"calendar": DAYS, "promotion": promoted}
    np.testing.assert_array_equal(by_day.augment(X), by_day.augment(X, conditions=values))
    np.testing.assert_array_equal(by_day.transform(X), by_day.augment(X))
    np.testing.assert_array_equal(by_day.encode(X), by_day.encode(X, conditions=values))
    some = {"calendar": DAYS, "promotion": promoted[5:7]}
    np.testing.assert_allclose(by_day.encode(X[5:7]), by_day.encode(X[5:7], conditions=some), atol=1e-12)


def test_copies_do_not_depend_on_the_batch(by_day, shops):
    X, promoted = shops
    copies = by_day.augment(X)
    np.testing.assert_array_equal(by_day.augment(X[::-1])[::-1], copies)
    np.testing.assert_array_equal(by_day.augment(X[7:8]), copies[7:8])
    one = {"calendar": [DAYS], "promotion": promoted[7:8]}
    np.testing.assert_array_equal(by_day.augment(X[7:8], conditions=one), copies[7:8])


@pytest.mark.parametrize("verb", ["augment", "encode", "reconstruct", "iter_copies"])
def test_new_series_need_their_conditions(verb, by_group, groups):
    X = np.concatenate([groups[0][:3], two_groups(2, seed=9)[0]])
    with pytest.raises(ValueError, match=r"2 of 5 were not seen in fit \(the first at position 3\). Pass them:"):
        getattr(by_group, verb)(X)


def test_equal_series_with_unlike_conditions_need_them(groups):
    X, group = np.concatenate([groups[0], groups[0][:2]]), np.append(groups[1], ["late", "late"])  # early, late
    augmenter = augmenter_with("group").fit(X, conditions=group)
    with pytest.raises(ValueError, match="2 of 62 equal training series whose conditions differ .* position 0"):
        augmenter.augment(X)
    assert augmenter.augment(X, conditions=group).shape == X.shape
    assert augmenter.augment(X[1:2]).shape == (1, 48)  # equal series, equal conditions


def test_all_verbs_take_conditions(by_group):
    X, group = two_groups(8, seed=3)
    copies = by_group.augment(X, 2, conditions=group)
    np.testing.assert_array_equal(next(by_group.iter_copies(X, start=1, conditions=group)), copies[8:])
    lags, _, _ = by_group.training_windows(X, 40, 8, 1, target="same", conditions=group)
    np.testing.assert_array_equal(lags[8:], copies[:8, :40])
    dataset = WindowDataset(by_group, X, 40, 8, target="same", conditions=group)
    np.testing.assert_array_equal(dataset.set_epoch(1)[:][0].numpy(), copies[:8, :40].astype(np.float32))
    assert by_group.reconstruct(X, conditions=group).shape == X.shape
    path = by_group.interpolate(X[:4], X[4:], 3, conditions_a=group[:4], conditions_b=group[4:])
    np.testing.assert_array_equal(path[-4:], X[4:])


# ------------------------------------------------------------------------------------ calendar of columns
@pytest.fixture(scope="module")
def frame(shops):
    return pd.DataFrame(shops[0], columns=pd.DatetimeIndex(DAYS))


def test_the_calendar_is_read_from_the_columns(frame, shops):
    augmenter = augmenter_with("calendar", seasonal_period=7).fit(frame)
    given = augmenter_with("calendar", seasonal_period=7).fit(shops[0], conditions={"calendar": DAYS})
    np.testing.assert_array_equal(augmenter.encode(frame), given.encode(shops[0]))
    later = frame + 1  # not seen in fit
    np.testing.assert_array_equal(
        augmenter.encode(later), given.encode(shops[0] + 1, conditions={"calendar": frame.columns.to_period("D")})
    )


def test_dates_given_go_before_those_of_the_columns(frame):
    augmenter = augmenter_with("calendar").fit(frame)
    code = augmenter.encode(frame)
    other = augmenter.decode(code, like=frame, conditions={"calendar": DAYS + 2})
    assert np.abs(other - augmenter.decode(code, like=frame)).to_numpy().max() > 1e-3


def test_other_dates_that_change_nothing_are_pointed_out(frame, shops):
    week = shops[0][:, :10]  # less than two weeks, so the position in the day is the only input
    hours = pd.date_range("2024-01-01", periods=10, freq="3h")
    augmenter = augmenter_with("calendar").fit(pd.DataFrame(week, columns=hours))
    code = augmenter.encode(pd.DataFrame(week, columns=hours))
    like = pd.DataFrame(week, columns=hours)
    with pytest.warns(
        UserWarning, match="nothing changes: the only input of the network is the position in the day, and"
    ):
        augmenter.decode(code, like=like, conditions={"calendar": hours + pd.Timedelta(days=2)})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        augmenter.decode(code, like=like, conditions={"calendar": hours})
        augmenter.decode(code, like=like, conditions={"calendar": hours + pd.Timedelta(hours=2)})


def test_other_dates_beside_a_season_that_stays_are_pointed_out(frame):
    augmenter = LGTAAugmenter(conditions="calendar", model=CVAE(max_steps=20), random_state=0).fit(frame)
    assert augmenter.structure_ == "both"
    with pytest.warns(UserWarning, match="trend and season are set aside and stay.*structure='none'"):
        augmenter.decode(augmenter.encode(frame), like=frame, conditions={"calendar": DAYS + 2})


def test_one_day_of_the_week_that_is_unlike_the_others_is_reached():
    rng, hours = np.random.default_rng(0), np.arange(24)
    first = pd.date_range("2024-01-01", periods=140)
    sunday = first.dayofweek == 6
    evening = np.where(sunday, 5, 0)[:, None] * np.exp(-((hours - 18) ** 2) / 8)
    X = 10 + 4 * np.sin(hours * np.pi / 12) + evening + 0.3 * rng.normal(size=(140, 24))
    dates = [pd.date_range(day, periods=24, freq="h") for day in first]
    augmenter = augmenter_with("calendar", CVAE(max_steps=150)).fit(X, conditions={"calendar": dates})
    wednesdays = np.flatnonzero(first.dayofweek == 2)
    later = [dates[row] + pd.Timedelta(days=4) for row in wednesdays]
    moved = augmenter.decode(augmenter.encode(X[wednesdays]), like=X[wednesdays], conditions={"calendar": later})

    def shape(series):  # level and scale stay
        return ((series - series.mean(axis=1, keepdims=True)) / series.std(axis=1, keepdims=True)).mean(axis=0)

    real = shape(X[sunday]) - shape(X[wednesdays])
    found = shape(moved) - shape(augmenter.reconstruct(X[wednesdays]))
    assert found @ real / (real @ real) == pytest.approx(1, abs=0.2)


def test_every_series_may_have_its_own_dates(shops):
    X, _ = shops
    rows = [DAYS + 7 * (row % 3) for row in range(len(X))]  # the same weekdays
    augmenter = augmenter_with("calendar").fit(X, conditions={"calendar": rows})
    assert len(augmenter._training_conditions.covariates["calendar"].profiles) == 3
    one = augmenter_with("calendar").fit(X, conditions={"calendar": DAYS})
    np.testing.assert_allclose(augmenter.encode(X), one.encode(X), atol=1e-5)


@pytest.mark.parametrize(
    ("dates", "message"),
    [
        (DAYS[:-1], "holds 83 dates, and the series have 84 time points"),
        ([DAYS] * 3, "holds 3 rows of dates for 60 series"),
        (np.arange(N_DAYS), "needs two dates or more in a row, but int64"),
        (np.datetime64("2000") + np.arange(N_DAYS), "have no season that a calendar could describe"),
    ],
)
def test_a_wrong_calendar_says_what_is_needed(dates, message, shops):
    with pytest.raises(ValueError, match=message):
        augmenter_with("calendar").fit(shops[0], conditions={"calendar": dates})


def test_dates_of_another_kind_are_refused(by_day, shops):
    months = np.datetime64("2020-01", "M") + np.arange(N_DAYS)
    with pytest.raises(ValueError, match="holds monthly dates, and fit saw daily ones"):
        by_day.augment(shops[0], conditions={"calendar": months, "promotion": shops[1]})


def test_a_calendar_without_dates_says_where_they_come_from(shops):
    with pytest.raises(ValueError, match="needs values of 'calendar', and holds nothing.* pd.PeriodIndex"):
        augmenter_with("calendar").fit(shops[0])


# ------------------------------------------------------------------------------------ values
def test_kinds_of_values_are_distinguished(X):
    rng = np.random.default_rng(0)
    values = {
        "text": rng.permutation(np.repeat(["a", "b", "c"], 20)),
        "flag": rng.random((60, 48)) < 0.5,
        "codes": pd.Series(rng.integers(4, size=60)).astype("category"),
        "number": rng.integers(9, size=60),
        "profile": rng.normal(size=(1, 48)),
    }
    augmenter = augmenter_with(list(values)).fit(X, conditions=values)
    widths = {name: covariate.width for name, covariate in augmenter._training_conditions.covariates.items()}
    assert widths == {"text": 3, "flag": 2, "codes": 4, "number": 1, "profile": 1}
    along = augmenter._training_conditions.training.to_array(48)
    number = along[:, 0, widths["text"] + 2 + 4]
    np.testing.assert_allclose(number, (values["number"] - values["number"].mean()) / values["number"].std(), rtol=1e-5)


def test_a_frame_holds_static_conditions(groups):
    X, group = groups
    size = np.linspace(0, 1, 60)
    frame = pd.DataFrame({"group": group, "size": size})
    augmenter = augmenter_with(["group", "size"]).fit(X, conditions=frame)
    other = augmenter_with(["group", "size"]).fit(X, conditions={"group": group, "size": size})
    np.testing.assert_array_equal(augmenter.augment(X), other.augment(X, conditions=frame))


def test_rows_of_a_frame_in_another_order_are_refused(groups):
    X, group = pd.DataFrame(groups[0], index=[f"s{row}" for row in range(60)]), groups[1]
    frame = pd.DataFrame({"group": group}, index=X.index)
    assert augmenter_with("group").fit(X, conditions=frame).augment(X).shape == X.shape
    with pytest.raises(ValueError, match=r"labels of X in another order.*conditions.loc\[X.index\]"):
        augmenter_with("group").fit(X, conditions=frame[::-1])


def test_an_unseen_category_names_the_condition_and_the_known_ones(by_group, groups):
    with pytest.raises(ValueError, match="condition 'group' holds 'odd' at position 4, .* Pass one of 'early', 'late'"):
        by_group.augment(groups[0], conditions=np.where(np.arange(60) == 4, "odd", groups[1]))


def test_a_single_value_stands_for_all_series(by_group, groups):
    X, group = groups
    code = by_group.encode(X)
    one = by_group.decode(code, like=X, conditions={"group": group[0]})
    np.testing.assert_array_equal(one, by_group.decode(code, like=X, conditions={"group": np.repeat(group[0], len(X))}))


def test_a_name_that_is_nearly_right_is_named(by_group, groups):
    with pytest.raises(ValueError, match="holds 'gruop', but this augmenter uses 'group'. Did you mean 'group'"):
        by_group.augment(groups[0], conditions={"gruop": groups[1]})


def test_numbers_far_from_training_warn_and_name_the_range(X):
    size = np.linspace(10, 20, 60)
    augmenter = augmenter_with("size").fit(X, conditions=size)
    assert augmenter.encode(X, conditions=size + 4).shape  # within half the range
    with pytest.warns(ExtrapolationWarning, match="10 to 20, at 1 of 60 values: 50 at position 3. .* from 5 to 25"):
        augmenter.encode(X, conditions=np.where(np.arange(60) == 3, 50, size))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (np.zeros(59), r"condition 'c' has shape \(59,\); for 60 series of 48 time points it needs shape \(60,\)"),
        (np.zeros((60, 47)), r"has shape \(60, 47\).* or \(60, 48\) or \(1, 48\)"),
        (np.where(np.arange(60) == 7, np.nan, 0.0), "is missing or not finite at 1 of 60 values, .* position 7"),
        (np.where(np.eye(60, 48), np.inf, 0.0), r"at 48 of 2880 values, the first at position \(0, 0\)"),
        (np.array(["a", None] * 30, dtype=object), "is missing or not finite at 30 of 60 values, .* position 1"),
    ],
)
def test_values_that_do_not_fit_are_named(values, message, X):
    with pytest.raises(ValueError, match=message):
        augmenter_with("c").fit(X, conditions={"c": values})


def test_numbers_do_not_become_words(X):
    augmenter = augmenter_with("size").fit(X, conditions=np.arange(60))
    with pytest.raises(ValueError, match="condition 'size' was numbers in fit and holds 'big' now"):
        augmenter.augment(X, conditions=["big"] * 60)


@pytest.mark.parametrize(
    ("names", "values", "message"),
    [
        (None, {"shop": np.zeros(60)}, "holds 'shop', but this augmenter uses none.*conditions="),
        (None, np.zeros(60), "uses none"),
        ("shop", {"store": np.zeros(60)}, "holds 'store', but this augmenter uses 'shop'"),
        (["shop", "size"], {"shop": np.zeros(60)}, "needs values of 'size', and holds 'shop'"),
        (["shop", "size"], np.zeros(60), "is a ndarray without names, and this augmenter uses 'shop', 'size'"),
        ("shop", None, "needs values of 'shop', and holds nothing"),
        (["shop", "shop"], {"shop": np.zeros(60)}, "must name the conditions in use, each once"),
        ([3], None, "must name the conditions in use"),
    ],
)
def test_names_and_values_must_agree(names, values, message, X):
    with pytest.raises(ValueError, match=message):
        augmenter_with(names).fit(X, conditions=values)


def test_a_model_that_takes_no_conditions_is_named(X):
    words = "holds 'shop', which has no effect along time and would be an input of the network, but "
    with pytest.raises(ValueError, match=rf"{words}PCACodec\(\) takes no conditions. Use a CVAE"):
        augmenter_with("shop", PCACodec()).fit(X, conditions=np.zeros(60))
    with pytest.raises(ValueError, match=f"{words}space='data' trains no network. Use a CVAE"):
        augmenter_with("shop", space="data").fit(X, conditions=np.zeros(60))
    with pytest.raises(ValueError, match="use_y='condition' makes the class an input of the network, but PCACodec"):
        augmenter_with(None, PCACodec(), use_y="condition").fit(X, np.arange(60) % 2)


# ------------------------------------------------------------------------------------ around estimators
def test_clone_and_parameters_keep_the_names():
    augmenter = augmenter_with(["calendar", "shop"])
    assert clone(augmenter).conditions == ["calendar", "shop"]
    assert augmenter.set_params(conditions="shop").get_params()["conditions"] == "shop"


def test_a_search_splits_conditions_with_the_rows(groups):
    X, group = groups
    seen = []

    class Watching(LGTAAugmenter):
        def fit(self, X, y=None, *, conditions=None):
            seen.append((X, conditions))
            return super().fit(X, y, conditions=conditions)

    augmenter = Watching("mix", 0.3, model=QUICK, conditions="group", random_state=0)
    model = AugmentedEstimator(RidgeClassifier(), augmenter, n_copies=1)
    search = GridSearchCV(model, {"augmenter__strength": [0, 0.3]}, cv=2)
    search.fit(X, np.arange(60) % 3, conditions=group)
    assert len(seen) == 5
    for rows, values in seen:
        np.testing.assert_array_equal(are_late(rows), np.asarray(values) == "late")


def test_a_frame_of_conditions_is_split_too(groups):
    X, group = groups
    model = AugmentedEstimator(RidgeClassifier(), augmenter_with(["group", "size"]), n_copies=1)
    frame = pd.DataFrame({"group": group, "size": np.linspace(0, 1, 60)})
    scores = cross_val_score(model, X, group, cv=2, params={"conditions": frame}, error_score="raise")
    assert scores.min() > 0.9


def test_a_search_with_metadata_routing_hands_conditions_on(groups):
    X, group = groups
    with config_context(enable_metadata_routing=True):
        model = AugmentedEstimator(RidgeClassifier(), augmenter_with("group"), n_copies=1).set_fit_request(
            conditions=True
        )
        search = GridSearchCV(model, {"n_copies": [1]}, cv=2, error_score="raise").fit(X, group, conditions=group)
    assert search.best_score_ > 0.9


def test_a_pipeline_hands_conditions_to_its_step(groups):
    X, group = groups
    pipeline = make_pipeline(augmenter_with("group"), RidgeClassifier()).fit(X, group, lgtaaugmenter__conditions=group)
    assert pipeline.score(two_groups(20, seed=6)[0], two_groups(20, seed=6)[1]) > 0.9  # new rows need none


def test_an_estimator_gets_copies_under_the_conditions_given(groups):
    X, group = groups
    model = AugmentedEstimator(RidgeClassifier(), augmenter_with("group"), n_copies=2).fit(X, group, conditions=group)
    expected = augmenter_with("group", use_y="donors", unseen="augment").fit(X, group, conditions=group)
    np.testing.assert_array_equal(model.augmenter_.augment(X), expected.augment(X))
    assert model.predict(two_groups(5, seed=4)[0]).shape == (5,)  # needs no conditions


def test_a_resampler_takes_conditions(groups):
    X, group = groups
    y = np.repeat([0, 1], [40, 20])
    X_new, y_new = LGTAResampler(augmenter_with("group"), sampling_strategy="auto").fit_resample(X, y, conditions=group)
    assert X_new.shape == (80, 48)
    assert (y_new == 1).sum() == 40


def test_joined_lag_windows_have_static_conditions(shops):
    X, _ = shops
    shop = np.arange(N_SERIES) % 4
    augmenter = augmenter_with("shop", structure="auto")
    model = AugmentedEstimator(Ridge(), augmenter, n_copies=1, target="continuation")
    assert model.fit(X[:, :24], X[:, 24:26], conditions=shop).predict(X[:, :24]).shape == (60, 2)


def test_conditions_train_anew_and_are_found_again(X, tmp_path):
    size = np.linspace(0, 1, 60)
    first = augmenter_with("size", memory=tmp_path).fit(X, conditions=size)
    again = augmenter_with("size", memory=tmp_path).fit(X, conditions=size)
    np.testing.assert_array_equal(again.augment(X), first.augment(X))
    other = augmenter_with("size", memory=tmp_path).fit(X, conditions=size[::-1])
    assert len(list(tmp_path.rglob("output.pkl"))) == 2
    assert np.abs(other.augment(X) - first.augment(X)).max() > 0


def test_series_of_several_channels_and_another_length_have_conditions(X3):
    temperature = np.linspace(0, 1, 24)[None]
    augmenter = augmenter_with(["kind", "temperature"]).fit(
        X3, conditions={"kind": np.arange(30) % 3, "temperature": temperature}
    )
    shorter = X3[:4, :, :17]
    values = {"kind": np.arange(4) % 3, "temperature": temperature[:, :17]}
    assert augmenter.augment(shorter, 2, conditions=values).shape == (8, 3, 17)
    n_tokens = -(-17 // augmenter.model_.sizes_.patch_length)
    assert augmenter.encode(shorter, conditions=values).shape[:2] == (4, n_tokens)

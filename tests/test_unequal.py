"""Series of unequal length, in every container that can hold them."""

import pickle
import re

import numpy as np
import pandas as pd
import polars
import pytest
from sklearn.base import clone
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from sklearn_lgta import CVAE, AugmentedEstimator, LGTAAugmenter, LGTAResampler, PCACodec
from sklearn_lgta.transformations import Jitter, Mix, On, Resample, Scaling, TimeWarp

LENGTHS = np.array([48, 40, 31, 48, 27, 48] * 8)


def augmenter(*arguments, **parameters):
    return LGTAAugmenter(*arguments, **({"model": PCACodec(), "random_state": 0} | parameters))


@pytest.fixture(scope="module")
def series(X):
    return [x[:length] for x, length in zip(X, LENGTHS, strict=False)]


@pytest.fixture(scope="module")
def padded(series):
    array = np.full((len(series), 1, 48), np.nan)
    for row, own in enumerate(series):
        array[row, 0, : len(own)] = own
    return array


def long_frame(series, names=("load",), time=None):
    frames = {}
    for number, own in enumerate(series):
        values = np.atleast_2d(own).T
        index = pd.RangeIndex(len(values)) if time is None else time[: len(values)]
        frames[f"plant {number}"] = pd.DataFrame(values, index=index, columns=list(names))
    return pd.concat(frames, names=["plant", "time"])


# ------------------------------------------------------------------------------------ lists
@pytest.mark.parametrize("season", [None, 12])
def test_copies_of_a_list_are_a_list_of_series_of_the_same_lengths(series, season):
    copies = augmenter(seasonal_period=season).fit(series).augment(series, 2)
    assert [len(copy) for copy in copies] == [len(own) for own in series] * 2
    assert all(np.isfinite(copy).all() and copy.dtype == np.float64 for copy in copies)
    assert all((copy != own).any() for copy, own in zip(copies, series * 2, strict=True))


def test_lists_padded_arrays_and_frames_are_augmented_alike(series, padded):
    fitted = augmenter("mix", strength=0.4).fit(series)
    as_list = fitted.augment(series)
    as_array = fitted.augment(padded)
    as_frame = augmenter("mix", strength=0.4).fit(long_frame(series)).augment(long_frame(series))
    for row, copy in enumerate(as_list):
        np.testing.assert_array_equal(as_array[row, 0, : len(copy)], copy)
        assert np.isnan(as_array[row, 0, len(copy) :]).all()
    np.testing.assert_array_equal(as_frame["load"].to_numpy(), np.concatenate(as_list))


def test_a_series_is_the_same_alone_and_among_others_of_other_lengths(series):
    fitted = augmenter("resample").fit(series)
    together = fitted.augment(series)
    for row in (0, 1, 4):
        (alone,) = fitted.augment(series[row : row + 1])
        np.testing.assert_array_equal(alone, together[row])


EVERY_KIND_OF_CHANGE = {
    "whole series": Mix(),
    "blocks and residual": Resample(),
    "other times": TimeWarp(),
    "the end of two channels": On(Jitter(), time=slice(-9, None), channels=[0, 2]) + Scaling(),
}


@pytest.mark.parametrize("transformation", EVERY_KIND_OF_CHANGE.values(), ids=EVERY_KIND_OF_CHANGE)
def test_series_of_other_lengths_with_equally_many_patches_change_nothing(X3, transformation):
    series = [x[:, -length:] for x, length in zip(X3, [24, 19, 22, 24, 20, 23] * 5, strict=False)]
    series[2] = np.where(np.arange(22) == 11, np.nan, series[2])  # series with gaps are decomposed separately
    codec = PCACodec(patch_length=6, window_length=12)
    fitted = augmenter(transformation, 0.5, model=codec, calibration=None).fit(series)
    copies = fitted.augment(series, n_copies=3)
    for row in (0, 1, 2, 5):
        for number in range(3):
            (alone,) = fitted.augment(series[row : row + 1], copy=number)
            np.testing.assert_array_equal(alone, copies[number * len(series) + row])


def test_the_network_codes_a_series_alike_among_others_of_other_lengths(series):
    fitted = augmenter(model=CVAE(max_steps=5), seasonal_period=6).fit(series)
    copies = fitted.augment(series, n_copies=2)
    for row in (1, 2, 4):
        (alone,) = fitted.augment(series[row : row + 1])
        np.testing.assert_array_equal(alone, copies[row])


def test_lists_of_several_channels_have_channels_first(X3):
    series = [x[:, : 30 + row % 3] for row, x in enumerate(X3)]
    fitted = augmenter("jitter", strength=0.2).fit(series)
    assert fitted.n_features_in_ == X3.shape[1]
    copies = fitted.augment(series)
    assert [copy.shape for copy in copies] == [own.shape for own in series]


def test_numbers_of_a_list_keep_their_type(series):
    single = [own.astype(np.float32) for own in series]
    assert {copy.dtype for copy in augmenter().fit(single).augment(single)} == {np.dtype(np.float32)}
    whole = [own.astype(int).tolist() for own in series]
    assert augmenter().fit(whole).augment(whole)[0].dtype == np.float64


def test_zero_strength_returns_the_list(series):
    copies = augmenter(strength=0).fit(series).augment(series)
    for copy, own in zip(copies, series, strict=True):
        np.testing.assert_array_equal(copy, own)


def test_the_network_learns_from_series_of_unequal_length(series):
    report = augmenter(model=CVAE(max_steps=100)).fit(series).latent_report_
    assert report["r2"] > 0.5 and abs(report["r2_zero_latent"]) < 0.1


def test_the_shortest_series_decides_whether_a_season_is_set_aside(series):
    short = [*series, series[0][:23]]
    with pytest.warns(
        UserWarning, match="needs two seasons, 24 time points.*the shortest series has 23. Nothing is set aside"
    ):
        fitted = augmenter(seasonal_period=12).fit(short)
    assert fitted.structure_ == "none"
    with pytest.warns(
        UserWarning, match=r"Fit without series of fewer than 24 time points \(series at position 48 has 23\)"
    ):
        fitted.training_windows(short, 8, 4, n_copies=1)
    assert augmenter(seasonal_period=12).fit(series).structure_ == "both"


@pytest.mark.parametrize("kind", ["table", "frame", "polars"])
def test_one_series_shorter_than_two_seasons_of_its_dates_is_named_with_the_line_that_leaves_it_out(kind):
    lengths = {"north": 30, "south": 17, "west": 28, "east": 30}
    rows = [(name, month) for name, n in lengths.items() for month in pd.period_range("2020-01", periods=n, freq="M")]
    sold = np.random.default_rng(0).gamma(9, size=len(rows))
    sold[29] = np.nan  # the last of north
    X = pd.DataFrame(rows, columns=["region", "month"]).assign(sold=sold)
    X["month"] = X["month"].dt.to_timestamp()
    X = {"table": X, "frame": X.set_index(["region", "month"]), "polars": polars.DataFrame(X.to_dict("list"))}[kind]
    with pytest.warns(UserWarning, match=r"shortest series has 17.*all series stay in the code") as caught:
        fitted = augmenter().fit(X)
    assert (fitted.seasonal_period_, fitted.structure_) == (12, "none")
    message = str(caught[0].message)
    assert message.endswith(f"Shorter are 1 of 4: {'at position 1' if kind == 'polars' else 'south'}.")
    line, _, frame = re.search("X = (.*), or set", message)[1].partition(" with X = ")
    longer = eval(line, {"X": eval(frame or "X", {"X": X, "pandas": pd})})
    fitted = augmenter().fit(longer)
    assert fitted.structure_ == "both"
    assert len(longer) == len(X) - 17


def test_every_verb_takes_a_list(series):
    fitted = augmenter("jitter", strength=0.3).fit(series)
    codes = fitted.encode(series)
    n_tokens = [-(-len(own) // fitted.model_.sizes_.patch_length) for own in series]
    np.testing.assert_array_equal((~np.isnan(codes).any(axis=2)).sum(axis=1), n_tokens)
    for made in (fitted.decode(codes, like=series), fitted.reconstruct(series), fitted.transform(series)):
        assert [len(one) for one in made] == [len(own) for own in series]
    first = next(fitted.iter_copies(series))
    np.testing.assert_array_equal(first[3], fitted.augment(series)[3])
    way = fitted.interpolate(series[:1] + series[3:4], series[5:6] + series[9:10], n_steps=3)
    assert [len(one) for one in way] == [48, 48] * 3


def test_ends_of_a_way_are_of_one_length(series):
    fitted = augmenter().fit(series)
    with pytest.raises(
        ValueError, match="observed over the same time, row by row. At position 1 they end at time points 40 and 31"
    ):
        fitted.interpolate([series[0], series[1]], [series[3], series[2]], n_steps=3)


def test_training_windows_lie_within_their_series(series):
    fitted = augmenter(seasonal_period=12).fit(series)
    lags, targets, rows = fitted.training_windows(series, lags=20, horizon=8, n_copies=1)
    n_windows = np.maximum(np.array([len(own) for own in series]) - 27, 0)
    np.testing.assert_array_equal(np.bincount(rows, minlength=len(series)), 2 * n_windows)
    assert np.isfinite(lags).all() and np.isfinite(targets).all()
    np.testing.assert_array_equal(lags[0].ravel(), series[0][:20])
    with pytest.raises(ValueError, match="series of 48 time points at most. One window of lags=40 and horizon=9"):
        fitted.training_windows(series, 40, 9)


def test_a_list_after_a_fit_on_a_table_is_taken_where_channels_agree(X, series):
    fitted = augmenter("jitter", strength=0.3).fit(X)
    np.testing.assert_array_equal(fitted.augment(series)[0], fitted.augment(X[:1])[0])


def test_clones_and_pickles_work(series):
    fitted = augmenter().fit(series)
    again = pickle.loads(pickle.dumps(fitted))
    np.testing.assert_array_equal(again.augment(series)[2], fitted.augment(series)[2])
    np.testing.assert_array_equal(clone(fitted).fit(series).augment(series)[2], fitted.augment(series)[2])


# ------------------------------------------------------------------------------------ frames
MONTHS = pd.period_range("2018-01", periods=48, freq="M")


def test_copies_of_a_long_frame_are_numbered_in_a_further_level(series):
    frame = long_frame(series, time=MONTHS)
    fitted = augmenter().fit(frame)
    assert fitted.seasonal_period_ == 12 and fitted.structure_ == "both"
    copies = fitted.augment(frame, n_copies=2, copy=3)
    assert copies.index.names == ["copy", "plant", "time"]
    pd.testing.assert_index_equal(copies.loc[4].index, frame.index)
    pd.testing.assert_frame_equal(copies.loc[4], fitted.augment(frame, copy=4).droplevel("copy"))
    assert copies.columns.tolist() == ["load"]


def test_transform_of_a_long_frame_keeps_its_index(series):
    frame = long_frame(series)
    changed = augmenter("jitter", strength=0.3).fit_transform(frame)
    pd.testing.assert_index_equal(changed.index, frame.index)
    assert (changed != frame).to_numpy().mean() > 0.9


def test_the_order_of_the_rows_of_a_long_frame_is_kept(series):
    frame = long_frame(series)
    shuffled = frame.sample(frac=1.0, random_state=0)
    fitted = augmenter("jitter", strength=0.3).fit(frame)
    changed = fitted.augment(shuffled).droplevel("copy")
    pd.testing.assert_index_equal(changed.index, shuffled.index)
    pd.testing.assert_frame_equal(changed.sort_index(), fitted.augment(frame).droplevel("copy").sort_index())


def test_a_long_frame_with_gaps_keeps_them(series):
    frame = long_frame(series)
    frame.iloc[[3, 10, 11, 60]] = np.nan
    copies = augmenter().fit(frame).augment(frame)
    np.testing.assert_array_equal(copies["load"].isna().to_numpy(), frame["load"].isna().to_numpy())


def test_channels_of_a_long_frame_are_known_by_their_names(X3):
    frame = long_frame([x[:, : 30 + row % 3] for row, x in enumerate(X3)], names=["a", "b", "c"])
    fitted = augmenter().fit(frame)
    assert fitted.feature_names_in_.tolist() == ["a", "b", "c"] and fitted.n_features_in_ == 3
    with pytest.raises(ValueError, match="feature names should match"):
        fitted.augment(frame[["b", "a", "c"]])


def test_what_is_no_panel_is_explained(series):
    frame = long_frame(series, time=MONTHS)
    with pytest.raises(ValueError, match="more than once, first"):
        augmenter().fit(pd.concat([frame, frame.iloc[:1]]))
    with pytest.raises(ValueError, match="Times are missing between.*Insert them with NaN"):
        augmenter().fit(frame.drop(index=frame.index[5]))
    with pytest.raises(ValueError, match=r"hold no numbers: 'kind'.*Leave them out: X\.drop\(columns=\['kind'\]\)"):
        augmenter().fit(frame.assign(kind="wind"))


# ------------------------------------------------------------------------------------ what is built on it
def mean_and_deviation(series):
    return np.array([[np.nanmean(own), np.nanstd(own)] for own in series])


def test_an_estimator_learns_from_a_list_and_its_copies(series):
    from sklearn.linear_model import LogisticRegression

    y = np.arange(len(series)) % 2
    inner = make_pipeline(FunctionTransformer(mean_and_deviation), LogisticRegression())
    model = AugmentedEstimator(inner, augmenter("mix", strength=0.3), n_copies=2).fit(series, y)
    assert model.predict(series).shape == (len(series),)


def test_a_resampler_adds_copies_to_a_list(series):
    y = np.array(["a", "b", "b"] * 16)
    resampler = LGTAResampler(augmenter("mix", strength=0.3), sampling_strategy="auto")
    X_new, y_new = resampler.fit_resample(series, y)
    assert isinstance(X_new, list) and np.unique(y_new, return_counts=True)[1].tolist() == [32, 32]
    assert [len(own) for own in X_new] == [len(series[row]) for row in resampler.sample_indices_]


# ------------------------------------------------------------------------------------ conditions
def weekly(n_series=24, seed=0):
    """Series of unequal length whose level rises by 3 at a promotion."""
    rng = np.random.default_rng(seed)
    lengths = rng.integers(30, 49, n_series)
    promotion = [(rng.random(length) < 0.3).astype(float) for length in lengths]
    series = [3 * told + 0.3 * rng.normal(size=len(told)) for told in promotion]
    return series, promotion


@pytest.fixture(scope="module")
def by_promotion():
    """Fitted to weekly series and their promotions."""
    series, promotion = weekly()
    fitted = augmenter("jitter", strength=0.15, model=CVAE(max_steps=80), conditions="promotion")
    return fitted.fit(series, conditions={"promotion": promotion})


def test_conditions_of_a_list_are_a_list_of_the_same_lengths(by_promotion):
    fitted = by_promotion
    more, other = weekly(6, seed=1)
    code = fitted.encode(more, conditions={"promotion": other})
    changed = fitted.decode(
        code, like=more, conditions={"promotion": [1 - own for own in other]}, like_conditions={"promotion": other}
    )
    effect = [(own[on == 1] - own[on == 0].mean()).mean() for own, on in zip(changed, other, strict=True)]
    assert np.mean(effect) < 0  # promotions have moved to the other days
    with pytest.raises(ValueError, match=r"condition 'promotion' has shape \(\d+,\) in row 0, and that series has"):
        fitted.encode(more, conditions={"promotion": [own[:-1] for own in other]})


def test_conditions_go_with_the_series_wherever_it_stands_in_its_row(by_promotion):
    fitted, (series, promotion) = by_promotion, weekly()
    alone = fitted.augment(series[:3])
    later, given = np.full((3, 1, 60), np.nan), np.full((3, 60), np.nan)
    for row in range(3):
        stop = 5 + len(series[row])
        later[row, 0, 5:stop], given[row, 5:stop] = series[row], promotion[row]
    given[:, :5] = 0.0
    as_known, as_given = fitted.augment(later), fitted.augment(later, conditions={"promotion": given})
    for row in range(3):
        np.testing.assert_array_equal(as_known[row, 0, 5 : 5 + len(series[row])], alone[row])
    np.testing.assert_array_equal(as_known, as_given)


def test_the_calendar_of_a_long_frame_is_that_of_every_series(series):
    days = pd.date_range("2022-01-01", periods=60, freq="D")
    frames = {}
    for number, own in enumerate(series):
        first = number % 7
        weekend = np.asarray(days[first : first + len(own)].dayofweek >= 5)
        frames[number] = pd.DataFrame({"load": 0.1 * own + 2 * weekend}, index=days[first : first + len(own)])
    frame = pd.concat(frames, names=["plant", "day"])
    parameters = {"conditions": "calendar", "structure": "none", "model": CVAE(max_steps=80)}
    fitted = augmenter("jitter", strength=0.03, **parameters).fit(frame)
    pd.testing.assert_index_equal(fitted.augment(frame).droplevel("copy").index, frame.index)
    code = fitted.encode(frame)
    later = [index.get_level_values(1) + pd.Timedelta(days=3) for _, index in frame.groupby(level=0).groups.items()]
    moved = fitted.decode(code, like=frame, conditions={"calendar": later})
    day = np.asarray(frame.index.get_level_values("day").dayofweek)
    change = (moved - fitted.reconstruct(frame))["load"].to_numpy()
    # Wednesdays and Thursdays become weekends, and weekends Tuesdays and Wednesdays
    assert change[np.isin(day, [2, 3])].mean() > change[np.isin(day, [5, 6])].mean() + 0.5

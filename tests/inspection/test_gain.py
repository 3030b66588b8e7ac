"""Whether augmentation has helped: the scores are those of cross-validation, and the verdict is honest."""

import re

import numpy as np
import pandas as pd
import pytest
from imblearn.ensemble import BalancedBaggingClassifier
from imblearn.over_sampling import RandomOverSampler
from imblearn.pipeline import make_pipeline as make_imbalanced_pipeline
from joblib import parallel_config
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.dummy import DummyClassifier
from sklearn.frozen import FrozenEstimator
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, Ridge, RidgeClassifier
from sklearn.model_selection import GridSearchCV, StratifiedKFold, TimeSeriesSplit, cross_val_score, cross_validate
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sktime.classification.distance_based import KNeighborsTimeSeriesClassifier

from sklearn_lgta import AugmentedEstimator, LGTAAugmenter, LGTAResampler, PCACodec
from sklearn_lgta.inspection import AugmentationGain, augmentation_gain
from sklearn_lgta.inspection._corrected_t import corrected_interval

NEAREST = KNeighborsClassifier(1)


def augmenter(transformation="mix", strength=0.3, **parameters):
    return LGTAAugmenter(transformation, strength, **{"model": PCACodec(), "random_state": 0} | parameters)


def tilted(n_series=40, slope=8.0):
    """Series of two classes, each with a slope of its own that has nothing to do with the class."""
    rng = np.random.default_rng(0)
    y, time = np.tile(["even", "odd"], n_series // 2), np.linspace(-1, 1, 24)
    wave = np.where(y == "odd", 0.5, -0.5)[:, None] * np.sin(6 * np.pi * time)
    return slope * rng.normal(size=(n_series, 1)) * time + wave + 0.3 * rng.normal(size=(n_series, 24)), y


def seasonal_windows(n_series=40):
    """Lag windows (n_series, 36) with a season, and the 12 values that follow."""
    rng = np.random.default_rng(0)
    phase = rng.uniform(0, 2 * np.pi, size=(n_series, 1))
    series = 2 * np.sin(np.arange(48) * np.pi / 6 + phase) + rng.normal(size=(n_series, 48))
    return series[:, :36], series[:, 36:]


@pytest.fixture(scope="module")
def noise():
    rng = np.random.default_rng(0)
    return rng.normal(size=(40, 24)), np.tile([0, 1], 20)


class Hungry(ClassifierMixin, BaseEstimator):
    """Knows the answer, if it sees many rows."""

    def fit(self, X, y):
        self.classes_, self.n_rows_ = np.unique(y), len(X)
        return self

    def predict(self, X):
        return self.classes_[(X[:, 0] > 0).astype(int) if self.n_rows_ > 40 else np.zeros(len(X), dtype=int)]


# ------------------------------------------------------------------------------------ verdicts on data
def test_labels_that_are_noise_are_no_difference(noise):
    gain = augmentation_gain(NEAREST, *noise, augmenter=augmenter(), strengths=[0.2, 0.6], random_state=0)
    assert gain.verdict == "no difference"
    assert "these data show neither gain nor loss" in gain.reason


def test_plenty_of_clean_series_are_no_difference():
    phase, y = np.random.default_rng(0).uniform(0, 6, size=(200, 1)), np.tile([2, 3], 100)
    X = np.sin(np.arange(48) / y[:, None] + phase)
    gain = augmentation_gain(NEAREST, X, y, augmenter=augmenter(), cv=3, n_repeats=1, random_state=0)
    assert gain.baseline_scores["none"].mean() == 1
    assert gain.verdict == "no difference"
    assert "every fold scores the same" in gain.reason


def test_copies_in_which_noise_drowns_the_classes_are_do_not():
    X, y = tilted(80, slope=0.1)
    drowning = FrozenEstimator(augmenter("jitter", 1.1).fit(X[40:]))
    model = AugmentedEstimator(NEAREST, drowning, n_copies=10)
    gain = augmentation_gain(model, X[:40], y[:40], random_state=0)
    assert gain.baseline_scores["none"].mean() > 0.95
    assert gain.verdict == "do not"
    assert "augmentation loses to no augmentation" in gain.reason


def test_slopes_that_mean_nothing_are_use_it_for_a_nearest_neighbour():
    X, y = tilted()
    model = AugmentedEstimator(NEAREST, augmenter("trend", 0.5), n_copies=20)
    gain = augmentation_gain(model, X, y, random_state=0)
    assert gain.verdict == "use it"
    assert (gain.interval("none")[:, 0] > 0.05).all() and (gain.interval("duplicates")[:, 0] > 0.05).all()


def test_windows_and_what_follows_are_use_it_for_a_nearest_neighbour():
    lags, following = seasonal_windows()
    model = AugmentedEstimator(
        KNeighborsRegressor(1), augmenter("resample", None, seasonal_period=12), 5, "continuation"
    )
    gain = augmentation_gain(model, lags, following, groups=np.arange(40), scoring="neg_mean_absolute_error")
    assert gain.verdict == "use it"
    np.testing.assert_array_equal(gain.gain("none"), gain.gain("duplicates"))  # a neighbour twice is the same one


def test_what_duplicates_do_as_well_is_no_difference():
    X, y = tilted()
    X[:, 0] = np.where(y == "odd", 1.1, -1.1)
    gain = augmentation_gain(Hungry(), X, y, augmenter=augmenter(), random_state=0)
    assert gain.interval("none")[0, 0] > 0.1
    assert gain.verdict == "no difference"
    assert "what helps may be the number of rows" in gain.reason


def test_models_that_predict_the_majority_alone_are_told():
    X, y = np.random.default_rng(0).normal(size=(60, 24)), np.where(np.arange(60) % 10, "ok", "fault")
    told = dict(augmenter=augmenter(), cv=3, n_repeats=1, random_state=0)
    constant = DummyClassifier()
    assert "0.9: all models predict the majority class" in augmentation_gain(constant, X, y, **told).reason
    scoring = re.search(r"scoring='(\w+)'", augmentation_gain(constant, X, y, **told).reason)[1]
    gain = augmentation_gain(constant, X, y, scoring=scoring, **told)
    assert gain.scores.mean() == 0.5 and "majority" not in gain.reason
    assert "majority" not in augmentation_gain(constant, X, np.tile(["a", "b"], 30), **told).reason
    assert "majority" not in augmentation_gain(NEAREST, X, y, **told).reason


# ------------------------------------------------------------------------------------ scores
def test_scores_are_those_of_a_cross_validation():
    X, y = tilted()
    cv = StratifiedKFold(4, shuffle=True, random_state=0)
    model = AugmentedEstimator(NEAREST, augmenter(), n_copies=2)
    gain = augmentation_gain(model, X, y, strengths=[0.2, 0.5], cv=cv)
    np.testing.assert_array_equal(gain.baseline_scores["none"], cross_val_score(NEAREST, X, y, cv=cv))
    for strength, scores in zip((0.2, 0.5), gain.scores, strict=True):
        model.set_params(augmenter__strength=strength)
        np.testing.assert_array_equal(scores, cross_val_score(model, X, y, cv=cv))
    for fold, (train, test) in enumerate(cv.split(X, y)):
        rows = np.tile(train, 3)
        expected = clone(NEAREST).fit(X[rows], y[rows]).score(X[test], y[test])
        assert gain.baseline_scores["duplicates"][fold] == expected
    assert gain.test_fraction == pytest.approx(1 / 3)


def test_duplicates_are_as_many_rows_as_copies():
    seen = []

    class Counts(DummyClassifier):
        def fit(self, X, y, sample_weight=None):
            seen.append((len(X), len(np.unique(X, axis=0))))
            return super().fit(X, y, sample_weight)

    X, y = tilted(20)
    augmentation_gain(AugmentedEstimator(Counts(), augmenter("jitter"), n_copies=3), X, y, cv=2, n_repeats=1)
    assert seen == [(40, 40), (10, 10), (40, 10)] * 2  # with copies first, as they may fill gaps of the others


def test_one_model_is_trained_a_fold_whatever_the_number_of_strengths(monkeypatch, noise):
    trained, fit = [], PCACodec.fit
    monkeypatch.setattr(PCACodec, "fit", lambda self, *args, **told: trained.append(1) or fit(self, *args, **told))
    augmentation_gain(RidgeClassifier(), *noise, augmenter=augmenter(), strengths=[0.1, 0.3, 0.6], cv=2, n_repeats=2)
    assert len(trained) == 4


def test_intervals_allow_for_several_strengths(noise):
    gain = augmentation_gain(NEAREST, *noise, augmenter=augmenter(), strengths=[0.2, 0.6], cv=4, random_state=0)
    for baseline in ("none", "duplicates"):
        differences = gain.scores - gain.baseline_scores[baseline]
        np.testing.assert_allclose(gain.interval(baseline), corrected_interval(differences, 1 / 3, 0.975))
        np.testing.assert_allclose(gain.gain(baseline), differences.mean(axis=1))


def test_what_was_passed_in_stays_as_it_was(noise):
    X, y = noise
    own, frozen = augmenter(), FrozenEstimator(augmenter().fit(X))
    augmentation_gain(RidgeClassifier(), X, y, augmenter=own, strengths=[0.6], cv=2, n_repeats=1)
    assert own.strength == 0.3 and own.use_y is None and not hasattr(own, "model_")
    gain = augmentation_gain(RidgeClassifier(), X, y, augmenter=frozen, strengths=[0.6, 5e-324], cv=2, n_repeats=1)
    assert frozen.estimator.strength == 0.3
    np.testing.assert_array_equal(gain.scores[1], gain.baseline_scores["duplicates"])


def test_threads_give_the_same(noise):
    told = dict(augmenter=augmenter(), cv=2, random_state=0)
    alone = augmentation_gain(NEAREST, *noise, **told)
    with parallel_config("threading"):
        together = augmentation_gain(NEAREST, *noise, n_jobs=2, **told)
    np.testing.assert_array_equal(alone.scores, together.scores)


# ------------------------------------------------------------------------------------ estimators and containers
def test_regressors_keep_their_numbers():
    X, _ = tilted()
    gain = augmentation_gain(Ridge(), X, X[:, -1] - X[:, 0], augmenter=augmenter(), cv=2, random_state=0)
    assert gain.scores.shape == (1, 6)
    assert (gain.baseline_scores["none"] > 0.9).all()


def test_series_in_time_are_split_by_a_splitter():
    lags, following = seasonal_windows()
    model = AugmentedEstimator(LinearRegression(), augmenter(), target="continuation")
    gain = augmentation_gain(model, lags, following, cv=TimeSeriesSplit(3, gap=2))
    assert gain.scores.shape == (1, 3)


def means_and_deviations(X):
    """Two features of every channel, of series of any lengths."""
    return np.array([np.r_[np.atleast_2d(own).mean(axis=1), np.atleast_2d(own).std(axis=1)] for own in X])


def test_series_of_unequal_length_are_compared_in_any_container(noise):
    X, y = noise
    unequal = [own[: len(own) - row % 3] for row, own in enumerate(X)]
    frame = pd.concat({row: pd.DataFrame({"value": own}) for row, own in enumerate(unequal)}, names=["series", "time"])
    inner = make_pipeline(FunctionTransformer(means_and_deviations), RidgeClassifier())
    told = dict(augmenter=augmenter(), cv=2, n_repeats=1, random_state=0)
    of_list, of_frame = (augmentation_gain(inner, series, y, **told) for series in (unequal, frame))
    assert np.isfinite(of_list.scores).all()
    np.testing.assert_array_equal(of_list.scores, of_frame.scores)
    np.testing.assert_array_equal(of_list.baseline_scores["none"], of_frame.baseline_scores["none"])
    with pytest.raises(ValueError, match="takes a table, series of one length. Cut them"):
        augmentation_gain(RidgeClassifier(), unequal, y, **told)


def test_a_panel_of_sktime_is_split_by_instance():
    X, y = tilted(20)
    index = pd.MultiIndex.from_product([range(20), range(24)], names=["instance", "time"])
    panel = pd.DataFrame({"value": X.ravel()}, index=index)
    classifier = KNeighborsTimeSeriesClassifier(n_neighbors=1, distance="euclidean")
    told = dict(augmenter=augmenter(), scoring="accuracy", cv=2, n_repeats=1, random_state=0)
    from_panel, from_array = (augmentation_gain(classifier, one, y, **told) for one in (panel, X[:, None]))
    np.testing.assert_array_equal(from_panel.scores, from_array.scores)


@pytest.mark.parametrize("container", [pd.DataFrame, np.ndarray.tolist, list])
def test_containers_change_nothing(container):
    X, y = tilted(20)
    told = dict(augmenter=augmenter(), cv=2, n_repeats=1, random_state=0)
    expected, gain = augmentation_gain(NEAREST, X, y, **told), augmentation_gain(NEAREST, container(X), y, **told)
    np.testing.assert_array_equal(gain.scores, expected.scores)
    np.testing.assert_array_equal(gain.baseline_scores["duplicates"], expected.baseline_scores["duplicates"])


def test_weights_and_conditions_are_split_with_the_series(noise):
    X, y = noise
    weights = np.where(np.arange(40) < 20, 1.0, 0.0)
    told = dict(augmenter=augmenter(), cv=4, n_repeats=1, random_state=0)
    gain = augmentation_gain(RidgeClassifier(), X, y, params={"sample_weight": weights}, **told)
    cv = StratifiedKFold(4, shuffle=True, random_state=np.random.RandomState(0).randint(np.iinfo(np.int32).max))
    expected = cross_val_score(RidgeClassifier(), X, y, cv=cv, params={"sample_weight": weights})
    np.testing.assert_array_equal(gain.baseline_scores["none"], expected)
    with pytest.raises(ValueError, match="conditions"):  # of which the augmenter was to be told
        augmentation_gain(RidgeClassifier(), X, y, params={"conditions": weights}, **told)


# ------------------------------------------------------------------------------------ refusals
def test_two_augmenters_are_refused(noise):
    with pytest.raises(
        ValueError, match="AugmentedEstimator, which already has an augmenter, and augmenter= is given too"
    ):
        augmentation_gain(AugmentedEstimator(NEAREST), *noise, augmenter=augmenter())


def own_augmentation():
    """Estimators that augment or resample on their own, by the parameter that switches it off."""
    return {
        "lgtaresampler='passthrough'": make_imbalanced_pipeline(LGTAResampler(augmenter(), n_copies=2), NEAREST),
        "lgtaaugmenter='passthrough'": make_pipeline(augmenter(), NEAREST),
        "estimator__randomoversampler='passthrough'": GridSearchCV(
            make_imbalanced_pipeline(RandomOverSampler(), NEAREST), {}, cv=2
        ),
        "augmentedestimator__n_copies=0": make_pipeline(
            FunctionTransformer(), AugmentedEstimator(NEAREST, augmenter())
        ),
        "sampler=None": BalancedBaggingClassifier(NEAREST, sampler=LGTAResampler(augmenter(), n_copies=2)),
    }


@pytest.mark.parametrize("switch", own_augmentation())
def test_estimators_that_augment_on_their_own_are_refused_and_the_lines_work(switch, noise):
    X, y = noise
    estimator = own_augmentation()[switch]
    for whole in (estimator, AugmentedEstimator(estimator)):
        with pytest.raises(ValueError, match="augments or resamples on its own") as error:
            augmentation_gain(whole, X, y)
    line = str(error.value).partition("with and without that: ")[2]
    assert line.endswith(f".set_params({switch}), X, y)")
    with_it, without = eval(
        line, {"cross_validate": cross_validate, "clone": clone, "estimator": estimator, "X": X, "y": y}
    )
    assert np.isfinite([*with_it["test_score"], *without["test_score"]]).all()
    if switch != "sampler=None":  # its default, which resamples, too
        np.testing.assert_array_equal(without["test_score"], cross_val_score(NEAREST, X, y))


@pytest.mark.parametrize("strengths", [[], [0, 0.3], ["much"]])
def test_strengths_are_above_zero(noise, strengths):
    with pytest.raises(ValueError, match="must hold one or more strengths above 0"):
        augmentation_gain(NEAREST, *noise, strengths=strengths)


def test_windows_that_may_overlap_need_groups():
    model = AugmentedEstimator(LinearRegression(), augmenter(), target="continuation")
    with pytest.raises(ValueError, match="cv=5 would put them on both sides of a fold. Pass groups"):
        augmentation_gain(model, *seasonal_windows())


def test_targets_are_one_a_series(noise):
    with pytest.raises(ValueError, match="39"):
        augmentation_gain(NEAREST, noise[0], noise[1][1:])


# ------------------------------------------------------------------------------------ the result
def gain_of(none, duplicates, *augmented, strengths=None):
    """A result whose mean scores are these, with a spread of .01 over ten folds."""
    spread = 0.01 * np.random.default_rng(0).normal(size=(2 + len(augmented), 10))
    scores = np.array([none, duplicates, *augmented])[:, None] + spread
    baselines = {"none": scores[0], "duplicates": scores[1]}
    return AugmentationGain(strengths or (None,) * len(augmented), scores[2:], baselines, 0.25, 0.95)


@pytest.mark.parametrize(
    ("means", "verdict", "why"),
    [
        ((0.5, 0.5, 0.7), "use it", "both intervals lie above 0"),
        ((0.5, 0.5, 0.5), "no difference", "0 is in both intervals"),
        ((0.5, 0.7, 0.7), "no difference", "not shown to be better than duplicates"),
        ((0.7, 0.5, 0.7), "no difference", "not shown to be better than no augmentation"),
        ((0.7, 0.7, 0.5), "do not", "loses to no augmentation"),
        ((0.5, 0.7, 0.6), "do not", "loses to duplicates"),
    ],
)
def test_verdicts_count_both_baselines(means, verdict, why):
    gain = gain_of(*means)
    assert gain.verdict == verdict
    assert why in gain.reason


def test_the_best_of_several_strengths_is_named_and_said_to_be_chosen():
    gain = gain_of(0.5, 0.5, 0.6, 0.7, 0.4, strengths=(0.1, 0.3, 0.6))
    assert gain.verdict == "use it" and gain.best == 1
    assert "strength 0.3, the best of 3 on these folds" in gain.reason
    assert gain_of(0.5, 0.5, 0.3, 0.4, strengths=(0.1, 0.3)).verdict == "do not"
    assert gain_of(0.5, 0.5, 0.3, 0.5, strengths=(0.1, 0.3)).verdict == "no difference"


def test_it_prints_a_row_a_line_and_the_verdict():
    gain = gain_of(0.5, 0.5, 0.6, 0.7, strengths=(0.1, 0.3))
    header, none, duplicates, first, second, about, *verdict = str(gain).splitlines()
    assert header.split("  ")[-1].strip() == "gain over duplicates"
    assert none.split()[:2] == ["no", "augmentation"] and duplicates.startswith("duplicates")
    assert first.startswith("strength 0.1") and second.startswith("strength 0.3")
    assert about == "10 folds, intervals of 95%"
    assert " ".join(verdict) == f"Verdict: use it. {gain.reason}"
    assert max(map(len, verdict)) <= 100
    assert repr(gain) == "AugmentationGain('use it', strengths=[0.1, 0.3], n_folds=10)"


def test_duplicates_that_lose_as_well_are_told():
    assert "Duplicates lose to no augmentation as well" in gain_of(0.7, 0.5, 0.5).reason
    assert "Duplicates lose" not in gain_of(0.7, 0.7, 0.5).reason
    assert "Duplicates lose" not in gain_of(0.7, 0.5, 0.7).reason


def test_the_strength_of_the_augmenter_is_named(noise):
    frozen = FrozenEstimator(augmenter(strength=0.2).fit(noise[0]))
    for own, strength in ((augmenter(), 0.3), (frozen, 0.2), (augmenter("resample", None), None)):
        gain = augmentation_gain(RidgeClassifier(), *noise, augmenter=own, cv=2, n_repeats=1)
        assert gain.strengths == (strength,)
        assert gain.table()["line"][2] == ("augmented" if strength is None else f"strength {strength}")


def test_gaps_that_the_estimator_does_not_take_can_be_filled(noise):
    X = np.where(np.random.default_rng(0).random(noise[0].shape) < 0.1, np.nan, noise[0])
    told = dict(augmenter=augmenter(), cv=2, n_repeats=1)
    with pytest.raises(ValueError, match="contains NaN") as error:
        augmentation_gain(RidgeClassifier(), X, noise[1], **told)
    assert "make_pipeline(SimpleImputer(), estimator)" in error.value.__notes__[-1]
    imputed = make_pipeline(SimpleImputer(), RidgeClassifier())
    assert np.isfinite(augmentation_gain(imputed, X, noise[1], **told).scores).all()
    model = AugmentedEstimator(LinearRegression(), augmenter(), target="continuation")
    with pytest.raises(ValueError, match="contains NaN") as error:
        augmentation_gain(model, X, noise[0][:, 0], groups=np.arange(40), cv=2)
    assert "make_pipeline(SimpleImputer(), AugmentedEstimator" in error.value.__notes__[-1]


def test_gaps_are_filled_without_augmentation_too_where_those_of_copies_are(noise):
    seen = []

    class Sees(DummyClassifier):
        def fit(self, X, y, sample_weight=None):
            seen.append(X)
            return super().fit(X, y, sample_weight)

    X = np.where(np.random.default_rng(0).random(noise[0].shape) < 0.1, np.nan, noise[0])
    X[:, [0, -1]] = noise[0][:, [0, -1]]
    filling = augmenter().set_params(missing="fill")
    augmentation_gain(AugmentedEstimator(Sees(), filling, n_copies=1), X, noise[1], cv=2, n_repeats=1)
    with_copies, none, duplicates = seen[:3]
    assert np.isfinite(with_copies).all() and len(with_copies) == len(duplicates) == 2 * len(none)
    for others in (none, duplicates[: len(none)], duplicates[len(none) :]):
        np.testing.assert_array_equal(others, with_copies[: len(none)])


def test_the_table_fits_a_frame():
    gain = gain_of(0.5, 0.4, 0.7)
    frame = pd.DataFrame(gain.table()).set_index("line")
    assert list(frame.index) == ["no augmentation", "duplicates", "augmented"]
    assert frame.loc["augmented", "gain"] == pytest.approx(gain.gain()[0])
    assert frame.loc["augmented", ["low_over_duplicates", "high_over_duplicates"]].tolist() == pytest.approx(
        gain.interval("duplicates")[0].tolist()
    )
    assert frame.loc["duplicates", "gain"] == pytest.approx(-0.1, abs=0.02)
    assert frame["gain"].isna().tolist() == [True, False, False]
    assert frame["gain_over_duplicates"].isna().tolist() == [True, True, False]

"""AugmentedEstimator around classifiers and regressors of sktime, on multi-index panels."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.model_selection import GridSearchCV, KFold, cross_val_score
from sktime.classification.distance_based import KNeighborsTimeSeriesClassifier
from sktime.classification.feature_based import SummaryClassifier
from sktime.classification.interval_based import TimeSeriesForestClassifier
from sktime.datasets import load_basic_motions, load_italy_power_demand
from sktime.datatypes import convert_to
from sktime.regression.distance_based import KNeighborsTimeSeriesRegressor
from sktime.regression.interval_based import TimeSeriesForestRegressor

from sklearn_lgta import AugmentedEstimator, LGTAAugmenter, LGTAResampler, PCACodec


def augmented(estimator, n_copies=1, **parameters):
    augmenter = LGTAAugmenter("mix", 0.2, model=PCACodec(), random_state=0)
    return AugmentedEstimator(estimator, augmenter, n_copies=n_copies, **parameters)


class Spy(RegressorMixin, BaseEstimator):
    """Remembers what it is given."""

    def fit(self, X, y):
        self.X_, self.y_ = X, y
        return self

    def predict(self, X):
        self.asked_ = X
        return np.zeros(len(X))


class SpyingClassifier(ClassifierMixin, BaseEstimator):
    """Answers every question with what it was asked about."""

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        return X

    predict_proba = predict_log_proba = decision_function = predict

    def score(self, X, y):
        return X


@pytest.fixture(scope="module")
def power():
    """67 days of 24 hours, one channel."""
    return load_italy_power_demand(split="train", return_type="pd-multiindex")


@pytest.fixture(scope="module")
def motions():
    """40 recordings of 100 time points and six channels."""
    return load_basic_motions(split="train", return_type="pd-multiindex")


# ------------------------------------------------------------------------------------ estimators
@pytest.mark.parametrize(
    "classifier",
    [
        KNeighborsTimeSeriesClassifier(distance="euclidean"),
        TimeSeriesForestClassifier(n_estimators=10, random_state=0),
        SummaryClassifier(random_state=0),
    ],
)
def test_a_classifier_answers_for_a_panel_as_for_its_array(classifier, power):
    X, y = power
    array = convert_to(X, "numpy3D")
    of_panel, of_array = augmented(classifier).fit(X, y), augmented(classifier).fit(array, y)
    np.testing.assert_array_equal(of_panel.predict(X), of_array.predict(array))
    np.testing.assert_array_equal(of_panel.predict_proba(X), of_array.predict_proba(array))
    assert of_panel.score(X, y) == of_array.score(array, y) > 0.9
    np.testing.assert_array_equal(of_panel.classes_, ["1", "2"])


@pytest.mark.parametrize(
    "regressor",
    [
        KNeighborsTimeSeriesRegressor(distance="euclidean"),
        TimeSeriesForestRegressor(n_estimators=10, random_state=0),
    ],
)
def test_a_regressor_answers_for_a_panel_as_for_its_array(regressor, power):
    X, _ = power
    array = convert_to(X, "numpy3D")
    y = array[:, 0, 18]  # six in the evening
    of_panel, of_array = augmented(regressor).fit(X, y), augmented(regressor).fit(array, y)
    np.testing.assert_array_equal(of_panel.predict(X), of_array.predict(array))
    assert of_panel.score(X, y) == of_array.score(array, y) > 0.5


def test_channels_of_a_panel_are_learnt_from_together(motions):
    X, y = motions
    X_test, y_test = load_basic_motions(split="test", return_type="pd-multiindex")
    model = augmented(SummaryClassifier(random_state=0)).fit(X, y)
    assert model.predict_proba(X_test).shape == (40, 4)
    assert model.score(X_test, y_test) > 0.8
    assert model.n_features_in_ == 6


# ------------------------------------------------------------------------------------ what the estimator gets
def test_the_estimator_gets_an_array_in_every_method(motions):
    X, y = motions
    array = convert_to(X, "numpy3D")
    model = augmented(Spy()).fit(X, np.arange(40.0))
    np.testing.assert_array_equal(model.estimator_.X_[:40], array)
    assert model.estimator_.X_.shape == (80, 6, 100)
    np.testing.assert_array_equal(model.estimator_.y_, np.tile(np.arange(40.0), 2))
    classifier = augmented(SpyingClassifier()).fit(X, y)
    for method in ("predict", "predict_proba", "predict_log_proba", "decision_function"):
        np.testing.assert_array_equal(getattr(classifier, method)(X), array)
    np.testing.assert_array_equal(classifier.score(X, y), array)


@pytest.mark.parametrize("time", [np.arange(5), pd.period_range("2020-01", periods=5, freq="M")])
def test_instances_stay_in_the_order_in_which_they_appear_and_times_are_sorted(time):
    index = pd.MultiIndex.from_product([["c", "a", "b"], time])
    values = np.arange(30.0).reshape(3, 5, 2)
    panel = pd.DataFrame(values.reshape(15, 2), index=index, columns=["level", "flow"])
    newest_first = panel.iloc[[4, 3, 2, 1, 0, *range(14, 4, -1)]]  # c, b, a
    for frame, order in ((panel, [0, 1, 2]), (newest_first, [0, 2, 1])):
        model = augmented(Spy(), n_copies=0).fit(frame, np.arange(3.0))
        np.testing.assert_array_equal(model.estimator_.X_, values[order].swapaxes(1, 2))
        model.predict(frame)
        np.testing.assert_array_equal(model.estimator_.asked_, values[order].swapaxes(1, 2))


@pytest.mark.parametrize(("dtype", "expected"), [("float32", "float32"), ("int64", "float64"), ("Float64", "float64")])
def test_the_array_has_floats_of_the_panel(dtype, expected, motions):
    X = (10 * motions[0]).round().astype(dtype)
    model = augmented(Spy()).fit(X, np.zeros(40))
    assert model.estimator_.X_.dtype == expected
    np.testing.assert_array_equal(model.estimator_.X_[:40, 2, 7], X.xs(7, level=1)["dim_2"].to_numpy(dtype=expected))


@pytest.mark.parametrize("columns", [range(24), pd.period_range("2020-01", periods=24, freq="M")])
def test_columns_that_are_time_points_make_rows_series_of_an_index_of_two_levels(columns, power):
    index = pd.MultiIndex.from_product([["east"], range(67)])
    frame = pd.DataFrame(convert_to(power[0], "numpy3D")[:, 0], index=index, columns=columns)
    model = augmented(Spy()).fit(frame, np.zeros(67))
    pd.testing.assert_frame_equal(model.estimator_.X_.iloc[:67], frame)
    model.predict(frame)
    assert model.estimator_.asked_ is frame


def test_channels_must_be_those_of_fit(motions):
    X, y = motions
    model = augmented(SpyingClassifier()).fit(X, y)
    assert list(model.feature_names_in_) == [f"dim_{channel}" for channel in range(6)]
    for other in (X[X.columns[::-1]], X[["dim_0", "dim_1"]]):
        with pytest.raises(ValueError, match="feature names should match"):
            model.predict(other)


# ------------------------------------------------------------------------------------ errors
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda X: pd.concat([X, X.iloc[:1]]), "holds 1 time more than once"),
        (lambda X: X.assign(dim_1="fast"), "could not convert string to float"),
    ],
)
def test_what_makes_no_array_is_refused_in_every_method(change, message, motions):
    X, y = motions
    model = augmented(SpyingClassifier()).fit(X, y)
    for method in (model.predict, model.predict_proba, lambda X: model.score(X, y), lambda X: model.fit(X, y)):
        with pytest.raises(ValueError, match=message):
            method(change(X))


@pytest.mark.parametrize("dtype", ["float64", "Float64"])
def test_missing_values_of_a_panel_reach_the_estimator_in_series_and_copies(dtype, motions):
    X, _ = motions
    X = X.astype(dtype)
    X.iloc[105, 2] = None
    model = augmented(Spy()).fit(X, np.arange(40.0))
    np.testing.assert_array_equal(np.argwhere(np.isnan(model.estimator_.X_)), [[1, 2, 5], [41, 2, 5]])


def test_targets_must_be_one_an_instance(motions):
    X, y = motions
    with pytest.raises(ValueError, match="y has 4000 entries and X has 40 series"):
        augmented(SpyingClassifier()).fit(X, np.repeat(y, 100))
    with pytest.raises(ValueError, match=r"lag windows of one channel.*shape \(40, 6, 100\)"):
        augmented(Spy(), target="continuation").fit(X, np.zeros(40))


def test_series_of_unequal_length_are_cut_by_the_line_of_the_message(motions):
    X, y = motions
    unequal = X.iloc[:-3]
    model = augmented(KNeighborsTimeSeriesClassifier(distance="euclidean")).fit(X, y)
    for method in (model.predict, model.predict_proba, lambda X: model.score(X, y), lambda X: model.fit(X, y)):
        with pytest.raises(ValueError, match="of 97 to 100 time points.*one length.*the newest 97 time") as error:
            method(unequal)
    line = str(error.value).split("time points: ")[1].removesuffix(".")
    assert model.fit(eval(line, {"X": unequal}), y).score(eval(line, {"X": X}), y) > 0.3


def test_an_estimator_without_tags_gets_series_of_unequal_length_as_a_list(motions):
    X, _ = motions
    model = augmented(Spy()).fit(X.iloc[:-3], np.arange(40.0))
    assert [series.shape for series in model.estimator_.X_] == [(6, 100)] * 39 + [(6, 97)] + [(6, 100)] * 39 + [(6, 97)]
    np.testing.assert_array_equal(model.estimator_.X_[39], X.loc[39].to_numpy()[:97].T)
    model.predict(X.iloc[:-3])
    assert model.estimator_.asked_[39].shape == (6, 97)


def test_folds_of_a_panel_are_refused_and_those_of_its_array_are_not(motions):
    X, y = motions
    model = augmented(KNeighborsTimeSeriesClassifier(distance="euclidean"))
    with pytest.raises(ValueError, match=r"inconsistent numbers of samples: \[4000, 40\]"):
        cross_val_score(model, X, y)
    with pytest.raises(ValueError, match=r"inconsistent numbers of samples: \[4000, 40\]"):
        GridSearchCV(model, {"n_copies": [0, 1]}).fit(X, y)
    for cv in (KFold(5), KFold(7)):  # folds of rows that hold whole instances, and that do not
        with pytest.raises(ValueError, match=r"y has \d+ entries and X has \d+ series"):
            cross_val_score(model, X, np.repeat(y, 100), cv=cv, error_score="raise")
    assert np.isfinite(cross_val_score(model, convert_to(X, "numpy3D"), y, cv=2)).all()


def test_the_augmenter_takes_a_panel_and_the_resampler_does_not_take_time_points_for_series(motions):
    X, y = motions
    fitted = LGTAAugmenter("mix", 0.2, model=PCACodec(), random_state=0).fit(X)
    copies = fitted.augment(X)
    assert copies.index.names[0] == "copy" and copies.shape == X.shape
    pd.testing.assert_index_equal(fitted.transform(X).index, X.index)
    resampler = LGTAResampler(LGTAAugmenter(model=PCACodec(), random_state=0))
    for panel in (X, X.iloc[:-3]):
        with pytest.raises(ValueError, match=r"'dim_0'.*rows are time points\. LGTAAugmenter and .* sktime") as error:
            resampler.fit_resample(panel, y)
        line = str(error.value).split("a list of arrays, ")[1].split(". If")[0]
        X_new, _ = resampler.fit_resample(eval(line, {"X": panel}), y)
        assert len(X_new) == 80 and X_new[0].shape == (6, 100)

import pickle
import re
from operator import methodcaller

import numpy as np
import pandas as pd
import pytest
import sklearn
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin, clone, is_classifier, is_regressor
from sklearn.calibration import CalibratedClassifierCV
from sklearn.cluster import KMeans
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier, VotingClassifier
from sklearn.frozen import FrozenEstimator
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge, RidgeClassifier
from sklearn.model_selection import GridSearchCV, cross_val_predict, cross_val_score
from sklearn.multioutput import MultiOutputClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.svm import SVC, LinearSVC
from sklearn.utils import get_tags
from sktime.classification.distance_based import KNeighborsTimeSeriesClassifier

from sklearn_lgta import CVAE, AugmentedEstimator, LGTAAugmenter, LGTAResampler, PCACodec
from sklearn_lgta._estimator.continuation import refuse_other_units
from sklearn_lgta._estimator.tables import refuse_other_than_tables
from sklearn_lgta._reproducibility.random import row_keys


def linear(transformation="mix", strength=0.3, **parameters):
    return LGTAAugmenter(transformation, strength, **{"model": PCACodec(), "random_state": 0, **parameters})


class Spy(BaseEstimator):
    """Remembers what it is given; predicts the mean."""

    def fit(self, X, y=None, **parameters):
        self.X_, self.y_, self.parameters_ = X, y, parameters
        self.seen_ = []
        return self

    def predict(self, X):
        self.seen_.append(X)
        return np.repeat(np.asarray(self.y_)[:1], len(X), axis=0)


class Never(LGTAAugmenter):
    """Must not be fitted."""

    def fit(self, X, y=None):
        raise AssertionError("trained all the same")


class SpyingClassifier(ClassifierMixin, Spy):
    pass


class SpyingRegressor(RegressorMixin, Spy):
    pass


@pytest.fixture
def y(X):
    """Classes in turn."""
    return np.where(np.arange(len(X)) % 3 == 0, "rare", "usual")


# ------------------------------------------------------------------------------------ what is learnt from
def test_the_estimator_learns_from_originals_and_copies_with_their_targets(X):
    target = X[:, -1]
    model = AugmentedEstimator(SpyingRegressor(), linear(), n_copies=2).fit(X, target)
    copies = linear().fit(X).augment(X, n_copies=2)
    np.testing.assert_array_equal(model.estimator_.X_, np.concatenate([X, copies]))
    np.testing.assert_array_equal(model.estimator_.y_, np.tile(target, 3))


def test_copies_are_made_within_their_class_for_a_classifier_only(X, y):
    for inner, use_y in ((SpyingClassifier(), "donors"), (SpyingRegressor(), None), (Spy(), None)):
        model = AugmentedEstimator(inner, linear()).fit(X, y)
        assert model.augmenter_.use_y == use_y
    expected = linear(use_y="donors").fit(X, y).augment(X, 3)
    model = AugmentedEstimator(SpyingClassifier(), linear()).fit(X, y)
    np.testing.assert_array_equal(model.estimator_.X_[60:], expected)


def test_the_use_of_labels_that_is_asked_for_stays(X, y):
    model = AugmentedEstimator(
        SpyingClassifier(), linear(use_y="condition", model=CVAE(max_steps=40, hidden_size=8))
    ).fit(X, y)
    assert model.augmenter_.use_y == "condition"


def test_several_labels_a_series_are_carried_along(X):
    labels = np.eye(60, 3, dtype=int)[np.arange(60) % 3]
    model = AugmentedEstimator(MultiOutputClassifier(LogisticRegression(max_iter=5000)), linear(), n_copies=1)
    assert model.fit(X, labels).predict(X).shape == (60, 3)
    assert model.augmenter_.use_y is None
    model = AugmentedEstimator(Ridge(), linear()).fit(X, X[:, :2])
    assert model.predict(X).shape == (60, 2)


def test_what_the_user_gave_is_not_changed(X, y):
    augmenter, inner = linear(), SpyingClassifier()
    model = AugmentedEstimator(inner, augmenter).fit(X, y)
    assert repr(augmenter) == repr(linear())
    assert not hasattr(augmenter, "max_strength_") and not hasattr(inner, "X_")
    assert model.estimator is inner and model.augmenter is augmenter


def test_the_default_augmenter_is_reproducible(X):
    first, second = (AugmentedEstimator(SpyingRegressor()).fit(X[:20, :12], X[:20, 0]).estimator_.X_ for _ in range(2))
    assert first.shape == (80, 12)
    np.testing.assert_array_equal(first, second)


def test_a_fitted_augmenter_in_a_frozen_estimator_is_used_as_it_is(X, make_panel):
    fitted = linear().fit(make_panel(seed=3))
    model = AugmentedEstimator(SpyingRegressor(), FrozenEstimator(fitted), n_copies=1).fit(X, X[:, 0])
    np.testing.assert_array_equal(model.estimator_.X_[60:], fitted.augment(X))
    assert model.augmenter_.estimator is fitted
    assert fitted.unseen == "passthrough"  # nothing of it was set


def test_a_frozen_augmenter_that_knows_classes_gets_the_labels(X, y, make_panel):
    fitted = linear(use_y="donors").fit(make_panel(seed=3), y)
    model = AugmentedEstimator(SpyingClassifier(), FrozenEstimator(fitted), n_copies=1).fit(X, y)
    np.testing.assert_array_equal(model.estimator_.X_[60:], fitted.augment(X, y=y))


def test_without_a_target_there_are_copies_all_the_same(X):
    model = AugmentedEstimator(KMeans(2, n_init=1, random_state=0), linear(), n_copies=1).fit(X)
    assert model.estimator_.labels_.shape == (120,)
    assert model.predict(X).shape == (60,)


# ------------------------------------------------------------------------------------ nothing added
@pytest.mark.parametrize("nothing", [{"n_copies": 0}, {"augmenter__strength": 0}])
@pytest.mark.parametrize("target", ["label", "continuation"])
def test_strength_zero_or_no_copies_is_the_plain_estimator(nothing, target, X):
    model = AugmentedEstimator(SpyingRegressor(), linear(), target=target).set_params(**nothing).fit(X, X[:, 0])
    assert model.estimator_.X_ is X
    np.testing.assert_array_equal(model.estimator_.y_, X[:, 0])
    assert model.augmenter_.max_strength_ > 0  # fitted all the same
    plain = make_pipeline(StandardScaler(), Ridge())
    augmented = AugmentedEstimator(plain, linear(), target=target).set_params(**nothing).fit(X, X[:, 0])
    np.testing.assert_array_equal(augmented.predict(X), clone(plain).fit(X, X[:, 0]).predict(X))


# ------------------------------------------------------------------------------------ containers
def test_a_frame_stays_a_frame_and_its_columns_are_known(X):
    frame = pd.DataFrame(X, columns=[f"t{i}" for i in range(48)], index=[f"s{i}" for i in range(60)])
    target = pd.Series(X[:, 0], index=frame.index, name="first")
    model = AugmentedEstimator(SpyingRegressor(), linear(), n_copies=1).fit(frame, target)
    seen = model.estimator_
    pd.testing.assert_frame_equal(seen.X_.iloc[:60], frame)
    pd.testing.assert_index_equal(seen.X_.index, frame.index.append(frame.index))
    pd.testing.assert_series_equal(seen.y_.iloc[60:], target)
    assert model.n_features_in_ == 48
    np.testing.assert_array_equal(model.feature_names_in_, frame.columns)
    ridge = AugmentedEstimator(Ridge(), linear()).fit(frame, target)
    with pytest.raises(ValueError, match="feature names should match"):
        ridge.predict(frame.rename(columns={"t0": "other"}))


def test_dtype_and_lists(X):
    model = AugmentedEstimator(SpyingRegressor(), linear()).fit(X.astype(np.float32), X[:, 0])
    assert model.estimator_.X_.dtype == np.float32
    model = AugmentedEstimator(SpyingRegressor(), linear(), n_copies=1).fit(X.tolist(), X[:, 0].tolist())
    np.testing.assert_array_equal(model.estimator_.X_[:60], X)
    np.testing.assert_array_equal(model.estimator_.y_, np.tile(X[:, 0], 2))


def test_series_of_several_channels_and_a_classifier_of_sktime(X3):
    y = np.arange(len(X3)) % 2
    model = AugmentedEstimator(KNeighborsTimeSeriesClassifier(distance="euclidean"), linear(), n_copies=1).fit(X3, y)
    assert is_classifier(model)
    assert model.augmenter_.use_y == "donors"
    np.testing.assert_array_equal(model.classes_, [0, 1])
    assert model.predict_proba(X3).shape == (30, 2)
    assert model.n_features_in_ == 3
    assert model.score(X3, y) == 1.0  # every series is its own nearest neighbour
    assert len(cross_val_score(model, X3, y, cv=3)) == 3


# ------------------------------------------------------------------------------------ what is predicted on
def test_predictions_are_those_of_the_estimator_on_the_series_as_they_are(X, y):
    model = AugmentedEstimator(LogisticRegression(max_iter=5000), linear(), n_copies=1).fit(X, y)
    copies = linear(use_y="donors").fit(X, y).augment(X)
    plain = LogisticRegression(max_iter=5000).fit(np.concatenate([X, copies]), np.tile(y, 2))
    for method in ("predict", "predict_proba", "predict_log_proba", "decision_function"):
        np.testing.assert_array_equal(getattr(model, method)(X), getattr(plain, method)(X))
    assert model.score(X, y) == plain.score(X, y)
    np.testing.assert_array_equal(model.classes_, plain.classes_)


def test_a_method_is_there_where_the_estimator_has_it(X, y):
    for inner, has in ((SVC(), False), (SVC(probability=False), False), (LogisticRegression(), True)):
        model = AugmentedEstimator(inner, linear())
        assert hasattr(model, "predict_proba") == has
        assert hasattr(model, "decision_function")
    assert not hasattr(AugmentedEstimator(Ridge()), "decision_function")
    assert not hasattr(AugmentedEstimator(Ridge(), linear()).fit(X, X[:, 0]), "classes_")
    with pytest.raises(AttributeError, match="predict_proba"):
        getattr(AugmentedEstimator(LinearSVC(), linear()), "predict_proba")  # noqa: B009, the access is the test


def test_kind_and_tags_are_those_of_the_estimator():
    assert is_classifier(AugmentedEstimator(LogisticRegression()))
    assert is_regressor(AugmentedEstimator(Ridge()))
    assert get_tags(AugmentedEstimator(Ridge())).target_tags.multi_output
    assert not get_tags(AugmentedEstimator(KMeans())).target_tags.required
    assert get_tags(AugmentedEstimator(Ridge())).input_tags.three_d_array


def test_no_copy_and_no_row_of_a_test_fold_is_learnt_from_and_only_rows_as_they_are_are_predicted(X):
    rows = {row.tobytes(): place for place, row in enumerate(X)}
    folds = []

    class Fold(SpyingRegressor):
        def predict(self, X):
            folds.append((self.X_, X))
            return super().predict(X)

    model = AugmentedEstimator(Fold(), linear("jitter", 0.05), n_copies=2)
    cross_val_predict(model, X, X[:, 0], cv=5)
    assert len(folds) == 5
    for learnt, tested in folds:
        test = {rows[row.tobytes()] for row in tested}  # a KeyError if one had been changed
        originals = {rows[row.tobytes()] for row in learnt[:48]}
        assert test.isdisjoint(originals) and len(test | originals) == 60
        copied = {int(np.abs(X - copy).sum(axis=1).argmin()) for copy in learnt[48:]}
        assert copied == originals


def test_donors_come_from_the_training_folds_alone(X):
    kept = []

    class Watched(LGTAAugmenter):
        def fit(self, X, y=None):
            super().fit(X, y)
            kept.append((len(X), set(self._copier.donors.keys)))
            return self

    augmenter = Watched("mix", 0.3, model=PCACodec(), random_state=0)
    cross_val_predict(AugmentedEstimator(SpyingRegressor(), augmenter), X, X[:, 0], cv=5)
    everything = row_keys(X[:, :, None])
    assert set(everything) == set(linear().fit(X)._copier.donors.keys)
    for fold, (n_series, keys) in enumerate(kept):
        assert n_series == len(keys) == 48
        assert keys.isdisjoint(everything[12 * fold : 12 * fold + 12])


def test_no_strength_may_win_a_search(X):
    # noise about nothing: any copy is as good as none
    search = GridSearchCV(
        AugmentedEstimator(SpyingRegressor(), linear()), {"augmenter__strength": [0, 0.3], "n_copies": [0, 1]}, cv=3
    ).fit(X, X[:, 0])
    assert search.best_params_ == {"augmenter__strength": 0, "n_copies": 0}  # the first among equals


# ------------------------------------------------------------------------------------ weights and metadata
def test_weights_of_originals_are_those_of_their_copies(X):
    weights = np.linspace(0.5, 2, 60)
    model = AugmentedEstimator(SpyingRegressor(), linear(), n_copies=2)
    model.fit(X, X[:, 0], sample_weight=weights, about="all", pair=np.ones(2))
    np.testing.assert_array_equal(model.estimator_.parameters_["sample_weight"], np.tile(weights, 3))
    assert model.estimator_.parameters_["about"] == "all"
    assert len(model.estimator_.parameters_["pair"]) == 2


def test_a_weight_is_that_many_copies_in_the_estimator(X):
    target = X[:, -1]
    heavy = np.where(np.arange(60) < 10, 3.0, 1.0)
    model = AugmentedEstimator(LinearRegression(), linear(), n_copies=1).fit(X[:, :8], target, sample_weight=heavy)
    copies = linear().fit(X[:, :8]).augment(X[:, :8])
    rows = np.repeat(np.arange(60), heavy.astype(int))
    plain = LinearRegression().fit(np.concatenate([X[rows, :8], copies[rows]]), np.tile(target[rows], 2))
    np.testing.assert_allclose(model.predict(X[:, :8]), plain.predict(X[:, :8]))


def test_metadata_is_routed_to_the_estimator_that_asks_for_it(X):
    weights = np.linspace(0.5, 2, 60)
    with sklearn.config_context(enable_metadata_routing=True):
        inner = Ridge().set_fit_request(sample_weight=True).set_score_request(sample_weight=True)
        model = AugmentedEstimator(inner, linear(), n_copies=1)
        routed = model.fit(X, X[:, 0], sample_weight=weights)
        assert np.isfinite(routed.score(X, X[:, 0], sample_weight=weights))
        scores = GridSearchCV(model, {"n_copies": [0, 1]}, cv=3).fit(X, X[:, 0], sample_weight=weights).cv_results_
        assert np.isfinite(scores["mean_test_score"]).all()
        with pytest.raises(TypeError, match="unexpected argument"):
            AugmentedEstimator(Ridge(), linear()).fit(X, X[:, 0], other=weights)
    direct = AugmentedEstimator(Ridge(), linear(), n_copies=1).fit(X, X[:, 0], sample_weight=weights)
    np.testing.assert_array_equal(routed.predict(X), direct.predict(X))


# ------------------------------------------------------------------------------------ continuation
@pytest.fixture(scope="module")
def windows(X):
    """Windows of 14 steps of the panel."""
    return np.lib.stride_tricks.sliding_window_view(X[:20], 14, axis=1)[:, ::4].reshape(-1, 14)


@pytest.mark.parametrize("horizon", [1, 2])
def test_window_and_continuation_are_copied_as_one_series(horizon, windows):
    n_lags = 14 - horizon
    lags, following = windows[:, :n_lags], windows[:, n_lags:]
    y = following[:, 0] if horizon == 1 else following
    model = AugmentedEstimator(SpyingRegressor(), linear(), n_copies=2, target="continuation").fit(lags, y)
    copies = linear().fit(windows).augment(windows, 2)
    np.testing.assert_array_equal(model.estimator_.X_, np.concatenate([lags, copies[:, :n_lags]]))
    expected = np.concatenate([following, copies[:, n_lags:]])
    np.testing.assert_array_equal(model.estimator_.y_, expected[:, 0] if horizon == 1 else expected)
    assert model.n_features_in_ == n_lags


def test_a_frame_of_lags_keeps_its_columns(windows):
    frame = pd.DataFrame(windows[:, :12], columns=[f"lag {i}" for i in range(12, 0, -1)]).astype(np.float32)
    model = AugmentedEstimator(SpyingRegressor(), linear(), target="continuation").fit(frame, windows[:, 12])
    assert list(model.estimator_.X_.columns) == list(frame.columns)
    assert len(model.estimator_.X_) == 4 * len(frame)
    assert set(model.estimator_.X_.dtypes) == {np.dtype(np.float32)}


def test_a_season_is_kept_in_window_and_continuation():
    windows = np.tile(np.sin(np.arange(24) * np.pi / 3), (30, 1)) * np.linspace(1, 3, 30)[:, None]
    model = AugmentedEstimator(Ridge(1e-6), linear("resample", None, seasonal_period=6), target="continuation")
    model.fit(windows[:, :20], windows[:, 20:])
    np.testing.assert_allclose(model.predict(windows[:, :20]), windows[:, 20:], atol=0.05)


@pytest.mark.parametrize("horizon", [1, 4])
def test_with_a_season_what_continues_a_copy_is_trend_and_season_alone(horizon, windows):
    n_lags = 14 - horizon
    lags, following = windows[:, :n_lags], windows[:, n_lags:]
    augmenter = linear("resample", None, seasonal_period=4)
    y = following[:, 0] if horizon == 1 else following
    model = AugmentedEstimator(SpyingRegressor(), augmenter, n_copies=2, target="continuation").fit(lags, y)
    expected = augmenter.fit(windows).training_windows(windows, n_lags, horizon, n_copies=2)
    np.testing.assert_array_equal(model.estimator_.X_, expected[0])
    np.testing.assert_array_equal(model.estimator_.y_.reshape(-1, horizon), expected[1])
    of_copies = model.estimator_.y_.reshape(3, len(windows), horizon)
    np.testing.assert_array_equal(of_copies[1], of_copies[2])  # no noise
    assert not np.allclose(of_copies[0], of_copies[1])


def test_a_fitted_augmenter_is_used_for_continuations_too(windows):
    fitted = linear("resample", None, seasonal_period=4).fit(windows)
    model = AugmentedEstimator(SpyingRegressor(), FrozenEstimator(fitted), n_copies=1, target="continuation")
    model.fit(windows[:, :12], windows[:, 12:])
    np.testing.assert_array_equal(model.estimator_.X_, fitted.training_windows(windows, 12, 2, n_copies=1)[0])


# ------------------------------------------------------------------------------------ how it is shown and stored
def test_a_pickled_model_predicts_the_same(X, y):
    model = AugmentedEstimator(LogisticRegression(max_iter=5000), linear()).fit(X, y)
    copy = pickle.loads(pickle.dumps(model))
    np.testing.assert_array_equal(copy.predict_proba(X), model.predict_proba(X))
    np.testing.assert_array_equal(copy.augmenter_.augment(X, y=y), model.augmenter_.augment(X, y=y))


def test_parameters_of_the_parts_are_nested():
    model = AugmentedEstimator(Ridge(), linear())
    model.set_params(estimator__alpha=3, augmenter__strength=0.7, augmenter__model__latent_dim=2)
    assert clone(model).get_params()["augmenter__model__latent_dim"] == 2
    assert (model.estimator.alpha, model.augmenter.strength) == (3, 0.7)


def test_the_picture_in_a_notebook_shows_the_parts():
    from sklearn_lgta.transformations import Mix

    html = AugmentedEstimator(Ridge(), LGTAAugmenter(Mix(block=7), model=CVAE(latent_dim=2)))._repr_html_()
    for part in ("AugmentedEstimator", "Ridge", "LGTAAugmenter", "block=7", "latent_dim=2"):
        assert part in html


# ------------------------------------------------------------------------------------ errors
@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"estimator": StandardScaler()}, "'estimator' parameter .* implementing 'fit' and 'predict'"),
        ({"estimator": None}, "'estimator' parameter"),
        ({"augmenter": Ridge()}, "'augmenter' parameter .* implementing 'fit' and 'augment'"),
        ({"n_copies": -1}, "'n_copies' parameter"),
        ({"target": "next"}, "'target' parameter"),
    ],
)
def test_wrong_parameters_are_refused(parameters, message, X):
    model = AugmentedEstimator(**{"estimator": Ridge(), "augmenter": linear(), **parameters})
    with pytest.raises(ValueError, match=message):
        model.fit(X, X[:, 0])


def test_a_target_that_is_missing_or_of_another_length_is_refused(X):
    model = AugmentedEstimator(Ridge(), linear())
    with pytest.raises(ValueError, match="requires y to be passed, but the target y is None"):
        model.fit(X)
    with pytest.raises(ValueError, match="y has 59 entries and X has 60 series"):
        model.fit(X, X[:-1, 0])


def test_a_class_of_one_series_is_named(X):
    y = np.where(np.arange(60) == 7, "alone", "others")
    with pytest.raises(ValueError, match="every class needs two series; with n_samples=60, 'alone' has one"):
        AugmentedEstimator(LogisticRegression(), linear()).fit(X, y)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda X, y: (LogisticRegression(), X, y), "needs a regressor.*LogisticRegression"),
        (lambda X, y: (Ridge(), X[:, None], X[:, 0]), r"of one channel, X of shape \(n_series, n_lags\); X has shape"),
        (lambda X, y: (Ridge(), X, y), "could not convert string"),
        (lambda X, y: (Ridge(), X, np.where(np.arange(60) == 3, np.nan, 1.0)), "Input y contains NaN"),
    ],
)
def test_what_cannot_continue_a_series_is_refused(make, message, X, y):
    inner, lags, following = make(X, y)
    with pytest.raises(ValueError, match=message):
        AugmentedEstimator(inner, linear(), target="continuation").fit(lags, following)


@pytest.mark.parametrize("missing", [np.nan, None])
def test_missing_targets_are_located_before_anything_is_trained(missing, X, y):
    y = y.astype(object)
    y[7] = missing
    model = AugmentedEstimator(SpyingClassifier(), Never())
    with pytest.raises(ValueError, match="Input y contains NaN or None: 1 of 60 entries, the first at position 7"):
        model.fit(X, y)
    with pytest.raises(ValueError, match="Input y contains NaN"):
        AugmentedEstimator(Ridge(), Never()).fit(X, np.where(np.arange(60) == 3, np.nan, 1.0))


@pytest.mark.parametrize("n_weights", [59, 240])
def test_weights_of_another_number_are_refused_before_anything_is_trained(n_weights, X):
    with pytest.raises(ValueError, match=f"sample_weight has {n_weights} entries and X has 60 series"):
        AugmentedEstimator(Ridge(), Never()).fit(X, X[:, 0], sample_weight=np.ones(n_weights))


class Doubling(BaseEstimator):
    """A user's own augmenter, which knows nothing of windows."""

    def fit(self, X, y=None):
        raise AssertionError("fitted all the same")

    def augment(self, X, n_copies=1, *, y=None):
        return np.repeat(X, n_copies, axis=0)


def test_a_continuation_needs_an_augmenter_that_cuts_windows(X):
    with pytest.raises(ValueError, match="needs an augmenter with training_windows.*; Doubling has none"):
        AugmentedEstimator(Ridge(), Doubling(), target="continuation").fit(X[:, 1:], X[:, 0])


def test_a_continuation_holds_no_classes(X):
    with pytest.raises(ValueError, match="holds no classes, but the augmenter has use_y='donors'. Set use_y=None"):
        AugmentedEstimator(Ridge(), linear(use_y="donors"), target="continuation").fit(X[:, 1:], X[:, 0])


def test_what_does_not_continue_is_a_reason_to_warn():
    walk = np.random.default_rng(0).normal(size=300).cumsum() + 50
    joined = np.lib.stride_tricks.sliding_window_view(walk, 25)
    lags, following = joined[:, :24], joined[:, 24]
    model = AugmentedEstimator(Ridge(), linear(strength=0.1), target="continuation")
    model.fit(lags, following)  # no warning
    with pytest.warns(UserWarning, match="y does not seem to continue X.*order of time, the newest last") as warned:
        model.fit(lags[:, ::-1], following)
    assert warned[0].filename == __file__


@pytest.fixture(scope="module")
def sales():
    """200 windows of 12 lags and what follows, of levels from 20 to 2000."""
    rng = np.random.default_rng(3)
    season = 1 + 0.3 * np.sin(np.arange(13) * np.pi / 3)
    joined = np.exp(rng.uniform(3, 7.5, (200, 1))) * season * (1 + 0.1 * rng.normal(size=(200, 13)))
    return joined[:, :12], joined[:, 12:]


UNITS = {
    "cents": lambda y: 100 * y,
    "thousands": lambda y: y / 1000,
    "thousandths": lambda y: 1000 * y,
    "another zero": lambda y: y - 50_000,
    "the other sign": lambda y: -30 * y,
}


@pytest.mark.parametrize("units", UNITS.values(), ids=UNITS)
@pytest.mark.parametrize("horizon", [1, 2])
def test_a_continuation_in_other_units_is_refused_before_anything_is_trained(units, horizon, sales):
    lags, following = sales[0][:, :11], np.column_stack([sales[0][:, 11:], sales[1]])[:, :horizon]
    y = units(following if horizon > 1 else following[:, 0])
    with pytest.raises(ValueError, match="needs y in the units of X.*far outside.*in one unit.*target='label'"):
        AugmentedEstimator(Ridge(), Never(), target="continuation").fit(lags, y)
    with pytest.raises(AssertionError):  # in the units of X the augmenter is fitted
        AugmentedEstimator(Ridge(), Never(), target="continuation").fit(lags, following)
    AugmentedEstimator(Ridge(), linear(), target="label").fit(lags, y)


def continuations():
    """Windows and what follows, of series that go on in a way that is hard to foresee."""
    rng = np.random.default_rng(0)
    noise = rng.normal(size=(300, 9))
    night = np.r_[np.zeros(8), 1]
    yield "noise", noise
    yield "a walk", noise.cumsum(axis=1)
    yield "a walk far from 0", 1e4 + noise.cumsum(axis=1)
    yield "a trend", np.arange(9) * np.exp(noise[:, :1])
    yield "two lags of a trend", np.arange(3) * np.exp(noise[:, :1])
    yield "one lag", noise.cumsum(axis=1)[:, :2] * 50
    yield "growth by three", np.exp(noise[:, :1]) * 3.0 ** np.arange(9)
    yield "decay by three", np.exp(noise[:, :1]) * 3.0 ** -np.arange(9)
    yield "sunrise after a dark night", 500 * night * np.exp(noise[:, :1])
    yield "a morning after a quiet night", 10 + 0.1 * noise + 20 * night
    yield "a closed day after open ones", (30 + 0.2 * noise) * (1 - night)
    yield "rare demand", np.where(rng.random((300, 9)) < 0.1, rng.poisson(20, (300, 9)), 0.0)
    yield "steps", np.repeat(noise[:, :3] * 10, 3, axis=1)
    yield "constants but for rounding", 0.1 + np.where(night, 5.0, 1e-16 * noise)
    yield "shocks in a third of the windows", 0.1 * noise + 100 * night * (rng.random((300, 1)) < 0.3)


@pytest.mark.parametrize("series", [pytest.param(series, id=name) for name, series in continuations()])
def test_a_series_that_goes_on_is_not_refused(series):
    refuse_other_units(series[:, :-1], series[:, -1])
    refuse_other_units(series[:, :-1].astype(np.float32), series[:, -1:])


def test_windows_of_unequal_length_are_cut_by_the_line_of_the_message(X):
    lags = [row[:20] if number % 2 else row[:17] for number, row in enumerate(X)]
    following = np.where(np.arange(60) % 2, X[:, 20], X[:, 17])
    model = AugmentedEstimator(Ridge(), linear(), target="continuation")
    with pytest.raises(ValueError, match="lag windows of one length.*newest 17") as error:
        model.fit(lags, following)
    line = str(error.value).split("X = ")[1].split(". Or")[0]
    assert model.fit(eval(line, {"np": np, "X": lags}), following).n_features_in_ == 17


# ------------------------------------------------------------------------------------ tables
TABLES = {
    "a forest": RandomForestClassifier(3, random_state=0),
    "a pipeline": make_pipeline(StandardScaler(), LogisticRegression(max_iter=5000)),
    "a pipeline whose first step takes anything": make_pipeline(FunctionTransformer(np.abs), RidgeClassifier()),
    "a search": GridSearchCV(RidgeClassifier(), {"alpha": [1, 2]}, cv=2),
    "votes": VotingClassifier([("one", RidgeClassifier()), ("two", RidgeClassifier(2))]),
    "calibration": CalibratedClassifierCV(RidgeClassifier(), cv=2),
}


def line_of(message, **names):
    """The pipeline that a message says to type."""
    line = re.search(r"make_pipeline\(.*\)(?=, where)", message).group()
    return eval(line, globals() | names)


@pytest.mark.parametrize("inner", TABLES.values(), ids=TABLES)
def test_channels_are_flattened_by_the_line_of_the_message(inner, X3):
    y = np.arange(30) % 2
    with pytest.raises(ValueError, match=r"X has shape \(30, 3, 24\).* takes two dimensions.*Flatten the ch") as error:
        AugmentedEstimator(inner, Never()).fit(X3, y)
    model = AugmentedEstimator(line_of(str(error.value), estimator=inner), linear(), n_copies=1).fit(X3, y)
    assert pickle.loads(pickle.dumps(model)).predict(X3).shape == (30,)


def test_a_list_of_series_with_channels_is_stacked_and_flattened_by_the_line(X3):
    y = np.arange(30) % 2
    with pytest.raises(ValueError, match=r"takes two dimensions.*X = np.stack\(X\)") as error:
        AugmentedEstimator(RidgeClassifier(), Never()).fit(list(X3), y)
    model = AugmentedEstimator(line_of(str(error.value)), linear(), n_copies=1)
    assert model.fit(np.stack(list(X3)), y).predict(X3).shape == (30,)


@pytest.mark.parametrize("unequal", [False, True])
def test_a_list_of_tables_is_stacked_with_a_column_a_channel_by_the_line(unequal, X3):
    y = np.arange(30) % 2
    X = [pd.DataFrame(own[:, : 24 - unequal * (row % 5)].T, columns=list("abc")) for row, own in enumerate(X3)]
    with pytest.raises(ValueError, match=r"X = np.stack") as error:
        refuse_other_than_tables(RidgeClassifier(), X, y, X)
    line = re.search(r"np\.stack\(\[.*?in X\]\)", str(error.value)).group()
    stacked = eval(line, {"np": np, "X": X})
    assert stacked.shape == (30, 3, 20 if unequal else 24)
    np.testing.assert_array_equal(stacked[4, :, -1], X3[4, :, 19 if unequal else 23])
    assert AugmentedEstimator(line_of(str(error.value)), linear(), n_copies=1).fit(stacked, y).predict(stacked).size


def test_channels_of_a_list_of_unequal_series_are_counted(X3):
    series = [own[:, : 24 - row % 5] for row, own in enumerate(X3)]
    assert AugmentedEstimator(SpyingClassifier(), linear()).fit(series, np.arange(30) % 2).n_features_in_ == 3


class Flat(BaseEstimator):
    """A user's own step, which flattens."""

    def fit(self, X, y=None):
        return self

    def transform(self, X):
        return X.reshape(len(X), -1)


class Unseen(Flat):
    """A user's own step, of which no trial is made."""

    def fit(self, X, y=None):
        assert len(X) == 60, "fitted on some series"
        return self


TAKE_CHANNELS = {
    "a function in front": make_pipeline(FunctionTransformer(np.mean, kw_args={"axis": 2}), RidgeClassifier()),
    "a step that keeps channels": make_pipeline(
        FunctionTransformer(np.abs), FunctionTransformer(methodcaller("reshape", -1, 72)), RidgeClassifier()
    ),
    "a step of the user": make_pipeline(Flat(), RidgeClassifier()),
    "a step of the user that must not be tried": make_pipeline(Unseen(), RidgeClassifier()),
    "a pipeline in a pipeline": make_pipeline("passthrough", make_pipeline(Flat(), RidgeClassifier())),
    "a search around a pipeline": GridSearchCV(
        make_pipeline(Flat(), RidgeClassifier()), {"ridgeclassifier__alpha": [1, 2]}, cv=2
    ),
    "votes of pipelines": VotingClassifier([("one", make_pipeline(Flat(), RidgeClassifier()))]),
    "no look at X": DummyClassifier(),
    "an estimator of the user": SpyingClassifier(),
}


@pytest.mark.parametrize("inner", TAKE_CHANNELS.values(), ids=TAKE_CHANNELS)
def test_what_takes_channels_is_not_refused(inner, X3):
    model = AugmentedEstimator(inner, linear(), n_copies=1).fit(X3, np.arange(30) % 2)
    assert len(model.predict(X3)) == 30


def test_a_frozen_estimator_takes_what_it_was_fitted_on(X3):
    y = np.arange(30) % 2
    fitted = make_pipeline(FunctionTransformer(methodcaller("reshape", -1, 72)), RidgeClassifier()).fit(X3, y)
    model = AugmentedEstimator(FrozenEstimator(fitted), linear(), n_copies=1).fit(X3, y)
    np.testing.assert_array_equal(model.predict(X3), fitted.predict(X3))


@pytest.mark.parametrize("kind", ["of one channel", "of two channels", "frame"])
def test_series_of_unequal_length_around_an_estimator_of_tables_are_cut_by_the_line(kind, X3):
    y = np.arange(30) % 2
    series = [own[:2, : 24 - row % 5] for row, own in enumerate(X3)]
    if kind == "of one channel":
        series = [own[0] for own in series]
    if kind == "frame":
        frames = {row: pd.DataFrame(own.T, columns=["a", "b"]) for row, own in enumerate(series)}
        series = pd.concat(frames, names=["series", "time"])
    passing = FunctionTransformer(list)
    for inner in (
        RidgeClassifier(),
        make_pipeline(StandardScaler(), Ridge()),
        make_pipeline(passing, RidgeClassifier()),
    ):
        with pytest.raises(ValueError, match="series of 20 to 24 time points, and .* takes a table") as error:
            AugmentedEstimator(inner, Never()).fit(series, y)
    line = (
        str(error.value).split("newest 20 time points: ")[1].split(". Then")[0].removesuffix(".").removeprefix("X = ")
    )
    cut = eval(line, {"np": np, "X": series})
    inner = RidgeClassifier()
    if "Then flatten" in str(error.value):
        inner = line_of(str(error.value), estimator=inner)
    assert AugmentedEstimator(inner, linear(), n_copies=1).fit(cut, y).predict(cut).shape == (30,)


def with_gaps(X):
    """A gap in every second series."""
    gappy = X.copy()
    gappy[::2, 20:23] = np.nan
    return gappy


def as_long_table(values):
    rows, steps = (np.arange(size) for size in values.shape)
    return pd.DataFrame(
        {"unit": np.repeat(rows, len(steps)), "step": np.tile(steps, len(rows)), "value": values.ravel()}
    )


def in_plain_numbers(X):
    """Series of an array, a frame or a list as an array (n_series, n_timepoints)."""
    return np.array([np.ravel(series) for series in (X.to_numpy() if hasattr(X, "columns") else X)])


@pytest.mark.parametrize("n_copies", [0, 2])
@pytest.mark.parametrize("in_container", [np.array, pd.DataFrame, list, as_long_table])
def test_gaps_are_filled_in_fit_and_in_predict_where_those_of_copies_are(in_container, n_copies, X, y):
    gappy = in_container(with_gaps(X))
    augmenter = linear(missing="fill")
    model = AugmentedEstimator(SpyingClassifier(), augmenter, n_copies).fit(gappy, y)
    expected = clone(augmenter).set_params(use_y="donors").fit(with_gaps(X), y).fill(with_gaps(X))
    trained_on = in_plain_numbers(model.estimator_.X_)
    assert trained_on.shape == ((1 + n_copies) * 60, 48) and np.isfinite(trained_on).all()
    np.testing.assert_allclose(trained_on[:60], expected)
    model.predict(gappy)
    np.testing.assert_array_equal(in_plain_numbers(model.estimator_.seen_[0]), trained_on[:60])
    complete = in_container(X)
    model.predict(complete)
    np.testing.assert_array_equal(in_plain_numbers(model.estimator_.seen_[1]), X)


def test_a_classifier_that_takes_no_gaps_needs_no_imputer_where_the_augmenter_fills(X, y):
    gappy = with_gaps(X)
    model = AugmentedEstimator(LogisticRegression(max_iter=1000), linear(missing="fill"), n_copies=1)
    assert np.isfinite(cross_val_score(model, gappy, y, cv=3)).all()
    assert np.isfinite(model.fit(gappy, y).predict_proba(gappy)).all()
    frozen = FrozenEstimator(linear(missing="fill").fit(gappy))
    assert AugmentedEstimator(LogisticRegression(max_iter=1000), frozen, n_copies=1).fit(gappy, y).score(gappy, y) > 0


def test_gaps_keep_to_series_where_the_augmenter_keeps_them(X, y):
    gappy = with_gaps(X)
    model = AugmentedEstimator(SpyingClassifier(), linear(), n_copies=1).fit(gappy, y)
    np.testing.assert_array_equal(model.estimator_.X_[:60], gappy)
    model.predict(gappy)
    np.testing.assert_array_equal(model.estimator_.seen_[0], gappy)


@pytest.mark.parametrize(
    ("parameters", "given", "line"),
    [
        ({"use_y": "condition"}, {}, r"Set use_y='donors'"),
        ({"conditions": "group"}, {"conditions": np.arange(60) % 3}, r"Set conditions=None"),
    ],
)
def test_gaps_are_not_filled_by_what_predict_does_not_know(parameters, given, line, X, y):
    never = Never(missing="fill", **parameters)
    with pytest.raises(ValueError, match=rf"X has gaps.* which predict does not know\. {line}"):
        AugmentedEstimator(LogisticRegression(), never).fit(with_gaps(X), y, **given)
    model = AugmentedEstimator(SpyingClassifier(), linear(missing="fill", model=CVAE(max_steps=5), **parameters), 1)
    model.fit(X, y, **given)  # nothing to fill
    with pytest.raises(ValueError, match="X has gaps"):
        model.predict(with_gaps(X))


def test_lag_windows_with_gaps_need_an_imputer_in_front_of_all(X):
    windows, following = with_gaps(X)[:, :40], X[:, 40:]
    model = AugmentedEstimator(Ridge(), linear(structure="none"), target="continuation")
    with pytest.raises(ValueError, match="contains NaN") as error:
        model.fit(windows, following)
    line = error.value.__notes__[-1].split("AugmentedEstimator: ")[1].removesuffix(".")
    names = {"make_pipeline": make_pipeline, "SimpleImputer": SimpleImputer, "estimator": Ridge()}
    fitted = eval(line, names | {"AugmentedEstimator": AugmentedEstimator})
    fitted[-1].set_params(augmenter=linear(structure="none"))
    assert fitted.fit(windows, following).predict(windows).shape == (60, 8)
    with pytest.raises(ValueError, match="contains NaN") as error:
        model.fit(X[:, :40], following).predict(windows)
    assert "in front of the AugmentedEstimator" in error.value.__notes__[-1]


def test_gaps_at_the_ends_are_not_for_the_augmenter_to_fill(X):
    late = np.where(np.arange(48) < np.arange(60)[:, None] % 4, np.nan, X)
    for augmenter in (linear(), linear(missing="fill")):
        with pytest.raises(ValueError, match="contains NaN") as error:
            AugmentedEstimator(Ridge(), augmenter).fit(late, X[:, 0])
    with pytest.raises(ValueError, match="contains NaN") as error:
        AugmentedEstimator(Ridge(), augmenter).fit(X, X[:, 0]).predict(late)
    line = "make_pipeline(SimpleImputer(), estimator)"
    assert line in error.value.__notes__[-1]
    inner = eval(line, {"make_pipeline": make_pipeline, "SimpleImputer": SimpleImputer, "estimator": Ridge()})
    AugmentedEstimator(inner, linear()).fit(late, X[:, 0])


def test_columns_with_names_of_several_types_are_named(X):
    frame = pd.DataFrame(X)
    frame.insert(0, "store", np.arange(60))
    for fit in (AugmentedEstimator(Ridge(), linear()).fit, linear().fit, LGTAResampler(linear()).fit_resample):
        with pytest.raises(ValueError, match="(no time points like the others|names of text)[:,] 'store'") as error:
            fit(frame, np.arange(60.0) ** 1.5)
        line = re.search(r"X\.set_index\(.*?\)", str(error.value)).group()
        fit(eval(line, {"X": frame}), np.arange(60.0) ** 1.5)


def test_a_frozen_augmenter_that_was_not_fitted_is_refused(X):
    with pytest.raises(sklearn.exceptions.NotFittedError):
        AugmentedEstimator(Ridge(), FrozenEstimator(linear())).fit(X, X[:, 0])


def test_nothing_is_predicted_before_fit(X):
    with pytest.raises(sklearn.exceptions.NotFittedError, match="AugmentedEstimator"):
        AugmentedEstimator(Ridge()).predict(X)


def test_a_fit_that_fails_leaves_nothing_half_fitted(X):
    class Failing(SpyingRegressor):
        def fit(self, X, y):
            if len(X) > 200:
                raise RuntimeError("too many rows")
            return super().fit(X, y)

    model = AugmentedEstimator(Failing(), linear(), n_copies=1).fit(X, X[:, 0])
    with pytest.raises(RuntimeError, match="too many rows"):
        model.set_params(n_copies=9).fit(X, X[:, 0])
    with pytest.raises(sklearn.exceptions.NotFittedError):
        model.predict(X)

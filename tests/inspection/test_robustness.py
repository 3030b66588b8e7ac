"""Scores of fitted estimators on changed series."""

import numpy as np
import pandas as pd
import pytest
from sklearn.exceptions import NotFittedError
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LinearRegression
from sklearn.metrics import accuracy_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sktime.classification.distance_based import KNeighborsTimeSeriesClassifier

from sklearn_lgta import CVAE, AugmentedEstimator, LGTAAugmenter, PCACodec
from sklearn_lgta.exceptions import StrengthWarning
from sklearn_lgta.inspection import robustness_curve
from sklearn_lgta.transformations import Drift, Jitter


def augmenter(transformation="jitter", **parameters):
    return LGTAAugmenter(transformation, **{"model": PCACodec(), "random_state": 0} | parameters)


def waves(n_series=120):
    """Series of two frequencies."""
    rng = np.random.default_rng(0)
    y = np.tile(["slow", "fast"], n_series // 2)
    phase = rng.uniform(0, 1, size=(n_series, 1))
    return np.sin(np.arange(24) / np.where(y == "slow", 3, 2)[:, None] + phase), y


@pytest.fixture(scope="module")
def tested():
    """A fitted classifier, test series and their classes."""
    X, y = waves()
    return KNeighborsClassifier(1).fit(X[:60], y[:60]), X[60:], y[60:]


class Recorder:
    """A scorer that keeps what it is called with."""

    def __init__(self):
        self.calls = []

    def __call__(self, estimator, X, y):
        self.calls.append((np.array(X), np.array(y)))
        return 0.0


def test_strength_zero_is_the_plain_score(tested):
    curve = robustness_curve(*tested, augmenter(), strengths=[0.5], n_copies=3)
    assert curve.strengths.tolist() == [0, 0.5]
    np.testing.assert_array_equal(curve.scores[:, 0], tested[0].score(*tested[1:]))


def test_scores_are_those_of_copies_one_by_one(tested):
    classifier, X, y = tested
    curve = robustness_curve(classifier, X, y, augmenter(), strengths=[0.3, 0.8], n_copies=3)
    one = augmenter(use_y="donors").fit(X, y)
    for place, strength in enumerate([0.3, 0.8], start=1):
        copies = one.set_params(strength=strength).augment(X, 3, y=y).reshape(3, *X.shape)
        expected = [accuracy_score(y, classifier.predict(copy)) for copy in copies]
        np.testing.assert_array_equal(curve.scores[0, place], expected)


@pytest.mark.usefixtures("exact_strengths")
def test_the_change_is_the_strength_on_the_axis(tested):
    classifier, X, y = tested
    recorder = Recorder()
    curve = robustness_curve(
        classifier, X, y, augmenter(), transformations=["jitter", "drift"], strengths=[0.2, 0.6], scoring=recorder
    )
    plain, *copies = (series for series, _ in recorder.calls)
    np.testing.assert_array_equal(plain, X)
    change = (np.array(copies) - X) / X.std(axis=1, keepdims=True)
    achieved = np.sqrt((change**2).mean(axis=(1, 2))).reshape(2, 2, 5).mean(axis=2)
    np.testing.assert_allclose(achieved, [[0.2, 0.6]] * 2, rtol=0.15)
    assert curve.transformations == ("jitter", "drift")


def test_stronger_changes_cost_more(tested):
    curve = robustness_curve(*tested, augmenter(), strengths=[0.2, 1.2])
    plain, little, much = curve.scores[0].mean(axis=1)
    assert plain == 1 and little > 0.95 and much < 0.85
    assert curve.scores[0, 2].std() > 0


def test_one_network_is_trained_for_several_transformations(monkeypatch, tested):
    trained, fit = [], CVAE.fit
    monkeypatch.setattr(CVAE, "fit", lambda self, *args, **told: trained.append(1) or fit(self, *args, **told))
    network = augmenter(model=CVAE(max_steps=20, hidden_size=16))
    curve = robustness_curve(
        *tested, network, transformations=["jitter", "mix", "scaling"], strengths=[0.2], n_copies=1
    )
    assert len(trained) == 1
    assert curve.scores.shape == (3, 2, 1)


def test_lags_and_what_follows_are_changed_together():
    X, _ = waves()
    lags, following = X[:, :20], X[:, 20:]
    recorder, one = Recorder(), augmenter("mix")
    forecaster = LinearRegression().fit(lags, following)
    robustness_curve(
        forecaster, lags, following, one, target="continuation", strengths=[0.3], scoring=recorder, n_copies=2
    )
    copies = one.set_params(strength=0.3).fit(X).augment(X, 2).reshape(2, *X.shape)
    for copy, (changed, followed) in zip(copies, recorder.calls[1:], strict=True):
        np.testing.assert_array_equal(np.column_stack([changed, followed]), copy)


def test_one_value_that_follows_keeps_its_shape():
    X, _ = waves()
    forecaster = LinearRegression().fit(X[:, :-1], X[:, -1])
    recorder = Recorder()
    robustness_curve(
        forecaster, X[:, :-1], X[:, -1], augmenter(), target="continuation", strengths=[0.3], scoring=recorder
    )
    assert {y.shape for _, y in recorder.calls} == {(120,)}


def test_strengths_out_of_reach_have_no_score(tested):
    ceiling = augmenter("mix", use_y="donors").fit(*tested[1:]).max_strength_
    with pytest.warns(StrengthWarning, match=rf"strengths \[2.0\] cannot be reached with mix.* 0 to {ceiling:.3g}"):
        curve = robustness_curve(*tested, augmenter("mix"), strengths=[0.2, 2], n_copies=2)
    assert np.isfinite(curve.scores[0, :2]).all() and np.isnan(curve.scores[0, 2]).all()


def test_a_frozen_augmenter_is_used_as_it_is(tested):
    classifier, X, y = tested
    fitted = augmenter(strength=0.1).fit(waves()[0][:60])
    curve = robustness_curve(classifier, X, y, FrozenEstimator(fitted), strengths=[1.2], n_copies=2)
    assert fitted.strength == 0.1
    copies = fitted.set_params(strength=1.2).augment(X, 2).reshape(2, *X.shape)
    np.testing.assert_array_equal(curve.scores[0, 1], [classifier.score(copy, y) for copy in copies])
    with pytest.raises(ValueError, match="transformations are set before an augmenter is fitted"):
        robustness_curve(classifier, X, y, FrozenEstimator(fitted), transformations=["mix"])


def test_copies_are_made_within_the_class(tested):
    classifier, X, y = tested
    y = y.copy()
    y[0] = "alone"
    with pytest.raises(ValueError, match="every class needs two series"):
        robustness_curve(classifier, X, y, augmenter())


def test_what_was_passed_in_stays_as_it_was(tested):
    own = augmenter(strength=0.1)
    robustness_curve(*tested, own, transformations=["mix"], strengths=[0.2], n_copies=1)
    assert own.transformation == "jitter" and own.strength == 0.1 and own.memory is None
    assert not hasattr(own, "model_")


def test_transformations_may_be_objects(tested):
    curve = robustness_curve(
        *tested, augmenter(), transformations=[Jitter(), Jitter() + Drift()], strengths=[0.3], n_copies=1
    )
    assert curve.transformations == (str(Jitter()), str(Jitter() + Drift()))


def test_frames_stay_frames(tested):
    X, y = waves()
    frame = pd.DataFrame(X, columns=[f"t{step}" for step in range(24)])
    classifier = KNeighborsClassifier(1).fit(frame[:60], y[:60])  # warns of arrays without names
    framed = robustness_curve(classifier, frame[60:], y[60:], augmenter(), strengths=[1.2], n_copies=2)
    np.testing.assert_array_equal(
        framed.scores, robustness_curve(*tested, augmenter(), strengths=[1.2], n_copies=2).scores
    )


def test_lag_windows_need_one_length_and_the_units_of_what_follows(X):
    model = LinearRegression().fit(X[:, :20], X[:, 20])
    lags = [row[: 20 - number % 2] for number, row in enumerate(X)]
    with pytest.raises(ValueError, match="lag windows of one length.*newest 19"):
        robustness_curve(model, lags, X[:, 20], augmenter(), target="continuation")
    with pytest.raises(ValueError, match="needs y in the units of X"):
        robustness_curve(model, X[:, :20] + 50, 1000 * (X[:, 20] + 50), augmenter(), target="continuation")


def mean_changes(X):
    """A feature of series of any lengths."""
    return np.array([[np.abs(np.diff(own)).mean()] for own in X])


def test_series_of_unequal_length_are_augmented_in_any_container(X):
    y, unequal = np.arange(60) % 2, [own[: 48 - row % 4] for row, own in enumerate(X)]
    frame = pd.concat({row: pd.DataFrame({"value": own}) for row, own in enumerate(unequal)}, names=["series", "time"])
    classifier = make_pipeline(FunctionTransformer(mean_changes), KNeighborsClassifier()).fit(unequal, y)
    told = dict(strengths=[0.3], n_copies=2)
    of_list, of_frame = (robustness_curve(classifier, each, y, augmenter(), **told) for each in (unequal, frame))
    assert np.isfinite(of_list.scores).all()
    np.testing.assert_array_equal(of_list.scores, of_frame.scores)


@pytest.mark.parametrize("augmented", [False, True])
def test_a_panel_of_sktime_is_taken_as_an_array(tested, augmented):
    (X_train, y_train), (_, X, y) = [part[:60] for part in waves()], tested

    def panel(X):
        index = pd.MultiIndex.from_product([range(len(X)), range(24)], names=["instance", "time"])
        return pd.DataFrame({"value": X.ravel()}, index=index)

    classifier = KNeighborsTimeSeriesClassifier(n_neighbors=1, distance="euclidean")
    classifier = AugmentedEstimator(classifier, augmenter()) if augmented else classifier
    classifier.fit(panel(X_train), y_train)
    told = dict(strengths=[1.2], n_copies=2)
    from_panel, from_array = (
        robustness_curve(classifier, one, y, augmenter(), **told) for one in (panel(X), X[:, None])
    )
    np.testing.assert_array_equal(from_panel.scores, from_array.scores)
    assert from_panel.scores[0, 1].mean() < 1


@pytest.mark.parametrize("strengths", [[], [0, 0.3]])
def test_strengths_are_above_zero(tested, strengths):
    with pytest.raises(ValueError, match="above 0: the score without augmentation is always there"):
        robustness_curve(*tested, augmenter(), strengths=strengths)


def test_an_estimator_that_is_not_fitted_is_refused(tested):
    with pytest.raises(NotFittedError):
        robustness_curve(KNeighborsClassifier(), *tested[1:], augmenter())


def test_it_prints_a_row_a_transformation_and_fits_a_frame(tested):
    curve = robustness_curve(
        *tested, augmenter(), transformations=["jitter", "scaling"], strengths=[0.3, 1.0], n_copies=2
    )
    header, jitter, scaling = str(curve).splitlines()
    assert header.split() == ["strength", "0", "0.3", "1"]
    assert jitter.startswith("jitter") and scaling.startswith("scaling")
    frame = pd.DataFrame(curve.table()).set_index(["transformation", "strength"])
    assert frame.loc[("scaling", 1.0), "score"] == pytest.approx(curve.scores[1, 2].mean())
    assert frame.loc[("jitter", 0.0), "sd"] == 0
    assert repr(curve) == "RobustnessCurve(['jitter', 'scaling'], strengths=[0.0, 0.3, 1.0])"

import numpy as np
import pandas as pd
import pytest
from imblearn.pipeline import make_pipeline
from sklearn.base import clone
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline as plain_pipeline

from sklearn_lgta import LGTAAugmenter, LGTAResampler, PCACodec


def linear(transformation="mix", strength=0.3, **parameters):
    return LGTAAugmenter(transformation, strength, **{"model": PCACodec(), "random_state": 0, **parameters})


@pytest.fixture(scope="module")
def y():
    """40 usual, 14 rare and 6 very rare series, in no order."""
    return np.random.default_rng(0).permutation(np.repeat(["usual", "rare", "very rare"], [40, 14, 6]))


def check_rows(resampler, X, X_new, y, y_new):
    """Originals first and as they are; every other row is a changed copy of its original, with its target."""
    indices = resampler.sample_indices_
    np.testing.assert_array_equal(indices[: len(X)], np.arange(len(X)))
    np.testing.assert_array_equal(X_new[: len(X)], X)
    np.testing.assert_array_equal(y_new, np.asarray(y)[indices])
    copies, originals = X_new[len(X) :], X[indices[len(X) :]]
    assert all(np.abs(copy - original).max() > 0 for copy, original in zip(copies, originals, strict=True))
    assert len({copy.tobytes() for copy in copies}) == len(copies)


@pytest.mark.parametrize("n_copies", [0, 1, 3])
def test_every_series_gets_its_copies(n_copies, X, y):
    resampler = LGTAResampler(linear(), n_copies=n_copies)
    X_new, y_new = resampler.fit_resample(X, y)
    assert X_new.shape == ((1 + n_copies) * 60, 48)
    check_rows(resampler, X, X_new, y, y_new)
    expected = linear(use_y="donors").fit(X, y)
    if n_copies:
        np.testing.assert_array_equal(X_new[60:], expected.augment(X, n_copies, y=y))


@pytest.mark.parametrize(
    ("strategy", "counts"),
    [
        ("auto", {"usual": 40, "rare": 40, "very rare": 40}),
        ({"rare": 20}, {"usual": 40, "rare": 20, "very rare": 6}),
        ({"very rare": 13, "usual": 41}, {"usual": 41, "rare": 14, "very rare": 13}),
        ({"rare": 14}, {"usual": 40, "rare": 14, "very rare": 6}),
        ({}, {"usual": 40, "rare": 14, "very rare": 6}),
    ],
    ids=str,
)
def test_classes_have_the_size_that_is_asked(strategy, counts, X, y):
    resampler = LGTAResampler(linear("jitter"), sampling_strategy=strategy)
    X_new, y_new = resampler.fit_resample(X, y)
    assert dict(zip(*np.unique(y_new, return_counts=True), strict=True)) == counts
    check_rows(resampler, X, X_new, y, y_new)


def test_all_series_of_a_class_are_copied_as_often_or_once_less(X, y):
    resampler = LGTAResampler(linear(), sampling_strategy="auto")
    resampler.fit_resample(X, y)
    times = np.bincount(resampler.sample_indices_)
    for label in ("rare", "very rare"):
        assert set(times[y == label]) == {40 // (y == label).sum(), 40 // (y == label).sum() + 1}


def test_copies_are_made_within_their_class(X, y):
    resampler = LGTAResampler(linear(), sampling_strategy="auto")
    X_new, _ = resampler.fit_resample(X, y)
    augmenter = resampler.augmenter_
    assert augmenter.use_y == "donors"
    rows = np.flatnonzero(y == "very rare")
    at = np.isin(resampler.sample_indices_[60:], rows)
    one = augmenter.augment(X[rows], n_copies=5, y=y[rows])
    np.testing.assert_array_equal(X_new[60:][at][: len(one)], one)


def test_the_same_seed_gives_the_same_rows(X, y):
    first, second = (LGTAResampler(linear(), sampling_strategy="auto").fit_resample(X, y)[0] for _ in range(2))
    np.testing.assert_array_equal(first, second)
    default = LGTAResampler()
    first, second = (resampler.fit_resample(X[:20, :12], X[:20, 0])[0] for resampler in (default, clone(default)))
    np.testing.assert_array_equal(first, second)


def test_frames_and_series_keep_their_labels(X, y):
    frame = pd.DataFrame(X, index=pd.Index([f"s{i}" for i in range(60)], name="series"))
    labels = pd.Series(y, index=frame.index, name="kind")
    resampler = LGTAResampler(linear(), sampling_strategy="auto")
    X_new, y_new = resampler.fit_resample(frame, labels)
    assert y_new.name == "kind" and X_new.index.name == "series"
    pd.testing.assert_index_equal(X_new.index, y_new.index)
    pd.testing.assert_index_equal(X_new.index, frame.index[resampler.sample_indices_])
    pd.testing.assert_frame_equal(X_new.iloc[:60], frame)
    of_arrays, _ = LGTAResampler(linear(), sampling_strategy="auto").fit_resample(X, y)
    np.testing.assert_array_equal(X_new.to_numpy(), of_arrays)


def test_lists_are_taken(X, y):
    X_new, y_new = LGTAResampler(linear(), sampling_strategy="auto").fit_resample(X.tolist(), y.tolist())
    np.testing.assert_array_equal(X_new, LGTAResampler(linear(), sampling_strategy="auto").fit_resample(X, y)[0])
    assert len(y_new) == 120


def test_series_of_several_channels_are_resampled(X3):
    y = np.arange(30) < 10
    resampler = LGTAResampler(linear(), sampling_strategy="auto")
    X_new, y_new = resampler.fit_resample(X3, y)
    assert X_new.shape == (40, 3, 24)
    check_rows(resampler, X3, X_new, y, y_new)


@pytest.mark.parametrize("kind", ["one number", "two numbers", "whole numbers"])
def test_numbers_as_targets_are_carried_along(kind, X):
    y = {"one number": X[:, 0], "two numbers": X[:, :2], "whole numbers": np.arange(60.0)}[kind]
    resampler = LGTAResampler(linear(), n_copies=2)
    X_new, y_new = resampler.fit_resample(X, y)
    assert resampler.augmenter_.use_y is None
    np.testing.assert_array_equal(y_new, np.concatenate([y, y, y]))
    check_rows(resampler, X, X_new, y, y_new)


def test_a_frozen_augmenter_is_used_as_it_is(X, y, make_panel):
    fitted = linear().fit(make_panel(seed=3))
    X_new, _ = LGTAResampler(FrozenEstimator(fitted)).fit_resample(X, y)
    np.testing.assert_array_equal(X_new[60:], fitted.augment(X))


# ------------------------------------------------------------------------------------ pipelines
def test_a_search_over_the_strength_in_a_pipeline_of_imbalanced_learn(X, y):
    pipeline = make_pipeline(LGTAResampler(linear(), sampling_strategy="auto"), LogisticRegression(max_iter=5000))
    grid = {"lgtaresampler__augmenter__strength": [0, 0.3], "lgtaresampler__sampling_strategy": ["auto", {"rare": 20}]}
    search = GridSearchCV(pipeline, grid, cv=3, scoring="balanced_accuracy").fit(X, y)
    assert np.isfinite(search.cv_results_["mean_test_score"]).all()
    assert search.predict(X).shape == (60,)


def test_the_pipeline_resamples_in_fit_only(X, y):
    pipeline = make_pipeline(LGTAResampler(linear(), sampling_strategy="auto"), LogisticRegression(max_iter=5000))
    pipeline.fit(X, y)
    X_new, y_new = LGTAResampler(linear(), sampling_strategy="auto").fit_resample(X, y)
    plain = LogisticRegression(max_iter=5000).fit(X_new, y_new)
    np.testing.assert_array_equal(pipeline.predict_proba(X), plain.predict_proba(X))


def test_no_row_of_a_test_fold_is_learnt_from(X, y):
    rows = {row.tobytes(): place for place, row in enumerate(X)}
    folds = []

    class Fold(LogisticRegression):
        def fit(self, X, y):
            self.learnt_ = X
            return super().fit(X, y)

        def predict(self, X):
            folds.append((self.learnt_, X))
            return super().predict(X)

    cross_val_predict(make_pipeline(LGTAResampler(linear("jitter", 0.05), n_copies=2), Fold(max_iter=9999)), X, y, cv=3)
    assert len(folds) == 3
    for learnt, tested in folds:
        test = {rows[row.tobytes()] for row in tested}
        nearest = {int(np.abs(X - row).sum(axis=1).argmin()) for row in learnt}
        assert len(learnt) == 3 * 40 and len(test) == 20
        assert test.isdisjoint(nearest)


def test_groups_follow_by_the_sample_indices(X, y):
    resampler = LGTAResampler(linear(), n_copies=2)
    X_new, y_new = resampler.fit_resample(X, y)
    for train, test in GroupKFold(5).split(X_new, y_new, groups=resampler.sample_indices_):
        assert set(resampler.sample_indices_[train]).isdisjoint(resampler.sample_indices_[test])


def test_the_plain_pipeline_refuses_it_by_name(X, y):
    with pytest.raises(TypeError, match="LGTAResampler"):
        plain_pipeline(LGTAResampler(), Ridge()).fit(X, y)


# ------------------------------------------------------------------------------------ errors
@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"sampling_strategy": {"rare": 13}}, "asks for 13 series of class 'rare', which has 14. Originals are never"),
        ({"sampling_strategy": {"rare": 20.5}}, "asks for 20.5 series of class 'rare'"),
        ({"sampling_strategy": {"odd": 13}}, "names class 'odd', but y holds"),
        ({"sampling_strategy": "minority"}, "'sampling_strategy' parameter of LGTAResampler"),
        ({"n_copies": -1}, "'n_copies' parameter of LGTAResampler"),
        ({"augmenter": Ridge()}, "'augmenter' parameter of LGTAResampler"),
    ],
)
def test_what_cannot_be_done_is_said(parameters, message, X, y):
    resampler = LGTAResampler(**{"augmenter": linear(), **parameters})
    with pytest.raises(ValueError, match=message):
        resampler.fit_resample(X, y)
    assert not hasattr(resampler, "sample_indices_")


def test_targets_that_do_not_fit_are_refused(X, y):
    resampler = LGTAResampler(linear())
    with pytest.raises(ValueError, match="requires y to be passed"):
        resampler.fit_resample(X, None)
    with pytest.raises(ValueError, match="y has 10 entries and X has 60 series"):
        resampler.fit_resample(X, y[:10])
    with pytest.raises(ValueError, match="sampling_strategy='auto' needs y to hold classes"):
        LGTAResampler(linear(), sampling_strategy="auto").fit_resample(X, X[:, 0])
    with pytest.raises(ValueError, match=r"every class needs two series; with n_samples=60, \['alone'\] have one"):
        resampler.fit_resample(X, np.where(np.arange(60) == 3, "alone", y))
    with pytest.raises(ValueError, match=r"if y is a regression target, pass it as floats"):
        resampler.fit_resample(X, np.arange(60))
    with pytest.raises(ValueError, match=r"\[2.0\] have one"):  # asked for by class, so these are classes
        LGTAResampler(linear(), sampling_strategy="auto").fit_resample(X, np.where(np.arange(60) == 3, 2.0, 1.0))

import ast

import numpy as np
import pandas as pd
import pytest
import scipy.sparse
from imblearn.base import is_sampler
from imblearn.ensemble import BalancedBaggingClassifier
from imblearn.pipeline import make_pipeline
from imblearn.utils import check_sampling_strategy
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
    # by chance a series may get the same donors twice
    assert len({copy.tobytes() for copy in copies}) >= 0.98 * len(copies)


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


STRATEGIES = {
    "auto": "auto",
    "all": "all",
    "minority": "minority",
    "not majority": "not majority",
    "not minority": "not minority",
    "a ratio": 0.8,
    "a ratio that is rounded": 0.77,
    "a whole ratio": 1,
    "some sizes": {"a": 31},
    "sizes in another order": {"b": 30, "a": 40},
    "no sizes": {},
    "a function of y": lambda y: {"b": len(y), "a": 33},
}
TARGETS = {
    "two classes": np.repeat(["a", "b"], [30, 12]),
    "two classes, the second larger": np.repeat(["a", "b"], [7, 29]),
    "two classes of one size": np.tile(["a", "b"], 12),
    "three classes": np.repeat(["b", "a", "c"], [5, 21, 9]),
    "three classes, two of them the largest": np.repeat(["a", "b", "c"], [15, 4, 15]),
    "three classes, two of them the smallest": np.repeat(["c", "b", "a"], [6, 20, 6]),
}


def outcome(count):
    """What a count returns, or the kind of its error."""
    try:
        return dict(count())
    except ValueError:
        return ValueError


@pytest.mark.parametrize("strategy", STRATEGIES.values(), ids=STRATEGIES)
@pytest.mark.parametrize("y", TARGETS.values(), ids=TARGETS)
def test_classes_get_as_many_series_as_in_imbalanced_learn(strategy, y):
    resampler, X = LGTAResampler(sampling_strategy=strategy), np.zeros((len(y), 4))
    expected = outcome(lambda: check_sampling_strategy(strategy, y, "over-sampling"))
    assert outcome(lambda: resampler.fit(X, y).sampling_strategy_) == expected


@pytest.mark.parametrize(
    "strategy", ["minority", "all", 0.75, lambda y: {"rare": 15}], ids=["minority", "all", "0.75", "a function of y"]
)
def test_as_many_rows_come_back_as_were_counted(strategy, X):
    y = np.random.default_rng(1).permutation(np.repeat(["rare", "usual"], [11, 29]))
    resampler = LGTAResampler(linear("jitter"), sampling_strategy=strategy)
    X_new, y_new = resampler.fit_resample(X[:40], y)
    expected = check_sampling_strategy(strategy, y, "over-sampling")
    assert {label: (y_new == label).sum() - (y == label).sum() for label in expected} == dict(expected)
    assert resampler.sampling_strategy_ == dict(expected) and len(X_new) == 40 + sum(expected.values())
    check_rows(resampler, X[:40], X_new, y, y_new)


def test_a_list_of_classes_is_refused_with_sizes_that_work(X, y):
    with pytest.raises(ValueError, match="is a list") as error:
        LGTAResampler(linear(), sampling_strategy=["rare"]).fit_resample(X, y)
    sizes = ast.literal_eval(str(error.value).split("sampling_strategy=")[-1].rstrip("."))
    y_new = LGTAResampler(linear(), sampling_strategy=sizes).fit_resample(X, y)[1]
    assert (y_new == "rare").sum() == (y_new == "usual").sum()


def test_without_a_strategy_the_copies_of_every_class_are_counted(X, y):
    resampler = LGTAResampler(linear(), n_copies=2)
    resampler.fit_resample(X, y)
    assert resampler.sampling_strategy_ == {"usual": 80, "rare": 28, "very rare": 12}
    resampler.fit_resample(X, X[:, 0])
    assert resampler.sampling_strategy_ is None


def one_hot(y):
    return (y[:, None] == np.unique(y)).astype(int)


@pytest.mark.parametrize("strategy", [None, "auto", {0: 30}])
def test_one_hot_rows_are_classes_and_come_back_as_one_hot_rows(strategy, X, y):
    numbers = np.unique(y, return_inverse=True)[1]
    resampler = LGTAResampler(linear(), sampling_strategy=strategy)
    X_new, y_new = resampler.fit_resample(X, numbers)
    X_of_rows, rows = resampler.fit_resample(X, one_hot(y))
    np.testing.assert_array_equal(X_of_rows, X_new)  # donors are of the same class
    assert rows.shape == (len(X_new), 3)
    np.testing.assert_array_equal(rows.argmax(axis=1), y_new)
    _, sparse_rows = resampler.fit_resample(X, scipy.sparse.csr_array(one_hot(y)))
    np.testing.assert_array_equal(sparse_rows.toarray(), rows)


def test_rows_with_several_labels_are_no_classes(X, y):
    several = one_hot(y)
    several[0] = 1
    with pytest.raises(ValueError, match="needs y to hold classes: labels, or one-hot rows, each with a single 1"):
        LGTAResampler(linear(), sampling_strategy="auto").fit_resample(X, several)
    resampler = LGTAResampler(linear())
    np.testing.assert_array_equal(resampler.fit_resample(X, several)[1], np.tile(several, (2, 1)))
    assert resampler.augmenter_.use_y is None


def test_frames_of_targets_keep_their_columns_and_types(X, y):
    frame = pd.DataFrame(X, columns=[f"t{i}" for i in range(48)])
    kinds = pd.DataFrame({"kind": pd.Categorical(y)})
    dummies = pd.get_dummies(kinds["kind"])  # one-hot, bool
    for targets in (kinds, dummies):
        X_new, y_new = LGTAResampler(linear(), sampling_strategy="auto").fit_resample(frame, targets)
        pd.testing.assert_frame_equal(y_new.iloc[:60], targets)
        pd.testing.assert_series_equal(y_new.dtypes, targets.dtypes)
        pd.testing.assert_index_equal(X_new.index, y_new.index)
        assert len(y_new) == 120


def test_a_frame_of_sparse_columns_comes_back_as_one(X, y):
    frame = pd.DataFrame(X).astype(pd.SparseDtype(float, 0.0))
    X_new, _ = LGTAResampler(linear(), sampling_strategy="auto").fit_resample(frame, y)
    assert (X_new.dtypes == frame.dtypes).all()
    dense, _ = LGTAResampler(linear(), sampling_strategy="auto").fit_resample(X, y)
    np.testing.assert_array_equal(X_new.sparse.to_dense(), dense)


def test_frames_of_polars_come_back_as_such(X, y):
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame(X, [f"t{i}" for i in range(48)])
    X_new, y_new = LGTAResampler(linear(), sampling_strategy="auto").fit_resample(frame, polars.Series("kind", y))
    assert isinstance(X_new, polars.DataFrame) and isinstance(y_new, polars.Series) and y_new.name == "kind"
    assert X_new[:60].equals(frame)
    of_arrays, labels = LGTAResampler(linear(), sampling_strategy="auto").fit_resample(X, y)
    np.testing.assert_array_equal(X_new.to_numpy(), of_arrays)
    np.testing.assert_array_equal(y_new.to_numpy(), labels)


def test_fit_counts_and_makes_no_copies(X, y):
    frame = pd.DataFrame(X, columns=[f"t{i}" for i in range(48)])
    resampler = LGTAResampler(linear(), sampling_strategy="auto").fit(frame, y)
    assert resampler.sampling_strategy_ == {"rare": 26, "very rare": 34}
    assert list(resampler.get_feature_names_out()) == list(frame.columns)
    assert not hasattr(resampler, "sample_indices_")


def test_gaps_are_taken_though_fit_refuses_them(X, y):
    gaps = X.copy()
    gaps[3, 5] = np.nan
    resampler = LGTAResampler(linear(), sampling_strategy="auto")
    with pytest.raises(ValueError, match="contains NaN.*fit_resample takes NaN"):
        resampler.fit(gaps, y)
    X_new, _ = resampler.fit_resample(gaps, y)
    np.testing.assert_array_equal(X_new[:60], gaps)


def test_it_is_a_sampler_of_imbalanced_learn_and_balances_the_bags_of_an_ensemble(X, y):
    resampler = LGTAResampler(linear(), sampling_strategy="auto")
    assert is_sampler(resampler)
    ensemble = BalancedBaggingClassifier(LogisticRegression(max_iter=5000), n_estimators=2, sampler=resampler)
    assert ensemble.set_params(random_state=0).fit(X, y).predict(X).shape == (60,)


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
    assert isinstance(X_new, list) and isinstance(y_new, list) and len(y_new) == 120


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
        ({"sampling_strategy": "majority"}, "'sampling_strategy' parameter of LGTAResampler"),
        ({"sampling_strategy": 1.5}, "'sampling_strategy' parameter of LGTAResampler"),
        ({"sampling_strategy": 0.9}, "is the ratio of two classes, and y holds 3"),
        ({"sampling_strategy": ["rare"]}, r"is a list, .* Say how large .*: sampling_strategy=\{'rare': 40\}"),
        (
            {"sampling_strategy": lambda y: ["rare"]},
            r"returned \['rare'\] for y\. It must return the size of each class",
        ),
        ({"sampling_strategy": lambda y: {"rare": 2}}, "asks for 2 series of class 'rare', which has 14"),
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

import numpy as np
import pytest

from sklearn_lgta import CVAE, LGTAAugmenter, PCACodec
from sklearn_lgta._conditions.arrays import Conditions
from sklearn_lgta._conditions.labels import Labels

STEPS = np.arange(48)


def two_classes(n_series=60, seed=0):
    """A hill in the first or the second half, of random place, width and height, with noise; and the classes.

    Nothing but the half tells the classes apart: series of both move alike.
    """
    rng = np.random.default_rng(seed)
    y = np.where(np.arange(n_series) % 2, "late", "early")
    place = rng.uniform(8, 16, n_series) + 24 * (y == "late")
    width, height = rng.uniform(2, 4, n_series), rng.uniform(2, 4, n_series)
    X = height[:, None] * np.exp(-0.5 * ((STEPS - place[:, None]) / width[:, None]) ** 2)
    return X + 0.1 * rng.normal(size=(n_series, 48)) - 5.0, y


def are_late(series):
    """Whether the hill is in the second half."""
    return series[:, 24:].mean(axis=1) > series[:, :24].mean(axis=1)


def labelled(use_y, transformation="mix", strength=0.5, **parameters):
    return LGTAAugmenter(
        transformation, strength, use_y=use_y, **{"model": PCACodec(), "random_state": 0, **parameters}
    )


@pytest.fixture(scope="module")
def classes():
    return two_classes()


@pytest.fixture(scope="module")
def by_class(classes):
    return labelled("donors").fit(*classes)


@pytest.fixture(scope="module")
def conditioned(classes):
    """The network is told the class."""
    return labelled("condition", model=CVAE(max_steps=150)).fit(*classes)


# ------------------------------------------------------------------------------------ labels as codes
def test_classes_are_sorted_and_series_are_found_by_their_key():
    labels, codes = Labels.fit(["b", "a", "b", "a"], [b"1", b"2", b"3", b"4"], "donors")
    assert labels.classes.tolist() == ["a", "b"]
    assert codes.tolist() == [1, 0, 1, 0]
    assert labels.codes(None, [b"4", b"3", b"3"]).tolist() == [0, 1, 1]


@pytest.mark.parametrize("values", [[1, 0], [True, False], [1.0, 0.0], ["b", "a"], np.array(["b", "a"], dtype=object)])
def test_labels_of_any_kind_are_found_again(values):
    y = np.asarray(values)[[0, 1, 0, 1]]
    labels, codes = Labels.fit(y, list("1234"), "donors")
    assert labels.codes(y, list("5678")).tolist() == codes.tolist() == [1, 0, 1, 0]
    assert labels.codes(list(y[:2]), list("56")).tolist() == [1, 0]


def test_a_label_given_goes_before_the_one_found():
    labels, _ = Labels.fit(["a", "a", "b", "b"], [b"1", b"2", b"3", b"4"], "donors")
    assert labels.codes(["b"], [b"1"]).tolist() == [1]


def test_only_a_condition_is_told_to_the_network():
    told = [
        Labels.fit([0, 0, 1, 1, 2, 2], list("123456"), use_y)[0].n_condition_classes
        for use_y in ("donors", "condition")
    ]
    assert told == [0, 3]


# ------------------------------------------------------------------------------------ conditions
def test_the_class_is_told_by_indicators_at_every_step():
    along = Conditions(np.array([2, 0]), 3).to_array(4)
    np.testing.assert_array_equal(along, np.repeat([[[0, 0, 1]], [[1, 0, 0]]], 4, axis=1))


def test_conditions_without_classes_are_of_no_width():
    assert Conditions.none(5).to_array(7).shape == (5, 7, 0)
    assert Conditions.none(5)[[1, 2]].to_array(7).shape == (2, 7, 0)


def test_any_beginning_of_the_order_holds_the_classes_evenly():
    codes = np.array([0] * 90 + [1] * 6 + [2] * 4)
    order = Conditions(codes).balanced_order(np.random.default_rng(0).permutation(100))
    assert sorted(order) == list(range(100))
    for n_first in (3, 6, 12):
        assert np.bincount(codes[order[:n_first]]).tolist() == [n_first // 3] * 3
    assert np.bincount(codes[order[:30]]).tolist() == [20, 6, 4]


# ------------------------------------------------------------------------------------ copies
@pytest.mark.parametrize("transformation", ["mix", "resample"])
def test_donors_of_the_own_class_keep_the_class(transformation, classes):
    X, y = classes
    kept = {}
    for use_y in (None, "donors"):
        augmenter = labelled(use_y, transformation).fit(X, y)
        copies = augmenter.set_params(strength=augmenter.max_strength_).augment(X, n_copies=5)  # all donors
        kept[use_y] = (are_late(copies) == np.tile(y == "late", 5)).mean()
    assert kept["donors"] == 1
    assert kept[None] < 0.7  # what donors of both classes do


def test_rows_without_y_get_the_copies_that_they_get_with_it(by_class, conditioned, classes):
    X, y = classes
    for augmenter in (by_class, conditioned):
        np.testing.assert_array_equal(augmenter.augment(X), augmenter.augment(X, y=y))
        np.testing.assert_array_equal(augmenter.transform(X), augmenter.augment(X))


def test_copies_with_labels_do_not_depend_on_the_batch(by_class, conditioned, classes):
    X, y = classes
    for augmenter in (by_class, conditioned):
        copies = augmenter.augment(X)
        np.testing.assert_array_equal(augmenter.augment(X[::-1], y=y[::-1])[::-1], copies)
        np.testing.assert_array_equal(augmenter.augment(X[7:8]), copies[7:8])


def test_new_series_are_copied_within_the_class_that_is_given(by_class):
    X, y = two_classes(20, seed=1)
    copies = by_class.augment(X, y=y)
    np.testing.assert_array_equal(are_late(copies), y == "late")
    other = by_class.augment(X, y=np.where(y == "late", "early", "late"))
    assert (np.abs(other - copies).max(axis=1) > 0).all()


def test_labels_of_another_container_are_the_same_labels(by_class, classes):
    pd = pytest.importorskip("pandas")
    X, y = classes
    for labels in (list(y), pd.Series(y), y.astype(object)):
        np.testing.assert_array_equal(by_class.augment(X, y=labels), by_class.augment(X))
        np.testing.assert_array_equal(labelled("donors").fit(X, labels).augment(X), by_class.augment(X))


@pytest.mark.usefixtures("exact_strengths")
def test_the_order_of_the_training_series_does_not_decide_who_is_of_which_class(classes):
    X, y = classes
    order = np.random.default_rng(0).permutation(len(X))
    copies = labelled("donors").fit(X[order], y[order]).augment(X)
    np.testing.assert_array_equal(are_late(copies), y == "late")


def test_rare_classes_are_among_the_donors(monkeypatch):
    monkeypatch.setattr("sklearn_lgta._fitting.steps._DONORS", 20)
    X, y = two_classes(120)
    y = np.where(np.arange(120) < 6, "rare", y)
    augmenter = labelled("donors").fit(X, y)
    kept = augmenter._copier.donors.classes
    assert len(kept) == 20
    assert np.bincount(kept).tolist() == [7, 7, 6]


# ------------------------------------------------------------------------------------ the network is told
def test_a_network_that_is_told_the_class_decodes_a_code_as_that_class(conditioned, classes):
    X, _ = classes
    codes = np.zeros_like(conditioned.encode(X))  # nothing but the class is left
    early, late = (conditioned.decode(codes, like=X, y=[label] * len(X)) for label in ("early", "late"))
    assert (are_late(late) & ~are_late(early)).all()


def test_without_labels_the_network_has_fewer_inputs(conditioned, classes):
    X, y = classes
    plain = labelled("donors", model=CVAE(max_steps=2)).fit(X, y)
    patch, hidden = plain.model_.sizes_.patch_length, 64
    assert conditioned.n_parameters_ - plain.n_parameters_ == 2 * patch * 2 * hidden  # encoder and decoder, two classes


def test_codes_are_those_of_the_class_given(conditioned, classes):
    X, y = classes
    np.testing.assert_array_equal(conditioned.encode(X), conditioned.encode(X, y=y))
    other = np.where(y == "late", "early", "late")
    assert np.abs(conditioned.encode(X, y=other) - conditioned.encode(X)).max() > 1e-3
    rebuilt = conditioned.reconstruct(X, y=y)
    np.testing.assert_array_equal(rebuilt, conditioned.decode(conditioned.encode(X), like=X))
    assert np.mean((rebuilt - X) ** 2) < 0.5 * X.var()


def test_a_path_goes_from_class_to_class(conditioned, classes):
    X, y = classes
    path = conditioned.interpolate(X[:2], X[[1, 0]], n_steps=3)
    np.testing.assert_array_equal(path[:2], X[:2])
    np.testing.assert_array_equal(path[4:], X[[1, 0]])
    given = conditioned.interpolate(X[:2], X[[1, 0]], 3, y_a=y[:2], y_b=y[[1, 0]])
    np.testing.assert_array_equal(given, path)
    np.testing.assert_allclose(path[2], path[3], atol=1e-4)  # half of the way is the same from both ends


def test_donors_need_no_label_where_none_is_told(by_class):
    X, _ = two_classes(10, seed=5)
    assert by_class.encode(X).shape[0] == 10
    assert by_class.reconstruct(X).shape == X.shape
    assert by_class.interpolate(X[:5], X[5:], 3).shape == (15, 48)


def test_series_of_several_channels_have_classes(X3):
    y = np.arange(len(X3)) % 3
    augmenter = labelled("condition", model=CVAE(max_steps=12)).fit(X3, y)
    assert augmenter.augment(X3, 2).shape == (60, 3, 24)
    np.testing.assert_array_equal(augmenter.augment(X3[:4], y=y[:4]), augmenter.augment(X3)[:4])


# ------------------------------------------------------------------------------------ errors
def test_labels_that_are_missing_in_fit_are_asked_for(X):
    with pytest.raises(ValueError, match=r"use_y='donors' needs the labels of the series: call fit\(X, y\)"):
        labelled("donors").fit(X)


@pytest.mark.parametrize("use_y", [None, "donors"])
def test_labels_of_another_number_name_both(use_y, by_class, fitted, classes):
    X, y = classes
    augmenter = fitted if use_y is None else by_class
    with pytest.raises(ValueError, match="y has 7 entries and X has 60 series; one for every series is needed"):
        augmenter.augment(X, y=y[:7])


def test_labels_of_another_number_are_refused_in_fit(classes):
    X, y = classes
    with pytest.raises(ValueError, match="y has 59 entries and X has 60 series"):
        labelled("donors").fit(X, y[:-1])


@pytest.mark.parametrize("y", [np.linspace(0, 1, 60), np.eye(60, 2)[:, [0, 1, 1]], np.full(60, np.nan)])
def test_what_is_no_class_label_is_refused(y, classes):
    with pytest.raises(ValueError, match="needs one class label for every series, but y is|y should be a 1d|NaN"):
        labelled("donors").fit(classes[0], y)


def test_a_class_of_one_series_is_named(classes):
    X, y = classes
    y = np.where(np.arange(60) == 5, "alone", y)
    augmenter = labelled("donors")
    with pytest.raises(ValueError, match="every class needs two series; with n_samples=60, 'alone' has one. Drop or"):
        augmenter.fit(X, y)
    assert not hasattr(augmenter, "model_")


def test_an_unknown_class_names_the_known_ones(by_class, classes):
    X, y = classes
    with pytest.raises(ValueError, match="y holds 'odd', which fit has not seen; the classes are 'early', 'late'"):
        by_class.augment(X, y=np.where(np.arange(60) == 3, "odd", y))


def test_many_classes_are_not_all_named(X):
    augmenter = labelled("donors").fit(X, np.arange(60) // 2)
    with pytest.raises(ValueError, match="the classes are 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 20 more"):
        augmenter.augment(X, y=np.full(60, 99))


@pytest.mark.parametrize("verb", ["augment", "encode", "reconstruct"])
def test_new_series_without_labels_are_located(verb, conditioned, classes):
    X = np.concatenate([classes[0][:3], two_classes(2, seed=9)[0]])
    with pytest.raises(ValueError, match=r"2 of 5 were not seen in fit \(the first at position 3\). Pass their labels"):
        getattr(conditioned, verb)(X)


def test_equal_series_of_several_classes_need_their_labels(classes):
    X, y = np.concatenate([classes[0], classes[0][:1]]), np.append(classes[1], "late")  # the first one is early
    augmenter = labelled("donors").fit(X, y)
    with pytest.raises(ValueError, match=r"2 of 61 equal training series of several classes \(the first at position 0"):
        augmenter.augment(X)
    assert augmenter.augment(X, y=y).shape == X.shape


def test_a_model_that_takes_no_conditions_is_named(classes):
    with pytest.raises(ValueError, match=r"PCACodec\(\) takes no conditions. Use use_y='donors'"):
        labelled("condition").fit(*classes)
    with pytest.raises(ValueError, match="space='data' trains no network. Use use_y='donors'"):
        labelled("condition", space="data").fit(*classes)

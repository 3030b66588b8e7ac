"""How estimators, resamplers and adapters take over the augmenter that they were given."""

import pytest
from sklearn.frozen import FrozenEstimator

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta._resolve_augmenter import makes_copies, resolve_augmenter


def test_no_augmenter_is_the_default_with_a_seed():
    augmenter = resolve_augmenter(None, has_classes=False)
    expected = LGTAAugmenter(random_state=0, unseen="augment")
    assert repr(augmenter) == repr(expected)


@pytest.mark.parametrize(
    ("use_y", "has_classes", "expected"),
    [(None, False, None), (None, True, "donors"), ("condition", True, "condition"), ("donors", False, "donors")],
)
def test_donors_are_of_the_same_class_where_there_are_classes_and_nothing_else_was_asked(use_y, has_classes, expected):
    assert resolve_augmenter(LGTAAugmenter(use_y=use_y), has_classes).use_y == expected


def test_the_augmenter_that_was_given_is_left_alone():
    given = LGTAAugmenter("mix", model=PCACodec())
    resolved = resolve_augmenter(given, has_classes=True)
    assert resolved is not given and resolved.model is not given.model
    assert (given.use_y, given.unseen) == (None, "passthrough")
    assert (resolved.transformation, resolved.unseen) == ("mix", "augment")


def test_a_frozen_augmenter_is_used_as_it_is(fitted):
    frozen = FrozenEstimator(fitted)
    assert resolve_augmenter(frozen, has_classes=True) is frozen


@pytest.mark.parametrize(("strength", "n_copies", "expected"), [(0.3, 2, True), (None, 1, True), (0.3, 0, False)])
def test_copies_are_made_where_some_are_asked_for(strength, n_copies, expected):
    assert makes_copies(LGTAAugmenter(strength=strength), n_copies) is expected


def test_copies_of_strength_zero_are_none(fitted):
    assert not makes_copies(LGTAAugmenter(strength=0), 3)
    assert makes_copies(None, 3)
    assert makes_copies(FrozenEstimator(fitted), 3)

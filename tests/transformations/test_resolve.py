import pytest

from sklearn_lgta import transformations
from sklearn_lgta.transformations import Jitter, MagnitudeWarp, Mix, Resample, Scaling, Transformation, resolve
from sklearn_lgta.transformations._registry import CLASSES, NAMED, register


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("jitter", Jitter(color="latent")),
        ("scaling", Scaling()),
        ("magnitude_warp", MagnitudeWarp(n_knots=6)),
        ("mix", Mix(block=None)),
        ("resample", Resample(block=None)),
    ],
)
def test_a_name_is_the_class_with_its_defaults(name, expected):
    assert resolve(name) == expected


def test_an_object_is_itself():
    transformation = MagnitudeWarp(n_knots=4)
    assert resolve(transformation) is transformation


@pytest.mark.parametrize(("name", "meant"), [("magnitude_wrap", "magnitude_warp"), ("jiter", "jitter")])
def test_a_misspelt_name_asks_for_the_right_one(name, meant):
    with pytest.raises(ValueError, match=f"transformation='{name}' is unknown.*Did you mean '{meant}'"):
        resolve(name)


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(
        ValueError, match="there are .*'jitter', 'magnitude_warp', 'mix', 'resample', 'scaling'"
    ) as info:
        resolve("qqq")
    assert "Did you mean" not in str(info.value)


@pytest.mark.parametrize("wrong", [MagnitudeWarp, 3, None])
def test_the_error_for_other_objects_shows_an_example(wrong):
    with pytest.raises(TypeError, match=r"derives from .*for instance MagnitudeWarp\(n_knots=4\)"):
        resolve(wrong)


def test_an_object_that_only_has_draw_must_derive_from_transformation():
    class OnlyDraws:
        def draw(self, latent, rng, donors):
            return None

    with pytest.raises(TypeError, match=r"derives from sklearn_lgta\.transformations\.Transformation"):
        resolve(OnlyDraws())


def test_every_public_transformation_is_registered():
    public = {getattr(transformations, name) for name in transformations.__all__}
    classes = {cls for cls in public if isinstance(cls, type) and issubclass(cls, Transformation)}
    assert {*CLASSES.values()} == classes - {Transformation}


def test_names_are_those_of_all_that_need_no_arguments():
    assert CLASSES.keys() - NAMED.keys() == {"compose", "one_of", "on"}
    assert all(type(resolve(name)) is cls for name, cls in NAMED.items())


def test_a_class_of_a_user_is_not_registered():
    class Tilt(Transformation):
        pass

    with pytest.raises(TypeError, match=r"Pass an object of the class: transformation=Tilt\(\)"):
        register(Tilt)
    assert "tilt" not in CLASSES

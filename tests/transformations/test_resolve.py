import pytest

from sklearn_lgta.transformations import Jitter, MagnitudeWarp, Mix, Resample, Scaling, resolve


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
def test_what_is_no_transformation_is_shown_one(wrong):
    with pytest.raises(TypeError, match=r"derives from .*for instance MagnitudeWarp\(n_knots=4\)"):
        resolve(wrong)


def test_an_object_that_only_has_draw_is_told_to_derive_from_transformation():
    class OnlyDraws:
        def draw(self, latent, rng, donors):
            return None

    with pytest.raises(TypeError, match=r"derives from sklearn_lgta\.transformations\.Transformation"):
        resolve(OnlyDraws())

import numpy as np
import pytest

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta.transformations import Drift, Jitter, Mix, On, Scaling

RNG = np.random.default_rng(0)
X = RNG.normal(size=(30, 3, 40)).cumsum(axis=2)


def change(transformation, strength=0.3, **parameters):
    """Change of every series: (n_series, n_channels, n_timepoints)."""
    parameters = {"model": PCACodec(), "random_state": 0} | parameters
    return LGTAAugmenter(transformation, strength, **parameters).fit(X).augment(X) - X


@pytest.mark.parametrize("space", ["latent", "data"])
@pytest.mark.parametrize("residual", ["keep", "resample", "drop"])
def test_nothing_changes_outside(space, residual):
    changed = change(On("mix", time=slice(10, 25), channels=[0, 2]), space=space, residual=residual, calibration=None)
    inside = np.zeros(changed.shape[1:], dtype=bool)
    inside[[0, 2], 10:25] = True
    assert (changed[:, ~inside] == 0).all()
    assert (np.abs(changed[:, inside]) > 0).all(axis=1).any()


def test_a_part_changes_as_the_whole_does_but_for_its_edges():
    whole = change(Scaling(), strength=0.4, calibration=None)
    part = change(On(Scaling(), time=slice(8, 28)), strength=0.4, calibration=None)
    np.testing.assert_allclose(part[:, :, 13:23], whole[:, :, 13:23], atol=1e-12)
    assert (np.abs(part[:, :, [8, 27]]) <= 0.1 * np.abs(whole[:, :, [8, 27]]) + 1e-12).all()


def test_no_step_appears_at_the_edges():
    steps = np.abs(np.diff(change(On("drift", time=slice(8, 32)), space="data"), axis=2))
    assert steps[:, :, [7, 31]].max() < steps.max()


def test_strength_is_that_of_the_whole_series():
    changed = change(On("jitter", time=slice(20, None)), strength=0.3) / X.std(axis=2, keepdims=True)
    assert abs(np.sqrt(np.mean(changed**2)) - 0.3) < 0.03
    assert np.sqrt(np.mean(changed[:, :, 20:] ** 2)) > 0.4


def test_only_the_chosen_dimensions_of_the_code_change():
    latent = RNG.normal(size=(12, 4))
    drawn = On(Jitter(color="white"), latent=[1, 3]).draw(latent, np.random.default_rng(0), None)
    changed = drawn.apply(latent, 0.5)
    np.testing.assert_array_equal(changed[:, [0, 2]], latent[:, [0, 2]])
    assert (changed[:, [1, 3]] != latent[:, [1, 3]]).all()


def test_nested_parts_are_what_they_have_in_common():
    nested = change(On(On(Scaling(), time=slice(0, 30)), time=slice(20, None), channels=[1]), strength=0.1)
    assert (nested[:, [0, 2]] == 0).all()
    changed = np.flatnonzero(np.abs(nested[:, 1]).max(axis=0))
    assert (changed[0], changed[-1]) == (20, 29)


def test_nested_dimensions_are_what_they_have_in_common():
    latent = RNG.normal(size=(12, 4))
    drawn = On(On(Scaling(), latent=[0, 1]), latent=[1, 2]).draw(latent, np.random.default_rng(0), None)
    np.testing.assert_array_equal((drawn.apply(latent, 0.5) != latent).any(axis=0), [False, True, False, False])


def test_two_parts_change_each_on_its_own():
    early, late = On(Scaling(), time=slice(0, 15)), On(Drift(), time=slice(25, None))
    both = change(early + late, strength=0.2, calibration=None)
    alone = change(early, strength=0.2, calibration=None)
    np.testing.assert_allclose(both[:, :, :15], alone[:, :, :15], atol=1e-12)
    assert (both[:, :, 15:25] == 0).all()
    assert (np.abs(both[:, :, 25:]).max(axis=(1, 2)) > 0).all()


def test_a_fraction_of_the_code_redraws_the_same_fraction_of_the_residual():
    latent = RNG.normal(size=(12, 4))
    donors = type("Donors", (), {"latent": latent[None], "blocks": lambda *_: np.zeros(12, int)})
    donors.draw = lambda self, rng, blocks: (blocks, np.arange(12))
    drawn = On(Mix(), latent=[0]).draw(latent, np.random.default_rng(0), donors())
    np.testing.assert_allclose(drawn.residual_weights(1.0), [np.sqrt(0.75), 0.5])


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ({"time": slice(40, None)}, "time=slice.* chooses none of 40 time points"),
        ({"time": [True] * 12}, "time=.* does not fit 40 time points"),
        ({"channels": [3]}, "channels=.* does not fit 3 channels"),
        ({"latent": [99]}, "latent=.* does not fit 9 latent dimensions"),
    ],
    ids=str,
)
def test_a_part_that_is_not_there_is_an_error_of_fit(part, message):
    with pytest.raises(ValueError, match=message):
        change(On("mix", **part))


def test_a_slice_fits_series_of_any_length():
    augmenter = LGTAAugmenter(On("mix", time=slice(-5, None)), 0.2, model=PCACodec(), random_state=0).fit(X)
    longer = RNG.normal(size=(4, 3, 52)).cumsum(axis=2)
    changed = augmenter.augment(longer) - longer
    assert (changed[:, :, :-5] == 0).all() and (changed[:, :, -1] != 0).any()

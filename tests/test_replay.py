"""What was drawn for some series can be had, kept, and applied to others."""

import pickle

import numpy as np
import pandas as pd
import pytest

from sklearn_lgta import CVAE, LGTAAugmenter, PCACodec
from sklearn_lgta.transformations import Drift, Jitter, Mix, On, Perturbation, Scaling, TimeWarp, Transformation

# white noise and warps in steps are rougher than smooth series, and a dropped residual leaves them smoother
pytestmark = pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.RoughnessWarning")


class Shift(Transformation):
    """A transformation of a user, which takes one series after the other."""

    def draw(self, latent, rng, donors):
        return Perturbation(shift=rng.standard_normal())


TRANSFORMATIONS = [
    "jitter",
    Jitter(color="white"),
    "scaling",
    "magnitude_warp",
    "drift",
    "trend",
    "time_warp",
    "mix",
    "resample",
    Mix() + Jitter(),
    (Drift() | Scaling()) + TimeWarp(),
    On("mix", time=slice(20, None)),
    On("jitter", latent=[0]) | "mix",
    Shift(),
]


def augmenter(transformation="mix", strength=0.3, **parameters):
    return LGTAAugmenter(transformation, strength, **{"model": PCACodec(), "random_state": 0} | parameters)


@pytest.fixture(scope="module")
def gappy(X):
    G = X[:20].copy()
    G[3, 20:24], G[7, 40:], G[8, :3] = np.nan, np.nan, np.nan
    return G


# ------------------------------------------------------------------------------------ what comes back
@pytest.mark.parametrize("space", ["latent", "data"])
@pytest.mark.parametrize("transformation", TRANSFORMATIONS, ids=repr)
def test_draws_make_the_copies_again_after_a_pickle(transformation, space, gappy):
    fitted = augmenter(transformation, space=space).fit(gappy)
    copies, draws = fitted.augment(gappy, 2, copy=3, return_draws=True)
    np.testing.assert_array_equal(copies, fitted.augment(gappy, 2, copy=3))
    fitted.set_params(strength=0.7, transformation="scaling", residual="keep")  # it is not drawn again
    np.testing.assert_array_equal(fitted.augment(gappy, draws=pickle.loads(pickle.dumps(draws))), copies)


@pytest.mark.parametrize(
    "parameters",
    [
        {"seasonal_period": 12},
        {"seasonal_period": 12, "strength": None},
        {"residual": "resample", "strength": 0.5},
        {"residual": "drop"},
        {"missing": "fill"},
        {"strength": 0},
        {"model": CVAE(max_steps=5)},
    ],
    ids=str,
)
def test_draws_make_the_copies_again_whatever_the_parameters(parameters, gappy):
    fitted = augmenter(**parameters).fit(gappy)
    copies, draws = fitted.augment(gappy, 2, return_draws=True)
    np.testing.assert_array_equal(copies, fitted.augment(gappy, 2))
    np.testing.assert_array_equal(fitted.augment(gappy, draws=draws), copies)


def test_draws_of_groups_and_classes_need_neither_again(X):
    y = np.arange(60) % 2
    fitted = augmenter("resample", use_y="donors").fit(X, y)
    copies, draws = fitted.augment(X, groups=np.arange(60) // 4, return_draws=True)
    np.testing.assert_array_equal(fitted.augment(X, draws=draws), copies)
    fitted.augment(X + 1e-3 * X**2, draws=draws)  # these have no labels


def test_draws_hold_neither_the_series_nor_the_network(X):
    fitted = augmenter("magnitude_warp", model=CVAE(max_steps=5)).fit(X)
    _, draws = fitted.augment(X, return_draws=True)
    assert repr(draws) == "RecordedDraws(1 x 60 series of 48 x 1 values)"
    assert len(pickle.dumps(draws)) < X.nbytes / 2


# ------------------------------------------------------------------------------------ other series
@pytest.mark.parametrize("space", ["latent", "data"])
@pytest.mark.parametrize("transformation", TRANSFORMATIONS, ids=repr)
def test_draws_change_the_same_series_in_other_units_alike(transformation, space, X3):
    X3 = X3[:12]
    fitted = augmenter(transformation, space=space, bounds=None).fit(X3)
    copies, draws = fitted.augment(X3, 2, return_draws=True)
    np.testing.assert_allclose(fitted.augment(5 + 3 * X3, draws=draws), 5 + 3 * copies, rtol=1e-7, atol=1e-7)


def test_a_factor_is_that_of_the_paired_sensor(X):
    fitted = augmenter("scaling", space="data").fit(X)
    other = np.random.default_rng(5).normal(size=X.shape)
    copies, draws = fitted.augment(X, return_draws=True)

    def factors(before, after):
        return [np.polyfit(*pair, 1)[0] for pair in zip(before, after, strict=True)]

    np.testing.assert_allclose(factors(other, fitted.augment(other, draws=draws)), factors(X, copies))


def test_a_mask_is_warped_as_its_series():
    time = np.arange(60)
    X = np.sin(time / 4 + np.arange(40)[:, None])
    is_high = (X > 0.2).astype(float)
    fitted = augmenter("time_warp", 0.5, space="data", bounds=None).fit(X)
    copies, draws = fitted.augment(X, return_draws=True)
    warped = fitted.augment(is_high, draws=draws)
    assert np.mean(is_high != (copies > 0.2)) > 0.1
    assert np.mean((warped > 0.5) != (copies > 0.2)) < 0.01


def test_jitter_of_a_pair_keeps_how_it_moves_together(X):
    standard = (X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True)
    pair = np.stack([standard, standard + np.roll(standard, 1, axis=0)])
    fitted = augmenter("jitter", 0.9).fit(pair.reshape(120, -1))
    copies, draws = fitted.augment(pair[0], return_draws=True)
    other = fitted.augment(pair[1], draws=draws)
    before, after = (
        np.mean([np.corrcoef(*both)[0, 1] for both in zip(*sides, strict=True)]) for sides in (pair, (copies, other))
    )
    assert abs(before - after) < 0.05


def test_another_augmenter_of_these_sizes_takes_the_draws(X):
    first, second = (augmenter("time_warp").fit(series) for series in (X, X[::-1] ** 2))
    _, draws = first.augment(X, return_draws=True)
    assert np.isfinite(second.augment(X**2, draws=draws)).all()


def test_a_frame_takes_the_draws_of_an_array(X):
    frame = pd.DataFrame(X, index=[f"sensor {i}" for i in range(60)])
    fitted = augmenter().fit(frame)
    copies, draws = fitted.augment(frame, 2, return_draws=True)
    pd.testing.assert_frame_equal(fitted.augment(frame, draws=draws), copies)


# ------------------------------------------------------------------------------------ errors
def refused(fitted, X, draws, message, error=ValueError, **arguments):
    with pytest.raises(error, match=message) as raised:
        fitted.augment(X, draws=draws, **arguments)
    return str(raised.value)


@pytest.fixture(scope="module")
def fitted(X):
    return augmenter().fit(X)


@pytest.fixture(scope="module")
def draws(fitted, X):
    return fitted.augment(X, 2, return_draws=True)[1]


def retyped(message, **scope):
    """Run the line that a message ends with."""
    exec(message.split(": ")[-1], scope)
    return scope


def test_series_of_another_shape_are_refused_with_a_line_that_works(fitted, draws, X):
    message = refused(fitted, X[:5], draws, "for 60 series of 48 time points and 1 channel, and X has 5 series")
    assert retyped(message, augmenter=fitted, X=X[:5])["draws"].shape == (5, 48, 1)


def test_series_of_other_ends_are_refused_with_a_line_that_works(fitted, draws, X):
    G = X.copy()
    G[4, 30:] = np.nan
    message = refused(fitted, G, draws, "at position 4 is observed from time point 0 to 29, and .* time points 0 to 47")
    assert retyped(message, augmenter=fitted, X=G)["draws"].shape == (60, 48, 1)


def test_codes_of_another_size_are_refused_with_a_line_that_works(fitted, draws, X):
    direct = augmenter(space="data").fit(X)
    of_data = direct.augment(X, return_draws=True)[1]
    for other, own in ((direct, draws), (fitted, of_data)):
        message = refused(other, X, own, "codes with patch_length=.* that made them, or fit this one with codes of")
        parameters = eval(f"dict({message.split('size: ')[1]})")
        assert augmenter(**parameters).fit(X[::-1]).augment(X, draws=own).shape[1:] == (48,)


def test_other_copies_than_those_drawn_are_refused_with_a_line_that_works(fitted, draws, X):
    for arguments in ({"n_copies": 3}, {"copy": 1}):
        message = refused(fitted, X, draws, "hold 2 from copy 0 on. Leave them out", **arguments)
        retyped(message, augmenter=fitted, X=X, draws=draws)
    assert fitted.augment(X, 2, draws=draws).shape == (120, 48)


def test_groups_beside_draws_are_refused_with_a_line_that_works(fitted, draws, X):
    message = refused(fitted, X, draws, "Leave one out", groups=np.arange(60))
    retyped(message, augmenter=fitted, X=X, draws=draws)


def test_what_are_no_draws_is_refused_with_a_line_that_works(fitted, X):
    message = refused(fitted, X, (X, X), "draws is a tuple", TypeError)
    retyped(message, augmenter=fitted, X=X)


def test_series_of_a_frame_in_another_order_are_refused(X):
    frame = pd.DataFrame(X[:6], index=list("abcdef"))
    fitted = augmenter("scaling").fit(frame)
    copies, draws = fitted.augment(frame, return_draws=True)
    with pytest.raises(ValueError, match="in another order: the first is 'f' here and 'a' there"):
        fitted.augment(frame[::-1], draws=draws)
    sensors = frame.set_axis(list("uvwxyz"))  # others, in the order of their pairs
    np.testing.assert_array_equal(fitted.augment(sensors, draws=draws), copies)

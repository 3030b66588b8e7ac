"""Intermittent series keep their zeros, and counts are whole numbers where that is asked for."""

import numpy as np
import pytest

from sklearn_lgta import LGTAAugmenter, PCACodec, WindowDataset
from sklearn_lgta._preprocessing.bounds import Bounds
from sklearn_lgta._preprocessing.postprocessing import Postprocessor
from sklearn_lgta.transformations import On

TRANSFORMATIONS = ["jitter", "scaling", "magnitude_warp", "drift", "trend", "time_warp", "mix", "resample"]


@pytest.fixture(scope="module")
def counts():
    """Small counts with rates of their own and a season: 40 series of 60 time points, most of them intermittent."""
    rng = np.random.default_rng(0)
    rate = rng.uniform(0.1, 0.9, (40, 1)) * (1 + 0.5 * np.sin(np.arange(60) / 6 * np.pi))
    return rng.poisson(rate).astype(float) * rng.integers(1, 4, (40, 60))


def linear(transformation="mix", strength=0.3, **parameters):
    return LGTAAugmenter(transformation, strength, **{"model": PCACodec(), "random_state": 0, **parameters})


def n_zeros(X):
    return (X == 0).sum(axis=-1)


def intermittent(X):
    return X.shape[-1] >= 1.32 * (X != 0).sum(axis=-1)


def postprocessor(bounds="auto", rounds=False, values=((0.0, 9.0),)):
    return Postprocessor.resolve(bounds, rounds, np.array(values)[:, :, None])


def finished(postprocessor, changed, values):
    changed, values = (np.array([row], dtype=float)[:, :, None] for row in (changed, values))
    return postprocessor.copies(changed, values)[0, :, 0].tolist()


# ------------------------------------------------------------------------------------ one series
def test_the_smallest_values_are_the_zeros():
    assert finished(postprocessor(), [0.4, 0.1, 1.8, -0.2, 3.5], [0, 0, 2, 0, 3]) == [0, 0, 2, 0, 3.5]


def test_zeros_move_where_other_values_become_the_smallest():
    assert finished(postprocessor(), [2.6, 0.1, 0.05, -0.2, 3.5], [0, 0, 2, 0, 3]) == [2.6, 0, 0, 0, 3.5]


def test_a_small_change_leaves_zeros_where_they_are():
    assert finished(postprocessor(), [1e-9, -1e-9, 2, 1e-9, 3], [0, 0, 2, 0, 3]) == [0, 0, 2, 0, 3]


def test_rounded_values_that_are_no_zeros_are_at_least_1():
    rounding = postprocessor(rounds=True)
    assert finished(rounding, [0.6, 0.7, 0.8, -0.2, 3.5], [0, 0, 2, 0, 3]) == [0, 0, 2, 0, 4]
    assert finished(rounding, [0.9, 0.1, 0.2, -0.2, 3.5], [0, 0, 1, 0, 3]) == [1, 0, 0, 0, 4]


def test_places_that_did_not_change_stay():
    values = [0, 0, 2, 0, 0, 0, 1.5]
    assert finished(postprocessor(), [-1, -2, -3, 0, 0, 0, 1.5], values)[3:] == values[3:]
    assert finished(postprocessor(), [1.6, 1.7, 3, 0, 0, 0, 1.5], values) == [0, 0, 3, 0, 0, 0, 1.5]


def test_a_series_with_negative_values_or_few_zeros_is_only_clipped():
    open_below = postprocessor(values=((-1.0, 9.0),))
    assert finished(open_below, [-2, 0.1, 0.2, 0.3], [-1, 0, 0, 0]) == [-2, 0.1, 0.2, 0.3]
    assert finished(postprocessor(), [0.5, 1.5, 2.5, 4.5, -2], [0, 2, 3, 3, 4]) == [0.5, 1.5, 2.5, 4.5, 0]


def test_without_bounds_zeros_are_not_kept():
    assert finished(postprocessor(None), [-0.5, 0.1, 0.2, 3], [0, 0, 0, 3]) == [-0.5, 0.1, 0.2, 3]


def test_whole_numbers_keep_bounds_that_are_none():
    rounding = postprocessor((0.4, 5.6), rounds=True, values=((1.0, 5.0),))
    assert finished(rounding, [0.2, 5.9, 2.4], [1, 5, 2]) == [1, 5, 2]
    assert isinstance(rounding.bounds, Bounds)


# ------------------------------------------------------------------------------------ the augmenter
@pytest.mark.parametrize("parameters", [{}, {"seasonal_period": 12}, {"space": "data"}], ids=repr)
@pytest.mark.parametrize("kind", TRANSFORMATIONS)
def test_every_intermittent_series_keeps_its_number_of_zeros(kind, parameters, counts):
    copies = linear(kind, 0.5, **parameters).fit(counts).augment(counts, n_copies=2)
    rows = np.flatnonzero(np.tile(intermittent(counts), 2))
    assert len(rows) > 40
    np.testing.assert_array_equal(n_zeros(copies[rows]), n_zeros(np.tile(counts, (2, 1))[rows]))
    assert copies.min() == 0
    # the few ones of a very sparse series may stay what and where they were
    assert (copies != np.tile(counts, (2, 1))).any(axis=1).mean() > 0.85


def test_channels_keep_their_zeros_each_on_its_own(counts):
    X = np.stack([counts, counts[::-1] + 3, counts - 1], axis=1)
    copies = linear("mix", 0.5).fit(X).augment(X)
    rows = intermittent(counts)
    np.testing.assert_array_equal(n_zeros(copies[rows, 0]), n_zeros(counts[rows]))
    assert (copies[:, 1] == 0).mean() < 0.002  # no zeros but what is cut off there
    assert (copies[:, 2] < 0).any() and not (copies[:, 2] == np.rint(copies[:, 2])).all()


# small numbers that are rounded are often those of before
@pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.RepeatedCopiesWarning")
@pytest.mark.parametrize("rounds", [False, True])
def test_copies_are_continuous_where_strength_goes_to_0(rounds, counts):
    augmenter = linear("scaling", calibration=None, round=rounds).fit(counts)
    farthest = []
    for gain in (1e-1, 1e-3, 1e-6):
        farthest.append(np.abs(augmenter.set_params(strength=gain).augment(counts) - counts).max())
    assert farthest[0] > 0.1 and farthest[2] <= 1e-4
    np.testing.assert_array_equal(n_zeros(augmenter.augment(counts)), n_zeros(counts))


@pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.RepeatedCopiesWarning")
@pytest.mark.usefixtures("exact_strengths")
@pytest.mark.parametrize("rounds", [False, True])
@pytest.mark.parametrize(("kind", "strength"), [("resample", 0.3), ("mix", 0.6), ("jitter", 0.3), ("scaling", 0.6)])
def test_strength_is_what_was_asked(kind, strength, rounds, counts):
    copies = linear(kind, strength, round=rounds).fit(counts).augment(counts, n_copies=50)
    change = (copies.reshape(50, *counts.shape) - counts) / counts.std(axis=1, keepdims=True)
    np.testing.assert_allclose(np.sqrt(np.mean(change**2)), strength, rtol=0.1)


def test_outside_of_a_part_counts_stay_as_they_are(counts):
    copies = linear(On("mix", time=slice(0, 30)), 0.4, round=True).fit(counts).augment(counts)
    np.testing.assert_array_equal(copies[:, 30:], counts[:, 30:])
    rows = intermittent(counts)
    np.testing.assert_array_equal(n_zeros(copies[rows, :30]), n_zeros(counts[rows, :30]))


@pytest.mark.parametrize("verb", ["augment", "transform", "reconstruct", "interpolate"])
def test_everything_that_is_returned_is_whole(verb, counts):
    augmenter = linear("resample", seasonal_period=12, round=True).fit(counts)
    if verb == "interpolate":
        out = augmenter.interpolate(counts[:20], counts[20:], n_steps=5)
    else:
        out = getattr(augmenter, verb)(counts)
    np.testing.assert_array_equal(out, np.rint(out))
    assert out.min() == 0


def test_on_a_path_the_number_of_zeros_is_on_its_way_too(counts):
    rows = np.flatnonzero(intermittent(counts))
    first, last = counts[rows[: len(rows) // 2]], counts[rows[-(len(rows) // 2) :]]
    steps = linear().fit(counts).interpolate(first, last, n_steps=5).reshape(5, *first.shape)
    for fraction, step in zip(np.linspace(0, 1, 5), steps, strict=True):
        np.testing.assert_array_equal(
            n_zeros(step), np.rint((1 - fraction) * n_zeros(first) + fraction * n_zeros(last))
        )


def test_lags_are_whole_and_clean_targets_are_expectations(counts):
    augmenter = linear("resample", seasonal_period=12, round=True).fit(counts)
    lags, targets, rows = augmenter.training_windows(counts, lags=12, horizon=4, n_copies=1)
    np.testing.assert_array_equal(lags, np.rint(lags))
    half = len(rows) // 2
    np.testing.assert_array_equal(targets[:half], np.rint(targets[:half]))
    assert (targets[half:] != np.rint(targets[half:])).mean() > 0.8
    assert targets.min() >= 0
    same = WindowDataset(augmenter, counts, lags=12, horizon=4, target="same").set_epoch(1)[:][1].numpy()
    np.testing.assert_array_equal(same, np.rint(same))

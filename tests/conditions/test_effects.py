"""The effects of conditions along time belong to the structure: copies keep them, and they follow other conditions."""

import numpy as np
import pandas as pd
import pytest

from sklearn_lgta import CVAE, LGTAAugmenter, PCACodec, WindowDataset
from sklearn_lgta.exceptions import ExtrapolationWarning

N_SHOPS, N_DAYS, LIFT = 24, 112, 1.35


def shops(seed=0):
    """Sales without promotions, promotions, and sales: (24, 112) each."""
    rng = np.random.default_rng(seed)
    week = 1 + 0.3 * np.sin(2 * np.pi * np.arange(N_DAYS) / 7 + rng.normal(size=(N_SHOPS, 1)))
    usual = rng.uniform(50, 500, size=(N_SHOPS, 1)) * week
    promoted = rng.random((N_SHOPS, N_DAYS)) < 1 / 8
    return usual, promoted, usual * np.where(promoted, LIFT, 1.0) * rng.gamma(40, 1 / 40, size=(N_SHOPS, N_DAYS))


def augmenter(*args, **parameters):
    return LGTAAugmenter(
        *args,
        **{"model": PCACodec(), "seasonal_period": 7, "conditions": "promotion", "random_state": 0, **parameters},
    )


def lift(values, usual, promoted):
    """Mean of promoted days over the mean of the others, each relative to usual sales."""
    n_times = len(values) // len(usual)
    relative, promoted = values / np.tile(usual, (n_times, 1)), np.tile(promoted, (n_times, 1))
    return relative[promoted].mean() / relative[~promoted].mean()


@pytest.fixture(scope="module")
def fitted():
    _, promoted, sales = shops()
    return augmenter().fit(sales, conditions=promoted)


# ------------------------------------------------------------------------------------ copies
@pytest.mark.parametrize("seed", range(4))
def test_copies_and_clean_targets_keep_a_lift(seed):
    usual, promoted, sales = shops(seed)
    fitted = augmenter(random_state=seed).fit(sales, conditions=promoted)
    assert lift(fitted.augment(sales, 5), usual, promoted) == pytest.approx(LIFT, abs=0.07)
    _, targets, rows, starts = fitted.training_windows(sales, 14, 7, 1, return_starts=True)
    clean, rows, starts = (array[len(array) // 2 :] for array in (targets, rows, starts))
    at = rows[:, None], starts[:, None] + 14 + np.arange(7)
    assert lift(clean, usual[at], promoted[at]) == pytest.approx(LIFT, abs=0.07)
    without = clean / np.where(promoted[at], LIFT, 1.0)
    assert np.std(without / usual[at]) < 0.12  # gamma noise has .16


def test_simulated_windows_have_the_lift_of_their_times():
    usual, promoted, sales = shops()
    fitted, n_simulated = augmenter().fit(sales, conditions=promoted), 3_000
    other = np.random.default_rng(8).random(promoted.shape) < 0.2
    for of_windows, given in ((promoted, None), (other, other)):
        lags, targets, rows, starts = (
            part[-n_simulated:]
            for part in fitted.training_windows(
                sales, 14, 7, 0, n_simulated=n_simulated, conditions=given, return_starts=True
            )
        )
        for windows, first in ((lags, starts), (targets, starts + 14)):
            at = rows[:, None], first[:, None] + np.arange(windows.shape[1])
            assert lift(windows, usual[at], of_windows[at]) == pytest.approx(LIFT, abs=0.07)


@pytest.mark.parametrize("structure", ["none", "trend", "both"])
@pytest.mark.parametrize("strength", [0.1, 0.5])
def test_strength_does_not_change_a_lift(structure, strength):
    usual, promoted, sales = shops()
    fitted = augmenter("jitter", strength, structure=structure).fit(sales, conditions=promoted)
    copies = fitted.augment(sales, 5)
    assert lift(copies, usual, promoted) == pytest.approx(LIFT, abs=0.07)
    assert fitted.set_params(strength=0).augment(sales) is not sales
    np.testing.assert_array_equal(fitted.augment(sales), sales)


def test_without_the_condition_a_lift_is_lost():
    usual, promoted, sales = shops()
    assert lift(augmenter(conditions=None).fit(sales).augment(sales, 5), usual, promoted) < 1.15


def test_numbers_have_effects_in_every_channel_of_series_of_any_length():
    rng = np.random.default_rng(0)
    temperature = [10 + 5 * rng.normal(size=length) for length in rng.integers(60, 90, size=20)]
    effects = np.array([2.0, -1.0, 0.0])
    X = [effects[:, None] * degrees + rng.normal(size=(3, len(degrees))) for degrees in temperature]
    fitted = augmenter(conditions="temperature").fit(X, conditions={"temperature": temperature})
    copies = fitted.augment(X, conditions={"temperature": temperature})
    slopes = [np.polyfit(degrees, copy.T, 1)[0] for degrees, copy in zip(temperature, copies, strict=True)]
    np.testing.assert_allclose(np.mean(slopes, axis=0), effects, atol=0.1)


def test_filled_gaps_have_their_lift():
    usual, promoted, sales = shops()
    hidden = np.random.default_rng(1).random(sales.shape) < 0.1
    hidden[:, [0, -1]] = False
    with_gaps = np.where(hidden, np.nan, sales)
    filled = augmenter().fit(with_gaps, conditions=promoted).fill(with_gaps)
    np.testing.assert_array_equal(filled[~hidden], sales[~hidden])
    relative = filled / usual
    assert relative[hidden & promoted].mean() / relative[hidden & ~promoted].mean() == pytest.approx(LIFT, abs=0.1)


def test_data_without_a_network_have_effects():
    usual, promoted, sales = shops()
    copies = augmenter(space="data").fit(sales, conditions=promoted).augment(sales, 5)
    assert lift(copies, usual, promoted) == pytest.approx(LIFT, abs=0.07)


def test_a_network_that_takes_conditions_keeps_a_lift_too():
    usual, promoted, sales = shops()
    fitted = augmenter(model=CVAE(max_steps=30)).fit(sales, conditions=promoted)
    assert lift(fitted.augment(sales, 5), usual, promoted) == pytest.approx(LIFT, abs=0.07)


def test_the_calendar_has_no_effect_beside_the_season():
    _, _, sales = shops()
    X = pd.DataFrame(sales, columns=pd.date_range("2024-01-01", periods=N_DAYS))
    fitted = augmenter(conditions="calendar", model=CVAE(max_steps=12)).fit(X)
    assert fitted._copier.encoder.decomposer.effects is None


def test_static_conditions_have_no_effect_along_time():
    _, _, sales = shops()
    fitted = augmenter(conditions="region", model=CVAE(max_steps=12)).fit(sales, conditions=np.arange(N_SHOPS) % 2)
    assert fitted._copier.encoder.decomposer.effects is None


# ------------------------------------------------------------------------------------ bitwise
def test_a_row_has_the_same_copies_alone(fitted):
    _, promoted, sales = shops()
    copies = fitted.augment(sales)
    np.testing.assert_array_equal(fitted.augment(sales[5:6]), copies[5:6])
    new = 1.01 * sales
    copies = fitted.augment(new, conditions=promoted)
    np.testing.assert_array_equal(fitted.augment(new[5:6], conditions=promoted[5:6]), copies[5:6])


def test_a_dataset_of_windows_has_the_windows_of_the_augmenter(fitted):
    _, promoted, sales = shops()
    dataset = WindowDataset(fitted, sales, 14, 7, conditions=promoted).set_epoch(1)
    _, targets, _ = fitted.training_windows(sales, 14, 7, 1)
    np.testing.assert_allclose(dataset[:][1].numpy(), targets[len(targets) // 2 :], rtol=1e-6)


def test_a_file_keeps_effects(fitted, tmp_path):
    _, promoted, sales = shops()
    fitted.save(tmp_path / "shops.lgta")
    loaded = LGTAAugmenter.load(tmp_path / "shops.lgta")
    np.testing.assert_array_equal(loaded.augment(sales), fitted.augment(sales))
    new = sales[:3] + 1
    conditions = promoted[:3]
    np.testing.assert_array_equal(loaded.encode(new, conditions=conditions), fitted.encode(new, conditions=conditions))


# ------------------------------------------------------------------------------------ other conditions
def test_copies_of_known_series_follow_other_conditions(fitted):
    usual, promoted, sales = shops()
    as_it_was = fitted.augment(sales, conditions=promoted)
    np.testing.assert_array_equal(as_it_was, fitted.augment(sales))
    other = promoted.copy()
    other[3] = np.roll(promoted[3], 1)
    moved = fitted.augment(sales, conditions=other)
    np.testing.assert_array_equal(np.delete(moved, 3, axis=0), np.delete(as_it_was, 3, axis=0))
    np.testing.assert_array_equal(fitted.augment(sales[3:4], conditions=other[3:4]), moved[3:4])
    elsewhere = np.random.default_rng(9).random(promoted.shape) < 0.2
    copies = fitted.augment(sales, 5, conditions=elsewhere)
    assert lift(copies, usual, elsewhere) == pytest.approx(LIFT, abs=0.07)
    alone = ~np.tile(elsewhere, (5, 1))
    relative, before = copies / np.tile(usual, (5, 1)), np.tile(promoted, (5, 1))
    assert relative[alone & before].mean() / relative[alone & ~before].mean() == pytest.approx(1, abs=0.05)


def test_decoded_series_follow_other_conditions(fitted):
    usual, promoted, sales = shops()
    code = fitted.encode(sales)
    assert lift(fitted.reconstruct(sales), usual, promoted) == pytest.approx(LIFT, abs=0.07)
    without = fitted.decode(code, like=sales, conditions={"promotion": False})
    assert lift(without, usual, promoted) == pytest.approx(1, abs=0.05)
    throughout = fitted.decode(code, like=sales, conditions={"promotion": True})
    assert np.median(throughout / without) == pytest.approx(LIFT, abs=0.07)


def test_new_series_are_decoded_under_other_conditions_than_their_own(fitted):
    usual, promoted, sales = shops(seed=1)
    code, own = fitted.encode(sales, conditions=promoted), {"promotion": promoted}
    without = fitted.decode(code, like=sales, conditions={"promotion": False}, like_conditions=own)
    assert lift(without, usual, promoted) == pytest.approx(1, abs=0.05)
    same = fitted.decode(code, like=sales, conditions=own)
    np.testing.assert_array_equal(same, fitted.decode(code, like=sales, conditions=own, like_conditions=own))
    assert lift(same, usual, promoted) == pytest.approx(LIFT, abs=0.07)
    with pytest.raises(ValueError, match=r"condition 'promotion' has shape \(24, 111\)"):
        fitted.decode(code, like=sales, conditions=own, like_conditions={"promotion": promoted[:, 1:]})
    plain = augmenter(conditions=None).fit(sales)
    with pytest.raises(ValueError, match="conditions holds 'promotion', but this augmenter uses none"):
        plain.decode(plain.encode(sales), like=sales, like_conditions=own)


def test_numbers_far_away_warn_and_are_extrapolated():
    rng = np.random.default_rng(0)
    price = rng.uniform(1, 2, size=(N_SHOPS, N_DAYS))
    X = -3 * price + 0.1 * rng.normal(size=price.shape)
    fitted = augmenter(conditions="price").fit(X, conditions=price)
    code = fitted.encode(X)
    with pytest.warns(ExtrapolationWarning, match="condition 'price' lies far outside of what fit has seen, 1"):
        dear = fitted.decode(code, like=X, conditions={"price": 11.0})
    assert np.mean(dear - X) == pytest.approx(-3 * (11 - 1.5), rel=0.05)


def test_filling_gaps_under_other_conditions_leaves_observed_values(fitted):
    _, promoted, sales = shops()
    np.testing.assert_array_equal(fitted.fill(sales, conditions=~promoted), sales)
    with_gaps = np.where(np.random.default_rng(2).random(sales.shape) < 0.05, np.nan, sales)
    fills = augmenter(missing="fill").fit(with_gaps, conditions=promoted)
    lags, _, _ = fills.training_windows(with_gaps, N_DAYS - 1, 1, 0, conditions=~promoted)
    observed = ~np.isnan(with_gaps[:, :-1])
    np.testing.assert_array_equal(lags[observed], with_gaps[:, :-1][observed])


@pytest.mark.parametrize("structure", ["none", "both"])
def test_drawn_series_have_the_lift_of_their_promotions(structure):
    _, promoted, sales = shops()
    fitted = augmenter(structure=structure).fit(sales, conditions=promoted)
    draws = fitted.sample(300, random_state=0)  # as promoted as training series
    drawn_with = fitted.sample(300, conditions={"promotion": True}, random_state=0)
    drawn_without = fitted.sample(300, conditions={"promotion": False}, random_state=0)
    assert np.median(drawn_with / drawn_without) == pytest.approx(LIFT, abs=0.1)
    assert draws.std(axis=1).mean() == pytest.approx(sales.std(axis=1).mean(), rel=0.2)
    assert fitted.sample(2, n_timepoints=150, conditions={"promotion": True}).shape == (2, 150)

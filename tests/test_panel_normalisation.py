"""One location and scale for all series: their levels are part of their shape."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import wasserstein_distance

from sklearn_lgta import CVAE, LGTAAugmenter, PCACodec
from sklearn_lgta._preprocessing.decomposition import Decomposer
from sklearn_lgta._preprocessing.normalisation import PanelScale
from sklearn_lgta._sampling.one_process import some_are_of_one_process


def panel(transformation="jitter", strength=0.3, **parameters):
    parameters = {"model": PCACodec(), "normalisation": "panel", "random_state": 0} | parameters
    return LGTAAugmenter(transformation, strength, **parameters)


@pytest.fixture(scope="module")
def windows():
    """Windows of 24 of a random walk, every second start."""
    walk = np.random.default_rng(0).normal(size=600).cumsum()
    return np.lib.stride_tricks.sliding_window_view(walk, 24)[::2]


@pytest.fixture(scope="module")
def shops(X):
    """The series with sizes from 1 to 1,000."""
    return X * np.geomspace(1, 1_000, len(X))[:, None]


# ------------------------------------------------------------------------------------ numbers
def test_scale_of_the_panel_is_that_of_all_observed_values():
    values = np.random.default_rng(0).normal([3, 50], [2, 7], (40, 30, 2))
    values[:5, :9] = np.nan
    scale = PanelScale.of(values)
    np.testing.assert_allclose(scale.location, np.nanmean(values, axis=(0, 1)))
    np.testing.assert_allclose(scale.scale, np.nanstd(values, axis=(0, 1)))
    standard = scale.standardise(values)
    np.testing.assert_allclose(scale.location + scale.scale * standard, values)


def test_a_channel_without_change_and_numbers_far_outside_stay_finite():
    values = np.zeros((4, 6, 2))
    values[:, :, 1] = np.arange(6)
    scale = PanelScale.of(values)
    assert not scale.standardise(values)[:, :, 0].any()
    assert np.abs(scale.standardise(np.full((1, 6, 2), 1.7e308))).max() == 100


def test_parts_add_up_to_the_series(windows):
    values = windows[:, :, None]
    parts = Decomposer("none", None, panel=PanelScale.of(values)).decompose(values)
    np.testing.assert_allclose(parts.structure + parts.unit * parts.remainder, values)
    np.testing.assert_allclose(parts.scale, values.std())  # the unit of strength


# ------------------------------------------------------------------------------------ what follows from it
def test_copies_have_other_levels_only_with_the_scale_of_the_panel(windows):
    moved = {}
    for normalisation in ("standard", "panel"):
        copies = panel("mix", normalisation=normalisation).fit(windows).augment(windows)
        moved[normalisation] = np.abs(copies.mean(axis=1) - windows.mean(axis=1)).mean()
    assert moved["panel"] > 3 * moved["standard"]


@pytest.mark.parametrize("space", ["latent", "data"])
def test_strength_is_in_standard_deviations_of_the_panel(windows, exact_strengths, space):
    copies = panel("jitter", 0.1, space=space).fit(windows).augment(windows)
    assert np.sqrt(((copies - windows) ** 2).mean()) == pytest.approx(0.1 * windows.std(), rel=0.05)


def test_wasserstein_strength_is_in_standard_deviations_of_the_panel(windows, exact_strengths):
    copies = panel("scaling", 0.1, calibration="wasserstein").fit(windows).augment(windows, n_copies=4)
    pairs = zip(np.tile(windows, (4, 1)), copies, strict=True)
    distances = [wasserstein_distance(*pair) for pair in pairs]
    assert np.median(distances) == pytest.approx(0.1 * windows.std(), rel=0.1)


@pytest.mark.filterwarnings("ignore:normalisation='panel' takes one")
def test_small_series_are_drawn_as_often_as_large_ones(shops):
    drawn = panel("mix").fit(shops).sample(200, random_state=0)
    sizes = np.log10(drawn.std(axis=1))
    np.testing.assert_allclose(np.median(sizes), np.median(np.log10(shops.std(axis=1))), atol=0.5)


def test_code_explains_levels_too(windows):
    augmenter = panel().fit(windows)
    np.testing.assert_allclose(augmenter.reconstruct(windows).mean(axis=1), windows.mean(axis=1), atol=1.0)
    assert augmenter.latent_report_["r2"] > 0.95


def test_constant_series_stay_as_they_are(windows):
    X = np.vstack([windows, np.full((3, 24), 2.0)])
    np.testing.assert_array_equal(panel("mix").fit(X).augment(X)[-3:], 2.0)


def test_gaps_are_filled_at_the_level_of_the_series(windows):
    gappy = windows.copy()
    gappy[::3, 10:13] = np.nan
    filled = panel(missing="fill").fit(gappy).fill(gappy)
    error = (filled - windows)[::3, 10:13]
    assert np.sqrt((error**2).mean()) < 0.2 * windows.std()


def test_longer_series_are_drawn_around_the_levels_of_training(windows):
    drawn = panel().fit(windows).sample(200, n_timepoints=60, random_state=0)
    assert abs(drawn.mean() - windows.mean()) < 0.5 * windows.std()
    assert 0.5 < drawn.std() / windows.std() < 2


def test_the_network_trains_with_the_scale_of_the_panel(windows):
    augmenter = panel("mix", model=CVAE(max_steps=60)).fit(windows)
    assert augmenter.latent_report_["r2"] > 0.5


# ------------------------------------------------------------------------------------ choice
def test_auto_takes_the_scale_of_the_panel_for_windows_of_one_series(windows):
    assert panel(normalisation="auto").fit(windows).normalisation_ == "panel"


def test_auto_takes_that_of_every_series_where_sizes_differ(shops):
    assert not some_are_of_one_process(shops[:, :, None])
    auto, standard = (panel(normalisation=name).fit(shops) for name in ("auto", "standard"))
    assert auto.normalisation_ == "standard"
    np.testing.assert_array_equal(auto.augment(shops), standard.augment(shops))


def test_auto_takes_that_of_every_series_where_structure_is_set_aside(windows):
    augmenter = panel(normalisation="auto", seasonal_period=6).fit(windows)
    assert (augmenter.structure_, augmenter.normalisation_) == ("both", "standard")


@pytest.fixture(scope="module")
def months():
    """Series of four years with a season of 12, as a frame whose columns are months."""
    wave = np.sin(np.arange(48) * np.pi / 6) + np.random.default_rng(0).normal(size=(30, 48))
    return pd.DataFrame(wave, columns=pd.period_range("2020-01", periods=48, freq="M"))


def test_a_season_beside_the_scale_of_the_panel_warns_and_stays_in_the_code(months):
    with pytest.warns(UserWarning, match="seasonal_period=12 sets nothing aside.*normalisation='standard'") as found:
        augmenter = panel(seasonal_period=12).fit(months)
    assert (augmenter.structure_, len(found), found[0].filename) == ("none", 1, __file__)
    without = panel(structure="none", seasonal_period=12).fit(months)  # says nothing
    np.testing.assert_array_equal(augmenter.augment(months), without.augment(months))


def test_the_season_still_shapes_patches_and_simulated_windows_as_the_warning_says(months):
    X = months.to_numpy()
    yearly, none = (panel(structure="none", seasonal_period=period).fit(X) for period in (10, None))
    assert (yearly.model_.sizes_.patch_length, none.model_.sizes_.patch_length) == (5, 6)
    yearly, none = (panel(structure="none", seasonal_period=period).fit(X) for period in (12, None))
    how = {"lags": 24, "horizon": 12, "n_copies": 0, "target": "same", "n_simulated": 2_000}
    with_season, without = (one.training_windows(X, **how)[1][-2_000:] for one in (yearly, none))
    assert half_a_year_apart(with_season) < -0.3 < half_a_year_apart(without) - 0.2


def half_a_year_apart(windows):
    """Correlation of values with those six months later."""
    return np.corrcoef(windows[:, :6].ravel(), windows[:, 6:].ravel())[0, 1]


def test_the_season_of_dates_beside_the_scale_of_the_panel_says_nothing(months):
    augmenter = panel().fit(months)
    assert (augmenter.structure_, augmenter.seasonal_period_) == ("none", 12)


def test_clean_targets_name_the_scale_of_the_panel_as_what_keeps_them_noisy_and_its_line_makes_them_clean(months):
    augmenter = panel("mix").fit(months)
    with pytest.warns(UserWarning, match="Set normalisation='standard' .normalisation_ is 'panel'.*structure='both'"):
        augmenter.training_windows(months, 24, 12, n_copies=1)
    augmenter.set_params(normalisation="standard", structure="both").fit(months)
    augmenter.training_windows(months, 24, 12, n_copies=1)


def test_structure_and_the_scale_of_the_panel_are_refused_together(windows):
    with pytest.raises(
        ValueError, match=r"leaves the level.*structure='trend' sets it aside.*normalisation='standard'"
    ):
        panel(structure="trend", seasonal_period=6).fit(windows)


def test_effects_along_time_and_the_scale_of_the_panel_are_refused_together(windows):
    promotion = np.random.default_rng(0).integers(0, 2, windows.shape)
    with pytest.raises(ValueError, match="effects of conditions along time"):
        panel(conditions="promotion").fit(windows, conditions={"promotion": promotion})


def test_different_sizes_with_the_scale_of_the_panel_warn(shops):
    with pytest.warns(UserWarning, match=r"small series are hardly seen.*normalisation='auto'"):
        panel().fit(shops)


def test_normalisation_in_use_is_unknown_before_fit():
    assert not hasattr(panel(), "normalisation_")

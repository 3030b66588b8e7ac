import numpy as np
import pytest

from sklearn_lgta import CVAE, LGTAAugmenter, PCACodec
from sklearn_lgta.model._sizes import resolve_sizes


def sizes(window="auto", patch="auto", latent="auto", T=48, C=1, season=None, longest=None):
    return resolve_sizes(
        window, patch, latent, n_timepoints=T, n_channels=C, seasonal_period=season, longest_window=longest
    )


@pytest.mark.parametrize("season", [None, 2, 4, 5, 7, 12, 24, 52, 96])
@pytest.mark.parametrize("C", [1, 3, 40])
def test_auto_sizes_fit_series_of_any_length(season, C):
    for T in [*range(2, 60), 100, 1000]:
        found = sizes(T=T, C=C, season=season)
        assert 1 <= found.patch_length <= T
        assert 1 <= found.window_tokens <= -(-T // found.patch_length)
        assert found.window_length < T + found.patch_length  # every patch holds a time point
        assert 1 <= found.latent_dim <= max(1, found.patch_length * C // 2)
        assert found.latent_dim <= 32


@pytest.mark.parametrize("season", [4, 5, 7, 12, 24, 52, 96])
def test_a_patch_of_long_series_divides_the_season_where_a_divisor_is_near(season):
    patch = sizes(T=1000, season=season).patch_length
    near = [p for p in range(3, 13) if season % p == 0]
    assert patch in (near or [6])


def test_a_patch_without_a_season_is_six_steps():
    assert sizes(T=1000).patch_length == 6


@pytest.mark.parametrize("T", [8, 12, 24, 40])
def test_short_series_have_four_patches_or_more(T):
    assert -(-T // sizes(T=T).patch_length) >= 4


@pytest.mark.parametrize("window", [1, 2, 7, 12, 30, 48])
def test_an_auto_patch_divides_the_users_window(window):
    found = sizes(window=window)
    assert found.window_length == window


@pytest.mark.parametrize(("season", "T", "tokens"), [(4, 20, 2), (7, 56, 2), (12, 60, 4), (12, 24, 4), (144, 720, 8)])
def test_windows_of_series_in_which_the_place_means_nothing_are_no_longer_than_that(season, T, tokens):
    found = sizes(T=T, season=season, longest=2 * season)
    assert found.window_tokens == tokens
    assert found.patch_length == sizes(T=T, season=season).patch_length


def test_the_users_window_may_be_longer():
    assert sizes(window=48, season=12, longest=24).window_length == 48


def test_sizes_of_the_user_are_kept():
    found = sizes(window=24, patch=8, latent=5)
    assert (found.window_length, found.patch_length, found.window_tokens, found.latent_dim) == (24, 8, 3, 5)


def test_more_channels_have_larger_codes_up_to_a_limit():
    latent = [sizes(C=C).latent_dim for C in (1, 2, 4, 100)]
    np.testing.assert_array_equal(latent, [3, 6, 12, 32])


def test_a_window_longer_than_the_series_names_both_lengths():
    with pytest.raises(
        ValueError, match="window_length=49 needs series of at least 49 time points; these have 48. Lower"
    ):
        sizes(window=49)


def test_a_patch_longer_than_the_window_is_refused():
    with pytest.raises(ValueError, match="patch_length=13 does not fit into a window of 12 time points. Lower"):
        sizes(window=12, patch=13)


def test_a_patch_longer_than_the_series_is_refused():
    with pytest.raises(ValueError, match="patch_length=49 does not fit into a window of 48 time points"):
        sizes(patch=49)


def test_a_window_of_broken_patches_is_told_the_next_whole_one():
    with pytest.raises(ValueError, match="window_length=14 is not a multiple of patch_length=4. Use window_length=12"):
        sizes(window=14, patch=4)


MODELS = pytest.mark.parametrize("model", [CVAE, PCACodec])


@MODELS
@pytest.mark.parametrize(("patch", "C", "remedy"), [(6, 1, "latent_dim=3 or less, or"), (2, 3, "latent_dim=3 or less")])
def test_a_code_as_large_as_the_data_warns_who_asked_for_it(model, patch, C, remedy):
    with pytest.warns(UserWarning, match=f"latent_dim=6 codes the 6 values of a patch: that is no.*Use {remedy}"):
        found = model(patch_length=patch, latent_dim=6).resolve(48, C)
    assert found.latent_dim == 6


def test_a_code_larger_than_the_data_warns_too():
    with pytest.warns(UserWarning, match="latent_dim=9 codes the 6 values"):
        CVAE(patch_length=6, latent_dim=9).resolve(48, 1)


@MODELS
def test_one_value_cannot_be_coded_in_fewer_numbers(model):
    with pytest.warns(UserWarning, match="transforming the data. Use a longer patch_length"):
        model(patch_length=1, latent_dim=1).resolve(48, 1)


@MODELS
@pytest.mark.parametrize("patch", ["auto", 1, 2, 6])
def test_nobody_is_warned_of_an_auto_code(model, patch):
    for T in (2, 3, 8, 48):
        for C in (1, 3):
            if patch == "auto" or patch <= T:
                model(patch_length=patch).resolve(T, C)  # warnings are errors here


@MODELS
def test_nobody_is_warned_of_a_bottleneck(model):
    model(patch_length=6, latent_dim=5).resolve(48, 1)


def test_the_warning_points_at_the_call_of_fit(X):
    with pytest.warns(UserWarning, match="no bottleneck") as warned:
        LGTAAugmenter(model=PCACodec(patch_length=6, latent_dim=6), random_state=0).fit(X)
    assert [w.filename for w in warned] == [__file__]

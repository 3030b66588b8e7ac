import numpy as np
import pytest

from sklearn_lgta import LGTAAugmenter, PCACodec

FULL = pytest.mark.filterwarnings("ignore:.*that is no bottleneck:UserWarning")  # as many components as values
PANEL = np.random.default_rng(0).normal(size=(20, 24, 2)).cumsum(axis=1)


def fitted(panel=PANEL, **parameters):
    codec = PCACodec(**parameters)
    codec.resolve(panel.shape[1], panel.shape[2])
    return codec.fit((panel, panel[:, :, :0]), None, seed=0)


def patches(codec, panel=PANEL):
    return panel.reshape(len(panel), -1, codec.sizes_.patch_length * panel.shape[2])


@FULL
def test_as_many_components_as_values_reconstruct_exactly():
    codec = fitted(patch_length=6, latent_dim=12)
    windows = patches(codec)
    np.testing.assert_allclose(codec.decode(codec.encode(windows)[0]), windows, atol=1e-9)


@FULL
def test_series_come_back_from_a_codec_without_bottleneck(X):
    augmenter = LGTAAugmenter(model=PCACodec(patch_length=6, latent_dim=6), random_state=0).fit(X)
    np.testing.assert_allclose(augmenter.reconstruct(X), X, atol=1e-5)  # training is float32


def test_the_error_is_the_smallest_that_a_linear_code_can_have():
    codec = fitted(patch_length=6, latent_dim=3)
    windows = patches(codec)
    error = ((codec.decode(codec.encode(windows)[0]) - windows) ** 2).sum()
    values = windows.reshape(-1, 12)
    singular = np.linalg.svd(values - values.mean(axis=0), compute_uv=False)
    np.testing.assert_allclose(error, (singular[3:] ** 2).sum())  # Eckart and Young


def test_codes_have_mean_zero_and_deviation_one():
    codec = fitted(patch_length=6, latent_dim=3)
    latent = codec.encode(patches(codec))[0].reshape(-1, 3)
    np.testing.assert_allclose(latent.mean(axis=0), 0, atol=1e-9)
    np.testing.assert_allclose(np.cov(latent.T), np.eye(3), atol=1e-9)


def test_codes_do_not_depend_on_the_batch():
    codec = fitted(patch_length=6)
    windows = patches(codec)
    latent = codec.encode(windows)[0]
    np.testing.assert_array_equal(codec.encode(windows[3:4])[0], latent[3:4])
    np.testing.assert_array_equal(codec.decode(latent[3:4]), codec.decode(latent)[3:4])
    np.testing.assert_array_equal(codec.encode(windows[::-1])[0], latent[::-1])


@FULL
def test_fewer_patches_than_components_can_be_coded():
    panel = PANEL[:1, :12]
    codec = fitted(panel, patch_length=6, latent_dim=12)
    windows = patches(codec, panel)
    np.testing.assert_allclose(codec.decode(codec.encode(windows)[0]), windows, atol=1e-5)


def test_fewer_patches_than_components_with_gaps_can_be_coded():
    series = np.random.default_rng(0).normal(size=(3, 3, 8))
    series[0, :, 1:7] = np.nan
    fitted = LGTAAugmenter(strength=0, model=PCACodec(latent_dim=10, patch_length=4), random_state=0).fit(series)
    np.testing.assert_array_equal(fitted.transform(series), series)


def test_constant_series_can_be_coded():
    codec = fitted(np.zeros((3, 12, 1)), patch_length=3)
    mean, log_var = codec.encode(np.zeros((3, 4, 3)))
    assert np.isfinite(mean).all() and np.isfinite(log_var).all()


def test_more_components_than_values_are_refused():
    with pytest.raises(ValueError, match="latent_dim=7 is more than the 6 values of a patch. Use latent_dim=6"):
        PCACodec(patch_length=3, latent_dim=7).resolve(24, 2)


def test_the_parameters_are_counted():
    codec = fitted(patch_length=6, latent_dim=3)
    assert codec.n_parameters_ == 3 * 12 + 12

"""Random convolutions are those of the definition."""

import numpy as np
import pytest

from sklearn_lgta.metrics._convolutions import convolution_features, draw_kernels


def test_features_are_those_of_the_definition():
    windows = np.random.default_rng(0).standard_normal((3, 2, 48))
    weights = np.array([[1.0, -2.0, 1.0], [0.5, 0.0, -0.5]])  # (n_channels, length)
    fraction, largest = convolution_features(windows, {(3, 2): (weights[..., None], np.array([0.5]))}).T
    a, b = windows.swapaxes(0, 1)
    response = a[:, :-4] - 2 * a[:, 2:-2] + a[:, 4:] + 0.5 * b[:, :-4] - 0.5 * b[:, 4:] + 0.5
    np.testing.assert_allclose(fraction, (response > 0).mean(axis=1), rtol=1e-6)
    np.testing.assert_allclose(largest, response.max(axis=1), rtol=1e-5)


@pytest.mark.parametrize("n_channels", [1, 3])
@pytest.mark.parametrize("window_length", [1, 2, 3, 10, 48])
def test_kernels_fit_the_window_and_sum_to_zero(window_length, n_channels):
    kernels = draw_kernels(window_length, np.random.default_rng(0), 50, n_channels)
    assert sum(len(biases) for _, biases in kernels.values()) == 50
    for (length, dilation), (weights, biases) in kernels.items():
        assert (length - 1) * dilation < window_length
        assert weights.shape == (n_channels, length, len(biases))
        np.testing.assert_allclose(weights.sum(axis=1), 0, atol=1e-12)
        assert np.abs(biases).max() <= 1

"""Distances between latent codes."""

import numpy as np

from sklearn_lgta._latent.neighbors import code_vectors, common_length


def test_series_of_one_length_are_compared_token_by_token():
    latent = np.random.default_rng(0).normal(size=(4, 5, 3))
    np.testing.assert_array_equal(code_vectors(latent, common_length(latent)), latent.reshape(4, 15))


def test_series_of_different_lengths_are_compared_by_mean_and_deviation():
    latent = [np.random.default_rng(0).normal(size=(n_tokens, 3)) for n_tokens in (2, 5, 9)]
    assert common_length(latent) is None
    vectors = code_vectors(latent, None)
    np.testing.assert_allclose(vectors[:, :3], [code.mean(axis=0) for code in latent])
    np.testing.assert_allclose(vectors[:, 3:], [code.std(axis=0) for code in latent])

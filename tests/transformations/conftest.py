"""Donors made of noise, with the four things that `draw` may ask of donors."""

import numpy as np
import pytest


class NoiseDonors:
    """20 donors of 30 tokens and 3 dimensions."""

    def __init__(self):
        self.latent = np.random.default_rng(99).normal(size=(20, 30, 3))

    def level(self, rng):
        return rng.standard_normal() * np.ones(self.latent.shape[2])

    def blocks(self, rng, n_tokens, block=None):
        return np.arange(n_tokens) // (block or n_tokens)

    def draw(self, rng, blocks):
        return rng.integers(20, size=blocks[-1] + 1)[blocks], np.arange(len(blocks))


@pytest.fixture(scope="session")
def donors():
    return NoiseDonors()

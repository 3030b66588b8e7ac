"""Pictures of what an augmenter has learnt, in the manner of scikit-learn's displays; needs matplotlib."""

from ._latent_map import LatentMapDisplay

__all__ = ["LatentMapDisplay"]

"""The codec of data space: the data are their own code."""

import numpy as np

from ._sizes import Sizes


class IdentityCodec:
    """Every time point is a token and its channels are its code.

    With it the same line of `LGTAAugmenter` transforms the data themselves, which is the direct
    augmentation that a latent one is compared with.

    Attributes
    ----------
    sizes_ : Sizes
    history_ : dict
        Empty.
    n_parameters_ : int
        0.
    """

    history_: dict
    n_parameters_ = 0
    uses_conditions = False
    takes_gaps = False

    def resolve(self, n_timepoints, n_channels, seasonal_period=None, longest_window=None):
        """Sizes: one window, one token a time point."""
        self.history_ = {}
        self.sizes_ = Sizes(patch_length=1, window_tokens=n_timepoints, latent_dim=n_channels)
        return self.sizes_

    def fit(self, train, held_out, *, seed, verbose=0, monitor=None):
        """Learn nothing."""
        return self

    def encode(self, windows, conditions=None):
        """Return the windows, without uncertainty."""
        return windows, np.full_like(windows, -np.inf)

    def decode(self, latent, conditions=None):
        """Return the codes."""
        return latent

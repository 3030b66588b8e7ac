"""The codec of data space: series are their own codes."""

from typing import Self

import numpy as np
from numpy.typing import NDArray

from ._protocol import Monitor, SeriesWithConditions
from ._sizes import Sizes


class IdentityCodec:
    """Every time point is a token, and its channels are its code.

    With it `LGTAAugmenter` transforms the data themselves: the direct augmentation, to compare with the latent one.

    Attributes
    ----------
    sizes_ : Sizes
    history_ : dict
        Empty.
    n_parameters_ : int
        0.
    """

    history_: dict[str, list]
    n_parameters_ = 0
    uses_conditions = False
    takes_gaps = False

    def resolve(
        self,
        n_timepoints: int,
        n_channels: int,
        seasonal_period: int | None = None,
        longest_window: int | None = None,
    ) -> Sizes:
        """Return the sizes: one window, and a token for each time point."""
        self.history_ = {}
        self.sizes_ = Sizes(patch_length=1, window_tokens=n_timepoints, latent_dim=n_channels)
        return self.sizes_

    def fit(
        self,
        train: SeriesWithConditions,
        held_out: SeriesWithConditions,
        *,
        seed: int,
        verbose: int = 0,
        monitor: Monitor | None = None,
    ) -> Self:
        """Return the codec; there is nothing to fit."""
        return self

    def encode(self, windows: NDArray, conditions: NDArray | None = None) -> tuple[NDArray, NDArray]:
        """Return the windows, without uncertainty."""
        return windows, np.full_like(windows, -np.inf)

    def decode(self, latent: NDArray, conditions: NDArray | None = None) -> NDArray:
        """Return the codes."""
        return latent

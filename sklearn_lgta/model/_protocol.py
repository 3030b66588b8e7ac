"""What a model has, and what it may call during training.

Axes: B windows, L tokens (patches) of a window, P steps of a patch, C channels, Q conditions, D latent dimensions.
"""

from typing import Any, Protocol, Self

from numpy.typing import NDArray

from ._sizes import Sizes

# Normalised series of whole patches (n_series, n_timepoints, C), and their conditions (n_series, n_timepoints, Q).
SeriesWithConditions = tuple[NDArray, Any]


class Monitor(Protocol):
    """Follows a training, and may end it."""

    def start(self, n_steps: int, history: dict[str, list]) -> None:
        """Training starts: at most so many steps, whose losses go into `history`."""

    def step(self) -> bool:
        """One step is done; True ends the training."""

    def end(self) -> None:
        """Training has ended."""


class Model(Protocol):
    """A codec of windows, as `LGTAAugmenter(model=...)` takes it."""

    uses_conditions: bool
    takes_gaps: bool
    sizes_: Sizes
    history_: dict[str, list]
    n_parameters_: int

    def resolve(
        self,
        n_timepoints: int,
        n_channels: int,
        seasonal_period: int | None = None,
        longest_window: int | None = None,
    ) -> Sizes:
        """Set and return `sizes_` for series of this shape."""

    def fit(
        self,
        train: SeriesWithConditions,
        held_out: SeriesWithConditions,
        *,
        seed: int,
        verbose: int = 0,
        monitor: Monitor | None = None,
    ) -> Self:
        """Fit on a panel; `resolve` comes first."""

    def encode(self, windows: NDArray, conditions: NDArray) -> tuple[NDArray, NDArray]:
        """Mean and log variance of codes: (B, L, P * C), (B, L, P * Q) -> (B, L, D), (B, L, D)."""

    def decode(self, latent: NDArray, conditions: NDArray) -> NDArray:
        """Windows of codes: (B, L, D), (B, L, P * Q) -> (B, L, P * C)."""

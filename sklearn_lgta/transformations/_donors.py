"""What a transformation may ask of the other training series."""

from typing import Protocol

from numpy.typing import NDArray

from ._randomness import Randomness


class Donors(Protocol):
    """The donors of one series: other training series whose codes it may take over.

    Axes: n training series, k tokens, d latent dimensions.
    """

    @property
    def latent(self) -> NDArray:
        """Codes of all training series -> ndarray of shape (n, k, d)."""

    def level(self, rng: Randomness) -> NDArray:
        """Random change of a code that moves the level of a series -> ndarray of shape (d,)."""

    def blocks(self, rng: Randomness, n_tokens: int, block: int | None = None) -> NDArray:
        """Number of the block of every token, 0, 0, ..., 1, 1, ... -> ndarray of shape (n_tokens,)."""

    def draw(self, rng: Randomness, blocks: NDArray) -> tuple[NDArray, NDArray]:
        """One donor and one position in it for every block -> indices into the first two axes of `latent`."""

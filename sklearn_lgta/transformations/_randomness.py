"""What a transformation draws from."""

from typing import Any, Protocol

from numpy.typing import NDArray


class Randomness(Protocol):
    """Numbers of one series (numpy's Generator), or of many (then every result has a first axis of series)."""

    def random(self, size: Any) -> NDArray:
        """Numbers that are uniform from 0 to 1 -> ndarray of shape (..., *size)."""

    def standard_normal(self, size: Any) -> NDArray:
        """Standard normal numbers -> ndarray of shape (..., *size)."""

"""Drawn values that are made of others."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._perturbation import Drawn, LatentChange
from ._where import Where


class _Composite(Drawn):
    """The changes of its parts, applied one after the other."""

    def apply(self, latent: NDArray, gain: float) -> NDArray:
        # `where` plays no part: time points and channels are cut out of the series after decoding
        for change in self.changes():
            latent = change.apply(latent, gain)
        return latent

    def residual_weights(self, gain: float) -> tuple[Any, Any]:
        old = 1.0
        for change in self.changes():
            old = old * change.residual_weights(gain)[0]
        return old, np.sqrt(np.maximum(0.0, 1.0 - np.square(old)))


@dataclass(frozen=True, eq=False)
class Sequence(_Composite):
    """One drawn value after the other.

    Attributes
    ----------
    parts : tuple of drawn values
    """

    parts: tuple[Drawn, ...]

    def changes(self) -> list[LatentChange]:
        """Return the changes of all parts -> list of LatentChange."""
        return [change for part in self.parts for change in part.changes()]


@dataclass(frozen=True, eq=False)
class Localised(_Composite):
    """A drawn value on a part of the series.

    Attributes
    ----------
    drawn : drawn value
    where : Where or None
        Time points and channels that show it; None is all.
    dims : ndarray of bool of shape (latent_dim,) or None
        Dimensions of the code that it changes; None is all.
    """

    drawn: Drawn
    where: Where | None = None
    dims: NDArray[np.bool_] | None = None

    def changes(self) -> list[LatentChange]:
        """Return the changes of the drawn value, each on this part alone -> list of LatentChange."""
        return [
            change._replace(
                dims=_overlap(change.dims, self.dims),
                where=change.where if self.where is None else (*change.where, self.where),
            )
            for change in self.drawn.changes()
        ]


def _overlap(one: NDArray[np.bool_] | None, other: NDArray[np.bool_] | None) -> NDArray[np.bool_] | None:
    """Dimensions in both masks, of which None is all."""
    if one is None or other is None:
        return other if one is None else one
    return one & other

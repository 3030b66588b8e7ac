"""Base of the transformations that are made of others."""

from ._base import Transformation


class MadeOfParts(Transformation):
    """What holds for a transformation follows from its parts.

    Attributes
    ----------
    redraws_residual : bool
        Whether any part redraws the residual.
    moves_level : bool
        Whether any part moves the level.
    takes_batches : bool
        Whether all parts take many series at once.
    max_gain : float
        The smallest of the parts.
    full_gain : float or None
        The smallest of the parts; None if a part has none.
    """

    @property
    def parts(self) -> list[Transformation]:
        """The parts, with names resolved -> list of Transformation."""
        raise NotImplementedError(f"{type(self).__name__} must define parts.")

    @property
    def redraws_residual(self) -> bool:  # type: ignore[override]
        """Whether any part redraws the residual -> bool."""
        return any(part.redraws_residual for part in self.parts)

    @property
    def moves_level(self) -> bool:  # type: ignore[override]
        """Whether any part moves the level -> bool."""
        return any(part.moves_level for part in self.parts)

    @property
    def takes_batches(self) -> bool:  # type: ignore[override]
        """Whether all parts take many series at once -> bool."""
        return all(part.takes_batches for part in self.parts)

    @property
    def max_gain(self) -> float:  # type: ignore[override]
        """The smallest largest gain of the parts -> float."""
        return min(part.max_gain for part in self.parts)

    @property
    def full_gain(self) -> float | None:  # type: ignore[override]
        """The smallest full gain of the parts, None if a part has none -> float or None."""
        gains = [part.full_gain for part in self.parts]
        return min(gain for gain in gains if gain is not None) if None not in gains else None

    def _validate_params(self) -> None:
        super()._validate_params()
        for part in self.parts:
            part._validate_params()

"""What a transformation draws.

Drawn values are frozen and have unit size. They can be kept and applied again, with any gain, to latent codes or to
data.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from ._where import Where


class Drawn:
    """What a transformation drew: one change of the code, or several."""

    def changes(self) -> "list[LatentChange]":
        """Return the changes in the order in which they apply -> list of LatentChange."""
        raise NotImplementedError(f"{type(self).__name__} must define changes().")

    def apply(self, latent: NDArray, gain: float) -> NDArray:
        """Change a code; a gain of 0 returns it as it is.

        Parameters
        ----------
        latent : ndarray of shape (..., n_tokens, latent_dim)
        gain : float

        Returns
        -------
        latent : ndarray of shape (..., n_tokens, latent_dim)
        """
        raise NotImplementedError(f"{type(self).__name__} must define apply(latent, gain).")

    def residual_weights(self, gain: float) -> tuple[Any, Any]:
        """Return the weights of the old and the new residual; by default the old one stays.

        Parameters
        ----------
        gain : float

        Returns
        -------
        old, new : floats, or ndarrays of shape (..., n_tokens, 1)
            Their squares sum to 1.
        """
        return 1.0, 0.0


class StackableDraw(Drawn):
    """One change of the code; the draws of several series can be stacked, as methods act on the last two axes.

    Attributes
    ----------
    reads_between : bool, class attribute
        Whether `apply` takes codes from between the tokens as a third argument.
    redraws_code : bool, class attribute
        Whether it blends the code with another one.
    """

    reads_between: ClassVar[bool] = False
    redraws_code: ClassVar[bool] = False

    def changes(self) -> "list[LatentChange]":
        """Return this change alone -> list of one LatentChange."""
        return [LatentChange(self)]

    def for_codes(self, latent: NDArray) -> Self:
        """Return the same draw for other codes; by default it does not depend on them.

        Parameters
        ----------
        latent : ndarray of shape (..., n_tokens, latent_dim)

        Returns
        -------
        drawn : value of this class
        """
        return self

    @classmethod
    def stack(cls, drawn: "Sequence[StackableDraw]") -> Self:
        """Return one value that holds many along a new first axis.

        Parameters
        ----------
        drawn : list of n values of this class
            Of one shape.

        Returns
        -------
        stacked : value of this class
            For codes of shape (n, n_tokens, latent_dim).
        """
        names = [field.name for field in fields(cls)]  # type: ignore[arg-type]  # subclasses are dataclasses
        return cls(**{name: np.stack([np.atleast_2d(getattr(one, name)) for one in drawn]) for name in names})


class LatentChange(NamedTuple):
    """One change of a code, and the part of the series that shows it.

    Attributes
    ----------
    drawn : Perturbation, Redraw, Replacement or Warp
        For one code, or stacked for many.
    dims : ndarray of bool of shape (latent_dim,) or None
        Dimensions of the code that it changes; None is all of them.
    where : tuple of Where
        Parts of the series that show the change, which is seen where all of them overlap. Empty is the whole series.
    """

    drawn: StackableDraw
    dims: NDArray[np.bool_] | None = None
    where: tuple[Where, ...] = ()

    @property
    def reads_between(self) -> bool:
        """Whether it can use codes from between the tokens -> bool."""
        return self.drawn.reads_between

    @property
    def redraws_all(self) -> bool:
        """Whether it blends the whole series with another one -> bool."""
        return self.drawn.redraws_code and not self.where

    @property
    def kind(self) -> tuple:
        """What changes must have in common to be stacked -> hashable tuple."""
        shapes = tuple(np.shape(value) for value in vars(self.drawn).values())
        return type(self.drawn), shapes, None if self.dims is None else self.dims.tobytes(), self.where

    @classmethod
    def stack(cls, latent_changes: "Sequence[LatentChange]") -> "LatentChange":
        """Return changes of one kind as one.

        Parameters
        ----------
        latent_changes : list of LatentChange

        Returns
        -------
        stacked : LatentChange
        """
        first = latent_changes[0]
        return first._replace(drawn=type(first.drawn).stack([change.drawn for change in latent_changes]))

    def apply(self, latent: NDArray, gain: float, between: NDArray | None = None) -> NDArray:
        """Change codes.

        Parameters
        ----------
        latent : ndarray of shape (..., n_tokens, latent_dim)
        gain : float
        between : ndarray or None, default=None
            Codes from between the tokens for a change that reads them, as for `Warp.apply`.

        Returns
        -------
        latent : ndarray of shape (..., n_tokens, latent_dim)
        """
        arguments = () if between is None else (between,)
        changed = self.drawn.apply(latent, gain, *arguments)
        return changed if self.dims is None else np.where(self.dims, changed, latent)

    def residual_weights(self, gain: float) -> tuple[Any, Any]:
        """Return the weights of the old and the new residual.

        Parameters
        ----------
        gain : float

        Returns
        -------
        old, new : floats, or ndarrays of shape (..., n_tokens, 1)
            Their squares sum to 1.
        """
        old, new = self.drawn.residual_weights(gain)
        if self.dims is None:
            return old, new
        new = np.sqrt(self.dims.mean()) * new  # a fraction of the code redraws the same fraction of the residual
        return np.sqrt(1.0 - np.square(new)), new


@dataclass(frozen=True, eq=False)
class Perturbation(StackableDraw):
    """Add and multiply: ``latent + gain * (scale * latent + shift)``.

    Attributes
    ----------
    scale : float or ndarray of shape (n_tokens or 1, latent_dim or 1), default=0.0
    shift : float or ndarray of shape (n_tokens or 1, latent_dim or 1), default=0.0
    """

    scale: NDArray | float = 0.0
    shift: NDArray | float = 0.0

    def apply(self, latent: NDArray, gain: float) -> NDArray:
        """Change a code; a gain of 0 returns it: (..., n_tokens, latent_dim) -> (..., n_tokens, latent_dim)."""
        return latent + gain * (self.scale * latent + self.shift)

"""Drawn values that are made of others."""

from dataclasses import dataclass

import numpy as np

from ._drawn import _Drawn


class _Composite(_Drawn):
    """Its latent_changes are those of its parts; applied to a code, they follow each other."""

    def apply(self, latent, gain):
        """Change a code; a gain of 0 returns it as it is.

        Parameters
        ----------
        latent : ndarray of shape (..., n_tokens, latent_dim)
        gain : float

        Returns
        -------
        latent : ndarray of shape (..., n_tokens, latent_dim)
            Stretches of time and channels are not in it: those that `On` names are cut out of the
            series, after decoding.
        """
        for latent_change in self.latent_changes():
            latent = latent_change.apply(latent, gain)
        return latent

    def residual_weights(self, gain):
        """Weights of the old and the new residual, whose squares sum to 1.

        Parameters
        ----------
        gain : float

        Returns
        -------
        old, new : floats, or ndarrays of shape (..., n_tokens, 1)
        """
        old = 1.0
        for latent_change in self.latent_changes():
            old = old * latent_change.residual_weights(gain)[0]
        return old, np.sqrt(np.maximum(0.0, 1.0 - np.square(old)))


@dataclass(frozen=True, eq=False)
class Sequence(_Composite):
    """One drawn value after the other.

    Attributes
    ----------
    parts : tuple of drawn values
    """

    parts: tuple

    def latent_changes(self):
        """The latent_changes of all parts.

        Returns
        -------
        latent_changes : list of LatentChange
        """
        return [latent_change for part in self.parts for latent_change in part.latent_changes()]


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

    drawn: object
    where: object = None
    dims: np.ndarray | None = None

    def latent_changes(self):
        """The latent_changes of the drawn value, narrowed.

        Returns
        -------
        latent_changes : list of LatentChange
        """
        narrowed = []
        for latent_change in self.drawn.latent_changes():
            dims = self.dims if latent_change.dims is None or self.dims is None else latent_change.dims & self.dims
            where = latent_change.where if self.where is None else (*latent_change.where, self.where)
            narrowed.append(latent_change._replace(dims=latent_change.dims if dims is None else dims, where=where))
        return narrowed

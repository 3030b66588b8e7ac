"""What many series drew, applied to all of them at once."""

import numpy as np


class Draws:
    """Perturbations of many series, stacked by kind, and the residuals that their donors lend.

    Parameters
    ----------
    perturbations : list of n perturbations
        What `Transformation.draw` returned, series by series.
    donated : ndarray of shape (n, n_tokens, n_values) or None
        Residuals of donors in patches; None where residuals are not redrawn.
    """

    def __init__(self, perturbations, donated):
        self.donated = donated
        rows_of = {}
        for row, perturbation in enumerate(perturbations):
            shapes = tuple(np.shape(value) for value in vars(perturbation).values())
            rows_of.setdefault((type(perturbation), shapes), []).append(row)
        self._kinds = [
            (np.array(rows), kind.stack([perturbations[row] for row in rows])) for (kind, _), rows in rows_of.items()
        ]

    def apply(self, latent, gain):
        """Change every code by its own perturbation.

        Parameters
        ----------
        latent : ndarray of shape (n, n_tokens, latent_dim)
        gain : float

        Returns
        -------
        latent : ndarray of shape (n, n_tokens, latent_dim)
        """
        changed = np.empty_like(latent)
        for rows, perturbation in self._kinds:
            changed[rows] = perturbation.apply(latent[rows], gain)
        return changed

    def power(self, latent):
        """Mean square change of every code at gain 1: (n, n_tokens, latent_dim) -> (n,)."""
        return ((self.apply(latent, 1.0) - latent) ** 2).mean(axis=(1, 2))

    def residual_weights(self, gain):
        """Weights of old and new residual.

        Parameters
        ----------
        gain : float

        Returns
        -------
        old, new : ndarrays of shape (n, n_tokens, 1)
        """
        weights = np.empty((2, *self.donated.shape[:2], 1))
        for rows, perturbation in self._kinds:
            for side, weight in zip(weights, perturbation.residual_weights(gain), strict=True):
                side[rows] = weight
        return weights

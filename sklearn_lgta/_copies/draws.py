"""What many series drew, applied to all of them at once."""

from typing import NamedTuple

import numpy as np


class Group(NamedTuple):
    """Series whose draws have the same latent_changes.

    Attributes
    ----------
    rows : ndarray of shape (n,)
        Places of the series.
    latent_changes : list of LatentChange
        The changes, one after the other, each stacked for all these series.
    donated : list of (ndarray of shape (n, n_tokens, n_values) or None)
        For every latent_change the residuals of donors in patches; None where residuals are not redrawn.
    """

    rows: np.ndarray
    latent_changes: list
    donated: list


class Draws:
    """Draws of many series, stacked by kind, and the residuals that their donors lend.

    Parameters
    ----------
    drawn : list of n drawn values
        What `Transformation.draw` returned, series by series.
    donated : list of n lists of ndarrays of shape (n_tokens, n_values), or None
        Residuals of donors in patches, for every latent_change of a series; None where residuals are not redrawn.
    """

    def __init__(self, drawn, donated=None):
        rows_of, latent_changes = {}, [one.latent_changes() for one in drawn]
        for row, own in enumerate(latent_changes):
            rows_of.setdefault(tuple(latent_change.kind for latent_change in own), []).append(row)
        self.groups = []
        for rows in rows_of.values():
            stacked = [
                type(several[0]).stack(several) for several in zip(*(latent_changes[row] for row in rows), strict=True)
            ]
            lent = [None] * len(stacked)
            if donated is not None:
                lent = [np.stack(several) for several in zip(*(donated[row] for row in rows), strict=True)]
            self.groups.append(Group(np.array(rows), stacked, lent))

    def apply(self, latent, gain):
        """Change every code by what its series drew.

        Parameters
        ----------
        latent : ndarray of shape (n, n_tokens, latent_dim)
        gain : float

        Returns
        -------
        latent : ndarray of shape (n, n_tokens, latent_dim)
        """
        changed = np.empty_like(latent)
        for group in self.groups:
            codes = latent[group.rows]
            for latent_change in group.latent_changes:
                codes = latent_change.apply(codes, gain)
            changed[group.rows] = codes
        return changed

    def power(self, latent):
        """Mean square change of every code at gain 1: (n, n_tokens, latent_dim) -> (n,)."""
        return ((self.apply(latent, 1.0) - latent) ** 2).mean(axis=(1, 2))

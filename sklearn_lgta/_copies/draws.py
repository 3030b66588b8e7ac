"""Random draws of a batch of series, applied to their codes and residuals: the change of the remainder.

Axes: n series, t time points, c channels, k tokens, d latent dimensions, p steps of a patch.
"""

from typing import NamedTuple

import numpy as np

from .._preprocessing.spans import equal_rows
from .cross_correlation import with_correlations_of


class DrawGroup(NamedTuple):
    """Series whose draws consist of changes of the same kinds.

    Attributes
    ----------
    rows : slice or ndarray of int of shape (n,)
        Positions of the series in the batch.
    changes : list of LatentChange
        The changes, one after the other, each stacked for all these series.
    donated : list of (ndarray of shape (n, k, p * c) or None)
        For every change the residuals of donors in patches; None where residuals are not redrawn.
    alternative : int, default=0
        Position of the alternative that these series got.
    """

    rows: np.ndarray
    changes: list
    donated: list
    alternative: int = 0

    def gain_of(self, gain):
        """Gain of these series: float, or a tuple with one for each alternative -> float."""
        return gain[self.alternative] if isinstance(gain, tuple) else gain


def group_by_kind(rows, drawn, donated, alternative=0):
    """Stack what was drawn for one series after the other.

    Parameters
    ----------
    rows : ndarray of int of shape (n,)
        Positions of the series in the batch.
    drawn : list of n drawn values
        Results of `Transformation.draw`.
    donated : list of n lists of (ndarray of shape (k, p * c) or None)
        Residuals of donors in patches, for every change of a series; None where residuals are not redrawn.
    alternative : int, default=0
        Position of the alternative that all these series got.

    Returns
    -------
    groups : list of DrawGroup
    """
    of_kind, changes = {}, [one.changes() for one in drawn]
    for position, of_series in enumerate(changes):
        of_kind.setdefault(tuple(change.kind for change in of_series), []).append(position)
    groups = []
    for positions in of_kind.values():
        several = zip(*(changes[position] for position in positions), strict=True)
        stacked = [type(of_change[0]).stack(of_change) for of_change in several]
        residuals = zip(*(donated[position] for position in positions), strict=True)
        residuals = [None if of_change[0] is None else np.stack(of_change) for of_change in residuals]
        groups.append(DrawGroup(rows[positions], stacked, residuals, alternative))
    return groups


class Draws:
    """Draws of a batch of series, and the residuals of their donors.

    Parameters
    ----------
    groups : list of DrawGroup
        Every series of the batch is in one of them.
    """

    def __init__(self, groups):
        self.groups = groups

    def for_codes(self, latent):
        """Draws of the same numbers for other series: codes (n, k, d) -> Draws."""
        return Draws(
            [
                group._replace(
                    changes=[one._replace(drawn=one.drawn.for_codes(latent[group.rows])) for one in group.changes]
                )
                for group in self.groups
            ]
        )

    def apply(self, latent, gain):
        """Change every code by the draw of its series.

        Parameters
        ----------
        latent : ndarray of shape (n, k, d)
        gain : float or tuple of floats
            One for all series, or one for each alternative.

        Returns
        -------
        latent : ndarray of shape (n, k, d)
        """
        changed = np.empty_like(latent)
        for group in self.groups:
            codes = latent[group.rows]
            for change in group.changes:
                codes = change.apply(codes, group.gain_of(gain))
            changed[group.rows] = codes
        return changed

    def power(self, latent):
        """Mean square change of every code at gain 1: (n, k, d) -> (n,)."""
        return ((self.apply(latent, 1.0) - latent) ** 2).mean(axis=(1, 2))

    def change_of_remainder(self, encoded, gain, residual):
        """Apply the draws to the codes and residuals of series, and decode.

        Parameters
        ----------
        encoded : EncodedSeries
            Of the batch.
        gain : float or tuple of floats
            One for all series, or one for each alternative.
        residual : {"keep", "follow", "resample", "drop"}
            As for `change_residual`; "follow" keeps the residuals of series that came without those of donors.

        Returns
        -------
        change : ndarray of shape (n, t, c)
            Of the remainder. Where a series is blended with another one as a whole, its channels correlate as
            before.
        """
        change = np.zeros_like(encoded.values)
        for group in self.groups:
            change[group.rows] = _change_of_group(encoded, group, group.gain_of(gain), residual)
            redraws_all = all(one.redraws_all for one in group.changes)
            if change.shape[2] > 1 and residual in ("keep", "follow") and redraws_all:
                change[group.rows] = _with_correlations(encoded, group.rows, change[group.rows])
        return change


def _with_correlations(encoded, rows, change):
    """Change after which the channels of a series correlate as before: (n, t, c) -> (n, t, c)."""
    remainder, result = encoded.decomposition.remainder[rows], np.zeros_like(change)
    for equal, length in equal_rows(encoded.lengths[rows]):
        within = equal, slice(length)
        before = remainder[within]
        result[within] = with_correlations_of(before + change[within], before) - before
    return result


def _change_of_group(encoded, group, gain, policy):
    """Sum of the changes of a group, each on the part of the series that shows it: (n, t, c)."""
    codec, grid = encoded.codec, encoded.grid
    lengths = encoded.lengths[group.rows]
    latent, before = encoded.latent[group.rows], encoded.decoded[group.rows]
    conditions = encoded.conditions[group.rows]
    follows_nothing = policy == "follow" and all(donated is None for donated in group.donated)
    keeps_residual = policy == "keep" or follows_nothing
    residual = None if keeps_residual else encoded.residual[group.rows]
    total = np.zeros_like(before)
    for position, (change, donated) in enumerate(zip(group.changes, group.donated, strict=True)):
        if change.reads_between and position == 0:
            latent = _read_between(change, latent, gain, encoded.latent_between[group.rows], conditions, encoded)
        elif change.reads_between:
            decoded = codec.decode(latent, conditions, grid)
            between = encoded.encode_between(decoded, group.rows)
            latent = _read_between(change, latent, gain, between, conditions, encoded)
        else:
            latent = change.apply(latent, gain)
        if residual is not None:
            new = change_residual(residual, donated, change.residual_weights(gain), policy)
            residual, step = new, grid.from_tokens(new - residual)
            total += _localised(change, step, lengths)
        if position + 1 < len(group.changes) and group.changes[position + 1].where == change.where:
            continue  # seen at the same positions: one decoding for both
        decoded = codec.decode(latent, conditions, grid)
        total += _localised(change, decoded - before, lengths)
        before = decoded
    return total


def _read_between(change, latent, gain, between, conditions, encoded):
    """Codes moved along time, together with the effect of static conditions on their place in the series."""
    if encoded.codec.effect is None:
        return change.apply(latent, gain, between)
    effect = encoded.codec.static_effect(conditions, encoded.grid)  # (n, k, d)
    between = between + np.repeat(effect, encoded.grid.patch_length, axis=1)
    return change.apply(latent + effect, gain, between) - effect


def _localised(latent_change, change, lengths):
    """The change on the time points and channels that show it."""
    if not latent_change.where:
        return change
    shown = np.zeros_like(change)
    for equal, length in equal_rows(lengths):
        within = equal, slice(length)
        shown[within] = change[within]
        for where in latent_change.where:
            shown[within] *= where.weights(length, change.shape[2])
    return shown


def change_residual(residual, donated, weights, policy):
    """New residuals of series.

    Parameters
    ----------
    residual : ndarray of shape (n_series, n_tokens, n_values)
        Residual in patches.
    donated : ndarray of shape (n_series, n_tokens, n_values) or None
        Residuals of donors; each is scaled to the size of the residual that it replaces.
    weights : pair of floats, or of ndarrays of shape (n_series, n_tokens, 1)
        Of the old and the new residual, where it follows the code.
    policy : {"keep", "follow", "resample", "drop"}
        "follow" redraws as much of the residual as of the code. "resample" redraws all of it.

    Returns
    -------
    residual : ndarray of shape (n_series, n_tokens, n_values)
    """
    if policy == "keep":
        return residual
    if policy == "drop":
        return np.zeros_like(residual)
    size = _rms(residual)
    donated_size = _rms(donated)
    new = donated * np.divide(size, donated_size, out=np.zeros_like(size), where=donated_size > 0)
    if policy == "resample":
        return new
    keep, take = weights
    return keep * residual + take * new


def _rms(patches):
    return np.sqrt(np.mean(patches**2, axis=(1, 2), keepdims=True))

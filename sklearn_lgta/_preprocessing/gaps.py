"""Gaps of series: values to fill in first, distances to observed values, and values to hide for a test."""

import numpy as np


def interpolated(values: np.ndarray) -> np.ndarray:
    """Series with gaps filled by straight lines, or by the nearest value at the ends.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_timepoints, n_channels)
        NaN where missing. Every channel of every series has at least one value.

    Returns
    -------
    values : ndarray of shape (n_series, n_timepoints, n_channels)
        The same array where nothing is missing.
    """
    missing = np.isnan(values)
    if not missing.any():
        return values
    filled, time = values.copy(), np.arange(values.shape[1])
    for row, channel in np.argwhere(missing.any(axis=1)):
        gaps = missing[row, :, channel]
        filled[row, gaps, channel] = np.interp(time[gaps], time[~gaps], values[row, ~gaps, channel])
    return filled


def distance_to_observed(missing: np.ndarray) -> np.ndarray:
    """Number of time points to the nearest observed value of a channel.

    Parameters
    ----------
    missing : ndarray of bool of shape (n_series, n_timepoints, n_channels)

    Returns
    -------
    distance : ndarray of int of shape (n_series, n_timepoints, n_channels)
        0 where the value is observed.
    """
    time = np.arange(missing.shape[1])[:, None]
    far = 2 * len(time)
    before = np.maximum.accumulate(np.where(missing, -far, time), axis=1)
    after = np.minimum.accumulate(np.where(missing, far + len(time), time)[:, ::-1], axis=1)[:, ::-1]
    return np.minimum(time - before, after - time)


def gaps_to_hide(values: np.ndarray) -> np.ndarray:
    """Observed values to hide, so that series get further gaps of a usual form.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_timepoints, n_channels)
        NaN where missing.

    Returns
    -------
    hidden : ndarray of bool of shape (n_series, n_timepoints, n_channels)
        Gaps of the previous series, moved by a third of the time. The first and the last observed value of a channel
        stay visible.
    """
    missing = np.isnan(values)
    gaps = missing & (
        np.maximum.accumulate(~missing, axis=1) & np.maximum.accumulate(~missing[:, ::-1], axis=1)[:, ::-1]
    )
    hidden = np.roll(gaps, (1, values.shape[1] // 3), axis=(0, 1)) & ~missing
    n_observed = np.cumsum(~missing, axis=1)
    return hidden & (n_observed > 1) & (n_observed < n_observed[:, -1:])

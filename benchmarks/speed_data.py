"""Panels of several shapes for `speed.py`, made from one seed."""

import numpy as np

LARGE = {"30,490 x 1,941": (30_490, 1_941, 7), "1 x 1,000,000": (1, 1_000_000, 24)}  # series, time points, season


def seasonal(n_series, n_timepoints, season, n_channels=1, seed=0):
    """Series with a level, a wandering remainder and a season: (n_series, n_channels, n_timepoints)."""
    rng = np.random.default_rng(seed)
    shape = (n_series, n_channels, n_timepoints)
    level = np.exp(rng.normal(size=(n_series, 1, 1)))
    walk = rng.normal(size=shape).cumsum(axis=2)
    return level * (100 + walk + 20 * np.sin(np.arange(n_timepoints) * 2 * np.pi / season) + 3 * rng.normal(size=shape))


def table(*shape, season):
    """Series of one channel as a table."""
    return seasonal(*shape, season)[:, 0]


def unequal():
    """1,000 series of 60 to 228 months, in a list."""
    lengths = np.random.default_rng(1).integers(60, 229, 1_000)
    return [row[:length] for row, length in zip(table(1_000, 228, season=12), lengths, strict=True)]


def large(name):
    """Panel of `LARGE` in float32, made series by series, so that it alone takes memory; and its season."""
    n_series, n_timepoints, season = LARGE[name]
    X, rng = np.empty((n_series, n_timepoints), dtype=np.float32), np.random.default_rng(0)
    wave = 20 * np.sin(np.arange(n_timepoints, dtype=np.float32) * 2 * np.pi / season)
    for row in X:
        row[:] = 100 + wave + rng.standard_normal(n_timepoints, dtype=np.float32).cumsum()
    return X, season


SHAPES = {  # how to make them, and their season
    "monthly": (lambda: table(304, 228, season=12), 12),
    "unequal": (unequal, 12),
    "equal": (lambda: table(1_000, 144, season=12), 12),
    "long": (lambda: table(1, 100_000, season=24), 24),
    "long season": (lambda: table(1, 100_000, season=1_440), 1_440),
    "channels": (lambda: seasonal(200, 600, 24, n_channels=6), 24),
    "short": (lambda: table(5_000, 24, season=6), 6),
}

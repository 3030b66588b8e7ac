"""Methods that add series or windows to the training data of a forecaster.

A method takes a `Task` and a number of copies and returns tables to add to the training rows; a table of
lags + horizon rows is a set of single windows. Every draw depends on the seed of the task alone.
"""

from functools import lru_cache

import numpy as np
from forecasting import windows
from numpy.lib.stride_tricks import sliding_window_view
from sklearn.frozen import FrozenEstimator
from table_latent import timed_fit

from sklearn_lgta import CVAE, PCACodec

STRENGTH = 0.3  # of the classic transformations
SHUFFLED = 0.7  # fraction of the patches


def none(task, n_copies):
    """No copies."""
    return []


# ------------------------------------------------------------------------------------ published methods that add series
def direct(task, n_copies):
    """Jitter, one factor per series and a magnitude warp, each at a change of 0.3: one copy each, at most three."""
    table, rng = task.train, np.random.default_rng(1000 + task.seed)
    n_timepoints, n_series = table.shape
    centred, size = table - table.mean(axis=0), table.std(axis=0)
    knots, time = rng.standard_normal((6, n_series)), np.linspace(0, 5, n_timepoints)
    factor = np.stack([np.interp(time, np.arange(6), of_series) for of_series in knots.T], axis=1)
    changes = (rng.standard_normal(table.shape) * size, rng.standard_normal(n_series) * centred, factor * centred)
    reached = (np.maximum(np.sqrt((change**2).mean(axis=0)), 1e-12) for change in changes)
    copies = [table + STRENGTH * size * change / rms for change, rms in zip(changes, reached, strict=True)]
    return copies[:n_copies]


def scaling(task, n_copies):
    """One factor per series, 1 on average with a standard deviation of 0.3.

    A forecaster that normalises its windows sees duplicates, except for clipped values.
    """
    rng, mean = np.random.default_rng(6000 + task.seed), task.train.mean(axis=0)
    factors = 1 + STRENGTH * rng.standard_normal((n_copies, task.train.shape[1]))
    return [mean + factor * (task.train - mean) for factor in factors]


def mixup(task, n_copies):
    """Convex mixtures of two standardised series at the same time (TSMixup [1]_), in the units of the first.

    References
    ----------
    .. [1] A. F. Ansari et al., "Chronos: Learning the Language of Time Series", TMLR 2024.
    """
    rng, mean, size = np.random.default_rng(3000 + task.seed), task.train.mean(axis=0), task.train.std(axis=0)
    size = np.maximum(size, 1e-9)
    standard, copies = (task.train - mean) / size, []
    for _ in range(n_copies):
        weight = rng.beta(1.5, 1.5, len(size))
        mixture = weight * standard + (1 - weight) * standard[:, rng.permutation(len(size))]
        copies.append(mixture * size + mean)
    return copies


def patch_shuffle(task, n_copies):
    """Temporal patch shuffle [1]_: patches of a season that overlap by half, the calmest 70 % of each series permuted.

    References
    ----------
    .. [1] "Temporal Patch Shuffle", arXiv:2604.09067.
    """
    rng, (n_timepoints, n_series), length = np.random.default_rng(4000 + task.seed), task.train.shape, task.season
    last = n_timepoints - length
    starts = np.union1d(np.arange(0, last + 1, max(1, length // 2)), last)
    steps = starts[:, None] + np.arange(length)  # (n_patches, length)
    n_shuffled = int(SHUFFLED * len(starts))
    copies = []
    for _ in range(n_copies):
        total = np.zeros_like(task.train)
        for series in range(n_series):
            patches = task.train[steps, series]
            calm = patches.var(axis=1).argsort()[:n_shuffled]
            patches[calm] = patches[rng.permutation(calm)]
            np.add.at(total[:, series], steps, patches)
        copies.append(total / np.bincount(steps.ravel())[:, None])
    return copies


# ------------------------------------------------------------------------------------ bootstraps
def bootstrapped(task, structure, rng, across):
    """Structure plus remainder in blocks of two seasons, drawn with replacement from all positions where a block fits.

    Parameters
    ----------
    task : Task
        Training rows.
    structure : ndarray of shape (n_timepoints, n_series)
        Part of the series that is kept.
    rng : Generator
        Source of the draws.
    across : bool
        Whether the remainder comes from a random donor (possibly the series itself), scaled to the series' size.

    Returns
    -------
    ndarray of shape (n_timepoints, n_series)
        One copy of every series.
    """
    n_timepoints, n_series = task.train.shape
    block = min(2 * task.season, n_timepoints // 2)
    starts = rng.integers(0, n_timepoints - block + 1, (-(-n_timepoints // block), 1, n_series))
    steps = (starts + np.arange(block)[:, None]).reshape(-1, n_series)[:n_timepoints]
    donors = rng.permutation(n_series) if across else np.arange(n_series)
    remainder = task.train - structure
    size = remainder.std(axis=0) + 1e-9
    return structure + (remainder / size)[steps, donors] * size


def moving_block(task, n_copies):
    """Moving-block bootstrap [1]_ of whole series, trend and season included.

    References
    ----------
    .. [1] H. R. Künsch, "The Jackknife and the Bootstrap for General Stationary Observations", Annals of Statistics
       17, 1989.
    """
    rng, nothing = np.random.default_rng(5000 + task.seed), np.zeros_like(task.train)
    return [bootstrapped(task, nothing, rng, across=False) for _ in range(n_copies)]


def within(task, n_copies, across=False):
    """Bootstrap of the remainder [1]_ of a classical decomposition, from each series itself.

    References
    ----------
    .. [1] C. Bergmeir et al., "Bagging exponential smoothing methods using STL decomposition and Box-Cox
       transformation", International Journal of Forecasting 32, 2016.
    """
    rng, structure = np.random.default_rng(2000 + task.seed), classical_structure(task.train, task.season)
    return [bootstrapped(task, structure, rng, across) for _ in range(n_copies)]


def across(task, n_copies):
    """Bootstrap of the remainder of a classical decomposition, from all series."""
    return within(task, n_copies, across=True)


def clean_bootstrap(task, n_copies):
    """Windows whose lags are structure and remainder from all series, and whose targets are the structure alone."""
    rng, structure = np.random.default_rng(2000 + task.seed), local_structure(task.train, task.season)
    length = task.lags + task.horizon
    clean, tables = windows(structure, length), []
    for _ in range(n_copies):
        rows = windows(bootstrapped(task, structure, rng, across=True), length).copy()
        rows[:, task.lags :] = clean[:, task.lags :]
        tables.append(rows.T)
    return tables


def by_phase(table, season):
    """Mean of the season's phase at every time point: (n, n_series) -> (n, n_series)."""
    phase = np.arange(len(table)) % season
    return np.stack([table[phase == one].mean(axis=0) for one in range(season)])[phase]


def classical_structure(table, season):
    """Centred mean over a season, with the ends repeated outwards, plus the mean of every phase."""
    half = season // 2
    padded = np.pad(table, ((half, half), (0, 0)), mode="edge")
    trend = sliding_window_view(padded, 2 * half + 1, axis=0).mean(axis=-1)
    return trend + by_phase(table - trend, season)


def local_structure(table, season):
    """Local linear trend over two seasons plus the mean of every phase, each free of the other after two rounds."""
    smoother, profile = local_linear(len(table), 2 * season), 0
    for _ in range(2):
        trend = smoother @ (table - profile)
        profile = by_phase(table - trend, season)
        profile = profile - profile[:season].mean(axis=0)
    return trend + profile


def local_linear(n_timepoints, span):
    """Matrix of a local linear regression with tricube weights, on as many neighbours at the ends as inside."""
    time = np.arange(n_timepoints)
    rows = []
    for now in time:
        distance = np.abs(time - now)
        reach = np.sort(distance)[min(span, n_timepoints - 1)] + 0.5
        weight = np.clip(1 - (distance / reach) ** 3, 0, None) ** 3
        line = np.stack([np.ones(n_timepoints), time - now])
        rows.append(np.linalg.solve(weight * line @ line.T, weight * line)[0])
    return np.stack(rows)


BASELINES = {
    method.__name__: method
    for method in (none, direct, scaling, mixup, patch_shuffle, moving_block, within, across, clean_bootstrap)
}


# ------------------------------------------------------------------------------------ the augmenter
# Changes of lgta_pairs, one at a time: parameters of the augmenter, and the target.
LADDER = {
    "same_target": ({}, "same"),
    "no_structure": ({"structure": "none"}, "same"),  # without structure there is no clean target
    "residual_keep": ({"residual": "keep"}, "clean"),
    "residual_drop": ({"residual": "drop"}, "clean"),
    "pca": ({"model": PCACodec()}, "clean"),
    "standard_attention": ({"model": CVAE(attention="standard")}, "clean"),
    "no_attention": ({"model": CVAE(attention="none")}, "clean"),
    "data_space": ({"space": "data"}, "clean"),
    "mix": ({"transformation": "mix"}, "clean"),
}
DEFAULT = ({}, "clean")
N_SIMULATED = 16_000  # windows of lgta_simulated
NO_PART_IN_TRAINING = {"residual", "transformation"}


def fit(task, **changes):
    """Return an augmenter fitted to the training rows, and the CPU seconds of the fit."""
    return timed_fit(task.train.T, **{"seasonal_period": task.season, "random_state": task.seed} | changes)


fit_default = lru_cache(maxsize=1)(fit)  # consecutive jobs have the same task


def fitted(task, method):
    """Return the augmenter of a method, with the network of the default where the method does not change training.

    Parameters
    ----------
    task : Task
        Training rows.
    method : str
        "lgta_copies", "lgta_pairs", "lgta_simulated" or a key of ``LADDER``.

    Returns
    -------
    augmenter : LGTAAugmenter
        Fitted augmenter.
    seconds : float
        CPU seconds of its fit.
    """
    changes, _ = LADDER.get(method, DEFAULT)
    if not changes:
        return fit_default(task)
    if set(changes) <= NO_PART_IN_TRAINING:
        changes = changes | {"model": FrozenEstimator(fit_default(task)[0].model_)}
    return fit(task, **changes)


def copied(task, augmenter, method, n_copies):
    """Return the tables of a fitted augmenter: whole series for "lgta_copies", windows for all other methods."""
    series = task.train.T
    if method == "lgta_copies":
        return augmenter.augment(series, n_copies).reshape(n_copies, *series.shape).swapaxes(1, 2)
    _, target = LADDER.get(method, DEFAULT)
    n_simulated, about = N_SIMULATED if method == "lgta_simulated" else 0, (task.lags, task.horizon, n_copies)
    *pairs, _ = augmenter.training_windows(series, *about, target=target, n_simulated=n_simulated)
    rows = np.hstack(pairs)
    return [rows[(len(rows) - n_simulated) // (n_copies + 1) :].T]  # the windows of the series themselves come first
